//! The keys: that they are there, and one of them when it is asked for.

use std::rc::Rc;

use js_sys::{Array, Reflect};
use web_sys::Element;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::Said;
use super::clipboard;
use crate::app::address::Lang;
use crate::app::host;
use crate::app::state::{Action, Notice};
use crate::app::words::{Words, fill};
use crate::view::{Proven, Secret};

/// What the list is made from.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// Which keys there are.
    pub proven: Rc<Proven>,
    /// The selected node, whose keys come first.
    pub node: Option<AttrValue>,
    /// The language.
    pub lang: Lang,
    /// Where what happened goes.
    pub say: Callback<Said>,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// The list, and a way to be rid of it.
#[component]
pub fn Keys(props: &Props) -> Html {
    let words = &Words::of(props.lang).files;
    let regenerate = {
        let dispatch = props.dispatch.clone();
        Callback::from(move |_: MouseEvent| dispatch.emit(Action::Regenerate))
    };
    let mut secrets: Vec<&Secret> = props.proven.secrets.iter().collect();
    secrets.sort_by_key(|secret| {
        let mut folders = secret.path.split('/');
        !folders.any(|folder| props.node.as_deref() == Some(folder))
    });
    let wipe = {
        let dispatch = props.dispatch.clone();
        Callback::from(move |_: MouseEvent| {
            let dispatch = dispatch.clone();
            spawn_local(async move {
                let notice = match host::ask("wipe", Array::new(), None).await {
                    Ok(_) => Notice::Wiped,
                    Err(refusal) => Notice::Worker(refusal.message),
                };
                dispatch.emit(Action::Say(notice));
            });
        })
    };
    html! {
        <div class="keys">
            <p class="why">{ words.keys_why }</p>
            <ul>
                { for secrets.into_iter().map(|secret| html! {
                    <Key
                        key={secret.path.clone()}
                        secret={secret.clone()}
                        proven={props.proven.clone()}
                        lang={props.lang}
                        say={props.say.clone()}
                    />
                }) }
            </ul>
            <div class="actions">
                <button type="button" onclick={regenerate}>{ words.regenerate }</button>
                <button type="button" onclick={wipe}>{ words.wipe }</button>
            </div>
        </div>
    }
}

#[derive(Debug, Clone, PartialEq, Properties)]
struct KeyProps {
    secret: Secret,
    /// With other certificates this may be another key.
    proven: Rc<Proven>,
    lang: Lang,
    say: Callback<Said>,
}

/// One key. Its text goes from the worker into the page's element and nowhere
/// else, and out of it when it is hidden, another one, or out of sight.
#[component]
fn Key(props: &KeyProps) -> Html {
    let words = &Words::of(props.lang).files;
    let path = &props.secret.path;
    let shown = use_state(|| false);
    let place = use_node_ref();
    {
        let (place, say) = (place.clone(), props.say.clone());
        let deps = (*shown, path.clone(), Rc::as_ptr(&props.proven));
        let shown = shown.clone();
        use_effect_with(deps, move |(wanted, path, _)| {
            if *wanted {
                fetch(path.clone(), place.clone(), move |why| {
                    shown.set(false);
                    say.emit(Said::Failed(why));
                });
            }
            move || empty(&place)
        });
    }
    let toggle = {
        let shown = shown.clone();
        Callback::from(move |_: MouseEvent| shown.set(!*shown))
    };
    let copy = {
        let (path, say) = (path.clone(), props.say.clone());
        Callback::from(move |_: MouseEvent| {
            let (path, say) = (path.clone(), say.clone());
            spawn_local(async move {
                let copied = clipboard::copy_key(&path).await;
                say.emit(Said::copied(path, copied));
            });
        })
    };
    let named = |word: &str| fill(word, &[("path", path)]);
    let (verb, label) = if *shown {
        (words.hide, named(words.hide_key))
    } else {
        (words.show, named(words.show_key))
    };
    let bytes = props.secret.bytes.to_string();
    let size = if *shown { words.bytes } else { words.masked };
    html! {
        <li>
            <div class="key">
                <p class="name">
                    <code>{ path }</code>
                    <span class="quiet">{ fill(size, &[("bytes", &bytes)]) }</span>
                </p>
                <button type="button" aria-expanded={shown.to_string()} aria-label={label} onclick={toggle}>{ verb }</button>
                <button type="button" aria-label={named(words.copy_key)} onclick={copy}>{ words.copy }</button>
            </div>
            if *shown {
                <pre class="text" tabindex="0" role="region" aria-label={named(words.text_of)} data-syntax="pem"><code ref={place}></code></pre>
            }
        </li>
    }
}

/// Puts a key's text into its place, unless that is gone meanwhile.
fn fetch(path: String, place: NodeRef, failed: impl FnOnce(String) + 'static) {
    spawn_local(async move {
        match clipboard::reveal(&path).await {
            Ok(text) => {
                if let Some(element) = place.cast::<Element>() {
                    // Its text content can be set, whatever is put there.
                    let _always = Reflect::set(&element, &"textContent".into(), &text);
                }
            }
            Err(refusal) => failed(refusal.message),
        }
    });
}

fn empty(place: &NodeRef) {
    if let Some(element) = place.cast::<Element>() {
        element.set_text_content(None);
    }
}
