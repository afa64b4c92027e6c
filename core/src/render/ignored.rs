//! What version control leaves out of the folder: whatever holds a key.

use std::fmt::Write;

use crate::artifact::Artifact;

/// A `.gitignore` that names each file with a key, and no other.
pub fn ignored(artifacts: &[Artifact]) -> String {
    let mut out = "# Private keys, by mimir-tls: they belong in no repository.\n".to_owned();
    let mut paths: Vec<&str> = (artifacts.iter().filter(|it| it.is_secret()))
        .map(|artifact| artifact.path.as_str())
        .collect();
    paths.sort_unstable();
    for path in paths {
        let _ = writeln!(out, "/{path}");
    }
    out
}
