//! New certificates for a folder that was made before, under its plan and its CA,
//! so that nobody needs another root.
//!
//! ```
//! use mimir_tls::generate::{Session, generate};
//! use mimir_tls::made::{MadeFiles, Within};
//! use mimir_tls::pki::{Instant, SecretPem, SeededEntropy};
//! use mimir_tls::plan::{Plan, PlanFile};
//! use mimir_tls::proof::one_by_one;
//! use mimir_tls::renew::renew;
//! use mimir_tls::render::RenderOptions;
//!
//! let file = PlanFile::parse(b"version: 1\nmode: monolithic\ncertificates: {algorithm: ed25519}\n")?;
//! let (plan, _) = Plan::resolve(&file)?;
//! let (mut entropy, now) = (SeededEntropy::new([7; 32]), Instant::from_unix(1_800_000_000));
//! let made = generate(&plan, RenderOptions::default(), &mut entropy, now, one_by_one)?;
//! let mut folder = MadeFiles::default();
//! for file in &made.artifacts {
//!     let text = String::from_utf8_lossy(file.bytes()).into_owned();
//!     folder.insert(&file.path, SecretPem::new(text));
//! }
//! let (_, key) = folder.certificates().ca_key().ok_or("no key")?;
//! let mut session = Session::default();
//! session.keep_ca(folder.certificates().authority(&key, now)?);
//! let renewed = renew(&folder, &plan, &mut session, Within::MONTH, &mut entropy, now, one_by_one)?;
//! assert!(renewed.generated.proof.holds() && renewed.differs.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::artifact::Artifact;
use crate::folder;
use crate::generate::{GenerateError, Generated, Session};
use crate::made::{MadeFiles, Within};
use crate::pki::{Entropy, Instant};
use crate::plan::Plan;
use crate::proof::Handshake;
use crate::prove;

/// A folder with new certificates.
#[derive(Debug)]
pub struct Renewed {
    /// The files, proven.
    pub generated: Generated,
    /// The configuration that the old folder had otherwise than its plan comes to,
    /// by its paths: it is as the plan has it now.
    pub differs: Vec<String>,
}

/// Why a folder is not renewed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RenewError {
    /// The CA has ended, or ends too soon.
    #[error("the CA {} on {}, and no certificate lasts longer than it", verb(.has_ended), .ends.day())]
    CaEnds {
        /// Its last second.
        ends: Instant,
        /// Whether that is past.
        has_ended: bool,
    },
    /// The CA that signs is not the folder's.
    #[error("this is another CA than that of the folder")]
    OtherCa,
    /// What cannot be made, or does not hold.
    #[error(transparent)]
    Generate(#[from] GenerateError),
}

/// Makes new certificates for `folder`, and everything else anew as its `plan` has
/// it. `session` signs with the folder's CA, over such keys as it keeps; a CA that
/// ends `within` a time signs nothing, since its certificates would want to be
/// renewed at once. `run` makes handshakes.
///
/// # Errors
///
/// A CA that ends too soon or is not the folder's, and as
/// [`generate()`](crate::generate::generate()).
pub fn renew(
    folder: &MadeFiles,
    plan: &Plan,
    session: &mut Session,
    within: Within,
    entropy: &mut dyn Entropy,
    now: Instant,
    run: impl FnOnce(&[Handshake]) -> Vec<prove::Verdict>,
) -> Result<Renewed, RenewError> {
    let before = folder.certificates();
    let own = folder.own();
    if let Some(own) = &own {
        session.put_into(own.clone());
    }
    let (options, mut differs) = folder.options(plan);
    let generated = session.proven(plan, options, entropy, now, run)?;
    if let (Some(own), Some(merged)) = (&own, &generated.merged)
        && own.text != merged.text
    {
        differs.push(folder::merged(&own.name));
    }
    let path = folder::root();
    let mut files = generated.artifacts.iter();
    let root = files.find(|artifact| artifact.path == path);
    if !before.has_roots(root.map(Artifact::bytes).unwrap_or_default()) {
        return Err(RenewError::OtherCa);
    }
    ca_lasts(generated.ca_ends, within, now)?;
    Ok(Renewed { generated, differs })
}

/// Refuses a CA that ends within that time.
///
/// # Errors
///
/// [`RenewError::CaEnds`].
pub fn ca_lasts(ends: Instant, within: Within, now: Instant) -> Result<(), RenewError> {
    match within.covers(ends, now) {
        true => Err(RenewError::CaEnds {
            ends,
            has_ended: ends < now,
        }),
        false => Ok(()),
    }
}

impl Renewed {
    /// What is worth knowing of it, in sentences.
    pub fn notes(&self) -> Vec<String> {
        const NAMED: usize = 3;
        let mut notes = Vec::new();
        if !self.differs.is_empty() {
            let named = self.differs.iter().take(NAMED).cloned();
            let named = named.collect::<Vec<_>>().join(", ");
            let more = match self.differs.len().saturating_sub(NAMED) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            notes.push(format!(
                "written as the plan has it, where somebody or another release had changed it: {named}{more}"
            ));
        }
        notes
    }

    /// The day on which the certificates end where it is their CA that ends.
    pub fn ends_with_ca(&self) -> Option<String> {
        let Generated {
            leaves_end,
            ca_ends,
            ..
        } = self.generated;
        (leaves_end == ca_ends).then(|| ca_ends.day())
    }
}

fn verb(has_ended: &bool) -> &'static str {
    match has_ended {
        true => "ended",
        false => "ends",
    }
}
