//! Keys that more than their owner can come to: by a file's mode, by whose it is,
//! by a folder into which everybody may write, by a copy.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use mimir_tls::pki::{KEY_LABEL, holds_key};
use zeroize::Zeroizing;

use crate::failure::{Failure, cause_in_words};
use crate::folder::quoted;
use crate::input;

/// A search for keys where none belongs.
pub(crate) struct Scan {
    /// How many more bytes are looked at, in all files.
    left: u64,
}

impl Scan {
    /// A search of a gigabyte at most.
    pub(crate) fn new() -> Self {
        Self { left: 1 << 30 }
    }

    /// Whether a private key is in a file. One that only its owner may read is not
    /// looked at; neither is what is no file.
    ///
    /// # Errors
    /// Why it was not looked at.
    pub(crate) fn finds_key(&mut self, file: &Path) -> Result<bool, String> {
        if !open_to_others(file) {
            return Ok(false);
        }
        let mut handle = match input::open_found(file) {
            Ok(handle) if handle.metadata().is_ok_and(|it| it.is_file()) => handle,
            Ok(_) => return Ok(false),
            Err(cause) => return Err(cause_in_words(&cause)),
        };
        let mut window = Zeroizing::new(vec![0; 64 << 10]);
        let mut kept = 0;
        loop {
            let read = match window.get_mut(kept..).map(|rest| handle.read(rest)) {
                Some(Ok(read)) => read,
                Some(Err(cause)) => return Err(cause_in_words(&cause)),
                None => 0,
            };
            let filled = kept + read;
            if window.get(..filled).is_some_and(holds_key) {
                return Ok(true);
            }
            if read == 0 {
                return Ok(false);
            }
            self.left = self.left.saturating_sub(read as u64);
            if self.left == 0 {
                return Err("it was not searched for keys: 1 GiB was before it".to_owned());
            }
            // What a label may begin with stands at the front of the next piece.
            kept = filled.min(KEY_LABEL);
            window.copy_within(filled - kept..filled, 0);
        }
    }
}

/// What is wrong with a file that holds a key; `is_named` if its name says so.
#[cfg(unix)]
pub(crate) fn file(file: &Path, is_named: bool) -> Vec<Failure> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let Ok(metadata) = fs::metadata(file) else {
        return Vec::new();
    };
    let mode = metadata.permissions().mode() & 0o777;
    let mut findings = Vec::new();
    if mode & 0o077 != 0 {
        let finding = match is_named {
            true => Failure::new(format!(
                "the key {} may be read by others: its mode is {mode:04o}",
                quoted(file)
            )),
            false => Failure::new(format!(
                "{} holds a private key and may be read by others: its mode is {mode:04o}",
                quoted(file)
            ))
            .hint("take the key out of it, or the file out of the folder"),
        };
        findings.push(finding.hint(format!("chmod 600 {}", file.display())));
    }
    // Where the file really is: a link's folder says nothing of it.
    let real = fs::canonicalize(file).ok();
    let around = real.as_deref().and_then(Path::parent);
    let around = around.and_then(|folder| fs::metadata(folder).ok());
    if let Some(around) = around
        && ![around.uid(), 0].contains(&metadata.uid())
    {
        let (owner, theirs) = (metadata.uid(), around.uid());
        let finding = Failure::new(format!(
            "the key in {} belongs to the user {owner}, and its folder to the user {theirs}",
            quoted(file)
        ));
        findings.push(finding.hint(format!("chown {theirs} {}", file.display())));
    }
    findings
}

/// What is wrong with a folder of keys and settings by itself.
#[cfg(unix)]
pub(crate) fn folder(folder: &Path) -> Option<Failure> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(folder).ok()?.permissions().mode() & 0o7777;
    let finding = || {
        Failure::new(format!(
            "everybody may write into the folder {}, and put other files in the place of these: its mode is {mode:04o}",
            quoted(folder)
        ))
        .hint(format!("chmod o-w {}", folder.display()))
    };
    (mode & 0o002 != 0).then(finding)
}

#[cfg(unix)]
fn open_to_others(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(file).is_ok_and(|it| it.is_file() && it.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
pub(crate) fn file(_: &Path, _: bool) -> Vec<Failure> {
    Vec::new()
}

#[cfg(not(unix))]
pub(crate) fn folder(_: &Path) -> Option<Failure> {
    None
}

#[cfg(not(unix))]
fn open_to_others(_: &Path) -> bool {
    false
}
