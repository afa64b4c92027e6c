//! What is asked for, made of a folder that was made before: the cluster as its
//! files say it stands, and the change to a plan that is wanted.

use std::collections::BTreeMap;

use super::report::BEFORE;
use super::version::Standing;
use crate::artifact::Artifact;
use crate::bundle::Kept;
use crate::catalog::Component;
use crate::folder::CertFolder;
use crate::made::{self, MadeFiles, Within};
use crate::pki::{Authority, Instant};
use crate::plan::Plan;
use crate::renew::{RenewError, ca_lasts};
use crate::settings::Settings;

/// Settings of a folder that are not what its plan comes to, where others there do
/// not say the same: nobody knows which of them run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{} is not what the plan comes to, and other files do not say the same; make them equal, or leave what does not run out of the plan's targets",
    .sources.join(", ")
)]
pub struct Ambiguous {
    /// The sources, such as `flags/`.
    pub sources: Vec<String>,
}

impl Standing {
    /// The cluster as the files of its folder say it stands, which need not be
    /// what its plan comes to.
    ///
    /// # Errors
    ///
    /// Files of which some say something else than others.
    pub fn of_files(plan: Plan, files: &MadeFiles) -> Result<Self, Ambiguous> {
        let read = made::settings(&plan, |path| files.text(path));
        let mut standing = Self::of_plan(plan, files.certificates());
        // A file that all share says more to each than what is its own.
        let is_planned = |settings: &BTreeMap<Component, Settings>| {
            standing.settings.iter().all(|(component, planned)| {
                settings.get(component).is_some_and(|settings| {
                    let said = settings.meaning();
                    let mut wanted = planned.meaning().into_iter();
                    wanted.all(|(option, value)| said.get(option) == Some(&value))
                })
            })
        };
        let edited: Vec<_> = read.iter().filter(|(_, it)| !is_planned(it)).collect();
        match edited.as_slice() {
            [] => {}
            [(_, settings)] if read.len() == 1 => standing.settings = settings.clone(),
            [(names, _), ..] => {
                return Err(Ambiguous {
                    sources: names.clone(),
                });
            }
        }
        Ok(standing)
    }
}

/// Who signs what a change makes new: a CA that is made here, unless one is
/// [brought](Signers::brought) or [kept](Signers::kept).
#[derive(Debug, Default)]
pub struct Signers {
    /// The CA that signs: brought, kept, or made here.
    pub new: Kept,
    /// The CA that the cluster has, where another takes its place and its key is
    /// at hand: certificates that both know may stand between.
    pub old: Option<Kept>,
}

impl Signers {
    /// A CA that was brought signs; its key stays where it is.
    ///
    /// # Errors
    ///
    /// A CA that ends within a month, since its certificates would want to be made
    /// anew at once.
    pub fn brought(ca: Authority, now: Instant) -> Result<Self, RenewError> {
        let mut signers = Self::default();
        signers.new.bring(lasting(ca, now)?);
        Ok(signers)
    }

    /// The CA that the cluster has signs on.
    ///
    /// # Errors
    ///
    /// As [`Signers::brought`].
    pub fn kept(ca: Authority, now: Instant) -> Result<Self, RenewError> {
        let mut signers = Self::default();
        signers.new.keep(lasting(ca, now)?);
        Ok(signers)
    }
}

fn lasting(ca: Authority, now: Instant) -> Result<Authority, RenewError> {
    ca_lasts(ca.root().validity.not_after(), Within::MONTH, now)?;
    Ok(ca)
}

/// The CA of a folder as a signer, where its key lies there and is open.
pub fn own_signer(certificates: &CertFolder, now: Instant) -> Option<Kept> {
    let (_, key) = certificates.ca_key()?;
    let mut kept = Kept::default();
    kept.keep(certificates.authority(&key, now).ok()?);
    Some(kept)
}

/// The files of the folder that stands, below the one for what stood before.
pub fn before(files: &MadeFiles) -> impl Iterator<Item = Artifact> {
    files.artifacts().map(|file| Artifact {
        path: format!("{BEFORE}/{}", file.path),
        ..file
    })
}
