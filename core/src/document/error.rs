//! What is wrong with a document, and where.

use std::fmt;

use serde::de::{Expected, Unexpected};

use super::Position;
use crate::nearest;

/// What kind of fault a [`DocumentError`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// A key that stands twice in one mapping.
    Repeated,
    /// More than is read: too long, too deep, too many values, or one in itself.
    Bounds,
    /// Any other fault: a text that is no YAML, or not what its reader wants.
    Other,
}

/// Why a document cannot be read.
///
/// It names the place, the path of keys and the fault; [`DocumentError::hint`] says what
/// to write instead, where that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentError {
    kind: ErrorKind,
    place: Option<Position>,
    path: Vec<String>,
    message: String,
    hint: Option<String>,
}

impl DocumentError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            kind: ErrorKind::Other,
            place: None,
            path: Vec::new(),
            message: message.into(),
            hint: None,
        }
    }

    /// A fault of that kind.
    pub(super) fn of_kind(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            ..Self::new(message)
        }
    }

    /// A fault of what the document means, which its reader has found.
    pub fn at(place: Position, message: impl Into<String>) -> Self {
        Self::new(message).placed(place)
    }

    /// The error with a hint on what to write instead.
    #[must_use]
    pub fn hinted(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Sets the place unless a value further in has set its own.
    pub(super) fn placed(mut self, place: Position) -> Self {
        self.place.get_or_insert(place);
        self
    }

    pub(crate) fn under(mut self, key: &str) -> Self {
        self.path.insert(0, key.to_owned());
        self
    }

    /// The kind of the error: a repeated key, a bound, or another.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The fault of a value that stands in no text.
    pub(crate) fn without_place(mut self) -> Self {
        self.place = None;
        self
    }

    /// The place of the fault, if it has one at all (an empty text has none).
    pub fn place(&self) -> Option<Position> {
        self.place
    }

    /// The keys that lead to the value, joined by dots; empty at the top.
    pub fn path(&self) -> String {
        self.path.join(".")
    }

    /// The fault by itself, without its place and path.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Those words about the fault, with the hint behind them where there is one.
    pub fn with_hint(&self, words: impl fmt::Display) -> String {
        match &self.hint {
            Some(hint) => format!("{words}; {hint}"),
            None => words.to_string(),
        }
    }

    /// The hint on what to write instead, where there is one.
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = self.place {
            write!(f, "{place}: ")?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path.join("."))?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for DocumentError {}

impl serde::de::Error for DocumentError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }

    fn invalid_type(given: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        Self::new(format!(
            "invalid type: {given}, expected {}",
            plainly(wanted)
        ))
    }

    fn invalid_value(given: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        Self::new(format!(
            "invalid value: {given}, expected {}",
            plainly(wanted)
        ))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        unknown("key", field, expected)
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        unknown("value", variant, expected)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(format!("the key `{field}` is missing"))
    }
}

/// What a reader wants, without the names of types by which a derived one says it.
fn plainly(wanted: &dyn Expected) -> String {
    match wanted.to_string() {
        name if name.starts_with("struct ") => "a mapping from keys to values".to_owned(),
        name if matches!(name.as_str(), "u8" | "u16" | "u32" | "u64" | "usize") => {
            "a whole number, 0 or more".to_owned()
        }
        other => other,
    }
}

fn unknown(what: &str, given: &str, expected: &'static [&'static str]) -> DocumentError {
    DocumentError::new(format!("unknown {what} `{given}`"))
        .hinted(nearest::suggestion(given, expected.iter().copied()))
}
