//! A row of tabs that the arrow keys walk.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::app::icon::Icon;

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
    let onkeydown = {
        let (root, on_open) = (root.clone(), props.on_open.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.alt_key() || event.ctrl_key() || event.meta_key() {
                return;
            }
            let Some(next) = step(&event.key(), reached, count) else {
                return;
            };
            event.prevent_default();
            let tabs = root.cast::<Element>().map(|root| root.children());
            let tab = u32::try_from(next)
                .ok()
                .and_then(|next| tabs?.item(next)?.dyn_into::<HtmlElement>().ok());
            if let Some(tab) = tab {
                let _refused = tab.focus();
            }
            on_open.emit(next);
        })
    };
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

/// Where a key leads from a tab; none where it is no way.
pub fn step(key: &str, from: usize, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match key {
        "ArrowRight" | "ArrowDown" => Some(if from < last { from + 1 } else { 0 }),
        "ArrowLeft" | "ArrowUp" => Some(from.checked_sub(1).unwrap_or(last)),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::step;

    #[test]
    fn arrows_go_round_and_other_keys_nowhere() {
        assert_eq!(step("ArrowRight", 0, 3), Some(1));
        assert_eq!(step("ArrowRight", 2, 3), Some(0));
        assert_eq!(step("ArrowLeft", 0, 3), Some(2));
        assert_eq!(step("End", 0, 3), Some(2));
        assert_eq!(step("Home", 2, 3), Some(0));
        assert_eq!(step("a", 1, 3), None);
        assert_eq!(step("End", 0, 0), None);
    }
}
