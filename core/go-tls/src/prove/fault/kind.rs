//! Faults by name: what tables speak of.

use std::fmt;

use serde::{Deserialize, Deserializer, de};

use super::Fault;
use crate::prove::{Alert, Invalid, PairError, ServerNameError, Side, StartError};
use crate::x509::Malformed;

/// Defines the kinds once: the enum, its list, and the name of each.
macro_rules! kinds {
    ($($(#[$doc:meta])+ $kind:ident = $name:literal,)+) => {
        /// What kind of fault a [`Fault`] is, without its data: the id at which a
        /// failed link, a finding that explains it and a line of a log meet.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FaultKind {
            $($(#[$doc])+ $kind,)+
        }

        impl FaultKind {
            /// Every kind, from the start of a process to the last byte.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)+];

            /// The name of the kind, `unknown-authority`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)+
                }
            }
        }
    };
}

kinds! {
    /// A certificate or key file without PEM of what it is named for.
    NoPem = "no-pem",
    /// Certificate and key in each other's place.
    SwappedFiles = "swapped-files",
    /// A key that cannot be read, or is encrypted.
    KeyUnparsable = "key-unparsable",
    /// A key that is not the certificate's.
    KeyMismatch = "key-mismatch",
    /// A client with one of certificate and key.
    HalfPair = "half-pair",
    /// A client CA where no certificate is asked for.
    ClientCaWithoutPolicy = "client-ca-without-policy",
    /// A word for client authentication that there is not.
    InvalidClientAuth = "invalid-client-auth",
    /// A word for a version that there is not.
    VersionUnknown = "version-unknown",
    /// A cipher suite that there is not.
    SuiteUnknown = "suite-unknown",
    /// A listener that can only speak TLS, without a certificate.
    ListenerWithoutCertificate = "listener-without-certificate",
    /// Suites with which HTTP/2 is not served.
    Http2Suites = "http2-suites",
    /// A CA file without a certificate where that stops the process.
    UnusableCa = "unusable-ca",
    /// A secret that cannot be fetched.
    NoSecret = "no-secret",
    /// A client that knows no name to verify.
    NoServerName = "no-server-name",
    /// Versions of which none is left, on one side or between both.
    Versions = "versions",
    /// No suite that both sides have and the server's key can do.
    Suites = "suites",
    /// A message that cannot be taken apart.
    Undecodable = "undecodable",
    /// A server that shows no certificate.
    EmptyChain = "empty-chain",
    /// A client that shows no certificate where one is required.
    NoCertificate = "no-certificate",
    /// A certificate that Go cannot read.
    Unparsable = "unparsable",
    /// A serial number below zero.
    NegativeSerial = "negative-serial",
    /// An RSA key that is too long.
    LongKey = "long-key",
    /// An RSA key that is too short.
    ShortKey = "short-key",
    /// A key that TLS, or this version of it, cannot sign with.
    UnsupportedKey = "unsupported-key",
    /// A critical extension that Go does not know.
    UnhandledExtension = "unhandled-extension",
    /// An issuer in the chain that is no CA.
    NotACa = "not-a-ca",
    /// A certificate whose time is over.
    Expired = "expired",
    /// A certificate whose time has not come.
    NotYetValid = "not-yet-valid",
    /// A name that a CA of the chain may not sign for.
    NameConstraint = "name-constraint",
    /// More intermediates than a CA of the chain allows.
    PathTooLong = "path-too-long",
    /// A server's certificate that is not for servers.
    WrongUsage = "wrong-usage",
    /// A client's certificate that is not for clients.
    ClientWrongUsage = "client-wrong-usage",
    /// Chains whose policies do not hold.
    Policies = "policies",
    /// A chain whose names do not follow each other.
    IssuerMismatch = "issuer-mismatch",
    /// A chain with more candidates than Go tries.
    SignatureLimit = "signature-limit",
    /// A certificate with a name in its subject alone.
    CommonNameOnly = "common-name-only",
    /// A certificate without any address, where one is wanted.
    NoIpSans = "no-ip-sans",
    /// A certificate for other names than the one wanted, or for none.
    NameMismatch = "name-mismatch",
    /// A server's certificate of a CA that the client does not know.
    UnknownAuthority = "unknown-authority",
    /// A client's certificate of a CA that the server does not know.
    ClientUnknownAuthority = "client-unknown-authority",
    /// A signature that is not that of the certificate's key.
    InvalidSignature = "invalid-signature",
    /// A client that speaks TLS to a listener that does not.
    PlaintextServer = "plaintext-server",
    /// A client that speaks no TLS to a listener that does.
    PlaintextClient = "plaintext-client",
    /// An alert that says that no version or suite was agreed on.
    RemoteDisagreement = "remote-disagreement",
    /// An alert that says that the certificate shown was refused.
    RemoteRefusal = "remote-refusal",
    /// An alert that says that a certificate was missed.
    RemoteWantsCertificate = "remote-wants-certificate",
    /// An alert that says that a message was at fault, or the other side itself.
    RemoteTrouble = "remote-trouble",
    /// The other side went away.
    Gone = "gone",
    /// A defect of the engine.
    Engine = "engine",
}

impl Fault {
    /// The kind of the fault, without its data.
    #[must_use]
    pub fn kind(&self) -> FaultKind {
        use FaultKind as Kind;
        match self {
            Self::Start(error) => start(error),
            Self::NoServerName => Kind::NoServerName,
            Self::NoVersions | Self::Versions { .. } => Kind::Versions,
            Self::Suites { .. } => Kind::Suites,
            Self::Undecodable => Kind::Undecodable,
            Self::EmptyChain => Kind::EmptyChain,
            Self::NoCertificate => Kind::NoCertificate,
            Self::Unparsable { why, .. } => unparsable(why),
            Self::LongKey { .. } => Kind::LongKey,
            Self::Unverified { of, why, .. } => why.kind(*of),
            Self::UnsupportedKey { .. } | Self::Ed25519TooNew | Self::UnsupportedCurve(_) => {
                Kind::UnsupportedKey
            }
            Self::SchemesTooLong | Self::ShortKey { .. } => Kind::ShortKey,
            Self::InvalidSignature { .. } => Kind::InvalidSignature,
            Self::Alert(alert) => remote(*alert),
            Self::NotTls { from: Side::Server }
            | Self::HttpsToHttp
            | Self::BadRequest
            | Self::BogusGreeting
            | Self::UnknownMessage => Kind::PlaintextServer,
            Self::NotTls { from: Side::Client } | Self::HttpToHttps { .. } | Self::NoPreface => {
                Kind::PlaintextClient
            }
            Self::Reset | Self::Gone => Kind::Gone,
            Self::Engine(_) => Kind::Engine,
        }
    }
}

impl Invalid {
    fn kind(&self, of: Side) -> FaultKind {
        use FaultKind as Kind;
        match self {
            Self::UnhandledCritical => Kind::UnhandledExtension,
            Self::NotAuthorizedToSign => Kind::NotACa,
            Self::Expired { .. } => Kind::Expired,
            Self::NotYetValid { .. } => Kind::NotYetValid,
            Self::NameNotAuthorized(_) => Kind::NameConstraint,
            Self::TooManyIntermediates => Kind::PathTooLong,
            Self::IncompatibleUsage if of == Side::Client => Kind::ClientWrongUsage,
            Self::IncompatibleUsage => Kind::WrongUsage,
            Self::NoValidChains { .. } => Kind::Policies,
            Self::IssuerMismatch => Kind::IssuerMismatch,
            Self::SignatureLimit => Kind::SignatureLimit,
            Self::Name(error) => match error {
                ServerNameError::CommonNameOnly => Kind::CommonNameOnly,
                ServerNameError::NoIpSans { .. } => Kind::NoIpSans,
                ServerNameError::Address { .. } | ServerNameError::Name { .. } => {
                    Kind::NameMismatch
                }
            },
            Self::UnknownAuthority(_) if of == Side::Client => Kind::ClientUnknownAuthority,
            Self::UnknownAuthority(_) => Kind::UnknownAuthority,
        }
    }
}

fn start(error: &StartError) -> FaultKind {
    use FaultKind as Kind;
    match error {
        StartError::ServerPair(pair) | StartError::ClientPair(pair) => match pair {
            PairError::NoCertificatePem
            | PairError::NoCertificateBlock(_)
            | PairError::NoKeyPem
            | PairError::NoKeyBlock(_) => Kind::NoPem,
            PairError::Switched | PairError::CertificateAsKey => Kind::SwappedFiles,
            PairError::Certificate(why) => unparsable(why),
            PairError::Key => Kind::KeyUnparsable,
            PairError::UnknownPkcs8 | PairError::UnknownPublicKey => Kind::UnsupportedKey,
            PairError::TypeMismatch | PairError::Mismatch => Kind::KeyMismatch,
        },
        StartError::ClientCaWithoutPolicy => Kind::ClientCaWithoutPolicy,
        StartError::CertificateMissing
        | StartError::KeyMissing
        | StartError::NotifierCertificateMissing
        | StartError::NotifierKeyMissing => Kind::HalfPair,
        StartError::ClientAuth(_) => Kind::InvalidClientAuth,
        StartError::ServerVersion(_) | StartError::ClientVersion(_) => Kind::VersionUnknown,
        StartError::ServerSuite(_) | StartError::ClientSuite(_) => Kind::SuiteUnknown,
        StartError::NoCertificates => Kind::ListenerWithoutCertificate,
        StartError::Http2Suites => Kind::Http2Suites,
        StartError::NotifierCa => Kind::UnusableCa,
        StartError::NoSecret => Kind::NoSecret,
    }
}

fn unparsable(why: &Malformed) -> FaultKind {
    if *why == Malformed::NEGATIVE_SERIAL {
        FaultKind::NegativeSerial
    } else {
        FaultKind::Unparsable
    }
}

fn remote(alert: Alert) -> FaultKind {
    match alert {
        Alert::HandshakeFailure | Alert::ProtocolVersion => FaultKind::RemoteDisagreement,
        Alert::BadCertificate
        | Alert::UnsupportedCertificate
        | Alert::CertificateExpired
        | Alert::UnknownCa => FaultKind::RemoteRefusal,
        Alert::CertificateRequired => FaultKind::RemoteWantsCertificate,
        Alert::IllegalParameter
        | Alert::DecodeError
        | Alert::DecryptError
        | Alert::InternalError => FaultKind::RemoteTrouble,
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl<'de> Deserialize<'de> for FaultKind {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let name = <&str>::deserialize(reader)?;
        let mut kinds = Self::ALL.iter().copied();
        kinds
            .find(|kind| kind.name() == name)
            .ok_or_else(|| de::Error::custom(format!("no fault is called `{name}`")))
    }
}
