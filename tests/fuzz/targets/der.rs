//! DER: certificates, requests and lists, and whatever else it claims to be.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mimir_tls::pki::x509::Certificate;
use mimir_tls::pki::{Instant, inspect};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(certificate) = Certificate::from_der(bytes) {
        assert_eq!(certificate.raw(), bytes, "nothing of it is passed over");
        let _ = (
            certificate.serial_decimal(),
            certificate.unhandled_critical(),
        );
        let _ = certificate.subject().to_string();
    }
    if let Ok(items) = inspect::inspect(bytes, Instant::from_unix(1_800_000_000)) {
        let _ = inspect::describe(&items);
    }
});
