//! Findings that are alike: of one place, and of one code.

use std::collections::BTreeMap;

use super::code::Code;
use super::finding::Place;
use super::rules::Draft;

/// The most findings of one code: whoever fixes so many places alike sees the
/// rest with the next check.
pub(super) const MOST_ALIKE: usize = 500;

/// Lets the first findings of each code stand, and says how many go.
pub(super) fn few(drafts: &mut Vec<Draft>) -> usize {
    let before = drafts.len();
    let mut alike: BTreeMap<Code, usize> = BTreeMap::new();
    drafts.retain(|draft| {
        let count = alike.entry(draft.code).or_default();
        *count += 1;
        *count <= MOST_ALIKE
    });
    before - drafts.len()
}

/// A shared text is many processes', and its findings are one's.
pub(super) fn once(drafts: &mut Vec<Draft>) {
    let mut first: BTreeMap<(Code, Place, String), usize> = BTreeMap::new();
    let mut kept: Vec<Draft> = Vec::new();
    for draft in std::mem::take(drafts) {
        let whose = if draft.place.line == 0 {
            draft.subject.clone()
        } else {
            String::new()
        };
        let key = (draft.code, draft.place.clone(), whose);
        match first.get(&key).and_then(|index| kept.get_mut(*index)) {
            Some(one) => one.share(&draft),
            None => {
                first.insert(key, kept.len());
                kept.push(draft);
            }
        }
    }
    *drafts = kept;
}
