//! Known errors of TLS, found in a log or a pasted line: what each means, on
//! which link it happened, and what fixes it.
//!
//! What is known is rows in `core/data/errors.json`; who dials whom, as far as
//! a line betrays it, in `core/data/log-links.json`; in whose words to advise, in
//! `core/data/diallers.json`. The log comes in chunks of any size, and the memory
//! stays the same for any length. Of several logs, [`Explainer::begin`] begins
//! each; [`LogReport::confirm`] holds what was found against a configuration.
//!
//! ```
//! use mimir_tls::explain::Explainer;
//! use mimir_tls::language::Language;
//!
//! let mut explainer = Explainer::new(Language::English);
//! explainer.feed(b"caller=push.go err=\"rpc error: code = Unavailable desc = connection error: ");
//! explainer.feed(b"desc = \\\"error reading server preface: EOF\\\"\"\n");
//! let report = explainer.finish();
//! assert_eq!(report.found[0].id, "grpc-preface-eof");
//! assert_eq!(report.found[0].count, 1);
//! ```

mod confirm;
mod dialler;
mod echo;
mod encoding;
mod line;
mod link;
mod moment;
mod pattern;
mod quote;
mod report;
mod rows;
mod seen;
mod stream;
#[cfg(test)]
mod tests;

pub use encoding::Encoding;
pub use link::SeenLink;
pub use report::{Cause, Confirmed, EchoOf, Found, LogFile, LogPlace, LogReport};
pub use rows::{KnownCause, KnownError, Only, Speaker, Teller, known};
pub use stream::Explainer;

use crate::language::Language;

/// Explains one text, as somebody pasted it: where its lines say nothing by
/// themselves, they are read as one line that a terminal had wrapped.
pub fn explain(text: &str, language: Language) -> LogReport {
    let run = |text: &str| {
        let mut explainer = Explainer::new(language);
        explainer.feed(text.as_bytes());
        explainer.finish()
    };
    // A frame says no more than that there is a cause, which may be on the next line.
    let is_cause = |found: &Found| known().iter().any(|row| row.id == found.id && !row.frame);
    let report = run(text);
    if !report.found.iter().any(is_cause) && text.contains('\n') {
        let joined = run(&text.split_whitespace().collect::<Vec<_>>().join(" "));
        if joined.found.iter().any(is_cause) || report.found.is_empty() {
            return joined;
        }
    }
    report
}
