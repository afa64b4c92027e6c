//! Small clusters for the tests.

use crate::draft::Draft;
use crate::view::{By, Link, Node, View};

/// A view of some members, some outsiders, and links between them: `a>b` by
/// gRPC, `a~b` by gossip.
pub(super) fn view(members: &[&str], outside: &[&str], links: &[&str]) -> View {
    let node = |id: &&str, external| Node {
        id: (*id).to_owned(),
        external,
        replicas: 1,
        about: String::new(),
    };
    let link = |text: &&str| {
        let gossip = text.contains('~');
        let (from, to) = text.split_once(['>', '~']).unwrap();
        Link {
            from: from.to_owned(),
            to: to.to_owned(),
            surface: "surface".to_owned(),
            protocol: if gossip { "gossip" } else { "grpc" }.to_owned(),
            by: By::Ip,
            address: "127.0.0.1".to_owned(),
        }
    };
    View {
        plan: Draft::default(),
        warnings: Vec::new(),
        nodes: (members.iter().map(|id| node(id, false)))
            .chain(outside.iter().map(|id| node(id, true)))
            .collect(),
        links: links.iter().map(link).collect(),
        files: Vec::new(),
        mends: Vec::new(),
    }
}
