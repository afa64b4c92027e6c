//! A change that was written before, read back to say how far somebody is.

use serde::Deserialize;

use super::report::BEFORE;
use super::status::{Files, Place, status};
use super::written::digest;

/// The phases of a change, as its file for programs has them.
#[derive(Debug, Clone, Deserialize)]
pub struct Written {
    /// The phases, in their order.
    pub phases: Vec<WrittenPhase>,
}

/// A phase of a change that was written before.
#[derive(Debug, Clone, Deserialize)]
pub struct WrittenPhase {
    /// What it does, in a few words.
    pub name: String,
    /// The folder with its files.
    pub folder: String,
    proof: WrittenProof,
}

#[derive(Debug, Clone, Deserialize)]
struct WrittenProof {
    sha256: String,
}

/// A phase's folder that is not what was proven.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{folder} was edited since it was proven; plan the change again from what runs now")]
pub struct Edited {
    /// The folder.
    pub folder: String,
}

/// A change with the files of its folders.
#[derive(Debug)]
pub struct Followed {
    known: Vec<(String, Files)>,
}

impl Written {
    /// Reads the change's file for programs.
    ///
    /// # Errors
    ///
    /// A text that is no such file.
    pub fn parse(steps: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(steps)
    }

    /// The folders of the change, the one that stood before first.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        let phases = self.phases.iter().map(|phase| phase.folder.as_str());
        std::iter::once(BEFORE).chain(phases)
    }

    /// The change with its files: `files` are those of [`folders`](Self::folders), in
    /// that order.
    ///
    /// # Errors
    ///
    /// A folder that was edited since it was proven.
    pub fn followed(&self, files: Vec<Files>) -> Result<Followed, Edited> {
        let names = self.folders().map(str::to_owned);
        let known: Vec<(String, Files)> = names.zip(files).collect();
        for (phase, (folder, files)) in self.phases.iter().zip(known.iter().skip(1)) {
            let files = files.iter();
            let digest = digest(files.map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
            if digest != phase.proof.sha256 {
                return Err(Edited {
                    folder: folder.clone(),
                });
            }
        }
        Ok(Followed { known })
    }

    /// The first phase that not all of these are behind.
    pub fn next<'a>(&self, places: impl Iterator<Item = &'a Place>) -> Option<&WrittenPhase> {
        let behind = places.map(|place| match place {
            Place::At { folders } => {
                let first = folders.first();
                let number = first.and_then(|first| self.folders().position(|it| it == first));
                number.unwrap_or(0)
            }
            _ => 0,
        });
        self.phases.get(behind.min().unwrap_or(0))
    }
}

impl Followed {
    /// Where `found` is among the folders of the change, as [`status`] says.
    pub fn place(&self, found: &Files) -> Place {
        status(&self.known, found)
    }
}
