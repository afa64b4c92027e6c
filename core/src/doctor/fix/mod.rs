//! Fixes: from what a rule wants to an edit that has been proven.
//!
//! A rule says what is to change at a place, as a [`Wish`]. Here the form of the
//! text makes a splice of it: an entry of YAML or JSON, in blocks or flows and
//! in texts inside ([`tree`]), or a word of a command ([`words`]). The splice is
//! made in memory, and all that was handed over is looked at again ([`proof`]):
//! an edit is offered only if the text differs in one thing, at most one setting
//! with it, the finding is gone, and none has come. Else the fix stays words.

mod edit;
mod inside;
mod proof;
mod shape;
mod tree;
mod whole;
mod words;

pub(in crate::doctor) use proof::{Group, edits};
pub(super) use whole::fixes;
pub use whole::{FixedText, Fixes};

use std::ops::Range;

use super::input::{Kind, Source};
use super::wish::{Change, Wish};
use crate::document::splice::{Splice, offset};
use words::CommandLine;

/// The splice that makes a wish come true, if the text has a form for it.
fn splice(source: &Source, wish: &Wish) -> Option<Splice> {
    let text = source.text.as_str();
    let at = || offset(text, wish.place.line, wish.place.column);
    let mut splice = match source.kind {
        Kind::Yaml => tree::splice(text, wish),
        Kind::Flags => CommandLine::list(text).splice(at(), wish),
        // Its words are JSON's, or a shell's inside one line.
        Kind::Dockerfile => None,
        // Those of HCL have quotes, and commas between them.
        Kind::Nomad if matches!(wish.change, Change::Add(_) | Change::Remove) => None,
        _ => CommandLine::new(text, 0..text.len()).splice(at(), wish),
    }?;
    // A text without a last break gets none by what goes at its end.
    let Range { start, end } = splice.range;
    if splice.new.is_empty() && end == text.len() && !text.ends_with('\n') {
        splice.range.start = text.get(..start)?.trim_end_matches(['\r', '\n']).len();
    }
    Some(splice)
}
