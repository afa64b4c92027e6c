//! One handshake and its verdict, with the faults that both sides would log.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use super::rules::{self, Agreed, Refusal, Shown};
use super::sides::{ClientSide, ClientTls, Protocol, ServerSide, ServerTls};
use super::suites::TlsRange;
use super::{Address, Fault, Presented, REFERENCE, memory, names};
use crate::go_version::GoVersion;
use crate::policy::{CipherSuite, ClientAuth, TlsVersion};

/// A side of a handshake: client or server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The side that dials.
    Client,
    /// The side that listens.
    Server,
}

impl Side {
    /// The side across from this one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Client => Self::Server,
            Self::Server => Self::Client,
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Client => "client",
            Self::Server => "server",
        })
    }
}

/// Everything about a handshake that is neither side's own settings.
///
/// ```
/// use go_tls::GoVersion;
/// use go_tls::prove::{Address, Dial, Protocol, REFERENCE};
///
/// let address = Address::new("api.example:443");
/// let dial = Dial::new(&address, Protocol::Http, 1_795_428_000);
/// assert_eq!(dial.go, REFERENCE);
/// assert_eq!(dial.by(GoVersion::new(1, 24)).go.minor, 24);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Dial<'a> {
    /// The address that the client dials.
    pub address: &'a Address,
    /// The protocol that is spoken inside TLS.
    pub protocol: Protocol,
    /// Narrows the client's versions, to prove a link over each of them.
    pub versions: TlsRange,
    /// The time on both sides, seconds since 1970 UTC.
    pub now: i64,
    /// The Go that both sides are built with.
    pub go: GoVersion,
}

impl<'a> Dial<'a> {
    /// A call of `address` at `now`, in seconds since 1970 UTC, over every version
    /// of TLS that both sides speak, both built with [`REFERENCE`].
    #[must_use]
    pub fn new(address: &'a Address, protocol: Protocol, now: i64) -> Self {
        Self {
            address,
            protocol,
            versions: TlsRange::default(),
            now,
            go: REFERENCE,
        }
    }

    /// The same call, over these versions of TLS alone.
    #[must_use]
    pub fn over(self, versions: TlsRange) -> Self {
        Self { versions, ..self }
    }

    /// The same call between sides that are built with this Go.
    #[must_use]
    pub fn by(self, go: GoVersion) -> Self {
        Self { go, ..self }
    }
}

/// The method by which a verdict was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Bytes of TLS went both ways.
    Handshake,
    /// Nothing to exchange, or nothing that rustls could: Go's rules alone.
    Rule,
}

/// The outcome of a handshake: TLS, plaintext, or a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Both sides accept, and speak TLS.
    Tls {
        /// The version of TLS that both sides speak.
        version: TlsVersion,
        /// The cipher suite that both sides use.
        suite: CipherSuite,
    },
    /// Both sides are content, without TLS.
    Plaintext,
    /// One side refused, or the two do not speak the same.
    Refused,
}

/// What went over the wire, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transcript {
    /// The server name that the client sent, none for an IP address.
    pub sni: Option<String>,
    /// The name that the client verified, none if it verified nothing.
    pub verified_name: Option<String>,
    /// The server's chain, leaf first.
    pub server_chain: Vec<Presented>,
    /// The client's chain, empty if it was not asked or had none.
    pub client_chain: Vec<Presented>,
    /// Whether the server asked for a certificate, and the CAs that it named.
    pub asked_for: Option<Vec<String>>,
}

/// The result of one handshake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The outcome of the handshake.
    pub outcome: Outcome,
    /// The side whose own check failed.
    pub failed_side: Option<Side>,
    /// What the client would log; `None` if it is content.
    pub client: Option<Fault>,
    /// What the server would log; `None` if it is content.
    pub server: Option<Fault>,
    /// Whether the client had finished its handshake when the server refused it,
    /// so that it hears of it with its first read (TLS 1.3).
    pub client_finished_first: bool,
    /// The method by which the verdict was reached.
    pub method: Method,
    /// The transcript: what went over the wire.
    pub transcript: Transcript,
}

impl Verdict {
    /// Whether both sides accept the handshake.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.outcome != Outcome::Refused
    }

    /// What the side found whose own check failed; `None` if both are content.
    #[must_use]
    pub fn fault(&self) -> Option<&Fault> {
        self.fault_of(self.failed_side?)
    }

    /// What one side would log; `None` if it is content.
    #[must_use]
    pub fn fault_of(&self, side: Side) -> Option<&Fault> {
        match side {
            Side::Client => self.client.as_ref(),
            Side::Server => self.server.as_ref(),
        }
    }
}

/// Makes one handshake, both sides in memory.
#[must_use]
pub fn handshake(server: &ServerSide, client: &ClientSide, dial: &Dial<'_>) -> Verdict {
    match (&server.tls, &client.tls) {
        (Some(server), Some(client)) => both_tls(server, client, dial),
        (None, None) => Verdict {
            outcome: Outcome::Plaintext,
            failed_side: None,
            client: None,
            server: None,
            client_finished_first: false,
            method: Method::Rule,
            transcript: Transcript::default(),
        },
        (Some(_), None) => plaintext_client(dial.protocol),
        (None, Some(client)) => {
            let dialled = dial.address.name(dial.protocol);
            let name = client.server_name.as_deref().unwrap_or(&dialled);
            let hello = knows_whom(client, name)
                .and_then(|()| rules::offers_versions(client, dial.versions).map(drop));
            match hello {
                Ok(()) => plaintext_server(dial.protocol),
                Err(refusal) => {
                    let verdict = refused(refusal, None, Method::Rule, Transcript::default());
                    match dial.protocol {
                        // net/http says nothing of who hangs up without a word.
                        Protocol::Http => Verdict {
                            server: None,
                            ..verdict
                        },
                        Protocol::Grpc | Protocol::Gossip | Protocol::Other => verdict,
                    }
                }
            }
        }
    }
}

/// What comes of two sides of which only one speaks TLS, whatever its files are.
#[must_use]
pub fn mismatch(speaks_tls: Side, protocol: Protocol) -> Verdict {
    match speaks_tls {
        Side::Server => plaintext_client(protocol),
        Side::Client => plaintext_server(protocol),
    }
}

/// What comes of a server that requires a certificate and a client that has none,
/// whatever their files are, by TLS 1.3.
#[must_use]
pub fn missed(go: GoVersion) -> Verdict {
    let refusal = rules::no_certificate(TlsVersion::Tls13, go);
    Verdict {
        client_finished_first: true,
        ..refused(refusal, None, Method::Rule, Transcript::default())
    }
}

/// The server reads the start of a request where a TLS record should be, and
/// hangs up.
fn plaintext_client(protocol: Protocol) -> Verdict {
    let not_tls = Fault::NotTls { from: Side::Client };
    let (client, server) = match protocol {
        Protocol::Grpc => (Fault::NoPreface, not_tls),
        // net/http answers in plaintext before it hangs up.
        Protocol::Http => (
            Fault::HttpToHttps {
                said_by: Side::Client,
            },
            Fault::HttpToHttps {
                said_by: Side::Server,
            },
        ),
        // A packet of the gossip is gone without a word; a stream hears this.
        Protocol::Gossip | Protocol::Other => (Fault::Gone, not_tls),
    };
    mixed(Side::Server, client, server)
}

/// The client reads the start of some other protocol where a TLS record should
/// be, or nothing at all.
fn plaintext_server(protocol: Protocol) -> Verdict {
    let not_tls = Fault::NotTls { from: Side::Server };
    let (side, client, server) = match protocol {
        Protocol::Grpc => (Side::Client, not_tls, Fault::BogusGreeting),
        Protocol::Http => (Side::Client, Fault::HttpsToHttp, Fault::BadRequest),
        // The first byte of a hello is no type of memberlist's, which then closes
        // the connection with the rest of the hello unread.
        Protocol::Gossip => (Side::Server, Fault::Reset, Fault::UnknownMessage),
        Protocol::Other => (Side::Client, not_tls, Fault::Gone),
    };
    mixed(side, client, server)
}

fn mixed(side: Side, client: Fault, server: Fault) -> Verdict {
    Verdict {
        outcome: Outcome::Refused,
        failed_side: Some(side),
        client: Some(client),
        server: Some(server),
        client_finished_first: false,
        method: Method::Rule,
        transcript: Transcript::default(),
    }
}

fn both_tls(server: &Arc<ServerTls>, client: &Arc<ClientTls>, dial: &Dial<'_>) -> Verdict {
    let dialled = dial.address.name(dial.protocol);
    let name = client.server_name.as_deref().unwrap_or(&dialled);
    if let Err(refusal) = knows_whom(client, name) {
        return refused(refusal, None, Method::Rule, Transcript::default());
    }
    let sni = names::sni(name);
    let hello = Transcript {
        sni: sni.map(str::to_owned),
        ..Transcript::default()
    };
    let agreed = match rules::agree(server, client, dial.versions, dial.protocol, dial.go) {
        Ok(agreed) => agreed,
        Err(refusal) => return refused(refusal, None, Method::Rule, hello),
    };
    let transcript = transcript(server, client, name, hello);
    let ends = memory::Ends {
        server,
        client,
        name,
        sni,
        agreed,
        now: dial.now,
        go: dial.go,
    };
    let (method, result) = match memory::run(&ends) {
        Some(result) => (Method::Handshake, result),
        None => (Method::Rule, decide(&ends)),
    };
    match result {
        Ok(()) => Verdict {
            outcome: Outcome::Tls {
                version: agreed.version,
                suite: agreed.suite,
            },
            failed_side: None,
            client: None,
            server: None,
            client_finished_first: false,
            method,
            transcript,
        },
        Err(refusal) => refused(refusal, Some(agreed), method, transcript),
    }
}

/// Before a client sends a byte, it wants to know whom it verifies.
fn knows_whom(client: &ClientTls, name: &str) -> Result<(), Refusal> {
    if !name.is_empty() || client.skip_verify {
        return Ok(());
    }
    Err(Refusal::new(Side::Client, None, Fault::NoServerName))
}

/// The rest of a handshake that rustls cannot make, by rule.
fn decide(ends: &memory::Ends<'_>) -> Result<(), Refusal> {
    let (agreed, server) = (ends.agreed, &ends.server.credentials);
    let judged = rules::judge_server(
        ends.client,
        ends.name,
        &Shown::by(Some(server)),
        agreed.version,
        ends.now,
        ends.go,
    );
    let server = server.leaf().key().kind();
    match (judged, rules::server_signs(server, agreed)) {
        (Err(refusal), Err(beside)) => return Err(refusal.beside(&beside)),
        (Err(refusal), Ok(())) | (Ok(_), Err(refusal)) => return Err(refusal),
        (Ok(_), Ok(())) => {}
    }
    let encrypts = rules::client_encrypts(server, agreed);
    if ends.server.client_auth == ClientAuth::No {
        return encrypts;
    }
    let credentials = ends.client.credentials.as_ref();
    // Whatever stops the client here, its chain is on its way already, and the
    // server looks at that first.
    let goes_on = encrypts.and_then(|()| match credentials {
        Some(credentials) => rules::client_signs(credentials.leaf().key().kind(), agreed.version),
        None => Ok(()),
    });
    let judged = rules::judge_client(
        ends.server,
        &Shown::by(credentials),
        agreed.version,
        ends.now,
        ends.go,
    );
    match (goes_on, judged) {
        (Err(refusal), Err(beside)) => Err(refusal.beside(&beside)),
        (Err(refusal), Ok(_)) | (Ok(()), Err(refusal)) => Err(refusal),
        (Ok(()), Ok(_)) => Ok(()),
    }
}

fn transcript(server: &ServerTls, client: &ClientTls, name: &str, hello: Transcript) -> Transcript {
    let asks = server.client_auth != ClientAuth::No;
    let subjects = || {
        let pool = server.client_ca.iter().flat_map(|pool| pool.certificates());
        pool.map(|certificate| certificate.subject().to_string())
            .collect()
    };
    let client_chain = match &client.credentials {
        Some(credentials) if asks => credentials.presented().to_vec(),
        _ => Vec::new(),
    };
    Transcript {
        verified_name: (!client.skip_verify).then(|| name.to_owned()),
        server_chain: server.credentials.presented().to_vec(),
        client_chain,
        asked_for: asks.then(subjects),
        ..hello
    }
}

fn refused(
    refusal: Refusal,
    agreed: Option<Agreed>,
    method: Method,
    mut transcript: Transcript,
) -> Verdict {
    let Refusal {
        side,
        fault,
        alert,
        other,
    } = refusal;
    let other = other.unwrap_or_else(|| alert.map_or(Fault::Gone, Fault::Alert));
    let (client, server) = match side {
        Side::Client => {
            // It goes away before it has shown anything of its own.
            transcript.client_chain.clear();
            (fault, other)
        }
        Side::Server => (other, fault),
    };
    let tls13 = agreed.is_some_and(|agreed| agreed.version == TlsVersion::Tls13);
    Verdict {
        outcome: Outcome::Refused,
        failed_side: Some(side),
        client: Some(client),
        server: Some(server),
        client_finished_first: side == Side::Server && tls13,
        method,
        transcript,
    }
}
