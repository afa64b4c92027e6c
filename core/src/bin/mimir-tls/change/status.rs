//! `mimir-tls change --status`: where folders are on the way.

use std::path::{Path, PathBuf};

use mimir_tls::change::{self, BEFORE, Files, Place};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::failure::{Failure, Outcome};
use crate::folder::quoted;
use crate::format::Format;
use crate::input;
use crate::made_folder::MadeFolder;
use crate::terminal::{BAD, GOOD, Terminal};

/// The most that a change's file may hold, in bytes.
const LARGEST: u64 = 64 << 20;

/// What is read of a change.
#[derive(Deserialize)]
struct Written {
    phases: Vec<Phase>,
}

#[derive(Deserialize)]
struct Phase {
    name: String,
    folder: String,
    proof: Proof,
}

#[derive(Deserialize)]
struct Proof {
    sha256: String,
}

/// Where a folder is, as `--format json` prints it.
#[derive(JsonSchema, Serialize)]
pub(crate) struct Status {
    /// The folder, as it was typed.
    folder: String,
    #[serde(flatten)]
    place: Place,
}

/// Says of each folder in which phase of the change it is, by its certificates
/// and settings.
pub(super) fn run(
    path: &Path,
    folders: &[PathBuf],
    format: Format,
    terminal: Terminal,
) -> Result<Outcome, Failure> {
    if folders.is_empty() {
        return Err(Failure::new("no folder is named whose phase is asked for")
            .hint("name those of the machines: `mimir-tls change --status DIR.change FOLDER...`"));
    }
    let written = written(path)?;
    let mut known = vec![(
        BEFORE.to_owned(),
        files(&MadeFolder::read(&path.join(BEFORE))?),
    )];
    for phase in &written.phases {
        let folder = path.join(&phase.folder);
        let found = files(&MadeFolder::read(&folder)?);
        let these = found.iter();
        let digest = change::digest(these.map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
        if digest != phase.proof.sha256 {
            return Err(Failure::new(format!(
                "{} was edited since it was proven",
                quoted(&folder)
            ))
            .hint(
                "what is in it is not what was proven: plan the change again from what runs now",
            ));
        }
        known.push((phase.folder.clone(), found));
    }
    let mut all = Vec::new();
    for folder in folders {
        let found = files(&MadeFolder::read_any(folder)?);
        all.push(Status {
            folder: folder.display().to_string(),
            place: change::status(&known, &found),
        });
    }
    let is_clear = all.iter().all(|it| matches!(it.place, Place::At { .. }));
    match format {
        Format::Json => terminal.json(&all)?,
        Format::Text => terminal.tell(&text(&written, &all))?,
    }
    Ok(match is_clear {
        true => Outcome::Good,
        false => Outcome::CheckFailed,
    })
}

fn written(path: &Path) -> Result<Written, Failure> {
    let file = path.join(change::STEPS);
    if !file.exists() {
        return Err(Failure::new(format!(
            "{} is no change: it has no {}",
            quoted(path),
            change::STEPS
        ))
        .hint("name the folder that `mimir-tls change` wrote, such as mimir-tls.change"));
    }
    let text = input::read(&file, "change", LARGEST)?;
    serde_json::from_slice(&text)
        .map_err(|error| Failure::new(format!("{}: {error}", quoted(&file))))
}

fn files(folder: &MadeFolder) -> Files {
    let files = folder.files();
    files
        .map(|(path, content)| (path, content.bytes().to_vec()))
        .collect()
}

fn text(written: &Written, all: &[Status]) -> String {
    let mut text = String::new();
    let mut least: Option<usize> = None;
    for Status { folder, place } in all {
        text.push_str(&match place {
            Place::At { .. } => format!("{folder}: {GOOD}{place}{GOOD:#}\n"),
            _ => format!("{folder}: {BAD}{place}{BAD:#}\n"),
        });
        let behind = match place {
            Place::At { folders } => folders.first().and_then(|first| {
                let mut phases = written.phases.iter();
                phases.position(|phase| phase.folder == *first)
            }),
            _ => None,
        };
        let behind = behind.map_or(0, |number| number + 1);
        least = Some(least.map_or(behind, |least| least.min(behind)));
    }
    match written.phases.get(least.unwrap_or(0)) {
        Some(next) => text.push_str(&format!(
            "\nnext: {}, {}, once every restart of the phase before it is done; what a process has in its memory, no folder tells\n",
            next.folder, next.name
        )),
        None => text.push_str("\nevery folder is behind the last phase; what is left is its restarts\n"),
    }
    text
}
