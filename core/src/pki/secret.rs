//! The PEM of a private key.

use std::fmt;

use memchr::memmem;
use zeroize::Zeroizing;

use super::private_key::PrivateKey;

/// How every private key in PEM is called, and how one that a passphrase closes.
const LABEL: &[u8] = b"PRIVATE KEY-----";
const ENCRYPTED: &[u8] = b"ENCRYPTED ";

/// The most bytes of a key in DER.
const LARGEST_DER: usize = 16 << 10;

/// Whether a private key in PEM or DER is among the bytes, that no passphrase
/// closes. A part of a file suffices that has [`KEY_LABEL`] bytes of the one
/// before it.
///
/// ```
/// use mimir_tls::pki::holds_key;
///
/// assert!(holds_key(b"-----BEGIN EC PRIVATE KEY-----"));
/// assert!(!holds_key(b"-----BEGIN ENCRYPTED PRIVATE KEY-----"));
/// ```
pub fn holds_key(bytes: &[u8]) -> bool {
    let mut found = memmem::find_iter(bytes, LABEL);
    let is_open = |at: usize| !bytes.get(..at).is_some_and(|it| it.ends_with(ENCRYPTED));
    found.any(is_open)
        || bytes.first() == Some(&0x30)
            && bytes.len() <= LARGEST_DER
            && PrivateKey::parse(bytes).is_ok()
}

/// The bytes by which a key in PEM is told, at most.
pub const KEY_LABEL: usize = LABEL.len() + ENCRYPTED.len();

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
