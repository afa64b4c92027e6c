//! What came back from a CA, in whatever form: PEM, DER, PKCS#7, a Secret.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::document::{self, Node, Value};
use crate::pki::Key;
use crate::pki::pem;
use crate::pki::private_key::{KeyError, PrivateKey};
use crate::pki::x509::Certificate;
use crate::pki::x509::der::{Element, Reader, tag};

/// The object identifier of PKCS#7's `signedData` (RFC 2315, section 14).
const SIGNED_DATA: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];

/// What is between two Secrets of one text.
const NEXT_DOCUMENT: &str = "\n---";

/// Certificates and keys, each with the name of the file that it was in.
#[derive(Debug, Default)]
pub struct Returned {
    pub(super) certificates: Vec<(String, Certificate)>,
    pub(super) keys: Vec<(String, Key)>,
    troubles: Vec<String>,
}

impl Returned {
    /// Reads one more file, which messages call `name`: PEM, DER, PKCS#7 in
    /// either, or a Secret of Kubernetes. What is none of these is remembered as a
    /// [trouble](Self::troubles).
    ///
    /// ```
    /// use mimir_tls::adopt::Returned;
    ///
    /// let mut returned = Returned::default();
    /// returned.read("notes.txt", b"call me back");
    /// assert_eq!(returned.troubles(), ["notes.txt holds no certificate and no key"]);
    /// ```
    pub fn read(&mut self, name: &str, bytes: &[u8]) {
        let before = self.certificates.len() + self.keys.len() + self.troubles.len();
        if !self.read_pem(name, bytes) && !self.read_der(name, bytes) {
            self.read_secrets(name, bytes);
        }
        if self.certificates.len() + self.keys.len() + self.troubles.len() == before {
            self.trouble(name, "holds no certificate and no key");
        }
    }

    /// What was passed over, each with its file and the reason.
    pub fn troubles(&self) -> &[String] {
        &self.troubles
    }

    /// Whether no certificate is among it.
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty()
    }

    fn trouble(&mut self, name: &str, what: &str) {
        self.troubles.push(format!("{name} {what}"));
    }

    fn read_pem(&mut self, name: &str, bytes: &[u8]) -> bool {
        let mut is_pem = false;
        for (label, body) in pem::whole_blocks(bytes) {
            is_pem = true;
            match label.as_str() {
                "CERTIFICATE" => self.certificate(name, &body.contents),
                // OpenSSL's trusted form has its own data behind the certificate.
                "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => {
                    let first = Reader(&body.contents).any().map(|first| first.whole);
                    self.certificate(name, first.unwrap_or_default());
                }
                "PKCS7" | "CMS" if self.pkcs7(name, &body.contents) => {}
                "PKCS7" | "CMS" => self.trouble(name, "holds PKCS#7 that cannot be read"),
                label if pem::is_private_key(label) && body.dek_info().is_some() => {
                    self.trouble(name, LOCKED);
                }
                label if pem::is_private_key(label) => self.key(name, &body.contents),
                _ => {}
            }
        }
        is_pem
    }

    fn read_der(&mut self, name: &str, bytes: &[u8]) -> bool {
        if !matches!(bytes, [tag::SEQUENCE, ..]) {
            return false;
        }
        if self.pkcs7(name, bytes) {
        } else if let Ok(certificate) = Certificate::from_der(bytes) {
            self.certificates.push((name.to_owned(), certificate));
        } else if !matches!(PrivateKey::parse(bytes), Err(KeyError::Unparsable)) {
            self.key(name, bytes);
        } else if is_pkcs12(bytes) {
            self.trouble(
                name,
                "is a PKCS#12 store; unpack it with: openssl pkcs12 -in FILE -nodes",
            );
        } else {
            return false;
        }
        true
    }

    /// The `data` of Secrets, or what their `stringData` says.
    fn read_secrets(&mut self, name: &str, bytes: &[u8]) {
        let Ok(text) = std::str::from_utf8(bytes) else {
            return;
        };
        for text in text.split(NEXT_DOCUMENT) {
            if let Ok(tree) = document::parse(text.as_bytes()) {
                self.node(name, &tree);
            }
        }
    }

    fn node(&mut self, name: &str, node: &Node) {
        for item in node.items() {
            self.node(name, item);
        }
        for (key, value) in node.entries() {
            let Value::Scalar { text, .. } = value.value() else {
                self.node(name, value);
                continue;
            };
            if !is_material(&key.text) {
                continue;
            }
            let packed: String = text.split_whitespace().collect();
            let Ok(bytes) = STANDARD.decode(packed).map(Zeroizing::new) else {
                continue;
            };
            let name = format!("{name}, {}", key.text);
            if !self.read_pem(&name, &bytes) {
                self.read_der(&name, &bytes);
            }
        }
    }

    fn certificate(&mut self, name: &str, der: &[u8]) {
        match Certificate::from_der(der) {
            Ok(certificate) => self.certificates.push((name.to_owned(), certificate)),
            Err(error) => self.trouble(
                name,
                &format!("holds a certificate that Go refuses: {error}"),
            ),
        }
    }

    fn key(&mut self, name: &str, der: &[u8]) {
        match Key::from_der(der) {
            Ok(key) => self.keys.push((name.to_owned(), key)),
            Err(_) if matches!(PrivateKey::parse(der), Err(KeyError::Encrypted)) => {
                self.trouble(name, LOCKED);
            }
            Err(error) => self.trouble(name, &format!("holds a key: {error}")),
        }
    }

    /// The certificates of `SignedData` (RFC 2315, section 9.1), its third or
    /// fourth field. False for bytes that are something else.
    fn pkcs7(&mut self, name: &str, der: &[u8]) -> bool {
        let found = || {
            let mut info = Reader(der).read(tag::SEQUENCE)?;
            if info.oid()? != SIGNED_DATA {
                return None;
            }
            let mut signed = info.read(tag::constructed(0))?.read(tag::SEQUENCE)?;
            signed.number()?;
            signed.read(tag::SET)?;
            signed.read(tag::SEQUENCE)?;
            let mut certificates = signed.read(tag::constructed(0))?;
            let mut all: Vec<Element<'_>> = Vec::new();
            while !certificates.is_empty() {
                all.push(certificates.any()?);
            }
            Some(all)
        };
        let Some(certificates) = found() else {
            return false;
        };
        for certificate in certificates {
            self.certificate(name, certificate.whole);
        }
        true
    }
}

const LOCKED: &str =
    "holds a key under a passphrase; take it off with: openssl pkey -in FILE -out plain.key";

/// Whether an entry of a Secret is named as certificates and keys are.
fn is_material(entry: &str) -> bool {
    [".crt", ".key", ".pem", ".cer", ".p7b"]
        .iter()
        .any(|ending| entry.ends_with(ending))
}

/// `PFX` (RFC 7292, section 4) begins with the version 3.
fn is_pkcs12(der: &[u8]) -> bool {
    let mut outer = Reader(der).read(tag::SEQUENCE);
    outer
        .as_mut()
        .is_some_and(|outer| outer.peek(tag::INTEGER) && outer.number() == Some(3))
}
