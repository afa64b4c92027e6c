//! A plan of ours, which says what the folder around it is for.

use super::super::code::Code;
use super::super::ours::Folder;
use super::super::rules::Draft;
use super::document::Document;
use super::facts::Facts;
use crate::catalog::{Mode, Release};
use crate::document::{Node, Position};
use crate::folder::PLAN;
use crate::language::Language;
use crate::plan::{self, Plan, PlanFile, PlanKey};

/// Whether the document is a plan, or one that went wrong.
pub(super) fn claims(document: &Document<'_>, _: Release) -> bool {
    is_plan(document) && (plan(document).is_ok() || is_surely(document))
}

/// Takes in which components the plan's folder is for, or why the plan is none.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    let source = document.source();
    match plan(document) {
        Ok(plan) => {
            let members = plan.members.iter().map(|member| member.component).collect();
            facts.folder(Folder::around(&source.path, members));
        }
        Err((at, reason)) => {
            let place = source.place(at.line, at.column);
            let draft = Draft::new(Code::Mt618, place, source.path.clone());
            facts.finding(draft.saying("reason", |language| match language {
                Language::English => reason.clone(),
                Language::German => plan::german(&reason).unwrap_or_else(|| reason.clone()),
            }));
        }
    }
    true
}

/// The release of a plan, and where it stands.
pub(super) fn release<'a>(document: &'a Document<'_>) -> Option<(Release, &'a Node)> {
    if !is_plan(document) {
        return None;
    }
    let node = document.node();
    let at = node.at("release").unwrap_or(node);
    plan(document).ok().map(|plan| (plan.release, at))
}

/// Whether a document has the keys of a plan.
fn is_plan(document: &Document<'_>) -> bool {
    const KEYS: [&str; 6] = [
        "release",
        "mode",
        "components",
        "policy",
        "surfaces",
        "targets",
    ];
    let node = document.node();
    node.at("version").is_some() && KEYS.iter().any(|key| node.at(key).is_some())
}

/// Whether nothing in a document is other than in a plan, and something says that
/// it is for Mimir.
fn is_surely(document: &Document<'_>) -> bool {
    let (node, source) = (document.node(), document.source());
    let is_key = |key: &str| {
        PlanKey::all()
            .iter()
            .any(|it| it.path.split('.').next() == Some(key))
    };
    let has_mode = || {
        let mode = node.at("mode").and_then(Node::text);
        mode.is_some_and(|mode| mode.parse::<Mode>().is_ok())
    };
    let mut keys = node.entries().iter().map(|(key, _)| key.text.as_str());
    keys.all(|key| key == "version" || is_key(key))
        && (has_mode() || source.name() == PLAN || source.text.contains("mimir"))
}

/// The plan that a document is, or where it is none, and why.
fn plan(document: &Document<'_>) -> Result<Plan, (Position, String)> {
    let node = document.node();
    let file = PlanFile::parse(document.source().text.as_bytes()).map_err(|error| {
        (
            error.place().unwrap_or(node.place()),
            error.message().to_owned(),
        )
    })?;
    Plan::resolve(&file).map(|(plan, _)| plan).map_err(|error| {
        let key = error.key();
        let steps = key.split('.').try_fold(node, |node, key| node.at(key));
        (steps.unwrap_or(node).place(), error.to_string())
    })
}
