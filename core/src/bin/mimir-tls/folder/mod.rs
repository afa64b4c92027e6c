//! A generated folder, published whole or not at all.
//!
//! The files are written into a hidden folder beside the destination
//! (`.NAME.partial-PID-N`, readable by its owner alone), its keys are flushed to
//! the disk, and it is renamed into place. With [`Existing::Backup`] the complete new folder
//! first takes the next free name `NAME.backup-N`, then both names are
//! exchanged in one step of the file system, so that at every moment `NAME` is
//! either the whole old folder or the whole new one, and no key is destroyed.
//! A process killed between these two steps leaves the new, never used folder
//! under the backup's name.
//!
//! Where the file system cannot exchange two names (some network and FUSE
//! file systems), the old folder is renamed to the backup and the new one to
//! `NAME`: a process killed in between leaves no `NAME` for the time being,
//! and the old folder whole under the backup's name.

mod destination;
mod partial;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub(crate) use destination::Destination;
use mimir_tls::folder::PLAN;
use mimir_tls::shown;
use partial::Partial;

use crate::failure::{Failure, cause_in_words};
use crate::interrupt::step;

/// One file to be, by its path inside the folder.
#[derive(Clone, Copy)]
pub(crate) struct NewFile<'a> {
    /// Relative, with `/` between its parts: `ca/root.key`.
    pub(crate) path: &'a str,
    /// The whole content.
    pub(crate) bytes: &'a [u8],
    /// A secret's file has mode 0600 and its folder 0700; others have 0644
    /// and 0755, whatever the umask.
    pub(crate) secret: bool,
}

/// What to do with a folder that is already at the destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Existing {
    /// Leave it alone and say so.
    Refuse,
    /// Keep it as a numbered backup beside the new one.
    Backup,
}

/// What [`Destination::publish`] did.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Published {
    /// Where the folder that was there before is now.
    pub(crate) backup: Option<PathBuf>,
    /// Stale partial folders of killed runs that could not be removed, each
    /// with the reason.
    pub(crate) leftovers: Vec<String>,
}

impl Published {
    /// A failure behind the publishing, which says that the folder at `path` is
    /// there all the same.
    pub(crate) fn told(&self, failure: Failure, path: &Path) -> Failure {
        let there = format!("the folder {} is written and whole", quoted(path));
        failure.hint(match &self.backup {
            Some(backup) => format!("{there}; the one before it is {}", quoted(backup)),
            None => there,
        })
    }
}

impl Destination {
    /// Writes `files` as the folder at this destination, or changes nothing.
    ///
    /// # Errors
    /// When anything cannot be written, naming the file and the cause. What
    /// had been written by then is removed, parent folders made for it too.
    pub(crate) fn publish(&self, files: &[NewFile<'_>]) -> Result<Published, Failure> {
        let parents = MadeFolders::make(&self.parent)?;
        let leftovers = partial::remove_stale(self);
        let mut partial = Partial::make(self)?;
        for file in files {
            partial.write(file)?;
        }
        partial.flush()?;
        let backup = self.put_in_place(partial)?;
        parents.keep();
        let published = Published { backup, leftovers };
        partial::flush(&self.parent).map_err(|cause| {
            let failure = Failure::io(format!("could not flush {}", quoted(&self.parent)), &cause);
            published.told(failure, &self.path)
        })?;
        Ok(published)
    }

    /// Removes all backups but the `keep` newest, each in one step: a backup
    /// that is half removed has no name of one. Returns what was removed, and what
    /// could not be, with the reason.
    ///
    /// What has no plan in it was made by somebody else, and stays.
    pub(crate) fn prune(&self, keep: u32) -> (Vec<PathBuf>, Vec<String>) {
        let (mut removed, mut left) = (Vec::new(), Vec::new());
        let mut backups = self.backups().unwrap_or_default();
        backups.retain(|(_, path)| path.join(PLAN).exists());
        let surplus = backups.len().saturating_sub(keep as usize);
        for (_, path) in backups.into_iter().take(surplus) {
            match partial::remove(self, &path) {
                Ok(()) => removed.push(path),
                Err(cause) => left.push(format!("{}: {}", quoted(&path), cause_in_words(&cause))),
            }
        }
        (removed, left)
    }

    /// The backups of this folder, the oldest first, each with its number.
    fn backups(&self) -> io::Result<Vec<(u32, PathBuf)>> {
        let mut prefix = self.name.clone();
        prefix.push(".backup-");
        let found = partial::entries_with_prefix(&self.parent, &prefix)?;
        let numbered = found
            .into_iter()
            .filter_map(|(path, rest)| Some((rest.to_str()?.parse().ok()?, path)));
        let mut all: Vec<(u32, PathBuf)> = numbered.collect();
        all.sort();
        Ok(all)
    }

    /// Gives the complete folder its name. Returns the backup's path.
    fn put_in_place(&self, mut partial: Partial) -> Result<Option<PathBuf>, Failure> {
        match partial.publish(|new| rename_folder(new, &self.path)) {
            Ok(()) => return Ok(None),
            // Looked at again, for it may not be what it was before the work.
            Err(cause) if is_taken(&cause) => self.check_what_is_there()?,
            Err(cause) => return Err(self.not_renamed(&cause)),
        }
        loop {
            let backup = self.next_backup()?;
            match partial.publish(|new| exchange(new, &self.path, &backup)) {
                Ok(()) => return Ok(Some(backup)),
                // Another run took this number first.
                Err(cause) if is_taken(&cause) => {}
                Err(cause) => return Err(self.not_renamed(&cause)),
            }
        }
    }

    /// `NAME.backup-N`, one past the highest number in use, so that a higher
    /// number is always a newer folder.
    fn next_backup(&self) -> Result<PathBuf, Failure> {
        let backups = self.backups().map_err(|cause| {
            Failure::io(format!("could not read {}", quoted(&self.parent)), &cause)
        })?;
        let highest = backups.last().map_or(0, |(number, _)| *number);
        let next = highest.checked_add(1).ok_or_else(|| {
            Failure::new(format!(
                "no number is left for a backup of {}",
                quoted(&self.path)
            ))
            .hint(format!(
                "rename the backup with the highest number, {}.backup-{highest}, to something else",
                self.path.display()
            ))
        })?;
        let mut name = self.name.clone();
        name.push(format!(".backup-{next}"));
        Ok(self.path.with_file_name(name))
    }

    fn not_renamed(&self, cause: &io::Error) -> Failure {
        let failure = Failure::io(
            format!(
                "could not put the new folder in place as {}",
                quoted(&self.path)
            ),
            cause,
        );
        match cause.kind() {
            io::ErrorKind::ResourceBusy => failure.hint(format!(
                "a mount point cannot be renamed: choose a folder inside it, `--out {}`",
                self.path.join("mimir-tls").display()
            )),
            _ => failure,
        }
    }
}

/// A path as messages show it.
pub(crate) fn quoted(path: &Path) -> String {
    format!("`{}`", shown::line(&path.display().to_string()))
}

/// Renames a folder to a name that is free. Unlike a file's, a folder's rename
/// never replaces anything but an empty folder.
fn rename_folder(from: &Path, to: &Path) -> io::Result<()> {
    if fs::symlink_metadata(to).is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}

/// Whether a rename failed because something has the name already.
fn is_taken(cause: &io::Error) -> bool {
    matches!(
        cause.kind(),
        io::ErrorKind::AlreadyExists
            | io::ErrorKind::DirectoryNotEmpty
            | io::ErrorKind::NotADirectory
    )
}

/// Makes the folder `new` be called `name` and the one at `name` be called
/// `backup`.
fn exchange(new: &Path, name: &Path, backup: &Path) -> io::Result<()> {
    rename_folder(new, backup)?;
    let Err(cause) = exchange_names(backup, name) else {
        return Ok(());
    };
    // Back under the partial name, so that a failure is cleaned up as always.
    fs::rename(backup, new)?;
    if !cannot_exchange(&cause) {
        return Err(cause);
    }
    replace_in_two_steps(new, name, backup)
}

/// What [`exchange`] does where names cannot be exchanged.
fn replace_in_two_steps(new: &Path, name: &Path, backup: &Path) -> io::Result<()> {
    rename_folder(name, backup)?;
    fs::rename(new, name).inspect_err(|_| {
        // The old folder goes back to its name; the first error is the one to tell.
        let _ = fs::rename(backup, name);
    })
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange_names(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).map_err(io::Error::from)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange_names(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether the system or this file system has no exchange of names: `ENOSYS`,
/// `EOPNOTSUPP`, or `EINVAL` for an unknown flag.
fn cannot_exchange(cause: &io::Error) -> bool {
    matches!(
        cause.kind(),
        io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput
    )
}

/// Parent folders that did not exist. Dropped without [`MadeFolders::keep`],
/// they are removed again where they are still empty.
struct MadeFolders(Vec<PathBuf>);

impl MadeFolders {
    fn make(folder: &Path) -> Result<Self, Failure> {
        let missing: Vec<&Path> = folder
            .ancestors()
            .take_while(|path| !path.as_os_str().is_empty() && !path.exists())
            .collect();
        let mut made = Self(Vec::new());
        for path in missing.into_iter().rev() {
            let result =
                step(|unfinished| fs::create_dir(path).inspect(|()| unfinished.add_parent(path)));
            match result {
                Ok(()) => made.0.push(path.to_path_buf()),
                // Another run made it meanwhile.
                Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {}
                Err(cause) => return Err(destination::not_writable(path, &cause)),
            }
        }
        Ok(made)
    }

    fn keep(mut self) {
        step(|unfinished| {
            for path in self.0.drain(..) {
                unfinished.remove(&path);
            }
        });
    }
}

impl Drop for MadeFolders {
    fn drop(&mut self) {
        step(|unfinished| {
            for path in self.0.iter().rev() {
                let _ = fs::remove_dir(path);
                unfinished.remove(path);
            }
        });
    }
}

#[cfg(test)]
mod tests;
