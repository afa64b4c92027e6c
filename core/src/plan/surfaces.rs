//! Which surfaces beyond Mimir's own servers and gRPC clients a plan turns on.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::catalog::{Catalog, SurfaceName, UnknownName};
use crate::pki::{self, DnsName, San};

/// A surface, or a group of them, and what the plan does with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurfaceChoice {
    /// The name of the surface or of the group of surfaces.
    pub surface: SurfaceName,
    /// The choice: whether the surface speaks TLS, and with whom.
    pub choice: Choice,
}

/// What a plan says of a surface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// The surface stays as Mimir has it without any option: plaintext.
    Off,
    /// The surface speaks TLS; what it dials is known by its service name.
    On,
    /// The surface speaks TLS with the server at this address.
    At(Endpoint),
}

/// A server outside Mimir, by name or address, with an optional port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The name or address that is dialled, and so verified.
    pub host: San,
    /// The port, which no certificate knows.
    pub port: Option<u16>,
}

impl Endpoint {
    /// The name to verify, where the server is not known by its address alone.
    pub fn name(&self) -> Option<&DnsName> {
        match &self.host {
            San::Dns(name) => Some(name),
            San::Ip(_) => None,
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.host, self.port) {
            (San::Ip(std::net::IpAddr::V6(ip)), Some(port)) => write!(f, "[{ip}]:{port}"),
            (host, Some(port)) => write!(f, "{host}:{port}"),
            (host, None) => write!(f, "{host}"),
        }
    }
}

impl FromStr for Endpoint {
    type Err = pki::PkiError;

    fn from_str(text: &str) -> Result<Self, pki::PkiError> {
        let host_and_port = text.rsplit_once(':');
        if let Some((host, port)) = host_and_port
            && (!host.contains(':') || host.ends_with(']'))
            && !port.is_empty()
            && port.bytes().all(|it| it.is_ascii_digit())
            && port.parse::<u16>().unwrap_or(0) == 0
        {
            return Err(pki::PkiError::Address {
                given: text.to_owned(),
                problem: format!("there is no port {port}"),
                instead: "ports go from 1 to 65535".to_owned(),
            });
        }
        if let Ok(address) = text.parse::<std::net::SocketAddr>() {
            return Ok(Self {
                host: San::Ip(address.ip()),
                port: Some(address.port()),
            });
        }
        if let Some((host, port)) = host_and_port
            && !host.contains(':')
            && let Ok(port) = port.parse()
        {
            return Ok(Self {
                host: host.parse()?,
                port: Some(port),
            });
        }
        Ok(Self {
            host: text.parse()?,
            port: None,
        })
    }
}

/// Why a text is no choice of a surface.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChoiceError {
    /// A name that neither a surface nor a group has.
    #[error(transparent)]
    Surface(#[from] UnknownName),
    /// A text behind the `=` that is no address.
    #[error("{0}; behind a surface stands on, off, or the host and port of its server")]
    Endpoint(pki::PkiError),
}

impl FromStr for Choice {
    type Err = ChoiceError;

    fn from_str(text: &str) -> Result<Self, ChoiceError> {
        match text {
            "on" | "true" => Ok(Self::On),
            "off" | "false" => Ok(Self::Off),
            _ => text.parse().map(Self::At).map_err(ChoiceError::Endpoint),
        }
    }
}

impl FromStr for SurfaceChoice {
    type Err = ChoiceError;

    /// `kafka`, `memberlist=off` or `kafka=broker.example.com:9093`.
    fn from_str(text: &str) -> Result<Self, ChoiceError> {
        let (name, choice) = match text.split_once('=') {
            Some((name, choice)) => (name, choice.parse()?),
            None => (text, Choice::On),
        };
        Ok(Self {
            surface: Catalog::builtin().surface_name(name)?,
            choice,
        })
    }
}

impl Serialize for Choice {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Off => writer.serialize_bool(false),
            Self::On => writer.serialize_bool(true),
            Self::At(endpoint) => writer.collect_str(endpoint),
        }
    }
}

impl<'de> Deserialize<'de> for Choice {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Words;
        impl Visitor<'_> for Words {
            type Value = Choice;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true, false, or the host and port of the server")
            }

            fn visit_bool<E: de::Error>(self, on: bool) -> Result<Choice, E> {
                Ok(if on { Choice::On } else { Choice::Off })
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Choice, E> {
                text.parse().map_err(E::custom)
            }
        }
        reader.deserialize_any(Words)
    }
}

impl<'de> Deserialize<'de> for SurfaceChoice {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        String::deserialize(reader)?
            .parse()
            .map_err(de::Error::custom)
    }
}
