//! From links to handshakes, and from handshakes to a proof.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use ring::digest::{self, SHA256_OUTPUT_LEN};

use super::controls::{Control, Foreign, Stranger};
use super::mend;
use super::report::{ControlReport, HandshakeReport, LinkReport, Proof, Verdict, Words};
use super::sides::{ClientText, LoadError, ServerText, Setup, SideError};
use crate::bundle::CertFolder;
use crate::catalog::{Component, End, Material, Protocol, Surface, SurfaceKind};
use crate::go_version::{self, GoVersion};
use crate::pki::{self, Entropy, Instant};
use crate::plan::Plan;
use crate::policy::{ClientAuth, TlsVersion};
use crate::prove::{self, Address, ClientSide, ServerSide, TlsRange, handshake};
use crate::settings::{CertFile, Settings};
use crate::topology::{self, Dial, Link};

/// The versions over which each link is proven. Older ones are Mimir's to
/// refuse, and no two of its processes would choose them.
const VERSIONS: [TlsVersion; 2] = [TlsVersion::Tls13, TlsVersion::Tls12];

/// All that is to be proven of one cluster, as handshakes that differ.
#[derive(Debug)]
pub struct Proving {
    cases: Vec<Case>,
    links: Vec<(Link, Expectation, Vec<usize>)>,
    controls: Vec<(Control, bool, Vec<usize>)>,
    proof: Proof,
}

/// One handshake to make. It stands for every link with equal inputs.
#[derive(Debug, Clone)]
pub struct Case {
    id: CaseId,
    server: Arc<ServerSide>,
    client: Arc<ClientSide>,
    address: Address,
    protocol: prove::Protocol,
    version: TlsVersion,
    now: Instant,
    go: GoVersion,
}

/// Two handshakes with the same identity have equal inputs, time and keys
/// included, in whatever plan they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CaseId([u8; SHA256_OUTPUT_LEN]);

/// What the plan expects of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expectation {
    Accepted,
    /// Refused under the plan's own policy; the mend is the outsider's.
    Refused {
        mend: &'static str,
    },
}

impl Case {
    /// What tells it from every other.
    pub fn id(&self) -> &CaseId {
        &self.id
    }

    /// Makes the handshake, both sides in memory.
    pub fn run(&self) -> prove::Verdict {
        handshake(
            &self.server,
            &self.client,
            &prove::Dial {
                address: &self.address,
                protocol: self.protocol,
                versions: TlsRange::only(self.version),
                now: self.now.unix(),
                go: self.go,
            },
        )
    }
}

/// Makes the handshakes one after the other: a verdict for each, in their order.
pub fn one_by_one(cases: &[Case]) -> Vec<prove::Verdict> {
    cases.iter().map(Case::run).collect()
}

impl Proving {
    /// Lays out what is to be proven of `plan`, with the settings and the
    /// certificates at hand, at the time `now`.
    ///
    /// # Errors
    ///
    /// A process that would not start at all, or entropy that gives no key for
    /// the strangers of the negative controls.
    pub fn new(
        plan: &Plan,
        settings: &BTreeMap<Component, Settings>,
        folder: &CertFolder,
        entropy: &mut dyn Entropy,
        now: Instant,
    ) -> Result<Self, ProvingError> {
        let foreign = Foreign::issue(plan, entropy, now)?;
        Self::against(plan, settings, folder, &foreign, now)
    }

    /// [`Proving::new`] with strangers that are there already.
    ///
    /// # Errors
    ///
    /// A process that would not start at all.
    pub fn against(
        plan: &Plan,
        settings: &BTreeMap<Component, Settings>,
        folder: &CertFolder,
        foreign: &Foreign,
        now: Instant,
    ) -> Result<Self, ProvingError> {
        let go = go_version::of(plan.release);
        let mut layout = Layout {
            setup: Setup {
                plan,
                settings,
                folder,
            },
            foreign,
            now,
            go,
            servers: BTreeMap::new(),
            clients: BTreeMap::new(),
            known: BTreeMap::new(),
            cases: Vec::new(),
        };
        let links = topology::links(plan);
        let mut proven = Vec::new();
        for link in &links {
            let cases = layout.link(link)?;
            proven.push((link.clone(), expectation(plan, link), cases));
        }
        let mut controls = Vec::new();
        for (control, welcome) in strangers(plan, &links) {
            let cases = layout.control(&control)?;
            controls.push((control, welcome, cases));
        }
        let mut met = BTreeMap::new();
        for link in links.iter().filter(|link| link.from.component().is_some()) {
            for case in layout.foreign_server(link)? {
                met.entry((link.from, link.protocol))
                    .or_insert_with(Vec::new)
                    .push(case);
            }
        }
        for ((at, protocol), mut cases) in met {
            cases.sort_unstable();
            cases.dedup();
            controls.push((
                Control {
                    stranger: Stranger::ForeignServer,
                    at,
                    protocol,
                },
                false,
                cases,
            ));
        }
        Ok(Self {
            cases: layout.cases,
            links: proven,
            controls,
            proof: Proof::new(plan, now, go.to_string()),
        })
    }

    /// The handshakes to make, in any order and on any thread.
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// The proof, from what came of each of [`Proving::cases`], in their order.
    pub fn conclude(self, verdicts: &[prove::Verdict]) -> Proof {
        let mut proof = self.proof;
        let came = |cases: &[usize]| -> Vec<&prove::Verdict> {
            cases.iter().filter_map(|id| verdicts.get(*id)).collect()
        };
        for (link, expectation, cases) in self.links {
            let came = came(&cases);
            let accepted = !came.is_empty() && came.iter().all(|verdict| verdict.is_ok());
            let refused = !came.is_empty() && came.iter().all(|verdict| !verdict.is_ok());
            let bad = came.iter().find(|verdict| !verdict.is_ok()).copied();
            let (verdict, mend) = match expectation {
                Expectation::Accepted if accepted => (Verdict::Accepted, None),
                Expectation::Refused { mend } if refused => {
                    (Verdict::RefusedByPolicy, Some(mend.to_owned()))
                }
                Expectation::Accepted => (Verdict::Failed, bad.map(mend::of)),
                Expectation::Refused { .. } => (Verdict::Failed, Some(mend::LET_IN.to_owned())),
            };
            let words = Words::of(bad.or(came.first().copied()));
            proof
                .links
                .push(LinkReport::new(&link, verdict, words, mend, cases));
        }
        for (control, welcome, cases) in self.controls {
            let came = came(&cases);
            let holds = !came.is_empty() && came.iter().all(|verdict| verdict.is_ok() == welcome);
            let telling = came
                .iter()
                .find(|verdict| verdict.is_ok() != welcome)
                .or(came.first())
                .copied();
            proof.controls.push(ControlReport::new(
                &control,
                welcome,
                holds,
                Words::of(telling),
                cases,
            ));
        }
        proof.handshakes = self
            .cases
            .iter()
            .zip(verdicts)
            .enumerate()
            .map(|(id, (case, verdict))| {
                HandshakeReport::new(id, case.version, &case.address, verdict)
            })
            .collect();
        proof
    }
}

/// Why nothing can be proven.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProvingError {
    /// A process that would not start.
    #[error(transparent)]
    Side(#[from] SideError),
    /// The strangers could not be made.
    #[error(transparent)]
    Pki(#[from] pki::Error),
}

/// Handshakes as they are found, each kept once.
struct Layout<'a> {
    setup: Setup<'a>,
    foreign: &'a Foreign,
    now: Instant,
    go: GoVersion,
    servers: BTreeMap<ServerText<'a>, Loaded<ServerSide>>,
    clients: BTreeMap<ClientText<'a>, Loaded<ClientSide>>,
    known: BTreeMap<Key, usize>,
    cases: Vec<Case>,
}

/// A side, its number among those that differ, and the digest of its text.
type Loaded<T> = (usize, Arc<T>, [u8; SHA256_OUTPUT_LEN]);

/// What makes two handshakes one: the sides, the name that matters, the version.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    server: usize,
    client: usize,
    name: String,
    /// What no handshake can tell apart counts as one.
    protocol: prove::Protocol,
    version: TlsVersion,
}

impl<'a> Layout<'a> {
    fn link(&mut self, link: &Link) -> Result<Vec<usize>, SideError> {
        let server = self.listener(link.to, link.protocol)?;
        let text = self.setup.client(link)?;
        let is_named = text.server_name.is_some();
        let client = self.client(text, link.from, link.surface)?;
        // Behind a server name of its own, a client forgets what it dialled.
        let name = if is_named {
            String::new()
        } else {
            link.dial.to_string()
        };
        Ok(self.cases(server, client, name, &link.dial, link.protocol))
    }

    fn control(&mut self, control: &Control) -> Result<Vec<usize>, SideError> {
        let Control {
            stranger,
            at,
            protocol,
        } = *control;
        let server = self.listener(at, protocol)?;
        let Setup { plan, folder, .. } = self.setup;
        let ca = folder.file(at, CertFile::Root.name(plan.certificates.profile));
        let text = self.foreign.client(stranger, plan.server_name.as_str(), ca);
        let client =
            load(&mut self.clients, text, ClientText::load).map_err(|error| error.of(at, None))?;
        let dial = Dial::Name(plan.server_name.clone());
        Ok(self.cases(server, client, String::new(), &dial, protocol))
    }

    /// The link's client, led to a server of another CA. One that verifies
    /// nothing, or speaks no TLS, cannot be asked to notice.
    fn foreign_server(&mut self, link: &Link) -> Result<Vec<usize>, SideError> {
        let text = self.setup.client(link)?;
        if text.skip_verify || !text.enabled {
            return Ok(Vec::new());
        }
        let client = self.client(text, link.from, link.surface)?;
        let text = self.foreign.server();
        let server = load(&mut self.servers, text, ServerText::load)
            .map_err(|error| error.of(link.to, None))?;
        Ok(self.cases(server, client, String::new(), &link.dial, link.protocol))
    }

    fn listener(&mut self, at: End, protocol: Protocol) -> Result<Loaded<ServerSide>, SideError> {
        let text = self.setup.listener(at, protocol)?;
        load(&mut self.servers, text, ServerText::load)
            .map_err(|error| error.of(at, self.setup.surface_of(protocol)))
    }

    fn client(
        &mut self,
        text: ClientText<'a>,
        owner: End,
        surface: &'static Surface,
    ) -> Result<Loaded<ClientSide>, SideError> {
        load(&mut self.clients, text, ClientText::load)
            .map_err(|error| error.of(owner, Some(surface)))
    }

    /// A handshake for each version that the plan allows.
    fn cases(
        &mut self,
        (server, server_side, server_text): Loaded<ServerSide>,
        (client, client_side, client_text): Loaded<ClientSide>,
        name: String,
        dial: &Dial,
        protocol: Protocol,
    ) -> Vec<usize> {
        let protocol = prove::protocol_of(protocol);
        let oldest = self
            .setup
            .plan
            .policy
            .min_version
            .unwrap_or(TlsVersion::Tls12);
        let mut ids = Vec::new();
        for version in VERSIONS.into_iter().filter(|version| *version >= oldest) {
            let key = Key {
                server,
                client,
                name: name.clone(),
                protocol,
                version,
            };
            let next = self.cases.len();
            let id = *self.known.entry(key).or_insert(next);
            if id == next {
                let rest = (dial.to_string(), protocol, version, self.now, self.go);
                self.cases.push(Case {
                    id: CaseId(digest_of(&(server_text, client_text, rest))),
                    server: Arc::clone(&server_side),
                    client: Arc::clone(&client_side),
                    address: Address::new(&dial.to_string()),
                    protocol,
                    version,
                    now: self.now,
                    go: self.go,
                });
            }
            ids.push(id);
        }
        ids
    }
}

/// The side of that text: loaded once, and found again ever after.
fn load<K: Ord + Hash, T>(
    known: &mut BTreeMap<K, Loaded<T>>,
    text: K,
    load: impl FnOnce(&K) -> Result<T, LoadError>,
) -> Result<Loaded<T>, LoadError> {
    if let Some(loaded) = known.get(&text) {
        return Ok(loaded.clone());
    }
    let loaded = (known.len(), Arc::new(load(&text)?), digest_of(&text));
    known.insert(text, loaded.clone());
    Ok(loaded)
}

/// SHA-256 of a value's parts, each with its length, as [`Hash`] lists them.
fn digest_of(value: &impl Hash) -> [u8; SHA256_OUTPUT_LEN] {
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
    let mut out = [0; SHA256_OUTPUT_LEN];
    out.copy_from_slice(hasher.0.finish().as_ref());
    out
}

fn expectation(plan: &Plan, link: &Link) -> Expectation {
    let End::External(external) = link.from else {
        return Expectation::Accepted;
    };
    if !plan.speaks_tls(link.surface) {
        return Expectation::Accepted;
    }
    let refused = match external.material() {
        Some(Material::Plaintext) => true,
        Some(Material::ClientCertificate) => false,
        Some(Material::None | Material::Ca) | None => plan.policy.http.requires(),
    };
    match refused {
        true => Expectation::Refused {
            mend: external.mend().unwrap_or(mend::CERTIFICATE),
        },
        false => Expectation::Accepted,
    }
}

/// Every stranger at every door of every member, and whether it is welcome.
fn strangers(plan: &Plan, links: &[Link]) -> Vec<(Control, bool)> {
    let mut doors: Vec<(End, Protocol)> = links
        .iter()
        .filter(|link| link.to.component().is_some())
        .map(|link| (link.to, link.protocol))
        .collect();
    // Every member has a gRPC door, even one that no part of Mimir calls.
    doors.extend(
        plan.members
            .iter()
            .map(|member| (End::Component(member.component), Protocol::Grpc)),
    );
    doors.sort();
    doors.dedup();
    let mut controls = Vec::new();
    for (at, protocol) in doors {
        let auth = match protocol {
            Protocol::Grpc => Some(plan.policy.grpc),
            Protocol::Http if plan.has(SurfaceKind::HttpServer) => Some(plan.policy.http),
            Protocol::Http => None,
            // It asks nobody for a certificate.
            _ => Some(ClientAuth::No),
        };
        for stranger in [
            Stranger::NoCertificate,
            Stranger::ForeignClient,
            Stranger::Plaintext,
        ] {
            controls.push((
                Control {
                    stranger,
                    at,
                    protocol,
                },
                stranger.is_welcome(auth),
            ));
        }
    }
    controls
}
