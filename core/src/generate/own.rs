//! A configuration that somebody has, into which a plan's settings are put.

use std::collections::BTreeMap;
use std::fmt;

use super::GenerateError;
use crate::catalog::Component;
use crate::merge::{self, MergeForm, Merged};
use crate::plan::Plan;
use crate::settings::Settings;

/// A configuration that somebody has: Mimir's own, or values of the chart,
/// whichever the plan's cluster is configured with.
#[derive(Clone, PartialEq, Eq)]
pub struct OwnFile {
    /// What the file is called, without its folder.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// Without the text, which may hold a password.
impl fmt::Debug for OwnFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("OwnFile");
        shown.field("name", &self.name).finish_non_exhaustive()
    }
}

impl OwnFile {
    /// A copy with the settings of all members in it.
    ///
    /// # Errors
    ///
    /// A configuration that takes no settings.
    pub fn merged(&self, plan: &Plan) -> Result<Merged, GenerateError> {
        let all = super::resolved(plan);
        merge::merge(&self.text, MergeForm::of(plan), plan, &all).map_err(|error| {
            GenerateError::Merge {
                name: self.name.clone(),
                error: Box::new(error),
            }
        })
    }

    fn put(&self, plan: &Plan) -> Result<Put, GenerateError> {
        let merged = self.merged(plan)?;
        let mut all = BTreeMap::new();
        for member in &plan.members {
            let read = merged.settings(member.component, plan);
            let read = read.map_err(|error| GenerateError::Import {
                path: self.name.clone(),
                error: Box::new(error),
            })?;
            all.insert(member.component, read.settings);
        }
        Ok((merged, all))
    }
}

/// A copy with a plan's settings, and what it says to each member.
pub(super) type Put = (Merged, BTreeMap<Component, Settings>);

/// An [`OwnFile`], and what puts a plan into it: a function that is held, so that
/// who brings no file carries nothing that reads one.
#[derive(Debug)]
pub(super) struct Own {
    pub(super) file: OwnFile,
    pub(super) put: fn(&OwnFile, &Plan) -> Result<Put, GenerateError>,
}

impl From<OwnFile> for Own {
    fn from(file: OwnFile) -> Self {
        Self {
            file,
            put: OwnFile::put,
        }
    }
}
