//! The cluster that is wanted, made of the one that stands.

use std::collections::BTreeSet;

use super::version::{Standing, copy};
use crate::bundle::{self, Bundle, Kept};
use crate::folder::{self, CertFolder};
use crate::pki::{self, Entropy, Instant};
use crate::plan::Plan;

impl Standing {
    /// The same certificates under another plan.
    #[must_use]
    pub fn under(&self, plan: Plan) -> Self {
        let files = self.certificates.files().map(copy);
        let certificates = CertFolder::from_files(files);
        let place = self.place.clone();
        Self {
            place,
            ..Self::of_plan(plan, certificates)
        }
    }

    /// The certificates that `plan` wants otherwise than they are, or that are not
    /// there, by their paths.
    ///
    /// # Errors
    ///
    /// A subject or a validity that cannot be.
    pub fn outdated(&self, plan: &Plan, now: Instant) -> Result<Vec<String>, pki::PkiError> {
        let here: BTreeSet<&str> = self.certificates.files().map(|(path, _)| path).collect();
        let old = bundle::wanted(&self.plan);
        let mut outdated = Vec::new();
        for wanted in bundle::wanted(plan) {
            let path = wanted.certificate_path();
            let params = wanted.params(plan, now)?;
            let is_same = match old.iter().find(|it| it.certificate_path() == path) {
                Some(old) => old.params(&self.plan, now)? == params,
                None => false,
            };
            if !is_same || !here.contains(path.as_str()) {
                outdated.push(path);
            }
        }
        Ok(outdated)
    }

    /// What `plan` wants, signed by the CA that `kept` has or makes. What need not
    /// be made anew stays as it is, unless `anew` wants everything so.
    ///
    /// # Errors
    ///
    /// As [`Bundle::issue`].
    pub fn signed(
        &self,
        plan: Plan,
        anew: bool,
        kept: &mut Kept,
        entropy: &mut dyn Entropy,
        now: Instant,
    ) -> Result<Self, pki::PkiError> {
        let made = Bundle::issue_with(&plan, kept, entropy, now)?.folder;
        let outdated = self.outdated(&plan, now)?;
        let mut stay = BTreeSet::new();
        for wanted in bundle::wanted(&plan) {
            let path = wanted.certificate_path();
            if !anew && !outdated.contains(&path) {
                stay.extend([path, wanted.key_path()]);
            }
        }
        let new = made.files().map(|(path, bytes)| {
            let old = self.certificates.files().find(|(old, _)| *old == path);
            match old {
                Some(old) if stay.contains(path) || self.keeps(&made, path) => copy(old),
                _ => copy((path, bytes)),
            }
        });
        let certificates = CertFolder::from_files(new);
        let place = self.place.clone();
        Ok(Self {
            place,
            ..Self::of_plan(plan, certificates)
        })
    }

    /// Whether the CA's key stays in the form that it has, such as under a
    /// passphrase: where the CA does.
    fn keeps(&self, made: &CertFolder, path: &str) -> bool {
        folder::is_ca_key(path) && self.trusts_as(made)
    }
}
