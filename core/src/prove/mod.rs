//! Handshakes, decided as Mimir's Go code decides them.
//!
//! [`handshake()`] makes a real TLS handshake in memory, rustls on both sides,
//! with verifiers that apply the rules of Go's `crypto/tls` and `crypto/x509`
//! and answer in their words. What rustls cannot do at all (TLS 1.0 and 1.1,
//! CBC suites, keys that ring cannot sign with) is decided by the same rules
//! without bytes on a wire; [`Verdict::method`] says which of the two it was.

mod alert;
mod chain;
mod constraints;
mod credentials;
mod handshake;
mod memory;
mod names;
mod pool;
mod rules;
mod sides;
mod suites;
#[cfg(test)]
mod tests;

pub use alert::Alert;
pub use credentials::{Credentials, PairError, Presented};
pub use handshake::{Dial, Method, Outcome, Side, Transcript, Verdict, handshake, mismatch};
pub use names::{Address, ServerNameError};
pub use pool::Pool;
pub use sides::{ClientOptions, ClientSide, Protocol, ServerOptions, ServerSide, StartError};
pub use suites::TlsRange;

use crate::go_version::GoVersion;

/// The Go that the rules of this module were read from and tested against.
pub const REFERENCE: GoVersion = GoVersion::new(1, 26);

/// A string as Go's `%q` prints it.
pub(crate) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\u{07}' => quoted.push_str("\\a"),
            '\u{08}' => quoted.push_str("\\b"),
            '\u{0c}' => quoted.push_str("\\f"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{0b}' => quoted.push_str("\\v"),
            '\0'..=' ' | '\u{7f}' if letter != ' ' => {
                quoted.push_str(&format!("\\x{:02x}", u32::from(letter)));
            }
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}
