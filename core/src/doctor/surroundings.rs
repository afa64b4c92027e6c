//! What stands around a cluster and speaks with it: gateways, scrapers,
//! writers, caches.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde::Deserialize;

use super::finding::Place;
use crate::table;

/// Everything around a cluster that the inputs show.
#[derive(Debug, Default)]
pub(super) struct Surroundings {
    /// Who calls somebody over HTTP, Mimir or another.
    pub(super) callers: Vec<Caller>,
    pub(super) caches: Vec<Cache>,
    /// Paths of certificates that callers show, and where they are named.
    pub(super) shown: Vec<(Place, String)>,
    /// Workloads that the rollout-operator asks before it takes replicas away.
    pub(super) downscales: Vec<(Place, String)>,
    /// Who can be dialled by a name: services, workloads, containers.
    pub(super) neighbours: Vec<Neighbour>,
    /// The gateway of the Helm chart, as the chart makes it.
    pub(super) default_gateway: Option<Place>,
    /// What makes Secrets and ConfigMaps.
    pub(super) made: Vec<Made>,
    /// Entries of those that pods of Mimir's name by their keys.
    pub(super) wanted: Vec<Wanted>,
}

impl Surroundings {
    /// Who makes a Secret or a ConfigMap without that key; none where nobody is
    /// known to make it, or one of several that do may put the key there.
    pub(super) fn lacks(&self, of: &str, key: &str) -> Option<&Made> {
        let makers = || self.made.iter().filter(|made| made.is(of));
        let has = |made: &Made| made.is_open || made.keys.contains(key);
        (!makers().any(has)).then(|| makers().next())?
    }
}

/// Somebody who makes a Secret or a ConfigMap, which may be that itself.
#[derive(Debug)]
pub(super) struct Made {
    /// The kind of the object that says so.
    pub(super) kind: &'static str,
    pub(super) name: String,
    /// The keys that it will have.
    pub(super) keys: BTreeSet<String>,
    /// Whether it may have others.
    pub(super) is_open: bool,
    /// Whether letters of a digest stand behind its name where it is named.
    pub(super) is_hashed: bool,
}

impl Made {
    /// Whether that is how it is named.
    pub(super) fn is(&self, of: &str) -> bool {
        let digest = || of.strip_prefix(&self.name)?.strip_prefix('-');
        let is_digest =
            |it: &str| it.len() == 10 && it.bytes().all(|it| it.is_ascii_alphanumeric());
        of == self.name || self.is_hashed && digest().is_some_and(is_digest)
    }
}

/// An entry of a Secret or a ConfigMap that somebody is given.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) of: String,
    pub(super) key: String,
    pub(super) place: Place,
    /// What it is for.
    pub(super) subject: String,
}

/// A program that calls Mimir: a row of `core/data/callers.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CallerRow {
    program: Program,
    /// What it does.
    pub(super) part: Part,
    /// What it is called.
    pub(super) name: &'static str,
    /// What makes it speak TLS, as it is spelled there; so all the rest.
    pub(super) https: &'static str,
    /// What makes it verify.
    pub(super) verify: &'static str,
    /// What makes it verify another name than it dials.
    pub(super) names: &'static str,
    /// What makes it show a certificate.
    pub(super) certificate: &'static str,
    /// Whether it verifies without being told.
    pub(super) verifies: Verifies,
    /// Which names of a certificate it looks at.
    pub(super) checks: Checks,
}

/// A way in which something calls Mimir.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Program {
    Nginx,
    Haproxy,
    Caddy,
    Traefik,
    Ingress,
    Route,
    /// A job of Prometheus's own configuration.
    Scrape,
    /// A monitor of the prometheus-operator.
    Monitor,
    /// Prometheus's own configuration, or the agent's.
    Prometheus,
    /// The prometheus-operator's.
    Operator,
    Grafana,
    Otel,
    Alloy,
}

/// What a caller does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Part {
    /// It passes requests on.
    Gateway,
    /// It asks for metrics.
    Scraper,
    /// It writes or reads.
    Client,
}

/// Whether a program verifies without being told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Verifies {
    Always,
    IfTold,
}

/// Which names of a certificate a program looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Checks {
    /// Those of hosts, and addresses for an address.
    All,
    /// Those of hosts alone: an address fits none.
    Dns,
    /// None, unless it is told a name.
    IfNamed,
}

impl Program {
    /// Its row.
    pub(super) fn row(self) -> Option<&'static CallerRow> {
        static ROWS: OnceLock<Vec<CallerRow>> = OnceLock::new();
        let rows: &Vec<CallerRow> =
            ROWS.get_or_init(|| table::rows(include_str!("../../data/callers.json")));
        rows.iter().find(|row| row.program == self)
    }
}

/// Somebody who calls over HTTP, and whom.
#[derive(Debug)]
pub(super) struct Caller {
    pub(super) program: Program,
    /// What it is called where it is written: a job, a data source.
    pub(super) name: String,
    /// Where the target, or its scheme, is written.
    pub(super) place: Place,
    /// The URL or address that is dialled; empty where labels choose.
    pub(super) target: String,
    /// Addresses that the target stands for, and labels that choose it.
    pub(super) hints: Vec<String>,
    /// Whether that is Mimir's, whatever it is called.
    pub(super) is_mimirs: bool,
    /// Whether TLS is spoken; none where that is not known.
    pub(super) is_https: Option<bool>,
    pub(super) tls: CallerTls,
}

/// Which CAs a caller believes.
#[derive(Debug, Clone, Default)]
pub(super) enum Believed {
    /// The system's.
    #[default]
    System,
    /// Its own, which stand in no file that it names.
    Own,
    /// Those of the file that it names at a place.
    File(Place, String),
}

impl Believed {
    /// Those that are its own, if it has any.
    pub(super) fn own(has_some: bool) -> Self {
        match has_some {
            true => Self::Own,
            false => Self::System,
        }
    }

    /// Those of a file, if it names one.
    pub(super) fn file(named: Option<(Place, String)>) -> Self {
        named.map_or(Self::System, |(place, path)| Self::File(place, path))
    }
}

/// How a caller speaks TLS.
#[derive(Debug, Clone, Default)]
pub(super) struct CallerTls {
    /// Whether it is told to verify, or not to.
    pub(super) verifies: Option<bool>,
    pub(super) believes: Believed,
    pub(super) has_certificate: bool,
    /// The name that it verifies, where it is told one.
    pub(super) name: Option<(Place, String)>,
}

/// A memcached.
#[derive(Debug)]
pub(super) struct Cache {
    pub(super) place: Place,
    pub(super) is_tls: bool,
}

/// Somebody who can be dialled by a name.
#[derive(Debug)]
pub(super) struct Neighbour {
    pub(super) names: Vec<String>,
    /// Whether that is Mimir; none where its labels say it, or nothing does.
    pub(super) is_mimir: Option<bool>,
    /// The labels by which it chooses whom it stands for.
    pub(super) labels: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_program_has_its_row() {
        for program in [
            Program::Nginx,
            Program::Haproxy,
            Program::Caddy,
            Program::Traefik,
            Program::Ingress,
            Program::Route,
            Program::Scrape,
            Program::Monitor,
            Program::Prometheus,
            Program::Operator,
            Program::Grafana,
            Program::Otel,
            Program::Alloy,
        ] {
            assert!(program.row().is_some(), "{program:?}");
        }
    }
}
