//! Files written anew, all or none, so that nothing is lost whenever the run ends.
//!
//! Every new text is written whole to a file of a name that nobody can guess,
//! beside its target, for its owner alone (0600) until it has its owner and its
//! mode. Only when all are there, they take their places:
//!
//! - a copy by a link, which never takes the place of a file;
//! - a file itself by a rename, in one step;
//! - a file with other names (hard links), or of an owner whom we may not give
//!   it, is written over where it is, since its inode is to stay. The new text is
//!   kept beside it under a name that says so, until that has ended: if it does
//!   not end, the next run with --fix finishes it.
//!
//! If one of them fails, those before it get their old text back.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::folder::quoted;

/// What the names of our files begin with. A folder that is checked passes over
/// what begins with a dot.
const PREFIX: &str = ".mimir-tls-fix-";

/// A file, by whatever name: the numbers of its device and of its inode.
pub(super) type Identity = (u64, u64);

/// One file that is to be written.
#[derive(Debug)]
pub(super) struct NewText {
    /// The file whose text it is, by whatever name.
    pub(super) of: Identity,
    /// Its path without links.
    pub(super) source: PathBuf,
    /// Where the new text goes.
    pub(super) target: PathBuf,
    /// Whether the target must be new.
    pub(super) is_copy: bool,
    pub(super) new: Vec<u8>,
    /// What the source held.
    pub(super) old: Vec<u8>,
}

/// How a text takes its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Copy,
    Rename,
    Over,
}

/// Writes them all, or none of them.
///
/// # Errors
/// A target that is there already, a folder that takes no file, a full disk.
pub(super) fn write(texts: &[NewText]) -> Result<(), Failure> {
    let told = |text: &NewText, cause: &io::Error| match cause.kind() {
        io::ErrorKind::AlreadyExists => {
            Failure::new(format!("{} is there already", quoted(&text.target)))
                .hint("look at it, and take it away")
        }
        _ => Failure::io(format!("could not write {}", quoted(&text.target)), cause),
    };
    for text in texts.iter().filter(|text| text.is_copy) {
        if fs::symlink_metadata(&text.target).is_ok() {
            return Err(told(text, &io::ErrorKind::AlreadyExists.into()));
        }
    }
    let mut ready = Vec::new();
    for text in texts {
        let folder = text.target.parent().unwrap_or(Path::new(""));
        finish_in(folder, &BTreeSet::new()).map_err(|cause| told(text, &cause))?;
        let whole = Whole::new(text, &text.new).map_err(|cause| told(text, &cause))?;
        ready.push((text, whole));
    }
    let mut done = Vec::new();
    for (text, whole) in ready {
        match whole.put(text) {
            Ok(way) => done.push((text, way)),
            Err(cause) => {
                let mut failure = told(text, &cause);
                for (text, way) in done.into_iter().rev() {
                    if let Err(cause) = back(text, way) {
                        let what = format!("could not bring {} back", quoted(&text.target));
                        failure = failure.hint(Failure::io(what, &cause).message);
                    }
                }
                return Err(failure);
            }
        }
    }
    Ok(())
}

/// Brings back what was there before.
fn back(text: &NewText, way: Way) -> io::Result<()> {
    match way {
        Way::Copy => fs::remove_file(&text.target),
        Way::Rename | Way::Over => Whole::new(text, &text.old)?.put(text).map(|_| ()),
    }
}

/// A file of ours that holds a whole text, gone when it is dropped before it has
/// taken its place.
struct Whole {
    path: PathBuf,
    /// Locked as long as the run lives, so that another does not take it away.
    file: File,
    way: Way,
    is_ours: bool,
}

impl Whole {
    fn new(text: &NewText, bytes: &[u8]) -> io::Result<Self> {
        let like = fs::metadata(&text.source)?;
        let (path, file) = create(&text.target, text.of)?;
        let mut whole = Self {
            path,
            file,
            way: if text.is_copy { Way::Copy } else { Way::Rename },
            is_ours: true,
        };
        whole.file.write_all(bytes)?;
        let has_names = !text.is_copy && names(&like) > 1;
        let is_owned = !has_names && give(&whole.file, &like).is_ok();
        match text.is_copy || is_owned {
            true => set_mode(&whole.file, &like, is_owned)?,
            false => whole.way = Way::Over,
        }
        whole.file.sync_all()?;
        Ok(whole)
    }

    fn put(mut self, text: &NewText) -> io::Result<Way> {
        match self.way {
            Way::Copy => match fs::hard_link(&self.path, &text.target) {
                Ok(()) => {}
                Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => return Err(cause),
                // A file system without links.
                Err(_) if fs::symlink_metadata(&text.target).is_err() => {
                    fs::rename(&self.path, &text.target)?;
                    self.is_ours = false;
                }
                Err(cause) => return Err(cause),
            },
            Way::Rename => {
                fs::rename(&self.path, &text.target)?;
                self.is_ours = false;
            }
            Way::Over => {
                // From here on the next run finishes it.
                let begun = self.path.with_extension(BEGUN);
                fs::rename(&self.path, &begun)?;
                self.path = begun;
                flush_folder(&self.path);
                self.is_ours = false;
                let new = fs::read(&self.path)?;
                if let Err(cause) = over(&text.target, &new) {
                    self.is_ours = over(&text.target, &text.old).is_ok();
                    return Err(cause);
                }
                self.is_ours = true;
            }
        }
        flush_folder(&text.target);
        Ok(self.way)
    }
}

impl Drop for Whole {
    fn drop(&mut self) {
        if self.is_ours {
            // The next run takes away what stays.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// The ending of a text that is being written over its file.
const BEGUN: &str = "begun";
/// The ending of a text that is not.
const NEW: &str = "new";

/// A file of ours beside the target, for us alone, and locked.
fn create(target: &Path, (_, inode): Identity) -> io::Result<(PathBuf, File)> {
    loop {
        let number = RandomState::new().build_hasher().finish();
        let path = target.with_file_name(format!("{PREFIX}{inode:x}-{number:016x}.{NEW}"));
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        private(&mut options);
        match options.open(&path) {
            Ok(file) => {
                // On a file system without locks nobody takes it away either.
                let _ = file.try_lock();
                // Another run may have, before it was locked.
                if fs::symlink_metadata(&path).is_ok() {
                    return Ok((path, file));
                }
            }
            Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {}
            Err(cause) => return Err(cause),
        }
    }
}

/// Writes a text over the one that a file holds; its names and its owner stay.
fn over(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(target)?;
    file.write_all(bytes)?;
    file.set_len(bytes.len() as u64)?;
    file.sync_all()
}

/// Finishes what was begun at these files, and takes away the rest of what runs
/// left in their folders. Says whether a file became another.
///
/// # Errors
/// A file that was begun and cannot be finished.
pub(super) fn finish(real: &BTreeSet<PathBuf>) -> Result<bool, Failure> {
    let folders: BTreeSet<&Path> = real.iter().filter_map(|path| path.parent()).collect();
    let mut changed = false;
    for folder in folders {
        changed |= finish_in(folder, real).map_err(|cause| {
            Failure::io(
                format!("could not finish an earlier --fix in {}", quoted(folder)),
                &cause,
            )
        })?;
    }
    Ok(changed)
}

fn finish_in(folder: &Path, real: &BTreeSet<PathBuf>) -> io::Result<bool> {
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(false);
    };
    let mut changed = false;
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some((inode, ending)) = of_name(&name) else {
            continue;
        };
        let path = entry.path();
        // Of what somebody else has put there, nothing is written over a file.
        let metadata = fs::symlink_metadata(&path);
        let is_ours = metadata.is_ok_and(|it| it.is_file() && is_mine(&it, ending == NEW));
        let Some(file) = is_ours.then(|| File::open(&path).ok()).flatten() else {
            continue;
        };
        // Whoever holds the lock is at work; without locks nobody can tell.
        if file.try_lock().is_err() {
            continue;
        }
        if ending == NEW {
            let _ = fs::remove_file(&path);
            continue;
        }
        let is_target = |file: &&PathBuf| identity(file).is_ok_and(|(_, it)| it == inode);
        let beside = real.iter().filter(|file| file.parent() == Some(folder));
        if let Some(target) = beside.clone().find(is_target) {
            over(target, &fs::read(&path)?)?;
            fs::remove_file(&path)?;
            changed = true;
        }
    }
    Ok(changed)
}

/// The inode and the ending that a name of ours has.
fn of_name(name: &OsString) -> Option<(u64, &str)> {
    let rest = name.to_str()?.strip_prefix(PREFIX)?;
    let (rest, ending) = rest.split_once('.')?;
    let (inode, number) = rest.split_once('-')?;
    let is_ours = number.len() == 16 && matches!(ending, NEW | BEGUN);
    let inode = u64::from_str_radix(inode, 16).ok()?;
    is_ours.then_some((inode, ending))
}

/// A rename lasts only when its folder is written.
fn flush_folder(path: &Path) {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    // Not every file system can.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

#[cfg(unix)]
mod system {
    use std::fs::{File, Metadata, OpenOptions, Permissions};
    use std::io;
    use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
    use std::path::Path;

    pub(super) fn private(options: &mut OpenOptions) {
        options.mode(0o600);
    }

    pub(in super::super) fn identity(path: &Path) -> io::Result<super::Identity> {
        let metadata = std::fs::metadata(path)?;
        Ok((metadata.dev(), metadata.ino()))
    }

    /// How many names the file has.
    pub(super) fn names(metadata: &Metadata) -> u64 {
        metadata.nlink()
    }

    /// Gives a file the owner and the group of another.
    pub(super) fn give(file: &File, like: &Metadata) -> io::Result<()> {
        let own = file.metadata()?;
        if (own.uid(), own.gid()) == (like.uid(), like.gid()) {
            return Ok(());
        }
        fchown(file, Some(like.uid()), Some(like.gid()))
    }

    /// Gives a file the mode of another; where it could not get its owner and
    /// group, what those may do stays theirs.
    pub(super) fn set_mode(file: &File, like: &Metadata, is_owned: bool) -> io::Result<()> {
        let mode = like.permissions().mode() & if is_owned { 0o7777 } else { 0o700 };
        file.set_permissions(Permissions::from_mode(mode))
    }

    /// Whether it is the user's own, and nobody else's to write. What root made
    /// may have got its owner already.
    pub(super) fn is_mine(metadata: &Metadata, is_new: bool) -> bool {
        let user = rustix::process::geteuid();
        is_new && user.is_root() || metadata.uid() == user.as_raw() && metadata.mode() & 0o022 == 0
    }
}

#[cfg(not(unix))]
mod system {
    use std::fs::{File, Metadata, OpenOptions};
    use std::hash::{DefaultHasher, Hash, Hasher};
    use std::io;
    use std::path::Path;

    pub(super) fn private(_: &mut OpenOptions) {}

    pub(in super::super) fn identity(path: &Path) -> io::Result<super::Identity> {
        let mut hasher = DefaultHasher::new();
        std::fs::canonicalize(path)?.hash(&mut hasher);
        Ok((0, hasher.finish()))
    }

    pub(super) fn names(_: &Metadata) -> u64 {
        1
    }

    pub(super) fn give(_: &File, _: &Metadata) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn set_mode(file: &File, like: &Metadata, _: bool) -> io::Result<()> {
        file.set_permissions(like.permissions())
    }

    pub(super) fn is_mine(_: &Metadata, _: bool) -> bool {
        true
    }
}

pub(super) use system::identity;
use system::{give, is_mine, names, private, set_mode};
