//! A field for a passphrase, of which the app knows nothing: what is typed goes from
//! the field to the worker.

use js_sys::{JsString, Reflect};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What was typed, which never leaves JavaScript's memory for ours.
pub fn typed(input: &NodeRef) -> JsString {
    let value = input
        .get()
        .and_then(|input| Reflect::get(&input, &"value".into()).ok());
    let text = value.and_then(|value| value.dyn_into().ok());
    text.unwrap_or_else(|| JsString::from(""))
}

/// A field for a passphrase.
pub fn secret(
    id: &'static str,
    label: &str,
    input: &NodeRef,
    oninput: Callback<InputEvent>,
) -> Html {
    html! {
        <div class="secret">
            <label for={id}>{ label.to_owned() }</label>
            <input type="password" {id} ref={input} {oninput} autocomplete="off" spellcheck="false"/>
        </div>
    }
}

/// Empties a field.
pub fn empty(input: &NodeRef) {
    if let Some(input) = input.cast::<HtmlInputElement>() {
        input.set_value("");
    }
}
