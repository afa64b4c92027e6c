//! All fixes together: each is proven alone, and so are all of them at once.

use super::super::edit::Edit;
use super::super::examined::Examined;
use super::super::options::Options;
use super::proof::{Group, different, edits, holds, texts};
use crate::sorted::SortedMap;

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
    mut offered: Vec<Group>,
    options: &Options,
) -> Fixes {
    let mut known = first.verdicts.clone();
    let mut made: Option<Examined> = None;
    let mut done: SortedMap<String, FixedText> = SortedMap::new();
    for _ in 0..MOST_ROUNDS {
        let base = made.as_ref().unwrap_or(first);
        let apart = apart(&offered);
        let first: Vec<usize> = apart.iter().take(1).copied().collect();
        let mut tried = [apart, first].into_iter().filter(|it| !it.is_empty());
        let Some((after, chosen)) = tried.find_map(|chosen| {
            let groups = chosen.iter().filter_map(|index| offered.get(*index));
            let different = different(groups.flatten().flatten());
            let texts = texts(base, &different)?;
            let after = base.with(&texts, options, &known);
            holds(base, &after, &texts, &chosen, different.len()).then_some((after, chosen))
        }) else {
            break;
        };
        let groups = chosen.iter().filter_map(|index| offered.get(*index));
        for edit in groups.flat_map(|group| group.iter().flatten().take(1)) {
            done.entry(edit.file.clone())
                .or_insert_with(|| new(base, edit))
                .fixed += 1;
        }
        let groups = chosen.iter().filter_map(|index| offered.get(*index));
        for edit in groups.flatten().flatten() {
            let text = done.entry(edit.file.clone());
            text.or_insert_with(|| new(base, edit)).new = text_of(&after, edit);
        }
        known.extend(after.verdicts.clone());
        offered = edits(&after, options);
        made = Some(after);
    }
    Fixes {
        texts: done.into_iter().map(|(_, it)| it).collect(),
        later: offered.iter().filter(|group| !group.is_empty()).count(),
    }
}

fn text_of(examined: &Examined, edit: &Edit) -> String {
    let source = examined.cluster.source(&edit.file);
    source.map(|it| it.text.clone()).unwrap_or_default()
}

/// A text that is about to change for the first time.
fn new(base: &Examined, edit: &Edit) -> FixedText {
    FixedText {
        file: edit.file.clone(),
        old: text_of(base, edit),
        new: String::new(),
        fixed: 0,
    }
}

/// The numbers of groups of edits that do not touch each other; equal edits are
/// one.
fn apart(offered: &[Group]) -> Vec<usize> {
    let mut taken: Vec<&Edit> = Vec::new();
    let mut apart = Vec::new();
    for (index, group) in offered.iter().enumerate() {
        let is_free = |edit: &&Edit| {
            taken.iter().all(|other| {
                let (own, others) = (edit.range(), other.range());
                other == edit
                    || other.file != edit.file
                    || others.end < own.start
                    || own.end < others.start
            })
        };
        if !group.is_empty() && group.iter().flatten().all(|edit| is_free(&edit)) {
            taken.extend(group.iter().flatten());
            apart.push(index);
        }
    }
    apart
}
