//! What stays from one run to the next under somebody's hands: keys stay, and
//! only what an edit changes is made and proven again.

use std::collections::BTreeMap;

use super::own::{Own, OwnFile};
use crate::bundle::{Bundle, Kept};
use crate::folder::CertFolder;
use crate::pki::{self, Authority, Entropy, Instant, Key};
use crate::plan::Plan;
use crate::proof::{ForeignCa, Handshake, HandshakeId};
use crate::prove::Verdict;

/// How many verdicts are remembered: some hundred edits of a large plan.
const MOST_VERDICTS: usize = 10_000;

/// Keys, certificates and verdicts, from one plan to the next.
#[derive(Debug, Default)]
pub struct Session {
    kept: Kept,
    foreign: Option<ForeignCa>,
    verdicts: BTreeMap<HandshakeId, Verdict>,
    pub(super) own: Option<Own>,
}

impl Session {
    /// Forgets every key, so that the next plan gets new ones.
    pub fn renew(&mut self) {
        self.kept.renew();
        self.foreign = None;
        self.verdicts.clear();
    }

    /// Puts the settings of every plan into a copy of this file too, and proves
    /// that as it stands.
    pub fn put_into(&mut self, own: OwnFile) {
        self.own = Some(own.into());
    }

    /// Signs with this CA from now on.
    pub fn bring(&mut self, ca: Authority) {
        self.kept.bring(ca);
    }

    /// Signs with the CA of a folder that was made before, whose key stays in the
    /// folder.
    pub fn keep_ca(&mut self, ca: Authority) {
        self.kept.keep(ca);
    }

    /// Takes over the keys of a folder that was made before, each for the
    /// certificate at its place, where the plan wants one of its kind there. What
    /// cannot be read is left alone, and its path and fault are given back.
    pub fn keep_keys(&mut self, folder: &CertFolder) -> Vec<(String, pki::PkiError)> {
        let mut unread = Vec::new();
        for (path, pem) in folder.leaf_keys() {
            match Key::from_pem(pem) {
                Ok(key) => self.kept.keep_key(path, key),
                Err(error) => unread.push((path.to_owned(), error)),
            }
        }
        unread
    }

    /// Forgets the CA that was brought, and signs with one made here again.
    pub fn forget(&mut self) {
        self.kept.forget();
    }

    /// Whether the session's CA was brought by the user, and not made here.
    pub fn has_own_ca(&self) -> bool {
        self.kept.has_own_ca()
    }

    /// Takes a key that was made elsewhere, for the next certificate that wants
    /// one of its kind.
    pub fn give(&mut self, key: Key) {
        self.kept.give(key);
    }

    /// The number of keys that a plan wants and that are not there.
    pub fn missing(&self, plan: &Plan) -> usize {
        self.kept.missing(plan)
    }

    /// The number of keys that a plan wants when none is there.
    pub fn all(&self, plan: &Plan) -> usize {
        self.kept.all(plan)
    }

    /// The certificates of a plan, over the keys that are there.
    pub(super) fn issue(
        &mut self,
        plan: &Plan,
        entropy: &mut dyn Entropy,
        now: Instant,
    ) -> Result<Bundle, pki::PkiError> {
        Bundle::issue_with(plan, &mut self.kept, entropy, now)
    }

    /// The strangers that the controls of a plan send to every door.
    pub(super) fn foreign(
        &mut self,
        plan: &Plan,
        entropy: &mut dyn Entropy,
        now: Instant,
    ) -> Result<&ForeignCa, pki::PkiError> {
        let foreign = match self.foreign.take() {
            Some(foreign) if foreign.suits(plan, now)? => foreign,
            _ => ForeignCa::issue(plan, entropy, now)?,
        };
        Ok(self.foreign.insert(foreign))
    }

    /// The verdict of each case, those that are known not made again.
    pub(super) fn verdicts(
        &mut self,
        cases: &[Handshake],
        run: impl FnOnce(&[Handshake]) -> Vec<Verdict>,
    ) -> Vec<Verdict> {
        let unknown: Vec<Handshake> = cases
            .iter()
            .filter(|case| !self.verdicts.contains_key(case.id()))
            .cloned()
            .collect();
        let made = run(&unknown);
        if self.verdicts.len() + made.len() > MOST_VERDICTS {
            self.verdicts
                .retain(|id, _| cases.iter().any(|case| case.id() == id));
        }
        self.verdicts
            .extend(unknown.iter().map(|case| *case.id()).zip(made));
        cases
            .iter()
            .filter_map(|case| self.verdicts.get(case.id()).cloned())
            .collect()
    }
}
