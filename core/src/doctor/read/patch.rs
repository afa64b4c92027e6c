//! Patches in the form of RFC 6902. The kustomization that names one says what it
//! is for; by itself it says nothing, and that is said where it adds to Mimir's flags.

use super::super::finding::Place;
use super::super::process::Lookup;
use super::command;
use super::document::Document;
use super::facts::Facts;
use super::image::OF_IMAGES;
use super::shell::Argument;
use crate::catalog::{Catalog, Release};
use crate::document::{Node, is_patch};

/// Whether the document is such a patch.
pub(super) fn claims(document: &Document<'_>, _: Release) -> bool {
    is_patch(document.node())
}

/// Takes in nothing: what it changes is read with it. Says whether it is named.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    let path = &document.source().path;
    facts.kustomized().has(path)
}

/// The keys behind which a manifest says something that is read.
const READ: [&str; 20] = [
    "args",
    "binaryData",
    "command",
    "configMap",
    "containers",
    "data",
    "env",
    "envFrom",
    "helm",
    "image",
    "initContainers",
    "livenessProbe",
    "readinessProbe",
    "secret",
    "source",
    "startupProbe",
    "stringData",
    "values",
    "volumeMounts",
    "volumes",
];

/// Keys of a container behind which nothing is read.
const UNREAD: [&str; 6] = [
    "imagePullPolicy",
    "lifecycle",
    "resources",
    "securityContext",
    "terminationGracePeriodSeconds",
    "workingDir",
];

/// Whether an operation among these may change what is read.
pub(super) fn is_read(operations: &[Node]) -> bool {
    operations.iter().any(|it| {
        let keys: Vec<&str> = it.text_at(&["path"]).split('/').collect();
        let is_unread = keys.iter().any(|key| UNREAD.contains(key));
        let value = it.at("value");
        !is_unread && (keys.iter().any(|key| READ.contains(key)) || value.is_some_and(has_read_key))
    })
}

/// Whether a value holds something that is read.
pub(super) fn has_read_key(node: &Node) -> bool {
    let mut entries = node.entries().iter();
    entries.any(|(key, value)| {
        let key = key.text.as_str();
        // Of a list of containers it is what they hold.
        let is_read = READ.contains(&key) && !OF_IMAGES.contains(&key);
        !UNREAD.contains(&key) && (is_read || has_read_key(value))
    }) || node.items().iter().any(has_read_key)
}

/// Whether an operation among these puts a flag of Mimir's where a container has its
/// arguments.
pub(super) fn adds_flag(operations: &[Node]) -> bool {
    let mut lookup = Lookup::new(Catalog::builtin().newest());
    operations.iter().any(|it| {
        let is_set = matches!(it.text_at(&["op"]), "add" | "replace");
        let mut keys = it.text_at(&["path"]).split('/');
        let is_of_container = keys.any(|key| key == "containers");
        let is_words = keys.any(|key| matches!(key, "args" | "command"));
        let value = it
            .at("value")
            .filter(|_| is_set && is_of_container && is_words);
        value.is_some_and(|value| {
            let mut words = std::iter::once(value).chain(value.items());
            words.any(|word| {
                let word = Argument::known(word.text().unwrap_or_default(), Place::default());
                command::is_mimirs(&word, &mut lookup)
            })
        })
    })
}
