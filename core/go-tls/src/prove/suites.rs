//! Protocol versions and cipher suites, as Go's `crypto/tls` orders, enables and
//! picks them.

use crate::policy::{Cipher, CipherSuite, KeyExchange, TlsVersion};

/// The versions that one side may speak. Without a minimum that is 1.2 and 1.3.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TlsRange {
    /// The oldest; `None` is Go's default, TLS 1.2.
    pub min: Option<TlsVersion>,
    /// The newest; `None` is TLS 1.3.
    pub max: Option<TlsVersion>,
}

impl TlsRange {
    /// The range that holds `version` alone.
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
        .filter(|suite| suite.is_default() && suite.cipher() != Cipher::CbcSha)
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
        suite.cipher() == Cipher::AesGcm && suite.key_exchange() != KeyExchange::Rsa
    });
    let fits = |suite: &CipherSuite| {
        offered.contains(suite)
            && suite.is_tls13() == (version == TlsVersion::Tls13)
            && (version >= TlsVersion::Tls12 || !suite.needs_tls12())
            && match suite.key_exchange() {
                KeyExchange::Tls13 => true,
                KeyExchange::EcdheEcdsa => key == ServerKey::Ec,
                KeyExchange::EcdheRsa | KeyExchange::Rsa => key == ServerKey::Rsa,
            }
            && (suite.is_tls13() || server.contains(suite))
    };
    let chacha_first = CipherSuite::all()
        .filter(fits)
        .find(|suite| !aes_first && suite.cipher() == Cipher::ChaCha20);
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
