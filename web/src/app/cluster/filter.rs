//! What links can be told apart by, and which of them are shown alone.

use super::edge::GOSSIP;
use super::outcome::Standing;
use crate::view::{Link, View};

/// What is spoken inside TLS, as far as lines tell it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// gRPC between components.
    Grpc,
    /// HTTP to a component, or between two.
    Http,
    /// What members say among themselves.
    Gossip,
    /// What is spoken to those outside.
    Other,
}

impl Kind {
    /// The kind of a link.
    pub fn of(link: &Link) -> Self {
        match link.protocol.as_str() {
            "grpc" => Self::Grpc,
            "http" => Self::Http,
            GOSSIP => Self::Gossip,
            _ => Self::Other,
        }
    }

    /// Its class in the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Self::Grpc => "grpc",
            Self::Http => "http",
            Self::Gossip => "gossip",
            Self::Other => "other",
        }
    }
}

/// What the legend shows alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// Links of a kind.
    Kind(Kind),
    /// Links that stand so.
    Standing(Standing),
}

impl Filter {
    /// Whether it shows a link.
    pub fn shows(self, link: &Link, standing: Standing) -> bool {
        match self {
            Self::Kind(kind) => Kind::of(link) == kind,
            Self::Standing(wanted) => standing == wanted,
        }
    }
}

/// Everything that some link of a view is.
pub fn present(view: &View, standings: &[Standing]) -> Vec<Filter> {
    let mut kinds: Vec<_> = view.links.iter().map(Kind::of).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let standings = Standing::ALL
        .into_iter()
        .filter(|it| standings.contains(it));
    let kinds = kinds.into_iter().map(Filter::Kind);
    kinds.chain(standings.map(Filter::Standing)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::cluster::sample::view;

    #[test]
    fn each_kind_and_standing_is_named_once_and_finds_its_links() {
        let view = view(&["a", "b"], &["in"], &["a~b", "a>b", "b>a", "in>a"]);
        let standings = [
            Standing::Accepted,
            Standing::Refused,
            Standing::Accepted,
            Standing::Accepted,
        ];
        let present = present(&view, &standings);
        let all = [
            Filter::Kind(Kind::Grpc),
            Filter::Kind(Kind::Gossip),
            Filter::Standing(Standing::Accepted),
            Filter::Standing(Standing::Refused),
        ];
        assert_eq!(present, all);
        let shown = |filter: &Filter| {
            let links = view.links.iter().zip(standings);
            links.filter(|(link, it)| filter.shows(link, *it)).count()
        };
        assert_eq!(present.iter().map(shown).collect::<Vec<_>>(), [3, 1, 3, 1]);
    }
}
