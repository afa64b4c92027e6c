//! What is known, as its rows say it.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::language::Text;
use crate::prove::FaultKind;
use crate::table;

/// Who writes an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Speaker {
    /// Mimir, or dskit inside it.
    Mimir,
    /// Go's crypto/tls, crypto/x509 and net/http.
    Go,
    /// gRPC for Go.
    Grpc,
    /// etcd and its client.
    Etcd,
    /// memcached and its client.
    Memcached,
    /// nginx, as a gateway.
    Nginx,
    /// The kubelet, and Kubernetes around it.
    Kubelet,
    /// Prometheus, or who scrapes and writes as it does.
    Prometheus,
    /// OpenSSL and what stands on it.
    Openssl,
    /// curl.
    Curl,
}

impl Speaker {
    /// Its own name.
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

/// A row of `data/errors.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownError {
    /// Its name, `unknown-authority`.
    pub id: &'static str,
    /// Who writes it.
    pub by: Speaker,
    /// Its spellings; `{name}` is a hole.
    pub patterns: Vec<String>,
    /// The faults of a handshake or a start that it speaks of, if any: the ids at
    /// which it meets a finding and a failed link.
    #[serde(default)]
    pub faults: Vec<FaultKind>,
    /// Whether it only frames a cause, and so counts where nothing else is known in the line.
    #[serde(default)]
    pub frame: bool,
    /// What it says, in plain words.
    pub what: Text,
    /// Why it happens, the likeliest first; never empty.
    pub causes: Vec<KnownCause>,
    /// Where it is written, or who met it.
    pub reference: &'static str,
    /// A line as it is logged.
    pub example: String,
}

/// One reason for an error.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownCause {
    /// What is wrong.
    pub cause: Text,
    /// How to see whether it is this.
    pub check: Text,
    /// What to change.
    pub mend: Text,
    /// The codes of the findings that say the same of a configuration.
    #[serde(default)]
    pub findings: Vec<String>,
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
