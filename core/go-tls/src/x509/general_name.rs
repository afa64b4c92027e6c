//! Names of hosts, mailboxes and resources (RFC 5280, 4.2.1.6), as Go's
//! `parseSANExtension` reads them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::der::{Reader, tag};
use super::{Malformed, Url};
use crate::quote::quote;

/// Subject alternative names, by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubjectAltNames {
    /// The DNS names, as they stand in the certificate.
    pub dns: Vec<String>,
    /// IP addresses, 4 or 16 bytes.
    pub ips: Vec<IpAddr>,
    /// The email addresses, as they stand in the certificate.
    pub emails: Vec<String>,
    /// The URIs, as they stand in the certificate.
    pub uris: Vec<String>,
}

impl SubjectAltNames {
    pub(super) fn is_empty(&self) -> bool {
        self.dns.is_empty() && self.ips.is_empty() && self.emails.is_empty() && self.uris.is_empty()
    }
}

/// Subject alternative names; also those that a request asks for.
pub(super) fn subject_alt_names(mut value: Reader<'_>) -> Result<SubjectAltNames, Malformed> {
    let mut sans = SubjectAltNames::default();
    let mut names = value
        .read(tag::SEQUENCE)
        .ok_or(Malformed::fixed("x509: invalid subject alternative names"))?;
    while !names.is_empty() {
        let name = names
            .any()
            .ok_or(Malformed::fixed("x509: invalid subject alternative name"))?;
        let text = |what: &str| {
            ascii(name.content)
                .ok_or_else(|| Malformed::new(format!("x509: SAN {what} is malformed")))
        };
        match name.tag ^ 0x80 {
            1 => sans.emails.push(text("rfc822Name")?),
            2 => sans.dns.push(text("dNSName")?),
            6 => sans.uris.push(uri(text("uniformResourceIdentifier")?)?),
            7 => sans.ips.push(ip(name.content).ok_or_else(|| {
                let length = name.content.len();
                Malformed::new(format!("x509: cannot parse IP address of length {length}"))
            })?),
            _ => {}
        }
    }
    Ok(sans)
}

/// A URI whose host, if it has one, may stand in a certificate.
fn uri(text: String) -> Result<String, Malformed> {
    let refuse = |why: &str| {
        let shown = quote(&text);
        Err(Malformed::new(format!(
            "x509: cannot parse URI {shown}: {why}"
        )))
    };
    match Url::parse(&text) {
        Err(why) => refuse(&why),
        Ok(url) if !domain_is_valid(&url.host, false) => refuse("invalid domain"),
        Ok(_) => Ok(text),
    }
}

/// Go's `domainNameValid`: no empty label (but a leading dot in a constraint),
/// no trailing dot, printable ASCII without blanks. The empty name is valid.
pub(crate) fn domain_is_valid(domain: &str, constraint: bool) -> bool {
    if domain.is_empty() {
        return true;
    }
    let labels = if constraint {
        domain.strip_prefix('.').unwrap_or(domain)
    } else {
        domain
    };
    labels
        .split('.')
        .all(|label| !label.is_empty() && label.bytes().all(|byte| (33..=126).contains(&byte)))
}

/// A string of IA5.
pub(super) fn ascii(content: &[u8]) -> Option<String> {
    content
        .is_ascii()
        .then(|| content.iter().map(|&byte| char::from(byte)).collect())
}

/// An address of 4 or 16 bytes.
pub(super) fn ip(content: &[u8]) -> Option<IpAddr> {
    if let Ok(bytes) = <[u8; 4]>::try_from(content) {
        return Some(Ipv4Addr::from(bytes).into());
    }
    <[u8; 16]>::try_from(content)
        .ok()
        .map(|bytes| Ipv6Addr::from(bytes).into())
}
