//! A folder of ours that is there already, before another takes its place.

use std::path::{Path, PathBuf};

use mimir_tls::folder::{CertFolder, PLAN};
use mimir_tls::generate::{OwnFile, configuration};
use mimir_tls::made::{Dated, MadeProving};
use mimir_tls::pki::x509::Certificate;
use mimir_tls::pki::{Instant, SystemEntropy, pem};
use mimir_tls::plan::{Plan, PlanFile};
use mimir_tls::proof::Handshake;
use mimir_tls::render::RenderOptions;
use schemars::JsonSchema;
use serde::Serialize;

use crate::failure::Failure;
use crate::format::Format;
use crate::into::Own;
use crate::made_folder::MadeFolder;
use crate::terminal::Terminal;
use crate::within::Within;
use crate::{clock, handshakes};

/// A folder of ours, its certificates and keys apart.
pub(crate) struct Standing {
    pub(crate) folder: MadeFolder,
    pub(crate) certificates: CertFolder,
}

impl Standing {
    /// The folder at `path`, if something of ours is there.
    ///
    /// # Errors
    /// One that cannot be read.
    pub(crate) fn find(path: &Path) -> Result<Option<Self>, Failure> {
        match path.join(PLAN).exists() {
            true => Self::read(path).map(Some),
            false => Ok(None),
        }
    }

    /// The folder at `path`.
    ///
    /// # Errors
    /// One that is not there, cannot be read, or is not ours.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let folder = MadeFolder::read(path)?;
        let certificates = folder.cert_folder();
        Ok(Self {
            folder,
            certificates,
        })
    }

    /// The configuration of theirs with its settings in it, if it has one.
    pub(crate) fn own(&self) -> Option<Own> {
        let (path, text) = self.folder.merged()?;
        let (_, name) = path.rsplit_once('/')?;
        Some(Own {
            path: PathBuf::from(self.folder.shown(path)),
            file: OwnFile {
                name: name.to_owned(),
                text: text.to_owned(),
            },
        })
    }

    /// Its plan, if this release can read it.
    pub(crate) fn plan(&self) -> Option<Plan> {
        let text = self.folder.text(PLAN)?;
        let file = PlanFile::parse(text.as_bytes()).ok()?;
        Plan::resolve(&file).ok().map(|(plan, _)| plan)
    }

    /// When the last of its roots ends.
    pub(crate) fn ca_ends(&self) -> Option<Instant> {
        let roots = pem::whole_blocks(self.certificates.roots()?);
        let read = |(_, body): (String, pem::Body)| Certificate::from_der(&body.contents).ok();
        let ends = roots.filter_map(read).map(|root| root.not_after());
        ends.max().map(Instant::from_unix)
    }

    /// Where its configuration is not what `plan` comes to, with or without
    /// comments: the options that make the most of it, and the paths that differ.
    pub(crate) fn options(&self, plan: &Plan) -> (RenderOptions, Vec<String>) {
        let with = |comments| {
            let options = RenderOptions { comments };
            (options, self.differs(plan, options))
        };
        let (commented, plain) = (with(true), with(false));
        match plain.1.len() < commented.1.len() {
            true => plain,
            false => commented,
        }
    }

    /// The configuration that is not what `plan` comes to, by its paths.
    pub(crate) fn differs(&self, plan: &Plan, options: RenderOptions) -> Vec<String> {
        let wanted = configuration(plan, options).into_iter();
        wanted
            .filter(|file| self.folder.text(&file.path) != Some(&file.text))
            .map(|file| file.path)
            .collect()
    }

    /// What is wrong with it, as `prove` finds it, and when its certificates end.
    ///
    /// # Errors
    /// Entropy that gives nothing.
    pub(crate) fn proven(
        &self,
        plan: &Plan,
        now: Instant,
        terminal: Terminal,
    ) -> Result<(bool, Vec<Dated>), Failure> {
        let text = |path: &str| self.folder.text(path);
        let mut entropy = SystemEntropy::new();
        let made = MadeProving::new(plan, text, &self.certificates, &mut entropy, now)
            .map_err(|error| Failure::new(error.to_string()))?;
        let mut holds = made.findings.is_empty() && self.folder.findings.is_empty();
        for (_, proving) in made.provings {
            let verdicts = handshakes::run(proving.cases(), Handshake::run, terminal);
            holds &= proving.conclude(&verdicts).holds();
        }
        Ok((holds, made.certificates))
    }
}

/// A folder that was left alone, as `--format json` prints it.
#[derive(JsonSchema, Serialize)]
pub(crate) struct Unchanged {
    /// Whether the folder was written: not here.
    written: bool,
    /// Whether there was anything to do: not here.
    changed: bool,
    /// When the first certificate ends.
    not_after: Instant,
    /// Whole days until then.
    days_left: i64,
}

impl Unchanged {
    /// What is said of a folder whose first certificate to end is `first`.
    pub(crate) fn of(first: &Dated) -> Self {
        Self {
            written: false,
            changed: false,
            not_after: first.not_after,
            days_left: first.days_left,
        }
    }

    /// Says that there was nothing to do.
    ///
    /// # Errors
    /// A stream that takes nothing more.
    pub(crate) fn say(
        &self,
        path: &Path,
        format: Format,
        terminal: Terminal,
    ) -> Result<(), Failure> {
        match format {
            Format::Json => terminal.json(self),
            Format::Text => terminal.tell(&format!(
                "{}/: nothing to do: the first certificate ends on {}, {}\n",
                path.display(),
                clock::day(self.not_after),
                clock::in_days(self.days_left)
            )),
        }
    }
}

/// The first of the certificates to end; none where there is none.
pub(crate) fn first_end(certificates: &[Dated]) -> Option<&Dated> {
    certificates
        .iter()
        .min_by_key(|certificate| certificate.not_after)
}

/// Whether each certificate lasts beyond `within`, and there is one.
pub(crate) fn last(certificates: &[Dated], within: Within, now: Instant) -> bool {
    first_end(certificates).is_some_and(|first| !within.covers(first.not_after, now))
}
