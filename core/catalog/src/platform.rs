//! Where a cluster runs.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::UnknownName;

/// Where a cluster runs, which decides by what names its parts are dialled, who
/// else dials them, and which outputs are of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Platform {
    /// Machines, bare or virtual, with names and addresses of their own.
    #[default]
    Hosts,
    /// Containers under Docker Compose, dialled by their services' names.
    Compose,
    /// Kubernetes, with manifests of one's own.
    Kubernetes,
    /// Kubernetes, by the Helm chart `mimir-distributed`.
    Helm,
}

impl Platform {
    /// Every platform, the simplest first.
    pub const ALL: &'static [Self] = &[Self::Hosts, Self::Compose, Self::Kubernetes, Self::Helm];

    /// The platform's word in a plan and in the rows, `hosts`.
    pub fn spelling(self) -> &'static str {
        match self {
            Self::Hosts => "hosts",
            Self::Compose => "compose",
            Self::Kubernetes => "kubernetes",
            Self::Helm => "helm",
        }
    }

    /// Whether Kubernetes runs the cluster, be it by a chart or not: there are
    /// pods, services, a namespace.
    pub fn is_kubernetes(self) -> bool {
        matches!(self, Self::Kubernetes | Self::Helm)
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.spelling())
    }
}

impl FromStr for Platform {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let mut all = Self::ALL.iter().copied();
        let found = all.find(|platform| platform.spelling() == text);
        let known = || Self::ALL.iter().map(|platform| platform.spelling());
        found.ok_or_else(|| UnknownName::new("platform", text, known().collect::<Vec<_>>()))
    }
}

impl Serialize for Platform {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        writer.serialize_str(self.spelling())
    }
}

impl<'de> Deserialize<'de> for Platform {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<str>::deserialize(reader)?
            .parse()
            .map_err(de::Error::custom)
    }
}
