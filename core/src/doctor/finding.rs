//! What the doctor says: findings, and the report that holds them.

use serde::{Deserialize, Serialize};

use super::code::Code;
use super::edit::Edit;
pub use crate::cluster::Place;
use crate::plan::PlanFile;

/// How bad a finding is, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A process does not start, a link fails, or what looks safe is not.
    Error,
    /// It works, and should not be left so.
    Warning,
    /// Good to know.
    Note,
}

impl Severity {
    /// Its name: `error`, `warning`, `note`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Another place at which a finding is true.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Spot {
    /// Where it is.
    #[serde(flatten)]
    pub place: Place,
    /// What is wrong there, where that is said in other words than at the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
    /// The fix as an edit, where one has been proven.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edit: Option<Edit>,
}

impl Spot {
    /// Another place of which nothing else is to be said.
    pub(super) fn at(place: Place) -> Self {
        let (what, edit) = (None, None);
        Self { place, what, edit }
    }
}

/// One thing that is wrong, or good to know, at one place or at many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Finding {
    /// Its stable code, `MT101`.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// The rule's name in a few words.
    pub title: &'static str,
    /// Where it is, or where it is first.
    pub place: Place,
    /// Who or what it is about: a component and its surface, a file.
    pub subject: String,
    /// Where else it is.
    #[serde(rename = "places", skip_serializing_if = "Vec::is_empty")]
    pub spots: Vec<Spot>,
    /// The components, beside the subject's, that read the same place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// What is wrong.
    pub what: String,
    /// Why that matters.
    pub why: String,
    /// What to do.
    pub fix: String,
    /// The fix as an edit, where one has been proven.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edit: Option<Edit>,
    /// Whether the edits at its places are all of its fix.
    #[serde(skip)]
    pub is_whole_fix: bool,
    /// The links that fail by it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
    /// The line that it is about, unless that could hold a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<String>,
    /// Where to read more.
    pub reference: &'static str,
}

impl Finding {
    /// The finding with its edits: the first for its place, then one for each of
    /// its others.
    pub(super) fn fixed_by(mut self, group: Vec<Option<Edit>>) -> Self {
        self.is_whole_fix = !group.is_empty();
        let mut group = group.into_iter();
        self.edit = group.next().flatten();
        for (spot, edit) in self.spots.iter_mut().zip(group) {
            spot.edit = edit;
        }
        self
    }

    /// The edits of all its places.
    pub fn edits(&self) -> impl Iterator<Item = &Edit> {
        let others = self.spots.iter().filter_map(|spot| spot.edit.as_ref());
        self.edit.iter().chain(others)
    }
}

/// A finding that an exception is about, at the places that it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Excepted {
    /// Why it is as it should be.
    pub reason: String,
    /// The finding; it has no edit.
    #[serde(flatten)]
    pub finding: Finding,
}

/// What became of one input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct InputReport {
    /// The input's path.
    pub file: String,
    /// Whether it was read, so that what stands in it counts.
    pub read: bool,
    /// Whether Mimir's own settings are in it, not those of whoever stands around.
    #[serde(skip)]
    pub own: bool,
    /// Whether it was passed over although it looks like Mimir's.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub suspect: bool,
    /// What it was read as, or why it was passed over, in words.
    pub words: String,
}

/// Where a check has the release of Mimir from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase", tag = "by")]
#[non_exhaustive]
pub enum ReleaseSource {
    /// Whoever asked has said it.
    Given,
    /// The inputs name it.
    Input {
        /// Where it stands.
        place: Place,
        /// What names it: `image`, `chart`, `label`, `plan` or `comment`.
        what: &'static str,
        /// What is written there, where it is no release that is known, and another
        /// stands in for it.
        #[serde(skip_serializing_if = "Option::is_none")]
        named: Option<NamedRelease>,
    },
    /// Nothing names one, and the newest is taken.
    Newest,
}

impl ReleaseSource {
    /// What is written, where the release stands in for it.
    pub(super) fn stands_for(&self) -> Option<&str> {
        match self {
            Self::Input { named, .. } => Some(&named.as_ref()?.text),
            _ => None,
        }
    }
}

/// A release that an input names and nobody knows, or a range of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NamedRelease {
    /// What is written: `3.9.0`, `5.x`, `r350`.
    pub text: String,
    /// Why another release stands in for it.
    pub why: StandIn,
}

/// Why a known release stands in for what an input names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum StandIn {
    /// It is newer than all that is known: the newest known one.
    Newer,
    /// Nobody knows a release of that number: the nearest before it.
    Unknown,
    /// It is a range: the newest known one within it.
    Range,
    /// It is a build and no release: the nearest one, or the newest known one where
    /// it has no number.
    Build,
}

/// One process, or one group of equal ones, as the inputs describe it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProcessReport {
    /// The component, `querier`.
    pub component: String,
    /// The file that describes it.
    pub file: String,
    /// How many are described alike.
    pub count: usize,
}

/// What came of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum LinkVerdict {
    /// Both sides are content.
    Accepted,
    /// It fails.
    Failed,
    /// It could not be proven: a file that it needs was not given.
    Unproven,
}

/// One link that the inputs show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LinkCheck {
    /// Who dials.
    pub from: String,
    /// Who is dialled.
    pub to: String,
    /// Where its TLS options are.
    pub surface: &'static str,
    /// What is spoken inside.
    pub protocol: &'static str,
    /// The address or name that is dialled.
    pub address: String,
    /// What came of it.
    pub verdict: LinkVerdict,
    /// What the client says, where it fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// What the server says, where it fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// The code of the finding that says why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finding: Option<Code>,
}

impl LinkCheck {
    /// What findings call it: `querier -> ingester (ingester-client)`.
    pub fn name(&self) -> String {
        format!("{} -> {} ({})", self.from, self.to, self.surface)
    }
}

/// All that came of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CheckReport {
    /// The release of Mimir that was held against.
    pub release: String,
    /// Where that release is from.
    pub release_source: ReleaseSource,
    /// What became of each input, in the order of the inputs.
    pub inputs: Vec<InputReport>,
    /// The findings, the worst first.
    pub findings: Vec<Finding>,
    /// What exceptions are about, and with which reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub excepted: Vec<Excepted>,
    /// How many more there are, of codes that have hundreds already.
    #[serde(skip_serializing_if = "is_none")]
    pub left_out: usize,
    /// The processes that were found.
    pub processes: Vec<ProcessReport>,
    /// How many files of certificates and keys were found.
    pub certificate_files: usize,
    /// The links between them.
    pub links: Vec<LinkCheck>,
    /// The plan that makes such a cluster anew, without what is wrong with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<PlanFile>,
    /// Inputs that are nothing of a cluster's.
    pub ignored: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_none(count: &usize) -> bool {
    *count == 0
}

impl CheckReport {
    /// How many findings have that severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    }

    /// The finding that tells why a link fails, if it does.
    pub fn finding_of(&self, link: &LinkCheck) -> Option<&Finding> {
        let name = link.name();
        let excepted = self.excepted.iter().map(|it| &it.finding);
        let mut findings = self.findings.iter().chain(excepted);
        findings.find(|finding| finding.links.contains(&name))
    }

    /// Whether a process has nothing of TLS.
    pub fn has_plaintext(&self) -> bool {
        let mut codes = self.findings.iter().map(|finding| finding.code);
        codes.any(|code| matches!(code, Code::Mt422 | Code::Mt423 | Code::Mt424))
    }

    /// The inputs that look like Mimir's and were not read: whatever else was
    /// found, nothing is known of them.
    pub fn suspects(&self) -> impl Iterator<Item = &InputReport> {
        self.inputs.iter().filter(|input| input.suspect)
    }

    /// Whether nothing is wrong; notes do not count.
    pub fn is_clean(&self) -> bool {
        !self.has_any(Severity::Warning)
    }

    /// Whether there is a finding that is as bad as `least`, or worse.
    pub fn has_any(&self, least: Severity) -> bool {
        self.findings.iter().any(|it| it.severity <= least)
    }
}
