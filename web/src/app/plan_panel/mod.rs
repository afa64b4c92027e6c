//! The left column: every choice of the plan.

use std::collections::BTreeMap;
use std::rc::Rc;

use yew::prelude::*;

use crate::app::state::{Action, Lang};
use crate::app::words::Words;
use crate::draft::{Draft, Untypable};
use crate::view::{Choices, FieldError, Proven, View};

/// What the plan is shown from.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// What can be chosen.
    pub choices: Rc<Choices>,
    /// What the last good draft came to.
    pub view: Rc<View>,
    /// What was typed.
    pub draft: Draft,
    /// What is wrong with it.
    pub errors: Rc<Vec<FieldError>>,
    /// Texts that no field can hold.
    pub untypable: BTreeMap<String, Untypable>,
    /// The proof, where there is one.
    pub proven: Option<Rc<Proven>>,
    /// Whether the user's own CA signs.
    pub own_ca: bool,
    /// Whether the worker answers.
    pub worker: bool,
    /// The language.
    pub lang: Lang,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// Every choice of the plan.
#[component]
pub fn Plan(props: &Props) -> Html {
    let words = &Words::of(props.lang).plan;
    html! { <section class="plan" aria-label={words.title}/> }
}
