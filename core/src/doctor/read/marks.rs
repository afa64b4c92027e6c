//! What tells values of the chart mimir-distributed from other mappings.

use super::chart;
use crate::document::Node;

/// Whether a mapping is values of the chart: by Mimir's configuration as the chart
/// has it, by a key of the chart alone, or by a workload with something in it
/// that only a chart has there.
pub(super) fn is_values(node: &Node) -> bool {
    is_surely_values(node) || chart::has_workload(node)
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

/// Mimir's configuration as the chart has it, and charts that people write: a text,
/// and a mapping over it.
pub(super) fn configs(node: &Node) -> impl Iterator<Item = &Node> {
    let keys = ["config", "structuredConfig"].iter();
    let found = keys.filter_map(|key| Some((key, node.at("mimir")?.at(key)?)));
    // Another program of the name has a mapping of its own there.
    let is_ours = |key: &str, config: &Node| key != "config" || config.text().is_some();
    found.filter_map(move |(key, config)| is_ours(key, config).then_some(config))
}

/// Whether values are those of a chart that somebody wrote around Mimir's
/// configuration.
pub(super) fn is_of_own_chart(node: &Node) -> bool {
    configs(node).next().is_some() && !has_own_key(node)
}
