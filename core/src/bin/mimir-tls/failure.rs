//! What stopped a command, in words for whoever typed it.

use std::fmt::Display;
use std::process::ExitCode;

use mimir_tls::document::DocumentError;
use serde::Serialize;

/// How a command ended. Bad input is a [`Failure`] instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Everything asked for was done, and every check passed.
    Good,
    /// The command did its work and a proof or a check failed.
    CheckFailed,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Good => Self::SUCCESS,
            Outcome::CheckFailed => Self::from(1),
        }
    }
}

/// Bad input, bad usage or a file system that refused: one error and what to
/// do instead.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Failure {
    /// What went wrong and where, lower-case without a full stop.
    pub(crate) message: String,
    /// What to do instead, each a sentence of its own.
    pub(crate) hints: Vec<String>,
    /// The exit code.
    #[serde(skip)]
    pub(crate) code: u8,
}

impl Failure {
    /// The exit code of bad input.
    const BAD_INPUT: u8 = 2;

    /// The exit code where a folder exists that was not to be replaced.
    pub(crate) const EXISTS: u8 = 3;

    /// A failure with nothing to suggest yet.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hints: Vec::new(),
            code: Self::BAD_INPUT,
        }
    }

    /// Ends the command with another exit code.
    #[must_use]
    pub(crate) fn exits(mut self, code: u8) -> Self {
        self.code = code;
        self
    }

    /// Adds what to do instead.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// A file of YAML or JSON that is not as it must be, by line and column.
    pub(crate) fn document(file: &str, error: &DocumentError) -> Self {
        let failure = Self::new(format!("{file}: {error}"));
        match error.hint() {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }

    /// A failure of the file system: what was tried, and why it failed.
    pub(crate) fn io(tried: impl Display, cause: &std::io::Error) -> Self {
        Self::new(format!("{tried}: {}", cause_in_words(cause)))
    }
}

/// An I/O error without Rust's `(os error 28)`, first letter lower-case.
pub(crate) fn cause_in_words(cause: &std::io::Error) -> String {
    let text = cause.to_string();
    let text = text.split(" (os error ").next().unwrap_or(&text);
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}
