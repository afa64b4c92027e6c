//! Protocol versions and cipher suites, as Go's `crypto/tls` orders, enables and
//! picks them.

use std::fmt;

use crate::policy::TlsVersion;

/// The versions that one side may speak. Without a minimum that is 1.2 and 1.3.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TlsRange {
    /// The oldest; `None` is Go's default, TLS 1.2.
    pub min: Option<TlsVersion>,
    /// The newest; `None` is TLS 1.3.
    pub max: Option<TlsVersion>,
}

impl TlsRange {
    /// One version alone.
    #[must_use]
    pub const fn only(version: TlsVersion) -> Self {
        Self {
            min: Some(version),
            max: Some(version),
        }
    }

    /// The versions in it, the newest first.
    pub(super) fn versions(self) -> impl Iterator<Item = TlsVersion> + Clone {
        let min = self.min.unwrap_or(TlsVersion::Tls12);
        let max = self.max.unwrap_or(TlsVersion::Tls13);
        TlsVersion::ALL
            .into_iter()
            .rev()
            .filter(move |version| (min..=max).contains(version))
    }

    /// What lies in both.
    #[must_use]
    pub(super) fn narrow(self, other: Self) -> Self {
        let max = match (self.max, other.max) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        Self {
            min: self.min.max(other.min),
            max,
        }
    }
}

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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum KeyExchange {
    Tls13,
    EcdheEcdsa,
    EcdheRsa,
    Rsa,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Cipher {
    AesGcm,
    ChaCha20,
    CbcSha,
    CbcSha256,
    TripleDes,
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
    fn needs_tls12(self) -> bool {
        matches!(
            self.0.cipher,
            Cipher::AesGcm | Cipher::ChaCha20 | Cipher::CbcSha256
        )
    }

    /// Whether Go offers it where no suites are configured.
    fn is_default(self) -> bool {
        !self.is_tls13() && !self.is_insecure()
    }
}

impl fmt::Display for CipherSuite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The suites of TLS 1.2 and older that one side has on, by preference.
pub(super) fn enabled(configured: Option<&[CipherSuite]>) -> Vec<CipherSuite> {
    CipherSuite::all()
        .filter(|suite| !suite.is_tls13())
        .filter(|suite| match configured {
            Some(configured) => configured.contains(suite),
            None => suite.is_default(),
        })
        .collect()
}

/// What grpc-go puts in place of Go's own default: the secure suites less those
/// that HTTP/2 forbids (`credentials.NewTLS`, RFC 7540 appendix A, of which it
/// lists ECDHE with ECDSA and with RSA, both CBC-SHA).
pub(super) fn grpc_default() -> Vec<CipherSuite> {
    CipherSuite::all()
        .filter(|suite| suite.is_default() && suite.0.cipher != Cipher::CbcSha)
        .collect()
}

/// All that a client puts into its hello, in order.
pub(super) fn offered(
    enabled: &[CipherSuite],
    min: TlsVersion,
    max: TlsVersion,
) -> Vec<CipherSuite> {
    let older = enabled
        .iter()
        .copied()
        .filter(|suite| max >= TlsVersion::Tls12 || !suite.needs_tls12())
        .filter(|_| min < TlsVersion::Tls13);
    let tls13 = CipherSuite::all().filter(|suite| suite.is_tls13() && max == TlsVersion::Tls13);
    older.chain(tls13).collect()
}

/// The suite that a Go server picks from a client's offer, given what its key
/// can do. `None` is a handshake failure.
pub(super) fn pick(
    version: TlsVersion,
    server: &[CipherSuite],
    offered: &[CipherSuite],
    key: ServerKey,
) -> Option<CipherSuite> {
    // A client that puts AES-GCM first has it in hardware, Go concludes; its
    // list for that (`aesgcmCiphers`) leaves out the RSA key exchange.
    let aes_first = offered.first().is_some_and(|suite| {
        suite.0.cipher == Cipher::AesGcm && suite.0.key_exchange != KeyExchange::Rsa
    });
    let fits = |suite: &CipherSuite| {
        offered.contains(suite)
            && suite.is_tls13() == (version == TlsVersion::Tls13)
            && (version >= TlsVersion::Tls12 || !suite.needs_tls12())
            && match suite.0.key_exchange {
                KeyExchange::Tls13 => true,
                KeyExchange::EcdheEcdsa => key == ServerKey::Ec,
                KeyExchange::EcdheRsa | KeyExchange::Rsa => key == ServerKey::Rsa,
            }
            && (suite.is_tls13() || server.contains(suite))
    };
    let chacha_first = CipherSuite::all()
        .filter(fits)
        .find(|suite| !aes_first && suite.0.cipher == Cipher::ChaCha20);
    chacha_first.or_else(|| CipherSuite::all().find(fits))
}

/// What a server's key can do in a key exchange of TLS 1.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ServerKey {
    /// Sign with ECDSA or Ed25519.
    Ec,
    /// Sign and decrypt with RSA.
    Rsa,
}

/// Numbers as Go's `%x` prints a `[]uint16`.
pub(super) fn hex_list(numbers: impl Iterator<Item = u16>) -> String {
    let numbers: Vec<String> = numbers.map(|number| format!("{number:x}")).collect();
    format!("[{}]", numbers.join(" "))
}
