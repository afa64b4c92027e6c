//! The whole folder, to be taken.

use std::rc::Rc;

use js_sys::Array;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::app::address::Lang;
use crate::app::host;
use crate::app::icon::Icon;
use crate::app::state::{Action, Notice, Signer};
use crate::app::words::Words;
use crate::view::Proven;

/// What the whole folder is called where it is downloaded.
pub const ARCHIVE: &str = "mimir-tls.zip";

/// What requests are called there.
const REQUESTS: &str = "mimir-tls-requests.zip";

/// What it is called once it is unpacked.
pub const FOLDER: &str = "mimir-tls";

/// What is taken.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// The proof, without which nothing is handed out.
    pub proven: Option<Rc<Proven>>,
    /// Whether one is being made.
    pub proving: bool,
    /// Whether what is shown is older than the plan.
    pub stale: bool,
    /// Who is to sign: others get requests.
    pub signer: Signer,
    /// How the button is drawn.
    #[prop_or("primary")]
    pub class: &'static str,
    /// The language.
    pub lang: Lang,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// What became of a press.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Idle,
    /// It waits for the proof.
    Wanted,
    Saving,
}

/// The button. Pressed while a proof is under way, it acts after it.
#[component]
pub fn Download(props: &Props) -> Html {
    let words = &Words::of(props.lang).verdict;
    let stage = use_state_eq(|| Stage::Idle);
    let holds = props.proven.as_ref().is_some_and(|proven| proven.holds);
    let ready = holds && !props.proving && !props.stale;
    {
        let (stage, dispatch) = (stage.clone(), props.dispatch.clone());
        let signer = props.signer;
        use_effect_with((*stage, props.proving), move |(at, proving)| {
            if *at != Stage::Wanted || *proving {
                return;
            }
            if !ready {
                stage.set(Stage::Idle);
                return;
            }
            stage.set(Stage::Saving);
            spawn_local(async move {
                save(signer, dispatch).await;
                stage.set(Stage::Idle);
            });
        });
    }
    let onclick = {
        let stage = stage.clone();
        Callback::from(move |_: MouseEvent| {
            if *stage == Stage::Idle {
                stage.set(Stage::Wanted);
            }
        })
    };
    let disabled = props.stale || (!props.proving && !holds);
    let name = match props.signer {
        Signer::Others => words.download_requests,
        _ => words.download_all,
    };
    let at_it = match props.signer {
        Signer::Closed => words.closing,
        _ => words.packing,
    };
    html! {
        <button type="button" class={props.class} {onclick} {disabled} aria-label={(*stage == Stage::Idle).then_some(name)}>
            { Icon::Download.draw() }
            if *stage != Stage::Idle {
                { at_it }
            } else {
                <span class="long">{ name }</span>
                <span class="short">{ words.download }</span>
            }
        </button>
    }
}

async fn save(signer: Signer, dispatch: Callback<Action>) {
    let (call, archive) = match signer {
        Signer::Made | Signer::Own => ("zip", ARCHIVE),
        Signer::Closed => ("caZip", ARCHIVE),
        Signer::Others => ("caRequest", REQUESTS),
    };
    let notice = match host::ask(call, Array::new(), None).await {
        Ok(bytes) => return host::save(archive, &bytes),
        Err(refusal) if refusal.key == "passphrase" => Notice::NoPassphrase,
        Err(refusal) => Notice::Worker(refusal.message),
    };
    dispatch.emit(Action::Say(notice));
}
