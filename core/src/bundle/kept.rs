//! Keys and certificates that stay from one issue to the next.

use super::wanted;
use crate::pki::{self, Authority, CaParams, Entropy, Issued, Key, LeafParams, issue_ca_for};
use crate::plan::Plan;
use crate::sorted::SortedMap;

/// What was made for a plan, kept for the next one: an edit that wants no other
/// keys gets none, and a certificate that it does not touch stays as it is.
///
/// Everything in it is wiped when it is dropped.
#[derive(Debug, Default)]
pub struct Kept {
    own: Option<Own>,
    ca: Option<(CaParams, Authority)>,
    /// By the key's path.
    leaves: SortedMap<String, Leaf>,
    spare: Vec<Key>,
}

/// A CA that was not made here.
#[derive(Debug)]
struct Own {
    ca: Authority,
    /// Whether its key is one of the folder's files.
    stays: bool,
}

#[derive(Debug)]
struct Leaf {
    key: Key,
    made: Option<(LeafParams, Issued)>,
}

impl Kept {
    /// Signs with this CA from now on, and makes none of its own.
    pub fn bring(&mut self, ca: Authority) {
        self.take(ca, false);
    }

    /// Signs with the CA of a folder that was made before, whose key stays one
    /// of the folder's files.
    pub fn keep(&mut self, ca: Authority) {
        self.take(ca, true);
    }

    fn take(&mut self, ca: Authority, stays: bool) {
        self.own = Some(Own { ca, stays });
        self.leaves
            .iter_mut()
            .for_each(|(_, leaf)| leaf.made = None);
    }

    /// Takes over the key at a path of the folder, such as `certs/server.key`, for
    /// the certificate that wants one of its kind there.
    pub fn keep_key(&mut self, path: &str, key: Key) {
        self.leaves
            .insert(path.to_owned(), Leaf { key, made: None });
    }

    /// Forgets the CA that was brought, and signs with one made here again.
    pub fn forget(&mut self) {
        self.own = None;
        self.leaves
            .iter_mut()
            .for_each(|(_, leaf)| leaf.made = None);
    }

    /// Whether the kept CA was brought by the user, and not made here.
    pub fn has_own_ca(&self) -> bool {
        self.own.as_ref().is_some_and(|own| !own.stays)
    }

    /// Forgets every key but that of a CA that was brought.
    pub fn renew(&mut self) {
        self.ca = None;
        self.leaves.clear();
        self.spare.clear();
    }

    /// Takes a key that was made elsewhere, for the next certificate that wants
    /// one of its kind.
    pub fn give(&mut self, key: Key) {
        self.spare.push(key);
    }

    /// The number of keys that a plan wants when none is there.
    pub fn all(&self, plan: &Plan) -> usize {
        wanted(plan).len() + usize::from(self.own.is_none())
    }

    /// The number of keys that a plan wants and that are not there.
    pub fn missing(&self, plan: &Plan) -> usize {
        let algorithm = plan.certificates.algorithm;
        let has_ca = self.own.is_some()
            || self
                .ca
                .as_ref()
                .is_some_and(|(params, _)| params.algorithm == algorithm);
        let leaves = wanted(plan);
        let there = leaves.iter().filter(|slot| {
            self.leaves
                .get(&slot.key_path())
                .is_some_and(|leaf| leaf.key.algorithm() == algorithm)
        });
        let spare = self.spare.iter().filter(|key| key.algorithm() == algorithm);
        (leaves.len() + usize::from(!has_ca)).saturating_sub(there.count() + spare.count())
    }

    /// Opens it with the CA that was brought, or with one made of `params`.
    pub(super) fn open(
        &mut self,
        params: CaParams,
        entropy: &mut dyn Entropy,
    ) -> Result<Desk<'_>, pki::PkiError> {
        let ca = match &self.own {
            Some(own) => &own.ca,
            None => {
                let made = match self.ca.take() {
                    Some((of, ca)) if of == params => (of, ca),
                    before => {
                        let key = match before {
                            Some((of, ca)) if of.algorithm == params.algorithm => ca.into_key(),
                            _ => fresh(&mut self.spare, params.algorithm, entropy)?,
                        };
                        let ca = issue_ca_for(&params, key, entropy)?;
                        self.leaves
                            .iter_mut()
                            .for_each(|(_, leaf)| leaf.made = None);
                        (params, ca)
                    }
                };
                &self.ca.insert(made).1
            }
        };
        Ok(Desk {
            ca,
            leaves: &mut self.leaves,
            spare: &mut self.spare,
        })
    }
}

/// A CA at work over what is kept.
pub(super) struct Desk<'a> {
    ca: &'a Authority,
    leaves: &'a mut SortedMap<String, Leaf>,
    spare: &'a mut Vec<Key>,
}

impl Desk<'_> {
    /// The CA that signs.
    pub(super) fn ca(&self) -> &Authority {
        self.ca
    }

    /// The certificate of the key at `path`.
    pub(super) fn leaf(
        &mut self,
        path: &str,
        params: LeafParams,
        entropy: &mut dyn Entropy,
    ) -> Result<&Issued, pki::PkiError> {
        let kept = self.leaves.remove(path);
        let mut leaf = match kept.filter(|leaf| leaf.key.algorithm() == params.algorithm) {
            Some(leaf) => leaf,
            None => Leaf {
                key: fresh(self.spare, params.algorithm, entropy)?,
                made: None,
            },
        };
        let made = match leaf.made.take() {
            Some((of, issued)) if of == params => Ok(issued),
            _ => self.ca.issue_for(&params, &leaf.key, entropy),
        };
        // A name that the CA refuses costs no key.
        let leaf = self.leaves.entry(path.to_owned()).or_insert(leaf);
        let (_, issued) = leaf.made.insert((params, made?));
        Ok(issued)
    }
}

fn fresh(
    spare: &mut Vec<Key>,
    algorithm: pki::Algorithm,
    entropy: &mut dyn Entropy,
) -> Result<Key, pki::PkiError> {
    match spare.iter().position(|key| key.algorithm() == algorithm) {
        Some(index) => Ok(spare.swap_remove(index)),
        None => entropy.key(algorithm),
    }
}
