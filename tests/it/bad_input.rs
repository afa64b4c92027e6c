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
        error: --component: no component is called `banana`: known are all, read, write, backend, distributor, ingester, querier, query-frontend, query-scheduler, store-gateway, compactor, ruler, alertmanager, overrides-exporter, memberlist-kv
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
        error: --min-version: unknown TLS version `1.2`; known are VersionTLS10, VersionTLS11, VersionTLS12, VersionTLS13
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
fn names_that_no_certificate_can_carry() {
    for (name, said) in [
        (
            "mimir_1.example.com",
            expect![[r#"
            error: --dns: DNS name "mimir_1.example.com": label 1 ("mimir_1") has an underscore, which no host name may have; write "mimir-1"
        "#]],
        ),
        (
            "mimir 1.example.com",
            expect![[r#"
            error: --dns: DNS name "mimir 1.example.com": character 6 is a blank; remove it; several names are several entries
        "#]],
        ),
        (
            "a..b",
            expect![[r#"
            error: --dns: DNS name "a..b": label 2 is empty; write one dot between labels, and none in front
        "#]],
        ),
        (
            "",
            expect![[r#"
            error: --dns: DNS name "": it is empty; write a name such as "mimir.example"
        "#]],
        ),
        (
            "foo.*.example.com",
            expect![[r#"
            error: --dns: DNS name "foo.*.example.com": label 2 ("*") holds a wildcard in the wrong place; write `*` only as the whole left-most label, as in "*.mimir.example"
        "#]],
        ),
        (
            "*",
            expect![[r#"
            error: --dns: DNS name "*": a wildcard needs at least two labels behind it; write it as in "*.mimir.example", or list the names themselves
        "#]],
        ),
        (
            "*.com",
            expect![[r#"
            error: --dns: DNS name "*.com": a wildcard needs at least two labels behind it; write it as in "*.mimir.example", or list the names themselves
        "#]],
        ),
        (
            "fo*.example.com",
            expect![[r#"
            error: --dns: DNS name "fo*.example.com": label 1 ("fo*") holds a wildcard in the wrong place; write `*` only as the whole left-most label, as in "*.mimir.example"
        "#]],
        ),
        (
            "10.0.0.1",
            expect![[r#"
            error: --dns: DNS name "10.0.0.1": it is an IP address; list 10.0.0.1 as an IP, not as a DNS name
        "#]],
        ),
        (
            "mimir.example.com:9095",
            expect![[r#"
            error: --dns: DNS name "mimir.example.com:9095": it has a port (9095), which no certificate holds; write "mimir.example.com"
        "#]],
        ),
        (
            "https://mimir.example.com",
            expect![[r#"
            error: --dns: DNS name "https://mimir.example.com": it is a URL (https); write the host alone: "mimir.example.com"
        "#]],
        ),
        (
            "-mimir.example.com",
            expect![[r#"
            error: unexpected argument `-m`
            hint: `--help` lists what there is
        "#]],
        ),
    ] {
        options(["--dns", name], &said);
    }
    let label = "a".repeat(64);
    options(
        ["--dns", &format!("{label}.example.com")],
        &expect![[r#"
        error: --dns: DNS name "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example.com": label 1 ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa") has 64 bytes; write 1 to 63 bytes
    "#]],
    );
    let long = format!("{}com", "abcdefg.".repeat(32));
    options(
        ["--dns", &long],
        &expect![[r#"
        error: --dns: DNS name "abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.com": it has 259 bytes; write 253 bytes or fewer
    "#]],
    );
    options(
        ["--server-name", "*.mimir.example.com"],
        &expect![[r#"
        error: server_name: `*.mimir.example.com` is a wildcard, and a client asks for one name; write a name without `*`
    "#]],
    );
    options(
        ["--cluster", "my_mimir"],
        &expect![[r#"
        error: --cluster: DNS name "my_mimir": label 1 ("my_mimir") has an underscore, which no host name may have; write "my-mimir"
    "#]],
    );
    options(
        ["--namespace", "a b"],
        &expect![[r#"
        error: --namespace: DNS name "a b": character 2 is a blank; remove it; several names are several entries
    "#]],
    );
    options(
        ["--domain", "cluster..local"],
        &expect![[r#"
        error: --domain: DNS name "cluster..local": label 2 is empty; write one dot between labels, and none in front
    "#]],
    );
    plan(
        "version: 1\ncertificates:\n  dns:\n    - ok.example\n    - not_ok.example\n",
        &expect![[r#"
            error: plan.yaml: line 5, column 7: certificates.dns.2: DNS name "not_ok.example": label 1 ("not_ok") has an underscore, which no host name may have; write "not-ok"
        "#]],
    );
}

#[test]
fn addresses() {
    options(
        ["--ip", "10.0.0.1:9095"],
        &expect![[r#"
        error: --ip: address "10.0.0.1:9095": it is an IP address with a port, which no certificate holds; write 10.0.0.1
    "#]],
    );
    options(
        ["--ip", "[::1]:9095"],
        &expect![[r#"
        error: --ip: address "[::1]:9095": it is an IP address with a port, which no certificate holds; write ::1
    "#]],
    );
    options(
        ["--ip", "10.0.0.0/8"],
        &expect![[r#"
        error: --ip: address "10.0.0.0/8": it is a network, and a certificate vouches for single addresses; write 10.0.0.0
    "#]],
    );
    options(
        ["--ip", "10.0.0"],
        &expect![[r#"
        error: --ip: address "10.0.0": it is not an IP address; write one such as 10.0.0.1 or 2001:db8::1; names belong to the DNS names
    "#]],
    );
    options(
        ["--ip", "mimir.example.com"],
        &expect![[r#"
        error: --ip: address "mimir.example.com": it is not an IP address; write one such as 10.0.0.1 or 2001:db8::1; names belong to the DNS names
    "#]],
    );
    plan(
        "version: 1\ncertificates:\n  ips: [10.0.0.1, '10.0.0.2:80']\n",
        &expect![[r#"
            error: plan.yaml: line 3, column 19: certificates.ips.2: address "10.0.0.2:80": it is an IP address with a port, which no certificate holds; write 10.0.0.2
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
fn certificate_folders() {
    options(
        ["--cert-dir", "certs"],
        &expect![[r#"
        error: --cert-dir: `certs` is a relative path; write the absolute path that Mimir will see, such as /etc/mimir/tls
    "#]],
    );
    options(
        ["--cert-dir", "./certs"],
        &expect![[r#"
        error: --cert-dir: `./certs` is a relative path; write the absolute path that Mimir will see, such as /etc/mimir/tls
    "#]],
    );
    options(
        ["--cert-dir", ""],
        &expect![[r#"
        error: --cert-dir: `` is a relative path; write the absolute path that Mimir will see, such as /etc/mimir/tls
    "#]],
    );
    options(
        ["--cert-dir", "/etc/mimir tls"],
        &expect![[r#"
        error: --cert-dir: the path holds ' ' at character 11; use letters, digits and `/ . _ -`, so that no flag needs quotes
    "#]],
    );
    options(
        ["--cert-dir", "/etc/mimir\ntls"],
        &expect![[r#"
        error: --cert-dir: the path holds '\n' at character 11; use letters, digits and `/ . _ -`, so that no flag needs quotes
    "#]],
    );
    options(
        ["--cert-dir", "/etc/../tls"],
        &expect![[r#"
        error: --cert-dir: the path has the part `..`; write it without `.`, `..` and double slashes
    "#]],
    );
    options(
        ["--cert-dir", "C:\\mimir"],
        &expect![[r#"
        error: --cert-dir: the path holds '\\' at character 3; use letters, digits and `/ . _ -`, so that no flag needs quotes
    "#]],
    );
    plan(
        "version: 1\ncert_dir: etc/mimir\n",
        &expect![[r#"
        error: plan.yaml: line 2, column 11: cert_dir: `etc/mimir` is a relative path; write the absolute path that Mimir will see, such as /etc/mimir/tls
    "#]],
    );
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
        error: --surface: DNS name "broker:99999": it has a port (99999), which no certificate holds; write "broker"; behind a surface stands on, off, or the host and port of its server
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
fn subjects() {
    plan(
        "version: 1\ncertificates: {ca: {subject: CN=root}}\n",
        &expect![[r#"
            error: plan.yaml: line 2, column 30: certificates.ca.subject: subject "CN=root": it does not begin with a slash; write it as in /C=US/ST=KY/O=Org/CN=name
        "#]],
    );
    plan(
        "version: 1\ncertificates: {ca: {subject: /C=USA/CN=root}}\n",
        &expect![[r#"
            error: plan.yaml: line 2, column 30: certificates.ca.subject: subject "/C=USA/CN=root": C is "USA"; write the two capital letters of a country, such as US
        "#]],
    );
    plan(
        "version: 1\ncertificates: {leaf: {subject: /O=Org/CN=mine}}\n",
        &expect![[r#"
            error: plan.yaml: line 2, column 32: certificates.leaf.subject: leave CN out; each certificate gets its own (server, client)
        "#]],
    );
}

#[test]
fn plans_that_are_none() {
    plan(
        "",
        &expect![[r#"
        error: plan.yaml: the text is empty
    "#]],
    );
    plan(
        "# nothing yet\n",
        &expect![[r#"
        error: plan.yaml: the text is empty
    "#]],
    );
    plan(
        b"\x7fELF\x02\x01\x01\x00\xff\xfe",
        &expect![[r#"
        error: plan.yaml: line 1, column 9: this is not text: a byte here is no UTF-8
    "#]],
    );
    plan(
        "just words\n",
        &expect![[r#"
        error: plan.yaml: line 1, column 1: invalid type: string "just words", expected struct PlanFile
    "#]],
    );
    plan(
        "- 1\n- 2\n",
        &expect![[r#"
        error: plan.yaml: line 1, column 1: invalid length 2, expected struct PlanFile with 11 elements
    "#]],
    );
    plan(
        "version: 1\nmode: [\n",
        &expect![[r#"
        error: plan.yaml: line 3, column 1: mode: while parsing a node, did not find expected node content
    "#]],
    );
    plan(
        "version: 1\nmode: monolithic\nmode: microservices\n",
        &expect![[r#"
            error: plan.yaml: line 3, column 1: the key `mode` stands here a second time
            hint: keep one of the two; the first is at line 2, column 1
        "#]],
    );
    plan(
        "a: &a [1, 2]\nb: &b [*a, *a, *a]\nc: *b\n",
        &expect![[r#"
        error: plan.yaml: line 1, column 1: unknown key `a`
        hint: known are version, release, mode, components, cluster, server_name, cert_dir, certificates, policy, surfaces, targets
    "#]],
    );
    plan(
        "[".repeat(100_000),
        &expect![[r#"
        error: plan.yaml: line 1, column 256: recursion limit exceeded
    "#]],
    );
    plan(
        format!("{{\"version\": 1, \"mode\": {}", "{\"a\":".repeat(100_000)),
        &expect![[r#"
            error: plan.yaml: line 1, column 1294: recursion limit exceeded
        "#]],
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
                "PRIVATE KEY" => expect![[r#"
                    error: plan.yaml: line 5, column 1: a certificate or key stands in the plan
                    hint: take it out; a plan holds choices only, and certificates are made anew or named by path
                "#]],
                "CERTIFICATE" => expect![[r#"
                    error: plan.yaml: line 5, column 1: a certificate or key stands in the plan
                    hint: take it out; a plan holds choices only, and certificates are made anew or named by path
                "#]],
                _ => expect![[r#"
                    error: plan.yaml: line 5, column 1: a certificate or key stands in the plan
                    hint: take it out; a plan holds choices only, and certificates are made anew or named by path
                "#]],
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
    place.refused(
        ["generate", "--plan", "plan.yaml"],
        &expect![[r#"
        error: the plan `plan.yaml` is larger than 1 MiB, which no plan needs
    "#]],
    );
}

#[test]
fn plan_files_that_cannot_be_read() {
    let place = Place::new();
    std::fs::create_dir(place.at("folder")).unwrap();
    place.refused(
        ["generate", "--plan", "folder"],
        &expect![[r#"
        error: the plan `folder` is a folder
        hint: name a file in it
    "#]],
    );
    place.refused(
        ["generate", "--plan", "nowhere.yaml"],
        &expect![[r#"
        error: could not read the plan `nowhere.yaml`: no such file or directory
    "#]],
    );
    place.refused(
        ["generate", "--plan", "-"],
        &expect![[r#"
        error: standard input: the text is empty
    "#]],
    );
}
