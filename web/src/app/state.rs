//! What the page shows and what can happen to it; no Yew, no browser.

mod reduce;

pub use reduce::reduce;

use std::collections::BTreeMap;
use std::rc::Rc;

use super::fragment::Unread;
use crate::draft::{Draft, Untypable};
use crate::view::{Answer, FieldError, Proven, Translated, View};

/// A language of the page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// German.
    De,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Which of the three is seen where there is room for one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pane {
    /// The plan.
    #[default]
    Plan,
    /// The graph.
    Cluster,
    /// The files.
    Files,
    /// The second door: what people have, checked.
    Check,
}

impl Lang {
    /// A text in this language.
    pub fn of(self, text: &Translated) -> &str {
        match self {
            Self::En => &text.en,
            Self::De => &text.de,
        }
    }

    /// Its code in an address and in HTML: `en`, `de`.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
        }
    }

    /// The language of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::En, Self::De]
            .into_iter()
            .find(|lang| lang.code() == code)
    }
}

impl Theme {
    /// Its word in an address and in `data-theme`; none for the system's.
    pub fn code(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    /// The theme of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Light, Self::Dark]
            .into_iter()
            .find(|theme| theme.code() == Some(code))
    }
}

impl Pane {
    /// Its word in an address; none for the first.
    pub fn code(self) -> Option<&'static str> {
        match self {
            Self::Plan => None,
            Self::Cluster => Some("cluster"),
            Self::Files => Some("files"),
            Self::Check => Some("check"),
        }
    }

    /// The view of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Cluster, Self::Files, Self::Check]
            .into_iter()
            .find(|pane| pane.code() == Some(code))
    }
}

/// What of the cluster is looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Focus {
    /// All of it.
    #[default]
    Cluster,
    /// One node, by its id.
    Node(String),
    /// The links from one node to another.
    Edge {
        /// Who dials: a node's id, or `*` for every member.
        from: String,
        /// Who is dialled: a node's id, or `*` for every member.
        to: String,
        /// One of them, by its place among the edge's links.
        nth: Option<usize>,
    },
}

/// What is looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// In the graph.
    pub focus: Focus,
    /// Among the files: a path below the output folder.
    pub file: Option<String>,
}

/// What the page reads from its address, and writes there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The plan as typed.
    pub draft: Draft,
    /// The language, where one was chosen; else the browser's.
    pub lang: Option<Lang>,
    /// Light or dark.
    pub theme: Theme,
    /// The view, where there is room for one.
    pub pane: Pane,
    /// What is looked at.
    pub selection: Selection,
}

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
    /// A file was refused: why.
    FileRefused(FileRefusal),
    /// The user's own CA signs from now on.
    CaBrought,
    /// The user's own CA is forgotten.
    CaForgotten,
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
    /// Whether certificates are signed by the user's own CA.
    pub own_ca: bool,
    /// Whether the page is cut off from every network.
    pub locked: bool,
    /// Whether the engine has answered yet.
    pub engine: bool,
    /// Whether the worker answers.
    pub worker: bool,
    /// What there is to say.
    pub notice: Option<Notice>,
    /// The key that was typed at last.
    edited: Option<String>,
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
    /// New keys are wanted; the user is asked first.
    Regenerate,
    /// The user said yes.
    Confirm,
    /// The user said no.
    Cancel,
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
    /// The browser refuses connections from now on.
    Locked,
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
            own_ca: false,
            locked: false,
            engine: false,
            worker: false,
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

    /// The key that was typed at last, if nothing else happened to the draft since.
    pub fn edited(&self) -> Option<&str> {
        self.edited.as_deref()
    }
}
