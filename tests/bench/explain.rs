//! Known errors in a large log, beside `grep -E` of the same patterns.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use mimir_tls::explain::known;

use crate::stopwatch::{Contestant, Row, race, time};

/// How large the log is, in bytes.
pub(crate) const SIZE: usize = 256 << 20;
const ROUNDS: usize = 3;
/// A line in so many tells of an error.
const RARE: usize = 200;

pub(crate) fn measure() -> Vec<Row> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let log = folder.path().join("mimir.log");
    fs::write(&log, text(SIZE)).expect("written");
    let patterns = folder.path().join("patterns");
    fs::write(&patterns, regular_expressions()).expect("written");
    race(
        vec![
            contestant(
                "mimir-tls explain",
                &log,
                env!("CARGO_BIN_EXE_mimir-tls"),
                &["explain"],
            ),
            contestant(
                "grep -E -c, LC_ALL=C",
                &log,
                "grep",
                &["-E", "-c", "-f", &patterns.to_string_lossy()],
            ),
        ],
        ROUNDS,
    )
}

/// What a Mimir writes all day, with every known error now and then.
pub(crate) fn text(size: usize) -> String {
    let mut text = String::with_capacity(size + 1024);
    let errors = known().iter().map(|row| row.example.as_str()).cycle();
    for (number, error) in (0..).zip(errors) {
        for line in 0..RARE {
            let _ = writeln!(
                text,
                "ts=2026-11-23T10:{:02}:{:02}.{number:06}Z caller=grpc_logging.go:66 level=info method=/cortex.Ingester/Push duration={line}.{number}ms user=tenant-{line} msg=\"gRPC\" addr=10.0.{line}.{}:9095",
                number % 60,
                line % 60,
                number % 256
            );
        }
        let _ = writeln!(
            text,
            "ts=2026-11-23T10:00:00.{number:06}Z caller=pool.go:250 level=warn msg=\"removing ingester failing healthcheck\" addr=10.0.0.7:9095 reason={error:?}"
        );
        if text.len() >= size {
            return text;
        }
    }
    text
}

/// The patterns, one a line, a hole as anything.
fn regular_expressions() -> String {
    let mut text = String::new();
    for pattern in known().iter().flat_map(|row| &row.patterns) {
        for (place, part) in pattern.split(['{', '}']).enumerate() {
            if place % 2 == 1 {
                text.push_str(".*");
                continue;
            }
            for letter in part.chars() {
                if ".*+?()[]|^$\\".contains(letter) {
                    text.push('\\');
                }
                text.push(letter);
            }
        }
        text.push('\n');
    }
    text
}

fn contestant<'a>(
    name: &'static str,
    log: &'a Path,
    program: &'static str,
    arguments: &[&str],
) -> Contestant<'a> {
    let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
    let round = move || {
        // What it prints is read: grep stops at the first match where nobody reads.
        let (run, took) = time(|| {
            Command::new(program)
                .args(&arguments)
                .env("LC_ALL", "C")
                .stdin(File::open(log).expect("the log"))
                .output()
        });
        let run = run.ok()?;
        assert!(run.status.success(), "{program}: {}", run.status);
        Some(took)
    };
    Contestant {
        name,
        round: Box::new(round),
    }
}
