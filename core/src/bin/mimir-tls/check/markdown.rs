//! Findings as Markdown, for a comment or an issue.

use std::fmt::Write;

use mimir_tls::doctor::{CheckReport, Severity, State};

use super::text::source;

/// The whole report.
pub(super) fn write(report: &CheckReport) -> String {
    let mut out = String::from("# mimir-tls check\n\n");
    let count = |severity| report.count(severity);
    let failed = report
        .links
        .iter()
        .filter(|link| link.state == State::Failed)
        .count();
    let suspects = report.suspects().count();
    let errors = match (suspects, count(Severity::Error)) {
        (0, errors) => format!("{errors} errors"),
        (_, 0) => format!("{suspects} files that look like Mimir's were not read"),
        (_, errors) => format!("{errors} errors, and {suspects} files not read"),
    };
    // Writing into a String cannot fail.
    let _ = writeln!(
        out,
        "Mimir {} ({}): {errors}, {} warnings, {} notes; {failed} of {} links fail.\n",
        report.release,
        source(&report.release_source),
        count(Severity::Warning),
        count(Severity::Note),
        report.links.len()
    );
    inputs(&mut out, report);
    for finding in &report.findings {
        let place = match finding.place.line {
            0 => finding.place.file.clone(),
            line => format!("{}:{line}", finding.place.file),
        };
        let _ = writeln!(
            out,
            "## {} {}: {}\n\n`{place}`: {}\n",
            finding.severity.name(),
            finding.code,
            finding.title,
            finding.what
        );
        if !finding.also.is_empty() {
            let _ = writeln!(out, "- also: {}", finding.also.join(", "));
        }
        let _ = writeln!(out, "- why: {}\n- fix: {}", finding.why, finding.fix);
        for link in &finding.links {
            let _ = writeln!(out, "- link: {link}");
        }
        if let Some(edit) = &finding.edit {
            let _ = writeln!(out, "\n```diff");
            for (mark, line) in edit.diff() {
                let _ = writeln!(out, "{mark}{line}");
            }
            let _ = writeln!(out, "```");
        }
        let _ = writeln!(out, "- [reference]({})\n", finding.reference);
    }
    out
}

/// More inputs than this are folded.
const MOST_INPUTS: usize = 10;

/// What was read as what, and what was passed over.
fn inputs(out: &mut String, report: &CheckReport) {
    let is_long = report.inputs.len() > MOST_INPUTS;
    if is_long {
        let count = report.inputs.len();
        let _ = writeln!(out, "<details><summary>{count} files</summary>\n");
    }
    for input in &report.inputs {
        let verb = match (input.read, input.suspect) {
            (true, _) => "read",
            (false, true) => "**not read**",
            (false, false) => "passed over",
        };
        let _ = writeln!(out, "- {verb} `{}`: {}", input.file, input.words);
    }
    if is_long {
        let _ = writeln!(out, "\n</details>");
    }
    if !report.inputs.is_empty() {
        out.push('\n');
    }
}
