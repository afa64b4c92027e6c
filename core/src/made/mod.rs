//! A folder that was made before: its files, what is to be proven of them by the
//! settings and the certificates that stand in it now, and when they end.
//!
//! ```
//! use mimir_tls::bundle::Bundle;
//! use mimir_tls::made::MadeProving;
//! use mimir_tls::pki::{Instant, SeededEntropy};
//! use mimir_tls::plan::{Plan, PlanFile};
//!
//! let file = PlanFile::parse(b"version: 1\nmode: monolithic\ncertificates: {algorithm: ed25519}\n")?;
//! let (plan, _) = Plan::resolve(&file)?;
//! let (mut entropy, now) = (SeededEntropy::new([7; 32]), Instant::from_unix(1_800_000_000));
//! let folder = Bundle::issue(&plan, &mut entropy, now)?.folder;
//! let made = MadeProving::new(&plan, |_| None, &folder, &mut entropy, now)?;
//! assert!(made.findings[0].to_string().ends_with("is missing"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod files;
mod proving;
mod within;

pub use files::MadeFiles;
pub use proving::{Dated, FileFinding, MadeProving, Source, settings};
pub use within::{NoTime, Within, first_end};
