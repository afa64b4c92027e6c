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
    check("3.4.0", expect![[]]);
    check("2.9.7", expect![[]]);
    check("1.0", expect![[]]);
    check("3.O.2", expect![[]]);
    check("latest", expect![[]]);
    check("", expect![[]]);
}

#[test]
fn surfaces_that_a_release_lacks() {
    let check = |name: &str, at: &str, expected: Expect| {
        let found = catalog().surface_name(name).map_err(CatalogError::from);
        let found = found.and_then(|name| catalog().surfaces_named(name, release(at)));
        expected.assert_eq(&found.unwrap_err().to_string());
    };
    check("kafka", "3.0", expect![[]]);
    check("consul", "3.0", expect![[]]);
    check("redis", "3.0", expect![[]]);
    check("redis-index-cache", "3.0", expect![[]]);
    check("redis", "2.7", expect![[]]);
    check("scheduler-client", "2.10", expect![[]]);
    check("swift", "3.0", expect![[]]);
    check("etdc", "3.0", expect![[]]);
    check("banana", "3.0", expect![[]]);
    check("object-storage", "2.2", expect![[]]);
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
    check("querrier", "3.0", expect![[]]);
    check("usage-tracker", "3.0", expect![[]]);
    check("read", "3.0", expect![[]]);
    check("read", "2.2", expect![[]]);
    check("memberlist-kv", "2.14", expect![[]]);
}

#[test]
fn modes_that_a_release_lacks() {
    let check = |at: &str, expected: Expect| {
        expected.assert_eq(&catalog().components(Mode::ReadWrite, release(at)).unwrap_err().to_string());
    };
    check("2.2", expect![[]]);
    check("3.0", expect![[]]);
    expect![[]].assert_eq(&"microservice".parse::<Mode>().unwrap_err().to_string());
}

#[test]
fn modes_and_their_components() {
    let check = |mode: Mode, at: &str, expected: Expect| {
        let components = catalog().components(mode, release(at)).unwrap();
        let marked = components.iter().map(|it| format!("{it}{}", if it.is_default_in(mode) { "" } else { "?" }));
        expected.assert_eq(&marked.collect::<Vec<_>>().join(" "));
    };
    check(Mode::Monolithic, "3.0", expect![[]]);
    check(Mode::ReadWrite, "2.17", expect![[]]);
    check(Mode::Microservices, "2.0", expect![[]]);
    check(Mode::Microservices, "3.1", expect![[]]);
    let all: Component = "all".parse().unwrap();
    let parts = |at: &str| catalog().expand(all, release(at)).len();
    assert_eq!((parts("2.17"), parts("3.0")), (7, 8));
}

#[test]
fn flags_and_paths_that_are_no_tls_options() {
    let flag = |name: &str, at: &str, expected: Expect| {
        expected.assert_eq(&catalog().by_flag(name, release(at)).unwrap_err().to_string());
    };
    flag("target", "3.0", expect![[]]);
    flag("config.file", "3.0", expect![[]]);
    flag("tests.write-endpoint", "3.0", expect![[]]);
    flag("ingester.client.tls-enable", "3.0", expect![[]]);
    flag("ingest-storage.kafka.tls-enabled", "3.0", expect![[]]);
    flag("vault.token", "3.0", expect![[]]);
    let path = |name: &str, at: &str, expected: Expect| {
        expected.assert_eq(&catalog().by_yaml(name, release(at)).unwrap_err().to_string());
    };
    path("multitenancy_enabled", "3.0", expect![[]]);
    path("limits.blocked_queries.pattern", "3.0", expect![[]]);
    path("server.http_tls_config.tls_cert_path", "3.0", expect![[]]);
}

#[test]
fn an_option_that_moved() {
    let yaml = |at: &str| catalog().by_flag("ruler.alertmanager-client.tls-ca-path", release(at)).unwrap().yaml();
    assert_eq!(yaml("2.16"), "ruler.alertmanager_client.tls_ca_path");
    assert_eq!(yaml("2.17"), "limits.ruler_alertmanager_client_config.tls_ca_path");
    let old = catalog().by_yaml("ruler.alertmanager_client.tls_enabled", release("2.17")).unwrap();
    assert_eq!((old.flag(), old.default()), (None, Default::Boolean(false)));
}

#[test]
fn an_option_as_json() {
    let option = catalog().by_flag("ingester.ring.etcd.tls-ca-path", release("3.0")).unwrap();
    expect![[]].assert_eq(&serde_json::to_string_pretty(&option.view(release("3.0"))).unwrap());
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
    check("2.10", expect![[]]);
    check("3.0", expect![[]]);
}
