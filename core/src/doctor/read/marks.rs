//! What tells values of the chart mimir-distributed from other mappings.

use super::twice::Twice;
use super::{chart, program};
use crate::chart_keys;
use crate::document::Node;

/// Whether a mapping is values of the chart: by Mimir's configuration as the chart
/// has it, by a key of the chart alone, or by a workload with something in it
/// that only a chart has there, unless more of it is another's.
pub(super) fn is_values(node: &Node) -> bool {
    is_surely_values(node) || chart::has_workload(node) && !is_others(node)
}

/// The same by marks that no other chart has, or none that is known by the rest.
pub(super) fn is_surely_values(node: &Node) -> bool {
    configs(node).next().is_some() || has_mark(node) && !is_others(node)
}

/// Whether a mapping has a key that the chart has and few others.
fn has_mark(node: &Node) -> bool {
    let is_mark = |key: &str| {
        let mut rows = chart_keys::keys().iter();
        rows.any(|row| row.key == key && (row.is_own || row.is_shared))
    };
    node.entries().iter().any(|(key, _)| is_mark(&key.text))
}

/// Whether values are another program's: it is known by more of their keys, or
/// more of them are nobody's than the chart's.
fn is_others(node: &Node) -> bool {
    !chart_keys::are_most(node) || program::foreign(node, "").is_some()
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
    configs(node).next().is_some() && !has_mark(node)
}

/// Whether values are Mimir's in whosever folder they stand.
pub(super) fn is_anywhere_ours(node: &Node) -> bool {
    configs(node).next().is_some() || chart_keys::own_keys(node) > 0 && !is_others(node)
}

/// What becomes of a key that stands twice in the text of a value.
pub(in crate::doctor) fn twice(node: &Node) -> Twice {
    match is_values(node) {
        true => Twice::Last,
        false if program::is_mimirs(node, "mimir") => Twice::Refused("Mimir"),
        false => Twice::Others,
    }
}
