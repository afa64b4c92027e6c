//! Who signs the certificates. What each choice wants beside itself comes with
//! what is behind the other doors.

use std::hint::black_box;

use js_sys::Array;
use web_sys::HtmlInputElement;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::app::host;
use crate::app::signing;
use crate::app::state::{Action, Notice, Signer};
use crate::app::way::way;
use crate::app::words::Words;

/// What the choice needs.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// What the choices want beside themselves.
    pub signing: signing::Props,
    /// Whether that is here.
    pub open: bool,
}

/// The choice.
#[component]
pub fn Signers(props: &Props) -> Html {
    let signing = &props.signing;
    let signer = signing.signer;
    let words = &Words::of(signing.lang).plan;
    let choose = |wanted: Signer| {
        let (dispatch, signs) = (signing.dispatch.clone(), signing.own_ca);
        Callback::from(move |_: Event| {
            dispatch.emit(Action::Sign(wanted));
            if signs && wanted != Signer::Own {
                forget(dispatch.clone());
            }
        })
    };
    let close = {
        let dispatch = signing.dispatch.clone();
        Callback::from(move |event: Event| {
            let input = event.target_dyn_into::<HtmlInputElement>();
            let is_closed = input.is_some_and(|input| input.checked());
            let made = if is_closed {
                Signer::Closed
            } else {
                Signer::Made
            };
            dispatch.emit(Action::Sign(made));
        })
    };
    let beside = |is_chosen: bool| match is_chosen && props.open {
        true => black_box(signing::door as fn(signing::Props) -> Html)(signing.clone()),
        false => Html::default(),
    };
    let is_made = matches!(signer, Signer::Made | Signer::Closed);
    html! {
        <fieldset class="field levels own-ca" data-key="ca">
            <legend>{ words.signer }</legend>
            { way("field-ca-made", "ca", is_made, choose(Signer::Made), words.made_ca, words.made_ca_why) }
            if is_made {
                <div class="level below">
                    <input type="checkbox" id="field-ca-closed" checked={signer == Signer::Closed} onchange={close}/>
                    <label for="field-ca-closed">{ words.closed_ca }</label>
                </div>
            }
            { beside(is_made) }
            { way("field-ca-own", "ca", signer == Signer::Own, choose(Signer::Own), words.own_ca, words.own_ca_why) }
            { beside(signer == Signer::Own) }
            { way("field-ca-others", "ca", signer == Signer::Others, choose(Signer::Others), words.others_ca, words.others_ca_why) }
            { beside(signer == Signer::Others) }
        </fieldset>
    }
}

/// Has the worker forget the user's own CA.
fn forget(dispatch: Callback<Action>) {
    spawn_local(async move {
        match host::ask("forgetCa", Array::new(), None).await {
            Ok(_) => dispatch.emit(Action::Say(Notice::CaForgotten)),
            Err(refusal) => {
                dispatch.emit(Action::Sign(Signer::Own));
                dispatch.emit(Action::Say(Notice::Worker(refusal.message)));
            }
        }
    });
}
