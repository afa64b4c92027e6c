//! Files that the user names, read whole within a bound.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::folder::quoted;

/// Folders within folders, as easy-rsa nests them.
const DEPTH: usize = 4;

/// The most files of one folder with all that is in it.
const MOST_FILES: usize = 1_000;

/// How messages call the file: its path, or `standard input` for `-`.
pub(crate) fn name(path: &Path) -> String {
    if is_stdin(path) {
        String::from("standard input")
    } else {
        path.display().to_string()
    }
}

/// Reads `path`, or the standard input for `-`, but no more than `largest`
/// bytes. `what` it is to be is for the messages.
///
/// # Errors
/// A file that cannot be read, that is a folder, or that is larger.
pub(crate) fn read(path: &Path, what: &str, largest: u64) -> Result<Vec<u8>, Failure> {
    let told = |cause: &io::Error| match cause.kind() {
        io::ErrorKind::IsADirectory => {
            Failure::new(format!("the {what} {} is a folder", quoted(path)))
                .hint("name a file in it")
        }
        _ => Failure::io(format!("could not read the {what} {}", quoted(path)), cause),
    };
    let mut bytes = Vec::new();
    // One byte more than the bound tells a file that is too large from one that
    // just fits, whatever its length was said to be.
    let bound = largest.saturating_add(1);
    if is_stdin(path) {
        io::stdin().lock().take(bound).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(bound).read_to_end(&mut bytes))
    }
    .map_err(|cause| told(&cause))?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > largest) {
        return Err(Failure::new(format!(
            "the {what} {} is larger than {} MiB, which no {what} needs",
            quoted(path),
            largest >> 20
        )));
    }
    Ok(bytes)
}

/// Reads a file that nobody named, but no more than `largest` bytes; none if it
/// is larger, whatever its length was said to be. By now it may be a pipe or a
/// device, and that is not waited for.
///
/// # Errors
/// What cannot be opened or read, or is no file.
pub(crate) fn read_found(path: &Path, largest: u64) -> io::Result<Option<Vec<u8>>> {
    let file = open_found(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    // Room for all of it at once: what may be a key is not left behind in a
    // buffer that grew.
    let room = usize::try_from(metadata.len().min(largest)).unwrap_or_default();
    let mut bytes = Vec::with_capacity(room + 1);
    file.take(largest.saturating_add(1))
        .read_to_end(&mut bytes)?;
    let fits = u64::try_from(bytes.len()).is_ok_and(|length| length <= largest);
    Ok(fits.then_some(bytes))
}

/// Opens a file that nobody named, and waits for no other end of a pipe.
///
/// # Errors
/// What cannot be opened.
#[cfg(unix)]
pub(crate) fn open_found(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags, open};
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    Ok(open(path, flags, Mode::empty()).map(File::from)?)
}

#[cfg(not(unix))]
pub(crate) fn open_found(path: &Path) -> io::Result<File> {
    File::open(path)
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The files of a folder and of those in it, in the order of their names.
///
/// # Errors
/// A folder that cannot be read, and one with more than a thousand files.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    below(folder, 0, &mut files)?;
    Ok(files)
}

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
