//! A passphrase for the key of the CA that is made here.

use js_sys::{Array, JsString};
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::app::address::Lang;
use crate::app::host;
use crate::app::icon::Icon;
use crate::app::secret::{empty, secret, typed};
use crate::app::words::signing::Signing as Words;

/// What the field needs.
#[derive(Debug, Clone, PartialEq, Properties)]
pub(super) struct Props {
    /// How often the worker lost what it held.
    pub losses: u32,
    /// The language.
    pub lang: Lang,
}

/// How the two that were typed are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Typed {
    /// One of them is missing.
    Half,
    Differ,
    Alike,
}

/// The passphrase, twice; the worker has it once both are alike.
#[component]
pub(super) fn Closed(props: &Props) -> Html {
    let words = Words::of(props.lang);
    let (first, again) = (use_node_ref(), use_node_ref());
    let state = use_state_eq(|| Typed::Half);
    let oninput = {
        let (first, again, state) = (first.clone(), again.clone(), state.setter());
        Callback::from(move |_: InputEvent| {
            let (one, other) = (typed(&first), typed(&again));
            let is = match one == other {
                _ if one.length() == 0 || other.length() == 0 => Typed::Half,
                true => Typed::Alike,
                false => Typed::Differ,
            };
            state.set(is);
            hand_over(if is == Typed::Alike { one } else { "".into() });
        })
    };
    {
        let (first, again, state) = (first.clone(), again.clone(), state.setter());
        use_effect_with(props.losses, move |_| {
            empty(&first);
            empty(&again);
            state.set(Typed::Half);
        });
    }
    use_effect_with((), |()| || hand_over("".into()));
    html! {
        <div class="member">
            { secret("ca-passphrase", words.passphrase, &first, oninput.clone()) }
            { secret("ca-passphrase-again", words.again, &again, oninput) }
            <div class="errors" aria-live="polite">{ (*state == Typed::Differ).then_some(words.differ) }</div>
            if *state == Typed::Alike {
                <p class="signs">{ Icon::Check.draw() }<span>{ words.closed }</span></p>
            }
        </div>
    }
}

/// The worker puts the key under it from now on. Where it cannot, it hands out none.
fn hand_over(passphrase: JsString) {
    spawn_local(async move {
        let _refused = host::ask("caClose", Array::of1(&passphrase), None).await;
    });
}
