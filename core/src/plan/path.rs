//! The folder in which every process finds its certificates.

use std::fmt;
use std::str::FromStr;

use super::Platform;

/// An absolute path on the machines that run Mimir, not on this one.
///
/// It goes into flags and YAML as it is, so it holds nothing that a shell, a
/// unit file or YAML would read differently: no blank, quote, `$` or the like.
///
/// ```
/// use mimir_tls::plan::CertDir;
///
/// let dir: CertDir = "/etc/mimir/tls/".parse()?;
/// assert_eq!(dir.file("server.crt"), "/etc/mimir/tls/server.crt");
/// assert!("tls".parse::<CertDir>().is_err());
/// # Ok::<(), mimir_tls::plan::CertDirError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct CertDir(
    #[cfg_attr(
        feature = "schema",
        schemars(regex(pattern = r#"^/[^\s"'$\\*?#&;|<>(){}\[\]`!~:]+$"#))
    )]
    String,
);

impl CertDir {
    /// The folder of a plan that names none: `/etc/mimir/tls`, where Mimir's
    /// packages have its configuration. The chart mounts that configuration
    /// over `/etc/mimir`, read-only, so that nothing can be mounted below it:
    /// there it is `/etc/mimir-tls`.
    pub(super) fn usual(platform: Platform) -> Self {
        let folder = match platform {
            Platform::Helm => "/etc/mimir-tls",
            Platform::Hosts | Platform::Compose | Platform::Kubernetes => "/etc/mimir/tls",
        };
        Self(folder.to_owned())
    }

    /// The path of a file in this folder.
    pub fn file(&self, name: &str) -> String {
        format!("{}/{name}", self.0.trim_end_matches('/'))
    }

    /// The name within this folder of a file that [`CertDir::file`] gave.
    pub fn name_of<'a>(&self, path: &'a str) -> Option<&'a str> {
        path.strip_prefix(self.0.trim_end_matches('/'))?
            .strip_prefix('/')
    }

    /// The folder's path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CertDir {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is no [`CertDir`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CertDirError {
    /// The path does not begin with a slash.
    #[error(
        "`{0}` is a relative path; write the absolute path that Mimir will see, such as /etc/mimir/tls"
    )]
    Relative(String),
    /// A character that would have to be quoted somewhere.
    #[error(
        "the path holds {0:?} at character {1}; use letters, digits and `/ . _ -`, so that no flag needs quotes"
    )]
    Character(char, usize),
    /// The root of all folders.
    #[error("`/` is the root of everything; write a folder of its own, such as /etc/mimir/tls")]
    Root,
    /// `.` or `..` as a part, or an empty part.
    #[error("the path has the part `{0}`; write it without `.`, `..` and double slashes")]
    Part(String),
}

impl FromStr for CertDir {
    type Err = CertDirError;

    fn from_str(text: &str) -> Result<Self, CertDirError> {
        let harmful = |c: char| {
            c.is_whitespace() || c.is_control() || r#""'$\*?#&;|<>(){}[]`!~,=:"#.contains(c)
        };
        if let Some((index, c)) = text.chars().enumerate().find(|(_, c)| harmful(*c)) {
            return Err(CertDirError::Character(c, index + 1));
        }
        if !text.starts_with('/') {
            return Err(CertDirError::Relative(text.to_owned()));
        }
        let trimmed = text.strip_suffix('/').unwrap_or(text);
        if trimmed.is_empty() {
            return Err(CertDirError::Root);
        }
        if let Some(part) = trimmed
            .split('/')
            .skip(1)
            .find(|part| matches!(*part, "" | "." | ".."))
        {
            return Err(CertDirError::Part(part.to_owned()));
        }
        Ok(Self(trimmed.to_owned()))
    }
}

impl<'de> serde::Deserialize<'de> for CertDir {
    fn deserialize<D: serde::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        String::deserialize(reader)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}
