//! The second door: what people have, checked. It holds its files itself, since
//! no address may hold them, and loses them when the page goes.

pub mod archive;
pub mod desk;
pub mod drift;
pub mod editor;
pub mod findings;
pub mod here;
pub mod paper;
pub mod sheet;
pub mod text;
pub mod tools;

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::{Array, JSON, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::address::{Lang, Selection};
use super::brought::{Brought, of_list};
use super::certificate::InWords;
use super::cluster::Cluster;
use super::cluster::outcome::{self, Outcome};
use super::host::{self, Refusal};
use super::icon::Icon;
use super::select::Select;
use super::state::Action;
use super::words::check::Check as CheckWords;
use super::words::fill;
use crate::draft::Draft;
use crate::view::{Checked, Choices, Fixed, View};
use desk::{Desk, PASTED, ROOM, Refused, Remark};
use editor::Editor;
use findings::Findings;
use here::Here;
use paper::Paper;
use sheet::Held;
use tools::Tools;

/// How long nothing must be typed before the files are checked.
const PAUSE_MS: u32 = 150;

/// More files than these of an archive that stayed there are folded.
const MOST_PASSED: usize = 10;

/// What the door needs.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// Releases and modes.
    pub choices: Rc<Choices>,
    /// Whether the worker answers.
    pub worker: bool,
    /// What was dropped on the page last.
    pub dropped: Rc<Vec<Brought>>,
    /// How many choices the plan at the first door has.
    pub chosen: usize,
    /// The language.
    pub lang: Lang,
    /// Where a folder goes that is to be changed.
    pub on_change: Callback<Vec<Brought>>,
    /// Where the rest of the page hears.
    pub dispatch: Callback<Action>,
}

/// The second door. The page's app holds this function and never calls it by its
/// name, so that all behind it is in a layer of its own (`web/finish.mjs`).
#[inline(never)]
pub fn door(props: Props) -> Html {
    html! { <Check ..props/> }
}

/// What can happen here.
#[derive(Debug)]
pub enum Message {
    /// The text that is edited is another, and whether it was pasted in place of all.
    Typed(Rc<str>, bool),
    /// The caret is on another line.
    Caret(usize),
    /// An example is wanted, by its name.
    Example(&'static str),
    /// A file was read.
    Brought(String, Vec<u8>),
    /// The worker opened an archive, or did not.
    Opened(String, Option<Vec<u8>>),
    /// A file could not be read.
    Unread(Refused),
    /// An empty file is wanted beside the others.
    Add,
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
    /// The fix of one finding is wanted.
    Fix(usize),
    /// All fixes are.
    FixAll,
    /// The worker has made them.
    AllFixed(u64, Box<Result<Fixed, Refusal>>),
    /// The last fix is to be taken back.
    Back,
    /// The changed files are wanted, as one.
    Pack,
    /// The user wants to see a place.
    Go(String, usize),
    /// The user wants to see the next line with a remark, or the one before.
    Step(bool),
    /// Something of the graph is looked at.
    Select(Selection),
}

/// The second door.
pub struct Check {
    desk: Desk,
    /// What is to be said of the lines of the file that is looked at.
    remarks: Rc<Vec<Remark>>,
    /// Which findings have a fix that can be made here.
    fixable: Rc<Vec<bool>>,
    /// The graph of what was found, as the first door draws one.
    drawn: Option<(Rc<View>, Rc<Vec<Outcome>>)>,
    selection: Selection,
    pause: Option<Timeout>,
    /// Whether the worker is at a check: it gets one at a time, the latest.
    working: bool,
    /// Whether it is making all fixes.
    fixing: bool,
    /// How often a line had been gone to when one was shown last.
    shown: u32,
}

impl Component for Check {
    type Message = Message;
    type Properties = Props;

    fn create(_ctx: &Context<Self>) -> Self {
        Self {
            desk: Desk::default(),
            remarks: Rc::default(),
            fixable: Rc::default(),
            drawn: None,
            selection: Selection::default(),
            pause: None,
            working: false,
            fixing: false,
            shown: 0,
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
            Message::Typed(text, whole) => match whole {
                true => self.desk.replaced(text),
                false => self.desk.typed(text),
            },
            Message::Caret(line) => self.desk.caret = line,
            Message::Example(name) => {
                ctx.link().send_future(async move {
                    let args = Array::of1(&name.into());
                    match host::ask_for::<String>("example", args, None).await {
                        Ok(text) => Message::Brought(name.to_owned(), text.into_bytes()),
                        Err(_) => Message::Unread(Refused::Unreadable(name.to_owned())),
                    }
                });
                return false;
            }
            Message::Brought(name, bytes) if archive::is_archive(&bytes) => {
                ctx.link().send_future(async move {
                    let args = Array::of1(&name.as_str().into());
                    let opened =
                        host::ask("unpack", args, Some(Uint8Array::from(&*bytes).into())).await;
                    let opened = opened.ok().map(|it| Uint8Array::new(&it).to_vec());
                    Message::Opened(name, opened)
                });
                return false;
            }
            Message::Brought(name, bytes) => self.desk.bring(&name, bytes),
            Message::Opened(name, bytes) => match bytes.and_then(|bytes| archive::files(&bytes)) {
                Some((files, passed)) => self.desk.bring_all(files, passed),
                None => self.desk.refused = Some(Refused::Unreadable(name)),
            },
            Message::Unread(refused) => self.desk.refused = Some(refused),
            Message::Add => self.desk.add(),
            Message::Open(index) => self.desk.look(index),
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
                self.working = false;
                let result = (*result).map_err(|refusal| refusal.message);
                self.desk.answered(generation, result);
                if self.pause.is_none() {
                    self.check(ctx);
                }
                self.drawn = self.desk.checked.as_deref().and_then(drawn);
                self.selection = Selection::default();
            }
            Message::Fix(finding) => self.desk.fix(finding),
            Message::FixAll => self.fix_all(ctx),
            Message::AllFixed(generation, result) => {
                self.fixing = false;
                match *result {
                    Ok(fixed) => self.desk.fixed(generation, fixed.texts, fixed.later),
                    Err(refusal) => self.desk.failed = Some(refusal.message),
                }
            }
            Message::Back => self.desk.go_back(),
            Message::Pack => self.pack(ctx),
            Message::Go(file, line) => self.desk.go(&file, line),
            Message::Step(back) => self.desk.step(back),
            Message::Select(selection) => self.selection = selection,
        }
        if self.desk.generation != before {
            self.check_soon(ctx);
        }
        self.remarks = Rc::new(self.desk.remarks());
        let findings = self.desk.checked.iter().flat_map(|it| &it.findings);
        self.fixable = Rc::new(findings.map(|it| self.desk.can_fix(it)).collect());
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let words = CheckWords::of(props.lang);
        let is_empty = self.desk.sheets.is_empty();
        html! {
            <div class="check" data-empty={is_empty.then_some("true")}>
                <section class="desk" aria-labelledby="check-title">
                    <h2 id="check-title">{ words.title }</h2>
                    <p class="why">{ words.why }</p>
                    <div class="intake">{ if is_empty { self.welcome(ctx) } else { self.sheets(ctx) } }</div>
                    { self.refusal(words) }
                    { self.passed(props.lang) }
                    <div class="sheet">{ self.sheet(ctx) }</div>
                    if !is_empty {
                        { self.against(ctx) }
                    }
                </section>
                if !is_empty {
                    <section class="outcome" aria-label={words.findings}>
                        { self.outcome(ctx) }
                    </section>
                }
            </div>
        }
    }

    fn rendered(&mut self, _ctx: &Context<Self>, _first: bool) {
        if self.desk.goes != self.shown {
            self.shown = self.desk.goes;
            paper::show_marked();
        }
    }
}

impl Check {
    /// Where files come in while there are none.
    fn welcome(&self, ctx: &Context<Self>) -> Html {
        let words = CheckWords::of(ctx.props().lang);
        let link = ctx.link();
        let examples = [
            ("mimir.yaml", words.example_yaml),
            ("values.yaml", words.example_helm),
            ("compose.yaml", words.example_compose),
            ("mimir.log", words.example_log),
        ];
        html! {
            <div class="drop">
                <p class="call">{ Icon::Download.draw() }{ words.drop }</p>
                <div class="actions">{ choose(words.choose, link) }</div>
                <p class="why" id="examples">{ words.try_one }</p>
                <div class="chips" role="group" aria-labelledby="examples">
                    { for examples.map(|(name, label)| html! {
                        <button type="button" onclick={link.callback(move |_: MouseEvent| Message::Example(name))}>{ label }</button>
                    }) }
                </div>
            </div>
        }
    }

    /// What the files are held against.
    fn against(&self, ctx: &Context<Self>) -> Html {
        let words = CheckWords::of(ctx.props().lang);
        let link = ctx.link();
        let choices = &ctx.props().choices;
        let releases = choices.releases.iter().cloned();
        let modes = choices.modes.iter().map(|mode| mode.name.clone());
        html! {
            <div class="against">
                { select(words.release, words.mode_seen, releases.collect(), self.desk.release.as_deref(), link.callback(Message::Release)) }
                { select(words.mode, words.mode_seen, modes.collect(), self.desk.mode.as_deref(), link.callback(Message::Mode)) }
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

    /// What stayed in its archive, and why.
    fn passed(&self, lang: Lang) -> Html {
        let words = CheckWords::of(lang);
        let passed = &self.desk.passed;
        if passed.is_empty() {
            return Html::default();
        }
        let summary = fill(words.left_in, &[("n", &passed.len().to_string())]);
        html! {
            <details class="passed" open={passed.len() <= MOST_PASSED}>
                <summary>{ summary }</summary>
                <ul>{ for passed.iter().map(|it| html! {
                    <li><code>{ &it.path }</code>{ ": " }{ lang.of(&it.reason).to_owned() }</li>
                }) }</ul>
            </details>
        }
    }

    /// The files that are there.
    fn sheets(&self, ctx: &Context<Self>) -> Html {
        let words = CheckWords::of(ctx.props().lang);
        let link = ctx.link();
        let sheets = self.desk.sheets.iter().enumerate().map(|(index, sheet)| {
            let here = self.desk.count_of(&sheet.name).to_string();
            let is_changed = sheet.original().is_some();
            html! {
                <li key={sheet.name.clone()}>
                    <button type="button" aria-pressed={(index == self.desk.open).to_string()} onclick={link.callback(move |_: MouseEvent| Message::Open(index))}>
                        <b>{ &sheet.name }</b>
                        <small>
                            { fill(words.findings_here, &[("n", &here)]) }
                            if is_changed { { ", " }{ words.changed_mark } }
                        </small>
                    </button>
                    <button type="button" class="quiet" aria-label={fill(words.remove, &[("name", &sheet.name)])} onclick={link.callback(move |_: MouseEvent| Message::Remove(index))}>{ "×" }</button>
                </li>
            }
        });
        html! {
            <div class="sheets">
                <h3 class="unseen">{ words.files }</h3>
                <ul>{ for sheets }</ul>
                <div class="actions">
                    <button type="button" class="quiet" onclick={link.callback(|_: MouseEvent| Message::Add)}>{ Icon::Add.draw() }{ words.add }</button>
                    { choose(words.choose, link) }
                    <button type="button" class="quiet" onclick={link.callback(|_: MouseEvent| Message::Clear)}>{ words.clear }</button>
                </div>
            </div>
        }
    }

    /// The file that is looked at, with what can be done with it.
    fn sheet(&self, ctx: &Context<Self>) -> Html {
        let lang = ctx.props().lang;
        let words = CheckWords::of(lang);
        let link = ctx.link();
        let sheet = self.desk.sheet();
        let held = sheet.and_then(|it| it.held);
        let (name, text) = match sheet {
            Some(sheet) => (sheet.name.clone(), sheet.text.clone()),
            None => (PASTED.to_owned(), Some("".into())),
        };
        let on_fix = link.callback(Message::Fix);
        let on_step = link.callback(Message::Step);
        let why = match held {
            Some(Held::Key) => words.held_key,
            Some(Held::Long) => words.held_long,
            Some(Held::Binary) | None => "",
        };
        html! {
            <>
                if sheet.is_some() {
                    <Tools desk={Rc::new(self.desk.clone())} fixing={self.fixing} {lang}
                        on_fix_all={link.callback(|()| Message::FixAll)}
                        on_back={link.callback(|()| Message::Back)}
                        on_pack={link.callback(|()| Message::Pack)}
                    />
                }
                <p class="held" role="status">{ why }</p>
                if let (Some(text), None) = (text.clone(), held) {
                    <Editor key={name.clone()} name={name.clone()} {text} {lang}
                        remarks={self.remarks.clone()} line={self.desk.line} goes={self.desk.goes}
                        on_text={link.callback(|(text, whole)| Message::Typed(text, whole))}
                        on_caret={link.callback(Message::Caret)}
                        on_step={on_step.clone()}
                    />
                } else {
                    <Paper {name} {text} {lang} checked={self.desk.checked.clone()} line={self.desk.line}/>
                }
                <Here caret={self.desk.caret} remarks={self.remarks.clone()} checked={self.desk.checked.clone()}
                    fixable={self.fixable.clone()} waiting={self.desk.waiting} {lang} {on_fix} {on_step}/>
                { sheet.map(|sheet| tools::changed(words, sheet)).unwrap_or_default() }
            </>
        }
    }

    /// What came of it.
    fn outcome(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let words = CheckWords::of(props.lang);
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
                        fixable={self.fixable.clone()}
                        waiting={self.desk.waiting}
                        on_go={ctx.link().callback(|(file, line)| Message::Go(file, line))}
                        on_fix={ctx.link().callback(Message::Fix)}
                        chosen={props.chosen}
                        on_take={props.dispatch.reform(Action::TakeOver)}
                        on_change={self.change(props)}
                    />
                    if let Some((view, outcomes)) = &self.drawn {
                        <div class="seen">
                            <h3>{ words.cluster }</h3>
                            <Cluster view={view.clone()} outcomes={outcomes.clone()} proving={false} open={true} stale={self.desk.waiting}
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
            .map(|it| (it.name.clone(), Rc::from(&*it.bytes())));
        let sheets: Vec<(String, Rc<[u8]>)> = sheets.collect();
        let take = props.dispatch.reform(Action::TakeOver);
        let on_change = props.on_change.clone();
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

    /// Has the worker check what lies here, unless it is at something.
    fn check(&mut self, ctx: &Context<Self>) {
        if !self.desk.waiting || self.working {
            return;
        }
        self.working = true;
        self.desk.ask();
        let generation = self.desk.generation;
        let (args, bytes) = self.asked(ctx);
        ctx.link().send_future(async move {
            let result = host::ask_for("check", args, Some(bytes.into())).await;
            Message::Answered(generation, Box::new(result))
        });
    }

    /// Has the worker make all fixes.
    fn fix_all(&mut self, ctx: &Context<Self>) {
        if self.desk.waiting || self.fixing {
            return;
        }
        self.fixing = true;
        let generation = self.desk.generation;
        let (args, bytes) = self.asked(ctx);
        ctx.link().send_future(async move {
            let result = host::ask_for("fix", args, Some(bytes.into())).await;
            Message::AllFixed(generation, Box::new(result))
        });
    }

    /// What lies here, and how it is to be looked at. The files go as one run of bytes.
    fn asked(&self, ctx: &Context<Self>) -> (Array, Uint8Array) {
        let mut options = serde_json::json!({"language": ctx.props().lang.code()});
        for (key, chosen) in [("release", &self.desk.release), ("mode", &self.desk.mode)] {
            if let Some(chosen) = chosen {
                options[key] = chosen.as_str().into();
            }
        }
        let (list, bytes) = run(self.desk.sheets.iter());
        (Array::of2(&list, &value(options)), bytes)
    }

    /// Saves the changed files as one.
    fn pack(&self, ctx: &Context<Self>) {
        let (list, bytes) = run(self.desk.changes());
        ctx.link().send_future_batch(async move {
            if let Ok(archive) = host::ask("pack", Array::of1(&list), Some(bytes.into())).await {
                host::save("mimir-tls-fixed.zip", &archive);
            }
            Vec::new()
        });
    }
}

/// A value as one of JavaScript's.
fn value(json: serde_json::Value) -> JsValue {
    JSON::parse(&json.to_string()).unwrap_or(JsValue::NULL)
}

/// Files as one run of bytes, and whose each part of it is.
fn run<'a>(sheets: impl Iterator<Item = &'a sheet::Sheet>) -> (JsValue, Uint8Array) {
    let mut bytes = Vec::new();
    let mut list = Vec::new();
    for sheet in sheets {
        let own = sheet.bytes();
        list.push(serde_json::json!({"path": sheet.name, "size": own.len()}));
        bytes.extend_from_slice(&own);
    }
    (value(list.into()), Uint8Array::from(bytes.as_slice()))
}

/// The button that lets files be chosen.
fn choose(label: &str, link: &html::Scope<Check>) -> Html {
    let link = link.clone();
    let choose = Callback::from(move |event: Event| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            bring_all(&link, input.files().iter().flat_map(of_list));
            input.set_value("");
        }
    });
    html! {
        <label class="choose">
            <span>{ label }</span>
            <input type="file" multiple={true} onchange={choose}/>
        </label>
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
