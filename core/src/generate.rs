//! The main job, from a plan to files: issue, resolve, render, read back,
//! prove, and only then hand anything over.

use std::collections::BTreeMap;

use crate::artifact::Artifact;
use crate::bundle::Bundle;
use crate::catalog::Component;
use crate::pki::{self, Entropy, Instant};
use crate::plan::{Plan, Target};
use crate::proof::{Case, Proof, Proving, ProvingError};
use crate::prove;
use crate::render::{self, Readme, Renderer};
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
    /// A process that would not start.
    #[error(transparent)]
    Proving(#[from] ProvingError),
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
    let bundle = Bundle::issue(plan, entropy, now)?;
    let (mut artifacts, read_back) = configuration(plan, comments)?;

    let proving = Proving::new(plan, &read_back, &bundle.folder, entropy, now)?;
    let verdicts = run(proving.cases());
    let proof = proving.conclude(&verdicts);
    if !proof.holds() {
        return Err(GenerateError::Unproven(Box::new(proof)));
    }

    let Bundle {
        folder,
        leaves_end,
        ca_ends,
    } = bundle;
    artifacts.extend(folder.into_artifacts());
    artifacts.push(Artifact::text("plan.yaml", render::plan_yaml(plan)));
    artifacts.push(Artifact::text("proof.json", proof.to_json()));
    artifacts.push(Artifact::text(
        "README.md",
        render::readme(&Readme {
            plan,
            leaves_end,
            ca_ends,
            proof: &proof,
        }),
    ));
    artifacts.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Generated {
        artifacts,
        proof,
        leaves_end,
        ca_ends,
    })
}

/// Flags and YAML as they will be written, and the settings that were read back
/// from them. What is proven later is what stands in the files.
fn configuration(
    plan: &Plan,
    comments: bool,
) -> Result<(Vec<Artifact>, BTreeMap<Component, Settings>), GenerateError> {
    let all: Vec<Settings> = plan
        .members
        .iter()
        .map(|member| settings::resolve(plan, member))
        .collect();
    let renderer = Renderer::new(plan, comments);
    let mut artifacts = Vec::new();
    let mut read_back = BTreeMap::new();
    for one in &all {
        let component = one.component;
        if plan.targets.contains(&Target::Flags) {
            let path = format!("flags/{component}.flags");
            let text = renderer.flags(one);
            let read = read(
                &path,
                one,
                settings::from_flags(&text, component, plan.release),
            )?;
            read_back.insert(component, read);
            artifacts.push(Artifact::text(path, text));
        }
        if plan.targets.contains(&Target::Yaml) {
            let path = format!("yaml/{component}.yaml");
            let text = renderer.component_yaml(one);
            let read = read(
                &path,
                one,
                settings::from_yaml(&text, component, plan.release),
            )?;
            read_back.insert(component, read);
            artifacts.push(Artifact::text(path, text));
        }
    }
    if plan.targets.contains(&Target::Yaml) {
        artifacts.push(Artifact::text(
            "yaml/mimir.yaml",
            renderer.cluster_yaml(&all),
        ));
    }
    Ok((artifacts, read_back))
}

fn read(
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
