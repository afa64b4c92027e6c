//! What came of one link, as the graph tells it. A plan's links are proven and a
//! cluster's own are checked; of both the graph wants this.

use crate::view::{
    Age, Checked, CheckedLink, CourseLink, CoursePoint, Handshake, LinkProof, LinkVerdict, Proven,
};

/// How a link, an edge or a node stands. The worst is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Both sides are content.
    Accepted,
    /// A change has nothing of it.
    Same,
    /// It is as a change wants it.
    New,
    /// It is as before a change.
    Old,
    /// It is somewhere between the two.
    Between,
    /// Its ends are as before a phase or as behind it, nobody knows which.
    Either,
    /// Nobody knows yet.
    Unproven,
    /// Refused, as the plan wants it.
    Refused,
    /// Not what the plan wants.
    Failed,
}

impl Standing {
    /// All of them, the best first.
    pub const ALL: [Self; 9] = [
        Self::Accepted,
        Self::Same,
        Self::New,
        Self::Old,
        Self::Between,
        Self::Either,
        Self::Unproven,
        Self::Refused,
        Self::Failed,
    ];

    /// Its class in the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Same => "same",
            Self::New => "new",
            Self::Old => "old",
            Self::Between => "between",
            Self::Either => "either",
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
    /// How far client and server are, in a change.
    pub ends: Option<[Standing; 2]>,
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
            ends: None,
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
        ends: None,
    };
    checked.links.iter().map(of_link).collect()
}

/// How a link stands at a point of a change, in the order of its links.
pub fn of_point(point: &CoursePoint) -> Vec<Outcome> {
    let of_link = |it: &CourseLink| {
        let ends = [it.client, it.server].map(age);
        Outcome {
            standing: match &it.why {
                Some(_) => Standing::Failed,
                None if it.refused => Standing::Refused,
                None => together(ends),
            },
            client: it.why.clone().unwrap_or_default(),
            server: String::new(),
            remedy: None,
            handshakes: Vec::new(),
            ends: Some(ends),
        }
    };
    point.links.iter().map(of_link).collect()
}

fn age(age: Age) -> Standing {
    match age {
        Age::Same => Standing::Same,
        Age::Old => Standing::Old,
        Age::Between => Standing::Between,
        Age::Either => Standing::Either,
        Age::New => Standing::New,
    }
}

/// How a link stands whose ends stand so; of one that does not change the other says it.
fn together([client, server]: [Standing; 2]) -> Standing {
    match (client, server) {
        (Standing::Same, it) | (it, Standing::Same) => it,
        (one, other) if one == other => one,
        (Standing::Either, _) | (_, Standing::Either) => Standing::Either,
        _ => Standing::Between,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_old_or_new_where_both_ends_are() {
        use Standing::*;
        assert_eq!(together([Old, Old]), Old);
        assert_eq!(together([Same, New]), New);
        assert_eq!(together([Old, Same]), Old);
        assert_eq!(together([Old, New]), Between);
        assert_eq!(together([Between, Either]), Either);
        assert_eq!(together([Same, Same]), Same);
    }
}
