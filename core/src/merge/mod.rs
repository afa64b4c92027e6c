//! A plan's settings put into a configuration that somebody has: a copy of
//! theirs, with the TLS options where they belong, and all else as it was.
//!
//! Each value is one splice of the text, so that comments, order, anchors and
//! the way in which things are written stay. What a block is repeated by takes
//! its options in beside what it repeats, and a list has ours behind what is in
//! it. Values of the chart get all that the chart has around Mimir too, and the
//! chart's zones where they have none. Before the copy is handed over it is read
//! again: all that is wanted has to stand in it, and of the rest nothing may have
//! come, gone or changed.
//!
//! ```
//! use mimir_tls::merge::{MergeForm, merge};
//! use mimir_tls::plan::{Plan, PlanFile};
//! use mimir_tls::settings;
//!
//! let (plan, _) = Plan::resolve(&PlanFile::parse(b"version: 1\nmode: monolithic\n")?)?;
//! let all = [settings::resolve(&plan, &plan.members[0])];
//! let merged = merge("server:\n  http_listen_port: 80 # ours\n", MergeForm::Mimir, &plan, &all)?;
//! assert!(merged.text.starts_with("server:\n  http_listen_port: 80 # ours\n  http_tls_config:\n"));
//! assert!(merged.changed.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod put;
mod suits;

use std::fmt;

use crate::catalog::{Catalog, Component, Field};
use crate::document::splice::Splice;
use crate::document::{self, DocumentError, Node, Position, Value};
use crate::plan::{Plan, Platform};
use crate::render::{self, Entry, Tree};
use crate::settings::{self, ImportError, Imported, Settings};
use crate::sorted::SortedMap;

use put::{Put, Wanted, bare, is_repeated, missing, put};
use suits::suits;

/// What a configuration is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MergeForm {
    /// Mimir itself.
    Mimir,
    /// The chart, as its values.
    Chart,
}

/// A configuration with the plan's settings in it.
#[derive(Clone)]
pub struct Merged {
    /// The text of it.
    pub text: String,
    /// The number of options that it did not have.
    pub added: usize,
    /// The options that it had otherwise.
    pub changed: Vec<Changed>,
    form: MergeForm,
}

/// Without the text, which may hold a password.
impl fmt::Debug for Merged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Merged");
        shown.field("added", &self.added).finish_non_exhaustive()
    }
}

/// An option that stood in a configuration with another value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Its path, dots between the keys.
    pub path: String,
    /// Where its value stood.
    pub place: Position,
    /// The value that it had.
    pub old: String,
    /// The value that it has now.
    pub new: String,
}

/// Why a configuration takes no settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MergeError {
    /// The text is no YAML, or more than one document.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// Something of a template stands in it, which only its program can read.
    #[error("{place}: this is a template; hand over what it makes, or values without one")]
    Template {
        /// Where the template begins.
        place: Position,
    },
    /// Nothing in it is Mimir's.
    #[error(
        "nothing in it is an option of Mimir; name Mimir's own configuration file, or the values of its chart"
    )]
    Foreign,
    /// It is values of the chart, and the plan is for something else.
    #[error("these are values of the chart, and the plan's platform is {0}; choose helm")]
    Values(Platform),
    /// It is Mimir's own configuration, and the plan is for the chart.
    #[error(
        "this is Mimir's own configuration, and the plan's platform is helm, whose values have it under `{}`",
        render::CHART_CONFIGURATION.join(".")
    )]
    NoValues,
    /// It is the values of a chart that depends on Mimir's.
    #[error(
        "{place}: the values of Mimir's chart stand below `{key}`, as a chart has them that depends on it; hand over what is \
         below it"
    )]
    Nested {
        /// Where they begin.
        place: Position,
        /// The key above them.
        key: String,
    },
    /// Its values have the chart call everything by other names than the plan has.
    #[error(
        "{place}: by this the chart calls everything `{theirs}-...`, and the plan `{ours}-...`; give `--fullname {theirs}` \
         as well"
    )]
    Fullname {
        /// Where the values say so.
        place: Position,
        /// What names begin with by these values.
        theirs: String,
        /// What names begin with in the plan.
        ours: String,
    },
    /// Something else stands where a mapping belongs.
    #[error("{place}: `{path}` is no mapping, and options belong below it")]
    NoMapping {
        /// Where it stands.
        place: Position,
        /// The keys that lead to it.
        path: String,
    },
    /// A process by it runs what the plan does not have.
    #[error(
        "{place}: by this a process runs {runs}, of which the plan has no such component; give `{options}` as well"
    )]
    Target {
        /// Where it says so.
        place: Position,
        /// What it runs.
        runs: String,
        /// The options by which the plan has it.
        options: String,
    },
    /// Something else stands where a list belongs.
    #[error("{place}: `{path}` is no list, and entries belong into it")]
    NoList {
        /// Where it stands.
        place: Position,
        /// The keys that lead to it.
        path: String,
    },
    /// A list has an entry of a name of ours that says something else.
    #[error(
        "{place}: `{path}` has an entry `{name}` already, which is another; name it otherwise, or take it out"
    )]
    Taken {
        /// Where the list stands.
        place: Position,
        /// The keys that lead to it.
        path: String,
        /// What both are called, or where both are mounted.
        name: String,
    },
    /// A list or a mapping stands where a value belongs.
    #[error("{place}: `{path}` is no single value, as the option is")]
    NoValue {
        /// Where it stands.
        place: Position,
        /// The keys that lead to it.
        path: String,
    },
    /// A change would change something else: an anchor that others repeat.
    #[error(
        "`{path}` would change too, since an anchor or `<<` repeats what it stands in; write that out"
    )]
    Repeated {
        /// What would change.
        path: String,
    },
}

/// Puts the settings of all members into `text`, a configuration of that form.
///
/// # Errors
///
/// A text that is no such configuration, or one in which the options have no
/// place.
pub fn merge(
    text: &str,
    form: MergeForm,
    plan: &Plan,
    all: &[Settings],
) -> Result<Merged, MergeError> {
    let before = read(text)?;
    suits(text, form, before.as_ref(), plan)?;
    let mut wanted = wanted(form, before.as_ref(), plan, all);
    wanted.sort_by_key(|(path, _)| is_repeated(text, before.as_ref(), path));
    let mut merged = Merged {
        text: text.to_owned(),
        added: 0,
        changed: Vec::new(),
        form,
    };
    let mut tree = before.clone();
    for (path, value) in &wanted {
        let splice = match put(&merged.text, tree.as_ref(), &Wanted { path, value })? {
            Put::There => continue,
            Put::New(splice) => {
                merged.added += 1;
                splice
            }
            Put::Instead(splice, place, old) => {
                let first = before.as_ref().and_then(|root| at(root, path));
                merged.changed.push(Changed {
                    path: path.join("."),
                    place: first.map_or(place, Node::place),
                    old,
                    new: render::yaml_flow(value).trim_matches('"').to_owned(),
                });
                splice
            }
        };
        merged.text.replace_range(splice.range, &splice.new);
        tree = read(&merged.text)?;
    }
    if form == MergeForm::Chart {
        tree = downscales(&mut merged, before.as_ref(), tree)?;
    }
    check(before.as_ref(), tree.as_ref(), &merged.changed, &wanted)?;
    Ok(merged)
}

/// What is to stand in a configuration of that form, each value by its keys.
fn wanted(
    form: MergeForm,
    before: Option<&Node>,
    plan: &Plan,
    all: &[Settings],
) -> Vec<(Vec<String>, Tree)> {
    let tree = match form {
        MergeForm::Mimir => render::settings_tree(plan, all),
        MergeForm::Chart => render::chart_values(plan, all),
    };
    let mut wanted = Vec::new();
    flatten(&tree, &mut Vec::new(), &mut wanted);
    let there = |path: &[String]| before.and_then(|root| at(root, path));
    // A probe of theirs that asks otherwise than over HTTP, and zones of theirs.
    let is_theirs = |path: &[String]| match path {
        [_, probe, _, ..] if probe.ends_with("Probe") => {
            let probe = there(path.get(..2).unwrap_or_default());
            let has = |key: &&str| probe.is_some_and(|it| it.at(key).is_some());
            let get = probe.and_then(|it| it.at("httpGet"));
            get.is_some_and(Node::is_null) && ["exec", "grpc", "tcpSocket"].iter().any(has)
        }
        _ => {
            render::CHART_ZONES.iter().any(|zones| path == *zones)
                && there(path).is_some_and(|zones| !zones.is_null())
        }
    };
    wanted.retain(|(path, _)| !is_theirs(path));
    let surfaces = plan.surfaces.keys();
    for surface in surfaces {
        let option = Catalog::builtin().option(surface, Field::SkipVerify, plan.release);
        let Some(option) = option else {
            continue;
        };
        let keys = form.prefix().chain(option.yaml().split('.'));
        let path: Vec<String> = keys.map(str::to_owned).collect();
        // Who does not verify proves nothing.
        if there(&path).and_then(Node::text) == Some("true") {
            wanted.push((path, Tree::Bool(false)));
        }
    }
    wanted
}

/// The values of a document that are no mappings, by their keys.
fn flatten(tree: &Tree, path: &mut Vec<String>, out: &mut Vec<(Vec<String>, Tree)>) {
    match tree {
        Tree::Map(entries) => {
            for Entry { key, value, .. } in entries {
                path.push(key.clone());
                flatten(value, path, out);
                path.pop();
            }
        }
        _ => out.push((path.clone(), tree.clone())),
    }
}

/// Takes from zones of theirs what has the rollout-operator call pods over plain
/// HTTP before it scales them down.
fn downscales(
    merged: &mut Merged,
    before: Option<&Node>,
    mut tree: Option<Node>,
) -> Result<Option<Node>, MergeError> {
    const KEY: &str = "prepareDownscale";
    const OFF: &str = "false";
    for path in render::CHART_ZONES {
        let old = before.and_then(|root| at(root, path));
        for (number, zone) in old.map(Node::items).unwrap_or_default().iter().enumerate() {
            let Some(old) = zone.at(KEY).filter(|it| it.text() == Some("true")) else {
                continue;
            };
            let now = tree.as_ref().and_then(|root| at(root, path));
            let now = now.and_then(|zones| zones.items().get(number)?.at(KEY));
            let Some(range) = now.map(|node| bare(&merged.text, node)) else {
                continue;
            };
            let splice = Splice::new(range, OFF);
            merged.text.replace_range(splice.range, &splice.new);
            merged.changed.push(Changed {
                path: format!("{}.{number}.{KEY}", path.join(".")),
                place: old.place(),
                old: "true".to_owned(),
                new: OFF.to_owned(),
            });
            tree = read(&merged.text)?;
        }
    }
    Ok(tree)
}

impl Merged {
    /// What the copy says to a process of `component`.
    ///
    /// # Errors
    ///
    /// An option with a value that it cannot have.
    pub fn settings(&self, component: Component, plan: &Plan) -> Result<Imported, ImportError> {
        let prefix: Vec<&str> = self.form.prefix().collect();
        settings::from_yaml_at(&self.text, &prefix, component, plan.release)
    }
}

impl MergeForm {
    /// The form of what a plan's cluster is configured with.
    pub fn of(plan: &Plan) -> Self {
        match plan.platform {
            Platform::Helm => Self::Chart,
            Platform::Hosts | Platform::Compose | Platform::Kubernetes => Self::Mimir,
        }
    }

    /// The keys below which Mimir's configuration stands.
    fn prefix(self) -> impl Iterator<Item = &'static str> {
        let keys = match self {
            Self::Mimir => &[][..],
            Self::Chart => &render::CHART_CONFIGURATION,
        };
        keys.iter().copied()
    }
}

/// The tree of a text; none of one that says nothing.
fn read(text: &str) -> Result<Option<Node>, MergeError> {
    let says = |line: &str| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#') && line != "---"
    };
    if !text.lines().any(says) {
        return Ok(None);
    }
    match document::parse(text.as_bytes()) {
        Ok(tree) => Ok(Some(tree)),
        Err(error) => Err(template(text).unwrap_or(MergeError::Document(error))),
    }
}

/// The first line of a text on which a template begins.
fn template(text: &str) -> Option<MergeError> {
    let line = text.lines().position(|line| {
        let at = line.find("{{");
        at.is_some_and(|at| !line.get(..at).unwrap_or_default().contains('#'))
    })?;
    let place = Position {
        line: line + 1,
        column: 1,
    };
    Some(MergeError::Template { place })
}

fn at<'a>(root: &'a Node, path: &[impl AsRef<str>]) -> Option<&'a Node> {
    path.iter()
        .try_fold(root, |node, key| node.at(key.as_ref()))
}

/// That the text says all that is wanted, and of the rest what it said before.
fn check(
    before: Option<&Node>,
    after: Option<&Node>,
    changed: &[Changed],
    wanted: &[(Vec<String>, Tree)],
) -> Result<(), MergeError> {
    let leaves = |root: Option<&Node>| {
        let mut leaves = SortedMap::new();
        if let Some(root) = root {
            collect(root, String::new(), &mut leaves);
        }
        leaves
    };
    let mut due = leaves(before);
    for it in changed {
        due.insert(it.path.clone(), it.new.clone());
    }
    for (path, value) in wanted {
        // What was empty holds something now.
        for end in 0..path.len() {
            let above = path.get(..end).unwrap_or_default().join(".");
            if due.get(&above).is_some_and(String::is_empty) {
                due.remove(&above);
            }
        }
        let name = path.join(".");
        let list = before.and_then(|root| at(root, path));
        let there = list.map(Node::items).unwrap_or_default();
        match value {
            Tree::List(items) => {
                due.remove(&name);
                let new = missing(there, items).into_iter().enumerate();
                for (number, item) in new {
                    let place = format!("{name}.{}", there.len() + number);
                    say(item, place, &mut due);
                }
            }
            _ => {
                let below = format!("{name}.");
                due.retain(|path, _| !path.starts_with(&below));
                say(value, name, &mut due);
            }
        }
    }
    let now = leaves(after);
    let is_off = |(path, value): &(&String, &String)| now.get(*path) != Some(*value);
    let gone = due.iter().find(is_off).map(|(path, _)| path);
    let mut others = now.keys().filter(|path| !due.contains_key(*path));
    match gone.or_else(|| others.next()) {
        Some(path) => Err(MergeError::Repeated { path: path.clone() }),
        None => Ok(()),
    }
}

/// Every value of a document of ours by its path, as [`collect`] has it.
fn say(tree: &Tree, path: String, out: &mut SortedMap<String, String>) {
    let text = match tree {
        Tree::Map(entries) if !entries.is_empty() => {
            for entry in entries {
                say(&entry.value, format!("{path}.{}", entry.key), out);
            }
            return;
        }
        Tree::List(items) if !items.is_empty() => {
            for (number, item) in items.iter().enumerate() {
                say(item, format!("{path}.{number}"), out);
            }
            return;
        }
        Tree::Map(_) | Tree::List(_) | Tree::Null => String::new(),
        Tree::Bool(value) => value.to_string(),
        Tree::Number(number) => number.to_string(),
        Tree::Text(text) => text.clone(),
    };
    out.insert(path, text);
}

/// Every value of a document by its path; what `<<` takes in stands there too,
/// where the mapping has no such key of its own.
fn collect(node: &Node, path: String, leaves: &mut SortedMap<String, String>) {
    let below = |key: &str| match path.is_empty() {
        true => key.to_owned(),
        false => format!("{path}.{key}"),
    };
    match node.value() {
        Value::Map(entries) if !entries.is_empty() => {
            let (taken_in, own): (Vec<_>, Vec<_>) =
                entries.iter().partition(|(key, _)| key.is_merge());
            for (_, taken_in) in taken_in {
                let each = match taken_in.items() {
                    [] => std::slice::from_ref(taken_in),
                    items => items,
                };
                for (key, value) in each.iter().flat_map(Node::entries) {
                    if !own.iter().any(|(known, _)| known.text == key.text) {
                        collect(value, below(&key.text), leaves);
                    }
                }
            }
            for (key, value) in own {
                collect(value, below(&key.text), leaves);
            }
        }
        Value::List(items) if !items.is_empty() => {
            for (number, item) in items.iter().enumerate() {
                collect(item, below(&number.to_string()), leaves);
            }
        }
        Value::Map(_) | Value::List(_) => drop(leaves.insert(path, String::new())),
        Value::Scalar { text, .. } => {
            let text = if node.is_null() { "" } else { text };
            leaves.insert(path, text.to_owned());
        }
    }
}

#[cfg(test)]
mod tests;
