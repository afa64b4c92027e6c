//! The PEM of a private key.

use std::fmt;

use zeroize::Zeroizing;

/// A private key in PEM, wiped when dropped and never shown by accident.
///
/// The only way to its text is [`expose`](Self::expose), so that a search for
/// that word finds every place that a key passes.
///
/// ```
/// use mimir_tls::pki::SecretPem;
///
/// let key = SecretPem::new(String::from("-----BEGIN PRIVATE KEY-----"));
/// assert_eq!(format!("{key:?}"), "SecretPem([secret elided])");
/// ```
///
/// It cannot be printed:
/// ```compile_fail,E0277
/// let key = mimir_tls::pki::SecretPem::new(String::new());
/// println!("{key}");
/// ```
///
/// nor serialised:
/// ```compile_fail,E0277
/// let key = mimir_tls::pki::SecretPem::new(String::new());
/// serde_json::to_string(&key);
/// ```
#[derive(Clone)]
pub struct SecretPem(Zeroizing<String>);

impl SecretPem {
    /// Takes over the text of a key.
    #[must_use]
    pub fn new(pem: String) -> Self {
        Self(Zeroizing::new(pem))
    }

    /// The key itself: for the file that holds it, and for a handshake.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretPem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretPem([secret elided])")
    }
}
