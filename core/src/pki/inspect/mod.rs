//! Any PEM or DER in words, and what Go would object to.

mod certificate;
mod private_key;
mod words;

use serde::Serialize;

pub use certificate::CertificateReport;
pub(crate) use certificate::{LONG_LIFE, is_authority, is_of_docs_script};
pub use private_key::KeyReport;
pub use words::describe;

use super::pem::{self, Block, Body};
use super::private_key::rsa_public;
use super::x509::der::{Reader, tag};
use super::x509::{Malformed, PublicKey, Request, RevocationList, SignatureError, SubjectAltNames};
use super::{Instant, PkiError};
use crate::digest::sha256;
use crate::shown;

/// More things than this are not read of one file: no pool of a system has a
/// fiftieth of it, and each is described at length.
const MOST_ITEMS: usize = 10_000;

/// One thing found in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Item {
    /// The line on which its PEM block begins, from 1; none in DER.
    pub line: Option<usize>,
    /// The label of its PEM block; none in DER.
    pub label: Option<String>,
    /// The kind of the thing, with its fields.
    #[serde(flatten)]
    pub what: What,
    /// What Go's crypto/x509 and crypto/tls refuse about it, each in a
    /// sentence, with Go's own words where it has them.
    pub objections: Vec<String>,
    /// What Go takes, and one should know.
    pub notes: Vec<String>,
}

/// What an [`Item`] is. No variant holds any part of a private key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum What {
    /// An X.509 certificate.
    Certificate(Box<CertificateReport>),
    /// A request for one (PKCS#10).
    Request(RequestReport),
    /// A private key: its kind and its public half's fingerprint alone.
    PrivateKey(KeyReport),
    /// A public key by itself.
    PublicKey(KeyReport),
    /// A list of revoked certificates (CRL).
    RevocationList(RevocationListReport),
    /// A thing of another kind, or one that cannot be read.
    Other {
        /// The description of the thing, in words.
        description: String,
    },
}

/// The fields of a certificate request (PKCS#10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RequestReport {
    /// The subject of the request, as Go prints a name.
    pub subject: String,
    /// The names and addresses that the request asks for.
    pub sans: Vec<String>,
    /// The kind and size of the request's key.
    pub key: String,
    /// SHA-256 of the key's SubjectPublicKeyInfo, in hexadecimal.
    pub key_sha256: String,
    /// The algorithm with which the request is signed.
    pub signature: String,
}

/// The fields of a certificate revocation list (RFC 5280, section 5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RevocationListReport {
    /// The issuer of the list, as Go prints a name.
    pub issuer: String,
    /// The instant at which the list was issued.
    pub this_update: Instant,
    /// When the next one is due.
    pub next_update: Option<Instant>,
    /// The number of certificates that the list revokes.
    pub revoked: usize,
}

/// Reads everything in a file, PEM or DER, as of `now`.
///
/// Text around PEM blocks is passed over, as Go does; a block that Go would
/// pass over is named, with the reason.
///
/// ```
/// use mimir_tls::pki::{Instant, inspect};
///
/// let error = inspect(b"", Instant::from_unix(0)).unwrap_err();
/// assert_eq!(error.to_string(), "the file is empty; give a PEM or DER file");
/// ```
///
/// # Errors
/// [`PkiError::NothingToInspect`] says what the file is instead.
pub fn inspect(bytes: &[u8], now: Instant) -> Result<Vec<Item>, PkiError> {
    let mut items = Vec::new();
    for block in pem::blocks(bytes) {
        if items.len() == MOST_ITEMS {
            let more = Finding::other(format!(
                "more than {MOST_ITEMS} blocks, of which the rest was not read"
            ));
            items.push(more.at(
                Some(block.line),
                Some(shown::elided(&block.label).into_owned()),
            ));
            return Ok(items);
        }
        items.push(from_block(block, now));
    }
    if !items.is_empty() {
        return Ok(items);
    }
    check_der(bytes)?;
    let mut input = Reader(bytes);
    let mut items = Vec::new();
    while !input.is_empty() {
        let finding = match input.any() {
            Some(element) if items.is_empty() => {
                let finding = from_der(element.whole, now)?;
                match input.is_empty() {
                    true => finding,
                    false => finding.objecting("x509: trailing data"),
                }
            }
            Some(element) => from_der(element.whole, now).unwrap_or_else(|_| {
                Finding::other(format!("{} bytes of other DER", element.whole.len()))
            }),
            None if items.is_empty() => {
                return Err(nothing(
                    "the file is broken DER: it is shorter than it says",
                ));
            }
            None => {
                let size = input.0.len();
                input = Reader(&[]);
                Finding::other(format!("{size} bytes that are no DER"))
                    .objecting("x509: trailing data")
            }
        };
        items.push(finding.at(None, None));
    }
    Ok(items)
}

/// An [`Item`] without its place.
struct Finding {
    what: What,
    objections: Vec<String>,
    notes: Vec<String>,
}

impl Finding {
    fn new(what: What) -> Self {
        Self {
            what,
            objections: Vec::new(),
            notes: Vec::new(),
        }
    }

    fn other(description: impl Into<String>) -> Self {
        Self::new(What::Other {
            description: description.into(),
        })
    }

    fn objecting(mut self, objection: impl Into<String>) -> Self {
        self.objections.push(objection.into());
        self
    }

    fn noting(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    fn at(self, line: Option<usize>, label: Option<String>) -> Item {
        Item {
            line,
            label,
            what: self.what,
            objections: self.objections,
            notes: self.notes,
        }
    }
}

fn from_block(block: Block, now: Instant) -> Item {
    let Block { line, label, body } = block;
    // Where somebody pasted a key into the wrong place.
    let label = shown::elided(&label).into_owned();
    let finding = match body {
        Ok(body) => read_block(&label, &body, now),
        Err(reason) => Finding::other(format!("a damaged {label} block: {reason}"))
            .objecting("Go passes over this block as if it were not there"),
    };
    finding.at(Some(line), Some(label))
}

fn read_block(label: &str, body: &Body, now: Instant) -> Finding {
    let Body { headers, contents } = body;
    match label {
        "CERTIFICATE" => {
            let finding = certificate::report(contents, now);
            if headers.is_empty() {
                finding
            } else {
                finding.objecting("Go leaves a certificate with PEM headers out of a pool of CAs")
            }
        }
        "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => {
            // OpenSSL's trusted form has its own data behind the certificate.
            let first = Reader(contents)
                .any()
                .map_or(contents.as_slice(), |first| first.whole);
            certificate::report(first, now).objecting(format!(
                "Go passes over the label {label:?}; write CERTIFICATE (openssl x509 -in FILE)"
            ))
        }
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => {
            request(contents).unwrap_or_else(|error| broken("certificate request", &error))
        }
        "X509 CRL" => revocation_list(contents)
            .unwrap_or_else(|error| broken("certificate revocation list", &error)),
        "PUBLIC KEY" => public_key(contents).unwrap_or_else(|error| broken("public key", &error)),
        "RSA PUBLIC KEY" => match rsa_public(contents) {
            Some(key) => public("PKCS#1", &key),
            None => Finding::other("a broken RSA public key").objecting("it cannot be parsed"),
        },
        label if pem::is_private_key(label) => private_key::from_block(label, headers, contents),
        "EC PARAMETERS" => Finding::other("the name of an elliptic curve")
            .noting("Go passes over it; the key in the next block says the same"),
        "DH PARAMETERS" => Finding::other("Diffie-Hellman parameters")
            .noting("Go passes over them: its TLS has elliptic curves only"),
        "PKCS7" | "CMS" => Finding::other("a PKCS#7 bundle")
            .objecting("Go passes over it; unpack it with: openssl pkcs7 -print_certs -in FILE"),
        label => Finding::other(format!("a block that is called {label:?}"))
            .objecting("Go passes over it"),
    }
}

/// What an element of a DER file is, told by its shape.
fn from_der(der: &[u8], now: Instant) -> Result<Finding, PkiError> {
    if let Some(finding) = private_key::from_der(der) {
        return Ok(finding);
    }
    let certificate = certificate::report(der, now);
    if !matches!(certificate.what, What::Other { .. }) {
        return Ok(certificate.noting(DER));
    }
    let readers = [request, revocation_list, public_key];
    if let Some(finding) = readers.iter().find_map(|read| read(der).ok()) {
        return Ok(finding.noting(DER));
    }
    Err(match pkcs12_or_7(der) {
        Some((problem, instead)) => PkiError::NothingToInspect {
            problem: problem.to_owned(),
            instead,
        },
        None => nothing(format!(
            "the file is DER, but no certificate, request, key or revocation list ({})",
            certificate.objections.join("; ")
        )),
    })
}

const DER: &str = "this is DER; Mimir reads PEM files only";

/// Tells apart what people give by mistake.
fn check_der(bytes: &[u8]) -> Result<(), PkiError> {
    if bytes.trim_ascii().is_empty() {
        return Err(nothing("the file is empty"));
    }
    if bytes.first() == Some(&tag::SEQUENCE) {
        return Ok(());
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(PkiError::NothingToInspect {
            problem: "the file is UTF-16 text".to_owned(),
            instead: "save it as UTF-8 or ASCII",
        });
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => Err(nothing(
            "the file is text without a line that begins with \"-----BEGIN \"",
        )),
        _ => Err(nothing("the file is binary, but not DER")),
    }
}

fn nothing(problem: impl Into<String>) -> PkiError {
    PkiError::NothingToInspect {
        problem: problem.into(),
        instead: "give a PEM or DER file",
    }
}

/// `SEQUENCE { INTEGER 3, ... }` (RFC 7292) and `SEQUENCE { signedData, ... }`
/// (RFC 2315).
fn pkcs12_or_7(der: &[u8]) -> Option<(&'static str, &'static str)> {
    const SIGNED_DATA: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
    let mut outer = Reader(der).read(tag::SEQUENCE)?;
    if outer.peek(tag::INTEGER) && outer.number() == Some(3) {
        return Some((
            "the file is a PKCS#12 store",
            "unpack it with: openssl pkcs12 -in FILE",
        ));
    }
    (outer.oid()? == SIGNED_DATA).then_some((
        "the file is a PKCS#7 bundle",
        "unpack it with: openssl pkcs7 -print_certs -inform DER -in FILE",
    ))
}

fn broken(name: &str, error: &Malformed) -> Finding {
    Finding::other(format!("a broken {name}")).objecting(format!("it cannot be parsed: {error}"))
}

fn request(der: &[u8]) -> Result<Finding, Malformed> {
    let request = Request::from_der(der)?;
    let finding = Finding::new(What::Request(RequestReport {
        subject: request.subject.to_string(),
        sans: sans(&request.sans),
        key: request.key.kind().to_string(),
        key_sha256: sha256(request.key.spki()),
        signature: request.signature_algorithm.to_string(),
    }));
    Ok(match request.signature {
        Ok(()) => finding,
        // Go can, but ring has no such curve.
        Err(SignatureError::Unimplemented) => finding.noting("its own signature was not checked"),
        Err(error) => finding.objecting(error.to_string()),
    })
}

fn revocation_list(der: &[u8]) -> Result<Finding, Malformed> {
    let list = RevocationList::from_der(der)?;
    let finding = Finding::new(What::RevocationList(RevocationListReport {
        issuer: list.issuer.to_string(),
        this_update: Instant::from_unix(list.this_update),
        next_update: list.next_update.map(Instant::from_unix),
        revoked: list.revoked,
    }));
    Ok(finding.noting("Mimir reads no revocation lists"))
}

fn public_key(der: &[u8]) -> Result<Finding, Malformed> {
    let key = PublicKey::from_spki(der)?;
    Ok(public("SubjectPublicKeyInfo", &key))
}

fn public(form: &'static str, key: &PublicKey) -> Finding {
    let mut finding = Finding::new(What::PublicKey(KeyReport::public(form, key)));
    certificate::judge_key(key, &mut finding);
    finding
}

/// Names and addresses in one list, each with its kind.
fn sans(sans: &SubjectAltNames) -> Vec<String> {
    let dns = sans.dns.iter().map(|name| format!("DNS {name}"));
    let ips = sans.ips.iter().map(|ip| format!("IP {ip}"));
    let emails = sans.emails.iter().map(|email| format!("email {email}"));
    let uris = sans.uris.iter().map(|uri| format!("URI {uri}"));
    dns.chain(ips).chain(emails).chain(uris).collect()
}

#[cfg(test)]
mod tests;
