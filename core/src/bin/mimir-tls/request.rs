//! `mimir-tls request`: keys, and requests for a CA that is somebody else's.

use std::path::PathBuf;

use clap::Args;
use mimir_tls::artifact::Artifact;
use mimir_tls::folder::{PLAN, SHEET};
use mimir_tls::generate::Session;
use mimir_tls::pki::SystemEntropy;
use mimir_tls::proof::Handshake;
use mimir_tls::request::{self, Requested};
use schemars::JsonSchema;
use serde::Serialize;

use crate::failure::{Failure, Outcome};
use crate::folder::{Destination, Existing};
use crate::format::{Format, Summarised};
use crate::made_folder::MadeFolder;
use crate::plan_options::PlanOptions;
use crate::terminal::{GOOD, HEADING, Terminal};
use crate::writing::new_files;
use crate::{clock, handshakes, proof_text, writing};

/// Make keys and certificate requests, for a CA that is somebody else's.
///
/// Writes the keys, a request for each certificate, a sheet for the people of
/// the CA, and the plan, which is proven with a CA of one moment over the same
/// keys. `mimir-tls adopt` makes a whole folder of it when the certificates have
/// come back. The exit code is 1 if a link failed, 2 if the input cannot be, 3
/// if the folder exists.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  mimir-tls request --dns mimir.example.com --leaf-subject /O=Example --out mimir-tls
      Ask for the certificates of a new cluster.
  mimir-tls request --plan mimir-tls/plan.yaml --keys mimir-tls --out next
      Ask for new certificates over the keys of a folder that is in use.")]
pub(crate) struct Request {
    #[command(flatten)]
    options: PlanOptions,
    /// Ask for certificates of this folder's keys, where it has them [default: new keys].
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    keys: Option<PathBuf>,
    /// Write this folder [default: ./mimir-tls].
    #[arg(
        long,
        value_name = "DIR",
        default_value = "mimir-tls",
        hide_default_value = true,
        help_heading = "Output"
    )]
    out: PathBuf,
    #[command(flatten)]
    summary: Summarised,
}

/// What was done, as `--format json` prints it.
#[derive(JsonSchema, Serialize)]
pub(crate) struct Summary<'a> {
    /// The folder, as it was typed.
    folder: String,
    /// The release of Mimir.
    release: String,
    /// The paths of the files, below the folder.
    files: Vec<&'a str>,
    /// The paths of the requests, below the folder.
    requests: &'a [String],
    /// How many links work under a throw-away CA over the same keys.
    links: usize,
    /// How many handshakes prove it.
    handshakes: usize,
}

impl Request {
    pub(crate) fn run(&self, terminal: Terminal) -> Result<Outcome, Failure> {
        let plan = self.options.resolve(terminal)?;
        let destination = Destination::check(&self.out, Existing::Refuse)?;
        let mut session = Session::default();
        if let Some(keys) = &self.keys {
            let folder = MadeFolder::read(keys)?;
            for (path, error) in session.keep_keys(&folder.files.certificates()) {
                let shown = folder.shown(&path);
                terminal.warning(&format!("{shown} is made anew: {error}"));
            }
        }
        let busy = terminal.busy("making keys and requests");
        let mut entropy = SystemEntropy::new();
        let made = request::request(&plan, &mut session, &mut entropy, clock::now(), |cases| {
            busy.finish_and_clear();
            handshakes::run(cases, Handshake::run, terminal)
        });
        busy.finish_and_clear();
        let Some(made) = writing::made(made, terminal)? else {
            return Ok(Outcome::CheckFailed);
        };
        let published = destination.publish(&new_files(&made.artifacts))?;
        for leftover in &published.leftovers {
            terminal.warning(&format!("a killed run left {leftover}"));
        }
        let said = match self.summary.format {
            Format::Json => terminal.json(&Summary {
                folder: self.out.to_string_lossy().into_owned(),
                release: plan.release.to_string(),
                files: made.artifacts.iter().map(path).collect(),
                requests: &made.requests,
                links: made.proof.accepted(),
                handshakes: made.proof.handshakes.len(),
            }),
            Format::Text => terminal.tell(&self.report(&made)),
        };
        said.map(|()| Outcome::Good)
            .map_err(|failure| published.told(failure, &self.out))
    }

    fn report(&self, made: &Requested) -> String {
        let folder = self.out.display().to_string();
        let folder = folder.trim_end_matches('/');
        let mut text = format!(
            "{GOOD}{}{GOOD:#}, with a CA of one moment over these keys\n\n{HEADING}{folder}/{HEADING:#} has the requests:\n",
            proof_text::sentence(&made.proof)
        );
        for request in &made.requests {
            text.push_str(&format!("  {folder}/{request}\n"));
        }
        text.push_str(&format!(
            "\n{HEADING}Next{HEADING:#}\n  \
             1. give these and {folder}/{SHEET} to the people of the CA; the keys and {PLAN} stay here\n  \
             2. mimir-tls adopt {folder} --cert WHAT-CAME-BACK --ca THEIR-ROOT\n"
        ));
        text
    }
}

fn path(artifact: &Artifact) -> &str {
    &artifact.path
}
