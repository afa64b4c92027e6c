//! What a text says, apart from how: in how many things two texts differ.

use super::super::input::Kind;
use super::tree::documents;
use super::words::commands;
use crate::document::{self, Node, Value};

/// More than any fix changes.
const MANY: usize = 99;

/// In how many entries, items, values or words two texts of one kind differ.
/// None where one of them cannot be read.
pub(super) fn differences(kind: Kind, before: &str, after: &str) -> Option<usize> {
    if kind != Kind::Yaml {
        return Some(in_commands(kind, before, after));
    }
    let (old, new) = (documents(before), documents(after));
    (old.len() == new.len()).then_some(())?;
    let mut found = 0;
    for ((_, old), (_, new)) in old.into_iter().zip(new) {
        let (old, new) = (before.get(old)?, after.get(new)?);
        if old != new {
            let parse = |text: &str| document::parse(text.as_bytes()).ok();
            found += in_trees(&parse(old)?, &parse(new)?);
        }
    }
    Some(found)
}

fn in_trees(old: &Node, new: &Node) -> usize {
    match (old.value(), new.value()) {
        (Value::Map(_), Value::Map(_)) => in_maps(old, new),
        (Value::List(old), Value::List(new)) => {
            let (old, new) = middle(old, new, |one, other| in_trees(one, other) == 0);
            match (old.len(), new.len()) {
                // A flag, and the value behind it.
                (0, 1 | 2) | (1 | 2, 0) => 1,
                (some, others) if some == others => old
                    .iter()
                    .zip(new)
                    .map(|(old, new)| in_trees(old, new))
                    .sum(),
                _ => MANY,
            }
        }
        (
            Value::Scalar { text: old, plain },
            Value::Scalar {
                text: new,
                plain: other,
            },
        ) => match old == new {
            true => usize::from(plain != other),
            false => in_texts(old, new),
        },
        _ => MANY,
    }
}

fn in_maps(old: &Node, new: &Node) -> usize {
    let mut gone = Vec::new();
    let mut found = 0;
    for (key, value) in old.entries() {
        match new.at(&key.text) {
            Some(other) => found += in_trees(value, other),
            None => gone.push(value),
        }
    }
    let come = new
        .entries()
        .iter()
        .filter(|(key, _)| old.at(&key.text).is_none());
    let come: Vec<&Node> = come.map(|(_, value)| value).collect();
    found
        + match (gone.as_slice(), come.as_slice()) {
            // Another name for the same.
            ([one], [other]) if in_trees(one, other) == 0 => 1,
            _ => gone.len() + come.len(),
        }
}

/// Two texts that are values: of YAML, of a command, or of neither.
fn in_texts(old: &str, new: &str) -> usize {
    if old.contains('\n') {
        let parse = |text: &str| document::parse(text.as_bytes()).ok();
        let trees = parse(old).zip(parse(new));
        if let Some((old, new)) = trees.filter(|(old, _)| !old.entries().is_empty()) {
            return in_trees(&old, &new);
        }
    }
    let is_flag = |word: &str| word.starts_with('-');
    let is_command = |text: &str| text.contains('\n') || text.split_whitespace().any(is_flag);
    match is_command(old) || is_command(new) {
        true => in_commands(Kind::Shell, old, new),
        false => 1,
    }
}

fn in_commands(kind: Kind, old: &str, new: &str) -> usize {
    let (old, new) = (commands(kind, old), commands(kind, new));
    let (old, new) = middle(&old, &new, |one, other| one == other);
    match (old, new) {
        ([], []) => 0,
        // A line of a list of flags.
        ([], [one]) | ([one], []) if one.len() <= 2 => 1,
        (old, new) if old.len() == new.len() => {
            let pairs = old.iter().zip(new);
            pairs.map(|(old, new)| in_words(old, new)).sum()
        }
        _ => MANY,
    }
}

fn in_words(old: &[String], new: &[String]) -> usize {
    let (old, new) = middle(old, new, |one, other| one == other);
    match (old.len(), new.len()) {
        (0, 0) => 0,
        (0, 1 | 2) | (1 | 2, 0) => 1,
        (some, others) if some == others => some,
        _ => MANY,
    }
}

/// Two lists without what they have in common at both ends.
fn middle<'a, T>(
    old: &'a [T],
    new: &'a [T],
    is_same: impl Fn(&T, &T) -> bool,
) -> (&'a [T], &'a [T]) {
    let pairs = old.iter().zip(new);
    let first = pairs.take_while(|(one, other)| is_same(one, other)).count();
    let (old, new) = (
        old.get(first..).unwrap_or_default(),
        new.get(first..).unwrap_or_default(),
    );
    let pairs = old.iter().rev().zip(new.iter().rev());
    let last = pairs.take_while(|(one, other)| is_same(one, other)).count();
    (
        old.get(..old.len() - last).unwrap_or_default(),
        new.get(..new.len() - last).unwrap_or_default(),
    )
}
