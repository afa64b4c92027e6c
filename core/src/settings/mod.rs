//! Which options each component gets, with what values, and why.
//!
//! [`resolve`] goes from a plan to settings, [`from_flags`] and [`from_yaml`]
//! come back to them from text. No syntax is known here, and no option's name.

mod import;
mod reason;
mod resolve;

pub use import::{Foreign, ImportError, Imported, from_flags, from_yaml};
pub use reason::Reason;
pub use resolve::resolve;

// Where the proof still looks for it.
pub use crate::folder::CertFile;

use std::collections::BTreeMap;

use crate::catalog::{Component, Field, OptionRow, Surface};

/// One option with its value.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The option, as its release knows it.
    pub option: &'static OptionRow,
    /// What it is set to.
    pub value: Value,
    /// Why; `None` for a setting that was read from somebody's text.
    pub reason: Option<Reason>,
}

/// The value of an option.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// A truth value.
    Bool(bool),
    /// Any other, as its text.
    Text(String),
}

impl Value {
    /// The text of it, as it stands behind a flag's `=`.
    pub fn text(&self) -> &str {
        match self {
            Self::Bool(true) => "true",
            Self::Bool(false) => "false",
            Self::Text(text) => text,
        }
    }
}

/// All settings of one component, in the catalog's order.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Whose they are.
    pub component: Component,
    /// Them.
    pub settings: Vec<Setting>,
}

impl Settings {
    /// The surfaces that are set, in order, each with its settings.
    pub fn blocks(&self) -> impl Iterator<Item = (&'static Surface, &[Setting])> {
        self.settings
            .chunk_by(|a, b| a.option.surface() == b.option.surface())
            .filter_map(|block| Some((block.first()?.option.surface(), block)))
    }

    /// The value of one option of one surface.
    pub fn value(&self, surface: &Surface, field: Field) -> Option<&Value> {
        self.settings
            .iter()
            .find(|setting| setting.option.surface() == surface && setting.option.field() == field)
            .map(|setting| &setting.value)
    }

    /// The text of one option of one surface; none where it is not set.
    pub fn text(&self, surface: &Surface, field: Field) -> Option<&str> {
        self.value(surface, field).map(Value::text)
    }

    /// Whether one option of one surface is set to true.
    pub fn is_on(&self, surface: &Surface, field: Field) -> bool {
        self.value(surface, field) == Some(&Value::Bool(true))
    }

    /// Options and values alone: what two texts that mean the same agree in.
    pub fn meaning(&self) -> BTreeMap<&'static str, &Value> {
        self.settings
            .iter()
            .map(|setting| (setting.option.yaml(), &setting.value))
            .collect()
    }
}
