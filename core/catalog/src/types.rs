//! What an option takes, as exactly as Mimir's own types say it.

use std::collections::BTreeMap;

use serde::Deserialize;

#[cfg(test)]
use super::ValueType;
use super::{Catalog, Release};

/// A row of `data/types.json`: what a type of Mimir's options takes, or of a part
/// of one.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionType {
    #[serde(rename = "type")]
    name: &'static str,
    takes: Takes,
    /// The keys that a map may have; any if none is told.
    #[serde(default)]
    keys: Vec<&'static str>,
    /// Whether words are held to on a command line alone.
    #[serde(default)]
    is_text_in_yaml: bool,
    /// Whether words may be in capital letters.
    #[serde(default)]
    is_any_case: bool,
}

/// What values a type takes.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Takes {
    /// Whatever there is.
    Anything,
    /// A text.
    Text,
    /// A text that is not empty.
    Name,
    /// A truth value.
    Boolean,
    /// A whole number of 64 bits.
    Int,
    /// The same without a sign.
    Uint,
    /// A number.
    Float,
    /// A duration in Go's notation, `1h30m`.
    Duration,
    /// A duration in Prometheus' notation, `7d`.
    PrometheusDuration,
    /// A size, `10MiB`.
    Size,
    /// An address, or nothing.
    Url,
    /// Networks, `10.0.0.0/8`, a comma between them; or nothing.
    Networks,
    /// Conditions on labels, `{a="b"}`.
    Matchers,
    /// One of these words.
    Words(Vec<&'static str>),
    /// A text with commas, or a list of texts.
    TextOrList,
    /// A list of a type.
    List(&'static str),
    /// A map from names to a type.
    Map(&'static str),
    /// A mapping with these keys, each of a type.
    Mapping(BTreeMap<&'static str, &'static str>),
}

impl OptionType {
    /// The name of the type: Mimir's word, or the nearest to it.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What values the type takes.
    pub fn takes(&self) -> &Takes {
        &self.takes
    }

    /// Whether a map of the type may have that key.
    pub fn has_key(&self, key: &str) -> bool {
        self.keys.is_empty() || self.keys.contains(&key)
    }

    /// Whether that is one of the type's words; in YAML some take any.
    pub fn has_word(&self, word: &str, in_yaml: bool) -> bool {
        let Takes::Words(words) = &self.takes else {
            return false;
        };
        let lower = self.is_any_case.then(|| word.to_lowercase());
        let word = lower.as_deref().unwrap_or(word);
        in_yaml && self.is_text_in_yaml || words.contains(&word)
    }
}

/// The types, by name.
#[derive(Debug)]
pub(super) struct Types(BTreeMap<&'static str, OptionType>);

impl Types {
    pub(super) fn new(rows: Vec<OptionType>) -> Self {
        Self(rows.into_iter().map(|row| (row.name, row)).collect())
    }
}

impl Catalog {
    /// The type called so: a [`ValueType`], or what is inside of one.
    pub fn type_named(&'static self, name: &str) -> Option<&'static OptionType> {
        self.types().0.get(name)
    }

    /// What exactly that flag takes, TLS or not; `None` where `release` lacks it.
    pub fn flag_type(&'static self, flag: &str, release: Release) -> Option<&'static OptionType> {
        self.type_named(self.flag_value(flag, release)?.name())
    }

    /// What exactly that YAML path takes, TLS or not; `None` where `release`
    /// lacks it, and for what is below a map or list.
    pub fn yaml_type(&'static self, path: &str, release: Release) -> Option<&'static OptionType> {
        self.type_named(self.yaml_value(path, release)?.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_a_row_and_every_row_is_of_use() {
        let rows = super::super::rows::types();
        let mut inner: Vec<&str> = ValueType::ALL.iter().map(|value| value.name()).collect();
        for row in &rows {
            match &row.takes {
                Takes::List(of) | Takes::Map(of) => inner.push(of),
                Takes::Mapping(fields) => inner.extend(fields.values()),
                _ => {}
            }
        }
        let catalog = Catalog::builtin();
        for name in &inner {
            assert!(catalog.type_named(name).is_some(), "{name}");
        }
        for row in &rows {
            assert!(inner.contains(&row.name), "{}", row.name);
        }
        assert_eq!(rows.len(), catalog.types().0.len(), "a name stands twice");
    }
}
