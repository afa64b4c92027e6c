//! Logs: wherever the chunks end, the report is the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mimir_tls::explain::{Explainer, LogReport};
use mimir_tls::language::Language;

fn report<'a>(chunks: impl Iterator<Item = &'a [u8]>) -> LogReport {
    let mut explainer = Explainer::new(Language::English);
    chunks.for_each(|chunk| explainer.feed(chunk));
    explainer.finish()
}

fuzz_target!(|bytes: &[u8]| {
    let Some((size, log)) = bytes.split_first() else {
        return;
    };
    let whole = report([log].into_iter());
    assert_eq!(report(log.chunks(usize::from(*size) + 1)), whole);
    assert!(
        whole
            .found
            .iter()
            .all(|found| found.last_line <= whole.lines && found.count > 0)
    );
});
