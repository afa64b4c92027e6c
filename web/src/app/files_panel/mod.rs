//! The right column: the files that a plan comes to, and the keys.

use std::rc::Rc;

use yew::prelude::*;

use crate::app::state::{Action, Lang, Selection};
use crate::app::words::Words;
use crate::view::{Proven, View};

/// What the right column is drawn from.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// Configuration.
    pub view: Rc<View>,
    /// What it was before the choice that is being made.
    pub previous: Option<Rc<View>>,
    /// Certificates, proof, and which keys there are.
    pub proven: Option<Rc<Proven>>,
    /// Whether the worker is at it.
    pub proving: bool,
    /// Whether the files are older than the plan.
    pub stale: bool,
    /// Whether the worker answers.
    pub worker: bool,
    /// What is looked at.
    pub selection: Selection,
    /// The language.
    pub lang: Lang,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// Tabs, one file's text, and what can be done with it.
#[component]
pub fn Files(props: &Props) -> Html {
    let words = &Words::of(props.lang).files;
    html! { <section class="files" aria-label={words.title}/> }
}
