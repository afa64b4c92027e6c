//! A certificate chain with its key, loaded as Go's `tls.X509KeyPair` loads it.

use std::sync::Arc;

use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs1KeyDer, PrivatePkcs8KeyDer};
use rustls::sign::{CertifiedKey, SigningKey};
use zeroize::Zeroizing;

use crate::pem;
use crate::private_key::{KeyError, PrivateKey, Secret, ec_pkcs8};
use crate::x509::{Certificate, Curve, KeyKind, Malformed, point_of};

/// Why a pair of PEM texts is not a certificate with its key, in Go's words. It is
/// exhaustive, as [`Fault`](super::Fault) is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PairError {
    /// A certificate's text that has no PEM.
    #[error("tls: failed to find any PEM data in certificate input")]
    NoCertificatePem,
    /// A key in the certificate's text, and a certificate in the key's.
    #[error(
        "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched"
    )]
    Switched,
    /// Only other blocks in the certificate's text.
    #[error(
        "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the following types: [{}]",
        .0.join(" ")
    )]
    NoCertificateBlock(Vec<String>),
    /// A key's text that has no PEM.
    #[error("tls: failed to find any PEM data in key input")]
    NoKeyPem,
    /// A certificate where the key should be.
    #[error("tls: found a certificate rather than a key in the PEM for the private key")]
    CertificateAsKey,
    /// Only other blocks in the key's text.
    #[error(
        "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM blocks of the following types: [{}]",
        .0.join(" ")
    )]
    NoKeyBlock(Vec<String>),
    /// The leaf cannot be parsed.
    #[error("{0}")]
    Certificate(#[from] Malformed),
    /// The key cannot be parsed, which is also what Go says of an encrypted one.
    #[error("tls: failed to parse private key")]
    Key,
    /// PKCS#8 around a key that cannot sign (X25519).
    #[error("tls: found unknown private key type in PKCS#8 wrapping")]
    UnknownPkcs8,
    /// RSA against ECDSA against Ed25519.
    #[error("tls: private key type does not match public key type")]
    TypeMismatch,
    /// A key of the right kind, but another one.
    #[error("tls: private key does not match public key")]
    Mismatch,
    /// The certificate's key is of no kind that TLS signs with.
    #[error("tls: unknown public key algorithm")]
    UnknownPublicKey,
}

/// A certificate as it was presented in a handshake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presented {
    /// The certificate's subject, in Go's spelling.
    pub subject: String,
    /// The certificate's issuer, in Go's spelling.
    pub issuer: String,
    /// SHA-256 over the certificate's DER, lower-case hexadecimal.
    pub fingerprint: String,
}

/// A chain, leaf first, and the key to its leaf. Cloning one is cheap.
#[derive(Clone, Debug)]
pub struct Credentials(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    chain: Vec<CertificateDer<'static>>,
    leaf: Arc<Certificate>,
    /// Those behind the leaf that can be parsed at all.
    rest: Vec<Arc<Certificate>>,
    presented: Vec<Presented>,
    /// `None` where ring has no such key: P-224, P-521, RSA under 2048 bits.
    signer: Option<Arc<CertifiedKey>>,
}

impl Credentials {
    /// Loads a pair from PEM. The key may be PKCS#1, PKCS#8 or SEC 1, whatever
    /// its label says.
    ///
    /// # Errors
    /// Go's words for what is wrong with the pair.
    pub fn from_pem(certificate: &[u8], key: &[u8]) -> Result<Self, PairError> {
        let chain = chain(certificate)?;
        let key = key_block(key)?;
        let Some(first) = chain.first() else {
            return Err(PairError::NoCertificatePem);
        };
        let leaf = Arc::new(Certificate::from_der(first)?);
        let key = PrivateKey::parse(&key).map_err(|error| match error {
            KeyError::NotForSigning => PairError::UnknownPkcs8,
            KeyError::Unparsable | KeyError::Encrypted | KeyError::Foreign(_) => PairError::Key,
        })?;
        let signer = matching_signer(&leaf, &key.secret)?
            .map(|signer| Arc::new(CertifiedKey::new(chain.clone(), signer)));
        Ok(Self::new(chain, leaf, signer))
    }

    /// A chain whose key is elsewhere, for whoever checks a cluster without its
    /// keys: what comes of a handshake is then decided by the rules alone.
    ///
    /// # Errors
    /// Go's words for what is wrong with the certificates.
    pub fn without_key(certificate: &[u8]) -> Result<Self, PairError> {
        let chain = chain(certificate)?;
        let Some(first) = chain.first() else {
            return Err(PairError::NoCertificatePem);
        };
        let leaf = Arc::new(Certificate::from_der(first)?);
        Ok(Self::new(chain, leaf, None))
    }

    fn new(
        chain: Vec<CertificateDer<'static>>,
        leaf: Arc<Certificate>,
        signer: Option<Arc<CertifiedKey>>,
    ) -> Self {
        let rest: Vec<Arc<Certificate>> = chain
            .iter()
            .skip(1)
            .filter_map(|der| Certificate::from_der(der).map(Arc::new).ok())
            .collect();
        let presented = std::iter::once(&leaf).chain(&rest).map(presented).collect();
        Self(Arc::new(Inner {
            chain,
            leaf,
            rest,
            presented,
            signer,
        }))
    }

    /// The leaf of the chain, whose key the side holds.
    #[must_use]
    pub fn leaf(&self) -> &Arc<Certificate> {
        &self.0.leaf
    }

    /// The chain as it is sent, DER, leaf first.
    #[must_use]
    pub fn chain(&self) -> &[CertificateDer<'static>] {
        &self.0.chain
    }

    /// The certificate of the chain with that DER, if it could be parsed.
    pub(super) fn parsed(&self, der: &[u8]) -> Option<&Arc<Certificate>> {
        std::iter::once(&self.0.leaf)
            .chain(&self.0.rest)
            .find(|certificate| certificate.raw() == der)
    }

    /// The chain as it is presented, the leaf first, each certificate in words.
    #[must_use]
    pub fn presented(&self) -> &[Presented] {
        &self.0.presented
    }

    /// What rustls signs with, if it can.
    pub(super) fn signer(&self) -> Option<&Arc<CertifiedKey>> {
        self.0.signer.as_ref()
    }
}

fn chain(text: &[u8]) -> Result<Vec<CertificateDer<'static>>, PairError> {
    let mut chain = Vec::new();
    let mut skipped: Vec<String> = Vec::new();
    for (label, mut body) in pem::whole_blocks(text) {
        if label == "CERTIFICATE" {
            chain.push(CertificateDer::from(std::mem::take(&mut *body.contents)));
        } else {
            skipped.push(label);
        }
    }
    match (chain.is_empty(), skipped.as_slice()) {
        (false, _) => Ok(chain),
        (true, []) => Err(PairError::NoCertificatePem),
        (true, [one]) if one.ends_with("PRIVATE KEY") => Err(PairError::Switched),
        (true, _) => Err(PairError::NoCertificateBlock(skipped)),
    }
}

fn key_block(text: &[u8]) -> Result<Zeroizing<Vec<u8>>, PairError> {
    let mut skipped: Vec<String> = Vec::new();
    for (label, body) in pem::whole_blocks(text) {
        if pem::is_private_key(&label) {
            return Ok(body.contents);
        }
        skipped.push(label);
    }
    Err(match skipped.as_slice() {
        [] => PairError::NoKeyPem,
        [one] if one == "CERTIFICATE" => PairError::CertificateAsKey,
        _ => PairError::NoKeyBlock(skipped),
    })
}

/// The key as something that signs, once it is seen to be the leaf's. `None`
/// where the pair may be right but ring cannot sign with it.
fn matching_signer(
    leaf: &Certificate,
    key: &Secret,
) -> Result<Option<Arc<dyn SigningKey>>, PairError> {
    let public = leaf.key();
    match (public.kind(), key) {
        (KeyKind::Rsa(_), Secret::Rsa { pkcs1, public: own }) => {
            if own.as_slice() != public.raw() {
                return Err(PairError::Mismatch);
            }
            Ok(signer(PrivatePkcs1KeyDer::from(pkcs1.as_slice()).into()))
        }
        (
            KeyKind::Ecdsa(curve),
            Secret::Ecdsa {
                curve: own,
                scalar,
                point,
            },
        ) => {
            if curve != *own {
                return Err(PairError::Mismatch);
            }
            match curve {
                Curve::P256 | Curve::P384 => {
                    // ring derives the point anew and compares it.
                    let pkcs8 = ec_pkcs8(curve, scalar, public.raw());
                    signer(PrivatePkcs8KeyDer::from(pkcs8.as_slice()).into())
                        .map(Some)
                        .ok_or(PairError::Mismatch)
                }
                // Where nobody here derives it, the key is taken at its word.
                Curve::P224 | Curve::P521 => {
                    match point_of(curve, scalar).as_ref().or(point.as_ref()) {
                        Some(point) if point.is_empty() => Err(PairError::Key),
                        Some(point) if point != public.raw() => Err(PairError::Mismatch),
                        _ => Ok(None),
                    }
                }
            }
        }
        (KeyKind::Ed25519, Secret::Ed25519 { pkcs8 }) => {
            let signer =
                signer(PrivatePkcs8KeyDer::from(pkcs8.as_slice()).into()).ok_or(PairError::Key)?;
            match signer.public_key() {
                Some(own) if own.as_ref() != public.spki() => Err(PairError::Mismatch),
                _ => Ok(Some(signer)),
            }
        }
        (KeyKind::Dsa | KeyKind::Unknown, _) => Err(PairError::UnknownPublicKey),
        _ => Err(PairError::TypeMismatch),
    }
}

fn signer(key: PrivateKeyDer<'_>) -> Option<Arc<dyn SigningKey>> {
    rustls::crypto::ring::sign::any_supported_type(&key).ok()
}

fn presented(certificate: &Arc<Certificate>) -> Presented {
    Presented {
        subject: certificate.subject().to_string(),
        issuer: certificate.issuer().to_string(),
        fingerprint: certificate.fingerprint(),
    }
}
