//! Versions of Go, the language that Mimir is written in.

use crate::catalog::{Catalog, Release};

pub use go_tls::GoVersion;

/// The version of Go that a release of Mimir was built with.
///
/// ```
/// use mimir_tls::{catalog::Catalog, go_version};
///
/// let release = Catalog::builtin().release("3.0.2")?;
/// assert_eq!(go_version::of(release).to_string(), "1.25.5");
/// # Ok::<(), mimir_tls::catalog::UnknownName>(())
/// ```
#[must_use]
pub fn of(release: Release) -> GoVersion {
    let (major, minor, patch) = Catalog::builtin().go_version(release);
    GoVersion {
        patch,
        ..GoVersion::new(major, minor)
    }
}
