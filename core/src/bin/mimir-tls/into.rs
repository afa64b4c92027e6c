//! `generate --into`: a configuration that one has, with the settings put in.

use std::path::{Path, PathBuf};

use mimir_tls::doctor::{self, Input, Severity};
use mimir_tls::folder;
use mimir_tls::generate::{Generated, OwnFile};
use mimir_tls::merge::Merged;
use mimir_tls::plan::Plan;
use mimir_tls::shown;
use schemars::JsonSchema;
use serde::Serialize;

use crate::diff;
use crate::failure::Failure;
use crate::folder::quoted;
use crate::{clock, input};

/// The largest configuration that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// A configuration that somebody named.
pub(crate) struct Own {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// What it is called, and what it says.
    pub(crate) file: OwnFile,
}

/// What came of it, for programs.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Report {
    /// The file that was read.
    file: String,
    /// The copy that was written, below the folder.
    to: String,
    /// How many options were added.
    added: usize,
    /// The options that had another value.
    changed: Vec<ChangedOption>,
}

/// An option that had another value.
#[derive(Debug, Serialize, JsonSchema)]
struct ChangedOption {
    /// The line of the copy, from 1.
    line: usize,
    /// The path of the option in YAML.
    option: String,
    /// The value that it had.
    old: String,
    /// The value that it has.
    new: String,
}

impl Own {
    /// Reads the file.
    ///
    /// # Errors
    /// A file that cannot be read, is too large, or is no text.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        const WHAT: &str = "configuration";
        let bytes = input::read(path, WHAT, LARGEST)?;
        let text = String::from_utf8(bytes).map_err(|_| {
            Failure::new(format!("the {WHAT} {} is no text in UTF-8", quoted(path)))
        })?;
        let name = path.file_name().map(|name| name.to_string_lossy());
        let name = name.filter(|name| name != "-");
        let Some(name) = name else {
            return Err(Failure::new("--into wants a file with a name")
                .hint("its copy is called as the file is"));
        };
        let file = OwnFile {
            name: name.into_owned(),
            text,
        };
        Ok(Self {
            path: path.to_owned(),
            file,
        })
    }

    /// What came of it, for programs; `out` is the output folder.
    pub(crate) fn summary(&self, merged: &Merged, out: &Path) -> Report {
        let changed = merged.changed.iter().map(|it| ChangedOption {
            line: it.place.line,
            option: it.path.clone(),
            old: shown::elided(&it.old).into_owned(),
            new: it.new.clone(),
        });
        Report {
            file: self.path.display().to_string(),
            to: self.copy(out),
            added: merged.added,
            changed: changed.collect(),
        }
    }

    /// The same for people: a diff, what had another value, and where it is; and
    /// whether it is proven, which it is not beside `conflicts`.
    pub(crate) fn report(&self, merged: &Merged, out: &Path, conflicts: usize) -> String {
        let (from, to) = self.paths(out);
        let diff = diff::unified(&from, &to, &self.file.text, &merged.text);
        // A line beside a change may hold a secret.
        let mut text = diff::without_secrets(&shown::elided(&diff));
        let count = |number: usize, one: &str| match number {
            1 => format!("1 {one}"),
            _ => format!("{number} {one}s"),
        };
        let added = count(merged.added, "option");
        let state = match conflicts {
            0 => "proven as it stands".to_owned(),
            some => format!(
                "not proven as it stands: {} of yours in it",
                count(some, "warning")
            ),
        };
        text.push_str(&format!("\n{to} is {from} with {added} more, {state}\n"));
        for it in &merged.changed {
            let (line, path) = (it.place.line, &it.path);
            text.push_str(&match it.old.lines().count() {
                0 | 1 => format!(
                    "  line {line}: {path} was `{}` and is `{}`\n",
                    shown::line(&it.old),
                    it.new
                ),
                lines => format!("  line {line}: {path} was {lines} lines of yours and is ours\n"),
            });
        }
        text
    }

    /// What is wrong with the copy beside the settings that were put in: what
    /// `check` says of it, from a warning on. Places are those of the copy.
    pub(crate) fn conflicts(
        &self,
        plan: &Plan,
        made: &Generated,
        merged: &Merged,
        out: &Path,
    ) -> Vec<String> {
        let is_of_use = |path: &str| {
            path == folder::PLAN || folder::is_certificate(path) || folder::is_key(path)
        };
        let beside = made.artifacts.iter().filter(|it| is_of_use(&it.path));
        let mut inputs: Vec<Input> = beside
            .map(|artifact| Input {
                path: artifact.path.clone(),
                bytes: artifact.bytes().to_vec(),
                mode: None,
            })
            .collect();
        inputs.push(Input {
            path: self.file.name.clone(),
            bytes: merged.text.clone().into_bytes(),
            mode: None,
        });
        let options = doctor::Options::new(plan.release, clock::now());
        let report = doctor::check(inputs, options, doctor::one_by_one);
        let findings = report.findings.into_iter().filter(|finding| {
            finding.severity != Severity::Note && finding.place.file == self.file.name
        });
        findings
            .map(|it| {
                let (copy, line) = (self.copy(out), it.place.line);
                format!("{copy}:{line}: {}; {} [{}]", it.what, it.fix, it.code)
            })
            .collect()
    }

    /// Where it is, and where its copy is.
    pub(crate) fn paths(&self, out: &Path) -> (String, String) {
        (self.path.display().to_string(), self.copy(out))
    }

    fn copy(&self, out: &Path) -> String {
        let path = out.join(folder::merged(&self.file.name));
        path.display().to_string()
    }
}
