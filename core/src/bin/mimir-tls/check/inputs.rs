//! Files, folders, archives and the standard input, read within bounds.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};

use mimir_tls::doctor::archive::{self, Limits};
use mimir_tls::doctor::{Input, Trouble, TroubleKind};

use crate::failure::{Failure, cause_in_words};
use crate::input;

/// The most that one file may hold, in bytes. Archives may be larger.
const LARGEST_FILE: u64 = 16 << 20;
const LARGEST_ARCHIVE: u64 = 64 << 20;
/// What is unpacked of one archive.
const UNPACKED: Limits = Limits {
    file: LARGEST_FILE,
    whole: 32 << 20,
    entries: 10_000,
};
/// The most files that are read, so that a check of `/` ends.
const MOST_FILES: usize = 100_000;
/// Folders deeper than this are not looked into.
const DEEPEST: usize = 32;

/// What was read, and what could not be.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) inputs: Vec<Input>,
    pub(super) troubles: Vec<Trouble>,
    pub(super) origins: Origins,
}

/// The file that an input is, by the input's name: none for what came out of an
/// archive or the standard input, and for a name that two of them have.
pub(super) type Origins = BTreeMap<String, Option<PathBuf>>;

/// Reads every path.
///
/// # Errors
/// A path that was named and cannot be read.
pub(super) fn read(paths: &[PathBuf]) -> Result<Gathered, Failure> {
    let mut gathered = Gathered::default();
    for path in paths {
        let is_folder = path.as_os_str() != "-" && fs::metadata(path).is_ok_and(|it| it.is_dir());
        if is_folder {
            gathered.folder(path, 0);
        } else {
            let bytes = input::read(path, "file", LARGEST_ARCHIVE)?;
            let mode = fs::metadata(path).ok().and_then(|it| mode(&it));
            let origin = (path.as_os_str() != "-").then_some(path.as_path());
            gathered.file(input::name(path), origin, bytes, mode);
        }
    }
    Ok(gathered)
}

impl Gathered {
    /// Reads what is in a folder. What cannot be read there is told, since
    /// nobody named it.
    fn folder(&mut self, folder: &Path, depth: usize) {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(cause) => return self.trouble(folder, cause_in_words(&cause)),
        };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with('.') || name.ends_with(".fixed") {
                continue;
            }
            let (Ok(own), Ok(behind)) = (fs::symlink_metadata(&path), fs::metadata(&path)) else {
                self.trouble(&path, "its link leads nowhere".to_owned());
                continue;
            };
            if behind.is_dir() {
                // A link to a folder may lead back up.
                if !own.is_symlink() && depth < DEEPEST {
                    self.folder(&path, depth + 1);
                }
            } else if behind.is_file() && self.inputs.len() < MOST_FILES {
                self.entry(&path, &behind);
            }
        }
    }

    fn entry(&mut self, path: &Path, metadata: &Metadata) {
        let name = path.display().to_string();
        let largest = if archive::is_named(&name) {
            LARGEST_ARCHIVE
        } else {
            LARGEST_FILE
        };
        if metadata.len() > largest {
            return self.trouble(path, format!("it is larger than {} MiB", largest >> 20));
        }
        match fs::read(path) {
            Ok(bytes) => self.file(name, Some(path), bytes, mode(metadata)),
            Err(cause) => self.trouble(path, cause_in_words(&cause)),
        }
    }

    fn trouble(&mut self, path: &Path, reason: String) {
        self.troubles.push(Trouble {
            path: path.display().to_string(),
            kind: TroubleKind::Unreadable,
            reason,
        });
    }

    /// Takes in one file, unpacked where it is an archive.
    fn file(&mut self, path: String, origin: Option<&Path>, bytes: Vec<u8>, mode: Option<u32>) {
        if archive::is_archive(&bytes) {
            let (inputs, troubles) = archive::unpack(&path, &bytes, UNPACKED);
            for input in &inputs {
                self.origin(&input.path, None);
            }
            self.inputs.extend(inputs);
            self.troubles.extend(troubles);
        } else if bytes.len() as u64 > LARGEST_FILE {
            self.trouble(
                Path::new(&path),
                format!("it is larger than {} MiB", LARGEST_FILE >> 20),
            );
        } else {
            self.origin(&path, origin);
            self.inputs.push(Input { path, bytes, mode });
        }
    }

    fn origin(&mut self, name: &str, origin: Option<&Path>) {
        let known = self.origins.entry(name.to_owned());
        let known = known.or_insert_with(|| origin.map(Path::to_owned));
        if known.as_deref() != origin {
            *known = None;
        }
    }
}

#[cfg(unix)]
fn mode(metadata: &Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    Some(metadata.permissions().mode())
}

#[cfg(not(unix))]
fn mode(_: &Metadata) -> Option<u32> {
    None
}
