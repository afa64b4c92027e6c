//! The page.
//!
//! [`address`] says what is looked at, [`fragment`] how it is written, [`state`]
//! what the page shows and what can happen to it, [`words`] what it says; none of
//! them knows Yew. What is seen is in `frame` and the three panes; [`host`] is the
//! way out, to the engine, its worker and the browser.

pub mod address;
pub mod advice;
pub mod brought;
pub mod certificate;
pub mod change;
pub mod check;
pub mod cluster;
pub mod copy;
pub mod files_panel;
pub mod fold;
pub mod footer;
pub mod fragment;
pub mod frame;
pub mod host;
pub mod icon;
pub mod install;
pub mod keys;
pub mod plan_panel;
pub mod planned;
pub mod prose;
pub mod roving;
pub mod secret;
pub mod select;
pub mod signing;
pub mod state;
pub mod told;
pub mod verdict;
pub mod way;
pub mod words;

use std::hint::black_box;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::JsValue;
use yew::prelude::*;

use crate::draft::Draft;
use crate::view::{Answer, Choices, FieldError, Proven, View};
use address::{Door, Focus, Pane, Place};
use advice::Advice;
use brought::Brought;
use change::Arrival;
use change::asking::Wanted;
use frame::{Ask, Header, Messages, Tabs};
use install::Install;
use state::{Action, Notice, Progress, Signer, State, Told, Verdict, Way, reduce};
use words::Words;

/// How long nothing must be typed before links are proven: shorter than a
/// person notices, longer than the next key takes.
const PAUSE_MS: u32 = 60;
/// How often wrong parts are taken out of a draft from elsewhere until the rest is a plan.
const ATTEMPTS: usize = 8;

/// What the page hears.
#[derive(Debug)]
pub enum Message {
    /// Something happened.
    Act(Action),
    /// A state of the host.
    Host(String),
    /// Nothing was typed for a moment.
    Paused,
    /// The worker is done with a generation.
    Worked(u64, Box<Result<Proven, host::Refusal>>),
    /// A folder that was checked is to be changed.
    Change(Vec<Brought>),
    /// Files were dropped: plans at the first door, at the others all else.
    Dropped(Vec<Brought>),
    /// What is behind the other doors is here.
    Opened(Result<(), host::Refusal>),
}

/// All of it.
pub struct App {
    state: State,
    choices: Rc<Choices>,
    dispatch: Callback<Action>,
    pause: Option<Timeout>,
    /// Whether the worker is at a proof: it gets one at a time, the latest.
    working: bool,
    /// Whether the address is behind what is typed, as it is between two keys.
    behind: bool,
    /// Whether what is shown at first was made by an engine: else it is asked.
    has_first: bool,
    /// What was dropped at the second door last.
    dropped: Rc<Vec<Brought>>,
    /// What was dropped at the first while a CA is asked that others keep.
    returned: Rc<Vec<Brought>>,
    /// What came to the third door last.
    arrival: Rc<Arrival>,
    /// Whether the third door was opened: what is behind it is made then.
    has_changed: bool,
    /// How often the worker lost what it held.
    losses: u32,
    /// What there is of the other doors.
    doors: Doors,
}

/// What is behind the other doors comes when one of them is gone to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doors {
    Closed,
    Opening,
    Open,
}

impl Component for App {
    type Message = Message;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link();
        let dispatch = link.callback(Message::Act);
        let first = host::first();
        let has_first = first.is_some();
        let (choices, view) = match first {
            Some(first) => (first.choices, first.view),
            None => (no_choices(), no_view()),
        };
        let hear = link.callback(Message::Host);
        host::listen(move |state| hear.emit(state));
        let open = dispatch.clone();
        host::on_fragment(move |address| {
            let (place, unread) = fragment::read(&address);
            open.emit(Action::Open(place, unread));
        });
        let mut app = Self {
            state: State::first(view, host::native_lang()),
            choices: Rc::new(choices),
            dispatch,
            pause: None,
            working: false,
            behind: false,
            has_first,
            dropped: Rc::default(),
            returned: Rc::default(),
            arrival: Rc::default(),
            has_changed: false,
            losses: 0,
            doors: Doors::Closed,
        };
        let (place, unread) = fragment::read(&host::fragment());
        app.state = reduce(app.state.clone(), Action::Open(place, unread));
        app.has_changed = app.state.place.pane == Pane::Change;
        app.show_root(None);
        app.open(ctx);
        app
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Act(action) => self.act(ctx, action),
            Message::Host(state) => self.heard(ctx, &state),
            Message::Paused => {
                self.pause = None;
                let place = self.state.place.clone();
                self.catch_up(&place);
                self.prove(ctx);
                false
            }
            Message::Worked(generation, result) => {
                self.working = false;
                let action = match *result {
                    Ok(proven) => Action::Proven(generation, proven),
                    Err(refusal) => Action::NotProven(generation, refusal.message),
                };
                let changed = self.act(ctx, action);
                if self.pause.is_none() {
                    self.prove(ctx);
                }
                changed
            }
            Message::Opened(Ok(())) => {
                self.doors = Doors::Open;
                true
            }
            Message::Opened(Err(refusal)) => {
                self.act(ctx, Action::Say(Notice::Failed(refusal.message)))
            }
            Message::Dropped(files) => match self.state.place.pane.door() {
                Door::Plan if self.state.signer == Signer::Others => {
                    self.returned = Rc::new(files);
                    true
                }
                Door::Plan => {
                    if let Some(plan) = files.into_iter().next() {
                        frame::read_plan(plan.file, self.dispatch.clone());
                    }
                    false
                }
                Door::Check => {
                    self.dropped = Rc::new(files);
                    true
                }
                Door::Change => {
                    self.arrival = Rc::new(Arrival {
                        files,
                        wanted: None,
                    });
                    true
                }
            },
            Message::Change(files) => {
                let wanted = Some(Wanted::Plan);
                self.arrival = Rc::new(Arrival { files, wanted });
                self.act(ctx, Action::Show(Pane::Change))
            }
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let state = &self.state;
        let lang = state.lang();
        let words = Words::of(lang);
        let dispatch = &self.dispatch;
        let shown = |pane: Pane| (state.place.pane == pane).then_some("true");
        let drop = brought::on_drop(ctx.link().callback(Message::Dropped));
        let over = Callback::from(|event: DragEvent| event.prevent_default());
        let door = state.place.pane.door();
        let verdict = state.verdict();
        html! {
            <div class="page" data-door={door.code()} ondrop={drop} ondragover={over}>
                <a class="skip" href="#plan" onclick={frame::skip_to(door.code())}>{ words.frame.skip }</a>
                <Header
                    version={self.choices.version.clone()}
                    {lang}
                    theme={state.place.theme}
                    pane={state.place.pane}
                    lock={state.lock}
                    dispatch={dispatch.clone()}
                />
                <Messages
                    {lang}
                    notice={state.notice.clone()}
                    warnings={state.view.warnings.clone()}
                    dispatch={dispatch.clone()}
                />
                <div class="door" hidden={door != Door::Plan}>
                    <verdict::Bar
                        verdict={verdict.clone()}
                        proven={state.proven.clone()}
                        proving={state.proving}
                        told={state.told}
                        signer={state.signer}
                        {lang}
                        dispatch={dispatch.clone()}
                    />
                    <Tabs {lang} pane={state.place.pane} dispatch={dispatch.clone()} />
                    <main class="panes">
                        <div class="pane" id="plan" tabindex="-1" data-shown={shown(Pane::Plan)}>
                            <plan_panel::Plan
                                choices={self.choices.clone()}
                                view={state.view.clone()}
                                draft={state.place.draft.clone()}
                                errors={state.errors.clone()}
                                untypable={state.untypable.clone()}
                                sought={state.sought.clone()}
                                signing={self.signing()}
                                open={self.doors == Doors::Open}
                                worker={state.worker}
                                {lang}
                                dispatch={dispatch.clone()}
                            />
                        </div>
                        <div class="pane" id="cluster" data-shown={shown(Pane::Cluster)}>
                            { match (state.told, &verdict) {
                                (Some(Told::Advice), Verdict::Refused { who, .. }) => html! {
                                    <Advice view={state.view.clone()} who={who.clone()} {lang} dispatch={dispatch.clone()}/>
                                },
                                (Some(Told::Install), _) => html! {
                                    <Install view={state.view.clone()} {lang} dispatch={dispatch.clone()}/>
                                },
                                _ => Html::default(),
                            } }
                            <planned::Planned
                                view={state.view.clone()}
                                proven={state.proven.clone()}
                                proving={state.proving}
                                open={self.doors == Doors::Open}
                                stale={state.stale()}
                                selection={state.place.selection.clone()}
                                {lang}
                                dispatch={dispatch.clone()}
                            />
                        </div>
                        <div class="pane" id="files" data-shown={shown(Pane::Files)}>
                            <files_panel::Files
                                choices={self.choices.clone()}
                                view={state.view.clone()}
                                previous={state.previous.clone()}
                                proven={state.proven.clone()}
                                proving={state.proving}
                                stopped={state.stopped}
                                stale={state.stale()}
                                worker={state.worker}
                                selection={state.place.selection.clone()}
                                {lang}
                                dispatch={dispatch.clone()}
                            />
                        </div>
                    </main>
                </div>
                <main class="door" id="check" tabindex="-1" hidden={door != Door::Check}>
                    if self.doors == Doors::Open {
                        { black_box(check::door as fn(check::Props) -> Html)(check::Props {
                            choices: self.choices.clone(),
                            worker: state.worker,
                            dropped: self.dropped.clone(),
                            chosen: state.place.draft.iter().count(),
                            on_change: ctx.link().callback(Message::Change),
                            lang,
                            dispatch: dispatch.clone(),
                        }) }
                    }
                </main>
                <main class="door" id="change" tabindex="-1" hidden={door != Door::Change}>
                    if self.has_changed && self.doors == Doors::Open {
                        { black_box(change::door as fn(change::Props) -> Html)(change::Props {
                            draft: state.place.draft.clone(),
                            view: state.view.clone(),
                            made: state.is_made(),
                            closed: state.signer == Signer::Closed,
                            arrival: self.arrival.clone(),
                            losses: self.losses,
                            lang,
                            dispatch: dispatch.clone(),
                        }) }
                    }
                </main>
                <footer::Footer version={self.choices.version.clone()} {lang} />
                if state.asking {
                    <Ask {lang} dispatch={dispatch.clone()} />
                }
            </div>
        }
    }
}

impl App {
    /// Lets `action` happen, with all that follows from it.
    fn act(&mut self, ctx: &Context<Self>, action: Action) -> bool {
        // An address that the user went to is not written again.
        let went = matches!(action, Action::Open(..));
        let from_elsewhere = went
            || matches!(
                action,
                Action::ReadPlan(..) | Action::TakeOver(_) | Action::PutBack(_)
            );
        let typed = matches!(action, Action::Type(..));
        if action == Action::Stop {
            host::stop();
        }
        if let Action::Say(Notice::Restarted | Notice::Wiped) = action {
            self.losses += 1;
        }
        let before = self.state.clone();
        self.state = reduce(before.clone(), action);
        if self.state.generation != before.generation {
            if self.state.place.draft != before.place.draft {
                self.ask_engine(from_elsewhere);
            }
            self.prove_soon(ctx);
        }
        if self.state == before {
            return false;
        }
        if went {
            self.behind = false;
        } else if self.state.place != before.place {
            // A word is one step back, and not its letters.
            if typed && self.state.edited() == before.edited() {
                self.behind = true;
            } else {
                self.catch_up(&before.place);
                host::write_fragment(&fragment::write(&self.state.place), true);
            }
        }
        self.has_changed |= self.state.place.pane == Pane::Change;
        self.show_root(Some(&before));
        self.open(ctx);
        true
    }

    /// What who signs is shown from.
    fn signing(&self) -> signing::Props {
        let state = &self.state;
        signing::Props {
            signer: state.signer,
            own_ca: state.own_ca,
            worker: state.worker,
            proven: state.proven.clone(),
            proving: state.proving,
            stale: state.stale(),
            dropped: self.returned.clone(),
            losses: self.losses,
            lang: state.lang(),
            dispatch: self.dispatch.clone(),
        }
    }

    /// Brings what is behind the other doors, once one of them is gone to, or
    /// something else wants it.
    fn open(&mut self, ctx: &Context<Self>) {
        let place = &self.state.place;
        let is_wanted = place.pane.door() != Door::Plan
            || self.state.signer != Signer::Made
            || matches!(place.selection.focus, Focus::Edge { .. });
        if is_wanted && self.doors == Doors::Closed {
            self.doors = Doors::Opening;
            ctx.link()
                .send_future(async { Message::Opened(host::open().await) });
        }
    }

    fn heard(&mut self, ctx: &Context<Self>, said: &str) -> bool {
        match said {
            "engine-ready" if self.has_first && self.state.place.draft.is_empty() => {
                self.act(ctx, Action::EngineReady)
            }
            "engine-ready" => {
                self.ask_engine(true);
                true
            }
            "worker-ready" => {
                let changed = self.act(ctx, Action::WorkerReady);
                self.prove(ctx);
                changed
            }
            "worker-restarted" => {
                self.working = false;
                self.act(ctx, Action::Say(Notice::Restarted))
            }
            "holds:navigation" => self.act(ctx, Action::Locked(Way::Navigation)),
            "holds:tabs" => self.act(ctx, Action::Locked(Way::Tab)),
            "locked" => self.act(ctx, Action::Locked(Way::Connection)),
            _ => match said.strip_prefix("failed:") {
                Some(why) => self.act(ctx, Action::Say(Notice::Failed(why.to_owned()))),
                None => match said.strip_prefix("progress:").and_then(Progress::read) {
                    Some(progress) => self.act(ctx, Action::Progressed(progress)),
                    None => false,
                },
            },
        }
    }

    /// Asks the engine what the draft comes to. Of a draft from elsewhere that
    /// is refused, what is left without its wrong parts is shown.
    fn ask_engine(&mut self, from_elsewhere: bool) {
        let draft = &self.state.place.draft;
        let Some(answer) = host::view(draft) else {
            return;
        };
        if let (Answer::Refused(errors), true) = (&answer, from_elsewhere)
            && let Some(view) = nearest(draft, errors)
        {
            self.state = reduce(self.state.clone(), Action::Nearest(view));
        }
        self.state = reduce(self.state.clone(), Action::Answered(answer));
    }

    fn prove_soon(&mut self, ctx: &Context<Self>) {
        let link = ctx.link().clone();
        self.pause = Some(Timeout::new(PAUSE_MS, move || {
            link.send_message(Message::Paused);
        }));
    }

    /// Has the worker prove the draft as it stands, unless it is at something.
    fn prove(&mut self, ctx: &Context<Self>) {
        let state = &self.state;
        if self.working || !state.worker || !state.proving {
            return;
        }
        self.working = true;
        let generation = state.generation;
        let args = Array::of2(
            &host::draft_value(&state.place.draft),
            &JsValue::from_bool(state.fresh),
        );
        ctx.link().send_future(async move {
            let result = host::ask_for("generate", args, None).await;
            Message::Worked(generation, Box::new(result))
        });
    }

    /// Brings the address up to what was typed: a browser takes longer for it than
    /// the next key may wait.
    fn catch_up(&mut self, place: &Place) {
        if std::mem::take(&mut self.behind) {
            host::write_fragment(&fragment::write(place), false);
        }
    }

    /// Language and colours belong to the whole document, whose styles a browser
    /// works out anew for each attribute that is set.
    fn show_root(&self, before: Option<&State>) {
        let state = &self.state;
        if before.is_none_or(|before| before.lang() != state.lang()) {
            host::set_root_attribute("lang", Some(state.lang().code()));
        }
        if before.is_none_or(|before| before.place.theme != state.place.theme) {
            host::set_root_attribute("data-theme", state.place.theme.code());
        }
        let title = title(state);
        if before.is_none_or(|before| self::title(before) != title) {
            host::set_title(&title);
        }
    }
}

/// What the tab is called: the plan, or the door, so that two tabs look unlike.
fn title(state: &State) -> String {
    const NAME: &str = "mimir-tls";
    let words = &Words::of(state.lang()).frame;
    let plan = |key| state.view.plan.get(key).unwrap_or_default();
    match state.place.pane.door() {
        Door::Plan if state.place.draft.is_empty() => NAME.to_owned(),
        Door::Plan => format!(
            "{}, Mimir {} · {NAME}",
            plan("cluster.name"),
            plan("release")
        ),
        Door::Check => format!("{} · {NAME}", words.door_check),
        Door::Change => format!("{} · {NAME}", words.door_change),
    }
}

/// What a draft comes to once the parts that the engine refuses are taken out.
fn nearest(draft: &Draft, errors: &[FieldError]) -> Option<View> {
    let mut draft = draft.clone();
    let mut errors = errors.to_vec();
    for _ in 0..ATTEMPTS {
        let keys = draft.iter().count();
        for error in &errors {
            draft.unset(&error.key);
        }
        if draft.iter().count() == keys {
            return None;
        }
        match host::view(&draft)? {
            Answer::View(view) => return Some(view),
            Answer::Refused(more) => errors = more,
        }
    }
    None
}

fn no_choices() -> Choices {
    Choices {
        version: String::new(),
        releases: Vec::new(),
        modes: Vec::new(),
        words: Default::default(),
        surfaces: Vec::new(),
        targets: Vec::new(),
        platforms: Vec::new(),
        places: Vec::new(),
    }
}

fn no_view() -> View {
    View {
        plan: Draft::default(),
        warnings: Vec::new(),
        nodes: Vec::new(),
        links: Vec::new(),
        files: Vec::new(),
        mends: Vec::new(),
        instructions: Vec::new(),
    }
}
