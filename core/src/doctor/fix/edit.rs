//! From a splice to an edit, which people see.

use std::ops::Range;

use super::super::edit::Edit;
use super::super::input::Source;
use super::super::redact;
use crate::document::splice::{Splice, head, line_start, tail};
use crate::shown;

/// A longer line, in bytes, is fixed by hand: its fix would be as long, and
/// such a line has many.
const LONGEST: usize = 4096;

/// The edit that makes a splice of a text. None where a line of it is too
/// long, or could hold a secret.
pub(super) fn of(source: &Source, splice: &Splice) -> Option<Edit> {
    let text = source.text.as_str();
    let Range { start, end } = splice.range;
    let old = text.get(start..end)?;
    let (before, behind) = (head(text, start), tail(text, end));
    let texts = [old, splice.new.as_str()].map(|middle| format!("{before}{middle}{behind}"));
    let is_long = texts.iter().any(|text| text.len() > LONGEST);
    let line = |at: usize| text.get(..at).map_or(0, |it| it.matches('\n').count()) + 1;
    let mut lines = texts.iter().flat_map(|text| text.lines());
    let is_secret = lines.any(|it| redact::names_secret(it) || redact::sets_variable(it))
        || texts.iter().any(|text| shown::is_secret(text))
        || source.is_within_pem(line(start));
    if is_long || is_secret {
        return None;
    }
    let column = |at: usize| {
        let letters = text.get(line_start(text, at)..at).unwrap_or_default();
        letters.chars().count() + 1
    };
    Some(Edit {
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
