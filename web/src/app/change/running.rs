//! What runs: brought, or made by this tab; and what it is, in words.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::asking::{About, Asking, Source};
use crate::app::address::Lang;
use crate::app::brought::{Brought, of_list};
use crate::app::icon::Icon;
use crate::app::prose::prose;
use crate::app::words::change::Change as ChangeWords;
use crate::app::words::fill;
use crate::view::{CaKey, Running as Told};

/// What the part needs.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// The question.
    pub asking: Asking,
    /// Whether this tab has made files that hold.
    pub made: bool,
    /// The language.
    pub lang: Lang,
    /// Where the wish for this tab's files goes.
    pub on_take: Callback<()>,
    /// Where files go.
    pub on_bring: Callback<Vec<Brought>>,
}

/// What runs.
#[component]
pub fn Running(props: &Props) -> Html {
    let words = ChangeWords::of(props.lang);
    let asking = &props.asking;
    let choose = || {
        let on_bring = props.on_bring.clone();
        Callback::from(move |event: Event| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                let files: Vec<Brought> = input.files().iter().flat_map(of_list).collect();
                input.set_value("");
                if !files.is_empty() {
                    on_bring.emit(files);
                }
            }
        })
    };
    let said = match () {
        () if asking.reading => Some(words.reading.to_owned()),
        () if asking.is_lost => Some(words.lost.to_owned()),
        () => None,
    };
    let does_not_hold = asking
        .failed
        .as_ref()
        .filter(|refusal| Asking::about(refusal) == About::Running);
    html! {
        <section class="ask-part" aria-labelledby="runs-title">
            <h3 id="runs-title">{ words.runs }</h3>
            <p class="why">{ words.runs_why }</p>
            <div class="actions">
                <label class="choose"><span>{ words.choose_folder }</span><input type="file" webkitdirectory={true} multiple={true} onchange={choose()}/></label>
                <label class="choose"><span>{ words.choose_archive }</span><input type="file" multiple={true} onchange={choose()}/></label>
                <button type="button" disabled={!props.made} onclick={props.on_take.reform(|_: MouseEvent| ())} title={words.take_why.replace('`', "")}>{ words.take }</button>
            </div>
            if asking.source.is_none() {
                <p class="why">{ words.drop }</p>
            }
            <p class="awaited" role="status">{ said }</p>
            <div class="errors" role="alert">
                if let Some(why) = &asking.not_taken {
                    <p>{ fill(words.not_taken, &[("why", why)]) }</p>
                }
                if let Some(refusal) = does_not_hold {
                    <p>{ &refusal.message }</p>
                }
            </div>
            if let Some(running) = &asking.running {
                { told(words, asking, running) }
            }
        </section>
    }
}

fn told(words: &ChangeWords, asking: &Asking, running: &Told) -> Html {
    let source = match &asking.source {
        None | Some(Source::Tab) => words.taken.to_owned(),
        Some(Source::Brought(name, 0)) => fill(words.brought, &[("name", name)]),
        Some(Source::Brought(name, more)) => {
            fill(words.several, &[("name", name), ("n", &more.to_string())])
        }
    };
    let get = |key: &str| running.plan.get(key).unwrap_or_default();
    let count = running.certificates.to_string();
    let days = running.days_left.to_string();
    let ends = match running.days_left {
        ..0 => words.certificates_ended,
        _ => words.certificates_until,
    };
    let key = match running.ca_key {
        CaKey::Here => words.key_here,
        CaKey::Closed => words.key_closed,
        CaKey::Missing => words.key_missing,
    };
    let release = [("release", get("release")), ("mode", get("mode"))];
    html! {
        <div class="running">
            <p><b>{ source }</b></p>
            <dl class="facts">
                <dt>{ words.cluster }</dt>
                <dd>{ get("cluster.name") }{ ", " }{ fill(words.release, &release) }</dd>
                <dt>{ words.certificates }</dt>
                <dd>{ fill(ends, &[("n", &count), ("day", &running.ends), ("days", &days)]) }</dd>
                <dt>{ words.ca }</dt>
                <dd>{ fill(words.ca_until, &[("name", &running.ca), ("day", &running.ca_ends)]) }{ "; " }{ prose(key) }</dd>
            </dl>
            if running.wrong.is_empty() {
                <p class="good">{ Icon::Check.draw() }{ words.holds }</p>
            } else {
                <div class="errors" role="alert">
                    <p>{ words.does_not_hold }</p>
                    <ul lang="en">{ for running.wrong.iter().map(|why| html! { <li>{ why }</li> }) }</ul>
                </div>
            }
        </div>
    }
}
