//! `mimir-tls change --status`: where folders are on the way.

use std::path::{Path, PathBuf};

use mimir_tls::change::{self, Edited, Files, Place, Written};
use schemars::JsonSchema;
use serde::Serialize;

use crate::failure::{Failure, Outcome};
use crate::folder::quoted;
use crate::format::Format;
use crate::input;
use crate::made_folder::MadeFolder;
use crate::terminal::{BAD, GOOD, Terminal};

/// The most that a change's file may hold, in bytes.
const LARGEST: u64 = 64 << 20;

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
    let mut known = Vec::new();
    for folder in written.folders() {
        known.push(files(&MadeFolder::read(&path.join(folder))?));
    }
    let followed = written.followed(known).map_err(|Edited { folder }| {
        Failure::new(format!(
            "{} was edited since it was proven",
            quoted(&path.join(folder))
        ))
        .hint("what is in it is not what was proven: plan the change again from what runs now")
    })?;
    let mut all = Vec::new();
    for folder in folders {
        let found = files(&MadeFolder::read_any(folder)?);
        all.push(Status {
            folder: folder.display().to_string(),
            place: followed.place(&found),
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
    Written::parse(&text).map_err(|error| Failure::new(format!("{}: {error}", quoted(&file))))
}

fn files(folder: &MadeFolder) -> Files {
    let files = folder.files.artifacts();
    files
        .map(|file| (file.path.clone(), file.bytes().to_vec()))
        .collect()
}

fn text(written: &Written, all: &[Status]) -> String {
    let mut text = String::new();
    for Status { folder, place } in all {
        text.push_str(&match place {
            Place::At { .. } => format!("{folder}: {GOOD}{place}{GOOD:#}\n"),
            _ => format!("{folder}: {BAD}{place}{BAD:#}\n"),
        });
    }
    match written.next(all.iter().map(|it| &it.place)) {
        Some(next) => text.push_str(&format!(
            "\nnext: {}, {}, once every restart of the phase before it is done; what a process has in its memory, no folder tells\n",
            next.folder, next.name
        )),
        None => text.push_str("\nevery folder is behind the last phase; what is left is its restarts\n"),
    }
    text
}
