//! What the page says of the plan before all else: one sentence that tells the
//! consequence.

use super::{Progress, State};
use crate::view::{FieldError, LinkVerdict};

/// How the plan stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// The engine is still coming.
    Loading,
    /// Nothing can be made of it: the first of its mistakes, and how many more there are.
    Impossible(FieldError, usize),
    /// Keys are being made, or links proven.
    Proving(Option<Progress>),
    /// That was stopped.
    Stopped,
    /// There are no keys.
    Unmade,
    /// Every link works: how many.
    Works(usize),
    /// Somebody is locked out, as the plan wants it.
    Refused {
        /// How many links.
        links: usize,
        /// Whose, each once, in the order of the links.
        who: Vec<String>,
    },
    /// Links fail that ought to work: how many.
    Fails(usize),
    /// Every link works, and somebody gets in who ought not to.
    LetsIn,
}

impl Verdict {
    /// Its word in the page.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::Impossible(..) => "impossible",
            Self::Proving(_) => "proving",
            Self::Stopped | Self::Unmade => "none",
            Self::Works(_) => "works",
            Self::Refused { .. } => "refused",
            Self::Fails(_) | Self::LetsIn => "fails",
        }
    }
}

impl State {
    /// How the plan stands.
    pub fn verdict(&self) -> Verdict {
        if let Some(first) = self.errors.first() {
            return Verdict::Impossible(first.clone(), self.errors.len() - 1);
        }
        if !self.engine {
            return Verdict::Loading;
        }
        if self.proving {
            return Verdict::Proving(self.progress);
        }
        let Some(proven) = &self.proven else {
            return match self.stopped {
                true => Verdict::Stopped,
                false => Verdict::Unmade,
            };
        };
        let count = |verdict: LinkVerdict| {
            let links = proven.links.iter();
            links.filter(|link| link.verdict == verdict).count()
        };
        let refused = count(LinkVerdict::RefusedByPolicy);
        match count(LinkVerdict::Failed) {
            0 if !proven.holds => Verdict::LetsIn,
            0 if refused == 0 => Verdict::Works(proven.links.len()),
            0 => Verdict::Refused {
                links: refused,
                who: self.refused(),
            },
            failed => Verdict::Fails(failed),
        }
    }

    /// Whoever is locked out under the plan's own policy, each once, in the order of the links.
    pub fn refused(&self) -> Vec<String> {
        let proofs = self.proven.iter().flat_map(|proven| &proven.links);
        let mut who: Vec<String> = Vec::new();
        for (link, proof) in self.view.links.iter().zip(proofs) {
            if proof.verdict == LinkVerdict::RefusedByPolicy && !who.contains(&link.from) {
                who.push(link.from.clone());
            }
        }
        who
    }
}
