//! TLS alerts, in Go's words for them (`crypto/tls/alert.go`).

use std::fmt;

/// An alert that one side sends when it gives up; the other side logs
/// `remote error: ` and this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Alert {
    /// 40.
    HandshakeFailure,
    /// 42.
    BadCertificate,
    /// 43.
    UnsupportedCertificate,
    /// 45.
    CertificateExpired,
    /// 47.
    IllegalParameter,
    /// 48.
    UnknownCa,
    /// 50.
    DecodeError,
    /// 51.
    DecryptError,
    /// 70.
    ProtocolVersion,
    /// 80.
    InternalError,
    /// 116.
    CertificateRequired,
}

impl fmt::Display for Alert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::HandshakeFailure => "tls: handshake failure",
            Self::BadCertificate => "tls: bad certificate",
            Self::UnsupportedCertificate => "tls: unsupported certificate",
            Self::CertificateExpired => "tls: expired certificate",
            Self::IllegalParameter => "tls: illegal parameter",
            Self::UnknownCa => "tls: unknown certificate authority",
            Self::DecodeError => "tls: error decoding message",
            Self::DecryptError => "tls: error decrypting message",
            Self::ProtocolVersion => "tls: protocol version not supported",
            Self::InternalError => "tls: internal error",
            Self::CertificateRequired => "tls: certificate required",
        })
    }
}
