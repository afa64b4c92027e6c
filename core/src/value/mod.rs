//! What a value of Mimir's types is read from: on a command line as Go's flag
//! package reads it, in YAML as Go's YAML library does.
//!
//! The two differ. `yes` is a truth value in YAML and none on a command line,
//! `"true"` in quotes is one on neither side of a YAML colon, `0x10` is a number in
//! both, and a list is a list in YAML and commas or several flags on a command
//! line. Whether a regular expression is one is not asked.

mod bytes;
mod duration;
mod matchers;
mod number;
mod scalar;
mod url;
mod yaml;

pub(crate) use yaml::{Part, is_nothing, key_is_read, refused, text as text_of_yaml};

use crate::catalog::{Catalog, OptionType, Takes};

/// A truth value as a type takes it; none where it does not.
pub(crate) fn truth_of_flag(text: &str) -> Option<bool> {
    number::parse_bool(text)
}

/// The truth value that a switch in YAML is set to; none where it is none.
pub(crate) fn truth_of_yaml(node: &crate::document::Node) -> Option<bool> {
    yaml::truth(node)
}

/// Whether a flag of a type takes the text.
pub(crate) fn flag_takes(of: &OptionType, text: &str) -> bool {
    let inner = |name| Catalog::builtin().type_named(name);
    match of.takes() {
        // `a:{b="c"};d:{}`.
        Takes::Map("matchers") => text.trim().is_empty() || are_trackers(text),
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

/// Whether a text by itself is a value.
fn text_is(takes: &Takes, text: &str) -> bool {
    match takes {
        Takes::Anything | Takes::Text | Takes::TextOrList => true,
        Takes::Name => !text.is_empty(),
        Takes::Boolean => number::parse_bool(text).is_some(),
        Takes::Int => number::parse_int(text).is_some_and(|it| i64::try_from(it).is_ok()),
        Takes::Uint => number::parse_uint(text).is_some(),
        Takes::Float => number::parse_float(text).is_some(),
        Takes::Duration => duration::is_duration(text),
        Takes::PrometheusDuration => duration::is_prometheus_duration(text),
        Takes::Size => bytes::is_size(text),
        Takes::Url => url::is_url(text),
        Takes::Networks => text.is_empty() || text.split(',').all(url::is_network),
        Takes::Matchers => matchers::are_matchers(text),
        Takes::Words(_) | Takes::List(_) | Takes::Map(_) | Takes::Mapping(_) => false,
    }
}

fn are_trackers(text: &str) -> bool {
    let mut names = std::collections::BTreeSet::new();
    text.split(';').all(|pair| {
        pair.split_once(':').is_some_and(|(name, value)| {
            let (name, value) = (name.trim(), value.trim());
            !value.is_empty()
                && !name.is_empty()
                && names.insert(name)
                && matchers::are_matchers(value)
        })
    })
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
