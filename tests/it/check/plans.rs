//! The plan that a check reads out of a cluster makes the same configuration.

use std::fs;

use super::said::Said;
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

/// One text says who talks to whom: what it changes of a cluster that its folder
/// has in other forms too is held against the others of its own.
#[test]
fn an_overlay_in_a_folder_of_ours_is_a_cluster_of_its_own() {
    let place = Place::new();
    place.good("generate --quiet --platform helm --out made");
    let over = "mimir:\n  structuredConfig:\n    ingester_client:\n      grpc_client_config:\n        tls_enabled: false\n";
    fs::write(place.at("made/helm/prod.yaml"), over).expect("written");
    let said = Said::of(&place, "made");
    said.stands("MT401", "made/helm/prod.yaml", 5);
    // Mended, it means what the rest does: the folder is one cluster, told in
    // several forms.
    place.run("check --fix made");
    let mended = place.read("made/helm/prod.yaml.fixed");
    assert_eq!(mended, over.replace("false", "true"));
    fs::write(place.at("made/helm/prod.yaml"), mended).expect("written");
    let said = Said::of(&place, "made");
    assert!(said.codes().is_empty(), "{}", said.report);
    assert_eq!(said.report["processes"].as_array().map(Vec::len), Some(10));
}

/// A plan that is none is told, and what is another's is not called a plan.
#[test]
fn a_plan_that_cannot_be_used_is_told_where_it_is_wrong() {
    for (text, line) in [
        ("version: 1\nrelease: \"9.9.9\"\n", 2),
        ("version: 1\nmode: microservices\ntargets: [flaggs]\n", 3),
        ("version: 1\npolicy:\n  http_auth: Perhaps\n", 3),
    ] {
        let place = Place::new();
        fs::write(place.at("plan.yaml"), text).expect("written");
        let said = Said::of(&place, "plan.yaml");
        said.stands("MT618", "plan.yaml", line);
        assert_eq!(said.code, Some(1), "{}", said.report);
    }
    let place = Place::new();
    let others = "version: 1\ncomponents: [api]\npolicy: strict\nowner: shop\n";
    fs::write(place.at("plan.yaml"), others).expect("written");
    assert!(Said::of(&place, ".").codes().is_empty());
}
