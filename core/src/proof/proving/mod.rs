//! From links to handshakes, and from handshakes to a proof.

use std::collections::BTreeMap;

use super::advice;
use super::controls::{Control, ForeignCa, Hand, Stranger};
use super::outside::Outside;
use super::planned::planned;
use super::report::{ControlReport, HandshakeReport, LinkReport, Proof, Verdict, Words};
use super::start::NotStarted;
use crate::catalog::{Catalog, Component, End, Protocol, Surface, SurfaceKind};
use crate::cluster::{Call, Cluster, Handshake, Layout, NotMet, Process, Side};
use crate::folder::CertFolder;
use crate::go_version;
use crate::pki::{self, Entropy, Instant};
use crate::plan::Plan;
use crate::policy::{ClientAuth, TlsVersion};
use crate::prove::{self, TlsRange};
use crate::settings::Settings;
use crate::topology::{self, Link};

/// The versions over which each link is proven. Older ones are Mimir's to
/// refuse, and no two of its processes would choose them.
const VERSIONS: [TlsVersion; 2] = [TlsVersion::Tls13, TlsVersion::Tls12];

/// All that is to be proven of one cluster, as handshakes that differ.
#[derive(Debug)]
pub struct Proving {
    cases: Vec<Handshake>,
    links: Vec<(Met, Link, Expectation)>,
    controls: Vec<(Met, Control, bool)>,
    proof: Proof,
}

/// Two that meet, by their names, and the numbers of their handshakes.
#[derive(Debug)]
struct Met {
    from: String,
    to: String,
    cases: Result<Vec<usize>, NotStarted>,
}

/// What the plan expects of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expectation {
    Accepted,
    /// Refused under the plan's own policy; the fix is the outsider's.
    Refused {
        fix: &'static str,
    },
}

impl Proving {
    /// Lays out what is to be proven of `plan`, with the settings and the
    /// certificates at hand, at the time `now`. A process that would not start
    /// is a part of the proof: its links fail.
    ///
    /// # Errors
    ///
    /// Entropy that gives no key for the strangers of the negative controls.
    pub fn new(
        plan: &Plan,
        settings: &BTreeMap<Component, Settings>,
        folder: &CertFolder,
        entropy: &mut dyn Entropy,
        now: Instant,
    ) -> Result<Self, pki::PkiError> {
        let foreign = ForeignCa::issue(plan, entropy, now)?;
        Ok(Self::against(plan, settings, folder, &foreign, now))
    }

    /// [`Proving::new`] with strangers that are there already.
    pub fn against(
        plan: &Plan,
        settings: &BTreeMap<Component, Settings>,
        folder: &CertFolder,
        foreign: &ForeignCa,
        now: Instant,
    ) -> Self {
        let cluster = planned(plan, settings, folder);
        Self::of(plan, &cluster, folder, foreign, now)
    }

    /// Lays out what is to be proven of a cluster that is to do what `plan`
    /// intends: every process of a component is held to the component's links,
    /// with its own settings and files. `folder` is what those have who are no
    /// part of Mimir.
    pub fn of(
        plan: &Plan,
        cluster: &Cluster,
        folder: &CertFolder,
        foreign: &ForeignCa,
        now: Instant,
    ) -> Self {
        let mut meeting = Meeting {
            plan,
            cluster,
            outside: Outside::new(plan, folder),
            strangers: foreign.hand(),
            layout: Layout::new(now),
        };
        let links = topology::links(plan);
        let mut proven = Vec::new();
        for link in &links {
            for met in meeting.link(link) {
                proven.push((met, link.clone(), expectation(plan, link)));
            }
        }
        let mut controls = Vec::new();
        for (control, welcome) in strangers(plan, &links) {
            for met in meeting.control(&control) {
                controls.push((met, control, welcome));
            }
        }
        controls.extend(meeting.foreign_servers(&links));
        let go = go_version::of(plan.release);
        Self {
            cases: meeting.layout.into_cases(),
            links: proven,
            controls,
            proof: Proof::new(plan, now, go.to_string()),
        }
    }

    /// The handshakes to make, in any order and on any thread.
    pub fn cases(&self) -> &[Handshake] {
        &self.cases
    }

    /// The proof, from what came of each of [`Proving::cases`], in their order.
    pub fn conclude(self, verdicts: &[prove::Verdict]) -> Proof {
        let mut proof = self.proof;
        let came = |met: &Met| -> Vec<&prove::Verdict> {
            let cases = met.cases.iter().flatten();
            cases.filter_map(|id| verdicts.get(*id)).collect()
        };
        for (met, link, expectation) in self.links {
            let came = came(&met);
            let accepted = !came.is_empty() && came.iter().all(|verdict| verdict.is_ok());
            let refused = !came.is_empty() && came.iter().all(|verdict| !verdict.is_ok());
            let bad = came.iter().find(|verdict| !verdict.is_ok()).copied();
            let (verdict, fix) = match expectation {
                _ if met.cases.is_err() => (Verdict::Failed, None),
                Expectation::Accepted if accepted => (Verdict::Accepted, None),
                Expectation::Refused { fix } if refused => {
                    (Verdict::RefusedByPolicy, Some(fix.to_owned()))
                }
                Expectation::Accepted => (Verdict::Failed, bad.map(advice::of)),
                Expectation::Refused { .. } => (Verdict::Failed, Some(advice::LET_IN.to_owned())),
            };
            let words = met.words(&mut proof, bad.or(came.first().copied()));
            let Met { from, to, cases } = met;
            let ends = (from, to);
            let cases = cases.unwrap_or_default();
            proof
                .links
                .push(LinkReport::new(ends, &link, verdict, words, fix, cases));
        }
        for (met, control, welcome) in self.controls {
            let came = came(&met);
            let holds = !came.is_empty() && came.iter().all(|verdict| verdict.is_ok() == welcome);
            let telling = came
                .iter()
                .find(|verdict| verdict.is_ok() != welcome)
                .or(came.first())
                .copied();
            let words = met.words(&mut proof, telling);
            let Met { to, cases, .. } = met;
            let cases = cases.unwrap_or_default();
            let control = ControlReport::new(to, &control, welcome, holds, words, cases);
            proof.controls.push(control);
        }
        proof.handshakes = (self.cases.iter())
            .zip(verdicts)
            .enumerate()
            .map(|(id, (case, verdict))| HandshakeReport::new(id, case, verdict))
            .collect();
        proof
    }
}

impl Met {
    /// What both sides say; a process that does not start is told once.
    fn words(&self, proof: &mut Proof, telling: Option<&prove::Verdict>) -> Words {
        match &self.cases {
            Ok(_) => Words::of(telling),
            Err(error) => {
                let text = error.to_string();
                if !proof.not_started.contains(&text) {
                    proof.not_started.push(text);
                }
                error.words()
            }
        }
    }
}

/// Who meets whom, and what comes of it as handshakes.
struct Meeting<'a> {
    plan: &'a Plan,
    cluster: &'a Cluster,
    outside: Outside<'a>,
    strangers: Hand<'a>,
    layout: Layout<'a>,
}

/// One end of a link: a process of the cluster, or somebody outside.
#[derive(Clone, Copy)]
struct Party<'a> {
    end: End,
    process: Option<&'a Process>,
}

impl Party<'_> {
    fn name(&self) -> String {
        match self.process {
            Some(process) => process.name.clone(),
            None => self.end.to_string(),
        }
    }
}

impl<'a> Meeting<'a> {
    /// The processes at one end.
    fn parties(&self, end: End) -> Vec<Party<'a>> {
        let End::Component(component) = end else {
            let process = None;
            return vec![Party { end, process }];
        };
        (self.cluster.processes.iter())
            .filter(|process| process.component == component)
            .map(|process| Party {
                end,
                process: Some(process),
            })
            .collect()
    }

    fn client(&self, party: Party<'a>, link: &Link) -> Side<'a> {
        match (party.process, party.end) {
            (Some(process), _) => self.cluster.client(process, link.surface),
            (None, End::External(external)) => self.outside.client(external, link),
            (None, End::Component(_)) => Side::plaintext(),
        }
    }

    fn server(&self, party: Party<'a>, protocol: Protocol) -> Side<'a> {
        match (party.process, self.listener(protocol)) {
            (Some(process), Some(surface)) => self.cluster.server(process, surface),
            _ => self.outside.server(party.end),
        }
    }

    /// The surface by whose options a process listens for a protocol.
    fn listener(&self, protocol: Protocol) -> Option<&'static Surface> {
        Catalog::builtin().listener_for(protocol, self.plan.release)
    }

    fn link(&mut self, link: &Link) -> Vec<Met> {
        let mut all = Vec::new();
        for from in self.parties(link.from) {
            for to in self.parties(link.to) {
                let sides = (self.client(from, link), self.server(to, link.protocol));
                let cases = self.meet(sides, &link.dial.to_string(), link.protocol);
                let cases = cases.map_err(|not_met| match not_met.side {
                    prove::Side::Client => NotStarted::new(from.name(), link.surface.id(), not_met),
                    prove::Side::Server => self.not_served(to, link.protocol, not_met),
                });
                let (from, to) = (from.name(), to.name());
                all.push(Met { from, to, cases });
            }
        }
        all
    }

    fn not_served(&self, party: Party<'_>, protocol: Protocol, not_met: NotMet) -> NotStarted {
        let surface = self.listener(protocol).map_or("server", Surface::id);
        NotStarted::new(party.name(), surface, not_met)
    }

    /// A stranger at the door of each process of a component.
    fn control(&mut self, control: &Control) -> Vec<Met> {
        let Control {
            stranger,
            at,
            protocol,
        } = *control;
        let name = self.plan.server_name.as_str();
        let client = self.strangers.client(stranger, name, self.outside.root(at));
        let mut all = Vec::new();
        for to in self.parties(at) {
            let sides = (client.clone(), self.server(to, protocol));
            let cases = self.meet(sides, name, protocol);
            let cases = cases.map_err(|not_met| self.not_served(to, protocol, not_met));
            let (from, to) = (stranger.name().to_owned(), to.name());
            all.push(Met { from, to, cases });
        }
        all
    }

    /// Each client of the cluster, led to a server of another CA. One that
    /// verifies nothing, or speaks no TLS, cannot be asked to notice, and one
    /// that does not start is told at its links.
    fn foreign_servers(&mut self, links: &[Link]) -> Vec<(Met, Control, bool)> {
        let mut met: BTreeMap<(End, usize, Protocol), (String, Vec<usize>)> = BTreeMap::new();
        // Whoever verifies a name need not be led astray by every address.
        let mut led_by: BTreeMap<(Side<'a>, prove::Protocol), String> = BTreeMap::new();
        let server = self.strangers.server();
        for link in links.iter().filter(|link| link.from.component().is_some()) {
            for (number, from) in self.parties(link.from).into_iter().enumerate() {
                let client = self.client(from, link);
                if client.skips_verification() || !client.is_tls() {
                    continue;
                }
                let key = (client.clone(), prove::protocol_of(link.protocol));
                let dial = led_by.entry(key).or_insert_with(|| link.dial.to_string());
                let sides = (client, server.clone());
                if let Ok(cases) = self.meet(sides, dial, link.protocol) {
                    met.entry((link.from, number, link.protocol))
                        .or_insert_with(|| (from.name(), Vec::new()))
                        .1
                        .extend(cases);
                }
            }
        }
        let stranger = Stranger::ForeignServer;
        met.into_iter()
            .map(|((at, _, protocol), (name, mut cases))| {
                cases.sort_unstable();
                cases.dedup();
                let met = Met {
                    from: stranger.name().to_owned(),
                    to: name,
                    cases: Ok(cases),
                };
                let control = Control {
                    stranger,
                    at,
                    protocol,
                };
                (met, control, false)
            })
            .collect()
    }

    /// A handshake for each version that the plan allows.
    fn meet(
        &mut self,
        (client, server): (Side<'a>, Side<'a>),
        address: &str,
        protocol: Protocol,
    ) -> Result<Vec<usize>, NotMet> {
        let oldest = self.plan.policy.min_version.unwrap_or(TlsVersion::Tls12);
        let versions = VERSIONS.into_iter().filter(|version| *version >= oldest);
        versions
            .map(|version| {
                let call = Call {
                    address,
                    protocol,
                    versions: TlsRange::only(version),
                    release: self.cluster.release,
                };
                self.layout.meet(client.clone(), server.clone(), call)
            })
            .collect()
    }
}

/// Whether the plan itself refuses who dials over a link.
pub(crate) fn is_refused(plan: &Plan, link: &Link) -> bool {
    expectation(plan, link) != Expectation::Accepted
}

fn expectation(plan: &Plan, link: &Link) -> Expectation {
    match topology::refused(plan, link) {
        Some(external) => Expectation::Refused {
            fix: external.fix().unwrap_or(advice::CERTIFICATE),
        },
        None => Expectation::Accepted,
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

#[cfg(test)]
mod tests;
