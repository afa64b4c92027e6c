//! Cipher suites by the names that Go and so Mimir give them.

use std::fmt;
use std::str::FromStr;

use super::{PolicyError, find};

/// A cipher suite that Go knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CipherSuite(u16);

/// When and with which keys a suite can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuiteKind {
    /// TLS 1.3, any key. Go does not let anybody choose among these.
    Tls13,
    /// TLS 1.2 and older, with an ECDSA or Ed25519 certificate.
    Ecdsa,
    /// TLS 1.2 and older, with an RSA certificate.
    Rsa,
}

/// Name, number in the IANA registry, kind, whether it needs TLS 1.2 (AEAD or
/// SHA-256), whether Go calls it insecure. Go's crypto/tls, cipher_suites.go.
const SUITES: [(&str, u16, SuiteKind, bool, bool); 25] = {
    use SuiteKind::{Ecdsa, Rsa, Tls13};
    [
        ("TLS_AES_128_GCM_SHA256", 0x1301, Tls13, false, false),
        ("TLS_AES_256_GCM_SHA384", 0x1302, Tls13, false, false),
        ("TLS_CHACHA20_POLY1305_SHA256", 0x1303, Tls13, false, false),
        ("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", 0xc02b, Ecdsa, true, false),
        ("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", 0xc02c, Ecdsa, true, false),
        ("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", 0xcca9, Ecdsa, true, false),
        ("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", 0xc009, Ecdsa, false, false),
        ("TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", 0xc00a, Ecdsa, false, false),
        ("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", 0xc02f, Rsa, true, false),
        ("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", 0xc030, Rsa, true, false),
        ("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", 0xcca8, Rsa, true, false),
        ("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", 0xc013, Rsa, false, false),
        ("TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", 0xc014, Rsa, false, false),
        ("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", 0xc023, Ecdsa, true, true),
        ("TLS_ECDHE_ECDSA_WITH_RC4_128_SHA", 0xc007, Ecdsa, false, true),
        ("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", 0xc027, Rsa, true, true),
        ("TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA", 0xc012, Rsa, false, true),
        ("TLS_ECDHE_RSA_WITH_RC4_128_SHA", 0xc011, Rsa, false, true),
        ("TLS_RSA_WITH_AES_128_GCM_SHA256", 0x009c, Rsa, true, true),
        ("TLS_RSA_WITH_AES_256_GCM_SHA384", 0x009d, Rsa, true, true),
        ("TLS_RSA_WITH_AES_128_CBC_SHA256", 0x003c, Rsa, true, true),
        ("TLS_RSA_WITH_AES_128_CBC_SHA", 0x002f, Rsa, false, true),
        ("TLS_RSA_WITH_AES_256_CBC_SHA", 0x0035, Rsa, false, true),
        ("TLS_RSA_WITH_3DES_EDE_CBC_SHA", 0x000a, Rsa, false, true),
        ("TLS_RSA_WITH_RC4_128_SHA", 0x0005, Rsa, false, true),
    ]
};

impl CipherSuite {
    /// Every suite that Go knows.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        SUITES.iter().map(|(_, id, ..)| Self(*id))
    }

    /// Its number in the IANA registry, which is what goes over the wire.
    pub fn id(self) -> u16 {
        self.0
    }

    /// Go's name, which is the IANA registry's.
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// When and with which keys it can be used.
    pub fn kind(self) -> SuiteKind {
        self.row().2
    }

    /// Whether TLS 1.2 is the only version that has it.
    pub fn needs_tls12(self) -> bool {
        self.row().3
    }

    /// Whether Go lists it among its insecure ones.
    pub fn is_insecure(self) -> bool {
        self.row().4
    }

    fn row(self) -> (&'static str, u16, SuiteKind, bool, bool) {
        SUITES
            .into_iter()
            .find(|(_, id, ..)| *id == self.0)
            .unwrap_or(SUITES[0])
    }
}

impl fmt::Display for CipherSuite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for CipherSuite {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        if text.contains(char::is_whitespace) {
            return Err(PolicyError::Blank(text.to_owned()));
        }
        find("cipher suite", text, SUITES.map(|(name, id, ..)| (name, Self(id))))
    }
}

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
        let suites: Vec<CipherSuite> = names.map(str::parse).collect::<Result<_, _>>()?;
        match suites.first() {
            None => Err(PolicyError::NoSuite),
            Some(first) if suites.iter().all(|suite| suite.kind() == SuiteKind::Tls13) => {
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

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                let mut names: Vec<String> = Vec::new();
                while let Some(name) = items.next_element()? {
                    names.push(name);
                }
                CipherSuites::from_names(names.iter().map(String::as_str)).map_err(serde::de::Error::custom)
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
            "items": { "type": "string", "enum": SUITES.map(|(name, ..)| name) },
        })
    }
}
