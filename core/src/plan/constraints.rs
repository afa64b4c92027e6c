//! The names to which a CA is bound, as a plan writes them.

use std::fmt;

use serde::de::{self, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize};

use super::Name;

/// `true` for the plan's own names, `false` for none, or the permitted ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum NameConstraintsFile {
    /// The plan's own names and addresses, or no constraint.
    Own(bool),
    /// These, and what is below them.
    Permitted(Permitted),
}

/// Permitted names and networks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Permitted {
    /// DNS names; each admits itself and every name under it.
    #[serde(default)]
    pub dns: Vec<Name>,
    /// Networks, such as 10.0.0.0/8.
    #[serde(default)]
    pub ips: Vec<Network>,
}

/// A network, such as `10.0.0.0/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network(pub ipnet::IpNet);

impl Serialize for Network {
    fn serialize<S: serde::Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        writer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Network {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let text = String::deserialize(reader)?;
        text.parse().map(Self).map_err(|_| {
            de::Error::custom(format!(
                "`{text}` is no network; write an address, a slash and a length, such as 10.0.0.0/8"
            ))
        })
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Network {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Network".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "A network, such as 10.0.0.0/8.",
        })
    }
}

impl<'de> Deserialize<'de> for NameConstraintsFile {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Words;
        impl<'de> Visitor<'de> for Words {
            type Value = NameConstraintsFile;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true, false, or a map with `dns` and `ips`")
            }

            fn visit_bool<E: de::Error>(self, own: bool) -> Result<Self::Value, E> {
                Ok(NameConstraintsFile::Own(own))
            }

            fn visit_map<A: de::MapAccess<'de>>(self, entries: A) -> Result<Self::Value, A::Error> {
                Permitted::deserialize(MapAccessDeserializer::new(entries))
                    .map(NameConstraintsFile::Permitted)
            }
        }
        reader.deserialize_any(Words)
    }
}
