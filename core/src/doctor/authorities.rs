//! Which CA signed which certificate, of all that was handed over.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::code::Code;
use super::material::Material;
use super::rules::Draft;
use crate::pki::inspect::is_authority;
use crate::pki::x509::Certificate;

/// A chain of more intermediates is none.
const LONGEST: usize = 4;

/// The certificates among the files.
pub(super) struct Authorities<'a> {
    materials: &'a [Material],
    /// Those that sign, each once, with their files.
    signers: Vec<(&'a Arc<Certificate>, &'a Material)>,
    /// Those that somebody shows, each once.
    leaves: Vec<&'a Arc<Certificate>>,
}

/// Why a certificate is refused for its CA.
pub(super) enum Refused<'a> {
    /// What signed it is not among the files: its name, unless the CA that is
    /// believed has the same one.
    Unknown {
        issuer: Option<String>,
        pool: String,
    },
    /// The CA file of whoever refuses it signed nothing of all that is here, and
    /// another did.
    Stranger {
        pool: &'a Material,
        other: &'a Material,
        count: usize,
    },
    /// Two CAs each signed a part of what is here.
    Two {
        pool: &'a Material,
        other: &'a Material,
    },
}

impl<'a> Authorities<'a> {
    pub(super) fn of(materials: &'a [Material]) -> Self {
        let mut known = BTreeSet::new();
        let (mut signers, mut leaves) = (Vec::new(), Vec::new());
        for material in materials {
            for (place, (_, certificate)) in material.certificates.iter().enumerate() {
                if !known.insert(certificate.raw()) {
                    continue;
                }
                if is_authority(certificate) {
                    signers.push((certificate, material));
                } else if place == 0 {
                    leaves.push(certificate);
                }
            }
        }
        Self {
            materials,
            signers,
            leaves,
        }
    }

    /// Why whoever believes the CAs of `pool` refuses the certificate of `leaf`.
    pub(super) fn refused(
        &self,
        pool: Option<&'a Material>,
        leaf: &'a Material,
    ) -> Option<Refused<'a>> {
        let leaf = leaf.leaf()?;
        let pool = pool?;
        let roots: Vec<&Arc<Certificate>> = pool.certificates.iter().map(|(_, it)| it).collect();
        let other = self.signers.iter().find_map(|(signer, file)| {
            let signed = !roots.iter().any(|root| root.raw() == signer.raw())
                && is_root(signer)
                && self.signed(signer, leaf, 0);
            signed.then_some(*file)
        });
        let Some(other) = other else {
            let is_named = roots.iter().any(|it| it.raw_subject() == leaf.raw_issuer());
            return Some(Refused::Unknown {
                issuer: (!is_named).then(|| leaf.issuer().to_string()),
                pool: pool.path.clone(),
            });
        };
        let signs = |it: &&&Arc<Certificate>| roots.iter().any(|root| self.signed(root, it, 0));
        Some(match self.leaves.iter().find(signs) {
            Some(_) => Refused::Two { pool, other },
            None => Refused::Stranger {
                // The same CA under many paths is one.
                pool: self.first_like(pool),
                other,
                count: self.leaves.len(),
            },
        })
    }

    /// Whether one of the CAs of a file signed a certificate.
    pub(super) fn has_signed(&self, pool: &Material, leaf: &Certificate) -> bool {
        let mut roots = pool.certificates.iter();
        roots.any(|(_, root)| root.raw() == leaf.raw() || self.signed(root, leaf, 0))
    }

    /// Whether what signed a certificate is a root among the files, as nobody has one
    /// of the system's.
    pub(super) fn is_private(&self, leaf: &Certificate) -> bool {
        let mut signers = self.signers.iter();
        signers.any(|(signer, _)| is_root(signer) && self.signed(signer, leaf, 0))
    }

    /// Whether a CA signed a certificate, itself or by an intermediate.
    fn signed(&self, ca: &Certificate, leaf: &Certificate, depth: usize) -> bool {
        let is_by = |ca: &Certificate| {
            ca.raw_subject() == leaf.raw_issuer() && leaf.check_signature_from(ca).is_ok()
        };
        if is_by(ca) {
            return true;
        }
        depth < LONGEST
            && self.signers.iter().any(|(between, _)| {
                !is_root(between) && is_by(between) && self.signed(ca, between, depth + 1)
            })
    }

    /// The first file with the same certificates.
    fn first_like(&self, file: &'a Material) -> &'a Material {
        let raws = |it: &'a Material| it.certificates.iter().map(|(_, it)| it.raw());
        let mut files = self.materials.iter();
        files
            .find(|other| raws(other).eq(raws(file)))
            .unwrap_or(file)
    }
}

impl Refused<'_> {
    /// The code that tells it, where that of the link is `link`.
    pub(super) fn code(&self, link: Code) -> Code {
        match self {
            Self::Unknown { .. } => link,
            Self::Stranger { .. } => Code::Mt418,
            Self::Two { .. } => Code::Mt419,
        }
    }

    /// What links have in common that fail by it.
    pub(super) fn cause(&self) -> String {
        match self {
            Self::Unknown { issuer, pool } => {
                format!("{pool}\n{}", issuer.as_deref().unwrap_or_default())
            }
            Self::Stranger { pool, .. } => pool.path.clone(),
            // Each refuses the other's, which is one thing.
            Self::Two { pool, other } => {
                let subject = |file: &Material| {
                    let first = file.certificates.first();
                    first.map_or_else(String::new, |(_, it)| it.subject().to_string())
                };
                let mut both = [subject(pool), subject(other)];
                both.sort();
                both.join("\n")
            }
        }
    }

    /// Fills what the texts say of it.
    pub(super) fn fill(&self, draft: Draft) -> Draft {
        match self {
            Self::Unknown { issuer, .. } => match issuer {
                Some(issuer) => draft.offering("issuer", issuer),
                None => draft,
            },
            Self::Stranger { other, count, .. } => {
                draft.with("other", &other.path).with("count", count)
            }
            Self::Two { other, .. } => draft.with("other", &other.path),
        }
    }
}

fn is_root(certificate: &Certificate) -> bool {
    certificate.raw_subject() == certificate.raw_issuer()
}
