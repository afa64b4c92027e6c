//! A plan's settings put into a configuration that somebody has: a copy of
//! theirs, with the TLS options where they belong, and all else as it was.
//!
//! Each option is one splice of the text, so that comments, order, anchors and
//! the way in which things are written stay. What a block is repeated by takes
//! its options in beside what it repeats. Before the copy is handed over it is
//! read again: every option of the plan has to stand in it, and of the rest
//! nothing may have come, gone or changed.
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

use std::collections::BTreeMap;
use std::fmt;

use crate::catalog::{Component, Miss, ValueType};
use crate::document::{self, DocumentError, Node, Position, Value};
use crate::plan::{Plan, Platform, chart_name, chart_prefix};
use crate::render;
use crate::settings::{self, ImportError, Imported, Setting, Settings};

use put::{Put, Wanted, is_repeated, put};

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
    let mut wanted: Vec<&Setting> = all.iter().flat_map(|one| &one.settings).collect();
    wanted.sort_by_key(|setting| setting.option().map(|it| (it.surface(), it.field())));
    wanted.dedup_by_key(|setting| setting.option().map(|it| it.yaml()));
    wanted.sort_by_key(|setting| {
        let mut path: Vec<&str> = form.prefix().collect();
        path.extend(setting.name.split('.'));
        is_repeated(text, before.as_ref(), &path)
    });
    let mut merged = Merged {
        text: text.to_owned(),
        added: 0,
        changed: Vec::new(),
        form,
    };
    let mut tree = before.clone();
    for setting in &wanted {
        let mut path: Vec<&str> = form.prefix().collect();
        path.extend(setting.name.split('.'));
        let is_bool = |it: &crate::catalog::OptionRow| it.value_type() == ValueType::Boolean;
        let wanted = Wanted {
            path: &path,
            value: &setting.value,
            is_text: !setting.option().is_some_and(is_bool),
        };
        let splice = match put(&merged.text, tree.as_ref(), &wanted)? {
            Put::There => continue,
            Put::New(splice) => {
                merged.added += 1;
                splice
            }
            Put::Instead(splice, place, old) => {
                let first = before.as_ref().and_then(|root| at(root, &path));
                merged.changed.push(Changed {
                    path: path.join("."),
                    place: first.map_or(place, Node::place),
                    old,
                    new: setting.value.clone(),
                });
                splice
            }
        };
        merged.text.replace_range(splice.range, &splice.new);
        tree = read(&merged.text)?;
    }
    check(
        before.as_ref(),
        tree.as_ref(),
        &merged.changed,
        form,
        &wanted,
    )?;
    Ok(merged)
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

/// Whether a text is what the plan's cluster is configured with.
fn suits(text: &str, form: MergeForm, root: Option<&Node>, plan: &Plan) -> Result<(), MergeError> {
    let Some(root) = root else {
        return Ok(());
    };
    let Value::Map(_) = root.value() else {
        return Err(MergeError::NoMapping {
            place: root.place(),
            path: "the text".to_owned(),
        });
    };
    let [values, _] = render::CHART_CONFIGURATION;
    let is_values = root.at(values).is_some();
    if is_values && form == MergeForm::Mimir {
        return Err(MergeError::Values(plan.platform));
    }
    if form == MergeForm::Chart {
        is_called_alike(root, plan)?;
    }
    if is_values {
        return Ok(());
    }
    let mut below = root.entries().iter();
    if let Some((key, value)) = below.find(|(_, it)| at(it, &render::CHART_CONFIGURATION).is_some())
    {
        return Err(MergeError::Nested {
            place: value.place(),
            key: key.text.clone(),
        });
    }
    // Whatever else is wrong with the options is for others to say.
    let component = plan.members.first().map(|member| member.component);
    let read = component.map(|it| settings::from_yaml(text, it, plan.release));
    let Some(Ok(Imported { settings, foreign })) = read else {
        return Ok(());
    };
    let is_known = |miss: &Miss| matches!(miss, Miss::NotTls { .. });
    let known = foreign
        .iter()
        .filter(|option| is_known(&option.miss))
        .count();
    match (known + settings.settings.len(), form) {
        (0, MergeForm::Mimir) if !foreign.is_empty() => Err(MergeError::Foreign),
        (1.., MergeForm::Chart) => Err(MergeError::NoValues),
        _ => Ok(()),
    }
}

/// Whether the chart, by values that rename what it makes, begins its names as
/// the plan does.
fn is_called_alike(root: &Node, plan: &Plan) -> Result<(), MergeError> {
    let said = |key: &str| {
        let node = root.at(key).filter(|node| !node.is_null())?;
        let text = node.text().filter(|text| !text.is_empty())?;
        Some((node.place(), text))
    };
    let (place, theirs) = match (said("fullnameOverride"), said("nameOverride")) {
        (Some((place, fullname)), _) => (place, chart_prefix(fullname)),
        (None, Some((place, infix))) => (place, chart_name(plan.cluster.name.as_str(), infix)),
        (None, None) => return Ok(()),
    };
    let ours = plan.cluster.prefix.as_str();
    match theirs == ours {
        true => Ok(()),
        false => Err(MergeError::Fullname {
            place,
            theirs,
            ours: ours.to_owned(),
        }),
    }
}

fn at<'a>(root: &'a Node, path: &[&str]) -> Option<&'a Node> {
    path.iter().try_fold(root, |node, key| node.at(key))
}

/// That the text says all that is wanted, and of the rest what it said before.
fn check(
    before: Option<&Node>,
    after: Option<&Node>,
    changed: &[Changed],
    form: MergeForm,
    wanted: &[&Setting],
) -> Result<(), MergeError> {
    let leaves = |root: Option<&Node>| {
        let mut leaves = BTreeMap::new();
        if let Some(root) = root {
            collect(root, String::new(), &mut leaves);
        }
        leaves
    };
    let (old, new) = (leaves(before), leaves(after));
    let prefix: Vec<&str> = form.prefix().collect();
    let path = |setting: &&Setting| {
        let name = [&*setting.name];
        prefix
            .iter()
            .copied()
            .chain(name)
            .collect::<Vec<_>>()
            .join(".")
    };
    let wanted: BTreeMap<String, &str> = (wanted.iter())
        .map(|setting| (path(setting), &*setting.value))
        .collect();
    let is_changed = |path: &String| changed.iter().any(|it| it.path == *path);
    let repeated = |path: &String| Err(MergeError::Repeated { path: path.clone() });
    for (path, value) in &old {
        let holds_ours = || {
            let below = format!("{path}.");
            value.is_empty() && wanted.keys().any(|key| key.starts_with(&below))
        };
        let is_ours = wanted.contains_key(path) && (is_changed(path) || value.is_empty());
        if new.get(path) != Some(value) && !is_ours && !holds_ours() {
            return repeated(path);
        }
    }
    for (path, value) in &new {
        if old.get(path) != Some(value) && wanted.get(path) != Some(&value.as_str()) {
            return repeated(path);
        }
    }
    match wanted
        .iter()
        .find(|(path, value)| new.get(*path).map(String::as_str) != Some(**value))
    {
        Some((path, _)) => repeated(path),
        None => Ok(()),
    }
}

/// Every value of a document by its path; what `<<` takes in stands there too,
/// where the mapping has no such key of its own.
fn collect(node: &Node, path: String, leaves: &mut BTreeMap<String, String>) {
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
