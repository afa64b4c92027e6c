//! Links: who dials whom over which surface.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Component, Platform, Release, Seat, Surface};

/// One direction of talk between two kinds of processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// The end that dials.
    pub from: End,
    /// The end that is dialled.
    pub to: End,
    /// Where the link's TLS options attach: the dialler's surface, or the
    /// listener's where somebody outside dials.
    pub surface: &'static Surface,
    /// The protocol that is spoken inside TLS.
    pub protocol: Protocol,
    /// What the dialler has in hand, and so verifies unless it is given a server name.
    pub by: By,
}

/// An end of a link: a component of Mimir, or somebody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// A process of Mimir, by its component.
    Component(Component),
    /// A program outside Mimir.
    External(External),
}

impl End {
    /// The component, if the end is one.
    pub fn component(self) -> Option<Component> {
        match self {
            Self::Component(component) => Some(component),
            Self::External(_) => None,
        }
    }

    /// The external, if the end is one.
    pub fn external(self) -> Option<External> {
        match self {
            Self::Component(_) => None,
            Self::External(external) => Some(external),
        }
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Component(component) => component.fmt(f),
            Self::External(external) => external.fmt(f),
        }
    }
}

/// The protocol that is spoken inside TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// gRPC, to the gRPC listener.
    Grpc,
    /// HTTP, to the HTTP listener.
    Http,
    /// Memberlist's own protocol, to the gossip listener.
    Gossip,
    /// gRPC, to a server of etcd.
    Etcd,
    /// The protocol of memcached.
    Memcached,
    /// The protocol of Redis.
    Redis,
    /// HTTP, to object storage outside Mimir.
    Https,
    /// The protocol of Kafka.
    Kafka,
}

impl Protocol {
    /// The protocol's name, `grpc`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Grpc => "grpc",
            Self::Http => "http",
            Self::Gossip => "gossip",
            Self::Etcd => "etcd",
            Self::Memcached => "memcached",
            Self::Redis => "redis",
            Self::Https => "https",
            Self::Kafka => "kafka",
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What a dialler has in hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// The DNS name of a process or of a service.
    Name,
    /// An IP address: of a ring, or of a name that was resolved before the dial.
    Ip,
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Name => "name",
            Self::Ip => "ip",
        })
    }
}

/// Somebody outside Mimir: a row of `data/externals.json`, ordered as the rows are.
#[derive(Clone, Copy)]
pub struct External(&'static ExternalRow);

impl External {
    pub(super) fn of(row: &'static ExternalRow) -> Self {
        Self(row)
    }

    /// The external's name, `kubelet`.
    pub fn name(self) -> &'static str {
        self.0.id
    }

    /// The external's role, in a few words.
    pub fn title(self) -> &'static str {
        self.0.title
    }

    /// Where a picture of a cluster has the external.
    pub fn seat(self) -> Seat {
        self.0.seat
    }

    /// Whether there is such a thing on `platform`.
    pub fn is_on(self, platform: Platform) -> bool {
        self.0.on.is_empty() || self.0.on.contains(&platform)
    }

    /// The material that the external usually has in hand when it dials; none
    /// for what is only dialled.
    pub fn material(self) -> Option<Material> {
        self.0.material
    }

    /// Whether the external verifies the server that it dials.
    pub fn verifies(self) -> bool {
        self.0.verifies
    }

    /// Whether the external can present a certificate, and so pass where every
    /// client must.
    pub fn can_present(self) -> bool {
        self.0.strict
    }

    /// What to do so that it passes where every client must present a certificate.
    pub fn fix(self) -> Option<&'static str> {
        self.0.fix
    }

    /// The same in German.
    pub fn fix_german(self) -> Option<&'static str> {
        self.0.fix_de
    }

    /// The part of the external's own configuration in which it is told to present
    /// a certificate, or not to need one; none where that is no text to write.
    pub fn part(self) -> Option<ExternalPart> {
        self.0.part
    }
}

impl fmt::Debug for External {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("External").field(&self.0.id).finish()
    }
}

impl fmt::Display for External {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0.id)
    }
}

impl PartialEq for External {
    fn eq(&self, other: &Self) -> bool {
        self.0.place == other.0.place
    }
}

impl Eq for External {}

impl PartialOrd for External {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for External {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.place.cmp(&other.0.place)
    }
}

/// What a dialler from outside usually has in hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Material {
    /// No TLS: the dialler speaks plaintext.
    Plaintext,
    /// TLS with nothing in hand.
    None,
    /// The certificate of the CA.
    Ca,
    /// The certificate of the CA, and one of the dialler's own.
    ClientCertificate,
}

/// The part of an external's own configuration that says how it calls Mimir.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ExternalPart {
    /// The probe of a container, in the pod's manifest.
    Probe,
    /// The scrape jobs of Prometheus.
    Scrape,
    /// The remote_write of Prometheus.
    RemoteWrite,
    /// Grafana's data sources, as they are provisioned.
    DataSource,
}

/// A row of `data/externals.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExternalRow {
    #[serde(skip)]
    pub(super) place: usize,
    pub(super) id: &'static str,
    title: &'static str,
    seat: Seat,
    /// Nowhere means everywhere.
    #[serde(default)]
    pub(super) on: Vec<Platform>,
    #[serde(default)]
    material: Option<Material>,
    #[serde(default)]
    verifies: bool,
    #[serde(default)]
    strict: bool,
    #[serde(default)]
    fix: Option<&'static str>,
    #[serde(default)]
    fix_de: Option<&'static str>,
    #[serde(default)]
    part: Option<ExternalPart>,
    #[expect(dead_code, reason = "said for readers of the rows")]
    source: &'static str,
}

/// A row of `data/links.json`. Without `from`, every reader of the surface dials.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkRow {
    pub(super) surface: &'static str,
    #[serde(default)]
    pub(super) from: Vec<&'static str>,
    pub(super) to: Vec<&'static str>,
    pub(super) protocol: Protocol,
    pub(super) by: Vec<By>,
    #[serde(default)]
    pub(super) since: Option<Release>,
    #[serde(default)]
    pub(super) until: Option<Release>,
    #[expect(dead_code, reason = "said for readers of the rows")]
    source: &'static str,
}
