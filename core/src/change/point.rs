//! The cluster at each point of a change: how far both ends of a link are, and
//! which links fail there.

use super::meeting::{Meetings, State, both, is_named};
use super::version::Version;
use crate::topology::Link;

/// The cluster at a point of a change: before the first phase, within one, or
/// behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// Every link that somebody dials over then.
    pub links: Vec<PointLink>,
}

/// A link at a point of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointLink {
    /// The link.
    pub link: Link,
    /// How far the client is.
    pub client: Age,
    /// How far the server is.
    pub server: Age,
    /// Whether the server is meant to refuse the client.
    pub refused: bool,
    /// What the side says that refuses, where the link fails.
    pub why: Option<String>,
}

/// How far one end of a link is: by what it shows, whom it trusts and what it
/// demands over this link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// The change has nothing of it.
    Same,
    /// As before the change.
    Old,
    /// Somewhere between the two.
    Between,
    /// As before the phase or as behind it, nobody knows which.
    Either,
    /// As the change wants it.
    New,
}

/// The points of a change along a path of versions.
pub(super) fn points(meetings: &mut Meetings<'_>, path: &[Version]) -> Vec<Point> {
    let mut points = Vec::new();
    if let Some(first) = path.first() {
        points.push(point(meetings, &[State::settled(*first)]));
    }
    for pair in path.windows(2) {
        let [before, behind] = *pair else { continue };
        let within = meetings.within(before, behind);
        points.push(point(meetings, &within));
        points.push(point(meetings, &[State::settled(behind)]));
    }
    points
}

/// The cluster whose processes are in one of these states each.
fn point(meetings: &mut Meetings<'_>, states: &[State]) -> Point {
    let mut links: Vec<PointLink> = Vec::new();
    for age in [0, 1] {
        for link in meetings.links[age].clone() {
            let dialled = both(states)
                .filter(|(client, server)| meetings.is_dialled(&link, age, *client, *server));
            let pairs: Vec<(State, State)> = dialled.collect();
            let is_known = links.iter().any(|known| known.link == link);
            if pairs.is_empty() || is_known {
                continue;
            }
            let (refused, meant): (Vec<_>, Vec<_>) = (pairs.iter().copied())
                .partition(|(_, server)| meetings.is_refused(&link, *server));
            let mut meant = meant.into_iter();
            let why = meant.find_map(|(client, server)| meetings.meet(&link, client, server));
            links.push(PointLink {
                client: client_age(meetings, &link, &pairs),
                server: server_age(meetings, &link, &pairs),
                refused: why.is_none() && refused.len() == pairs.len(),
                why,
                link,
            });
        }
    }
    Point { links }
}

fn client_age(meetings: &mut Meetings<'_>, link: &Link, pairs: &[(State, State)]) -> Age {
    let [old, new] = ends(meetings).map(|end| meetings.client(link, end));
    let sides: Vec<_> = (pairs.iter())
        .map(|(client, _)| meetings.client(link, *client))
        .collect();
    age(&sides, &old, &new)
}

fn server_age(meetings: &mut Meetings<'_>, link: &Link, pairs: &[(State, State)]) -> Age {
    // What is read again at a handshake may depend on the name that is sent.
    let named = match pairs.first() {
        Some((client, _)) => is_named(link, &meetings.client(link, *client)),
        None => false,
    };
    let [old, new] = ends(meetings).map(|end| meetings.server(link, end, named));
    let sides: Vec<_> = (pairs.iter())
        .map(|(_, server)| meetings.server(link, *server, named))
        .collect();
    age(&sides, &old, &new)
}

/// What runs before the change, and what it wants.
fn ends(meetings: &Meetings<'_>) -> [State; 2] {
    [Version::default(), meetings.ladder.last].map(State::settled)
}

fn age<S: PartialEq>(now: &[S], old: &S, new: &S) -> Age {
    let all = |it: &S| now.iter().all(|side| side == it);
    match (all(old), all(new)) {
        (true, true) => Age::Same,
        (true, false) => Age::Old,
        (false, true) => Age::New,
        (false, false) => match now.first() {
            Some(first) if all(first) => Age::Between,
            _ => Age::Either,
        },
    }
}
