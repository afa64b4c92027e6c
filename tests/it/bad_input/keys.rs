//! Options that one value can say in several ways: which component, which form.

use expect_test::expect;

use super::{options, plan};

#[test]
fn replicas() {
    options(["--replicas", "ingestor=3"], &expect![[""]]);
    options(["--replicas", "3"], &expect![[""]]);
    options(["--replicas", "ingester=0"], &expect![[""]]);
    options(["--replicas", "ingester=10001"], &expect![[""]]);
    options(["--replicas", "ingester=-1"], &expect![[""]]);
    options(["--replicas", "ingester=three"], &expect![[""]]);
    options(["--replicas", "ingester="], &expect![[""]]);
    options(["--replicas", ""], &expect![[""]]);
    options(
        ["--replicas", "ingester=99999999999999999999"],
        &expect![[""]],
    );
    options(
        ["--mode", "monolithic", "--replicas", "ingester=3"],
        &expect![[""]],
    );
    plan(
        "version: 1\ncomponents: {ingester: {replicas: three}}\n",
        &expect![[""]],
    );
}

#[test]
fn names_and_addresses_of_a_component() {
    options(["--dns", "ingestor=a.example"], &expect![[""]]);
    options(["--dns", "ingester=a_b.example"], &expect![[""]]);
    options(["--dns", "=a.example"], &expect![[""]]);
    options(["--dns", "ingester="], &expect![[""]]);
    options(["--ip", "banana=10.0.0.7"], &expect![[""]]);
    options(["--ip", "ingester=10.0.0.7:9095"], &expect![[""]]);
    options(
        ["--component", "querier", "--ip", "ingester=10.0.0.7"],
        &expect![[""]],
    );
}

#[test]
fn targets() {
    options(["--target", "yml"], &expect![[""]]);
    options(["--target", "helmet"], &expect![[""]]);
    options(["--target", ""], &expect![[""]]);
}

#[test]
fn subjects() {
    options(["--ca-subject", "CN=root"], &expect![[""]]);
    options(["--ca-subject", "/C=USA/CN=root"], &expect![[""]]);
    options(["--leaf-subject", "/O=Org/CN=mine"], &expect![[""]]);
    options(["--leaf-subject", ""], &expect![[""]]);
}

#[test]
fn name_constraints() {
    options(["--name-constraints", "10.0.0.7"], &expect![[""]]);
    options(["--name-constraints", "10.0.0.0/33"], &expect![[""]]);
    options(["--name-constraints", "a_b.example"], &expect![[""]]);
    options(["--name-constraints", "true,example"], &expect![[""]]);
    options(["--name-constraints", ""], &expect![[""]]);
    options(["--name-constraints", "other.example"], &expect![[""]]);
}
