//! `mimir-tls change`: from one cluster to another, a phase after the other.

mod report;
pub(crate) mod status;

use std::path::{Path, PathBuf};

use clap::Args;
use mimir_tls::artifact::Artifact;
use mimir_tls::change::{self, Ambiguous, Change as Planned, Signers};
use mimir_tls::folder;
use mimir_tls::generate::Session;
use mimir_tls::pki::{Authority, Instant, SystemEntropy, holds_key};
use mimir_tls::plan::Plan;
use mimir_tls::proof::Handshake;
use mimir_tls::render::RenderOptions;
use mimir_tls::renew::RenewError;

use crate::ca_options::CaOptions;
use crate::failure::{Failure, Kind, Outcome};
use crate::folder::{Destination, Existing, NewFile, quoted};
use crate::format::{Format, Summarised};
use crate::plan_file::WrittenPlan;
use crate::plan_options::PlanOptions;
use crate::standing::Standing;
use crate::terminal::Terminal;
use crate::{clock, handshakes, writing};

/// The folder that is changed where none is named.
const DIR: &str = "mimir-tls";

/// Change a cluster that runs, in phases that no link fails in.
///
/// Reads a folder, works out how to get from it to what is wanted, and writes
/// DIR.change/: a complete folder for each phase, CHANGE.md with what to do, and
/// change.json with the same for programs. Every link is proven between any two
/// processes, whichever is before, within or behind a phase. The exit code is 1 if
/// a link would fail meanwhile, 2 if the input cannot be.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  mimir-tls change --new-ca
      Give the cluster of ./mimir-tls/ another CA, in three phases below ./mimir-tls.change/.
  mimir-tls change --http-auth RequireAndVerifyClientCert --dry-run
      Show what it takes to have HTTP strict.
  mimir-tls change --status mimir-tls.change /etc/mimir/tls
      Say in which phase the certificates of this machine are.")]
pub(crate) struct Change {
    /// The folder of the cluster as it stands; with `--status`, the folders to look at [default: ./mimir-tls].
    #[arg(value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// Say where the folders are on the way of this change.
    #[arg(
        long,
        value_name = "DIR.change",
        conflicts_with_all = ["to", "new_ca", "ca", "ca_key", "renew", "out", "dry_run", "allow_break"]
    )]
    status: Option<PathBuf>,
    /// What is wanted is this plan [default: the folder's, and the options below over it].
    #[arg(long, value_name = "PLAN", conflicts_with = "plan")]
    to: Option<PathBuf>,
    /// Make new certificates though those that stand would do.
    #[arg(long)]
    renew: bool,
    /// Allow links to fail meanwhile where it cannot be without.
    #[arg(long)]
    allow_break: bool,
    /// Change to another CA, made here.
    #[arg(long, conflicts_with_all = ["ca", "ca_key"], help_heading = "CA")]
    new_ca: bool,
    #[command(flatten)]
    ca: CaOptions,
    #[command(flatten)]
    options: PlanOptions,
    /// Write this folder [default: DIR.change].
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    out: Option<PathBuf>,
    /// Prove everything and show what to do, but write nothing.
    #[arg(long, help_heading = "Output")]
    dry_run: bool,
    #[command(flatten)]
    summary: Summarised,
}

impl Change {
    pub(crate) fn run(&self, terminal: Terminal) -> Result<Outcome, Failure> {
        if let Some(change) = &self.status {
            return status::run(change, &self.folders, self.summary.format, terminal);
        }
        let path = match self.folders.as_slice() {
            [] => Path::new(DIR),
            [one] => one,
            [_, other, ..] => {
                return Err(Failure::new(format!(
                    "one folder is changed, and {} is another",
                    quoted(other)
                ))
                .hint("`--status DIR.change` takes several folders"));
            }
        };
        let out = match &self.out {
            Some(out) => out.clone(),
            None => beside(path),
        };
        let now = clock::now();
        let before = Standing::read(path)?;
        let plan = before.folder.plan(terminal)?;
        let under = match &self.to {
            Some(to) => WrittenPlan::read(to)?,
            None => before.folder.written_plan()?,
        };
        let wanted = self.options.resolve_over(Some(under), terminal)?;
        let destination = match self.dry_run {
            true => None,
            false => Some(Destination::check(&out, Existing::Refuse).map_err(in_the_way)?),
        };
        let from = standing(&before, plan, path)?;
        let (holds, _) = before.proven(&from.plan, now, terminal)?;
        if !holds {
            terminal.error(
                &Failure::new(format!("{} does not hold as it stands", quoted(path)))
                    .hint(format!("`mimir-tls prove {}` says why", path.display())),
            );
            return Ok(Outcome::CheckFailed);
        }
        let mut planned = self.planned(&before, &from, wanted, now, terminal)?;
        let own = before.folder.files.own();
        planned.merged = own.map(|own| folder::merged(&own.name));
        let is_broken = !planned.breaks.is_empty() && !self.allow_break;
        let mut files = Vec::new();
        if !is_broken && !planned.phases.is_empty() {
            let made = change::written(
                &mut planned,
                &mut Session::default(),
                RenderOptions::default(),
                &mut SystemEntropy::new(),
                now,
                |cases| handshakes::run(cases, Handshake::run, terminal),
            );
            match writing::made(made, terminal)? {
                Some(made) => files = made,
                None => return Ok(Outcome::CheckFailed),
            }
        }
        if let Some(destination) = &destination
            && !files.is_empty()
        {
            files.extend(change::before(&before.folder.files));
            destination.publish(&new_files(&files))?;
        }
        let is_written = destination.is_some() && !files.is_empty();
        match self.summary.format {
            Format::Json => terminal.json(&planned)?,
            Format::Text => terminal.tell(&report::text(&planned, &out, is_written))?,
        }
        if is_broken {
            terminal.error(
                &Failure::new(format!(
                    "{} links fail meanwhile, whatever the order; nothing was written",
                    planned.breaks.len()
                ))
                .hint("`--allow-break` writes it all the same"),
            );
            return Ok(Outcome::CheckFailed);
        }
        Ok(Outcome::Good)
    }

    /// The change to the plan that is wanted.
    fn planned(
        &self,
        before: &Standing,
        from: &change::Standing,
        wanted: Plan,
        now: Instant,
        terminal: Terminal,
    ) -> Result<Planned, Failure> {
        let told = |error: mimir_tls::pki::PkiError| Failure::new(format!("certificates: {error}"));
        let brought = self.ca.brought(now, terminal)?;
        let is_new = self.new_ca || brought.is_some();
        if self.ca.has_key() && !self.ca.has_ca() && is_new {
            return Err(Failure::new("`--ca-key` has no CA whose key it is"));
        }
        let anew = self.renew || is_new;
        let needs_signer = anew || !from.outdated(&wanted, now).map_err(told)?.is_empty();
        let signers = match needs_signer {
            true => Some(self.signers(before, brought, now, terminal)?),
            false => None,
        };
        let mut entropy = SystemEntropy::new();
        change::towards(from, wanted, anew, signers, &mut entropy, now).map_err(told)
    }

    /// Who signs what is made new.
    fn signers(
        &self,
        before: &Standing,
        brought: Option<Authority>,
        now: Instant,
        terminal: Terminal,
    ) -> Result<Signers, Failure> {
        let is_new = self.new_ca || brought.is_some();
        let ends_soon = |error: RenewError| {
            Failure::new(error.to_string()).hint(format!(
                "`mimir-tls change --new-ca {}` changes to another, in phases that no link fails in",
                before.folder.shown("").trim_end_matches('/')
            ))
        };
        let mut signers = match brought {
            Some(ca) => Signers::brought(ca, now).map_err(ends_soon)?,
            None if self.new_ca => Signers::default(),
            None => Signers::kept(self.own(before, now, terminal)?, now).map_err(ends_soon)?,
        };
        if is_new {
            signers.old = change::own_signer(&before.certificates, now);
        }
        Ok(signers)
    }

    /// The CA of the folder.
    fn own(
        &self,
        before: &Standing,
        now: Instant,
        terminal: Terminal,
    ) -> Result<Authority, Failure> {
        self.ca.of_folder(before, now, terminal)?.ok_or_else(|| {
            Failure::new(format!(
                "new certificates are needed, and the key of the CA is not in {}",
                before.folder.shown("")
            ))
            .hint("`--ca-key FILE` says where it is; `--new-ca` changes to another CA")
        })
    }
}

/// The cluster as its folder says it stands.
fn standing(before: &Standing, plan: Plan, path: &Path) -> Result<change::Standing, Failure> {
    let read = change::Standing::of_files(plan, &before.folder.files);
    let mut standing = read.map_err(|Ambiguous { sources }| {
        Failure::new(format!(
            "{} of {} is not what its plan comes to, and other files there do not say the same",
            sources.join(", "),
            quoted(path)
        ))
        .hint("make them equal, or leave what does not run out of the plan's targets")
    })?;
    // Where its processes are told to look, whatever folder this runs in.
    let place = std::fs::canonicalize(path);
    standing.place = place.as_deref().unwrap_or(path).display().to_string();
    Ok(standing)
}

fn new_files(artifacts: &[Artifact]) -> Vec<NewFile<'_>> {
    let mut files = writing::new_files(artifacts);
    for file in &mut files {
        file.secret |= holds_key(file.bytes);
    }
    files
}

/// `DIR.change`, beside the folder.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or(path.as_os_str()).to_owned();
    name.push(".change");
    path.with_file_name(name)
}

/// What to do where a change is there already: its keys may be in use.
fn in_the_way(failure: Failure) -> Failure {
    match failure.kind {
        Kind::Exists => Failure {
            hints: vec![
                "it may be under way: `mimir-tls change --status` says how far; remove it once it is over, or write elsewhere with `--out DIR`".to_owned(),
            ],
            ..failure
        },
        _ => failure,
    }
}
