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
use crate::app::words::fill;
use crate::changed::{Change, ChangeBreak};
use crate::draft::Draft;
use crate::view::Course;

/// What the archive is called where it is downloaded.
const ARCHIVE: &str = "mimir-tls.change.zip";

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
    let words = ChangeWords::of(props.lang);
    let Course { change, sheet, .. } = &*props.course;
    let about = words.download_why;
    let sheet = {
        let (text, lang) = (AttrValue::from(sheet.clone()), props.lang);
        Callback::from(move |()| {
            let words = ChangeWords::of(lang);
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

/// The links that fail, alike ones together, and the leave to let them.
fn breaks(props: &Props, words: &ChangeWords) -> Html {
    let allow = props.on_allow.reform(|event: Event| {
        let input = event.target_dyn_into::<HtmlInputElement>();
        input.is_some_and(|input| input.checked())
    });
    html! {
        <div class="breaks">
            <ul>{ for alike(&props.course.change.breaks).into_iter().map(|group| broken(props.lang, group)) }</ul>
            <div class="level">
                <input type="checkbox" id="allow-break" checked={props.allow_break} onchange={allow}/>
                <label for="allow-break">{ words.allow }</label>
            </div>
        </div>
    }
}

/// Breaks that differ in who dials whom alone, in the order of the first of each.
fn alike(breaks: &[ChangeBreak]) -> Vec<Vec<ChangeBreak>> {
    let rest = |it: &ChangeBreak| ChangeBreak {
        from: String::new(),
        to: String::new(),
        ..it.clone()
    };
    let mut groups: Vec<Vec<ChangeBreak>> = Vec::new();
    for it in breaks {
        let is_alike = |group: &&mut Vec<ChangeBreak>| {
            let first = group.first();
            first.is_some_and(|first| rest(first) == rest(it))
        };
        match groups.iter_mut().find(is_alike) {
            Some(group) => group.push(it.clone()),
            None => groups.push(vec![it.clone()]),
        }
    }
    groups
}

/// What fails in the same way.
fn broken(lang: Lang, mut group: Vec<ChangeBreak>) -> Html {
    let words = ChangeWords::of(lang);
    let more = group.split_off(1);
    let Some(first) = group.first() else {
        return Html::default();
    };
    let numbers = [first.phase, first.from_step, first.to_step].map(|number| number.to_string());
    let [phase, from, to] = &numbers;
    let place = [("phase", phase.as_str()), ("from", from), ("to", to)];
    let link = |it: &ChangeBreak| format!("{} → {}", it.from, it.to);
    let count = more.len().to_string();
    let rest = Callback::from(move |()| {
        let links = more.iter().map(link).collect::<Vec<_>>();
        html! { <p class="why">{ links.join(", ") }</p> }
    });
    html! {
        <li>
            <p><b>{ link(first) }</b>{ " " }<code>{ &first.surface }</code></p>
            <p>{ fill(words.break_where, &place) }{ ": " }<code lang="en">{ &first.why }</code></p>
            <p class="why">{ words.bridge }{ ": " }{ said(lang, &first.bridge) }{ "." }</p>
            if count != "0" {
                <Fold summary={html! { fill(words.more_breaks, &[("n", &count)]) }} body={rest}/>
            }
        </li>
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
    let words = ChangeWords::of(props.lang);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_that_differ_in_their_ends_alone_are_one() {
        let it = |from: &str, surface: &str| ChangeBreak {
            phase: 1,
            from: from.to_owned(),
            to: "b".to_owned(),
            surface: surface.to_owned(),
            why: "EOF".to_owned(),
            from_step: 1,
            to_step: 2,
            bridge: "nothing".to_owned(),
        };
        let breaks = [
            it("a", "memberlist"),
            it("a", "server-http"),
            it("b", "memberlist"),
        ];
        let sizes: Vec<usize> = alike(&breaks).iter().map(Vec::len).collect();
        assert_eq!(sizes, [2, 1]);
    }
}
