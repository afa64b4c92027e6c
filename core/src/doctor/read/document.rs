//! One document of an input: what a reader reads at once.

use super::super::code::Code;
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
            Kind::Flags
            | Kind::Shell
            | Kind::Unit
            | Kind::Supervisor
            | Kind::Variables
            | Kind::Nginx
            | Kind::Haproxy
            | Kind::Caddy
            | Kind::Alloy
            | Kind::Nomad
            | Kind::Terraform
            | Kind::Dockerfile => vec![Ok(document(Node::default()))],
        }
    }

    /// The same text with another tree, whose places are that text's.
    pub(super) fn of(source: &'a Source, node: Node) -> Self {
        Self { source, node }
    }

    /// That another document follows, which Mimir does not read.
    pub(super) fn second(&self, second: &Result<Self, Box<Draft>>) -> Draft {
        let place = match second {
            Ok(second) => self.source.line_of(&second.node),
            Err(broken) => broken.place.clone(),
        };
        Draft::new(Code::Mt152, place, self.source.path.clone())
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
