//! A check as the gate of a build: what it fails on, what was decided to be so, and
//! what code hosts are told.

use std::collections::BTreeSet;
use std::fs;

use super::commands::json;
use crate::place::Place;

/// An error: half a pair. A warning: a listener that takes every client.
const QUERIER: &str = "target: querier\nserver:\n  grpc_tls_config: {cert_file: /tls/server.crt}\n";
const MISPRINT: &str = "-target=ingester\n-server.grpc-tls-cert-path=/tls/server.crt\n\
    -server.grpc-tls-key-path=/tls/server.key\n-server.grpc-tls-ca-path=/tls/root.crt\n\
    -server.grpc-tls-client-auth=RequiredAndVerifyClientCert\n";

fn place() -> Place {
    Place::new()
        .with("deploy/querier.yaml", QUERIER)
        .with("old/querier.yaml", QUERIER)
}

fn codes(list: &serde_json::Value) -> BTreeSet<String> {
    let findings = list.as_array().into_iter().flatten();
    findings
        .map(|it| it["code"].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn what_it_fails_on_is_said() {
    let place = place();
    let all = json(&place.run("check --format json deploy").stdout);
    let severities: BTreeSet<&str> = all["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|it| it["severity"].as_str())
        .collect();
    assert!(severities.contains("error"), "{severities:?}");
    assert_eq!(place.run("check deploy").code, Some(1));
    assert_eq!(place.run("check deploy --fail-on error").code, Some(1));

    // With its errors told apart, the rest decides.
    let findings = all["findings"].as_array().unwrap().iter();
    let errors = findings.filter(|it| it["severity"] == "error");
    let ignored: String = errors
        .map(|it| format!(" --ignore {}", it["code"].as_str().unwrap()))
        .collect();
    for (least, code) in [("error", 0), ("note", i32::from(severities.len() > 1))] {
        let ran = place.run(&format!("check deploy{ignored} --fail-on {least}"));
        assert_eq!(ran.code, Some(code), "{least}: {}", ran.stdout);
    }
}

#[test]
fn exceptions_have_files_and_reasons_and_lose_nothing() {
    let place = place().with(
        "exceptions.yaml",
        "version: 1\nexceptions:\n- code: MT101\n  file: old/**\n  reason: goes with the next release\n",
    );
    let ran = place.run("check deploy old --exceptions exceptions.yaml --format json");
    let report = json(&ran.stdout);
    let excepted = &report["excepted"][0];
    assert_eq!(excepted["code"], "MT101");
    assert_eq!(excepted["reason"], "goes with the next release");
    assert_eq!(excepted["place"]["file"], "old/querier.yaml");
    let kept = report["findings"].as_array().unwrap();
    let kept = kept
        .iter()
        .find(|it| it["code"] == "MT101")
        .expect("that of the other file");
    assert_eq!(kept["place"]["file"], "deploy/querier.yaml");
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.stderr, "");

    let before = json(&place.run("check deploy old --format json").stdout);
    let mut both = codes(&report["findings"]);
    both.extend(codes(&report["excepted"]));
    assert_eq!(both, codes(&before["findings"]));
    for format in ["text", "markdown"] {
        let said = place.run(&format!(
            "check deploy old --exceptions exceptions.yaml --format {format}"
        ));
        assert!(said.stdout.contains("xception"), "{}", said.stdout);
    }
}

#[test]
fn an_exception_without_a_case_is_told() {
    let place = place();
    let ran = place.run("check deploy --ignore MT101 --ignore MT208");
    assert!(ran.stderr.contains("MT208"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("MT101"), "{}", ran.stderr);
}

#[test]
fn what_was_decided_to_be_so_is_not_fixed() {
    let place = Place::new().with("ingester.flags", MISPRINT);
    let ran = place.run("check ingester.flags --ignore MT107 --fix --in-place");
    assert!(!ran.stdout.contains("error[MT107]"), "{}", ran.stdout);
    assert_eq!(
        fs::read_to_string(place.at("ingester.flags")).unwrap(),
        MISPRINT
    );
}

#[test]
fn bad_exceptions_are_refused() {
    let place = place();
    for (text, wanted) in [
        (
            "version: 1\nexceptions: [{code: MT999, reason: x}]\n",
            "MT999",
        ),
        ("version: 1\nexceptions: [{code: MT101}]\n", "reason"),
        (
            "version: 1\nexceptions: [{code: MT101, reason: ' '}]\n",
            "the reason says nothing",
        ),
        (
            "version: 1\nexceptions: [{code: MT101, files: x, reason: y}]\n",
            "files",
        ),
        ("version: 2\nexceptions: []\n", "version 2"),
        ("exceptions: []\n", "version"),
        ("just words\n", "exceptions.yaml"),
    ] {
        fs::write(place.at("exceptions.yaml"), text).unwrap();
        let ran = place.run("check deploy --exceptions exceptions.yaml");
        assert_eq!(ran.code, Some(2), "{text}: {}", ran.stdout);
        assert!(
            ran.stderr.contains(wanted) && ran.stderr.contains("exceptions.yaml"),
            "{text}: {}",
            ran.stderr
        );
    }
    let ran = place.run("check deploy --ignore MT1O1");
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.contains("no finding has the code `MT1O1`"),
        "{}",
        ran.stderr
    );
}

#[test]
fn sarif_tells_code_hosts_what_they_need() {
    let place = place();
    let inside = place.at("deploy").display().to_string();
    for path in ["deploy old", inside.as_str()] {
        let sarif = json(
            &place
                .run(&format!("check --format sarif {path} --ignore MT139"))
                .stdout,
        );
        let run = &sarif["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        for rule in rules {
            for text in [
                &rule["help"]["text"],
                &rule["fullDescription"]["text"],
                &rule["shortDescription"]["text"],
            ] {
                let text = text.as_str().unwrap();
                assert!(
                    !text.replace("${", "").contains('{'),
                    "{}: {text}",
                    rule["id"]
                );
            }
            let name = rule["name"].as_str().unwrap();
            assert!(name.chars().all(|it| it.is_ascii_alphanumeric()), "{name}");
        }
        let results = run["results"].as_array().unwrap();
        let prints: BTreeSet<&str> = results
            .iter()
            .filter_map(|it| it["partialFingerprints"]["mimirTls/v1"].as_str())
            .collect();
        assert_eq!(prints.len(), results.len(), "each has its own");
        for result in results {
            let place = &result["locations"][0]["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().unwrap();
            assert!(
                uri.starts_with("deploy/") || uri.starts_with("old/"),
                "{uri}"
            );
            assert!(place["region"]["startLine"].as_u64() > Some(0));
        }
    }
}
