//! What the user reads: results on the standard output; errors, warnings,
//! hints and progress on the standard error.
//!
//! With `--format json`, what is said on the standard error is JSON too, a line for
//! each error, warning or note: a [`Message`].
//!
//! Colour and the progress bar are for terminals alone. `NO_COLOR` and
//! `CLICOLOR_FORCE` are obeyed (by anstream). A reader that closes its end of
//! a pipe early, as `head` does, has read enough: that is no error.
//!
//! What is printed holds names and values that strangers chose. Whatever in it
//! steers a terminal is escaped here, at the one door to both streams, but for our
//! own styles, which bear a mark that no stranger can know.

use std::borrow::Cow;
use std::fmt;
use std::hash::{BuildHasher, Hasher as _, RandomState};
use std::io::{self, Write};
use std::sync::OnceLock;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressStyle};
use mimir_tls::doctor::Severity;
use mimir_tls::shown;
use schemars::JsonSchema;
use serde::Serialize;

use crate::failure::{Failure, Kind};

/// What stops something, as the label before it.
pub(crate) const ERROR: Paint = Paint(AnsiColor::Red.on_default().bold());
/// What should not be so, as the label before it.
pub(crate) const WARNING: Paint = Paint(AnsiColor::Yellow.on_default().bold());
/// What is good to know, as the label before it.
pub(crate) const HINT: Paint = Paint(AnsiColor::Cyan.on_default().bold());
/// What passed.
pub(crate) const GOOD: Paint = Paint(AnsiColor::Green.on_default());
/// What failed.
pub(crate) const BAD: Paint = Paint(AnsiColor::Red.on_default());
/// A heading among results.
pub(crate) const HEADING: Paint = Paint(Style::new().bold());
/// What stands around the words that count.
pub(crate) const FAINT: Paint = Paint(Style::new().dimmed());

/// A style of ours: `{GOOD}` begins it in a text that a [`Terminal`] prints, and
/// `{GOOD:#}` ends it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paint(Style);

impl fmt::Display for Paint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(mark())?;
        self.0.fmt(f)?;
        f.write_str(mark())
    }
}

/// What stands on both sides of our styles: an escape, which is escaped everywhere
/// else, and a number that is drawn once a run.
fn mark() -> &'static str {
    static MARK: OnceLock<String> = OnceLock::new();
    MARK.get_or_init(|| format!("\u{1b}{:016x}", RandomState::new().build_hasher().finish()))
}

/// A text with its styles as a terminal knows them, and without anything else that
/// would steer one.
fn safe(text: &str) -> Cow<'_, str> {
    if !text.contains(mark()) {
        return shown::escaped(text);
    }
    let parts = text.split(mark()).enumerate();
    let parts = parts.map(|(number, part)| match number % 2 {
        0 => shown::escaped(part),
        _ => Cow::Borrowed(part),
    });
    Cow::Owned(parts.collect())
}

/// The two streams, and how much is said on them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terminal {
    /// Says errors and results that were asked for, and nothing else.
    pub(crate) quiet: bool,
    /// Says errors, warnings and notes as JSON.
    pub(crate) json: bool,
}

/// What is said beside a result, as `--format json` prints it: one line each, on
/// the standard error.
#[derive(Debug, JsonSchema, Serialize)]
pub(crate) struct Message<'a> {
    /// How bad it is.
    severity: Severity,
    /// The kind of an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<Kind>,
    /// What is to be said.
    message: &'a str,
    /// What to do instead, each a sentence of its own.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    hints: &'a [String],
}

impl Terminal {
    /// Prints a result that was asked for: the plan, a table, JSON.
    ///
    /// # Errors
    /// When the standard output takes nothing more, as on a full disk.
    #[expect(clippy::unused_self, reason = "one door to both streams")]
    pub(crate) fn print(self, text: &str) -> Result<(), Failure> {
        write(&safe(text))
    }

    /// Prints a text that is another program's to read, as it stands: a script, a
    /// page of the manual. Nothing of a stranger's is in it.
    ///
    /// # Errors
    /// As [`Terminal::print`].
    #[expect(clippy::unused_self, reason = "one door to both streams")]
    pub(crate) fn hand_over(self, text: &str) -> Result<(), Failure> {
        write(text)
    }

    /// Prints a result as JSON, indented, for a program.
    ///
    /// # Errors
    /// As [`Terminal::print`].
    pub(crate) fn json(self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(value)
            .map_err(|error| Failure::new(format!("could not write JSON: {error}")))?;
        write(&format!("{}\n", shown::json(&text)))
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
        if self.json {
            return say_json(&Message {
                severity: Severity::Error,
                kind: Some(failure.kind),
                message: &failure.message,
                hints: &failure.hints,
            });
        }
        say(ERROR, "error", &failure.message);
        for hint in &failure.hints {
            say(HINT, "hint", hint);
        }
    }

    /// Says what to do next. Not with `--quiet`.
    pub(crate) fn hint(self, message: &str) {
        self.remark(Severity::Note, message);
    }

    /// Says what the user may not expect. Not with `--quiet`.
    pub(crate) fn warning(self, message: &str) {
        self.remark(Severity::Warning, message);
    }

    fn remark(self, severity: Severity, message: &str) {
        if self.quiet {
            return;
        }
        if self.json {
            return say_json(&Message {
                severity,
                kind: None,
                message,
                hints: &[],
            });
        }
        match severity {
            Severity::Note => say(HINT, "hint", message),
            _ => say(WARNING, "warning", message),
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

fn write(text: &str) -> Result<(), Failure> {
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

/// Writes one labelled message; further lines are indented under the first. No
/// message is about a key, but somebody may have typed one as something else.
fn say(style: Paint, label: &str, message: &str) {
    let message = shown::elided(message).replace('\n', "\n  ");
    let text = format!("{style}{label}:{style:#} {message}\n");
    // There is nobody left to tell when the standard error is closed.
    let _ = anstream::stderr().lock().write_all(safe(&text).as_bytes());
}

/// Writes one message as a line of JSON.
fn say_json(message: &Message<'_>) {
    if let Ok(text) = serde_json::to_string(message) {
        let line = format!("{}\n", shown::json(&shown::elided(&text)));
        // As in `say`.
        let _ = anstream::stderr().lock().write_all(line.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_styles_pass_and_nothing_else_does() {
        let bold = HEADING.0;
        let text = format!("{HEADING}a\u{1b}[1mb{HEADING:#}\tc\r\n");
        assert_eq!(safe(&text), format!("{bold}a\\u{{1b}}[1mb{bold:#}\tc\\r\n"));
        assert_eq!(safe("\u{202e}\u{9b}"), "\\u{202e}\\u{9b}");
        // Somebody guesses the form of the mark.
        let guessed = format!("\u{1b}{:016x}\u{1b}[2J", 0);
        assert!(!safe(&format!("{HEADING}{guessed}")).contains("\u{1b}[2J"));
    }
}
