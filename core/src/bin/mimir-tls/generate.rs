//! `mimir-tls generate`: the main job.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;
use mimir_tls::artifact::Artifact;
use mimir_tls::folder;
use mimir_tls::generate::{GenerateError, Generated, Session};
use mimir_tls::pki::{Instant, SystemEntropy};
use mimir_tls::plan::Plan;
use mimir_tls::render::{self, RenderOptions};
use serde::Serialize;

use crate::failure::{Failure, Outcome};
use crate::folder::{Destination, Existing, NewFile, Published, quoted};
use crate::format::Format;
use crate::into::{self, Own};
use crate::plan_options::PlanOptions;
use crate::terminal::{GOOD, HEADING, Terminal};
use crate::{clock, handshakes, proof_text};

/// Make certificates and configuration for a cluster, and prove every link.
///
/// Nothing is written before every link of the cluster has been handshaken,
/// and then everything or nothing. The exit code is 1 if a link failed, 2 if
/// the input cannot be.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  mimir-tls generate
      Make ./mimir-tls/ for a microservices cluster of the newest release.
  mimir-tls generate --release 2.17 --host ingester=10.0.0.7
      For an older release, with the address of one of your machines.")]
pub(crate) struct Generate {
    #[command(flatten)]
    options: PlanOptions,

    /// Write this folder [default: ./mimir-tls].
    #[arg(
        long,
        value_name = "DIR",
        default_value = "mimir-tls",
        hide_default_value = true,
        help_heading = "Output"
    )]
    out: PathBuf,
    /// Put the settings into a copy of this file of yours too, and prove that as
    /// it stands: Mimir's own configuration, or values of the chart under helm
    /// [default: none].
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    into: Option<PathBuf>,
    /// Replace an existing folder, which is kept as DIR.backup-1, -2 and so on.
    #[arg(long, help_heading = "Output")]
    force: bool,
    /// Prove everything and list the files, but write nothing.
    #[arg(long, help_heading = "Output")]
    dry_run: bool,
    /// Leave out the comments that say why in flags and YAML.
    #[arg(long, help_heading = "Output")]
    no_comments: bool,
    /// Print a summary for people as text, or for programs as json [default: text].
    #[arg(
        long,
        value_enum,
        default_value_t = Format::Text,
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "Output"
    )]
    format: Format,
}

/// 2024 by its first second: no clock that is set says less.
const EARLIEST: i64 = 1_704_067_200;

/// What was done, as `--format json` prints it.
#[derive(Serialize)]
struct Summary<'a> {
    // JSON has no bytes that are no Unicode; paths may.
    folder: Cow<'a, str>,
    written: bool,
    backup: Option<Cow<'a, str>>,
    release: String,
    mode: &'static str,
    files: Vec<&'a str>,
    links: usize,
    refused_by_policy: BTreeSet<String>,
    strangers_refused: usize,
    handshakes: usize,
    certificates_end: Instant,
    ca_ends: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    merged: Option<into::Report>,
}

impl Generate {
    pub(crate) fn run(&self, terminal: Terminal) -> Result<Outcome, Failure> {
        let plan = self.options.resolve(terminal)?;
        if clock::now().unix() < EARLIEST {
            terminal.warning(&format!(
                "the clock of this machine says {}, and the certificates begin then; set it first",
                clock::day(clock::now())
            ));
        }
        let existing = if self.force {
            Existing::Backup
        } else {
            Existing::Refuse
        };
        let destination = match self.dry_run {
            true => None,
            false => Some(Destination::check(&self.out, existing)?),
        };

        let own = match &self.into {
            Some(path) => Some(Own::read(path)?),
            None => None,
        };
        let Some(generated) = self.make(&plan, own.as_ref(), terminal)? else {
            return Ok(Outcome::CheckFailed);
        };
        if let (Some(own), Some(merged)) = (&own, &generated.merged) {
            for conflict in own.conflicts(&plan, &generated, merged) {
                terminal.warning(&conflict);
            }
        }
        let published = match &destination {
            Some(destination) => destination.publish(&new_files(&generated.artifacts))?,
            None => Published::default(),
        };

        if let Some(backup) = &published.backup
            && !backup.join(folder::PLAN).exists()
        {
            terminal.warning(&format!(
                "what was called {} before was made by somebody else: it has no {}, and is kept as {}",
                quoted(&self.out),
                folder::PLAN,
                quoted(backup)
            ));
        }
        for leftover in &published.leftovers {
            terminal.warning(&format!("a killed run left {leftover}"));
        }
        let said = match self.format {
            Format::Json => {
                terminal.json(&self.summary(&plan, &generated, &published, own.as_ref()))
            }
            Format::Text => {
                terminal.tell(&self.report(&plan, &generated, &published, own.as_ref()))
            }
        };
        match said {
            Err(failure) if !self.dry_run => Err(published.told(failure, &self.out)),
            said => said.map(|()| Outcome::Good),
        }
    }

    /// Everything that the plan calls for, in memory; none if a proof failed,
    /// which is said.
    fn make(
        &self,
        plan: &Plan,
        own: Option<&Own>,
        terminal: Terminal,
    ) -> Result<Option<Generated>, Failure> {
        let mut session = Session::default();
        if let Some(own) = own {
            session.put_into(own.file.clone());
        }
        let busy = terminal.busy("making keys and certificates");
        let made = session.generate(
            plan,
            RenderOptions {
                comments: !self.no_comments,
            },
            &mut SystemEntropy::new(),
            clock::now(),
            |cases| {
                busy.finish_and_clear();
                handshakes::run(cases, mimir_tls::proof::Handshake::run, terminal)
            },
        );
        busy.finish_and_clear();
        let nothing = "nothing was written";
        match made {
            Ok(generated) if generated.proof.holds() => Ok(Some(generated)),
            Err(GenerateError::Pki(error)) => Err(Failure::new(format!("certificates: {error}"))),
            Err(GenerateError::Merge { error, .. }) => {
                let path = self.into.as_deref().map(quoted).unwrap_or_default();
                Err(Failure::new(format!("{path}: {error}")))
            }
            Ok(generated) => {
                for failure in proof_text::failures(&generated.proof) {
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

    fn summary<'a>(
        &'a self,
        plan: &Plan,
        generated: &'a Generated,
        published: &'a Published,
        own: Option<&Own>,
    ) -> Summary<'a> {
        let proof = &generated.proof;
        Summary {
            folder: self.out.to_string_lossy(),
            written: !self.dry_run,
            backup: published.backup.as_deref().map(Path::to_string_lossy),
            release: plan.release.to_string(),
            mode: plan.mode.name(),
            files: paths(&generated.artifacts).collect(),
            links: proof.accepted(),
            refused_by_policy: proof_text::refused(proof),
            strangers_refused: proof_text::strangers_refused(proof),
            handshakes: proof.handshakes.len(),
            certificates_end: generated.leaves_end,
            ca_ends: generated.ca_ends,
            merged: (own.zip(generated.merged.as_ref()))
                .map(|(own, merged)| own.summary(merged, &self.out)),
        }
    }

    /// What was proven, where it is, and what to do next.
    fn report(
        &self,
        plan: &Plan,
        generated: &Generated,
        published: &Published,
        own: Option<&Own>,
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
        text.push('\n');
        if let (Some(own), Some(merged)) = (own, &generated.merged) {
            text.push_str(&own.report(merged, &self.out));
            text.push('\n');
        }
        if self.dry_run {
            text.push_str(&format!("{HEADING}Would write{HEADING:#}\n"));
            for path in paths(&generated.artifacts) {
                text.push_str(&format!("  {folder}/{path}\n"));
            }
            return text;
        }
        text.push_str(&format!(
            "{HEADING}{folder}/{HEADING:#} is ready: {} files for Mimir {}, {} mode\n",
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
        text.push_str(&format!(
            "  certificates end on {}, the CA on {}\n\n{HEADING}Next{HEADING:#}\n",
            clock::day(generated.leaves_end),
            clock::day(generated.ca_ends)
        ));
        let mut steps = render::next_steps(plan, &folder.to_string());
        if let (Some(own), Some(step)) = (own, steps.get_mut(1)) {
            *step = own.next(plan, &self.out);
        }
        for (number, step) in steps.iter().enumerate() {
            text.push_str(&format!("  {}. {step}\n", number + 1));
        }
        text
    }
}

fn new_files(artifacts: &[Artifact]) -> Vec<NewFile<'_>> {
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
