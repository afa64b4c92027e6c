//! Every link of a cluster held against what the plan intends.
//!
//! [`Proving`] turns settings and certificates into handshakes, as few as
//! differ; whoever has threads runs them as it likes ([`Case::run`]), whoever
//! has none calls [`one_by_one`], and
//! [`Proving::conclude`] says of each link what came of it.
//!
//! Two kinds of expectation are held: a link that the plan wants must be
//! accepted, and a stranger must be refused exactly where the policy says so.
//! Both are derived from the plan, the verdict from the settings, so a setting
//! that does not do what the plan says cannot pass.

mod controls;
mod mend;
mod outside;
mod planned;
mod proving;
mod report;
mod start;

pub use crate::cluster::{Case, CaseId, one_by_one};
pub use controls::{Control, Foreign, Stranger};
pub use planned::planned;
pub use proving::Proving;
pub use report::{CertificateReport, ControlReport, HandshakeReport, LinkReport, Proof, Verdict};
