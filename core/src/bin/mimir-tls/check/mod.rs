//! `mimir-tls check`: what people have, and what is wrong with it.

mod fix;
pub(crate) mod inputs;
mod markdown;
mod passphrase;
mod replace;
mod room;
mod sarif;
mod text;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use mimir_tls::catalog::{Catalog, Component, Mode, Release};
use mimir_tls::doctor::{self, CheckReport, Code, Exception, Handshake, Severity};
use mimir_tls::document;
use schemars::JsonSchema;
use serde::Serialize;

use fix::Fixed;

use crate::clock;
use crate::failure::{Failure, Outcome};
use crate::format::Tongue;
use crate::handshakes;
use crate::input;
use crate::names::{components, modes, names, read_by};
use crate::plan_file::WrittenPlan;
use crate::terminal::Terminal;

/// Check flags, YAML, manifests and certificates, and prove every link of them.
///
/// Reads Mimir's YAML, flags files, shell scripts, systemd units, Compose files,
/// Kubernetes manifests, Helm values, nginx and Prometheus configuration,
/// certificates and keys, in folders or archives. On a terminal it asks for the
/// passphrase of a key that is under one. The exit code is 1 if there is an error
/// or a warning (--fail-on).
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  mimir-tls check --release 3.0 mimir.yaml certs/
      Say what is wrong with a configuration and its certificates.
  kubectl get deploy,sts,cm,secret -n mimir -o yaml | mimir-tls check -
      Check what runs; keys are read and never printed.")]
pub(crate) struct Check {
    /// Files, folders and archives (.tar, .tar.gz, .zip); `-` is the standard input.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The release of Mimir to hold against [default: what the files name, or the newest].
    #[arg(long, value_parser = read_by(release, releases), hide_possible_values = true)]
    release: Option<Release>,
    /// What a configuration without a target is for [default: microservices].
    #[arg(long, value_parser = names::<Mode>(modes), hide_possible_values = true)]
    mode: Option<Mode>,
    /// A component that a configuration without a target is for; repeatable
    /// [default: those of the plan or the mode].
    #[arg(long, value_parser = names::<Component>(components), hide_possible_values = true)]
    component: Vec<Component>,
    /// The plan that says release, mode and components; a plan.yaml among the
    /// files says the same of its folder.
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    /// End with exit code 1 from this severity on: error, warning or note
    /// [default: warning].
    #[arg(long, value_enum, default_value_t = Least::Warning, hide_default_value = true, hide_possible_values = true)]
    fail_on: Least,
    /// Tell findings of this code apart, and let them be; repeatable [default: none].
    #[arg(long, value_name = "CODE", value_parser = code)]
    ignore: Vec<Code>,
    /// The same by a YAML file, with reasons: `version: 1`, and `exceptions`, a
    /// list of `code`, `reason` and, if wanted, `file`, a glob [default: none].
    #[arg(long, value_name = "FILE")]
    exceptions: Option<PathBuf>,
    /// End with exit code 1 where a process has no TLS at all, too.
    #[arg(long)]
    require_tls: bool,
    /// Print as text, json, sarif or markdown [default: text].
    #[arg(long, value_enum, default_value_t = Format::Text, hide_default_value = true, hide_possible_values = true)]
    format: Format,
    /// Print in English or German: en, de [default: en].
    #[arg(long, value_enum, default_value_t = Tongue::En, hide_default_value = true, hide_possible_values = true)]
    language: Tongue,
    /// Write the fixes that are proven to copies beside the files, `FILE.fixed`.
    #[arg(long)]
    fix: bool,
    /// With --fix: write them to the files themselves.
    #[arg(long, requires = "fix")]
    in_place: bool,
    /// Print the fixes that are proven as a diff for `patch`, and write nothing.
    #[arg(long, conflicts_with = "fix")]
    diff: bool,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Sarif,
    Markdown,
}

/// The severity from which on a check fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Least {
    Error,
    Warning,
    Note,
}

impl From<Least> for Severity {
    fn from(least: Least) -> Self {
        match least {
            Least::Error => Self::Error,
            Least::Warning => Self::Warning,
            Least::Note => Self::Note,
        }
    }
}

/// A report as JSON; with --fix also what was written, with --diff what would be.
#[derive(JsonSchema, Serialize)]
pub(crate) struct Printed<'a> {
    #[serde(flatten)]
    report: &'a CheckReport,
    /// With `--fix`, what was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    written: Option<&'a [fix::Written]>,
    /// With `--diff`, what `--fix` would change.
    #[serde(skip_serializing_if = "Option::is_none")]
    diffs: Option<&'a [fix::Diff]>,
}

fn release(text: &str) -> Result<Release, mimir_tls::catalog::UnknownName> {
    Catalog::builtin().release(text)
}

fn releases() -> Vec<&'static str> {
    Vec::new()
}

fn code(text: &str) -> Result<Code, String> {
    Code::of(text).ok_or_else(|| {
        format!("no finding has the code `{text}`; a check prints them, as in `error[MT101]`")
    })
}

impl Check {
    pub(crate) fn run(&self, terminal: Terminal) -> Result<Outcome, Failure> {
        let mut gathered = inputs::read(&self.paths)?;
        if self.fix && fix::finish(&gathered.origins)? {
            gathered = inputs::read(&self.paths)?;
        }
        let opened = passphrase::ask(&gathered.inputs, terminal);
        let mut options = doctor::Options::of_inputs(clock::now());
        options.release = self.release;
        options.mode = self.mode;
        options.components.clone_from(&self.component);
        options.is_ordered = self.paths.iter().all(|path| !path.is_dir());
        if let Some(path) = &self.plan {
            let (plan, _) = WrittenPlan::read(path)?.resolve()?;
            options.release.get_or_insert(plan.release);
            options.mode.get_or_insert(plan.mode);
            if self.component.is_empty() {
                let members = plan.members.iter().map(|member| member.component);
                options.components = members.collect();
            }
        }
        options.exceptions = self.exceptions()?;
        options.troubles = gathered.troubles;
        options.opened = opened;
        options.language = self.language.into();
        let run = |cases: &[Handshake]| handshakes::run(cases, Handshake::run, terminal);
        let exceptions = options.exceptions.clone();
        let (report, fixes) = match self.fix || self.diff {
            true => {
                let (report, fixes) = doctor::check_and_fix(gathered.inputs, options, run);
                (report, Some(fixes))
            }
            false => (doctor::check(gathered.inputs, options, run), None),
        };
        let fixed = fixes.map(|fixes| match self.diff {
            true => Ok(Fixed::unwritten(&fixes)),
            false => fix::write(&fixes, &gathered.origins, self.in_place),
        });
        // What could not be written is told behind the report.
        let (fixed, failed) = match fixed.transpose() {
            Ok(fixed) => (fixed, None),
            Err(failure) => (None, Some(failure)),
        };
        match self.format {
            Format::Text => terminal.print(&text::write(&report, self.fix || self.diff))?,
            Format::Json => terminal.json(&Printed {
                report: &report,
                written: fixed.as_ref().and_then(Fixed::written),
                diffs: fixed.as_ref().and_then(Fixed::unwritten_diffs),
            })?,
            Format::Sarif => {
                // Where there is no folder to speak of, no path is below it.
                let folder = std::env::current_dir().unwrap_or_default();
                terminal.json(&sarif::log(&report, &folder))?;
            }
            Format::Markdown => terminal.print(&markdown::write(&report))?,
        }
        if let Some(fixed) = fixed {
            match self.format {
                Format::Text => terminal.print(&fixed.text())?,
                Format::Markdown => terminal.print(&fixed.markdown())?,
                // Its form has no place for it.
                Format::Sarif => fixed.lines().iter().for_each(|line| terminal.hint(line)),
                Format::Json => {}
            }
        }
        for idle in exceptions.iter().filter(|it| !has_a_case(it, &report)) {
            let place = idle.file.iter().map(|file| format!(" in `{file}`"));
            let place: String = place.collect();
            terminal.hint(&format!(
                "the exception for {}{place} is about nothing (any more); take it out",
                idle.code
            ));
        }
        if let Some(failure) = failed {
            return Err(failure);
        }
        match judge(&report, self.fail_on.into())? {
            Outcome::Good if self.require_tls && report.has_plaintext() => Ok(Outcome::CheckFailed),
            outcome => Ok(outcome),
        }
    }
}

impl Check {
    /// What is as it should be: by the file first, which has a reason.
    fn exceptions(&self) -> Result<Vec<Exception>, Failure> {
        let mut all = match &self.exceptions {
            Some(path) => {
                let largest = u64::try_from(document::MAX_BYTES).unwrap_or(u64::MAX);
                let bytes = input::read(path, "file of exceptions", largest)?;
                Exception::parse(&bytes)
                    .map_err(|error| Failure::document(&input::name(path), &error))?
            }
            None => Vec::new(),
        };
        all.extend(
            self.ignore
                .iter()
                .map(|code| Exception::of(*code, "--ignore")),
        );
        Ok(all)
    }
}

/// Whether anything was found that it is about.
fn has_a_case(exception: &Exception, report: &CheckReport) -> bool {
    report.excepted.iter().any(|it| {
        let finding = &it.finding;
        let others = finding.spots.iter().map(|spot| &spot.place);
        let mut places = std::iter::once(&finding.place).chain(others);
        places.any(|place| exception.covers(finding.code, place))
    })
}

/// How a check ends: where nothing of a cluster was found, there was nothing to
/// check.
fn judge(report: &CheckReport, least: Severity) -> Result<Outcome, Failure> {
    let found_none = report.processes.is_empty() && report.certificate_files == 0;
    let is_unread = |code: doctor::Code| {
        use doctor::Code::{Mt320, Mt321, Mt322, Mt618};
        let is_of_texts = code.as_str().starts_with("MT6") && code != Mt618;
        is_of_texts || matches!(code, Mt320 | Mt321 | Mt322)
    };
    let only_unread = report.findings.iter().all(|it| is_unread(it.code));
    if found_none && only_unread {
        let hint = "give Mimir's YAML, flags, manifests, Helm values or certificates";
        return Err(Failure::new("nothing of a Mimir cluster was found").hint(hint));
    }
    Ok(if report.has_any(least) {
        Outcome::CheckFailed
    } else {
        Outcome::Good
    })
}
