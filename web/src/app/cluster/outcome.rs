//! What came of one link, as the graph tells it. A plan's links are proven and a
//! cluster's own are checked; of both the graph wants this.

use crate::view::{Checked, CheckedLink, Handshake, LinkProof, LinkVerdict, Proven};

/// How a link, an edge or a node stands. The worst is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Both sides are content.
    Accepted,
    /// Nobody knows yet.
    Unproven,
    /// Refused, as the plan wants it.
    Refused,
    /// Not what the plan wants.
    Failed,
}

impl Standing {
    /// All of them, the best first.
    pub const ALL: [Self; 4] = [Self::Accepted, Self::Unproven, Self::Refused, Self::Failed];

    /// Its class in the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Unproven => "unproven",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

/// What came of one link.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// How the link stands.
    pub standing: Standing,
    /// What the client says; `ok` where it is content.
    pub client: String,
    /// What the server says.
    pub server: String,
    /// What helps, where something is known to.
    pub remedy: Option<Remedy>,
    /// The handshakes behind it, where they were kept.
    pub handshakes: Vec<Handshake>,
}

/// What helps a link that fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// What to do, in the engine's words.
    Fix(String),
    /// The code of the finding that says what to do.
    Finding(String),
}

impl Remedy {
    /// What is written of it.
    pub fn text(&self) -> &str {
        match self {
            Self::Fix(words) => words,
            Self::Finding(code) => code,
        }
    }
}

/// What was proven of a plan's links, in the order of its view.
pub fn of_proven(proven: &Proven) -> Vec<Outcome> {
    let of_link = |proof: &LinkProof| {
        let numbers = proof.handshakes.iter();
        Outcome {
            standing: standing(proof.verdict),
            client: proof.client.clone(),
            server: proof.server.clone(),
            remedy: proof.fix.clone().map(Remedy::Fix),
            handshakes: numbers
                .filter_map(|number| proven.handshakes.get(*number).cloned())
                .collect(),
        }
    };
    proven.links.iter().map(of_link).collect()
}

/// What was seen of a cluster's links, in their order.
pub fn of_checked(checked: &Checked) -> Vec<Outcome> {
    let of_link = |link: &CheckedLink| Outcome {
        standing: standing(link.verdict),
        client: link.client.clone(),
        server: link.server.clone(),
        remedy: link.finding.clone().map(Remedy::Finding),
        handshakes: Vec::new(),
    };
    checked.links.iter().map(of_link).collect()
}

/// How a link of that verdict stands.
fn standing(verdict: LinkVerdict) -> Standing {
    match verdict {
        LinkVerdict::Unproven => Standing::Unproven,
        LinkVerdict::Accepted => Standing::Accepted,
        LinkVerdict::RefusedByPolicy => Standing::Refused,
        LinkVerdict::Failed => Standing::Failed,
    }
}
