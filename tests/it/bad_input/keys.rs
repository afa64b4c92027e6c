//! Options that one value can say in several ways: which component, which form.

use expect_test::expect;

use super::{options, plan};

#[test]
fn replicas() {
    options(
        ["--replicas", "ingestor=3"],
        &expect![[r#"
        error: --replicas: no component is called `ingestor`: did you mean `ingester`?
    "#]],
    );
    options(
        ["--replicas", "3"],
        &expect![[r#"
        error: --replicas: `3` names no component; write COMPONENT=NUMBER, such as ingester=3
    "#]],
    );
    options(
        ["--replicas", "ingester=0"],
        &expect![[r#"
        error: --replicas: 0 replicas; write 1 to 10000
    "#]],
    );
    options(
        ["--replicas", "ingester=10001"],
        &expect![[r#"
        error: --replicas: 10001 replicas; write 1 to 10000
    "#]],
    );
    options(
        ["--replicas", "ingester=-1"],
        &expect![[r#"
        error: --replicas: -1 replicas; write 1 to 10000
    "#]],
    );
    options(
        ["--replicas", "ingester=three"],
        &expect![[r#"
        error: --replicas: `three` is no number of replicas; write 1 to 10000
    "#]],
    );
    options(
        ["--replicas", "ingester="],
        &expect![[r#"
        error: --replicas: `` is no number of replicas; write 1 to 10000
    "#]],
    );
    options(
        ["--replicas", ""],
        &expect![[r#"
        error: --replicas: `` names no component; write COMPONENT=NUMBER, such as ingester=3
    "#]],
    );
    options(
        ["--replicas", "ingester=99999999999999999999"],
        &expect![[r#"
            error: --replicas: `99999999999999999999` is no number of replicas; write 1 to 10000
        "#]],
    );
    options(
        ["--mode", "monolithic", "--replicas", "ingester=3"],
        &expect![[r#"
            error: components.ingester: this plan has no such component; its components are all
        "#]],
    );
    plan(
        "version: 1\ncomponents: {ingester: {replicas: three}}\n",
        &expect![[r#"
            error: plan.yaml: line 2, column 35: components.ingester.replicas: `three` is no number of replicas; write 1 to 10000
        "#]],
    );
}

#[test]
fn names_and_addresses_of_a_component() {
    options(
        ["--dns", "ingestor=a.example"],
        &expect![[r#"
        error: --dns: no component is called `ingestor`: did you mean `ingester`?
    "#]],
    );
    options(
        ["--dns", "ingester=a_b.example"],
        &expect![[r#"
        error: --dns: DNS name "a_b.example": label 1 ("a_b") has an underscore, which no host name may have; write "a-b"
    "#]],
    );
    options(
        ["--dns", "=a.example"],
        &expect![[r#"
            error: --dns: no component is called ``: known are all, read, write, backend, distributor, ingester, querier, query-frontend, query-scheduler, store-gateway, compactor, ruler, alertmanager, overrides-exporter, memberlist-kv, block-builder, block-builder-scheduler, compactor-scheduler, usage-tracker
        "#]],
    );
    options(
        ["--dns", "ingester="],
        &expect![[r#"
        error: --dns: DNS name "": it is empty; write a name such as "mimir.example"
    "#]],
    );
    options(
        ["--ip", "banana=10.0.0.7"],
        &expect![[r#"
            error: --ip: no component is called `banana`: known are all, read, write, backend, distributor, ingester, querier, query-frontend, query-scheduler, store-gateway, compactor, ruler, alertmanager, overrides-exporter, memberlist-kv, block-builder, block-builder-scheduler, compactor-scheduler, usage-tracker
        "#]],
    );
    options(
        ["--ip", "ingester=10.0.0.7:9095"],
        &expect![[r#"
        error: --ip: address "10.0.0.7:9095": it is an IP address with a port, which no certificate holds; write 10.0.0.7
    "#]],
    );
    options(
        ["--component", "querier", "--ip", "ingester=10.0.0.7"],
        &expect![[r#"
            error: components.ingester: this plan has no such component; its components are querier
        "#]],
    );
}

#[test]
fn targets() {
    options(
        ["--target", "yml"],
        &expect![[r#"
        error: --target: unknown target `yml`; did you mean `yaml`?
    "#]],
    );
}

#[test]
fn subjects() {
    options(
        ["--ca-subject", "CN=root"],
        &expect![[r#"
        error: --ca-subject: subject "CN=root": it does not begin with a slash; write it as in /C=US/ST=KY/O=Org/CN=name
    "#]],
    );
    options(
        ["--ca-subject", "/C=USA/CN=root"],
        &expect![[r#"
        error: --ca-subject: subject "/C=USA/CN=root": C is "USA"; write the two capital letters of a country, such as US
    "#]],
    );
    options(
        ["--leaf-subject", "/O=Org/CN=mine"],
        &expect![[r#"
        error: certificates.leaf.subject: leave CN out; each certificate gets its own (server, client)
    "#]],
    );
    options(
        ["--leaf-subject", ""],
        &expect![[r#"
        error: --leaf-subject: subject "": it does not begin with a slash; write it as in /C=US/ST=KY/O=Org/CN=name
    "#]],
    );
}

#[test]
fn name_constraints() {
    options(
        ["--name-constraints", "10.0.0.7"],
        &expect![[r#"
        error: --name-constraints: `10.0.0.7` is no network; write an address, a slash and a length, such as 10.0.0.0/8
    "#]],
    );
    options(
        ["--name-constraints", "10.0.0.0/33"],
        &expect![[r#"
        error: --name-constraints: `10.0.0.0/33` is no network; write an address, a slash and a length, such as 10.0.0.0/8
    "#]],
    );
    options(
        ["--name-constraints", "a_b.example"],
        &expect![[r#"
        error: --name-constraints: DNS name "a_b.example": label 1 ("a_b") has an underscore, which no host name may have; write "a-b"
    "#]],
    );
    options(
        ["--name-constraints", "true,example"],
        &expect![[r#"
        error: --name-constraints: `true` stands alone; leave it out, or the names and networks
    "#]],
    );
    options(
        ["--name-constraints", ""],
        &expect![[r#"
        error: --name-constraints: DNS name "": it is empty; write a name such as "mimir.example"
    "#]],
    );
    options(
        ["--name-constraints", "other.example"],
        &expect![[r#"
        error: certificates: the CA's name constraints (other.example) do not admit mimir.internal; add it to the constraints or drop the name
    "#]],
    );
}
