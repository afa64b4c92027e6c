//! Private keys: kind, size and public fingerprint, and nothing else of them.

use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde::Serialize;

use super::super::x509::PublicKey;
use super::super::x509::der::{Reader, tag};
use super::{Finding, What, fingerprint};

/// A key. Of a private one only the public half is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyReport {
    /// How it is written: `PKCS#8`, `PKCS#1`, `SEC1`, `SubjectPublicKeyInfo`...
    pub form: &'static str,
    /// Whether a passphrase hides it.
    pub encrypted: bool,
    /// Kind and size, such as `ECDSA P-256`; `None` where they cannot be seen.
    pub key: Option<String>,
    /// SHA-256 of the SubjectPublicKeyInfo in hexadecimal, which is the same
    /// for a key and its certificate; `None` where it cannot be seen.
    pub key_sha256: Option<String>,
}

impl KeyReport {
    pub(super) fn public(form: &'static str, key: &PublicKey) -> Self {
        Self {
            form,
            encrypted: false,
            key: Some(key.kind().to_string()),
            key_sha256: Some(fingerprint(key.spki())),
        }
    }

    fn hidden(form: &'static str, encrypted: bool) -> Self {
        Self {
            form,
            encrypted,
            key: None,
            key_sha256: None,
        }
    }
}

/// DER of an `AlgorithmIdentifier` for RSA: its identifier, and NULL.
const RSA_ALGORITHM: [u8; 15] = [
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];
/// The identifiers of keys, without tag and length.
const RSA: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const EC: [u8; 7] = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const ED25519: [u8; 3] = [0x2b, 0x65, 0x70];
/// The forms of a password's use (RFC 8018), up to their last byte.
const PKCS5: [u8; 8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05];
const PKCS12_PBE: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01];

/// A private key under this PEM label.
pub(super) fn from_block(label: &str, headers: &[(String, String)], der: &[u8]) -> Finding {
    if headers
        .iter()
        .any(|(key, value)| key == "Proc-Type" && value.contains("ENCRYPTED"))
    {
        return encrypted("OpenSSL's old encryption");
    }
    match read(der) {
        Some(read) => {
            let (usual, form) = (read.label(), read.form());
            let finding = report(read);
            if label == usual {
                finding
            } else {
                finding.noting(format!(
                    "{form} is usually labelled {usual:?}: Go does not mind, OpenSSL may"
                ))
            }
        }
        None if label == "OPENSSH PRIVATE KEY" => {
            Finding::new(What::PrivateKey(KeyReport::hidden("OpenSSH", false)))
                .objecting("Go's TLS reads no OpenSSH keys: \"tls: failed to parse private key\"")
        }
        None => Finding::new(What::PrivateKey(KeyReport::hidden("unknown", false)))
            .objecting("Go cannot read it: \"tls: failed to parse private key\""),
    }
}

/// A private key without PEM around it; `None` where the shape is another.
pub(super) fn from_der(der: &[u8]) -> Option<Finding> {
    let finding = report(read(der)?);
    Some(finding.objecting(
        "Go reads keys in PEM only: \"tls: failed to find any PEM data in key input\"; \
         convert it with: openssl pkey -inform DER -in FILE",
    ))
}

fn report(read: Read) -> Finding {
    match read {
        Read::Encrypted => encrypted("PKCS#8"),
        Read::Plain {
            form,
            key: Half::Known(key),
        } => {
            let mut finding = Finding::new(What::PrivateKey(KeyReport::public(form, &key)));
            super::certificate::judge_key(&key, &mut finding);
            finding
        }
        Read::Plain { form, key } => {
            let finding = Finding::new(What::PrivateKey(KeyReport::hidden(form, false)));
            if matches!(key, Half::Absent) {
                finding.noting("its public half is not in the file, so it has no fingerprint")
            } else {
                finding.objecting(
                    "Go's TLS has no keys of this algorithm or curve and refuses the file; make one \
                     with: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256",
                )
            }
        }
    }
}

fn encrypted(form: &'static str) -> Finding {
    Finding::new(What::PrivateKey(KeyReport::hidden(form, true))).objecting(
        "Go refuses encrypted keys: \"tls: failed to parse private key\"; \
         write it in the clear with: openssl pkey -in FILE",
    )
}

/// An RSA public key from its own form (PKCS#1).
pub(super) fn rsa_public(der: &[u8]) -> Option<PublicKey> {
    spki(&RSA_ALGORITHM, der)
}

/// What a private key tells of its public half.
enum Half {
    Known(PublicKey),
    /// An elliptic curve's key may leave the point out.
    Absent,
    /// An algorithm or a curve that Go does not have.
    Foreign,
}

/// Reads one form of key; `None` where the bytes are of another form.
type Form = fn(&[u8]) -> Option<Half>;

enum Read {
    Encrypted,
    Plain { form: &'static str, key: Half },
}

impl Read {
    fn form(&self) -> &'static str {
        match self {
            Self::Encrypted => "encrypted PKCS#8",
            Self::Plain { form, .. } => form,
        }
    }

    fn label(&self) -> &'static str {
        match self.form() {
            "PKCS#1" => "RSA PRIVATE KEY",
            "SEC1" => "EC PRIVATE KEY",
            "PKCS#8" => "PRIVATE KEY",
            _ => "ENCRYPTED PRIVATE KEY",
        }
    }
}

/// The forms that Go tries in turn, and the encrypted one that it does not
/// read.
fn read(der: &[u8]) -> Option<Read> {
    if encrypted_pkcs8(der).is_some() {
        return Some(Read::Encrypted);
    }
    let forms: [(&'static str, Form); 3] = [
        ("PKCS#1", pkcs1),
        ("PKCS#8", pkcs8),
        ("SEC1", |der| sec1(der, None)),
    ];
    forms
        .into_iter()
        .find_map(|(form, read)| read(der).map(|key| Read::Plain { form, key }))
}

/// RFC 5958, section 3: an algorithm that takes a password, and bytes.
fn encrypted_pkcs8(der: &[u8]) -> Option<()> {
    let mut outer = Reader(der).read(tag::SEQUENCE)?;
    let oid = outer.read(tag::SEQUENCE)?.oid()?;
    outer.read(tag::OCTET_STRING)?;
    (oid.starts_with(&PKCS5) || oid.starts_with(&PKCS12_PBE)).then_some(())
}

/// RFC 8017, appendix A.1.2: version, modulus, public exponent, secrets.
fn pkcs1(der: &[u8]) -> Option<Half> {
    let mut outer = Reader(der).read(tag::SEQUENCE)?;
    outer.number()?;
    let modulus = outer.element(tag::INTEGER)?;
    let exponent = outer.element(tag::INTEGER)?;
    for _secret in 0..6 {
        outer.element(tag::INTEGER)?;
    }
    let public = element(tag::SEQUENCE, &[modulus.whole, exponent.whole]);
    Some(half(&RSA_ALGORITHM, &public))
}

/// RFC 5958, section 2: version, algorithm, the key in its own form.
fn pkcs8(der: &[u8]) -> Option<Half> {
    let mut outer = Reader(der).read(tag::SEQUENCE)?;
    outer.number()?;
    let algorithm = outer.element(tag::SEQUENCE)?;
    let inner = outer.read(tag::OCTET_STRING)?.0;
    let oid = Reader(algorithm.content).oid()?;
    if oid == RSA {
        pkcs1(inner)
    } else if oid == EC {
        sec1(inner, Some(algorithm.whole))
    } else if oid == ED25519 {
        let seed = Reader(inner).read(tag::OCTET_STRING)?.0;
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).ok()?;
        Some(half(algorithm.whole, pair.public_key().as_ref()))
    } else {
        Some(Half::Foreign)
    }
}

/// RFC 5915, section 3: version 1, the secret, the curve, the public point; the
/// curve stands in PKCS#8 where there is one.
fn sec1(der: &[u8], algorithm: Option<&[u8]>) -> Option<Half> {
    let mut outer = Reader(der).read(tag::SEQUENCE)?;
    if outer.number()? != 1 {
        return None;
    }
    outer.read(tag::OCTET_STRING)?;
    let curve = outer.optional(tag::constructed(0))?;
    let point = outer.optional(tag::constructed(1))?;
    let algorithm = match (algorithm, curve) {
        (Some(algorithm), _) => algorithm.to_vec(),
        (None, Some(curve)) => element(
            tag::SEQUENCE,
            &[&element(tag::OBJECT_IDENTIFIER, &[&EC]), curve.0],
        ),
        (None, None) => return None,
    };
    let Some((point, 0)) = point.and_then(|mut point| point.bits()) else {
        return Some(Half::Absent);
    };
    Some(half(&algorithm, point))
}

fn half(algorithm: &[u8], public: &[u8]) -> Half {
    spki(algorithm, public).map_or(Half::Foreign, Half::Known)
}

fn spki(algorithm: &[u8], public: &[u8]) -> Option<PublicKey> {
    let bits = element(tag::BIT_STRING, &[&[0], public]);
    PublicKey::from_spki(&element(tag::SEQUENCE, &[algorithm, &bits])).ok()
}

/// One DER element.
pub(super) fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let bytes = length.to_be_bytes();
    let short: Vec<u8> = bytes.into_iter().skip_while(|byte| *byte == 0).collect();
    let mut der = vec![tag];
    match short.as_slice() {
        [] => der.push(0),
        [one @ 0..0x80] => der.push(*one),
        more => {
            // A length has eight bytes at most.
            der.push(0x80 + more.len() as u8);
            der.extend(more);
        }
    }
    parts.iter().for_each(|part| der.extend_from_slice(part));
    der
}
