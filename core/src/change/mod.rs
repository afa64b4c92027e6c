//! From one cluster to another with no failing link at any moment.
//!
//! A change is a list of clusters. What a process holds in memory is not what
//! lies on its disk: flags, YAML and every CA it read at its start, certificates
//! it reads again at some handshakes ([`Catalog::reread`]). [`plan`] looks for
//! the fewest phases from one [`Standing`] to the other such that every link
//! holds between any two processes of which each may be before, within or
//! behind the phase; each phase is files that appear on machines, and processes
//! that restart.
//!
//! ```
//! use mimir_tls::bundle::Bundle;
//! use mimir_tls::change::{self, Standing};
//! use mimir_tls::pki::{Instant, SeededEntropy};
//! use mimir_tls::plan::{Plan, PlanFile};
//!
//! let file = PlanFile::parse(b"version: 1\nmode: monolithic\ncertificates: {algorithm: ed25519}\n")?;
//! let (plan, _) = Plan::resolve(&file)?;
//! let now = Instant::from_unix(1_800_000_000);
//! let mut standing = |seed| -> Result<_, mimir_tls::pki::PkiError> {
//!     let bundle = Bundle::issue(&plan, &mut SeededEntropy::new([seed; 32]), now)?;
//!     Ok(Standing::of_plan(plan.clone(), bundle.folder))
//! };
//! // Another CA: trust both, new certificates, trust the new one alone.
//! let change = change::plan(&standing(1)?, &standing(2)?, Vec::new(), now);
//! assert_eq!(change.phases.len(), 3);
//! assert!(change.breaks.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`Catalog::reread`]: crate::catalog::Catalog::reread

mod asked;
mod followed;
mod meeting;
mod point;
mod report;
mod search;
mod sheet;
mod status;
mod version;
mod wanted;
mod written;

pub use asked::{Ambiguous, Signers, before, own_signer};
pub use followed::{Edited, Followed, Written, WrittenPhase};
pub use point::{Age, Point, PointLink};
pub use report::{BEFORE, Break, Change, Phase, PhaseProof, Skipped, Step};
pub use sheet::sheet;
pub use status::{Files, Place, status};
pub use version::{Standing, between};
pub use written::{SHEET, STEPS, digest, written};

use crate::bundle::Kept;
use crate::pki::{self, Entropy, Instant};
use crate::plan::Plan;
use meeting::Meetings;
use version::Ladder;

/// The change from one cluster to another at the time `now`, in the fewest
/// phases. `between` are certificates that may stand between the two, such as
/// [`between()`] makes them.
///
/// A change that cannot be without a break has the fewest links broken, and says
/// them in [`Change::breaks`].
pub fn plan(
    from: &Standing,
    to: &Standing,
    between: Vec<crate::folder::CertFolder>,
    now: Instant,
) -> Change {
    let ladder = Ladder::new(from, to, between);
    let files = ladder.files();
    let processes = ladder.processes();
    let mut meetings = Meetings::new(&ladder, &files, &processes, now);
    let path = search::cheapest(&ladder, &mut meetings);
    report::told(&ladder, &mut meetings, &path)
}

/// The change from a cluster to the plan that is wanted of it. Without `signers`
/// every certificate stays as it is, which suits where [`Standing::outdated`] has
/// none; with them everything is made new that is outdated, or all of it where it
/// is wanted `anew`.
///
/// # Errors
///
/// As [`Standing::signed`].
pub fn towards(
    from: &Standing,
    wanted: Plan,
    anew: bool,
    signers: Option<Signers>,
    entropy: &mut dyn Entropy,
    now: Instant,
) -> Result<Change, pki::PkiError> {
    let Some(Signers { mut new, old }) = signers else {
        let to = from.under(wanted);
        return Ok(plan(from, &to, Vec::new(), now));
    };
    let mut to = from.signed(wanted, anew, &mut new, entropy, now)?;
    if !from.trusts_as(&to.certificates) && from.plan.made_cas() == to.plan.made_cas() {
        to.plan.renew_made_ca();
    }
    let mut signers: Vec<Kept> = old.into_iter().chain([new]).collect();
    let between = between(from, &to, &mut signers, entropy, now)?;
    Ok(plan(from, &to, between, now))
}

#[cfg(test)]
mod tests;
