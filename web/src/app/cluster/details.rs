//! Below the drawing: the links that are looked at, in words, and the handshake
//! of one. It says all that the drawing shows.

use std::hint::black_box;
use std::rc::Rc;

use yew::prelude::*;

use super::edge;
use super::filter::Filter;
use super::handshake;
use super::outcome::{Outcome, Standing};
use super::phrase;
use crate::app::address::{Focus, Lang};
use crate::app::fold::Fold;
use crate::app::icon;
use crate::app::words::cluster::Cluster as ClusterWords;
use crate::app::words::{Words, fill, nodes};
use crate::view::{By, Link, View};

/// What is told.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// Nodes and links.
    pub view: Rc<View>,
    /// How each link stands.
    pub standings: Rc<Vec<Standing>>,
    /// What came of each link; none where nothing is known yet.
    pub outcomes: Rc<Vec<Outcome>>,
    /// Whether the worker is at it.
    pub proving: bool,
    /// Whether what is behind the other doors is here, the telling of one link with it.
    pub open: bool,
    /// What is looked at.
    pub focus: Focus,
    /// What is shown alone.
    pub only: Option<Filter>,
    /// The language.
    pub lang: Lang,
    /// Where a new focus goes.
    pub on_focus: Callback<Focus>,
}

/// The links of what is looked at, or the handshake of the one.
#[component]
pub fn Details(props: &Props) -> Html {
    let words = &Words::of(props.lang).cluster;
    let mut links = edge::links(&props.view, &props.focus);
    let nth = match &props.focus {
        Focus::Edge { nth, .. } => nth.or((links.len() == 1).then_some(0)),
        _ => None,
    };
    let one = nth.and_then(|nth| links.get(nth).copied());
    if let (Some(only), None) = (props.only, one) {
        links.retain(|index| {
            let standing = props
                .standings
                .get(*index)
                .copied()
                .unwrap_or(Standing::Unproven);
            (props.view.links.get(*index)).is_some_and(|link| only.shows(link, standing))
        });
    }
    html! {
        <div class="details">
            { head(props, words, links.len(), one.is_some()) }
            if links.is_empty() {
                if props.only.is_none() {
                    <p class="why">{ words.gone }</p>
                }
            } else if let Some(index) = one {
                { link(props, index) }
            } else {
                { list(props, words, &links) }
            }
        </div>
    }
}

fn head(props: &Props, words: &ClusterWords, count: usize, is_one: bool) -> Html {
    let title = match &props.focus {
        Focus::Cluster => words.links.to_owned(),
        Focus::Node(id) => fill(words.links_of, &[("id", id)]),
        Focus::Edge { from, to, .. } if from == edge::EVERY && to == edge::EVERY => {
            words.gossip.to_owned()
        }
        Focus::Edge { from, to, .. } => {
            format!("{} → {}", phrase::end(words, from), phrase::end(words, to))
        }
    };
    let to = |focus: Focus| props.on_focus.reform(move |_: MouseEvent| focus.clone());
    let back = match &props.focus {
        Focus::Edge {
            from, to: server, ..
        } if is_one && count > 1 => Some(Focus::Edge {
            from: from.clone(),
            to: server.clone(),
            nth: None,
        }),
        _ => None,
    };
    let about = match &props.focus {
        Focus::Node(id) => props.view.nodes.iter().find(|node| node.id == *id),
        _ => None,
    };
    html! {
        <div class="details-head">
            <h2>
                if let Some(node) = about { { icon::of_component(&node.id) } }
                { title } { " " } <small>{ phrase::count(words, count) }</small>
            </h2>
            <div class="actions">
                if let Some(back) = back {
                    <button type="button" class="quiet" onclick={to(back)}>{ words.back }</button>
                }
                if props.focus != Focus::Cluster {
                    <button type="button" class="quiet" onclick={to(Focus::Cluster)}>{ words.all }</button>
                }
            </div>
            if let Some(node) = about {
                <p class="why">{ nodes::about(props.lang, &node.id, &node.about).to_owned() }</p>
            }
        </div>
    }
}

/// More links of gossip than these, all alike, are folded.
const MOST_GOSSIP: usize = 12;

/// The links, the worst first; of the whole cluster all that is not accepted,
/// and the rest on demand.
fn list(props: &Props, words: &ClusterWords, links: &[usize]) -> Html {
    let standing = |index: &usize| {
        let known = props.standings.get(*index).copied();
        known.unwrap_or(Standing::Unproven)
    };
    let mut sorted = links.to_vec();
    let gossips = |index: &usize| {
        let link = props.view.links.get(*index);
        link.is_some_and(|link| link.protocol == "gossip")
    };
    sorted.sort_by_key(|index| (std::cmp::Reverse(standing(index)), gossips(index)));
    let is_wide = props.focus == Focus::Cluster;
    // What fails in a change is told by that, alike links together.
    let is_told = props.outcomes.iter().any(|outcome| outcome.ends.is_some());
    let open =
        |index: &usize| !is_told && matches!(standing(index), Standing::Refused | Standing::Failed);
    let (first, rest): (Vec<usize>, Vec<usize>) = sorted
        .into_iter()
        .partition(|index| !is_wide || open(index));
    // Where gossip fails, it fails between all of them.
    let (gossip, first): (Vec<usize>, Vec<usize>) = match is_wide {
        true => first.into_iter().partition(gossips),
        false => (Vec::new(), first),
    };
    let (gossip, first) = match gossip.len() > MOST_GOSSIP {
        true => (gossip, first),
        false => (Vec::new(), [first, gossip].concat()),
    };
    html! {
        <>
            if !first.is_empty() {
                { table(props, words, &first) }
            }
            if !gossip.is_empty() {
                { folded(props, words, &gossip) }
            }
            { for rest.chunk_by(|one, other| standing(one) == standing(other)).map(|alike| {
                folded(props, words, alike)
            }) }
        </>
    }
}

/// Links that stand alike, and as they ought to or as all others of gossip, on demand.
fn folded(props: &Props, words: &ClusterWords, links: &[usize]) -> Html {
    let first = links.first().and_then(|index| props.standings.get(*index));
    let first = first.copied().unwrap_or(Standing::Unproven);
    let is_gossip = links
        .iter()
        .all(|index| (props.view.links.get(*index)).is_some_and(|link| link.protocol == "gossip"));
    let links = links.to_vec();
    let summary = html! {
        <>
            if is_gossip { { words.gossip }{ ": " } }
            { phrase::count(words, links.len()) }{ ": " }{ phrase::standing(words, first, props.proving) }
        </>
    };
    let props = props.clone();
    let body = move |()| table(&props, &Words::of(props.lang).cluster, &links);
    html! { <Fold key={format!("{} {is_gossip}", first.class())} {summary} body={Callback::from(body)}/> }
}

fn table(props: &Props, words: &ClusterWords, links: &[usize]) -> Html {
    let rows = links.iter().filter_map(|&index| {
        let link = props.view.links.get(index)?;
        let standing = props.standings.get(index).copied()?;
        let show = props.on_focus.reform({
            let focus = focus_of(props, link, index);
            move |_: MouseEvent| focus.clone()
        });
        Some(html! {
            <tr data-standing={standing.class()}>
                <td class="standing">{ badge(words, standing, props.proving) }</td>
                <td><button type="button" class="quiet" onclick={show}>{ format!("{} → {}", link.from, link.to) }</button></td>
                <td>{ &link.protocol }{ ", " }{ if link.by == By::Ip { words.by_ip } else { words.by_name } }</td>
                <td><code>{ &link.surface }</code></td>
            </tr>
        })
    });
    html! {
        <table class="links">
            <thead><tr>
                <th scope="col">{ words.verdict }</th>
                <th scope="col">{ words.who }</th>
                <th scope="col">{ words.protocol }</th>
                <th scope="col">{ words.over }</th>
            </tr></thead>
            <tbody>{ for rows }</tbody>
        </table>
    }
}

/// One link, by its place among those between the same ends.
fn focus_of(props: &Props, link: &Link, index: usize) -> Focus {
    let gossips = link.protocol == "gossip";
    let (from, to) = match &props.focus {
        Focus::Edge { from, to, .. } if gossips => (from.clone(), to.clone()),
        _ => (link.from.clone(), link.to.clone()),
    };
    let whole = |from: String, to: String| Focus::Edge {
        from,
        to,
        nth: None,
    };
    let place = |focus: &Focus| {
        let among = edge::links(&props.view, focus);
        among.iter().position(|other| *other == index)
    };
    let apart = whole(from, to);
    let every = whole(edge::EVERY.to_owned(), edge::EVERY.to_owned());
    match (place(&apart), place(&every)) {
        (Some(nth), _) => with(apart, nth),
        (None, Some(nth)) => with(every, nth),
        (None, None) => apart,
    }
}

fn with(focus: Focus, nth: usize) -> Focus {
    match focus {
        Focus::Edge { from, to, .. } => Focus::Edge {
            from,
            to,
            nth: Some(nth),
        },
        other => other,
    }
}

/// How something stands: a sign and a word.
pub(super) fn badge(words: &ClusterWords, standing: Standing, proving: bool) -> Html {
    html! {
        <span class={classes!("badge", standing.class())}>
            <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                { super::graph::mark(standing, (8, 8)) }
            </svg>
            { phrase::standing(words, standing, proving) }
        </span>
    }
}

/// One link and its handshakes, once what tells them is here.
fn link(props: &Props, index: usize) -> Html {
    let Some(link) = props.view.links.get(index).filter(|_| props.open) else {
        return Html::default();
    };
    let standing = props.standings.get(index).copied();
    black_box(handshake::door as fn(handshake::Props) -> Html)(handshake::Props {
        link: link.clone(),
        standing: standing.unwrap_or(Standing::Unproven),
        outcome: props.outcomes.get(index).cloned(),
        proving: props.proving,
        lang: props.lang,
    })
}
