//! Certificates and keys among the inputs, and which of them a setting means.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::finding::Place;
use crate::pki::pem;
use crate::pki::private_key::{KeyError, PrivateKey};
use crate::pki::x509::{Certificate, NegativeSerial, PublicKey};

/// One file of certificates or keys, or one entry of a Secret.
pub(super) struct Material {
    /// Its path; for an entry of a Secret, `NAME/ENTRY`.
    pub(super) path: String,
    /// Where it is.
    pub(super) place: Place,
    /// All of it, until it is one of the cluster's files.
    pub(super) bytes: Zeroizing<Vec<u8>>,
    pub(super) mode: Option<u32>,
    /// The Secret or ConfigMap that it is in.
    pub(super) of: Option<String>,
    pub(super) certificates: Vec<(usize, Arc<Certificate>)>,
    pub(super) keys: Vec<(usize, KeyState)>,
    /// Blocks that Go passes over or cannot read: the line, and why.
    pub(super) damaged: Vec<(usize, String)>,
    /// Where reading ended, if not at the end.
    pub(super) unread: Option<usize>,
    /// What is in it is DER.
    pub(super) is_der: bool,
}

/// More blocks than this are in no file of certificates; a system's own bundle
/// has a hundred and fifty.
pub(super) const MOST_BLOCKS: usize = 1000;

/// What is to be said of a private key.
pub(super) enum KeyState {
    /// It can be read; the public half, where it is in the file.
    Good(Option<PublicKey>),
    /// It is encrypted, which Go does not read; the public half, where somebody
    /// knew the passphrase.
    Encrypted(Option<PublicKey>),
    /// It cannot be read.
    Broken,
}

impl Material {
    pub(super) fn read(
        path: String,
        place: Place,
        bytes: Vec<u8>,
        mode: Option<u32>,
        of: Option<String>,
        opened: Option<&[u8]>,
    ) -> Self {
        let mut opened = pem::whole_blocks(opened.unwrap_or_default())
            .map(|(_, body)| PrivateKey::parse(&body.contents).ok()?.public());
        let mut material = Self {
            path,
            place,
            mode,
            of,
            certificates: Vec::new(),
            keys: Vec::new(),
            damaged: Vec::new(),
            unread: None,
            is_der: false,
            bytes: Zeroizing::new(Vec::new()),
        };
        for (number, block) in pem::blocks(&bytes).enumerate() {
            let label = block.label;
            if number == MOST_BLOCKS {
                material.unread = Some(block.line);
                break;
            }
            match block.body {
                Err(reason) => material
                    .damaged
                    .push((block.line, format!("{label}: {reason}"))),
                Ok(body) if label == "CERTIFICATE" => {
                    material.certificate(block.line, &body.contents);
                }
                Ok(body) if pem::is_private_key(&label) => {
                    let key = PrivateKey::parse(&body.contents);
                    let state = match key {
                        // As `passphrase::unlock` counts them.
                        _ if body.dek_info().is_some() => {
                            KeyState::Encrypted(opened.next().flatten())
                        }
                        Err(KeyError::Encrypted) => KeyState::Encrypted(opened.next().flatten()),
                        _ if label.starts_with("ENCRYPTED ") => KeyState::Encrypted(None),
                        Ok(key) => KeyState::Good(key.public()),
                        Err(_) => KeyState::Broken,
                    };
                    material.keys.push((block.line, state));
                }
                Ok(_) if is_passed_over(&label) => {
                    let reason = format!("Go passes over the label {label}");
                    material.damaged.push((block.line, reason));
                }
                Ok(_) => {}
            }
        }
        let is_empty = material.certificates.is_empty()
            && material.keys.is_empty()
            && material.damaged.is_empty();
        material.is_der = is_empty && matches!(bytes.as_slice(), [0x30, 0x80..=0x84, ..]);
        material.bytes = Zeroizing::new(bytes);
        material
    }

    fn certificate(&mut self, line: usize, der: &[u8]) {
        match Certificate::from_der_with(der, NegativeSerial::Accepted) {
            Ok(certificate) => self.certificates.push((line, Arc::new(certificate))),
            Err(error) => self.damaged.push((line, error.to_string())),
        }
    }

    /// The certificate that is presented, the first of the file.
    pub(super) fn leaf(&self) -> Option<&Arc<Certificate>> {
        self.certificates
            .first()
            .map(|(_, certificate)| certificate)
    }

    /// A line of it, as a place of the file that holds it.
    pub(super) fn at(&self, line: usize) -> Place {
        if self.of.is_some() {
            return self.place.clone();
        }
        Place {
            file: self.place.file.clone(),
            line,
            column: 0,
        }
    }
}

/// Labels that hold a certificate or key under a name that Go does not take.
fn is_passed_over(label: &str) -> bool {
    matches!(
        label,
        "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" | "PKCS7" | "CMS"
    )
}

/// A path without its folders.
pub(super) fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
