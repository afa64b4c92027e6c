//! Who must present a certificate, and which TLS is spoken: what Go's
//! `crypto/tls` lets its users choose, and the words for it.

use std::fmt;
use std::str::FromStr;

mod suites;

pub use suites::{Cipher, CipherSuite, HTTP2_SUITES, KeyExchange, serves_http2};

/// What a server asks of its clients: Go's `tls.ClientAuthType`.
///
/// The order is that of strictness, as in Go.
///
/// ```
/// use go_tls::policy::ClientAuth;
///
/// let auth: ClientAuth = "RequireAndVerifyClientCert".parse()?;
/// assert!(auth.requires() && auth.verifies());
/// # Ok::<(), go_tls::policy::UnknownWord>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClientAuth {
    /// No certificate is requested from the client (`NoClientCert`).
    #[default]
    No,
    /// One is asked for, and whatever comes is accepted, even none.
    Request,
    /// One must come, from whatever CA.
    RequireAny,
    /// No client needs a certificate, but one that comes must be from the
    /// client CA.
    VerifyIfGiven,
    /// One must come, from the client CA.
    RequireAndVerify,
}

impl ClientAuth {
    /// All five policies, the laxest first.
    pub const ALL: [Self; 5] = [
        Self::No,
        Self::Request,
        Self::RequireAny,
        Self::VerifyIfGiven,
        Self::RequireAndVerify,
    ];

    /// The spelling that every program with Prometheus's exporter-toolkit accepts.
    ///
    /// `RequireAny` is written `RequireClientCert`: the oldest of them do not know
    /// Go's own name for it.
    pub fn spelling(self) -> &'static str {
        match self {
            Self::No => "NoClientCert",
            Self::Request => "RequestClientCert",
            Self::RequireAny => "RequireClientCert",
            Self::VerifyIfGiven => "VerifyClientCertIfGiven",
            Self::RequireAndVerify => "RequireAndVerifyClientCert",
        }
    }

    /// Whether a client without a certificate is refused.
    pub fn requires(self) -> bool {
        matches!(self, Self::RequireAny | Self::RequireAndVerify)
    }

    /// Whether a certificate that comes is held against the client CA.
    pub fn verifies(self) -> bool {
        matches!(self, Self::VerifyIfGiven | Self::RequireAndVerify)
    }
}

impl fmt::Display for ClientAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.spelling())
    }
}

/// Go's own name of [`ClientAuth::RequireAny`], an alias in newer releases.
const REQUIRE_ANY_IN_GO: &str = "RequireAnyClientCert";

/// A text that is none of the words of a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown {what} `{given}`")]
pub struct UnknownWord {
    what: &'static str,
    given: String,
}

/// The value among `all` that is spelled exactly as `given`.
fn find<T>(
    what: &'static str,
    given: &str,
    all: impl IntoIterator<Item = (&'static str, T)>,
) -> Result<T, UnknownWord> {
    let mut all = all.into_iter();
    match all.find(|(name, _)| *name == given) {
        Some((_, value)) => Ok(value),
        None => Err(UnknownWord {
            what,
            given: given.to_owned(),
        }),
    }
}

impl FromStr for ClientAuth {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        if text == REQUIRE_ANY_IN_GO {
            return Ok(Self::RequireAny);
        }
        find(
            "client authentication",
            text,
            Self::ALL.map(|auth| (auth.spelling(), auth)),
        )
    }
}

/// A version of TLS, from 1.0 to 1.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TlsVersion {
    /// TLS 1.0, refused by default since Go 1.22.
    Tls10,
    /// TLS 1.1, refused by default since Go 1.22.
    Tls11,
    /// TLS 1.2 (RFC 5246).
    Tls12,
    /// TLS 1.3 (RFC 8446).
    Tls13,
}

impl TlsVersion {
    /// All four versions, the oldest first.
    pub const ALL: [Self; 4] = [Self::Tls10, Self::Tls11, Self::Tls12, Self::Tls13];

    /// The version's number on the wire, `0x0303` for TLS 1.2.
    pub fn number(self) -> u16 {
        match self {
            Self::Tls10 => 0x0301,
            Self::Tls11 => 0x0302,
            Self::Tls12 => 0x0303,
            Self::Tls13 => 0x0304,
        }
    }

    /// Go's name of the version's constant, `VersionTLS13`.
    pub fn spelling(self) -> &'static str {
        match self {
            Self::Tls10 => "VersionTLS10",
            Self::Tls11 => "VersionTLS11",
            Self::Tls12 => "VersionTLS12",
            Self::Tls13 => "VersionTLS13",
        }
    }
}

impl fmt::Display for TlsVersion {
    /// The name for people: `TLS 1.3`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tls10 => "TLS 1.0",
            Self::Tls11 => "TLS 1.1",
            Self::Tls12 => "TLS 1.2",
            Self::Tls13 => "TLS 1.3",
        })
    }
}

impl FromStr for TlsVersion {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        find(
            "TLS version",
            text,
            Self::ALL.map(|version| (version.spelling(), version)),
        )
    }
}
