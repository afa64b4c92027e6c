//! The user's own CA, by two files.

use js_sys::Array;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::Props;
use crate::app::brought::chosen;
use crate::app::host;
use crate::app::icon::Icon;
use crate::app::secret::{secret, typed};
use crate::app::state::{Action, FileRefusal, Notice};
use crate::app::words::signing::Signing as Words;

/// No certificate and no key is larger, in bytes.
const LARGEST: f64 = 100_000.0;

/// Certificate and key of a CA that signs instead of the page's own.
#[component]
pub(super) fn Own(props: &Props) -> Html {
    let words = Words::of(props.lang);
    let (certificate, key, passphrase) = (use_node_ref(), use_node_ref(), use_node_ref());
    let wrong = use_state(|| None::<&'static str>);
    let opening = use_state_eq(|| false);
    let bring = {
        let (certificate, key, passphrase) = (certificate.clone(), key.clone(), passphrase.clone());
        let (wrong, opening) = (wrong.clone(), opening.setter());
        let dispatch = props.dispatch.clone();
        Callback::from(move |_: MouseEvent| {
            let (Some(certificate), Some(key)) = (chosen(&certificate), chosen(&key)) else {
                wrong.set(Some(words.both));
                return;
            };
            if certificate.size() > LARGEST || key.size() > LARGEST {
                wrong.set(Some(words.large));
                return;
            }
            wrong.set(None);
            opening.set(true);
            let passphrase = typed(&passphrase);
            let (wrong, opening, dispatch) = (wrong.clone(), opening.clone(), dispatch.clone());
            spawn_local(async move {
                let files = Array::of2(&certificate, &key);
                let args = Array::of1(&passphrase);
                let answer = host::ask("caBring", args, Some(files.into())).await;
                opening.set(false);
                let notice = match answer {
                    Ok(_) => Notice::CaBrought,
                    Err(refusal) if refusal.key == "passphrase" => {
                        wrong.set(Some(match passphrase.length() {
                            0 => words.passphrase_missing,
                            _ => words.passphrase_wrong,
                        }));
                        return;
                    }
                    Err(refusal) => Notice::FileRefused(FileRefusal::Engine(refusal.message)),
                };
                dispatch.emit(Action::Say(notice));
            });
        })
    };
    if props.own_ca {
        return html! { <p class="signs">{ Icon::Check.draw() }{ words.signs }</p> };
    }
    html! {
        <div class="member">
            <label class="choose"><span>{ words.certificate }</span><input type="file" ref={certificate} accept=".crt,.pem,.cer"/></label>
            <p class="why">{ words.certificate_why }</p>
            <label class="choose"><span>{ words.key }</span><input type="file" ref={key} accept=".key,.pem"/></label>
            { secret("ca-key-passphrase", words.key_passphrase, &passphrase, Callback::noop()) }
            <div class="errors" aria-live="polite">{ *wrong }</div>
            <button type="button" disabled={!props.worker || *opening} onclick={bring}>
                { if *opening { words.opening } else { words.use_it } }
            </button>
        </div>
    }
}
