//! Alerts that are the echo of an error on the other side: what one side says
//! when the other has hung up on it.

use std::collections::BTreeMap;

use super::link::SeenLink;
use super::report::EchoOf;
use super::rows::{KnownError, known};
use super::seen::{Key, Seen};
use crate::language::Language;

/// Which of the errors are the echo of another, and of which.
pub(super) fn joined(
    seen: &BTreeMap<Key, Seen>,
    language: Language,
) -> BTreeMap<Key, (Key, EchoOf)> {
    let links: BTreeMap<Key, Vec<SeenLink>> = seen
        .iter()
        .map(|(key, seen)| (*key, seen.links()))
        .collect();
    let echo = |alert: &Key, seen_alert: &Seen| {
        let row = &known()[alert.row];
        let causes = seen.iter().filter(|(cause, seen_cause)| {
            can_be(row, &known()[cause.row])
                && can_be_one(&links[alert], &links[*cause])
                && seen_cause.count > 0
        });
        let echoes = causes.map(|(cause, seen_cause)| {
            let together = seen_alert.moments.together_with(&seen_cause.moments);
            (together, seen_cause.count, *cause)
        });
        let (together, count, of) = echoes.max()?;
        let looked_at = seen_alert.moments.looked_at;
        let row = &known()[of.row];
        // A few that fall together by chance are no echo.
        let echo = EchoOf {
            id: row.id,
            what: row.what.of(language),
            count,
            echoes: together,
            is_all: together == looked_at,
            faults: &row.faults,
        };
        (together > 0 && together * 2 >= looked_at).then_some((of, echo))
    };
    seen.iter()
        .filter_map(|(key, alert)| Some((*key, echo(key, alert)?)))
        .collect()
}

/// Whether `alert` is what the other side says when this side says `cause`. What
/// is an alert itself is nobody's cause.
fn can_be(alert: &'static KnownError, cause: &'static KnownError) -> bool {
    let echoes = |row: &'static KnownError| row.causes.iter().flat_map(|it| &it.echoes);
    let sides = (alert.side, cause.side);
    let is_one_side = matches!(sides, (Some(one), Some(other)) if one == other);
    let is_alert = echoes(cause).next().is_some();
    !is_one_side && !is_alert && echoes(alert).any(|fault| cause.faults.contains(fault))
}

/// Whether lines on these links and on those can speak of one.
fn can_be_one(ones: &[SeenLink], others: &[SeenLink]) -> bool {
    let is_same = |one: &Option<String>, other: &Option<String>| match (one, other) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    };
    let meet = |one: &[String], other: &[String]| {
        one.is_empty() || other.is_empty() || one.iter().any(|name| other.contains(name))
    };
    ones.is_empty()
        || others.is_empty()
        || ones.iter().any(|one| {
            others.iter().any(|other| {
                meet(&one.from, &other.from)
                    && meet(&one.to, &other.to)
                    && is_same(&one.peer, &other.peer)
                    && is_same(&one.address, &other.address)
            })
        })
}
