//! The whole folder, to be taken.

use std::rc::Rc;

use js_sys::Array;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::app::address::Lang;
use crate::app::host;
use crate::app::icon::Icon;
use crate::app::state::{Action, Notice};
use crate::app::words::Words;
use crate::view::Proven;

/// What the whole folder is called where it is downloaded.
pub const ARCHIVE: &str = "mimir-tls.zip";

/// What it is called once it is unpacked.
pub const FOLDER: &str = "mimir-tls";

/// What is taken.
#[derive(Debug, Clone, PartialEq, Properties)]
pub(super) struct Props {
    /// The proof, without which nothing is handed out.
    pub proven: Option<Rc<Proven>>,
    /// Whether one is being made.
    pub proving: bool,
    /// Whether what is shown is older than the plan.
    pub stale: bool,
    /// The language.
    pub lang: Lang,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// The button. Pressed while a proof is under way, it acts after it.
#[component]
pub(super) fn Download(props: &Props) -> Html {
    let words = &Words::of(props.lang).verdict;
    let wanted = use_state(|| false);
    let holds = props.proven.as_ref().is_some_and(|proven| proven.holds);
    let ready = holds && !props.proving && !props.stale;
    {
        let (wanted, dispatch) = (wanted.clone(), props.dispatch.clone());
        use_effect_with((*wanted, props.proving), move |(asked, proving)| {
            if *asked && !*proving {
                wanted.set(false);
                if ready {
                    save(dispatch);
                }
            }
        });
    }
    let onclick = {
        let wanted = wanted.clone();
        Callback::from(move |_: MouseEvent| wanted.set(true))
    };
    let disabled = props.stale || (!props.proving && !holds);
    html! {
        <button type="button" class="primary" {onclick} {disabled} aria-label={(!*wanted).then_some(words.download_all)}>
            { Icon::Download.draw() }
            if *wanted {
                { words.packing }
            } else {
                <span class="long">{ words.download_all }</span>
                <span class="short">{ words.download }</span>
            }
        </button>
    }
}

fn save(dispatch: Callback<Action>) {
    spawn_local(async move {
        match host::ask("zip", Array::new(), None).await {
            Ok(bytes) => host::save(ARCHIVE, &bytes),
            Err(refusal) => dispatch.emit(Action::Say(Notice::Worker(refusal.message))),
        }
    });
}
