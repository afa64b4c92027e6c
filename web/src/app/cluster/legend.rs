//! What each line and sign means; pressed, it shows what it means alone.

use std::rc::Rc;

use yew::prelude::*;

use super::edge::GOSSIP;
use super::outcome::Standing;
use super::{details, phrase};
use crate::app::address::Lang;
use crate::app::words::Words;
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

/// What the legend needs.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// What there is.
    pub present: Rc<Vec<Filter>>,
    /// What is shown alone.
    pub only: Option<Filter>,
    /// Whether the worker is at it.
    pub proving: bool,
    /// The language.
    pub lang: Lang,
    /// Where another choice goes.
    pub on_filter: Callback<Option<Filter>>,
}

/// Each of what there is.
#[component]
pub fn Legend(props: &Props) -> Html {
    let words = &Words::of(props.lang).cluster;
    let entry = |filter: &Filter| {
        let pressed = props.only == Some(*filter);
        let next = (!pressed).then_some(*filter);
        let onclick = props.on_filter.reform(move |_: MouseEvent| next);
        let shown = match *filter {
            Filter::Kind(kind) => {
                let name = match kind {
                    Kind::Grpc => "gRPC",
                    Kind::Http => "HTTP",
                    Kind::Gossip => words.gossip_short,
                    Kind::Other => words.other,
                };
                html! { <span class="badge">{ sample(kind.class()) }{ name }</span> }
            }
            Filter::Standing(Standing::Accepted) => html! {
                <span class="badge">{ sample("accepted") }{ phrase::standing(words, Standing::Accepted, false) }</span>
            },
            Filter::Standing(standing) => details::badge(words, standing, props.proving),
        };
        html! {
            <li><button type="button" class="quiet" aria-pressed={pressed.to_string()} {onclick}>{ shown }</button></li>
        }
    };
    html! {
        <ul class="legend" aria-label={words.only}>
            { for props.present.iter().map(entry) }
        </ul>
    }
}

/// A piece of such a line.
fn sample(class: &'static str) -> Html {
    html! {
        <svg class={classes!("sample", class)} viewBox="0 0 28 16" width="28" height="16" aria-hidden="true">
            if class == Kind::Gossip.class() {
                <rect class="line" x="1" y="3" width="26" height="10" rx="5"/>
            } else {
                <path class="line" d="M1 8H27"/>
            }
        </svg>
    }
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
