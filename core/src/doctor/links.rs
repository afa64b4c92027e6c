//! Every link that the inputs show, made as a handshake.

use std::collections::BTreeMap;

use super::cluster::Cluster;
use super::code::Code;
use super::failures::{OTHER, code, is_cause};
use super::finding::{LinkCheck, Place, ProcessReport, State};
use super::process::{OptionRole, Process};
use super::rules::Draft;
use crate::catalog::{Catalog, Field};
use crate::cluster::{self, Absent, Call, Handshake, Layout, NotMet, ProcessLink};
use crate::pki::Instant;
use crate::prove::{self, Fault, Side, TlsRange, Verdict};

/// Processes that are alike in all that is proven.
pub(super) struct Group<'a> {
    pub(super) process: &'a Process,
    pub(super) count: usize,
}

/// The processes, alike ones together.
pub(super) fn groups(cluster: &Cluster) -> Vec<Group<'_>> {
    let mut known = BTreeMap::new();
    let mut groups: Vec<Group<'_>> = Vec::new();
    for process in &cluster.running.processes {
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
        let url = process
            .role(OptionRole::AlertmanagerUrl)
            .map(|url| &url.value);
        let next = groups.len();
        let at = *known
            .entry((process.likeness(), folder, url, &process.cluster))
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

/// A link, and what comes of its handshake.
struct Shown<'a> {
    link: ProcessLink<'a>,
    /// The number of its handshake, or why there is none.
    case: Result<usize, NotMet>,
    /// The one side that speaks TLS, where the other does not.
    alone: Option<Side>,
    /// The numbers of the files that both sides are made of.
    files: Vec<usize>,
}

/// All links of a cluster, and their handshakes.
pub(super) struct Links<'a> {
    cluster: &'a Cluster,
    layout: Layout<'a>,
    links: Vec<Shown<'a>>,
}

impl<'a> Links<'a> {
    pub(super) fn of(cluster: &'a Cluster, processes: &'a [&'a Process], now: Instant) -> Self {
        let mut layout = Layout::new(cluster.running.release, now);
        let mut links = Vec::new();
        let named = |file: usize| {
            let leaf = cluster.materials.get(file)?.leaf()?;
            let mut ips = leaf.sans().ips.iter();
            ips.find(|ip| !ip.is_loopback()).copied()
        };
        let all = cluster::Links::new(&cluster.running, processes, named);
        all.for_each(|link, client, server| {
            let files = client.files().chain(server.files()).collect();
            let is_known = client.is_known() && server.is_known();
            let alone = match (client.is_tls(), server.is_tls()) {
                _ if !is_known => None,
                (true, false) => Some(Side::Client),
                (false, true) => Some(Side::Server),
                _ => None,
            };
            let call = Call {
                address: &link.address,
                protocol: link.protocol,
                versions: TlsRange::default(),
            };
            let case = layout.meet(client, server, call);
            links.push(Shown {
                link,
                case,
                alone,
                files,
            });
        });
        Self {
            cluster,
            layout,
            links,
        }
    }

    /// The handshakes to make.
    pub(super) fn cases(&self) -> &[Handshake] {
        self.layout.cases()
    }

    /// What came of each link, and the findings that the rules did not make
    /// already: a link that fails by a known cause is told with that cause.
    pub(super) fn conclude(&self, verdicts: &[Verdict], drafts: &mut Vec<Draft>) -> Vec<LinkCheck> {
        let mut reports = Vec::new();
        let mut own: BTreeMap<(Code, Place), Draft> = BTreeMap::new();
        for link in &self.links {
            let mut report = link.report();
            let mut judge = |verdict: &Verdict| {
                report.client = verdict.client.as_ref().map(Fault::to_string);
                report.server = verdict.server.as_ref().map(Fault::to_string);
                verdict.fault().cloned().map(Some)
            };
            let failure = match (&link.case, link.alone) {
                (Ok(id), _) => verdicts.get(*id).and_then(judge),
                // No file could fix that.
                (Err(it), Some(side)) if it.why == Absent::NotGiven => {
                    let protocol = prove::protocol_of(link.link.protocol);
                    judge(&prove::mismatch(side, protocol))
                }
                (Err(it), None) if it.why == Absent::NotGiven => {
                    report.state = State::Unproven;
                    None
                }
                (Err(NotMet { side, why }), _) => {
                    let words = Some(why.to_string());
                    match side {
                        Side::Client => report.client = words,
                        Side::Server => report.server = words,
                    }
                    Some(match why {
                        Absent::Start(error) => Some(Fault::Start(error.clone())),
                        Absent::NotGiven | Absent::Missing(_) => None,
                    })
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
    fn report(&self) -> LinkCheck {
        LinkCheck {
            from: self.link.client.name.clone(),
            to: self.link.server.name.clone(),
            surface: self.link.surface.id(),
            protocol: self.link.protocol.name(),
            address: self.link.address.clone(),
            state: State::Accepted,
            client: None,
            server: None,
            finding: None,
        }
    }

    fn tell(
        &self,
        fault: Option<&Fault>,
        report: &LinkCheck,
        cluster: &Cluster,
        drafts: &mut [Draft],
        own: &mut BTreeMap<(Code, Place), Draft>,
    ) -> Code {
        let name = format!(
            "{} -> {} ({})",
            report.from,
            report.to,
            self.link.surface.id()
        );
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
                .with("from", &report.from)
                .with("to", &report.to)
                .offering("server", short(report.server.as_deref()))
                .offering("surface", self.link.surface.id())
                .offering("listener", self.link.listener.title())
                .offering("name", self.wanted_name())
        });
        if !draft.links.contains(&name) {
            draft.links.push(name);
            draft.widen("surface", self.link.surface.id());
        }
        code
    }

    fn wanted_name(&self) -> String {
        let name = self.link.client.text(self.link.surface, Field::ServerName);
        name.unwrap_or(&self.link.address).to_owned()
    }

    /// Where the fix of a failure belongs.
    fn place(&self, code: Code) -> Place {
        let name = self.link.client.get(self.link.surface, Field::ServerName);
        if let Some(name) = name.filter(|_| code == Code::Mt407) {
            return name.place().clone();
        }
        let at_server = matches!(code, Code::Mt402 | Code::Mt407 | Code::Mt404);
        let first = |process: &Process, surface| {
            process
                .block(surface)
                .map(|setting| setting.place().clone())
                .min()
        };
        let client = first(self.link.client, self.link.surface);
        let server = first(self.link.server, self.link.listener);
        let (one, other) = if at_server {
            (server, client)
        } else {
            (client, server)
        };
        one.or(other).unwrap_or_else(|| Place {
            file: self.link.client.file.clone(),
            ..Place::default()
        })
    }

    /// Whether a finding is about this link's settings or files.
    fn concerns(&self, draft: &Draft, cluster: &Cluster) -> bool {
        let both = Catalog::builtin().surfaces(cluster.running.release);
        let both =
            both.filter(|surface| surface.is_both_servers() && self.link.listener.is_listener());
        let settings = self
            .link
            .client
            .block(self.link.surface)
            .chain(self.link.server.block(self.link.listener))
            .chain(both.flat_map(|surface| self.link.server.block(surface)));
        settings
            .into_iter()
            .any(|setting| *setting.place() == draft.place)
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
