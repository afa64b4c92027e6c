//! A button that copies, and says so itself.

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsValue;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::address::Lang;
use super::files_panel::clipboard;
use super::icon::Icon;
use super::words::Words;

/// How long it is said that something was copied.
const SAID_MS: u32 = 2500;

/// What is copied.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// Gives the text, once it is wanted.
    pub text: Callback<(), AttrValue>,
    /// What stands on the button.
    pub label: AttrValue,
    /// The same for who cannot see what stands beside it.
    #[prop_or_default]
    pub spoken: Option<AttrValue>,
    /// Its drawing.
    #[prop_or(Icon::Copy)]
    pub icon: Icon,
    /// The language.
    pub lang: Lang,
}

/// The button.
#[component]
pub fn Copy(props: &Props) -> Html {
    let words = &Words::of(props.lang).verdict;
    let came = use_state(|| None::<bool>);
    {
        let setter = came.setter();
        use_effect_with(*came, move |now| {
            let gone = now.map(|_| Timeout::new(SAID_MS, move || setter.set(None)));
            move || drop(gone)
        });
    }
    let onclick = {
        let (setter, text) = (came.setter(), props.text.clone());
        Callback::from(move |_: MouseEvent| {
            let (setter, text) = (setter.clone(), text.emit(()));
            spawn_local(async move {
                let copied = clipboard::copy(&JsValue::from_str(&text)).await;
                setter.set(Some(copied.is_ok()));
            });
        })
    };
    let (icon, label) = match *came {
        None => (props.icon, &*props.label),
        Some(true) => (Icon::Check, words.copied),
        Some(false) => (Icon::Cross, words.not_copied),
    };
    let spoken = came.is_none().then(|| props.spoken.clone()).flatten();
    html! {
        <button type="button" class="copy" {onclick} aria-label={spoken}>
            { icon.draw() }<span aria-live="polite">{ label }</span>
        </button>
    }
}
