//! The two sides of a link, loaded once and used for any number of handshakes.

use std::sync::Arc;

use super::Pool;
use super::credentials::{Credentials, PairError};
use super::suites::{self, TlsRange};
use crate::policy::{self, CipherSuite, ClientAuth};
use crate::quote::quote;

/// What is spoken inside the TLS, or without it. It decides the default cipher
/// suites (grpc-go has its own) and the words where one side is plaintext.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// gRPC over HTTP/2, etcd's too.
    Grpc,
    /// HTTP/1.1 or HTTP/2.
    Http,
    /// The gossip of hashicorp/memberlist.
    Gossip,
    /// A bare TLS connection, as memcached's.
    #[default]
    Other,
}

impl std::str::FromStr for Protocol {
    type Err = UnknownProtocol;

    fn from_str(word: &str) -> Result<Self, UnknownProtocol> {
        match word {
            "grpc" => Ok(Self::Grpc),
            "http" => Ok(Self::Http),
            "tls" => Ok(Self::Other),
            _ => Err(UnknownProtocol(word.to_owned())),
        }
    }
}

/// A word that is no protocol.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown protocol `{0}`; there are tls, grpc and http")]
pub struct UnknownProtocol(String);

/// Why a process does not start with such settings. The text is that of dskit
/// or exporter-toolkit, without the option's or the file's name. It is exhaustive,
/// as [`Fault`](super::Fault) is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// A certificate and key that Go cannot load, on a listener
    /// (exporter-toolkit, `ConfigToTLSConfig`).
    #[error("failed to load X509KeyPair: {0}")]
    ServerPair(#[source] PairError),
    /// A client CA that nothing would ever use.
    #[error("client CA's have been configured without a Client Auth Policy")]
    ClientCaWithoutPolicy,
    /// A certificate and key that Go cannot load, on a client (dskit puts
    /// `failed to load TLS certificate <cert>,<key>: ` before it).
    #[error("{0}")]
    ClientPair(#[source] PairError),
    /// A client with half a pair (dskit, `errCertMissing`).
    #[error("key given but no certificate configured")]
    CertificateMissing,
    /// A client with half a pair (dskit, `errKeyMissing`).
    #[error("certificate given but no key configured")]
    KeyMissing,
    /// A word that exporter-toolkit does not know.
    #[error("invalid ClientAuth: {0}")]
    ClientAuth(String),
    /// A version that dskit's `server` does not know.
    #[error("TLS version {} not recognized", quote(.0))]
    ServerVersion(String),
    /// A suite that dskit's `server` does not know; it trims no blanks.
    #[error("cipher suite {} not recognized", quote(.0))]
    ServerSuite(String),
    /// A version that dskit's `crypto/tls` does not know.
    #[error("unknown minimum TLS version: {}", quote(.0))]
    ClientVersion(String),
    /// A suite that dskit's `crypto/tls` does not know.
    #[error("unsupported cipher suite: {}", quote(.0))]
    ClientSuite(String),
    /// A listener that can only speak TLS, without a pair.
    #[error("tls: neither Certificates, GetCertificate, nor GetConfigForClient set in Config")]
    NoCertificates,
    /// An HTTP listener that may come to speak TLS 1.2 with suites that HTTP/2
    /// does not do with (Go's `http2.ConfigureServer`).
    #[error(
        "http2: TLSConfig.CipherSuites is missing an HTTP/2-required AES_128_GCM_SHA256 cipher (need at least one of TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 or TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)"
    )]
    Http2Suites,
    /// Prometheus's client to an Alertmanager with half a pair (its
    /// `config.TLSConfig`).
    #[error(
        "exactly one of {it} or {it}_file must be configured when a client {other} is configured",
        it = "cert",
        other = "key"
    )]
    NotifierCertificateMissing,
    /// Prometheus's client to an Alertmanager with a certificate but no key.
    #[error(
        "exactly one of {it} or {it}_file must be configured when a client {other} is configured",
        it = "key",
        other = "certificate"
    )]
    NotifierKeyMissing,
    /// Prometheus's client to an Alertmanager with a CA file that holds no
    /// certificate (Prometheus puts the file behind it).
    #[error("unable to use specified CA cert")]
    NotifierCa,
    /// A client whose files come from Vault, with a path that is not set.
    #[error("unable to read secret from vault")]
    NoSecret,
}

/// A listener's options, as text. `None` is "not set"; an empty text is a file with
/// nothing in it.
#[derive(Clone, Copy, Default)]
pub struct ServerOptions<'a> {
    /// The server's certificate chain, PEM.
    pub certificate: Option<&'a [u8]>,
    /// The key of the server's certificate, PEM.
    pub key: Option<&'a [u8]>,
    /// The certificate authorities of client certificates, PEM.
    pub client_ca: Option<&'a [u8]>,
    /// The client certificate that the server asks for, if any.
    pub client_auth: ClientAuth,
    /// The versions of TLS that the server speaks.
    pub versions: TlsRange,
    /// The server's suites for TLS 1.2 and older; `None` is Go's (or grpc-go's)
    /// default.
    pub cipher_suites: Option<&'a [CipherSuite]>,
}

/// The server's side of a handshake, with its files loaded.
#[derive(Clone, Debug)]
pub struct ServerSide {
    pub(super) tls: Option<Arc<ServerTls>>,
}

#[derive(Clone, Debug)]
pub(super) struct ServerTls {
    pub(super) credentials: Credentials,
    pub(super) client_ca: Option<Pool>,
    pub(super) client_auth: ClientAuth,
    pub(super) versions: TlsRange,
    pub(super) cipher_suites: Option<Vec<CipherSuite>>,
}

impl ServerSide {
    /// Loads a listener as dskit's `server` does. Without a certificate or
    /// without a key it is plaintext, and nobody says so.
    ///
    /// # Errors
    /// What stops the process at its start.
    pub fn new(options: &ServerOptions<'_>) -> Result<Self, StartError> {
        let (Some(certificate), Some(key)) = (options.certificate, options.key) else {
            return Ok(Self::plaintext());
        };
        let credentials =
            Credentials::from_pem(certificate, key).map_err(StartError::ServerPair)?;
        let client_ca = options.client_ca.map(Pool::from_pem);
        if client_ca.is_some() && options.client_auth == ClientAuth::No {
            return Err(StartError::ClientCaWithoutPolicy);
        }
        Ok(Self::tls(credentials, client_ca, options))
    }

    /// The listener of a program that dials and listens with one configuration: it
    /// presents the certificate of the client, asks nobody for one, and is
    /// plaintext only where the client is.
    ///
    /// # Errors
    /// [`StartError::NoCertificates`] where the client has none.
    pub fn of_client(client: &ClientSide) -> Result<Self, StartError> {
        let Some(tls) = &client.tls else {
            return Ok(Self::plaintext());
        };
        let credentials = tls.credentials.clone().ok_or(StartError::NoCertificates)?;
        Ok(Self {
            tls: Some(Arc::new(ServerTls {
                credentials,
                client_ca: None,
                client_auth: ClientAuth::No,
                versions: tls.versions,
                cipher_suites: tls.cipher_suites.clone(),
            })),
        })
    }

    /// Whether Go's `net/http` serves with it, which speaks HTTP/2 as well.
    ///
    /// # Errors
    /// [`StartError::Http2Suites`].
    pub fn serves_http(&self) -> Result<(), StartError> {
        let Some(tls) = &self.tls else { return Ok(()) };
        match &tls.cipher_suites {
            Some(suites) if !policy::serves_http2(suites, tls.versions.min) => {
                Err(StartError::Http2Suites)
            }
            _ => Ok(()),
        }
    }

    /// Makes a listener that speaks no TLS.
    #[must_use]
    pub fn plaintext() -> Self {
        Self { tls: None }
    }

    /// A listener from parts that are parsed already.
    #[must_use]
    pub fn tls(
        credentials: Credentials,
        client_ca: Option<Pool>,
        options: &ServerOptions<'_>,
    ) -> Self {
        Self {
            tls: Some(Arc::new(ServerTls {
                credentials,
                client_ca,
                client_auth: options.client_auth,
                versions: options.versions,
                cipher_suites: options.cipher_suites.map(<[CipherSuite]>::to_vec),
            })),
        }
    }

    /// Whether the listener speaks TLS.
    #[must_use]
    pub fn is_tls(&self) -> bool {
        self.tls.is_some()
    }
}

/// A client's options, as text. `None` and an empty text are both "not set".
#[derive(Clone, Copy, Default)]
pub struct ClientOptions<'a> {
    /// Whether the client speaks TLS; if not, all the rest is ignored in
    /// silence.
    pub enabled: bool,
    /// The client's certificate chain, PEM.
    pub certificate: Option<&'a [u8]>,
    /// The key of the client's certificate, PEM.
    pub key: Option<&'a [u8]>,
    /// Whom the server's certificate must come from, PEM; `None` is the
    /// system's roots, which are empty here.
    pub ca: Option<&'a [u8]>,
    /// The name to verify and to send as SNI, in place of the address.
    pub server_name: Option<&'a str>,
    /// Whether the server's certificate is not verified at all.
    pub skip_verify: bool,
    /// The versions of TLS that the client speaks.
    pub versions: TlsRange,
    /// The client's suites for TLS 1.2 and older; `None` is Go's (or grpc-go's)
    /// default.
    pub cipher_suites: Option<&'a [CipherSuite]>,
}

/// The client's side of a handshake, with its files loaded.
#[derive(Clone, Debug)]
pub struct ClientSide {
    pub(super) tls: Option<Arc<ClientTls>>,
}

#[derive(Clone, Debug)]
pub(super) struct ClientTls {
    pub(super) credentials: Option<Credentials>,
    pub(super) ca: Pool,
    pub(super) server_name: Option<String>,
    pub(super) skip_verify: bool,
    pub(super) versions: TlsRange,
    pub(super) cipher_suites: Option<Vec<CipherSuite>>,
}

impl ClientSide {
    /// Loads a client as dskit's `crypto/tls` does.
    ///
    /// # Errors
    /// What stops the process at its start.
    pub fn new(options: &ClientOptions<'_>) -> Result<Self, StartError> {
        if !options.enabled {
            return Ok(Self::plaintext());
        }
        let credentials = match (options.certificate, options.key) {
            (None, None) => None,
            (None, Some(_)) => return Err(StartError::CertificateMissing),
            (Some(_), None) => return Err(StartError::KeyMissing),
            (Some(certificate), Some(key)) => {
                Some(Credentials::from_pem(certificate, key).map_err(StartError::ClientPair)?)
            }
        };
        let ca = options.ca.map(Pool::from_pem).unwrap_or_default();
        Ok(Self::tls(credentials, ca, options))
    }

    /// Makes a client that speaks no TLS.
    #[must_use]
    pub fn plaintext() -> Self {
        Self { tls: None }
    }

    /// The client with other versions and suites.
    #[must_use]
    pub fn limited(self, versions: TlsRange, suites: Option<Vec<CipherSuite>>) -> Self {
        let tls = self.tls.map(|tls| {
            Arc::new(ClientTls {
                versions,
                cipher_suites: suites,
                ..ClientTls::clone(&tls)
            })
        });
        Self { tls }
    }

    /// A client from parts that are parsed already; the PEM texts among the
    /// options are not looked at.
    #[must_use]
    pub fn tls(credentials: Option<Credentials>, ca: Pool, options: &ClientOptions<'_>) -> Self {
        Self {
            tls: Some(Arc::new(ClientTls {
                credentials,
                ca,
                server_name: options
                    .server_name
                    .filter(|name| !name.is_empty())
                    .map(Into::into),
                skip_verify: options.skip_verify,
                versions: options.versions,
                cipher_suites: options.cipher_suites.map(<[CipherSuite]>::to_vec),
            })),
        }
    }

    /// Whether the client speaks TLS.
    #[must_use]
    pub fn is_tls(&self) -> bool {
        self.tls.is_some()
    }
}

/// The suites of TLS 1.2 and older that a side has on over a protocol.
pub(super) fn enabled_suites(
    configured: Option<&[CipherSuite]>,
    protocol: Protocol,
) -> Vec<CipherSuite> {
    match (configured, protocol) {
        (None, Protocol::Grpc) => suites::grpc_default(),
        (configured, _) => suites::enabled(configured),
    }
}
