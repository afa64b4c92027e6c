//! Archives: `.tar`, `.tar.gz`, `.gz`, `.zip`. A stranger made them, so what
//! leads outside, what is a link and what has no end are passed over and told.

use std::io::{Cursor, Read};

use flate2::read::MultiGzDecoder;
use mimir_tls::doctor::{Input, Trouble, TroubleKind};

use super::inputs::{Gathered, LARGEST_FILE};

/// The most that is unpacked of one archive, in bytes.
const MOST_BYTES: u64 = 32 << 20;
const MOST_ENTRIES: usize = 10_000;

const GZIP: [u8; 2] = [0x1f, 0x8b];
const ZIP: [u8; 4] = *b"PK\x03\x04";

/// Whether a file's name is an archive's, so that it may be larger.
pub(super) fn is_named(name: &str) -> bool {
    [".tar", ".gz", ".tgz", ".zip"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

/// Whether the bytes are an archive.
pub(super) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(&GZIP) || bytes.starts_with(&ZIP) || is_tar(bytes)
}

fn is_tar(bytes: &[u8]) -> bool {
    bytes.get(257..262) == Some(b"ustar")
}

/// Unpacks an archive into the inputs.
pub(super) fn unpack(path: &str, bytes: Vec<u8>, gathered: &mut Gathered) {
    let mut unpacking = Unpacking {
        path,
        left: MOST_BYTES,
        entries: 0,
        gathered,
    };
    let done = if bytes.starts_with(&ZIP) {
        unpacking.zip(bytes)
    } else if bytes.starts_with(&GZIP) {
        unpacking.gzip(&bytes)
    } else {
        unpacking.tar(bytes.as_slice())
    };
    if let Err(reason) = done {
        unpacking.pass_over("", reason);
    }
}

struct Unpacking<'a> {
    path: &'a str,
    left: u64,
    entries: usize,
    gathered: &'a mut Gathered,
}

impl Unpacking<'_> {
    fn gzip(&mut self, bytes: &[u8]) -> Result<(), String> {
        let mut whole = Vec::new();
        MultiGzDecoder::new(bytes)
            .take(MOST_BYTES + 1)
            .read_to_end(&mut whole)
            .map_err(|error| format!("it cannot be unpacked: {error}"))?;
        if is_tar(&whole) {
            return self.tar(whole.as_slice());
        }
        if whole.len() as u64 > LARGEST_FILE {
            return Err(format!(
                "it unpacks to more than {} MiB",
                LARGEST_FILE >> 20
            ));
        }
        let path = self.path.trim_end_matches(".gz").to_owned();
        self.gathered.inputs.push(Input {
            path,
            bytes: whole,
            mode: None,
        });
        Ok(())
    }

    fn tar(&mut self, bytes: impl Read) -> Result<(), String> {
        let mut archive = tar::Archive::new(bytes);
        let broken = |error: std::io::Error| format!("it cannot be unpacked: {error}");
        for entry in archive.entries().map_err(broken)? {
            let entry = entry.map_err(broken)?;
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let kind = entry.header().entry_type();
            let mode = entry.header().mode().ok();
            if kind.is_dir() {
                continue;
            }
            if kind.is_symlink() || kind.is_hard_link() {
                self.pass_over(&name, "it is a link".to_owned());
            } else if kind.is_file() {
                let size = entry.size();
                self.entry(&name, size, mode, entry)?;
            }
        }
        Ok(())
    }

    fn zip(&mut self, bytes: Vec<u8>) -> Result<(), String> {
        let broken = |error: zip::result::ZipError| format!("it cannot be unpacked: {error}");
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        for index in 0..archive.len() {
            let entry = archive.by_index(index).map_err(broken)?;
            let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
            if entry.is_dir() {
                continue;
            }
            if entry.is_symlink() {
                self.pass_over(&name, "it is a link".to_owned());
                continue;
            }
            let (size, mode) = (entry.size(), entry.unix_mode());
            self.entry(&name, size, mode, entry)?;
        }
        Ok(())
    }

    /// Reads one entry. What it says of its size is a stranger's word: the
    /// bytes are counted.
    fn entry(
        &mut self,
        name: &str,
        size: u64,
        mode: Option<u32>,
        reader: impl Read,
    ) -> Result<(), String> {
        self.entries += 1;
        if self.entries > MOST_ENTRIES {
            return Err(format!("it has more than {MOST_ENTRIES} entries"));
        }
        if name.starts_with('/') || name.split(['/', '\\']).any(|part| part == "..") {
            self.pass_over(name, "it leads out of the archive".to_owned());
            return Ok(());
        }
        let bound = LARGEST_FILE.min(self.left);
        let mut bytes = Vec::new();
        if size <= bound {
            reader
                .take(bound + 1)
                .read_to_end(&mut bytes)
                .map_err(|error| format!("it cannot be unpacked: {error}"))?;
        }
        let read = bytes.len() as u64;
        if size > LARGEST_FILE || read > LARGEST_FILE {
            self.pass_over(
                name,
                format!("it is larger than {} MiB", LARGEST_FILE >> 20),
            );
            return Ok(());
        }
        if size > bound || read > bound {
            return Err(format!("it unpacks to more than {} MiB", MOST_BYTES >> 20));
        }
        self.left -= read;
        self.gathered.inputs.push(Input {
            path: format!("{}/{}", self.path, name.trim_start_matches("./")),
            bytes,
            mode,
        });
        Ok(())
    }

    fn pass_over(&mut self, name: &str, reason: String) {
        let path = match name {
            "" => self.path.to_owned(),
            name => format!("{}/{name}", self.path),
        };
        self.gathered.troubles.push(Trouble {
            path,
            kind: TroubleKind::ArchiveEntry,
            reason,
        });
    }
}
