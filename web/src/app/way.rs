//! One of several ways to choose from, with a sentence on what it means.

use yew::prelude::*;

use super::prose::prose;

/// A radio button of a group, its name and why one would take it; that may be empty.
pub fn way(
    id: &str,
    group: &'static str,
    checked: bool,
    onchange: Callback<Event>,
    name: &str,
    why: &str,
) -> Html {
    let id = id.to_owned();
    let about = format!("{id}-why");
    html! {
        <div class="level">
            <input type="radio" name={group} id={id.clone()} {checked} {onchange} aria-describedby={(!why.is_empty()).then(|| about.clone())}/>
            <label for={id}>{ prose(name) }</label>
            if !why.is_empty() {
                <p class="why" id={about}>{ why.to_owned() }</p>
            }
        </div>
    }
}
