//! The paths of Mimir's HTTP API that are passed on from outside, and who answers
//! each: `core/data/gateway-routes.json`.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::catalog::Component;
use crate::table;

/// A path, and who answers it: a row of the table.
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

/// Every route, in the order of the Helm chart's gateway.
pub(super) fn routes() -> &'static [Route] {
    static ROWS: OnceLock<Vec<Route>> = OnceLock::new();
    ROWS.get_or_init(|| table::rows(include_str!("../../../data/gateway-routes.json")))
}
