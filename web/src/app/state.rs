//! What the page shows and what can happen to it; no Yew, no browser.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::draft::{Draft, Untypable};
use crate::view::{Answer, FieldError, Proven, View};

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
    /// The language.
    pub lang: Lang,
    /// Light or dark.
    pub theme: Theme,
    /// The view, where there is room for one.
    pub pane: Pane,
    /// What is looked at.
    pub selection: Selection,
}

/// How the padlock stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lock {
    /// The page still loads.
    #[default]
    Open,
    /// The browser refuses every connection of the page.
    Locked,
}

/// What the page has to say beside its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The address could not be read whole; why not.
    Address(crate::app::fragment::Unread),
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
    /// The browser could not read it.
    Unreadable,
}

/// All that the page shows. It holds no key: those stay in the worker.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// What the address says.
    pub place: Place,
    /// What the last good draft came to.
    pub view: Rc<View>,
    /// What came before the choice that is being made, to mark what it changed.
    pub previous: Option<Rc<View>>,
    /// What is wrong with the draft, if anything.
    pub errors: Rc<Vec<FieldError>>,
    /// Texts that no field can hold, and were not kept.
    pub untypable: BTreeMap<String, Untypable>,
    /// The proof of `view`'s links, one for each; while `proving`, of the view before it.
    pub proven: Option<Rc<Proven>>,
    /// Whether the worker is at it, or will be in a moment.
    pub proving: bool,
    /// Counts drafts, so that an answer to an older one can be told.
    pub generation: u64,
    /// The padlock.
    pub lock: Lock,
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
    /// Something was typed or chosen at a key.
    Type(String, String),
    /// A key goes back to what it was by itself.
    Reset(String),
    /// Every key does.
    ResetAll,
    /// A plan file was read: its name and what it says.
    ReadPlan(String, Draft),
    /// The address changed.
    Open(Place, Option<crate::app::fragment::Unread>),
    /// The engine's answer to the draft.
    Answered(Answer),
    /// The worker's answer to the draft of a generation.
    Proven(u64, Proven),
    /// The worker's refusal of the draft of a generation: the key at fault, and why.
    NotProven(u64, String, String),
    /// The keys are to be made anew.
    Regenerate,
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
    /// Whether what is shown is older than what is typed, since nothing can be made of that.
    pub fn stale(&self) -> bool {
        !self.errors.is_empty()
    }
}
