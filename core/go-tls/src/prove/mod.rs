//! Handshakes, decided as a Go program decides them.
//!
//! [`handshake()`] makes a real TLS handshake in memory, rustls on both sides,
//! with verifiers that apply the rules of Go's `crypto/tls` and `crypto/x509`
//! and answer with a [`Fault`], whose text is theirs. What rustls cannot do at all (TLS 1.0 and 1.1,
//! CBC suites, keys that ring cannot sign with) is decided by the same rules
//! without bytes on a wire; [`Verdict::method`] says which of the two it was.

mod alert;
mod chain;
mod constraints;
mod credentials;
mod fault;
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

pub use alert::Alert;
pub use chain::{Hint, Invalid, PassedOver};
pub use constraints::{NameKind, NameNotAuthorized, UnmatchedHost};
pub use credentials::{Credentials, PairError, Presented};
pub use fault::{Fault, FaultKind, KeyTask};
pub use handshake::{
    Dial, Method, Outcome, Side, Transcript, Verdict, handshake, mismatch, missed,
};
pub use names::{Address, ServerNameError};
pub use pool::Pool;
pub use sides::{
    ClientOptions, ClientSide, Protocol, ServerOptions, ServerSide, StartError, UnknownProtocol,
};
pub use suites::TlsRange;

use crate::go_version::GoVersion;

/// The Go that the rules of this module were read from and tested against.
pub const REFERENCE: GoVersion = GoVersion::new(1, 26);
