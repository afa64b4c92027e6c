//! Files, folders and archives of certificates, read within bounds.

use std::fs;
use std::path::{Path, PathBuf};

use mimir_tls::adopt::Returned;
use mimir_tls::doctor::archive::{self, Limits};
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::folder::quoted;
use crate::input;

/// The most that one file may hold, in bytes.
const LARGEST: u64 = 16 << 20;

/// What is unpacked of one archive.
const UNPACKED: Limits = Limits {
    file: 4 << 20,
    whole: 32 << 20,
    entries: 1_000,
};

/// Folders within folders, as easy-rsa nests them.
const DEPTH: usize = 4;

/// The most files of one folder with all that is in it.
const MOST_FILES: usize = 1_000;

/// Reads every path.
///
/// # Errors
/// A path that cannot be read, and a folder with more than a thousand files.
pub(super) fn read(paths: &[PathBuf]) -> Result<Returned, Failure> {
    let mut returned = Returned::default();
    for path in paths {
        let mut files = Vec::new();
        match path.is_dir() {
            true => below(path, 0, &mut files)?,
            false => files.push(path.clone()),
        }
        for file in files {
            let bytes = Zeroizing::new(input::read(&file, "certificate", LARGEST)?);
            let name = input::name(&file);
            if !archive::is_archive(&bytes) {
                returned.read(&name, &bytes);
                continue;
            }
            let (inputs, troubles) = archive::unpack(&name, &bytes, UNPACKED);
            if let Some(trouble) = troubles.first() {
                return Err(Failure::new(format!(
                    "{}: {}",
                    trouble.path, trouble.reason
                )));
            }
            for input in inputs {
                returned.read(&input.path, &input.bytes);
            }
        }
    }
    Ok(returned)
}

/// The files below a folder, in the order of their names.
fn below(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let told = |cause| {
        Failure::io(
            format!("could not read the folder {}", quoted(folder)),
            &cause,
        )
    };
    let mut entries: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).map_err(told)? {
        entries.push(entry.map_err(told)?.path());
    }
    entries.sort();
    for entry in entries {
        if entry.is_dir() && depth < DEPTH {
            below(&entry, depth + 1, files)?;
        } else if entry.is_file() {
            files.push(entry);
        }
        if files.len() > MOST_FILES {
            return Err(Failure::new(format!(
                "the folder {} has more than {MOST_FILES} files",
                quoted(folder)
            ))
            .hint("name the one with the certificates"));
        }
    }
    Ok(())
}
