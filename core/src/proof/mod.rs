//! Every link of a cluster held against what the plan intends.
//!
//! [`Proving`] turns settings and certificates into handshakes, as few as
//! differ; whoever has threads runs them as it likes ([`Handshake::run`]), whoever
//! has none calls [`one_by_one`], and
//! [`Proving::conclude`] says of each link what came of it.
//!
//! Two kinds of expectation are held: a link that the plan wants must be
//! accepted, and a stranger must be refused exactly where the policy says so.
//! Both are derived from the plan, the verdict from the settings, so a setting
//! that does not do what the plan says cannot pass.
//!
//! ```
//! use mimir_tls::bundle::Bundle;
//! use mimir_tls::pki::{Instant, SeededEntropy};
//! use mimir_tls::plan::{Plan, PlanFile};
//! use mimir_tls::{proof, settings};
//!
//! let file = PlanFile::parse(b"version: 1\nmode: monolithic\ncertificates: {algorithm: ed25519}\n")?;
//! let (plan, _) = Plan::resolve(&file)?;
//! let (mut entropy, now) = (SeededEntropy::new([7; 32]), Instant::from_unix(1_800_000_000));
//! let folder = Bundle::issue(&plan, &mut entropy, now)?.folder;
//! let settings = plan.members.iter().map(|it| (it.component, settings::resolve(&plan, it)));
//! let proving = proof::Proving::new(&plan, &settings.collect(), &folder, &mut entropy, now)?;
//! let verdicts = proof::one_by_one(proving.cases());
//! assert!(proving.conclude(&verdicts).holds());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod advice;
mod controls;
mod outside;
mod planned;
mod proving;
mod report;
mod start;

pub use crate::cluster::{Handshake, HandshakeId, one_by_one};
pub use advice::remedies;
pub use controls::{Control, ForeignCa, Stranger};
pub(crate) use outside::Outside;
pub use planned::planned;
pub use proving::Proving;
pub(crate) use proving::is_refused;
pub use report::{
    ControlReport, Expected, HandshakeMethod, HandshakeOutcome, HandshakeReport, LinkReport, Proof,
    ShownCertificate, Verdict,
};
