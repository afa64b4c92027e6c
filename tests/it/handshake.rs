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
            "--tls-cert-path mimir-tls/certs/client.crt --tls-key-path mimir-tls/ca/root.key",
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

/// An option that names a file is set, whatever is in the file.
#[test]
fn an_empty_file_is_no_option_that_is_not_set() {
    let place = made().with("empty", "");
    let certs = "mimir-tls/certs";
    let said = |arguments: &str| {
        let ran = place.run(&format!("handshake --address a:1 {arguments}"));
        assert_eq!(
            (ran.code, ran.stderr.as_str()),
            (Some(1), ""),
            "{arguments}"
        );
        ran.stdout
    };
    for (arguments, words) in [
        (
            format!("--server-cert-path {certs}/server.crt --server-key-path empty"),
            "server    failed to load X509KeyPair: tls: failed to find any PEM data in key input",
        ),
        (
            format!("--server-cert-path empty --server-key-path {certs}/server.key"),
            "tls: failed to find any PEM data in certificate input",
        ),
        (
            format!("--tls-cert-path {certs}/client.crt --tls-key-path /dev/null"),
            "client    tls: failed to find any PEM data in key input",
        ),
        (
            format!("{} --server-ca-path empty", SERVER),
            "client CA's have been configured without a Client Auth Policy",
        ),
    ] {
        let said = said(&arguments);
        assert!(said.contains(words), "{arguments}: {said}");
    }
    let lines = format!(
        "{{\"address\": \"a:1\", \"server_cert_path\": \"{certs}/server.crt\", \"server_key_path\": \"empty\"}}\n"
    );
    let ran = place.run_with_input("handshake --batch", lines.as_bytes());
    assert!(
        ran.stdout.contains("any PEM data in key input"),
        "{}",
        ran.stdout
    );
    assert_eq!(ran.code, Some(0), "a handshake that fails is an answer");
}

#[test]
fn a_batch_with_a_line_that_is_no_case_fails() {
    let place = Place::new();
    let good = "{\"address\": \"a:1\", \"plaintext_client\": true}\n";
    let run = |lines: &str| place.run_with_input("handshake --batch", lines.as_bytes());
    assert_eq!(run(good).code, Some(0));
    for bad in [
        "{\"address\": \"a:1\", \"address\": \"b:1\"}\n",
        "{\"address\": \"a:1\", \"tls_server_name\": \"a\", \"tls-server-name\": null}\n",
        "{}\n",
        "nonsense\n",
    ] {
        let ran = run(&format!("{good}{bad}{good}"));
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(1), ""), "{bad}");
        let lines: Vec<&str> = ran.stdout.lines().collect();
        assert!(
            lines.len() == 3 && lines[1].starts_with("{\"error\":"),
            "{lines:?}"
        );
    }
    let twice = run("{\"address\": \"a:1\", \"address\": \"b:1\"}\n").stdout;
    assert_eq!(twice, "{\"error\":\"`address` stands twice\"}\n");
}
