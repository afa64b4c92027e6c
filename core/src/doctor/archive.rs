//! Archives as inputs of a check: `.tar`, `.tar.gz`, `.gz`, `.zip`. A stranger
//! made them, so what leads outside, what is a link and what has no end are
//! passed over and told.
//!
//! ```
//! use mimir_tls::doctor::archive::{Limits, unpack};
//!
//! let limits = Limits { file: 16 << 20, whole: 32 << 20, entries: 10_000 };
//! let an_empty_tar = [0; 1024];
//! let (inputs, troubles) = unpack("cluster.tar", &an_empty_tar, limits);
//! assert!(inputs.is_empty() && troubles.is_empty());
//! ```

use std::fmt::Display;
use std::io::{Cursor, Read};

use flate2::read::{DeflateDecoder, MultiGzDecoder};
use zip::CompressionMethod;

use super::input::{Input, Trouble, TroubleKind};
use crate::language::Text;

/// How much of an archive is unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most that one file of the archive may hold, in bytes; a larger one is
    /// passed over.
    pub file: u64,
    /// The most that all files hold together, in bytes; there unpacking ends.
    pub whole: u64,
    /// The most files that an archive may have; there unpacking ends.
    pub entries: usize,
}

/// Why what is in an archive is not unpacked in its turn.
fn in_archive() -> Text {
    Text::new(
        "it is an archive in an archive",
        "das ist ein Archiv in einem Archiv",
    )
}

fn is_link() -> Text {
    Text::new("it is a link", "das ist ein Verweis")
}

/// Why a file is not read that is longer than `most` bytes.
pub fn too_large(most: u64) -> Text {
    let most = most >> 20;
    Text::new(
        format!("it is larger than {most} MiB"),
        format!("das ist größer als {most} MiB"),
    )
}

fn unpacks_to_more(most: u64) -> Text {
    let most = most >> 20;
    Text::new(
        format!("it unpacks to more than {most} MiB"),
        format!("ausgepackt ist das mehr als {most} MiB"),
    )
}

fn broken(cause: impl Display) -> Text {
    Text::new(
        format!("it cannot be unpacked: {cause}"),
        format!("das lässt sich nicht auspacken: {cause}"),
    )
}

const GZIP: [u8; 2] = [0x1f, 0x8b];
const ZIP: [u8; 4] = *b"PK\x03\x04";

/// Whether a file's name is an archive's, so that it may be larger than others.
pub fn is_named(name: &str) -> bool {
    [".tar", ".gz", ".tgz", ".zip"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

/// Whether the bytes are an archive, whatever their name.
pub fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(&GZIP) || bytes.starts_with(&ZIP) || is_tar(bytes)
}

fn is_tar(bytes: &[u8]) -> bool {
    bytes.get(257..262) == Some(b"ustar")
}

/// What packs files and is not unpacked here, by what its bytes begin with.
const FOREIGN: [(&[u8], &str); 5] = [
    (b"\xfd7zXZ\0", "xz"),
    (b"BZh", "bzip2"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!", "RAR"),
];

/// By what the bytes are packed, if it is something that is not unpacked here.
pub fn is_foreign(bytes: &[u8]) -> Option<&'static str> {
    let mut known = FOREIGN.iter();
    let found = known.find(|(magic, _)| bytes.starts_with(magic));
    found.map(|(_, name)| *name)
}

/// Unpacks an archive, within limits: its files, each by the archive's path and
/// its own inside, and what was passed over.
pub fn unpack(path: &str, bytes: &[u8], limits: Limits) -> (Vec<Input>, Vec<Trouble>) {
    let mut inputs = Vec::new();
    let troubles = unpack_each(path, bytes, limits, &mut |input| inputs.push(input));
    (inputs, troubles)
}

/// As [`unpack`], file by file, so that what is not wanted is never kept.
pub fn unpack_each(
    path: &str,
    bytes: &[u8],
    limits: Limits,
    take: &mut dyn FnMut(Input),
) -> Vec<Trouble> {
    let mut unpacking = Unpacking {
        path,
        limits,
        left: limits.whole,
        entries: 0,
        take,
        troubles: Vec::new(),
    };
    let done = if bytes.starts_with(&ZIP) {
        unpacking.zip(bytes)
    } else if bytes.starts_with(&GZIP) {
        unpacking.gzip(bytes)
    } else {
        unpacking.tar(bytes)
    };
    if let Err(reason) = done {
        unpacking.pass_over("", reason);
    }
    unpacking.troubles
}

struct Unpacking<'a> {
    path: &'a str,
    limits: Limits,
    /// How many bytes may still be unpacked.
    left: u64,
    entries: usize,
    take: &'a mut dyn FnMut(Input),
    troubles: Vec<Trouble>,
}

/// The length of a block of a tar, which tells one.
const BLOCK: u64 = 512;

impl Unpacking<'_> {
    fn gzip(&mut self, bytes: &[u8]) -> Result<(), Text> {
        let mut unpacked = MultiGzDecoder::new(bytes);
        let mut head = Vec::new();
        (&mut unpacked)
            .take(BLOCK)
            .read_to_end(&mut head)
            .map_err(broken)?;
        if is_tar(&head) {
            // Ends of entries, and entries that are passed over.
            let bound = self.limits.whole.saturating_mul(2);
            let mut bounded = unpacked.take(bound);
            let done = self.tar(head.as_slice().chain(&mut bounded));
            return match bounded.limit() {
                0 => Err(unpacks_to_more(self.limits.whole)),
                _ => done,
            };
        }
        let mut whole = head;
        unpacked
            .take(self.limits.file.saturating_add(1))
            .read_to_end(&mut whole)
            .map_err(broken)?;
        if whole.len() as u64 > self.limits.file {
            return Err(unpacks_to_more(self.limits.file));
        }
        let path = self.path.trim_end_matches(".gz").to_owned();
        if is_archive(&whole) {
            self.tell("", TroubleKind::PassedOver, in_archive());
            return Ok(());
        }
        (self.take)(Input {
            path,
            bytes: whole,
            mode: None,
        });
        Ok(())
    }

    fn tar(&mut self, bytes: impl Read) -> Result<(), Text> {
        let mut archive = tar::Archive::new(bytes);
        for entry in archive.entries().map_err(broken)? {
            let entry = entry.map_err(broken)?;
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let kind = entry.header().entry_type();
            let mode = entry.header().mode().ok();
            if kind.is_dir() {
                continue;
            }
            if kind.is_symlink() || kind.is_hard_link() {
                self.pass_over(&name, is_link());
            } else if kind.is_file() {
                let size = entry.size();
                self.entry(&name, size, mode, entry)?;
            }
        }
        Ok(())
    }

    fn zip(&mut self, bytes: &[u8]) -> Result<(), Text> {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        for index in 0..archive.len() {
            // As it is packed: what unpacks it would bring what packs into the page.
            let entry = archive.by_index_raw(index).map_err(broken)?;
            let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
            if entry.is_dir() {
                continue;
            }
            if entry.is_symlink() {
                self.pass_over(&name, is_link());
                continue;
            }
            let (size, mode) = (entry.size(), entry.unix_mode());
            let method = entry.compression();
            if entry.encrypted() {
                self.pass_over(&name, Text::new("it is encrypted", "das ist verschlüsselt"));
            } else if method == CompressionMethod::Stored {
                self.entry(&name, size, mode, entry)?;
            } else if method == CompressionMethod::DEFLATE {
                self.entry(&name, size, mode, DeflateDecoder::new(entry))?;
            } else {
                let german = format!("das ist mit {method} gepackt");
                self.pass_over(
                    &name,
                    Text::new(format!("it is packed by {method}"), german),
                );
            }
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
    ) -> Result<(), Text> {
        self.entries += 1;
        if self.entries > self.limits.entries {
            let most = self.limits.entries;
            return Err(Text::new(
                format!("it has more than {most} entries"),
                format!("das hat mehr als {most} Einträge"),
            ));
        }
        if name.starts_with('/') || name.split(['/', '\\']).any(|part| part == "..") {
            let german = "das führt aus dem Archiv hinaus";
            self.pass_over(name, Text::new("it leads out of the archive", german));
            return Ok(());
        }
        let bound = self.limits.file.min(self.left);
        let mut bytes = Vec::new();
        if size <= bound {
            reader
                .take(bound.saturating_add(1))
                .read_to_end(&mut bytes)
                .map_err(broken)?;
        }
        let read = bytes.len() as u64;
        if size > self.limits.file || read > self.limits.file {
            self.pass_over(name, too_large(self.limits.file));
            return Ok(());
        }
        if size > bound || read > bound {
            return Err(unpacks_to_more(self.limits.whole));
        }
        self.left -= read;
        if is_archive(&bytes) || is_foreign(&bytes).is_some() {
            self.tell(name, TroubleKind::PassedOver, in_archive());
            return Ok(());
        }
        (self.take)(Input {
            path: format!("{}/{}", self.path, name.trim_start_matches("./")),
            bytes,
            mode,
        });
        Ok(())
    }

    fn pass_over(&mut self, name: &str, reason: Text) {
        self.tell(name, TroubleKind::ArchiveEntry, reason);
    }

    fn tell(&mut self, name: &str, kind: TroubleKind, reason: Text) {
        let path = match name {
            "" => self.path.to_owned(),
            name => format!("{}/{name}", self.path),
        };
        self.troubles.push(Trouble { path, kind, reason });
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    const LIMITS: Limits = Limits {
        file: 8,
        whole: 20,
        entries: 4,
    };

    /// What was passed over, and why.
    type Told = Vec<(String, String)>;

    /// A tar of files, each by its name and its length.
    fn tar(files: &[(&str, usize)]) -> io::Result<Vec<u8>> {
        let mut builder = tar::Builder::new(Vec::new());
        for (name, length) in files {
            let mut header = tar::Header::new_ustar();
            // `set_path` would refuse what leads outside.
            header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
            header.set_size(*length as u64);
            header.set_mode(0o640);
            header.set_cksum();
            builder.append(&header, vec![b'x'; *length].as_slice())?;
        }
        builder.into_inner()
    }

    /// The paths that came out, and what did not.
    fn unpacked(files: &[(&str, usize)]) -> io::Result<(Vec<String>, Told)> {
        let (inputs, troubles) = unpack("a.tar", &tar(files)?, LIMITS);
        let paths = inputs.iter().map(|it| it.path.clone()).collect();
        let told = troubles.into_iter().map(|it| (it.path, it.reason.en));
        Ok((paths, told.collect()))
    }

    fn told(path: &str, reason: &str) -> Told {
        vec![(path.to_owned(), reason.to_owned())]
    }

    #[test]
    fn a_file_keeps_its_mode_and_is_called_by_both_paths() -> io::Result<()> {
        let (inputs, troubles) = unpack("a.tar", &tar(&[("./tls/server.crt", 3)])?, LIMITS);
        let input = &inputs[0];
        assert_eq!(input.path, "a.tar/tls/server.crt");
        assert_eq!(
            (input.bytes.as_slice(), input.mode),
            (&b"xxx"[..], Some(0o640))
        );
        assert_eq!(troubles, []);
        Ok(())
    }

    #[test]
    fn what_leads_outside_is_passed_over() -> io::Result<()> {
        for name in ["../b", "a/../../b", "/b"] {
            let (paths, troubles) = unpacked(&[(name, 1), ("c", 1)])?;
            assert_eq!(paths, ["a.tar/c"]);
            let reason = "it leads out of the archive";
            assert_eq!(troubles, told(&format!("a.tar/{name}"), reason));
        }
        Ok(())
    }

    #[test]
    fn each_limit_holds_at_its_edge() -> io::Result<()> {
        let (paths, troubles) = unpacked(&[("a", 8), ("b", 9), ("c", 8)])?;
        assert_eq!(paths, ["a.tar/a", "a.tar/c"]);
        assert_eq!(troubles, told("a.tar/b", "it is larger than 0 MiB"));

        let (paths, troubles) = unpacked(&[("a", 8), ("b", 8), ("c", 5), ("d", 1)])?;
        assert_eq!(paths, ["a.tar/a", "a.tar/b"]);
        assert_eq!(troubles, told("a.tar", "it unpacks to more than 0 MiB"));

        let five = ["a", "b", "c", "d", "e"].map(|name| (name, 1));
        let (paths, troubles) = unpacked(&five)?;
        assert_eq!(paths.len(), 4);
        assert_eq!(troubles, told("a.tar", "it has more than 4 entries"));
        Ok(())
    }
}
