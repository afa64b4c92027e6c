//! The plan that a check reads out of a cluster makes the same configuration.

use std::fs;

use crate::place::Place;

#[track_caller]
fn round(release: &str, choices: &str) {
    let place = Place::new();
    let ran = place.run(&format!(
        "generate --quiet --out old --release {release} {choices}"
    ));
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let ran = place.run(&format!(
        "check --release {release} --format json old/flags old/certs"
    ));
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("a report");
    fs::write(place.at("plan.json"), report["plan"].to_string()).expect("written");
    let ran = place.run("generate --quiet --out new --plan plan.json");
    assert_eq!(ran.code, Some(0), "{}: {}", report["plan"], ran.stderr);
    for form in ["flags", "yaml"] {
        let list = |folder: &str| {
            let mut files: Vec<_> = fs::read_dir(place.at(&format!("{folder}/{form}")))
                .expect("a folder")
                .map(|entry| entry.expect("an entry").path())
                .collect();
            files.sort();
            files
        };
        let (old, new) = (list("old"), list("new"));
        assert_eq!(old.len(), new.len(), "{choices}: {}", report["plan"]);
        for (old, new) in old.iter().zip(&new) {
            let read = |path| fs::read_to_string(path).expect("a text");
            assert_eq!(read(old), read(new), "{choices}: {}", report["plan"]);
        }
    }
}

#[test]
fn a_cluster_of_each_mode_comes_back_as_it_was() {
    round("3.0", "--mode microservices --namespace metrics");
    round(
        "2.17",
        "--mode read-write --http-auth RequireAndVerifyClientCert",
    );
    round(
        "2.10",
        "--mode monolithic --min-version VersionTLS13 --cert-dir /tls",
    );
}

#[test]
fn suites_that_stop_the_server_are_left_out_and_nothing_else() {
    let place = Place::new();
    let flags = "-target=querier\n-server.tls-min-version=VersionTLS12\n\
                 -server.tls-cipher-suites=TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384\n\
                 -server.http-tls-cert-path=/run/tls/server.crt\n-server.http-tls-key-path=/run/tls/server.key\n";
    fs::write(place.at("querier.flags"), flags).expect("written");
    let ran = place.run("check --format json querier.flags");
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("a report");
    let plan = &report["plan"];
    assert_eq!(plan["policy"]["min_version"], "VersionTLS12", "{plan}");
    assert_eq!(plan["policy"]["cipher_suites"], serde_json::Value::Null);
    assert_eq!(plan["cert_dir"], "/run/tls", "{plan}");
}
