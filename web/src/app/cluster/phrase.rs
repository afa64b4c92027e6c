//! Sentences about nodes, edges and links in the page's language.

use super::edge::{EVERY, Edge};
use super::outcome::Standing;
use crate::app::words::cluster::Cluster;
use crate::app::words::fill;
use crate::view::Node;

/// How something stands, in a word or two.
pub(super) fn standing(words: &Cluster, standing: Standing, proving: bool) -> &'static str {
    match standing {
        Standing::Accepted => words.accepted,
        Standing::Same => words.same,
        Standing::New => words.new,
        Standing::Old => words.old,
        Standing::Between => words.between,
        Standing::Either => words.either,
        Standing::Unproven if proving => words.proving,
        Standing::Unproven => words.unproven,
        Standing::Refused => words.refused,
        Standing::Failed => words.failed,
    }
}

/// One end of an edge.
pub(super) fn end<'a>(words: &Cluster, id: &'a str) -> &'a str {
    if id == EVERY { words.every } else { id }
}

/// How many links.
pub(super) fn count(words: &Cluster, links: usize) -> String {
    match links {
        1 => words.one.to_owned(),
        _ => fill(words.count, &[("count", &links.to_string())]),
    }
}

/// An edge, by its ends.
pub(super) fn edge(words: &Cluster, edge: &Edge) -> String {
    if edge.is_gossip() {
        words.gossip.to_owned()
    } else {
        format!("{} → {}", end(words, &edge.from), end(words, &edge.to))
    }
}

/// A node, for who cannot see it: what is written on it, and then the rest, so
/// that it is found by what others call it.
pub(super) fn node(words: &Cluster, node: &Node, stands: &str) -> String {
    let replicas = match node.replicas {
        1 => words.one_process.to_owned(),
        many => fill(words.processes, &[("count", &many.to_string())]),
    };
    let text = if node.external {
        words.outsider
    } else {
        words.member
    };
    let written = match node.replicas {
        0 | 1 => stands.to_owned(),
        _ if node.external => stands.to_owned(),
        many => format!("{stands} ×{many}"),
    };
    let values = [
        ("id", node.id.as_str()),
        ("stands", &written),
        ("replicas", &replicas),
    ];
    fill(text, &values)
}
