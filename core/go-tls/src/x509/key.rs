//! Public keys, as Go's `parsePublicKey` takes them.

use std::fmt;

use super::Malformed;
use super::curve::Curve;
use super::der::{Reader, tag};

/// What kind of key a certificate holds. `Display` names it with its size,
/// `ECDSA P-256`, `RSA 2048`, `Ed25519`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// RSA with the bits of its modulus.
    Rsa(usize),
    /// ECDSA, with the key's curve.
    Ecdsa(Curve),
    /// An Ed25519 key (RFC 8410).
    Ed25519,
    /// DSA: Go parses it and can do nothing with it.
    Dsa,
    /// A key of any other algorithm.
    Unknown,
}

impl KeyKind {
    /// Bits of the key; 0 where unknown.
    #[must_use]
    pub fn bits(self) -> usize {
        match self {
            Self::Rsa(bits) => bits,
            Self::Ecdsa(curve) => curve.bits(),
            Self::Ed25519 => 256,
            Self::Dsa | Self::Unknown => 0,
        }
    }

    /// The Go type of such a key, as `%T` prints it.
    #[must_use]
    pub fn go_type(self) -> &'static str {
        match self {
            Self::Rsa(_) => "*rsa.PublicKey",
            Self::Ecdsa(_) => "*ecdsa.PublicKey",
            Self::Ed25519 => "ed25519.PublicKey",
            Self::Dsa => "*dsa.PublicKey",
            Self::Unknown => "<nil>",
        }
    }
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa(bits) => write!(f, "RSA {bits}"),
            Self::Ecdsa(curve) => write!(f, "ECDSA P-{}", curve.bits()),
            Self::Ed25519 => f.write_str("Ed25519"),
            Self::Dsa => f.write_str("DSA"),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

/// A public key: its kind and the bytes that signatures are checked with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    kind: KeyKind,
    spki: Vec<u8>,
    key: Vec<u8>,
}

impl PublicKey {
    /// The kind of the key, with its size or curve.
    #[must_use]
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The key's SubjectPublicKeyInfo, DER.
    #[must_use]
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// The content of the SubjectPublicKeyInfo's bit string: an EC point, an
    /// `RSAPublicKey` or an Ed25519 point.
    #[must_use]
    pub fn raw(&self) -> &[u8] {
        &self.key
    }

    /// A key from a SubjectPublicKeyInfo.
    ///
    /// # Errors
    /// Go's words for what it cannot read.
    pub fn from_spki(spki: &[u8]) -> Result<Self, Malformed> {
        const BROKEN: Malformed = Malformed::fixed("x509: malformed spki");
        let mut reader = Reader(spki).read(tag::SEQUENCE).ok_or(BROKEN)?;
        let mut algorithm = reader.read(tag::SEQUENCE).ok_or(Malformed::fixed(
            "x509: malformed public key algorithm identifier",
        ))?;
        let oid = algorithm
            .oid()
            .ok_or(Malformed::fixed("x509: malformed OID"))?;
        let parameters = if algorithm.is_empty() {
            None
        } else {
            Some(
                algorithm
                    .any()
                    .ok_or(Malformed::fixed("x509: malformed parameters"))?
                    .whole,
            )
        };
        let (bytes, padding) = reader
            .bits()
            .ok_or(Malformed::fixed("x509: malformed subjectPublicKey"))?;
        let key = right_align(bytes, padding);
        let kind = kind(oid, parameters, &key)?;
        Ok(Self {
            kind,
            spki: spki.to_vec(),
            key,
        })
    }
}

/// A bit string's bytes moved down over its padding, as Go's `RightAlign`.
pub(super) fn right_align(bytes: &[u8], padding: u8) -> Vec<u8> {
    if padding == 0 {
        return bytes.to_vec();
    }
    let mut carry = 0;
    bytes
        .iter()
        .map(|byte| {
            let aligned = byte >> padding | carry;
            carry = byte << (8 - padding);
            aligned
        })
        .collect()
}

fn kind(oid: &[u8], parameters: Option<&[u8]>, key: &[u8]) -> Result<KeyKind, Malformed> {
    match oid {
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01] => rsa(parameters, key),
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01] => ecdsa(parameters, key).map(KeyKind::Ecdsa),
        [0x2b, 0x65, 0x70] => {
            if parameters.is_some() {
                Err(Malformed::fixed(
                    "x509: Ed25519 key encoded with illegal parameters",
                ))
            } else if key.len() != 32 {
                Err(Malformed::fixed("x509: wrong Ed25519 public key size"))
            } else {
                Ok(KeyKind::Ed25519)
            }
        }
        [0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01] => dsa(parameters, key).map(|()| KeyKind::Dsa),
        _ => Ok(KeyKind::Unknown),
    }
}

fn rsa(parameters: Option<&[u8]>, key: &[u8]) -> Result<KeyKind, Malformed> {
    // RFC 3279, 2.3.1: the parameters are NULL.
    if parameters != Some(&[0x05, 0x00]) {
        return Err(Malformed::fixed("x509: RSA key missing NULL parameters"));
    }
    let mut key = Reader(key)
        .read(tag::SEQUENCE)
        .ok_or(Malformed::fixed("x509: invalid RSA public key"))?;
    let modulus = key
        .integer()
        .ok_or(Malformed::fixed("x509: invalid RSA modulus"))?;
    let exponent = key
        .number()
        .ok_or(Malformed::fixed("x509: invalid RSA public exponent"))?;
    if modulus.first().is_none_or(|byte| byte & 0x80 != 0) || modulus == [0] {
        return Err(Malformed::fixed(
            "x509: RSA modulus is not a positive number",
        ));
    }
    if exponent <= 0 {
        return Err(Malformed::fixed(
            "x509: RSA public exponent is not a positive number",
        ));
    }
    let leading: u32 = match modulus {
        [0, next, ..] => 8 + next.leading_zeros(),
        [first, ..] => first.leading_zeros(),
        [] => 0,
    };
    Ok(KeyKind::Rsa(modulus.len() * 8 - leading as usize))
}

fn ecdsa(parameters: Option<&[u8]>, key: &[u8]) -> Result<Curve, Malformed> {
    let oid = parameters
        .and_then(|parameters| Reader(parameters).oid())
        .ok_or(Malformed::fixed("x509: invalid ECDSA parameters"))?;
    let curve = Curve::from_oid(oid).ok_or(Malformed::fixed("x509: unsupported elliptic curve"))?;
    curve.check_point(key)?;
    Ok(curve)
}

fn dsa(parameters: Option<&[u8]>, key: &[u8]) -> Result<(), Malformed> {
    let y = Reader(key)
        .integer()
        .ok_or(Malformed::fixed("x509: invalid DSA public key"))?;
    let three = || {
        let mut fields = Reader(parameters?).read(tag::SEQUENCE)?;
        Some([fields.integer()?, fields.integer()?, fields.integer()?])
    };
    let [p, q, g] = three().ok_or(Malformed::fixed("x509: invalid DSA parameters"))?;
    let positive =
        |number: &[u8]| number != [0] && number.first().is_some_and(|byte| byte & 0x80 == 0);
    if [y, p, q, g].into_iter().all(positive) {
        Ok(())
    } else {
        Err(Malformed::fixed("x509: zero or negative DSA parameter"))
    }
}

/// The modulus and the exponent of an `RSAPublicKey`.
pub(super) fn rsa_numbers(key: &[u8]) -> Option<(&[u8], i64)> {
    let mut key = Reader(key).read(tag::SEQUENCE)?;
    Some((key.integer()?, key.number()?))
}
