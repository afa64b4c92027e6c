//! The verdict: how the plan stands, what follows from it, and what to do next.
//! It stays in sight wherever the page is scrolled to.

mod download;

use std::rc::Rc;

use yew::prelude::*;

use super::address::Lang;
use super::copy::Copy;
use super::host;
use super::icon::Icon;
use super::prose::prose;
use super::state::{Action, Progress, Signer, Task, Told, Verdict};
use super::words::verdict::Verdict as VerdictWords;
use super::words::{Words, fields, fill};
use crate::view::{FieldError, LinkVerdict, Proven};
pub use download::{ARCHIVE, Download, FOLDER};

/// What the verdict is made of.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// How the plan stands.
    pub verdict: Verdict,
    /// The proof, where there is one.
    pub proven: Option<Rc<Proven>>,
    /// Whether one is being made.
    pub proving: bool,
    /// What is told beside the graph.
    pub told: Option<Told>,
    /// Who is to sign, and so what there is to take.
    pub signer: Signer,
    /// The language.
    pub lang: Lang,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// The bar: a mark, a sentence that a screen reader says as it changes, and what
/// can be done about it.
#[component]
pub fn Bar(props: &Props) -> Html {
    let words = &Words::of(props.lang).verdict;
    let to = |action: Action| props.dispatch.reform(move |_: MouseEvent| action.clone());
    let button = |action: Action, name: String| {
        html! { <button type="button" onclick={to(action)}>{ name }</button> }
    };
    let link = Callback::from(|()| AttrValue::from(host::address()));
    let is_told = |told: Told| (props.told == Some(told)).to_string();
    let toggled = |told: Told| Action::Tell(Some(told).filter(|_| props.told != Some(told)));
    html! {
        <div class="verdict" data-state={props.verdict.code()}>
            <span class="mark">{ icon(&props.verdict).draw() }</span>
            <p class="sentence" role="status">{ sentence(words, props.lang, &props.verdict) }</p>
            <div class="next">
                { match &props.verdict {
                    Verdict::Impossible(error, _) => mistake(props, words, error),
                    Verdict::Proving(Some(progress)) => html! {
                        <>
                            { running(words, progress) }
                            { button(Action::Stop, words.stop.to_owned()) }
                        </>
                    },
                    Verdict::Stopped => button(Action::Prove, words.prove.to_owned()),
                    Verdict::Refused { .. } => html! {
                        <button type="button" onclick={to(toggled(Told::Advice))}
                            aria-expanded={is_told(Told::Advice)}>{ words.advise }</button>
                    },
                    _ => Html::default(),
                } }
                if let (false, Some(proven)) = (props.proving, &props.proven) {
                    { details(words, proven) }
                }
            </div>
            <div class="take">
                <button type="button" onclick={to(toggled(Told::Install))} aria-label={words.install}
                    aria-expanded={is_told(Told::Install)}>{ Icon::Steps.draw() }<span class="long">{ words.install }</span></button>
                <Copy text={link} label={words.copy_link} icon={Icon::Link} lang={props.lang}/>
                <Download proven={props.proven.clone()} proving={props.proving}
                    stale={matches!(props.verdict, Verdict::Impossible(..))} signer={props.signer} lang={props.lang} dispatch={props.dispatch.clone()}/>
            </div>
        </div>
    }
}

fn icon(verdict: &Verdict) -> Icon {
    match verdict {
        Verdict::Works(_) => Icon::Check,
        Verdict::Refused { .. } => Icon::Warning,
        Verdict::Fails(_) | Verdict::LetsIn | Verdict::Impossible(..) => Icon::Cross,
        Verdict::Loading | Verdict::Proving(_) | Verdict::Stopped | Verdict::Unmade => Icon::Wait,
    }
}

fn sentence(words: &VerdictWords, lang: Lang, verdict: &Verdict) -> Html {
    let many = |one: &str, many: &str, n: usize| match n {
        1 => one.to_owned(),
        _ => fill(many, &[("n", &n.to_string())]),
    };
    let text = match verdict {
        Verdict::Loading => words.loading.to_owned(),
        Verdict::Impossible(error, more) => return impossible(words, lang, error, *more),
        // How far it is changes too often to be said aloud.
        Verdict::Proving(_) => words.proving.to_owned(),
        Verdict::Stopped => words.stopped.to_owned(),
        Verdict::Unmade => words.unmade.to_owned(),
        Verdict::Works(links) => many(words.works_one, words.works, *links),
        Verdict::Refused { links, who } => fill(
            &many(words.refused_one, words.refused, *links),
            &[("who", &who.join(", "))],
        ),
        Verdict::Fails(links) => many(words.fails_one, words.fails, *links),
        Verdict::LetsIn => words.lets_in.to_owned(),
    };
    html! { text }
}

/// The first mistake, in the words that stand beside its field too.
fn impossible(words: &VerdictWords, lang: Lang, error: &FieldError, more: usize) -> Html {
    let field = match fields::of(lang, &error.key) {
        Some(said) => said.label,
        None => &error.key,
    };
    let (said, message) = lang.said(error);
    html! {
        <>
            { words.impossible }
            if !error.message.is_empty() {
                { " " }
                if !field.is_empty() { { field }{ ": " } }
                <span lang={said.code()}>{ prose(message) }</span>
            }
            if more > 0 {
                { " (" }{ fill(words.impossible_more, &[("n", &more.to_string())]) }{ ")" }
            }
        </>
    }
}

/// The way to the field, and the way out where one is known.
fn mistake(props: &Props, words: &VerdictWords, error: &FieldError) -> Html {
    let to = |action: Action| props.dispatch.reform(move |_: MouseEvent| action.clone());
    let choice = error.instead.as_ref().map(|instead| {
        let choices = vec![(instead.key.clone(), Some(instead.text.clone()))];
        let name = fill(words.instead, &[("text", &instead.text)]);
        html! { <button type="button" onclick={to(Action::Choose(choices))}>{ name }</button> }
    });
    html! {
        <>
            if !error.key.is_empty() {
                <button type="button" onclick={to(Action::Seek(error.key.clone()))}>{ words.seek }</button>
            }
            { choice }
        </>
    }
}

fn running(words: &VerdictWords, progress: &Progress) -> Html {
    let text = match progress.task {
        Task::Keys => words.keys,
        Task::Links => words.links,
    };
    let numbers = [
        ("n", &*progress.done.to_string()),
        ("of", &*progress.of.to_string()),
    ];
    html! {
        <span class="running">
            <progress aria-label={words.progress} max={progress.of.to_string()} value={progress.done.to_string()}/>
            { fill(text, &numbers) }
        </span>
    }
}

/// What is behind the sentence, for who asks.
fn details(words: &VerdictWords, proven: &Proven) -> Html {
    let count = |verdict: LinkVerdict| {
        let links = proven.links.iter();
        links.filter(|link| link.verdict == verdict).count()
    };
    let rows = [
        (words.count_accepted, count(LinkVerdict::Accepted)),
        (words.count_refused, count(LinkVerdict::RefusedByPolicy)),
        (words.count_failed, count(LinkVerdict::Failed)),
        (words.count_strangers, proven.strangers_refused as usize),
        (words.count_handshakes, proven.handshakes.len()),
    ];
    let took = proven.took.round().to_string();
    html! {
        <details class="counts-of">
            <summary>{ words.details }</summary>
            <dl>
                { for rows.iter().map(|(name, number)| html! { <><dt>{ *name }</dt><dd>{ *number }</dd></> }) }
                <dt>{ words.count_took }</dt><dd>{ fill(words.took, &[("ms", &took)]) }</dd>
            </dl>
        </details>
    }
}
