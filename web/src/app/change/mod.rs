//! The third door: from what runs to what is wanted, in phases. What runs, and
//! every key, is in the worker; the page knows what is told of it.

pub mod asking;
pub mod outcome;
pub mod point;
pub mod running;
pub mod track;
pub mod wanted;

use std::rc::Rc;

use js_sys::{Array, JSON};
use wasm_bindgen::JsValue;
use yew::prelude::*;

use super::address::{Lang, Pane, Selection};
use super::brought::{Brought, chosen};
use super::host::{self, Refusal};
use super::secret::typed;
use super::state::Action;
use super::words::change::Change as ChangeWords;
use super::words::fill;
use crate::draft::Draft;
use crate::view::{Course, Running as Told, View};
use asking::{About, Asking, Signer, Source};
use outcome::Outcome;
use running::Running;
use wanted::{Choice, Wanted};

/// What comes to the door from outside.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Arrival {
    /// Files that were dropped on the page, or that the second door has.
    pub files: Vec<Brought>,
    /// Whose plan is wanted of them, where that is said.
    pub wanted: Option<asking::Wanted>,
}

/// What the door needs.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// The plan of the first door, as typed.
    pub draft: Draft,
    /// What that comes to.
    pub view: Rc<View>,
    /// Whether the first door has files that hold.
    pub made: bool,
    /// Whether the CA's key is handed out under a passphrase alone.
    pub closed: bool,
    /// What came last.
    pub arrival: Rc<Arrival>,
    /// How often the worker lost what it held.
    pub losses: u32,
    /// The language.
    pub lang: Lang,
    /// Where the rest of the page hears.
    pub dispatch: Callback<Action>,
}

/// The third door, as the app holds it; see that of [`check`](super::check::door).
#[inline(never)]
pub fn door(props: Props) -> Html {
    html! { <Change ..props/> }
}

/// What can happen here.
#[derive(Debug)]
pub enum Message {
    /// What this tab made is what runs.
    Take,
    /// These files are.
    Bring(Vec<Brought>),
    /// The worker has read it.
    Held(u64, Box<Result<Told, Refusal>>),
    /// Something else is wanted.
    Choose(Choice),
    /// The question is asked.
    Ask,
    /// Links may fail meanwhile, or not.
    Allow(bool),
    /// The worker answered.
    Answered(u64, Box<Result<Course, Refusal>>),
    /// Another point of the way is looked at.
    Go(usize),
    /// Something of the graph is.
    Select(Selection),
}

/// The third door.
pub struct Change {
    asking: Asking,
    selection: Selection,
    certificate: NodeRef,
    key: NodeRef,
    folder_key: NodeRef,
    passphrase: NodeRef,
}

impl Component for Change {
    type Message = Message;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        let mut change = Self {
            asking: Asking::default(),
            selection: Selection::default(),
            certificate: NodeRef::default(),
            key: NodeRef::default(),
            folder_key: NodeRef::default(),
            passphrase: NodeRef::default(),
        };
        change.arrived(ctx);
        change
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &Props) -> bool {
        let props = ctx.props();
        if props.losses != old.losses {
            self.asking.lose();
        }
        if props.draft != old.draft && self.asking.wanted == asking::Wanted::Plan {
            self.asking.ask_anew();
        }
        if props.arrival != old.arrival {
            self.arrived(ctx);
        }
        true
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Take => {
                let generation = self.asking.read(Source::Tab);
                let args = Array::of1(&ctx.props().closed.into());
                ctx.link().send_future(async move {
                    let told = host::ask_for("changeTake", args, None).await;
                    Message::Held(generation, Box::new(told))
                });
            }
            Message::Bring(files) => self.bring(ctx, files),
            Message::Held(generation, told) => self.asking.held(generation, *told),
            Message::Choose(choice) => {
                self.asking.ask_anew();
                match choice {
                    Choice::Wanted(wanted) => self.asking.wanted = wanted,
                    Choice::Signer(signer) => self.asking.signer = signer,
                    Choice::Renew(renew) => self.asking.renew = renew,
                    Choice::File => {}
                }
            }
            Message::Ask => self.ask(ctx),
            Message::Allow(allow) => {
                self.asking.allow_break = allow;
                self.ask(ctx);
            }
            Message::Answered(generation, course) => {
                self.asking.answered(generation, *course);
                self.selection = Selection::default();
            }
            Message::Go(point) => self.asking.at = point,
            Message::Select(selection) => self.selection = selection,
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let words = ChangeWords::of(props.lang);
        let link = ctx.link();
        let edit = props.dispatch.reform(|()| Action::Show(Pane::Plan));
        html! {
            <div class="check change">
                <section class="desk" aria-labelledby="change-title">
                    <h2 id="change-title">{ words.title }</h2>
                    <p class="why">{ words.why }</p>
                    <Running asking={self.asking.clone()} made={props.made} lang={props.lang}
                        on_take={link.callback(|()| Message::Take)} on_bring={link.callback(Message::Bring)}/>
                    <Wanted asking={self.asking.clone()} plan={props.view.plan.clone()} certificate={self.certificate.clone()}
                        key_file={self.key.clone()} folder_key={self.folder_key.clone()} passphrase={self.passphrase.clone()} lang={props.lang}
                        on_choose={link.callback(Message::Choose)} on_edit={edit}/>
                    { self.question(ctx) }
                </section>
                <section class="outcome" aria-label={words.outcome}>
                    { self.outcome(ctx) }
                </section>
            </div>
        }
    }
}

impl Change {
    fn question(&self, ctx: &Context<Self>) -> Html {
        let words = ChangeWords::of(ctx.props().lang);
        let failed = self.asking.failed.as_ref();
        let failed = failed.filter(|refusal| Asking::about(refusal) == About::All);
        let failed = failed.map(|refusal| fill(words.failed, &[("why", &refusal.message)]));
        let can_ask = self.asking.can_ask();
        html! {
            <div class="question">
                <button type="button" class="primary" disabled={!can_ask} onclick={ctx.link().callback(|_: MouseEvent| Message::Ask)}>{ words.ask }</button>
                if self.asking.running.is_none() {
                    <p class="why">{ words.first_runs }</p>
                }
                <div class="errors" role="alert">{ failed }</div>
                <p class="nothing" role="status">{ self.asking.is_nothing().then_some(words.nothing) }</p>
            </div>
        }
    }

    fn outcome(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let words = ChangeWords::of(props.lang);
        let link = ctx.link();
        let course = self.asking.course.as_ref();
        let course = course.filter(|_| !self.asking.is_nothing());
        let plan = self.asking.running.as_ref().map(|it| it.plan.clone());
        html! {
            <>
                <p class="awaited" role="status">{ self.asking.waiting.then_some(words.asking) }</p>
                if let (Some(course), Some(plan)) = (course, plan) {
                    <Outcome course={course.clone()} {plan} at={self.asking.at} allow_break={self.asking.allow_break}
                        selection={self.selection.clone()} lang={props.lang} on_go={link.callback(Message::Go)}
                        on_allow={link.callback(Message::Allow)} on_select={link.callback(Message::Select)} dispatch={props.dispatch.clone()}/>
                } else if !self.asking.waiting {
                    <p class="empty">{ words.empty }</p>
                }
            </>
        }
    }

    /// What came from outside is what runs.
    fn arrived(&mut self, ctx: &Context<Self>) {
        let Arrival { files, wanted } = &*ctx.props().arrival;
        self.asking.wanted = wanted.unwrap_or(self.asking.wanted);
        self.bring(ctx, files.clone());
    }

    /// Has the worker read files, whose bytes the page never has.
    fn bring(&mut self, ctx: &Context<Self>, files: Vec<Brought>) {
        let name = match files.first() {
            Some(first) => first.path.split('/').next().unwrap_or_default().to_owned(),
            None => return,
        };
        let is_folder = files
            .iter()
            .all(|it| it.path.starts_with(&format!("{name}/")));
        let more = if is_folder { 0 } else { files.len() - 1 };
        let generation = self.asking.read(Source::Brought(name, more));
        let paths: Array = files.iter().map(|it| JsValue::from_str(&it.path)).collect();
        let files: Array = files.iter().map(|it| JsValue::from(&it.file)).collect();
        ctx.link().send_future(async move {
            let told = host::ask_for("changeBring", Array::of1(&paths), Some(files.into())).await;
            Message::Held(generation, Box::new(told))
        });
    }

    fn ask(&mut self, ctx: &Context<Self>) {
        if !self.asking.can_ask() {
            return;
        }
        let files = match self.asking.signer {
            Signer::New => Vec::new(),
            Signer::Same => vec![("caKey", chosen(&self.folder_key))],
            Signer::Own => vec![
                ("certificate", chosen(&self.certificate)),
                ("key", chosen(&self.key)),
            ],
        };
        if self.asking.signer == Signer::Own && files.iter().any(|(_, file)| file.is_none()) {
            self.asking.lacks_files = true;
            return;
        }
        let generation = self.asking.ask();
        let options = self.asking.options(&ctx.props().draft).to_string();
        let options = JSON::parse(&options).unwrap_or(JsValue::NULL);
        let (names, files): (Vec<_>, Vec<_>) = (files.into_iter())
            .filter_map(|(name, file)| Some((JsValue::from_str(name), JsValue::from(file?))))
            .unzip();
        let names: Array = names.into_iter().collect();
        let files: Array = files.into_iter().collect();
        let passphrase = typed(&self.passphrase);
        ctx.link().send_future(async move {
            let args = Array::of3(&options, &names, &passphrase);
            let course = host::ask_for("changePlan", args, Some(files.into())).await;
            Message::Answered(generation, Box::new(course))
        });
    }
}
