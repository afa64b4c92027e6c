//! How a check is made.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use super::exception::Exception;
use super::input::Trouble;
use crate::catalog::{Component, Mode, Release};
use crate::language::Language;
use crate::pki::Instant;

/// How to check.
#[derive(Debug, Clone)]
pub struct Options {
    /// The release of Mimir to hold against; if none, the one that the inputs
    /// name, and without any the newest.
    pub release: Option<Release>,
    /// What a configuration without a target is for; microservices if unsaid.
    pub mode: Option<Mode>,
    /// The components that a configuration without a target is for; if empty,
    /// those of the mode.
    pub components: Vec<Component>,
    /// Whether files were named one by one, so that values of the chart lie one
    /// over the other in that order, as behind Helm's `-f`.
    pub is_ordered: bool,
    /// The time at which certificates are to be good.
    pub now: Instant,
    /// The language of the findings.
    pub language: Language,
    /// What could not be handed over at all, as its bringer says.
    pub troubles: Vec<Trouble>,
    /// Of files whose keys are under a passphrase that somebody knew: those keys
    /// in PEM and opened, in their order, by the file's path.
    pub opened: BTreeMap<String, Zeroizing<Vec<u8>>>,
    /// Findings that are as they should be: told apart from the others, and left
    /// as they are by every fix.
    pub exceptions: Vec<Exception>,
}

impl Options {
    /// English, and no trouble, against that release.
    pub fn new(release: Release, now: Instant) -> Self {
        Self {
            release: Some(release),
            ..Self::of_inputs(now)
        }
    }

    /// The same against the release that the inputs name.
    pub fn of_inputs(now: Instant) -> Self {
        Self {
            release: None,
            mode: None,
            components: Vec::new(),
            is_ordered: false,
            now,
            language: Language::English,
            troubles: Vec::new(),
            opened: BTreeMap::new(),
            exceptions: Vec::new(),
        }
    }
}
