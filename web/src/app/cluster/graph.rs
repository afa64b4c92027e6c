//! The drawing.

use std::rc::Rc;

use web_sys::{Element, HtmlElement, wasm_bindgen::JsCast};
use yew::prelude::*;

use super::edge::{self, Edge};
use super::filter::{Filter, Kind};
use super::layout::{self, Layout, Line, Placed, Point, Trunk};
use super::outcome::Standing;
use super::phrase;
use crate::app::address::{Focus, Lang};
use crate::app::icon;
use crate::app::words::cluster::Cluster as ClusterWords;
use crate::app::words::{Words, nodes};
use crate::view::{Lane, Node, View};

/// In how many steps lines get their colour, the first proven first.
const STEPS: usize = 12;

/// How far below the middle of a box its name stands, under its sign or alone.
const LOW: (i32, i32) = (14, 4);

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
    /// What is shown alone.
    pub only: Option<Filter>,
    /// How wide the pane is, in the drawing's units.
    pub room: i32,
    /// The language.
    pub lang: Lang,
    /// Where a new focus goes.
    pub on_focus: Callback<Focus>,
}

/// Nodes and edges, each in colour, shape and words.
#[component]
pub fn Graph(props: &Props) -> Html {
    let words = &Words::of(props.lang).cluster;
    let edges = use_memo(props.view.clone(), |view| edge::edges(view));
    // A plan that changes mostly connects the same as before.
    let drawn = use_memo(
        (
            props.view.nodes.clone(),
            edges.clone(),
            props.room,
            props.lang,
        ),
        |(nodes, edges, room, lang)| {
            let words = &Words::of(*lang).cluster;
            layout::layout(nodes, edges, *room, |lane| caption(words, lane))
        },
    );
    let reached = use_state(|| None::<String>);
    let root = use_node_ref();

    let onkeydown = {
        let (drawn, reached, root) = (drawn.clone(), reached.clone(), root.clone());
        Callback::from(move |event: KeyboardEvent| {
            let target: Option<Element> = event.target_dyn_into();
            let Some(id) = target.and_then(|target| target.get_attribute("data-node")) else {
                return;
            };
            if let Some(next) = neighbour(&drawn, &id, &event.key()) {
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

    let tabbed = reached
        .as_deref()
        .or(match &props.focus {
            Focus::Node(id) => Some(id.as_str()),
            _ => None,
        })
        .filter(|id| drawn.of(id).is_some())
        .or(drawn.nodes.first().map(|node| node.id.as_str()));

    let seen = Seen::of(props);
    let release = props.view.plan.get("release").unwrap_or_default();
    let mode = props.view.plan.get("mode").unwrap_or_default();
    let all = || edges.iter().enumerate();
    let lines = all().filter_map(|(nth, edge)| {
        let line = drawn.lines.get(nth)?.as_ref()?;
        Some(draw_line(props, edge, line, step(nth, edges.len()), &seen))
    });
    let gossip = all().find(|(_, edge)| edge.is_gossip());
    let nodes = drawn.nodes.iter().filter_map(|placed| {
        let node = props.view.nodes.iter().find(|node| node.id == placed.id)?;
        let tab = tabbed == Some(placed.id.as_str());
        Some(draw_node(props, placed, node, tab, seen.meets(&placed.id)))
    });
    let turns = all().filter(|(_, edge)| edge.from == edge.to && !edge.is_gossip());
    let turns = turns.filter_map(|(nth, edge)| {
        let at = drawn.of(&edge.from)?.turn?;
        Some(draw_turn(props, edge, at, step(nth, edges.len()), &seen))
    });
    let frame = drawn.frame;
    let left = (drawn.width - props.room) / 2;

    html! {
        <>
            <p class="graph-title">{ format!("Mimir {release} · {mode}") }</p>
            <svg ref={root} class="graph" role="group" aria-label={words.graph} {onkeydown}
                viewBox={format!("{left} -1 {} {}", props.room, drawn.height + 2)}>
                <rect class="frame" x={px(frame.x)} y={px(frame.y)} width={px(frame.w)}
                    height={px(frame.h)} rx="12"/>
                { for drawn.captions.iter().map(|caption| draw_caption(words, caption)) }
                { for drawn.inward.iter().map(|trunk| draw_trunk(props, trunk, &edges, &seen)) }
                { for drawn.outward.iter().map(|trunk| draw_trunk(props, trunk, &edges, &seen)) }
                { for lines }
                { for gossip.and_then(|(nth, edge)| Some(draw_gossip(props, drawn.gossip.as_ref()?, edge, step(nth, edges.len()), &seen))) }
                { for nodes }
                { for turns }
            </svg>
        </>
    }
}

/// What is written over a lane.
pub(super) fn caption(words: &ClusterWords, lane: Lane) -> Option<&'static str> {
    match lane {
        Lane::Write => Some(words.write),
        Lane::Read => Some(words.read),
        Lane::Rules => Some(words.rules),
        Lane::Apart => Some(words.apart),
        Lane::Outside | Lane::Everywhere | Lane::All | Lane::Service => None,
    }
}

/// What of the cluster is looked at, the rest being dim.
struct Seen<'a> {
    /// Whether that is all of it.
    whole: bool,
    /// Links, by their places in the view.
    links: Vec<usize>,
    /// Who is at an end of them.
    nodes: Vec<&'a str>,
}

impl<'a> Seen<'a> {
    fn of(props: &'a Props) -> Self {
        let shows = |index: &usize| {
            let link = props.view.links.get(*index);
            let standing = props.standings.get(*index).copied();
            let standing = standing.unwrap_or(Standing::Unproven);
            let shows = |only: Filter| link.is_some_and(|link| only.shows(link, standing));
            props.only.is_none_or(shows)
        };
        let mut links = edge::links(&props.view, &props.focus);
        links.retain(shows);
        let mut nodes = Vec::new();
        if let Focus::Node(id) = &props.focus {
            nodes.push(id.as_str());
        }
        for link in links
            .iter()
            .filter_map(|index| props.view.links.get(*index))
        {
            // All gossip with all: that says nothing about the one that is looked at.
            if !matches!(props.focus, Focus::Node(_)) || Kind::of(link) != Kind::Gossip {
                nodes.extend([link.from.as_str(), link.to.as_str()]);
            }
        }
        Self {
            whole: props.focus == Focus::Cluster && props.only.is_none(),
            links,
            nodes,
        }
    }

    fn shows(&self, edge: &Edge) -> bool {
        self.whole || edge.links.iter().any(|index| self.links.contains(index))
    }

    fn meets(&self, id: &str) -> bool {
        self.whole || self.nodes.contains(&id)
    }
}

fn px(number: i32) -> String {
    number.to_string()
}

/// When a line gets its colour.
fn step(nth: usize, of: usize) -> String {
    format!("step-{}", nth * STEPS / of.max(1))
}

/// The node that an arrow key leads to: the nearest on that side.
fn neighbour(drawn: &Layout, id: &str, key: &str) -> Option<String> {
    let here = drawn.of(id)?.area;
    let ahead = |dx: i32, dy: i32| match key {
        "ArrowRight" => (dx, dy.abs()),
        "ArrowLeft" => (-dx, dy.abs()),
        "ArrowDown" => (dy, dx.abs()),
        "ArrowUp" => (-dy, dx.abs()),
        _ => (0, 0),
    };
    drawn
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

/// What is the same for every edge, around what is drawn of it.
fn draw_edge(
    props: &Props,
    edge: &Edge,
    more: Vec<&'static str>,
    step: String,
    seen: &Seen<'_>,
    drawn: Html,
) -> Html {
    let words = &Words::of(props.lang).cluster;
    let standing = edge::worst(&props.standings, &edge.links);
    let state = phrase::standing(words, standing, props.proving);
    let onclick = props.on_focus.reform({
        let focus = edge.focus();
        move |_| focus.clone()
    });
    let shown = seen.shows(edge);
    let selected = shown && matches!(props.focus, Focus::Edge { .. });
    let count = phrase::count(words, edge.links.len());
    html! {
        <g class={classes!("edge", more, standing.class(), step, (!shown).then_some("dim"), selected.then_some("selected"))}
            key={format!("{}>{}", edge.from, edge.to)} {onclick} aria-hidden="true">
            <title>{ format!("{}: {state}, {count}", phrase::edge(words, edge)) }</title>
            { drawn }
        </g>
    }
}

/// The kind of a line: that of its links, gRPC first.
fn kind(props: &Props, edge: &Edge) -> &'static str {
    let links = edge
        .links
        .iter()
        .filter_map(|index| props.view.links.get(*index));
    links.map(Kind::of).min().unwrap_or(Kind::Other).class()
}

fn draw_line(props: &Props, edge: &Edge, line: &Line, step: String, seen: &Seen<'_>) -> Html {
    let standing = edge::worst(&props.standings, &edge.links);
    let path = line.path();
    let drawn = html! {
        <>
            <path class="reach" d={path.clone()}/>
            <path class="line" d={path}/>
            <path class="head" d={line.head()}/>
            { mark(standing, line.mark) }
        </>
    };
    draw_edge(props, edge, vec![kind(props, edge)], step, seen, drawn)
}

/// A sign for how something stands: its shape says the same as its colour.
pub(super) fn mark(standing: Standing, at: Point) -> Html {
    let (x, y) = at;
    let sign = match standing {
        Standing::Accepted | Standing::New => format!("M{} {y}l2.5 2.5 4.5 -5", x - 3),
        Standing::Same => format!("M{} {y}h2", x - 1),
        Standing::Old => format!("M{} {}l-3 3 3 3", x + 1, y - 3),
        Standing::Between => format!("M{} {y}h.1m4 0h.1", x - 2),
        Standing::Either => format!(
            "M{} {}l-2.5 2.5 2.5 2.5m3 -5l2.5 2.5 -2.5 2.5",
            x - 2,
            y - 3
        ),
        Standing::Unproven => format!("M{} {y}h.1m2.9 0h.1m2.9 0h.1", x - 3),
        Standing::Refused => format!("M{} {y}h6", x - 3),
        Standing::Failed => format!("M{} {}l5 5m0 -5l-5 5m2.5 -2.5h0", x - 3, y - 3),
    };
    html! {
        <g class="mark">
            <circle class="seal" cx={px(x)} cy={px(y)} r={px(layout::MARK)}/>
            <path class="sign" d={sign}/>
        </g>
    }
}

/// The sign that a component dials its own kind.
fn draw_turn(props: &Props, edge: &Edge, (x, y): Point, step: String, seen: &Seen<'_>) -> Html {
    let standing = edge::worst(&props.standings, &edge.links);
    let drawn = html! {
        <>
            <circle class="reach" cx={px(x)} cy={px(y)} r="12"/>
            <path class="line" d={format!("M{} {}a5 5 0 1 0 2 4", x + 3, y - 4)}/>
            <path class="head" d={format!("M{} {}v-4.5h-4.5", x + 4, y - 3)}/>
            { mark(standing, (x, y)) }
        </>
    };
    draw_edge(props, edge, vec!["turn"], step, seen, drawn)
}

fn draw_gossip(
    props: &Props,
    bar: &layout::Area,
    edge: &Edge,
    step: String,
    seen: &Seen<'_>,
) -> Html {
    let words = &Words::of(props.lang).cluster;
    let standing = edge::worst(&props.standings, &edge.links);
    let text = format!(
        "{} · {}",
        words.gossip_short,
        phrase::count(words, edge.links.len())
    );
    let drawn = html! {
        <>
            <rect class="line" x={px(bar.x)} y={px(bar.y)} width={px(bar.w)} height={px(bar.h)} rx={px(bar.h / 2)}/>
            <text class="note" x={px(bar.middle())} y={px(bar.centre() + 4)} text-anchor="middle">{ text }</text>
            { mark(standing, layout::in_bar(bar)) }
        </>
    };
    draw_edge(props, edge, vec!["bus"], step, seen, drawn)
}

/// What lines share: in their colour where they have one.
fn draw_trunk(props: &Props, trunk: &Trunk, edges: &[Edge], seen: &Seen<'_>) -> Html {
    let shares = |edge: &&Edge| {
        let inwards = edge.to == edge::EVERY && edge.from != edge::EVERY;
        let outwards = edge.from == edge::EVERY && edge.to != edge::EVERY;
        if trunk.headed { inwards } else { outwards }
    };
    let all: Vec<_> = edges.iter().filter(shares).collect();
    let lit: Vec<_> = all.iter().filter(|edge| seen.shows(edge)).collect();
    let told = if lit.is_empty() {
        all.iter().collect()
    } else {
        lit.clone()
    };
    let mut class = None;
    let mut reached: Vec<&str> = Vec::new();
    for edge in &told {
        let own = edge::worst(&props.standings, &edge.links).class();
        class = Some(class.map_or(own, |class| if class == own { own } else { "mixed" }));
        for index in &edge.links {
            let link = props.view.links.get(*index);
            let seen = seen.whole || seen.links.contains(index);
            if let Some(link) = link.filter(|link| seen && !reached.contains(&link.to.as_str())) {
                reached.push(&link.to);
            }
        }
    }
    let kind = told.first().map_or("other", |edge| kind(props, edge));
    html! {
        <g class={classes!("edge", "trunk", kind, class, lit.is_empty().then_some("dim"))} aria-hidden="true">
            <path class="line" d={trunk.path()}/>
            <path class="head" d={trunk.head()}/>
            if let Some(label) = trunk.label.filter(|_| reached.len() > 1) {
                <text class="note" x={px(label.middle())} y={px(label.bottom() - 3)} text-anchor="middle">{ format!("×{}", reached.len()) }</text>
            }
        </g>
    }
}

fn draw_caption(words: &ClusterWords, caption: &layout::Caption) -> Html {
    let area = caption.area;
    html! {
        <text class="note" aria-hidden="true" x={px(area.x)} y={px(area.bottom() - 3)}>{ self::caption(words, caption.lane) }</text>
    }
}

fn draw_node(props: &Props, placed: &Placed, node: &Node, tab: bool, shown: bool) -> Html {
    let words = &Words::of(props.lang).cluster;
    let area = placed.area;
    let links = edge::links(&props.view, &Focus::Node(node.id.clone()));
    let state = node_state(props, edge::worst(&props.standings, &links), &links);
    // Whoever dials and is turned away has the colour of that, and not whom it dials.
    let dials: Vec<usize> = (links.iter().copied())
        .filter(|index| (props.view.links.get(*index)).is_some_and(|link| link.from == node.id))
        .collect();
    let standing = edge::worst(&props.standings, &dials);
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
    let round = if node.external { area.h / 2 } else { 7 };
    let sign = icon::lines_of(&node.id).filter(|_| !node.external);
    let line = area.centre() + if sign.is_some() { LOW.0 } else { LOW.1 };
    // In the middle of what its signs leave free.
    let end = placed.turn.map_or(area.right(), |turn| turn.0 - 8);
    let replicas = (node.replicas > 1 && !node.external).then(|| format!("×{}", node.replicas));
    let middle = (area.x + end) / 2;
    html! {
        <g class={classes!("node", kind, standing.class(), (!shown).then_some("dim"), selected.then_some("selected"))}
            key={node.id.clone()} role="button" tabindex={if tab { "0" } else { "-1" }}
            aria-pressed={selected.to_string()} data-node={node.id.clone()}
            aria-label={phrase::node(words, node, &state)} {onclick} {onkeydown}>
            <title>{ nodes::about(props.lang, &node.id, &node.about).to_owned() }</title>
            <rect class="body" x={px(area.x)} y={px(area.y)} width={px(area.w)} height={px(area.h)} rx={px(round)}/>
            if let Some(lines) = sign {
                <path class="sign" d={lines} transform={format!("translate({} {})", middle - 8, area.y + 4)}/>
            }
            <text class="name" aria-hidden="true" x={px(middle)} y={px(line)} text-anchor="middle">
                { &node.id }
                if let Some(replicas) = replicas {
                    // Read together they are words apart.
                    { " " }<tspan class="note">{ replicas }</tspan>
                }
            </text>
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
        Standing::Accepted
        | Standing::Same
        | Standing::New
        | Standing::Old
        | Standing::Between
        | Standing::Either
        | Standing::Unproven => phrase::standing(words, standing, props.proving).to_owned(),
        Standing::Refused => format!("{same} {}", words.refused_short),
        Standing::Failed => format!("{same} {}", words.failed),
    }
}
