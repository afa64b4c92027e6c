//! Every link that the inputs show, made as a handshake.

use std::collections::BTreeMap;

use super::cluster::Cluster;
use super::code::Code;
use super::dialled::Dialled;
use super::failed::Failures;
use super::finding::{LinkCheck, LinkVerdict, ProcessReport};
use super::process::{OptionRole, Process};
use super::rules::Draft;
use crate::cluster::{self, Absent, Call, Handshake, Layout, NotMet};
use crate::go_version;
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
        // The same path is another file in another folder of certificates.
        let folder = match cluster.materials.is_empty() {
            true => "",
            false => cluster::folder(&process.file),
        };
        let url = process
            .role(OptionRole::AlertmanagerUrl)
            .map(|url| &url.value);
        let next = groups.len();
        let at = *known
            .entry((
                process.likeness(),
                process.release,
                folder,
                url,
                &process.cluster,
            ))
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

/// All links of a cluster, and their handshakes.
pub(super) struct Links<'a> {
    cluster: &'a Cluster,
    layout: Layout<'a>,
    links: Vec<Dialled<'a>>,
}

impl<'a> Links<'a> {
    pub(super) fn of(cluster: &'a Cluster, processes: &'a [&'a Process], now: Instant) -> Self {
        let mut layout = Layout::new(now);
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
            let protocol = prove::protocol_of(link.protocol);
            let certain = match (client.is_tls(), server.is_tls()) {
                _ if !is_known => None,
                (true, false) => Some(prove::mismatch(Side::Client, protocol)),
                (false, true) => Some(prove::mismatch(Side::Server, protocol)),
                (true, true) if server.requires_certificate() && !client.shows_certificate() => {
                    Some(prove::missed(go_version::of(link.client.release)))
                }
                _ => None,
            };
            let call = Call {
                address: &link.address,
                protocol: link.protocol,
                versions: TlsRange::default(),
                release: link.client.release,
            };
            let case = layout.meet(client, server, call);
            links.push(Dialled {
                link,
                case,
                certain,
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
        let mut own = Failures::new(self.cluster);
        for link in &self.links {
            let mut report = link.report();
            let mut judge = |verdict: &Verdict| {
                report.client = verdict.client.as_ref().map(Fault::to_string);
                report.server = verdict.server.as_ref().map(Fault::to_string);
                verdict.fault().cloned().map(Some)
            };
            let failure = match (&link.case, &link.certain) {
                (Ok(id), _) => verdicts.get(*id).and_then(judge),
                // No file could fix that.
                (Err(it), Some(verdict)) if it.why == Absent::NotGiven => judge(verdict),
                (Err(it), None) if it.why == Absent::NotGiven => {
                    report.verdict = LinkVerdict::Unproven;
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
                report.verdict = LinkVerdict::Failed;
                let told = link.told(fault.as_ref(), &report, self.cluster, drafts);
                report.finding = Some(match told {
                    Some(code) => code,
                    None => own.tell(link, fault.as_ref(), &report),
                });
            }
            reports.push(report);
        }
        drafts.extend(own.drafts());
        // Of a process whose links were tried, nothing is guessed.
        let tried = |file: &str| {
            let mut links = self.links.iter().zip(&reports);
            links.any(|(link, report)| {
                let ends = [&link.link.client.file, &link.link.server.file];
                report.verdict == LinkVerdict::Failed && ends.iter().any(|end| *end == file)
            })
        };
        drafts.retain(|draft| draft.code != Code::Mt423 || !tried(&draft.place.file));
        reports
    }
}
