//! The readers of what people have: one for each kind of text, each with
//! `claims`, which says whether a document is of its kind, and `read`, which
//! adds what it says of a cluster to the [`Facts`].

mod alloy;
mod certificate;
mod command;
mod compose;
mod document;
mod facts;
mod gateway;
mod hcl;
mod helm;
mod kubernetes;
mod memcached;
mod mimir;
mod nginx;
mod nomad;
mod pending;
mod prometheus;
mod shell;
mod unit;
mod variables;
mod yaml;

pub(super) use facts::{Candidate, Config, Facts};
pub(super) use yaml::expanded;

use super::input::Source;
use crate::catalog::Release;
use crate::pki::Instant;
use document::Document;

/// A reader of one kind of text.
struct Reader {
    /// Whether a document is of its kind. Mimir's own options are the release's.
    claims: fn(&Document<'_>, Release) -> bool,
    /// Takes a document in. Says whether anything in it was a cluster's.
    read: fn(&Document<'_>, &mut Facts) -> bool,
}

/// Every reader. The first that claims a document reads it: whoever knows its
/// kind by a mark of its own comes before whoever knows it by what it holds.
const READERS: [Reader; 12] = [
    Reader {
        claims: alloy::claims,
        read: alloy::read,
    },
    Reader {
        claims: nomad::claims,
        read: nomad::read,
    },
    Reader {
        claims: gateway::claims,
        read: gateway::read,
    },
    Reader {
        claims: variables::claims,
        read: variables::read,
    },
    Reader {
        claims: unit::claims,
        read: unit::read,
    },
    Reader {
        claims: command::claims,
        read: command::read,
    },
    Reader {
        claims: nginx::claims,
        read: nginx::read,
    },
    Reader {
        claims: kubernetes::claims,
        read: kubernetes::read,
    },
    Reader {
        claims: helm::claims,
        read: helm::read,
    },
    Reader {
        claims: compose::claims,
        read: compose::read,
    },
    Reader {
        claims: prometheus::claims,
        read: prometheus::read,
    },
    Reader {
        claims: mimir::claims,
        read: mimir::read,
    },
];

/// Takes in one input. Says whether anything in it was a cluster's.
pub(super) fn read(source: &Source, facts: &mut Facts) -> bool {
    let mut found = false;
    for document in Document::all(source) {
        match document {
            Ok(document) => {
                let reader = READERS
                    .iter()
                    .find(|reader| (reader.claims)(&document, facts.release()));
                found |= reader.is_some_and(|reader| (reader.read)(&document, facts));
            }
            Err(draft) => {
                facts.finding(*draft);
                found = true;
            }
        }
    }
    found
}

/// Takes in what only all inputs together say.
pub(super) fn settle(sources: &[Source], now: Instant, facts: &mut Facts) {
    unit::settle(sources, facts);
    certificate::settle(facts, now);
    gateway::settle(facts);
}
