//! All fixes together: each is proven alone, and so are all of them at once.

use std::collections::BTreeMap;

use super::super::examined::Examined;
use super::super::options::Options;
use super::edit::Edit;
use super::proof::{edits, holds, texts};

/// So often what was fixed is looked at again: a fix may wait for another that
/// stands beside it.
const MOST_ROUNDS: usize = 20;

/// A text of those handed over, with its fixes made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedText {
    /// The input's path.
    pub file: String,
    /// The text as it was, without a mark of order.
    pub old: String,
    /// The text as it is to be, without one too.
    pub new: String,
    /// How many findings are gone by it.
    pub fixed: usize,
}

/// What all fixes together make of the texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fixes {
    /// The texts that change, by their paths.
    pub texts: Vec<FixedText>,
    /// How many fixes are left for another run.
    pub later: usize,
}

/// Makes the fixes, as many at once as hold together.
pub(in crate::doctor) fn fixes(
    first: &Examined,
    mut offered: Vec<Option<Edit>>,
    options: &Options,
) -> Fixes {
    let mut known = first.verdicts.clone();
    let mut made: Option<Examined> = None;
    let mut done: BTreeMap<String, FixedText> = BTreeMap::new();
    for _ in 0..MOST_ROUNDS {
        let base = made.as_ref().unwrap_or(first);
        let apart = apart(&offered);
        let first: Vec<usize> = apart.iter().take(1).copied().collect();
        let mut tried = [apart, first].into_iter().filter(|it| !it.is_empty());
        let Some((after, chosen)) = tried.find_map(|chosen| {
            let edit = |index: &usize| offered.get(*index)?.as_ref();
            let edits: Vec<&Edit> = chosen.iter().filter_map(edit).collect();
            let mut different = edits.clone();
            different.sort();
            different.dedup();
            let texts = texts(base, &different)?;
            let after = base.with(&texts, options, &known);
            holds(base, &after, &texts, &chosen, different.len()).then_some((after, chosen))
        }) else {
            break;
        };
        for edit in chosen
            .iter()
            .filter_map(|index| offered.get(*index)?.as_ref())
        {
            let text = |it: &Examined| {
                let source = it.cluster.source(&edit.file);
                source.map(|it| it.text.clone()).unwrap_or_default()
            };
            let entry = done.entry(edit.file.clone());
            let entry = entry.or_insert_with(|| FixedText {
                file: edit.file.clone(),
                old: text(base),
                new: String::new(),
                fixed: 0,
            });
            entry.fixed += 1;
            entry.new = text(&after);
        }
        known.extend(after.verdicts.clone());
        offered = edits(&after, options);
        made = Some(after);
    }
    Fixes {
        texts: done.into_values().collect(),
        later: offered.iter().flatten().count(),
    }
}

/// The numbers of edits that do not touch each other; equal ones are one.
fn apart(offered: &[Option<Edit>]) -> Vec<usize> {
    let mut all: Vec<(usize, &Edit)> = (offered.iter().enumerate())
        .filter_map(|(index, edit)| Some((index, edit.as_ref()?)))
        .collect();
    all.sort_by_key(|(_, edit)| (&edit.file, edit.range().start, edit.range().end, &edit.new));
    let mut last: Option<&Edit> = None;
    let mut apart = Vec::new();
    for (index, edit) in all {
        let is_free = last.is_none_or(|last| {
            *last == *edit || last.file != edit.file || last.range().end < edit.range().start
        });
        if is_free {
            apart.push(index);
            last = Some(edit);
        }
    }
    apart.sort_unstable();
    apart
}
