//! Cipher suites by the names that Go gives them. The rows are those of Go's
//! crypto/tls, cipher_suites.go.

use std::fmt;

use super::TlsVersion;

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
    /// The key exchange of TLS 1.3, with any certificate.
    Tls13,
    /// ECDHE, signed with an ECDSA or Ed25519 key.
    EcdheEcdsa,
    /// ECDHE, signed with an RSA key.
    EcdheRsa,
    /// Encrypted to an RSA key.
    Rsa,
}

/// The cipher with which a suite encrypts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cipher {
    /// AES in Galois counter mode.
    AesGcm,
    /// ChaCha20 with Poly1305 (RFC 8439).
    ChaCha20,
    /// AES in CBC mode, with SHA-1.
    CbcSha,
    /// AES in CBC mode, with SHA-256.
    CbcSha256,
    /// Triple DES in CBC mode.
    TripleDes,
    /// RC4, a stream cipher, which is broken (RFC 7465).
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
    /// All suites that Go knows, TLS 1.3's first, then by preference.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        ROWS.iter().map(Self)
    }

    /// The suite of that name, spelt exactly.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|suite| suite.name() == name)
    }

    /// The suite's name, which Go and IANA share.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// The suite's number on the wire, IANA's.
    #[must_use]
    pub fn number(self) -> u16 {
        self.0.id
    }

    /// The way in which the suite agrees on its keys.
    #[must_use]
    pub fn key_exchange(self) -> KeyExchange {
        self.0.key_exchange
    }

    /// The cipher with which the suite encrypts.
    #[must_use]
    pub fn cipher(self) -> Cipher {
        self.0.cipher
    }

    /// Whether the suite is one of TLS 1.3's, which Go does not let anybody
    /// choose.
    #[must_use]
    pub fn is_tls13(self) -> bool {
        self.0.key_exchange == KeyExchange::Tls13
    }

    /// Whether Go lists the suite among the insecure ones.
    #[must_use]
    pub fn is_insecure(self) -> bool {
        self.0.key_exchange == KeyExchange::Rsa
            || matches!(
                self.0.cipher,
                Cipher::CbcSha256 | Cipher::TripleDes | Cipher::Rc4
            )
    }

    /// Whether the suite needs TLS 1.2, because 1.0 and 1.1 lack it.
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
