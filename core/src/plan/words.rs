//! The plan's own small vocabularies.

use std::fmt;
use std::str::FromStr;

use crate::nearest;

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

/// Which certificates a plan makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// One for all servers, one for all clients.
    #[default]
    Split,
    /// One for both roles.
    Single,
    /// A server's and a client's for each component, with that component's
    /// names alone, in a folder of its own.
    PerComponent,
}

/// A kind of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// Command-line flags, a file a component.
    Flags,
    /// Mimir's YAML, for the whole cluster and for each component.
    Yaml,
}

macro_rules! words {
    ($type:ident, $what:literal, $description:literal, $($variant:ident = $word:literal),+) => {
        impl $type {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word for it in a plan.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
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

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
                writer.serialize_str(self.word())
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
                String::deserialize(reader)?.parse().map_err(serde::de::Error::custom)
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string",
                    "description": $description,
                    "enum": [$($word),+],
                })
            }
        }
    };
}

/// A word that its vocabulary does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown {what} `{given}`; {suggestion}")]
pub struct WordError {
    what: &'static str,
    given: String,
    suggestion: String,
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
    Target,
    "target",
    "A kind of output.",
    Flags = "flags",
    Yaml = "yaml"
);
