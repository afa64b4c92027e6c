//! A row of tabs that the arrow keys walk.

use yew::prelude::*;

use crate::app::icon::Icon;
use crate::app::roving;

/// One tab.
#[derive(Debug, Clone, PartialEq)]
pub struct Tab {
    /// What is on it.
    pub label: AttrValue,
    /// What the last choice did to what is behind it, in a word.
    pub mark: Option<AttrValue>,
    /// That there is nothing behind it yet, in words.
    pub absent: Option<AttrValue>,
}

/// What the row is made from.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// The row's name, for ears, and how its parts' ids begin.
    pub label: AttrValue,
    /// How the ids of its tabs begin.
    pub id: AttrValue,
    /// The id of what the tabs open.
    pub panel: AttrValue,
    /// The tabs.
    pub tabs: Vec<Tab>,
    /// The one that is open, by its place.
    pub open: Option<usize>,
    /// Where the place of another one goes.
    pub on_open: Callback<usize>,
}

/// The row.
#[component]
pub fn Tabs(props: &Props) -> Html {
    let root = use_node_ref();
    let count = props.tabs.len();
    // One of them takes the focus, whichever is open.
    let reached = props.open.unwrap_or(0);
    let onkeydown = roving::keys(&root, reached, count, &props.on_open);
    html! {
        <div class="files-tabs" role="tablist" aria-label={&props.label} ref={root} {onkeydown}>
            { for props.tabs.iter().enumerate().map(|(nth, tab)| {
                let on_open = props.on_open.clone();
                let open = props.open == Some(nth);
                html! {
                    <button
                        type="button"
                        role="tab"
                        id={format!("{}-{nth}", props.id)}
                        aria-selected={open.to_string()}
                        aria-controls={&props.panel}
                        tabindex={if nth == reached { "0" } else { "-1" }}
                        onclick={move |_| on_open.emit(nth)}
                    >
                        if let Some(absent) = &tab.absent {
                            { Icon::Add.draw() }<span class="unseen">{ format!("{absent}: ") }</span>
                        }
                        { &tab.label }
                        if let Some(mark) = &tab.mark {
                            <span class="mark"><span class="unseen">{ format!(" ({mark})") }</span></span>
                        }
                    </button>
                }
            }) }
        </div>
    }
}
