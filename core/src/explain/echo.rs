//! Alerts that are the echo of an error on the other side: what one side says
//! when the other has hung up on it.

use super::link::SeenLink;
use super::moment::Moments;
use super::report::EchoOf;
use super::rows::{KnownError, known};
use super::seen::{Key, Seen};
use crate::language::Language;
use crate::sorted::SortedMap;

/// Which of the errors are the echo of another, and of which.
pub(super) fn joined(
    seen: &SortedMap<Key, Seen>,
    language: Language,
) -> SortedMap<Key, (Key, EchoOf)> {
    let moments: SortedMap<Key, Vec<OnLink<'_>>> = seen
        .iter()
        .map(|(key, seen)| (*key, seen.moments()))
        .collect();
    let echo = |alert: &Key, seen_alert: &Seen| {
        let row = &known()[alert.row];
        let causes = seen.iter().filter(|(cause, seen_cause)| {
            let cause_row = &known()[cause.row];
            let sides = (seen_alert.side(row), seen_cause.side(cause_row));
            can_be(row, cause_row) && !matches!(sides, (Some(one), Some(other)) if one == other)
        });
        let echoes = causes.map(|(cause, seen_cause)| {
            let together = together(&moments[alert], &moments[cause]);
            (together, seen_cause.count, *cause)
        });
        let (together, count, of) = echoes.max()?;
        let looked_at = moments[alert].iter().map(|(_, it)| it.looked_at).sum();
        let row = &known()[of.row];
        let echo = EchoOf {
            id: row.id,
            what: row.what.of(language),
            count,
            echoes: together,
            is_all: together == looked_at,
            faults: &row.faults,
        };
        // A few that fall together by chance are no echo.
        (together > 0 && together * 2 >= looked_at).then_some((of, echo))
    };
    seen.iter()
        .filter_map(|(key, alert)| Some((*key, echo(key, alert)?)))
        .collect()
}

/// The moments of lines about one link; none is any.
type OnLink<'a> = (Option<SeenLink>, &'a Moments);

/// How many lines with the alert were written when those with the cause were, on
/// links that can be one.
fn together(alerts: &[OnLink<'_>], causes: &[OnLink<'_>]) -> u64 {
    let lines = alerts.iter().map(|(link, moments)| {
        let can_be_it = |cause: &&OnLink<'_>| can_be_one(link.as_ref(), cause.0.as_ref());
        let causes: Vec<_> = causes.iter().filter(can_be_it).map(|it| it.1).collect();
        moments.together_with(&causes)
    });
    lines.sum()
}

/// Whether `alert` is what the other side says when this side says `cause`. What
/// is an alert itself is nobody's cause.
fn can_be(alert: &'static KnownError, cause: &'static KnownError) -> bool {
    let echoes = |row: &'static KnownError| row.causes.iter().flat_map(|it| &it.echoes);
    let is_alert = echoes(cause).next().is_some();
    !is_alert && echoes(alert).any(|fault| cause.faults.contains(fault))
}

/// Whether a line about this link and one about that can speak of one.
fn can_be_one(one: Option<&SeenLink>, other: Option<&SeenLink>) -> bool {
    let (Some(one), Some(other)) = (one, other) else {
        return true;
    };
    let is_same = |one: &Option<String>, other: &Option<String>| match (one, other) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    };
    let meet = |one: &[String], other: &[String]| {
        one.is_empty() || other.is_empty() || one.iter().any(|name| other.contains(name))
    };
    // Who writes as a client here and as a server there is on two links, unless
    // it dials its like.
    let are_two = |dials: &SeenLink, is_dialled: &SeenLink| {
        dials.to.is_empty()
            && is_dialled.from.is_empty()
            && dials.from.iter().any(|name| is_dialled.to.contains(name))
    };
    meet(&one.from, &other.from)
        && meet(&one.to, &other.to)
        && !are_two(one, other)
        && !are_two(other, one)
        && is_same(&one.peer, &other.peer)
        && is_same(&one.address, &other.address)
}
