//! Words in files: types that are written and read by their spelling.

/// Makes a type with `ALL`, `spelling` and `FromStr` what a plan can hold: it is
/// written as its spelling, read as [`FromStr`](std::str::FromStr) reads it, and
/// its schema lists all spellings.
macro_rules! by_spelling {
    ($type:ident, $description:literal) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
                writer.serialize_str(self.spelling())
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
                String::deserialize(reader)?
                    .parse()
                    .map_err(serde::de::Error::custom)
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
                    "enum": Self::ALL.iter().map(|word| word.spelling()).collect::<Vec<_>>(),
                })
            }
        }
    };
}

pub(crate) use by_spelling;
