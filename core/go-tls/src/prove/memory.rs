//! A real TLS handshake, rustls on both sides and no socket between them. Who is
//! trusted is decided by [`rules`] alone: rustls' own verifiers are not in use.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use rustls::client::ResolvesClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, DnsName, IpAddr, Ipv4Addr, ServerName, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{ClientHello, NoServerSessionStorage, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::time_provider::TimeProvider;
use rustls::{
    CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, DistinguishedName,
    Error, ServerConfig, ServerConnection, SignatureScheme, SupportedCipherSuite,
    SupportedProtocolVersion, version,
};

use super::credentials::Credentials;
use super::rules::{self, Agreed, Refusal, Shown};
use super::sides::{ClientTls, ServerTls};
use super::{Alert, Fault, Side};
use crate::go_version::GoVersion;
use crate::policy::{ClientAuth, TlsVersion};
use crate::x509::{Certificate, SignatureAlgorithm};

/// Both ends of a handshake that have agreed on a version and a suite.
pub(super) struct Ends<'a> {
    pub(super) server: &'a Arc<ServerTls>,
    pub(super) client: &'a Arc<ClientTls>,
    /// The name that the client verifies.
    pub(super) name: &'a str,
    pub(super) sni: Option<&'a str>,
    pub(super) agreed: Agreed,
    pub(super) now: i64,
    pub(super) go: GoVersion,
}

/// rustls takes messages of 64 KiB, less than Go does.
const LARGEST_CHAIN: usize = 60_000;

/// Makes the handshake. `None` where rustls or ring lacks the version, the
/// suite, a key or the room; then only the rules can tell.
pub(super) fn run(ends: &Ends<'_>) -> Option<Result<(), Refusal>> {
    let version = protocol_version(ends.agreed.version)?;
    let suite = supported_suite(ends.agreed.suite.number())?;
    let server_key = Arc::clone(ends.server.credentials.signer()?);
    let client_key = match &ends.client.credentials {
        Some(credentials) => Some(Arc::clone(credentials.signer()?)),
        None => None,
    };
    let chains = [
        Some(&ends.server.credentials),
        ends.client.credentials.as_ref(),
    ];
    for chain in chains.into_iter().flatten().map(Credentials::chain) {
        let bytes: usize = chain.iter().map(|der| der.len()).sum();
        if bytes > LARGEST_CHAIN {
            return None;
        }
    }
    let provider = Arc::new(CryptoProvider {
        cipher_suites: vec![suite],
        kx_groups: vec![ring::kx_group::X25519],
        ..ring::default_provider()
    });
    let common = Common {
        now: ends.now,
        go: ends.go,
        version: ends.agreed.version,
        refusal: Arc::default(),
        provider,
    };
    let client = client_config(ends, &common, version, client_key).ok()?;
    let server = server_config(ends, &common, version, server_key).ok()?;
    let name = match ends
        .sni
        .and_then(|name| DnsName::try_from(name.to_owned()).ok())
    {
        Some(name) => ServerName::DnsName(name),
        None => ServerName::IpAddress(IpAddr::V4(Ipv4Addr::from([0; 4]))),
    };
    let client = ClientConnection::new(Arc::new(client), name).ok()?;
    let server = ServerConnection::new(Arc::new(server)).ok()?;
    let result = exchange(client, server);
    let refusal = common
        .refusal
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    Some(match (refusal, result) {
        (Some(refusal), _) => Err(refusal),
        (None, Ok(())) => Ok(()),
        (None, Err((side, error))) => Err(unforeseen(ends, side, &error)),
    })
}

/// Carries bytes to and fro until both sides are done or one gives up.
fn exchange(
    mut client: ClientConnection,
    mut server: ServerConnection,
) -> Result<(), (Side, Error)> {
    let mut buffer = Vec::with_capacity(4096);
    while client.is_handshaking() || server.is_handshaking() || client.wants_write() {
        let mut moved = false;
        while client.wants_write() {
            moved |= client.write_tls(&mut buffer).unwrap_or_default() > 0;
        }
        let mut bytes = buffer.as_slice();
        while !bytes.is_empty() {
            server
                .read_tls(&mut bytes)
                .map_err(|error| (Side::Server, other(&error)))?;
            server
                .process_new_packets()
                .map_err(|error| (Side::Server, error))?;
        }
        buffer.clear();
        while server.wants_write() {
            moved |= server.write_tls(&mut buffer).unwrap_or_default() > 0;
        }
        let mut bytes = buffer.as_slice();
        while !bytes.is_empty() {
            client
                .read_tls(&mut bytes)
                .map_err(|error| (Side::Client, other(&error)))?;
            client
                .process_new_packets()
                .map_err(|error| (Side::Client, error))?;
        }
        buffer.clear();
        if !moved {
            return Err((
                Side::Client,
                Error::General("the handshake stands still".to_owned()),
            ));
        }
    }
    Ok(())
}

fn other(error: &std::io::Error) -> Error {
    Error::General(error.to_string())
}

/// A refusal that is rustls' own: only an empty list of certificates has a
/// counterpart in Go, the rest would be a defect here and says so.
fn unforeseen(ends: &Ends<'_>, side: Side, error: &Error) -> Refusal {
    if *error == Error::NoCertificatesPresented {
        let judged = rules::judge_client(
            ends.server,
            &Shown::by(None),
            ends.agreed.version,
            ends.now,
            ends.go,
        );
        if let Err(refusal) = judged {
            return refusal;
        }
    }
    let fault = Fault::Engine(error.to_string());
    Refusal::new(side, Alert::InternalError, fault)
}

/// What both configurations share.
struct Common {
    now: i64,
    go: GoVersion,
    version: TlsVersion,
    refusal: Arc<Mutex<Option<Refusal>>>,
    provider: Arc<CryptoProvider>,
}

fn client_config(
    ends: &Ends<'_>,
    common: &Common,
    version: &'static SupportedProtocolVersion,
    key: Option<Arc<CertifiedKey>>,
) -> Result<ClientConfig, Error> {
    let verifier = Verifier::new(
        Judge::Server(Arc::clone(ends.client), ends.name.to_owned()),
        Some(ends.server.credentials.clone()),
        common,
    );
    let mut config =
        ClientConfig::builder_with_details(Arc::clone(&common.provider), clock(common.now))
            .with_protocol_versions(&[version])?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_client_cert_resolver(Arc::new(OneKey(key)));
    config.resumption = rustls::client::Resumption::disabled();
    config.enable_sni = ends.sni.is_some();
    Ok(config)
}

fn server_config(
    ends: &Ends<'_>,
    common: &Common,
    version: &'static SupportedProtocolVersion,
    key: Arc<CertifiedKey>,
) -> Result<ServerConfig, Error> {
    let verifier = Verifier::new(
        Judge::Client(Arc::clone(ends.server)),
        ends.client.credentials.clone(),
        common,
    );
    let builder =
        ServerConfig::builder_with_details(Arc::clone(&common.provider), clock(common.now))
            .with_protocol_versions(&[version])?;
    let mut config = builder
        .with_client_cert_verifier(Arc::new(verifier))
        .with_cert_resolver(Arc::new(OneKey(Some(key))));
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Ok(config)
}

fn protocol_version(version: TlsVersion) -> Option<&'static SupportedProtocolVersion> {
    match version {
        TlsVersion::Tls13 => Some(&version::TLS13),
        TlsVersion::Tls12 => Some(&version::TLS12),
        TlsVersion::Tls10 | TlsVersion::Tls11 => None,
    }
}

fn supported_suite(number: u16) -> Option<SupportedCipherSuite> {
    ring::ALL_CIPHER_SUITES
        .iter()
        .copied()
        .find(|suite| u16::from(suite.suite()) == number)
}

/// A clock that stands still.
#[derive(Debug)]
struct Stopped(UnixTime);

impl TimeProvider for Stopped {
    fn current_time(&self) -> Option<UnixTime> {
        Some(self.0)
    }
}

fn clock(now: i64) -> Arc<Stopped> {
    let since_1970 = Duration::from_secs(u64::try_from(now).unwrap_or_default());
    Arc::new(Stopped(UnixTime::since_unix_epoch(since_1970)))
}

/// The one key that a side has, or none. dskit hands out its certificate
/// whatever the server asked for (`GetClientCertificate`).
#[derive(Debug)]
struct OneKey(Option<Arc<CertifiedKey>>);

impl ResolvesClientCert for OneKey {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.0.clone()
    }

    fn has_certs(&self) -> bool {
        self.0.is_some()
    }
}

impl ResolvesServerCert for OneKey {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.0.clone()
    }
}

/// Whose certificate is judged, and by which settings.
#[derive(Debug)]
enum Judge {
    Server(Arc<ClientTls>, String),
    Client(Arc<ServerTls>),
}

/// Hands the peer's chain to [`rules`] and keeps the refusal for the verdict;
/// checks the peer's signatures with the leaf that was parsed there.
#[derive(Debug)]
struct Verifier {
    judge: Judge,
    /// What the peer was loaded with.
    peer: Option<Credentials>,
    now: i64,
    go: GoVersion,
    version: TlsVersion,
    refusal: Arc<Mutex<Option<Refusal>>>,
    leaf: OnceLock<Arc<Certificate>>,
    hints: Vec<DistinguishedName>,
}

impl Verifier {
    fn new(judge: Judge, peer: Option<Credentials>, common: &Common) -> Self {
        let hints = match &judge {
            Judge::Client(server) => server
                .client_ca
                .iter()
                .flat_map(|pool| pool.certificates())
                .map(|certificate| DistinguishedName::from(certificate.raw_subject().to_vec()))
                .collect(),
            Judge::Server(..) => Vec::new(),
        };
        Self {
            judge,
            peer,
            now: common.now,
            go: common.go,
            version: common.version,
            refusal: Arc::clone(&common.refusal),
            leaf: OnceLock::new(),
            hints,
        }
    }

    fn verify(&self, leaf: &CertificateDer<'_>, rest: &[CertificateDer<'_>]) -> Result<(), Error> {
        let chain: Vec<CertificateDer<'_>> = std::iter::once(leaf)
            .chain(rest)
            .map(|der| CertificateDer::from(der.as_ref()))
            .collect();
        let shown = Shown {
            chain: &chain,
            by: self.peer.as_ref(),
        };
        let judged = match &self.judge {
            Judge::Server(client, name) => {
                rules::judge_server(client, name, &shown, self.version, self.now, self.go).map(Some)
            }
            Judge::Client(server) => {
                rules::judge_client(server, &shown, self.version, self.now, self.go)
            }
        };
        match judged {
            Ok(Some(leaf)) => {
                self.leaf.get_or_init(|| leaf);
                Ok(())
            }
            Ok(None) => Ok(()),
            Err(refusal) => Err(self.refuse(refusal)),
        }
    }

    fn refuse(&self, refusal: Refusal) -> Error {
        *self.refusal.lock().unwrap_or_else(PoisonError::into_inner) = Some(refusal);
        CertificateError::ApplicationVerificationFailure.into()
    }

    fn verify_signature(
        &self,
        message: &[u8],
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithm = signature_algorithm(signed.scheme);
        let valid = self
            .leaf
            .get()
            .zip(algorithm)
            .is_some_and(|(leaf, algorithm)| {
                leaf.key()
                    .verify(algorithm, message, signed.signature())
                    .is_ok()
            });
        if valid {
            return Ok(HandshakeSignatureValid::assertion());
        }
        let side = match self.judge {
            Judge::Server(..) => Side::Client,
            Judge::Client(_) => Side::Server,
        };
        let fault = Fault::InvalidSignature { of: side.other() };
        Err(self.refuse(Refusal::new(side, Alert::DecryptError, fault)))
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.verify(leaf, intermediates)
            .map(|()| ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        _: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verify_signature(message, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        _: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verify_signature(message, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        SCHEMES.map(|(scheme, _)| scheme).to_vec()
    }
}

impl ClientCertVerifier for Verifier {
    fn offer_client_auth(&self) -> bool {
        matches!(&self.judge, Judge::Client(server) if server.client_auth != ClientAuth::No)
    }

    fn client_auth_mandatory(&self) -> bool {
        matches!(&self.judge, Judge::Client(server) if server.client_auth.requires())
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &self.hints
    }

    fn verify_client_cert(
        &self,
        leaf: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        self.verify(leaf, intermediates)
            .map(|()| ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        _: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verify_signature(message, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        _: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verify_signature(message, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        SCHEMES.map(|(scheme, _)| scheme).to_vec()
    }
}

/// Go's signature schemes in its order, less SHA-1 and what ring cannot verify.
const SCHEMES: [(SignatureScheme, SignatureAlgorithm); 9] = [
    (
        SignatureScheme::RSA_PSS_SHA256,
        SignatureAlgorithm::Sha256WithRsaPss,
    ),
    (
        SignatureScheme::ECDSA_NISTP256_SHA256,
        SignatureAlgorithm::EcdsaWithSha256,
    ),
    (SignatureScheme::ED25519, SignatureAlgorithm::Ed25519),
    (
        SignatureScheme::RSA_PSS_SHA384,
        SignatureAlgorithm::Sha384WithRsaPss,
    ),
    (
        SignatureScheme::RSA_PSS_SHA512,
        SignatureAlgorithm::Sha512WithRsaPss,
    ),
    (
        SignatureScheme::RSA_PKCS1_SHA256,
        SignatureAlgorithm::Sha256WithRsa,
    ),
    (
        SignatureScheme::RSA_PKCS1_SHA384,
        SignatureAlgorithm::Sha384WithRsa,
    ),
    (
        SignatureScheme::RSA_PKCS1_SHA512,
        SignatureAlgorithm::Sha512WithRsa,
    ),
    (
        SignatureScheme::ECDSA_NISTP384_SHA384,
        SignatureAlgorithm::EcdsaWithSha384,
    ),
];

fn signature_algorithm(scheme: SignatureScheme) -> Option<SignatureAlgorithm> {
    SCHEMES
        .iter()
        .find(|(known, _)| *known == scheme)
        .map(|(_, algorithm)| *algorithm)
}
