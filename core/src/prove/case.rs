//! One handshake given as texts: what people try out, and what other programs
//! send by the thousand.
//!
//! The words are those of Mimir's options, and a word that dskit refuses is
//! refused here, with dskit's own error.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use zeroize::Zeroizing;

use super::words::{ClientWords, KeyText, ServerWords};
use super::{
    Address, ClientSide, Dial, Fault, Outcome, Protocol, ServerSide, Side, StartError, Verdict,
    handshake,
};
use crate::pki::Instant;
use crate::policy::TlsVersion;
use crate::shown;

/// A text that may be secret.
type Secret = Zeroizing<Vec<u8>>;

/// One client, one server, and where the one dials the other. What is not set is
/// as an option that is not set; a trust pool that is not set is empty.
#[derive(Default)]
pub struct Case {
    /// The server's certificate chain, PEM.
    pub server_certificate: Option<Vec<u8>>,
    /// The server's private key, PEM.
    pub server_key: Option<Secret>,
    /// The certificate authorities that the server trusts, PEM.
    pub server_ca: Option<Vec<u8>>,
    /// What the server asks of its clients, by Mimir's word.
    pub client_auth: String,
    /// The server's oldest version, by Mimir's word.
    pub server_min_version: String,
    /// The server's newest version, which no option of Mimir limits.
    pub server_max_version: Option<TlsVersion>,
    /// The server's suites, by commas.
    pub server_cipher_suites: String,
    /// The client's certificate chain, PEM.
    pub certificate: Option<Vec<u8>>,
    /// The client's private key, PEM.
    pub key: Option<Secret>,
    /// The certificate authorities that the client trusts, PEM.
    pub ca: Option<Vec<u8>>,
    /// The name that the client verifies in place of the address.
    pub server_name: String,
    /// Whether the client skips the verification of the server's certificate.
    pub skip_verify: bool,
    /// The client's oldest version, by Mimir's word.
    pub min_version: String,
    /// The client's newest version, which no option of Mimir limits: for clients
    /// that are older, or not Mimir's.
    pub max_version: Option<TlsVersion>,
    /// The client's suites, by commas.
    pub cipher_suites: String,
    /// The address that the client dials, `host:port`.
    pub address: String,
    /// Whether the client has its TLS switched off.
    pub plaintext_client: bool,
    /// The time on both sides; none is the present.
    pub time: Option<Instant>,
    /// The protocol that is spoken inside TLS.
    pub protocol: Protocol,
}

/// Why a text is no case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CaseError {
    /// A text that is not JSON, or no object.
    #[error("not a JSON object: {0}")]
    Json(String),
    /// A key that no case has.
    #[error("unknown key `{0}`")]
    Key(String),
    /// A key with a value of another kind.
    #[error("`{key}` wants {wanted}")]
    Kind {
        /// The case's key whose value is of the wrong kind.
        key: String,
        /// The kind of value that the key wants, as a word.
        wanted: &'static str,
    },
    /// A file that cannot be had.
    #[error("`{key}`: {why}")]
    File {
        /// The case's key that names the file.
        key: String,
        /// Why the file cannot be read.
        why: String,
    },
    /// A thing that is given twice, as text and as file.
    #[error("`{0}` is given twice, as text and as a file")]
    Twice(String),
    /// A key that stands in the object twice.
    #[error("`{0}` stands twice")]
    Repeated(String),
    /// A case without the address that the client dials.
    #[error("`address` is missing")]
    NoAddress,
}

/// The result of a case, in the words of both sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Answer {
    /// Whether both sides accept the handshake.
    pub ok: bool,
    /// The side whose own check failed.
    pub failed_side: Option<Side>,
    /// The client's error, in Go's words; none where it accepts.
    pub client_error: Option<String>,
    /// The server's error, in Go's words; none where it accepts.
    pub server_error: Option<String>,
    /// The version of TLS that is spoken, `TLS 1.3`, or `plaintext`.
    pub protocol: Option<String>,
}

/// The result of a case, in full.
#[derive(Debug, Clone)]
pub enum Judged {
    /// Both sides were there, and met.
    Met(Box<Verdict>),
    /// A side does not even start.
    NotStarted {
        /// Why the client does not start, if it does not.
        client: Option<StartError>,
        /// Why the server does not start, if it does not.
        server: Option<StartError>,
    },
}

impl Case {
    /// A case from one JSON object. Its keys are those of the command line, with
    /// underscores; a `..._pem` holds text, a `..._path` in its place names a file
    /// that `read` fetches.
    ///
    /// # Errors
    /// What is not a case.
    pub fn from_json(
        line: &[u8],
        read: &dyn Fn(&str) -> Result<Vec<u8>, String>,
    ) -> Result<Self, CaseError> {
        let Fields(fields) =
            serde_json::from_slice(line).map_err(|error| CaseError::Json(error.to_string()))?;
        let mut case = Self::default();
        let mut has_address = false;
        let mut known = BTreeSet::new();
        for (key, value) in fields {
            if !known.insert(key.replace('-', "_")) {
                return Err(CaseError::Repeated(key));
            }
            if value.is_null() {
                continue;
            }
            has_address |= key == "address";
            case.set(key, value, read)?;
        }
        if has_address {
            Ok(case)
        } else {
            Err(CaseError::NoAddress)
        }
    }

    fn set(
        &mut self,
        key: String,
        value: Value,
        read: &dyn Fn(&str) -> Result<Vec<u8>, String>,
    ) -> Result<(), CaseError> {
        // As on the command line: Mimir's suffixes, which catalog rows spell.
        let name = key.replace('_', "-");
        if let Some(name) = name.strip_suffix("-pem").or(name.strip_suffix("-path")) {
            let Some(place) = self.place(name) else {
                return Err(CaseError::Key(key));
            };
            if place.is_set() {
                return Err(CaseError::Twice(name.replace('-', "_")));
            }
            let text = text(&key, value)?;
            let bytes = if key.ends_with("_path") {
                read(&text).map_err(|why| CaseError::File { key, why })?
            } else if text.is_empty() {
                // As a word that is not set; a file with nothing in it is set.
                return Ok(());
            } else {
                text.into_bytes()
            };
            place.fill(bytes);
            return Ok(());
        }
        match name.as_str() {
            "client-auth" => self.client_auth = text(&key, value)?,
            "server-tls-min-version" => self.server_min_version = text(&key, value)?,
            "server-tls-cipher-suites" => self.server_cipher_suites = text(&key, value)?,
            "tls-server-name" => self.server_name = text(&key, value)?,
            "tls-insecure-skip-verify" => self.skip_verify = switch(&key, &value)?,
            "tls-min-version" => self.min_version = text(&key, value)?,
            "server-tls-max-version" => {
                self.server_max_version = Some(parsed(key, value, VERSION)?)
            }
            "tls-max-version" => self.max_version = Some(parsed(key, value, VERSION)?),
            "tls-cipher-suites" => self.cipher_suites = text(&key, value)?,
            "address" => self.address = text(&key, value)?,
            "plaintext-client" => self.plaintext_client = switch(&key, &value)?,
            "protocol" => self.protocol = parsed(key, value, "tls, grpc or http")?,
            "time" => self.time = Some(parsed(key, value, "a time such as 2026-11-23T20:00:00Z")?),
            _ => return Err(CaseError::Key(key)),
        }
        Ok(())
    }

    fn place(&mut self, name: &str) -> Option<Place<'_>> {
        Some(match name {
            "server-cert" => Place::Public(&mut self.server_certificate),
            "server-key" => Place::Secret(&mut self.server_key),
            "server-ca" => Place::Public(&mut self.server_ca),
            "tls-cert" => Place::Public(&mut self.certificate),
            "tls-key" => Place::Secret(&mut self.key),
            "tls-ca" => Place::Public(&mut self.ca),
            _ => return None,
        })
    }

    /// Starts both sides and lets them meet; `now` is the time where the case
    /// names none.
    #[must_use]
    pub fn judge(&self, now: Instant) -> Judged {
        let (server, client) = (self.server(), self.client());
        match (server, client) {
            (Ok(server), Ok(client)) => {
                let address = Address::new(&self.address);
                let dial = Dial::new(&address, self.protocol, self.time.unwrap_or(now).unix());
                Judged::Met(Box::new(handshake(&server, &client, &dial)))
            }
            (server, client) => Judged::NotStarted {
                client: client.err(),
                server: server.err(),
            },
        }
    }

    fn server(&self) -> Result<ServerSide, StartError> {
        ServerWords {
            certificate: self.server_certificate.as_deref(),
            key: key(self.server_key.as_ref()),
            client_ca: self.server_ca.as_deref(),
            client_auth: &self.client_auth,
            min_version: &self.server_min_version,
            max_version: self.server_max_version,
            cipher_suites: &self.server_cipher_suites,
            serves_http: self.protocol == Protocol::Http,
        }
        .side()
    }

    fn client(&self) -> Result<ClientSide, StartError> {
        if self.plaintext_client {
            return Ok(ClientSide::plaintext());
        }
        ClientWords {
            certificate: self.certificate.as_deref(),
            key: key(self.key.as_ref()),
            ca: self.ca.as_deref(),
            server_name: &self.server_name,
            skip_verify: self.skip_verify,
            min_version: &self.min_version,
            max_version: self.max_version,
            cipher_suites: &self.cipher_suites,
        }
        .side()
    }
}

impl Judged {
    /// What made it fail: the fault of the side whose own check failed, or that
    /// does not start. `None` if both sides are content.
    #[must_use]
    pub fn fault(&self) -> Option<Fault> {
        match self {
            Self::Met(verdict) => verdict.fault().cloned(),
            Self::NotStarted { client, server } => client
                .as_ref()
                .or(server.as_ref())
                .cloned()
                .map(Fault::Start),
        }
    }

    /// The result as an [`Answer`], in a few words, none of which is a key.
    #[must_use]
    pub fn answer(&self) -> Answer {
        let mut answer = self.said();
        let errors = [&mut answer.client_error, &mut answer.server_error];
        for error in errors.into_iter().flatten() {
            *error = shown::elided(error).into_owned();
        }
        answer
    }

    fn said(&self) -> Answer {
        match self {
            Self::Met(verdict) => Answer {
                ok: verdict.is_ok(),
                failed_side: verdict.failed_side,
                client_error: verdict.client.as_ref().map(ToString::to_string),
                server_error: verdict.server.as_ref().map(ToString::to_string),
                protocol: match &verdict.outcome {
                    Outcome::Tls { version, .. } => Some(version.to_string()),
                    Outcome::Plaintext => Some("plaintext".to_owned()),
                    Outcome::Refused => None,
                },
            },
            Self::NotStarted { client, server } => Answer {
                ok: false,
                failed_side: Some(match server {
                    Some(_) => Side::Server,
                    None => Side::Client,
                }),
                client_error: client.as_ref().map(ToString::to_string),
                server_error: server.as_ref().map(ToString::to_string),
                protocol: None,
            },
        }
    }
}

/// The entries of an object in their order, repeated ones too.
struct Fields(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Fields(fields))
    }
}

/// What a version wants to be.
const VERSION: &str = "a version such as VersionTLS12";

/// Where a PEM text goes.
enum Place<'a> {
    Public(&'a mut Option<Vec<u8>>),
    Secret(&'a mut Option<Secret>),
}

impl Place<'_> {
    fn is_set(&self) -> bool {
        match self {
            Self::Public(place) => place.is_some(),
            Self::Secret(place) => place.is_some(),
        }
    }

    fn fill(self, bytes: Vec<u8>) {
        match self {
            Self::Public(place) => *place = Some(bytes),
            Self::Secret(place) => *place = Some(Zeroizing::new(bytes)),
        }
    }
}

fn text(key: &str, value: Value) -> Result<String, CaseError> {
    match value {
        Value::String(text) => Ok(text),
        _ => Err(CaseError::Kind {
            key: key.to_owned(),
            wanted: "a text",
        }),
    }
}

fn switch(key: &str, value: &Value) -> Result<bool, CaseError> {
    value.as_bool().ok_or_else(|| CaseError::Kind {
        key: key.to_owned(),
        wanted: "true or false",
    })
}

fn parsed<T: FromStr>(key: String, value: Value, wanted: &'static str) -> Result<T, CaseError> {
    text(&key, value)?
        .parse()
        .map_err(|_| CaseError::Kind { key, wanted })
}

fn key(key: Option<&Secret>) -> KeyText<'_> {
    key.map_or(KeyText::NotSet, |key| KeyText::Given(key.as_slice()))
}
