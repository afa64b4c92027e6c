//! The plan's own small vocabularies.

use std::fmt;
use std::str::FromStr;

use crate::nearest;
use crate::spelling::by_spelling;

/// The defaults that a plan starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Preset {
    /// ECDSA P-256, a CA of ten years, leaves of two.
    #[default]
    Default,
    /// What Mimir's own page chooses, RSA-2048 and 100,000 days, without that
    /// page's defects: X.509 v3, with names and extended key usages.
    Docs,
}

/// The profile of a plan: which certificates its processes get.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// One for all servers, one for all clients.
    #[default]
    Split,
    /// One certificate for both roles, server and client.
    Single,
    /// A server's and a client's for each component, with that component's
    /// names alone, in a folder of its own.
    PerComponent,
}

/// The kind of an issuer of cert-manager's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum IssuerKind {
    /// One for the whole of Kubernetes.
    #[default]
    ClusterIssuer,
    /// One of the cluster's own namespace.
    Issuer,
}

macro_rules! words {
    ($type:ident, $what:literal, $description:literal, $($variant:ident = $word:literal),+) => {
        impl $type {
            /// All words of the vocabulary, in the order of their definition.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word's spelling in a plan.
            pub fn spelling(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.spelling())
            }
        }

        impl FromStr for $type {
            type Err = WordError;

            fn from_str(text: &str) -> Result<Self, WordError> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(WordError {
                        what: $what,
                        given: text.to_owned(),
                        suggestion: nearest::suggestion(text, [$($word),+]),
                    }),
                }
            }
        }

        by_spelling!($type, $description);
    };
}

pub(super) use words;

/// A word that its vocabulary does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown {what} `{given}`; {suggestion}")]
pub struct WordError {
    pub(super) what: &'static str,
    pub(super) given: String,
    pub(super) suggestion: String,
}

words!(
    Preset,
    "preset",
    "The defaults to start from.",
    Default = "default",
    Docs = "docs"
);
words!(
    Profile,
    "profile",
    "Which certificates there are.",
    Split = "split",
    Single = "single",
    PerComponent = "per-component"
);
words!(
    IssuerKind,
    "kind of issuer",
    "The kind of an issuer of cert-manager's.",
    ClusterIssuer = "ClusterIssuer",
    Issuer = "Issuer"
);
