//! A word of a command, and what of it is not known.

use super::super::super::finding::Place;

/// A word of a command, as Mimir would see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::doctor::read) struct Argument {
    /// The word, quotes taken off; what is not known stands as it is written,
    /// between [`OPEN`] and [`CLOSE`].
    pub(in crate::doctor::read) text: String,
    /// The place of the word, or of the variable that it comes from.
    pub(in crate::doctor::read) place: Place,
    /// What of it nothing sets, as it is written: `$EXTRA`.
    pub(in crate::doctor::read) unknown: Option<String>,
    /// Whether it is all unknown and may as well be many words, or none.
    pub(in crate::doctor::read) is_open: bool,
}

/// Stands before what is not known in a word: a letter that no text has.
pub(super) const OPEN: char = '\u{f8f0}';
/// Stands behind it.
pub(super) const CLOSE: char = '\u{f8f1}';

/// A text with the marks of what is not known taken out, and whether there were any.
pub(in crate::doctor::read) fn unmarked(text: &str) -> Option<String> {
    text.contains([OPEN, CLOSE])
        .then(|| text.replace([OPEN, CLOSE], ""))
}

/// What is not known, as a word shows it.
pub(in crate::doctor::read) fn marked(text: &str) -> String {
    format!("{OPEN}{text}{CLOSE}")
}

impl Argument {
    /// A word that is known as it stands.
    pub(in crate::doctor::read) fn known(text: impl Into<String>, place: Place) -> Self {
        Self {
            text: text.into(),
            place,
            unknown: None,
            is_open: false,
        }
    }

    /// A word of which nothing is known.
    pub(in crate::doctor::read) fn open(written: &str, place: Place) -> Self {
        Self {
            text: marked(written),
            place,
            unknown: Some(written.to_owned()),
            is_open: true,
        }
    }
}
