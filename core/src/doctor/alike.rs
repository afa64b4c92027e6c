//! Findings that are alike: of one place, of one cause, and of one code.

use super::code::Code;
use super::finding::{Finding, Place, Severity, Spot};
use super::rules::{Alike, Draft, rule};
use crate::sorted::SortedMap;

/// The most findings of one code: whoever fixes so many places alike sees the
/// rest with the next check.
pub(super) const MOST_ALIKE: usize = 500;

/// More findings than this are brought into bounds before there are more: each
/// takes a kilobyte, and a line with an option that there is not takes ten bytes.
pub(super) const MOST_AT_ONCE: usize = 10_000;

/// Lets the first findings of each code stand, and says how many go.
pub(super) fn few(drafts: &mut Vec<Draft>) -> usize {
    let before = drafts.len();
    let mut alike: SortedMap<Code, usize> = SortedMap::new();
    drafts.retain(|draft| {
        let count = alike.entry(draft.code).or_default();
        *count += 1;
        *count <= MOST_ALIKE
    });
    before - drafts.len()
}

/// A shared text is many processes', and its findings are one's.
pub(super) fn once(drafts: &mut Vec<Draft>) {
    let mut first: SortedMap<(Code, Place, String), usize> = SortedMap::new();
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

/// Drops what another finding tells better: a guess about links beside links that
/// were tried, and what differs beside what fails by it.
pub(super) fn told_better(drafts: &mut Vec<Draft>) {
    let is_plain = drafts.iter().any(|draft| draft.code == Code::Mt401);
    let cas: Vec<String> = drafts
        .iter()
        .filter(|draft| matches!(draft.code, Code::Mt418 | Code::Mt419))
        .map(|draft| draft.place.file.clone())
        .collect();
    drafts.retain(|draft| match draft.code {
        Code::Mt139 => !is_plain,
        Code::Mt420 => cas.is_empty(),
        _ => true,
    });
}

/// Makes one finding of those that have one cause, at the place of the first. They
/// are in the order in which they are to be told.
pub(super) fn together(findings: Vec<Finding>) -> Vec<Finding> {
    let mut first: SortedMap<(Code, Severity, String), usize> = SortedMap::new();
    let mut kept: Vec<Finding> = Vec::new();
    for finding in findings {
        let same = match rule(finding.code).alike {
            Alike::Fix => &finding.fix,
            Alike::What => &finding.what,
        };
        let key = (finding.code, finding.severity, same.clone());
        match first.get(&key).and_then(|index| kept.get_mut(*index)) {
            Some(one) => join(one, finding),
            None => {
                first.insert(key, kept.len());
                kept.push(finding);
            }
        }
    }
    kept
}

fn join(one: &mut Finding, other: Finding) {
    one.is_whole_fix &= other.is_whole_fix;
    for name in other.also {
        if !one.also.contains(&name) {
            one.also.push(name);
        }
    }
    for link in other.links {
        if !one.links.contains(&link) {
            one.links.push(link);
        }
    }
    let what = (other.what != one.what).then_some(other.what);
    if other.place != one.place || what.is_some() {
        one.spots.push(Spot {
            place: other.place,
            what,
            edit: other.edit,
        });
    }
    one.spots.extend(other.spots);
}
