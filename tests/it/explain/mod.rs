//! `explain`: texts and logs as users have them.

mod cases;
mod inputs;
mod several;
mod threads;
mod words;

use expect_test::expect;

use crate::place::Place;

#[test]
fn a_line_is_explained_with_its_link() {
    let place = Place::new();
    let line = "ts=2026-11-23 component=distributor method=/cortex.Ingester/Push addr=10.0.0.7:9095 \
        err=\"connection error: desc = \\\"error reading server preface: EOF\\\"\"\n";
    let ran = place.run_with_input("explain", line.as_bytes());
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let said: String = ran
        .stdout
        .lines()
        .take(4)
        .map(|line| format!("{line}\n"))
        .collect();
    expect![[r#"
        the server hung up before it said anything
          gRPC: connection error: desc = "error reading server preface: EOF"
          1 time, line 1
          link: distributor -> ingester 10.0.0.7:9095, /cortex.Ingester/Push, ingester-client, 1 time
    "#]]
    .assert_eq(&said);
}

#[test]
fn both_languages_say_all_of_it() {
    let place = Place::new();
    let said = |language: &str| {
        let arguments = ["explain", "x509: certificate signed by unknown authority"];
        let ran = place
            .command(arguments.into_iter().chain(["--language", language]))
            .output()
            .unwrap();
        String::from_utf8(ran.stdout).unwrap()
    };
    assert!(said("en").contains("     fix: set `tls_ca_path`"));
    assert!(said("de").contains("     beheben: `tls_ca_path`"));
    assert_eq!(said("en").lines().count(), said("de").lines().count());
}

#[test]
fn json_holds_what_a_program_wants() {
    let log =
        "x\n{\"err\":\"remote error: tls: bad certificate\"}\nremote error: tls: bad certificate\n";
    let ran = Place::new().run_with_input("explain --format json -", log.as_bytes());
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        (&report["lines"], &report["encoding"]),
        (&3.into(), &"utf-8".into())
    );
    let found = &report["found"][0];
    assert_eq!(
        (&found["id"], &found["by"]),
        (&"remote-bad-certificate".into(), &"go".into())
    );
    assert_eq!(
        (&found["count"], &found["first_line"], &found["last_line"]),
        (&2.into(), &2.into(), &3.into())
    );
    for text in ["cause", "check", "fix"] {
        assert!(found["causes"][0][text].is_string(), "{text}");
    }
}

#[test]
fn nothing_known_is_told_with_what_to_do() {
    let place = Place::new();
    let ran = place.run("explain hello");
    assert_eq!(
        (ran.code, ran.stdout.as_str()),
        (Some(1), "no known TLS error in 1 line\n")
    );
    expect![[r#"
        hint: `mimir-tls check` looks for the cause in the configuration
    "#]]
    .assert_eq(&ran.stderr);
    let ran = place.run("explain mimir.log");
    assert_eq!(ran.code, Some(1));
    expect![[r#"
        hint: it was read as a text: there is no such file
    "#]]
    .assert_eq(&ran.stderr);
    let ran = place.run_with_input("explain --quiet", b"");
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(1), ""));
}

#[test]
fn usage_that_cannot_be() {
    let place = Place::new();
    let ran = place.run("explain MT99999");
    let [first, .., last] = mimir_tls::doctor::rules() else {
        unreachable!("there are rules");
    };
    let (first, last) = (first.code, last.code);
    let said = format!(
        "error: no finding has the code `MT99999`\nhint: codes go from {first} to {last}; core/data/FINDINGS.md lists them\n"
    );
    assert_eq!((ran.code, ran.stderr), (Some(2), said));
    place.refused(
        ["explain", "--language", "fr", "x"],
        &expect![[r#"
            error: --language: unknown value `fr`
            hint: known are en, de
        "#]],
    );
    place.refused(
        ["explain", "--list", "x"],
        &expect![[r#"
            error: the argument '--list' cannot be used with '[TEXT|FILE]...'
            hint: `--help` lists what there is
        "#]],
    );
}

#[test]
fn the_list_has_every_error() {
    let place = Place::new();
    let listed: Vec<serde_json::Value> =
        serde_json::from_str(&place.run("explain --list --format json").stdout).unwrap();
    assert!(listed.len() >= 50);
    let text = place.run("explain --list").stdout;
    for row in &listed {
        assert!(text.contains(row["patterns"][0].as_str().unwrap()), "{row}");
    }
}

#[test]
fn utf_16_is_said() {
    let log: Vec<u8> = "\u{feff}remote error: tls: bad certificate\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let ran = Place::new().run_with_input("explain", &log);
    assert_eq!(ran.code, Some(0));
    expect![[r#"
        warning: the log is UTF-16, and was read as that
    "#]]
    .assert_eq(&ran.stderr);
}

#[test]
fn a_code_is_known_in_any_case_of_letters() {
    let place = Place::new();
    let said = place.run("explain MT101").stdout;
    assert!(said.starts_with("MT101 "), "{said}");
    for code in ["mt101", "Mt101", "mT101"] {
        assert_eq!(place.run(&format!("explain {code}")).stdout, said, "{code}");
    }
}

/// A client whose certificate has expired, and what it hears of that.
const INGESTER: &str = "ts=2026-11-23T10:00:00Z level=warn msg=\"http: TLS handshake error from 10.0.0.3:4: tls: failed to verify certificate: x509: certificate has expired or is not yet valid: x is after y\"\n";
const QUERIER: &str = "ts=2026-11-23T10:00:01Z level=warn addr=10.0.0.7:8080 err=\"Get \\\"https://10.0.0.7:8080\\\": remote error: tls: expired certificate\"\n";

#[test]
fn several_logs_are_one_story() {
    let place = Place::new()
        .with("mimir-ingester-0.log", INGESTER.repeat(3))
        .with("querier.log", QUERIER.repeat(2));
    let ran = place.run("explain querier.log mimir-ingester-0.log");
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    expect![[r#"
        the client's certificate is out of date
          Go: http: TLS handshake error from 10.0.0.3:4: tls: failed to verify certificate: x509: certificate has expired or is not yet valid: x is after y
          3 times, mimir-ingester-0.log lines 1-3
          link: 10.0.0.3 -> ingester, 3 times
          1. it was not renewed, or the process has not read the new one
             check: `mimir-tls inspect` on the client's certificate
             fix: renew it, and name it by certificate and key in that client's configuration (`tls_cert_path` and `tls_key_path` in Mimir)
             mimir-tls explain MT204
             mimir-tls explain MT205
          reference: go:crypto/tls/handshake_server.go

        the other side found the certificate out of date
          Go: Get "https://10.0.0.7:8080": remote error: tls: expired certificate
          2 times, querier.log lines 1-2
          link: querier -> 10.0.0.7:8080, 2 times
          they are the echo of the 3 above: the client's certificate is out of date
          1. it was not renewed
             check: `mimir-tls inspect` on the client's certificate
             fix: issue it again, and name it by `tls_cert_path` and `tls_key_path` in that client's block
             mimir-tls explain MT204
          reference: go:crypto/tls/alert.go
    "#]]
    .assert_eq(&ran.stdout);
    let german = place.run("explain --language de querier.log mimir-ingester-0.log");
    assert!(
        german.stdout.contains("sie sind das Echo der 3 oben: "),
        "{}",
        german.stdout
    );
    let json = place
        .run("explain --format json querier.log mimir-ingester-0.log")
        .stdout;
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["found"][1]["echo"]["id"], "client-expired");
    assert_eq!(report["files"][1]["name"], "mimir-ingester-0.log");
    let mixed = place.run_with_input("explain - querier.log", INGESTER.as_bytes());
    assert!(
        mixed.stdout.contains("standard input line 1"),
        "{}",
        mixed.stdout
    );
}

#[test]
fn a_configuration_tells_the_true_cause() {
    let log = "level=warn method=/cortex.Ingester/Push addr=10.0.0.7:9095 err=\"error reading server preface: EOF\"\n";
    let flags = "-target=distributor\n-ingester.client.tls-ca-path=/tls/root.crt\n";
    let place = Place::new()
        .with("distributor.log", log)
        .with("distributor.flags", flags)
        .with("plain.flags", "-target=distributor\n");
    let ran = place.run("explain distributor.log --config distributor.flags");
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    assert!(
        ran.stdout
            .contains("  true here: MT103 distributor.flags:2: "),
        "{}",
        ran.stdout
    );
    // The other causes are not, and go.
    assert!(!ran.stdout.contains("  1. "), "{}", ran.stdout);
    let json = place.run("explain distributor.log --config distributor.flags --format json");
    let report: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    let found = &report["found"][0];
    assert_eq!(
        (
            &found["confirmed"][0]["code"],
            found["causes"].as_array().map(Vec::len)
        ),
        (&"MT103".into(), Some(1))
    );
    // Where the configuration has none of them, they are told, and that.
    let ran = place.run("explain distributor.log --config plain.flags");
    assert!(
        ran.stdout
            .contains("the configuration has none of the causes"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout
            .contains("  1. the YAML path is another product's"),
        "{}",
        ran.stdout
    );
}

/// Of all the links that a wrong CA breaks, the one that the log speaks of.
#[test]
fn a_cause_is_that_of_the_link_in_the_log() {
    let unknown = "level=warn method=/cortex.Ingester/QueryStream addr=10.0.0.7:9095 err=\"x509: certificate signed by unknown authority\"\n";
    let place = Place::new().with("querier.log", unknown);
    for out in ["tls", "other"] {
        let ran = place.run(&format!(
            "generate --quiet --mode microservices --out {out}"
        ));
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    }
    let ran = place.run("explain querier.log --config tls");
    assert!(
        ran.stdout
            .contains("the configuration has none of the causes"),
        "{}",
        ran.stdout
    );
    let root = "certs/root.crt";
    std::fs::copy(place.at("other").join(root), place.at("tls").join(root)).unwrap();
    let ran = place.run("explain querier.log --config tls --format json");
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let confirmed = report["found"][0]["confirmed"].as_array().unwrap();
    assert!(!confirmed.is_empty(), "{}", ran.stdout);
    // The finding is true at many places: that of the dialler is told.
    let file = confirmed[0]["file"].as_str().unwrap();
    assert!(file.contains("querier."), "{file}");
}

#[test]
fn logs_that_cannot_be_read() {
    let place = Place::new().with("a.log", "x\n");
    place.refused(
        ["explain", "a.log", "b.log"],
        &expect![[r#"
            error: there is no log `b.log`
            hint: a text is one word: give it in quotes
        "#]],
    );
    place.refused(
        ["explain", "."],
        &expect![[r#"
            error: the log `.` is a folder
            hint: name the logs in it, as `mimir-tls explain DIR/*.log`
        "#]],
    );
    let place = place.with("a.log.gz", [0x1f, 0x8b, 8, 0, 0]);
    place.refused(
        ["explain", "a.log.gz"],
        &expect![[r#"
            error: the log `a.log.gz` is compressed
            hint: unpack it first, as `zcat FILE | mimir-tls explain`
        "#]],
    );
    place.refused(
        ["explain", "a.log", "--config", "a.log"],
        &expect![[r#"
            error: --config: nothing of a Mimir cluster was found there
            hint: give Mimir's YAML, flags, manifests, Helm values or certificates
        "#]],
    );
    place.refused(
        ["explain", "a.log", "--config", "nosuch"],
        &expect![[r#"
            error: could not read the file `nosuch`: no such file or directory
        "#]],
    );
}
