//! Every link that the inputs show, made as a handshake.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;

use super::cluster::Cluster;
use super::failures::{OTHER, code, is_cause};
use super::finding::{LinkReport, Place, ProcessReport, State};
use super::process::{Process, Role};
use super::rules::Draft;
use super::sides::{Absent, Text};
use crate::catalog::{By, Catalog, Field, Link, Protocol, Surface, SurfaceKind};
use crate::go_version::{self, GoVersion};
use crate::pki::Instant;
use crate::prove::{
    self, Address, ClientSide, Fault, ServerSide, Side, TlsRange, Verdict, handshake,
};
use crate::topology::ANY;

/// One handshake to make.
#[derive(Debug)]
pub struct Case {
    server: Arc<ServerSide>,
    client: Arc<ClientSide>,
    address: Address,
    protocol: prove::Protocol,
    now: Instant,
    go: GoVersion,
}

impl Case {
    /// Makes it, both sides in memory.
    pub fn run(&self) -> Verdict {
        let dial = prove::Dial {
            address: &self.address,
            protocol: self.protocol,
            versions: TlsRange::default(),
            now: self.now.unix(),
            go: self.go,
        };
        handshake(&self.server, &self.client, &dial)
    }
}

/// Processes that are alike in all that is proven.
pub(super) struct Group<'a> {
    pub(super) process: &'a Process,
    pub(super) count: usize,
}

/// The processes, alike ones together.
pub(super) fn groups(cluster: &Cluster) -> Vec<Group<'_>> {
    let mut known = BTreeMap::new();
    let mut groups: Vec<Group<'_>> = Vec::new();
    for process in &cluster.processes {
        let folder = process
            .file
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        // The same path is another file in another folder of certificates.
        let folder = if cluster.materials.is_empty() {
            ""
        } else {
            folder
        };
        let url = process.role(Role::AlertmanagerUrl).map(|url| &url.value);
        let next = groups.len();
        let at = *known
            .entry((process.likeness(), folder, url))
            .or_insert(next);
        match groups.get_mut(at) {
            Some(group) => group.count += 1,
            None => groups.push(Group { process, count: 1 }),
        }
    }
    groups
}

/// The groups, as the report lists them.
pub(super) fn processes(groups: &[Group<'_>]) -> Vec<ProcessReport> {
    groups
        .iter()
        .map(|group| ProcessReport {
            component: group.process.component.name().to_owned(),
            file: group.process.file.clone(),
            count: group.count,
        })
        .collect()
}

/// More pairs than this are not tried one by one: each end is then tried with
/// one other.
const MOST_PAIRS: usize = 64;

/// A link, and the ends that it has.
struct Shown<'a> {
    client: &'a Process,
    server: &'a Process,
    surface: &'static Surface,
    listener: &'static Surface,
    protocol: Protocol,
    address: String,
    /// The number of its handshake, or why there is none.
    case: Result<usize, (Side, Absent)>,
    /// The one side that speaks TLS, where the other does not.
    alone: Option<Side>,
    files: Vec<usize>,
}

/// All handshakes of a cluster.
pub(super) struct Layout<'a> {
    cluster: &'a Cluster,
    now: Instant,
    servers: BTreeMap<Text<'a>, (usize, Result<Arc<ServerSide>, Absent>)>,
    clients: BTreeMap<Text<'a>, (usize, Result<Arc<ClientSide>, Absent>)>,
    known: BTreeMap<(usize, usize, String, &'static str), usize>,
    pub(super) cases: Vec<Case>,
    links: Vec<Shown<'a>>,
    /// Links that are shown already: in a process of many parts, several ends
    /// are the same.
    shown: BTreeSet<(&'static Surface, [&'a str; 4], String)>,
}

impl<'a> Layout<'a> {
    pub(super) fn new(cluster: &'a Cluster, groups: &[Group<'a>], now: Instant) -> Self {
        let mut layout = Self {
            cluster,
            now,
            servers: BTreeMap::new(),
            clients: BTreeMap::new(),
            known: BTreeMap::new(),
            cases: Vec::new(),
            links: Vec::new(),
            shown: BTreeSet::new(),
        };
        for link in Catalog::builtin().links(cluster.release) {
            layout.link(&link, groups);
        }
        layout
    }

    fn link(&mut self, link: &Link, groups: &[Group<'a>]) {
        let catalog = Catalog::builtin();
        let (Some(from), Some(to)) = (link.from.component(), link.to.component()) else {
            return;
        };
        let Some(listener) = catalog.listener(link, self.cluster.release) else {
            return;
        };
        let runs = |component| {
            groups
                .iter()
                .map(|group| group.process)
                .filter(move |process| process.parts.contains(&component))
                .collect::<Vec<_>>()
        };
        let (clients, servers) = (runs(from), runs(to));
        if clients.is_empty() || servers.is_empty() {
            return;
        }
        let pairs: Vec<(&'a Process, &'a Process)> = if clients.len() * servers.len() <= MOST_PAIRS
        {
            let of = |client: &&'a Process| {
                let client = *client;
                servers
                    .iter()
                    .map(move |server| (client, *server))
                    .collect::<Vec<_>>()
            };
            clients.iter().flat_map(of).collect()
        } else {
            (clients.iter().cycle())
                .zip(servers.iter().cycle())
                .take(clients.len().max(servers.len()))
                .map(|(client, server)| (*client, *server))
                .collect()
        };
        for (client, server) in pairs {
            // Whoever runs both ends in one process alone dials itself.
            let is_composite = client.component.is_composite() || server.component.is_composite();
            if is_composite && client.component == server.component && client.file != server.file {
                continue;
            }
            self.pair(link, listener, client, server, groups.len());
        }
    }

    fn pair(
        &mut self,
        link: &Link,
        listener: &'static Surface,
        client: &'a Process,
        server: &'a Process,
        groups: usize,
    ) {
        let (cluster, surface) = (self.cluster, link.surface);
        let client_text = Text::client(cluster, client, surface);
        let server_text = Text::server(cluster, server, listener);
        if !client_text.is_tls() && !server_text.is_tls() {
            return;
        }
        let Some(address) = self.address(link, client, server, &server_text, groups) else {
            return;
        };
        let ends = [&client.name, &client.file, &server.name, &server.file].map(String::as_str);
        if !self.shown.insert((surface, ends, address.clone())) {
            return;
        }
        let files = client_text.files().chain(server_text.files()).collect();
        let dialled = client_text
            .name()
            .map_or(address.clone(), |_| String::new());
        let alone = match (client_text.is_tls(), server_text.is_tls()) {
            (true, false) => Some(Side::Client),
            (false, true) => Some(Side::Server),
            _ => None,
        };
        let case = self.case(client_text, server_text, dialled, &address, link.protocol);
        self.links.push(Shown {
            client,
            server,
            surface,
            listener,
            protocol: link.protocol,
            address,
            case,
            alone,
            files,
        });
    }

    /// What is dialled. None where the settings do not say that anything is.
    fn address(
        &self,
        link: &Link,
        client: &Process,
        server: &Process,
        server_text: &Text<'_>,
        groups: usize,
    ) -> Option<String> {
        let role = match (link.surface.kind(), link.by) {
            (SurfaceKind::HttpClient, By::Name) => Role::AlertmanagerUrl,
            (SurfaceKind::HttpClient, By::Ip) => return None,
            (_, By::Name) => Role::FrontendAddress,
            (_, By::Ip) => {
                let is_alone = client.file == server.file && groups == 1;
                return Some(self.ip(server_text, is_alone));
            }
        };
        let text = client.role(role)?.value.as_str();
        let address = host(text)?;
        let is_ours = role != Role::AlertmanagerUrl
            || address.contains("alertmanager")
            || address == "localhost"
            || text.contains("/alertmanager");
        is_ours.then_some(address)
    }

    /// The address of a listener: one that its certificate names, since whoever
    /// made it will have known, or else any.
    fn ip(&self, server: &Text<'_>, is_alone: bool) -> String {
        if is_alone {
            return "127.0.0.1".to_owned();
        }
        let leaf = server
            .certificate()
            .and_then(|index| self.cluster.materials.get(index))
            .and_then(|material| material.leaf());
        let named = leaf.and_then(|leaf| {
            let mut ips = leaf.sans().ips.iter();
            ips.find(|ip| !ip.is_loopback())
        });
        named.map_or_else(|| ANY.to_string(), IpAddr::to_string)
    }

    fn case(
        &mut self,
        client: Text<'a>,
        server: Text<'a>,
        dialled: String,
        address: &str,
        protocol: Protocol,
    ) -> Result<usize, (Side, Absent)> {
        let cluster = self.cluster;
        let next = self.servers.len();
        let (server, server_side) = self
            .servers
            .entry(server)
            .or_insert_with_key(|text| (next, text.load_server(cluster)));
        let next = self.clients.len();
        let (client, client_side) = self
            .clients
            .entry(client)
            .or_insert_with_key(|text| (next, text.load_client(cluster)));
        let server_side = server_side
            .as_ref()
            .map_err(|absent| (Side::Server, absent.clone()))?;
        let client_side = client_side
            .as_ref()
            .map_err(|absent| (Side::Client, absent.clone()))?;
        let next = self.cases.len();
        let id = *self
            .known
            .entry((*server, *client, dialled, protocol.name()))
            .or_insert(next);
        if id == next {
            self.cases.push(Case {
                server: Arc::clone(server_side),
                client: Arc::clone(client_side),
                address: Address::new(address),
                protocol: prove::protocol_of(protocol),
                now: self.now,
                go: go_version::of(cluster.release),
            });
        }
        Ok(id)
    }

    /// What came of each link, and the findings that the rules did not make
    /// already: a link that fails by a known cause is told with that cause.
    pub(super) fn conclude(
        &self,
        verdicts: &[Verdict],
        drafts: &mut Vec<Draft>,
    ) -> Vec<LinkReport> {
        let mut reports = Vec::new();
        let mut own: BTreeMap<(&'static str, Place), Draft> = BTreeMap::new();
        for link in &self.links {
            let mut report = link.report();
            let mut judge = |verdict: &Verdict| {
                report.client = verdict.client.as_ref().map(Fault::to_string);
                report.server = verdict.server.as_ref().map(Fault::to_string);
                verdict.fault().cloned().map(Some)
            };
            let failure = match (&link.case, link.alone) {
                (Ok(id), _) => verdicts.get(*id).and_then(judge),
                // No file could mend that.
                (Err((_, Absent::NotGiven)), Some(side)) => {
                    judge(&prove::mismatch(side, prove::protocol_of(link.protocol)))
                }
                (Err((_, Absent::NotGiven)), None) => {
                    report.state = State::Unproven;
                    None
                }
                (Err((side, absent)), _) => {
                    let fault = match absent {
                        Absent::Start(error) => Some(Fault::Start(error.clone())),
                        Absent::NotGiven | Absent::Word => None,
                    };
                    let words = fault.as_ref().map(Fault::to_string).unwrap_or_default();
                    report.client = (*side == Side::Client).then(|| words.clone());
                    report.server = (*side == Side::Server).then_some(words);
                    Some(fault)
                }
            };
            if let Some(fault) = failure {
                report.state = State::Failed;
                report.finding =
                    Some(link.tell(fault.as_ref(), &report, self.cluster, drafts, &mut own));
            }
            reports.push(report);
        }
        drafts.extend(own.into_values());
        reports
    }
}

impl Shown<'_> {
    fn report(&self) -> LinkReport {
        LinkReport {
            from: self.client.name.clone(),
            to: self.server.name.clone(),
            surface: self.surface.id(),
            protocol: self.protocol.name(),
            address: self.address.clone(),
            state: State::Accepted,
            client: None,
            server: None,
            finding: None,
        }
    }

    fn tell(
        &self,
        fault: Option<&Fault>,
        report: &LinkReport,
        cluster: &Cluster,
        drafts: &mut [Draft],
        own: &mut BTreeMap<(&'static str, Place), Draft>,
    ) -> &'static str {
        let name = format!("{} -> {} ({})", report.from, report.to, self.surface.id());
        let kind = fault.map(Fault::kind);
        let cause = drafts
            .iter_mut()
            .find(|draft| is_cause(kind, draft.code) && self.concerns(draft, cluster));
        if let Some(cause) = cause {
            if !cause.links.contains(&name) {
                cause.links.push(name);
            }
            return cause.code;
        }
        let code = fault.map_or(OTHER, code);
        let draft = own.entry((code, self.place(code))).or_insert_with(|| {
            Draft::new(code, self.place(code), name.clone())
                .with("client", short(report.client.as_deref()))
                .with("server", short(report.server.as_deref()))
                .with("address", &self.address)
                .with("from", &report.from)
                .with("to", &report.to)
                .with("surface", self.surface.id())
                .with("listener", self.listener.title())
                .with("name", self.wanted_name())
        });
        if !draft.links.contains(&name) {
            draft.links.push(name);
            draft.widen("surface", self.surface.id());
        }
        code
    }

    fn wanted_name(&self) -> String {
        let name = self.client.text(self.surface, Field::ServerName);
        name.unwrap_or(&self.address).to_owned()
    }

    /// Where the mend of a failure belongs.
    fn place(&self, code: &str) -> Place {
        let name = self.client.get(self.surface, Field::ServerName);
        if let Some(name) = name.filter(|_| code == "MT407") {
            return name.place.clone();
        }
        let at_server = matches!(code, "MT402" | "MT407" | "MT404");
        let first = |process: &Process, surface| {
            process
                .block(surface)
                .map(|setting| setting.place.clone())
                .min()
        };
        let client = first(self.client, self.surface);
        let server = first(self.server, self.listener);
        let (one, other) = if at_server {
            (server, client)
        } else {
            (client, server)
        };
        one.or(other).unwrap_or_else(|| Place {
            file: self.client.file.clone(),
            ..Place::default()
        })
    }

    /// Whether a finding is about this link's settings or files.
    fn concerns(&self, draft: &Draft, cluster: &Cluster) -> bool {
        let both = Catalog::builtin().surfaces(cluster.release);
        let both = both.filter(|surface| surface.is_both_servers() && self.listener.is_listener());
        let settings = self
            .client
            .block(self.surface)
            .chain(self.server.block(self.listener))
            .chain(both.flat_map(|surface| self.server.block(surface)));
        settings
            .into_iter()
            .any(|setting| setting.place == draft.place)
            || self
                .files
                .iter()
                .filter_map(|index| cluster.materials.get(*index))
                .any(|material| material.place.file == draft.place.file)
    }
}

/// What a side says, its middle left out where it lists a hundred names.
fn short(words: Option<&str>) -> String {
    const ENDS: usize = 120;
    let words = words.unwrap_or("nothing");
    let length = words.chars().count();
    if length <= 3 * ENDS {
        return words.to_owned();
    }
    let before: String = words.chars().take(ENDS).collect();
    let behind: String = words.chars().skip(length - ENDS).collect();
    format!("{before} ... {behind}")
}

/// The host of a URL or of an address with a scheme of Mimir's or gRPC's own:
/// `dns:///host:9095`, `dnssrvnoa+http://_http._tcp.host/path`.
fn host(text: &str) -> Option<String> {
    let behind = text.rsplit("://").next().unwrap_or(text);
    let authority = behind.trim_start_matches('/').split('/').next()?;
    let host = Address::new(authority).host().to_owned();
    // What a service record is asked for is no part of the name behind it.
    let host = host
        .split('.')
        .skip_while(|label| label.starts_with('_'))
        .collect::<Vec<_>>()
        .join(".");
    (!host.is_empty()).then_some(host)
}
