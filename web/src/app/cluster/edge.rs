//! Links gathered into the edges that are drawn: one from a node to another,
//! and one for whoever dials, or is dialled by, many members.

use std::collections::{BTreeMap, BTreeSet};

use super::outcome::{Outcome, Standing};
use crate::app::address::Focus;
use crate::view::{Link, View};

/// What stands for the cluster's members together at an end of an edge.
pub const EVERY: &str = "*";

/// From how many members on an outsider's links are drawn as one.
const MANY: usize = 4;

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

/// Which outsiders stand beside the whole cluster, and who is a member of it.
struct Parties<'a> {
    members: BTreeSet<&'a str>,
    wide: BTreeSet<&'a str>,
}

impl<'a> Parties<'a> {
    fn of(view: &'a View) -> Self {
        let members: BTreeSet<_> = view
            .nodes
            .iter()
            .filter(|node| !node.external)
            .map(|node| node.id.as_str())
            .collect();
        let mut beside: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for link in &view.links {
            let (from, to) = (link.from.as_str(), link.to.as_str());
            match (members.contains(from), members.contains(to)) {
                (false, true) => beside.entry(from).or_default().insert(to),
                (true, false) => beside.entry(to).or_default().insert(from),
                _ => continue,
            };
        }
        let enough =
            |met: &BTreeSet<_>| met.len() >= MANY || (met.len() > 1 && met.len() == members.len());
        let wide = beside
            .iter()
            .filter(|(_, met)| enough(met))
            .map(|(id, _)| *id)
            .collect();
        Self { members, wide }
    }

    /// Between whom a link is drawn when nothing is looked at.
    fn ends(&self, link: &'a Link) -> (&'a str, &'a str) {
        let (from, to) = (link.from.as_str(), link.to.as_str());
        let inside = self.members.contains(from) && self.members.contains(to);
        if inside && link.protocol == "gossip" && self.members.len() > 1 {
            (EVERY, EVERY)
        } else if self.wide.contains(from) {
            (from, EVERY)
        } else if self.wide.contains(to) {
            (EVERY, to)
        } else {
            (from, to)
        }
    }
}

/// Every edge of a view. What is looked at is drawn apart from what it would be
/// gathered into.
pub fn edges(view: &View, focus: &Focus) -> Vec<Edge> {
    let parties = Parties::of(view);
    let mut gathered: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (index, link) in view.links.iter().enumerate() {
        let together = parties.ends(link);
        let apart = (link.from.as_str(), link.to.as_str());
        let ends = match focus {
            _ if together == (EVERY, EVERY) => together,
            Focus::Node(id) if apart.0 == id || apart.1 == id => apart,
            Focus::Edge { from, to, .. } if apart == (from, to) || together == (from, to) => apart,
            Focus::Cluster | Focus::Node(_) | Focus::Edge { .. } => together,
        };
        gathered.entry(ends).or_default().push(index);
    }
    gathered
        .into_iter()
        .map(|((from, to), links)| Edge {
            from: from.to_owned(),
            to: to.to_owned(),
            links,
        })
        .collect()
}

/// The outsiders that are drawn beside the whole cluster.
pub fn wide(view: &View) -> BTreeSet<&str> {
    Parties::of(view).wide
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

/// Whether an edge is what is looked at, or a part of it.
pub fn is_selected(edge: &Edge, focus: &Focus) -> bool {
    let matches = |end: &str, wanted: &str| wanted == EVERY || end == wanted;
    match focus {
        Focus::Edge { from, to, .. } if from == EVERY && to == EVERY => edge.is_gossip(),
        Focus::Edge { from, to, .. } => {
            !edge.is_gossip() && matches(&edge.from, from) && matches(&edge.to, to)
        }
        Focus::Cluster | Focus::Node(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::cluster::sample::view;

    fn drawn(focus: &Focus) -> Vec<String> {
        let view = view(
            &["a", "b", "c", "d"],
            &["probe", "writer", "store"],
            &[
                "a>b", "a>b", "a~a", "a~b", "b~a", "probe>a", "probe>b", "probe>c", "probe>d",
                "writer>a", "a>store", "b>store", "c>store", "d>store",
            ],
        );
        edges(&view, focus)
            .iter()
            .map(|edge| format!("{}>{} {}", edge.from, edge.to, edge.links.len()))
            .collect()
    }

    #[test]
    fn many_links_are_one_edge() {
        let all = ["*>* 3", "*>store 4", "a>b 2", "probe>* 4", "writer>a 1"];
        assert_eq!(drawn(&Focus::Cluster), all);
    }

    #[test]
    fn what_is_looked_at_is_drawn_apart() {
        let node = drawn(&Focus::Node("b".to_owned()));
        assert!(node.contains(&"probe>b 1".to_owned()), "{node:?}");
        assert!(node.contains(&"probe>* 3".to_owned()), "{node:?}");
        let bus = drawn(&Focus::Edge {
            from: "probe".to_owned(),
            to: EVERY.to_owned(),
            nth: None,
        });
        assert!(bus.contains(&"probe>d 1".to_owned()), "{bus:?}");
        assert!(
            !bus.iter().any(|edge| edge.starts_with("probe>*")),
            "{bus:?}"
        );
    }

    #[test]
    fn every_link_is_in_one_edge() {
        let view = view(&["all"], &["probe"], &["all>all", "all~all", "probe>all"]);
        let edges = edges(&view, &Focus::Cluster);
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
            &["probe"],
            &["a>b", "a~b", "probe>a", "probe>b"],
        );
        for edge in edges(&view, &Focus::Cluster) {
            assert_eq!(links(&view, &edge.focus()), edge.links, "{edge:?}");
        }
        let one = Focus::Edge {
            from: "probe".to_owned(),
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
