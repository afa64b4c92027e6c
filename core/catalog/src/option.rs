//! Options: a surface and a field, by the names that Mimir gives them.

use serde::Serialize;

use super::field::FieldRow;
use super::names::Span;
use super::{Catalog, Category, Component, DefaultValue, Field, Release, Surface, ValueType};

/// A TLS option of some releases of Mimir.
#[derive(Debug)]
pub struct OptionRow {
    surface: &'static Surface,
    field: Field,
    flag: Option<String>,
    yaml: String,
    value: ValueType,
    default: DefaultValue,
    category: Category,
    since: Release,
    removed_in: Option<Release>,
}

impl OptionRow {
    /// The option that `row` makes on `surface`, with the surface's exceptions.
    pub(super) fn new(surface: &'static Surface, row: &FieldRow) -> Self {
        let exception = surface
            .exceptions
            .iter()
            .find(|exception| exception.field == row.field);
        let exceptional_since = exception.and_then(|exception| exception.since);
        Self {
            surface,
            field: row.field,
            flag: surface
                .flag
                .zip(row.flag)
                .map(|(prefix, flag)| format!("{prefix}{flag}")),
            yaml: format!("{}{}", surface.yaml, row.yaml),
            value: row.value,
            default: exception
                .and_then(|exception| exception.default)
                .unwrap_or(row.default),
            category: exception
                .and_then(|exception| exception.category)
                .or(surface.category)
                .unwrap_or(row.category),
            since: [row.since, exceptional_since]
                .into_iter()
                .flatten()
                .fold(surface.since(), Release::max),
            removed_in: [surface.removed_in(), row.removed_in]
                .into_iter()
                .flatten()
                .min(),
        }
    }

    /// The surface that the option belongs to.
    pub fn surface(&self) -> &'static Surface {
        self.surface
    }

    /// The field of the surface that the option sets.
    pub fn field(&self) -> Field {
        self.field
    }

    /// The flag, without a leading dash; some options are YAML only.
    pub fn flag(&self) -> Option<&str> {
        self.flag.as_deref()
    }

    /// The YAML path, a dot between keys.
    pub fn yaml(&self) -> &str {
        &self.yaml
    }

    /// The type of the option's value.
    pub fn value_type(&self) -> ValueType {
        self.value
    }

    /// The option's default, when nobody sets it.
    pub fn default(&self) -> DefaultValue {
        self.default
    }

    /// The option's category in the last release that has it.
    pub fn category(&self) -> Category {
        self.category
    }

    /// The first release that has the option.
    pub fn since(&self) -> Release {
        self.since
    }

    /// The first release that has the option no more.
    pub fn removed_in(&self) -> Option<Release> {
        self.removed_in
    }

    /// The first release whose reference has the option, if that of any has.
    #[cfg(test)]
    pub(super) fn documented_since(&self) -> Release {
        self.surface
            .documented_in()
            .map_or(self.since, |since| since.max(self.since))
    }

    /// The first release that calls the option deprecated.
    pub fn deprecated_in(&self) -> Option<Release> {
        self.surface.deprecated_in
    }

    /// Whether `release` has the option.
    pub fn is_in(&self, release: Release) -> bool {
        release.is_within(Some(self.since), self.removed_in)
    }

    /// Whether `release` takes the option and its reference does not have it.
    pub fn is_hidden(&self, release: Release) -> bool {
        self.is_in(release) && self.surface.is_hidden(release)
    }

    /// The releases that take the option and hide it.
    pub(super) fn hidden(&self) -> Option<Span> {
        self.surface.hidden().then(|| Span {
            since: self.since,
            removed_in: self.surface.documented_in().or(self.removed_in),
        })
    }

    /// Whether `release` takes it, and then nothing comes of it.
    pub fn is_ignored(&self, release: Release) -> bool {
        self.surface.ignores(self.field, release)
    }

    /// The option as `mimir-tls options --format json` prints it.
    pub fn view(&self, release: Release) -> OptionView<'_> {
        OptionView {
            flag: self.flag(),
            yaml: self.yaml(),
            value: self.value,
            default: self.default,
            surface: self.surface.id(),
            components: Catalog::builtin().readers(self.surface, release),
            since: Catalog::builtin().known_since(self),
            removed_in: self.removed_in,
            category: self.category,
            hidden: self.is_hidden(release),
        }
    }
}

/// An option, flat, in the order that is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OptionView<'a> {
    /// The flag, without a leading dash; null where it is YAML only.
    pub flag: Option<&'a str>,
    /// The YAML path, a dot between keys.
    pub yaml: &'a str,
    /// The type of the option's value.
    #[serde(rename = "type")]
    pub value: ValueType,
    /// The option's default when nobody sets it; durations in nanoseconds.
    pub default: DefaultValue,
    /// The name of the option's surface.
    pub surface: &'static str,
    /// The components that read the option, composite targets left out.
    pub components: Vec<Component>,
    /// The first release that knows the option by its flag, or by its path where
    /// it has none.
    pub since: Release,
    /// The first release that has the option no more.
    pub removed_in: Option<Release>,
    /// The option's category: how settled Mimir calls it.
    pub category: Category,
    /// Whether Mimir takes the option and its reference does not have it.
    pub hidden: bool,
}
