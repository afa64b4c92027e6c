//! A change as it is told: phases with their steps, and what breaks.

use std::collections::BTreeSet;

use serde::Serialize;

use super::meeting::{Failing, Meetings};
use super::point::{Point, points};
use super::version::{Ladder, Trusted, Version};
use crate::catalog::{Component, End, Material, SurfaceKind};
use crate::folder::{self, CertFolder, Owner};
use crate::plan::{Plan, Profile};
use crate::settings::Settings;
use crate::topology;

/// The folder with the files as they stood.
pub const BEFORE: &str = "before";

/// The begin of the name of a phase's folder; its number follows.
const PHASE: &str = "phase-";

/// A change of a cluster: what to do, in which order.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Change {
    /// The release of Mimir that runs at the end.
    pub release: String,
    /// The digest of the plan at the beginning.
    pub from: String,
    /// The digest of the plan at the end.
    pub to: String,
    /// The phases; none where nothing changes.
    pub phases: Vec<Phase>,
    /// Links that fail at some moment, whatever the order.
    pub breaks: Vec<Break>,
    /// The file of the folder that no phase has: a configuration of theirs with the
    /// settings put in, by its path.
    #[serde(skip)]
    pub merged: Option<String>,
    /// The CAs of cert-manager's that nobody trusts any more at the end, by name.
    #[serde(skip)]
    pub retired: Vec<String>,
    /// The cluster before the first phase, and within and behind each.
    #[serde(skip)]
    pub points: Vec<Point>,
}

/// A phase of a change: files that appear, then processes that restart.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Phase {
    /// What the phase does, in a few words.
    pub name: String,
    /// The folder with the files of the phase, complete.
    pub folder: String,
    /// What to do, in this order.
    pub steps: Vec<Step>,
    /// What to do to undo it, in this order.
    pub back: Vec<Step>,
    /// What was proven of the phase.
    pub proof: PhaseProof,
    /// The certificates and keys of the folder.
    #[serde(skip)]
    pub certificates: CertFolder,
    /// The settings of the folder.
    #[serde(skip)]
    pub settings: Vec<Settings>,
    /// The plans by which the folder may be told, the likeliest first.
    #[serde(skip)]
    pub plans: Vec<Plan>,
}

/// A step of a phase. A process is called by its component, or `component-N`
/// where there are several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "action", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Step {
    /// A folder takes the place of another, at once: a link to it is renamed
    /// over the one that was there.
    Files {
        /// The processes on whose machines it does.
        processes: Vec<String>,
        /// The folder to copy there, below the one of the change.
        from: String,
        /// The path that it gets there.
        to: String,
    },
    /// Processes stop and start, with the settings that are there by then.
    Restart {
        /// The processes that restart, in this order.
        processes: Vec<String>,
        /// Whether each is ready again before the next one stops.
        one_at_a_time: bool,
    },
}

/// What was proven of a phase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PhaseProof {
    /// Whether every link holds at every moment of the phase.
    pub holds: bool,
    /// Whether every link holds at every moment of the way back.
    pub back_holds: bool,
    /// How many links were held.
    pub links: usize,
    /// How many pairs of a client and a server they make, each before, within or
    /// behind the phase.
    pub pairs: usize,
    /// How many handshakes stand for the pairs: equal ones are made once, and
    /// those of the phases before not again.
    pub handshakes: usize,
    /// How many links fail meanwhile where files are copied one by one, so that a
    /// certificate stands beside the key of another.
    pub half_copied: usize,
    /// The links that fail where the phase is left out, and the next one made.
    pub skipped: Vec<Skipped>,
    /// Who is no part of Mimir and is taken to have the files of the phase when
    /// it is over, and those of the one before until it begins.
    pub outside: Vec<String>,
    /// A digest of the folder's certificates, keys and configuration, once it is
    /// written, as `change::digest` makes it.
    pub sha256: String,
}

/// A link that fails where a phase is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Skipped {
    /// Who dials.
    pub from: String,
    /// Who is dialled.
    pub to: String,
    /// The surface of the link.
    pub surface: &'static str,
    /// What the side says that refuses.
    pub why: String,
}

/// A link that fails at some moment of a phase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Break {
    /// The number of the phase, from 1.
    pub phase: usize,
    /// Who dials.
    pub from: String,
    /// Who is dialled.
    pub to: String,
    /// The surface of the link.
    pub surface: &'static str,
    /// What the side says that refuses.
    pub why: String,
    /// The first step of the phase from which on it fails, from 1.
    pub from_step: usize,
    /// The step behind which it holds again.
    pub to_step: usize,
    /// What bridges the break, and for how long.
    pub bridge: &'static str,
}

impl Skipped {
    fn of(failing: Failing) -> Self {
        let Failing { link, why } = failing;
        Self {
            from: link.from.to_string(),
            to: link.to.to_string(),
            surface: link.surface.id(),
            why,
        }
    }
}

/// The change along a path of versions.
pub(super) fn told(ladder: &Ladder<'_>, meetings: &mut Meetings<'_>, path: &[Version]) -> Change {
    let [from, to] = ladder.standings.map(|standing| &standing.plan);
    let mut change = Change {
        release: to.release.to_string(),
        from: from.digest(),
        to: to.digest(),
        phases: Vec::new(),
        breaks: Vec::new(),
        merged: None,
        retired: ladder.retired(),
        points: points(meetings, path),
    };
    for (number, pair) in path.windows(2).enumerate() {
        let [before, behind] = *pair else { continue };
        let number = number + 1;
        let found = meetings.phase(before, behind);
        let back = meetings.phase(behind, before);
        let half_copied = match before.held() == behind.held() {
            true => 0,
            false => meetings.half(before, behind).failing.len(),
        };
        let skipped = match path.get(number + 1) {
            Some(next) => meetings.phase(before, *next).failing,
            None => Vec::new(),
        };
        let folder = |number: usize| match number {
            0 => BEFORE.to_owned(),
            number => format!("{PHASE}{number}"),
        };
        let mut steps = |from: Version, to: Version, folder: &str, holds| {
            steps(ladder, meetings, (from, to), folder, holds)
        };
        let forth = steps(before, behind, &folder(number), found.holds());
        let undo = steps(behind, before, &folder(number - 1), back.holds());
        let early = match found.holds() {
            true => Vec::new(),
            false => meetings.before_restarts(before, behind).failing,
        };
        for failing in &found.failing {
            let link = &failing.link;
            let is_early = early.iter().any(|known| known.link == *link);
            change.breaks.push(Break {
                phase: number,
                from: link.from.to_string(),
                to: link.to.to_string(),
                surface: link.surface.id(),
                why: failing.why.clone(),
                from_step: match is_early {
                    true => 1,
                    false => forth.len(),
                },
                to_step: forth.len(),
                bridge: bridge(link.surface.kind()),
            });
        }
        let files = ladder.folder(behind).files().map(super::version::copy);
        let mut certificates = CertFolder::from_files(files);
        if let Some(key) = ladder.ca_key(behind) {
            certificates.put_ca_key(key);
        }
        change.phases.push(Phase {
            name: name(ladder, before, behind),
            folder: folder(number),
            steps: forth,
            back: undo,
            proof: PhaseProof {
                holds: found.holds(),
                back_holds: back.holds(),
                links: found.links,
                pairs: found.pairs,
                handshakes: found.handshakes,
                half_copied,
                skipped: skipped.into_iter().map(Skipped::of).collect(),
                outside: outside(ladder, before, behind),
                sha256: String::new(),
            },
            certificates,
            settings: ladder.settings(behind).into_values().collect(),
            plans: ladder.told_by(behind),
        });
    }
    change
}

/// Who is no part of Mimir and sees the files of a phase.
fn outside(ladder: &Ladder<'_>, before: Version, behind: Version) -> Vec<String> {
    if before.held() == behind.held() && before.clients == behind.clients {
        return Vec::new();
    }
    let links = [before, behind].map(|version| topology::links(ladder.dialling(version)));
    let ends = links.iter().flatten().flat_map(|link| [link.from, link.to]);
    let outside = ends.filter_map(End::external);
    let with_files = outside.filter(|it| {
        let material = it.material();
        !matches!(material, Some(Material::None | Material::Plaintext))
    });
    let names: BTreeSet<String> = with_files.map(|it| it.to_string()).collect();
    names.into_iter().collect()
}

/// What a phase does, in a few words.
fn name(ladder: &Ladder<'_>, before: Version, behind: Version) -> String {
    let mut said = Vec::new();
    match ladder.trusted(before, behind) {
        Trusted::Same => {}
        Trusted::More => said.push("trust the new CA beside the old one"),
        Trusted::Fewer => said.push("trust the new CA alone"),
        Trusted::Others => said.push("change the CA"),
    }
    if before.leaves != behind.leaves {
        said.push(match behind.leaves == ladder.last.leaves {
            true => "show the new certificates",
            false => "show certificates for both",
        });
    }
    match (
        before.clients != behind.clients,
        before.servers != behind.servers,
    ) {
        (true, true) => said.push("run the new settings"),
        (true, false) => said.push("run the new settings of clients"),
        (false, true) => said.push("run the new settings of listeners"),
        (false, false) => {}
    }
    said.join(", ")
}

/// What there is to do from one version to another.
fn steps(
    ladder: &Ladder<'_>,
    meetings: &mut Meetings<'_>,
    (from, to): (Version, Version),
    folder: &str,
    holds: bool,
) -> Vec<Step> {
    let plan = ladder.plan(to);
    let mut steps = Vec::new();
    let components: Vec<Component> = plan.members.iter().map(|it| it.component).collect();
    if from.held() != to.held() || ladder.plan(from).cert_dir != plan.cert_dir {
        steps.extend(files(plan, folder));
    }
    let differ = components
        .iter()
        .filter(|it| from.run() != to.run() && meetings.settings_differ(**it, from, to));
    let differ: Vec<String> = differ.flat_map(|it| processes(plan, *it)).collect();
    if !differ.is_empty() {
        let place = ladder.standings[0].place.trim_end_matches('/');
        let targets = plan.targets.iter().copied();
        for target in targets.filter(|it| it.holds_settings()) {
            let configs = folder::configs(target);
            let configs = configs.trim_end_matches('/');
            steps.push(Step::Files {
                processes: differ.clone(),
                from: format!("{folder}/{configs}"),
                to: format!("{place}/{configs}"),
            });
        }
    }
    let restarts = components
        .into_iter()
        .filter(|component| meetings.restarts(*component, from, to));
    let processes: Vec<String> = restarts.flat_map(|it| processes(plan, it)).collect();
    if !processes.is_empty() {
        steps.push(Step::Restart {
            processes,
            one_at_a_time: holds,
        });
    }
    steps
}

/// The certificates of a phase, for all processes or for those of each component.
fn files(plan: &Plan, folder: &str) -> Vec<Step> {
    let to = plan.cert_dir.as_str().to_owned();
    let from = |owner: Owner| {
        format!(
            "{folder}/{}",
            folder::certificates(owner).trim_end_matches('/')
        )
    };
    match plan.certificates.profile {
        Profile::Split | Profile::Single => {
            let members = plan.members.iter();
            let processes = members.flat_map(|it| processes(plan, it.component));
            vec![Step::Files {
                processes: processes.collect(),
                from: from(Owner::Cluster),
                to,
            }]
        }
        Profile::PerComponent => (plan.members.iter())
            .map(|member| Step::Files {
                processes: processes(plan, member.component),
                from: from(Owner::Component(member.component)),
                to: to.clone(),
            })
            .collect(),
    }
}

/// The processes of a component by their names.
fn processes(plan: &Plan, component: Component) -> Vec<String> {
    let count = plan.member(component).map_or(1, |it| it.replicas.count());
    match count {
        0 | 1 => vec![component.to_string()],
        count => (0..count)
            .map(|number| format!("{component}-{number}"))
            .collect(),
    }
}

/// What bridges a break over surfaces of that kind.
fn bridge(kind: SurfaceKind) -> &'static str {
    match kind {
        SurfaceKind::HttpServer | SurfaceKind::HttpClient => {
            "remote_write keeps samples in its queue and sends them again, for as long as its WAL reaches (two hours by default); queries and probes fail meanwhile"
        }
        SurfaceKind::GrpcServer | SurfaceKind::GrpcClient => {
            "writes are tried again by whoever sends them; queries fail until both ends are behind the phase"
        }
        SurfaceKind::Memberlist => {
            "each half gossips by itself and keeps its ring; members of the other half are taken for dead after a minute, so restart all of them within that"
        }
        SurfaceKind::Memcached | SurfaceKind::Redis => {
            "caches are passed by: queries are slower, and none fails"
        }
        SurfaceKind::Etcd => "rings are not updated meanwhile; members that were known stay known",
        SurfaceKind::Storage | SurfaceKind::Kafka | SurfaceKind::Vault | SurfaceKind::Server => {
            "nothing: whoever cannot reach it waits or fails"
        }
    }
}
