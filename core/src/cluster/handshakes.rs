//! From sides to handshakes, as few as differ.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use ring::digest;

use super::files::Digest;
use super::side::{Absent, Side, SideKind};
use crate::catalog::{Protocol, Release};
use crate::go_version::{self, GoVersion};
use crate::pki::Instant;
use crate::prove::{self, Address, ClientSide, ServerSide, TlsRange, handshake};

/// One handshake to make. It stands for every link with equal inputs.
#[derive(Debug, Clone)]
pub struct Handshake {
    id: HandshakeId,
    server: Arc<ServerSide>,
    client: Arc<ClientSide>,
    address: Address,
    protocol: prove::Protocol,
    versions: TlsRange,
    now: Instant,
    go: GoVersion,
}

/// What tells a handshake from every other. Two with the same identity have
/// equal inputs, time and keys included, in whatever cluster they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct HandshakeId(Digest);

impl Handshake {
    /// What tells the handshake from every other.
    pub fn id(&self) -> &HandshakeId {
        &self.id
    }

    /// The versions of TLS that both sides are held to.
    pub fn versions(&self) -> TlsRange {
        self.versions
    }

    /// The address that the client dials.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Makes the handshake, both sides in memory.
    pub fn run(&self) -> prove::Verdict {
        let dial = prove::Dial::new(&self.address, self.protocol, self.now.unix())
            .over(self.versions)
            .by(self.go);
        handshake(&self.server, &self.client, &dial)
    }
}

/// Makes handshakes one after the other: a verdict for each, in their order.
pub fn one_by_one(cases: &[Handshake]) -> Vec<prove::Verdict> {
    cases.iter().map(Handshake::run).collect()
}

/// A call from a client to a server: address, protocol and versions.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// The address or name that is dialled.
    pub address: &'a str,
    /// The protocol that is spoken inside TLS.
    pub protocol: Protocol,
    /// The versions of TLS that both sides are held to, beside their own.
    pub versions: TlsRange,
    /// The release by whose Go the two meet: the client's, which has most of the
    /// rules.
    pub release: Release,
}

/// Why two sides do not meet: one of them is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotMet {
    /// The side that is not there.
    pub side: prove::Side,
    /// Why that side is not there.
    pub why: Absent,
}

/// The handshakes of a cluster as its links are found, each kept once.
#[derive(Debug)]
pub struct Layout<'a> {
    now: Instant,
    servers: Sides<'a, ServerSide>,
    clients: Sides<'a, ClientSide>,
    known: BTreeMap<Alike, BTreeMap<Box<str>, usize>>,
    cases: Vec<Handshake>,
}

/// What is alike in handshakes that only what is dialled may tell apart: server,
/// client, protocol, versions, and the version of Go.
type Alike = (usize, usize, prove::Protocol, TlsRange, GoVersion);

/// The sides of one end, each loaded once.
#[derive(Debug)]
struct Sides<'a, T> {
    loaded: BTreeMap<Side<'a>, Loaded<T>>,
    numbers: BTreeMap<Digest, usize>,
}

type Loaded<T> = Result<Text<T>, Absent>;

/// A side with the digest of its text, and a number that it shares with sides of
/// the same text.
#[derive(Debug)]
struct Text<T> {
    side: Arc<T>,
    digest: Digest,
    number: usize,
}

impl<T> Default for Sides<'_, T> {
    fn default() -> Self {
        Self {
            loaded: BTreeMap::new(),
            numbers: BTreeMap::new(),
        }
    }
}

impl<'a, T> Sides<'a, T> {
    /// The side of that text: loaded once, and found again ever after.
    fn load(
        &mut self,
        side: Side<'a>,
        load: impl FnOnce(&Side<'a>) -> Result<(T, Digest), Absent>,
    ) -> Result<&Text<T>, Absent> {
        let numbers = &mut self.numbers;
        let load = |side: &Side<'a>| {
            let (side, digest) = load(side)?;
            let next = numbers.len();
            let number = *numbers.entry(digest).or_insert(next);
            let side = Arc::new(side);
            Ok(Text {
                side,
                digest,
                number,
            })
        };
        let loaded = self.loaded.entry(side).or_insert_with_key(load);
        loaded.as_ref().map_err(Clone::clone)
    }
}

impl<'a> Layout<'a> {
    /// No handshakes yet, all at the time `now`.
    pub fn new(now: Instant) -> Self {
        Self {
            now,
            servers: Sides::default(),
            clients: Sides::default(),
            known: BTreeMap::new(),
            cases: Vec::new(),
        }
    }

    /// The handshakes so far, in the order in which they were found.
    pub fn cases(&self) -> &[Handshake] {
        &self.cases
    }

    /// Gives the layout away as its cases, those of [`Layout::cases`].
    pub fn into_cases(self) -> Vec<Handshake> {
        self.cases
    }

    /// The number of the handshake that a client makes with a server.
    ///
    /// # Errors
    /// The side that is not there; the server where it is both.
    pub fn meet(
        &mut self,
        client: Side<'a>,
        server: Side<'a>,
        call: Call<'_>,
    ) -> Result<usize, NotMet> {
        // Behind a server name of its own, a client forgets what it dialled.
        let dialled = client.name().map_or(call.address, |_| "");
        let server = self.servers.load(server, |side| {
            let serves_http = side.kind == SideKind::HttpServer;
            let is_gossip = side.kind == SideKind::Gossip;
            let digest = digest_of(&(serves_http, is_gossip, &side.core));
            Ok((side.load_server()?, digest))
        });
        let client = self.clients.load(client, |side| {
            Ok((side.load_client()?, digest_of(&side.core)))
        });
        let not_met = |side| move |why| NotMet { side, why };
        let server = server.map_err(not_met(prove::Side::Server))?;
        let client = client.map_err(not_met(prove::Side::Client))?;
        // What no handshake can tell apart counts as one.
        let protocol = prove::protocol_of(call.protocol);
        let (now, go, versions) = (self.now, go_version::of(call.release), call.versions);
        let alike = (server.number, client.number, protocol, versions, go);
        let known = self.known.entry(alike).or_default();
        if let Some(id) = known.get(dialled) {
            return Ok(*id);
        }
        let id = self.cases.len();
        known.insert(dialled.into(), id);
        let sides = (server.digest, client.digest, protocol, versions);
        self.cases.push(Handshake {
            id: HandshakeId(digest_of(&(sides, call.address, now, go))),
            server: server.side.clone(),
            client: client.side.clone(),
            address: Address::new(call.address),
            protocol,
            versions,
            now,
            go,
        });
        Ok(id)
    }
}

/// SHA-256 of a value's parts, each with its length, as [`Hash`] lists them.
fn digest_of(value: &impl Hash) -> Digest {
    struct Sha256(digest::Context);
    impl Hasher for Sha256 {
        fn write(&mut self, bytes: &[u8]) {
            self.0.update(bytes);
        }

        fn finish(&self) -> u64 {
            0
        }
    }
    let mut hasher = Sha256(digest::Context::new(&digest::SHA256));
    value.hash(&mut hasher);
    let mut out = [0; digest::SHA256_OUTPUT_LEN];
    out.copy_from_slice(hasher.0.finish().as_ref());
    out
}
