//! What was found in logs, in words.

use std::fmt::Write as _;

use mimir_tls::explain::{Found, LogPlace, LogReport, SeenLink};
use mimir_tls::language::Language;

use crate::terminal::HEADING;

/// More names than this are told by their number.
const FEW_NAMES: usize = 4;

/// More logs than this are told by their number.
const FEW_LOGS: usize = 4;

/// The words around the rows' own texts.
struct Words {
    nothing: &'static str,
    line: &'static str,
    lines: &'static str,
    time: &'static str,
    times: &'static str,
    link: &'static str,
    others: &'static str,
    check: &'static str,
    fix: &'static str,
    any: &'static str,
    reference: &'static str,
    logs: &'static str,
    echo: &'static str,
    all_echo: &'static str,
    above: &'static str,
    true_here: &'static str,
    none_here: &'static str,
}

impl Words {
    fn of(language: Language) -> Self {
        match language {
            Language::English => Self {
                nothing: "no known TLS error",
                line: "line",
                lines: "lines",
                time: "time",
                times: "times",
                link: "link",
                others: "lines about other links",
                check: "check",
                fix: "fix",
                any: "any component",
                reference: "reference",
                logs: "more logs",
                echo: "of them are the echo of the",
                all_echo: "they are the echo of the",
                above: "above",
                true_here: "true here",
                none_here: "the configuration shows none of the causes that a check finds",
            },
            Language::German => Self {
                nothing: "kein bekannter TLS-Fehler",
                line: "Zeile",
                lines: "Zeilen",
                time: "mal",
                times: "mal",
                link: "Verbindung",
                others: "Zeilen über andere Verbindungen",
                check: "prüfen",
                fix: "beheben",
                any: "jede Komponente",
                reference: "Quelle",
                logs: "weitere Logs",
                echo: "davon sind das Echo der",
                all_echo: "sie sind das Echo der",
                above: "oben",
                true_here: "trifft hier zu",
                none_here: "die Konfiguration zeigt keine der Ursachen, die eine Prüfung findet",
            },
        }
    }
}

/// The report as text; `checked` says whether a configuration was held against.
pub(super) fn write(report: &LogReport, checked: bool, language: Language) -> String {
    let words = Words::of(language);
    if report.found.is_empty() {
        let lines = plural(report.lines, words.line, words.lines);
        return format!("{} in {} {lines}\n", words.nothing, report.lines);
    }
    let sections = report.found.iter();
    let sections = sections.map(|found| section(found, checked, &words));
    sections.collect::<Vec<_>>().join("\n")
}

fn section(found: &Found, checked: bool, words: &Words) -> String {
    let mut text = String::new();
    // Writing into a string cannot fail.
    let _ = writeln!(
        text,
        "{HEADING}{}{HEADING:#}\n  {}: {}",
        found.what,
        found.by.name(),
        found.example
    );
    let _ = writeln!(
        text,
        "  {}, {}",
        times(found.count, words),
        places(&found.places, words)
    );
    for link in &found.links {
        let _ = writeln!(
            text,
            "  {}: {}, {}",
            words.link,
            link_in_words(link, words),
            times(link.count, words)
        );
    }
    if found.other_links > 0 {
        let _ = writeln!(text, "  {} {}", found.other_links, words.others);
    }
    if let Some(echo) = &found.echo {
        let lines = match echo.is_all {
            true => words.all_echo.to_owned(),
            false => format!("{} {}", echo.echoes, words.echo),
        };
        let _ = writeln!(
            text,
            "  {lines} {} {}: {}",
            echo.count, words.above, echo.what
        );
    }
    for confirmed in &found.confirmed {
        let place = match (confirmed.file.as_str(), confirmed.line) {
            ("", _) => String::new(),
            (file, 0) => format!(" {file}"),
            (file, line) => format!(" {file}:{line}"),
        };
        let _ = writeln!(
            text,
            "  {}: {}{place}: {}\n     {}: {}",
            words.true_here, confirmed.code, confirmed.what, words.fix, confirmed.fix
        );
    }
    if checked && found.confirmed.is_empty() {
        let _ = writeln!(text, "  {}", words.none_here);
    }
    let causes = match found.confirmed.is_empty() {
        true => &found.causes[..],
        false => &[],
    };
    for (number, cause) in causes.iter().enumerate() {
        let _ = writeln!(
            text,
            "  {}. {}\n     {}: {}\n     {}: {}",
            number + 1,
            cause.cause,
            words.check,
            cause.check,
            words.fix,
            cause.fix
        );
        for code in cause.findings {
            let _ = writeln!(text, "     mimir-tls explain {code}");
        }
    }
    let _ = writeln!(text, "  {}: {}", words.reference, found.reference);
    text
}

/// `line 7`, `lines 3-9`, `querier.log lines 3-9, ingester.log line 7`.
fn places(places: &[LogPlace], words: &Words) -> String {
    let mut told: Vec<String> = places
        .iter()
        .take(FEW_LOGS)
        .map(|place| {
            let lines = if place.first_line == place.last_line {
                format!("{} {}", words.line, place.first_line)
            } else {
                format!("{} {}-{}", words.lines, place.first_line, place.last_line)
            };
            match &place.file {
                Some(file) => format!("{file} {lines}"),
                None => lines,
            }
        })
        .collect();
    if places.len() > FEW_LOGS {
        told.push(format!("{} {}", places.len() - FEW_LOGS, words.logs));
    }
    told.join(", ")
}

fn times(count: u64, words: &Words) -> String {
    format!("{count} {}", plural(count, words.time, words.times))
}

fn plural(count: u64, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

/// `distributor or querier -> ingester 10.0.0.7:9095 /cortex.Ingester/Push`.
fn link_in_words(link: &SeenLink, words: &Words) -> String {
    let names = |names: &[String]| match names {
        [] => String::from("?"),
        names if names.len() <= FEW_NAMES => names.join("|"),
        _ => words.any.to_owned(),
    };
    let from = match (&link.from[..], &link.peer) {
        ([], Some(peer)) => peer.clone(),
        (from, Some(peer)) => format!("{} {peer}", names(from)),
        (from, None) => names(from),
    };
    let to = match (&link.to[..], &link.address) {
        ([], Some(address)) => address.clone(),
        (to, Some(address)) => format!("{} {address}", names(to)),
        (to, None) => names(to),
    };
    let rest = [link.method.as_deref(), link.surface];
    let rest: String = rest
        .into_iter()
        .flatten()
        .map(|it| format!(", {it}"))
        .collect();
    format!("{from} -> {to}{rest}")
}
