//! The user's own CA, by two files.

use js_sys::Array;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

use crate::app::address::Lang;
use crate::app::host;
use crate::app::icon::Icon;
use crate::app::state::{Action, FileRefusal, Notice};
use crate::app::way::way;
use crate::app::words::Words;

/// No certificate and no key is larger, in bytes.
const LARGEST: f64 = 100_000.0;

/// What the two files need.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// Whether it signs already.
    pub own_ca: bool,
    /// Whether the worker answers.
    pub worker: bool,
    /// The language.
    pub lang: Lang,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// Certificate and key of a CA that signs instead of the page's own.
#[component]
pub fn OwnCa(props: &Props) -> Html {
    let words = &Words::of(props.lang).plan;
    let (certificate, key) = (use_node_ref(), use_node_ref());
    let wrong = use_state(|| None::<&'static str>);
    // What was chosen holds until the worker has done it, or could not.
    let asked = use_state_eq(|| None::<bool>);
    {
        let asked = asked.setter();
        use_effect_with(props.own_ca, move |_| asked.set(None));
    }
    let bring = {
        let (certificate, key, wrong) = (certificate.clone(), key.clone(), wrong.clone());
        let dispatch = props.dispatch.clone();
        Callback::from(move |_: MouseEvent| {
            let (Some(certificate), Some(key)) = (file(&certificate), file(&key)) else {
                wrong.set(Some(words.ca_both));
                return;
            };
            if certificate.size() > LARGEST || key.size() > LARGEST {
                wrong.set(Some(words.ca_large));
                return;
            }
            wrong.set(None);
            let dispatch = dispatch.clone();
            wasm_bindgen_futures::spawn_local(async move {
                dispatch.emit(brought(&certificate, &key).await);
            });
        })
    };
    let forget = {
        let (dispatch, signs, asked) = (props.dispatch.clone(), props.own_ca, asked.setter());
        Callback::from(move |_: Event| {
            asked.set(Some(false));
            if !signs {
                return;
            }
            let (dispatch, asked) = (dispatch.clone(), asked.clone());
            wasm_bindgen_futures::spawn_local(async move {
                let notice = match host::ask("forgetCa", Array::new(), None).await {
                    Ok(_) => Notice::CaForgotten,
                    Err(refusal) => {
                        asked.set(None);
                        Notice::Worker(refusal.message)
                    }
                };
                dispatch.emit(Action::Say(notice));
            });
        })
    };
    let want = {
        let asked = asked.setter();
        Callback::from(move |_: Event| asked.set(Some(true)))
    };
    let own = asked.unwrap_or(props.own_ca);
    html! {
        <fieldset class="field levels own-ca" data-key="ca">
            <legend>{ words.signer }</legend>
            { way("field-ca-made", "ca", !own, forget, words.made_ca, words.made_ca_why) }
            { way("field-ca-own", "ca", own, want, words.own_ca, words.own_ca_why) }
            if own && props.own_ca {
                <p class="signs">{ Icon::Check.draw() }{ words.ca_signs }</p>
            } else if own {
                <div class="member">
                    <label class="choose"><span>{ words.ca_certificate }</span><input type="file" ref={certificate} accept=".crt,.pem,.cer"/></label>
                    <label class="choose"><span>{ words.ca_key }</span><input type="file" ref={key} accept=".key,.pem"/></label>
                    <div class="errors" aria-live="polite">{ *wrong }</div>
                    <button type="button" disabled={!props.worker} onclick={bring}>{ words.ca_use }</button>
                </div>
            }
        </fieldset>
    }
}

fn file(input: &NodeRef) -> Option<File> {
    input.cast::<HtmlInputElement>()?.files()?.get(0)
}

/// Hands both files to the worker. Their text stays with JavaScript.
async fn brought(certificate: &File, key: &File) -> Action {
    let (certificate, key) = (certificate.text(), key.text());
    let (Ok(certificate), Ok(key)) = (JsFuture::from(certificate).await, JsFuture::from(key).await)
    else {
        return Action::Say(Notice::FileRefused(FileRefusal::Unreadable));
    };
    match host::ask("bringCa", Array::of2(&certificate, &key), None).await {
        Ok(_) => Action::Say(Notice::CaBrought),
        Err(refusal) => Action::Say(Notice::FileRefused(FileRefusal::Engine(refusal.message))),
    }
}
