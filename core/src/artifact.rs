//! What `generate` makes, before anybody has written it anywhere.

use crate::pki::SecretPem;

/// One file of the output: its path and its content.
#[derive(Debug, Clone)]
pub struct Artifact {
    /// The file's path below the output folder, with `/` between the parts.
    pub path: String,
    /// What the file holds, a text or a secret.
    pub content: Content,
}

/// The content of an [`Artifact`], which says who may read the file.
#[derive(Debug, Clone)]
pub enum Content {
    /// Anybody's to read: mode 0644.
    Text(String),
    /// A private key: mode 0600.
    Secret(SecretPem),
}

impl Artifact {
    /// A file that anybody may read.
    pub fn text(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            content: Content::Text(text.into()),
        }
    }

    /// The bytes to write to the file.
    pub fn bytes(&self) -> &[u8] {
        self.content.bytes()
    }

    /// Whether only the owner may read the file.
    pub fn is_secret(&self) -> bool {
        matches!(self.content, Content::Secret(_))
    }
}

impl Content {
    /// The content as bytes, to be written as they are.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Secret(pem) => pem.expose().as_bytes(),
        }
    }
}
