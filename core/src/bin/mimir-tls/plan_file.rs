//! The plan file on disk, and where in it a choice stands.

use std::path::Path;

use mimir_tls::document::{self, Node};
use mimir_tls::plan::{Plan, PlanError, PlanFile, PlanWarning};

use crate::failure::Failure;
use crate::input;

/// A plan file that was read.
pub(crate) struct WrittenPlan {
    /// How messages call it.
    name: String,
    /// Its text as a tree with places.
    tree: Node,
    /// What it chooses.
    pub(crate) file: PlanFile,
}

impl WrittenPlan {
    /// Reads a plan file.
    ///
    /// # Errors
    /// What is wrong with it, by line and column.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let largest = u64::try_from(document::MAX_BYTES).unwrap_or(u64::MAX);
        let bytes = input::read(path, "plan", largest)?;
        Self::parse(input::name(path), &bytes)
    }

    /// Parses the text of a plan file that messages call `name`.
    ///
    /// # Errors
    /// As [`WrittenPlan::read`].
    pub(crate) fn parse(name: String, bytes: &[u8]) -> Result<Self, Failure> {
        match PlanFile::parse_with_places(bytes) {
            Ok((file, tree)) => Ok(Self { name, tree, file }),
            Err(error) => Err(Failure::document(&name, &error)),
        }
    }

    /// The plan that it makes by itself.
    ///
    /// # Errors
    /// Choices that do not go together, with the place of the first.
    pub(crate) fn resolve(&self) -> Result<(Plan, Vec<PlanWarning>), Failure> {
        Plan::resolve(&self.file).map_err(|error| self.refused(&error))
    }

    /// A failure about a choice, at its place.
    pub(crate) fn refused(&self, error: &PlanError) -> Failure {
        match self.place(&error.key()) {
            Some(place) => Failure::new(format!("{place}: {error}")),
            None => Failure::new(format!("{}: {error}", self.name)),
        }
    }

    /// Where the value behind a path of keys, dots between them, is written:
    /// `plan.yaml: line 3, column 9`. None if this file does not say it.
    fn place(&self, path: &str) -> Option<String> {
        let node = path
            .split('.')
            .try_fold(&self.tree, |node, key| node.at(key))?;
        Some(format!("{}: {}", self.name, node.place()))
    }
}
