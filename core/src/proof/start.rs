//! A process that does not start, as a part of a proof.

use std::fmt;

use super::report::Words;
use crate::cluster::{Absent, NotMet};
use crate::prove::Side;

/// A process that does not start, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NotStarted {
    process: String,
    surface: &'static str,
    not_met: NotMet,
}

impl NotStarted {
    pub(super) fn new(process: String, surface: &'static str, not_met: NotMet) -> Self {
        Self {
            process,
            surface,
            not_met,
        }
    }

    /// What is to be said of both sides of its links.
    pub(super) fn words(&self) -> Words {
        let why = self.not_met.why.to_string();
        match self.not_met.side {
            Side::Client => Words {
                client: why,
                server: "the client does not start".to_owned(),
            },
            Side::Server => Words {
                client: "the server does not start".to_owned(),
                server: why,
            },
        }
    }
}

impl fmt::Display for NotStarted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (process, surface) = (&self.process, self.surface);
        match &self.not_met.why {
            Absent::Missing(path) => write!(
                f,
                "{process}: {surface} names {path}, which is not among the certificates"
            ),
            why => write!(f, "{process}: {surface}: {why}"),
        }
    }
}
