//! Values of the chart, where they were found, and who takes them.

use super::super::rules::Draft;
use crate::document::Node;

/// An installation of the chart, as somebody else's text describes it.
pub(in crate::doctor) struct Installed {
    /// The text.
    pub(super) path: String,
    /// What it takes values from, the lowest first.
    pub(super) below: Vec<Below>,
    /// What it sets itself, over those.
    pub(super) node: Option<Node>,
}

/// Where an installation takes values from.
pub(in crate::doctor) enum Below {
    /// A file, as it is called there.
    File(String),
    /// Every file of a folder whose path ends as this says, each over the one
    /// before it: `values/*.yaml`.
    Folder(String),
    /// An entry of a ConfigMap or a Secret.
    Entry {
        of: String,
        key: String,
        /// The path of keys, as Helm's `--set` has it, behind which it stands as one
        /// value; none where it holds values of its own.
        target: Option<String>,
        /// What is told where it was not handed over.
        missing: Box<Draft>,
    },
}

/// The entry out of which Flux takes values where none is named.
pub(super) const VALUES_KEY: &str = "values.yaml";

/// Values of the chart in a ConfigMap or a Secret.
pub(in crate::doctor) struct ValuesEntry {
    pub(super) of: String,
    pub(super) key: String,
    /// The text in which the object stands.
    pub(super) path: String,
    /// The values, with the places of that text.
    pub(super) node: Node,
}

/// An entry of a ConfigMap or a Secret that Kustomize makes.
pub(in crate::doctor) struct Generated {
    pub(super) of: String,
    pub(super) key: String,
    /// The file that becomes it.
    pub(super) file: String,
}

/// A values file that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::doctor) struct ValuesFile {
    pub(super) path: String,
    /// The key behind which a chart around this one has the values.
    pub(super) alias: Option<String>,
}
