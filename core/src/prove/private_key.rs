//! Private keys in the three encodings that Go tries, one after the other:
//! PKCS#1, PKCS#8, SEC 1. The label in the PEM does not matter to it.

use zeroize::Zeroizing;

use crate::pki::x509::{Curve, DerReader, der_tag as tag};

/// A parsed private key; all of it is wiped on drop.
pub(super) enum PrivateKey {
    Rsa {
        pkcs1: Zeroizing<Vec<u8>>,
        /// `RSAPublicKey`, DER.
        public: Vec<u8>,
    },
    Ecdsa {
        curve: Curve,
        /// As long as the curve's field.
        scalar: Zeroizing<Vec<u8>>,
        /// The point, if the encoding carries it and the curve cannot derive it here.
        public: Option<Vec<u8>>,
    },
    Ed25519 {
        pkcs8: Zeroizing<Vec<u8>>,
    },
}

/// Why a key could not be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyError {
    Unparsable,
    NotForSigning,
}

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
const X25519: &[u8] = &[0x2b, 0x65, 0x6e];
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const P384: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x22];

impl PrivateKey {
    pub(super) fn parse(der: &[u8]) -> Result<Self, KeyError> {
        if let Some(key) = pkcs1(der) {
            return Ok(key);
        }
        match pkcs8(der) {
            Some(Ok(key)) => return Ok(key),
            Some(Err(error)) => return Err(error),
            None => {}
        }
        sec1(der, None).ok_or(KeyError::Unparsable)
    }
}

fn pkcs1(der: &[u8]) -> Option<PrivateKey> {
    let mut input = DerReader(der);
    let mut fields = input.read(tag::SEQUENCE)?;
    if !input.is_empty() || !matches!(fields.number()?, 0 | 1) {
        return None;
    }
    let (modulus, exponent) = (fields.integer()?, fields.integer()?);
    for _ in 0..6 {
        fields.integer()?;
    }
    let mut public = der_element(tag::INTEGER, modulus);
    public.extend(der_element(tag::INTEGER, exponent));
    Some(PrivateKey::Rsa {
        pkcs1: Zeroizing::new(der.to_vec()),
        public: der_element(tag::SEQUENCE, &public),
    })
}

/// `None` where it is no PKCS#8 of a kind that Go reads, so that it tries on.
fn pkcs8(der: &[u8]) -> Option<Result<PrivateKey, KeyError>> {
    let mut fields = DerReader(der).read(tag::SEQUENCE)?;
    fields.number()?;
    let mut algorithm = fields.read(tag::SEQUENCE)?;
    let oid = algorithm.oid()?;
    let key = fields.read(tag::OCTET_STRING)?.0;
    match oid {
        RSA => pkcs1(key).map(Ok),
        EC => {
            let curve = Curve::from_oid(algorithm.oid()?);
            sec1(key, curve).map(Ok)
        }
        ED25519 => {
            let mut inner = DerReader(key);
            let seed = inner.read(tag::OCTET_STRING)?;
            if seed.0.len() != 32 || !algorithm.is_empty() {
                return None;
            }
            Some(Ok(PrivateKey::Ed25519 {
                pkcs8: ed25519_pkcs8(seed.0),
            }))
        }
        X25519 => Some(Err(KeyError::NotForSigning)),
        _ => None,
    }
}

/// `ECPrivateKey`; its curve stands within or comes from the PKCS#8 around it.
fn sec1(der: &[u8], curve: Option<Curve>) -> Option<PrivateKey> {
    let mut fields = DerReader(der).read(tag::SEQUENCE)?;
    if fields.number()? != 1 {
        return None;
    }
    let key = fields.read(tag::OCTET_STRING)?.0;
    let within = fields
        .optional(tag::constructed(0))?
        .and_then(|mut curve| curve.oid());
    let curve = curve.or_else(|| within.and_then(Curve::from_oid))?;
    let public = fields
        .optional(tag::constructed(1))?
        .and_then(|mut public| public.bits())
        .map(|(point, _)| point.to_vec())
        // ring derives these two itself, and Go ignores what stands there.
        .filter(|_| matches!(curve, Curve::P224 | Curve::P521));
    let length = curve.bits().div_ceil(8);
    let surplus = key.len().saturating_sub(length);
    if key.iter().take(surplus).any(|byte| *byte != 0) {
        return None;
    }
    let key = key.get(surplus..)?;
    let mut scalar = Zeroizing::new(vec![0; length - key.len()]);
    scalar.extend_from_slice(key);
    if scalar.iter().all(|byte| *byte == 0) {
        return None;
    }
    Some(PrivateKey::Ecdsa {
        curve,
        scalar,
        public,
    })
}

/// PKCS#8 around a scalar of P-256 or P-384 with its point, as ring wants it.
pub(super) fn ec_pkcs8(curve: Curve, scalar: &[u8], point: &[u8]) -> Zeroizing<Vec<u8>> {
    let curve = if curve == Curve::P256 { P256 } else { P384 };
    let mut algorithm = der_element(tag::OBJECT_IDENTIFIER, EC);
    algorithm.extend(der_element(tag::OBJECT_IDENTIFIER, curve));
    let mut bits = vec![0];
    bits.extend_from_slice(point);
    let bits = der_element(tag::BIT_STRING, &bits);
    let mut key = Zeroizing::new(vec![tag::INTEGER, 1, 1]);
    key.extend_from_slice(&Zeroizing::new(der_element(tag::OCTET_STRING, scalar)));
    key.extend(der_element(tag::constructed(1), &bits));
    let key = Zeroizing::new(der_element(tag::SEQUENCE, &key));
    pkcs8_around(&algorithm, &key)
}

fn ed25519_pkcs8(seed: &[u8]) -> Zeroizing<Vec<u8>> {
    let algorithm = der_element(tag::OBJECT_IDENTIFIER, ED25519);
    let seed = Zeroizing::new(der_element(tag::OCTET_STRING, seed));
    pkcs8_around(&algorithm, &seed)
}

fn pkcs8_around(algorithm: &[u8], key: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut fields = Zeroizing::new(vec![tag::INTEGER, 1, 0]);
    fields.extend(der_element(tag::SEQUENCE, algorithm));
    fields.extend_from_slice(&Zeroizing::new(der_element(tag::OCTET_STRING, key)));
    Zeroizing::new(der_element(tag::SEQUENCE, &fields))
}

fn der_element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let zeros = length.iter().take_while(|byte| **byte == 0).count();
    let mut element = Vec::with_capacity(content.len() + 10);
    element.push(tag);
    if content.len() >= 0x80 {
        element.push(0x80 | (length.len() - zeros) as u8);
        element.extend(length.iter().skip(zeros));
    } else {
        element.push(content.len() as u8);
    }
    element.extend_from_slice(content);
    element
}
