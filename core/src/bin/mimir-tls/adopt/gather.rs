//! Files, folders and archives of certificates, read within bounds.

use std::path::PathBuf;

use mimir_tls::adopt::Returned;
use mimir_tls::doctor::archive::{self, Limits};
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::input;

/// The most that one file may hold, in bytes.
const LARGEST: u64 = 16 << 20;

/// What is unpacked of one archive.
const UNPACKED: Limits = Limits {
    file: 4 << 20,
    whole: 32 << 20,
    entries: 1_000,
};

/// Reads every path.
///
/// # Errors
/// A path that cannot be read, and a folder with more than a thousand files.
pub(super) fn read(paths: &[PathBuf]) -> Result<Returned, Failure> {
    let mut returned = Returned::default();
    for path in paths {
        let files = match path.is_dir() {
            true => input::files_below(path)?,
            false => vec![path.clone()],
        };
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
                    trouble.path, trouble.reason.en
                )));
            }
            for input in inputs {
                returned.read(&input.path, &input.bytes);
            }
        }
    }
    Ok(returned)
}
