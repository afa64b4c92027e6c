//! What stopped a command, in words for whoever typed it.

use std::fmt::Display;
use std::process::ExitCode;

use mimir_tls::document::DocumentError;
use schemars::JsonSchema;
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

/// What kind of thing stopped a command: a word for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// The command line cannot be read.
    Usage,
    /// Something that was handed over is not as it must be.
    Input,
    /// A folder exists that was not to be replaced.
    Exists,
    /// The file system refused.
    FileSystem,
}

/// Bad input, bad usage or a file system that refused: one error and what to
/// do instead.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// What kind it is, which decides the exit code.
    pub(crate) kind: Kind,
    /// What went wrong and where, lower-case without a full stop.
    pub(crate) message: String,
    /// What to do instead, each a sentence of its own.
    pub(crate) hints: Vec<String>,
}

impl Failure {
    /// A failure with nothing to suggest yet.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            kind: Kind::Input,
            message: message.into(),
            hints: Vec::new(),
        }
    }

    /// Is of another kind than bad input.
    #[must_use]
    pub(crate) fn of(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// The exit code: 3 for a folder in the way, else 2.
    pub(crate) fn exit_code(&self) -> u8 {
        match self.kind {
            Kind::Exists => 3,
            Kind::Usage | Kind::Input | Kind::FileSystem => 2,
        }
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
        Self::new(format!("{tried}: {}", cause_in_words(cause))).of(Kind::FileSystem)
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
