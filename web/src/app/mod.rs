//! The page.

use yew::prelude::*;

/// All of it.
#[component]
pub fn App() -> Html {
    html! { <main/> }
}
