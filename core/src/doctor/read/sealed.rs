//! What SOPS has encrypted: values of a text whose keys stand there in the clear.
//! None of them is known.

use super::super::code::Code;
use super::super::input::Source;
use super::super::rules::Draft;
use super::facts::Facts;
use crate::cluster::is_encrypted;
use crate::document::{Node, Value};

/// Takes what SOPS says of itself out of a text that it has encrypted values in.
pub(super) fn opened(root: Node) -> Node {
    let is_sops = |node: &Node| node.at("mac").is_some() || node.at("version").is_some();
    match root.at("sops").is_some_and(is_sops) {
        true => root.without("sops"),
        false => root,
    }
}

/// Whether all that a document says is encrypted.
pub(super) fn is_whole(node: &Node) -> bool {
    let (sealed, open) = values(node);
    !sealed.is_empty() && open == 0
}

/// Says of a document that a part of it is not known.
pub(super) fn note(source: &Source, node: &Node, facts: &mut Facts) {
    if let Some(first) = values(node).0.first() {
        facts.finding(Draft::new(
            Code::Mt613,
            source.at(first),
            source.path.clone(),
        ));
    }
}

/// The values that are encrypted, and how many are not.
fn values(node: &Node) -> (Vec<&Node>, usize) {
    match node.value() {
        Value::Scalar { text, .. } if is_encrypted(text) => (vec![node], 0),
        Value::Scalar { text, .. } => (Vec::new(), usize::from(!text.is_empty())),
        Value::List(items) => all(items.iter()),
        Value::Map(entries) => all(entries.iter().map(|(_, value)| value)),
    }
}

fn all<'a>(nodes: impl Iterator<Item = &'a Node>) -> (Vec<&'a Node>, usize) {
    nodes
        .map(values)
        .fold((Vec::new(), 0), |mut all, (sealed, open)| {
            all.0.extend(sealed);
            (all.0, all.1 + open)
        })
}
