//! A change of a cluster of 1,000 processes, from start to exit: planned, every
//! phase proven, and its folders written.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use mimir_tls::catalog::{Catalog, Mode};

use crate::stopwatch::{Contestant, Row, race, time};

const PROCESSES: usize = 1_000;
const ROUNDS: usize = 5;

pub(crate) fn measure() -> Vec<Row> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("plan.yaml"), plan()).expect("a plan");
    run(folder.path(), &["generate", "--plan", "plan.yaml"]);
    let changes: [(&'static str, &[&str]); 3] = [
        ("mimir-tls change --new-ca", &["--new-ca"]),
        ("mimir-tls change --renew", &["--renew"]),
        (
            "mimir-tls change --server-name",
            &["--server-name", "a.example"],
        ),
    ];
    let contestants = changes.map(|(name, options)| {
        let folder = folder.path();
        let round = move || {
            let (_, took) = time(|| run(folder, &[&["change"], options].concat()));
            fs::remove_dir_all(folder.join("mimir-tls.change")).expect("a change");
            Some(took)
        };
        Contestant {
            name,
            round: Box::new(round),
        }
    });
    race(contestants.into(), ROUNDS)
}

/// As many processes, spread over the components of the newest release.
fn plan() -> String {
    let catalog = Catalog::builtin();
    let components = catalog
        .components(Mode::Microservices, catalog.newest())
        .expect("the newest release has microservices");
    let (each, more) = (PROCESSES / components.len(), PROCESSES % components.len());
    let mut plan = String::from("version: 1\nmode: microservices\ncomponents:\n");
    for (number, component) in components.iter().enumerate() {
        let count = each + usize::from(number < more);
        // Writing into a String cannot fail.
        let _ = writeln!(plan, "  {component}: {{replicas: {count}}}");
    }
    plan
}

fn run(folder: &Path, arguments: &[&str]) {
    let status = Command::new(env!("CARGO_BIN_EXE_mimir-tls"))
        .arg("--quiet")
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .expect("the binary");
    assert!(status.success(), "{arguments:?}: {status}");
}
