//! Findings as Markdown, for a comment or an issue.
//!
//! Texts and values of strangers stand in it as text: nothing of theirs ends a span
//! of code, begins a tag or a link, or is a line of its own.

use std::fmt::Write;

use mimir_tls::doctor::{CheckReport, LinkVerdict, Place, Severity};
use mimir_tls::shown;

use super::text::{counted, source};

/// The whole report.
pub(super) fn write(report: &CheckReport) -> String {
    let mut out = String::from("# mimir-tls check\n\n");
    let count = |severity| report.count(severity);
    let failed = report
        .links
        .iter()
        .filter(|link| link.verdict == LinkVerdict::Failed)
        .count();
    let suspects = report.suspects().count();
    let errors = match (suspects, count(Severity::Error)) {
        (0, errors) => counted(errors, "error"),
        (1, 0) => "1 file that looks like Mimir's was not read".to_owned(),
        (_, 0) => format!("{suspects} files that look like Mimir's were not read"),
        (_, errors) => format!(
            "{}, and {} not read",
            counted(errors, "error"),
            counted(suspects, "file")
        ),
    };
    // Writing into a String cannot fail.
    let _ = writeln!(
        out,
        "Mimir {} ({}): {errors}, {}, {}; {failed} of {} fail.\n",
        report.release,
        source(&report.release_source),
        counted(count(Severity::Warning), "warning"),
        counted(count(Severity::Note), "note"),
        counted(report.links.len(), "link")
    );
    inputs(&mut out, report);
    for finding in &report.findings {
        let place = at(&finding.place);
        let _ = writeln!(
            out,
            "## {} {}: {}\n\n{}: {}\n",
            finding.severity.name(),
            finding.code,
            finding.title,
            code(&place),
            prose(&finding.what)
        );
        for spot in &finding.spots {
            let what = spot.what.iter().map(|what| format!(": {}", prose(what)));
            let what: String = what.collect();
            let _ = writeln!(out, "- and {}{what}", code(&at(&spot.place)));
        }
        if !finding.also.is_empty() {
            let _ = writeln!(out, "- also: {}", prose(&finding.also.join(", ")));
        }
        let _ = writeln!(
            out,
            "- why: {}\n- fix: {}",
            prose(&finding.why),
            prose(&finding.fix)
        );
        for link in &finding.links {
            let _ = writeln!(out, "- link: {}", prose(link));
        }
        for edit in finding.edits() {
            let lines: Vec<String> = edit
                .diff()
                .map(|(mark, line)| format!("{mark}{}", shown::line(line)))
                .collect();
            let lines = lines.join("\n");
            let fence = fence(&lines, 3);
            let _ = writeln!(out, "\n{fence}diff\n{lines}\n{fence}");
        }
        let _ = writeln!(out, "- [reference]({})\n", finding.reference);
    }
    excepted(&mut out, report);
    out
}

/// What exceptions are about, a line each.
fn excepted(out: &mut String, report: &CheckReport) {
    if !report.excepted.is_empty() {
        out.push_str("## Exceptions\n\n");
    }
    for it in &report.excepted {
        let (finding, place) = (&it.finding, code(&at(&it.finding.place)));
        let others = match finding.spots.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let (what, reason) = (prose(&finding.what), prose(&it.reason));
        let _ = writeln!(out, "- {} {place}{others}: {what} ({reason})", finding.code);
    }
}

fn at(place: &Place) -> String {
    match place.line {
        0 => place.file.clone(),
        line => format!("{}:{line}", place.file),
    }
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

/// A text of ours with words of strangers in it. What stands between backticks is
/// code; of everything else, what Markdown or HTML would take for more than a
/// letter is escaped, so that it does not matter whose backtick it was.
pub(super) fn prose(text: &str) -> String {
    let text = shown::line(text);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some((before, behind)) = rest.split_once('`') {
        plain(&mut out, before);
        rest = match behind.split_once('`') {
            Some((inside, after)) if !inside.is_empty() => {
                out.push_str(&code(inside));
                after
            }
            _ => {
                out.push_str("\\`");
                behind
            }
        };
    }
    plain(&mut out, rest);
    out
}

fn plain(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // Nobody is called into an issue by a file's name.
            '@' => out.push_str("&#64;"),
            '\\' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '!' => out.extend(['\\', letter]),
            _ => out.push(letter),
        }
    }
}

/// A span of code with that text, whatever is in it.
fn code(text: &str) -> String {
    let text = shown::line(text);
    let fence = fence(&text, 1);
    // A blank keeps a backtick at an end apart from the fence, and is not shown.
    match text.starts_with('`') || text.ends_with('`') || text.trim().len() < text.len() {
        true => format!("{fence} {text} {fence}"),
        false => format!("{fence}{text}{fence}"),
    }
}

/// More backticks than follow each other anywhere in a text.
pub(super) fn fence(text: &str, least: usize) -> String {
    let runs = text.split(|letter| letter != '`').map(str::len);
    "`".repeat(runs.max().map_or(least, |most| least.max(most + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_stranger_is_more_than_text() {
        for (text, written) in [
            ("`a` is b", "`a` is b"),
            ("`x` <img src=x>` is b", "`x` &lt;img src=x&gt;\\` is b"),
            ("`<b>` & c", "`<b>` &amp; c"),
            ("``", "\\`\\`"),
            ("a\n\n# b", r"a\\n\\n\# b"),
            ("[a](b) @c *d* _e_", r"\[a\](b) &#64;c \*d\* \_e\_"),
        ] {
            assert_eq!(prose(text), written);
        }
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(code("`a"), "`` `a ``");
        assert_eq!(fence(" ```", 3), "````");
    }
}
