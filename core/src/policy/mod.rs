//! Who must present a certificate, and which TLS is spoken, in the words of
//! Mimir's options.
//!
//! What there is to choose from is Go's, [`go_tls::policy`]; what is said of a
//! word that Mimir would refuse is said here. [`read()`] reads one:
//!
//! ```
//! use mimir_tls::policy::{self, ClientAuth, TlsVersion};
//!
//! let version: TlsVersion = policy::read("VersionTLS12")?;
//! assert_eq!(version, TlsVersion::Tls12);
//! let error = policy::read::<ClientAuth>("requestclientcert").unwrap_err();
//! assert!(error.to_string().contains("write `RequestClientCert`"));
//! # Ok::<(), policy::PolicyError>(())
//! ```

mod cipher_suites;
pub(crate) mod word;

pub use cipher_suites::CipherSuites;
pub use go_tls::policy::{
    Cipher, CipherSuite, ClientAuth, HTTP2_SUITES, KeyExchange, TlsVersion, UnknownWord,
    serves_http2,
};
pub use word::{Word, read};

use crate::language::Language;

/// Why a text is none of the words of a policy.
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
        /// The word as it was written.
        given: String,
        /// The word as Mimir reads it.
        right: &'static str,
    },
    /// A word that is not known.
    #[error("unknown {what} `{given}`; {suggestion}")]
    Unknown {
        /// What kind of word was wanted.
        what: &'static str,
        /// The word as it was written.
        given: String,
        /// The nearest word, or all.
        suggestion: String,
    },
    /// A cipher suite with a blank, which Mimir's server does not trim.
    #[error(
        "cipher suite {0:?} holds a blank, which a Mimir server takes for a part of the name; leave it out"
    )]
    Blank(String),
    /// A list of cipher suites that is empty.
    #[error("the list of cipher suites is empty; leave the key out for Go's own choice")]
    NoSuite,
    /// Nothing but suites of TLS 1.3, which Go does not let anybody choose.
    #[error(
        "`{0}` is a suite of TLS 1.3, where Go chooses by itself; name suites of TLS 1.2, or leave the key out"
    )]
    NotChoosable(&'static str),
}

impl PolicyError {
    /// What is wrong, in that language; in German of a word alone, as `check` tells
    /// it, whose fix lists the words that there are.
    pub(crate) fn said(&self, language: Language) -> String {
        match (language, self) {
            (Language::German, Self::Misprint) => "`RequiredAndVerifyClientCert` ist ein Druckfehler \
                auf Mimirs eigener Seite, und Mimir lehnt es ab; `RequireAndVerifyClientCert` schreiben"
                .to_owned(),
            (Language::German, Self::Case { given, right }) => format!(
                "Mimir unterscheidet Groß- und Kleinbuchstaben; `{right}` statt `{given}` schreiben"
            ),
            (Language::German, Self::Unknown { given, .. }) => format!("`{given}` gibt es nicht"),
            _ => self.to_string(),
        }
    }
}
