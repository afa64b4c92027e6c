//! Private keys in the three encodings that Go tries, one after the other
//! (`crypto/tls`, `parsePrivateKey`): PKCS#1, PKCS#8, SEC 1. The label in the
//! PEM does not matter to it.
//!
//! ```
//! use go_tls::private_key::{Form, PrivateKey};
//!
//! let der = rcgen::KeyPair::generate()?.serialize_der();
//! let key = PrivateKey::parse(&der).map_err(|error| format!("{error:?}"))?;
//! assert_eq!(key.form, Form::Pkcs8);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use ring::signature::{Ed25519KeyPair, KeyPair as _};
use zeroize::Zeroizing;

use super::x509::der::{Reader, element, tag};
use super::x509::{Curve, PublicKey, point_of};

/// A private key that was parsed from DER.
pub struct PrivateKey {
    /// The form in which the key was written.
    pub form: Form,
    /// The key material, by the key's kind.
    pub secret: Secret,
}

/// The encoding in which a private key is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// PKCS#1, `RSAPrivateKey` (RFC 8017, appendix A.1.2).
    Pkcs1,
    /// PKCS#8, `PrivateKeyInfo` (RFC 5958, section 2).
    Pkcs8,
    /// SEC 1, `ECPrivateKey` (RFC 5915, section 3).
    Sec1,
}

/// The key of a [`PrivateKey`] by its kind, wiped on drop.
pub enum Secret {
    /// An RSA private key.
    Rsa {
        /// The private key as `RSAPrivateKey`, DER.
        pkcs1: Zeroizing<Vec<u8>>,
        /// The public key as `RSAPublicKey`, DER.
        public: Vec<u8>,
    },
    /// A number on an elliptic curve.
    Ecdsa {
        /// The curve that the key is on.
        curve: Curve,
        /// The number, as long as the curve's field.
        scalar: Zeroizing<Vec<u8>>,
        /// The public point, if the encoding carries it. Go ignores it and derives
        /// its own.
        point: Option<Vec<u8>>,
    },
    /// An Ed25519 private key.
    Ed25519 {
        /// The private key as PKCS#8 around its seed, DER.
        pkcs8: Zeroizing<Vec<u8>>,
    },
}

/// Why a key could not be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// Bytes that are a key in none of the three forms.
    Unparsable,
    /// PKCS#8 under a passphrase (RFC 5958, section 3).
    Encrypted,
    /// An algorithm or a curve that Go does not have.
    Foreign(Form),
    /// X25519: Go reads it in PKCS#8, and cannot sign with it.
    NotForSigning,
}

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
const X25519: &[u8] = &[0x2b, 0x65, 0x6e];
/// The forms of a password's use (RFC 8018), up to their last number.
const PKCS5: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05];
const PKCS12_PBE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01];
/// The parameters of every RSA key (RFC 3279, 2.3.1).
const NULL: &[u8] = &[0x05, 0x00];

impl Form {
    /// The name of the form, `PKCS#8`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pkcs1 => "PKCS#1",
            Self::Pkcs8 => "PKCS#8",
            Self::Sec1 => "SEC1",
        }
    }

    /// The usual label of the form in PEM, `PRIVATE KEY`.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Pkcs1 => "RSA PRIVATE KEY",
            Self::Pkcs8 => "PRIVATE KEY",
            Self::Sec1 => "EC PRIVATE KEY",
        }
    }
}

/// What a reader of one form makes of the bytes; `None` where they are of some
/// other form.
type Reading = Option<Result<Secret, KeyError>>;

impl PrivateKey {
    /// Reads a private key from DER, in any of the three forms.
    ///
    /// # Errors
    /// Bytes that Go reads as no key, or one that it cannot sign with.
    pub fn parse(der: &[u8]) -> Result<Self, KeyError> {
        let (form, secret) = if let Some(secret) = pkcs1(der) {
            (Form::Pkcs1, Ok(secret))
        } else if let Some(secret) = pkcs8(der) {
            (Form::Pkcs8, secret)
        } else if let Some(secret) = sec1(der, None, Form::Sec1) {
            (Form::Sec1, secret)
        } else if is_encrypted(der) {
            return Err(KeyError::Encrypted);
        } else {
            return Err(KeyError::Unparsable);
        };
        secret.map(|secret| Self { form, secret })
    }

    /// The public half of the key; `None` where that is not in the file, and takes the
    /// arithmetic of an elliptic curve.
    #[must_use]
    pub fn public(&self) -> Option<PublicKey> {
        match &self.secret {
            Secret::Rsa { public, .. } => rsa_public(public),
            Secret::Ecdsa {
                curve,
                scalar,
                point,
            } => {
                let derived = point_of(*curve, scalar);
                public_key(&ec(*curve), derived.as_ref().or(point.as_ref())?)
            }
            Secret::Ed25519 { pkcs8 } => {
                let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8).ok()?;
                public_key(&ed25519(), pair.public_key().as_ref())
            }
        }
    }
}

/// An RSA public key from its own form, `RSAPublicKey` (RFC 8017, appendix
/// A.1.1).
#[must_use]
pub fn rsa_public(der: &[u8]) -> Option<PublicKey> {
    let algorithm = [&element(tag::OBJECT_IDENTIFIER, &[RSA]), NULL].concat();
    public_key(&algorithm, der)
}

/// A SubjectPublicKeyInfo put together and read.
fn public_key(algorithm: &[u8], key: &[u8]) -> Option<PublicKey> {
    let algorithm = element(tag::SEQUENCE, &[algorithm]);
    let key = element(tag::BIT_STRING, &[&[0], key]);
    PublicKey::from_spki(&element(tag::SEQUENCE, &[&algorithm, &key])).ok()
}

fn pkcs1(der: &[u8]) -> Option<Secret> {
    let mut input = Reader(der);
    let mut fields = input.read(tag::SEQUENCE)?;
    if !input.is_empty() || !matches!(fields.number()?, 0 | 1) {
        return None;
    }
    let mut positive = || {
        let number = fields.integer()?;
        (number.first()? & 0x80 == 0 && number != [0]).then_some(number)
    };
    let (modulus, exponent) = (positive()?, positive()?);
    for _ in 0..6 {
        positive()?;
    }
    let integer = |number: &[u8]| element(tag::INTEGER, &[number]);
    Some(Secret::Rsa {
        pkcs1: Zeroizing::new(der.to_vec()),
        public: element(tag::SEQUENCE, &[&integer(modulus), &integer(exponent)]),
    })
}

fn pkcs8(der: &[u8]) -> Reading {
    let mut fields = Reader(der).read(tag::SEQUENCE)?;
    fields.number()?;
    let mut algorithm = fields.read(tag::SEQUENCE)?;
    let oid = algorithm.oid()?;
    let key = fields.read(tag::OCTET_STRING)?.0;
    match oid {
        RSA => pkcs1(key).map(Ok),
        // The curve stands out here, or else within.
        EC => sec1(key, algorithm.oid(), Form::Pkcs8),
        ED25519 => {
            let seed = Reader(key).read(tag::OCTET_STRING)?;
            if seed.0.len() != 32 || !algorithm.is_empty() {
                return None;
            }
            Some(Ok(Secret::Ed25519 {
                pkcs8: pkcs8_around(&ed25519(), &[&octets(&[seed.0])]),
            }))
        }
        X25519 => Some(Err(KeyError::NotForSigning)),
        _ => Some(Err(KeyError::Foreign(Form::Pkcs8))),
    }
}

/// `ECPrivateKey`, by itself or in another form.
fn sec1(der: &[u8], curve: Option<&[u8]>, form: Form) -> Reading {
    let mut fields = Reader(der).read(tag::SEQUENCE)?;
    if fields.number()? != 1 {
        return None;
    }
    let key = fields.read(tag::OCTET_STRING)?.0;
    let within = fields
        .optional(tag::constructed(0))?
        .and_then(|mut curve| curve.oid());
    let Some(curve) = Curve::from_oid(curve.or(within)?) else {
        return Some(Err(KeyError::Foreign(form)));
    };
    let point = fields
        .optional(tag::constructed(1))?
        .and_then(|mut point| point.bits())
        .map(|(point, _)| point.to_vec());
    let length = curve.bytes();
    let surplus = key.len().saturating_sub(length);
    let (zeros, key) = key.split_at(surplus);
    if zeros.iter().any(|byte| *byte != 0) || !curve.is_private_key(key) {
        return None;
    }
    let mut scalar = Zeroizing::new(Vec::with_capacity(length));
    scalar.resize(length - key.len(), 0);
    scalar.extend_from_slice(key);
    Some(Ok(Secret::Ecdsa {
        curve,
        scalar,
        point,
    }))
}

/// `EncryptedPrivateKeyInfo`: an algorithm that takes a password, and bytes.
fn is_encrypted(der: &[u8]) -> bool {
    let algorithm = || {
        let mut fields = Reader(der).read(tag::SEQUENCE)?;
        let oid = fields.read(tag::SEQUENCE)?.oid()?;
        fields.read(tag::OCTET_STRING).map(|_| oid)
    };
    algorithm().is_some_and(|oid| oid.starts_with(PKCS5) || oid.starts_with(PKCS12_PBE))
}

/// PKCS#8 around a scalar with its point, as ring wants it.
#[must_use]
pub fn ec_pkcs8(curve: Curve, scalar: &[u8], point: &[u8]) -> Zeroizing<Vec<u8>> {
    let point = element(tag::BIT_STRING, &[&[0], point]);
    let point = element(tag::constructed(1), &[&point]);
    let fields: [&[u8]; 3] = [&[tag::INTEGER, 1, 1], &octets(&[scalar]), &point];
    let key = Zeroizing::new(element(tag::SEQUENCE, &fields));
    pkcs8_around(&ec(curve), &[&key])
}

/// Wraps an `RSAPrivateKey` (DER) into PKCS#8 (DER).
#[must_use]
pub fn rsa_pkcs8(pkcs1: &[u8]) -> Zeroizing<Vec<u8>> {
    let algorithm = [&element(tag::OBJECT_IDENTIFIER, &[RSA]), NULL].concat();
    pkcs8_around(&algorithm, &[pkcs1])
}

fn pkcs8_around(algorithm: &[u8], key: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    let algorithm = element(tag::SEQUENCE, &[algorithm]);
    let fields: [&[u8]; 3] = [&[tag::INTEGER, 1, 0], &algorithm, &octets(key)];
    Zeroizing::new(element(tag::SEQUENCE, &fields))
}

fn octets(parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(element(tag::OCTET_STRING, parts))
}

/// The content of the `AlgorithmIdentifier` of a curve (RFC 5480, 2.1.1).
fn ec(curve: Curve) -> Vec<u8> {
    [EC, curve.oid()]
        .map(|oid| element(tag::OBJECT_IDENTIFIER, &[oid]))
        .concat()
}

/// The content of Ed25519's `AlgorithmIdentifier` (RFC 8410, section 3).
fn ed25519() -> Vec<u8> {
    element(tag::OBJECT_IDENTIFIER, &[ED25519])
}
