//! Signatures on certificates, checked under Go's rules (`crypto/x509`,
//! `checkSignature`): which algorithms it takes and what it says otherwise.

use super::algorithm::SignatureAlgorithm;
use super::arithmetic;
use super::key::{KeyKind, PublicKey, rsa_numbers};

/// Why a signature was not accepted, in Go's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// An algorithm that Go has no code for, `ErrUnsupportedAlgorithm`.
    #[error("x509: cannot verify signature: algorithm unimplemented")]
    Unimplemented,
    /// A signature with MD5 or SHA-1, Go's `InsecureAlgorithmError`.
    #[error("x509: cannot verify signature: insecure algorithm {0}")]
    Insecure(SignatureAlgorithm),
    /// The signature and the key are of different kinds.
    #[error(
        "x509: signature algorithm specifies an {} public key, but have public key of type {}",
        .0.key_name(), .1.go_type()
    )]
    Mismatch(SignatureAlgorithm, KeyKind),
    /// An RSA key under 1024 bits (since Go 1.24).
    #[error(
        "crypto/rsa: {0}-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)"
    )]
    SmallKey(usize),
    /// An RSA key that Go does not compute with.
    #[error("{0}")]
    RsaKey(&'static str),
    /// An RSA signature that does not verify.
    #[error("crypto/rsa: verification error")]
    Rsa,
    /// An ECDSA signature that does not verify.
    #[error("x509: ECDSA verification failure")]
    Ecdsa,
    /// An Ed25519 signature that does not verify.
    #[error("x509: Ed25519 verification failure")]
    Ed25519,
    /// `ConstraintViolationError`: the parent may not sign certificates.
    #[error("x509: invalid signature: parent certificate cannot sign this kind of certificate")]
    ParentCannotSign,
    /// Go could tell; this build has nobody to compute it (the page goes without
    /// the feature `signatures`).
    #[error("this signature cannot be checked here")]
    NotComputed,
}

/// Whether `signature` over `signed` verifies under `key`.
///
/// # Errors
/// Go's words, or [`SignatureError::NotComputed`].
pub(super) fn check(
    algorithm: SignatureAlgorithm,
    signed: &[u8],
    signature: &[u8],
    key: &PublicKey,
) -> Result<(), SignatureError> {
    if algorithm == SignatureAlgorithm::Unknown {
        return Err(SignatureError::Unimplemented);
    }
    if algorithm.is_insecure() {
        return Err(SignatureError::Insecure(algorithm));
    }
    let kind = match key.kind() {
        KeyKind::Rsa(_) => "RSA",
        KeyKind::Ecdsa(_) => "ECDSA",
        KeyKind::Ed25519 => "Ed25519",
        KeyKind::Dsa | KeyKind::Unknown => return Err(SignatureError::Unimplemented),
    };
    if algorithm.key_name() != kind {
        return Err(SignatureError::Mismatch(algorithm, key.kind()));
    }
    if let KeyKind::Rsa(bits) = key.kind() {
        if bits < 1024 {
            return Err(SignatureError::SmallKey(bits));
        }
        let unfit = rsa_numbers(key.raw()).and_then(|(modulus, exponent)| unfit(modulus, exponent));
        if let Some(why) = unfit {
            return Err(SignatureError::RsaKey(why));
        }
    }
    match arithmetic::verify(algorithm, key, signed, signature) {
        Some(true) => Ok(()),
        Some(false) => Err(failure(key.kind())),
        None => Err(SignatureError::NotComputed),
    }
}

impl PublicKey {
    /// Whether `signature` over `message` is this key's, under Go's rules.
    ///
    /// # Errors
    /// Why not, in Go's words.
    pub fn verify(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        check(algorithm, message, signature, self)
    }
}

/// What Go says of a signature that is not that key's.
pub(super) fn failure(kind: KeyKind) -> SignatureError {
    match kind {
        KeyKind::Rsa(_) => SignatureError::Rsa,
        KeyKind::Ecdsa(_) => SignatureError::Ecdsa,
        KeyKind::Ed25519 => SignatureError::Ed25519,
        KeyKind::Dsa | KeyKind::Unknown => SignatureError::Unimplemented,
    }
}

/// What Go's `crypto/rsa` says of a public key before it computes with it.
fn unfit(modulus: &[u8], exponent: i64) -> Option<&'static str> {
    if modulus.last().is_some_and(|byte| byte & 1 == 0) {
        Some("crypto/rsa: public modulus is even")
    } else if exponent < 2 {
        Some("crypto/rsa: public exponent too small or negative")
    } else if exponent & 1 == 0 {
        Some("crypto/rsa: public exponent is even")
    } else if exponent > i64::from(i32::MAX) {
        Some("crypto/rsa: public exponent too large")
    } else {
        None
    }
}
