//! Where a generated folder goes: checked before any work is done.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Existing, quoted};
use crate::failure::{Failure, Kind};

/// A name for the folder that was free, or may be replaced, when it was looked
/// at. [`Destination::publish`] holds to the same when it puts the folder in
/// place.
#[derive(Debug)]
pub(crate) struct Destination {
    /// The folder's path, without a trailing slash.
    pub(super) path: PathBuf,
    /// The folder that it is to be in, `.` where the path has one part.
    pub(super) parent: PathBuf,
    /// The last part of the path.
    pub(super) name: OsString,
    /// What to do with a folder that is there already.
    pub(super) existing: Existing,
}

impl Destination {
    /// Looks at `path` and says what is wrong with it as a destination.
    ///
    /// # Errors
    /// A path without a name of its own (empty, `.`, `/`), a file, a symbolic
    /// link, an existing folder that is not to be replaced, a parent that
    /// cannot hold a folder.
    pub(crate) fn check(path: &Path, existing: Existing) -> Result<Self, Failure> {
        if path.as_os_str().is_empty() {
            return Err(Failure::new("the output folder's path is empty")
                .hint("leave `--out` away to write `./mimir-tls`"));
        }
        let Some(name) = path.file_name().map(OsString::from) else {
            return Err(Failure::new(format!(
                "{} cannot be the output folder: it would be replaced as a whole, so it needs a name of its own",
                quoted(path)
            ))
            .hint(format!(
                "try `--out {}`",
                path.join("mimir-tls").display()
            )));
        };
        let parent = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
            _ => PathBuf::from("."),
        };
        let destination = Self {
            path: path.parent().unwrap_or(Path::new("")).join(&name),
            parent,
            name,
            existing,
        };
        destination.check_what_is_there()?;
        destination.check_parent()?;
        Ok(destination)
    }

    /// Refuses what may not be replaced.
    pub(super) fn check_what_is_there(&self) -> Result<(), Failure> {
        let path = &self.path;
        let there = match fs::symlink_metadata(path) {
            Ok(there) => there,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(()),
            // A parent that is a file: told by `check_parent`, with its name.
            Err(cause) if cause.kind() == io::ErrorKind::NotADirectory => return Ok(()),
            Err(cause) => {
                return Err(Failure::io(
                    format!("could not look at the output folder {}", quoted(path)),
                    &cause,
                ));
            }
        };
        if there.is_symlink() {
            return Err(symbolic_link(path));
        }
        if !there.is_dir() {
            return Err(
                Failure::new(format!("the output folder {} is a file", quoted(path)))
                    .hint("remove that file, or choose another folder with `--out`"),
            );
        }
        match self.existing {
            Existing::Refuse => Err(already_there(path)),
            Existing::Backup => Ok(()),
        }
    }

    fn check_parent(&self) -> Result<(), Failure> {
        let nearest = self
            .parent
            .ancestors()
            .map(|path| {
                if path.as_os_str().is_empty() {
                    Path::new(".")
                } else {
                    path
                }
            })
            .find(|path| fs::symlink_metadata(path).is_ok());
        match nearest {
            Some(folder) if !folder.is_dir() => {
                let what = if folder.is_symlink() {
                    "a symbolic link to nothing"
                } else {
                    "a file"
                };
                Err(Failure::new(format!(
                    "the output folder {} cannot be made: {} is {what}",
                    quoted(&self.path),
                    quoted(folder)
                ))
                .hint("choose another folder with `--out`"))
            }
            _ => Ok(()),
        }
    }
}

fn symbolic_link(path: &Path) -> Failure {
    let target = fs::read_link(path).unwrap_or_default();
    let failure = Failure::new(format!(
        "the output folder {} is a symbolic link to {}",
        quoted(path),
        quoted(&target)
    ));
    match fs::canonicalize(path) {
        Ok(real) => failure.hint(format!(
            "a link cannot be replaced as a whole: name the folder itself, `--out {}`",
            real.display()
        )),
        Err(_) => {
            failure.hint("nothing is there: remove the link, or choose another folder with `--out`")
        }
    }
}

/// The refusal to touch a folder that is there already.
pub(super) fn already_there(path: &Path) -> Failure {
    Failure::new(format!("the output folder {} already exists", quoted(path))).hint(
        "`--force` replaces it, keeping its CA and the old folder as a numbered backup; `--if-needed` does so where something is to be done; `--out DIR` writes elsewhere",
    )
    .of(Kind::Exists)
}

/// The refusal of a file system to make something at `path`.
pub(super) fn not_writable(path: &Path, cause: &io::Error) -> Failure {
    let failure = Failure::io(format!("could not make {}", quoted(path)), cause);
    match cause.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            failure.hint("nothing was written; choose a folder that you may write to with `--out`")
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => failure
            .hint("nothing was written; free some space, or choose another disk with `--out`"),
        _ => failure.hint("nothing was written"),
    }
}
