//! The main job, from a plan to files: issue, resolve, render, read back,
//! prove, and only then hand anything over.
//!
//! [`generate()`] does it once, [`Session`] again and again under somebody's
//! hands; both run the same steps, in the order in which they stand here.

mod own;
mod session;

pub use own::OwnFile;
pub use session::Session;

use std::collections::BTreeMap;

use crate::artifact::{Artifact, Content};
use crate::bundle::Bundle;
use crate::catalog::Component;
use crate::folder;
use crate::merge::{MergeError, Merged};
use crate::pki::{self, Entropy, Instant, SecretPem};
use crate::plan::{Plan, Target};
use crate::proof::{Handshake, Proof, Proving};
use crate::prove;
use crate::render::{self, ConfigFile, Readme, RenderOptions, SecretTooLarge};
use crate::settings::{self, ImportError, Imported, Settings};

/// What a plan comes to: every file, and the proof that they work together.
#[derive(Debug)]
#[non_exhaustive]
pub struct Generated {
    /// The files of the folder.
    pub artifacts: Vec<Artifact>,
    /// The proof of every link between the files.
    pub proof: Proof,
    /// The last second at which the first certificate to end is valid.
    pub leaves_end: Instant,
    /// The last second at which the CA is valid.
    pub ca_ends: Instant,
    /// The configuration of theirs with the settings in it, where one was given.
    pub merged: Option<Merged>,
}

impl Generated {
    /// Hands itself over where every link does what the plan wants.
    ///
    /// # Errors
    ///
    /// [`GenerateError::Unproven`].
    pub fn proven(self) -> Result<Self, GenerateError> {
        match self.proof.holds() {
            true => Ok(self),
            false => Err(GenerateError::Unproven(Box::new(self.proof))),
        }
    }

    /// Puts another form of the CA's key in the place of the one that was made,
    /// such as one under a passphrase. Nothing where the CA was brought.
    pub fn put_ca_key(&mut self, key: SecretPem) {
        let mut artifacts = self.artifacts.iter_mut();
        if let Some(made) = artifacts.find(|artifact| artifact.path == folder::CA_KEY) {
            made.content = Content::Secret(key);
        }
    }

    /// Puts the CA's key under a passphrase: PKCS#8 with scrypt and AES-256.
    ///
    /// # Errors
    ///
    /// Entropy that gives nothing.
    #[cfg(feature = "passphrase")]
    pub fn encrypt_ca_key(
        &mut self,
        passphrase: &str,
        entropy: &mut dyn Entropy,
    ) -> Result<(), pki::PkiError> {
        encrypt_ca_key(&mut self.artifacts, passphrase, entropy)
    }
}

/// [`Generated::encrypt_ca_key`] of files by themselves.
///
/// # Errors
///
/// The same.
#[cfg(feature = "passphrase")]
pub fn encrypt_ca_key(
    files: &mut [Artifact],
    passphrase: &str,
    entropy: &mut dyn Entropy,
) -> Result<(), pki::PkiError> {
    let Some(made) = files.iter_mut().find(|it| it.path == folder::CA_KEY) else {
        return Ok(());
    };
    let (mut salt, mut iv) = ([0; 16], [0; 16]);
    entropy.fill(&mut salt)?;
    entropy.fill(&mut iv)?;
    let text = pki::passphrase::lock(made.bytes(), passphrase.as_bytes(), salt, iv);
    let text = text.map_err(|error| pki::PkiError::Encoding {
        reason: error.to_string(),
    })?;
    made.content = Content::Secret(SecretPem::new(text));
    Ok(())
}

/// Why nothing is handed over.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GenerateError {
    /// A certificate that cannot be.
    #[error(transparent)]
    Pki(#[from] pki::PkiError),
    /// Our own text that we cannot read.
    #[error("{path}: {error}")]
    Import {
        /// The file's path in the folder.
        path: String,
        /// The fault in the file's text.
        error: Box<ImportError>,
    },
    /// Our own text that means something else than what it was made of.
    #[error(
        "{0} does not read back to the settings that it was made of; this is a bug of mimir-tls"
    )]
    RoundTrip(String),
    /// A configuration of theirs that takes no settings.
    #[error("{name}: {error}")]
    Merge {
        /// What the file is called.
        name: String,
        /// Why it takes none.
        error: Box<MergeError>,
    },
    /// A Secret that Kubernetes does not take.
    #[error(transparent)]
    Secret(#[from] SecretTooLarge),
    /// Links that do not do what the plan wants.
    #[error("{} of {} links failed", .0.failures().count(), .0.links.len())]
    Unproven(Box<Proof>),
}

/// Makes everything that `plan` calls for, and proves every link of it.
///
/// `run` makes the handshakes and gives a verdict for each, in their order; each
/// is independent of all others, so that a caller with threads can spread them.
/// [`proof::one_by_one`](crate::proof::one_by_one) makes them one after the other.
///
/// # Errors
///
/// Whatever keeps the plan from being proven. Nothing has been written by then.
///
/// ```
/// use mimir_tls::generate::generate;
/// use mimir_tls::pki::{Instant, SeededEntropy};
/// use mimir_tls::plan::{Plan, PlanFile};
/// use mimir_tls::proof;
/// use mimir_tls::render::RenderOptions;
///
/// let file = PlanFile::parse(b"version: 1\nmode: monolithic\ncertificates: {algorithm: ed25519}\n")?;
/// let (plan, _) = Plan::resolve(&file)?;
/// let now = Instant::from_unix(1_800_000_000);
/// let mut entropy = SeededEntropy::new([7; 32]);
/// let made = generate(&plan, RenderOptions::default(), &mut entropy, now, proof::one_by_one)?;
/// assert!(made.proof.holds());
/// assert!(made.artifacts.iter().any(|artifact| artifact.path == "yaml/all.yaml"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn generate(
    plan: &Plan,
    options: RenderOptions,
    entropy: &mut dyn Entropy,
    now: Instant,
    run: impl FnOnce(&[Handshake]) -> Vec<prove::Verdict>,
) -> Result<Generated, GenerateError> {
    Session::default().proven(plan, options, entropy, now, run)
}

/// The configuration of a plan, a file after the other in the order of the
/// folder: no certificate, no key, and nothing proven.
pub fn configuration(plan: &Plan, options: RenderOptions) -> Vec<ConfigFile> {
    render::configuration(plan, &plan.targets, &resolved(plan), options)
}

/// The files of one target of a plan, as [`configuration()`] has them among the
/// others.
pub fn files_of(plan: &Plan, target: Target, options: RenderOptions) -> Vec<ConfigFile> {
    render::configuration(plan, &[target], &resolved(plan), options)
}

impl Session {
    /// [`Session::generate`], which hands nothing over where a link fails.
    ///
    /// # Errors
    ///
    /// As [`generate()`].
    pub fn proven(
        &mut self,
        plan: &Plan,
        options: RenderOptions,
        entropy: &mut dyn Entropy,
        now: Instant,
        run: impl FnOnce(&[Handshake]) -> Vec<prove::Verdict>,
    ) -> Result<Generated, GenerateError> {
        self.generate(plan, options, entropy, now, run)?.proven()
    }

    /// Makes everything that `plan` calls for and proves every link of it, as
    /// [`generate()`] does, but hands it over even where a link fails:
    /// whoever shows it says so, and whoever writes it must look at
    /// [`Proof::holds`].
    ///
    /// `run` makes the handshakes that no earlier plan has made. They are equal
    /// only at an equal `now`, so that a caller who wants to spare some leaves
    /// it as it is.
    ///
    /// # Errors
    ///
    /// A certificate that cannot be, or text of ours that does not read back.
    pub fn generate(
        &mut self,
        plan: &Plan,
        options: RenderOptions,
        entropy: &mut dyn Entropy,
        now: Instant,
        run: impl FnOnce(&[Handshake]) -> Vec<prove::Verdict>,
    ) -> Result<Generated, GenerateError> {
        let bundle = self.issue(plan, entropy, now)?;
        self.complete(plan, bundle, options, entropy, now, run)
    }

    /// Puts the configuration to certificates that are there, and proves every
    /// link of both. Like [`Session::generate`] it hands them over even where a
    /// link fails.
    ///
    /// # Errors
    ///
    /// Text of ours that does not read back.
    pub fn complete(
        &mut self,
        plan: &Plan,
        bundle: Bundle,
        options: RenderOptions,
        entropy: &mut dyn Entropy,
        now: Instant,
        run: impl FnOnce(&[Handshake]) -> Vec<prove::Verdict>,
    ) -> Result<Generated, GenerateError> {
        let made = (resolved(plan), bundle);
        self.complete_with(plan, made, options, entropy, now, run)
    }

    /// [`Session::complete`] with settings that need not be the plan's own, such as
    /// those between one plan and another.
    ///
    /// # Errors
    ///
    /// Text of ours that does not read back.
    pub fn complete_with(
        &mut self,
        plan: &Plan,
        (settings, bundle): (Vec<Settings>, Bundle),
        options: RenderOptions,
        entropy: &mut dyn Entropy,
        now: Instant,
        run: impl FnOnce(&[Handshake]) -> Vec<prove::Verdict>,
    ) -> Result<Generated, GenerateError> {
        let files = render::configuration(plan, &plan.targets, &settings, options);
        let put = match &self.own {
            Some(own) => Some((own.put)(&own.file, plan)?),
            None => None,
        };
        let (merged, said) = put.unzip();
        let settings = read_back(plan, &files, settings)?;
        // What is theirs is proven as it stands, with whatever else it says.
        let settings = said.unwrap_or(settings);
        let foreign = self.foreign(plan, entropy, now)?;
        let proving = Proving::against(plan, &settings, &bundle.folder, foreign, now);
        let verdicts = self.verdicts(proving.cases(), run);
        let proof = proving.conclude(&verdicts);
        let (leaves_end, ca_ends) = (bundle.leaves_end, bundle.ca_ends);
        let own = self.own.as_ref().map(|own| own.file.name.as_str());
        let mut artifacts = artifacts(plan, bundle, files, &proof, (options, own))?;
        if let (Some(own), Some(merged)) = (&self.own, &merged) {
            // A configuration may hold passwords.
            let text = Content::Secret(SecretPem::new(merged.text.clone()));
            let path = folder::merged(&own.file.name);
            artifacts.push(Artifact {
                path,
                content: text,
            });
        }
        let ignored = render::ignored(&artifacts);
        artifacts.push(Artifact::text(folder::IGNORED, ignored));
        artifacts.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Generated {
            leaves_end,
            ca_ends,
            artifacts,
            proof,
            merged,
        })
    }
}

fn resolved(plan: &Plan) -> Vec<Settings> {
    let members = plan.members.iter();
    members
        .map(|member| settings::resolve(plan, member))
        .collect()
}

/// The settings of each member as they were read back from the files of every
/// target. What is proven later is what stands there.
fn read_back(
    plan: &Plan,
    files: &[ConfigFile],
    made: Vec<Settings>,
) -> Result<BTreeMap<Component, Settings>, GenerateError> {
    let mut all = BTreeMap::new();
    let targets = plan.targets.iter().copied().map(render::output);
    for source in targets.flat_map(|target| target.sources()) {
        // A file that all share is read once, and means what all mean together.
        let readers = match source.is_shared() {
            true => made.get(..1).unwrap_or_default(),
            false => &made,
        };
        for one in readers {
            let meant = match source.is_shared() {
                true => made.iter().flat_map(Settings::meaning).collect(),
                false => one.meaning(),
            };
            let path = source.path(one.component);
            let file = files.iter().find(|file| file.path == path);
            let text = file.map_or("", |file| &file.text);
            let read = source.read(text, one.component, plan.release);
            let Imported { settings, foreign } = read.map_err(|error| GenerateError::Import {
                path: path.clone(),
                error: Box::new(error),
            })?;
            if !foreign.is_empty() || settings.meaning() != meant {
                return Err(GenerateError::RoundTrip(path));
            }
            if !source.is_shared() {
                all.insert(one.component, settings);
            }
        }
    }
    // Where no file holds them, they are what they were made as.
    for one in made {
        all.entry(one.component).or_insert(one);
    }
    Ok(all)
}

/// Everything as files, but for what is made of them.
fn artifacts(
    plan: &Plan,
    bundle: Bundle,
    files: Vec<ConfigFile>,
    proof: &Proof,
    (options, own): (RenderOptions, Option<&str>),
) -> Result<Vec<Artifact>, SecretTooLarge> {
    let readme = render::readme(&Readme {
        plan,
        leaves_end: bundle.leaves_end,
        ca_ends: bundle.ca_ends,
        proof,
        has_ca_key: bundle.folder.has_ca_key(),
        own,
    });
    let mut artifacts = render::secrets(plan, &files, &bundle.folder, options)?;
    artifacts.extend(bundle.folder.into_artifacts());
    let files = files.into_iter();
    artifacts.extend(files.map(|file| Artifact::text(file.path, file.text)));
    artifacts.push(Artifact::text(folder::PLAN, render::plan_yaml(plan)));
    artifacts.push(Artifact::text(folder::PROOF, proof.to_json()));
    artifacts.push(Artifact::text(folder::README, readme));
    Ok(artifacts)
}
