//! The generators of kustomizations: the ConfigMaps and Secrets that they make of files,
//! and those that they lay their own over.

use super::selector::Identity;
use crate::document::Node;

/// The keys of the generators, and what they make.
const GENERATORS: [(&str, &str); 2] = [
    ("configMapGenerator", "ConfigMap"),
    ("secretGenerator", "Secret"),
];

/// Where an object has its entries.
const DATA: [&str; 3] = ["data", "stringData", "binaryData"];

/// The generators of a kustomization, each with the object that it makes.
pub(super) fn all(node: &Node) -> impl Iterator<Item = (&Node, Identity)> {
    GENERATORS.iter().flat_map(|(key, kind)| {
        let items = node.items_at(key).iter();
        items.map(|it| {
            let namespace = it.text_at(&["namespace"]);
            (it, Identity::made(kind, it.text_at(&["name"]), namespace))
        })
    })
}

/// Whether a generator lies over an object that there is already.
pub(super) fn is_over(generator: &Node) -> bool {
    matches!(generator.text_at(&["behavior"]), "merge" | "replace")
}

/// Whether an entry is no longer what it was, where a generator lies over it.
pub(super) fn takes(generator: &Node, entry: &str) -> bool {
    let texts = generator.items_at("literals").iter().filter_map(Node::text);
    let mut texts = texts.filter_map(|it| Some(it.split_once('=')?.0));
    generator.text_at(&["behavior"]) == "replace"
        || texts.any(|key| key == entry)
        || files(generator).any(|(key, _)| key == entry)
}

/// The files that a generator makes entries of, each behind its key.
pub(super) fn files(generator: &Node) -> impl Iterator<Item = (&str, &str)> {
    let files = generator.items_at("files").iter().filter_map(Node::text);
    files.map(|it| {
        let base = it.rsplit('/').next().unwrap_or(it);
        it.split_once('=').unwrap_or((base, it))
    })
}

/// An object without the entries in whose place a generator puts others; of a file that
/// is such an entry nothing is left.
pub(super) fn without(object: Node, generator: &Node) -> Node {
    match object.at("kind") {
        Some(_) => object.without_below(&DATA, &|key| takes(generator, key)),
        None => Node::default(),
    }
}
