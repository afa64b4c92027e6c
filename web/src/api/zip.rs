//! The folder as an archive, the same bytes for the same files.

use std::io::{Cursor, Write as _};

use mimir_tls::artifact::Artifact;
use zeroize::Zeroizing;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::ApiError;

/// What the command line calls the folder.
const FOLDER: &str = "mimir-tls";

/// More than an archive adds to a file, twice its name aside.
const FRAME: usize = 256;

/// Puts files into an archive, uncompressed, with the earliest time that an
/// archive can name: 1980-01-01. Keys are their owner's alone, as on disk.
pub(super) fn archive(artifacts: &[Artifact]) -> Result<Zeroizing<Vec<u8>>, ApiError> {
    // All the room at once: a buffer that grows leaves copies of keys behind.
    let room = artifacts
        .iter()
        .map(|artifact| artifact.bytes().len() + 2 * artifact.path.len() + FRAME);
    let mut bytes = Zeroizing::new(Vec::with_capacity(room.sum::<usize>() + FRAME));
    write(&mut bytes, artifacts)
        .map_err(|error| ApiError::new("internal", format!("the archive: {error}")))?;
    Ok(bytes)
}

fn write(bytes: &mut Vec<u8>, artifacts: &[Artifact]) -> zip::result::ZipResult<()> {
    let mut archive = ZipWriter::new(Cursor::new(bytes));
    for artifact in artifacts {
        let mode = if artifact.is_secret() { 0o600 } else { 0o644 };
        let options = SimpleFileOptions::DEFAULT
            .compression_method(CompressionMethod::Stored)
            .unix_permissions(mode);
        archive.start_file(format!("{FOLDER}/{}", artifact.path), options)?;
        archive.write_all(artifact.bytes())?;
    }
    archive.finish().map(drop)
}
