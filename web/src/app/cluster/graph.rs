//! The drawing.

use std::rc::Rc;

use web_sys::{Element, HtmlElement, wasm_bindgen::JsCast};
use yew::prelude::*;

use super::edge::{self, Edge};
use super::outcome::Standing;
use super::phrase;
use super::place::{self, Places, Room};
use super::route::{self, Line};
use crate::app::address::{Focus, Lang};
use crate::app::words::Words;
use crate::view::{Node, View};

/// What the drawing is made from.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// Nodes and links.
    pub view: Rc<View>,
    /// How each link stands.
    pub standings: Rc<Vec<Standing>>,
    /// Whether the worker is at it.
    pub proving: bool,
    /// What is looked at.
    pub focus: Focus,
    /// How much room there is.
    pub room: Room,
    /// The language.
    pub lang: Lang,
    /// Where a new focus goes.
    pub on_focus: Callback<Focus>,
}

/// Nodes and edges, each in colour, shape and words.
#[component]
pub fn Graph(props: &Props) -> Html {
    let words = &Words::of(props.lang).cluster;
    let drawn = use_memo(
        (props.view.clone(), props.focus.clone(), props.room),
        |(view, focus, room)| {
            let places = place::place(view, &edge::wide(view), *room);
            let edges = edge::edges(view, focus);
            let lines = route::route(&places, &edges);
            (places, edges, lines)
        },
    );
    let (places, edges, lines) = &*drawn;
    let reached = use_state(|| None::<String>);
    let root = use_node_ref();

    let onkeydown = {
        let (drawn, reached, root) = (drawn.clone(), reached.clone(), root.clone());
        Callback::from(move |event: KeyboardEvent| {
            let target: Option<Element> = event.target_dyn_into();
            let Some(id) = target.and_then(|target| target.get_attribute("data-node")) else {
                return;
            };
            if let Some(next) = neighbour(&drawn.0, &id, &event.key()) {
                event.prevent_default();
                let node = root.cast::<Element>().and_then(|root| {
                    let found = root.query_selector(&format!("[data-node='{next}']"));
                    found.ok().flatten()
                });
                if let Some(node) = node {
                    // Only HTML's interface has a typed `focus`; SVG's is the same.
                    let _ = node.unchecked_into::<HtmlElement>().focus();
                }
                reached.set(Some(next));
            }
        })
    };

    let shown = |edge: &Edge| match &props.focus {
        Focus::Cluster => true,
        Focus::Node(id) => edge.touches(id),
        Focus::Edge { .. } => edge::is_selected(edge, &props.focus),
    };
    let met = |id: &str| match &props.focus {
        Focus::Cluster => true,
        Focus::Node(node) if node == id => true,
        _ => edges.iter().any(|edge| {
            shown(edge) && (edge.touches(id) || edge.is_gossip() || through(props, edge, id))
        }),
    };
    let tabbed = reached
        .as_deref()
        .or(match &props.focus {
            Focus::Node(id) => Some(id.as_str()),
            _ => None,
        })
        .filter(|id| places.of(id).is_some())
        .or(places.nodes.first().map(|node| node.id.as_str()));

    let release = props.view.plan.get("release").unwrap_or_default();
    let mode = props.view.plan.get("mode").unwrap_or_default();
    let frame = places.frame;
    let lines = edges
        .iter()
        .zip(lines)
        .filter_map(|(edge, line)| Some(draw_edge(props, edge, line.as_ref()?, shown(edge))));
    let nodes = places.nodes.iter().filter_map(|placed| {
        let node = props.view.nodes.iter().find(|node| node.id == placed.id)?;
        let tab = tabbed == Some(placed.id.as_str());
        Some(draw_node(props, placed, node, tab, met(&placed.id)))
    });
    let gossip = edges.iter().find(|edge| edge.is_gossip());

    html! {
        <>
            <p class="graph-title">{ format!("Mimir {release} · {mode}") }</p>
            <svg ref={root} class={classes!("graph", (props.room == Room::Narrow).then_some("narrow"))} role="group" aria-label={words.graph} {onkeydown}
                viewBox={format!("0 0 {} {}", places.width, places.height)}>
                <rect class="frame" x={px(frame.x)} y={px(frame.y)} width={px(frame.w)}
                    height={px(frame.h)} rx="14"/>
                { for lines }
                { for gossip.map(|gossip| draw_gossip(props, places, gossip, shown(gossip))) }
                { for nodes }
            </svg>
        </>
    }
}

/// Whether an edge to or from every member stands for one with `id` too.
fn through(props: &Props, edge: &Edge, id: &str) -> bool {
    edge.links.iter().any(|&index| {
        let link = props.view.links.get(index);
        link.is_some_and(|link| link.from == id || link.to == id)
    })
}

fn px(number: i32) -> String {
    number.to_string()
}

/// The node that an arrow key leads to: the nearest on that side.
fn neighbour(places: &Places, id: &str, key: &str) -> Option<String> {
    let here = places.of(id)?.area;
    let ahead = |dx: i32, dy: i32| match key {
        "ArrowRight" => (dx, dy.abs()),
        "ArrowLeft" => (-dx, dy.abs()),
        "ArrowDown" => (dy, dx.abs()),
        "ArrowUp" => (-dy, dx.abs()),
        _ => (0, 0),
    };
    places
        .nodes
        .iter()
        .map(|node| {
            let (dx, dy) = (
                node.area.middle() - here.middle(),
                node.area.centre() - here.centre(),
            );
            (ahead(dx, dy), node)
        })
        .filter(|((along, _), _)| *along > 0)
        .min_by_key(|((along, beside), _)| along + 3 * beside)
        .map(|(_, node)| node.id.clone())
}

fn draw_edge(props: &Props, edge: &Edge, line: &Line, shown: bool) -> Html {
    let words = &Words::of(props.lang).cluster;
    let standing = edge::worst(&props.standings, &edge.links);
    let state = phrase::standing(words, standing, props.proving);
    let onclick = props.on_focus.reform({
        let focus = edge.focus();
        move |_| focus.clone()
    });
    let selected = edge::is_selected(edge, &props.focus);
    let path = line.path();
    let count = phrase::count(words, edge.links.len());
    html! {
        <g class={classes!("edge", standing.class(), (!shown).then_some("dim"), selected.then_some("selected"))}
            key={format!("{}>{}", edge.from, edge.to)} {onclick} aria-hidden="true">
            <title>{ format!("{}: {state}, {count}", phrase::edge(words, edge)) }</title>
            <path class="reach" d={path.clone()}/>
            <path class="line" d={path}/>
            <path class="head" d={line.head()}/>
            { mark(standing, line.mark, edge.links.len()) }
        </g>
    }
}

/// A sign for how something stands: its shape says the same as its colour.
pub(super) fn mark(standing: Standing, at: (i32, i32), count: usize) -> Html {
    let (x, y) = at;
    let sign = match standing {
        Standing::Accepted => format!("M{} {}l2.5 2.5 4.5 -5", x - 3, y),
        Standing::Unproven => format!("M{} {}h.1m2.9 0h.1m2.9 0h.1", x - 3, y),
        Standing::Refused => format!("M{} {}h7", x as f32 - 3.5, y),
        Standing::Failed => format!("M{} {}l5 5m0 -5l-5 5", x as f32 - 2.5, y as f32 - 2.5),
    };
    html! {
        <>
            <circle class="seal" cx={px(x)} cy={px(y)} r="7"/>
            <path class="sign" d={sign}/>
            if count > 1 {
                <text class="count" aria-hidden="true" x={px(x)} y={px(y + 18)} text-anchor="middle">{ count }</text>
            }
        </>
    }
}

fn draw_gossip(props: &Props, places: &Places, edge: &Edge, shown: bool) -> Html {
    let words = &Words::of(props.lang).cluster;
    let standing = edge::worst(&props.standings, &edge.links);
    let state = phrase::standing(words, standing, props.proving);
    let onclick = props.on_focus.reform({
        let focus = edge.focus();
        move |_| focus.clone()
    });
    let selected = edge::is_selected(edge, &props.focus);
    let frame = places.frame;
    let (x, y) = (frame.x + 14, frame.bottom() - 32);
    let width = frame.w - 28;
    html! {
        <g class={classes!("edge", "bus", standing.class(), (!shown).then_some("dim"), selected.then_some("selected"))}
            key="*" {onclick} aria-hidden="true">
            <title>{ format!("{}: {state}", words.gossip) }</title>
            <rect class="line" x={px(x)} y={px(y)} width={px(width)} height="22" rx="11"/>
            { mark(standing, (x + 14, y + 11), 1) }
            <text class="bus-text" x={px(x + 28)} y={px(y + 15)}>
                { format!("{} · {}", words.gossip_short, phrase::count(words, edge.links.len())) }
            </text>
        </g>
    }
}

fn draw_node(props: &Props, placed: &place::Placed, node: &Node, tab: bool, shown: bool) -> Html {
    let words = &Words::of(props.lang).cluster;
    let area = placed.area;
    let links = edge::links(&props.view, &Focus::Node(node.id.clone()));
    let standing = edge::worst(&props.standings, &links);
    let state = node_state(props, standing, &links);
    let selected = props.focus == Focus::Node(node.id.clone());
    let focus = if selected {
        Focus::Cluster
    } else {
        Focus::Node(node.id.clone())
    };
    let onclick = props.on_focus.reform({
        let focus = focus.clone();
        move |_: MouseEvent| focus.clone()
    });
    let onkeydown = {
        let on_focus = props.on_focus.clone();
        Callback::from(move |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "Enter" | " ") {
                event.prevent_default();
                on_focus.emit(focus.clone());
            }
        })
    };
    let kind = if node.external { "outsider" } else { "member" };
    let middle = area.centre();
    html! {
        <g class={classes!("node", kind, standing.class(), (!shown).then_some("dim"), selected.then_some("selected"))}
            key={node.id.clone()} role="button" tabindex={if tab { "0" } else { "-1" }}
            aria-pressed={selected.to_string()} data-node={node.id.clone()}
            aria-label={phrase::node(words, node, &state)} {onclick} {onkeydown}>
            <title lang="en">{ &node.about }</title>
            <rect class="body" x={px(area.x)} y={px(area.y)} width={px(area.w)} height={px(area.h)}
                rx={if node.external { "15" } else { "8" }}/>
            if node.external {
                { mark(standing, (area.x + 14, middle), 1) }
                <text class="name" aria-hidden="true" x={px(area.x + 26)} y={px(middle + 4)}>{ &node.id }</text>
            } else {
                <text class="name" aria-hidden="true" x={px(area.x + 10)} y={px(area.y + 19)}>{ &node.id }</text>
                // Read together they are words apart.
                { " " }
                { mark(standing, (area.x + 16, area.y + 33), 1) }
                <text class="state" aria-hidden="true" x={px(area.x + 28)} y={px(area.y + 37)}>{ state }</text>
                if node.replicas > 1 {
                    { " " }
                    <text class="replicas" aria-hidden="true" x={px(area.right() - 10)} y={px(area.y + 37)} text-anchor="end">
                        { format!("×{}", node.replicas) }
                    </text>
                }
            }
        </g>
    }
}

/// A node's own state in words: how many of its links are not accepted.
fn node_state(props: &Props, standing: Standing, links: &[usize]) -> String {
    let words = &Words::of(props.lang).cluster;
    if links.is_empty() {
        return words.no_links.to_owned();
    }
    let same = links
        .iter()
        .filter(|&&index| props.standings.get(index) == Some(&standing))
        .count();
    match standing {
        Standing::Accepted | Standing::Unproven => {
            phrase::standing(words, standing, props.proving).to_owned()
        }
        Standing::Refused => format!("{same} {}", words.refused_short),
        Standing::Failed => format!("{same} {}", words.failed),
    }
}
