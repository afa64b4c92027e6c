//! `mimir-tls renew`: new certificates under the same plan and CA.

use std::path::PathBuf;

use clap::Args;
use mimir_tls::folder;
use mimir_tls::generate::GenerateError;
use mimir_tls::made::{self, Dated, Within};
use mimir_tls::render;
use mimir_tls::renew::{self, RenewError};

use crate::ca_options::CaOptions;
use crate::clock;
use crate::failure::{Failure, Outcome};
use crate::folder::{Destination, Existing, quoted};
use crate::format::Summarised;
use crate::standing::{Standing, Unchanged};
use crate::taken_over::TakenOver;
use crate::terminal::Terminal;
use crate::writing::{self, Backups, CaNews, Writing};

/// Make new certificates for a folder, under its plan and its CA.
///
/// Everything is proven before it is written, the folder is exchanged whole,
/// and the old one is kept beside it as DIR.backup-1, -2 and so on. Nobody
/// needs another root.crt. The exit code is 1 if a link failed, 2 if the input
/// cannot be, such as a CA that ends too soon.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  mimir-tls renew --within 30d --keep 3
      Once a day by a timer: renew ./mimir-tls/ in its last 30 days, else do nothing.
  mimir-tls renew --ca-key /media/safe/root.key /srv/mimir-tls
      Renew another folder, whose CA's key is elsewhere.")]
pub(crate) struct Renew {
    /// The folder to renew [default: ./mimir-tls].
    #[arg(
        value_name = "DIR",
        default_value = "mimir-tls",
        hide_default_value = true
    )]
    folder: PathBuf,
    /// Do nothing unless a certificate ends within this time, such as 30d, 12h or 4w [default: renew now].
    #[arg(long, value_name = "TIME")]
    within: Option<Within>,
    /// Put the new certificates over the old keys [default: new keys].
    #[arg(long)]
    keep_keys: bool,
    #[command(flatten)]
    ca: CaOptions,
    #[command(flatten)]
    backups: Backups,
    /// Prove everything and list the files, but write nothing.
    #[arg(long, help_heading = "Output")]
    dry_run: bool,
    #[command(flatten)]
    summary: Summarised,
}

impl Renew {
    pub(crate) fn run(&self, terminal: Terminal) -> Result<Outcome, Failure> {
        let before = Standing::read(&self.folder)?;
        let plan = before.folder.plan(terminal)?;
        let now = clock::now();
        if let Some(within) = self.within {
            let (holds, certificates) = before.proven(&plan, now, terminal)?;
            if within.is_outlived(&certificates, now)
                && let Some(first) = made::first_end(&certificates)
            {
                if !holds {
                    terminal.error(&self.broken(first));
                    return Ok(Outcome::CheckFailed);
                }
                Unchanged::of(first).say(&self.folder, self.summary.format, terminal)?;
                return Ok(Outcome::Good);
            }
        }
        let destination = match self.dry_run {
            true => None,
            false => Some(Destination::check(&self.folder, Existing::Backup)?),
        };
        let within = self.within.unwrap_or_default();
        let mut taken = TakenOver::default();
        match self.ca.brought(now, terminal)? {
            Some(ca) => taken.bring(ca),
            None => {
                if let Some(ends) = before.folder.files.ca_ends()
                    && let Err(error) = renew::ca_lasts(ends, within, now)
                {
                    return self.refused(error, terminal);
                }
                taken.keep(&before, &self.ca, now, terminal)?;
            }
        }
        if self.keep_keys {
            taken.keep_keys(&before, terminal);
        }
        let renewed = match taken.renew(&before, &plan, within, now, terminal) {
            Ok(renewed) => renewed,
            Err(error) => return self.refused(error, terminal),
        };
        if let Some(day) = renewed.ends_with_ca() {
            terminal.warning(&format!("the certificates end with their CA, on {day}"));
        }
        let (notes, generated) = (renewed.notes(), renewed.generated);
        let ca = CaNews::of(&generated.artifacts, Some(&before.certificates));
        let writing = Writing {
            out: &self.folder,
            destination,
            backups: self.backups,
            format: self.summary.format,
            verb: "is renewed",
            own: None,
        };
        let place = self.folder.display().to_string();
        let steps = render::renewal_steps(&plan, place.trim_end_matches('/'));
        writing.finish(&plan, &generated, &ca, &notes, &steps, terminal)
    }

    /// What is said of a folder that has time, and does not hold all the same: it
    /// is for somebody to look at, not for a timer to replace.
    fn broken(&self, first: &Dated) -> Failure {
        Failure::new(format!(
            "{} has certificates until {}, but does not hold",
            quoted(&self.folder),
            first.not_after.day()
        ))
        .hint(format!(
            "`mimir-tls prove {}` says why; without `--within` it is renewed as its plan has it",
            self.folder.display()
        ))
    }

    /// Says why nothing was renewed.
    ///
    /// # Errors
    /// What is wrong with the CA, or cannot be. Links that fail are said.
    fn refused(&self, error: RenewError, terminal: Terminal) -> Result<Outcome, Failure> {
        match error {
            RenewError::CaEnds { has_ended: false, .. } => {
                Err(Failure::new(error.to_string()).hint(format!(
                    "`mimir-tls change --new-ca {}` makes another, and says in which order it reaches every process",
                    self.folder.display()
                )))
            }
            RenewError::CaEnds { .. } => Err(Failure::new(error.to_string()).hint(format!(
                "`mimir-tls generate --force --new-ca --plan {0}/{1} --out {0}` makes another; every process and every client outside needs its root.crt before the first certificate of it",
                self.folder.display(),
                folder::PLAN
            ))),
            RenewError::OtherCa => Err(Failure::new(format!(
                "this is another CA than that of {}",
                quoted(&self.folder)
            ))
            .hint("a new CA has to reach every process before the first certificate of it does: `mimir-tls change --ca FILE --ca-key FILE` does that in phases")),
            RenewError::Generate(GenerateError::Merge { name, error }) => {
                let path = self.folder.join(folder::merged(&name));
                Err(Failure::new(format!("{}: {error}", quoted(&path))))
            }
            RenewError::Generate(error) => {
                writing::made::<()>(Err(error), terminal).map(|_| Outcome::CheckFailed)
            }
            error => Err(Failure::new(error.to_string())),
        }
    }
}
