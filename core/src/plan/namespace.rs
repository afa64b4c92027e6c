//! A Kubernetes namespace in a plan.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, de};

use super::values::capital;
use crate::pki::{Adjusted, DnsName, PkiError};

/// The longest namespace, in bytes (RFC 1123, a label).
const LONGEST: usize = 63;

/// A Kubernetes namespace, one label of DNS (RFC 1123).
///
/// A number is one, though no whole DNS name ends in it: it would read as an IP
/// address, so that no certificate has the form of a service's name that ends
/// with such a namespace.
///
/// ```
/// use mimir_tls::plan::Namespace;
///
/// let namespace: Namespace = "1234".parse()?;
/// assert_eq!(namespace.as_str(), "1234");
/// assert!("a b".parse::<Namespace>().is_err());
/// # Ok::<(), mimir_tls::pki::PkiError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Namespace {
    text: String,
    /// Worth a warning: a trailing dot dropped, letters put in Punycode.
    pub(super) adjusted: Option<Adjusted>,
    /// Worth another: what was given, where only its capital letters are others.
    pub(super) capital: Option<String>,
}

impl Namespace {
    /// The namespace as Kubernetes has it.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// What was mended on the way makes no other namespace of it.
impl PartialEq for Namespace {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Namespace {}

impl fmt::Display for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Namespace {
    type Err = PkiError;

    fn from_str(text: &str) -> Result<Self, PkiError> {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_number && text.len() <= LONGEST {
            return Ok(Self {
                text: text.to_owned(),
                adjusted: None,
                capital: None,
            });
        }
        let (dns, adjusted) = DnsName::parse(text)?;
        Ok(Self {
            capital: capital(text, dns.as_str()),
            text: dns.into(),
            adjusted,
        })
    }
}

impl Serialize for Namespace {
    fn serialize<S: serde::Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        self.text.serialize(writer)
    }
}

impl<'de> Deserialize<'de> for Namespace {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        String::deserialize(reader)?
            .parse()
            .map_err(de::Error::custom)
    }
}
