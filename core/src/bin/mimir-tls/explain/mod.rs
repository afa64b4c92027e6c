//! `mimir-tls explain`: known errors in a log or a pasted line.

use std::fmt::Write as _;
use std::io::{self, ErrorKind, IsTerminal, Read};
use std::path::Path;

use clap::Args;
use mimir_tls::doctor;
use mimir_tls::explain::{self, Encoding, Explainer, Found, KnownError, LogReport, SeenLink};
use mimir_tls::language::Language;
use serde::Serialize;

use crate::failure::{Failure, Outcome};
use crate::format::{Format, Tongue};
use crate::terminal::{HEADING, Terminal};

/// How much of the standard input is read at once.
const CHUNK: usize = 256 << 10;

/// More names than this are told by their number.
const FEW_NAMES: usize = 4;

/// Find known TLS errors in a text or a log, with cause, check and fix.
///
/// Without TEXT, or with `-`, it reads a log from the standard input, of any
/// length. It knows what Mimir, Go, gRPC, etcd, memcached, nginx, the kubelet,
/// Prometheus, OpenSSL and curl say. The exit code is 1 if it knows nothing of
/// what it read.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  mimir-tls explain 'remote error: tls: bad certificate'
      Print what it means, why it happens, and what fixes it.
  kubectl logs -l app.kubernetes.io/name=mimir --prefix | mimir-tls explain
      Print every known error of a log, how often, where, and on which link.")]
pub(crate) struct Explain {
    /// The error as it was logged; `-` is the standard input.
    #[arg(value_name = "TEXT", conflicts_with = "list")]
    text: Option<String>,
    /// List the known errors.
    #[arg(long)]
    list: bool,
    /// Explain in English as en, or in German as de [default: en].
    #[arg(long, value_enum, default_value_t = Tongue::En, hide_default_value = true, hide_possible_values = true)]
    language: Tongue,
    /// Print for people as text, or for programs as json [default: text].
    #[arg(long, value_enum, default_value_t = Format::Text, hide_default_value = true, hide_possible_values = true)]
    format: Format,
}

/// A known error, as `--list --format json` prints it.
#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    by: explain::Speaker,
    patterns: &'a [String],
    what: &'a str,
}

impl Explain {
    pub(crate) fn run(&self, terminal: Terminal) -> Result<Outcome, Failure> {
        let language = self.language.into();
        if self.list {
            return self.list(language, terminal);
        }
        let (report, hint) = match self.text.as_deref() {
            None | Some("-") => (read_log(language)?, None),
            Some(code) if is_code(code) => return finding(code, language, self.format, terminal),
            Some(text) => (explain::explain(text, language), file_hint(text)),
        };
        if report.encoding != Encoding::Utf8 {
            let name = report.encoding.name();
            terminal.warning(&format!("the log is {name}, and was read as that"));
        }
        match self.format {
            Format::Json => terminal.json(&report)?,
            Format::Text => terminal.print(&in_words(&report, language))?,
        }
        if !report.found.is_empty() {
            return Ok(Outcome::Good);
        }
        terminal.hint(hint.unwrap_or("`mimir-tls check` looks for the cause in the configuration"));
        Ok(Outcome::CheckFailed)
    }

    fn list(&self, language: Language, terminal: Terminal) -> Result<Outcome, Failure> {
        let known = explain::known();
        match self.format {
            Format::Json => {
                let listed = |row: &'static KnownError| Listed {
                    id: row.id,
                    by: row.by,
                    patterns: &row.patterns,
                    what: row.what.of(language),
                };
                terminal.json(&known.iter().map(listed).collect::<Vec<_>>())?;
            }
            Format::Text => {
                let mut text = String::new();
                for row in known {
                    let _ = writeln!(
                        text,
                        "{HEADING}{}{HEADING:#}  {}\n    {}",
                        row.patterns.first().map_or(row.id, String::as_str),
                        row.by.name(),
                        row.what.of(language)
                    );
                }
                terminal.print(&text)?;
            }
        }
        Ok(Outcome::Good)
    }
}

/// Whether it is the code of a finding, `MT101`, and no text.
fn is_code(text: &str) -> bool {
    text.strip_prefix("MT")
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit()))
}

/// Prints the page of a finding of `mimir-tls check`.
fn finding(
    code: &str,
    language: Language,
    format: Format,
    terminal: Terminal,
) -> Result<Outcome, Failure> {
    let Some(page) = doctor::reference(code, language) else {
        let hint = match doctor::rules() {
            [first, .., last] => Some(format!(
                "codes go from {} to {}; core/data/FINDINGS.md lists them",
                first.code, last.code
            )),
            _ => None,
        };
        let failure = Failure::new(format!("no finding has the code `{code}`"));
        return Err(hint.into_iter().fold(failure, Failure::hint));
    };
    match format {
        Format::Json => terminal.json(&page)?,
        Format::Text => terminal.print(&format!(
            "{HEADING}{} {}{HEADING:#} ({})\n  {}\n  why: {}\n  fix: {}\n  see: {}\n",
            page.code,
            page.title,
            page.severity.name(),
            page.what,
            page.why,
            page.fix,
            page.reference
        ))?,
    }
    Ok(Outcome::Good)
}

/// A log that was named instead of fed is the likeliest slip.
fn file_hint(text: &str) -> Option<&'static str> {
    Path::new(text)
        .is_file()
        .then_some("that is a file: `mimir-tls explain < FILE` reads it")
}

fn read_log(language: Language) -> Result<LogReport, Failure> {
    let mut stdin = io::stdin().lock();
    if stdin.is_terminal() {
        return Err(Failure::new("there is nothing to explain")
            .hint("give the text in quotes, or a log on the standard input"));
    }
    let mut explainer = Explainer::new(language);
    let mut chunk = vec![0; CHUNK];
    loop {
        match stdin.read(&mut chunk) {
            Ok(0) => return Ok(explainer.finish()),
            Ok(length) => explainer.feed(&chunk[..length]),
            Err(cause) if cause.kind() == ErrorKind::Interrupted => {}
            Err(cause) => return Err(Failure::io("could not read the standard input", &cause)),
        }
    }
}

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
            },
        }
    }
}

fn in_words(report: &LogReport, language: Language) -> String {
    let words = Words::of(language);
    if report.found.is_empty() {
        let lines = plural(report.lines, words.line, words.lines);
        return format!("{} in {} {lines}\n", words.nothing, report.lines);
    }
    let sections = report.found.iter().map(|found| section(found, &words));
    sections.collect::<Vec<_>>().join("\n")
}

fn section(found: &Found, words: &Words) -> String {
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
        place(found, words)
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
    for (number, cause) in found.causes.iter().enumerate() {
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

fn place(found: &Found, words: &Words) -> String {
    if found.first_line == found.last_line {
        format!("{} {}", words.line, found.first_line)
    } else {
        format!("{} {}-{}", words.lines, found.first_line, found.last_line)
    }
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
