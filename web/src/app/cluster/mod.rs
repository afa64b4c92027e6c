//! The middle: the cluster as a graph of links, and what is known of each.

pub mod details;
pub mod edge;
pub mod filter;
pub mod graph;
pub mod handshake;
pub mod layout;
pub mod legend;
pub mod outcome;
mod phrase;
mod room;
#[cfg(test)]
mod sample;

use std::rc::Rc;

use yew::prelude::*;

use crate::app::address::{Focus, Lang, Selection};
use crate::app::state::Action;
use crate::app::words::Words;
use crate::view::View;
use filter::Filter;
use outcome::Outcome;

/// What the middle is drawn from.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// Nodes and links.
    pub view: Rc<View>,
    /// What came of each link; none where nothing is known yet.
    pub outcomes: Rc<Vec<Outcome>>,
    /// Whether the worker is at it.
    pub proving: bool,
    /// Whether what is behind the other doors is here.
    pub open: bool,
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
    let room = room::use_room(&root);
    let filter = use_state_eq(|| None::<Filter>);
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
        let (on_focus, filter) = (on_focus.clone(), filter.setter());
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                filter.set(None);
                on_focus.emit(Focus::Cluster);
            }
        })
    };
    let focus = props.selection.focus.clone();
    // What the legend shows alone is gone with the last link of its kind.
    let present = use_memo(
        (props.view.clone(), standings.clone()),
        |(view, standings)| filter::present(view, standings),
    );
    let only = (*filter).filter(|filter| present.contains(filter));
    let on_filter = {
        let filter = filter.setter();
        Callback::from(move |chosen| filter.set(chosen))
    };
    html! {
        <section ref={root} class="cluster" aria-label={words.title} data-stale={props.stale.then_some("true")} {onkeydown}>
            <graph::Graph view={props.view.clone()} standings={standings.clone()} proving={props.proving}
                focus={focus.clone()} {only} {room} lang={props.lang} on_focus={on_focus.clone()}/>
            <legend::Legend {present} {only} proving={props.proving} lang={props.lang} {on_filter}/>
            <details::Details view={props.view.clone()} {standings} outcomes={props.outcomes.clone()} proving={props.proving} open={props.open}
                {focus} {only} lang={props.lang} {on_focus}/>
        </section>
    }
}
