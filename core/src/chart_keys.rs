//! The keys at the top of the values of the Helm chart mimir-distributed: rows of
//! `data/chart-keys.json`.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::document::{MapKey, Node};
use crate::table;

/// A key at the top of the chart's values.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyRow {
    pub(crate) key: &'static str,
    /// Whether a workload's settings stand behind it.
    #[serde(default)]
    pub(crate) is_workload: bool,
    /// Whether no other chart is known to have it.
    #[serde(default)]
    pub(crate) is_own: bool,
    /// Whether few others have it, each known by keys of its own.
    #[serde(default)]
    pub(crate) is_shared: bool,
    /// The first version of the chart that has it, if not all have.
    #[serde(default)]
    #[cfg_attr(
        not(test),
        expect(
            dead_code,
            reason = "said for readers of the rows, and linted with them"
        )
    )]
    pub(crate) since: Option<&'static str>,
    /// The first version that has it no more.
    #[serde(default)]
    #[cfg_attr(
        not(test),
        expect(
            dead_code,
            reason = "said for readers of the rows, and linted with them"
        )
    )]
    pub(crate) until: Option<&'static str>,
}

/// Every key of every version.
pub(crate) fn keys() -> &'static [KeyRow] {
    static ROWS: OnceLock<Vec<KeyRow>> = OnceLock::new();
    ROWS.get_or_init(|| table::rows(include_str!("../data/chart-keys.json")))
}

/// How many keys a mapping has that no other chart has.
pub(crate) fn own_keys(node: &Node) -> usize {
    let is_own = |key: &str| keys().iter().any(|row| row.key == key && row.is_own);
    let own = |(key, _): &&(MapKey, Node)| is_own(&key.text);
    node.entries().iter().filter(own).count()
}

/// Whether a mapping may be values of the chart: it has a key that no other chart
/// has, or no fewer of its keys are the chart's than not.
pub(crate) fn are_most(node: &Node) -> bool {
    let is_charts = |key: &str| keys().iter().any(|row| row.key == key);
    let charts = node.entries().iter();
    let charts = charts.filter(|(key, _)| is_charts(&key.text));
    2 * charts.count() >= node.entries().len() || own_keys(node) > 0
}
