//! What is known, as its rows say it.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::language::Text;
use crate::prove::FaultKind;
use crate::table;

/// The program whose code writes an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Speaker {
    /// Mimir, or dskit, which it is built on.
    Mimir,
    /// Go's crypto/tls, crypto/x509 and net/http.
    Go,
    /// gRPC's implementation in Go.
    Grpc,
    /// The server or the client of etcd.
    Etcd,
    /// The server or the client of memcached.
    Memcached,
    /// nginx as a gateway in front of Mimir.
    Nginx,
    /// The kubelet, and other parts of Kubernetes.
    Kubelet,
    /// Prometheus, or who scrapes and writes as it does.
    Prometheus,
    /// OpenSSL, and programs that are built on it.
    Openssl,
    /// The command `curl`.
    Curl,
}

impl Speaker {
    /// The name by which the program calls itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mimir => "Mimir",
            Self::Go => "Go",
            Self::Grpc => "gRPC",
            Self::Etcd => "etcd",
            Self::Memcached => "memcached",
            Self::Nginx => "nginx",
            Self::Kubelet => "kubelet",
            Self::Prometheus => "Prometheus",
            Self::Openssl => "OpenSSL",
            Self::Curl => "curl",
        }
    }
}

/// An error whose cause is known: a row of `data/errors.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownError {
    /// The id of the error, `unknown-authority`.
    pub id: &'static str,
    /// The program that writes the error.
    pub by: Speaker,
    /// The spellings of the error; `{name}` is a hole.
    pub patterns: Vec<String>,
    /// The faults of a handshake or a start that it speaks of, if any: the ids at
    /// which it meets a finding and a failed link.
    #[serde(default)]
    pub faults: Vec<FaultKind>,
    /// The side of a connection that writes the error, where only one does.
    #[serde(default)]
    pub side: Option<Teller>,
    /// Whether the error only frames a cause, and so counts where nothing else
    /// is known in the line.
    #[serde(default)]
    pub frame: bool,
    /// The meaning of the error, in plain words.
    pub what: Text,
    /// The causes of the error, the likeliest first; never empty.
    pub causes: Vec<KnownCause>,
    /// The source that describes the error, or the people who met it.
    pub reference: &'static str,
    /// An example of a logged line that holds the error.
    pub example: String,
}

/// The side of a connection that tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Teller {
    /// Who dials.
    Client,
    /// Who is dialled.
    Server,
}

/// One reason for an error. Its texts have holes for the words of the program
/// that dials: `{ca}`, `{pair}`, `{name}`, `{tls}`, `{look}`, `{again}`; and `{near}`
/// for the flag that was meant by one that there is not.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownCause {
    /// The fault behind the error, in a sentence.
    pub cause: Text,
    /// The way to see whether the cause is this one.
    pub check: Text,
    /// The change that fixes the fault.
    pub fix: Text,
    /// The codes of the findings that say the same of a configuration.
    #[serde(default)]
    pub findings: Vec<String>,
    /// Where alone the cause can be; empty for a cause that can be anywhere.
    #[serde(default)]
    pub only: Only,
    /// The faults that the other side names, where this is the cause.
    #[serde(default)]
    pub echoes: Vec<FaultKind>,
}

/// The links on which alone a cause can be.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Only {
    /// The diallers that can have it; all of them if empty.
    #[serde(default)]
    pub diallers: Vec<String>,
    /// The diallers that cannot have it.
    #[serde(default)]
    pub not_diallers: Vec<String>,
    /// The parties of which one is dialled; anybody if empty.
    #[serde(default)]
    pub to: Vec<String>,
    /// The surfaces of which one makes the link; any if empty.
    #[serde(default)]
    pub surfaces: Vec<String>,
    /// The side that tells.
    #[serde(default)]
    pub side: Option<Teller>,
    /// What is dialled; a listener where nobody knows.
    #[serde(default)]
    pub server: Option<Server>,
}

/// What a link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Server {
    /// One of Mimir's listeners, gRPC or HTTP.
    Listener,
    /// A member's port for gossip, which has the options of its client.
    Member,
    /// Another program's, with settings of its own.
    Service,
}

/// A row of `data/log-links.json`: what a word in a line says about the link.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkRow {
    /// The word. One that begins with a slash begins a gRPC method.
    pub(super) mark: String,
    /// Over which surface.
    #[serde(default)]
    pub(super) surface: Option<&'static str>,
    /// Who dials, where the surface does not say it.
    #[serde(default)]
    pub(super) from: Option<&'static str>,
    /// Who is dialled, where the surface does not say it.
    #[serde(default)]
    pub(super) to: Option<&'static str>,
    /// What stands after the word.
    #[serde(default)]
    pub(super) value: Option<Value>,
    /// The side that writes such a line.
    #[serde(default)]
    pub(super) side: Option<Teller>,
    /// Whether the peer that such a line names is on another link: the client of
    /// a gateway, where the line is about its upstream.
    #[serde(default)]
    pub(super) no_peer: bool,
}

/// What stands after a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Value {
    /// The address that was dialled.
    Address,
    /// The address that dialled.
    Peer,
    /// The component that wrote the line.
    Component,
}

/// Every known error; an earlier one is the closer description where two
/// share a text.
pub fn known() -> &'static [KnownError] {
    static ROWS: OnceLock<Vec<KnownError>> = OnceLock::new();
    ROWS.get_or_init(|| table::rows(include_str!("../../data/errors.json")))
}

/// Every mark; an earlier one tells more.
pub(super) fn links() -> &'static [LinkRow] {
    static ROWS: OnceLock<Vec<LinkRow>> = OnceLock::new();
    ROWS.get_or_init(|| table::rows(include_str!("../../data/log-links.json")))
}
