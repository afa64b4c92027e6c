//! By what names a platform has its parts dialled.

use serde::Deserialize;

use super::component::EVERY;
use super::{End, Platform};

/// The names under which a platform serves one kind of processes to some who
/// dial it: a row of `data/services.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    pub(super) on: Vec<Platform>,
    pub(super) of: Vec<&'static str>,
    /// Nobody means everybody.
    #[serde(default)]
    pub(super) by: Vec<&'static str>,
    /// The name that is dialled.
    pub(super) name: &'static str,
    /// Other forms of the same name, as people write it.
    #[serde(default)]
    pub(super) also: Vec<&'static str>,
    #[expect(dead_code, reason = "said for readers of the rows")]
    source: &'static str,
}

/// What the holes of a [`Service`]'s names stand for.
#[derive(Debug, Clone, Copy)]
pub struct ServiceParts<'a> {
    /// What the name of every service begins with, before a hyphen; empty where
    /// it begins with what it is of.
    pub cluster: &'a str,
    /// The end that is dialled, `distributor`.
    pub of: &'a str,
    /// The Kubernetes namespace.
    pub namespace: &'a str,
    /// The DNS domain of the Kubernetes cluster.
    pub domain: &'a str,
}

impl Service {
    /// Whether `from` dials `of` by this service on `platform`.
    pub(super) fn is_for(&self, platform: Platform, from: End, of: End) -> bool {
        let name = |end: End| match end {
            End::Component(component) => component.name(),
            End::External(external) => external.name(),
        };
        // `*` is every component, and every server outside that a cluster brings.
        let is_of = self.of.iter().any(|it| *it == EVERY || *it == name(of));
        let is_by = self.by.is_empty() || self.by.contains(&name(from));
        self.on.contains(&platform) && is_of && is_by
    }

    /// The name that is dialled.
    pub fn name(&self, parts: ServiceParts<'_>) -> String {
        parts.fill(self.name)
    }

    /// The name that is dialled, and the other forms of it.
    pub fn names(&self, parts: ServiceParts<'_>) -> Vec<String> {
        let all = std::iter::once(self.name).chain(self.also.iter().copied());
        all.map(|name| parts.fill(name)).collect()
    }
}

impl<'a> ServiceParts<'a> {
    /// The same of a cluster whose names begin with `cluster`.
    #[must_use]
    pub fn beginning(self, cluster: &'a str) -> Self {
        Self { cluster, ..self }
    }

    fn fill(self, name: &str) -> String {
        let Self {
            cluster,
            of,
            namespace,
            domain,
        } = self;
        let name = match cluster {
            "" => name.replace("{cluster}-", ""),
            _ => name.replace("{cluster}", cluster),
        };
        name.replace("{of}", of)
            .replace("{namespace}", namespace)
            .replace("{domain}", domain)
    }
}
