//! The first door's graph: the links of the plan, and what was proven of them.

use std::rc::Rc;

use yew::prelude::*;

use super::address::{Lang, Selection};
use super::cluster::Cluster;
use super::cluster::outcome;
use super::state::Action;
use crate::view::{Proven, View};

/// What the first door's graph is drawn from.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// Nodes and links.
    pub view: Rc<View>,
    /// What came of the links, where it is known.
    pub proven: Option<Rc<Proven>>,
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

/// The cluster that the plan describes.
#[component]
pub fn Planned(props: &Props) -> Html {
    // What was proven of another plan is nothing that is known of this one.
    let proven = props
        .proven
        .clone()
        .filter(|_| !props.proving && !props.stale);
    let outcomes = use_memo(proven, |proven| {
        let outcomes = proven.as_deref().map(outcome::of_proven);
        outcomes.unwrap_or_default()
    });
    html! {
        <Cluster
            view={props.view.clone()}
            {outcomes}
            proving={props.proving}
            open={props.open}
            stale={props.stale}
            selection={props.selection.clone()}
            lang={props.lang}
            dispatch={props.dispatch.clone()}
        />
    }
}
