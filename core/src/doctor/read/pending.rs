//! What a text says that means something only beside all others.

use super::super::finding::Place;
use super::shell::Argument;
use crate::pki::{Days, Role, San};

/// A unit of systemd, or a part of one, as far as it is about its command.
pub(super) struct Unit {
    /// The input that it stands in.
    pub(super) path: String,
    /// What it is called, with its folders.
    pub(super) name: String,
    /// The key of each line, and the words behind it.
    pub(super) lines: Vec<(String, Vec<Argument>)>,
}

/// What a `Certificate` of cert-manager asks for.
pub(super) struct Promise {
    /// The Secret that will hold it.
    pub(super) secret: String,
    pub(super) sans: Vec<San>,
    pub(super) common_name: Option<String>,
    /// What it may be used as; `None` where nothing limits that.
    pub(super) role: Option<Role>,
    pub(super) days: Days,
    pub(super) is_ca: bool,
    /// The issuer, by its name.
    pub(super) issuer: String,
    pub(super) place: Place,
}

/// An `Issuer` or `ClusterIssuer` of cert-manager.
pub(super) struct Signer {
    pub(super) name: String,
    /// The Secret of the CA that it signs with; none where it signs by itself or
    /// somebody outside does.
    pub(super) secret: Option<String>,
    /// Whether whoever signs is known by everybody, so that no CA comes with it.
    pub(super) is_public: bool,
}

/// A `Bundle` of trust-manager: CAs of several places as one entry.
pub(super) struct Bundle {
    /// The ConfigMap or Secret that will hold it, and under which keys.
    pub(super) of: String,
    pub(super) keys: Vec<String>,
    pub(super) parts: Vec<Part>,
    pub(super) place: Place,
}

/// A part of a `Bundle`.
pub(super) enum Part {
    /// The CAs themselves, as PEM.
    Text(String),
    /// An entry of a ConfigMap or a Secret, `object/key`.
    Entry(String),
    /// What cannot be known here.
    Unknown,
}

/// A way from a gateway to a Service.
pub(super) struct Route {
    pub(super) name: String,
    pub(super) service: String,
    pub(super) place: Place,
}
