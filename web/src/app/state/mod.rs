//! What the page shows and what can happen to it; no Yew, no browser.

mod reduce;
mod verdict;

pub use reduce::reduce;
pub use verdict::Verdict;

use std::collections::BTreeMap;
use std::rc::Rc;

use super::address::{Lang, Pane, Place, Selection, Theme, Unread};
use crate::draft::{Draft, Untypable};
use crate::view::{Answer, FieldError, Proven, View};

/// What the page has to say beside its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The address could not be read whole; why not.
    Address(Unread),
    /// The engine or its worker could not start: a sentence.
    Failed(String),
    /// The worker died and was made again; its keys are gone with it.
    Restarted,
    /// A plan file was read.
    PlanRead(String),
    /// What was checked became the plan; the plan that was there before.
    TakenOver(Draft),
    /// A file was refused: why.
    FileRefused(FileRefusal),
    /// The user's own CA signs from now on.
    CaBrought,
    /// The user's own CA is forgotten.
    CaForgotten,
    /// The CA's key was to be put under a passphrase, and there is none.
    NoPassphrase,
    /// The keys were made anew.
    Regenerated,
    /// Every key is gone from memory.
    Wiped,
    /// The worker refused, in its own words.
    Worker(String),
}

/// Why a file was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileRefusal {
    /// It is larger than any plan: bytes.
    Large(u64),
    /// The engine refused it, in its own words.
    Engine(String),
    /// It says more than a page can show: how many keys.
    Crowded(usize),
    /// The browser could not read it.
    Unreadable,
}

/// All that the page shows. It holds no key: those stay in the worker.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// What the address says.
    pub place: Place,
    /// What the browser speaks.
    pub native: Lang,
    /// What the last good draft came to.
    pub view: Rc<View>,
    /// What came before the choice that is being made, to mark what it changed.
    pub previous: Option<Rc<View>>,
    /// What is wrong with the draft, if anything.
    pub errors: Rc<Vec<FieldError>>,
    /// Texts that no field can hold, and were not kept.
    pub untypable: BTreeMap<String, Untypable>,
    /// The proof of `view`'s links, one for each; while `proving`, of a view with the same links.
    pub proven: Option<Rc<Proven>>,
    /// Whether a proof is wanted that has not come yet.
    pub proving: bool,
    /// Counts what is to be proven, so that an answer to something older can be told.
    pub generation: u64,
    /// Whether that proof is to be made with new keys.
    pub fresh: bool,
    /// Whether the user is being asked if new keys are wanted.
    pub asking: bool,
    /// Who is to sign certificates.
    pub signer: Signer,
    /// Whether the user's own CA does by now.
    pub own_ca: bool,
    /// What the page is kept from by now.
    pub lock: Lock,
    /// Whether the engine has answered yet.
    pub engine: bool,
    /// Whether the worker answers.
    pub worker: bool,
    /// How far the worker is, once that takes long enough to be told.
    pub progress: Option<Progress>,
    /// Whether the user stopped the worker, so that nothing is proven of the plan.
    pub stopped: bool,
    /// What is told beside the graph.
    pub told: Option<Told>,
    /// A field that is to be shown, and how many were before it.
    pub sought: Option<(String, u32)>,
    /// What there is to say.
    pub notice: Option<Notice>,
    /// The key that was typed at last.
    edited: Option<String>,
}

/// Who signs certificates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Signer {
    /// A CA that is made here.
    #[default]
    Made,
    /// The same, its key put under a passphrase.
    Closed,
    /// The user's own.
    Own,
    /// One that others keep, which gets requests.
    Others,
}

/// How far the worker is with what takes long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// With what.
    pub task: Task,
    /// How many are done.
    pub done: u32,
    /// Of how many.
    pub of: u32,
}

/// What a worker can be long at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Making keys.
    Keys,
    /// Proving links, by handshakes.
    Links,
}

impl Progress {
    /// What the worker says: `keys:3:23`, `links:40:50`.
    pub fn read(said: &str) -> Option<Self> {
        let mut parts = said.split(':');
        let task = match parts.next()? {
            "keys" => Task::Keys,
            "links" => Task::Links,
            _ => return None,
        };
        let (done, of) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let is_all = parts.next().is_none();
        is_all.then_some(Self { task, done, of })
    }
}

/// What can be told beside the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// What to do about those who are locked out.
    Advice,
    /// How the folder is put to use.
    Install,
}

/// A way out of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Any connection, the page's own host included.
    Connection,
    /// Going to another address in this tab, or saving what is there.
    Navigation,
    /// Another tab.
    Tab,
}

/// Which ways out of the page the browser has closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lock {
    /// Whether every connection is refused.
    pub connections: bool,
    /// Whether the page cannot be sent to another address.
    pub navigation: bool,
    /// Whether the page can open no tab.
    pub tabs: bool,
}

impl Lock {
    /// The same with `way` closed.
    #[must_use]
    pub fn without(mut self, way: Way) -> Self {
        match way {
            Way::Connection => self.connections = true,
            Way::Navigation => self.navigation = true,
            Way::Tab => self.tabs = true,
        }
        self
    }
}

/// What can happen.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Something was typed or chosen at a key; an empty text is none.
    Type(String, String),
    /// Several keys were chosen at once, or go back to what they were by
    /// themselves; an empty text is an empty list.
    Choose(Vec<(String, Option<String>)>),
    /// Every key goes back to what it was by itself.
    ResetAll,
    /// A plan file was read: its name and what it says.
    ReadPlan(String, Draft),
    /// What was checked becomes the plan.
    TakeOver(Draft),
    /// The plan before that comes back.
    PutBack(Draft),
    /// The address changed.
    Open(Place, Option<Unread>),
    /// The engine answers from now on; what is shown is what it would say.
    EngineReady,
    /// The engine's answer to the draft.
    Answered(Answer),
    /// The engine's view of what is left of a draft whose wrong parts are taken out.
    Nearest(View),
    /// The worker's answer to a generation.
    Proven(u64, Proven),
    /// The worker's refusal of a generation, in its words.
    NotProven(u64, String),
    /// How far the worker is.
    Progressed(Progress),
    /// What the worker is at is not wanted.
    Stop,
    /// What was stopped is wanted after all.
    Prove,
    /// Something else is to be told beside the graph, or nothing.
    Tell(Option<Told>),
    /// The field of a key is to be shown, wherever it is folded up.
    Seek(String),
    /// New keys are wanted; the user is asked first.
    Regenerate,
    /// The user said yes.
    Confirm,
    /// The user said no.
    Cancel,
    /// Somebody else is to sign.
    Sign(Signer),
    /// Something else is looked at.
    Select(Selection),
    /// Another language.
    Speak(Lang),
    /// Light or dark.
    Shine(Theme),
    /// Another view.
    Show(Pane),
    /// The worker answers from now on.
    WorkerReady,
    /// The browser keeps the page from this from now on.
    Locked(Way),
    /// There is something to say.
    Say(Notice),
    /// It has been read.
    Dismiss,
}

impl State {
    /// What the page shows at first.
    pub fn first(view: View, native: Lang) -> Self {
        Self {
            place: Place::default(),
            native,
            view: Rc::new(view),
            previous: None,
            errors: Rc::default(),
            untypable: BTreeMap::new(),
            proven: None,
            proving: true,
            generation: 0,
            fresh: false,
            asking: false,
            signer: Signer::default(),
            own_ca: false,
            lock: Lock::default(),
            engine: false,
            worker: false,
            progress: None,
            stopped: false,
            told: None,
            sought: None,
            notice: None,
            edited: None,
        }
    }

    /// The language that is spoken.
    pub fn lang(&self) -> Lang {
        self.place.lang.unwrap_or(self.native)
    }

    /// Whether what is shown is older than what is typed, since nothing can be made of that.
    pub fn stale(&self) -> bool {
        !self.errors.is_empty()
    }

    /// Whether there are files of the plan as it is, every link of which holds.
    pub fn is_made(&self) -> bool {
        let holds = self.proven.as_ref().is_some_and(|proven| proven.holds);
        holds && !self.proving && !self.stale()
    }

    /// The key that was typed at last, if nothing else happened to the draft since.
    pub fn edited(&self) -> Option<&str> {
        self.edited.as_deref()
    }
}
