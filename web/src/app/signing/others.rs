//! A CA that others keep: it gets requests, and what it signed comes back.

use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::JsValue;
use web_sys::HtmlInputElement;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::Props;
use crate::app::address::Lang;
use crate::app::brought::{Brought, of_list};
use crate::app::host::{self, Refusal};
use crate::app::icon::Icon;
use crate::app::prose::prose;
use crate::app::state::{Action, Notice};
use crate::app::verdict::{ARCHIVE, Download};
use crate::app::words::fill;
use crate::app::words::signing::Signing as Words;
use crate::view::Completed;

/// What can happen here.
#[derive(Debug)]
pub(super) enum Message {
    /// More came back.
    Bring(Vec<Brought>),
    /// Nothing of it did.
    Clear,
    /// The worker answered to that many files.
    Answered(u32, Result<Completed, Refusal>),
    /// The folder is wanted.
    Save,
}

/// What came back so far, and what it comes to.
#[derive(Default)]
pub(super) struct Others {
    brought: Vec<Brought>,
    answer: Option<Result<Completed, Refusal>>,
    /// Counts what was asked, so that an older answer can be told.
    asked: u32,
}

impl Component for Others {
    type Message = Message;
    type Properties = Props;

    fn create(_: &Context<Self>) -> Self {
        Self::default()
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &Props) -> bool {
        let props = ctx.props();
        if props.losses != old.losses {
            self.clear();
        }
        if !Rc::ptr_eq(&props.dropped, &old.dropped) {
            self.bring(ctx, props.dropped.to_vec());
        }
        true
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Bring(files) => self.bring(ctx, files),
            Message::Clear => self.clear(),
            Message::Answered(asked, answer) => {
                if asked == self.asked {
                    self.answer = Some(answer);
                }
            }
            Message::Save => {
                let dispatch = ctx.props().dispatch.clone();
                spawn_local(async move {
                    match host::ask("caAdopted", Array::new(), None).await {
                        Ok(bytes) => host::save(ARCHIVE, &bytes),
                        Err(refusal) => dispatch.emit(Action::Say(Notice::Worker(refusal.message))),
                    }
                });
            }
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let words = Words::of(props.lang);
        let link = ctx.link();
        let choose = link.batch_callback(|event: Event| {
            let input = event.target_dyn_into::<HtmlInputElement>()?;
            let files: Vec<Brought> = input.files().iter().flat_map(of_list).collect();
            input.set_value("");
            (!files.is_empty()).then_some(Message::Bring(files))
        });
        let is_waiting = !self.brought.is_empty() && self.answer.is_none();
        html! {
            <ol class="member others">
                <li>
                    <b>{ words.ask }</b>
                    <p class="why">{ words.ask_why }</p>
                    <Download proven={props.proven.clone()} proving={props.proving} stale={props.stale}
                        signer={props.signer} class="" lang={props.lang} dispatch={props.dispatch.clone()}/>
                    <p class="why">{ prose(words.ask_next) }</p>
                </li>
                <li>
                    <b>{ words.take }</b>
                    <p class="why">{ words.take_why }</p>
                    <div class="actions">
                        <label class="choose"><span>{ words.choose }</span><input type="file" multiple={true} disabled={!props.worker} onchange={choose}/></label>
                        if !self.brought.is_empty() {
                            <button type="button" class="quiet" onclick={link.callback(|_: MouseEvent| Message::Clear)}>{ words.clear }</button>
                        }
                    </div>
                    if !self.brought.is_empty() {
                        <ul class="names">{ for self.brought.iter().map(|it| html! { <li><code>{ &it.path }</code></li> }) }</ul>
                    }
                    <p class="awaited" role="status">{ is_waiting.then_some(words.proving) }</p>
                    <div class="errors" role="alert">
                        if let Some(Err(refusal)) = &self.answer {
                            <p>{ words.refused }{ ": " }<span lang="en">{ &refusal.message }</span></p>
                        }
                    </div>
                    if let Some(Ok(completed)) = &self.answer {
                        { told(props.lang, completed) }
                        <button type="button" class="primary" onclick={link.callback(|_: MouseEvent| Message::Save)}>
                            { Icon::Download.draw() }{ words.download }
                        </button>
                    }
                </li>
            </ol>
        }
    }
}

impl Others {
    fn clear(&mut self) {
        self.brought.clear();
        self.answer = None;
        self.asked += 1;
    }

    /// Has the worker read all that there is by now, whose bytes the page never has.
    fn bring(&mut self, ctx: &Context<Self>, files: Vec<Brought>) {
        self.brought.extend(files);
        self.answer = None;
        self.asked += 1;
        let asked = self.asked;
        let brought = self.brought.iter();
        let paths: Array = brought
            .clone()
            .map(|it| JsValue::from_str(&it.path))
            .collect();
        let files: Array = brought.map(|it| JsValue::from(&it.file)).collect();
        ctx.link().send_future(async move {
            let answer = host::ask_for("caAdopt", Array::of1(&paths), Some(files.into())).await;
            Message::Answered(asked, answer)
        });
    }
}

/// What came of it.
fn told(lang: Lang, completed: &Completed) -> Html {
    let words = Words::of(lang);
    let changes = completed.changes.iter();
    let changes: Vec<String> = changes.map(|it| lang.of(it).to_owned()).collect();
    let links = completed.links.to_string();
    let list = |title: &str, all: &[String], said: Lang| {
        html! {
            if !all.is_empty() {
                <dt>{ title.to_owned() }</dt>
                { for all.iter().map(|it| html! { <dd lang={said.code()}>{ it }</dd> }) }
            }
        }
    };
    html! {
        <>
            <p class="signs" role="status">{ Icon::Check.draw() }<b>{ fill(words.complete, &[("n", &links)]) }</b></p>
            <p>{ fill(words.ends, &[("day", &completed.ends)]) }{ " " }{ completed.changes.is_empty().then_some(words.unchanged) }</p>
            <dl class="told">
                { list(words.changed, &changes, lang) }
                { list(words.passed, &completed.passed_over, Lang::En) }
                <dt>{ words.root }</dt>
                { for completed.roots.iter().map(|(subject, sha256)| html! { <dd>{ subject }<code>{ sha256 }</code></dd> }) }
            </dl>
        </>
    }
}
