//! Runs with --fix that are killed at some moment. `cargo test --workspace --test it
//! -- --ignored seeded` kills 200 of them.

use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::seeded::Dice;
use crate::place::Place;

/// Runs that are killed lose nothing, and are in nobody's way.
fn kills(count: u64) {
    const FILES: usize = 12;
    let old = "-target=ingester\n-server.grpc-tls-cert-path=/tls/server.crt\n\
        -server.grpc-tls-key-path=/tls/server.key\n-server.grpc-tls-ca-path=/tls/root.crt\n\
        -server.grpc-tls-client-auth=RequiredAndVerifyClientCert\n";
    let new = old.replace("Required", "Require");
    let names: Vec<String> = (0..FILES)
        .map(|number| format!("ingester-{number}.flags"))
        .collect();
    let fresh = || {
        let place = Place::new();
        for name in &names {
            fs::write(place.at(name), old).unwrap();
        }
        // One of them has another name.
        fs::hard_link(place.at(&names[0]), place.at("other")).unwrap();
        place
    };
    let command = |place: &Place| {
        let arguments = ["check", "--fix", "--in-place"].map(str::to_owned);
        let mut command = place.command(arguments.iter().chain(&names));
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let elapsed = || {
        let place = fresh();
        let start = Instant::now();
        assert_eq!(command(&place).status().unwrap().code(), Some(1));
        start.elapsed()
    };
    let whole = (0..5).map(|_| elapsed()).min().unwrap();
    let mut dice = Dice::of(count);
    let mut ended = 0;
    for _ in 0..count {
        let place = fresh();
        let mut child = command(&place).spawn().unwrap();
        // It is written at the end.
        let part = u32::try_from(200 + dice.below(850)).unwrap();
        std::thread::sleep(whole * part / 1000);
        let _ = child.kill();
        ended += usize::from(child.wait().unwrap().code().is_none());
        for name in names.iter().map(String::as_str).chain(["other"]) {
            let text = fs::read_to_string(place.at(name)).unwrap();
            assert!(text == old || text == new, "{name}: {text}");
        }
        let again = command(&place).status().unwrap().code();
        assert!(matches!(again, Some(0 | 1)), "{again:?}");
        for name in names.iter().map(String::as_str).chain(["other"]) {
            assert_eq!(fs::read_to_string(place.at(name)).unwrap(), new, "{name}");
        }
        assert_eq!(place.listing().len(), FILES + 1, "{:?}", place.listing());
    }
    eprintln!("{ended} of {count} runs were killed, of {whole:?} each");
    assert!(ended > 0 || whole < Duration::from_millis(20));
}

#[test]
fn a_killed_run_loses_nothing() {
    kills(20);
}

#[test]
#[ignore = "minutes: 200 runs"]
fn seeded_a_killed_run_loses_nothing() {
    kills(200);
}
