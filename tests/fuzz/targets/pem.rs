//! PEM, whatever of it there is, as a file of each kind.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mimir_tls::pki::{Instant, inspect};
use mimir_tls::prove::{Credentials, Pool};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(items) = inspect::inspect(bytes, Instant::from_unix(1_800_000_000)) {
        let _ = inspect::describe(&items);
    }
    let pool = Pool::from_pem(bytes);
    assert_eq!(pool.is_empty(), pool.certificates().is_empty());
    // A file with both halves is read as both, and any cut of it as one of each.
    let _ = Credentials::from_pem(bytes, bytes);
    let (certificate, key) = bytes.split_at(bytes.len() / 2);
    let _ = Credentials::from_pem(certificate, key);
});
