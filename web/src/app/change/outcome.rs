//! What came of the question: breaks first, then the way, and what is taken away.

use std::rc::Rc;

use js_sys::Array;
use web_sys::HtmlInputElement;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::point::Point;
use super::track::Track;
use crate::app::address::{Lang, Selection};
use crate::app::fold::Fold;
use crate::app::host;
use crate::app::icon::Icon;
use crate::app::prose::prose;
use crate::app::state::{Action, Notice};
use crate::app::told::Snippet;
use crate::app::words::change::{Change as ChangeWords, said};
use crate::app::words::{Words, fill};
use crate::changed::{Change, ChangeBreak};
use crate::draft::Draft;
use crate::view::Course;

/// What the archive is called where it is downloaded.
const ARCHIVE: &str = "mimir-tls.change.zip";

/// So many links that fail are told at once.
const TOLD: usize = 5;

/// What is shown.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// The change.
    pub course: Rc<Course>,
    /// The plan of what runs.
    pub plan: Draft,
    /// The point that is looked at.
    pub at: usize,
    /// Whether links may fail meanwhile.
    pub allow_break: bool,
    /// What of the cluster is looked at.
    pub selection: Selection,
    /// The language.
    pub lang: Lang,
    /// Where another point goes.
    pub on_go: Callback<usize>,
    /// Where the leave to fail goes.
    pub on_allow: Callback<bool>,
    /// Where another selection goes.
    pub on_select: Callback<Selection>,
    /// Where the rest of the page hears.
    pub dispatch: Callback<Action>,
}

/// The change.
#[component]
pub fn Outcome(props: &Props) -> Html {
    let words = &Words::of(props.lang).change;
    let Course { change, sheet, .. } = &*props.course;
    let about = words.download_why;
    let sheet = {
        let (text, lang) = (AttrValue::from(sheet.clone()), props.lang);
        Callback::from(move |()| {
            let words = &Words::of(lang).change;
            html! { <div lang="en"><Snippet text={text.clone()} about={words.sheet_text} copy={words.sheet_copy} {lang}/></div> }
        })
    };
    html! {
        <>
            { headline(words, change) }
            if !change.breaks.is_empty() {
                { breaks(props, words) }
            }
            if props.course.files > 0 {
                <div class="take">
                    <Download lang={props.lang} dispatch={props.dispatch.clone()}/>
                    <p class="why">{ about }</p>
                </div>
            }
            if !props.course.warnings.is_empty() {
                <ul class="warnings">{ for props.course.warnings.iter().map(|warning| {
                    let (lang, message) = props.lang.said(warning);
                    html! { <li lang={lang.code()}>{ prose(message) }</li> }
                }) }</ul>
            }
            <Track change={change.clone()} at={props.at} lang={props.lang} on_go={props.on_go.clone()}/>
            <Point course={props.course.clone()} plan={props.plan.clone()} at={props.at} selection={props.selection.clone()}
                lang={props.lang} on_select={props.on_select.clone()}/>
            <Fold summary={html! { words.sheet }} body={sheet}/>
        </>
    }
}

/// What it comes to, in a sentence.
fn headline(words: &ChangeWords, change: &Change) -> Html {
    let (phases, breaks) = (change.phases.len(), change.breaks.len());
    let count = |count: usize, one: &str, many: &str| match count {
        1 => one.to_owned(),
        _ => fill(many, &[("n", &count.to_string())]),
    };
    let said = match breaks {
        0 => count(phases, words.phases_one, words.phases),
        _ => count(breaks, words.broken_one, words.broken),
    };
    let sum = |of: fn(&crate::changed::ChangeProof) -> usize| {
        let all = change.phases.iter().map(|phase| of(&phase.proof));
        all.sum::<usize>().to_string()
    };
    let links = change.phases.iter().map(|phase| phase.proof.links).max();
    let proven = [
        ("links", links.unwrap_or_default().to_string()),
        ("pairs", sum(|proof| proof.pairs)),
        ("handshakes", sum(|proof| proof.handshakes)),
    ];
    let proven: Vec<_> = proven.iter().map(|(key, it)| (*key, it.as_str())).collect();
    html! {
        <div class="headline" data-worst={if breaks == 0 { "none" } else { "error" }} role="status">
            <p><b>{ said }</b></p>
            <p>{ fill(words.proven_all, &proven) }</p>
        </div>
    }
}

/// The links that fail, alike ones once, and the leave to let them.
fn breaks(props: &Props, words: &ChangeWords) -> Html {
    let all = &props.course.change.breaks;
    let allow = props.on_allow.reform(|event: Event| {
        let input = event.target_dyn_into::<HtmlInputElement>();
        input.is_some_and(|input| input.checked())
    });
    let rest = all.get(TOLD..).unwrap_or_default().to_vec();
    let lang = props.lang;
    let body = {
        let rest = rest.clone();
        Callback::from(move |()| list(lang, &rest))
    };
    let more = fill(words.more_breaks, &[("n", &rest.len().to_string())]);
    html! {
        <div class="breaks">
            { list(lang, all.get(..TOLD).unwrap_or(all)) }
            if !rest.is_empty() {
                <Fold summary={html! { more }} {body}/>
            }
            <div class="level">
                <input type="checkbox" id="allow-break" checked={props.allow_break} onchange={allow}/>
                <label for="allow-break">{ words.allow }</label>
            </div>
        </div>
    }
}

fn list(lang: Lang, breaks: &[ChangeBreak]) -> Html {
    let words = &Words::of(lang).change;
    html! {
        <ul>
            { for breaks.iter().map(|it| {
                let (phase, from, to) = (it.phase.to_string(), it.from_step.to_string(), it.to_step.to_string());
                let place = fill(words.break_where, &[("phase", &phase), ("from", &from), ("to", &to)]);
                html! {
                    <li>
                        <p><b>{ format!("{} → {}", it.from, it.to) }</b>{ " " }<code>{ &it.surface }</code></p>
                        <p>{ place }{ ": " }<code lang="en">{ &it.why }</code></p>
                        <p class="why">{ words.bridge }{ ": " }{ said(lang, &it.bridge) }{ "." }</p>
                    </li>
                }
            }) }
        </ul>
    }
}

/// What the button needs.
#[derive(Debug, Clone, PartialEq, Properties)]
struct DownloadProps {
    lang: Lang,
    dispatch: Callback<Action>,
}

/// All of it, from the worker straight into a file.
#[component]
fn Download(props: &DownloadProps) -> Html {
    let words = &Words::of(props.lang).change;
    let packing = use_state_eq(|| false);
    let onclick = {
        let (packing, dispatch) = (packing.setter(), props.dispatch.clone());
        Callback::from(move |_: MouseEvent| {
            let (packing, dispatch) = (packing.clone(), dispatch.clone());
            packing.set(true);
            spawn_local(async move {
                match host::ask("changeZip", Array::new(), None).await {
                    Ok(bytes) => host::save(ARCHIVE, &bytes),
                    Err(refusal) => dispatch.emit(Action::Say(Notice::Worker(refusal.message))),
                }
                packing.set(false);
            });
        })
    };
    html! {
        <button type="button" class="primary" {onclick}>
            { Icon::Download.draw() }{ if *packing { words.packing } else { words.download } }
        </button>
    }
}
