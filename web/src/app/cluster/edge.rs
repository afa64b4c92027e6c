//! Links gathered into the edges that are drawn: one from a node to another,
//! and one for whoever dials, or is dialled by, many members.

use super::outcome::{Outcome, Standing};
use crate::app::address::Focus;
use crate::view::{Lane, Link, View};

/// What members say among themselves.
pub const GOSSIP: &str = "gossip";

/// What stands for the cluster's members together at an end of an edge.
pub const EVERY: &str = "*";

/// How each link of a view stands. Of one without an outcome nobody knows yet.
pub fn standings(view: &View, outcomes: &[Outcome]) -> Vec<Standing> {
    (0..view.links.len())
        .map(|index| outcomes.get(index))
        .map(|outcome| outcome.map_or(Standing::Unproven, |outcome| outcome.standing))
        .collect()
}

/// The worst of some links.
pub fn worst(standings: &[Standing], links: &[usize]) -> Standing {
    links
        .iter()
        .filter_map(|&index| standings.get(index).copied())
        .max()
        .unwrap_or(Standing::Unproven)
}

/// What is drawn as one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// Who dials: a node's id, or [`EVERY`].
    pub from: String,
    /// Who is dialled: a node's id, or [`EVERY`].
    pub to: String,
    /// Its links, by their places in the view.
    pub links: Vec<usize>,
}

impl Edge {
    /// What looks at it.
    pub fn focus(&self) -> Focus {
        Focus::Edge {
            from: self.from.clone(),
            to: self.to.clone(),
            nth: None,
        }
    }

    /// Whether `id` is at one end of it.
    pub fn touches(&self, id: &str) -> bool {
        self.from == id || self.to == id
    }

    /// Whether it is what the members say among themselves.
    pub fn is_gossip(&self) -> bool {
        self.from == EVERY && self.to == EVERY
    }
}

/// Between whom a link is drawn: those that dial everybody dial the cluster, and
/// those that are only dialled are dialled by it.
struct Parties<'a> {
    view: &'a View,
    /// Whether there are several members, who say something among themselves.
    many: bool,
}

impl<'a> Parties<'a> {
    fn of(view: &'a View) -> Self {
        Self {
            view,
            many: view.nodes.iter().filter(|node| !node.external).count() > 1,
        }
    }

    fn lane(&self, id: &str) -> Option<Lane> {
        let node = self.view.nodes.iter().find(|node| node.id == id);
        node.map(|node| node.lane)
    }

    fn ends(&self, link: &'a Link) -> (&'a str, &'a str) {
        let (from, to) = (link.from.as_str(), link.to.as_str());
        if self.many && link.protocol == GOSSIP {
            (EVERY, EVERY)
        } else if self.lane(from) == Some(Lane::Everywhere) {
            (from, EVERY)
        } else if self.lane(to) == Some(Lane::Service) {
            (EVERY, to)
        } else {
            (from, to)
        }
    }
}

/// Every edge of a view, in the order of their links.
pub fn edges(view: &View) -> Vec<Edge> {
    let parties = Parties::of(view);
    let mut edges: Vec<Edge> = Vec::new();
    for (index, link) in view.links.iter().enumerate() {
        let (from, to) = parties.ends(link);
        match edges
            .iter_mut()
            .find(|edge| edge.from == from && edge.to == to)
        {
            Some(edge) => edge.links.push(index),
            None => edges.push(Edge {
                from: from.to_owned(),
                to: to.to_owned(),
                links: vec![index],
            }),
        }
    }
    edges
}

/// The links that are looked at, by their places in the view.
pub fn links(view: &View, focus: &Focus) -> Vec<usize> {
    let parties = Parties::of(view);
    let seen = |link: &Link| match focus {
        Focus::Cluster => true,
        Focus::Node(id) => link.from == *id || link.to == *id,
        Focus::Edge { from, to, .. } => {
            let together = parties.ends(link);
            let apart = (link.from.as_str(), link.to.as_str());
            together == (from, to) || (together != (EVERY, EVERY) && apart == (from, to))
        }
    };
    view.links
        .iter()
        .enumerate()
        .filter(|(_, link)| seen(link))
        .map(|(index, _)| index)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::cluster::sample::view;

    #[test]
    fn many_links_are_one_edge() {
        let view = view(
            &["a", "b", "c", "d"],
            &["*probe", "writer", "store*"],
            &[
                "a>b", "a>b", "a~a", "a~b", "b~a", "*probe>a", "*probe>b", "writer>a", "a>store*",
                "b>store*",
            ],
        );
        let drawn: Vec<_> = edges(&view)
            .iter()
            .map(|edge| format!("{}>{} {}", edge.from, edge.to, edge.links.len()))
            .collect();
        let all = ["a>b 2", "*>* 3", "*probe>* 2", "writer>a 1", "*>store* 2"];
        assert_eq!(drawn, all);
    }

    #[test]
    fn every_link_is_in_one_edge() {
        let view = view(&["all"], &["*probe"], &["all>all", "all~all", "*probe>all"]);
        let edges = edges(&view);
        let mut links: Vec<_> = edges.iter().flat_map(|edge| edge.links.clone()).collect();
        links.sort_unstable();
        assert_eq!(links, [0, 1, 2]);
        assert_eq!(
            edges.len(),
            2,
            "one member gossips with itself on its own edge"
        );
    }

    #[test]
    fn the_links_of_an_edge_are_those_it_was_drawn_from() {
        let view = view(
            &["a", "b"],
            &["*probe"],
            &["a>b", "a~b", "*probe>a", "*probe>b"],
        );
        for edge in edges(&view) {
            assert_eq!(links(&view, &edge.focus()), edge.links, "{edge:?}");
        }
        let one = Focus::Edge {
            from: "*probe".to_owned(),
            to: "a".to_owned(),
            nth: Some(0),
        };
        assert_eq!(links(&view, &one), [2]);
    }

    #[test]
    fn the_worst_is_shown() {
        use Standing::*;
        let standings = [Accepted, Refused, Failed, Unproven];
        assert_eq!(worst(&standings, &[0, 1]), Refused);
        assert_eq!(worst(&standings, &[0, 1, 2, 3]), Failed);
        assert_eq!(worst(&standings, &[0, 3]), Unproven);
        assert_eq!(worst(&standings, &[]), Unproven);
    }
}
