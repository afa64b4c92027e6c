//! Mimir's own configuration, as a file of its own or inside another.

use super::super::input::Source;
use super::document::Document;
use super::facts::{Config, Facts};
use super::yaml;
use crate::catalog::{Catalog, Release};
use crate::document::Node;

/// Whether the document is Mimir's own configuration.
pub(super) fn claims(document: &Document<'_>, release: Release) -> bool {
    is_config(document.node(), release)
}

/// Takes in the configuration under the name of its file.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    let source = document.source();
    config(source, document.node(), 0, &source.path, facts);
    true
}

/// Whether a mapping begins as Mimir's configuration does, in the release or
/// the newest.
pub(super) fn is_config(node: &Node, release: Release) -> bool {
    let catalog = Catalog::builtin();
    let newest = catalog.newest();
    node.entries().iter().any(|(key, value)| {
        let begins = |release| {
            catalog
                .options(release)
                .filter_map(|option| option.yaml().split('.').next())
                .any(|root| root == key.text)
        };
        !value.entries().is_empty() && (begins(release) || begins(newest))
    })
}

/// Takes in a configuration of that name, which stands `shift` columns in.
pub(super) fn config(source: &Source, node: &Node, shift: usize, name: &str, facts: &mut Facts) {
    let settings = yaml::settings(node, source, shift, facts.lookup());
    facts.config(Config::new(name, &source.path, settings));
}

/// Takes in a configuration of that name that is the text of a value.
pub(super) fn inside(source: &Source, name: &str, node: &Node, facts: &mut Facts) {
    let Some(inner) = yaml::inner(source, node, facts) else {
        return;
    };
    if is_config(&inner, facts.release()) {
        let (_, shift) = yaml::body(source, node);
        config(source, &inner, shift, name, facts);
    }
}
