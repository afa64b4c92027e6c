//! That a fix is one: made in memory, it changes what it is to change and
//! nothing else, its finding is gone, and none has come.

use std::collections::BTreeMap;

use super::super::code::Code;
use super::super::edit::Edit;
use super::super::examined::Examined;
use super::super::finding::Severity;
use super::super::options::Options;
use super::super::process::Form;
use super::super::rules::{Draft, rule};
use super::super::untold::Untold;
use super::super::wish::Wish;
use super::edit;
use super::shape::differences;
use super::splice;
use crate::sorted::{SortedMap, SortedSet};

/// The most edits that are proven in one look; of findings behind them the fix
/// is said in words alone, until the next.
const MOST_PROVEN: usize = 50;

/// The most text that is read for that, in bytes, each time counted.
const MOST_READ: usize = 16 << 20;

/// Of more text than this, in bytes, a second cluster is not made beside the first:
/// each takes up to twenty times as much.
const LARGEST: usize = 2 << 20;

/// The edits of one finding, one for each of its places that has one. Together
/// they are its fix.
pub(in crate::doctor) type Group = Vec<Option<Edit>>;

/// The edits of each finding, in the order of the findings.
pub(in crate::doctor) fn edits(before: &Examined, options: &Options) -> Vec<Group> {
    let size = before.cluster.size().max(1);
    let most = if size > LARGEST { 0 } else { MOST_PROVEN };
    let mut left = most.min(MOST_READ / size);
    let untold = Untold::of(&before.cluster);
    let mut group = |(index, draft): (usize, &Draft)| {
        let is_fixable = draft.wishes().any(|wish| wish.is_some());
        let is_input = !before.cluster.is_output(&draft.place.file);
        (is_fixable && is_input && left > 0).then_some(())?;
        let edit = |wish: Option<&Wish>| match wish {
            Some(wish) => edit(before, wish)
                .filter(|it| !shows(&untold, it))
                .map(Some),
            None => Some(None),
        };
        let group: Group = draft.wishes().map(edit).collect::<Option<_>>()?;
        left -= 1;
        let different = different(group.iter().flatten());
        let texts = texts(before, &different)?;
        let after = before.with(&texts, options, &before.verdicts);
        holds(before, &after, &texts, &[index], different.len()).then_some(group)
    };
    let drafts = before.drafts.iter().enumerate();
    drafts
        .map(|draft| group(draft).unwrap_or_default())
        .collect()
}

fn edit(before: &Examined, wish: &Wish) -> Option<Edit> {
    let source = before.cluster.source(&wish.place.file)?;
    edit::of(source, &splice(source, wish)?)
}

/// Whether the lines of an edit show a value that is nobody's business.
fn shows(untold: &Untold<'_>, edit: &Edit) -> bool {
    untold.is_on(&edit.file, edit.line..=edit.end_line)
}

/// Edits, each once.
pub(super) fn different<'a>(edits: impl Iterator<Item = &'a Edit>) -> Vec<&'a Edit> {
    let mut edits: Vec<&Edit> = edits.collect();
    edits.sort();
    edits.dedup();
    edits
}

/// The texts of the cluster that edits change, with the edits made.
pub(super) fn texts(before: &Examined, edits: &[&Edit]) -> Option<BTreeMap<String, String>> {
    let mut edits = edits.to_vec();
    edits.sort_by_key(|edit| (edit.file.clone(), std::cmp::Reverse(edit.range().start)));
    let mut texts = BTreeMap::new();
    for edit in edits {
        let own = &before.cluster.source(&edit.file)?.text;
        let text = texts.get(&edit.file).unwrap_or(own);
        texts.insert(edit.file.clone(), edit.apply(text)?);
    }
    Some(texts)
}

/// Whether `count` edits, which the findings of those numbers want, are the last
/// step for each of these.
pub(super) fn holds(
    before: &Examined,
    after: &Examined,
    texts: &BTreeMap<String, String>,
    fixed: &[usize],
    count: usize,
) -> bool {
    let says_so = texts.iter().map(|(path, new)| {
        let source = before.cluster.source(path)?;
        differences(source.kind, &source.text, new)
    });
    let says: Option<Vec<usize>> = says_so.collect();
    says.is_some_and(|says| says.iter().sum::<usize>() == count)
        && settings(before, after).is_some_and(|changed| changed <= count)
        && are_gone(before, after, fixed)
}

/// How many settings differ, each counted once for all processes; none where
/// the processes themselves do, or less is known of one.
fn settings(before: &Examined, after: &Examined) -> Option<usize> {
    type Said<'a> = (Form, &'a str, &'a str, bool);
    let (before, after) = (&before.cluster.told, &after.cluster.told);
    (before.len() == after.len()).then_some(())?;
    let mut gone: SortedSet<Said<'_>> = SortedSet::new();
    let mut come: SortedSet<Said<'_>> = SortedSet::new();
    for (old, new) in before.iter().zip(after) {
        ((&old.name, old.component) == (&new.name, new.component)).then_some(())?;
        (old.container.has_more || !new.container.has_more).then_some(())?;
        let mut count: SortedMap<Said<'_>, i64> = SortedMap::new();
        for (process, step) in [(old, 1), (new, -1)] {
            for it in process.settings.iter() {
                let said = (it.form, &*it.name, it.value.as_str(), it.is_block);
                *count.entry(said).or_default() += step;
            }
        }
        for (said, left) in count {
            match left {
                0 => continue,
                1.. => gone.insert(said),
                _ => come.insert(said),
            };
        }
    }
    Some(gone.len().max(come.len()))
}

/// Whether those findings are gone, and no other has come that is more than a
/// note: of a block that is turned on there is more to be noted.
fn are_gone(before: &Examined, after: &Examined, fixed: &[usize]) -> bool {
    let key = |draft: &'_ Draft| -> (Code, String, String) {
        (draft.code, draft.place.file.clone(), draft.subject.clone())
    };
    let mut left: SortedMap<(Code, String, String), i64> = SortedMap::new();
    for draft in &before.drafts {
        *left.entry(key(draft)).or_default() += 1;
    }
    for draft in fixed.iter().filter_map(|index| before.drafts.get(*index)) {
        *left.entry(key(draft)).or_default() -= 1;
    }
    let fixed: SortedSet<_> = fixed
        .iter()
        .filter_map(|it| before.drafts.get(*it))
        .map(key)
        .collect();
    let counts =
        |draft: &&Draft| rule(draft.code).severity < Severity::Note || fixed.contains(&key(draft));
    for draft in after.drafts.iter().filter(counts) {
        *left.entry(key(draft)).or_default() -= 1;
    }
    before.left_out >= after.left_out && left.values().all(|count| *count >= 0)
}
