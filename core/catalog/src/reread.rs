//! What a running process reads again of its certificates.

use serde::Deserialize;

use super::{Catalog, Release, SurfaceKind, rows};

/// When a process takes a new certificate and key from its disk. A CA's
/// certificate, flags and YAML it reads at its start alone, whatever the
/// surface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reread {
    /// At its start alone.
    Start,
    /// At each handshake in which the client sends a name, else at its start.
    NamedHandshake,
    /// At each handshake.
    Handshake,
}

/// A row of `data/rereads.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RereadRow {
    pub(super) kind: SurfaceKind,
    pub(super) when: Reread,
    #[serde(default)]
    pub(super) since: Option<Release>,
    #[cfg_attr(
        not(test),
        expect(
            dead_code,
            reason = "said for readers of the rows, and linted with them"
        )
    )]
    pub(super) source: &'static str,
}

impl Catalog {
    /// When a process of `release` reads the certificate and key of a surface
    /// of that kind again.
    ///
    /// ```
    /// use mimir_catalog::{Catalog, Reread, SurfaceKind};
    ///
    /// let catalog = Catalog::builtin();
    /// let newest = catalog.newest();
    /// assert_eq!(catalog.reread(SurfaceKind::GrpcServer, newest), Reread::Handshake);
    /// assert_eq!(catalog.reread(SurfaceKind::Memberlist, newest), Reread::Start);
    /// ```
    pub fn reread(&self, kind: SurfaceKind, release: Release) -> Reread {
        let mut rows = rows::rereads().iter().filter(|row| row.kind == kind);
        rows.find(|row| row.since.is_none_or(|since| since <= release))
            .map_or(Reread::Start, |row| row.when)
    }
}
