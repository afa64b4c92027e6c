//! A plan of ours, which says what the folder around it is for.

use super::super::ours::Folder;
use super::document::Document;
use super::facts::Facts;
use crate::catalog::Release;
use crate::document::Node;
use crate::plan::{Plan, PlanFile};

/// Whether the document is a plan.
pub(super) fn claims(document: &Document<'_>, _: Release) -> bool {
    plan(document).is_some()
}

/// Takes in which components the plan's folder is for.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    let Some(plan) = plan(document) else {
        return false;
    };
    let members = plan.members.iter().map(|member| member.component).collect();
    facts.folder(Folder::around(&document.source().path, members));
    true
}

/// The release of a plan, and where it stands.
pub(super) fn release<'a>(document: &'a Document<'_>) -> Option<(Release, &'a Node)> {
    let node = document.node();
    let at = node.at("release").unwrap_or(node);
    plan(document).map(|plan| (plan.release, at))
}

/// The plan that a document is.
fn plan(document: &Document<'_>) -> Option<Plan> {
    const KEYS: [&str; 6] = ["release", "mode", "components", "policy", "surfaces", "targets"];
    let node = document.node();
    let is_plan = node.at("version").is_some() && KEYS.iter().any(|key| node.at(key).is_some());
    if !is_plan {
        return None;
    }
    let file = PlanFile::parse(document.source().text.as_bytes()).ok()?;
    Plan::resolve(&file).ok().map(|(plan, _)| plan)
}
