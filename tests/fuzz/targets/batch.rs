//! Cases of `handshake --batch`, one a line, judged to the end.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mimir_tls::doctor;
use mimir_tls::pki::Instant;
use mimir_tls::prove::{Case, Side};
use mimir_tls_fuzz::{NOW, file};

/// More lines say no more.
const LINES: usize = 8;

fuzz_target!(|bytes: &[u8]| {
    let read = |path: &str| match file(path) {
        Some(text) => Ok(text.into()),
        None => Err("there is none".to_owned()),
    };
    for line in bytes.split(|byte| *byte == b'\n').take(LINES) {
        let Ok(case) = Case::from_json(line, &read) else {
            continue;
        };
        let judged = case.judge(Instant::from_unix(NOW));
        let answer = judged.answer();
        assert_eq!(answer.ok, answer.protocol.is_some(), "{answer:?}");
        assert_eq!(answer.ok, doctor::named(&judged).is_none(), "{answer:?}");
        let said = match answer.failed_side {
            None => answer.client_error.is_none() && answer.server_error.is_none(),
            Some(Side::Client) => answer.client_error.is_some(),
            Some(Side::Server) => answer.server_error.is_some(),
        };
        assert!(said, "who failed says why: {answer:?}");
        assert_eq!(answer.ok, answer.failed_side.is_none(), "{answer:?}");
        assert!(serde_json::to_string(&answer).is_ok());
    }
});
