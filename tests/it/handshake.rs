//! `handshake`: one case as a user asks for it, and many as a program does.

use expect_test::expect;
use serde_json::{Value, json};

use crate::place::Place;

/// A folder with the certificates of the default plan.
fn made() -> Place {
    let place = Place::new();
    let ran = place.run("generate");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    place
}

const SERVER: &str = "--server-cert-path mimir-tls/certs/server.crt \
    --server-key-path mimir-tls/certs/server.key --tls-ca-path mimir-tls/certs/root.crt";

#[test]
fn a_good_one_is_told_by_both_sides() {
    let ran = made().run(&format!(
        "handshake {SERVER} --address 10.0.0.7:9095 --tls-server-name localhost"
    ));
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    assert!(
        ran.stdout
            .contains("client    wants a certificate for localhost\n")
    );
    assert!(
        ran.stdout.ends_with("verdict   ok, TLS 1.3\n"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_bad_one_is_told_with_its_code() {
    let place = made();
    let arguments = format!("handshake {SERVER} --address 10.0.0.7:9095");
    let ran = place.run(&arguments);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(1), ""));
    let end: Vec<&str> = ran.stdout.lines().rev().take(4).collect();
    expect![[r#"
        [
            "finding   MT407, see mimir-tls explain MT407",
            "server    remote error: tls: bad certificate",
            "client    tls: failed to verify certificate: x509: certificate is valid for 127.0.0.1, ::1, not 10.0.0.7",
            "verdict   failed: the client refuses",
        ]
    "#]]
    .assert_debug_eq(&end);

    let ran = place.run(&format!("{arguments} --format json"));
    let printed: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        printed,
        json!({
            "ok": false,
            "failed_side": "client",
            "client_error": "tls: failed to verify certificate: x509: certificate is valid for 127.0.0.1, ::1, not 10.0.0.7",
            "server_error": "remote error: tls: bad certificate",
            "protocol": null,
            "finding": "MT407",
        })
    );
}

#[test]
fn what_does_not_start_has_a_code_too() {
    let place = made();
    for (options, code) in [
        ("--client-auth RequiredAndVerifyClientCert", "MT107"),
        ("--server-ca-path mimir-tls/certs/root.crt", "MT106"),
        ("--server-tls-min-version VersionTLS14", "MT110"),
        ("--server-tls-cipher-suites NOPE", "MT111"),
        ("--tls-cert-path mimir-tls/certs/client.crt", "MT105"),
        (
            "--tls-cert-path mimir-tls/certs/client.crt --tls-key-path mimir-tls/certs/root.key",
            "MT301",
        ),
        ("--plaintext-client", "MT401"),
        (
            "--tls-server-name localhost --time 2001-01-01T00:00:00Z",
            "MT205",
        ),
        (
            "--tls-server-name localhost --time 2101-01-01T00:00:00Z",
            "MT204",
        ),
    ] {
        let ran = place.run(&format!(
            "handshake {SERVER} --address localhost:9095 {options} --format json"
        ));
        let printed: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(printed["finding"], code, "{options}: {printed}");
        assert_eq!(ran.code, Some(1), "{options}");
    }
}

#[test]
fn a_batch_answers_each_line_in_order() {
    let cases = concat!(
        "{\"address\":\"localhost:9095\"}\n",
        "{\"address\":\"localhost:9095\",\"plaintext_client\":true}\n",
        "{\"address\":\"localhost:9095\",\"nonsense\":1}\n",
        "not JSON\n",
    );
    let ran = Place::new().run_with_input("handshake --batch", cases.as_bytes());
    let answers: Vec<Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers.len(), 4, "{}", ran.stdout);
    assert_eq!(answers[0]["finding"], "MT402");
    assert_eq!(answers[1]["ok"], true);
    assert!(answers[2]["error"].as_str().unwrap().contains("nonsense"));
    assert!(answers[3]["error"].is_string());
}
