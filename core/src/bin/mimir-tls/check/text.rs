//! Findings for people: the worst first, each with its line.

use std::collections::BTreeSet;
use std::fmt::Write;

use mimir_tls::doctor::{
    CheckReport, Finding, InputReport, LinkVerdict, Place, ReleaseSource, Severity,
};
use mimir_tls::shown;

use crate::terminal::{BAD, ERROR, FAINT, GOOD, HEADING, HINT, WARNING};

/// More links than this are counted, not listed.
const MOST_LINKS: usize = 8;

/// More places than this are counted, not listed.
const MOST_PLACES: usize = 8;

/// The whole report; one whose fixes are being made says nothing of --fix.
pub(super) fn write(report: &CheckReport, is_fixing: bool) -> String {
    let mut out = String::new();
    inputs(&mut out, report);
    for finding in &report.findings {
        one(&mut out, finding);
    }
    summary(&mut out, report, is_fixing);
    out
}

/// More inputs than this of one kind are counted, not listed.
const MOST_INPUTS: usize = 10;

/// The same for those that are Mimir's own, which stand before the others.
const MOST_OWN: usize = 100;

/// What was read as what, and what was passed over; first what should not be.
fn inputs(out: &mut String, report: &CheckReport) {
    let started: BTreeSet<&str> = report.processes.iter().map(|it| it.file.as_str()).collect();
    let is_own = |input: &InputReport| input.own || started.contains(input.file.as_str());
    let (mut read, over): (Vec<_>, Vec<_>) = report.inputs.iter().partition(|input| input.read);
    read.sort_by_key(|input| !is_own(input));
    let (suspect, over): (Vec<_>, Vec<_>) = over.into_iter().partition(|input| input.suspect);
    for (verb, inputs) in [("read", read), ("not read", suspect), ("passed over", over)] {
        let own = inputs.iter().filter(|input| input.read && is_own(input));
        let most = own.count().clamp(MOST_INPUTS, MOST_OWN);
        for input in inputs.iter().take(most) {
            // Writing into a String cannot fail.
            let (file, words) = (&input.file, &input.words);
            let _ = writeln!(out, "{FAINT}{verb}{FAINT:#} {file}: {words}");
        }
        if inputs.len() > most {
            let more = inputs.len() - most;
            let _ = writeln!(out, "{FAINT}{verb}{FAINT:#} and {more} more");
        }
    }
    if !report.inputs.is_empty() {
        out.push('\n');
    }
}

fn one(out: &mut String, finding: &Finding) {
    let style = match finding.severity {
        Severity::Error => ERROR,
        Severity::Warning => WARNING,
        Severity::Note => HINT,
    };
    let (severity, code) = (finding.severity.name(), finding.code);
    // Writing into a String cannot fail.
    let _ = writeln!(
        out,
        "{style}{severity}[{code}]{style:#}{HEADING}: {}{HEADING:#}",
        shown::line(&finding.what)
    );
    let place = &finding.place;
    let _ = writeln!(out, "  {FAINT}-->{FAINT:#} {}", at(place));
    if let Some(line) = &finding.excerpt {
        let number = place.line.to_string();
        let margin = " ".repeat(number.len());
        let before: String = line
            .chars()
            .take(place.column.saturating_sub(1))
            .map(|letter| if letter == '\t' { '\t' } else { ' ' })
            .collect();
        let width = line.chars().count().saturating_sub(before.chars().count());
        let _ = writeln!(out, " {FAINT}{number} |{FAINT:#} {line}");
        if place.column > 0 {
            let marks = "^".repeat(width.max(1));
            let _ = writeln!(
                out,
                " {FAINT}{margin} |{FAINT:#} {before}{style}{marks}{style:#}"
            );
        }
    }
    for spot in finding.spots.iter().take(MOST_PLACES) {
        let what = spot
            .what
            .iter()
            .map(|what| format!(": {}", shown::line(what)));
        let what: String = what.collect();
        let _ = writeln!(out, "  {FAINT}and:{FAINT:#} {}{what}", at(&spot.place));
    }
    if finding.spots.len() > MOST_PLACES {
        let more = finding.spots.len() - MOST_PLACES;
        let _ = writeln!(out, "  {FAINT}and:{FAINT:#} {more} more places");
    }
    if !finding.also.is_empty() {
        let _ = writeln!(
            out,
            "  {FAINT}also:{FAINT:#} {}",
            shown::line(&finding.also.join(", "))
        );
    }
    for (label, text) in [("why", &finding.why), ("fix", &finding.fix)] {
        let _ = writeln!(out, "  {FAINT}{label}:{FAINT:#} {}", shown::line(text));
    }
    for edit in finding.edits().take(MOST_PLACES) {
        for (mark, line) in edit.diff() {
            let style = match mark {
                '-' => BAD,
                '+' => GOOD,
                _ => FAINT,
            };
            let line = shown::line(line);
            let _ = writeln!(out, "       {style}{mark}{line}{style:#}");
        }
    }
    for link in finding.links.iter().take(MOST_LINKS) {
        let _ = writeln!(out, "  {FAINT}link:{FAINT:#} {}", shown::line(link));
    }
    if finding.links.len() > MOST_LINKS {
        let more = finding.links.len() - MOST_LINKS;
        let _ = writeln!(out, "  {FAINT}link:{FAINT:#} and {more} more");
    }
    let _ = writeln!(out, "  {FAINT}see:{FAINT:#} {}\n", finding.reference);
}

/// A place as editors read it.
fn at(place: &Place) -> String {
    let mut at = shown::line(&place.file).into_owned();
    for number in [place.line, place.column] {
        if number > 0 {
            let _ = write!(at, ":{number}");
        }
    }
    at
}

/// Where the release is from, in words.
pub(super) fn source(source: &ReleaseSource) -> String {
    match source {
        ReleaseSource::Input { place, what, named } => {
            let line = match place.line {
                0 => String::new(),
                line => format!(":{line}"),
            };
            let what = match *what {
                "image" => "the image's tag",
                "dump" => "the options that it has",
                "chart" => "the chart's version",
                "label" => "a label",
                "plan" => "the plan",
                _ => "the first line",
            };
            let stands_for = match named {
                Some(named) => format!("in place of {}, ", shown::line(&named.text)),
                None => String::new(),
            };
            format!("{stands_for}by {what}, {}{line}", place.file)
        }
        ReleaseSource::Newest => "the newest; nothing names another".to_owned(),
        _ => "as given".to_owned(),
    }
}

/// A number of things, of which one is called `one` and two `ones`.
pub(super) fn counted(number: usize, one: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        _ => format!("{number} {one}s"),
    }
}

fn summary(out: &mut String, report: &CheckReport, is_fixing: bool) {
    let links = |state| {
        report
            .links
            .iter()
            .filter(|link| link.verdict == state)
            .count()
    };
    let processes: usize = report.processes.iter().map(|it| it.count).sum();
    let process = if processes == 1 {
        "1 process".to_owned()
    } else {
        format!("{processes} processes")
    };
    let suspects = report.suspects().count();
    let errors = counted(report.count(Severity::Error), "error");
    // Of what was not read nobody knows whether it is free of errors.
    let errors = match (suspects, report.count(Severity::Error)) {
        (0, _) => errors,
        (1, 0) => "1 file that looks like Mimir's was not read".to_owned(),
        (_, 0) => format!("{suspects} files that look like Mimir's were not read"),
        _ => format!("{errors}, and {} not read", counted(suspects, "file")),
    };
    let _ = writeln!(
        out,
        "{errors}, {}, {}; {process}, {} of certificates or keys, Mimir {} ({})",
        counted(report.count(Severity::Warning), "warning"),
        counted(report.count(Severity::Note), "note"),
        counted(report.certificate_files, "file"),
        report.release,
        source(&report.release_source),
    );
    let _ = writeln!(
        out,
        "{}: {} accepted, {} failed, {} not proven",
        counted(report.links.len(), "link"),
        links(LinkVerdict::Accepted),
        links(LinkVerdict::Failed),
        links(LinkVerdict::Unproven)
    );
    if !report.excepted.is_empty() {
        let excepted = counted(report.excepted.len(), "finding");
        let _ = writeln!(out, "{excepted} told apart by exceptions");
    }
    if report.left_out > 0 {
        let _ = writeln!(
            out,
            "{} more like those above, which a check of what is fixed will show",
            counted(report.left_out, "finding")
        );
    }
    let (mut fixes, mut parts) = (0, 0);
    for finding in report.findings.iter().filter(|_| !is_fixing) {
        let has_edits = finding.edits().next().is_some();
        fixes += usize::from(has_edits && finding.is_whole_fix);
        parts += usize::from(has_edits && !finding.is_whole_fix);
    }
    if fixes > 0 {
        let _ = writeln!(out, "{} can be fixed with --fix", counted(fixes, "finding"));
    }
    if parts > 0 {
        let some = counted(parts, "finding");
        let _ = writeln!(out, "{some} can be fixed with --fix at some of the places");
    }
}
