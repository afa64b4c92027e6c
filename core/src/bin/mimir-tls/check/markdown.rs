//! Findings as Markdown, for a comment or an issue.

use std::fmt::Write;

use mimir_tls::doctor::{CheckReport, Severity, State};

/// The whole report.
pub(super) fn write(report: &CheckReport) -> String {
    let mut out = String::from("# mimir-tls check\n\n");
    let count = |severity| report.count(severity);
    let failed = report
        .links
        .iter()
        .filter(|link| link.state == State::Failed)
        .count();
    // Writing into a String cannot fail.
    let _ = writeln!(
        out,
        "Mimir {}: {} errors, {} warnings, {} notes; {failed} of {} links fail.\n",
        report.release,
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Note),
        report.links.len()
    );
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
