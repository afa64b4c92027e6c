//! Certificate requests and revocation lists, for `inspect`. They never reach
//! a handshake, so no words of Go's have to be matched here.

use super::algorithm::SignatureAlgorithm;
use super::der::{Reader, tag};
use super::general_name::{SubjectAltNames, subject_alt_names};
use super::key::{PublicKey, right_align};
use super::name::Name;
use super::parse::algorithm;
use super::signature::{SignatureError, check};
use super::{Malformed, time};

/// `extensionRequest` of PKCS#9, 1.2.840.113549.1.9.14.
const EXTENSION_REQUEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x0e];

/// `subjectAltName`, 2.5.29.17.
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];

/// A certificate request (PKCS#10, RFC 2986).
#[derive(Clone, Debug)]
pub struct Request {
    /// The distinguished name that the certificate is requested for.
    pub subject: Name,
    /// The public key that is to be certified.
    pub key: PublicKey,
    /// The alternative names that the request asks for.
    pub sans: SubjectAltNames,
    /// The algorithm with which the request is signed.
    pub signature_algorithm: SignatureAlgorithm,
    /// Whether the request's own key has signed it.
    pub signature: Result<(), SignatureError>,
}

impl Request {
    /// Reads a certificate request from DER.
    ///
    /// # Errors
    /// If it is not a certificate request.
    pub fn from_der(der: &[u8]) -> Result<Self, Malformed> {
        Self::read(Reader(der)).unwrap_or(Err(Malformed::fixed("malformed certificate request")))
    }

    /// `CertificationRequest` (RFC 2986, section 4); `None` where its frame is
    /// broken, and the words of whoever reads a part where that is.
    fn read(mut input: Reader<'_>) -> Option<Result<Self, Malformed>> {
        let mut request = input.read(tag::SEQUENCE)?;
        let info = request.element(tag::SEQUENCE)?;
        let mut fields = Reader(info.content);
        fields.integer()?;
        let subject = fields.element(tag::SEQUENCE)?;
        let key = fields.element(tag::SEQUENCE)?;
        let sans = match fields.optional(tag::constructed(0))? {
            Some(attributes) => requested_names(attributes)?,
            None => None,
        };
        let identifier = request.read(tag::SEQUENCE)?;
        let (signature, padding) = request.bits()?;
        let parts = || {
            let key = PublicKey::from_spki(key.whole)?;
            let signature_algorithm = algorithm(identifier)?;
            let signature = right_align(signature, padding);
            Ok(Self {
                subject: Name::parse(subject.whole)?,
                sans: sans.map(subject_alt_names).transpose()?.unwrap_or_default(),
                signature_algorithm,
                signature: check(signature_algorithm, info.whole, &signature, &key),
                key,
            })
        };
        Some(parts())
    }
}

/// The alternative names among a request's attributes.
fn requested_names(mut attributes: Reader<'_>) -> Option<Option<Reader<'_>>> {
    let mut names = None;
    while !attributes.is_empty() {
        let mut attribute = attributes.read(tag::SEQUENCE)?;
        if attribute.oid()? != EXTENSION_REQUEST {
            continue;
        }
        let mut extensions = attribute.read(tag::SET)?.read(tag::SEQUENCE)?;
        while !extensions.is_empty() {
            let mut extension = extensions.read(tag::SEQUENCE)?;
            let asked = extension.oid()?;
            if extension.peek(tag::BOOLEAN) {
                extension.boolean()?;
            }
            let value = extension.read(tag::OCTET_STRING)?;
            if asked == SUBJECT_ALT_NAME {
                names = Some(value);
            }
        }
    }
    Some(names)
}

/// A certificate revocation list, as far as `inspect` names it.
#[derive(Clone, Debug)]
pub struct RevocationList {
    /// The distinguished name of the list's issuer.
    pub issuer: Name,
    /// The instant at which the list was issued, in seconds since 1970.
    pub this_update: i64,
    /// When the next one is due.
    pub next_update: Option<i64>,
    /// The number of certificates that the list revokes.
    pub revoked: usize,
}

impl RevocationList {
    /// Reads a certificate revocation list from DER.
    ///
    /// # Errors
    /// If it is not a revocation list.
    pub fn from_der(der: &[u8]) -> Result<Self, Malformed> {
        const BROKEN: Malformed = Malformed::fixed("malformed certificate revocation list");
        Self::read(Reader(der)).unwrap_or(Err(BROKEN))
    }

    /// `CertificateList` (RFC 5280, section 5.1), as [`Request::read`].
    fn read(mut input: Reader<'_>) -> Option<Result<Self, Malformed>> {
        let mut list = input.read(tag::SEQUENCE)?;
        let mut fields = list.read(tag::SEQUENCE)?;
        if fields.peek(tag::INTEGER) {
            fields.integer()?;
        }
        fields.read(tag::SEQUENCE)?;
        let issuer = fields.element(tag::SEQUENCE)?;
        let this_update = time::parse(&mut fields);
        let is_time = fields.peek(tag::UTC_TIME) || fields.peek(tag::GENERALIZED_TIME);
        let next_update = is_time.then(|| time::parse(&mut fields));
        let mut revoked = 0;
        if let Some(mut entries) = fields.optional(tag::SEQUENCE)? {
            while !entries.is_empty() {
                entries.read(tag::SEQUENCE)?;
                revoked += 1;
            }
        }
        list.read(tag::SEQUENCE)?;
        list.bits()?;
        let parts = || {
            Ok(Self {
                issuer: Name::parse(issuer.whole)?,
                this_update: this_update?.unix(),
                next_update: next_update.transpose()?.map(time::Date::unix),
                revoked,
            })
        };
        Some(parts())
    }
}
