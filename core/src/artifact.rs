//! What `generate` makes, before anybody has written it anywhere.

use crate::pki::SecretPem;

/// One output file.
#[derive(Debug)]
pub struct Artifact {
    /// Where it goes, below the output folder, with `/` between the parts.
    pub path: String,
    /// What is in it.
    pub content: Content,
}

/// What is in an [`Artifact`], and so who may read it.
#[derive(Debug)]
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

    /// The bytes to write.
    pub fn bytes(&self) -> &[u8] {
        self.content.bytes()
    }

    /// Whether only the owner may read it.
    pub fn is_secret(&self) -> bool {
        matches!(self.content, Content::Secret(_))
    }
}

impl Content {
    /// The bytes of it.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Secret(pem) => pem.expose().as_bytes(),
        }
    }
}
