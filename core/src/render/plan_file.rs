//! The plan itself, complete, so that a run can be repeated.

use super::tree::Tree;
use super::yaml;
use crate::folder;
use crate::plan::Plan;

/// The plan as the folder holds it: every choice, those that nobody made included.
pub fn plan_yaml(plan: &Plan) -> String {
    let header = [
        "The plan, complete: every choice, those that nobody made included. Repeat it with",
        &format!("  mimir-tls generate --plan {}", folder::PLAN),
        "Over this folder, with `--force`, its CA and keys stay; elsewhere they are made anew.",
    ];
    // A plan serialises into plain maps, lists and words; that cannot fail.
    let value = serde_json::to_value(plan.to_file()).unwrap_or_default();
    yaml::write(&header.map(str::to_owned), &Tree::from(&value))
}
