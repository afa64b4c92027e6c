//! The algorithms of signatures on certificates, as Go tells them apart.

use std::fmt;

use super::der::{Reader, tag};

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
    pub(super) fn key_name(self) -> &'static str {
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
