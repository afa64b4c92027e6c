//! Findings that somebody has decided to live with, and why.

use serde::Deserialize;

use super::code::Code;
use super::finding::{Excepted, Finding, Place, Spot};
use super::rules::Draft;
use crate::document::{self, DocumentError};
use crate::sorted::SortedMap;

/// A decision to live with the findings of one code, everywhere or in some files.
///
/// ```
/// use mimir_tls::doctor::{Code, Exception};
///
/// let [exception] = &Exception::parse(
///     b"version: 1\nexceptions:\n- {code: MT127, file: charts/**, reason: the mesh encrypts it}\n",
/// )?[..] else {
///     unreachable!("it is one");
/// };
/// assert_eq!(exception.code, Code::Mt127);
/// # Ok::<(), mimir_tls::document::DocumentError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Exception {
    /// The code of the findings.
    pub code: Code,
    /// The files in which they are, as a glob (`charts/**`, `*.sh`) that may begin
    /// at any folder; every file without one.
    #[serde(default)]
    pub file: Option<String>,
    /// Why it is as it should be.
    pub reason: String,
}

/// The file that holds them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExceptionFile {
    #[serde(rename = "version")]
    _version: Version,
    exceptions: Vec<Exception>,
}

/// The version of that file's form; there is one.
#[derive(Debug, Deserialize)]
#[serde(try_from = "u64")]
struct Version;

impl TryFrom<u64> for Version {
    type Error = String;

    fn try_from(number: u64) -> Result<Self, String> {
        match number {
            1 => Ok(Self),
            _ => Err(format!("version {number} is not known here; it is 1")),
        }
    }
}

impl Exception {
    /// An exception for every finding of that code.
    #[must_use]
    pub fn of(code: Code, reason: impl Into<String>) -> Self {
        let (file, reason) = (None, reason.into());
        Self { code, file, reason }
    }

    /// Reads a file of exceptions: `version: 1`, and under `exceptions` a list of
    /// `code`, `reason` and, if wanted, `file`.
    ///
    /// # Errors
    ///
    /// What is no YAML or JSON of that form, a code that there is not, a reason
    /// that says nothing: with line, column and key.
    pub fn parse(bytes: &[u8]) -> Result<Vec<Self>, DocumentError> {
        let tree = document::parse(bytes)?;
        let file: ExceptionFile = tree.read()?;
        for (exception, node) in file.exceptions.iter().zip(tree.items_at("exceptions")) {
            if exception.reason.trim().is_empty() {
                let nothing = "the reason says nothing; whoever reads it next wants to know why";
                return Err(DocumentError::at(node.place(), nothing));
            }
        }
        Ok(file.exceptions)
    }

    /// Whether it is about a finding of that code at that place.
    #[must_use]
    pub fn covers(&self, code: Code, place: &Place) -> bool {
        let is_there = |glob: &String| {
            let file = place.file.trim_start_matches("./");
            fast_glob::glob_match(glob, file) || fast_glob::glob_match(format!("**/{glob}"), file)
        };
        self.code == code && self.file.as_ref().is_none_or(is_there)
    }
}

fn reason(exceptions: &[Exception], code: Code, place: &Place) -> Option<String> {
    let mut all = exceptions.iter();
    let one = all.find(|exception| exception.covers(code, place))?;
    Some(one.reason.clone())
}

/// What is as it should be is not changed.
pub(super) fn let_be(drafts: &mut [Draft], exceptions: &[Exception]) {
    for draft in drafts {
        let is_covered = |place: &Place| reason(exceptions, draft.code, place).is_some();
        if is_covered(&draft.place) {
            draft.wish = None;
        }
        for (place, wish) in &mut draft.spots {
            if is_covered(place) {
                *wish = None;
            }
        }
    }
}

/// Takes what exceptions are about out of the findings.
pub(super) fn apart(findings: &mut Vec<Finding>, exceptions: &[Exception]) -> Vec<Excepted> {
    let mut excepted = Vec::new();
    if exceptions.is_empty() {
        return excepted;
    }
    for finding in std::mem::take(findings) {
        let code = finding.code;
        let mut by_reason: SortedMap<Option<String>, Vec<Spot>> = SortedMap::new();
        let first = Spot {
            place: finding.place.clone(),
            what: None,
            edit: finding.edit.clone(),
        };
        for spot in std::iter::once(&first).chain(&finding.spots) {
            let reason = reason(exceptions, code, &spot.place);
            by_reason.entry(reason).or_default().push(spot.clone());
        }
        for (reason, spots) in by_reason {
            let finding = at(&finding, spots);
            match reason {
                None => findings.push(finding),
                Some(reason) => excepted.push(Excepted { reason, finding }),
            }
        }
    }
    excepted
}

/// The finding at these of its places alone.
fn at(finding: &Finding, mut spots: Vec<Spot>) -> Finding {
    let are_fixed = spots.iter().all(|spot| spot.edit.is_some());
    let first = spots.remove(0);
    Finding {
        is_whole_fix: finding.is_whole_fix || are_fixed,
        what: first.what.unwrap_or_else(|| finding.what.clone()),
        excerpt: (finding.excerpt.clone()).filter(|_| first.place == finding.place),
        place: first.place,
        edit: first.edit,
        spots,
        ..finding.clone()
    }
}
