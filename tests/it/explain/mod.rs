//! `explain`: texts and logs as users have them.

mod inputs;
mod threads;

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
          gRPC: ts=2026-11-23 component=distributor method=/cortex.Ingester/Push addr=10.0.0.7:9095 err="connection error: desc = "error reading server preface: EOF""
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
    let place = Place::new().with("mimir.log", "remote error: tls: bad certificate");
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
        hint: that is a file: `mimir-tls explain < FILE` reads it
    "#]]
    .assert_eq(&ran.stderr);
    let ran = place.run_with_input("explain --quiet", b"");
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(1), ""));
}

#[test]
fn usage_that_cannot_be() {
    let place = Place::new();
    place.refused(
        ["explain", "MT99999"],
        &expect![[r#"
            error: no finding has the code `MT99999`
            hint: codes go from MT101 to MT608; core/data/FINDINGS.md lists them
        "#]],
    );
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
            error: the argument '--list' cannot be used with '[TEXT]'
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
