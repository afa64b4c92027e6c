//! Every form that the doctor reads: the first byte says which, by the name that
//! the text is given.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mimir_tls::catalog::Catalog;
use mimir_tls::doctor::{Input, Options, check_and_fix, one_by_one};
use mimir_tls::pki::Instant;
use mimir_tls_fuzz::NOW;

/// A name for each form; of those without an ending, what they hold tells.
const NAMES: [&str; 14] = [
    "run.sh",
    "mimir.service",
    "mimir.flags",
    "mimir.env",
    "compose.yaml",
    "values.yaml",
    "mimir.yaml",
    "main.tf",
    "job.nomad",
    "config.alloy",
    "nginx.conf",
    "haproxy.cfg",
    "Caddyfile",
    "mimir",
];

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, text)) = bytes.split_first() else {
        return;
    };
    let input = Input {
        path: NAMES[usize::from(*kind) % NAMES.len()].to_owned(),
        bytes: text.to_vec(),
        mode: None,
    };
    let options = Options::new(Catalog::builtin().newest(), Instant::from_unix(NOW));
    let (report, fixes) = check_and_fix(vec![input], options, one_by_one);
    for fixed in &fixes.texts {
        assert_ne!(fixed.old, fixed.new, "a fix that changes nothing");
    }
    let last = text.iter().filter(|byte| b"\r\n".contains(byte)).count() + 1;
    for finding in &report.findings {
        let line = finding.place.line;
        assert!(line <= last, "{line} of {last}: {}", finding.code);
    }
});
