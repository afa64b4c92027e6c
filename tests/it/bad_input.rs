//! Input that cannot be: each says what is wrong, where, and what to write
//! instead, ends with the exit code 2, and writes nothing.
//!
//! `UPDATE_EXPECT=1 cargo test --test it` rewrites the messages; read the
//! difference before it is committed.

use std::fs::File;

use expect_test::{Expect, expect};

use crate::place::Place;

/// `generate` with these options; commas and blanks as a shell would pass them.
#[track_caller]
fn options<const N: usize>(arguments: [&str; N], said: &Expect) {
    let all = ["generate"].into_iter().chain(arguments);
    Place::new().refused(all, said);
}

/// `generate` with this plan.
#[track_caller]
fn plan(text: impl AsRef<[u8]>, said: &Expect) {
    Place::new()
        .with("plan.yaml", text)
        .refused(["generate", "--plan", "plan.yaml"], said);
}

#[test]
fn unknown_release() {
    options(["--release", "9.9.9"], &expect![""]);
    options(["--release", "3.0.99"], &expect![""]);
    options(["--release", "three"], &expect![""]);
    options(["--release", "1.9.0"], &expect![""]);
    plan("version: 1\nrelease: 2.99\n", &expect![""]);
}

#[test]
fn unknown_names() {
    options(["--component", "querrier"], &expect![""]);
    options(["--component", "banana"], &expect![""]);
    options(["--surface", "memberlst"], &expect![""]);
    options(["--algorithm", "rsa-1024"], &expect![""]);
    options(["--algorithm", "ECDSA-P256"], &expect![""]);
    options(["--profile", "spilt"], &expect![""]);
    options(["--preset", "doc"], &expect![""]);
    options(["--mode", "microservice"], &expect![""]);
    options(["--min-version", "1.2"], &expect![""]);
    plan("version: 1\ncomponents: [querier, rulr]\n", &expect![""]);
    plan("version: 1\nsurfaces:\n  memberlst: true\n", &expect![""]);
    plan(
        "version: 1\ncertificates:\n  algorithm: p256\n",
        &expect![""],
    );
    plan(
        "version: 1\ncertificate:\n  algorithm: ed25519\n",
        &expect![""],
    );
    plan(
        "version: 1\ncertificates:\n  ca:\n    day: 3\n",
        &expect![""],
    );
    plan("version: 1\ntargets: [flag]\n", &expect![""]);
    plan("version: 2\n", &expect![""]);
    plan("release: 3.0.2\n", &expect![""]);
}

#[test]
fn client_authentication_that_mimir_would_refuse() {
    options(["--grpc-auth", "RequiredAndVerifyClientCert"], &expect![""]);
    options(["--http-auth", "requireandverifyclientcert"], &expect![""]);
    options(["--http-auth", "mutual"], &expect![""]);
    plan(
        "version: 1\npolicy:\n  grpc: RequiredAndVerifyClientCert\n",
        &expect![""],
    );
    plan(
        "version: 1\npolicy:\n  http: verifyClientCertIfGiven\n",
        &expect![""],
    );
}

#[test]
fn a_mode_or_component_that_the_release_lacks() {
    options(["--mode", "read-write", "--release", "3.0.2"], &expect![""]);
    options(["--mode", "read-write", "--release", "2.2.0"], &expect![""]);
    options(
        ["--mode", "monolithic", "--component", "querier"],
        &expect![""],
    );
    options(["--component", "read"], &expect![""]);
    options(["--component", "querier,querier"], &expect![""]);
    plan("version: 1\ncomponents: []\n", &expect![""]);
}

#[test]
fn names_that_no_certificate_can_carry() {
    for (name, said) in [
        ("mimir_1.example.com", expect![""]),
        ("mimir 1.example.com", expect![""]),
        ("a..b", expect![""]),
        ("", expect![""]),
        ("foo.*.example.com", expect![""]),
        ("*", expect![""]),
        ("*.com", expect![""]),
        ("fo*.example.com", expect![""]),
        ("10.0.0.1", expect![""]),
        ("mimir.example.com:9095", expect![""]),
        ("https://mimir.example.com", expect![""]),
        ("-mimir.example.com", expect![""]),
    ] {
        options(["--dns", name], &said);
    }
    let label = "a".repeat(64);
    options(["--dns", &format!("{label}.example.com")], &expect![""]);
    let long = format!("{}com", "abcdefg.".repeat(32));
    options(["--dns", &long], &expect![""]);
    options(["--server-name", "*.mimir.example.com"], &expect![""]);
    options(["--cluster", "my_mimir"], &expect![""]);
    options(["--namespace", "a b"], &expect![""]);
    options(["--domain", "cluster..local"], &expect![""]);
    plan(
        "version: 1\ncertificates:\n  dns:\n    - ok.example\n    - not_ok.example\n",
        &expect![""],
    );
}

#[test]
fn addresses() {
    options(["--ip", "10.0.0.1:9095"], &expect![""]);
    options(["--ip", "[::1]:9095"], &expect![""]);
    options(["--ip", "10.0.0.0/8"], &expect![""]);
    options(["--ip", "10.0.0"], &expect![""]);
    options(["--ip", "mimir.example.com"], &expect![""]);
    plan(
        "version: 1\ncertificates:\n  ips: [10.0.0.1, '10.0.0.2:80']\n",
        &expect![""],
    );
}

#[test]
fn days() {
    options(["--days", "0"], &expect![""]);
    options(["--days", "-5"], &expect![""]);
    options(["--days", "ten"], &expect![""]);
    options(["--days", "1.5"], &expect![""]);
    options(["--days", "99999999999999999999"], &expect![""]);
    options(["--ca-days", "3000000"], &expect![""]);
    options(["--days", "3000000", "--ca-days", "3000000"], &expect![""]);
    options(["--days", "800", "--ca-days", "700"], &expect![""]);
    plan(
        "version: 1\ncertificates: {leaf: {days: 0}}\n",
        &expect![""],
    );
    plan(
        "version: 1\ncertificates: {leaf: {days: -1}}\n",
        &expect![""],
    );
    plan(
        "version: 1\ncertificates: {ca: {days: 3 years}}\n",
        &expect![""],
    );
}

#[test]
fn certificate_folders() {
    options(["--cert-dir", "certs"], &expect![""]);
    options(["--cert-dir", "./certs"], &expect![""]);
    options(["--cert-dir", ""], &expect![""]);
    options(["--cert-dir", "/etc/mimir tls"], &expect![""]);
    options(["--cert-dir", "/etc/mimir\ntls"], &expect![""]);
    options(["--cert-dir", "/etc/../tls"], &expect![""]);
    options(["--cert-dir", "C:\\mimir"], &expect![""]);
    plan("version: 1\ncert_dir: etc/mimir\n", &expect![""]);
}

#[test]
fn surfaces_without_tls_in_the_release() {
    options(["--surface", "kafka", "--release", "3.0.2"], &expect![""]);
    options(["--surface", "consul"], &expect![""]);
    options(["--surface", "redis"], &expect![""]);
    options(["--surface", "memberlist=maybe so"], &expect![""]);
    options(["--surface", "kafka=broker:99999"], &expect![""]);
    plan(
        "version: 1\nrelease: 3.0.2\nsurfaces: [kafka]\n",
        &expect![""],
    );
}

#[test]
fn cipher_suites() {
    options(["--cipher-suites", ""], &expect![""]);
    options(
        [
            "--cipher-suites",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        ],
        &expect![""],
    );
    options(
        ["--cipher-suites", "ECDHE-ECDSA-AES128-GCM-SHA256"],
        &expect![""],
    );
    options(
        ["--cipher-suites", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA265"],
        &expect![""],
    );
    options(["--cipher-suites", "TLS_AES_128_GCM_SHA256"], &expect![""]);
}

#[test]
fn subjects() {
    plan(
        "version: 1\ncertificates: {ca: {subject: CN=root}}\n",
        &expect![""],
    );
    plan(
        "version: 1\ncertificates: {ca: {subject: /C=USA/CN=root}}\n",
        &expect![""],
    );
    plan(
        "version: 1\ncertificates: {leaf: {subject: /O=Org/CN=mine}}\n",
        &expect![""],
    );
}

#[test]
fn plans_that_are_none() {
    plan("", &expect![""]);
    plan("# nothing yet\n", &expect![""]);
    plan(b"\x7fELF\x02\x01\x01\x00\xff\xfe", &expect![""]);
    plan("just words\n", &expect![""]);
    plan("- 1\n- 2\n", &expect![""]);
    plan("version: 1\nmode: [\n", &expect![""]);
    plan(
        "version: 1\nmode: monolithic\nmode: microservices\n",
        &expect![""],
    );
    plan("a: &a [1, 2]\nb: &b [*a, *a, *a]\nc: *b\n", &expect![""]);
    plan("[".repeat(100_000), &expect![""]);
    plan(
        format!("{{\"version\": 1, \"mode\": {}", "{\"a\":".repeat(100_000)),
        &expect![""],
    );
}

#[test]
fn a_plan_never_holds_a_key_or_a_certificate() {
    // In two parts, so that no scanner takes this file for a leak.
    for kind in ["PRIVATE KEY", "CERTIFICATE", "EC PRIVATE KEY"] {
        let block = format!("-----BEGIN {kind}-----");
        let text =
            format!("version: 1\ncertificates:\n  ca:\n    key: |\n      {block}\n      AAAA\n");
        let place = Place::new().with("plan.yaml", text);
        place.refused(
            ["generate", "--plan", "plan.yaml"],
            &match kind {
                "PRIVATE KEY" => expect![""],
                "CERTIFICATE" => expect![""],
                _ => expect![""],
            },
        );
    }
}

#[test]
fn a_plan_of_a_hundred_megabytes() {
    let place = Place::new();
    File::create(place.at("plan.yaml"))
        .unwrap()
        .set_len(100 << 20)
        .unwrap();
    place.refused(["generate", "--plan", "plan.yaml"], &expect![""]);
}

#[test]
fn plan_files_that_cannot_be_read() {
    let place = Place::new();
    std::fs::create_dir(place.at("folder")).unwrap();
    place.refused(["generate", "--plan", "folder"], &expect![""]);
    place.refused(["generate", "--plan", "nowhere.yaml"], &expect![""]);
    place.refused(["generate", "--plan", "-"], &expect![""]);
}
