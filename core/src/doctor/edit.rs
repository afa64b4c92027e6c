//! A fix as an edit: a part of a text, replaced.

use std::ops::Range;

use serde::Serialize;

/// A fix that has been proven: a part of one text, replaced.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Edit {
    /// The input's path.
    pub file: String,
    /// The line in which the part begins, counted from 1.
    pub line: usize,
    /// The column in which it begins, in characters, counted from 1.
    pub column: usize,
    /// The line in which the part ends.
    pub end_line: usize,
    /// The column behind its last character.
    pub end_column: usize,
    /// What stands there; nothing where the fix comes in between.
    pub old: String,
    /// What is to stand there; nothing where the fix is to take something away.
    pub new: String,
    #[serde(skip)]
    pub(super) start: usize,
    #[serde(skip)]
    pub(super) diff: Vec<(char, String)>,
}

impl Edit {
    /// The part in bytes, a mark of order at the text's beginning not counted.
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.old.len()
    }

    /// The text with the edit made; none if it is not the text of the edit.
    pub fn apply(&self, text: &str) -> Option<String> {
        let mark = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let Range { start, end } = self.range();
        let (start, end) = (start + mark, end + mark);
        let is_there = text.get(start..end) == Some(self.old.as_str());
        is_there.then_some(())?;
        let (before, behind) = (text.get(..start)?, text.get(end..)?);
        Some(format!("{before}{}{behind}", self.new))
    }

    /// The edit as a diff of lines: `-`, `+`, and a blank before a line that
    /// stays.
    pub fn diff(&self) -> impl Iterator<Item = (char, &str)> {
        self.diff.iter().map(|(mark, line)| (*mark, line.as_str()))
    }
}
