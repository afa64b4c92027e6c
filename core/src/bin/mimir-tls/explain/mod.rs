//! `mimir-tls explain`: known errors in a log or a pasted line.

mod text;

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, ErrorKind, IsTerminal, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use mimir_tls::doctor::{self, CheckReport, Handshake};
use mimir_tls::explain::{self, Encoding, Explainer, KnownError, LogReport};
use mimir_tls::language::Language;
use schemars::JsonSchema;
use serde::Serialize;

use crate::check;
use crate::clock;
use crate::failure::{Failure, Outcome};
use crate::folder::quoted;
use crate::format::{Format, Tongue};
use crate::handshakes;
use crate::input;
use crate::terminal::{HEADING, Terminal};

/// How much of a log is read at once.
const CHUNK: usize = 256 << 10;

/// Find known TLS errors in a text or in logs, with cause, check and fix.
///
/// Without TEXT, or with `-`, it reads a log from the standard input, of any
/// length, as in `kubectl logs -l app.kubernetes.io/name=mimir --prefix |
/// mimir-tls explain`. It knows what Mimir, Go, gRPC, etcd, memcached, nginx, the
/// kubelet, Prometheus, OpenSSL and curl say. Of several logs it tells which error
/// is the echo of another on the other side, and who wrote it by a file's name, as
/// `querier.log` or `mimir-ingester-0.log`. A code, as MT101, is explained as what
/// `mimir-tls check` finds. The exit code is 1 if it knows nothing of what it read.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  mimir-tls explain 'remote error: tls: bad certificate'
      Print what it means, why it happens, and what fixes it.
  mimir-tls explain logs/*.log --config mimir.yaml --config tls/
      Print every known error of the logs, how often, where, on which link, and
      which of its causes is true of the configuration.")]
pub(crate) struct Explain {
    /// The error as it was logged, log files, or the code of a finding; `-` is
    /// the standard input.
    #[arg(value_name = "TEXT|FILE", conflicts_with = "list")]
    given: Vec<PathBuf>,
    /// Check this file or folder too, and tell which cause is true of it
    /// [default: none].
    #[arg(long, value_name = "PATH", conflicts_with = "list")]
    config: Vec<PathBuf>,
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
#[derive(JsonSchema, Serialize)]
pub(crate) struct Listed<'a> {
    /// The id of the error.
    id: &'a str,
    /// Who writes it.
    by: explain::Speaker,
    /// The parts of a line by which it is known.
    patterns: &'a [String],
    /// What it says.
    what: &'a str,
}

/// What was handed over.
enum Given<'a> {
    /// The code of a finding.
    Code(&'a str),
    /// A text, as it was logged.
    Text(&'a str),
    /// Logs, of which one may be the standard input.
    Logs(Vec<&'a Path>),
}

impl Explain {
    pub(crate) fn run(&self, terminal: Terminal) -> Result<Outcome, Failure> {
        let language = self.language.into();
        if self.list {
            return self.list(language, terminal);
        }
        let mut report = match self.given()? {
            Given::Code(code) => return finding(code, language, self.format, terminal),
            Given::Text(text) => explain::explain(text, language),
            Given::Logs(paths) => read_logs(&paths, language)?,
        };
        if report.encoding != Encoding::Utf8 {
            let name = report.encoding.name();
            terminal.warning(&format!("the log is {name}, and was read as that"));
        }
        let checked = match &self.config[..] {
            [] => None,
            paths => Some(check_of(paths, language, terminal)?),
        };
        if let Some(checked) = &checked {
            report.confirm(checked);
        }
        match self.format {
            Format::Json => terminal.json(&report)?,
            Format::Text => {
                let text = text::write(&report, checked.is_some(), language);
                terminal.print(&text)?;
            }
        }
        if !report.found.is_empty() {
            return Ok(Outcome::Good);
        }
        terminal.hint(self.hint());
        Ok(Outcome::CheckFailed)
    }

    /// What to do where nothing is known.
    fn hint(&self) -> &'static str {
        match &self.given[..] {
            [one] if looks_like_a_path(one) => "it was read as a text: there is no such file",
            _ => "`mimir-tls check` looks for the cause in the configuration",
        }
    }

    /// A word is a file if there is one of that name.
    fn given(&self) -> Result<Given<'_>, Failure> {
        let is_log = |path: &Path| path.as_os_str() == "-" || path.exists();
        match &self.given[..] {
            [] => Ok(Given::Logs(vec![Path::new("-")])),
            [one] if !is_log(one) => match one.to_str() {
                Some(code) if is_code(code) => Ok(Given::Code(code)),
                Some(text) => Ok(Given::Text(text)),
                None => Err(no_file(one)),
            },
            several => match several.iter().find(|path| !is_log(path)) {
                Some(missing) => Err(no_file(missing)),
                None => Ok(Given::Logs(several.iter().map(PathBuf::as_path).collect())),
            },
        }
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

/// Whether it is the code of a finding, `MT101` or `mt101`, and no text.
fn is_code(text: &str) -> bool {
    let Some((letters, digits)) = text.split_at_checked(2) else {
        return false;
    };
    letters.eq_ignore_ascii_case("MT")
        && !digits.is_empty()
        && digits.bytes().all(|it| it.is_ascii_digit())
}

/// Whether somebody may have meant a file: one word, with a folder or an ending.
fn looks_like_a_path(path: &Path) -> bool {
    let text = path.to_string_lossy();
    let is_ending = |it: &str| it.len() <= 4 && it.bytes().all(|it| it.is_ascii_lowercase());
    let ending = path.extension().and_then(|it| it.to_str());
    !text.contains(char::is_whitespace) && (text.contains('/') || ending.is_some_and(is_ending))
}

fn no_file(path: &Path) -> Failure {
    Failure::new(format!("there is no log {}", quoted(path)))
        .hint("a text is one word: give it in quotes")
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

/// Reads logs, one after the other.
fn read_logs(paths: &[&Path], language: Language) -> Result<LogReport, Failure> {
    let mut explainer = Explainer::new(language);
    for &path in paths {
        if path.as_os_str() == "-" {
            let stdin = io::stdin().lock();
            if stdin.is_terminal() {
                return Err(Failure::new("there is nothing to explain")
                    .hint("give the text in quotes, or a log on the standard input"));
            }
            if paths.len() > 1 {
                explainer.begin("standard input");
            }
            feed(&mut explainer, stdin).map_err(|cause| unreadable(path, &cause))?;
        } else {
            explainer.begin(&path.display().to_string());
            File::open(path)
                .and_then(|file| feed(&mut explainer, file))
                .map_err(|cause| unreadable(path, &cause))?;
        }
    }
    Ok(explainer.finish())
}

fn unreadable(path: &Path, cause: &io::Error) -> Failure {
    let name = match path.as_os_str() == "-" {
        true => input::name(path),
        false => quoted(path),
    };
    match cause.kind() {
        ErrorKind::IsADirectory => Failure::new(format!("the log {name} is a folder"))
            .hint("name the logs in it, as `mimir-tls explain DIR/*.log`"),
        ErrorKind::InvalidData => Failure::new(format!("the log {name} is compressed"))
            .hint("unpack it first, as `zcat FILE | mimir-tls explain`"),
        _ => Failure::io(format!("could not read the log {name}"), cause),
    }
}

fn feed(explainer: &mut Explainer, mut log: impl Read) -> io::Result<()> {
    // As gzip begins, and no text.
    const COMPRESSED: [u8; 2] = [0x1f, 0x8b];
    let mut chunk = vec![0; CHUNK];
    let mut is_first = true;
    loop {
        match log.read(&mut chunk) {
            Ok(0) => return Ok(()),
            Ok(length) if is_first && chunk[..length].starts_with(&COMPRESSED) => {
                return Err(ErrorKind::InvalidData.into());
            }
            Ok(length) => {
                is_first = false;
                explainer.feed(&chunk[..length]);
            }
            Err(cause) if cause.kind() == ErrorKind::Interrupted => {}
            Err(cause) => return Err(cause),
        }
    }
}

/// What a check finds in a configuration, here beside its logs.
fn check_of(
    paths: &[PathBuf],
    language: Language,
    terminal: Terminal,
) -> Result<CheckReport, Failure> {
    let gathered = check::inputs::read(paths)?;
    let mut options = doctor::Options::of_inputs(clock::now());
    options.is_ordered = paths.iter().all(|path| !path.is_dir());
    options.troubles = gathered.troubles;
    options.language = language;
    let checked = doctor::check(gathered.inputs, options, |cases| {
        handshakes::run(cases, Handshake::run, terminal)
    });
    if checked.processes.is_empty() && checked.certificate_files == 0 {
        return Err(
            Failure::new("--config: nothing of a Mimir cluster was found there")
                .hint("give Mimir's YAML, flags, manifests, Helm values or certificates"),
        );
    }
    Ok(checked)
}
