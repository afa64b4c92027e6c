//! A part that is folded up until somebody opens it. What is in it is made only
//! then, and stays: most of it is never looked at, and would be drawn with every
//! key.

use web_sys::HtmlDetailsElement;
use yew::prelude::*;

/// What is folded up.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// What stands in the line that unfolds it.
    pub summary: Html,
    /// Makes what is in it.
    pub body: Callback<(), Html>,
    /// How often it was to be unfolded by something else than a hand.
    #[prop_or_default]
    pub unfolded: u32,
}

/// A line, and below it, once it is open, the rest.
#[component]
pub fn Fold(props: &Props) -> Html {
    let made = use_state_eq(|| false);
    let details = use_node_ref();
    {
        let (made, details) = (made.setter(), details.clone());
        use_effect_with(props.unfolded, move |times| {
            if *times > 0
                && let Some(details) = details.cast::<HtmlDetailsElement>()
            {
                details.set_open(true);
                made.set(true);
            }
        });
    }
    let turned = {
        let made = made.setter();
        move |event: Event| {
            let details = event.target_dyn_into::<HtmlDetailsElement>();
            if details.is_some_and(|details| details.open()) {
                made.set(true);
            }
        }
    };
    html! {
        <details class="fold" ref={details} ontoggle={turned}>
            <summary>{ props.summary.clone() }</summary>
            if *made {
                { props.body.emit(()) }
            }
        </details>
    }
}
