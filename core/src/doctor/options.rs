//! How a check is made.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use super::input::Trouble;
use crate::catalog::{Mode, Release};
use crate::language::Language;
use crate::pki::Instant;

/// How to check.
#[derive(Debug, Clone)]
pub struct Options {
    /// The release of Mimir to hold against.
    pub release: Release,
    /// What a configuration without a target is for; microservices if unsaid.
    pub mode: Option<Mode>,
    /// The time at which certificates are to be good.
    pub now: Instant,
    /// The language of the findings.
    pub language: Language,
    /// What could not be handed over at all, as its bringer says.
    pub troubles: Vec<Trouble>,
    /// Of files whose keys are under a passphrase that somebody knew: those keys
    /// in PEM and opened, in their order, by the file's path.
    pub opened: BTreeMap<String, Zeroizing<Vec<u8>>>,
}

impl Options {
    /// English, and no trouble.
    pub fn new(release: Release, now: Instant) -> Self {
        Self {
            release,
            mode: None,
            now,
            language: Language::English,
            troubles: Vec::new(),
            opened: BTreeMap::new(),
        }
    }
}
