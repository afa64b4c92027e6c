//! Digests as they are written: in lower-case hexadecimal.
//!
//! ```
//! use mimir_tls::digest;
//!
//! assert_eq!(digest::hex(&[0, 0xa1]), "00a1");
//! assert!(digest::sha256(b"").starts_with("e3b0c44298fc1c14"));
//! ```

use ring::digest::{SHA256, digest};

/// Bytes in lower-case hexadecimal, two digits each.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The SHA-256 of bytes in lower-case hexadecimal, 64 digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex(digest(&SHA256, bytes).as_ref())
}
