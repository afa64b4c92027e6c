//! What each side of Go's `crypto/tls` decides, and the fault and the alert with
//! which it refuses. Both ways to a verdict, the handshake in memory and the
//! decision without one, ask here and nowhere else.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;

use super::chain::{self, Invalid};
use super::credentials::Credentials;
use super::sides::{ClientTls, Protocol, ServerTls, enabled_suites};
use super::suites::{self, ServerKey, TlsRange};
use super::{Alert, Fault, KeyTask, Pool, Side};
use crate::go_version::GoVersion;
use crate::policy::{CipherSuite, KeyExchange, TlsVersion};
use crate::x509::{Certificate, Curve, ExtKeyUsage, KeyKind, NegativeSerial};

/// RSA keys longer than this are refused in a handshake (`defaultMaxRSAKeySize`).
const LONGEST_RSA_KEY: usize = 8192;

/// One side's refusal: its own fault, and the alert that the other side gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) side: Side,
    pub(super) fault: Fault,
    /// `None` where the side goes away without a word.
    pub(super) alert: Option<Alert>,
    /// What the other side finds by itself before it hears of this.
    pub(super) other: Option<Fault>,
}

impl Refusal {
    pub(super) fn new(side: Side, alert: impl Into<Option<Alert>>, fault: Fault) -> Self {
        Self {
            side,
            fault,
            alert: alert.into(),
            other: None,
        }
    }

    /// The same, where the other side finds something of its own in the meantime.
    pub(super) fn beside(self, other: &Self) -> Self {
        Self {
            other: Some(other.fault.clone()),
            ..self
        }
    }
}

/// The version and the suite that both sides come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Agreed {
    pub(super) version: TlsVersion,
    pub(super) suite: CipherSuite,
}

/// The versions that a client offers, the newest and the oldest of them.
pub(super) fn offers_versions(
    client: &ClientTls,
    limit: TlsRange,
) -> Result<(Vec<TlsVersion>, TlsVersion, TlsVersion), Refusal> {
    let offered: Vec<TlsVersion> = client.versions.narrow(limit).versions().collect();
    match (offered.first(), offered.last()) {
        (Some(&max), Some(&min)) => Ok((offered, max, min)),
        _ => Err(Refusal::new(Side::Client, None, Fault::NoVersions)),
    }
}

/// The client's hello and the server's answer to it.
pub(super) fn agree(
    server: &ServerTls,
    client: &ClientTls,
    limit: TlsRange,
    protocol: Protocol,
    go: GoVersion,
) -> Result<Agreed, Refusal> {
    let (offered_versions, max, min) = offers_versions(client, limit)?;
    let client_suites = enabled_suites(client.cipher_suites.as_deref(), protocol);
    let offered = suites::offered(&client_suites, min, max);
    let Some(version) = server
        .versions
        .versions()
        .find(|version| offered_versions.contains(version))
    else {
        let fault = Fault::Versions {
            offered: offered_versions,
        };
        return Err(Refusal::new(Side::Server, Alert::ProtocolVersion, fault));
    };
    let kind = server.credentials.leaf().key().kind();
    let key = match kind {
        KeyKind::Rsa(_) => ServerKey::Rsa,
        _ => ServerKey::Ec,
    };
    let server_suites = enabled_suites(server.cipher_suites.as_deref(), protocol);
    let Some(suite) = suites::pick(version, &server_suites, &offered, key) else {
        let fault = Fault::Suites { offered, go };
        return Err(Refusal::new(Side::Server, Alert::HandshakeFailure, fault));
    };
    let agreed = Agreed { version, suite };
    let Err(fault) = server_signs_early(kind, agreed) else {
        return Ok(agreed);
    };
    let refusal = Refusal::new(Side::Server, Alert::HandshakeFailure, fault);
    // Before TLS 1.3 the server's chain is on its way by then.
    match reads_message(server.credentials.chain(), Side::Client, version) {
        Err(unread) => Err(unread.beside(&refusal)),
        Ok(()) => Err(refusal),
    }
}

/// Whether Go can take a certificate message apart: before TLS 1.3 it wants a
/// byte of the last certificate.
fn reads_message(
    chain: &[CertificateDer<'_>],
    side: Side,
    version: TlsVersion,
) -> Result<(), Refusal> {
    let is_empty = chain.last().is_some_and(|der| der.is_empty());
    if version < TlsVersion::Tls13 && is_empty {
        let fault = Fault::Undecodable;
        return Err(Refusal::new(side, Alert::DecodeError, fault));
    }
    Ok(())
}

/// RSA keys shorter than this sign nothing since Go 1.24, and nothing is
/// encrypted to them.
const SHORTEST_RSA_KEY: usize = 1024;

fn too_short(kind: KeyKind, task: KeyTask) -> Option<Fault> {
    match kind {
        KeyKind::Rsa(bits) if bits < SHORTEST_RSA_KEY => Some(Fault::ShortKey { task, bits }),
        _ => None,
    }
}

/// What a server finds before the client looks at its certificate: in TLS 1.3
/// that it has no scheme for its key, in older versions also that it cannot sign.
fn server_signs_early(kind: KeyKind, agreed: Agreed) -> Result<(), Fault> {
    if agreed.version == TlsVersion::Tls13 {
        return has_scheme(kind, agreed.version);
    }
    if agreed.suite.key_exchange() == KeyExchange::Rsa {
        return Ok(());
    }
    has_scheme(kind, agreed.version)?;
    too_short(kind, KeyTask::SignKeyExchange).map_or(Ok(()), Err)
}

/// What a server of TLS 1.3 finds when its certificate is on its way already.
pub(super) fn server_signs(kind: KeyKind, agreed: Agreed) -> Result<(), Refusal> {
    match too_short(kind, KeyTask::SignHandshake) {
        Some(fault) if agreed.version == TlsVersion::Tls13 => {
            // Room for PSS with SHA-256, counted in whole bytes.
            let alert = if kind.bits() / 8 < 66 {
                Alert::HandshakeFailure
            } else {
                Alert::InternalError
            };
            Err(Refusal::new(Side::Server, alert, fault))
        }
        _ => Ok(()),
    }
}

/// Whether there is a signature scheme for a key (Go's `selectSignatureScheme`,
/// and `legacyTypeAndHashFromPublicKey` for versions without schemes).
fn has_scheme(kind: KeyKind, version: TlsVersion) -> Result<(), Fault> {
    // PSS with SHA-256 needs 66 bytes, PKCS#1 v1.5 with SHA-256 62.
    let least = if version == TlsVersion::Tls13 { 66 } else { 62 };
    match kind {
        KeyKind::Ed25519 if version < TlsVersion::Tls12 => Err(Fault::Ed25519TooNew),
        KeyKind::Ecdsa(Curve::P224) if version == TlsVersion::Tls13 => {
            Err(Fault::UnsupportedCurve(Curve::P224))
        }
        KeyKind::Rsa(bits) if version >= TlsVersion::Tls12 && bits.div_ceil(8) < least => {
            Err(Fault::SchemesTooLong)
        }
        _ => Ok(()),
    }
}

/// A chain as it came over the wire.
pub(super) struct Shown<'a> {
    /// DER, leaf first; empty where a client has none to show.
    pub(super) chain: &'a [CertificateDer<'a>],
    /// Who showed it. What is parsed there is not parsed again for each peer.
    pub(super) by: Option<&'a Credentials>,
}

impl<'a> Shown<'a> {
    /// What a side with these credentials shows.
    pub(super) fn by(credentials: Option<&'a Credentials>) -> Self {
        Self {
            chain: credentials.map(Credentials::chain).unwrap_or_default(),
            by: credentials,
        }
    }
}

/// What a client makes of a server's chain.
pub(super) fn judge_server(
    client: &ClientTls,
    name: &str,
    shown: &Shown<'_>,
    version: TlsVersion,
    now: i64,
    go: GoVersion,
) -> Result<Arc<Certificate>, Refusal> {
    let refuse = |alert, fault| Refusal::new(Side::Client, alert, fault);
    let certificates = parse(shown, Side::Client, version, go)?;
    let Some((leaf, rest)) = certificates.split_first() else {
        return Err(refuse(Alert::DecodeError, Fault::EmptyChain));
    };
    if !client.skip_verify {
        let intermediates: Pool = rest.iter().cloned().collect();
        let options = chain::Options {
            roots: &client.ca,
            intermediates: &intermediates,
            now,
            name: Some(name).filter(|name| !name.is_empty()),
            usage: ExtKeyUsage::ServerAuth,
        };
        chain::verify(leaf, &options).map_err(|why| {
            let why = Box::new(why);
            let of = Side::Server;
            refuse(Alert::BadCertificate, Fault::Unverified { of, why, go })
        })?;
    }
    match leaf.key().kind() {
        KeyKind::Rsa(_) | KeyKind::Ecdsa(_) | KeyKind::Ed25519 => Ok(Arc::clone(leaf)),
        key => Err(refuse(
            Alert::UnsupportedCertificate,
            Fault::UnsupportedKey {
                of: Side::Server,
                key,
            },
        )),
    }
}

/// What a server says that requires a certificate, to a client without one.
pub(super) fn no_certificate(version: TlsVersion, go: GoVersion) -> Refusal {
    let alert = no_certificate_alert(version, go);
    Refusal::new(Side::Server, alert, Fault::NoCertificate)
}

/// What a server makes of a client's chain.
pub(super) fn judge_client(
    server: &ServerTls,
    shown: &Shown<'_>,
    version: TlsVersion,
    now: i64,
    go: GoVersion,
) -> Result<Option<Arc<Certificate>>, Refusal> {
    let refuse = |alert, fault| Refusal::new(Side::Server, alert, fault);
    let certificates = parse(shown, Side::Server, version, go)?;
    let Some((leaf, rest)) = certificates.split_first() else {
        if server.client_auth.requires() {
            return Err(no_certificate(version, go));
        }
        return Ok(None);
    };
    if server.client_auth.verifies() {
        let nobody = Pool::default();
        let intermediates: Pool = rest.iter().cloned().collect();
        let options = chain::Options {
            roots: server.client_ca.as_ref().unwrap_or(&nobody),
            intermediates: &intermediates,
            now,
            name: None,
            usage: ExtKeyUsage::ClientAuth,
        };
        chain::verify(leaf, &options).map_err(|why| {
            let alert = client_alert(&why, go);
            let why = Box::new(why);
            let of = Side::Client;
            refuse(alert, Fault::Unverified { of, why, go })
        })?;
    }
    match leaf.key().kind() {
        KeyKind::Rsa(_) | KeyKind::Ecdsa(_) | KeyKind::Ed25519 => Ok(Some(Arc::clone(leaf))),
        key => Err(refuse(
            Alert::UnsupportedCertificate,
            Fault::UnsupportedKey {
                of: Side::Client,
                key,
            },
        )),
    }
}

/// What a client finds when it is to encrypt to a server's RSA key.
pub(super) fn client_encrypts(server: KeyKind, agreed: Agreed) -> Result<(), Refusal> {
    match too_short(server, KeyTask::Other) {
        Some(fault) if agreed.suite.key_exchange() == KeyExchange::Rsa => {
            Err(Refusal::new(Side::Client, Alert::InternalError, fault))
        }
        _ => Ok(()),
    }
}

/// What a client finds when it is to sign: it has shown its chain by then.
pub(super) fn client_signs(kind: KeyKind, version: TlsVersion) -> Result<(), Refusal> {
    has_scheme(kind, version).map_err(|fault| {
        let alert = if version < TlsVersion::Tls12 {
            Alert::IllegalParameter
        } else {
            Alert::HandshakeFailure
        };
        Refusal::new(Side::Client, alert, fault)
    })?;
    let task = match version {
        TlsVersion::Tls13 => KeyTask::SignHandshake,
        TlsVersion::Tls10 | TlsVersion::Tls11 | TlsVersion::Tls12 => KeyTask::Other,
    };
    match too_short(kind, task) {
        Some(fault) => Err(Refusal::new(Side::Client, Alert::InternalError, fault)),
        None => Ok(()),
    }
}

/// The certificates of a chain, as `side` parses what the other one sent.
fn parse(
    shown: &Shown<'_>,
    side: Side,
    version: TlsVersion,
    go: GoVersion,
) -> Result<Vec<Arc<Certificate>>, Refusal> {
    reads_message(shown.chain, side, version)?;
    let negative = if go < GoVersion::new(1, 23) {
        NegativeSerial::Accepted
    } else {
        NegativeSerial::Refused
    };
    let of = side.other();
    let certificate = |der: &CertificateDer<'_>| {
        let certificate = match shown.by.and_then(|credentials| credentials.parsed(der)) {
            Some(parsed) => Arc::clone(parsed),
            None => Certificate::from_der_with(der, negative)
                .map(Arc::new)
                .map_err(|why| {
                    Refusal::new(side, unparsable_alert(go), Fault::Unparsable { of, why })
                })?,
        };
        match certificate.key().kind() {
            KeyKind::Rsa(bits) if bits > LONGEST_RSA_KEY => {
                let most = LONGEST_RSA_KEY;
                let fault = Fault::LongKey { of, most };
                Err(Refusal::new(side, Alert::BadCertificate, fault))
            }
            _ => Ok(certificate),
        }
    };
    shown.chain.iter().map(certificate).collect()
}

/// Since Go 1.21 a server's alert says what was wrong with a client's certificate.
fn client_alert(why: &Invalid, go: GoVersion) -> Alert {
    match why {
        _ if go < GoVersion::new(1, 21) => Alert::BadCertificate,
        Invalid::UnknownAuthority(_) => Alert::UnknownCa,
        Invalid::Expired { .. } | Invalid::NotYetValid { .. } => Alert::CertificateExpired,
        _ => Alert::BadCertificate,
    }
}

/// What a client hears that has no certificate where one is required.
fn no_certificate_alert(version: TlsVersion, go: GoVersion) -> Alert {
    if go < GoVersion::new(1, 21) {
        Alert::BadCertificate
    } else if version == TlsVersion::Tls13 {
        Alert::CertificateRequired
    } else if go < GoVersion::new(1, 25) {
        Alert::BadCertificate
    } else {
        Alert::HandshakeFailure
    }
}

/// What a peer hears whose certificate is no certificate.
fn unparsable_alert(go: GoVersion) -> Alert {
    if go < GoVersion::new(1, 25) {
        Alert::BadCertificate
    } else {
        Alert::DecodeError
    }
}
