//! What the chart `mimir-distributed` has in its values: rows of
//! `data/chart-lines.json`, `chart-pods.json`, `chart-caches.json`,
//! `chart-options.json` and `gateway-routes.json`.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::catalog::{Component, Release};
use crate::plan::Plan;
use crate::table;

/// A line of the chart, `6` for 6.0 and all later.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    /// The line's number.
    pub(super) line: &'static str,
    /// The first Mimir that the line has by default.
    pub(super) mimir: Release,
    /// Values that this line needs and no other has.
    #[serde(default)]
    pub(super) values: serde_json::Map<String, serde_json::Value>,
    /// Why, as a clause.
    #[serde(default)]
    pub(super) why: &'static str,
}

/// A key of the values behind which pods stand that Mimir, or who calls it, runs
/// in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pod {
    /// The key at the top of the values.
    pub(super) key: &'static str,
    /// The component that the pods run; none for those outside Mimir.
    #[serde(default)]
    pub(super) runs: Option<Component>,
    /// The probes that the chart has by default, each of which asks over HTTP.
    pub(super) probes: Vec<&'static str>,
}

/// A memcached of the chart.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cache {
    /// The key at the top of the values.
    pub(super) key: &'static str,
    /// The surfaces that dial it.
    surfaces: Vec<&'static str>,
}

impl Cache {
    /// Whether TLS is spoken with it.
    pub(super) fn speaks_tls(&self, plan: &Plan) -> bool {
        let mut surfaces = plan.surfaces.keys();
        surfaces.any(|surface| self.surfaces.contains(&surface.id()))
    }
}

/// An option of Mimir's, none of TLS, that the chart sets to what goes with
/// plaintext alone.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Companion {
    /// The surface with which it is set.
    surface: &'static str,
    /// Its place in Mimir's YAML.
    pub(super) yaml: &'static str,
    /// Its value where the server is the chart's own, as a template of Helm's.
    #[serde(default)]
    service: Option<&'static str>,
    /// Its value where the plan names the server.
    endpoint: &'static str,
    /// Why it is set, as a clause.
    pub(super) why: &'static str,
}

impl Companion {
    /// What it is set to in this plan, if it is.
    pub(super) fn value(&self, plan: &Plan) -> Option<String> {
        let mut surfaces = plan.surfaces.iter();
        let (_, endpoint) = surfaces.find(|(surface, _)| surface.id() == self.surface)?;
        match endpoint {
            Some(endpoint) => Some(self.endpoint.replace("{endpoint}", &endpoint.to_string())),
            None => self.service.map(str::to_owned),
        }
    }
}

/// A path that the gateway passes on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Route {
    /// The path, or how it begins.
    pub(super) path: &'static str,
    /// Whether the path is meant as it is, with nothing behind it.
    #[serde(default)]
    pub(super) is_exact: bool,
    /// Who answers.
    pub(super) to: Component,
}

/// The line of the chart whose Mimir a release is.
pub(super) fn line(release: Release) -> Option<&'static Line> {
    let mut lines = lines().iter().rev();
    lines.find(|line| line.mimir <= release)
}

fn lines() -> &'static [Line] {
    static ROWS: OnceLock<Vec<Line>> = OnceLock::new();
    ROWS.get_or_init(|| table::rows(include_str!("../../../../data/chart-lines.json")))
}

pub(super) fn pods() -> &'static [Pod] {
    static ROWS: OnceLock<Vec<Pod>> = OnceLock::new();
    ROWS.get_or_init(|| table::rows(include_str!("../../../../data/chart-pods.json")))
}

pub(super) fn caches() -> &'static [Cache] {
    static ROWS: OnceLock<Vec<Cache>> = OnceLock::new();
    ROWS.get_or_init(|| table::rows(include_str!("../../../../data/chart-caches.json")))
}

pub(super) fn companions() -> &'static [Companion] {
    static ROWS: OnceLock<Vec<Companion>> = OnceLock::new();
    ROWS.get_or_init(|| table::rows(include_str!("../../../../data/chart-options.json")))
}

pub(super) fn routes() -> &'static [Route] {
    static ROWS: OnceLock<Vec<Route>> = OnceLock::new();
    ROWS.get_or_init(|| table::rows(include_str!("../../../../data/gateway-routes.json")))
}
