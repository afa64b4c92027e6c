//! The Helm chart mimir-distributed: its workloads, and the Mimir of each version.
//! Rows of `data/chart-workloads.json` and `data/chart-versions.json`.

use std::sync::OnceLock;

use serde::Deserialize;

use super::document::Document;
use super::facts::Facts;
use crate::catalog::{Catalog, Release};
use crate::chart_keys::keys;
use crate::document::Node;
use crate::table;

/// What the chart is called.
pub(in crate::doctor) const NAME: &str = "mimir-distributed";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VersionRow {
    /// The first version of the chart with that Mimir, within its line.
    pub(super) chart: &'static str,
    pub(super) mimir: Release,
}

impl VersionRow {
    /// The numbers of that version.
    pub(super) fn numbers(&self) -> Option<[u16; 3]> {
        numbers(self.chart)
    }
}

fn numbers(version: &str) -> Option<[u16; 3]> {
    let mut numbers = version.split('.').map(|number| number.parse().ok());
    let three = [numbers.next()??, numbers.next()??, numbers.next()??];
    numbers.next().is_none().then_some(three)
}

/// Whether a mapping has a workload of the chart, with something in it that only a
/// chart has there.
pub(super) fn has_workload(node: &Node) -> bool {
    let is_workload = |key: &str, value: &Node| {
        let mut rows = keys().iter();
        let known = Catalog::builtin().section(key);
        let is_charts = |child: &str| is_of_workload(child) && !known.contains(child);
        let mut children = value.entries().iter();
        rows.any(|row| row.key == key && row.is_workload)
            && children.any(|(child, _)| is_charts(&child.text))
    };
    let mut entries = node.entries().iter();
    entries.any(|(key, value)| is_workload(&key.text, value))
}

/// Whether the settings of a workload have that key.
fn is_of_workload(key: &str) -> bool {
    static ROWS: OnceLock<Vec<&str>> = OnceLock::new();
    let rows = ROWS.get_or_init(|| table::rows(include_str!("../../../data/chart-workloads.json")));
    rows.contains(&key)
}

/// The versions of the chart, the oldest first.
pub(super) fn versions() -> &'static [VersionRow] {
    static ROWS: OnceLock<Vec<VersionRow>> = OnceLock::new();
    ROWS.get_or_init(|| table::rows(include_str!("../../../data/chart-versions.json")))
}

/// The Mimir of a version of the chart; none for one of a line that is not known.
pub(super) fn mimir_at(version: [u16; 3]) -> Option<Release> {
    let mut of_line = versions().iter().rev().filter_map(|row| {
        let first = row.numbers()?;
        (first.get(..2) == version.get(..2) && first <= version).then_some(row)
    });
    of_line.next().map(|row| row.mimir)
}

/// Whether a text names the chart, in a repository or by itself.
pub(super) fn is_named(text: &str) -> bool {
    text.rsplit('/').next() == Some(NAME)
}

/// The version that stands beside the chart's name in a mapping, as Helm, Flux,
/// Argo CD, helmfile, k3s and Kustomize write it.
pub(super) fn version_beside(node: &Node) -> Option<&Node> {
    let is_chart = ["chart", "name", "chartName"]
        .iter()
        .any(|key| node.at(key).and_then(Node::text).is_some_and(is_named));
    let mut versions = ["version", "targetRevision"].iter();
    versions.find_map(|key| node.at(key)).filter(|_| is_chart)
}

/// Whether the document describes a chart.
pub(super) fn claims(document: &Document<'_>, _: Release) -> bool {
    let node = document.node();
    let has = |key| node.at(key).is_some();
    document.source().name() == "chart.yaml" && has("name") && has("version")
}

/// Remembers whose the values beside it are; what a chart says of its version has
/// been heard already.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    let node = document.node();
    let needs = node.items_at("dependencies").iter();
    let names: Vec<&str> = std::iter::once(node)
        .chain(needs)
        .map(|it| it.text_at(&["name"]))
        .collect();
    let is_ours = names.iter().any(|name| is_named(name));
    let is_called = names.iter().any(|name| name.contains("mimir"));
    facts.chart(&document.source().path, is_ours, is_called);
    is_ours
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_in_order_and_keys_unique() {
        let order: Vec<_> = versions().iter().map(|row| numbers(row.chart)).collect();
        assert!(order.iter().all(Option::is_some) && order.is_sorted());
        assert!(keys().is_sorted_by(|one, other| one.key < other.key));
        for row in keys() {
            let is_mimirs = Catalog::builtin().has_section(row.key);
            let is_mark = row.is_own || row.is_shared;
            assert!(!is_mark || !is_mimirs, "Mimir has {} too", row.key);
            assert!(!row.is_own || !row.is_shared, "{}", row.key);
            let span = [row.since, row.until].map(|it| it.map(numbers));
            assert!(span.iter().flatten().all(Option::is_some), "{}", row.key);
        }
    }
}
