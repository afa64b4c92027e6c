//! The folder as an archive, the same bytes for the same files.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};

use mimir_tls::artifact::Artifact;
use zeroize::Zeroizing;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::ApiError;
use crate::view::ErrorCode;

/// More than an archive adds to an entry, twice its name aside.
const FRAME: usize = 256;

/// Puts files into an archive, below a folder of that name, uncompressed, with the earliest time that an
/// archive can name: 1980-01-01. Keys are their owner's alone, as on disk, and so
/// is the folder that holds them.
pub(super) fn archive(name: &str, artifacts: &[Artifact]) -> Result<Zeroizing<Vec<u8>>, ApiError> {
    // All the room at once: a buffer that grows leaves copies of keys behind.
    let folders = folders(artifacts);
    let room = artifacts
        .iter()
        .map(|artifact| artifact.bytes().len() + 2 * artifact.path.len() + FRAME)
        .chain(folders.keys().map(|folder| 2 * folder.len() + FRAME));
    let below = 2 * name.len() * (artifacts.len() + folders.len());
    let mut bytes = Zeroizing::new(Vec::with_capacity(room.sum::<usize>() + below + FRAME));
    write(&mut bytes, name, &folders, artifacts)
        .map_err(|error| ApiError::new(ErrorCode::Internal, format!("the archive: {error}")))?;
    Ok(bytes)
}

/// The folders that files stand in, each behind the one that holds it, with its
/// mode: one that holds a key is its owner's alone.
fn folders(artifacts: &[Artifact]) -> BTreeMap<&str, u32> {
    let mut folders = BTreeMap::from([("", 0o755)]);
    for artifact in artifacts {
        let own = parent(&artifact.path);
        for folder in std::iter::successors(own, |path| parent(path)) {
            folders.entry(folder).or_insert(0o755);
        }
        if artifact.is_secret() {
            folders.insert(own.unwrap_or_default(), 0o700);
        }
    }
    folders
}

fn parent(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(folder, _)| folder)
}

fn write(
    bytes: &mut Vec<u8>,
    name: &str,
    folders: &BTreeMap<&str, u32>,
    artifacts: &[Artifact],
) -> zip::result::ZipResult<()> {
    let mut archive = ZipWriter::new(Cursor::new(bytes));
    let stored = SimpleFileOptions::DEFAULT.compression_method(CompressionMethod::Stored);
    for (folder, mode) in folders {
        let path = format!("{name}/{folder}");
        archive.add_directory(path.trim_end_matches('/'), stored.unix_permissions(*mode))?;
    }
    for artifact in artifacts {
        let mode = if artifact.is_secret() { 0o600 } else { 0o644 };
        archive.start_file(
            format!("{name}/{}", artifact.path),
            stored.unix_permissions(mode),
        )?;
        archive.write_all(artifact.bytes())?;
    }
    archive.finish().map(drop)
}
