//! The switch for strict HTTP, and what it breaks.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::app::address::{Focus, Lang, Selection};
use crate::app::state::Action;
use crate::app::words::{Words, fields};
use crate::view::{LinkVerdict, Proven, View};

const KEY: &str = "policy.http";
const STRICT: &str = "RequireAndVerifyClientCert";

/// What the switch needs.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// What HTTP servers ask of clients.
    pub http: String,
    /// Whether the user chose that.
    pub changed: bool,
    /// The links.
    pub view: Rc<View>,
    /// What came of them.
    pub proven: Option<Rc<Proven>>,
    /// The language.
    pub lang: Lang,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// Whether every HTTP client must show a certificate, and who then cannot.
#[component]
pub fn Strict(props: &Props) -> Html {
    let words = &Words::of(props.lang).plan;
    let said = fields::of(props.lang, "strict");
    let (label, why) = said.map_or(("", ""), |said| (said.label, said.why));
    let onchange = {
        let dispatch = props.dispatch.clone();
        Callback::from(move |event: Event| {
            let on = event
                .target_dyn_into::<HtmlInputElement>()
                .is_some_and(|input| input.checked());
            let value = on.then(|| STRICT.to_owned());
            dispatch.emit(Action::Choose(vec![(KEY.to_owned(), value)]));
        })
    };
    let broken = broken(props);
    html! {
        <div class="field strict" data-kind="switch" data-key="strict">
            <div class="name">
                <label for="field-strict">{ label }</label>
                if props.changed { <span class="changed"><em>{ words.changed }</em></span> }
            </div>
            <input type="checkbox" id="field-strict" checked={props.http == STRICT} {onchange} aria-describedby="field-strict-why"/>
            <p class="why" id="field-strict-why">{ why }</p>
            <div aria-live="polite">
                if !broken.is_empty() {
                    <div class="breaks">
                        <p><b>{ words.strict_breaks }</b></p>
                        <ul>
                            { for broken.into_iter().map(|(from, fix)| {
                                let dispatch = props.dispatch.clone();
                                let selection = Selection { focus: Focus::Node(from.clone()), file: None };
                                let show = move |_| dispatch.emit(Action::Select(selection.clone()));
                                html! { <li><button type="button" class="quiet" onclick={show}>{ from }</button><span lang="en">{ fix }</span></li> }
                            }) }
                        </ul>
                    </div>
                }
            </div>
        </div>
    }
}

/// Who is refused by policy over HTTP, and what fixes that, each once.
fn broken(props: &Props) -> Vec<(String, String)> {
    let Some(proven) = props.proven.as_ref().filter(|_| props.http == STRICT) else {
        return Vec::new();
    };
    let mut broken: Vec<(String, String)> = Vec::new();
    for (link, proof) in props.view.links.iter().zip(&proven.links) {
        let is_new = !broken.iter().any(|(from, _)| *from == link.from);
        if proof.verdict != LinkVerdict::Accepted && is_new {
            broken.push((link.from.clone(), proof.fix.clone().unwrap_or_default()));
        }
    }
    broken
}
