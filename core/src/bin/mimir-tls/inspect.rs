//! `mimir-tls inspect`: certificates, requests and keys in words.

use std::path::PathBuf;

use clap::Args;
use mimir_tls::pki::Instant;
use mimir_tls::pki::inspect::{self, Item};
use serde::Serialize;

use crate::clock;
use crate::failure::{Failure, Outcome};
use crate::format::Format;
use crate::input;
use crate::terminal::Terminal;

/// The most that one file may hold, in bytes.
const LARGEST_FILE: u64 = 100 << 20;

/// Print certificates, requests and keys in words, with what Go would object to.
///
/// Reads PEM and DER. Of a private key it prints the kind and the public
/// half's fingerprint alone. The exit code is 1 if Go would object to anything.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  mimir-tls inspect mimir-tls/certs/server.crt
      Print who it is for, by which names, until when, and what Go thinks of it.
  openssl s_client -connect ingester:9095 </dev/null | mimir-tls inspect -
      Print the certificate that a running server presents.")]
pub(crate) struct Inspect {
    /// The files to print; `-` is the standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print for people as text, or for programs as json [default: text].
    #[arg(long, value_enum, default_value_t = Format::Text, hide_default_value = true, hide_possible_values = true)]
    format: Format,
}

/// One file, as `--format json` prints it.
#[derive(Serialize)]
struct Inspected {
    file: String,
    items: Vec<Item>,
}

impl Inspect {
    pub(crate) fn run(&self, terminal: Terminal) -> Result<Outcome, Failure> {
        let now = clock::now();
        let mut inspected = Vec::new();
        let mut failures = Vec::new();
        for path in &self.files {
            match read(path, now) {
                Ok(file) => inspected.push(file),
                Err(failure) => failures.push(failure),
            }
        }
        match self.format {
            Format::Json => terminal.json(&inspected)?,
            Format::Text => terminal.print(&in_words(&inspected, self.files.len()))?,
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

fn read(path: &std::path::Path, now: Instant) -> Result<Inspected, Failure> {
    let bytes = input::read(path, "file", LARGEST_FILE)?;
    let file = input::name(path);
    match inspect::inspect(&bytes, now) {
        Ok(items) => Ok(Inspected { file, items }),
        Err(error) => Err(Failure::new(format!("{file}: {error}"))),
    }
}

/// The files below one another, each under its name where several were named.
fn in_words(files: &[Inspected], named: usize) -> String {
    let one = |file: &Inspected| {
        let words = inspect::describe(&file.items);
        match named {
            1 => words,
            _ => format!("{}:\n{words}", file.file),
        }
    };
    files.iter().map(one).collect::<Vec<_>>().join("\n")
}
