//! Around the three panes: header, padlock, messages, tabs.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlDialogElement, HtmlElement};
use yew::prelude::*;

use super::address::{Lang, Pane, Theme, Unread};
use super::host;
use super::icon::Icon;
use super::prose::prose;
use super::select::Select;
use super::state::{Action, FileRefusal, Lock, Notice};
use super::words::{Words, fill};
use crate::draft::Draft;
use crate::view::FieldError;

/// The largest file that can be a plan, in bytes.
const LARGEST_PLAN: f64 = 1_000_000.0;

/// What the header shows.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct HeaderProps {
    /// The version of mimir-tls.
    pub version: String,
    /// The language.
    pub lang: Lang,
    /// Light or dark.
    pub theme: Theme,
    /// What is seen, and so which door is open.
    pub pane: Pane,
    /// What the page is kept from by now.
    pub lock: Lock,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// Name, padlock, language and colours.
#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let words = &Words::of(props.lang).frame;
    let dispatch = &props.dispatch;
    let shine = {
        let dispatch = dispatch.clone();
        Callback::from(move |word: String| {
            dispatch.emit(Action::Shine(Theme::from_code(&word).unwrap_or_default()));
        })
    };
    let themes = [
        (Theme::System, words.theme_system),
        (Theme::Light, words.theme_light),
        (Theme::Dark, words.theme_dark),
    ];
    let code = |theme: Theme| theme.code().unwrap_or_default().to_owned();
    let (lock, lock_words) = match props.lock {
        Lock {
            connections: false, ..
        } => ("open", words.lock_open),
        Lock {
            navigation: false, ..
        } => ("partly", words.lock_without_navigation),
        Lock { tabs: false, .. } => ("partly", words.lock_without_tabs),
        Lock { .. } => ("closed", words.lock_closed),
    };
    // All of it where something is missing; else a word, and the rest for who asks.
    let shown = match lock {
        "partly" => Some(lock_words),
        _ => lock_words.split(':').next(),
    };
    let padlock = match props.lock.connections {
        true => Icon::Locked,
        false => Icon::Unlocked,
    };
    html! {
        <header class="header">
            <div class="brand">
                <h1>{ "mimir-tls" } if !props.version.is_empty() { <small class="version">{ &props.version }</small> }</h1>
                <p class="about">{ words.about }</p>
            </div>
            <nav class="doors" aria-label={words.doors}>
                { for [(Pane::Plan, words.door_plan), (Pane::Check, words.door_check), (Pane::Change, words.door_change)].map(|(pane, name)| {
                    let dispatch = dispatch.clone();
                    let here = pane.door() == props.pane.door();
                    let open = move |_| dispatch.emit(Action::Show(pane));
                    html! { <button type="button" onclick={open} aria-current={here.then_some("page")}>{ name }</button> }
                }) }
            </nav>
            <button type="button" class="lock" data-lock={lock} aria-haspopup="dialog" aria-label={lock_words} title={lock_words}>
                { padlock.draw() }
                <span>{ shown }</span>
            </button>
            <div class="languages" role="group" aria-label={words.language}>
                { for [(Lang::En, ("En", "English")), (Lang::De, ("De", "Deutsch"))].map(|(lang, (short, name))| {
                    let dispatch = dispatch.clone();
                    let speak = move |_| dispatch.emit(Action::Speak(lang));
                    html! {
                        <button type="button" lang={lang.code()} onclick={speak} aria-pressed={(lang == props.lang).to_string()}>
                            <span aria-hidden="true">{ short }</span><span class="unseen">{ name }</span>
                        </button>
                    }
                }) }
            </div>
            <label class="theme">
                { Icon::Theme.draw() }
                <span class="unseen">{ words.theme }</span>
                <Select words={themes.map(|(theme, name)| (code(theme), name.to_owned())).to_vec()} value={code(props.theme)} on_choose={shine}/>
            </label>
        </header>
    }
}

/// What the messages are.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct MessagesProps {
    /// The language.
    pub lang: Lang,
    /// What there is to say.
    pub notice: Option<Notice>,
    /// What the plan's author may not expect.
    pub warnings: Vec<FieldError>,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// What the page has to say beside its fields.
#[component]
pub fn Messages(props: &MessagesProps) -> Html {
    let words = &Words::of(props.lang).frame;
    let dismiss = {
        let dispatch = props.dispatch.clone();
        Callback::from(move |_: MouseEvent| dispatch.emit(Action::Dismiss))
    };
    html! {
        <div class="messages">
            <div aria-live="polite">
                if let Some(notice) = &props.notice {
                    <div class="notice" data-tone={tone(notice)} role={(tone(notice) != "good").then_some("alert")}>
                        <p>{ sentence(words, notice) }</p>
                        if let Notice::TakenOver(before) = notice {
                            { put_back(words.put_back, before, &props.dispatch) }
                        }
                        <button type="button" class="quiet" onclick={dismiss}>{ words.dismiss }</button>
                    </div>
                }
            </div>
            if !props.warnings.is_empty() {
                <ul class="warnings">
                    { for props.warnings.iter().map(|warning| {
                        let (lang, message) = props.lang.said(warning);
                        html! { <li lang={lang.code()}>{ prose(message) }</li> }
                    }) }
                </ul>
            }
        </div>
    }
}

/// The way back to the plan that another took the place of.
fn put_back(label: &str, before: &Draft, dispatch: &Callback<Action>) -> Html {
    let (before, dispatch) = (before.clone(), dispatch.clone());
    let onclick = move |_: MouseEvent| dispatch.emit(Action::PutBack(before.clone()));
    html! { <button type="button" {onclick}>{ label }</button> }
}

fn tone(notice: &Notice) -> &'static str {
    match notice {
        Notice::Failed(_) | Notice::FileRefused(_) | Notice::Worker(_) | Notice::NoPassphrase => {
            "bad"
        }
        Notice::Address(_) | Notice::Restarted => "warn",
        Notice::PlanRead(_)
        | Notice::TakenOver(_)
        | Notice::CaBrought
        | Notice::CaForgotten
        | Notice::Regenerated
        | Notice::Wiped => "good",
    }
}

fn sentence(words: &super::words::frame::Frame, notice: &Notice) -> String {
    match notice {
        Notice::Address(Unread::Future) => words.address_future.to_owned(),
        Notice::Address(Unread::Foreign) => words.address_foreign.to_owned(),
        Notice::Address(Unread::Long) => words.address_long.to_owned(),
        Notice::Address(Unread::Parts(keys)) => {
            fill(words.address_parts, &[("keys", &keys.join(", "))])
        }
        Notice::Failed(why) => why.clone(),
        Notice::Restarted => words.restarted.to_owned(),
        Notice::TakenOver(_) => words.taken_over.to_owned(),
        Notice::PlanRead(name) => fill(words.plan_read, &[("name", name)]),
        Notice::FileRefused(refusal) => {
            let why = match refusal {
                FileRefusal::Large(bytes) => {
                    let size = (bytes / 1_000_000).max(1).to_string();
                    fill(words.file_large, &[("size", &size)])
                }
                FileRefusal::Crowded(keys) => fill(words.file_crowded, &[("n", &keys.to_string())]),
                FileRefusal::Engine(why) => why.clone(),
                FileRefusal::Unreadable => words.file_unreadable.to_owned(),
            };
            fill(words.file_refused, &[("why", &why)])
        }
        Notice::CaBrought => words.ca_brought.to_owned(),
        Notice::CaForgotten => words.ca_forgotten.to_owned(),
        Notice::NoPassphrase => words.no_passphrase.to_owned(),
        Notice::Regenerated => words.regenerated.to_owned(),
        Notice::Wiped => words.wiped.to_owned(),
        Notice::Worker(why) => fill(words.worker_refused, &[("why", why)]),
    }
}

/// What the tabs show.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct TabsProps {
    /// The language.
    pub lang: Lang,
    /// The pane that is seen.
    pub pane: Pane,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// The way between the panes, where there is room for one.
#[component]
pub fn Tabs(props: &TabsProps) -> Html {
    let words = &Words::of(props.lang).frame;
    let panes = [
        (Pane::Plan, words.pane_plan),
        (Pane::Cluster, words.pane_cluster),
        (Pane::Files, words.pane_files),
    ];
    html! {
        <nav class="tabs" aria-label={words.panes}>
            { for panes.map(|(pane, name)| {
                let dispatch = props.dispatch.clone();
                let show = move |_| dispatch.emit(Action::Show(pane));
                html! {
                    <button type="button" onclick={show} aria-current={(pane == props.pane).then_some("page")}>{ name }</button>
                }
            }) }
        </nav>
    }
}

/// What the question needs.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct AskProps {
    /// The language.
    pub lang: Lang,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// Whether the keys may go.
#[component]
pub fn Ask(props: &AskProps) -> Html {
    let words = &Words::of(props.lang).frame;
    let dialog = use_node_ref();
    {
        let dialog = dialog.clone();
        use_effect_with((), move |()| {
            let dialog = dialog.cast::<HtmlDialogElement>();
            if let Some(dialog) = &dialog {
                // Where it cannot be modal it is there all the same.
                if dialog.show_modal().is_err() {
                    dialog.set_open(true);
                }
            }
            // Closed and not only gone, it gives the keyboard back to where it was.
            move || {
                if let Some(dialog) = dialog {
                    dialog.close();
                }
            }
        });
    }
    let to = |action: Action| {
        let dispatch = props.dispatch.clone();
        Callback::from(move |_: MouseEvent| dispatch.emit(action.clone()))
    };
    let close = {
        let dispatch = props.dispatch.clone();
        Callback::from(move |_: Event| dispatch.emit(Action::Cancel))
    };
    html! {
        <dialog class="ask" ref={dialog} oncancel={close} aria-labelledby="ask-title" aria-describedby="ask-text">
            <h2 id="ask-title">{ words.ask_title }</h2>
            <p id="ask-text">{ words.ask_text }</p>
            <div class="actions">
                <button type="button" onclick={to(Action::Cancel)}>{ words.ask_no }</button>
                <button type="button" class="primary" onclick={to(Action::Confirm)}>{ words.ask_yes }</button>
            </div>
        </dialog>
    }
}

/// Moves the keyboard to an element without touching the address, which is the plan.
pub fn skip_to(id: &'static str) -> Callback<MouseEvent> {
    Callback::from(move |event: MouseEvent| {
        event.prevent_default();
        let target = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.get_element_by_id(id))
            .and_then(|element| element.dyn_into::<HtmlElement>().ok());
        if let Some(target) = target {
            let _refused = target.focus();
        }
    })
}

/// Reads a plan file, by the worker; one that is too large not at all.
pub fn read_plan(file: File, dispatch: Callback<Action>) {
    let refuse = move |refusal| Action::Say(Notice::FileRefused(refusal));
    if file.size() > LARGEST_PLAN {
        // A size is a whole number of bytes.
        dispatch.emit(refuse(FileRefusal::Large(file.size() as u64)));
        return;
    }
    wasm_bindgen_futures::spawn_local(async move {
        let action = match bytes_of(&file).await {
            Err(_) => refuse(FileRefusal::Unreadable),
            Ok(bytes) => {
                match host::ask_for::<Draft>("readPlan", Array::new(), Some(bytes.into())).await {
                    Ok(draft) => Action::ReadPlan(file.name(), draft),
                    Err(refusal) => refuse(FileRefusal::Engine(refusal.message)),
                }
            }
        };
        dispatch.emit(action);
    });
}

async fn bytes_of(file: &File) -> Result<Uint8Array, JsValue> {
    let buffer = JsFuture::from(file.array_buffer()).await?;
    Ok(Uint8Array::new(&buffer))
}
