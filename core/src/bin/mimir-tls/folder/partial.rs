//! The hidden folder in which a new folder is built.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use super::destination::not_writable;
use super::{Destination, NewFile, quoted};
use crate::failure::{Failure, cause_in_words};
use crate::interrupt::step;

/// A folder under construction. Dropped without [`Partial::keep`], it is
/// removed with all that is in it.
pub(super) struct Partial {
    pub(super) path: PathBuf,
    /// Holds the lock that tells other runs that this folder is not stale. It
    /// ends with the process, however that ends.
    _lock: File,
    /// Folders that are made already.
    folders: BTreeSet<PathBuf>,
    /// Files that cannot be made again, and the folders that hold them.
    irreplaceable: BTreeSet<PathBuf>,
    finished: bool,
}

impl Partial {
    /// Makes an empty folder that only its owner can look into.
    pub(super) fn make(destination: &Destination) -> Result<Self, Failure> {
        let mut number = 0_u32;
        loop {
            let mut name = partial_prefix(&destination.name);
            name.push(format!("{}-{number}", std::process::id()));
            number += 1;
            let path = destination.parent.join(name);
            let made: io::Result<Lock> = step(|unfinished| {
                make_folder(&path, 0o700).inspect_err(|cause| {
                    // Half made by us, and not there before.
                    if cause.kind() != io::ErrorKind::AlreadyExists {
                        let _ = fs::remove_dir(&path);
                    }
                })?;
                let lock = lock(&path);
                if !matches!(lock, Lock::Lost) {
                    unfinished.add(&path);
                }
                Ok(lock)
            });
            match made {
                Ok(Lock::Held(lock) | Lock::Unknown(lock)) => {
                    return Ok(Self {
                        path,
                        _lock: lock,
                        folders: BTreeSet::new(),
                        irreplaceable: BTreeSet::new(),
                        finished: false,
                    });
                }
                // A run that cleans up took it for stale before the lock was
                // held: another number is tried. So it is where that took it
                // between its making and its mode.
                Ok(Lock::Lost) => {}
                Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {}
                Err(cause)
                    if cause.kind() == io::ErrorKind::NotFound && destination.parent.is_dir() => {}
                Err(cause) => return Err(not_writable(&destination.path, &cause)),
            }
        }
    }

    /// Writes one file, and the folders above it.
    pub(super) fn write(&mut self, file: &NewFile<'_>) -> Result<(), Failure> {
        step(|_| self.write_now(file))
    }

    fn write_now(&mut self, file: &NewFile<'_>) -> Result<(), Failure> {
        let told = |cause: io::Error| match cause.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Failure::io(format!("could not write `{}`", file.path), &cause).hint(
                    "nothing was written; free some space, or choose another disk with `--out`",
                )
            }
            _ => Failure::io(format!("could not write `{}`", file.path), &cause)
                .hint("nothing was written"),
        };
        let relative = Path::new(file.path);
        let inside = relative
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if !inside || file.path.is_empty() {
            return Err(told(io::Error::other("the path leaves the folder")));
        }
        if let Some(folder) = relative.parent() {
            self.make_folders(folder, file.secret).map_err(told)?;
        }
        let path = self.path.join(relative);
        let mode = if file.secret { 0o600 } else { 0o644 };
        let mut handle = create_file(&path, mode).map_err(told)?;
        handle.write_all(file.bytes).map_err(told)?;
        if file.secret {
            self.irreplaceable
                .extend(path.parent().map(Path::to_path_buf));
            self.irreplaceable.insert(path);
        }
        Ok(())
    }

    /// Makes the folders down to `folder`; the last is closed to others if it
    /// is to hold a secret.
    fn make_folders(&mut self, folder: &Path, secret: bool) -> io::Result<()> {
        if folder.as_os_str().is_empty() {
            return Ok(());
        }
        let path = self.path.join(folder);
        if !self.folders.contains(&path) {
            if let Some(above) = folder.parent() {
                self.make_folders(above, false)?;
            }
            make_folder(&path, 0o755)?;
            self.folders.insert(path.clone());
        }
        if secret {
            set_mode(&path, 0o700)?;
        }
        Ok(())
    }

    /// Waits until the keys are on the disk, then opens the folder to readers.
    ///
    /// Whatever else is in it can be made again of plan and keys, and is left to
    /// the system's own pace: flushing thirty files takes longer than making them.
    pub(super) fn flush(&mut self) -> Result<(), Failure> {
        let told = |path: &Path, cause: io::Error| {
            let shown = path.strip_prefix(&self.path).unwrap_or(path);
            Failure::io(format!("could not write {}", quoted(shown)), &cause)
                .hint("nothing was written")
        };
        for path in &self.irreplaceable {
            flush(path).map_err(|cause| told(path, cause))?;
        }
        set_mode(&self.path, 0o755).map_err(|cause| told(&self.path, cause))?;
        flush(&self.path).map_err(|cause| told(&self.path, cause))
    }

    /// Gives the folder its name, in one step; from then on it stays.
    ///
    /// # Errors
    /// What `rename` says.
    pub(super) fn publish<T>(
        &mut self,
        rename: impl FnOnce(&Path) -> io::Result<T>,
    ) -> io::Result<T> {
        step(|unfinished| {
            let renamed = rename(&self.path)?;
            unfinished.remove(&self.path);
            self.finished = true;
            Ok(renamed)
        })
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.finished {
            step(|unfinished| {
                // A failure is already on its way to the user; the next run tries
                // again.
                let _ = fs::remove_dir_all(&self.path);
                unfinished.remove(&self.path);
            });
        }
    }
}

/// Removes a folder beside the destination. It takes the name of a partial one
/// first, so that whoever is killed meanwhile leaves what the next run removes.
pub(super) fn remove(destination: &Destination, path: &Path) -> io::Result<()> {
    let mut name = partial_prefix(&destination.name);
    let old = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    let number = old.rsplit('-').next().unwrap_or_default();
    name.push(format!("{}-{number}", std::process::id()));
    let partial = destination.parent.join(name);
    step(|_| {
        fs::rename(path, &partial)?;
        fs::remove_dir_all(&partial)
    })
}

/// The name of a run's partial folder up to its numbers.
fn partial_prefix(name: &OsStr) -> OsString {
    let mut prefix = OsString::from(".");
    prefix.push(name);
    prefix.push(".partial-");
    prefix
}

/// Removes the partial folders that killed runs left at this destination, and
/// tells which could not be removed. One whose run still lives is locked, and
/// is left alone; so is one on a file system without locks.
pub(super) fn remove_stale(destination: &Destination) -> Vec<String> {
    let prefix = partial_prefix(&destination.name);
    let Ok(entries) = entries_with_prefix(&destination.parent, &prefix) else {
        return Vec::new();
    };
    entries
        .into_iter()
        .filter(|(_, rest)| is_run_and_number(rest))
        .filter_map(|(path, _)| {
            let folder = fs::symlink_metadata(&path).is_ok_and(|found| found.is_dir());
            if !folder {
                return None;
            }
            let Lock::Held(_lock) = lock(&path) else {
                return None;
            };
            let cause = fs::remove_dir_all(&path).err()?;
            Some(format!("{}: {}", quoted(&path), cause_in_words(&cause)))
        })
        .collect()
}

/// The entries of `folder` whose names begin with `prefix`, in order, each
/// with the rest of its name.
pub(super) fn entries_with_prefix(
    folder: &Path,
    prefix: &OsStr,
) -> io::Result<Vec<(PathBuf, OsString)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if let Some(rest) = name
            .as_encoded_bytes()
            .strip_prefix(prefix.as_encoded_bytes())
            && let Ok(rest) = std::str::from_utf8(rest)
        {
            found.push((entry.path(), OsString::from(rest)));
        }
    }
    found.sort();
    Ok(found)
}

/// `PID-N`, as [`Partial::make`] names them.
fn is_run_and_number(rest: &OsStr) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    rest.to_str()
        .and_then(|rest| rest.split_once('-'))
        .is_some_and(|(run, number)| digits(run) && digits(number))
}

/// What trying to lock a folder gave.
enum Lock {
    /// This process holds it.
    Held(File),
    /// The file system has no locks.
    Unknown(File),
    /// Another process holds it, or the folder is gone.
    Lost,
}

fn lock(path: &Path) -> Lock {
    let Ok(handle) = File::open(path) else {
        return Lock::Lost;
    };
    match handle.try_lock() {
        Ok(()) if path.exists() => Lock::Held(handle),
        Ok(()) | Err(fs::TryLockError::WouldBlock) => Lock::Lost,
        Err(fs::TryLockError::Error(_)) => Lock::Unknown(handle),
    }
}

/// Waits until a file's content or a folder's entries are on the disk, where
/// the file system can tell.
pub(super) fn flush(path: &Path) -> io::Result<()> {
    use io::ErrorKind::{InvalidInput, Unsupported};
    match File::open(path)?.sync_all() {
        Err(cause) if matches!(cause.kind(), InvalidInput | Unsupported) => Ok(()),
        result => result,
    }
}

#[cfg(unix)]
fn make_folder(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().mode(0o700).create(path)?;
    set_mode(path, mode)
}

#[cfg(not(unix))]
fn make_folder(path: &Path, _: u32) -> io::Result<()> {
    fs::create_dir(path)
}

/// Makes a file that was not there, never readable by more than `mode` says,
/// and exactly as `mode` says whatever the umask.
#[cfg(unix)]
fn create_file(path: &Path, mode: u32) -> io::Result<File> {
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    let file = File::options()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(path)?;
    file.set_permissions(fs::Permissions::from_mode(mode))?;
    Ok(file)
}

#[cfg(not(unix))]
fn create_file(path: &Path, _: u32) -> io::Result<File> {
    File::options().write(true).create_new(true).open(path)
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}
