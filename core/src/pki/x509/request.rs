//! Certificate requests and revocation lists, for `inspect`. They never reach
//! a handshake, so no parser of Go's has to be matched here.

use x509_parser::certification_request::X509CertificationRequest;
use x509_parser::cri_attributes::ParsedCriAttribute;
use x509_parser::prelude::FromDer;
use x509_parser::revocation_list::CertificateRevocationList;

use super::Malformed;
use super::der::Reader;
use super::general_name::{SubjectAltNames, subject_alt_names};
use super::key::PublicKey;
use super::name::Name;
use super::signature::{SignatureAlgorithm, SignatureError, check};

/// `subjectAltName`, 2.5.29.17.
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];

/// A certificate request (PKCS#10).
#[derive(Clone, Debug)]
pub struct Request {
    /// Whom it is for.
    pub subject: Name,
    /// The key to certify.
    pub key: PublicKey,
    /// The names that it asks for.
    pub sans: SubjectAltNames,
    /// How it is signed.
    pub signature_algorithm: SignatureAlgorithm,
    /// Whether its own key has signed it.
    pub signature: Result<(), SignatureError>,
}

impl Request {
    /// A request from its DER.
    ///
    /// # Errors
    /// If it is not a certificate request.
    pub fn from_der(der: &[u8]) -> Result<Self, Malformed> {
        const BROKEN: Malformed = Malformed::fixed("malformed certificate request");
        let (_, request) = X509CertificationRequest::from_der(der).map_err(|_| BROKEN)?;
        let info = &request.certification_request_info;
        let key = PublicKey::from_spki(info.subject_pki.raw)?;
        let mut sans = SubjectAltNames::default();
        for attribute in info.iter_attributes() {
            let ParsedCriAttribute::ExtensionRequest(requested) = attribute.parsed_attribute()
            else {
                continue;
            };
            for extension in &requested.extensions {
                if extension.oid.as_bytes() == SUBJECT_ALT_NAME {
                    sans = subject_alt_names(Reader(extension.value))?;
                }
            }
        }
        let algorithm = &request.signature_algorithm;
        let signature_algorithm = SignatureAlgorithm::new(algorithm.algorithm.as_bytes(), None);
        let signature = check(
            signature_algorithm,
            info.raw,
            &request.signature_value.data,
            &key,
        );
        let subject = Name::parse(info.subject.as_raw())?;
        Ok(Self {
            subject,
            key,
            sans,
            signature_algorithm,
            signature,
        })
    }
}

/// A certificate revocation list, as far as `inspect` names it.
#[derive(Clone, Debug)]
pub struct RevocationList {
    /// Who issued it.
    pub issuer: Name,
    /// Since when it holds, seconds since 1970.
    pub this_update: i64,
    /// When the next one is due.
    pub next_update: Option<i64>,
    /// How many certificates it revokes.
    pub revoked: usize,
}

impl RevocationList {
    /// A list from its DER.
    ///
    /// # Errors
    /// If it is not a revocation list.
    pub fn from_der(der: &[u8]) -> Result<Self, Malformed> {
        const BROKEN: Malformed = Malformed::fixed("malformed certificate revocation list");
        let (_, list) = CertificateRevocationList::from_der(der).map_err(|_| BROKEN)?;
        Ok(Self {
            issuer: Name::parse(list.issuer().as_raw())?,
            this_update: list.last_update().timestamp(),
            next_update: list.next_update().map(|time| time.timestamp()),
            revoked: list.iter_revoked_certificates().count(),
        })
    }
}
