//! From flags or YAML back to settings.

use super::{Setting, Settings};
use crate::catalog::{Component, Miss, Release, ValueType};
use crate::cluster::{self, Form, Known, Lookup, Refusal};
use crate::document::{self, Position};

/// The options that were read from a text.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The TLS options of it, in the catalog's order.
    pub settings: Settings,
    /// Options that are none of TLS, or that the release does not know.
    pub foreign: Vec<ForeignOption>,
}

/// An option of somebody's text that is no TLS option of the release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignOption {
    /// The place at which the option stands in the text.
    pub place: Position,
    /// The option's name, and what is known of it.
    pub miss: Miss,
}

/// Why a text cannot be read as options.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// A text that is not valid YAML.
    #[error(transparent)]
    Document(#[from] document::DocumentError),
    /// A line that is no flag.
    #[error("line {line}: `{text}` is no flag; write one -name=value a line")]
    NoFlag {
        /// The line, counted from 1.
        line: usize,
        /// The beginning of the line.
        text: String,
    },
    /// A value that the option's type does not have.
    #[error("{place}: {name} is true or false, not `{value}`")]
    NotBool {
        /// The place of the value.
        place: Position,
        /// The name of the option.
        name: String,
        /// The value as it was written.
        value: String,
    },
    /// A value that an option of another type does not have.
    #[error("{place}: {name} does not take `{value}`; it wants a value of type {wanted}")]
    NotTaken {
        /// The place of the value.
        place: Position,
        /// The name of the option.
        name: String,
        /// The value as it was written.
        value: String,
        /// The type of the option.
        wanted: &'static str,
    },
    /// A list or mapping where an option wants one value.
    #[error("{place}: {name} wants one value, not a list or a mapping")]
    NotScalar {
        /// The place of the value.
        place: Position,
        /// The name of the option.
        name: String,
    },
    /// An option that stands there twice with two values.
    #[error("{place}: {name} stands here a second time, with another value")]
    Twice {
        /// The place of the second value.
        place: Position,
        /// The name of the option.
        name: String,
    },
}

/// Reads flags, one a line; empty lines and lines that begin with `#` explain.
///
/// # Errors
///
/// A line that is no flag, a truth value that is none, a flag set twice.
pub fn from_flags(
    text: &str,
    component: Component,
    release: Release,
) -> Result<Imported, ImportError> {
    let mut lookup = Lookup::new(release);
    let mut taken = Taken::default();
    for (line, text) in (1..).zip(text.lines()) {
        let flag = text.trim();
        if flag.is_empty() || flag.starts_with('#') {
            continue;
        }
        let Some(flag) = flag.strip_prefix("--").or_else(|| flag.strip_prefix('-')) else {
            let text = flag.chars().take(40).collect();
            return Err(ImportError::NoFlag { line, text });
        };
        // Go's flag package reads a lone boolean flag as true.
        let (name, value) = flag.split_once('=').unwrap_or((flag, "true"));
        let setting = lookup.setting(Form::Flag, name, value, cluster::Place::default());
        let place = Position { line, column: 1 };
        taken.take(setting, place, place)?;
    }
    Ok(taken.finish(component))
}

/// Reads Mimir's YAML. A null sets nothing.
///
/// # Errors
///
/// A text that is no YAML, or a truth value that is none.
pub fn from_yaml(
    text: &str,
    component: Component,
    release: Release,
) -> Result<Imported, ImportError> {
    from_yaml_at(text, &[], component, release)
}

/// Reads Mimir's YAML where it stands below a path of keys in a document of
/// another program; nothing is set where the path leads nowhere.
///
/// # Errors
///
/// As [`from_yaml`].
pub fn from_yaml_at(
    text: &str,
    path: &[&str],
    component: Component,
    release: Release,
) -> Result<Imported, ImportError> {
    let reading = document::read_below(0, text.as_bytes())?;
    if let Some(fault) = reading.faults.into_iter().next() {
        return Err(fault.into());
    }
    let mut lookup = Lookup::new(release);
    let mut taken = Taken::default();
    let below = path
        .iter()
        .try_fold(&reading.root, |node, key| node.at(key));
    let leaves = below.map(|node| cluster::leaves(node, &mut lookup));
    for leaf in leaves.unwrap_or_default() {
        let setting = leaf.setting("", 0, &mut lookup);
        if setting.option().is_none() || !leaf.value.is_null() {
            taken.take(setting, leaf.key, leaf.value.place())?;
        }
    }
    Ok(taken.finish(component))
}

/// What was taken from a text so far.
#[derive(Default)]
struct Taken {
    settings: Vec<Setting>,
    foreign: Vec<ForeignOption>,
}

impl Taken {
    /// Takes one setting, whose name stands at `key` and whose value at `place`.
    fn take(
        &mut self,
        setting: Setting,
        key: Position,
        place: Position,
    ) -> Result<(), ImportError> {
        let option = match setting.known {
            Known::Tls(option) => option,
            Known::Miss(miss) => {
                self.foreign.push(ForeignOption { place: key, miss });
                return Ok(());
            }
        };
        let name = || setting.name.to_string();
        if setting.is_block {
            let name = name();
            return Err(ImportError::NotScalar { place, name });
        }
        if let Some(Refusal::Value { wanted, .. }) = setting.refused.as_deref() {
            let wanted = *wanted;
            let (name, value) = (name(), setting.value);
            return Err(match option.value_type() {
                ValueType::Boolean => ImportError::NotBool { place, name, value },
                _ => ImportError::NotTaken {
                    place,
                    name,
                    value,
                    wanted,
                },
            });
        }
        let mut earlier = self.settings.iter();
        match earlier.find(|it| it.option().is_some_and(|it| it.yaml() == option.yaml())) {
            Some(first) if first.value == setting.value => {}
            Some(_) => {
                let name = name();
                return Err(ImportError::Twice { place, name });
            }
            None => self.settings.push(setting),
        }
        Ok(())
    }

    fn finish(mut self, component: Component) -> Imported {
        self.settings.sort_by_key(|setting| {
            let option = setting.option();
            option.map(|option| (option.surface(), option.field()))
        });
        Imported {
            settings: Settings {
                component,
                settings: self.settings,
            },
            foreign: self.foreign,
        }
    }
}
