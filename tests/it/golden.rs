//! What is written, byte by byte, and what is generated and committed.
//!
//! `UPDATE=1 cargo test --test it golden` writes the files anew; the diff is
//! then to be read, not waved through.

use std::fs;
use std::path::{Path, PathBuf};

use crate::pipeline::{made, plan};
use crate::place::Place;
use mimir_tls::pki::Instant;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn check_file(path: &Path, text: &str) {
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder");
        fs::write(path, text).expect("the file");
    }
    let committed = fs::read_to_string(path).unwrap_or_default();
    let name = path.strip_prefix(root()).unwrap_or(path).display();
    assert!(
        committed == text,
        "{name} is not fresh: run UPDATE=1 cargo test --test it golden, and read the diff"
    );
}

/// Checks the configuration of a plan against `tests/golden/<name>`: every file
/// of it, and no file more.
fn check(name: &str, text: &str) {
    let plan = plan(&format!("{text}\ncertificates: {{algorithm: ed25519}}"));
    let made = made(&plan, 1, Instant::from_unix(1_800_000_000)).expect("proven");
    let folder = root().join("tests/golden").join(name);
    let mut wanted = Vec::new();
    for artifact in &made.artifacts {
        let is_configuration = !artifact.is_secret()
            && !artifact.path.starts_with("certs/")
            && artifact.path != "proof.json";
        if is_configuration {
            let text = std::str::from_utf8(artifact.bytes()).expect("text");
            check_file(&folder.join(&artifact.path), text);
            wanted.push(folder.join(&artifact.path));
        }
    }
    let mut there = Vec::new();
    files_below(&folder, &mut there);
    for path in there {
        assert!(
            wanted.contains(&path),
            "{} is no output any more: delete it",
            path.display()
        );
    }
}

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => files_below(&path, found),
            false => found.push(path),
        }
    }
}

#[test]
fn default_plan() {
    check("default", "mode: microservices");
}

#[test]
fn hosts_with_names_and_addresses() {
    check(
        "hosts",
        "release: 2.17.4\ncluster: {name: metrics}\n\
         components: {distributor: {dns: [metrics.example.com], ips: [10.0.0.5]}, \
         ingester: {replicas: 3, ips: [10.0.0.7, 10.0.0.8, 10.0.0.9]}, querier: {}, \
         query-frontend: {dns: [queries.example.com]}, store-gateway: {}}",
    );
}

#[test]
fn kubernetes() {
    check("kubernetes", "platform: kubernetes");
}

#[test]
fn compose() {
    check("compose", "platform: compose\nmode: monolithic");
}

#[test]
fn monolithic_of_the_oldest_release() {
    check("monolithic-2.0", "release: 2.0.0\nmode: monolithic");
}

#[test]
fn read_write_of_its_last_release() {
    check(
        "read-write-2.17",
        "release: 2.17.4\nmode: read-write\nsurfaces: [memcached]",
    );
}

#[test]
fn strict_with_everything() {
    check(
        "strict",
        "policy: {http: RequireAndVerifyClientCert, min_version: VersionTLS12, \
         cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]}\n\
         cluster: {name: metrics, namespace: observability, domain: example.internal}\n\
         cert_dir: /run/tls\n\
         surfaces: {etcd: true, memcached: true, kafka: \"kafka.example.internal:9093\", storage-s3-common: s3.example.internal}",
    );
}

#[test]
fn environment_files() {
    check("env", "release: 2.0.0\nmode: monolithic\ntargets: [env]");
}

#[test]
fn compose_of_many_that_lets_nobody_in() {
    check(
        "compose-strict",
        "platform: compose\ntargets: [compose]\ncomponents: {distributor: {}, ingester: {replicas: 3}, \
         querier: {}, query-frontend: {}, query-scheduler: {}, store-gateway: {}}\n\
         policy: {http: RequireAndVerifyClientCert}",
    );
}

#[test]
fn units_of_systemd() {
    check(
        "systemd",
        "platform: hosts\nmode: monolithic\ntargets: [systemd]",
    );
}

#[test]
fn values_of_the_helm_chart() {
    check(
        "helm",
        "platform: helm\nsurfaces: [memcached]\n\
         cluster: {name: prod, namespace: metrics, domain: cluster.local.}",
    );
}

#[test]
fn values_of_its_version_5_where_http_demands_a_certificate() {
    check(
        "helm-2.17",
        "release: 2.17.4\nplatform: helm\npolicy: {http: RequireAndVerifyClientCert}\n\
         cluster: {name: metrics-mimir, namespace: observability}",
    );
}

#[test]
fn manifests_for_kustomize() {
    check(
        "kustomize",
        "mode: read-write\nrelease: 2.17.4\nplatform: kubernetes\ntargets: [kubernetes]\n\
         cluster: {name: metrics, namespace: '0x10'}\npolicy: {http: RequireAndVerifyClientCert}",
    );
}

#[test]
fn certificates_by_cert_manager() {
    check(
        "cert-manager",
        "mode: monolithic\nplatform: kubernetes\ntargets: [kubernetes, cert-manager]",
    );
}

#[test]
fn certificates_by_an_issuer_that_is_there() {
    check(
        "cert-manager-issuer",
        "platform: helm\ntargets: [cert-manager]\nissuer: {name: org-ca, kind: Issuer}",
    );
}

#[test]
fn certificates_by_vault() {
    check(
        "vault",
        "platform: helm\ntargets: [vault]\nsurfaces: [memcached]",
    );
}

#[test]
fn those_in_front_and_those_who_call() {
    check(
        "outside",
        "platform: hosts\npolicy: {http: RequireAndVerifyClientCert, min_version: VersionTLS13}\n\
         components: {distributor: {ips: [10.0.0.7, \"2001:db8::7\"]}, ingester: {ips: [10.0.0.8]}, \
         querier: {ips: [10.0.0.9]}, query-frontend: {dns: [queries.example.com]}, ruler: {ips: [10.0.0.11]}, \
         alertmanager: {dns: [alerts.example.com]}}\n\
         targets: [nginx, haproxy, caddy, envoy, traefik, clients, alerts]",
    );
}

#[test]
fn those_who_call_in_kubernetes() {
    check(
        "clients",
        "platform: kubernetes\nmode: monolithic\ncomponents: [all, alertmanager]\ntargets: [clients]",
    );
}

#[test]
fn overlay_for_mimirs_jsonnet_library() {
    check("jsonnet", "platform: kubernetes\ntargets: [jsonnet]");
}

#[test]
fn script_for_openssl_and_page_of_documentation() {
    check(
        "openssl",
        "mode: monolithic\ntargets: [openssl, docs]\nrelease: 2.17.4",
    );
}

#[test]
fn schema_of_what_each_command_prints() {
    let place = Place::new();
    let list = place.good("schema").stdout;
    for name in list.lines().skip(1).filter_map(|it| it.split(' ').next()) {
        check_file(
            &root().join(format!("core/data/schemas/{name}.schema.json")),
            &place.good(&format!("schema {name}")).stdout,
        );
    }
}

#[test]
fn schema_of_the_plan() {
    check_file(
        &root().join("core/data/plan.schema.json"),
        &mimir_tls::plan::json_schema(),
    );
}
