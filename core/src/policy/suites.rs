//! Cipher suites and lists of them, by the names that Go and so Mimir give them.
//! The rows are those of Go's crypto/tls, cipher_suites.go.

use std::fmt;
use std::str::FromStr;

use super::{PolicyError, TlsVersion, find};

/// A cipher suite that Go implements; `Display` is its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CipherSuite(&'static Row);

#[derive(Debug, PartialEq, Eq, Hash)]
struct Row {
    id: u16,
    name: &'static str,
    key_exchange: KeyExchange,
    cipher: Cipher,
}

/// How a suite's keys are agreed on, and so which certificate it wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyExchange {
    /// As TLS 1.3 does it, with any certificate.
    Tls13,
    /// ECDHE, signed with an ECDSA or Ed25519 key.
    EcdheEcdsa,
    /// ECDHE, signed with an RSA key.
    EcdheRsa,
    /// Encrypted to an RSA key.
    Rsa,
}

/// What a suite encrypts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cipher {
    /// AES in Galois counter mode.
    AesGcm,
    /// ChaCha20 with Poly1305.
    ChaCha20,
    /// AES in CBC mode, with SHA-1.
    CbcSha,
    /// AES in CBC mode, with SHA-256.
    CbcSha256,
    /// Triple DES in CBC mode.
    TripleDes,
    /// RC4.
    Rc4,
}

macro_rules! row {
    ($id:literal, $name:literal, $exchange:ident, $cipher:ident) => {
        Row {
            id: $id,
            name: $name,
            key_exchange: KeyExchange::$exchange,
            cipher: Cipher::$cipher,
        }
    };
}

/// TLS 1.3's suites, then the others in Go's order of preference where both
/// sides have AES in hardware.
static ROWS: [Row; 25] = [
    row!(0x1301, "TLS_AES_128_GCM_SHA256", Tls13, AesGcm),
    row!(0x1302, "TLS_AES_256_GCM_SHA384", Tls13, AesGcm),
    row!(0x1303, "TLS_CHACHA20_POLY1305_SHA256", Tls13, ChaCha20),
    row!(
        0xc02b,
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        EcdheEcdsa,
        AesGcm
    ),
    row!(
        0xc02f,
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        EcdheRsa,
        AesGcm
    ),
    row!(
        0xc02c,
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        EcdheEcdsa,
        AesGcm
    ),
    row!(
        0xc030,
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        EcdheRsa,
        AesGcm
    ),
    row!(
        0xcca9,
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        EcdheEcdsa,
        ChaCha20
    ),
    row!(
        0xcca8,
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        EcdheRsa,
        ChaCha20
    ),
    row!(
        0xc009,
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
        EcdheEcdsa,
        CbcSha
    ),
    row!(
        0xc013,
        "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
        EcdheRsa,
        CbcSha
    ),
    row!(
        0xc00a,
        "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
        EcdheEcdsa,
        CbcSha
    ),
    row!(
        0xc014,
        "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
        EcdheRsa,
        CbcSha
    ),
    row!(0x009c, "TLS_RSA_WITH_AES_128_GCM_SHA256", Rsa, AesGcm),
    row!(0x009d, "TLS_RSA_WITH_AES_256_GCM_SHA384", Rsa, AesGcm),
    row!(0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA", Rsa, CbcSha),
    row!(0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA", Rsa, CbcSha),
    row!(
        0xc012,
        "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
        EcdheRsa,
        TripleDes
    ),
    row!(0x000a, "TLS_RSA_WITH_3DES_EDE_CBC_SHA", Rsa, TripleDes),
    row!(
        0xc023,
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
        EcdheEcdsa,
        CbcSha256
    ),
    row!(
        0xc027,
        "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
        EcdheRsa,
        CbcSha256
    ),
    row!(0x003c, "TLS_RSA_WITH_AES_128_CBC_SHA256", Rsa, CbcSha256),
    row!(0xc007, "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA", EcdheEcdsa, Rc4),
    row!(0xc011, "TLS_ECDHE_RSA_WITH_RC4_128_SHA", EcdheRsa, Rc4),
    row!(0x0005, "TLS_RSA_WITH_RC4_128_SHA", Rsa, Rc4),
];

impl CipherSuite {
    /// All that Go knows, TLS 1.3's first, then by preference.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        ROWS.iter().map(Self)
    }

    /// The suite of that name, spelt exactly.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|suite| suite.name() == name)
    }

    /// Its name, Go's and IANA's.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// Its number on the wire.
    #[must_use]
    pub fn number(self) -> u16 {
        self.0.id
    }

    /// How its keys are agreed on.
    #[must_use]
    pub fn key_exchange(self) -> KeyExchange {
        self.0.key_exchange
    }

    /// What it encrypts with.
    #[must_use]
    pub fn cipher(self) -> Cipher {
        self.0.cipher
    }

    /// Whether it is one of TLS 1.3's, which Go does not let anybody choose.
    #[must_use]
    pub fn is_tls13(self) -> bool {
        self.0.key_exchange == KeyExchange::Tls13
    }

    /// Whether Go lists it among the insecure ones.
    #[must_use]
    pub fn is_insecure(self) -> bool {
        self.0.key_exchange == KeyExchange::Rsa
            || matches!(
                self.0.cipher,
                Cipher::CbcSha256 | Cipher::TripleDes | Cipher::Rc4
            )
    }

    /// Whether TLS 1.0 and 1.1 lack it.
    #[must_use]
    pub fn needs_tls12(self) -> bool {
        matches!(
            self.0.cipher,
            Cipher::AesGcm | Cipher::ChaCha20 | Cipher::CbcSha256
        )
    }

    /// Whether Go offers it where no suites are configured.
    #[must_use]
    pub fn is_default(self) -> bool {
        !self.is_tls13() && !self.is_insecure()
    }
}

/// ECDHE with AES-128-GCM, of ECDSA and of RSA.
pub const HTTP2_SUITES: [&str; 2] = [
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
];

/// Whether Go's `net/http`, which speaks HTTP/2 as well, serves with a list of
/// suites from a version on. Below TLS 1.3 it wants one of [`HTTP2_SUITES`], and
/// does not start without (`http2.ConfigureServer`; RFC 9113, section 9.2.2).
#[must_use]
pub fn serves_http2(suites: &[CipherSuite], min: Option<TlsVersion>) -> bool {
    let mut names = suites.iter().map(|suite| suite.name());
    min >= Some(TlsVersion::Tls13) || names.any(|name| HTTP2_SUITES.contains(&name))
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
        find(
            "cipher suite",
            text,
            Self::all().map(|suite| (suite.name(), suite)),
        )
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
