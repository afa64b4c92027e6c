//! Who calls Mimir over HTTP: gateways, scrapers, writers and readers. Codes
//! MT504 to MT507, MT514, MT515, MT519, MT520, MT526 to MT529, MT535.
//!
//! Somebody who calls another than Mimir is none of our business: whose the
//! target is, its name says, or a name, port or Service that was read.

use std::net::IpAddr;
use std::sync::Arc;

use super::super::authorities::Authorities;
use super::super::cluster::Cluster;
use super::super::code::Code;
use super::super::finding::{Place, Severity};
use super::super::process::{OptionRole, Process};
use super::super::rules::Draft;
use super::super::surroundings::{Believed, Caller, CallerRow, Checks, Part, Program, Verifies};
use super::super::wish;
use super::listeners::client_auth;
use super::uses::like;
use crate::catalog::{Catalog, Field, Surface};
use crate::cluster::listens_tls;
use crate::language::Language;
use crate::pki::x509::Certificate;
use crate::prove::Address;
use crate::sorted::SortedSet;

pub(super) fn judge(cluster: &Cluster, http: &'static Surface, drafts: &mut Vec<Draft>) {
    let speaks = |process: &Process| listens_tls(process, http);
    if !cluster.running.processes.iter().any(speaks) {
        return;
    }
    let town = Town::of(cluster, http);
    let authorities = Authorities::of(&cluster.materials);
    let mut told = SortedSet::new();
    for caller in &cluster.around.callers {
        let Some(row) = caller.program.row() else {
            continue;
        };
        let judged = Call {
            cluster,
            authorities: &authorities,
            http,
            caller,
            row,
        };
        let mut found = Vec::new();
        match town.whose(caller) {
            Whose::Mimirs(servers) => judged.judge(&servers, &mut found),
            Whose::Perhaps if caller.is_https == Some(false) => {
                let name = if caller.name.is_empty() {
                    row.name
                } else {
                    &caller.name
                };
                let draft = Draft::new(Code::Mt526, caller.place.clone(), name);
                found.push(draft.with("url", &caller.target));
            }
            Whose::Perhaps | Whose::Anothers => {}
        }
        for draft in found {
            // A gateway of many places that are all alike is told once, but for
            // the addresses in them.
            let is_address = matches!(draft.code, Code::Mt504 | Code::Mt519 | Code::Mt526);
            let line = if is_address { draft.place.line } else { 0 };
            if told.insert((
                draft.code,
                draft.place.file.clone(),
                draft.subject.clone(),
                line,
            )) {
                drafts.push(draft);
            }
        }
    }
}

/// A caller that meets Mimir.
struct Call<'a> {
    cluster: &'a Cluster,
    authorities: &'a Authorities<'a>,
    http: &'static Surface,
    caller: &'a Caller,
    row: &'static CallerRow,
}

impl Call<'_> {
    fn about(&self, code: Code) -> Draft {
        let subject = match self.row.part {
            Part::Client if self.caller.target.contains("://") => &self.caller.target,
            _ => &self.caller.name,
        };
        let subject = if subject.is_empty() {
            self.row.name
        } else {
            subject
        };
        Draft::new(code, self.caller.place.clone(), subject)
    }

    fn judge(&self, servers: &[&Process], found: &mut Vec<Draft>) {
        let speaks = |process: &&&Process| listens_tls(process, self.http);
        let door: Vec<&Process> = servers.iter().filter(speaks).copied().collect();
        if door.is_empty() {
            return;
        }
        let is_strict = door
            .iter()
            .any(|process| client_auth(process, self.http).requires());
        let is_https = match self.caller.is_https {
            Some(is_https) => is_https,
            // Of what is not known nothing is said.
            None => return,
        };
        if !is_https {
            found.push(self.plain());
            return;
        }
        let tls = &self.caller.tls;
        let verifies = match self.row.verifies {
            Verifies::Always => tls.verifies != Some(false),
            Verifies::IfTold => {
                tls.verifies == Some(true) && !matches!(tls.believes, Believed::System)
            }
        };
        let shows = !is_strict || tls.has_certificate;
        let (unverified, unshown) = match self.row.part {
            Part::Gateway => (Code::Mt505, Code::Mt506),
            Part::Scraper => (Code::Mt520, Code::Mt515),
            Part::Client => (Code::Mt527, Code::Mt528),
        };
        if !shows {
            let draft = self.about(unshown);
            found.push(draft.offering("certificate", self.row.certificate));
        }
        if !verifies {
            found.push(self.about(unverified).offering("verify", self.row.verify));
            return;
        }
        let dotted = tls.name.as_ref().filter(|(_, name)| name.ends_with('.'));
        if let Some((place, name)) = dotted.filter(|_| self.row.checks == Checks::Dns) {
            let bare = wish::replace(place, name, name.trim_end_matches('.'));
            let draft = Draft::new(Code::Mt507, place.clone(), self.caller.name.clone());
            found.push(draft.with("name", name).fixed(bare));
            return;
        }
        let leaves = self.leaves(&door);
        found.extend(self.ca(&leaves));
        found.extend(self.name(&leaves));
    }

    /// The CA that it believes, against the certificates that it meets.
    fn ca(&self, leaves: &[&Arc<Certificate>]) -> Option<Draft> {
        let about = |place: &Place, believed: &dyn Fn(Language) -> String| {
            let draft = Draft::new(Code::Mt535, place.clone(), self.about(Code::Mt535).subject);
            draft
                .saying("believed", believed)
                .offering("verify", self.row.verify)
        };
        match &self.caller.tls.believes {
            Believed::System => {
                let is_refused = leaves.iter().any(|it| self.authorities.is_private(it));
                is_refused.then(|| {
                    let mut draft = about(&self.caller.place, &|language| match language {
                        Language::English => "the system's roots alone".to_owned(),
                        Language::German => "allein den Wurzeln des Systems".to_owned(),
                    });
                    // There the CA may have been installed.
                    draft.at_most = Severity::Warning;
                    draft
                })
            }
            Believed::Own => None,
            Believed::File(place, path) => {
                let pool = self.cluster.materials.get(like(self.cluster, path)?)?;
                let signed = |leaf: &&Arc<Certificate>| self.authorities.has_signed(pool, leaf);
                let is_refused = !pool.certificates.is_empty() && !leaves.iter().all(signed);
                is_refused.then(|| about(place, &|_| format!("`{}`", pool.path)))
            }
        }
    }

    /// The certificates that it meets, of those that were handed over.
    fn leaves(&self, door: &[&Process]) -> Vec<&Arc<Certificate>> {
        let leaves = door.iter().filter_map(|process| {
            let file = self.cluster.material(process, self.http, Field::Cert)?;
            self.cluster.materials.get(file)?.leaf()
        });
        leaves.collect()
    }

    fn plain(&self) -> Draft {
        let target = &self.caller.target;
        let https = wish::replace(&self.caller.place, "http://", "https://");
        match self.row.part {
            Part::Gateway => self
                .about(Code::Mt504)
                .with("url", target)
                .with("https", self.row.https)
                .with("verify", self.row.verify)
                .with("names", self.row.names)
                .fixed(https),
            Part::Scraper => self.about(Code::Mt514),
            Part::Client => self.about(Code::Mt519).fixed(https),
        }
    }

    /// The name that it verifies, against the certificates that it meets.
    fn name(&self, leaves: &[&Arc<Certificate>]) -> Option<Draft> {
        let told = self.caller.tls.name.as_ref();
        let host = host(&self.caller.target);
        let wanted = match (told, self.row.checks) {
            (Some((_, name)), _) => name.as_str(),
            (None, Checks::IfNamed) => return None,
            // What nginx calls those whom it passes on to there.
            (None, _) if self.caller.program == Program::Ingress => "upstream_balancer",
            (None, _) => host,
        };
        if wanted.is_empty() || is_open(wanted) {
            return None;
        }
        let is_address = wanted.parse::<IpAddr>().is_ok();
        let lacks = match leaves.is_empty() {
            true => is_address && self.row.checks == Checks::Dns,
            false => !leaves
                .iter()
                .all(|leaf| fits(leaf, wanted, self.row.checks)),
        };
        if !lacks {
            return None;
        }
        let place = told.map_or(&self.caller.place, |(place, _)| place);
        let near = leaves.iter().flat_map(|leaf| &leaf.sans().dns);
        let near = near
            .clone()
            .find(|name| !name.contains('*'))
            .or(near.clone().next());
        let subject = match self.row.part {
            Part::Gateway => self.caller.name.clone(),
            _ => self.about(Code::Mt529).subject,
        };
        let draft = Draft::new(Code::Mt529, place.clone(), subject)
            .with("wanted", wanted)
            .with("names", self.row.names)
            .with("near", near.map_or("mimir", String::as_str));
        Some(draft)
    }
}

/// Whether a certificate has a name, in the eyes of who looks at those alone.
fn fits(leaf: &Certificate, wanted: &str, checks: Checks) -> bool {
    let sans = leaf.sans();
    if let Ok(ip) = wanted.parse::<IpAddr>() {
        return checks != Checks::Dns && sans.ips.contains(&ip);
    }
    let wanted = wanted.trim_end_matches('.').to_ascii_lowercase();
    let is_it = |name: &str| {
        let name = name.to_ascii_lowercase();
        match (name.strip_prefix("*."), wanted.split_once('.')) {
            (Some(pattern), Some((_, behind))) => pattern == behind,
            _ => name == wanted,
        }
    };
    // OpenSSL takes the common name where there is no other; Go does not.
    let is_common = checks == Checks::Dns && sans.dns.is_empty();
    sans.dns.iter().any(|name| is_it(name)) || is_common && is_it(leaf.subject().common_name())
}

/// Whether a name is not known: a variable is in it, or a template's words.
fn is_open(name: &str) -> bool {
    name.contains(['$', '{', '<', '%']) || name.contains(|it| !char::is_ascii(&it))
}

/// The host of a URL or an address.
fn host(target: &str) -> &str {
    let (host, _) = split(target);
    host
}

/// The host of a URL or an address, and its port.
fn split(target: &str) -> (&str, Option<u16>) {
    let behind = target
        .split_once("://")
        .map_or(target, |(_, behind)| behind);
    let authority = match behind.contains("{{") {
        true => behind,
        false => behind.split(['/', '?']).next().unwrap_or(behind),
    };
    let authority = authority.rsplit('@').next().unwrap_or(authority);
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let port = port.and_then(|port| {
        let digits = port
            .find(|it: char| !it.is_ascii_digit())
            .unwrap_or(port.len());
        port.get(..digits)?.parse().ok()
    });
    (host.trim_start_matches('[').trim_end_matches(']'), port)
}

/// Whose a target is.
enum Whose<'a> {
    /// One or more of these processes'.
    Mimirs(Vec<&'a Process>),
    /// Nobody's who was read; it may be Mimir's.
    Perhaps,
    /// Somebody else's.
    Anothers,
}

/// Words that are in the names of those around Mimir and not in its own.
const OTHERS: [&str; 30] = [
    "agent",
    "alloy",
    "cortex",
    "exporter",
    "gateway",
    "grafana",
    "gw",
    "ingress",
    "kafka",
    "lb",
    "loki",
    "memcached",
    "minio",
    "nginx",
    "operator",
    "otel",
    "prometheus",
    "proxy",
    "pyroscope",
    "redis",
    "rollout",
    "s3",
    "smoke",
    "tempo",
    "test",
    "thanos",
    "tool",
    "vault",
    "webhook",
    "etcd",
];

/// What is known of names and ports.
struct Town<'a> {
    cluster: &'a Cluster,
    http: &'static Surface,
    ports: SortedSet<u16>,
}

impl<'a> Town<'a> {
    fn of(cluster: &'a Cluster, http: &'static Surface) -> Self {
        /// What Mimir listens at if it is told nothing.
        const DEFAULT: u16 = 8080;
        let ports = cluster.running.processes.iter().map(|process| {
            let setting = process.role(OptionRole::HttpPort);
            setting.map_or(Some(DEFAULT), |setting| setting.value.parse().ok())
        });
        Self {
            cluster,
            http,
            ports: ports.flatten().collect(),
        }
    }

    fn whose(&self, caller: &Caller) -> Whose<'a> {
        if caller.is_mimirs {
            return self.mimirs("");
        }
        let mut best = Whose::Anothers;
        let named = match caller.program {
            // Labels choose, and without them it is called after what it watches.
            Program::Monitor if !caller.hints.is_empty() && !caller.hints[0].contains(':') => {
                return match words_of(caller.hints.iter().map(String::as_str)) {
                    Some(true) => self.mimirs(&caller.hints.join("-")),
                    _ => Whose::Anothers,
                };
            }
            Program::Monitor | Program::Scrape => words_of([caller.name.as_str()]),
            _ => None,
        };
        if named == Some(true) {
            return self.mimirs(&caller.hints.join(" "));
        }
        let hosts = caller.hints.iter().chain([&caller.target]);
        for target in hosts.filter(|target| !target.is_empty()) {
            match self.of_target(target) {
                found @ Whose::Mimirs(_) => return found,
                Whose::Perhaps => best = Whose::Perhaps,
                Whose::Anothers => {}
            }
        }
        best
    }

    fn of_target(&self, target: &str) -> Whose<'a> {
        let (host, port) = split(target);
        let host = host.to_ascii_lowercase();
        let label = host.split('.').next().unwrap_or_default();
        let bare = label
            .trim_end_matches(|it: char| it.is_ascii_digit())
            .trim_end_matches('-');
        let names = [host.as_str(), label, bare];
        let known = self.cluster.around.neighbours.iter().find(|neighbour| {
            neighbour
                .names
                .iter()
                .any(|name| names.contains(&name.as_str()))
        });
        let is_mimir = known.and_then(|known| {
            known
                .is_mimir
                .or_else(|| words_of(known.labels.iter().map(String::as_str)))
        });
        match is_mimir {
            Some(true) => return self.mimirs(&host),
            Some(false) => return Whose::Anothers,
            None => {}
        }
        if self.is_certified(&host) {
            return self.mimirs(&host);
        }
        let is_address = Address::new(&host).host().parse::<IpAddr>().is_ok();
        if is_address || host == "localhost" {
            return match port.is_some_and(|port| self.ports.contains(&port)) {
                true => self.mimirs(""),
                false => Whose::Perhaps,
            };
        }
        let text = if is_open(&host) { host.as_str() } else { label };
        match words_of([text]) {
            Some(true) => self.mimirs(&host),
            Some(false) => Whose::Anothers,
            None if target.contains("/api/v1/push") => Whose::Perhaps,
            None => Whose::Anothers,
        }
    }

    /// Whether a certificate of an HTTP listener has the name.
    fn is_certified(&self, host: &str) -> bool {
        self.cluster.running.processes.iter().any(|process| {
            let file = self.cluster.material(process, self.http, Field::Cert);
            let leaf = file.and_then(|file| self.cluster.materials.get(file)?.leaf());
            leaf.is_some_and(|leaf| fits(leaf, host, Checks::All))
        })
    }

    /// The processes that a name speaks of; all where it speaks of none.
    fn mimirs(&self, name: &str) -> Whose<'a> {
        let all = || self.cluster.running.processes.iter();
        let named = all()
            .map(|process| process.component.name())
            .filter(|component| name.contains(component))
            .max_by_key(|component| component.len());
        let is_it = |process: &&Process| named.is_none_or(|it| process.component.name() == it);
        Whose::Mimirs(all().filter(is_it).collect())
    }
}

/// Whether names speak of Mimir: none where they say neither.
fn words_of<'t>(names: impl IntoIterator<Item = &'t str>) -> Option<bool> {
    let mut is_mimirs = false;
    for name in names {
        let name = name.to_ascii_lowercase();
        let words = || name.split(|it: char| !it.is_ascii_alphanumeric());
        if words().any(|word| OTHERS.contains(&word)) {
            return Some(false);
        }
        let joined = words()
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join("-");
        let padded = format!("-{joined}-");
        let is_component = || {
            let mut components = Catalog::builtin().all_components();
            components.any(|it| it.name().len() > 5 && padded.contains(&format!("-{}-", it.name())))
        };
        is_mimirs |= words().any(|word| word.starts_with("mimir")) || is_component();
    }
    is_mimirs.then_some(true)
}
