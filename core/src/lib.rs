//! Certificates and TLS configuration for Grafana Mimir, every link proven.
//!
//! ```
//! use mimir_tls::generate::generate;
//! use mimir_tls::pki::{Instant, SystemEntropy};
//! use mimir_tls::plan::{Plan, PlanFile};
//! use mimir_tls::proof::one_by_one;
//! use mimir_tls::render::RenderOptions;
//!
//! let chosen = PlanFile::parse(b"version: 1\nmode: monolithic\n")?;
//! let (plan, _warnings) = Plan::resolve(&chosen)?;
//! let (mut entropy, now) = (SystemEntropy::new(), Instant::from_unix(1_800_000_000));
//! let made = generate(&plan, RenderOptions::default(), &mut entropy, now, one_by_one)?;
//! assert!(made.proof.holds());
//! assert!(made.artifacts.iter().any(|file| file.path == "certs/server.crt"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # I want to …
//!
//! | … | by |
//! |---|---|
//! | make certificates and configuration of a plan, proven | [`generate::generate()`] |
//! | do so again and again, keys kept, what an edit leaves alone not made anew | [`generate::Session`] |
//! | sign with a CA of my own | [`pki::Authority::from_pem`], [`generate::Session::bring`] |
//! | renew the certificates of a folder that was made before, under its CA | [`renew::renew`] |
//! | have them signed by somebody else's CA | [`request::request`], [`adopt::adopt`] |
//! | go from a cluster that runs to another, with no failing link on the way | [`change::towards`] |
//! | know what is wrong with files that people have, and how it is fixed | [`doctor::check`] |
//! | know whether one client and one server come together, as Mimir's Go decides | [`prove::Case`], or [`prove::handshake`] with sides of one's own |
//! | know what a TLS error in a log means | [`explain::Explainer`] |
//! | read a certificate, key or request, with what Go would object to | [`pki::inspect()`] |
//! | know which TLS options a release has | [`catalog::Catalog::options`] |
//! | put settings into a YAML file that is there, comments kept | [`merge`] |
//! | know where a file of the folder lies, and what it is | [`folder`] |
//! | write another kind of output | [`render::Output`], one file in `render/targets` |
//!
//! `cargo run --example generate` and `--example check` are two of these whole.
//!
//! # How it is built
//!
//! The library does no input or output: time and randomness are parameters,
//! files are values. One pipeline runs through it, one module a step:
//!
//! 1. [`document`] reads YAML or JSON, and knows where each value stands;
//! 2. [`plan`] holds the user's choices and decides what they leave open,
//!    with the facts about Mimir from [`catalog`] and the words of [`policy`];
//! 3. [`topology`] says who dials whom in that cluster, and by what name;
//! 4. [`bundle`] has [`pki`] issue the certificates for it;
//! 5. [`settings`] gives each component its options, and [`render`] writes them,
//!    a target a file, where [`folder`] has its place;
//! 6. [`cluster`] reads both back into processes with their files, and [`proof`]
//!    makes every link's handshake with [`prove`], under Go's rules;
//! 7. [`generate`] runs all of it, and hands over files only when it holds.
//!
//! The facts about Mimir are the package `mimir-catalog`, and what Go says of a
//! handshake the package `go-tls`; both are re-exported here.
//!
//! By a second door, [`doctor`] makes such a cluster of what people have, and says
//! what is wrong with it.
//!
//! Beside both, [`explain`] reads the logs of a cluster that does not hold.
//!
//! # Features
//!
//! `cli` (the default) is the binary, and turns on all others. Without default
//! features the library is small, and decides some things otherwise:
//!
//! | feature | without it |
//! |---|---|
//! | `rsa` | RSA keys are not made here; whoever has one hands it over ([`pki::Key::from_pkcs8`]) |
//! | `signatures` | ECDSA on P-224 and P-521 or with SHA-512, and RSA below 2048 bits, are not checked; [`pki::x509`] says how it decides then |
//! | `passphrase` | a key under a passphrase is a finding, and cannot be opened |
//! | `archive` | a `.zip` or `.tar.gz` is no input of a check |
//! | `schema` | no JSON Schema of the plan file |
//!
//! Types of other packages that stand in signatures here are re-exported:
//! [`ipnet`], [`pki_types`], [`zeroize`].

pub mod adopt;
pub mod artifact;
pub mod bundle;
pub mod change;
mod chart_keys;
pub mod cluster;
pub mod digest;
pub mod doctor;
pub mod document;
pub mod explain;
pub mod folder;
pub mod generate;
pub mod go_version;
pub mod language;
pub mod made;
pub mod merge;
pub mod pki;
pub mod plan;
pub mod policy;
pub mod proof;
pub mod prove;
pub mod render;
pub mod renew;
pub mod request;
pub mod settings;
pub mod shown;
mod sorted;
mod spelling;
mod table;
pub mod topology;
mod value;

pub use go_tls::{pki_types, zeroize};
pub use ipnet;
pub use mimir_catalog::{self as catalog, nearest};
