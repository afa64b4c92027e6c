//! What tells values of the chart mimir-distributed from other mappings.

use super::chart;
use crate::catalog::Catalog;
use crate::document::Node;

/// Whether a mapping is values of the chart: by Mimir's configuration as the chart
/// has it, by a key of the chart alone, or by a workload with something in it
/// that only a chart has there.
pub(super) fn is_values(node: &Node) -> bool {
    let is_workload = |key: &str, value: &Node| {
        let mut rows = chart::keys().iter();
        rows.any(|row| row.key == key && row.is_workload)
            && value.entries().iter().any(|(child, _)| {
                chart::is_of_workload(&child.text)
                    && !Catalog::builtin()
                        .section(key)
                        .contains(child.text.as_str())
            })
    };
    let mut entries = node.entries().iter();
    is_surely_values(node) || entries.any(|(key, value)| is_workload(&key.text, value))
}

/// The same by marks that no other chart has.
pub(super) fn is_surely_values(node: &Node) -> bool {
    configs(node).next().is_some() || has_own_key(node)
}

/// Whether a mapping has a key that no other chart has.
fn has_own_key(node: &Node) -> bool {
    let is_own = |key: &str| chart::keys().iter().any(|row| row.key == key && row.is_own);
    node.entries().iter().any(|(key, _)| is_own(&key.text))
}

/// Mimir's configuration as the chart has it, and charts that people write.
pub(super) fn configs(node: &Node) -> impl Iterator<Item = &Node> {
    let keys = ["config", "structuredConfig"].iter();
    keys.filter_map(|key| node.at("mimir")?.at(key))
}

/// Whether values are those of a chart that somebody wrote around Mimir's
/// configuration.
pub(super) fn is_of_own_chart(node: &Node) -> bool {
    configs(node).next().is_some() && !has_own_key(node)
}
