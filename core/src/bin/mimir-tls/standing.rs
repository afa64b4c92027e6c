//! A folder of ours that is there already, before another takes its place.

use std::path::{Path, PathBuf};

use mimir_tls::folder::{self, CertFolder, PLAN};
use mimir_tls::made::Dated;
use mimir_tls::pki::{Instant, SystemEntropy};
use mimir_tls::plan::{Plan, PlanFile};
use mimir_tls::proof::Handshake;
use schemars::JsonSchema;
use serde::Serialize;

use crate::failure::Failure;
use crate::format::Format;
use crate::into::Own;
use crate::made_folder::MadeFolder;
use crate::terminal::Terminal;
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
        let certificates = folder.files.certificates();
        Ok(Self {
            folder,
            certificates,
        })
    }

    /// The configuration of theirs with its settings in it, if it has one.
    pub(crate) fn own(&self) -> Option<Own> {
        let file = self.folder.files.own()?;
        Some(Own {
            path: PathBuf::from(self.folder.shown(&folder::merged(&file.name))),
            file,
        })
    }

    /// Its plan, if this release can read it.
    pub(crate) fn plan(&self) -> Option<Plan> {
        let text = self.folder.text(PLAN)?;
        let file = PlanFile::parse(text.as_bytes()).ok()?;
        Plan::resolve(&file).ok().map(|(plan, _)| plan)
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
        let run = |cases: &[Handshake]| handshakes::run(cases, Handshake::run, terminal);
        let (holds, certificates) = (self.folder.files)
            .proven(plan, &mut SystemEntropy::new(), now, run)
            .map_err(|error| Failure::new(error.to_string()))?;
        Ok((holds && self.folder.findings.is_empty(), certificates))
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
                self.not_after.day(),
                clock::in_days(self.days_left)
            )),
        }
    }
}
