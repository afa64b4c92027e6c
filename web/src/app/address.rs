//! What the page's address says: the plan as typed, and what of it is looked at.

use crate::draft::Draft;
use crate::view::{FieldError, Translated};

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

/// What is seen: where there is room for one of the first door's three, which.
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
    /// The third door: from what runs to what is wanted.
    Change,
}

/// A door of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// A plan is made.
    Plan,
    /// What people have is checked.
    Check,
    /// A cluster is changed.
    Change,
}

impl Door {
    /// Its word, in the page's styles; where the keyboard goes to, too.
    pub fn code(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Check => "check",
            Self::Change => "change",
        }
    }
}

impl Lang {
    /// A text in this language.
    pub fn of(self, text: &Translated) -> &str {
        match self {
            Self::En => &text.en,
            Self::De => &text.de,
        }
    }

    /// What is wrong with a field, and in which language that can be said.
    pub fn said(self, error: &FieldError) -> (Self, &str) {
        match (self, &error.german) {
            (Self::De, Some(german)) => (Self::De, german),
            _ => (Self::En, &error.message),
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
            Self::Change => Some("change"),
        }
    }

    /// The view of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Cluster, Self::Files, Self::Check, Self::Change]
            .into_iter()
            .find(|pane| pane.code() == Some(code))
    }

    /// The door behind which it is.
    pub fn door(self) -> Door {
        match self {
            Self::Plan | Self::Cluster | Self::Files => Door::Plan,
            Self::Check => Door::Check,
            Self::Change => Door::Change,
        }
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

/// Why an address could not be read whole. What could be read is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// It is of a format that came after this page.
    Future,
    /// It is of no format of ours.
    Foreign,
    /// It is longer than any plan.
    Long,
    /// Some of its parts make no sense or may not stand in an address: their keys.
    Parts(Vec<String>),
}
