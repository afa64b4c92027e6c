//! Handshakes, decided as Mimir's Go code decides them.
//!
//! They are those of [`go_tls::prove`]; here are the protocol of a link of
//! Mimir's, and a [`Case`] in the words of its options.

mod case;
mod words;

pub use case::{Answer, Case, CaseError, Judged};
pub use go_tls::prove::*;
pub use words::{ClientWords, KeyText, ServerWords};

use crate::catalog;

/// How a link's protocol goes over the wire.
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
