//! `mimir-tls generate`: the main job.

use std::path::PathBuf;

use clap::Args;
use mimir_tls::folder;
use mimir_tls::made::{self, Within};
use mimir_tls::pki::Instant;
use mimir_tls::plan::Plan;
use mimir_tls::render::{self, OwnStep, RenderOptions};

use crate::ca_options::CaOptions;
use crate::clock;
use crate::failure::{Failure, Outcome};
use crate::folder::{Destination, Existing, quoted};
use crate::format::Summarised;
use crate::into::Own;
use crate::plan_options::PlanOptions;
use crate::standing::{Standing, Unchanged};
use crate::taken_over::TakenOver;
use crate::terminal::Terminal;
use crate::writing::{Backups, CaNews, Writing};

/// Make certificates and configuration for a cluster, and prove every link.
///
/// Nothing is written before every link of the cluster has been handshaken,
/// and then everything or nothing. Over a folder that it made before, its CA
/// and its keys are kept. The exit code is 1 if a link failed, 2 if the input
/// cannot be, 3 if the output folder exists.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  mimir-tls generate
      Make ./mimir-tls/ for a microservices cluster of the newest release.
  mimir-tls generate --release 2.17 --host ingester=10.0.0.7 --if-needed
      For an older release, with the address of one of your machines; not again once it is so.")]
pub(crate) struct Generate {
    #[command(flatten)]
    options: PlanOptions,
    #[command(flatten)]
    ca: CaOptions,

    /// Make another CA, where a folder is replaced and its own would be kept.
    #[arg(long, conflicts_with_all = ["ca", "ca_key"], help_heading = "CA")]
    new_ca: bool,
    /// Write the CA's key under a passphrase (PKCS#8, scrypt, AES-256).
    #[arg(long, conflicts_with_all = ["ca", "ca_key"], help_heading = "CA")]
    encrypt_ca_key: bool,

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
    /// As `--force`, but leave alone what holds, is of this plan, and does not end soon.
    #[arg(long, help_heading = "Output")]
    if_needed: bool,
    /// With `--if-needed`: what ends within this time is to be made anew [default: 30d].
    #[arg(
        long,
        value_name = "TIME",
        requires = "if_needed",
        help_heading = "Output"
    )]
    within: Option<Within>,
    #[command(flatten)]
    backups: Backups,
    /// Prove everything and list the files, but write nothing.
    #[arg(long, help_heading = "Output")]
    dry_run: bool,
    /// Leave out the comments that say why in flags and YAML.
    #[arg(long, help_heading = "Output")]
    no_comments: bool,
    #[command(flatten)]
    summary: Summarised,
}

/// What to do where the CA of a folder cannot be kept.
const NEW_CA: &str =
    "`--new-ca` makes another CA, whose root.crt every process and every client then needs";

/// 2024 by its first second: no clock that is set says less.
const EARLIEST: i64 = 1_704_067_200;

impl Generate {
    pub(crate) fn run(&self, terminal: Terminal) -> Result<Outcome, Failure> {
        let plan = self.options.resolve(terminal)?;
        let now = clock::now();
        if now.unix() < EARLIEST {
            terminal.warning(&format!(
                "the clock of this machine says {}, and the certificates begin then; set it first",
                now.day()
            ));
        }
        let replaces = self.force || self.if_needed;
        let existing = match replaces {
            true => Existing::Backup,
            false => Existing::Refuse,
        };
        let destination = match self.dry_run {
            true => None,
            false => Some(Destination::check(&self.out, existing)?),
        };
        let before = match replaces {
            true => Standing::find(&self.out)?,
            false => None,
        };
        let own = match &self.into {
            Some(path) => Some(Own::read(path)?),
            None => None,
        };
        if let Some(before) = &before
            && self.if_needed
            && let Some(unchanged) = self.unchanged(before, &plan, own.as_ref(), now, terminal)?
        {
            unchanged.say(&self.out, self.summary.format, terminal)?;
            return Ok(Outcome::Good);
        }
        let mut taken = TakenOver::default();
        if let Some(ca) = self.ca.brought(now, terminal)? {
            taken.bring(ca);
        } else if let Some(before) = &before
            && !self.new_ca
        {
            taken
                .keep(before, &self.ca, now, terminal)
                .map_err(|failure| failure.hint(NEW_CA))?;
            self.warn_of_ca(before, &plan, terminal);
        } else if self.ca.has_key() {
            return Err(Failure::new("`--ca-key` has no CA whose key it is")
                .hint("give `--ca FILE` too; alone it is for a folder that is replaced"));
        }
        if let Some(before) = &before
            && !self.new_ca
        {
            taken.keep_keys(before, terminal);
        }
        let passphrase = match self.encrypt_ca_key {
            true => Some(self.ca.passphrase.choose(folder::CA_KEY)?),
            false => None,
        };
        let options = RenderOptions {
            comments: !self.no_comments,
        };
        if let Some(own) = &own {
            taken.put_into(own);
        }
        if let (Some(left), None) = (before.as_ref().and_then(Standing::own), &own) {
            terminal.warning(&format!(
                "{} is not made again: that wants `--into` with the file that it is a copy of",
                quoted(&left.path)
            ));
        }
        let made = taken.generate(&plan, options, passphrase.as_ref(), now, terminal)?;
        let Some(generated) = made else {
            return Ok(Outcome::CheckFailed);
        };
        let ca = CaNews::of(
            &generated.artifacts,
            before.as_ref().map(|before| &before.certificates),
        );
        let writing = Writing {
            out: &self.out,
            destination,
            backups: self.backups,
            format: self.summary.format,
            verb: "is ready",
            own: own.as_ref(),
        };
        let own_paths = own.as_ref().map(|own| own.paths(&self.out));
        let step = own_paths.as_ref().map(|(from, to)| OwnStep { from, to });
        let steps = render::next_steps(&plan, &self.out.display().to_string(), step);
        writing.finish(&plan, &generated, &ca, &[], &steps, terminal)
    }

    /// The folder that is there, if it is all that was asked for.
    fn unchanged(
        &self,
        before: &Standing,
        plan: &Plan,
        own: Option<&Own>,
        now: Instant,
        terminal: Terminal,
    ) -> Result<Option<Unchanged>, Failure> {
        let options = RenderOptions {
            comments: !self.no_comments,
        };
        let is_same = before
            .plan()
            .is_some_and(|old| old.digest() == plan.digest())
            && before.folder.files.differs(plan, options).is_empty();
        if self.new_ca || self.ca.has_ca() || !is_same {
            return Ok(None);
        }
        if let Some(own) = own {
            let made = own.file.merged(plan).map(|merged| merged.text).ok();
            let is_there = before.own().map(|own| own.file);
            if is_there.is_none_or(|it| it.name != own.file.name || Some(it.text) != made) {
                return Ok(None);
            }
        }
        let (holds, certificates) = before.proven(plan, now, terminal)?;
        let within = self.within.unwrap_or(Within::MONTH);
        Ok(match holds && within.is_outlived(&certificates, now) {
            true => made::first_end(&certificates).map(Unchanged::of),
            false => None,
        })
    }

    /// Says that what the plan wants of its CA is for the next one.
    fn warn_of_ca(&self, before: &Standing, plan: &Plan, terminal: Terminal) {
        let ca = |plan: &Plan| plan.to_file().certificates.ca;
        if before.plan().is_some_and(|old| ca(&old) != ca(plan)) {
            terminal.warning(
                "the CA is kept as it is; the subject, days and constraints that this plan wants are the next one's: `--new-ca`",
            );
        }
    }
}
