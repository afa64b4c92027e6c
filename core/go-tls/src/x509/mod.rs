//! Certificates as Go's `crypto/x509` sees them.
//!
//! To a Go program, what a certificate *is* has one judge: what Go 1.26's
//! `x509.ParseCertificate` accepts, in which words it refuses the rest,
//! and which fields its verifier looks at. This module reads DER by those rules,
//! requests and revocation lists too, which no handshake carries.

mod algorithm;
mod arithmetic;
mod constraints;
mod curve;
pub mod der;
mod extensions;
mod general_name;
mod key;
mod mailbox;
mod name;
mod parse;
mod policies;
mod request;
mod signature;
mod time;
mod url;

use std::borrow::Cow;

pub use algorithm::SignatureAlgorithm;
pub(crate) use arithmetic::point_of;
pub use constraints::{IpRange, Subtrees};
pub use curve::Curve;
pub use extensions::{ExtKeyUsage, Extension, KeyUsage};
pub use general_name::SubjectAltNames;
pub(crate) use general_name::domain_is_valid;
pub use key::{KeyKind, PublicKey};
pub(crate) use mailbox::Mailbox;
pub use name::{Attribute, Name, Oid};
pub use policies::Policies;
pub use request::{Request, RevocationList};
pub use signature::SignatureError;
pub use time::{Date, rfc3339};
pub(crate) use url::Url;

/// Bytes that are not what they should be; the text is Go's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Malformed(Cow<'static, str>);

impl Malformed {
    /// What Go says, since 1.23, of a certificate whose serial number is below zero.
    pub const NEGATIVE_SERIAL: Self = Self::fixed("x509: negative serial number");

    const fn fixed(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }

    fn new(text: String) -> Self {
        Self(Cow::Owned(text))
    }
}

/// What to do with a serial number below zero: Go 1.23 began to refuse them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NegativeSerial {
    /// A negative serial number is accepted, as by Go 1.22 and older.
    Accepted,
    /// A negative serial number is refused, as by Go 1.23 and newer.
    Refused,
}

/// An X.509 certificate with the fields of Go's `x509.Certificate`.
#[derive(Clone, Debug)]
pub struct Certificate {
    raw: Vec<u8>,
    sha256: [u8; 32],
    tbs: Vec<u8>,
    version: u8,
    serial: Vec<u8>,
    signature_algorithm: SignatureAlgorithm,
    signature: Vec<u8>,
    raw_issuer: Vec<u8>,
    issuer: Name,
    raw_subject: Vec<u8>,
    subject: Name,
    not_before: Date,
    not_after: Date,
    key: PublicKey,
    extensions: Vec<Extension>,
    unhandled_critical: Vec<Oid>,
    sans: SubjectAltNames,
    key_usage: KeyUsage,
    ext_key_usage: Vec<ExtKeyUsage>,
    unknown_ext_key_usage: Vec<Oid>,
    basic_constraints: bool,
    is_ca: bool,
    max_path_len: Option<u64>,
    permitted: Subtrees,
    excluded: Subtrees,
    policies: Policies,
    subject_key_id: Option<Vec<u8>>,
    authority_key_id: Option<Vec<u8>>,
}

impl Certificate {
    /// A certificate from its DER, as Go 1.23 and newer parse it.
    ///
    /// # Errors
    /// Go's words for what it refuses: `x509: malformed certificate`,
    /// `x509: trailing data`, `x509: negative serial number`, ...
    pub fn from_der(der: &[u8]) -> Result<Self, Malformed> {
        Self::from_der_with(der, NegativeSerial::Refused)
    }

    /// A certificate from its DER, with a choice about negative serial numbers:
    /// to show one, or to judge as an older Go does.
    ///
    /// # Errors
    /// As [`Certificate::from_der`].
    pub fn from_der_with(der: &[u8], negative: NegativeSerial) -> Result<Self, Malformed> {
        parse::certificate(der, negative)
    }

    /// The whole certificate as it was read, DER.
    #[must_use]
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// The version: 1, 2 or 3.
    #[must_use]
    pub fn version(&self) -> u8 {
        self.version
    }

    /// The serial number's bytes: two's complement, big endian, minimal.
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        &self.serial
    }

    /// Whether the serial number is below zero.
    #[must_use]
    pub fn serial_is_negative(&self) -> bool {
        self.serial.first().is_some_and(|byte| byte & 0x80 != 0)
    }

    /// The serial number in decimal, as Go prints a `big.Int`.
    #[must_use]
    pub fn serial_decimal(&self) -> String {
        decimal(&self.serial)
    }

    /// The algorithm with which the issuer signed the certificate.
    #[must_use]
    pub fn signature_algorithm(&self) -> SignatureAlgorithm {
        self.signature_algorithm
    }

    /// The issuer's DER, which is what chains are built by.
    #[must_use]
    pub fn raw_issuer(&self) -> &[u8] {
        &self.raw_issuer
    }

    /// The distinguished name of the issuer.
    #[must_use]
    pub fn issuer(&self) -> &Name {
        &self.issuer
    }

    /// The subject as it stands in the certificate, DER.
    #[must_use]
    pub fn raw_subject(&self) -> &[u8] {
        &self.raw_subject
    }

    /// The distinguished name of the certificate's subject.
    #[must_use]
    pub fn subject(&self) -> &Name {
        &self.subject
    }

    /// The first second of the certificate's validity, since 1970 UTC.
    #[must_use]
    pub fn not_before(&self) -> i64 {
        self.not_before.unix()
    }

    /// The last second of the certificate's validity, since 1970 UTC.
    #[must_use]
    pub fn not_after(&self) -> i64 {
        self.not_after.unix()
    }

    /// Both ends of its validity, as they are written.
    #[must_use]
    pub fn validity(&self) -> (Date, Date) {
        (self.not_before, self.not_after)
    }

    /// The public key of the certificate.
    #[must_use]
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// All extensions of the certificate, in its order.
    #[must_use]
    pub fn extensions(&self) -> &[Extension] {
        &self.extensions
    }

    /// Critical extensions that Go does not understand: it refuses such a certificate.
    #[must_use]
    pub fn unhandled_critical(&self) -> &[Oid] {
        &self.unhandled_critical
    }

    /// The alternative names of the certificate, empty where it has none.
    #[must_use]
    pub fn sans(&self) -> &SubjectAltNames {
        &self.sans
    }

    /// The DER of the alternative names, if the extension is there at all.
    #[must_use]
    pub fn raw_sans(&self) -> Option<&[u8]> {
        self.extension(17)
    }

    /// Key usage bits; none are set where the extension is missing.
    #[must_use]
    pub fn key_usage(&self) -> KeyUsage {
        self.key_usage
    }

    /// Extended key usages that Go knows.
    #[must_use]
    pub fn ext_key_usage(&self) -> &[ExtKeyUsage] {
        &self.ext_key_usage
    }

    /// Extended key usages that Go does not know.
    #[must_use]
    pub fn unknown_ext_key_usage(&self) -> &[Oid] {
        &self.unknown_ext_key_usage
    }

    /// Whether the certificate has basic constraints, which a version 3 CA
    /// needs.
    #[must_use]
    pub fn has_basic_constraints(&self) -> bool {
        self.basic_constraints
    }

    /// Whether the basic constraints make the certificate a CA.
    #[must_use]
    pub fn is_ca(&self) -> bool {
        self.is_ca
    }

    /// The number of intermediates that may stand below the certificate.
    #[must_use]
    pub fn max_path_len(&self) -> Option<u64> {
        self.max_path_len
    }

    /// Whether the certificate has name constraints.
    #[must_use]
    pub fn has_name_constraints(&self) -> bool {
        self.extension(30).is_some()
    }

    /// The names that the certificate may issue for.
    #[must_use]
    pub fn permitted(&self) -> &Subtrees {
        &self.permitted
    }

    /// The names that the certificate may not issue for.
    #[must_use]
    pub fn excluded(&self) -> &Subtrees {
        &self.excluded
    }

    /// The certificate policies of the certificate.
    #[must_use]
    pub fn policies(&self) -> &Policies {
        &self.policies
    }

    /// The identifier of the certificate's own key; empty where it has none.
    #[must_use]
    pub fn subject_key_id(&self) -> &[u8] {
        self.subject_key_id.as_deref().unwrap_or_default()
    }

    /// The identifier of the issuer's key; empty where there is none.
    #[must_use]
    pub fn authority_key_id(&self) -> &[u8] {
        self.authority_key_id.as_deref().unwrap_or_default()
    }

    /// The SHA-256 of the whole certificate, lower-case hexadecimal.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.sha256
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// SHA-256 over the whole certificate.
    pub fn sha256(&self) -> [u8; 32] {
        self.sha256
    }

    /// Whether `parent`'s key signed this certificate, and may (Go's
    /// `CheckSignatureFrom`).
    ///
    /// # Errors
    /// Why not, in Go's words.
    pub fn check_signature_from(&self, parent: &Self) -> Result<(), SignatureError> {
        if parent.version == 3 && !parent.basic_constraints
            || parent.basic_constraints && !parent.is_ca
            || !parent.key_usage.may_sign_certificates()
        {
            return Err(SignatureError::ParentCannotSign);
        }
        let checked = signature::check(
            self.signature_algorithm,
            &self.tbs,
            &self.signature,
            &parent.key,
        );
        match checked {
            // The next best thing to arithmetic: the identifiers of the key that
            // signed and of the key at hand, if both are there.
            Err(SignatureError::NotComputed) => {
                let (wanted, own) = (self.authority_key_id(), parent.subject_key_id());
                if wanted.is_empty() || own.is_empty() || wanted == own {
                    Ok(())
                } else {
                    Err(signature::failure(parent.key.kind()))
                }
            }
            checked => checked,
        }
    }

    fn extension(&self, kind: u8) -> Option<&[u8]> {
        self.extensions
            .iter()
            .find(|extension| extension.oid.as_bytes() == [0x55, 0x1d, kind])
            .map(|extension| extension.value.as_slice())
    }
}

/// A two's complement number in decimal, by long division.
fn decimal(bytes: &[u8]) -> String {
    let negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    let mut magnitude = bytes.to_vec();
    if negative {
        let mut carry = true;
        for byte in magnitude.iter_mut().rev() {
            let (flipped, overflow) = (!*byte).overflowing_add(u8::from(carry));
            (*byte, carry) = (flipped, overflow);
        }
    }
    let mut digits = Vec::new();
    while magnitude.iter().any(|byte| *byte != 0) {
        let mut rest = 0_u32;
        for byte in &mut magnitude {
            let value = rest << 8 | u32::from(*byte);
            *byte = (value / 10) as u8;
            rest = value % 10;
        }
        digits.push(char::from(b'0' + rest as u8));
    }
    if digits.is_empty() {
        digits.push('0');
    }
    if negative {
        digits.push('-');
    }
    digits.iter().rev().collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use ::time::OffsetDateTime;
    use rcgen::{
        BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose,
        PKCS_ED25519, SerialNumber,
    };

    use super::*;

    /// 2026-11-23T19:50:00Z.
    const NOT_BEFORE: i64 = 1_795_463_400;

    fn params(common_name: &str, sans: &[&str]) -> CertificateParams {
        let sans: Vec<String> = sans.iter().map(|san| (*san).to_owned()).collect();
        let mut params = CertificateParams::new(sans).unwrap();
        params.distinguished_name = rcgen::DistinguishedName::new();
        let name = &mut params.distinguished_name;
        name.push(DnType::CountryName, "US");
        name.push(DnType::OrganizationName, "Kentucky, Inc");
        name.push(DnType::CommonName, common_name);
        params.not_before = OffsetDateTime::from_unix_timestamp(NOT_BEFORE).unwrap();
        params.not_after = params.not_before + ::time::Duration::days(30);
        params.serial_number = Some(SerialNumber::from(vec![0x5a; 16]));
        params
    }

    fn leaf_params() -> CertificateParams {
        params("ingester", &["ingester.metrics.svc", "10.0.0.7"])
    }

    /// A CA and a leaf of it, DER.
    fn issued() -> (Vec<u8>, Vec<u8>) {
        let mut ca = params("root", &[]);
        ca.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        ca.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let key = KeyPair::generate_for(&PKCS_ED25519).unwrap();
        let root = ca.self_signed(&key).unwrap().der().to_vec();
        let issuer = Issuer::new(ca, key);
        let key = KeyPair::generate_for(&PKCS_ED25519).unwrap();
        let leaf = leaf_params().signed_by(&key, &issuer).unwrap();
        (root, leaf.der().to_vec())
    }

    #[test]
    fn fields_are_read() {
        let (ca, leaf) = issued();
        let (ca, leaf) = (
            Certificate::from_der(&ca).unwrap(),
            Certificate::from_der(&leaf).unwrap(),
        );
        assert_eq!(leaf.version(), 3);
        assert_eq!(leaf.serial().len(), 16);
        assert_eq!(
            leaf.subject().to_string(),
            "CN=ingester,O=Kentucky\\, Inc,C=US"
        );
        assert_eq!(leaf.sans().dns, ["ingester.metrics.svc"]);
        assert_eq!(
            leaf.sans().ips,
            ["10.0.0.7".parse::<std::net::IpAddr>().unwrap()]
        );
        assert_eq!(leaf.key().kind().to_string(), "Ed25519");
        assert_eq!((leaf.is_ca(), leaf.max_path_len()), (false, None));
        assert_eq!((ca.is_ca(), ca.max_path_len()), (true, Some(0)));
        assert_eq!(leaf.check_signature_from(&ca), Ok(()));
        assert_eq!(
            ca.check_signature_from(&leaf),
            Err(SignatureError::ParentCannotSign)
        );
        assert_eq!(rfc3339(leaf.not_before()), "2026-11-23T19:50:00Z");
        assert_eq!(rfc3339(leaf.not_after()), "2026-12-23T19:50:00Z");
    }

    #[test]
    fn gos_words_for_what_it_refuses() {
        let (_, leaf) = issued();
        let words = |der: &[u8]| Certificate::from_der(der).unwrap_err().to_string();
        assert_eq!(words(b""), "x509: malformed certificate");
        assert_eq!(
            words(&leaf[..leaf.len() - 1]),
            "x509: malformed certificate"
        );
        assert_eq!(words(&[&leaf[..], &[0]].concat()), "x509: trailing data");
        let serial = Certificate::from_der(&leaf).unwrap().serial().to_vec();
        let at = leaf
            .windows(serial.len())
            .position(|bytes| bytes == serial)
            .unwrap();
        let mut negative = leaf;
        negative[at..at + serial.len()].fill(0xff);
        negative[at] = 0x8f;
        assert_eq!(words(&negative), "x509: negative serial number");
        let shown = Certificate::from_der_with(&negative, NegativeSerial::Accepted).unwrap();
        assert!(shown.serial_is_negative());
        assert_eq!(
            shown.serial_decimal(),
            "-148873535527910577765226390751398592513"
        );
    }

    #[test]
    fn a_request_is_read() {
        let key = KeyPair::generate_for(&PKCS_ED25519).unwrap();
        let mut params = leaf_params();
        params.serial_number = None;
        let request = params.serialize_request(&key).unwrap();
        let request = Request::from_der(request.der()).unwrap();
        assert_eq!(request.sans.dns, ["ingester.metrics.svc"]);
        assert_eq!(request.signature, Ok(()));
    }

    #[test]
    fn decimals() {
        assert_eq!(decimal(&[0]), "0");
        assert_eq!(decimal(&[0xff]), "-1");
        assert_eq!(
            decimal(&[0x01, 0, 0, 0, 0, 0, 0, 0, 0]),
            "18446744073709551616"
        );
    }
}
