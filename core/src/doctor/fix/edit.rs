//! A fix as an edit: a part of a text, replaced.

use std::ops::Range;

use serde::Serialize;

use super::super::input::Source;
use super::text::{Splice, head, line_start, tail};
use crate::shown;

/// A longer line, in bytes, is fixed by hand: its fix would be as long, and
/// such a line has many.
const LONGEST: usize = 4096;

/// What stands beside a secret that is no key.
const SECRETS: [&str; 4] = ["token", "password", "secret_id", "secret-id"];

/// A fix that has been proven: a part of one text, replaced.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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
    start: usize,
    #[serde(skip)]
    diff: Vec<(char, String)>,
}

impl Edit {
    /// The edit that makes a splice of a text. None where a line of it is too
    /// long, or could hold a secret.
    pub(super) fn new(source: &Source, splice: &Splice) -> Option<Self> {
        let text = source.text.as_str();
        let Range { start, end } = splice.range;
        let old = text.get(start..end)?;
        let (before, behind) = (head(text, start), tail(text, end));
        let texts = [old, splice.new.as_str()].map(|middle| format!("{before}{middle}{behind}"));
        let is_long = texts.iter().any(|text| text.len() > LONGEST);
        let line = |at: usize| text.get(..at).map_or(0, |it| it.matches('\n').count()) + 1;
        let mut lines = texts.iter().flat_map(|text| text.lines());
        let is_secret = lines.any(|line| SECRETS.iter().any(|word| line.contains(word)))
            || texts.iter().any(|text| shown::is_secret(text))
            || source.is_within_pem(line(start));
        if is_long || is_secret {
            return None;
        }
        let column = |at: usize| {
            let letters = text.get(line_start(text, at)..at).unwrap_or_default();
            letters.chars().count() + 1
        };
        Some(Self {
            file: source.path.clone(),
            line: line(start),
            column: column(start),
            end_line: line(end),
            end_column: column(end),
            old: old.to_owned(),
            new: splice.new.clone(),
            start,
            diff: diff(&texts[0], &texts[1]),
        })
    }

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

/// The lines of two texts, those in common at both ends once.
fn diff(old: &str, new: &str) -> Vec<(char, String)> {
    let lines = |text: &str| -> Vec<String> { text.lines().map(str::to_owned).collect() };
    let (mut old, mut new) = (lines(old), lines(new));
    let same = |(one, other): &(&String, &String)| one == other;
    let first = old.iter().zip(&new).take_while(same).count();
    let rest = old.len().min(new.len()) - first;
    let last = old.iter().rev().zip(new.iter().rev());
    let last = last.take(rest).take_while(same).count();
    let behind = new.split_off(new.len() - last);
    let added = new.split_off(first);
    let removed = old.drain(first..old.len() - last);
    let mark = |mark: char| move |line: String| (mark, line);
    (new.into_iter().map(mark(' ')))
        .chain(removed.map(mark('-')))
        .chain(added.into_iter().map(mark('+')))
        .chain(behind.into_iter().map(mark(' ')))
        .collect()
}
