//! Certificates that somebody else's CA has issued, put in their places: each
//! to its key, behind it the intermediates, and the root for everybody.
//!
//! ```
//! use mimir_tls::adopt::{Returned, adopt};
//! use mimir_tls::folder::CertFolder;
//! use mimir_tls::pki::Instant;
//! use mimir_tls::plan::{Plan, PlanFile};
//!
//! let file = PlanFile::parse(b"version: 1\nmode: monolithic\n")?;
//! let (plan, _) = Plan::resolve(&file)?;
//! let keys = CertFolder::default();
//! let nothing = Returned::default();
//! let error = adopt(&plan, &keys, &nothing, &nothing, Instant::from_unix(0)).unwrap_err();
//! assert_eq!(error.to_string(), "certs/server.crt: there is no key for it");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod change;
mod returned;

pub use change::Change;
pub use returned::Returned;

use crate::artifact::Content;
use crate::bundle::{self, Bundle, Wanted};
use crate::folder::{CertFile, CertFolder, Owner};
use crate::pki::chain::{self, Chain};
use crate::pki::x509::{Certificate, ExtKeyUsage};
use crate::pki::{self, Instant, Key, Role, San, pem};
use crate::plan::Plan;

/// The certificates of a plan that came from elsewhere, in their places, and
/// what is to be said of them.
#[derive(Debug)]
pub struct Adopted {
    /// The files, nothing of it proven.
    pub bundle: Bundle,
    /// What is not as it was asked for.
    pub changes: Vec<Change>,
}

/// Why what came back cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AdoptError {
    /// Something that the plan wants and that cannot be.
    #[error(transparent)]
    Pki(#[from] pki::PkiError),
    /// The key that the folder has is none.
    #[error("{path}: {error}")]
    Key {
        /// The path of the key in the folder.
        path: String,
        /// What is wrong with it.
        error: pki::PkiError,
    },
    /// There is no key, neither in the folder nor among what came back.
    #[error("{path}: there is no key for it")]
    NoKey {
        /// The path of the certificate in the folder.
        path: String,
    },
    /// No certificate is of the key that the folder has.
    #[error("{path}: no certificate came back for its key (SHA-256 {key_sha256}); {instead}")]
    NoCertificate {
        /// The path of the certificate in the folder.
        path: String,
        /// SHA-256 of the public key, as `inspect` shows it.
        key_sha256: String,
        /// What came back instead.
        instead: String,
    },
    /// The chain above a certificate cannot be believed.
    #[error("{path}: {problem}; {instead}")]
    Chain {
        /// The path of the certificate in the folder.
        path: String,
        /// The fault of the chain.
        problem: String,
        /// What to give instead, as a hint.
        instead: &'static str,
    },
}

/// Puts what came back in its place: to each certificate of the plan the one
/// of its key in `folder`, or where there is none there a pair of `returned` that
/// suits. `trusted` holds the roots, and may hold what stands between; where it
/// holds nothing, the roots among `returned` are taken.
///
/// Nothing is proven here: [`Session::complete`](crate::generate::Session::complete)
/// does that.
///
/// # Errors
///
/// A key without a certificate, a certificate without a key, and a chain that is
/// not whole, has ended, or goes through what is no CA.
pub fn adopt(
    plan: &Plan,
    folder: &CertFolder,
    returned: &Returned,
    trusted: &Returned,
    now: Instant,
) -> Result<Adopted, AdoptError> {
    let pool = Pool::new(returned, trusted);
    let mut files = CertFolder::default();
    let mut roots: Vec<Certificate> = Vec::new();
    let mut changes = Vec::new();
    let (mut leaves_end, mut ca_ends) = (i64::MAX, i64::MAX);
    let mut owners: Vec<Owner> = vec![Owner::Cluster];
    for wanted in bundle::wanted(plan) {
        let path = wanted.certificate_path();
        let (certificate, key) = pool.pair(&wanted, folder, &path)?;
        let chain = pool.chain(&path, &certificate, now)?;
        changes.extend(change::changes(
            &path,
            &wanted.params(plan, now)?,
            &certificate,
        ));
        leaves_end = leaves_end.min(certificate.not_after());
        let above = || chain.intermediates.iter().chain([&chain.root]);
        ca_ends = above().map(Certificate::not_after).fold(ca_ends, i64::min);
        let shown = std::iter::once(&certificate).chain(&chain.intermediates);
        let text: String = shown.map(in_pem).collect();
        files.put(wanted.owner, wanted.certificate, Content::Text(text));
        files.put(wanted.owner, wanted.key, Content::Secret(key.to_pem()));
        if roots.iter().all(|root| root.raw() != chain.root.raw()) {
            roots.push(chain.root);
        }
        if !owners.contains(&wanted.owner) {
            owners.push(wanted.owner);
        }
    }
    let roots: String = roots.iter().map(in_pem).collect();
    let name = CertFile::Root.name(plan.certificates.profile);
    for owner in owners {
        files.put(owner, name, Content::Text(roots.clone()));
    }
    Ok(Adopted {
        bundle: Bundle {
            folder: files,
            leaves_end: Instant::from_unix(leaves_end.min(ca_ends)),
            ca_ends: Instant::from_unix(ca_ends),
        },
        changes,
    })
}

fn in_pem(certificate: &Certificate) -> String {
    pem::encode("CERTIFICATE", certificate.raw())
}

/// All certificates at hand, and the keys that came with them.
struct Pool<'a> {
    leaves: Vec<(&'a str, &'a Certificate)>,
    keys: &'a [(String, Key)],
    /// What may stand above a leaf: everything that is no root, and the roots
    /// that are believed.
    above: Vec<Certificate>,
}

impl<'a> Pool<'a> {
    fn new(returned: &'a Returned, trusted: &'a Returned) -> Self {
        let all = || returned.certificates.iter().chain(&trusted.certificates);
        let believed = match trusted.is_empty() {
            true => &returned.certificates,
            false => &trusted.certificates,
        };
        let roots = believed.iter().filter(|(_, it)| chain::is_root(it));
        let between = all().filter(|(_, it)| it.is_ca() && !chain::is_root(it));
        let leaves = all().filter(|(_, it)| !it.is_ca());
        Self {
            leaves: leaves.map(|(name, it)| (name.as_str(), it)).collect(),
            keys: &returned.keys,
            above: roots.chain(between).map(|(_, it)| it.clone()).collect(),
        }
    }

    /// The certificate for a place, and its key.
    fn pair(
        &self,
        wanted: &Wanted,
        folder: &CertFolder,
        path: &str,
    ) -> Result<(Certificate, Key), AdoptError> {
        let key_path = wanted.key_path();
        let mut keys = folder.leaf_keys().filter(|(at, _)| *at == key_path);
        let Some((_, own)) = keys.next() else {
            return self.foreign(wanted, path);
        };
        let key = Key::from_pem(own).map_err(|error| AdoptError::Key {
            path: key_path,
            error,
        })?;
        let its = self.leaves.iter().filter(|(_, leaf)| key.is_of(leaf));
        // Of several for one key the one that lives longest is the newest.
        match its.max_by_key(|(_, leaf)| leaf.not_after()) {
            Some((_, leaf)) => Ok(((*leaf).clone(), key)),
            None => Err(AdoptError::NoCertificate {
                path: path.to_owned(),
                key_sha256: key.sha256(),
                instead: self.instead(),
            }),
        }
    }

    /// A pair that was made elsewhere: the one with the most of the names.
    fn foreign(&self, wanted: &Wanted, path: &str) -> Result<(Certificate, Key), AdoptError> {
        let suits = |leaf: &Certificate| {
            let server = change::allows(leaf, ExtKeyUsage::ServerAuth);
            let client = change::allows(leaf, ExtKeyUsage::ClientAuth);
            match wanted.role {
                Role::Server => server.then_some(!client),
                Role::Client => client.then_some(!server),
                Role::Both => (server && client).then_some(true),
            }
        };
        let is_named = |name: &str| {
            let owner = wanted.owner.word();
            owner.is_some_and(|owner| name.split(['/', '.', '-', '_']).any(|part| part == owner))
        };
        let pairs = self.leaves.iter().filter_map(|(name, leaf)| {
            let (_, key) = self.keys.iter().find(|(_, key)| key.is_of(leaf))?;
            let is_for_it_alone = suits(leaf)?;
            let names = names(leaf, &wanted.sans);
            let is_served = names > 0 || wanted.role == Role::Client;
            let rank = (is_named(name), names, is_for_it_alone, leaf.not_after());
            is_served.then_some((rank, *leaf, key))
        });
        let Some((_, leaf, key)) = pairs.max_by_key(|(rank, ..)| *rank) else {
            return Err(AdoptError::NoKey {
                path: path.to_owned(),
            });
        };
        Ok((leaf.clone(), key.copy()?))
    }

    fn chain(
        &self,
        path: &str,
        certificate: &Certificate,
        now: Instant,
    ) -> Result<Chain, AdoptError> {
        let told = |broken: chain::Broken| AdoptError::Chain {
            path: path.to_owned(),
            instead: match broken {
                chain::Broken::Missing { .. } => {
                    "give the CA's certificates up to the root with `--ca`"
                }
                chain::Broken::NotBegun { .. } => "fix the clock, or wait",
                _ => "ask the CA's people for a certificate of another chain",
            },
            problem: broken.to_string(),
        };
        let chain = Chain::above(certificate, &self.above).map_err(told)?;
        chain.check(0, now).map_err(told)?;
        chain::check_dates(certificate, now).map_err(told)?;
        Ok(chain)
    }

    /// What came back where something else was wanted.
    fn instead(&self) -> String {
        let of = |(name, leaf): &(&str, &Certificate)| format!("{name} is {}", leaf.subject());
        let leaves: Vec<String> = self.leaves.iter().map(of).collect();
        match leaves.is_empty() {
            true => "no certificate of a server or client is among what was given".to_owned(),
            false => format!("{}, each of another key", leaves.join(", ")),
        }
    }
}

/// How many of the names a certificate has.
fn names(certificate: &Certificate, wanted: &[San]) -> usize {
    let sans = certificate.sans();
    let has = |san: &&San| match san {
        San::Dns(name) => sans
            .dns
            .iter()
            .any(|other| other.eq_ignore_ascii_case(name.as_str())),
        San::Ip(ip) => sans.ips.contains(ip),
    };
    wanted.iter().filter(has).count()
}
