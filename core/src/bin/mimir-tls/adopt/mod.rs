//! `mimir-tls adopt`: certificates that somebody else's CA has issued.

mod gather;

use std::path::PathBuf;

use clap::Args;
use mimir_tls::adopt::{AdoptError, adopt};
use mimir_tls::folder::CertFolder;
use mimir_tls::generate::{GenerateError, Generated, Session};
use mimir_tls::pki::{Instant, SystemEntropy};
use mimir_tls::plan::Plan;
use mimir_tls::proof::Handshake;
use mimir_tls::render::{self, RenderOptions};

use crate::failure::{Failure, Outcome};
use crate::folder::{Destination, Existing};
use crate::format::Summarised;
use crate::into::Own;
use crate::plan_options::PlanOptions;
use crate::standing::Standing;
use crate::terminal::Terminal;
use crate::writing::{self, Backups, CaNews, Writing};
use crate::{clock, handshakes};

/// Take certificates that somebody else's CA has issued, and complete a folder.
///
/// What came back is matched by its public keys, whatever it is called and in
/// whatever order. What the CA changed is said, every link is proven, and only
/// then the folder is exchanged as a whole. Without keys in DIR a set that was
/// made elsewhere is taken, keys and all. The exit code is 1 if a link would
/// fail, 2 if the input cannot be.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  mimir-tls adopt mimir-tls --cert reply.zip --ca company-root.pem
      Complete what `mimir-tls request` began.
  mimir-tls adopt tls --mode monolithic --cert pki/issued --cert pki/private --ca pki/ca.crt
      Take over keys and certificates that were made with easy-rsa.")]
pub(crate) struct Adopt {
    /// The folder with the keys and the plan, which is completed.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// What came back: PEM, DER, PKCS#7, a Secret, an archive or a folder; repeat it for more.
    #[arg(long, value_name = "PATH", required = true, help_heading = "CA")]
    cert: Vec<PathBuf>,
    /// The root that is to be believed, and what stands below it [default: what came with the certificates].
    #[arg(long, value_name = "FILE", help_heading = "CA")]
    ca: Option<PathBuf>,
    #[command(flatten)]
    options: PlanOptions,
    /// Write this folder instead; one that is there is kept as OUT.backup-1, -2 and so on [default: DIR].
    #[arg(long, value_name = "OUT", help_heading = "Output")]
    out: Option<PathBuf>,
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

impl Adopt {
    pub(crate) fn run(&self, terminal: Terminal) -> Result<Outcome, Failure> {
        let out = self.out.as_ref().unwrap_or(&self.folder);
        let destination = match self.dry_run {
            true => None,
            false => Some(Destination::check(out, Existing::Backup)?),
        };
        let asked = Standing::find(&self.folder)?;
        let under = asked.as_ref().map(|asked| asked.folder.written_plan());
        let plan = self.options.resolve_over(under.transpose()?, terminal)?;
        let now = clock::now();
        let nothing = CertFolder::default();
        let keys = asked.as_ref().map_or(&nothing, |it| &it.certificates);
        let returned = gather::read(&self.cert)?;
        let trusted = gather::read(self.ca.as_slice())?;
        for trouble in returned.troubles().iter().chain(trusted.troubles()) {
            terminal.warning(trouble);
        }
        let adopted = adopt(&plan, keys, &returned, &trusted, now).map_err(told)?;
        let changes: Vec<String> = adopted.changes.iter().map(ToString::to_string).collect();
        let before = match &self.out {
            Some(out) => Standing::find(out)?,
            None => asked,
        };
        let own = before.as_ref().and_then(Standing::own);
        let made = self.complete(&plan, adopted.bundle, own, now, terminal);
        let proven = made.and_then(Generated::proven);
        if proven.is_err() {
            for change in &changes {
                terminal.warning(change);
            }
        }
        let Some(generated) = writing::made(proven, terminal)? else {
            return Ok(Outcome::CheckFailed);
        };
        let ca = CaNews::of(
            &generated.artifacts,
            before.as_ref().map(|before| &before.certificates),
        );
        let writing = Writing {
            out,
            destination,
            backups: self.backups,
            format: self.summary.format,
            verb: "is complete",
            own: None,
        };
        let steps = render::next_steps(&plan, &out.display().to_string(), None);
        writing.finish(&plan, &generated, &ca, &changes, &steps, terminal)
    }

    fn complete(
        &self,
        plan: &Plan,
        bundle: mimir_tls::bundle::Bundle,
        own: Option<Own>,
        now: Instant,
        terminal: Terminal,
    ) -> Result<Generated, GenerateError> {
        let options = RenderOptions {
            comments: !self.no_comments,
        };
        let mut entropy = SystemEntropy::new();
        let mut session = Session::default();
        if let Some(own) = own {
            session.put_into(own.file);
        }
        session.complete(plan, bundle, options, &mut entropy, now, |cases| {
            handshakes::run(cases, Handshake::run, terminal)
        })
    }
}

fn told(error: AdoptError) -> Failure {
    let failure = Failure::new(error.to_string());
    match error {
        AdoptError::NoKey { .. } => failure
            .hint("name a folder that `mimir-tls request` made, or give keys with `--cert` too"),
        _ => failure,
    }
}
