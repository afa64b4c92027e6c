//! The second door: what people have, checked. It holds its files itself, since
//! no address may hold them, and loses them when the page goes.

pub mod desk;
pub mod findings;
pub mod paper;
pub mod text;

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::{Array, JSON, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::address::{Lang, Selection};
use super::brought::{Brought, of_list};
use super::certificate::InWords;
use super::cluster::Cluster;
use super::cluster::outcome::{self, Outcome};
use super::host::{self, Refusal};
use super::select::Select;
use super::state::Action;
use super::words::{Words, fill};
use crate::draft::Draft;
use crate::view::{Checked, Choices, View};
use desk::{Desk, ROOM, Refused};
use findings::Findings;
use paper::Paper;

/// How long nothing must change before the files are checked.
const PAUSE_MS: u32 = 120;

/// What a newcomer can look at: the mistakes that are made most.
const EXAMPLE: (&str, &str) = ("mimir.yaml", include_str!("example.yaml"));

/// What the door needs.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// Releases and modes.
    pub choices: Rc<Choices>,
    /// Whether the worker answers.
    pub worker: bool,
    /// What was dropped on the page last.
    pub dropped: Rc<Vec<Brought>>,
    /// The language.
    pub lang: Lang,
    /// Where a folder goes that is to be changed.
    pub on_change: Callback<Vec<Brought>>,
    /// Where the rest of the page hears.
    pub dispatch: Callback<Action>,
}

/// What can happen here.
#[derive(Debug)]
pub enum Message {
    /// A text was pasted.
    Paste(String),
    /// The example is wanted.
    Example,
    /// A file was read.
    Brought(String, Vec<u8>),
    /// A file could not be read.
    Unread(Refused),
    /// Another file is looked at.
    Open(usize),
    /// A file goes.
    Remove(usize),
    /// All of them go.
    Clear,
    /// Another release; none is as the files say.
    Release(Option<String>),
    /// Another mode; none is as the files say.
    Mode(Option<String>),
    /// Nothing has changed for a moment.
    Paused,
    /// The worker answered.
    Answered(u64, Box<Result<Checked, Refusal>>),
    /// The user wants to see a place.
    Go(String, usize),
    /// Something of the graph is looked at.
    Select(Selection),
}

/// The second door.
pub struct Check {
    desk: Desk,
    /// The graph of what was found, as the first door draws one.
    drawn: Option<(Rc<View>, Rc<Vec<Outcome>>)>,
    selection: Selection,
    pause: Option<Timeout>,
    pasted: NodeRef,
}

impl Component for Check {
    type Message = Message;
    type Properties = Props;

    fn create(_ctx: &Context<Self>) -> Self {
        Self {
            desk: Desk::default(),
            drawn: None,
            selection: Selection::default(),
            pause: None,
            pasted: NodeRef::default(),
        }
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &Props) -> bool {
        if ctx.props().lang != old.lang || ctx.props().worker != old.worker {
            self.desk.changed();
        }
        if ctx.props().dropped != old.dropped {
            bring_all(ctx.link(), ctx.props().dropped.iter().cloned());
        }
        self.check_soon(ctx);
        true
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        let before = self.desk.generation;
        match message {
            Message::Paste(text) => {
                if text.trim().is_empty() {
                    return false;
                }
                self.desk.paste(&text);
                if let Some(area) = self.pasted.cast::<HtmlTextAreaElement>() {
                    area.set_value("");
                }
            }
            Message::Example => self.desk.bring(EXAMPLE.0, EXAMPLE.1.as_bytes().to_vec()),
            Message::Brought(name, bytes) => self.desk.bring(&name, bytes),
            Message::Unread(refused) => self.desk.refused = Some(refused),
            Message::Open(index) => {
                self.desk.open = index;
                self.desk.line = None;
            }
            Message::Remove(index) => self.desk.remove(index),
            Message::Clear => self.desk.clear(),
            Message::Release(release) => {
                self.desk.release = release;
                self.desk.changed();
            }
            Message::Mode(mode) => {
                self.desk.mode = mode;
                self.desk.changed();
            }
            Message::Paused => {
                self.pause = None;
                self.check(ctx);
                return false;
            }
            Message::Answered(generation, result) => {
                let result = (*result).map_err(|refusal| refusal.message);
                self.desk.answered(generation, result);
                self.drawn = self.desk.checked.as_deref().and_then(drawn);
                self.selection = Selection::default();
            }
            Message::Go(file, line) => self.desk.go(&file, line),
            Message::Select(selection) => self.selection = selection,
        }
        if self.desk.generation != before {
            self.check_soon(ctx);
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let words = &Words::of(props.lang).check;
        html! {
            <div class="check">
                <section class="desk" aria-labelledby="check-title">
                    <h2 id="check-title">{ words.title }</h2>
                    <p class="why">{ words.why }</p>
                    { self.intake(ctx) }
                    { self.sheets(ctx) }
                    { self.paper(ctx) }
                </section>
                <section class="outcome" aria-label={words.findings}>
                    { self.outcome(ctx) }
                </section>
            </div>
        }
    }

    fn rendered(&mut self, _ctx: &Context<Self>, _first: bool) {
        if self.desk.line.is_some() {
            paper::show_marked();
        }
    }
}

impl Check {
    /// Where files come in.
    fn intake(&self, ctx: &Context<Self>) -> Html {
        let words = &Words::of(ctx.props().lang).check;
        let link = ctx.link();
        let area = self.pasted.clone();
        let paste = link.callback(move |_: MouseEvent| {
            let area = area.cast::<HtmlTextAreaElement>();
            Message::Paste(area.map(|area| area.value()).unwrap_or_default())
        });
        let choose = {
            let link = link.clone();
            Callback::from(move |event: Event| {
                if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                    bring_all(&link, input.files().iter().flat_map(of_list));
                    input.set_value("");
                }
            })
        };
        let choices = &ctx.props().choices;
        let releases = choices.releases.iter().cloned();
        let modes = choices.modes.iter().map(|mode| mode.name.clone());
        html! {
            <div class="intake">
                <label class="paste">
                    <span>{ words.paste }</span>
                    <textarea ref={&self.pasted} rows="5" spellcheck="false" autocomplete="off" placeholder={words.paste_hint}/>
                </label>
                <div class="actions">
                    <button type="button" class="primary" onclick={paste}>{ words.add }</button>
                    <label class="choose">
                        <span>{ words.choose }</span>
                        <input type="file" multiple={true} onchange={choose}/>
                    </label>
                    <button type="button" class="quiet" onclick={link.callback(|_: MouseEvent| Message::Example)}>{ words.example }</button>
                </div>
                <div class="against">
                    { select(words.release, words.mode_seen, releases.collect(), self.desk.release.as_deref(), link.callback(Message::Release)) }
                    { select(words.mode, words.mode_seen, modes.collect(), self.desk.mode.as_deref(), link.callback(Message::Mode)) }
                </div>
                { self.refusal(words) }
            </div>
        }
    }

    fn refusal(&self, words: &super::words::check::Check) -> Html {
        let megabytes = |bytes: usize| (bytes / 1_000_000).max(1).to_string();
        let sentence = match &self.desk.refused {
            None => None,
            Some(Refused::Room(name, size)) => Some(fill(
                words.room,
                &[
                    ("name", name),
                    ("size", &megabytes(*size)),
                    ("room", &megabytes(ROOM)),
                ],
            )),
            Some(Refused::Unreadable(name)) => Some(fill(words.unreadable, &[("name", name)])),
        };
        html! { <p class="not-taken" role="alert">{ sentence }</p> }
    }

    /// The files that are there.
    fn sheets(&self, ctx: &Context<Self>) -> Html {
        let words = &Words::of(ctx.props().lang).check;
        if self.desk.sheets.is_empty() {
            return html! { <p class="empty">{ words.drop }</p> };
        }
        let link = ctx.link();
        let sheets = self.desk.sheets.iter().enumerate().map(|(index, sheet)| {
            let here = self.desk.findings_of(&sheet.name).len().to_string();
            let size = sheet.bytes.len().to_string();
            html! {
                <li key={sheet.name.clone()}>
                    <button type="button" aria-pressed={(index == self.desk.open).to_string()} onclick={link.callback(move |_: MouseEvent| Message::Open(index))}>
                        <b>{ &sheet.name }</b>
                        <small>{ fill(words.bytes, &[("n", &size)]) }{ ", " }{ fill(words.findings_here, &[("n", &here)]) }</small>
                    </button>
                    <button type="button" class="quiet" aria-label={fill(words.remove, &[("name", &sheet.name)])} onclick={link.callback(move |_: MouseEvent| Message::Remove(index))}>{ "×" }</button>
                </li>
            }
        });
        html! {
            <div class="sheets">
                <h3>{ words.files }</h3>
                <ul>{ for sheets }</ul>
                <button type="button" class="quiet" onclick={link.callback(|_: MouseEvent| Message::Clear)}>{ words.clear }</button>
            </div>
        }
    }

    fn paper(&self, ctx: &Context<Self>) -> Html {
        let Some(sheet) = self.desk.sheet() else {
            return Html::default();
        };
        html! {
            <Paper
                name={sheet.name.clone()}
                text={sheet.text.clone()}
                checked={self.desk.checked.clone()}
                line={self.desk.line}
                lang={ctx.props().lang}
            />
        }
    }

    /// What came of it.
    fn outcome(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let words = &Words::of(props.lang).check;
        let said = match &self.desk.failed {
            _ if self.desk.waiting => words.waiting.to_owned(),
            Some(why) => fill(words.failed, &[("why", why)]),
            None => String::new(),
        };
        let select = ctx.link().batch_callback(|action| match action {
            Action::Select(selection) => Some(Message::Select(selection)),
            _ => None,
        });
        html! {
            <>
                <p class="waiting" role="status">{ said }</p>
                if let Some(checked) = &self.desk.checked {
                    { for checked.certificates.iter().map(|it| html! { <InWords certificate={it.clone()} lang={props.lang}/> }) }
                    <Findings
                        checked={checked.clone()}
                        lang={props.lang}
                        on_go={ctx.link().callback(|(file, line)| Message::Go(file, line))}
                        on_take={take_over(&props.dispatch)}
                        on_change={self.change(props)}
                    />
                    if let Some((view, outcomes)) = &self.drawn {
                        <div class="seen">
                            <h3>{ words.cluster }</h3>
                            <Cluster view={view.clone()} outcomes={outcomes.clone()} proving={false} stale={self.desk.waiting}
                                selection={self.selection.clone()} lang={props.lang} dispatch={select}/>
                        </div>
                    }
                }
            </>
        }
    }

    /// Takes the plan over and has the folder changed to it, where a whole one lies here.
    fn change(&self, props: &Props) -> Option<Callback<Draft>> {
        let folder = self.desk.folder();
        if folder.is_empty() {
            return None;
        }
        let sheets = folder
            .into_iter()
            .map(|it| (it.name.clone(), it.bytes.clone()));
        let sheets: Vec<(String, Rc<[u8]>)> = sheets.collect();
        let (take, on_change) = (take_over(&props.dispatch), props.on_change.clone());
        Some(Callback::from(move |plan: Draft| {
            take.emit(plan);
            let files = sheets
                .iter()
                .filter_map(|(path, bytes)| Brought::of_bytes(path, bytes));
            on_change.emit(files.collect());
        }))
    }

    fn check_soon(&mut self, ctx: &Context<Self>) {
        if self.desk.waiting && ctx.props().worker {
            let link = ctx.link().clone();
            self.pause = Some(Timeout::new(PAUSE_MS, move || {
                link.send_message(Message::Paused);
            }));
        }
    }

    /// Has the worker check what lies here. Its files go as one run of bytes.
    fn check(&self, ctx: &Context<Self>) {
        if !self.desk.waiting {
            return;
        }
        let mut bytes = Vec::with_capacity(self.desk.size());
        let mut list = Vec::new();
        for sheet in &self.desk.sheets {
            bytes.extend_from_slice(&sheet.bytes);
            list.push(serde_json::json!({"path": sheet.name, "size": sheet.bytes.len()}));
        }
        let mut options = serde_json::json!({"language": ctx.props().lang.code()});
        for (key, chosen) in [("release", &self.desk.release), ("mode", &self.desk.mode)] {
            if let Some(chosen) = chosen {
                options[key] = chosen.as_str().into();
            }
        }
        let value =
            |json: serde_json::Value| JSON::parse(&json.to_string()).unwrap_or(JsValue::NULL);
        let args = Array::of2(&value(list.into()), &value(options));
        let bytes = Uint8Array::from(bytes.as_slice());
        let generation = self.desk.generation;
        ctx.link().send_future(async move {
            let result = host::ask_for("check", args, Some(bytes.into())).await;
            Message::Answered(generation, Box::new(result))
        });
    }
}

/// A select whose first choice is none.
fn select(
    label: &str,
    none: &str,
    choices: Vec<String>,
    chosen: Option<&str>,
    on: Callback<Option<String>>,
) -> Html {
    let on_choose = Callback::from(move |word: String| {
        on.emit(Some(word).filter(|word| !word.is_empty()));
    });
    let choices = choices.into_iter().map(|choice| (choice.clone(), choice));
    let none = (String::new(), none.to_owned());
    let words: Vec<_> = std::iter::once(none).chain(choices).collect();
    html! {
        <label>
            <span>{ label }</span>
            <Select {words} value={chosen.unwrap_or_default().to_owned()} {on_choose}/>
        </label>
    }
}

/// The plan opens at the first door.
fn take_over(dispatch: &Callback<Action>) -> Callback<Draft> {
    let dispatch = dispatch.clone();
    Callback::from(move |draft: Draft| {
        let name = "plan.yaml".to_owned();
        dispatch.emit(Action::ReadPlan(name, draft));
        dispatch.emit(Action::Show(super::address::Pane::Plan));
    })
}

/// What was found, as the first door's graph takes it; none where there are no links.
fn drawn(checked: &Checked) -> Option<(Rc<View>, Rc<Vec<Outcome>>)> {
    if checked.links.is_empty() {
        return None;
    }
    let view = View {
        plan: checked.plan.clone().unwrap_or_default(),
        warnings: Vec::new(),
        nodes: checked.nodes.clone(),
        links: checked.links.iter().map(|it| it.link.clone()).collect(),
        files: Vec::new(),
        mends: Vec::new(),
        instructions: Vec::new(),
    };
    Some((Rc::new(view), Rc::new(outcome::of_checked(checked))))
}

/// Reads files one by one; one that is too large not at all.
fn bring_all(link: &html::Scope<Check>, files: impl IntoIterator<Item = Brought>) {
    for Brought { path: name, file } in files {
        link.send_future(async move {
            // A size is a whole number of bytes.
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "see above"
            )]
            let size = file.size() as usize;
            if size > ROOM {
                return Message::Unread(Refused::Room(name, size));
            }
            match JsFuture::from(file.array_buffer()).await {
                Ok(buffer) => Message::Brought(name, Uint8Array::new(&buffer).to_vec()),
                Err(_) => Message::Unread(Refused::Unreadable(name)),
            }
        });
    }
}
