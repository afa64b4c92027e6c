//! Values in YAML.

use std::borrow::Cow;

use super::plain::text_is;
use super::scalar::{Resolved, resolve};
use crate::catalog::{Catalog, OptionType, Takes};
use crate::document::{MapKey, Node, Value};

/// The parts of a value that a type does not take, in the order of the text: the
/// value itself, or what stands in its list or mapping. Nothing, where all is
/// taken.
pub(crate) fn refused<'a>(of: &OptionType, node: &'a Node) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    value(of, node, &mut parts);
    parts
}

/// A part of a value: a key, or a value.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part<'a> {
    /// A key that a mapping does not have.
    Key(&'a MapKey),
    /// A value of the wrong kind.
    Value(&'a Node),
}

impl Part<'_> {
    /// The line in which it begins.
    pub(crate) fn line(&self) -> usize {
        match self {
            Self::Key(key) => key.place.line,
            Self::Value(node) => node.first_line(),
        }
    }
}

/// Whether a key is what its tag says.
pub(crate) fn key_is_read(key: &MapKey) -> bool {
    resolve(&key.text, key.plain, key.tag.name()).is_some()
}

/// Whether all that stands in a value is what its tags say.
pub(crate) fn tags_hold(node: &Node) -> bool {
    match node.value() {
        Value::Scalar { .. } => resolved(node).is_some(),
        Value::List(items) => items.iter().all(tags_hold),
        Value::Map(entries) => {
            (entries.iter()).all(|(key, value)| key_is_read(key) && tags_hold(value))
        }
    }
}

/// Whether a value is nothing, and its tag says nothing else.
pub(crate) fn is_nothing(node: &Node) -> bool {
    resolved(node) == Some(Resolved::Null)
}

/// The text of a scalar, what is packed unpacked; empty for nothing, and for what
/// is no scalar.
pub(crate) fn text(node: &Node) -> Cow<'_, str> {
    match resolved(node) {
        Some(Resolved::Text(text)) => text,
        Some(Resolved::Null) => Cow::Borrowed(""),
        _ => Cow::Borrowed(node.text().unwrap_or_default()),
    }
}

/// What a scalar stands for; none where there is no scalar, or one that is not
/// what its tag says.
fn resolved(node: &Node) -> Option<Resolved<'_>> {
    match node.value() {
        Value::Scalar { text, plain } => resolve(text, *plain, node.tag()),
        Value::List(_) | Value::Map(_) => None,
    }
}

/// The truth value that a switch is set to, in the words of YAML 1.1 too; those
/// of 1.2 in quotes are texts, and none.
pub(super) fn truth(node: &Node) -> Option<bool> {
    match resolved(node)? {
        Resolved::Boolean(value) => Some(value),
        Resolved::Text(text) => match text.as_ref() {
            "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(true),
            "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn value<'a>(of: &OptionType, node: &'a Node, parts: &mut Vec<Part<'a>>) {
    let inner = |name| Catalog::builtin().type_named(name);
    match (of.takes(), node.value()) {
        (Takes::Anything, _) => {}
        (_, Value::Scalar { .. }) => {
            if !scalar_is(of, node) {
                parts.push(Part::Value(node));
            }
        }
        (Takes::TextOrList, Value::List(items)) => {
            if let Some(text) = inner("string") {
                items.iter().for_each(|item| value(text, item, parts));
            }
        }
        (Takes::List(name), Value::List(items)) => {
            if let Some(inner) = inner(name) {
                items.iter().for_each(|item| value(inner, item, parts));
            }
        }
        (Takes::Map(name), Value::Map(entries)) => {
            let before = parts.len();
            // Mimir reads all values as texts before it looks for matchers in them,
            // and looks at the keys last.
            let turns = match *name {
                "matchers" => ["string", "matchers"].as_slice(),
                ref name => std::slice::from_ref(name),
            };
            for turn in turns {
                for (key, node) in entries {
                    if !key_is_read(key) {
                        parts.push(Part::Key(key));
                    } else if let Some(inner) = inner(turn) {
                        value(inner, node, parts);
                    }
                }
                if parts.len() > before {
                    return;
                }
            }
            let strange = entries.iter().filter(|(key, _)| !of.has_key(&key.text));
            parts.extend(strange.map(|(key, _)| Part::Key(key)));
        }
        (Takes::Mapping(fields), Value::Map(entries)) => {
            for (key, node) in entries {
                match fields.get(key.text.as_str()).and_then(|name| inner(name)) {
                    Some(inner) if key_is_read(key) => value(inner, node, parts),
                    _ => parts.push(Part::Key(key)),
                }
            }
        }
        _ => parts.push(Part::Value(node)),
    }
}

/// Whether a type takes a scalar. Nothing at all leaves every type its default.
fn scalar_is(of: &OptionType, node: &Node) -> bool {
    let Some(found) = resolved(node) else {
        return false;
    };
    #[expect(clippy::cast_precision_loss, reason = "as in Go")]
    match (of.takes(), found) {
        (_, Resolved::Null) => true,
        (Takes::Boolean, _) => truth(node).is_some(),
        (Takes::Int, Resolved::Int(number)) => i64::try_from(number).is_ok(),
        // Go cuts it off, and does not look far below zero.
        (Takes::Int, Resolved::Float(number)) => number <= i64::MAX as f64,
        (Takes::Uint, Resolved::Int(number)) => number >= 0,
        (Takes::Uint, Resolved::Float(number)) => number <= u64::MAX as f64,
        (Takes::Float, found) => matches!(found, Resolved::Int(_) | Resolved::Float(_)),
        (Takes::Duration, Resolved::Int(number)) => number == 0,
        (Takes::Duration, Resolved::Text(text)) => text_is(&Takes::Duration, &text),
        (Takes::Int | Takes::Uint | Takes::Duration, _) => false,
        (Takes::List(_) | Takes::Map(_) | Takes::Mapping(_), _) => false,
        // Every other type reads the text, whatever it looks like.
        (takes, found) => {
            let text = match found {
                Resolved::Text(text) => text,
                _ => Cow::Borrowed(node.text().unwrap_or_default()),
            };
            match takes {
                Takes::Words(_) => of.has_word(&text, true),
                _ => text_is(takes, &text),
            }
        }
    }
}
