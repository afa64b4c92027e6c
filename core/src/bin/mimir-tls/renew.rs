//! `mimir-tls renew`: new certificates under the same plan and CA.

use std::path::PathBuf;

use clap::Args;
use mimir_tls::folder;
use mimir_tls::made::Dated;
use mimir_tls::pki::Instant;
use mimir_tls::render;

use crate::ca_options::CaOptions;
use crate::clock;
use crate::failure::{Failure, Outcome};
use crate::folder::{Destination, Existing, quoted};
use crate::format::Summarised;
use crate::standing::{self, Standing, Unchanged};
use crate::taken_over::TakenOver;
use crate::terminal::Terminal;
use crate::within::Within;
use crate::writing::{Backups, CaNews, Writing};

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
            if standing::last(&certificates, within, now)
                && let Some(first) = standing::first_end(&certificates)
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
        let mut taken = TakenOver::default();
        match self.ca.brought(now, terminal)? {
            Some(ca) => taken.bring(ca),
            None => {
                if let Some(ends) = before.ca_ends() {
                    self.check_ca(ends, now)?;
                }
                taken.keep(&before, &self.ca, now, terminal)?;
            }
        }
        if self.keep_keys {
            taken.keep_keys(&before, terminal);
        }
        let own = before.own();
        if let Some(own) = &own {
            taken.put_into(own);
        }
        let (options, mut differs) = before.options(&plan);
        let Some(generated) = taken.generate(&plan, options, None, now, terminal)? else {
            return Ok(Outcome::CheckFailed);
        };
        if let (Some(own), Some(merged)) = (&own, &generated.merged)
            && own.file.text != merged.text
        {
            differs.push(folder::merged(&own.file.name));
        }
        let ca = CaNews::of(&generated.artifacts, Some(&before.certificates));
        if !ca.kept {
            return Err(Failure::new(format!(
                "this is another CA than that of {}",
                quoted(&self.folder)
            ))
            .hint("a new CA has to reach every process before the first certificate of it does: `mimir-tls generate --force --ca FILE --ca-key FILE` makes the folder"));
        }
        self.check_ca(generated.ca_ends, now)?;
        if generated.leaves_end == generated.ca_ends {
            terminal.warning(&format!(
                "the certificates end with their CA, on {}",
                clock::day(generated.ca_ends)
            ));
        }
        let writing = Writing {
            out: &self.folder,
            destination,
            backups: self.backups,
            format: self.summary.format,
            verb: "is renewed",
            own: None,
        };
        let notes = changed_by_hand(&differs);
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
            clock::day(first.not_after)
        ))
        .hint(format!(
            "`mimir-tls prove {}` says why; without `--within` it is renewed as its plan has it",
            self.folder.display()
        ))
    }

    /// Refuses a CA that ends so soon that its certificates would want to be
    /// renewed at once.
    fn check_ca(&self, ca_ends: Instant, now: Instant) -> Result<(), Failure> {
        let within = self.within.unwrap_or(Within::MONTH);
        if !within.covers(ca_ends, now) {
            return Ok(());
        }
        let ends = match ca_ends < now {
            true => "ended",
            false => "ends",
        };
        Err(Failure::new(format!(
            "the CA {ends} on {}, and no certificate lasts longer than it",
            clock::day(ca_ends)
        ))
        .hint(format!(
            "`mimir-tls generate --force --new-ca --plan {0}/{1} --out {0}` makes another; every process and every client outside needs its root.crt before the first certificate of it",
            self.folder.display(),
            folder::PLAN
        )))
    }
}

/// What is to be said of configuration that is not the plan's.
fn changed_by_hand(differs: &[String]) -> Vec<String> {
    const NAMED: usize = 3;
    if differs.is_empty() {
        return Vec::new();
    }
    let named = differs.iter().take(NAMED).cloned().collect::<Vec<_>>();
    let more = match differs.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    vec![format!(
        "written as the plan has it, where somebody or another release had changed it: {}{more}",
        named.join(", ")
    )]
}
