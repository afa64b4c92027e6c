//! A list of cipher suites, as a plan and Mimir's options write it.

use std::fmt;
use std::str::FromStr;

use super::{CipherSuite, PolicyError, read};

/// A list of cipher suites that is worth writing: not empty, each known, at
/// least one of TLS 1.2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CipherSuites(Vec<CipherSuite>);

impl CipherSuites {
    /// The suites, in the order given; Go orders them by itself.
    pub fn as_slice(&self) -> &[CipherSuite] {
        &self.0
    }

    fn from_names<'a>(names: impl Iterator<Item = &'a str>) -> Result<Self, PolicyError> {
        let suites: Vec<CipherSuite> = names.map(read).collect::<Result<_, _>>()?;
        match suites.first() {
            None => Err(PolicyError::NoSuite),
            Some(first) if suites.iter().all(|suite| suite.is_tls13()) => {
                Err(PolicyError::NotChoosable(first.name()))
            }
            Some(_) => Ok(Self(suites)),
        }
    }
}

impl fmt::Display for CipherSuites {
    /// As Mimir's options take it: by commas, without blanks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, suite) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(f, "{comma}{suite}")?;
        }
        Ok(())
    }
}

impl FromStr for CipherSuites {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        if text.trim().is_empty() {
            return Err(PolicyError::NoSuite);
        }
        Self::from_names(text.split(','))
    }
}

impl serde::Serialize for CipherSuites {
    fn serialize<S: serde::Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        writer.collect_seq(self.0.iter().map(|suite| suite.name()))
    }
}

impl<'de> serde::Deserialize<'de> for CipherSuites {
    /// A list, or one text by commas as in Mimir's own YAML.
    fn deserialize<D: serde::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Suites;
        impl<'de> serde::de::Visitor<'de> for Suites {
            type Value = CipherSuites;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of cipher suites")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                mut items: A,
            ) -> Result<Self::Value, A::Error> {
                let mut names: Vec<String> = Vec::new();
                while let Some(name) = items.next_element()? {
                    names.push(name);
                }
                CipherSuites::from_names(names.iter().map(String::as_str))
                    .map_err(serde::de::Error::custom)
            }
        }
        reader.deserialize_any(Suites)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for CipherSuites {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "CipherSuites".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "array",
            "description": "Cipher suites of TLS 1.2, by Go's names.",
            "items": { "type": "string", "enum": CipherSuite::all().map(CipherSuite::name).collect::<Vec<_>>() },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
    const NEW: &str = "TLS_AES_128_GCM_SHA256";

    fn read_list(text: &str) -> Result<String, PolicyError> {
        text.parse().map(|suites: CipherSuites| suites.to_string())
    }

    #[test]
    fn a_list_is_written_as_it_was_read() {
        for text in [
            OLD.to_owned(),
            format!("{NEW},{OLD}"),
            format!("{OLD},{NEW}"),
        ] {
            assert_eq!(read_list(&text), Ok(text));
        }
    }

    #[test]
    fn a_list_that_chooses_nothing_is_refused() {
        assert_eq!(read_list(" "), Err(PolicyError::NoSuite));
        assert_eq!(read_list(NEW), Err(PolicyError::NotChoosable(NEW)));
        let blank = format!(" {OLD}");
        let said = read_list(&format!("{OLD},{blank}"));
        assert_eq!(said, Err(PolicyError::Blank(blank)));
        assert!(matches!(
            read_list(&format!("{OLD},")),
            Err(PolicyError::Unknown { .. })
        ));
    }
}
