//! Single values of a plan, as they are written.

use std::fmt;
use std::net::IpAddr;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::pki::{self, Adjusted, DnsName, San};

/// The version of the plan format; there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct FormatVersion(#[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1)))] u8);

impl FormatVersion {
    /// The format that this release of the tool writes.
    pub const CURRENT: Self = Self(1);
}

impl<'de> Deserialize<'de> for FormatVersion {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        match u64::deserialize(reader)? {
            1 => Ok(Self::CURRENT),
            other => Err(de::Error::custom(format!(
                "plan format {other} is not known to this release of mimir-tls; it reads format 1"
            ))),
        }
    }
}

/// How many processes a component has: 1 to 10,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Replicas(#[cfg_attr(feature = "schema", schemars(range(min = 1, max = 10_000)))] u32);

impl Replicas {
    /// The number of processes, from 1 to 10,000.
    pub fn count(self) -> u32 {
        self.0
    }
}

impl Default for Replicas {
    fn default() -> Self {
        Self(1)
    }
}

impl<'de> Deserialize<'de> for Replicas {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Number;
        impl Visitor<'_> for Number {
            type Value = Replicas;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number from 1 to 10000")
            }

            fn visit_u64<E: de::Error>(self, count: u64) -> Result<Replicas, E> {
                match u32::try_from(count) {
                    Ok(count @ 1..=10_000) => Ok(Replicas(count)),
                    _ => Err(E::custom(format!("{count} replicas; write 1 to 10000"))),
                }
            }

            fn visit_i64<E: de::Error>(self, count: i64) -> Result<Replicas, E> {
                match u64::try_from(count) {
                    Ok(count) => self.visit_u64(count),
                    Err(_) => Err(E::custom(format!("{count} replicas; write 1 to 10000"))),
                }
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Replicas, E> {
                Err(E::custom(format!(
                    "`{text}` is no number of replicas; write 1 to 10000"
                )))
            }
        }
        reader.deserialize_any(Number)
    }
}

/// A DNS name in a plan, with what was fixed in it.
#[derive(Debug, Clone)]
pub struct Name {
    /// The DNS name as certificates carry it.
    pub dns: DnsName,
    /// Worth a warning: a trailing dot dropped, letters put in Punycode.
    pub adjusted: Option<Adjusted>,
    /// The name as it was given, where only its capital letters are others: worth
    /// a warning where it is the name of a cluster.
    pub capital: Option<String>,
}

/// A text as it was given, if it differs from the name by its case alone.
pub(super) fn capital(given: &str, name: &str) -> Option<String> {
    (given != name && given.eq_ignore_ascii_case(name)).then(|| given.to_owned())
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.dns == other.dns
    }
}

impl Eq for Name {}

impl From<DnsName> for Name {
    fn from(dns: DnsName) -> Self {
        Self {
            dns,
            adjusted: None,
            capital: None,
        }
    }
}

impl std::str::FromStr for Name {
    type Err = pki::PkiError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (dns, adjusted) = DnsName::parse(text)?;
        Ok(Self {
            capital: capital(text, dns.as_str()),
            dns,
            adjusted,
        })
    }
}

impl Serialize for Name {
    fn serialize<S: serde::Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        self.dns.serialize(writer)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        String::deserialize(reader)?
            .parse()
            .map_err(de::Error::custom)
    }
}

/// An IP address in a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Address(pub IpAddr);

impl std::str::FromStr for Address {
    type Err = pki::PkiError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match San::parse_ip(text)? {
            San::Ip(ip) => Ok(Self(ip)),
            San::Dns(name) => unreachable!("{name} was parsed as an address"),
        }
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        String::deserialize(reader)?
            .parse()
            .map_err(de::Error::custom)
    }
}
