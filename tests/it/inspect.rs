//! `inspect` and `options`: what is in files, and what is in releases.

use std::fs::{self, File};

use expect_test::expect;

use crate::place::Place;

#[test]
fn a_generated_folder_has_nothing_to_object_to() {
    let place = Place::new();
    assert_eq!(place.run("generate -q").code, Some(0));
    let ran = place.run(
        "inspect mimir-tls/certs/root.crt mimir-tls/certs/server.crt mimir-tls/certs/server.key",
    );
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    assert!(
        ran.stdout
            .starts_with("mimir-tls/certs/root.crt:\nCA certificate, line 1\n")
    );
    assert!(ran.stdout.contains("DNS mimir.internal"));
    assert!(!ran.stdout.contains("PRIVATE KEY") && !ran.stdout.contains("Go objects"));

    let pem = fs::read(place.at("mimir-tls/certs/server.crt")).unwrap();
    let ran = place.run_with_input("inspect --format json -", &pem);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report[0]["file"], "standard input");
    assert_eq!(report[0]["items"][0]["kind"], "certificate");
}

/// The reasons are those of the folder's README, and of no other folder.
#[test]
fn each_name_has_its_reason() {
    let place = Place::new();
    let made = "generate -q --profile per-component --host ingester=10.0.0.7";
    assert_eq!(place.run(made).code, Some(0));
    let ran = place.run("inspect mimir-tls/certs/ingester/server.crt");
    let why = "\nwhy it has its names\n  mimir.internal  the shared name, verified by who dials an address\n";
    assert!(ran.stdout.contains(why), "{}", ran.stdout);
    let own = "  10.0.0.7        the plan, `components.ingester.ips`\n";
    assert!(ran.stdout.contains(own), "{}", ran.stdout);

    let json = place.run("inspect --format json mimir-tls/certs/ingester/server.crt");
    let report: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(report[0]["names"][0]["name"], "mimir.internal");

    fs::copy(
        place.at("mimir-tls/certs/ingester/server.crt"),
        place.at("server.crt"),
    )
    .unwrap();
    let ran = place.run("inspect server.crt");
    assert!(!ran.stdout.contains("why it has"), "{}", ran.stdout);
}

#[test]
fn a_folder_is_what_its_files_hold() {
    let place = Place::new();
    place.good("generate -q --mode monolithic");
    let ran = place.good("inspect mimir-tls");
    let files: Vec<&str> = ran.stdout.lines().filter(|it| it.ends_with(':')).collect();
    let certs = [
        "client.crt",
        "client.key",
        "root.crt",
        "server.crt",
        "server.key",
    ];
    let certs = certs.map(|name| format!("mimir-tls/certs/{name}:"));
    assert_eq!(files[0], "mimir-tls/ca/root.key:");
    assert_eq!(files[1..], certs);
}

#[test]
fn files_that_hold_nothing() {
    let place = Place::new()
        .with("empty", "")
        .with("text", "hello\n")
        .with("binary", b"\x00\x01\xff");
    place.refused(
        ["inspect", "empty"],
        &expect![[r#"
        error: empty: the file is empty; give a PEM or DER file
    "#]],
    );
    place.refused(["inspect", "text"], &expect![[r#"
        error: text: the file is text without a line that begins with "-----BEGIN "; give a PEM or DER file
    "#]]);
    place.refused(
        ["inspect", "binary"],
        &expect![[r#"
        error: binary: the file is binary, but not DER; give a PEM or DER file
    "#]],
    );
    place.refused(
        ["inspect", "."],
        &expect![[r#"
        error: no certificate, request or key is in the folder `.`
    "#]],
    );
    place.refused(
        ["inspect", "nowhere", "empty"],
        &expect![[r#"
        error: could not read the file `nowhere`: no such file or directory
        error: empty: the file is empty; give a PEM or DER file
    "#]],
    );
    File::create(place.at("huge"))
        .unwrap()
        .set_len((100 << 20) + 1)
        .unwrap();
    place.refused(
        ["inspect", "huge"],
        &expect![[r#"
        error: the file `huge` is larger than 100 MiB, which no file needs
    "#]],
    );
}

#[test]
fn a_good_file_beside_a_bad_one_is_printed() {
    let place = Place::new().with("text", "hello\n");
    assert_eq!(place.run("generate -q").code, Some(0));
    let ran = place.run("inspect text mimir-tls/certs/root.crt");
    assert_eq!(ran.code, Some(2));
    assert!(ran.stdout.starts_with("mimir-tls/certs/root.crt:\n"));
    assert!(ran.stderr.starts_with("error: text: "));
}

#[test]
fn options_come_in_four_formats() {
    let place = Place::new();
    let json = place
        .run("options --release 2.10 --surface memberlist --format json")
        .stdout;
    let options: serde_json::Value = serde_json::from_str(&json).unwrap();
    let options = options.as_array().unwrap();
    assert_eq!(options.len(), 8);
    let keys: Vec<&str> = options[0]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let wanted = [
        "flag",
        "yaml",
        "type",
        "default",
        "surface",
        "components",
        "since",
        "removed_in",
        "category",
        "hidden",
    ];
    assert_eq!(keys, wanted, "the order is for people");

    for format in ["table", "markdown", "yaml"] {
        let text = place
            .run(&format!(
                "options --release 2.10 --surface memberlist --format {format}"
            ))
            .stdout;
        for option in options {
            let flag = option["flag"].as_str().unwrap();
            assert!(text.contains(flag), "{format}: {flag}");
        }
    }
    let table = place
        .run("options --release 2.10 --surface memberlist")
        .stdout;
    expect![[r#"
        OPTION                                TYPE     DEFAULT  SINCE  SURFACE
        -memberlist.tls-enabled               boolean  false    2.0.0  memberlist
        -memberlist.tls-cert-path             string            2.0.0  memberlist
        -memberlist.tls-key-path              string            2.0.0  memberlist
        -memberlist.tls-ca-path               string            2.0.0  memberlist
        -memberlist.tls-server-name           string            2.0.0  memberlist
        -memberlist.tls-insecure-skip-verify  boolean  false    2.0.0  memberlist
        -memberlist.tls-cipher-suites         string            2.4.0  memberlist
        -memberlist.tls-min-version           string            2.4.0  memberlist
    "#]]
    .assert_eq(&table);
}

#[test]
fn options_of_one_component_are_those_it_reads() {
    let place = Place::new();
    let surfaces = |component: &str| {
        let json = place
            .run(&format!("options --component {component} --format json"))
            .stdout;
        let options: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
        options
            .iter()
            .map(|option| option["surface"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert!(
        surfaces("querier")
            .iter()
            .any(|surface| surface == "store-gateway-client")
    );
    assert!(
        surfaces("compactor")
            .iter()
            .all(|surface| surface != "store-gateway-client")
    );
    assert!(surfaces("all").len() > surfaces("querier").len());
}

#[test]
fn options_that_are_not_there() {
    let place = Place::new();
    place.refused(
        ["options", "--component", "querrier"],
        &expect![[r#"
        error: --component: no component is called `querrier`: did you mean `querier`?
    "#]],
    );
    place.refused(["options", "--surface", "kafka", "--release", "3.0"], &expect![[r#"
        error: release 3.0.2 has no TLS for kafka; it came with 3.1.0; use a plaintext listener of Kafka inside a trusted network, with SASL
    "#]]);
    place.refused(
        ["options", "--release", "4"],
        &expect![[r#"
        error: --release: no release is called `4`: known are 2.0 to 2.17 and 3.0 to 3.1
    "#]],
    );
    place.refused(
        ["options", "--component", "read"],
        &expect![[r#"
        error: release 3.1.0 has no component `read`; it went with 3.0.0
    "#]],
    );
    place.refused(
        ["options", "--format", "xml"],
        &expect![[r#"
        error: --format: unknown value `xml`
        hint: known are table, json, yaml, markdown
    "#]],
    );
}

/// Go reads one certificate of a file in DER, and refuses it for what follows.
#[test]
fn what_follows_a_certificate_in_der_is_told() {
    let place = Place::new();
    assert_eq!(place.run("generate -q --algorithm ed25519").code, Some(0));
    let pem = std::fs::read(place.at("mimir-tls/certs/server.crt")).unwrap();
    let (_, block) = mimir_tls::pki::pem::whole_blocks(&pem).next().unwrap();
    let der = block.contents.as_slice();
    std::fs::write(place.at("one.der"), der).unwrap();
    assert_eq!(place.run("inspect one.der").code, Some(0));
    for behind in [&b"\x05\x00"[..], b"\0", b"\x30\x03\x02\x01", der] {
        std::fs::write(place.at("two.der"), [der, behind].concat()).unwrap();
        let ran = place.run("inspect two.der");
        assert!(
            ran.stdout.contains("x509: trailing data"),
            "{behind:?}: {}",
            ran.stdout
        );
        assert_eq!(ran.code, Some(1), "{behind:?}");
    }
}
