//! The doctor, over one file or several: a line `#@ PATH` begins the next.
//! Certificates that are good stand beside them.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mimir_tls::catalog::Catalog;
use mimir_tls::doctor::{Input, Options, check, one_by_one};
use mimir_tls::pki::Instant;
use mimir_tls_fuzz::{NOW, files};

const NEXT: &[u8] = b"#@ ";
/// More files say no more.
const MOST: usize = 8;

/// The path and the bytes of each file.
fn split(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    let mut file = ("input".to_owned(), Vec::new());
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_prefix(NEXT).filter(|_| all.len() < MOST) {
            Some(path) => {
                let path = String::from_utf8_lossy(path.trim_ascii()).into_owned();
                all.push(std::mem::replace(&mut file, (path, Vec::new())));
            }
            None => file.1.extend_from_slice(line),
        }
    }
    all.push(file);
    all
}

fuzz_target!(|bytes: &[u8]| {
    let strange = split(bytes);
    let good = files()
        .iter()
        .map(|(name, text)| (format!("tls/{name}"), text.as_bytes().to_vec()));
    let inputs: Vec<Input> = strange
        .iter()
        .cloned()
        .chain(good)
        .map(|(path, bytes)| Input {
            path,
            bytes,
            mode: None,
        })
        .collect();
    let options = Options::new(Catalog::builtin().newest(), Instant::from_unix(NOW));
    let report = check(inputs, options, one_by_one);

    // Two files may be called alike; the longer one is meant then.
    let lines = |path: &str| {
        let texts = strange.iter().filter(|(it, _)| it == path);
        let ends = |text: &[u8]| text.iter().filter(|byte| b"\r\n".contains(byte)).count();
        texts.map(|(_, text)| ends(text) + 1).max()
    };
    for finding in &report.findings {
        let line = finding.place.line;
        let last = lines(&finding.place.file).unwrap_or(usize::MAX);
        assert!(line <= last, "{} of {last}: {}", line, finding.code);
    }
    let told = serde_json::to_string(&report).unwrap_or_default();
    for (name, text) in files().iter().filter(|(name, _)| name.ends_with(".key")) {
        let mut body = text.lines().filter(|line| !line.starts_with("-----"));
        let is_given = strange.iter().any(|(_, strange)| {
            body.clone()
                .any(|line| strange.windows(line.len()).any(|it| it == line.as_bytes()))
        });
        assert!(
            is_given || body.all(|line| !told.contains(line)),
            "{name} is told"
        );
    }
});
