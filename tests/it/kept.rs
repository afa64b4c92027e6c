//! What `generate` keeps of a folder that it replaces.

use std::fs;

use expect_test::expect;

use crate::place::Place;

#[test]
fn the_ca_stays_unless_another_is_asked_for() {
    let place = Place::new();
    let first = place.good("generate --mode monolithic").stdout;
    let new = "\n  CA: new: give root.crt to every process and every client\n";
    assert!(first.contains(new), "{first}");
    let root = || place.read("mimir-tls/certs/root.crt");
    let key = || place.read("mimir-tls/certs/server.key");
    let (ca, server) = (root(), key());
    let strict =
        "generate --plan mimir-tls/plan.yaml --force --http-auth RequireAndVerifyClientCert";
    let again = place.good(strict).stdout;
    assert!(again.contains("\n  CA: kept (SHA-256 "), "{again}");
    assert_eq!((root(), key()), (ca.clone(), server.clone()));
    // Another kind of key is another key, under the same CA.
    place.good("generate -q --plan mimir-tls/plan.yaml --force --algorithm ed25519");
    assert_eq!(root(), ca);
    assert_ne!(key(), server);
    let ran = place.good("generate --plan mimir-tls/plan.yaml --force --new-ca --format json");
    let said: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(said["ca"], "new");
    assert_ne!(root(), ca);
    place.good("prove -q");
}

#[test]
fn a_ca_that_cannot_be_kept_is_not_replaced_in_silence() {
    let place = Place::new();
    place.good("generate -q --mode monolithic");
    let ran = place.good("generate --mode monolithic --force --ca-days 900");
    assert!(
        ran.stderr.contains("warning: the CA is kept as it is"),
        "{}",
        ran.stderr
    );
    fs::remove_file(place.at("mimir-tls/ca/root.key")).unwrap();
    place.refused(
        ["generate", "--mode", "monolithic", "--force"],
        &expect![[r#"
        error: the CA of mimir-tls/ cannot be kept: its key is not there
        hint: `--ca-key FILE` says where it is; where others sign, `mimir-tls request` asks them
        hint: `--new-ca` makes another CA, whose root.crt every process and every client then needs
    "#]],
    );
    place.good("generate -q --mode monolithic --force --new-ca");
}

#[test]
fn it_is_made_when_it_is_needed() {
    let place = Place::new();
    let changed = |options: &str| {
        let arguments = format!("generate --mode monolithic --if-needed --format json {options}");
        let said: serde_json::Value = serde_json::from_str(&place.good(&arguments).stdout).unwrap();
        said["changed"].as_bool().unwrap()
    };
    assert!(changed("--days 40"));
    assert!(!changed("--days 40"));
    assert!(!changed("--days 40 --within 39d"));
    assert!(changed("--days 40 --within 41d"));
    assert!(changed("--days 50"));
    assert!(!changed("--days 50"));
    fs::write(place.at("mimir-tls/flags/all.flags"), "").unwrap();
    assert!(changed("--days 50"));
    // A half copied folder does not hold.
    fs::copy(
        place.at("mimir-tls.backup-1/certs/server.crt"),
        place.at("mimir-tls/certs/server.crt"),
    )
    .unwrap();
    fs::copy(
        place.at("mimir-tls/certs/client.key"),
        place.at("mimir-tls/certs/server.key"),
    )
    .unwrap();
    assert!(changed("--days 50"));
    assert!(changed("--days 50 --new-ca --keep 1"));
    let ran = place.good("generate --mode monolithic --if-needed --days 50");
    assert_eq!(ran.stdout.lines().count(), 1, "{}", ran.stdout);
    let backups = place.listing();
    let backups = backups.iter().filter(|name| name.ends_with("/plan.yaml"));
    assert_eq!(backups.count(), 2);
}

#[test]
fn a_folder_in_the_way_has_an_exit_code_of_its_own() {
    let place = Place::new();
    place.good("generate -q --mode monolithic");
    assert_eq!(place.run("generate --mode monolithic").code, Some(3));
    assert_eq!(place.run("request --mode monolithic").code, Some(3));
    assert_eq!(
        place
            .run("generate --mode monolithic --out mimir-tls/plan.yaml")
            .code,
        Some(2)
    );
}

#[test]
fn later_plans_win_and_lists_of_the_command_line_add() {
    let place = Place::new()
        .with(
            "base.yaml",
            "version: 1\nmode: monolithic\nrelease: '2.17'\ncertificates: {dns: [a.example, b.example]}\n",
        )
        .with("prod.yaml", "version: 1\nrelease: '3.0'\ncertificates: {leaf: {days: 90}}\n");
    let plan = |options: &str| {
        place
            .good(&format!("plan --plan base.yaml --plan prod.yaml {options}"))
            .stdout
    };
    let both = plan("");
    for part in [
        "mode: monolithic",
        "release: \"3.0.",
        "days: 90",
        "- a.example",
        "- b.example",
    ] {
        assert!(both.contains(part), "{part}: {both}");
    }
    let added = plan("--dns c.example");
    assert!(
        added.contains("- a.example") && added.contains("- c.example"),
        "{added}"
    );
    let anew = plan("--dns= --dns c.example");
    assert!(
        !anew.contains("a.example") && anew.contains("- c.example"),
        "{anew}"
    );
    fs::write(place.at("prod.yaml"), "version: 1\nrelease: '1.0'\n").unwrap();
    let ran = place.run("plan --plan base.yaml --plan prod.yaml");
    assert!(
        ran.stderr.starts_with("error: prod.yaml: line 2"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_proof_looks_ahead() {
    let place = Place::new();
    place.good("generate -q --mode monolithic --days 10");
    assert_eq!(place.good("prove").stderr.matches("warning: ").count(), 2);
    place.good("prove --within 9d");
    let ran = place.run("prove --within 2w");
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stderr.contains("\nhint: mimir-tls renew mimir-tls\n"),
        "{}",
        ran.stderr
    );
    assert_eq!(place.run("prove --within soon").code, Some(2));
}
