//! A proof as it is written: `proof.json`.

use std::fmt::{self, Display};

use serde::{Serialize, Serializer};

use super::controls::Control;
use crate::catalog::By;
use crate::cluster::Handshake;
use crate::pki::Instant;
use crate::plan::Plan;
use crate::prove::{self, Method, Outcome, Presented, Side};
use crate::topology::{Dial, Link};

/// The proof of a cluster: what was proven of it, and how.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Proof {
    /// The name and version of the tool that made the proof.
    pub made_by: String,
    /// The release of Mimir that the plan is for.
    pub release: String,
    /// The digest of the plan.
    pub plan: String,
    /// The Go whose rules were applied.
    pub go: String,
    /// When, by the clock that was passed in.
    pub time: String,
    /// Every process that does not start, by its first surface of which that is
    /// so, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_started: Vec<String>,
    /// The reports of all links.
    pub links: Vec<LinkReport>,
    /// Every stranger at every door.
    pub controls: Vec<ControlReport>,
    /// The handshakes behind both. Links whose inputs are all equal share one.
    pub handshakes: Vec<HandshakeReport>,
}

/// The result of a link's handshakes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Both sides are content, over every version.
    Accepted,
    /// A refusal, which the plan's own policy wants.
    RefusedByPolicy,
    /// Another result than the plan wants.
    Failed,
}

fn as_text<S: Serializer>(side: &Option<Side>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(side.as_ref().map_or(&"" as &dyn Display, |side| side))
}

/// The result that a policy wants for a stranger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Expected {
    /// The stranger is let in.
    Accepted,
    /// The stranger is refused.
    Refused,
}

impl Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
        })
    }
}

/// The outcome of a handshake, without its suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum HandshakeOutcome {
    /// Both sides speak TLS, and are content.
    Tls,
    /// Neither side speaks TLS.
    Plaintext,
    /// One side refuses the other.
    Refused,
}

/// The way in which the outcome of a handshake was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum HandshakeMethod {
    /// Both sides exchanged messages.
    Handshake,
    /// There was nothing to exchange: a rule says what comes of it.
    Rule,
}

/// The result of one link, with what both sides say.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LinkReport {
    /// The end that dials.
    pub from: String,
    /// The end that is dialled.
    pub to: String,
    /// The surface that holds the link's TLS options.
    pub surface: String,
    /// The protocol that is spoken inside TLS.
    pub protocol: String,
    /// Whether an address or a name is dialled.
    pub by: By,
    /// The address or name; `192.0.2.1` stands for any address.
    pub address: String,
    /// The verdict on the link.
    pub verdict: Verdict,
    /// The client's error in Go's words, `ok` where it accepts.
    pub client: String,
    /// The server's error in Go's words, `ok` where it accepts.
    pub server: String,
    /// The way to fix the link, where it is not accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    /// The ids of the link's handshakes.
    pub handshakes: Vec<usize>,
}

/// One stranger at one door.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ControlReport {
    /// The kind of the stranger.
    pub stranger: &'static str,
    /// The end that the stranger meets.
    pub at: String,
    /// The protocol that the stranger speaks there.
    pub protocol: String,
    /// The expected result, as the policy wants it.
    pub expected: Expected,
    /// Whether the result is the expected one.
    pub holds: bool,
    /// The client's error in Go's words, `ok` where it accepts.
    pub client: String,
    /// The server's error in Go's words, `ok` where it accepts.
    pub server: String,
    /// The ids of the control's handshakes.
    pub handshakes: Vec<usize>,
}

/// The result of one handshake, with what was offered and shown.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct HandshakeReport {
    /// The id of the handshake, by which links name it.
    pub id: usize,
    /// The version that was offered.
    pub version: String,
    /// The address that was dialled.
    pub address: String,
    /// The outcome of the handshake.
    pub outcome: HandshakeOutcome,
    /// The way in which the outcome was found.
    pub method: HandshakeMethod,
    /// The suite, where both sides are content.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suite: Option<&'static str>,
    /// The side whose own check failed.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_text")]
    pub failed_side: Option<Side>,
    /// The client's error in Go's words, `ok` where it accepts.
    pub client: String,
    /// The server's error in Go's words, `ok` where it accepts.
    pub server: String,
    /// The name that the client sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sni: Option<String>,
    /// The name that the client verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified_name: Option<String>,
    /// The certificate that the server presented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_certificate: Option<ShownCertificate>,
    /// The certificate that the client presented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_certificate: Option<ShownCertificate>,
}

/// A certificate that was shown.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShownCertificate {
    /// The subject of the certificate, as text.
    pub subject: String,
    /// SHA-256 over the certificate's DER, in hexadecimal.
    pub sha256: String,
}

/// What each side says, `ok` where it is content.
#[derive(Debug, Clone)]
pub(super) struct Words {
    pub(super) client: String,
    pub(super) server: String,
}

impl Words {
    pub(super) fn of(verdict: Option<&prove::Verdict>) -> Self {
        let say = |side| {
            let fault = verdict.and_then(|verdict| verdict.fault_of(side));
            fault.map_or_else(|| "ok".to_owned(), ToString::to_string)
        };
        Self {
            client: say(Side::Client),
            server: say(Side::Server),
        }
    }
}

impl Proof {
    pub(super) fn new(plan: &Plan, now: Instant, go: String) -> Self {
        Self {
            made_by: format!("mimir-tls {}", env!("CARGO_PKG_VERSION")),
            release: plan.release.to_string(),
            plan: plan.digest(),
            go,
            time: now.rfc3339(),
            not_started: Vec::new(),
            links: Vec::new(),
            controls: Vec::new(),
            handshakes: Vec::new(),
        }
    }

    /// Whether every link and every control is as the plan wants it.
    pub fn holds(&self) -> bool {
        self.not_started.is_empty()
            && self.failures().next().is_none()
            && self.controls.iter().all(|control| control.holds)
    }

    /// The links that are not.
    pub fn failures(&self) -> impl Iterator<Item = &LinkReport> {
        self.links
            .iter()
            .filter(|link| link.verdict == Verdict::Failed)
    }

    /// The links that the plan's own policy refuses.
    pub fn refused(&self) -> impl Iterator<Item = &LinkReport> {
        self.links
            .iter()
            .filter(|link| link.verdict == Verdict::RefusedByPolicy)
    }

    /// The number of links that are accepted.
    pub fn accepted(&self) -> usize {
        self.links
            .iter()
            .filter(|link| link.verdict == Verdict::Accepted)
            .count()
    }

    /// The proof as JSON that ends with a newline.
    pub fn to_json(&self) -> String {
        // Words, numbers and lists: this cannot fail.
        let json = serde_json::to_string_pretty(self).unwrap_or_default();
        json + "\n"
    }
}

impl LinkReport {
    pub(super) fn new(
        (from, to): (String, String),
        link: &Link,
        verdict: Verdict,
        words: Words,
        fix: Option<String>,
        handshakes: Vec<usize>,
    ) -> Self {
        Self {
            from,
            to,
            surface: link.surface.id().to_owned(),
            protocol: link.protocol.to_string(),
            by: match link.dial {
                Dial::Ip(_) => By::Ip,
                Dial::Name(_) => By::Name,
            },
            address: link.dial.to_string(),
            verdict,
            client: words.client,
            server: words.server,
            fix,
            handshakes,
        }
    }
}

impl ControlReport {
    pub(super) fn new(
        at: String,
        control: &Control,
        welcome: bool,
        holds: bool,
        words: Words,
        handshakes: Vec<usize>,
    ) -> Self {
        Self {
            stranger: control.stranger.name(),
            at,
            protocol: control.protocol.to_string(),
            expected: match welcome {
                true => Expected::Accepted,
                false => Expected::Refused,
            },
            holds,
            client: words.client,
            server: words.server,
            handshakes,
        }
    }
}

impl HandshakeReport {
    pub(super) fn new(id: usize, case: &Handshake, verdict: &prove::Verdict) -> Self {
        let words = Words::of(Some(verdict));
        let transcript = &verdict.transcript;
        Self {
            id,
            version: case
                .versions()
                .min
                .map_or_else(String::new, |it| it.to_string()),
            address: case.address().host().to_owned(),
            outcome: match verdict.outcome {
                Outcome::Tls { .. } => HandshakeOutcome::Tls,
                Outcome::Plaintext => HandshakeOutcome::Plaintext,
                Outcome::Refused => HandshakeOutcome::Refused,
            },
            method: match verdict.method {
                Method::Handshake => HandshakeMethod::Handshake,
                Method::Rule => HandshakeMethod::Rule,
            },
            suite: match verdict.outcome {
                Outcome::Tls { suite, .. } => Some(suite.name()),
                Outcome::Plaintext | Outcome::Refused => None,
            },
            failed_side: verdict.failed_side,
            client: words.client,
            server: words.server,
            sni: transcript.sni.clone(),
            verified_name: transcript.verified_name.clone(),
            server_certificate: transcript.server_chain.first().map(ShownCertificate::of),
            client_certificate: transcript.client_chain.first().map(ShownCertificate::of),
        }
    }
}

impl ShownCertificate {
    fn of(presented: &Presented) -> Self {
        Self {
            subject: presented.subject.clone(),
            sha256: presented.fingerprint.clone(),
        }
    }
}
