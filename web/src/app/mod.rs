//! The page.

pub mod cluster;
pub mod files_panel;
pub mod fragment;
pub mod state;
pub mod words;

use yew::prelude::*;

/// All of it.
#[component]
pub fn App() -> Html {
    html! { <main/> }
}
