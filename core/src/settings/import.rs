//! From flags or YAML back to settings.

use super::{Setting, Settings, Value};
use crate::catalog::{Catalog, Component, Miss, OptionRow, Release, ValueType};
use crate::document::{self, Node, Place};

/// What was read from a text.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The TLS options of it, in the catalog's order.
    pub settings: Settings,
    /// Options that are none of TLS, or that the release does not know.
    pub foreign: Vec<Foreign>,
}

/// An option of somebody's text that is no TLS option of the release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreign {
    /// Where.
    pub place: Place,
    /// Its name, and what is known of it.
    pub miss: Miss,
}

/// Why a text cannot be read as options.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// It is no YAML.
    #[error(transparent)]
    Document(#[from] document::Error),
    /// A line that is no flag.
    #[error("line {line}: `{text}` is no flag; write one -name=value a line")]
    NoFlag {
        /// The line, counted from 1.
        line: usize,
        /// Its beginning.
        text: String,
    },
    /// A value that the option's type does not have.
    #[error("{place}: {name} is true or false, not `{value}`")]
    NotBool {
        /// Where.
        place: Place,
        /// Which option.
        name: String,
        /// What stands there.
        value: String,
    },
    /// A list or mapping where an option wants one value.
    #[error("{place}: {name} wants one value, not a list or a mapping")]
    NotScalar {
        /// Where.
        place: Place,
        /// Which option.
        name: String,
    },
    /// An option that stands there twice with two values.
    #[error("{place}: {name} stands here a second time, with another value")]
    Twice {
        /// Where the second is.
        place: Place,
        /// Which option.
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
    let catalog = Catalog::builtin();
    let mut reader = Reader::default();
    for (index, line) in text.lines().enumerate() {
        let line_number = index + 1;
        let flag = line.trim();
        if flag.is_empty() || flag.starts_with('#') {
            continue;
        }
        let Some(flag) = flag.strip_prefix("--").or_else(|| flag.strip_prefix('-')) else {
            let text = flag.chars().take(40).collect();
            return Err(ImportError::NoFlag {
                line: line_number,
                text,
            });
        };
        let place = Place {
            line: line_number,
            column: 1,
        };
        // Go's flag package reads a lone boolean flag as true.
        let (name, value) = flag.split_once('=').unwrap_or((flag, "true"));
        match catalog.by_flag(name, release) {
            Ok(option) => reader.add(option, name, value, place)?,
            Err(miss) => reader.foreign.push(Foreign { place, miss }),
        }
    }
    Ok(reader.finish(component))
}

/// Reads Mimir's YAML.
///
/// # Errors
///
/// A text that is no YAML, or a truth value that is none.
pub fn from_yaml(
    text: &str,
    component: Component,
    release: Release,
) -> Result<Imported, ImportError> {
    let tree = document::parse(text.as_bytes())?;
    let mut reader = Reader::default();
    reader.walk(&tree, &mut String::new(), release)?;
    Ok(reader.finish(component))
}

#[derive(Default)]
struct Reader {
    settings: Vec<Setting>,
    foreign: Vec<Foreign>,
}

impl Reader {
    fn walk(
        &mut self,
        node: &Node,
        path: &mut String,
        release: Release,
    ) -> Result<(), ImportError> {
        let catalog = Catalog::builtin();
        for (key, value) in node.entries() {
            let above = path.len();
            if above > 0 {
                path.push('.');
            }
            path.push_str(&key.text);
            if !value.entries().is_empty() {
                self.walk(value, path, release)?;
            } else {
                match (catalog.by_yaml(path, release), value.text()) {
                    (Ok(option), Some(text)) => self.add(option, path, text, value.place())?,
                    (Err(miss), _) => self.foreign.push(Foreign {
                        place: key.place,
                        miss,
                    }),
                    (Ok(_), None) => {
                        let name = path.clone();
                        return Err(ImportError::NotScalar {
                            place: value.place(),
                            name,
                        });
                    }
                }
            }
            path.truncate(above);
        }
        Ok(())
    }

    fn add(
        &mut self,
        option: &'static OptionRow,
        name: &str,
        text: &str,
        place: Place,
    ) -> Result<(), ImportError> {
        let value = if option.value_type() == ValueType::Boolean {
            match text {
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                _ => {
                    let (name, value) = (name.to_owned(), text.to_owned());
                    return Err(ImportError::NotBool { place, name, value });
                }
            }
        } else {
            Value::Text(text.to_owned())
        };
        match self
            .settings
            .iter()
            .find(|setting| setting.option.yaml() == option.yaml())
        {
            Some(first) if first.value == value => Ok(()),
            Some(_) => Err(ImportError::Twice {
                place,
                name: name.to_owned(),
            }),
            None => {
                self.settings.push(Setting {
                    option,
                    value,
                    reason: None,
                });
                Ok(())
            }
        }
    }

    fn finish(mut self, component: Component) -> Imported {
        self.settings
            .sort_by_key(|setting| (setting.option.surface(), setting.option.field()));
        Imported {
            settings: Settings {
                component,
                settings: self.settings,
            },
            foreign: self.foreign,
        }
    }
}
