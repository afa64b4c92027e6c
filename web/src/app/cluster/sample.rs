//! Small clusters for the tests.

use crate::draft::Draft;
use crate::view::{By, Lane, Link, Node, View};

/// A view of some members, some outsiders, and links between them: `a>b` by
/// gRPC, `a~b` by gossip. An outsider with a star before its name dials everybody,
/// one with a star behind it is only dialled.
pub(super) fn view(members: &[&str], outside: &[&str], links: &[&str]) -> View {
    let node = |(row, id): (usize, &&str), external| Node {
        id: (*id).to_owned(),
        external,
        replicas: 1,
        about: String::new(),
        lane: match external {
            false => Lane::Read,
            true if id.starts_with('*') => Lane::Everywhere,
            true if id.ends_with('*') => Lane::Service,
            true => Lane::Outside,
        },
        row: u32::try_from(row).unwrap(),
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
        nodes: (members.iter().enumerate().map(|it| node(it, false)))
            .chain(outside.iter().enumerate().map(|it| node(it, true)))
            .collect(),
        links: links.iter().map(link).collect(),
        files: Vec::new(),
        mends: Vec::new(),
        instructions: Vec::new(),
    }
}
