//! Mimir's releases, and the Go that each was built with.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Catalog, UnknownName};

/// A release of Mimir that the catalog has, `3.0.2`; ordered by its numbers.
///
/// ```
/// use mimir_catalog::{Catalog, Release};
///
/// let catalog = Catalog::builtin();
/// let newest_of_line: Release = catalog.release("3.0")?;
/// assert!(newest_of_line >= catalog.release("3.0.2")?);
/// assert!(catalog.release("2.9.0")? < catalog.release("2.10.0")?);
/// # Ok::<(), mimir_catalog::UnknownName>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release {
    major: u16,
    minor: u16,
    patch: u16,
}

impl Release {
    /// The release that these three numbers name, whether or not it exists.
    ///
    /// Only rows are read by it; what a user types goes by [`Catalog::release`].
    pub(super) fn from_numbers(text: &str) -> Option<Self> {
        let mut numbers = text.split('.').map(|number| number.parse().ok());
        let release = Self {
            major: numbers.next()??,
            minor: numbers.next()??,
            patch: numbers.next()??,
        };
        numbers.next().is_none().then_some(release)
    }

    /// The release's line, `3.0`: all releases of a line have the same options.
    pub fn line(self) -> String {
        format!("{}.{}", self.major, self.minor)
    }

    /// Whether both have the same major version.
    pub(super) fn is_of_major(self, other: Self) -> bool {
        self.major == other.major
    }

    /// Whether it is in the half-open span from `since` up to, but without, `until`.
    pub(super) fn is_within(self, since: Option<Self>, until: Option<Self>) -> bool {
        since.is_none_or(|since| since <= self) && until.is_none_or(|until| self < until)
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl FromStr for Release {
    type Err = UnknownName;

    /// A known release, or the newest of a known line.
    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Catalog::builtin().release(text)
    }
}

impl Serialize for Release {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        writer.collect_str(self)
    }
}

/// A row's release: three numbers, which a test compares with the known ones.
impl<'de> Deserialize<'de> for Release {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let text = <&str>::deserialize(reader)?;
        Self::from_numbers(text)
            .ok_or_else(|| de::Error::custom(format_args!("`{text}` is no release")))
    }
}

/// A row of `data/releases.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReleaseRow {
    pub(super) version: Release,
    /// The day of the release, for whoever reads the rows.
    #[serde(default)]
    #[expect(
        dead_code,
        reason = "said for readers of the rows, and linted with them"
    )]
    date: Option<&'static str>,
    pub(super) go: Go,
}

/// The version of Go that built a release, `1.25.5` or `1.25`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Go {
    pub(super) major: u16,
    pub(super) minor: u16,
    pub(super) patch: Option<u16>,
}

impl<'de> Deserialize<'de> for Go {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let text = <&str>::deserialize(reader)?;
        let numbers: Result<Vec<u16>, _> = text.split('.').map(str::parse).collect();
        let (major, minor, patch) = match numbers.as_deref() {
            Ok(&[major, minor]) => (major, minor, None),
            Ok(&[major, minor, patch]) => (major, minor, Some(patch)),
            _ => {
                return Err(de::Error::custom(format_args!(
                    "`{text}` is no version of Go"
                )));
            }
        };
        Ok(Self {
            major,
            minor,
            patch,
        })
    }
}
