//! Choices that a release of Mimir does not have, or that contradict each other.

use expect_test::expect;

use super::{options, plan};
use crate::place::Place;

#[test]
fn unknown_release() {
    options(
        ["--release", "9.9.9"],
        &expect![[r#"
            error: --release: no release is called `9.9.9`: known are 2.0 to 2.17 and 3.0 to 3.1; the nearest is 3.1.0
        "#]],
    );
    options(
        ["--release", "3.0.99"],
        &expect![[r#"
            error: --release: no release is called `3.0.99`: known are 2.0 to 2.17 and 3.0 to 3.1; the nearest is 3.0.2
        "#]],
    );
    options(
        ["--release", "three"],
        &expect![[r#"
            error: --release: no release is called `three`: known are 2.0 to 2.17 and 3.0 to 3.1
        "#]],
    );
    options(
        ["--release", "1.9.0"],
        &expect![[r#"
            error: --release: no release is called `1.9.0`: known are 2.0 to 2.17 and 3.0 to 3.1; the nearest is 2.0.0
        "#]],
    );
    plan(
        "version: 1\nrelease: 2.99\n",
        &expect![[r#"
            error: plan.yaml: line 2, column 10: release: no release is called `2.99`: known are 2.0 to 2.17 and 3.0 to 3.1; the nearest is 2.17.4
        "#]],
    );
}

#[test]
fn unknown_names() {
    options(
        ["--component", "querrier"],
        &expect![[r#"
        error: --component: no component is called `querrier`: did you mean `querier`?
    "#]],
    );
    options(
        ["--component", "banana"],
        &expect![[r#"
            error: --component: no component is called `banana`: known are all, read, write, backend, distributor, ingester, querier, query-frontend, query-scheduler, store-gateway, compactor, ruler, alertmanager, overrides-exporter, memberlist-kv, block-builder, block-builder-scheduler, compactor-scheduler, usage-tracker
        "#]],
    );
    options(
        ["--surface", "memberlst"],
        &expect![[r#"
        error: --surface: no surface is called `memberlst`: did you mean `memberlist`?
    "#]],
    );
    options(
        ["--algorithm", "rsa-1024"],
        &expect![[r#"
        error: --algorithm: unknown algorithm "rsa-1024"; did you mean "rsa-2048"?
    "#]],
    );
    options(
        ["--algorithm", "ECDSA-P256"],
        &expect![[r#"
        error: --algorithm: unknown algorithm "ECDSA-P256"; did you mean "ecdsa-p256"?
    "#]],
    );
    options(
        ["--profile", "spilt"],
        &expect![[r#"
        error: --profile: unknown profile `spilt`; did you mean `split`?
    "#]],
    );
    options(
        ["--preset", "doc"],
        &expect![[r#"
        error: --preset: unknown preset `doc`; did you mean `docs`?
    "#]],
    );
    options(
        ["--mode", "microservice"],
        &expect![[r#"
        error: --mode: no mode is called `microservice`: did you mean `microservices`?
    "#]],
    );
    options(
        ["--min-version", "1.2"],
        &expect![[r#"
            error: --min-version: unknown TLS version `1.2`; did you mean `VersionTLS12`?
        "#]],
    );
    plan(
        "version: 1\ncomponents: [querier, rulr]\n",
        &expect![[r#"
        error: plan.yaml: line 2, column 23: components.2: no component is called `rulr`: did you mean `ruler`?
    "#]],
    );
    plan(
        "version: 1\nsurfaces:\n  memberlst: true\n",
        &expect![[r#"
        error: plan.yaml: line 3, column 3: surfaces: no surface is called `memberlst`: did you mean `memberlist`?
    "#]],
    );
    plan(
        "version: 1\ncertificates:\n  algorithm: p256\n",
        &expect![[r#"
            error: plan.yaml: line 3, column 14: certificates.algorithm: unknown algorithm "p256"; write one of ecdsa-p256, ecdsa-p384, ed25519, rsa-2048, rsa-3072, rsa-4096
        "#]],
    );
    plan(
        "version: 1\ncertificate:\n  algorithm: ed25519\n",
        &expect![[r#"
            error: plan.yaml: line 2, column 1: unknown key `certificate`
            hint: did you mean `certificates`?
        "#]],
    );
    plan(
        "version: 1\ncertificates:\n  ca:\n    day: 3\n",
        &expect![[r#"
            error: plan.yaml: line 4, column 5: certificates.ca: unknown key `day`
            hint: did you mean `days`?
        "#]],
    );
    plan(
        "version: 1\ntargets: [flag]\n",
        &expect![[r#"
        error: plan.yaml: line 2, column 11: targets.1: unknown target `flag`; did you mean `flags`?
    "#]],
    );
    plan(
        "version: 2\n",
        &expect![[r#"
        error: plan.yaml: line 1, column 10: version: plan format 2 is not known to this release of mimir-tls; it reads format 1
    "#]],
    );
    plan(
        "release: 3.0.2\n",
        &expect![[r#"
        error: plan.yaml: line 1, column 1: the key `version` is missing
        hint: write `version: 1` in the first line
    "#]],
    );
}

#[test]
fn client_authentication_that_mimir_would_refuse() {
    options(
        ["--grpc-auth", "RequiredAndVerifyClientCert"],
        &expect![[r#"
            error: --grpc-auth: `RequiredAndVerifyClientCert` is a misprint of Mimir's own page, and Mimir refuses it; write `RequireAndVerifyClientCert`
        "#]],
    );
    options(
        ["--http-auth", "requireandverifyclientcert"],
        &expect![[r#"
            error: --http-auth: Mimir tells upper from lower case; write `RequireAndVerifyClientCert` for `requireandverifyclientcert`
        "#]],
    );
    options(
        ["--http-auth", "mutual"],
        &expect![[r#"
            error: --http-auth: unknown client authentication `mutual`; known are NoClientCert, RequestClientCert, RequireClientCert, VerifyClientCertIfGiven, RequireAndVerifyClientCert
        "#]],
    );
    plan(
        "version: 1\npolicy:\n  grpc: RequiredAndVerifyClientCert\n",
        &expect![[r#"
            error: plan.yaml: line 3, column 9: policy.grpc: `RequiredAndVerifyClientCert` is a misprint of Mimir's own page, and Mimir refuses it; write `RequireAndVerifyClientCert`
        "#]],
    );
    plan(
        "version: 1\npolicy:\n  http: verifyClientCertIfGiven\n",
        &expect![[r#"
            error: plan.yaml: line 3, column 9: policy.http: Mimir tells upper from lower case; write `VerifyClientCertIfGiven` for `verifyClientCertIfGiven`
        "#]],
    );
}

#[test]
fn a_mode_or_component_that_the_release_lacks() {
    options(
        ["--mode", "read-write", "--release", "3.0.2"],
        &expect![[r#"
        error: mode: release 3.0.2 has no read-write mode; releases 2.3.0 to 2.17.4 do; choose monolithic or microservices
    "#]],
    );
    options(
        ["--mode", "read-write", "--release", "2.2.0"],
        &expect![[r#"
        error: mode: release 2.2.0 has no read-write mode; releases 2.3.0 to 2.17.4 do; choose monolithic or microservices
    "#]],
    );
    options(
        ["--mode", "monolithic", "--component", "querier"],
        &expect![[r#"
            error: components: `querier` is no component of monolithic mode; that mode has all, alertmanager, overrides-exporter, memberlist-kv
        "#]],
    );
    options(
        ["--component", "read"],
        &expect![[r#"
        error: components: release 3.1.0 has no component `read`; it went with 3.0.0
    "#]],
    );
    plan(
        "version: 1\ncomponents: []\n",
        &expect![[r#"
        error: plan.yaml: line 2, column 13: components: the list is empty; leave the key out for all components of the mode
    "#]],
    );
}

#[test]
fn days() {
    options(
        ["--days", "0"],
        &expect![[r#"
        error: --days: days "0": a certificate of zero days has ended when it begins; write a whole number from 1, such as 730
    "#]],
    );
    options(
        ["--days", "-5"],
        &expect![[r#"
        error: --days: days "-5": a validity cannot be negative; write a whole number from 1, such as 730
    "#]],
    );
    options(
        ["--days", "ten"],
        &expect![[r#"
        error: --days: days "ten": it is not a whole number of days; write a whole number from 1, such as 730
    "#]],
    );
    options(
        ["--days", "1.5"],
        &expect![[r#"
        error: --days: days "1.5": it is not a whole number of days; write a whole number from 1, such as 730
    "#]],
    );
    options(
        ["--days", "99999999999999999999"],
        &expect![[r#"
        error: --days: days "99999999999999999999": it is far beyond the year 9999; write a whole number from 1, such as 730
    "#]],
    );
    options(
        ["--days", "800", "--ca-days", "700"],
        &expect![[r#"
        error: certificates.leaf.days: 800 days is longer than the CA's 700, and a certificate is worth nothing after its CA's end; write at most 700, or raise certificates.ca.days
    "#]],
    );
    plan(
        "version: 1\ncertificates: {leaf: {days: 0}}\n",
        &expect![[r#"
            error: plan.yaml: line 2, column 29: certificates.leaf.days: days "0": a certificate of zero days has ended when it begins; write a whole number from 1, such as 730
        "#]],
    );
    plan(
        "version: 1\ncertificates: {leaf: {days: -1}}\n",
        &expect![[r#"
            error: plan.yaml: line 2, column 29: certificates.leaf.days: days "-1": a validity cannot be negative; write a whole number from 1, such as 730
        "#]],
    );
    plan(
        "version: 1\ncertificates: {ca: {days: 3 years}}\n",
        &expect![[r#"
            error: plan.yaml: line 2, column 27: certificates.ca.days: days "3 years": it is not a whole number of days; write a whole number from 1, such as 730
        "#]],
    );
}

#[test]
fn days_past_the_last_year() {
    for arguments in [
        "generate --ca-days 3000000",
        "generate --days 3000000 --ca-days 3000000",
    ] {
        let place = Place::new();
        let ran = place.run(arguments);
        // Between these words stand today's date and the days that are left.
        for part in [
            "error: certificates: 3000000 days from 2",
            "9999-12-31",
            "; write ",
        ] {
            assert!(ran.stderr.contains(part), "{}", ran.stderr);
        }
        assert_eq!(ran.code, Some(2));
        assert!(place.listing().is_empty());
    }
}

#[test]
fn surfaces_without_tls_in_the_release() {
    options(
        ["--surface", "kafka", "--release", "3.0.2"],
        &expect![[r#"
            error: surfaces: release 3.0.2 has no TLS for kafka; it came with 3.1.0; use a plaintext listener of Kafka inside a trusted network, with SASL
        "#]],
    );
    options(
        ["--surface", "consul"],
        &expect![[r#"
        error: --surface: no surface is called `consul`: Mimir has no TLS for Consul at all; keep rings in memberlist or etcd
    "#]],
    );
    options(
        ["--surface", "redis"],
        &expect![[r#"
            error: surfaces: release 3.1.0 has no TLS for redis; it went with 3.0.0; use memcached
        "#]],
    );
    options(
        ["--surface", "memberlist=maybe so"],
        &expect![[r#"
        error: --surface: DNS name "maybe so": character 6 is a blank; remove it; several names are several entries; behind a surface stands on, off, or the host and port of its server
    "#]],
    );
    options(
        ["--surface", "kafka=broker:99999"],
        &expect![[r#"
            error: --surface: address "broker:99999": there is no port 99999; ports go from 1 to 65535; behind a surface stands on, off, or the host and port of its server
        "#]],
    );
    plan(
        "version: 1\nrelease: 3.0.2\nsurfaces: [kafka]\n",
        &expect![[r#"
            error: plan.yaml: line 3, column 11: surfaces: release 3.0.2 has no TLS for kafka; it came with 3.1.0; use a plaintext listener of Kafka inside a trusted network, with SASL
        "#]],
    );
}

#[test]
fn cipher_suites() {
    options(
        ["--cipher-suites", ""],
        &expect![[r#"
        error: --cipher-suites: the list of cipher suites is empty; leave the key out for Go's own choice
    "#]],
    );
    options(
        [
            "--cipher-suites",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        ],
        &expect![[r#"
            error: --cipher-suites: cipher suite " TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256" holds a blank, which a Mimir server takes for a part of the name; leave it out
        "#]],
    );
    options(
        ["--cipher-suites", "ECDHE-ECDSA-AES128-GCM-SHA256"],
        &expect![[r#"
            error: --cipher-suites: unknown cipher suite `ECDHE-ECDSA-AES128-GCM-SHA256`; known are TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384, TLS_CHACHA20_POLY1305_SHA256, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA, TLS_RSA_WITH_AES_128_GCM_SHA256, TLS_RSA_WITH_AES_256_GCM_SHA384, TLS_RSA_WITH_AES_128_CBC_SHA, TLS_RSA_WITH_AES_256_CBC_SHA, TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA, TLS_RSA_WITH_3DES_EDE_CBC_SHA, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256, TLS_RSA_WITH_AES_128_CBC_SHA256, TLS_ECDHE_ECDSA_WITH_RC4_128_SHA, TLS_ECDHE_RSA_WITH_RC4_128_SHA, TLS_RSA_WITH_RC4_128_SHA
        "#]],
    );
    options(
        ["--cipher-suites", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA265"],
        &expect![[r#"
            error: --cipher-suites: unknown cipher suite `TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA265`; did you mean `TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256`?
        "#]],
    );
    options(
        ["--cipher-suites", "TLS_AES_128_GCM_SHA256"],
        &expect![[r#"
        error: --cipher-suites: `TLS_AES_128_GCM_SHA256` is a suite of TLS 1.3, where Go chooses by itself; name suites of TLS 1.2, or leave the key out
    "#]],
    );
}

#[test]
fn cipher_suites_with_which_the_http_server_does_not_start() {
    let suites = ["--cipher-suites", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"];
    options(
        suites,
        &expect![[r#"
        error: policy.cipher_suites: Mimir's HTTP server speaks HTTP/2 as well, and below TLS 1.3 does not start with this list; add TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, or set policy.min_version to VersionTLS13
    "#]],
    );
    plan(
        "version: 1\ncertificates: {algorithm: rsa-2048}\npolicy:\n  cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]\n",
        &expect![[r#"
            error: plan.yaml: line 4, column 18: policy.cipher_suites: Mimir's HTTP server speaks HTTP/2 as well, and below TLS 1.3 does not start with this list; add TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, or set policy.min_version to VersionTLS13
        "#]],
    );
}
