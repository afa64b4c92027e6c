//! One document of an input: what a reader reads at once.

use super::super::input::{Kind, Source};
use super::super::rules::Draft;
use super::yaml;
use crate::document::Node;

/// One document of YAML, or a text of any other kind as a whole.
pub(super) struct Document<'a> {
    source: &'a Source,
    node: Node,
}

impl<'a> Document<'a> {
    /// The documents of an input; in place of one that cannot be read, why not.
    pub(super) fn all(source: &'a Source) -> Vec<Result<Self, Box<Draft>>> {
        let document = |node| Self { source, node };
        match source.kind {
            Kind::Yaml => yaml::documents(source)
                .into_iter()
                .map(|node| node.map(document))
                .collect(),
            Kind::Flags | Kind::Shell | Kind::Unit | Kind::Nginx | Kind::Terraform => {
                vec![Ok(document(Node::default()))]
            }
        }
    }

    /// The text that it stands in.
    pub(super) fn source(&self) -> &'a Source {
        self.source
    }

    /// Its tree; YAML's nothing for a text that is no YAML.
    pub(super) fn node(&self) -> &Node {
        &self.node
    }
}
