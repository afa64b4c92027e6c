//! The middle: the cluster as a graph of links, and what is known of each.

pub mod edge;
pub mod place;
pub mod route;
#[cfg(test)]
mod sample;

use std::rc::Rc;

use yew::prelude::*;

use crate::app::state::{Action, Lang, Selection};
use crate::app::words::Words;
use crate::view::{Proven, View};

/// What the middle is drawn from.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// Nodes and links.
    pub view: Rc<View>,
    /// What came of the links, where it is known.
    pub proven: Option<Rc<Proven>>,
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
    html! { <section class="cluster" aria-label={words.title}/> }
}
