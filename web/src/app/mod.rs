//! The page.

pub mod fragment;
pub mod state;
pub mod words;

use yew::prelude::*;

/// All of it.
#[component]
pub fn App() -> Html {
    html! { <main/> }
}
