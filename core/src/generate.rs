//! The main job, from a plan to files: issue, resolve, render, read back,
//! prove, and only then hand anything over.

use std::collections::BTreeMap;

use crate::artifact::Artifact;
use crate::catalog::Component;
use crate::pki::{self, Entropy, Instant};
use crate::plan::{Plan, Target};
use crate::proof::{Case, Proof};
use crate::prove;
use crate::render::Renderer;
use crate::session::Session;
use crate::settings::{self, ImportError, Imported, Settings};

/// What a plan comes to: every file, and the proof that they work together.
#[derive(Debug)]
#[non_exhaustive]
pub struct Generated {
    /// The files of the folder.
    pub artifacts: Vec<Artifact>,
    /// What was proven of them.
    pub proof: Proof,
    /// When the first certificate ends.
    pub leaves_end: Instant,
    /// When the CA ends.
    pub ca_ends: Instant,
}

/// Why nothing is handed over.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GenerateError {
    /// A certificate that cannot be.
    #[error(transparent)]
    Pki(#[from] pki::Error),
    /// Our own text that we cannot read.
    #[error("{path}: {error}")]
    Import {
        /// The file.
        path: String,
        /// What is wrong with it.
        error: ImportError,
    },
    /// Our own text that means something else than what it was made of.
    #[error(
        "{0} does not read back to the settings that it was made of; this is a bug of mimir-tls"
    )]
    RoundTrip(String),
    /// Links that do not do what the plan wants.
    #[error("{} of {} links failed", .0.failures().count(), .0.links.len())]
    Unproven(Box<Proof>),
}

/// Makes everything that `plan` calls for, and proves every link of it;
/// `comments` in the files say why.
///
/// `run` makes the handshakes; each is independent of all others, so that a
/// caller with threads can spread them. `|cases| cases.iter().map(Case::run).collect()`
/// makes them one after the other.
///
/// # Errors
///
/// Whatever keeps the plan from being proven. Nothing has been written by then.
///
/// ```
/// use mimir_tls::generate::generate;
/// use mimir_tls::pki::{Instant, SeededEntropy};
/// use mimir_tls::plan::{Plan, PlanFile};
/// use mimir_tls::proof::Case;
///
/// let file = PlanFile::parse(b"version: 1\nmode: monolithic\ncertificates: {algorithm: ed25519}\n")?;
/// let (plan, _) = Plan::resolve(&file)?;
/// let now = Instant::from_unix(1_800_000_000);
/// let mut entropy = SeededEntropy::new([7; 32]);
/// let made = generate(&plan, true, &mut entropy, now, |cases| cases.iter().map(Case::run).collect())?;
/// assert!(made.proof.holds());
/// assert!(made.artifacts.iter().any(|artifact| artifact.path == "yaml/all.yaml"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn generate(
    plan: &Plan,
    comments: bool,
    entropy: &mut dyn Entropy,
    now: Instant,
    run: impl FnOnce(&[Case]) -> Vec<prove::Verdict>,
) -> Result<Generated, GenerateError> {
    let generated = Session::default().generate(plan, comments, entropy, now, run)?;
    match generated.proof.holds() {
        true => Ok(generated),
        false => Err(GenerateError::Unproven(Box::new(generated.proof))),
    }
}

/// A file of a plan's configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFile {
    /// Its path below the output folder.
    pub path: String,
    /// Its kind.
    pub target: Target,
    /// Who reads it; none for what is about the whole cluster.
    pub component: Option<Component>,
    /// All of it.
    pub text: String,
}

/// Flags and YAML of a plan, in the order of the folder; `comments` in them
/// say why.
pub fn configuration(plan: &Plan, comments: bool) -> Vec<ConfigFile> {
    written(plan, comments, &resolved(plan))
}

fn resolved(plan: &Plan) -> Vec<Settings> {
    let members = plan.members.iter();
    members
        .map(|member| settings::resolve(plan, member))
        .collect()
}

fn written(plan: &Plan, comments: bool, all: &[Settings]) -> Vec<ConfigFile> {
    let renderer = Renderer::new(plan, comments);
    let mut files = Vec::new();
    for target in plan.targets.iter().copied() {
        for one in all {
            let component = one.component;
            let (path, text) = match target {
                Target::Flags => (format!("flags/{component}.flags"), renderer.flags(one)),
                Target::Yaml => (
                    format!("yaml/{component}.yaml"),
                    renderer.component_yaml(one),
                ),
            };
            files.push(ConfigFile {
                path,
                target,
                component: Some(component),
                text,
            });
        }
        if target == Target::Yaml {
            files.push(ConfigFile {
                path: "yaml/mimir.yaml".to_owned(),
                target,
                component: None,
                text: renderer.cluster_yaml(all),
            });
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// Flags and YAML as they will be written, and the settings that were read back
/// from them. What is proven later is what stands in the files.
pub(crate) fn read_back(
    plan: &Plan,
    comments: bool,
) -> Result<(Vec<ConfigFile>, BTreeMap<Component, Settings>), GenerateError> {
    let all = resolved(plan);
    let files = written(plan, comments, &all);
    let mut settings = BTreeMap::new();
    for made in all {
        let own = files
            .iter()
            .filter(|file| file.component == Some(made.component));
        for file in own {
            let read = match file.target {
                Target::Flags => settings::from_flags(&file.text, made.component, plan.release),
                Target::Yaml => settings::from_yaml(&file.text, made.component, plan.release),
            };
            settings.insert(made.component, read_as(&file.path, &made, read)?);
        }
    }
    Ok((files, settings))
}

fn read_as(
    path: &str,
    made: &Settings,
    read: Result<Imported, ImportError>,
) -> Result<Settings, GenerateError> {
    let Imported { settings, foreign } = read.map_err(|error| GenerateError::Import {
        path: path.to_owned(),
        error,
    })?;
    if !foreign.is_empty() || settings.meaning() != made.meaning() {
        return Err(GenerateError::RoundTrip(path.to_owned()));
    }
    Ok(settings)
}
