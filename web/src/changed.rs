//! A change of a cluster, as `change.json` has it with its keys spelled as in
//! JavaScript.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

macro_rules! parts {
    ($($item:item)*) => {$(
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "api", derive(tsify::Tsify))]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        $item
    )*};
}

parts! {
    /// A change of a cluster: what to do, in which order.
    pub struct Change {
        /// The release of Mimir that runs at the end.
        pub release: String,
        /// The digest of the plan at the beginning.
        pub from: String,
        /// The digest of the plan at the end.
        pub to: String,
        /// The phases; none where nothing changes.
        pub phases: Vec<ChangePhase>,
        /// Links that fail at some moment, whatever the order.
        pub breaks: Vec<ChangeBreak>,
    }

    /// A phase of a change: files that appear, then processes that restart.
    pub struct ChangePhase {
        /// What it does, in a few words.
        pub name: String,
        /// The folder with its files, complete.
        pub folder: String,
        /// What to do, in this order.
        pub steps: Vec<ChangeStep>,
        /// What to do to undo it, in this order.
        pub back: Vec<ChangeStep>,
        /// What was proven of it.
        pub proof: ChangeProof,
    }

    /// What was proven of a phase.
    pub struct ChangeProof {
        /// Whether every link holds at every moment of the phase.
        pub holds: bool,
        /// Whether every link holds at every moment of the way back.
        pub back_holds: bool,
        /// How many links were held.
        pub links: usize,
        /// How many pairs of a client and a server they make.
        pub pairs: usize,
        /// How many handshakes stand for the pairs.
        pub handshakes: usize,
        /// How many links fail meanwhile where files are copied one by one.
        pub half_copied: usize,
        /// The links that fail where the phase is left out.
        pub skipped: Vec<ChangeSkipped>,
        /// Who is no part of Mimir and is taken to have the files of the phase too.
        pub outside: Vec<String>,
        /// A digest of the folder; empty where no files were made.
        pub sha256: String,
    }

    /// A link that fails where a phase is left out.
    pub struct ChangeSkipped {
        /// Who dials.
        pub from: String,
        /// Who is dialled.
        pub to: String,
        /// The surface of the link.
        #[cfg_attr(feature = "api", tsify(type = "Surface"))]
        pub surface: String,
        /// What the side says that refuses.
        pub why: String,
    }

    /// A link that fails at some moment of a phase.
    pub struct ChangeBreak {
        /// The number of the phase, from 1.
        pub phase: usize,
        /// Who dials.
        pub from: String,
        /// Who is dialled.
        pub to: String,
        /// The surface of the link.
        #[cfg_attr(feature = "api", tsify(type = "Surface"))]
        pub surface: String,
        /// What the side says that refuses.
        pub why: String,
        /// The first step of the phase from which on it fails, from 1.
        pub from_step: usize,
        /// The step behind which it holds again.
        pub to_step: usize,
        /// What bridges the break, and for how long.
        pub bridge: String,
    }
}

/// A step of a phase. A process is called by its component, or `component-N` where
/// there are several.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "api", derive(tsify::Tsify))]
#[serde(tag = "action", rename_all = "kebab-case")]
pub enum ChangeStep {
    /// A folder takes the place of another, at once.
    Files {
        /// The processes on whose machines it does.
        processes: Vec<String>,
        /// The folder to copy there, below the one of the change.
        from: String,
        /// The path that it gets there.
        to: String,
    },
    /// Processes stop and start, with what is there by then.
    Restart {
        /// The processes, in this order.
        processes: Vec<String>,
        /// Whether each is ready again before the next one stops.
        #[serde(rename = "oneAtATime")]
        one_at_a_time: bool,
    },
}

/// A step with whatever it may have: what serde makes of a tag buffers every value,
/// and the page has no other use for that.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AnyStep {
    action: String,
    processes: Vec<String>,
    from: Option<String>,
    to: Option<String>,
    one_at_a_time: Option<bool>,
}

impl<'de> Deserialize<'de> for ChangeStep {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let step = AnyStep::deserialize(deserializer)?;
        let processes = step.processes;
        match (step.action.as_str(), step.from, step.to, step.one_at_a_time) {
            ("files", Some(from), Some(to), None) => Ok(Self::Files {
                processes,
                from,
                to,
            }),
            ("restart", None, None, Some(one_at_a_time)) => Ok(Self::Restart {
                processes,
                one_at_a_time,
            }),
            _ => Err(D::Error::custom("no step of a change")),
        }
    }
}

/// Where a folder is on the way of a change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "api", derive(tsify::Tsify))]
#[serde(tag = "is", rename_all = "kebab-case", deny_unknown_fields)]
pub enum ChangePlace {
    /// It is as one of the folders of the change; as several, where these differ
    /// in nothing that it holds.
    At {
        /// The folders, in the order of the phases.
        folders: Vec<String>,
    },
    /// It has files of several phases: copied one by one, and not all yet.
    Half {
        /// The folder that most of it is of.
        folder: String,
        /// The files that are not, each with the first folder that it is of.
        others: Vec<(String, String)>,
    },
    /// It has a file that no phase has.
    Elsewhere {
        /// The file.
        file: String,
    },
    /// It holds neither certificates nor configuration.
    Empty,
}
