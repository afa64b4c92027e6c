//! Versions of Go.

use std::fmt;

/// A version of Go, `1.25.5`; ordered by its numbers.
///
/// Which protocols and suites are on by default, and some words of errors, are
/// its choice. The patch is absent where only the line is known, and then
/// stands before all of the line's patches.
///
/// ```
/// use go_tls::GoVersion;
///
/// let line = GoVersion::new(1, 25);
/// assert!(GoVersion { patch: Some(5), ..line } >= line);
/// assert_eq!(line.to_string(), "1.25");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GoVersion {
    /// Go's major version: 1.
    pub major: u16,
    /// Go's minor version, which is what decides behaviour.
    pub minor: u16,
    /// Go's patch version, where it is known.
    pub patch: Option<u16>,
}

impl GoVersion {
    /// Makes the version `major.minor`, its patch unknown.
    #[must_use]
    pub const fn new(major: u16, minor: u16) -> Self {
        Self {
            major,
            minor,
            patch: None,
        }
    }
}

impl fmt::Display for GoVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        self.patch.map_or(Ok(()), |patch| write!(f, ".{patch}"))
    }
}
