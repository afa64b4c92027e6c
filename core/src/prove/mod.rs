//! Handshakes, decided as Mimir's Go code decides them.
//!
//! [`handshake()`] makes a real TLS handshake in memory, rustls on both sides,
//! with verifiers that apply the rules of Go's `crypto/tls` and `crypto/x509`
//! and answer in their words. What rustls cannot do at all (TLS 1.0 and 1.1,
//! CBC suites, keys that ring cannot sign with) is decided by the same rules
//! without bytes on a wire; [`Verdict::method`] says which of the two it was.

mod alert;
mod case;
mod chain;
mod constraints;
mod credentials;
mod handshake;
mod memory;
mod names;
mod policies;
mod pool;
mod rules;
mod sides;
mod suites;
#[cfg(test)]
mod tests;
mod words;

pub use alert::Alert;
pub use case::{Answer, Case, CaseError, Judged};
pub use credentials::{Credentials, PairError, Presented};
pub use handshake::{Dial, Method, Outcome, Side, Transcript, Verdict, handshake, mismatch};
pub use names::{Address, ServerNameError};
pub use pool::Pool;
pub use sides::{
    ClientOptions, ClientSide, Protocol, ServerOptions, ServerSide, StartError, UnknownProtocol,
};
pub use suites::TlsRange;
pub use words::{ClientWords, KeyText, ServerWords};

use crate::go_version::GoVersion;

/// The Go that the rules of this module were read from and tested against.
pub const REFERENCE: GoVersion = GoVersion::new(1, 26);
