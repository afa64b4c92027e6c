//! What the worker brings out of an archive.

use crate::view::{PassedOver, Unpacked};

/// Whether bytes are an archive that the worker opens, whatever their name.
pub fn is_archive(bytes: &[u8]) -> bool {
    let is_tar = bytes.get(257..262) == Some(b"ustar");
    is_tar || bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0x1f, 0x8b])
}

/// A file by its name, and all of it.
pub type Named = (String, Vec<u8>);

/// The files of an archive, and what stays in it: the worker says in a line of JSON
/// whose the bytes behind it are.
pub fn files(bytes: &[u8]) -> Option<(Vec<Named>, Vec<PassedOver>)> {
    let end = bytes.iter().position(|it| *it == b'\n')?;
    let (said, rest) = bytes.split_at_checked(end)?;
    let said: Unpacked = serde_json::from_str(std::str::from_utf8(said).ok()?).ok()?;
    let mut rest = rest.get(1..)?;
    let mut files = Vec::with_capacity(said.files.len());
    for file in said.files {
        let (own, others) = rest.split_at_checked(file.size)?;
        files.push((file.path, own.to_vec()));
        rest = others;
    }
    Some((files, said.passed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_is_known_by_its_bytes() {
        assert!(is_archive(b"PK\x03\x04..") && is_archive(&[0x1f, 0x8b, 8]));
        assert!(!is_archive(b"target: all") && !is_archive(b""));
        let mut tar = vec![0; 512];
        tar[257..262].copy_from_slice(b"ustar");
        assert!(is_archive(&tar));
    }

    #[test]
    fn files_are_cut_apart() {
        let bytes = b"{\"files\":[{\"path\":\"a\",\"size\":2},{\"path\":\"b\",\"size\":1}],\"passed\":[{\"path\":\"c\",\"reason\":{\"en\":\"r\",\"de\":\"g\"}}]}\nxyz";
        let (files, passed) = files(bytes).expect("files");
        let wanted = [
            ("a".to_owned(), b"xy".to_vec()),
            ("b".to_owned(), b"z".to_vec()),
        ];
        assert_eq!((&files[..], passed.len()), (&wanted[..], 1));
        assert_eq!(
            super::files(b"{\"files\":[{\"path\":\"a\",\"size\":2}],\"passed\":[]}\nx"),
            None
        );
    }
}
