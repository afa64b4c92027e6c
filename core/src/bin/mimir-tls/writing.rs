//! A folder that was made, put in its place and reported: what `generate`,
//! `renew` and `adopt` have in common.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;
use mimir_tls::artifact::Artifact;
use mimir_tls::folder::{self, CertFolder};
use mimir_tls::generate::{GenerateError, Generated};
use mimir_tls::merge::Merged;
use mimir_tls::pki::Instant;
use mimir_tls::pki::pem;
use mimir_tls::pki::x509::Certificate;
use mimir_tls::plan::{Plan, Target};
use schemars::JsonSchema;
use serde::Serialize;

use crate::failure::{Failure, Outcome};
use crate::folder::{Destination, NewFile, Published, quoted};
use crate::format::Format;
use crate::into::{self, Own};
use crate::proof_text;
use crate::terminal::{GOOD, HEADING, Terminal};

/// How many of the folders that were replaced are kept.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(crate) struct Backups {
    /// Keep this many backups and remove older ones, with their keys [default: keep all].
    #[arg(
        long,
        value_name = "NUMBER",
        value_parser = clap::value_parser!(u32).range(1..=10_000),
        help_heading = "Output"
    )]
    keep: Option<u32>,
}

/// Where a folder goes, and how that is told.
pub(crate) struct Writing<'a> {
    /// The folder's path as it was typed.
    pub(crate) out: &'a Path,
    /// None for a dry run.
    pub(crate) destination: Option<Destination>,
    pub(crate) backups: Backups,
    pub(crate) format: Format,
    /// What is said of the folder behind its name: `is ready`.
    pub(crate) verb: &'static str,
    /// The configuration of theirs into which the settings were put.
    pub(crate) own: Option<&'a Own>,
}

/// The CA of a new folder beside the one before.
pub(crate) struct CaNews {
    /// Whether everybody who believed the old folder's CA believes this one.
    pub(crate) kept: bool,
    /// SHA-256 of the first root, in hexadecimal.
    sha256: String,
}

/// What was done, as `--format json` prints it.
#[derive(JsonSchema, Serialize)]
pub(crate) struct Summary<'a> {
    /// The folder, as it was typed.
    // JSON has no bytes that are no Unicode; paths may.
    folder: Cow<'a, str>,
    /// Whether the folder was written; not in a dry run.
    written: bool,
    /// Whether there was anything to do: always here.
    changed: bool,
    /// The folder that was there before, under the name that it has now.
    backup: Option<Cow<'a, str>>,
    /// The older backups that were removed.
    removed: Vec<Cow<'a, str>>,
    /// The release of Mimir.
    release: String,
    /// How Mimir is deployed.
    mode: &'static str,
    /// The paths of the files, below the folder.
    files: Vec<&'a str>,
    /// How many links work.
    links: usize,
    /// Who is refused since the policy wants it.
    refused_by_policy: BTreeSet<String>,
    /// How many attempts of strangers were refused.
    strangers_refused: usize,
    /// How many handshakes prove it.
    handshakes: usize,
    /// `kept` or `new`: whether whoever believed the CA before believes this one.
    ca: &'static str,
    /// SHA-256 of the first root, in hexadecimal.
    ca_sha256: &'a str,
    /// When the first certificate ends.
    not_after: Instant,
    /// When the CA ends.
    ca_not_after: Instant,
    /// What else is worth knowing, each a sentence.
    notes: &'a [String],
    /// What became of the configuration that was merged into (`--into`).
    #[serde(skip_serializing_if = "Option::is_none")]
    merged: Option<into::Report>,
}

impl CaNews {
    /// What is new about the CA of `artifacts`, against the folder before.
    pub(crate) fn of(artifacts: &[Artifact], before: Option<&CertFolder>) -> Self {
        let mut texts = artifacts.iter();
        let root = folder::root();
        let root = texts.find(|artifact| artifact.path == root);
        let roots = fingerprints(root.map(Artifact::bytes).unwrap_or_default());
        let known = before.and_then(CertFolder::roots).map(fingerprints);
        let set = |roots: &[String]| roots.iter().cloned().collect::<BTreeSet<_>>();
        Self {
            kept: known.is_some_and(|known| set(&known) == set(&roots)),
            sha256: roots.into_iter().next().unwrap_or_default(),
        }
    }

    fn word(&self) -> &'static str {
        match self.kept {
            true => "kept",
            false => "new",
        }
    }

    fn sentence(&self, plan: &Plan) -> String {
        match self.kept {
            _ if plan.is_issued() => format!(
                "CA: for the proof alone: cert-manager makes the cluster's, as {} says",
                folder::named(Target::CertManager, folder::README)
            ),
            true => format!("CA: kept (SHA-256 {})", self.sha256),
            false => "CA: new: give root.crt to every process and every client".to_owned(),
        }
    }
}

fn fingerprints(text: &[u8]) -> Vec<String> {
    let blocks = pem::whole_blocks(text).filter(|(label, _)| label == "CERTIFICATE");
    let read = |(_, body): (String, pem::Body)| Certificate::from_der(&body.contents).ok();
    blocks.filter_map(read).map(|it| it.fingerprint()).collect()
}

/// What came of making a folder; none if a proof failed, which is said.
///
/// # Errors
/// Certificates that cannot be.
pub(crate) fn made<T>(
    result: Result<T, GenerateError>,
    terminal: Terminal,
) -> Result<Option<T>, Failure> {
    let nothing = "nothing was written";
    match result {
        Ok(made) => Ok(Some(made)),
        Err(GenerateError::Pki(error)) => Err(Failure::new(format!("certificates: {error}"))),
        Err(GenerateError::Secret(error)) => Err(Failure::new(error.to_string()).hint(nothing)),
        Err(GenerateError::Unproven(proof)) => {
            for failure in proof_text::failures(&proof) {
                terminal.error(&failure);
            }
            terminal.error(&Failure::new(format!("the plan does not hold; {nothing}")));
            Ok(None)
        }
        Err(error) => {
            terminal.error(&Failure::new(error.to_string()).hint(nothing));
            Ok(None)
        }
    }
}

impl Writing<'_> {
    /// Puts the folder in its place and says so; `steps` is what comes next, and
    /// `notes` is what else is worth knowing.
    ///
    /// # Errors
    /// A folder that cannot be written, and a stream that takes nothing more.
    pub(crate) fn finish(
        &self,
        plan: &Plan,
        generated: &Generated,
        ca: &CaNews,
        notes: &[String],
        steps: &[String],
        terminal: Terminal,
    ) -> Result<Outcome, Failure> {
        let conflicts = match self.own(generated) {
            Some((own, merged)) => own.conflicts(plan, generated, merged, self.out),
            None => Vec::new(),
        };
        for conflict in &conflicts {
            terminal.warning(conflict);
        }
        let mut published = match &self.destination {
            Some(destination) => destination.publish(&new_files(&generated.artifacts))?,
            None => Published::default(),
        };
        if let Some(backup) = &published.backup
            && !backup.join(folder::PLAN).exists()
        {
            terminal.warning(&format!(
                "what was called {} before was made by somebody else: it has no {}, and is kept as {}",
                quoted(self.out),
                folder::PLAN,
                quoted(backup)
            ));
        }
        let mut removed = Vec::new();
        if let (Some(destination), Some(keep)) = (&self.destination, self.backups.keep) {
            let (gone, left) = destination.prune(keep);
            removed = gone;
            published.leftovers.extend(left);
        }
        for leftover in &published.leftovers {
            terminal.warning(&format!("a killed run left {leftover}"));
        }
        let said = match self.format {
            Format::Json => {
                terminal.json(&self.summary(plan, generated, ca, notes, &published, &removed))
            }
            Format::Text => {
                let own = self.own(generated);
                let own = own.map(|(own, merged)| own.report(merged, self.out, conflicts.len()));
                let text = self.report(plan, generated, ca, (notes, own), &published, &removed);
                terminal.tell(&(text + &next(self.destination.is_some(), steps)))
            }
        };
        match said {
            Err(failure) if self.destination.is_some() => Err(published.told(failure, self.out)),
            said => said.map(|()| Outcome::Good),
        }
    }

    /// Theirs, and what became of it.
    fn own<'a>(&'a self, generated: &'a Generated) -> Option<(&'a Own, &'a Merged)> {
        self.own.zip(generated.merged.as_ref())
    }

    fn summary<'a>(
        &'a self,
        plan: &Plan,
        generated: &'a Generated,
        ca: &'a CaNews,
        notes: &'a [String],
        published: &'a Published,
        removed: &'a [PathBuf],
    ) -> Summary<'a> {
        let proof = &generated.proof;
        Summary {
            folder: self.out.to_string_lossy(),
            written: self.destination.is_some(),
            changed: true,
            backup: published.backup.as_deref().map(Path::to_string_lossy),
            removed: removed.iter().map(|path| path.to_string_lossy()).collect(),
            release: plan.release.to_string(),
            mode: plan.mode.name(),
            files: paths(&generated.artifacts).collect(),
            links: proof.accepted(),
            refused_by_policy: proof_text::refused(proof),
            strangers_refused: proof_text::strangers_refused(proof),
            handshakes: proof.handshakes.len(),
            ca: ca.word(),
            ca_sha256: &ca.sha256,
            not_after: generated.leaves_end,
            ca_not_after: generated.ca_ends,
            notes,
            merged: self
                .own(generated)
                .map(|(own, merged)| own.summary(merged, self.out)),
        }
    }

    /// What was proven, where it is, and when it ends.
    fn report(
        &self,
        plan: &Plan,
        generated: &Generated,
        ca: &CaNews,
        (notes, own): (&[String], Option<String>),
        published: &Published,
        removed: &[PathBuf],
    ) -> String {
        let proof = &generated.proof;
        let folder = self.out.display();
        let mut text = format!(
            "{}\n{GOOD}{}{GOOD:#}\n",
            proof_text::table(proof),
            proof_text::sentence(proof)
        );
        for refused in proof_text::refused(proof) {
            text.push_str(&format!("refused by the policy: {refused}\n"));
        }
        for note in notes {
            text.push_str(&format!("{note}\n"));
        }
        text.push('\n');
        if let Some(own) = own {
            text.push_str(&own);
            text.push('\n');
        }
        if self.destination.is_none() {
            text.push_str(&format!("{HEADING}Would write{HEADING:#}\n"));
            for path in paths(&generated.artifacts) {
                text.push_str(&format!("  {folder}/{path}\n"));
            }
            text.push_str(&format!("  {}\n", ca.sentence(plan)));
            return text;
        }
        text.push_str(&format!(
            "{HEADING}{folder}/{HEADING:#} {}: {} files for Mimir {}, {} mode\n",
            self.verb,
            generated.artifacts.len(),
            plan.release,
            plan.mode
        ));
        if let Some(backup) = &published.backup {
            text.push_str(&format!(
                "  the folder before it is kept as {}/\n",
                backup.display()
            ));
        }
        for path in removed {
            text.push_str(&format!("  removed {}/\n", path.display()));
        }
        text.push_str(&format!(
            "  {}\n  {} on {}, the CA on {}\n",
            ca.sentence(plan),
            match plan.is_issued() {
                true => "those here end",
                false => "certificates end",
            },
            generated.leaves_end.day(),
            generated.ca_ends.day()
        ));
        text
    }
}

fn next(is_written: bool, steps: &[String]) -> String {
    if !is_written {
        return String::new();
    }
    let mut text = format!("\n{HEADING}Next{HEADING:#}\n");
    for (number, step) in steps.iter().enumerate() {
        text.push_str(&format!("  {}. {step}\n", number + 1));
    }
    text
}

/// The files to be, as a destination takes them.
pub(crate) fn new_files(artifacts: &[Artifact]) -> Vec<NewFile<'_>> {
    artifacts
        .iter()
        .map(|artifact| NewFile {
            path: &artifact.path,
            bytes: artifact.bytes(),
            secret: artifact.is_secret(),
        })
        .collect()
}

fn paths(artifacts: &[Artifact]) -> impl Iterator<Item = &str> {
    artifacts.iter().map(|artifact| artifact.path.as_str())
}
