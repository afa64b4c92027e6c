//! Folders that a process finds in its container whatever the plan says: rows of
//! `data/mounts.json`.

use std::sync::OnceLock;

use serde::Deserialize;

use super::{CertDir, PlanError, Platform};
use crate::table;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MountRow {
    path: &'static str,
    /// The platforms that have it, by their words.
    on: Vec<&'static str>,
    /// Whether nothing can be mounted below it.
    #[serde(default)]
    is_closed: bool,
}

fn rows() -> &'static [MountRow] {
    static ROWS: OnceLock<Vec<MountRow>> = OnceLock::new();
    ROWS.get_or_init(|| table::rows(include_str!("../../data/mounts.json")))
}

/// Whether certificates can be mounted there: two mounts at one place cannot be,
/// one above another hides it, and below some nothing can be mounted.
pub(super) fn free(dir: &CertDir, platform: Platform) -> Result<(), PlanError> {
    let is_below = |below: &str, above: &str| {
        let rest = below.strip_prefix(above.trim_end_matches('/'));
        rest.is_some_and(|rest| rest.starts_with('/'))
    };
    let path = dir.as_str();
    let meets = |row: &&MountRow| {
        row.on.contains(&platform.spelling())
            && (row.path == path
                || is_below(row.path, path)
                || row.is_closed && is_below(path, row.path))
    };
    match rows().iter().find(meets) {
        Some(row) => Err(PlanError::Mounted {
            dir: path.to_owned(),
            there: row.path,
            usual: CertDir::usual(platform),
        }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_go_where_nothing_is_and_nothing_is_hidden() {
        let free = |dir: &str, platform| {
            let dir: CertDir = dir.parse().unwrap_or_else(|error| panic!("{dir}: {error}"));
            super::free(&dir, platform).is_ok()
        };
        for row in rows() {
            for word in &row.on {
                let platform = word.parse().unwrap_or_else(|_| panic!("{word}"));
                assert!(!free(row.path, platform), "{} on {word}", row.path);
                let below = format!("{}/tls", row.path);
                assert!(
                    !row.is_closed || !free(&below, platform),
                    "{below} on {word}"
                );
            }
        }
        for platform in Platform::ALL.iter().copied() {
            for good in [
                CertDir::usual(platform).as_str(),
                "/run/tls",
                "/tls",
                "/data/tls",
            ] {
                assert!(free(good, platform), "{good} on {platform}");
            }
        }
        assert!(free("/etc/mimir", Platform::Hosts));
        assert!(!free("/etc/nginx", Platform::Helm));
    }
}
