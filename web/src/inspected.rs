//! The things in a PEM or DER, as `mimir-tls inspect --format json` has them.

use serde::{Deserialize, Serialize};

macro_rules! items {
    ($($item:item)*) => {$(
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, tsify::Tsify)]
        #[tsify(missing_as_null)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        $item
    )*};
}

/// One thing in a PEM or DER; its `kind` says which.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, tsify::Tsify)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[expect(
    clippy::large_enum_variant,
    reason = "it is a type, of which few values are"
)]
pub enum ReportItem {
    /// A certificate.
    Certificate(CertificateItem),
    /// A request for one.
    Request(RequestItem),
    /// A private key, of which the public half is told.
    PrivateKey(KeyItem),
    /// A public key.
    PublicKey(KeyItem),
    /// A list of revoked certificates.
    RevocationList(RevocationListItem),
    /// Anything else.
    Other(OtherItem),
}

items! {
    /// An X.509 certificate.
    pub struct CertificateItem {
        /// The line on which it begins; none in DER.
        pub line: Option<usize>,
        /// The label of its PEM block; none in DER.
        pub label: Option<String>,
        /// Its subject, as Go prints a name.
        pub subject: String,
        /// Its issuer, as Go prints a name.
        pub issuer: String,
        /// Whether issuer and subject are the same.
        pub self_issued: bool,
        /// Its serial number in hexadecimal.
        pub serial: String,
        /// The version of X.509: 1, 2 or 3.
        pub version: u8,
        /// The first second of its validity, RFC 3339.
        pub not_before: String,
        /// The last second of its validity, RFC 3339.
        pub not_after: String,
        /// Whole days from now to the last second; negative once it has ended.
        pub days_left: i64,
        /// The names and addresses that it vouches for, as `DNS a` and `IP b`.
        pub sans: Vec<String>,
        /// What it may be used for; empty means anything.
        pub extended_key_usage: Vec<String>,
        /// What its key may be used for; empty means anything.
        pub key_usage: Vec<String>,
        /// Whether it is that of a CA.
        pub ca: bool,
        /// How many CAs may stand between it and a leaf.
        pub path_length: Option<u64>,
        /// What its leaves may be called, as `DNS a` and `IP b`.
        pub permitted_names: Vec<String>,
        /// What they may not be called.
        pub excluded_names: Vec<String>,
        /// Kind and size of its key, such as `ECDSA P-256`.
        pub key: String,
        /// The algorithm of its signature, such as `ECDSA-SHA256`.
        pub signature: String,
        /// SHA-256 of it, in hexadecimal.
        pub sha256: String,
        /// SHA-256 of its SubjectPublicKeyInfo, which is the same for its key.
        pub key_sha256: String,
        /// What Go refuses about it.
        pub objections: Vec<String>,
        /// What Go takes, and one should know.
        pub notes: Vec<String>,
    }

    /// A request for a certificate (PKCS#10).
    pub struct RequestItem {
        /// The line on which it begins; none in DER.
        pub line: Option<usize>,
        /// The label of its PEM block; none in DER.
        pub label: Option<String>,
        /// Its subject, as Go prints a name.
        pub subject: String,
        /// The names and addresses that it asks for.
        pub sans: Vec<String>,
        /// Kind and size of its key.
        pub key: String,
        /// SHA-256 of its SubjectPublicKeyInfo, in hexadecimal.
        pub key_sha256: String,
        /// The algorithm with which it is signed.
        pub signature: String,
        /// What Go refuses about it.
        pub objections: Vec<String>,
        /// What Go takes, and one should know.
        pub notes: Vec<String>,
    }

    /// A key. Of a private one only the public half is told.
    pub struct KeyItem {
        /// The line on which it begins; none in DER.
        pub line: Option<usize>,
        /// The label of its PEM block; none in DER.
        pub label: Option<String>,
        /// Its form: `PKCS#8`, `PKCS#1`, `SEC1`, ...
        pub form: String,
        /// Whether it is under a passphrase.
        pub encrypted: bool,
        /// Kind and size, such as `ECDSA P-256`; none where they cannot be seen.
        pub key: Option<String>,
        /// SHA-256 of its SubjectPublicKeyInfo, which is the same for its certificate.
        pub key_sha256: Option<String>,
        /// What Go refuses about it.
        pub objections: Vec<String>,
        /// What Go takes, and one should know.
        pub notes: Vec<String>,
    }

    /// A list of revoked certificates.
    pub struct RevocationListItem {
        /// The line on which it begins; none in DER.
        pub line: Option<usize>,
        /// The label of its PEM block; none in DER.
        pub label: Option<String>,
        /// Its issuer, as Go prints a name.
        pub issuer: String,
        /// When it was issued, RFC 3339.
        pub this_update: String,
        /// When the next one is due, RFC 3339.
        pub next_update: Option<String>,
        /// How many certificates it revokes.
        pub revoked: usize,
        /// What Go refuses about it.
        pub objections: Vec<String>,
        /// What Go takes, and one should know.
        pub notes: Vec<String>,
    }

    /// A thing of another kind, or one that cannot be read.
    pub struct OtherItem {
        /// The line on which it begins; none in DER.
        pub line: Option<usize>,
        /// The label of its PEM block; none in DER.
        pub label: Option<String>,
        /// What it is, in words.
        pub description: String,
        /// What Go refuses about it.
        pub objections: Vec<String>,
        /// What Go takes, and one should know.
        pub notes: Vec<String>,
    }
}
