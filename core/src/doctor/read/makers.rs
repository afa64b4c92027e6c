//! What makes Secrets and ConfigMaps: these themselves, and objects of operators and
//! of Kustomize. Where each says the name and the keys is a row of
//! `data/makers.json`.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde::Deserialize;

use super::super::input::Source;
use super::super::surroundings::Made;
use super::facts::Facts;
use crate::cluster::is_unknown;
use crate::document::Node;
use crate::table;

/// A row of the table. A path has its keys one behind the other, with blanks
/// between them: `[]` is each item of a list, `{}` each key of a mapping, and `[]=`
/// of each item what stands before its equals sign, or else the file's name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MakerRow {
    kind: &'static str,
    /// The groups of its API; empty for Kubernetes' own, and where none is written.
    groups: Vec<&'static str>,
    /// The list of which each item makes one; none where the whole does.
    #[serde(default)]
    each: Option<&'static str>,
    /// The paths of the name, the first that there is.
    names: Vec<&'static str>,
    /// The paths of the keys.
    #[serde(default)]
    keys: Vec<&'static str>,
    /// The paths of keys that count instead of those, where there are such.
    #[serde(default)]
    instead: Vec<&'static str>,
    /// The path of `Merge`, where both count.
    #[serde(default)]
    joined: Option<&'static str>,
    /// Keys that it always has.
    #[serde(default)]
    always: Vec<&'static str>,
    /// Paths of what brings keys that are not known here.
    #[serde(default)]
    open: Vec<&'static str>,
    /// Whether letters of a digest stand behind its name.
    #[serde(default)]
    is_hashed: bool,
}

fn rows() -> &'static [MakerRow] {
    static ROWS: OnceLock<Vec<MakerRow>> = OnceLock::new();
    ROWS.get_or_init(|| table::rows(include_str!("../../../data/makers.json")))
}

/// Takes in an object that makes Secrets or ConfigMaps. Says whether it is one.
pub(super) fn take(source: &Source, node: &Node, kind: &str, facts: &mut Facts) -> bool {
    let version = node.text_at(&["apiVersion"]);
    let group = version.split_once('/').map_or("", |(group, _)| group);
    let mut found = false;
    for row in rows() {
        if row.kind != kind || !row.groups.contains(&group) {
            continue;
        }
        let each: Vec<&Node> = match row.each {
            Some(path) => at(node, path)
                .map(Node::items)
                .unwrap_or_default()
                .iter()
                .collect(),
            None => vec![node],
        };
        for it in each {
            if let Some(made) = made(source, row, it) {
                facts.made(made);
                found = true;
            }
        }
    }
    found
}

fn made(source: &Source, row: &MakerRow, node: &Node) -> Option<Made> {
    let mut names = row.names.iter().filter_map(|path| at(node, path)?.text());
    let name = names.find(|it| !it.is_empty() && !is_unknown(it))?;
    let all = |paths: &[&str]| -> BTreeSet<String> {
        paths.iter().flat_map(|path| keys(node, path)).collect()
    };
    let (own, instead) = (all(&row.keys), all(&row.instead));
    let is_joined = || {
        let policy = row.joined.and_then(|path| at(node, path)?.text());
        policy == Some("Merge")
    };
    let mut keys = match instead.is_empty() || is_joined() {
        true => own.into_iter().chain(instead).collect(),
        false => instead,
    };
    keys.extend(row.always.iter().map(|&key| key.to_owned()));
    // What a template makes is known in part, and what is empty somebody fills.
    let is_template = ["{{", "{%", "<%"].iter().any(|it| source.text.contains(it));
    let is_open = row.open.iter().any(|path| at(node, path).is_some());
    Some(Made {
        kind: row.kind,
        name: name.to_owned(),
        is_open: is_open || is_template || keys.is_empty(),
        keys,
        is_hashed: row.is_hashed,
    })
}

fn at<'a>(node: &'a Node, path: &str) -> Option<&'a Node> {
    path.split(' ').try_fold(node, |node, key| node.at(key))
}

/// The keys that a path leads to.
fn keys(node: &Node, path: &str) -> Vec<String> {
    let (first, rest) = path.split_once(' ').unwrap_or((path, ""));
    if let Some(key) = first.strip_suffix("{}") {
        let entries = node.at(key).map(Node::entries).unwrap_or_default().iter();
        return entries.map(|(key, _)| key.text.clone()).collect();
    }
    if let Some(key) = first.strip_suffix("[]=") {
        let texts = node.items_at(key).iter().filter_map(Node::text);
        let base = |text: &str| text.rsplit('/').next().unwrap_or(text).to_owned();
        return texts
            .map(|text| {
                text.split_once('=')
                    .map_or_else(|| base(text), |(key, _)| key.to_owned())
            })
            .collect();
    }
    if let Some(key) = first.strip_suffix("[]") {
        let items = node.items_at(key).iter();
        return items.flat_map(|item| keys(item, rest)).collect();
    }
    match node.at(first) {
        Some(below) if !rest.is_empty() => keys(below, rest),
        below => below
            .and_then(Node::text)
            .map(str::to_owned)
            .into_iter()
            .collect(),
    }
}
