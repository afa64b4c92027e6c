//! A proof in the fewest lines that serve: a row a surface, and every failure.

use std::collections::BTreeSet;

use mimir_tls::catalog::By;
use mimir_tls::proof::{ControlReport, Expected, LinkReport, Proof};

use crate::failure::Failure;
use crate::table::Table;

/// As many names fit beside an arrow.
const NAMED: usize = 3;

/// The proven links, a row a surface, in the order of the proof.
pub(crate) fn table(proof: &Proof) -> String {
    let mut surfaces: Vec<(&str, &str)> = Vec::new();
    for link in &proof.links {
        let key = (link.surface.as_str(), link.protocol.as_str());
        if !surfaces.contains(&key) {
            surfaces.push(key);
        }
    }
    let rows = surfaces.into_iter().map(|(surface, protocol)| {
        let links: Vec<&LinkReport> = proof
            .links
            .iter()
            .filter(|link| link.surface == surface && link.protocol == protocol)
            .collect();
        [
            surface.to_owned(),
            protocol.to_owned(),
            format!(
                "{} -> {}",
                together(links.iter().map(|link| link.from.as_str())),
                together(links.iter().map(|link| link.to.as_str()))
            ),
            by(&links).to_owned(),
            links.len().to_string(),
        ]
    });
    let table = Table {
        heading: ["SURFACE", "PROTOCOL", "WHO DIALS WHOM", "BY", "LINKS"],
        rows: rows.collect(),
    };
    table.aligned()
}

/// What was proven, in one sentence.
pub(crate) fn sentence(proof: &Proof) -> String {
    let versions: BTreeSet<&str> = proof
        .handshakes
        .iter()
        .map(|handshake| handshake.version.as_str())
        .collect();
    format!(
        "{} links proven by {} handshakes ({}), {} attempts of strangers refused",
        proof.accepted(),
        proof.handshakes.len(),
        versions.into_iter().collect::<Vec<_>>().join(", "),
        strangers_refused(proof),
    )
}

/// How often a stranger was led to a door and turned away.
pub(crate) fn strangers_refused(proof: &Proof) -> usize {
    proof
        .controls
        .iter()
        .filter(|control| control.holds && control.expected == Expected::Refused)
        .count()
}

/// Why a proof does not hold: each cause once, with the first link that it
/// stops and the number of the others.
///
/// Of processes that do not start the first is told, once for all its links.
pub(crate) fn failures(proof: &Proof) -> Vec<Failure> {
    let not_started = proof.not_started.first().cloned().map(Failure::new);
    let mut causes: Vec<(&LinkReport, usize)> = Vec::new();
    for link in proof.failures().filter(|it| !it.handshakes.is_empty()) {
        let same = |(other, _): &&mut (&LinkReport, usize)| {
            (&other.client, &other.server, &other.fix) == (&link.client, &link.server, &link.fix)
        };
        match causes.iter_mut().find(same) {
            Some((_, count)) => *count += 1,
            None => causes.push((link, 0)),
        }
    }
    let causes = causes.into_iter().map(|(link, others)| {
        let failure = Failure::new(format!(
            "{} -> {}, {}, {} to {} fails{}\nclient: {}\nserver: {}",
            link.from,
            link.to,
            link.surface,
            link.protocol,
            link.address,
            and_others(others, "links"),
            link.client,
            link.server
        ));
        match &link.fix {
            Some(fix) => failure.hint(fix.clone()),
            None => failure,
        }
    });
    let mut failures: Vec<Failure> = not_started.into_iter().chain(causes).collect();
    let mut astray: Vec<(&ControlReport, usize)> = Vec::new();
    let met = |control: &&ControlReport| !control.holds && !control.handshakes.is_empty();
    for control in proof.controls.iter().filter(met) {
        let same = |(other, _): &&mut (&ControlReport, usize)| {
            (other.stranger, &other.client, &other.server)
                == (control.stranger, &control.client, &control.server)
        };
        match astray.iter_mut().find(same) {
            Some((_, count)) => *count += 1,
            None => astray.push((control, 0)),
        }
    }
    failures.extend(astray.into_iter().map(|(control, others)| {
        Failure::new(format!(
            "{} at {}, {}, is not {} as the plan wants it{}\nclient: {}\nserver: {}",
            control.stranger,
            control.at,
            control.protocol,
            control.expected,
            and_others(others, "doors"),
            control.client,
            control.server
        ))
    }));
    failures
}

/// The rest of those that fail alike.
fn and_others(count: usize, what: &str) -> String {
    match count {
        0 => String::new(),
        count => format!(", and {count} {what} more for the same reason"),
    }
}

/// Who is refused by the plan's own policy, and what fixes it, each once.
pub(crate) fn refused(proof: &Proof) -> BTreeSet<String> {
    let fix = |link: &LinkReport| link.fix.clone().unwrap_or_default();
    proof
        .refused()
        .map(|link| format!("{}: {}", link.from, fix(link)))
        .collect()
}

/// A few names, or how many there are.
fn together<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut distinct: Vec<&str> = Vec::new();
    for name in names {
        if !distinct.contains(&name) {
            distinct.push(name);
        }
    }
    match distinct.as_slice() {
        [first, second, rest @ ..] if distinct.len() > NAMED => {
            format!("{first}, {second} and {} more", rest.len())
        }
        all => all.join(", "),
    }
}

fn by(links: &[&LinkReport]) -> &'static str {
    let any = |by: By| links.iter().any(|link| link.by == by);
    match (any(By::Ip), any(By::Name)) {
        (true, true) => "IP, name",
        (true, false) => "IP",
        _ => "name",
    }
}
