//! Pools of certificates, as Go's `x509.CertPool` keeps them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::pem;
use crate::x509::{Certificate, SignatureError};

/// Certificates to build chains from. Cloning one is cheap, and all clones share
/// what is known about signatures: a cluster proves dozens of links against one
/// root, whose signature on one leaf need not be checked dozens of times.
#[derive(Clone, Debug, Default)]
pub struct Pool {
    certificates: Arc<Vec<Arc<Certificate>>>,
    signatures: Arc<Mutex<Signatures>>,
}

/// Results of signature checks by the digests of child and parent.
type Signatures = HashMap<([u8; 32], [u8; 32]), Result<(), SignatureError>>;

/// How many results are kept, so that a batch of strangers' certificates does
/// not fill the memory.
const MOST_SIGNATURES: usize = 256;

impl Pool {
    /// Every certificate of a PEM text that Go can parse. What it cannot is
    /// dropped without a word (`AppendCertsFromPEM`, whose answer dskit ignores),
    /// so the pool may be empty; then every handshake against it fails.
    #[must_use]
    pub fn from_pem(text: &[u8]) -> Self {
        pem::whole_blocks(text)
            .filter(|(label, body)| label == "CERTIFICATE" && body.headers.is_empty())
            .filter_map(|(_, body)| Certificate::from_der(&body.contents).ok())
            .map(Arc::new)
            .collect()
    }

    /// The certificates, in order, each once.
    #[must_use]
    pub fn certificates(&self) -> &[Arc<Certificate>] {
        &self.certificates
    }

    /// Whether nothing is in it, so that nothing can be verified with it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty()
    }

    /// Whether this very certificate is in it.
    pub(super) fn contains(&self, certificate: &Certificate) -> bool {
        self.certificates
            .iter()
            .any(|member| member.raw() == certificate.raw())
    }

    /// Whether `parent`, of this pool or not, signed `child`.
    pub(super) fn check_signature(
        &self,
        child: &Certificate,
        parent: &Certificate,
    ) -> Result<(), SignatureError> {
        let key = (child.sha256(), parent.sha256());
        if let Some(result) = self.signatures().get(&key) {
            return result.clone();
        }
        let result = child.check_signature_from(parent);
        let mut known = self.signatures();
        if known.len() < MOST_SIGNATURES {
            known.insert(key, result.clone());
        }
        result
    }

    fn signatures(&self) -> MutexGuard<'_, Signatures> {
        self.signatures
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Those whose subject is the certificate's issuer, the likeliest first: key
    /// identifiers match, one is missing, they differ.
    pub(super) fn potential_parents<'a>(
        &'a self,
        child: &Certificate,
    ) -> impl Iterator<Item = &'a Arc<Certificate>> {
        let mut parents: Vec<(u8, &Arc<Certificate>)> = self
            .certificates
            .iter()
            .filter(|parent| parent.raw_subject() == child.raw_issuer())
            .map(|parent| {
                (
                    likelihood(parent.subject_key_id(), child.authority_key_id()),
                    parent,
                )
            })
            .collect();
        parents.sort_by_key(|(likelihood, _)| *likelihood);
        parents.into_iter().map(|(_, parent)| parent)
    }
}

impl FromIterator<Arc<Certificate>> for Pool {
    fn from_iter<I: IntoIterator<Item = Arc<Certificate>>>(certificates: I) -> Self {
        let mut members: Vec<Arc<Certificate>> = Vec::new();
        for certificate in certificates {
            if !members
                .iter()
                .any(|member| member.raw() == certificate.raw())
            {
                members.push(certificate);
            }
        }
        Self {
            certificates: Arc::new(members),
            signatures: Arc::default(),
        }
    }
}

fn likelihood(subject_key_id: &[u8], authority_key_id: &[u8]) -> u8 {
    if subject_key_id == authority_key_id {
        0
    } else if subject_key_id.is_empty() || authority_key_id.is_empty() {
        1
    } else {
        2
    }
}
