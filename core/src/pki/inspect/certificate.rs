//! A certificate in words, and what Go would refuse it for.

use std::net::IpAddr;

use serde::Serialize;

use super::super::Instant;
use super::super::x509::{
    Certificate, Curve, ExtKeyUsage, KeyKind, Name, NegativeSerial, PublicKey, SignatureAlgorithm,
    Subtrees,
};
use super::{Finding, What, sans};
use crate::digest::{hex, sha256};

/// The fields of a certificate, as texts and numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CertificateReport {
    /// The subject of the certificate, as Go prints a name.
    pub subject: String,
    /// The issuer of the certificate, as Go prints a name.
    pub issuer: String,
    /// Whether the certificate's issuer and subject are the same.
    pub self_issued: bool,
    /// The serial number in hexadecimal; a negative one in two's complement.
    pub serial: String,
    /// The version of X.509: 1, 2 or 3.
    pub version: u8,
    /// The first second of the certificate's validity.
    pub not_before: Instant,
    /// The last second of the certificate's validity.
    pub not_after: Instant,
    /// Whole days from now to the last second; negative once it has ended.
    pub days_left: i64,
    /// The names and addresses that it vouches for, as `DNS a` and `IP b`.
    pub sans: Vec<String>,
    /// The purposes that the certificate may be used for; empty means any.
    pub extended_key_usage: Vec<String>,
    /// What its key may be used for; empty means anything.
    pub key_usage: Vec<&'static str>,
    /// Whether the certificate is one of a CA.
    pub ca: bool,
    /// The number of CAs that may stand between the certificate and a leaf.
    pub path_length: Option<u64>,
    /// What its leaves may be called, as `DNS a` and `IP b`.
    pub permitted_names: Vec<String>,
    /// The names that are forbidden to the CA's leaves.
    pub excluded_names: Vec<String>,
    /// Kind and size of its key, such as `ECDSA P-256`.
    pub key: String,
    /// The algorithm of the certificate's signature, such as `ECDSA-SHA256`.
    pub signature: String,
    /// SHA-256 of the certificate, in hexadecimal.
    pub sha256: String,
    /// SHA-256 of its SubjectPublicKeyInfo, which is the same for its key.
    pub key_sha256: String,
}

/// The longest life, in days, that browsers and Apple's systems take.
pub(crate) const LONG_LIFE: i64 = 825;
/// What the script in Mimir's documentation asks for.
const DOCS_DAYS: i64 = 100_000;
const DAY: i64 = 86_400;

/// Reads a certificate from DER.
pub(super) fn report(der: &[u8], now: Instant) -> Finding {
    match Certificate::from_der_with(der, NegativeSerial::Accepted) {
        Ok(certificate) => judged(&certificate, now),
        Err(error) => {
            Finding::other("a certificate that Go cannot parse").objecting(error.to_string())
        }
    }
}

fn judged(certificate: &Certificate, now: Instant) -> Finding {
    let not_after = Instant::from_unix(certificate.not_after());
    let (ekus, unknown) = (
        certificate.ext_key_usage(),
        certificate.unknown_ext_key_usage(),
    );
    let key = certificate.key();
    let mut finding = Finding::new(What::Certificate(Box::new(CertificateReport {
        subject: certificate.subject().to_string(),
        issuer: certificate.issuer().to_string(),
        self_issued: certificate.raw_subject() == certificate.raw_issuer(),
        serial: match certificate.serial() {
            [0, rest @ ..] if !rest.is_empty() => hex(rest),
            whole => hex(whole),
        },
        version: certificate.version(),
        not_before: Instant::from_unix(certificate.not_before()),
        not_after,
        days_left: now.days_until(not_after),
        sans: sans(certificate.sans()),
        extended_key_usage: ekus
            .iter()
            .map(ToString::to_string)
            .chain(unknown.iter().map(ToString::to_string))
            .collect(),
        key_usage: certificate.key_usage().names().collect(),
        ca: certificate.is_ca(),
        path_length: certificate.max_path_len(),
        permitted_names: subtrees(certificate.permitted()),
        excluded_names: subtrees(certificate.excluded()),
        key: key.kind().to_string(),
        signature: certificate.signature_algorithm().to_string(),
        sha256: certificate.fingerprint(),
        key_sha256: sha256(key.spki()),
    })));
    judge_docs_script(certificate, &mut finding);
    judge_form(certificate, &mut finding);
    judge_time(certificate, now, &mut finding);
    judge_signature(certificate, &mut finding);
    judge_key(key, &mut finding);
    if is_authority(certificate) {
        judge_authority(certificate, &mut finding);
    } else {
        judge_leaf(certificate, &mut finding);
    }
    finding
}

/// The recipe of Mimir's own page, told by its subject, its 100,000 days and
/// its lack of names. OpenSSL 3.2 and newer make version 3 of it, with key
/// identifiers and still without a name.
pub(crate) fn is_of_docs_script(certificate: &Certificate) -> bool {
    let days = (certificate.not_after() - certificate.not_before()) / DAY;
    let subject: Vec<(String, &str)> = certificate
        .subject()
        .attributes()
        .iter()
        .map(|attribute| (Name::kind(attribute), attribute.value.as_str()))
        .collect();
    let docs = matches!(
        subject
            .iter()
            .map(|(kind, value)| (kind.as_str(), *value))
            .collect::<Vec<_>>()[..],
        [("C", "US"), ("ST", "KY"), ("O", "Org"), ("CN", _)]
    );
    let is_bare = certificate.raw_sans().is_none() && certificate.ext_key_usage().is_empty();
    docs && days == DOCS_DAYS && !is_authority(certificate) && is_bare
}

fn judge_docs_script(certificate: &Certificate, finding: &mut Finding) {
    if !is_of_docs_script(certificate) {
        return;
    }
    let made = match certificate.version() {
        1 => "X.509 version 1 without any extension".to_owned(),
        version => format!("version {version} without subject alternative names"),
    };
    finding.objections.push(format!(
        "it was made by the script of Mimir's documentation: {made}, for {DOCS_DAYS} days; \
         `openssl verify` accepts it, and a Go client only with verification skipped"
    ));
}

fn judge_form(certificate: &Certificate, finding: &mut Finding) {
    if certificate.serial_is_negative() {
        finding
            .objections
            .push("Go 1.23 and newer do not parse it: \"x509: negative serial number\"".to_owned());
    }
    if !certificate.unhandled_critical().is_empty() {
        let oids: Vec<String> = certificate
            .unhandled_critical()
            .iter()
            .map(ToString::to_string)
            .collect();
        finding.objections.push(format!(
            "\"x509: unhandled critical extension\": Go does not know {}",
            oids.join(", ")
        ));
    }
    if certificate.version() < 3 {
        finding.notes.push(format!(
            "it is X.509 version {}, which can hold no names, no usages and no CA flag",
            certificate.version()
        ));
    }
}

fn judge_time(certificate: &Certificate, now: Instant, finding: &mut Finding) {
    const WORDS: &str = "x509: certificate has expired or is not yet valid: current time";
    let begins = Instant::from_unix(certificate.not_before());
    let ends = Instant::from_unix(certificate.not_after());
    if now < begins {
        finding
            .objections
            .push(format!("\"{WORDS} {now} is before {begins}\""));
    } else if now > ends {
        finding
            .objections
            .push(format!("\"{WORDS} {now} is after {ends}\""));
    }
    if ends < begins {
        finding
            .objections
            .push("it ends before it begins".to_owned());
    }
    let days = (certificate.not_after() - certificate.not_before()) / DAY;
    if days > LONG_LIFE && !is_authority(certificate) {
        finding.notes.push(format!(
            "it lives for {days} days; Go does not mind, but browsers and Apple's systems refuse \
             more than {LONG_LIFE}"
        ));
    }
}

fn judge_signature(certificate: &Certificate, finding: &mut Finding) {
    let algorithm = certificate.signature_algorithm();
    let root = certificate.raw_subject() == certificate.raw_issuer();
    if root {
        if algorithm.is_insecure() {
            finding.notes.push(format!(
                "it is signed with {algorithm}; Go does not check the signature of a root that it \
                 trusts, others may"
            ));
        }
    } else if algorithm.is_insecure() {
        finding.objections.push(format!(
            "\"x509: cannot verify signature: insecure algorithm {algorithm}\""
        ));
    } else if algorithm == SignatureAlgorithm::Unknown {
        finding
            .objections
            .push("\"x509: cannot verify signature: algorithm unimplemented\"".to_owned());
    }
}

/// Sizes and kinds of keys that Go's TLS does not use.
pub(super) fn judge_key(key: &PublicKey, finding: &mut Finding) {
    match key.kind() {
        KeyKind::Rsa(bits @ ..1024) => finding.objections.push(format!(
            "\"crypto/rsa: {bits}-bit keys are insecure (see \
             https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)\", since Go 1.24"
        )),
        KeyKind::Rsa(bits @ 1024..2048) => finding.notes.push(format!(
            "an RSA key of {bits} bits is weak: Go still takes it, OpenSSL's default security \
             level 2 does not; make one of 2048 or more"
        )),
        KeyKind::Rsa(bits @ 8193..) => finding.objections.push(format!(
            "an RSA key of {bits} bits is refused in a handshake: \"tls: server sent certificate \
             containing RSA key larger than 8192 bits\""
        )),
        KeyKind::Ecdsa(Curve::P224) => {
            finding
                .objections
                .push("TLS 1.3 has no curve P-224".to_owned());
        }
        KeyKind::Dsa => finding
            .objections
            .push("Go's TLS uses no DSA keys".to_owned()),
        KeyKind::Unknown => {
            finding
                .objections
                .push("Go does not know the algorithm of its key".to_owned());
        }
        _ => {}
    }
}

/// Whether it is meant to sign others, well made or not.
pub(crate) fn is_authority(certificate: &Certificate) -> bool {
    let signs = certificate
        .key_usage()
        .names()
        .any(|name| name == "keyCertSign");
    let root = certificate.raw_subject() == certificate.raw_issuer();
    certificate.is_ca()
        || signs
        || root && !certificate.has_basic_constraints() && certificate.raw_sans().is_none()
}

fn judge_authority(certificate: &Certificate, finding: &mut Finding) {
    const WORDS: &str =
        "x509: invalid signature: parent certificate cannot sign this kind of certificate";
    let root = certificate.raw_subject() == certificate.raw_issuer();
    if certificate.version() == 3 && !certificate.has_basic_constraints() {
        finding.objections.push(format!(
            "as a CA it lacks basic constraints, so nothing that it signs is accepted: \"{WORDS}\""
        ));
    } else if certificate.has_basic_constraints() && !certificate.is_ca() {
        finding.objections.push(format!(
            "it may sign certificates by its key usage, but its basic constraints say that it is \
             no CA: \"{WORDS}\""
        ));
    } else if !certificate.key_usage().may_sign_certificates() {
        finding.objections.push(format!(
            "it is a CA, but its key usage lacks keyCertSign: \"{WORDS}\""
        ));
    } else if certificate.version() < 3 && !root {
        finding.objections.push(
            "only a root may be a CA without basic constraints: \"x509: certificate is not \
             authorized to sign other certificates\""
                .to_owned(),
        );
    }
    if certificate.is_ca() && !certificate.sans().dns.is_empty() {
        finding.notes.push(
            "it is a CA with names of its own; a certificate that serves should be no CA"
                .to_owned(),
        );
    }
}

fn judge_leaf(certificate: &Certificate, finding: &mut Finding) {
    let ekus = certificate.ext_key_usage();
    let unrestricted = ekus.is_empty() && certificate.unknown_ext_key_usage().is_empty();
    let any = unrestricted || ekus.contains(&ExtKeyUsage::Any);
    let serves = any || ekus.contains(&ExtKeyUsage::ServerAuth);
    let dials = any || ekus.contains(&ExtKeyUsage::ClientAuth);
    match (serves, dials) {
        (true, true) if unrestricted => finding.notes.push(
            "it has no extended key usage, so Go takes it for a server's and a client's".to_owned(),
        ),
        (true, false) => finding.notes.push(
            "it serves only: as a client's, a server refuses it with \"x509: certificate \
             specifies an incompatible key usage\""
                .to_owned(),
        ),
        (false, true) => finding.notes.push(
            "it dials only: as a server's, and as a memberlist certificate, it is refused with \
             \"x509: certificate specifies an incompatible key usage\""
                .to_owned(),
        ),
        (false, false) => finding.objections.push(
            "its extended key usage allows neither servers nor clients: \"x509: certificate \
             specifies an incompatible key usage\""
                .to_owned(),
        ),
        _ => {}
    }
    if serves {
        judge_names(certificate, finding);
    }
}

fn judge_names(certificate: &Certificate, finding: &mut Finding) {
    let sans = certificate.sans();
    if certificate.raw_sans().is_none() {
        let name = certificate.subject().common_name();
        let by_name = if name.is_empty() {
            "\"x509: certificate is not valid for any names\" where a client dials a name, "
                .to_owned()
        } else {
            format!(
                "\"x509: certificate relies on legacy Common Name field, use SANs instead\" where \
                 a client dials {name:?}, \"x509: certificate is not valid for any names\" where it \
                 dials another name, "
            )
        };
        finding.objections.push(format!(
            "as a server's it has no subject alternative names: {by_name}\"x509: cannot validate \
             certificate for ... because it doesn't contain any IP SANs\" where it dials an IP"
        ));
        return;
    }
    if sans.ips.is_empty() {
        finding.notes.push(
            "it holds no IP address: a client that dials one has to verify a name instead"
                .to_owned(),
        );
    }
    for name in &sans.dns {
        if name.parse::<IpAddr>().is_ok() {
            finding.objections.push(format!(
                "its DNS name {name:?} is an IP address, which Go compares with IP entries only"
            ));
        } else if name.ends_with('.') {
            finding.objections.push(format!(
                "its DNS name {name:?} ends in a dot, and Go matches it with nothing"
            ));
        } else if name.trim_start_matches("*.").contains('*') || name == "*" {
            finding.objections.push(format!(
                "its DNS name {name:?} has a wildcard that is not the whole left-most label, and \
                 Go matches it with nothing"
            ));
        }
    }
}

fn subtrees(names: &Subtrees) -> Vec<String> {
    let dns = names.dns.iter().map(|name| format!("DNS {name}"));
    let ips = names.ips.iter().map(|range| format!("IP {range}"));
    let emails = names.emails.iter().map(|email| format!("email {email}"));
    let uris = names.uris.iter().map(|uri| format!("URI {uri}"));
    dns.chain(ips).chain(emails).chain(uris).collect()
}
