//! What an option takes, as exactly as Mimir's own types say it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Catalog, ValueType};

/// A row of `data/types.json`: a type of Mimir's options, or of a part of one.
///
/// Mimir's reference has a rough word for each option, which is its
/// [`ValueType`]; where Mimir is more exact, a row names the options.
#[derive(Debug, Deserialize)]
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
    /// What the YAML paths of its options end with.
    #[serde(default)]
    options: Vec<&'static str>,
    /// Flags that no YAML key has.
    #[serde(default)]
    flags: Vec<&'static str>,
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

/// The types, by name and by option.
#[derive(Debug)]
pub(super) struct Types {
    rows: Vec<OptionType>,
    /// The places of rows by what they say of names.
    by_name: BTreeMap<&'static str, usize>,
    by_option: BTreeMap<&'static str, usize>,
    by_flag: BTreeMap<&'static str, usize>,
}

impl Types {
    pub(super) fn new(rows: Vec<OptionType>) -> Self {
        let names = |of: fn(&OptionType) -> &[&'static str]| {
            let all = rows.iter().enumerate();
            all.flat_map(|(at, row)| of(row).iter().map(move |name| (*name, at)))
                .collect()
        };
        Self {
            by_name: names(|row| std::slice::from_ref(&row.name)),
            by_option: names(|row| &row.options),
            by_flag: names(|row| &row.flags),
            rows,
        }
    }

    /// The type called so.
    pub(super) fn named(&self, name: &str) -> Option<&OptionType> {
        self.rows.get(*self.by_name.get(name)?)
    }

    /// The type of the option at a YAML path: by the longest of its ends that a
    /// row has, or else by the word that Mimir's reference has for it.
    pub(super) fn of_path(&self, path: &str, value: ValueType) -> Option<&OptionType> {
        let ends = path.match_indices('.').map(|(at, _)| at + 1);
        let found = std::iter::once(0)
            .chain(ends)
            .find_map(|at| self.by_option.get(path.get(at..)?));
        self.row(found, value)
    }

    /// The type of a flag that no YAML key has.
    pub(super) fn of_flag(&self, flag: &str, value: ValueType) -> Option<&OptionType> {
        self.row(self.by_flag.get(flag), value)
    }

    fn row(&self, found: Option<&usize>, value: ValueType) -> Option<&OptionType> {
        match found {
            Some(at) => self.rows.get(*at),
            None => self.named(match value {
                ValueType::String => "string",
                ValueType::Boolean => "boolean",
                ValueType::Duration => "duration",
                ValueType::Int => "int",
                ValueType::Float => "float",
                ValueType::Compound => "anything",
            }),
        }
    }
}

impl Catalog {
    /// The type called so, as another names it for its items.
    pub fn type_named(&'static self, name: &str) -> Option<&'static OptionType> {
        self.types().named(name)
    }
}

#[cfg(test)]
mod tests {
    use super::super::rows;
    use super::*;

    #[test]
    fn every_row_names_rows_and_options_that_are_there() {
        let catalog = Catalog::builtin();
        let named = |name| assert!(catalog.type_named(name).is_some(), "{name}");
        for row in &catalog.types().rows {
            match &row.takes {
                Takes::List(of) | Takes::Map(of) => named(of),
                Takes::Mapping(fields) => fields.values().for_each(|of| named(of)),
                _ => {}
            }
        }
        for word in ["string", "boolean", "duration", "int", "float", "anything"] {
            named(word);
        }
        let paths = catalog.yaml_paths();
        for (end, at) in &catalog.types().by_option {
            let ends = |path: &&str| {
                path.strip_suffix(end)
                    .is_some_and(|it| it.is_empty() || it.ends_with('.'))
            };
            assert!(paths.iter().any(ends), "{end} of {at}");
        }
        let flags = rows::command_line();
        for flag in catalog.types().by_flag.keys() {
            assert!(flags.iter().any(|row| row.flag == *flag), "{flag}");
        }
        let names: usize = catalog
            .types()
            .rows
            .iter()
            .map(|row| row.options.len())
            .sum();
        assert_eq!(
            names,
            catalog.types().by_option.len(),
            "an end stands twice"
        );
    }

    #[test]
    fn what_is_no_scalar_has_a_type_of_its_own() {
        let catalog = Catalog::builtin();
        for release in catalog.releases() {
            for path in catalog.yaml_paths() {
                if catalog.yaml_value(path, release) == Some(ValueType::Compound) {
                    let found = catalog.types().of_path(path, ValueType::String);
                    assert_ne!(found.map(OptionType::name), Some("string"), "{path}");
                }
            }
        }
    }
}
