//! Who dials whom: the catalog's links, between the processes of a cluster.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::Cluster;
use super::idle::is_idle;
use super::process::Process;
use super::setting::OptionRole;
use super::side::Side;
use crate::catalog::{By, Catalog, Link, Protocol, Release, Surface};
use crate::prove::Address;
use crate::topology::ANY;

/// More pairs than this are not tried one by one: each end is then tried with
/// one other.
const MOST_PAIRS: usize = 64;

/// One process that dials another.
#[derive(Debug, Clone)]
pub struct ProcessLink<'a> {
    /// The process that dials.
    pub client: &'a Process,
    /// The process that is dialled.
    pub server: &'a Process,
    /// The surface that holds the client's TLS options.
    pub surface: &'static Surface,
    /// The surface that holds the listener's TLS options.
    pub listener: &'static Surface,
    /// The protocol that is spoken inside TLS.
    pub protocol: Protocol,
    /// The address or name that is dialled.
    pub address: String,
}

/// The links of a cluster as they are found, each once.
#[derive(Debug)]
pub struct Links<'a, F> {
    cluster: &'a Cluster,
    processes: &'a [&'a Process],
    named: F,
    /// Links that are known already: in a process of many parts, several ends
    /// are the same.
    known: BTreeSet<(&'static Surface, [&'a str; 4], String)>,
}

impl<'a, F: Fn(usize) -> Option<IpAddr>> Links<'a, F> {
    /// The links between `processes`, which are some of the cluster's. `named`
    /// gives an address that the certificate in a file is valid for, by the
    /// file's number.
    pub fn new(cluster: &'a Cluster, processes: &'a [&'a Process], named: F) -> Self {
        Self {
            cluster,
            processes,
            named,
            known: BTreeSet::new(),
        }
    }

    /// Gives every link over which at least one side speaks TLS to `each`, with
    /// its client and its server. Whoever dials does so as its own release has it.
    pub fn for_each(mut self, mut each: impl FnMut(ProcessLink<'a>, Side<'a>, Side<'a>)) {
        let releases = self.processes.iter().map(|process| process.release);
        for release in releases.collect::<BTreeSet<_>>() {
            for link in Catalog::builtin().links(release) {
                self.link(&link, release, &mut each);
            }
        }
    }

    fn link(
        &mut self,
        link: &Link,
        release: Release,
        each: &mut impl FnMut(ProcessLink<'a>, Side<'a>, Side<'a>),
    ) {
        let (Some(from), Some(to)) = (link.from.component(), link.to.component()) else {
            return;
        };
        let runs = |component| {
            let processes = self.processes.iter().copied();
            processes
                .filter(|process| process.parts.contains(&component))
                .collect::<Vec<_>>()
        };
        let is_of = |process: &&Process| process.release == release;
        let (mut clients, mut servers) = (runs(from), runs(to));
        clients.retain(is_of);
        // Those of another release are another cluster's, unless nobody else is there.
        if servers.iter().any(is_of) {
            servers.retain(is_of);
        }
        for (client, server) in pairs(&clients, &servers) {
            let Some(listener) = Catalog::builtin().listener(link, server.release) else {
                continue;
            };
            // Whoever runs both ends in one process alone dials itself.
            let is_composite = client.component.is_composite() || server.component.is_composite();
            if !client.may_meet(server) {
                continue;
            }
            if is_composite && client.component == server.component && client.file != server.file {
                continue;
            }
            let sides = (
                self.cluster.client(client, link.surface),
                self.cluster.server(server, listener),
            );
            if !sides.0.is_tls() && !sides.1.is_tls() {
                continue;
            }
            let Some(address) = self.address(link, client, server, &sides.1) else {
                continue;
            };
            let ends = [&client.name, &client.file, &server.name, &server.file];
            let key = (link.surface, ends.map(String::as_str), address.clone());
            if self.known.insert(key) {
                let link = ProcessLink {
                    client,
                    server,
                    surface: link.surface,
                    listener,
                    protocol: link.protocol,
                    address,
                };
                each(link, sides.0, sides.1);
            }
        }
    }

    /// What is dialled. None where the settings do not say that anything is.
    fn address(
        &self,
        link: &Link,
        client: &Process,
        server: &Process,
        listener: &Side<'_>,
    ) -> Option<String> {
        if !dials(client, link) {
            return None;
        }
        if link.by == By::Ip {
            let is_alone = client.file == server.file && self.processes.len() == 1;
            return Some(self.ip(listener, is_alone));
        }
        let role = OptionRole::of_client(link.surface)?;
        let text = client.role(role)?.value.as_str();
        let address = host(text)?;
        let is_ours = role != OptionRole::AlertmanagerUrl
            || address.contains("alertmanager")
            || address == "localhost"
            || text.contains("/alertmanager");
        is_ours.then_some(address)
    }

    /// The address of a listener: one that its certificate names, since whoever
    /// made it will have known, or else any.
    fn ip(&self, listener: &Side<'_>, is_alone: bool) -> String {
        if is_alone {
            return "127.0.0.1".to_owned();
        }
        let named = listener.certificate().and_then(&self.named);
        named.map_or_else(|| ANY.to_string(), |ip| ip.to_string())
    }
}

/// Whether the settings of a process say that anybody is dialled over a link: by a
/// name that is set, or by the addresses in a ring that is not switched off.
pub fn dials(process: &Process, link: &Link) -> bool {
    if is_idle(process, link.surface) {
        return false;
    }
    match (link.by, OptionRole::of_client(link.surface)) {
        (By::Name, role) => role.is_some_and(|role| process.role(role).is_some()),
        (By::Ip, Some(OptionRole::AlertmanagerUrl)) => false,
        (By::Ip, Some(role)) => process.role(role).is_some_and(|it| it.value == "true"),
        (By::Ip, None) => true,
    }
}

/// Every client with every server; where that is too much, each with one.
fn pairs<'a>(clients: &[&'a Process], servers: &[&'a Process]) -> Vec<(&'a Process, &'a Process)> {
    if clients.len() * servers.len() <= MOST_PAIRS {
        let with = |client: &&'a Process| {
            let client = *client;
            servers.iter().map(move |server| (client, *server))
        };
        return clients.iter().flat_map(with).collect();
    }
    (clients.iter().cycle())
        .zip(servers.iter().cycle())
        .take(clients.len().max(servers.len()))
        .map(|(client, server)| (*client, *server))
        .collect()
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
