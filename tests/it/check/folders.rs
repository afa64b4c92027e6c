//! Whole folders, as they stand in public repositories: each form was met there
//! and is rebuilt here in words of our own. A folder is checked as its owner does.

use std::collections::BTreeSet;

use super::said::{Said, place};

/// What a check of a folder with those files says.
fn folder(files: &[(&str, &str)]) -> Said {
    Said::of(&place(files), ".")
}

#[test]
fn the_file_that_is_mounted_is_the_one_that_is_read() {
    let said = folder(&[
        (
            "compose.yml",
            "services:
  mimir:
    image: grafana/mimir:3.0.2
    command: [-config.file=/etc/mimir/shop.yaml]
    volumes: ['./shop-local.yaml:/etc/mimir/shop.yaml:ro']
",
        ),
        (
            "shop-local.yaml",
            "target: all\nserver: {http_listen_port: 9009}\n",
        ),
        // A script fills this one in before Mimir sees it.
        (
            "shop.yaml",
            "target: alertmanager\ncommon: {storage: {s3: {endpoint: '${ENDPOINT}'}}}\n",
        ),
    ]);
    assert_eq!(said.codes(), BTreeSet::new());
}

#[test]
fn variables_beside_a_compose_file_name_the_release() {
    let compose = "services:
  mimir:
    image: grafana/mimir:${MIMIR_VERSION}
    command: [-config.file=/m.yaml]
  canary:
    image: grafana/mimir:${CANARY:-2.16.1}
    command: [-config.file=/m.yaml]
";
    let said = folder(&[
        ("stack/.env", "# versions\nMIMIR_VERSION=2.16.1\nOTHER=1\n"),
        ("stack/compose.yaml", compose),
        ("stack/.other", "MIMIR_VERSION=2.3.0\n"),
    ]);
    assert_eq!(said.release(), ("2.16.1", "image"));
    assert_eq!(said.words("./stack/.env"), "variables for a command");
    assert_eq!(
        folder(&[("compose.yaml", compose)]).release(),
        ("2.16.1", "image")
    );
}

/// A block that nobody knows is told where it stands, whichever values file that
/// is of several laid over each other.
#[test]
fn an_unknown_block_of_an_overlay_is_told_where_it_stands() {
    let said = folder(&[
        (
            "values.yaml",
            "ingester:\n  replicas: 3\n  extraArgs: {}\nmimir:\n  structuredConfig:\n    target: all\n",
        ),
        (
            "prod.yaml",
            "mimir:\n  structuredConfig:\n    shop_block:\n      deep:\n        a: 1\n",
        ),
    ]);
    assert_eq!(said.lines("MT117"), [("./prod.yaml".to_owned(), 3)]);
}
