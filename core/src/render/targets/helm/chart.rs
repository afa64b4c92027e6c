//! What the chart `mimir-distributed` has in its values: rows of
//! `data/chart-lines.json`, `chart-pods.json`, `chart-caches.json` and
//! `chart-options.json`.

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
    /// Whether the chart's gateway dials the Service that leads to each pod, so
    /// that nginx spreads the requests.
    #[serde(default)]
    is_headless: bool,
}

/// The Service by which the gateway dials a component, behind the name of all.
pub(super) fn service(component: Component) -> String {
    let mut pods = pods().iter();
    let is_headless = pods.any(|pod| pod.runs == Some(component) && pod.is_headless);
    match is_headless {
        true => format!("{component}-headless"),
        false => component.to_string(),
    }
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
