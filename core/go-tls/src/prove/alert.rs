//! TLS alerts, in Go's words for them (`crypto/tls/alert.go`).

use std::fmt;

/// An alert that one side sends when it gives up; the other side logs
/// `remote error: ` and this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Alert {
    /// `handshake_failure` (40): no parameters that both sides take.
    HandshakeFailure,
    /// `bad_certificate` (42): a certificate that is broken or refused.
    BadCertificate,
    /// `unsupported_certificate` (43): a certificate of an unsupported kind.
    UnsupportedCertificate,
    /// `certificate_expired` (45): a certificate outside its validity.
    CertificateExpired,
    /// `illegal_parameter` (47): a field that contradicts others.
    IllegalParameter,
    /// `unknown_ca` (48): a chain that ends at no trusted CA.
    UnknownCa,
    /// `decode_error` (50): a message that cannot be decoded.
    DecodeError,
    /// `decrypt_error` (51): a signature that does not verify.
    DecryptError,
    /// `protocol_version` (70): no version that both sides speak.
    ProtocolVersion,
    /// `internal_error` (80): a failure of the sender's own.
    InternalError,
    /// `certificate_required` (116): a client without a certificate.
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
