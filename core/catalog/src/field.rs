//! What an option is about, wherever it attaches.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Release;

/// One of the settings that a surface has, whatever its option is called.
///
/// A surface and a field make an option; its name is the catalog's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// Whether the client speaks TLS; without it all others are ignored silently.
    Enabled,
    /// Path of the certificate, PEM.
    Cert,
    /// Path of the certificate's key, PEM.
    Key,
    /// Path of the CAs that servers are verified by, PEM.
    Ca,
    /// Path of the CAs that clients are verified by, PEM.
    ClientCa,
    /// What the listener asks of clients: one of Go's five types.
    ClientAuth,
    /// The name that is verified, and sent as SNI, instead of the dialled one.
    ServerName,
    /// Whether a client skips the verification of servers' certificates.
    SkipVerify,
    /// The cipher suites, Go's names with a comma between.
    CipherSuites,
    /// The oldest version of TLS, such as `VersionTLS12`.
    MinVersion,
    /// The certificate itself as text, PEM.
    CertText,
    /// The key itself as text, PEM.
    KeyText,
    /// The CAs of clients themselves as text, PEM.
    ClientCaText,
    /// The longest time that a handshake may take.
    HandshakeTimeout,
    /// The address of Vault, a URL.
    Url,
    /// Path of Vault's secrets engine.
    MountPath,
    /// The token that Mimir shows to Vault.
    Token,
    /// The method by which Mimir shows Vault who it is.
    AuthType,
    /// Vault, AppRole: path of the method.
    AuthApproleMountPath,
    /// Vault, AppRole: the id of the role.
    AuthApproleRoleId,
    /// Vault, AppRole: the id of the role's secret.
    AuthApproleSecretId,
    /// Vault, AppRole: whether the secret is a wrapping token.
    AuthApproleWrappingToken,
    /// Vault, Kubernetes: path of the method.
    AuthKubernetesMountPath,
    /// Vault, Kubernetes: the name of the role.
    AuthKubernetesRoleName,
    /// Vault, Kubernetes: the token of the service account.
    AuthKubernetesServiceAccountToken,
    /// Vault, Kubernetes: path of that token.
    AuthKubernetesServiceAccountTokenPath,
    /// Vault, token: the token itself.
    AuthToken,
    /// Vault, user and password: path of the method.
    AuthUserpassMountPath,
    /// Vault, user and password: the password.
    AuthUserpassPassword,
    /// Vault, user and password: the user.
    AuthUserpassUsername,
}

/// What kind of value an option takes, in the words of Mimir's reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum ValueType {
    /// A text, Go's `string`.
    String,
    /// A boolean, `true` or `false`.
    Boolean,
    /// A duration in Go's notation.
    Duration,
    /// A whole number, or a size in bytes.
    Int,
    /// A number.
    Float,
    /// A list or a map; some are written as one text.
    Compound,
}

impl fmt::Display for ValueType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::String => "string",
            Self::Boolean => "boolean",
            Self::Duration => "duration",
            Self::Int => "int",
            Self::Float => "float",
            Self::Compound => "list or map",
        })
    }
}

/// The default of an option, when nobody sets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum DefaultValue {
    /// The default of a boolean.
    Boolean(bool),
    /// The default of a duration, in nanoseconds.
    Nanoseconds(u64),
    /// The default of a text.
    Text(&'static str),
}

impl fmt::Display for DefaultValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(value) => value.fmt(f),
            Self::Nanoseconds(value) => write!(f, "{:?}", std::time::Duration::from_nanos(*value)),
            Self::Text(value) => f.write_str(value),
        }
    }
}

/// The category of an option: how settled it is, in the words of Mimir's
/// reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// An option that Mimir offers to every user.
    Basic,
    /// An option that Mimir offers to users with special needs.
    Advanced,
    /// An option that may change without notice.
    Experimental,
    /// Will go, or has gone.
    Deprecated,
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Basic => "basic",
            Self::Advanced => "advanced",
            Self::Experimental => "experimental",
            Self::Deprecated => "deprecated",
        })
    }
}

/// A row of `data/fields.json`: a field of a set that surfaces share.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldRow {
    pub(super) set: &'static str,
    pub(super) field: Field,
    /// What follows the surface's flag prefix; absent for what only YAML has.
    #[serde(default)]
    pub(super) flag: Option<&'static str>,
    /// What follows the surface's YAML block.
    pub(super) yaml: &'static str,
    #[serde(rename = "type")]
    pub(super) value: ValueType,
    pub(super) default: DefaultValue,
    pub(super) category: Category,
    #[serde(default)]
    pub(super) since: Option<Release>,
    #[serde(default)]
    pub(super) removed_in: Option<Release>,
}
