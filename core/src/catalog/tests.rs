//! What the catalog answers, and what it says when it cannot.

#![expect(clippy::unwrap_used, reason = "a test")]

use expect_test::{Expect, expect};

use super::*;

fn catalog() -> &'static Catalog {
    Catalog::builtin()
}

fn release(text: &str) -> Release {
    catalog().release(text).unwrap()
}

#[test]
fn releases_by_line_and_number() {
    let check = |text: &str, expected: &str| assert_eq!(release(text).to_string(), expected);
    check("3.0.2", "3.0.2");
    check("3.0", "3.0.2");
    check("2.1", "2.1.0");
    check("2.10", "2.10.5");
    assert_eq!(catalog().go_version(release("3.0.2")).to_string(), "1.25.5");
    assert_eq!(catalog().go_version(catalog().newest()).to_string(), "1.25");
}

#[test]
fn unknown_releases() {
    let check = |text: &str, expected: Expect| expected.assert_eq(&catalog().release(text).unwrap_err().to_string());
    check("3.4.0", expect!["no release is called `3.4.0`: known are 2.0, 2.1, 2.2, 2.3, 2.4, 2.5, 2.6, 2.7, 2.8, 2.9, 2.10, 2.11, 2.12, 2.13, 2.14, 2.15, 2.16, 2.17, 3.0, 3.1; the nearest is 3.1.0"]);
    check("2.9.7", expect!["no release is called `2.9.7`: known are 2.0, 2.1, 2.2, 2.3, 2.4, 2.5, 2.6, 2.7, 2.8, 2.9, 2.10, 2.11, 2.12, 2.13, 2.14, 2.15, 2.16, 2.17, 3.0, 3.1; the nearest is 2.9.4"]);
    check("1.0", expect!["no release is called `1.0`: known are 2.0, 2.1, 2.2, 2.3, 2.4, 2.5, 2.6, 2.7, 2.8, 2.9, 2.10, 2.11, 2.12, 2.13, 2.14, 2.15, 2.16, 2.17, 3.0, 3.1; the nearest is 2.0.0"]);
    check("3.O.2", expect!["no release is called `3.O.2`: known are 2.0, 2.1, 2.2, 2.3, 2.4, 2.5, 2.6, 2.7, 2.8, 2.9, 2.10, 2.11, 2.12, 2.13, 2.14, 2.15, 2.16, 2.17, 3.0, 3.1; the nearest is 3.0.2"]);
    check("latest", expect!["no release is called `latest`: known are 2.0, 2.1, 2.2, 2.3, 2.4, 2.5, 2.6, 2.7, 2.8, 2.9, 2.10, 2.11, 2.12, 2.13, 2.14, 2.15, 2.16, 2.17, 3.0, 3.1"]);
    check("", expect!["no release is called ``: known are 2.0, 2.1, 2.2, 2.3, 2.4, 2.5, 2.6, 2.7, 2.8, 2.9, 2.10, 2.11, 2.12, 2.13, 2.14, 2.15, 2.16, 2.17, 3.0, 3.1"]);
}

#[test]
fn surfaces_that_a_release_lacks() {
    let check = |name: &str, at: &str, expected: Expect| {
        let found = catalog().surface_name(name).map_err(CatalogError::from);
        let found = found.and_then(|name| catalog().surfaces_named(name, release(at)));
        expected.assert_eq(&found.unwrap_err().to_string());
    };
    check("kafka", "3.0", expect!["release 3.0.2 has no TLS for kafka; it came with 3.1.0; use a Kafka listener without TLS, with SASL, inside a trusted network"]);
    check("consul", "3.0", expect!["no surface is called `consul`: Mimir has no TLS for Consul at all; keep rings in memberlist or etcd"]);
    check("redis", "3.0", expect!["release 3.0.2 has no TLS for redis; it went with 3.0.0; use memcached-chunks-cache"]);
    check("redis-index-cache", "3.0", expect!["release 3.0.2 has no TLS for redis-index-cache; it went with 3.0.0; use memcached-index-cache"]);
    check("redis", "2.7", expect!["release 2.7.3 has no TLS for redis; it came with 2.8.0; use memcached-chunks-cache"]);
    check("scheduler-client", "2.10", expect!["release 2.10.5 has no TLS for scheduler-client; it came with 2.11.0; use frontend-client, which dials query-schedulers too until then"]);
    check("swift", "3.0", expect!["no surface is called `swift`: Mimir has no TLS options for Swift; the host's root CAs verify it"]);
    check("etdc", "3.0", expect!["no surface is called `etdc`: did you mean `etcd`?"]);
    check("banana", "3.0", expect!["no surface is called `banana`: known are etcd, memcached, object-storage, redis, server, server-http, server-grpc, alertmanager-client, forwarding-client, frontend-client, frontend-scheduler-client, ingester-client, ruler-client, ruler-frontend-client, scheduler-client, scheduler-frontend-client, store-gateway-client, ruler-alertmanager-client, ruler-alertmanager-client-deprecated, memberlist, etcd-alertmanager-ring, etcd-compactor-ring, etcd-distributor-ring, etcd-ha-tracker, etcd-ingester-partition-ring, etcd-ingester-ring, etcd-overrides-exporter-ring, etcd-querier-ring, etcd-query-scheduler-ring, etcd-ruler-ring, etcd-store-gateway-ring, memcached-chunks-cache, memcached-index-cache, memcached-metadata-cache, memcached-results-cache, memcached-ruler-storage-cache, redis-chunks-cache, redis-index-cache, redis-metadata-cache, redis-results-cache, redis-ruler-storage-cache, storage-azure-alertmanager, storage-azure-blocks, storage-azure-common, storage-azure-ruler, storage-gcs-alertmanager, storage-gcs-blocks, storage-gcs-common, storage-gcs-ruler, storage-s3-alertmanager, storage-s3-blocks, storage-s3-common, storage-s3-ruler, kafka, vault"]);
    check("object-storage", "2.2", expect!["release 2.2.0 has no TLS for object-storage; it came with 2.3.0; use storage-s3-blocks, storage-s3-ruler and storage-s3-alertmanager"]);
}

#[test]
fn groups_hold_what_the_release_has() {
    let members = |name: &str, at: &str| catalog().surfaces_named(catalog().surface_name(name).unwrap(), release(at)).unwrap().len();
    assert_eq!(members("etcd", "2.0"), 7);
    assert_eq!(members("etcd", "3.0"), 10);
    assert_eq!(members("etcd", "3.1"), 11);
    assert_eq!(members("memcached", "2.8"), 4);
    assert_eq!(members("object-storage", "2.3"), 1);
    assert_eq!(members("object-storage", "2.15"), 3);
}

#[test]
fn components_that_a_release_lacks() {
    let check = |name: &str, at: &str, expected: Expect| {
        let found = name.parse::<Component>().map_err(CatalogError::from);
        let found = found.and_then(|component| catalog().component_in(component, release(at)));
        expected.assert_eq(&found.unwrap_err().to_string());
    };
    check("querrier", "3.0", expect!["no component is called `querrier`: did you mean `querier`?"]);
    check("usage-tracker", "3.0", expect!["no component is called `usage-tracker`: it is experimental and its TLS options are hidden from Mimir's reference; set them by hand"]);
    check("read", "3.0", expect!["release 3.0.2 has no component `read`; it went with 3.0.0"]);
    check("read", "2.2", expect!["release 2.2.0 has no component `read`; it came with 2.3.0"]);
    check("memberlist-kv", "2.14", expect!["release 2.14.3 has no component `memberlist-kv`; it came with 2.15.0"]);
}

#[test]
fn modes_that_a_release_lacks() {
    let check = |at: &str, expected: Expect| {
        expected.assert_eq(&catalog().components(Mode::ReadWrite, release(at)).unwrap_err().to_string());
    };
    check("2.2", expect!["release 2.2.0 has no read-write mode; releases 2.3.0 to 2.17.4 do; choose monolithic or microservices"]);
    check("3.0", expect!["release 3.0.2 has no read-write mode; releases 2.3.0 to 2.17.4 do; choose monolithic or microservices"]);
    expect!["no mode is called `microservice`: did you mean `microservices`?"].assert_eq(&"microservice".parse::<Mode>().unwrap_err().to_string());
}

#[test]
fn modes_and_their_components() {
    let check = |mode: Mode, at: &str, expected: Expect| {
        let components = catalog().components(mode, release(at)).unwrap();
        let marked = components.iter().map(|it| format!("{it}{}", if it.is_default_in(mode) { "" } else { "?" }));
        expected.assert_eq(&marked.collect::<Vec<_>>().join(" "));
    };
    check(Mode::Monolithic, "3.0", expect!["all query-scheduler? alertmanager? overrides-exporter? memberlist-kv?"]);
    check(Mode::ReadWrite, "2.17", expect!["read write backend"]);
    check(Mode::Microservices, "2.0", expect!["distributor ingester querier query-frontend query-scheduler store-gateway compactor ruler alertmanager overrides-exporter"]);
    check(Mode::Microservices, "3.1", expect!["distributor ingester querier query-frontend query-scheduler store-gateway compactor ruler alertmanager overrides-exporter memberlist-kv?"]);
    let all: Component = "all".parse().unwrap();
    let parts = |at: &str| catalog().expand(all, release(at)).len();
    assert_eq!((parts("2.17"), parts("3.0")), (7, 8));
}

#[test]
fn flags_and_paths_that_are_no_tls_options() {
    let flag = |name: &str, at: &str, expected: Expect| {
        expected.assert_eq(&catalog().by_flag(name, release(at)).unwrap_err().to_string());
    };
    flag("target", "3.0", expect!["`target` is an option of Mimir that is not about TLS"]);
    flag("config.file", "3.0", expect!["`config.file` is an option of Mimir that is not about TLS"]);
    flag("tests.write-endpoint", "3.0", expect!["`tests.write-endpoint` is an option of Mimir that is not about TLS"]);
    flag("ingester.client.tls-enable", "3.0", expect!["Mimir has no option `ingester.client.tls-enable`; did you mean `ingester.client.tls-enabled`?"]);
    flag("ingest-storage.kafka.tls-enabled", "3.0", expect!["release 3.0.2 has no option `ingest-storage.kafka.tls-enabled`; it came with 3.1.0"]);
    flag("vault.token", "3.0", expect!["release 3.0.2 has no option `vault.token`; it went with 2.11.0"]);
    let path = |name: &str, at: &str, expected: Expect| {
        expected.assert_eq(&catalog().by_yaml(name, release(at)).unwrap_err().to_string());
    };
    path("multitenancy_enabled", "3.0", expect!["`multitenancy_enabled` is an option of Mimir that is not about TLS"]);
    path("limits.blocked_queries.pattern", "3.0", expect!["`limits.blocked_queries.pattern` is an option of Mimir that is not about TLS"]);
    path("server.http_tls_config.tls_cert_path", "3.0", expect!["Mimir has no option `server.http_tls_config.tls_cert_path`; did you mean `server.http_tls_config.client_auth_type`?"]);
}

#[test]
fn an_option_that_moved() {
    let yaml = |at: &str| catalog().by_flag("ruler.alertmanager-client.tls-ca-path", release(at)).unwrap().yaml();
    assert_eq!(yaml("2.16"), "ruler.alertmanager_client.tls_ca_path");
    assert_eq!(yaml("2.17"), "limits.ruler_alertmanager_client_config.tls_ca_path");
    let old = catalog().by_yaml("ruler.alertmanager_client.tls_enabled", release("2.17")).unwrap();
    assert_eq!((old.flag(), old.default()), (None, DefaultValue::Boolean(false)));
}

#[test]
fn an_option_as_json() {
    let option = catalog().by_flag("ingester.ring.etcd.tls-ca-path", release("3.0")).unwrap();
    expect![[r#"
        {
          "flag": "ingester.ring.etcd.tls-ca-path",
          "yaml": "ingester.ring.kvstore.etcd.tls_ca_path",
          "type": "string",
          "default": "",
          "surface": "etcd-ingester-ring",
          "component": [
            "distributor",
            "ingester",
            "querier",
            "query-frontend",
            "ruler"
          ],
          "since": "2.0.0",
          "removed_in": null,
          "category": "advanced"
        }"#]].assert_eq(&serde_json::to_string_pretty(&option.view(release("3.0"))).unwrap());
}

#[test]
fn links_of_a_querier() {
    let check = |at: &str, expected: Expect| {
        let querier = End::Component("querier".parse().unwrap());
        let links = catalog().links(release(at));
        let links = links.iter().filter(|link| link.from == querier && link.protocol == Protocol::Grpc);
        let links = links.map(|link| format!("{} over {} by {}\n", link.to, link.surface, link.by));
        expected.assert_eq(&links.collect::<String>());
    };
    check("2.10", expect![[r#"
        ingester over ingester-client by ip
        store-gateway over store-gateway-client by ip
        query-frontend over frontend-client by ip
        query-scheduler over frontend-client by ip
    "#]]);
    check("3.0", expect![[r#"
        ingester over ingester-client by ip
        store-gateway over store-gateway-client by ip
        query-frontend over frontend-client by ip
        query-scheduler over scheduler-client by ip
    "#]]);
}
