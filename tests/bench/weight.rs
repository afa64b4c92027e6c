//! What a user downloads and what a reviewer reads.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

pub(crate) fn measure() -> Vec<(&'static str, String)> {
    vec![
        ("release binary", binary()),
        ("crates, library", dependencies(&["--no-default-features"])),
        ("crates, library and binary", dependencies(&[])),
    ]
}

fn binary() -> String {
    fs::metadata(env!("CARGO_BIN_EXE_mimir-tls")).map_or_else(
        |error| error.to_string(),
        |file| format!("{:.2} MB", file.len() as f64 / 1e6),
    )
}

/// How many crates a normal build compiles for this machine, not our own.
fn dependencies(features: &[&str]) -> String {
    let tree = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--offline",
            "--package",
            "mimir-tls",
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ])
        .args(features)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo tree");
    // A crate that was printed before is marked with a star at the end.
    let text = String::from_utf8_lossy(&tree.stdout);
    let crates: BTreeSet<&str> = text
        .lines()
        .filter(|it| !it.is_empty())
        .map(|it| it.trim_end_matches(" (*)"))
        .collect();
    crates.len().saturating_sub(1).to_string()
}
