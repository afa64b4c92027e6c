//! Whether links hold while processes are on either side of a phase.

use std::collections::{BTreeMap, BTreeSet};

use super::version::{Held, Ladder, Run, Version};
use crate::catalog::{Catalog, Component, End, Protocol, Reread, Surface};
use crate::cluster::{Call, Files, Layout, Process, Side};
use crate::pki::Instant;
use crate::proof::{Outside, is_refused};
use crate::prove::{self, TlsRange};
use crate::topology::{self, Dial, Link};

/// What somebody runs: read at its start, and on its disk now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct State {
    /// What was on the disk when it started.
    pub(super) memory: Version,
    /// What is on the disk.
    pub(super) disk: Version,
    /// Whether a certificate is on the disk, and its key not yet.
    half: bool,
}

impl State {
    pub(super) const fn settled(version: Version) -> Self {
        Self::running(version, version)
    }

    /// It started with the one, and sees the other.
    const fn running(memory: Version, disk: Version) -> Self {
        Self {
            memory,
            disk,
            half: false,
        }
    }
}

/// A link that does not hold at some moment of a phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failing {
    pub(super) link: Link,
    /// What the engine says of the first pair that does not meet.
    pub(super) why: String,
}

/// What was found of a phase.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) failing: Vec<Failing>,
    /// How many links were held.
    pub(super) links: usize,
    /// How many pairs of states those make.
    pub(super) pairs: usize,
    /// How many handshakes stand for the pairs: equal ones are one.
    pub(super) handshakes: usize,
}

impl Found {
    pub(super) fn holds(&self) -> bool {
        self.failing.is_empty()
    }
}

type Processes = BTreeMap<(Component, Run, Held), Process>;
/// An end of a link as a side, and the client's or listener's state.
type Key = (End, State, Option<&'static Surface>, bool);

/// Meetings of processes of all versions, each handshake made once.
pub(super) struct Meetings<'a> {
    pub(super) ladder: &'a Ladder<'a>,
    files: &'a Files,
    processes: &'a Processes,
    /// Who dials whom, in the old cluster and in the new one.
    pub(super) links: [Vec<Link>; 2],
    outside: BTreeMap<(usize, Held), Outside<'a>>,
    clients: BTreeMap<(Key, Link), Side<'a>>,
    servers: BTreeMap<(Key, Protocol), Side<'a>>,
    layouts: [Layout<'a>; 2],
    verdicts: [Vec<Option<Option<String>>>; 2],
    /// The handshakes that were asked for since somebody began to count.
    asked: BTreeSet<(usize, usize)>,
}

impl<'a> Meetings<'a> {
    pub(super) fn new(
        ladder: &'a Ladder<'a>,
        files: &'a Files,
        processes: &'a Processes,
        now: Instant,
    ) -> Self {
        let plans = ladder.standings.map(|standing| &standing.plan);
        Self {
            ladder,
            files,
            processes,
            links: plans.map(topology::links),
            outside: BTreeMap::new(),
            clients: BTreeMap::new(),
            servers: BTreeMap::new(),
            layouts: [Layout::new(now), Layout::new(now)],
            verdicts: Default::default(),
            asked: BTreeSet::new(),
        }
    }

    /// Holds every link between any two of which each has the files and
    /// settings of `before` or of `behind`, or runs the ones with the files of
    /// the other.
    pub(super) fn phase(&mut self, before: Version, behind: Version) -> Found {
        self.among(&self.within(before, behind))
    }

    /// What may run within a phase.
    pub(super) fn within(&self, before: Version, behind: Version) -> Vec<State> {
        let mut states = vec![
            State::settled(before),
            State::running(before, behind),
            State::settled(behind),
        ];
        states.extend(self.died(before, behind));
        states
    }

    /// What runs where a process dies between the files of a phase and its
    /// settings: the old settings, started with the new files.
    fn died(&self, before: Version, behind: Version) -> Option<State> {
        let is_met = before.run() != behind.run() && before.held() != behind.held();
        let [one, other] = [before, behind].map(|it| &self.ladder.plan(it).cert_dir);
        let memory = Version {
            trust: behind.trust,
            leaves: behind.leaves,
            ..before
        };
        (is_met && one == other).then(|| State::running(memory, behind))
    }

    /// Holds every link while files are copied one by one, certificates first:
    /// between any two of which one sees a certificate and the key of another.
    pub(super) fn half(&mut self, before: Version, behind: Version) -> Found {
        let half = State {
            half: true,
            ..State::running(before, behind)
        };
        self.among(&[State::settled(before), half])
    }

    /// Holds every link before any process restarts: with the files of `behind`
    /// on some disks, and what started with `before` in every memory.
    pub(super) fn before_restarts(&mut self, before: Version, behind: Version) -> Found {
        self.among(&[State::settled(before), State::running(before, behind)])
    }

    fn among(&mut self, states: &[State]) -> Found {
        let mut found = Found::default();
        self.asked.clear();
        for age in 0..2 {
            for link in self.links[age].clone() {
                let mut pairs = 0;
                let mut why = None;
                for (client, server) in both(states) {
                    if !self.is_dialled(&link, age, client, server)
                        || self.is_refused(&link, server)
                    {
                        continue;
                    }
                    pairs += 1;
                    if why.is_none() {
                        why = self.meet(&link, client, server);
                    }
                }
                found.pairs += pairs;
                found.links += usize::from(pairs > 0);
                if let Some(why) = why
                    && !found.failing.iter().any(|known| known.link == link)
                {
                    found.failing.push(Failing { link, why });
                }
            }
        }
        found.handshakes = self.asked.len();
        found
    }

    /// Whether that client dials over the link, and the server is there.
    pub(super) fn is_dialled(&self, link: &Link, age: usize, client: State, server: State) -> bool {
        let runs = |end: End, state: State| match end {
            End::Component(component) => {
                let key = (component, state.memory.run(), state.memory.held());
                self.processes.contains_key(&key)
            }
            // Who is no part of Mimir has nothing of old in its memory.
            End::External(_) => state.memory == state.disk,
        };
        // Who dials from outside is a client, and changes with them.
        let is_whose = client.memory.clients.min(1) == age;
        is_whose && runs(link.from, client) && runs(link.to, server)
    }

    /// Whether the server is meant to let nobody in over the link.
    pub(super) fn is_refused(&self, link: &Link, server: State) -> bool {
        is_refused(self.ladder.plan(server.memory), link)
    }

    /// Why a client and a server do not meet; none if they do.
    pub(super) fn meet(&mut self, link: &Link, client: State, server: State) -> Option<String> {
        let side = self.client(link, client);
        let listener = self.server(link, server, is_named(link, &side));
        let age = server.memory.servers.min(1);
        let layout = &mut self.layouts[age];
        let address = link.dial.to_string();
        let call = Call {
            address: &address,
            protocol: link.protocol,
            versions: TlsRange::default(),
            release: self.ladder.standings[age].plan.release,
        };
        let number = match layout.meet(side, listener, call) {
            Ok(number) => number,
            Err(not_met) => return Some(not_met.why.to_string()),
        };
        self.asked.insert((age, number));
        let known = &mut self.verdicts[age];
        known.resize(known.len().max(number + 1), None);
        let case = layout.cases().get(number);
        let made = known[number].get_or_insert_with(|| case.and_then(|case| words(&case.run())));
        made.clone()
    }

    pub(super) fn client(&mut self, link: &Link, state: State) -> Side<'a> {
        let key = ((link.from, state, Some(link.surface), false), link.clone());
        if let Some(side) = self.clients.get(&key) {
            return side.clone();
        }
        let side = match link.from {
            End::External(external) => self.outside(state.disk).client(external, link),
            End::Component(component) => {
                let release = self.ladder.release(state.memory);
                let reread = Catalog::builtin().reread(link.surface.kind(), release);
                let side = |held| {
                    let process = self.processes.get(&(component, state.memory.run(), held));
                    process.map(|it| Side::client(self.files, it, link.surface))
                };
                let again = reread != Reread::Start;
                self.read_again(side, state, again)
            }
        };
        self.clients.insert(key, side.clone());
        side
    }

    pub(super) fn server(&mut self, link: &Link, state: State, named: bool) -> Side<'a> {
        let key = ((link.to, state, None, named), link.protocol);
        if let Some(side) = self.servers.get(&key) {
            return side.clone();
        }
        let release = self.ladder.release(state.memory);
        let surface = Catalog::builtin().listener_for(link.protocol, release);
        let side = match (link.to, surface) {
            (End::Component(component), Some(surface)) => {
                let reread = Catalog::builtin().reread(surface.kind(), release);
                let side = |held| {
                    let process = self.processes.get(&(component, state.memory.run(), held));
                    process.map(|it| Side::server(self.files, it, surface))
                };
                let again = match reread {
                    Reread::Start => false,
                    Reread::NamedHandshake => named,
                    Reread::Handshake => true,
                };
                self.read_again(side, state, again)
            }
            _ => self.outside(state.disk).server(link.to),
        };
        self.servers.insert(key, side.clone());
        side
    }

    /// A side as it was at the start, with the pair that is on the disk if that
    /// is read again.
    fn read_again(
        &self,
        side: impl Fn(Held) -> Option<Side<'a>>,
        state: State,
        again: bool,
    ) -> Side<'a> {
        let started = side(state.memory.held()).unwrap_or_else(Side::plaintext);
        let [before, behind] = [state.memory, state.disk].map(|it| &self.ladder.plan(it).cert_dir);
        // What appears in another folder is not what it reads.
        match again && before == behind {
            true => match side(state.disk.held()) {
                Some(now) if state.half => started.with_certificate_of(&now),
                Some(now) => started.with_pair_of(&now),
                None => started,
            },
            false => started,
        }
    }

    fn outside(&mut self, version: Version) -> &Outside<'a> {
        // Who dials Mimir from outside is a client, and changes with them.
        let plan = self.ladder.dialling(version);
        let folder = self.ladder.folder(version);
        let key = (version.clients.min(1), version.held());
        let new = || Outside::new(plan, folder);
        self.outside.entry(key).or_insert_with(new)
    }

    /// Whether a component runs otherwise once it has started anew.
    pub(super) fn restarts(
        &mut self,
        component: Component,
        before: Version,
        behind: Version,
    ) -> bool {
        let running = State::running(before, behind);
        let anew = State::settled(behind);
        let end = End::Component(component);
        if before.run() != behind.run() && self.settings_differ(component, before, behind) {
            return true;
        }
        let all: Vec<Link> = self.links.iter().flatten().cloned().collect();
        all.iter().any(|link| {
            let dials = link.from == end && self.client(link, running) != self.client(link, anew);
            let by_name = [false, true];
            let mut is_dialled = by_name.into_iter().filter(|_| link.to == end);
            dials
                || is_dialled.any(|named| {
                    self.server(link, running, named) != self.server(link, anew, named)
                })
        })
    }

    pub(super) fn settings_differ(
        &self,
        component: Component,
        before: Version,
        behind: Version,
    ) -> bool {
        let meaning = |version: Version| {
            let process = self
                .processes
                .get(&(component, version.run(), version.held()));
            process.map(|process| {
                let settings = process.settings.iter();
                let meant = settings.filter_map(|it| Some((it.option()?.yaml(), it.value.clone())));
                meant.collect::<Vec<_>>()
            })
        };
        meaning(before) != meaning(behind)
    }
}

/// Whether a client sends a name that is no address, over the link.
pub(super) fn is_named(link: &Link, client: &Side<'_>) -> bool {
    match client.name() {
        Some(name) => name.parse::<std::net::IpAddr>().is_err(),
        None => matches!(link.dial, Dial::Name(_)),
    }
}

pub(super) fn both(states: &[State]) -> impl Iterator<Item = (State, State)> {
    let pairs = states
        .iter()
        .flat_map(|one| states.iter().map(|other| (*one, *other)));
    pairs.collect::<Vec<_>>().into_iter()
}

/// What the side says that refuses; none where both are content.
fn words(verdict: &prove::Verdict) -> Option<String> {
    verdict.fault().map(ToString::to_string)
}
