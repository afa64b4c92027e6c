//! Values on a command line, as Go's flag package and Mimir's types read them.

use std::collections::BTreeSet;

use super::plain::text_is;
use super::{matchers, url};
use crate::catalog::{Catalog, OptionType, Takes};

/// Whether a flag of a type takes the text.
pub(crate) fn flag_takes(of: &OptionType, text: &str) -> bool {
    let inner = |name| Catalog::builtin().type_named(name);
    match of.takes() {
        Takes::Map("matchers") => names_in_flag(of, text).is_some(),
        Takes::Map(name) => inner(name).is_some_and(|inner| is_map(of, inner, text)),
        Takes::List("string") => true,
        Takes::List(name) => {
            inner(name).is_some_and(|inner| text.split(',').all(|part| flag_takes(inner, part)))
        }
        // In YAML nothing is no network; on a command line it is not read.
        Takes::Networks => text.split(',').all(url::is_network),
        Takes::Words(_) => of.has_word(text, false),
        _ => text_is(of.takes(), text),
    }
}

/// The names that a flag of matchers by name sets in its text, `a:{b="c"};d:{}`:
/// none where it does not take the text, or is of another type. A name is set
/// once, however often the flag is given.
pub(crate) fn names_in_flag<'a>(of: &OptionType, text: &'a str) -> Option<BTreeSet<&'a str>> {
    match of.takes() {
        Takes::Map("matchers") if text.trim().is_empty() => Some(BTreeSet::new()),
        Takes::Map("matchers") => trackers(text),
        _ => None,
    }
}

fn trackers(text: &str) -> Option<BTreeSet<&str>> {
    let mut names = BTreeSet::new();
    let mut pairs = text.split(';');
    let is_good = pairs.all(|pair| {
        pair.split_once(':').is_some_and(|(name, value)| {
            let (name, value) = (name.trim(), value.trim());
            !value.is_empty()
                && !name.is_empty()
                && names.insert(name)
                && matchers::are_matchers(value)
        })
    });
    is_good.then_some(names)
}

/// Whether a text is a map in JSON.
fn is_map(of: &OptionType, inner: &OptionType, text: &str) -> bool {
    use serde_json::Value;

    let is_inner = |value: &Value| match (inner.takes(), value) {
        (_, Value::Null) => true,
        (Takes::Text, Value::String(_)) | (Takes::Float, Value::Number(_)) => true,
        (Takes::Int, Value::Number(number)) => number.is_i64(),
        _ => false,
    };
    match serde_json::from_str(text) {
        Ok(Value::Null) => true,
        Ok(Value::Object(entries)) => entries
            .iter()
            .all(|(key, value)| of.has_key(key) && is_inner(value)),
        _ => false,
    }
}
