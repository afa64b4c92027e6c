//! Certificates and TLS configuration for Grafana Mimir, every link proven.
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

pub mod adopt;
pub mod artifact;
pub mod bundle;
pub mod change;
pub mod cluster;
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
pub mod request;
pub mod settings;
pub mod shown;
mod spelling;
mod table;
pub mod topology;
mod value;

pub use mimir_catalog::{self as catalog, nearest};
