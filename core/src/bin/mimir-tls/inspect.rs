//! `mimir-tls inspect`: certificates, requests and keys in words.

use std::path::{Path, PathBuf};

use clap::Args;
use mimir_tls::folder;
use mimir_tls::pki::Instant;
use mimir_tls::pki::inspect::{self, Item, What};
use mimir_tls::plan::{Plan, PlanFile};
use mimir_tls::topology::Names;
use schemars::JsonSchema;
use serde::Serialize;

use crate::clock;
use crate::failure::{Failure, Outcome};
use crate::folder::quoted;
use crate::format::Format;
use crate::input;
use crate::terminal::Terminal;

/// The most that one file may hold, in bytes.
const LARGEST_FILE: u64 = 100 << 20;

/// The most that a plan may hold, in bytes.
const LARGEST_PLAN: u64 = 4 << 20;

/// How many folders above a certificate its plan stands: `certs/`, and that of
/// its component.
const ABOVE: usize = 3;

/// Print certificates, requests and keys in words, with what Go would object to.
///
/// Reads PEM and DER. Of a private key it prints the kind and the public
/// half's fingerprint alone. Of a certificate in a folder that `generate` made it
/// says why each name is there. Of a folder it prints what is in its files, and
/// passes over those that hold nothing of the kind. The exit code is 1 if Go would object to anything.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  mimir-tls inspect mimir-tls/certs/server.crt
      Print who it is for, by which names, until when, and what Go thinks of it.
  openssl s_client -connect ingester:9095 </dev/null | mimir-tls inspect -
      Print the certificate that a running server presents.")]
pub(crate) struct Inspect {
    /// The files or folders to print; `-` is the standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print for people as text, or for programs as json [default: text].
    #[arg(long, value_enum, default_value_t = Format::Text, hide_default_value = true, hide_possible_values = true)]
    format: Format,
}

/// One file, as `--format json` prints it.
#[derive(JsonSchema, Serialize)]
pub(crate) struct Inspected {
    /// The file, as it was typed.
    file: String,
    /// What is in it, in its order.
    items: Vec<Item>,
    /// Why it has its names, where the plan that it was made of is there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    names: Vec<Reason>,
}

/// A name of a certificate, and why it is there.
#[derive(JsonSchema, Serialize)]
struct Reason {
    /// The name or address.
    name: String,
    /// Why it is there.
    why: String,
}

impl Inspect {
    pub(crate) fn run(&self, terminal: Terminal) -> Result<Outcome, Failure> {
        let now = clock::now();
        let mut inspected = Vec::new();
        let mut failures = Vec::new();
        for path in &self.files {
            match read_all(path, now) {
                Ok(files) => inspected.extend(files),
                Err(failure) => failures.push(failure),
            }
        }
        match self.format {
            Format::Json => terminal.json(&inspected)?,
            Format::Text => {
                let is_one = matches!(&self.files[..], [one] if !one.is_dir());
                terminal.print(&in_words(&inspected, !is_one))?;
            }
        }
        // The good files have been printed; the last bad one decides the exit.
        if let Some(last) = failures.pop() {
            failures.iter().for_each(|failure| terminal.error(failure));
            return Err(last);
        }
        let objections = inspected
            .iter()
            .flat_map(|file| &file.items)
            .any(|item| !item.objections.is_empty());
        Ok(if objections {
            Outcome::CheckFailed
        } else {
            Outcome::Good
        })
    }
}

/// A file, or those of a folder that hold anything.
fn read_all(path: &Path, now: Instant) -> Result<Vec<Inspected>, Failure> {
    if !path.is_dir() {
        return read(path, now).map(|file| vec![file]);
    }
    let files = input::files_below(path)?;
    let read: Vec<Inspected> = files.iter().filter_map(|it| read(it, now).ok()).collect();
    match read.is_empty() {
        true => Err(Failure::new(format!(
            "no certificate, request or key is in the folder {}",
            quoted(path)
        ))),
        false => Ok(read),
    }
}

fn read(path: &Path, now: Instant) -> Result<Inspected, Failure> {
    let bytes = input::read(path, "file", LARGEST_FILE)?;
    let file = input::name(path);
    match inspect::inspect(&bytes, now) {
        Ok(items) => Ok(Inspected {
            file,
            names: reasons(path, &items),
            items,
        }),
        Err(error) => Err(Failure::new(format!("{file}: {error}"))),
    }
}

/// Why the first certificate has its names, by the plan of the folder that it is
/// in: nothing where there is none, or the plan is another's.
fn reasons(path: &Path, items: &[Item]) -> Vec<Reason> {
    let Some(What::Certificate(report)) = items.first().map(|item| &item.what) else {
        return Vec::new();
    };
    let Some(plan) = plan_above(path) else {
        return Vec::new();
    };
    let named = Names::of(&plan).all();
    let reasons = report.sans.iter().filter_map(|name| {
        let (_, bare) = name.split_once(' ')?;
        let named = named.iter().find(|it| it.san.to_string() == bare)?;
        Some(Reason {
            name: bare.to_owned(),
            why: named.why.to_string(),
        })
    });
    reasons.collect()
}

fn plan_above(path: &Path) -> Option<Plan> {
    let path = std::path::absolute(path).ok()?;
    let mut above = path.ancestors().skip(1).take(ABOVE);
    let folder = above.find(|it| it.join(folder::PLAN).is_file())?;
    let below = path.strip_prefix(folder).ok()?.to_str()?;
    if !folder::is_certificate(below) {
        return None;
    }
    let bytes = input::read(&folder.join(folder::PLAN), "plan", LARGEST_PLAN).ok()?;
    let (plan, _) = Plan::resolve(&PlanFile::parse(&bytes).ok()?).ok()?;
    Some(plan)
}

/// The files below one another, each under its name where several were named.
fn in_words(files: &[Inspected], are_named: bool) -> String {
    let one = |file: &Inspected| {
        let mut words = inspect::describe(&file.items);
        if !file.names.is_empty() {
            words.push_str("\nwhy it has its names\n");
        }
        let widths = file.names.iter().map(|it| it.name.len());
        let width = widths.max().unwrap_or_default();
        for Reason { name, why } in &file.names {
            words.push_str(&format!("  {name:<width$}  {why}\n"));
        }
        match are_named {
            false => words,
            true => format!("{}:\n{words}", file.file),
        }
    };
    files.iter().map(one).collect::<Vec<_>>().join("\n")
}
