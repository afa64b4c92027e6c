//! The fewest phases from the first version to the last.

use std::collections::{BTreeMap, BTreeSet};

use super::meeting::Meetings;
use super::version::{Ladder, Version};

/// What a way costs: first the links that break on it, then its phases, then the
/// links that break on the way back.
type Cost = (usize, usize, usize);

/// The cheapest way from the first version to the last, both included.
pub(super) fn cheapest(ladder: &Ladder<'_>, meetings: &mut Meetings<'_>) -> Vec<Version> {
    let first = Version::default();
    let mut reached: BTreeMap<Version, (Cost, Version)> = BTreeMap::new();
    let mut open: BTreeSet<(Cost, Version)> = BTreeSet::from([((0, 0, 0), first)]);
    let mut closed = BTreeSet::new();
    while let Some((cost, version)) = open.pop_first() {
        if version == ladder.last {
            break;
        }
        if !closed.insert(version) {
            continue;
        }
        for next in ladder.behind(version) {
            if closed.contains(&next) {
                continue;
            }
            let broken = meetings.phase(version, next).failing.len();
            let back = meetings.phase(next, version).failing.len();
            let next_cost = (cost.0 + broken, cost.1 + 1, cost.2 + back);
            if reached
                .get(&next)
                .is_none_or(|(known, _)| next_cost < *known)
            {
                reached.insert(next, (next_cost, version));
                open.insert((next_cost, next));
            }
        }
    }
    let mut path = vec![ladder.last];
    let mut at = ladder.last;
    while at != first {
        let Some((_, before)) = reached.get(&at) else {
            break;
        };
        at = *before;
        path.push(at);
    }
    path.reverse();
    path
}
