//! Private keys: kind, size and public fingerprint, and nothing else of them.

use serde::Serialize;

use super::super::private_key::{Form, KeyError, PrivateKey};
use super::super::x509::PublicKey;
use super::{Finding, What};
use crate::digest::sha256;

/// A key. Of a private one only the public half is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeyReport {
    /// The form of the key: `PKCS#8`, `PKCS#1`, `SEC1`,
    /// `SubjectPublicKeyInfo`...
    pub form: &'static str,
    /// Whether the key is encrypted under a passphrase.
    pub encrypted: bool,
    /// Kind and size, such as `ECDSA P-256`; none where they cannot be seen.
    pub key: Option<String>,
    /// SHA-256 of the SubjectPublicKeyInfo in hexadecimal, which is the same
    /// for a key and its certificate; none where it cannot be seen.
    pub key_sha256: Option<String>,
}

impl KeyReport {
    pub(super) fn public(form: &'static str, key: &PublicKey) -> Self {
        Self {
            form,
            encrypted: false,
            key: Some(key.kind().to_string()),
            key_sha256: Some(sha256(key.spki())),
        }
    }

    fn hidden(form: &'static str, encrypted: bool) -> Self {
        Self {
            form,
            encrypted,
            key: None,
            key_sha256: None,
        }
    }
}

/// A private key under this PEM label.
pub(super) fn from_block(label: &str, headers: &[(String, String)], der: &[u8]) -> Finding {
    if headers
        .iter()
        .any(|(key, value)| key == "Proc-Type" && value.contains("ENCRYPTED"))
    {
        return encrypted("OpenSSL's old encryption");
    }
    let key = PrivateKey::parse(der);
    let usual = match &key {
        Ok(key) => Some((key.form.name(), key.form.label())),
        Err(KeyError::Foreign(form)) => Some((form.name(), form.label())),
        Err(KeyError::NotForSigning) => Some((Form::Pkcs8.name(), Form::Pkcs8.label())),
        Err(KeyError::Encrypted) => Some(("encrypted PKCS#8", "ENCRYPTED PRIVATE KEY")),
        Err(KeyError::Unparsable) => None,
    };
    let finding = report(&key);
    match usual {
        Some((form, usual)) if label != usual => finding.noting(format!(
            "{form} is usually labelled {usual:?}: Go does not mind, OpenSSL may"
        )),
        Some(_) => finding,
        None if label == "OPENSSH PRIVATE KEY" => hidden("OpenSSH")
            .objecting("Go's TLS reads no OpenSSH keys: \"tls: failed to parse private key\""),
        None => finding,
    }
}

/// A private key without PEM around it; `None` where the shape is another.
pub(super) fn from_der(der: &[u8]) -> Option<Finding> {
    let key = PrivateKey::parse(der);
    if matches!(key, Err(KeyError::Unparsable)) {
        return None;
    }
    Some(report(&key).objecting(
        "Go reads keys in PEM only: \"tls: failed to find any PEM data in key input\"; \
         convert it with: openssl pkey -inform DER -in FILE",
    ))
}

fn report(key: &Result<PrivateKey, KeyError>) -> Finding {
    match key {
        Ok(key) => match key.public() {
            Some(public) => {
                let report = KeyReport::public(key.form.name(), &public);
                let mut finding = Finding::new(What::PrivateKey(report));
                super::certificate::judge_key(&public, &mut finding);
                finding
            }
            None => hidden(key.form.name())
                .noting("its public half is not in the file, so it has no fingerprint"),
        },
        Err(KeyError::Encrypted) => encrypted("PKCS#8"),
        Err(KeyError::Foreign(form)) => foreign(*form),
        Err(KeyError::NotForSigning) => foreign(Form::Pkcs8),
        Err(KeyError::Unparsable) => {
            hidden("unknown").objecting("Go cannot read it: \"tls: failed to parse private key\"")
        }
    }
}

fn foreign(form: Form) -> Finding {
    hidden(form.name()).objecting(
        "Go's TLS has no keys of this algorithm or curve and refuses the file; make one with: \
         openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256",
    )
}

fn encrypted(form: &'static str) -> Finding {
    Finding::new(What::PrivateKey(KeyReport::hidden(form, true))).objecting(
        "Go refuses encrypted keys: \"tls: failed to parse private key\"; \
         write it in the clear with: openssl pkey -in FILE",
    )
}

fn hidden(form: &'static str) -> Finding {
    Finding::new(What::PrivateKey(KeyReport::hidden(form, false)))
}
