//! Keys that stand twice, and what becomes of them.

use super::super::code::Code;
use super::super::rules::Draft;

/// What a program makes of a key that stands twice.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::doctor) enum Twice {
    /// That program reads nothing of it.
    Refused(&'static str),
    /// The last counts.
    Last,
    /// It is another program's, and nothing of ours.
    Others,
}

impl Twice {
    /// That of a reader, by its id.
    pub(super) fn of(id: &str) -> Self {
        match id {
            "carrier" | "dump" | "mimir" => Self::Refused("Mimir"),
            "compose" => Self::Refused("Compose"),
            "plan" => Self::Refused("mimir-tls"),
            // What kubectl or Helm reads.
            "argo" | "controllers" | "flux" | "k3s" | "kubernetes" | "values" => Self::Last,
            _ => Self::Others,
        }
    }

    /// The finding of a fault, where it is one.
    pub(super) fn told(self, mut draft: Draft) -> Option<Draft> {
        if draft.code == Code::Mt604 {
            match self {
                Self::Refused(by) => draft = draft.with("parser", by),
                Self::Last => draft.code = Code::Mt612,
                Self::Others => return None,
            }
        }
        Some(draft)
    }
}
