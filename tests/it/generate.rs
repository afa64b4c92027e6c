//! The main job as a user meets it.

use std::fs;

use expect_test::expect;

use crate::place::Place;

/// The paths that a run without options writes.
const CERTIFICATES: [&str; 6] = [
    "certs/client.crt",
    "certs/client.key",
    "certs/root.crt",
    "ca/root.key",
    "certs/server.crt",
    "certs/server.key",
];

#[test]
fn without_options_it_makes_a_whole_folder() {
    let place = Place::new();
    let ran = place.run("generate");
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    for part in [
        "SURFACE",
        "memberlist",
        "links proven by",
        "Next",
        "1. copy mimir-tls/certs/",
    ] {
        assert!(ran.stdout.contains(part), "{part}: {}", ran.stdout);
    }
    let listing = place.listing();
    for file in CERTIFICATES {
        assert!(listing.contains(&format!("mimir-tls/{file}")), "{file}");
    }
    for file in [
        "README.md",
        "plan.yaml",
        "proof.json",
        "flags/querier.flags",
        "yaml/mimir.yaml",
        "yaml/querier.yaml",
    ] {
        assert!(listing.contains(&format!("mimir-tls/{file}")), "{file}");
    }
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
}

#[test]
fn nothing_that_is_printed_or_readable_holds_a_key() {
    let place = Place::new();
    let ran = place.run("generate --format json");
    let printed = [ran.stdout, ran.stderr].concat();
    assert!(!printed.contains("PRIVATE KEY"));
    for path in place.listing().iter().filter(|path| !path.ends_with('/')) {
        let holds = fs::read_to_string(place.at(path))
            .unwrap()
            .contains("PRIVATE KEY");
        assert_eq!(holds, path.ends_with(".key"), "{path}");
    }
}

#[test]
fn quiet_says_nothing() {
    let ran = Place::new().run("generate --quiet");
    assert_eq!(
        (ran.code, ran.stdout.as_str(), ran.stderr.as_str()),
        (Some(0), "", "")
    );
}

#[test]
fn a_dry_run_proves_and_lists_and_writes_nothing() {
    let place = Place::new();
    let ran = place.run("generate --dry-run --out some/where");
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    assert!(
        ran.stdout.contains("\n  some/where/ca/root.key\n"),
        "{}",
        ran.stdout
    );
    assert!(place.listing().is_empty());
}

#[test]
fn json_sums_up_for_programs() {
    let place = Place::new();
    let ran = place.run("generate --format json --out made --mode monolithic --release 2.17");
    let summary: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(summary["folder"], "made");
    assert_eq!(summary["written"], true);
    assert_eq!(summary["mode"], "monolithic");
    assert!(summary["release"].as_str().unwrap().starts_with("2.17."));
    assert!(summary["links"].as_u64().unwrap() > 0);
    for file in summary["files"].as_array().unwrap() {
        assert!(place.at("made").join(file.as_str().unwrap()).is_file());
    }
    let again = place.run("generate --format json --out made --force -q");
    let summary: serde_json::Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!(summary["backup"], "made.backup-1");
}

#[test]
fn the_plan_that_it_writes_repeats_the_run() {
    let place = Place::new();
    let first = "generate -q --out first --cluster prod --dns a.example,b.example --ip 10.1.2.3 --algorithm ed25519 \
                 --profile per-component --component querier,ingester --surface memberlist=off --http-auth NoClientCert";
    let ran = place.run(first);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let ran = place.run("generate -q --out second --plan first/plan.yaml");
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let configuration = |folder: &str| -> Vec<(String, String)> {
        let inside = format!("{folder}/");
        let listing = place.listing();
        let paths = listing.iter().filter_map(|path| path.strip_prefix(&inside));
        let text = |path: &str| fs::read_to_string(place.at(folder).join(path)).unwrap();
        paths
            .filter(|path| path.ends_with(".flags") || path.ends_with(".yaml"))
            .map(|path| (path.to_owned(), text(path)))
            .collect()
    };
    assert!(configuration("first").len() > 4);
    assert_eq!(configuration("first"), configuration("second"));
}

#[test]
fn the_command_line_wins_over_the_plan() {
    let place = Place::new();
    let plan =
        b"version: 1\nmode: monolithic\nrelease: 2.10.0\ncertificates: {algorithm: ed25519}\n";
    let ran = place.run_with_input(
        "plan --plan - --release 3.0.0 --algorithm ecdsa-p384 --format json",
        plan,
    );
    let resolved: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(resolved["release"], "3.0.0");
    assert_eq!(resolved["mode"], "monolithic");
    assert_eq!(resolved["certificates"]["algorithm"], "ecdsa-p384");
}

#[test]
fn a_name_that_is_fixed_is_told() {
    let place = Place::new();
    let ran = place.run("generate --dns Mimir.example.com.,bücher.example --dry-run --quiet");
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let ran = place.run("plan --dns Mimir.example.com.,bücher.example");
    expect![[r#"
        warning: DNS name "Mimir.example.com." is written as "mimir.example.com", without the trailing dot, which Go does not match
        warning: DNS name "bücher.example" is written as "xn--bcher-kva.example", in Punycode, the form that certificates carry
    "#]].assert_eq(&ran.stderr);
    assert!(ran.stdout.contains("- mimir.example.com\n"));
    assert!(ran.stdout.contains("- xn--bcher-kva.example\n"));
}

#[test]
fn comments_can_be_left_out() {
    let place = Place::new();
    let comments = |options: &str| {
        let ran = place.run(&format!("generate -q --force {options}"));
        assert_eq!(ran.code, Some(0));
        let text = fs::read_to_string(place.at("mimir-tls/flags/querier.flags")).unwrap();
        text.lines().filter(|line| line.starts_with('#')).count()
    };
    assert!(comments("--no-comments") < comments(""));
}

#[test]
fn missing_parents_are_made() {
    let place = Place::new();
    assert_eq!(place.run("generate -q --out a/b/c").code, Some(0));
    assert!(place.at("a/b/c/ca/root.key").is_file());
}
