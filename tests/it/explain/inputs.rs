//! A hundred megabytes of anything: no panic, and memory that stays the same.
//!
//! `cargo test --test it -- --ignored explain::inputs` runs them; they take a
//! minute in a debug build.

use std::io::Write;
use std::process::Stdio;

use crate::place::{Place, Ran};

const SIZE: usize = 100 << 20;

/// What a process may take, in KiB: 200 MB for any input.
const MOST_MEMORY: usize = 200_000;

/// Feeds `block` until there are 100 MB, under a limit of memory that the
/// shell sets, and gives what was said.
fn fed(block: &[u8]) -> Ran {
    let place = Place::new();
    let script = format!("ulimit -v {MOST_MEMORY}; exec \"$0\" explain --format json");
    let mut child = std::process::Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_mimir-tls")])
        .current_dir(place.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            for _ in 0..SIZE.div_ceil(block.len()) {
                stdin.write_all(block).unwrap();
            }
        });
        Ran::of(child.wait_with_output().unwrap())
    })
}

#[test]
#[cfg(target_os = "linux")]
#[ignore = "a hundred megabytes each, a minute in all"]
fn a_hundred_megabytes_of_anything() {
    let error = "level=error err=\"x509: certificate is valid for a, not b\" addr=";
    let different: String = (0..20_000)
        .map(|port| format!("{error}10.0.0.1:{port}\n"))
        .collect();
    let one_line = different.replace('\n', " ");
    let escapes = "\\".repeat(1 << 16) + "\"error reading server preface: ";
    let beginnings = "x509: certificate is valid for ".repeat(4000);
    for (what, block, code) in [
        ("no line at all", vec![b'x'; 1 << 20], 1),
        ("nothing but NUL", vec![0; 1 << 20], 1),
        ("nothing but newlines", vec![b'\n'; 1 << 20], 1),
        ("an error in every line", different.into_bytes(), 0),
        ("errors in one line", one_line.into_bytes(), 0),
        ("escapes", escapes.into_bytes(), 0),
        ("beginnings of errors", beginnings.into_bytes(), 1),
        (
            "half of UTF-16",
            [b"\xff\xfe".to_vec(), vec![0xd8; 1 << 20]].concat(),
            1,
        ),
    ] {
        let ran = fed(&block);
        assert_eq!(ran.code, Some(code), "{what}: {}", ran.stderr);
    }
}
