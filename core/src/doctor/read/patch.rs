//! Patches in the form of RFC 6902 that add flags of Mimir's to somebody's arguments.
//! They are not applied, and that is said.

use super::super::finding::Place;
use super::super::process::Lookup;
use super::shell::Argument;
use super::{command, template};
use crate::catalog::Catalog;
use crate::document::Node;

/// Whether a document is such a patch, or a kustomization with one in its text.
pub(super) fn changes_arguments(node: &Node) -> bool {
    if adds_flag(node.items()) {
        return true;
    }
    let all = ["patches", "patchesJson6902"].iter();
    let mut patches = all.flat_map(|key| node.items_at(key));
    patches.any(|patch| {
        let text = patch.at("patch").and_then(Node::text);
        let tree = text.and_then(|text| template::parse(0, text).ok());
        tree.is_some_and(|tree| adds_flag(tree.items()))
    })
}

/// Whether an operation among these puts a flag of Mimir's where a container has its
/// arguments.
fn adds_flag(operations: &[Node]) -> bool {
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
