//! Where folders are on the way, read off the files themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

use crate::folder::{self, FileKind, Owner};
use crate::pki::pem;

/// A folder by its files: each by its path, with its bytes.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Where a folder is on the way of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "is", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Place {
    /// It is as one of the folders of the change; as several, where these differ in
    /// nothing that it holds.
    At {
        /// The folders, in the order of the phases.
        folders: Vec<String>,
    },
    /// It has files of several phases: copied one by one, and not all yet.
    Half {
        /// The folder that most of it is of.
        folder: String,
        /// The files that are not, each with the first folder that it is of.
        others: Vec<(String, String)>,
    },
    /// It has a file that no phase has.
    Elsewhere {
        /// The file.
        file: String,
    },
    /// It holds neither certificates nor configuration.
    Empty,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At { folders } => f.write_str(&folders.join(" or ")),
            Self::Half { folder, others } => {
                let others = others.iter();
                let others: Vec<String> = others
                    .map(|(file, folder)| format!("{file} is of {folder}"))
                    .collect();
                let others = others.join(", ");
                write!(
                    f,
                    "half copied: it is of {folder}, and {others}; exchange the folder as a whole"
                )
            }
            Self::Elsewhere { file } => write!(f, "not of this change: no phase has such a {file}"),
            Self::Empty => f.write_str("no certificate, key or configuration in it"),
        }
    }
}

/// Where `found` is among the folders of a change, each with its name, in order.
/// It is a whole folder, one of a target, or what was copied to a machine as its
/// certificates.
///
/// ```
/// use mimir_tls::change::{Files, Place, status};
///
/// let file = |path: &str, text: &str| Files::from([(path.to_owned(), text.into())]);
/// let known = [
///     ("before".to_owned(), file("certs/server.key", "old")),
///     ("phase-1".to_owned(), file("certs/server.key", "new")),
/// ];
/// let at = |folder: &str| Place::At { folders: vec![folder.to_owned()] };
/// assert_eq!(status(&known, &file("server.key", "new")), at("phase-1"));
/// ```
pub fn status(known: &[(String, Files)], found: &Files) -> Place {
    let found: Files = found
        .iter()
        .filter(|(path, _)| is_telling(path))
        .map(|(path, bytes)| (path.clone(), bytes.clone()))
        .collect();
    if found.is_empty() {
        return Place::Empty;
    }
    // The nearest of what can be said, over all places that it may be a copy of.
    let mut half = None;
    let mut elsewhere = None;
    for prefix in prefixes(known) {
        let mut of: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for (path, bytes) in &found {
            let at = format!("{prefix}{path}");
            let same = known.iter().enumerate().filter(|(_, (_, files))| {
                files.get(&at).is_some_and(|its| means_the_same(its, bytes))
            });
            of.insert(path, same.map(|(number, _)| number).collect());
        }
        if let Some((file, _)) = of.iter().find(|(_, numbers)| numbers.is_empty()) {
            let is_known =
                (known.iter()).any(|(_, files)| files.contains_key(&format!("{prefix}{file}")));
            if is_known || elsewhere.is_none() {
                elsewhere = Some((*file).to_owned());
            }
            continue;
        }
        let mut all = of.values().cloned();
        let first = all.next().unwrap_or_default();
        let common = all.fold(first, |one, other| &one & &other);
        let name = |number: &usize| known.get(*number).map(|(name, _)| name.clone());
        if !common.is_empty() {
            let folders = common.iter().filter_map(name).collect();
            return Place::At { folders };
        }
        let has = |number: usize| of.values().filter(|its| its.contains(&number)).count();
        let Some(most) = (0..known.len()).max_by_key(|number| has(*number)) else {
            continue;
        };
        let others = of.iter().filter(|(_, numbers)| !numbers.contains(&most));
        half = name(&most).map(|folder| Place::Half {
            folder,
            others: others
                .filter_map(|(path, numbers)| {
                    Some(((*path).to_owned(), numbers.first().and_then(name)?))
                })
                .collect(),
        });
    }
    match (half, elsewhere) {
        (Some(half), _) => half,
        (None, Some(file)) => Place::Elsewhere { file },
        (None, None) => Place::Empty,
    }
}

/// Where a folder may have been copied from: the whole, everybody's certificates,
/// those of one, and the folder of a target.
fn prefixes(known: &[(String, Files)]) -> BTreeSet<String> {
    let paths = known.iter().flat_map(|(_, files)| files.keys());
    let parents = paths.filter_map(|path| path.rsplit_once('/'));
    let mut all: BTreeSet<String> = parents.map(|(parent, _)| format!("{parent}/")).collect();
    all.insert(String::new());
    all.insert(folder::certificates(Owner::Cluster));
    all
}

/// Whether a file tells where a folder is; a plan, a proof and a README are made
/// anew for each.
fn is_telling(path: &str) -> bool {
    let is_material = folder::is_certificate(path) || folder::is_key(path);
    let is_settings = folder::is_ours(path) && path != folder::PLAN;
    let is_none = matches!(FileKind::of(path), Some(FileKind::Plan | FileKind::Merged));
    // Where Kubernetes mounts a Secret, its files lie behind links of such names.
    let is_inner = path.starts_with("..");
    !folder::is_ca_key(path) && !is_none && !is_inner && (is_material || is_settings)
}

/// Whether two files hold the same certificates and keys, or else the same lines
/// but for comments.
fn means_the_same(one: &[u8], other: &[u8]) -> bool {
    if one == other {
        return true;
    }
    let blocks = |text: &[u8]| -> Vec<Vec<u8>> {
        let blocks = pem::whole_blocks(text);
        blocks.map(|(_, body)| body.contents.to_vec()).collect()
    };
    let (mine, its) = (blocks(one), blocks(other));
    if !mine.is_empty() || !its.is_empty() {
        return mine == its;
    }
    let lines = |text: &[u8]| -> Vec<String> {
        let text = String::from_utf8_lossy(text).into_owned();
        let lines = text.lines().map(str::trim_end);
        lines
            .filter(|line| !line.is_empty() && !line.trim_start().starts_with('#'))
            .map(str::to_owned)
            .collect()
    };
    lines(one) == lines(other)
}
