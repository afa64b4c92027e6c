//! What the user reads: results on the standard output; errors, warnings,
//! hints and progress on the standard error.
//!
//! Colour and the progress bar are for terminals alone. `NO_COLOR` and
//! `CLICOLOR_FORCE` are obeyed (by anstream). A reader that closes its end of
//! a pipe early, as `head` does, has read enough: that is no error.

use std::io::{self, Write};
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::failure::Failure;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();
/// What passed.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// What failed.
pub(crate) const BAD: Style = AnsiColor::Red.on_default();
/// A heading among results.
pub(crate) const HEADING: Style = Style::new().bold();

/// The two streams, and how much is said on them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terminal {
    /// Says errors and results that were asked for, and nothing else.
    pub(crate) quiet: bool,
}

impl Terminal {
    /// Prints a result that was asked for: the plan, a table, JSON.
    ///
    /// # Errors
    /// When the standard output takes nothing more, as on a full disk.
    #[expect(clippy::unused_self, reason = "one door to both streams")]
    pub(crate) fn print(self, text: &str) -> Result<(), Failure> {
        let mut stdout = anstream::stdout().lock();
        match stdout
            .write_all(text.as_bytes())
            .and_then(|()| stdout.flush())
        {
            Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => Err(Failure::io(
                "could not write to the standard output",
                &cause,
            )),
            _ => Ok(()),
        }
    }

    /// Prints a result as JSON, indented, for a program.
    ///
    /// # Errors
    /// As [`Terminal::print`].
    pub(crate) fn json(self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(value)
            .map_err(|error| Failure::new(format!("could not write JSON: {error}")))?;
        self.print(&format!("{text}\n"))
    }

    /// Prints what is good to know beside the work done. Not with `--quiet`.
    ///
    /// # Errors
    /// As [`Terminal::print`].
    pub(crate) fn tell(self, text: &str) -> Result<(), Failure> {
        if self.quiet { Ok(()) } else { self.print(text) }
    }

    /// Says what stopped the command, and what to do instead.
    pub(crate) fn error(self, failure: &Failure) {
        say(ERROR, "error", &failure.message);
        for hint in &failure.hints {
            say(HINT, "hint", hint);
        }
    }

    /// Says what to do next. Not with `--quiet`.
    pub(crate) fn hint(self, message: &str) {
        if !self.quiet {
            say(HINT, "hint", message);
        }
    }

    /// Says what the user may not expect. Not with `--quiet`.
    pub(crate) fn warning(self, message: &str) {
        if !self.quiet {
            say(WARNING, "warning", message);
        }
    }

    /// A line on the standard error that moves while something takes long, and
    /// vanishes; only on a terminal, and not with `--quiet`.
    pub(crate) fn busy(self, what: &'static str) -> ProgressBar {
        if self.quiet {
            return ProgressBar::hidden();
        }
        let line = ProgressBar::new_spinner().with_message(what);
        line.enable_steady_tick(Duration::from_millis(120));
        line
    }

    /// A bar on the standard error that counts to `total` and then vanishes;
    /// only on a terminal, and not with `--quiet`.
    pub(crate) fn progress(self, what: &'static str, total: usize) -> ProgressBar {
        if self.quiet {
            return ProgressBar::hidden();
        }
        // indicatif hides the bar by itself where the standard error is no
        // terminal.
        let bar = ProgressBar::new(u64::try_from(total).unwrap_or(u64::MAX));
        if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len}") {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.with_message(what)
    }
}

/// Writes one labelled message; further lines are indented under the first.
fn say(style: Style, label: &str, message: &str) {
    let message = message.replace('\n', "\n  ");
    // There is nobody left to tell when the standard error is closed.
    let _ = writeln!(
        anstream::stderr().lock(),
        "{style}{label}:{style:#} {message}"
    );
}
