//! Who must present a certificate, and which TLS is spoken: the words that
//! Mimir's options take for it, which are those of Go's crypto/tls.

use std::fmt;
use std::str::FromStr;

use crate::nearest;
use crate::spelling::by_spelling;

mod suites;

pub use suites::{Cipher, CipherSuite, CipherSuites, HTTP2_SUITES, KeyExchange, serves_http2};

/// What a server asks of its clients: `client_auth_type`.
///
/// The order is that of strictness, as in Go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClientAuth {
    /// No certificate is asked for.
    #[default]
    No,
    /// One is asked for, and whatever comes is accepted, even none.
    Request,
    /// One must come, from whatever CA.
    RequireAny,
    /// None need come, but one that comes must be from the client CA.
    VerifyIfGiven,
    /// One must come, from the client CA.
    RequireAndVerify,
}

impl ClientAuth {
    /// All five, laxest first.
    pub const ALL: [Self; 5] = [
        Self::No,
        Self::Request,
        Self::RequireAny,
        Self::VerifyIfGiven,
        Self::RequireAndVerify,
    ];

    /// The spelling that Mimir of every release accepts.
    ///
    /// `RequireAny` is written as Mimir's page writes it, `RequireClientCert`:
    /// the oldest releases do not know Go's own name for it.
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

/// What Mimir's page says in its prose where it means `RequireAndVerifyClientCert`.
const MISPRINT: &str = "RequiredAndVerifyClientCert";

/// Why a text is none of the words of this module.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// The misprint of Mimir's page.
    #[error(
        "`RequiredAndVerifyClientCert` is a misprint of Mimir's own page, and Mimir refuses it; \
         write `RequireAndVerifyClientCert`"
    )]
    Misprint,
    /// The right word in the wrong case.
    #[error("Mimir tells upper from lower case; write `{right}` for `{given}`")]
    Case {
        /// What was written.
        given: String,
        /// What Mimir reads.
        right: &'static str,
    },
    /// A word that is not known.
    #[error("unknown {what} `{given}`; {suggestion}")]
    Unknown {
        /// What kind of word was wanted.
        what: &'static str,
        /// What was written.
        given: String,
        /// The nearest word, or all.
        suggestion: String,
    },
    /// A cipher suite with a blank, which Mimir's server does not trim.
    #[error(
        "cipher suite {0:?} holds a blank, which a Mimir server takes for a part of the name; leave it out"
    )]
    Blank(String),
    /// No cipher suite at all.
    #[error("the list of cipher suites is empty; leave the key out for Go's own choice")]
    NoSuite,
    /// Nothing but suites of TLS 1.3, which Go does not let anybody choose.
    #[error(
        "`{0}` is a suite of TLS 1.3, where Go chooses by itself; name suites of TLS 1.2, or leave the key out"
    )]
    NotChoosable(&'static str),
}

/// Finds `given` among the spellings of `all`, and otherwise says what is near.
fn find<T: Copy>(
    what: &'static str,
    given: &str,
    all: impl IntoIterator<Item = (&'static str, T)> + Clone,
) -> Result<T, PolicyError> {
    let names = all.clone().into_iter().map(|(name, _)| name);
    for (name, value) in all {
        if name == given {
            return Ok(value);
        }
        if name.eq_ignore_ascii_case(given) {
            return Err(PolicyError::Case {
                given: given.to_owned(),
                right: name,
            });
        }
    }
    let names: Vec<_> = names.collect();
    Err(PolicyError::Unknown {
        what,
        given: given.to_owned(),
        suggestion: nearest::suggestion(given, names.iter().copied()),
    })
}

impl FromStr for ClientAuth {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        if text.eq_ignore_ascii_case(MISPRINT) {
            return Err(PolicyError::Misprint);
        }
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

/// A version of TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TlsVersion {
    /// TLS 1.0, refused by default since Go 1.22.
    Tls10,
    /// TLS 1.1, likewise.
    Tls11,
    /// TLS 1.2.
    Tls12,
    /// TLS 1.3.
    Tls13,
}

impl TlsVersion {
    /// All four, oldest first.
    pub const ALL: [Self; 4] = [Self::Tls10, Self::Tls11, Self::Tls12, Self::Tls13];

    /// Its number on the wire.
    pub fn number(self) -> u16 {
        match self {
            Self::Tls10 => 0x0301,
            Self::Tls11 => 0x0302,
            Self::Tls12 => 0x0303,
            Self::Tls13 => 0x0304,
        }
    }

    /// What Mimir's options call it.
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
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        find(
            "TLS version",
            text,
            Self::ALL.map(|version| (version.spelling(), version)),
        )
    }
}

by_spelling!(ClientAuth, "What a server asks of its clients.");
by_spelling!(TlsVersion, "A TLS version, by Go's name.");
