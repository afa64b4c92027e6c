//! The middle: the cluster as a graph of links, and what is known of each.

pub mod details;
pub mod edge;
pub mod graph;
pub mod outcome;
mod phrase;
pub mod place;
pub mod route;
#[cfg(test)]
mod sample;

use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

use crate::app::address::{Focus, Lang, Selection};
use crate::app::state::Action;
use crate::app::words::Words;
use crate::view::View;
use outcome::{Outcome, Standing};
use place::Room;

/// What the middle is drawn from.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// Nodes and links.
    pub view: Rc<View>,
    /// What came of each link; none where nothing is known yet.
    pub outcomes: Rc<Vec<Outcome>>,
    /// Whether the worker is at it.
    pub proving: bool,
    /// Whether the view is older than the plan.
    pub stale: bool,
    /// What is looked at.
    pub selection: Selection,
    /// The language.
    pub lang: Lang,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// The graph, the links of what is selected, and the handshake of one.
#[component]
pub fn Cluster(props: &Props) -> Html {
    let words = &Words::of(props.lang).cluster;
    let root = use_node_ref();
    let room = use_room(&root);
    let standings = use_memo(
        (props.view.clone(), props.outcomes.clone()),
        |(view, outcomes)| edge::standings(view, outcomes),
    );
    let on_focus = {
        let (dispatch, file) = (props.dispatch.clone(), props.selection.file.clone());
        Callback::from(move |focus: Focus| {
            let file = file.clone();
            dispatch.emit(Action::Select(Selection { focus, file }));
        })
    };
    let onkeydown = {
        let on_focus = on_focus.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                on_focus.emit(Focus::Cluster);
            }
        })
    };
    let focus = props.selection.focus.clone();
    html! {
        <section ref={root} class="cluster" aria-label={words.title} data-stale={props.stale.then_some("true")} {onkeydown}>
            <graph::Graph view={props.view.clone()} standings={standings.clone()} proving={props.proving}
                focus={focus.clone()} {room} lang={props.lang} on_focus={on_focus.clone()}/>
            <Legend lang={props.lang}/>
            <details::Details view={props.view.clone()} {standings} outcomes={props.outcomes.clone()} proving={props.proving}
                {focus} lang={props.lang} {on_focus}/>
        </section>
    }
}

/// What the legend needs.
#[derive(Debug, Clone, PartialEq, Properties)]
struct LegendProps {
    lang: Lang,
}

/// What each sign means.
#[component]
fn Legend(props: &LegendProps) -> Html {
    let words = &Words::of(props.lang).cluster;
    html! {
        <ul class="legend">
            { for Standing::ALL.map(|standing| html! { <li>{ details::badge(words, standing, false) }</li> }) }
        </ul>
    }
}

/// From this width of the pane on, the drawing has room for every column.
const ROOMY: i32 = 580;

/// How much room the pane leaves for the drawing, as long as that changes.
#[hook]
fn use_room(pane: &NodeRef) -> Room {
    let room = use_state_eq(|| Room::Wide);
    let measure = {
        let (room, pane) = (room.setter(), pane.clone());
        move || {
            let width = pane.cast::<Element>().map(|pane| pane.client_width());
            match width {
                // A pane that is not shown has no width and keeps its drawing.
                None | Some(0) => {}
                Some(width) if width < ROOMY => room.set(Room::Narrow),
                Some(_) => room.set(Room::Wide),
            }
        }
    };
    // To ask for the width with every drawing would lay the page out each time.
    use_effect_with(pane.clone(), move |pane| {
        let heard = Closure::<dyn FnMut()>::new(measure);
        let observer = ResizeObserver::new(heard.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(pane)) = (&observer, pane.cast::<Element>()) {
            observer.observe(&pane);
        }
        move || {
            if let Some(observer) = observer {
                observer.disconnect();
            }
            drop(heard);
        }
    });
    *room
}
