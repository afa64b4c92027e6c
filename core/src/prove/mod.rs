//! Handshakes, decided as Mimir's Go code decides them.
//!
//! They are those of [`go_tls::prove`]; here are the protocol of a link of
//! Mimir's, and a [`Case`] in the words of its options.
//!
//! ```
//! use mimir_tls::pki::Instant;
//! use mimir_tls::prove::Case;
//!
//! let case = br#"{"address": "ingester:9095", "tls_server_name": "ingester"}"#;
//! let case = Case::from_json(case, &|path| Err(format!("no {path} here")))?;
//! let answer = case.judge(Instant::from_unix(1_800_000_000)).answer();
//! assert!(!answer.ok);
//! # Ok::<(), mimir_tls::prove::CaseError>(())
//! ```

mod case;
mod words;

pub use case::{Answer, Case, CaseError, Judged};
pub use go_tls::prove::*;
pub use words::{ClientWords, KeyText, ServerWords};

use crate::catalog;

/// The protocol of [`go_tls::prove`] for a link's protocol.
#[must_use]
pub fn protocol_of(link: catalog::Protocol) -> Protocol {
    use catalog::Protocol::{Etcd, Gossip, Grpc, Http, Https, Kafka, Memcached, Redis};
    match link {
        Grpc | Etcd => Protocol::Grpc,
        Http => Protocol::Http,
        Gossip => Protocol::Gossip,
        Memcached | Redis | Https | Kafka => Protocol::Other,
    }
}
