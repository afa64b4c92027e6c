//! The plan itself, complete, so that a run can be repeated.

use super::tree::Tree;
use super::yaml;
use crate::plan::Plan;

/// `plan.yaml`: every choice, those that nobody made included.
pub fn plan_yaml(plan: &Plan) -> String {
    let header = [
        "The plan that this folder was made of, complete. Repeat it with",
        "  mimir-tls generate --plan plan.yaml",
        "New keys and certificates are made each time; configuration stays the same.",
    ];
    // A plan serialises into plain maps, lists and words; that cannot fail.
    let value = serde_json::to_value(plan.to_file()).unwrap_or_default();
    yaml::write(&header.map(str::to_owned), &Tree::from(&value))
}
