//! What the catalog answers, and what it says when it cannot.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::fmt::Display;

use expect_test::{Expect, expect};

use super::*;

fn catalog() -> &'static Catalog {
    Catalog::builtin()
}

fn release(text: &str) -> Release {
    catalog().release(text).unwrap()
}

/// One line for each case.
fn lines<T, L: Display>(cases: impl IntoIterator<Item = T>, line: impl Fn(T) -> L) -> String {
    cases
        .into_iter()
        .map(|case| format!("{}\n", line(case)))
        .collect()
}

#[test]
fn releases_by_line_and_number() {
    let check = |text: &str, expected: &str| assert_eq!(release(text).to_string(), expected);
    check("3.0.2", "3.0.2");
    check("3.0", "3.0.2");
    check("2.1", "2.1.0");
    check("2.10", "2.10.5");
    assert_eq!(catalog().go_version(release("3.0.2")), (1, 25, Some(5)));
    assert_eq!(catalog().go_version(catalog().newest()), (1, 25, None));
}

#[test]
fn unknown_releases() {
    let said = lines(["3.4.0", "2.9.7", "1.0", "3.O.2", "latest", ""], |text| {
        catalog().release(text).unwrap_err()
    });
    expect![[r#"
        no release is called `3.4.0`: known are 2.0 to 2.17 and 3.0 to 3.1; the nearest is 3.1.0
        no release is called `2.9.7`: known are 2.0 to 2.17 and 3.0 to 3.1; the nearest is 2.9.4
        no release is called `1.0`: known are 2.0 to 2.17 and 3.0 to 3.1; the nearest is 2.0.0
        no release is called `3.O.2`: known are 2.0 to 2.17 and 3.0 to 3.1; the nearest is 3.0.2
        no release is called `latest`: known are 2.0 to 2.17 and 3.0 to 3.1
        no release is called ``: known are 2.0 to 2.17 and 3.0 to 3.1
    "#]]
    .assert_eq(&said);
}

#[test]
fn surfaces_that_a_release_lacks() {
    let cases = [
        ("kafka", "3.0"),
        ("consul", "3.0"),
        ("redis", "3.0"),
        ("redis-index-cache", "3.0"),
        ("redis", "2.7"),
        ("scheduler-client", "2.10"),
        ("swift", "3.0"),
        ("object-storage", "2.2"),
        ("etdc", "3.0"),
    ];
    let said = lines(cases, |(name, at)| {
        let found = catalog().surface_name(name).map_err(CatalogError::from);
        found
            .and_then(|name| catalog().surfaces_named(name, release(at)))
            .unwrap_err()
    });
    expect![[r#"
        release 3.0.2 has no TLS for kafka; it came with 3.1.0; use a plaintext listener of Kafka inside a trusted network, with SASL
        no surface is called `consul`: Mimir has no TLS for Consul at all; keep rings in memberlist or etcd
        release 3.0.2 has no TLS for redis; it went with 3.0.0; use memcached
        release 3.0.2 has no TLS for redis-index-cache; it went with 3.0.0; use memcached-index-cache
        release 2.7.3 has no TLS for redis; it came with 2.8.0
        release 2.10.5 has no TLS for scheduler-client; it came with 2.11.0; use frontend-client, which dials query-schedulers too until then
        no surface is called `swift`: Mimir has no TLS options for Swift; the host's root CAs verify it
        release 2.2.0 has no TLS for object-storage; it came with 2.3.0; use storage-s3-blocks, storage-s3-ruler and storage-s3-alertmanager
        no surface is called `etdc`: did you mean `etcd`?
    "#]].assert_eq(&said);
    let unlike = catalog().surface_name("banana").unwrap_err();
    assert!(
        unlike
            .hint
            .starts_with("known are etcd, memcached, object-storage, redis, server, ")
    );
}

#[test]
fn groups_hold_what_the_release_has() {
    let check = |name: &str, at: &str, members: usize| {
        let name = catalog().surface_name(name).unwrap();
        assert_eq!(
            catalog().surfaces_named(name, release(at)).unwrap().len(),
            members,
            "{name} in {at}"
        );
    };
    check("etcd", "2.0", 7);
    check("etcd", "3.0", 12);
    check("etcd", "3.1", 13);
    check("memcached", "2.8", 4);
    check("object-storage", "2.3", 1);
    check("object-storage", "2.15", 3);
}

#[test]
fn components_that_a_release_lacks() {
    let cases = [
        ("querrier", "3.0"),
        ("usage-tracker", "2.17"),
        ("flusher", "3.0"),
        ("read", "3.0"),
        ("read", "2.2"),
        ("memberlist-kv", "2.14"),
    ];
    let said = lines(cases, |(name, at)| {
        let found = name.parse::<Component>().map_err(CatalogError::from);
        found
            .and_then(|component| catalog().component_in(component, release(at)))
            .unwrap_err()
    });
    expect![[r#"
        no component is called `querrier`: did you mean `querier`?
        release 2.17.4 has no component `usage-tracker`; it came with 3.0.0
        no component is called `flusher`: it is a one-shot job that nothing dials; it takes the options of the ingester
        release 3.0.2 has no component `read`; it went with 3.0.0
        release 2.2.0 has no component `read`; it came with 2.3.0
        release 2.14.3 has no component `memberlist-kv`; it came with 2.15.0
    "#]].assert_eq(&said);
}

#[test]
fn modes_that_a_release_lacks() {
    let said = lines(["2.2", "3.0"], |at| {
        catalog()
            .components(Mode::ReadWrite, release(at))
            .unwrap_err()
    });
    expect![[r#"
        release 2.2.0 has no read-write mode; releases 2.3.0 to 2.17.4 do; choose monolithic or microservices
        release 3.0.2 has no read-write mode; releases 2.3.0 to 2.17.4 do; choose monolithic or microservices
    "#]].assert_eq(&said);
    let misspelt = "microservice".parse::<Mode>().unwrap_err();
    assert_eq!(misspelt.hint, "did you mean `microservices`?");
}

#[test]
fn modes_and_their_components() {
    let cases = [
        (Mode::Monolithic, "3.0"),
        (Mode::ReadWrite, "2.17"),
        (Mode::Microservices, "2.0"),
        (Mode::Microservices, "3.1"),
    ];
    let said = lines(cases, |(mode, at)| {
        let components = catalog().components(mode, release(at)).unwrap();
        let choosable = |it: &Component| if it.is_default_in(mode) { "" } else { "?" };
        let named: Vec<_> = components
            .iter()
            .map(|it| format!("{it}{}", choosable(it)))
            .collect();
        named.join(" ")
    });
    expect![[r#"
        all alertmanager? overrides-exporter? memberlist-kv?
        read write backend
        distributor ingester querier query-frontend query-scheduler store-gateway compactor ruler alertmanager overrides-exporter
        distributor ingester querier query-frontend query-scheduler store-gateway compactor ruler alertmanager overrides-exporter memberlist-kv? block-builder? block-builder-scheduler? compactor-scheduler? usage-tracker?
    "#]].assert_eq(&said);
    let all: Component = "all".parse().unwrap();
    let parts = |at: &str| catalog().expand(all, release(at)).len();
    assert_eq!((parts("2.17"), parts("3.0")), (7, 8));
}

#[test]
fn flags_and_paths_that_are_no_tls_options() {
    let flags = [
        ("target", "3.0"),
        ("config.file", "3.0"),
        ("tests.write-endpoint", "3.0"),
        ("ingester.client.tls-enable", "3.0"),
        ("ingest-storage.kafka.tls-enabled", "3.0"),
        ("vault.token", "3.0"),
        ("tests.no-such-test", "3.0"),
        ("block-builder.data-dir", "2.14"),
    ];
    let said = lines(flags, |(flag, at)| {
        catalog().by_flag(flag, release(at)).unwrap_err()
    });
    expect![[r#"
        `target` is an option of Mimir that is not about TLS
        `config.file` is an option of Mimir that is not about TLS
        `tests.write-endpoint` is an option of Mimir that is not about TLS
        Mimir has no option `ingester.client.tls-enable`; did you mean `ingester.client.tls-enabled`?
        release 3.0.2 has no option `ingest-storage.kafka.tls-enabled`; it came with 3.1.0
        release 3.0.2 has no option `vault.token`; it went with 2.11.0
        Mimir has no option `tests.no-such-test`
        release 2.14.3 has no option `block-builder.data-dir`; it came with 2.15.0
    "#]].assert_eq(&said);
    let paths = [
        "multitenancy_enabled",
        "limits.blocked_queries.pattern",
        "server.http_tls_config.tls_cert_path",
        "server.grpc_tls_config.tls_ca_path",
        "ingester_client.grpc_client_config.client_ca_file",
        "memberlist.tls_server_nam",
    ];
    let said = lines(paths, |path| {
        catalog().by_yaml(path, release("3.0")).unwrap_err()
    });
    expect![[r#"
        `multitenancy_enabled` is an option of Mimir that is not about TLS
        `limits.blocked_queries.pattern` is an option of Mimir that is not about TLS
        Mimir has no option `server.http_tls_config.tls_cert_path`; did you mean `server.http_tls_config.cert_file`?
        Mimir has no option `server.grpc_tls_config.tls_ca_path`; did you mean `server.grpc_tls_config.client_ca_file`?
        Mimir has no option `ingester_client.grpc_client_config.client_ca_file`; did you mean `ingester_client.grpc_client_config.tls_ca_path`?
        Mimir has no option `memberlist.tls_server_nam`; did you mean `memberlist.tls_server_name`?
    "#]].assert_eq(&said);
}

/// Whatever somebody wraps around an option or leaves out before it.
#[test]
fn an_option_in_another_block_leads_home_or_nowhere() {
    let newest = catalog().newest();
    let near = |path: &str| match catalog().by_yaml(path, newest) {
        Err(Miss::Unknown { nearest, .. }) => Some(nearest),
        _ => None,
    };
    let mut found = 0;
    for option in catalog().options(newest) {
        let home = option.yaml().to_owned();
        let wrapped = near(&format!("banana.{home}")).unwrap_or_default();
        assert!(wrapped.contains(&home), "{home}: {wrapped:?}");
        let bare = home.split_once('.').and_then(|(_, bare)| near(bare));
        let bare = bare.unwrap_or_default();
        // Nobody means an option that Mimir hides, where another ends alike.
        if option.is_hidden(newest) {
            continue;
        }
        assert!(bare.is_empty() || bare.contains(&home), "{home}: {bare:?}");
        found += usize::from(!bare.is_empty());
    }
    assert!(found > 20, "only {found} without their first key");
}

#[test]
fn an_option_that_moved() {
    let flag = "ruler.alertmanager-client.tls-ca-path";
    let yaml = |at: &str| catalog().by_flag(flag, release(at)).unwrap().yaml();
    assert_eq!(yaml("2.16"), "ruler.alertmanager_client.tls_ca_path");
    assert_eq!(
        yaml("2.17"),
        "limits.ruler_alertmanager_client_config.tls_ca_path"
    );
    let old = catalog()
        .by_yaml("ruler.alertmanager_client.tls_enabled", release("2.17"))
        .unwrap();
    assert_eq!(
        (old.flag(), old.default()),
        (None, DefaultValue::Boolean(false))
    );
}

#[test]
fn what_an_option_takes() {
    let takes = |flag: &str, at: &str| {
        let value = catalog().flag_value(flag, release(at));
        value.map_or_else(|| "nothing".to_owned(), |value| value.to_string())
    };
    let cases = [
        ("auth.multitenancy-enabled", "3.0"),
        ("ingester.push-grpc-method-enabled", "3.0"),
        ("ingester.push-grpc-method-enabled", "2.12"),
        ("server.grpc-tls-cert-path", "3.0"),
        ("config.expand-env", "3.0"),
        ("server.http-listen-port", "3.0"),
        ("blocks-storage.tsdb.block-ranges-period", "3.0"),
    ];
    let said = lines(cases, |(flag, at)| {
        format!("{flag} in {at}: {}", takes(flag, at))
    });
    expect![[r#"
        auth.multitenancy-enabled in 3.0: boolean
        ingester.push-grpc-method-enabled in 3.0: boolean
        ingester.push-grpc-method-enabled in 2.12: nothing
        server.grpc-tls-cert-path in 3.0: string
        config.expand-env in 3.0: boolean
        server.http-listen-port in 3.0: int
        blocks-storage.tsdb.block-ranges-period in 3.0: list or map
    "#]]
    .assert_eq(&said);
}

#[test]
fn what_is_hidden_in_one_release_and_not_in_another() {
    let at = |flag: &str, at: &str| {
        let option = catalog().by_flag(flag, release(at)).unwrap();
        option.is_hidden(release(at))
    };
    let ring = "ingester.partition-ring.etcd.tls-enabled";
    assert_eq!((at(ring, "2.13"), at(ring, "2.14")), (true, false));
    // 2.16 forgot the prefix.
    let moved = [
        (".tls-enabled", "2.16"),
        (
            "block-builder.scheduler.grpc-client-config.tls-enabled",
            "2.17",
        ),
    ];
    assert!(moved.into_iter().all(|(flag, release)| at(flag, release)));
}

#[test]
fn an_option_as_json() {
    let at = release("3.0");
    let option = catalog()
        .by_flag("ingester.ring.etcd.tls-ca-path", at)
        .unwrap();
    let json = serde_json::to_string(&option.view(at)).unwrap();
    expect![[r#"{"flag":"ingester.ring.etcd.tls-ca-path","yaml":"ingester.ring.kvstore.etcd.tls_ca_path","type":"string","default":"","surface":"etcd-ingester-ring","components":["distributor","ingester","querier","query-frontend","ruler"],"since":"2.0.0","removed_in":null,"category":"advanced","hidden":false}"#]].assert_eq(&json);
}

#[test]
fn links_of_a_querier() {
    let check = |at: &str, expected: Expect| {
        let querier = End::Component("querier".parse().unwrap());
        let links = catalog().links(release(at));
        let links = links
            .iter()
            .filter(|link| link.from == querier && link.protocol == Protocol::Grpc);
        expected.assert_eq(&lines(links, |link| {
            format!("{} over {} by {}", link.to, link.surface, link.by)
        }));
    };
    check(
        "2.10",
        expect![[r#"
        ingester over ingester-client by ip
        store-gateway over store-gateway-client by ip
        query-frontend over frontend-client by ip
        query-scheduler over frontend-client by ip
    "#]],
    );
    check(
        "3.0",
        expect![[r#"
        ingester over ingester-client by ip
        store-gateway over store-gateway-client by ip
        query-frontend over frontend-client by ip
        query-scheduler over scheduler-client by ip
    "#]],
    );
}

/// A limit in the block of the component that reads it.
#[test]
fn a_key_that_says_what_it_is_leads_home_from_any_block() {
    let catalog = Catalog::builtin();
    let path = "compactor.compactor_blocks_retention_period";
    for release in ["2.0", "2.17", "3.1"] {
        let found = catalog.release(release).map(|it| catalog.by_yaml(path, it));
        let Ok(Err(Miss::Unknown { nearest, .. })) = found else {
            panic!("{release} has it");
        };
        assert_eq!(nearest, ["limits.compactor_blocks_retention_period"]);
    }
}
