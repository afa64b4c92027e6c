//! A change as it is told: phases with their steps, and what breaks.

use serde::Serialize;

use super::meeting::Meetings;
use super::version::{Ladder, Version};
use crate::catalog::{Component, SurfaceKind};
use crate::folder::{self, CertFolder, Owner};
use crate::plan::{Plan, Profile};
use crate::render::{self, ConfigFile, RenderOptions};

/// A change of a cluster: what to do, in which order.
#[derive(Debug, Serialize)]
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
}

/// A phase of a change: files that appear, then processes that restart.
#[derive(Debug, Serialize)]
#[non_exhaustive]
pub struct Phase {
    /// What the phase does, in a few words.
    pub name: String,
    /// The folder with the files of the phase.
    pub folder: String,
    /// What to do, in this order.
    pub steps: Vec<Step>,
    /// What to do to undo it, in this order.
    pub back: Vec<Step>,
    /// What was proven of the phase.
    pub proof: PhaseProof,
    /// The certificates of the folder.
    #[serde(skip)]
    pub certificates: CertFolder,
    /// The configuration of the folder.
    #[serde(skip)]
    pub configuration: Vec<ConfigFile>,
    /// The plan by which listeners run at the end of the phase.
    #[serde(skip)]
    pub plan: Plan,
}

/// A step of a phase. A process is called by its component, or `component-N`
/// where there are several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "action", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Step {
    /// Certificates take the place of others, a folder at a time.
    Files {
        /// The processes that see them.
        processes: Vec<String>,
        /// The folder to copy.
        from: String,
        /// The folder that it becomes on their machines.
        to: String,
    },
    /// Settings, for the next start of a process.
    Settings {
        /// The processes that are to start with them.
        processes: Vec<String>,
        /// The file that has them.
        from: String,
    },
    /// Processes stop and start.
    Restart {
        /// The processes that restart, in this order.
        processes: Vec<String>,
        /// Whether each is ready again before the next one stops.
        one_at_a_time: bool,
    },
}

/// What was proven of a phase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
}

/// A link that fails at some moment of a phase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    /// What bridges the break, and for how long.
    pub bridge: &'static str,
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
    };
    for (number, pair) in path.windows(2).enumerate() {
        let [before, behind] = *pair else { continue };
        let number = number + 1;
        let found = meetings.phase(before, behind);
        let back = meetings.phase(behind, before);
        for failing in &found.failing {
            let link = &failing.link;
            change.breaks.push(Break {
                phase: number,
                from: link.from.to_string(),
                to: link.to.to_string(),
                surface: link.surface.id(),
                why: failing.why.clone(),
                bridge: bridge(link.surface.kind()),
            });
        }
        let broken = !found.failing.is_empty();
        let folder = |number: usize| match number {
            0 => "before".to_owned(),
            number => format!("phase-{number}"),
        };
        let mut steps = |from: Version, to: Version, folder: &str| {
            steps(ladder, meetings, (from, to), folder, broken)
        };
        let forth = steps(before, behind, &folder(number));
        let undo = steps(behind, before, &folder(number - 1));
        let plan = ladder.plan(behind);
        let settings: Vec<_> = ladder.settings(behind).into_values().collect();
        let files = ladder.folder(behind).files().map(super::version::copy);
        change.phases.push(Phase {
            name: name(ladder, before, behind),
            folder: folder(number),
            steps: forth,
            back: undo,
            proof: PhaseProof {
                holds: !broken,
                back_holds: back.failing.is_empty(),
                links: found.links,
                pairs: found.pairs,
            },
            certificates: CertFolder::from_files(files),
            configuration: render::configuration(plan, &settings, RenderOptions::default()),
            plan: plan.clone(),
        });
    }
    change
}

/// What a phase does, in a few words.
fn name(ladder: &Ladder<'_>, before: Version, behind: Version) -> String {
    let mut said = Vec::new();
    let last = ladder.last.trust;
    match (before.trust, behind.trust) {
        (one, other) if one == other => {}
        (0, 1) => said.push("trust the new CA beside the old one"),
        (1, 2) => said.push("trust the new CA alone"),
        _ if behind.trust == last => said.push("change the CA"),
        _ => said.push("trust another CA"),
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
    broken: bool,
) -> Vec<Step> {
    let plan = ladder.plan(to);
    let mut steps = Vec::new();
    let components: Vec<Component> = plan.members.iter().map(|it| it.component).collect();
    if from.held() != to.held() || ladder.plan(from).cert_dir != plan.cert_dir {
        steps.extend(files(plan, folder));
    }
    if from.run() != to.run() {
        let sources = plan.targets.iter().map(|it| render::output(*it));
        let source = sources.flat_map(|target| target.sources()).next();
        for component in &components {
            if let Some(source) = source
                && meetings.settings_differ(*component, from, to)
            {
                steps.push(Step::Settings {
                    processes: processes(plan, *component),
                    from: format!("{folder}/{}", source.path(*component)),
                });
            }
        }
    }
    let restarts = components
        .into_iter()
        .filter(|component| meetings.restarts(*component, from, to));
    let processes: Vec<String> = restarts.flat_map(|it| processes(plan, it)).collect();
    if !processes.is_empty() {
        steps.push(Step::Restart {
            processes,
            one_at_a_time: !broken,
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
