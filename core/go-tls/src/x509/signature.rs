//! Signatures on certificates, checked under Go's rules (`crypto/x509`,
//! `checkSignature`): which algorithms it takes and what it says otherwise.

use std::fmt;

use super::arithmetic;
use super::der::{Reader, tag};
use super::key::{KeyKind, PublicKey, rsa_numbers};

/// A certificate's signature algorithm; `Display` is Go's name for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureAlgorithm {
    /// An algorithm that Go does not know.
    Unknown,
    /// RSA with MD5, which Go refuses.
    Md5WithRsa,
    /// RSA with SHA-1, which Go refuses.
    Sha1WithRsa,
    /// RSA, PKCS#1 v1.5, with SHA-256.
    Sha256WithRsa,
    /// RSA, PKCS#1 v1.5, with SHA-384.
    Sha384WithRsa,
    /// RSA, PKCS#1 v1.5, with SHA-512.
    Sha512WithRsa,
    /// RSA, PSS padding, with SHA-256.
    Sha256WithRsaPss,
    /// RSA, PSS padding, with SHA-384.
    Sha384WithRsaPss,
    /// RSA, PSS padding, with SHA-512.
    Sha512WithRsaPss,
    /// DSA with SHA-1, which Go does not verify.
    DsaWithSha1,
    /// DSA with SHA-256, which Go does not verify.
    DsaWithSha256,
    /// ECDSA with SHA-1, which Go refuses.
    EcdsaWithSha1,
    /// ECDSA, on any curve, with SHA-256.
    EcdsaWithSha256,
    /// ECDSA, on any curve, with SHA-384.
    EcdsaWithSha384,
    /// ECDSA, on any curve, with SHA-512.
    EcdsaWithSha512,
    /// Ed25519, which hashes by itself (RFC 8410).
    Ed25519,
}

/// The algorithms that have an identifier of their own: name, DER bytes of it,
/// and the kind of key they want. PSS is told by its parameters instead.
const ALGORITHMS: [(SignatureAlgorithm, &[u8]); 13] = {
    use SignatureAlgorithm as A;
    [
        (
            A::Md5WithRsa,
            &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x04],
        ),
        (
            A::Sha1WithRsa,
            &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x05],
        ),
        // The same by ISO's number, as old Microsoft tools wrote it.
        (A::Sha1WithRsa, &[0x2b, 0x0e, 0x03, 0x02, 0x1d]),
        (
            A::Sha256WithRsa,
            &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b],
        ),
        (
            A::Sha384WithRsa,
            &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0c],
        ),
        (
            A::Sha512WithRsa,
            &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0d],
        ),
        (A::DsaWithSha1, &[0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x03]),
        (
            A::DsaWithSha256,
            &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x02],
        ),
        (
            A::EcdsaWithSha1,
            &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x01],
        ),
        (
            A::EcdsaWithSha256,
            &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
        ),
        (
            A::EcdsaWithSha384,
            &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03],
        ),
        (
            A::EcdsaWithSha512,
            &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x04],
        ),
        (A::Ed25519, &[0x2b, 0x65, 0x70]),
    ]
};

const RSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];
const MGF1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08];
const SHA2: [u8; 8] = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02];
const NULL: &[u8] = &[0x05, 0x00];

impl SignatureAlgorithm {
    /// The algorithm that an AlgorithmIdentifier's identifier and parameters name.
    pub(super) fn new(oid: &[u8], parameters: Option<&[u8]>) -> Self {
        if oid == RSA_PSS {
            return parameters.and_then(pss).unwrap_or(Self::Unknown);
        }
        let found = ALGORITHMS.iter().find(|(_, known)| *known == oid);
        match found {
            // RFC 8410, 3: the parameters are absent.
            Some((Self::Ed25519, _)) if parameters.is_some() => Self::Unknown,
            Some((algorithm, _)) => *algorithm,
            None => Self::Unknown,
        }
    }

    /// Whether Go refuses it on a certificate whatever the key.
    #[must_use]
    pub fn is_insecure(self) -> bool {
        matches!(
            self,
            Self::Md5WithRsa | Self::Sha1WithRsa | Self::EcdsaWithSha1 | Self::DsaWithSha1
        )
    }

    /// The kind of key it is for, as Go names it.
    fn key_name(self) -> &'static str {
        match self {
            Self::Unknown => "0",
            Self::DsaWithSha1 | Self::DsaWithSha256 => "DSA",
            Self::EcdsaWithSha1
            | Self::EcdsaWithSha256
            | Self::EcdsaWithSha384
            | Self::EcdsaWithSha512 => "ECDSA",
            Self::Ed25519 => "Ed25519",
            _ => "RSA",
        }
    }
}

impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "0",
            Self::Md5WithRsa => "MD5-RSA",
            Self::Sha1WithRsa => "SHA1-RSA",
            Self::Sha256WithRsa => "SHA256-RSA",
            Self::Sha384WithRsa => "SHA384-RSA",
            Self::Sha512WithRsa => "SHA512-RSA",
            Self::Sha256WithRsaPss => "SHA256-RSAPSS",
            Self::Sha384WithRsaPss => "SHA384-RSAPSS",
            Self::Sha512WithRsaPss => "SHA512-RSAPSS",
            Self::DsaWithSha1 => "DSA-SHA1",
            Self::DsaWithSha256 => "DSA-SHA256",
            Self::EcdsaWithSha1 => "ECDSA-SHA1",
            Self::EcdsaWithSha256 => "ECDSA-SHA256",
            Self::EcdsaWithSha384 => "ECDSA-SHA384",
            Self::EcdsaWithSha512 => "ECDSA-SHA512",
            Self::Ed25519 => "Ed25519",
        })
    }
}

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

/// RSA-PSS parameters in the three forms that Go takes: message hash and MGF1
/// hash the same, the salt as long as the hash, the trailer its default.
fn pss(parameters: &[u8]) -> Option<SignatureAlgorithm> {
    let mut parameters = Reader(parameters).read(tag::SEQUENCE)?;
    let hash = hash(parameters.read(tag::constructed(0))?)?;
    let mut mgf = parameters.read(tag::constructed(1))?.read(tag::SEQUENCE)?;
    if mgf.oid()? != MGF1 || self::hash(mgf)? != hash {
        return None;
    }
    let salt = parameters.read(tag::constructed(2))?.number()?;
    if let Some(mut trailer) = parameters.optional(tag::constructed(3))?
        && trailer.number()? != 1
    {
        return None;
    }
    match (hash.strip_prefix(&SHA2)?, salt) {
        ([1], 32) => Some(SignatureAlgorithm::Sha256WithRsaPss),
        ([2], 48) => Some(SignatureAlgorithm::Sha384WithRsaPss),
        ([3], 64) => Some(SignatureAlgorithm::Sha512WithRsaPss),
        _ => None,
    }
}

/// A hash's identifier, with no parameters or NULL.
fn hash(mut reader: Reader<'_>) -> Option<&[u8]> {
    let mut algorithm = reader.read(tag::SEQUENCE)?;
    let oid = algorithm.oid()?;
    (algorithm.is_empty() || algorithm.0 == NULL).then_some(oid)
}
