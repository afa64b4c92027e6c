//! Why a side of a handshake is not content, as a type. `Display` is Go's text.

mod kind;

pub use kind::FaultKind;

use super::suites::hex_list;
use super::{Alert, Invalid, Side, StartError};
use crate::go_version::GoVersion;
use crate::policy::{CipherSuite, TlsVersion};
use crate::x509::{Curve, KeyKind, Malformed, SignatureError};

/// Why one side of a handshake is not content, with what it was decided by. Its
/// `Display` is the text that Go logs, byte for byte; [`Fault::kind`] is the name
/// under which tables speak of it.
///
/// It is exhaustive on purpose: whoever says what to do about a fault has to say
/// it of each.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The process does not start at all.
    #[error(transparent)]
    Start(#[from] StartError),
    /// A client has neither a name to verify nor leave to verify nothing.
    #[error("tls: either ServerName or InsecureSkipVerify must be specified in the tls.Config")]
    NoServerName,
    /// A client's oldest version is newer than its newest.
    #[error("tls: no supported versions satisfy MinVersion and MaxVersion")]
    NoVersions,
    /// The server speaks none of the client's versions.
    #[error(
        "tls: client offered only unsupported versions: {}",
        hex_list(.offered.iter().map(|version| version.number()))
    )]
    Versions {
        /// What the client offered, the newest first.
        offered: Vec<TlsVersion>,
    },
    /// The server has none of the client's suites that its key can do.
    #[error(
        "tls: no cipher suite supported by both client and server{}",
        offer(.offered, *.go)
    )]
    Suites {
        /// The suites that the client offered, in its order.
        offered: Vec<CipherSuite>,
        /// The Go that says it: since 1.25 it lists the offer.
        go: GoVersion,
    },
    /// A message that cannot be taken apart.
    #[error("local error: {}", Alert::DecodeError)]
    Undecodable,
    /// A server sent no certificate at all.
    #[error("tls: received empty certificates message")]
    EmptyChain,
    /// A client sent no certificate where one is required.
    #[error("tls: client didn't provide a certificate")]
    NoCertificate,
    /// A certificate that is none.
    #[error("tls: {}: {why}", unparsable(*.of))]
    Unparsable {
        /// The side that sent the certificate.
        of: Side,
        /// Why the certificate cannot be parsed.
        why: Malformed,
    },
    /// A certificate with a longer RSA key than Go computes with.
    #[error("tls: {of} sent certificate containing RSA key larger than {most} bits")]
    LongKey {
        /// The side that sent the certificate.
        of: Side,
        /// The longest that is taken, in bits.
        most: usize,
    },
    /// A certificate that does not verify.
    #[error("{}{why}", unverified(*.of, *.go))]
    Unverified {
        /// The side whose certificate does not verify.
        of: Side,
        /// Why the certificate does not verify.
        why: Box<Invalid>,
        /// The Go that says it: its first words changed with 1.20.
        go: GoVersion,
    },
    /// A certificate for a key that TLS has no signatures of.
    #[error("tls: {} {}", unsupported(*.of), .key.go_type())]
    UnsupportedKey {
        /// The side whose certificate holds the key.
        of: Side,
        /// The kind of the certificate's key.
        key: KeyKind,
    },
    /// A side's own Ed25519 key, under a version that has no such signatures.
    #[error("tls: Ed25519 public keys are not supported before TLS 1.2")]
    Ed25519TooNew,
    /// A side's own key on a curve that TLS 1.3 has no scheme for.
    #[error("tls: unsupported certificate curve (P-{})", .0.bits())]
    UnsupportedCurve(Curve),
    /// A side's own RSA key, shorter than any signature scheme.
    #[error("tls: certificate RSA key size too small for supported signature algorithms")]
    SchemesTooLong,
    /// An RSA key, a side's own or the one that it encrypts to, that Go refuses.
    #[error("{}{}", .task.words(), SignatureError::SmallKey(*.bits))]
    ShortKey {
        /// What the key was wanted for.
        task: KeyTask,
        /// The length of the key, in bits.
        bits: usize,
    },
    /// A signature that is not that of the certificate's key.
    #[error("tls: invalid signature by the {of} certificate")]
    InvalidSignature {
        /// The side that made the signature.
        of: Side,
    },
    /// The other side refused, and said so with an alert.
    #[error("remote error: {0}")]
    Alert(Alert),
    /// The other side speaks no TLS.
    #[error("tls: first record does not look like a TLS handshake")]
    NotTls {
        /// The side that speaks no TLS.
        from: Side,
    },
    /// A server answers an HTTPS client in plain HTTP.
    #[error("http: server gave HTTP response to HTTPS client")]
    HttpsToHttp,
    /// An HTTPS server was spoken to in plain HTTP.
    #[error("{}", http_request(*.said_by))]
    HttpToHttps {
        /// The side that has it in its log; the client's is the server's
        /// answer.
        said_by: Side,
    },
    /// A plain HTTP server cannot read a client's hello.
    #[error("400 Bad Request")]
    BadRequest,
    /// A gRPC client is hung up on before the server's settings come.
    #[error("error reading server preface: EOF")]
    NoPreface,
    /// A gRPC server reads a client's hello where its preface should be.
    #[error("received bogus greeting from client")]
    BogusGreeting,
    /// A gossip's listener reads a client's hello where a message should be.
    #[error("unknown message type")]
    UnknownMessage,
    /// The other side closed the connection with something unread.
    #[error("connection reset by peer")]
    Reset,
    /// The other side went away without a word.
    #[error("EOF")]
    Gone,
    /// What the engine itself says, and Go would not: a defect here.
    #[error("rustls: {0}")]
    Engine(String),
}

/// What Go wanted a key for that it refuses; a part of a [`Fault`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyTask {
    /// To sign the handshake of TLS 1.3.
    SignHandshake,
    /// To sign a server's half of the key exchange, before TLS 1.3.
    SignKeyExchange,
    /// To sign a client's handshake before TLS 1.3, or to encrypt to the server.
    Other,
}

impl KeyTask {
    fn words(self) -> &'static str {
        match self {
            Self::SignHandshake => "tls: failed to sign handshake: ",
            Self::SignKeyExchange => "tls: failed to sign ECDHE parameters: ",
            Self::Other => "",
        }
    }
}

/// Since Go 1.25 a server lists what the client offered.
fn offer(offered: &[CipherSuite], go: GoVersion) -> String {
    if go < GoVersion::new(1, 25) {
        return String::new();
    }
    let numbers = hex_list(offered.iter().map(|suite| suite.number()));
    format!("; client offered: {numbers}")
}

fn unparsable(of: Side) -> &'static str {
    match of {
        Side::Server => "failed to parse certificate from server",
        Side::Client => "failed to parse client certificate",
    }
}

/// Since Go 1.20 both sides say `failed to verify certificate`.
fn unverified(of: Side, go: GoVersion) -> &'static str {
    match of {
        _ if go >= GoVersion::new(1, 20) => "tls: failed to verify certificate: ",
        Side::Client => "tls: failed to verify client certificate: ",
        Side::Server => "",
    }
}

fn unsupported(of: Side) -> &'static str {
    match of {
        Side::Server => "server's certificate contains an unsupported type of public key:",
        Side::Client => "client certificate contains an unsupported public key of type",
    }
}

fn http_request(said_by: Side) -> &'static str {
    match said_by {
        Side::Client => "Client sent an HTTP request to an HTTPS server.",
        Side::Server => "client sent an HTTP request to an HTTPS server",
    }
}
