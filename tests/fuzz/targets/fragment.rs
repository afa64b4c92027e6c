//! Addresses of the page, one a line: what was read is written, and read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mimir_tls_web::app::address::Unread;
use mimir_tls_web::app::fragment::{read, write};

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    for address in text.split('\n') {
        let (place, _) = read(address);
        let written = write(&place);
        assert!(written.is_ascii() && !written.contains("-----BEGIN"));
        match read(&written) {
            // A letter that was not escaped may become nine when it is.
            (_, Some(Unread::Long)) => assert!(written.len() > address.len()),
            again => assert_eq!(again, (place, None), "{written}"),
        }
    }
});
