//! Compose files that count together, as `docker compose config` puts them together.

use super::said::said;

/// A service with a whole pair, whose files another file mounts.
const BASE: &str = "services:
  mimir:
    image: grafana/mimir:3.0.1
    command:
    - -target=all
    - -server.grpc-tls-cert-path=/tls/a
    - -server.grpc-tls-key-path=/tls/b
";

const MOUNT: &str = "services: {mimir: {volumes: ['./tls:/tls']}}\n";

#[test]
fn what_compose_takes_by_itself_is_laid_over_the_base() {
    for (base, over) in [
        ("compose.yaml", "compose.override.yaml"),
        ("compose.yml", "docker-compose.override.yml"),
        ("docker-compose.yml", "docker-compose.override.yaml"),
        ("s/docker-compose.yaml", "s/compose.override.yml"),
    ] {
        let report = said(&[(base, BASE), (over, MOUNT)]);
        assert_eq!(report.lines("MT511"), [], "{over}");
        assert_eq!(report.report["processes"].as_array().map(Vec::len), Some(1));
        assert_eq!(report.words(over), format!("a Compose file, over {base}"));
    }
    let alone = said(&[("compose.yaml", BASE)]);
    assert_eq!(alone.lines("MT511").len(), 2);
    let elsewhere = said(&[("a/compose.yaml", BASE), ("b/compose.override.yaml", MOUNT)]);
    assert_eq!(elsewhere.lines("MT511").len(), 2);
}

#[test]
fn words_are_replaced_and_volumes_and_variables_merged() {
    let over = "services:
  mimir:
    command: [-target=all, -server.grpc-tls-cert-path=/tls/a]
    volumes: ['./tls:/tls']
";
    let report = said(&[("compose.yaml", BASE), ("compose.override.yaml", over)]);
    report.stands("MT101", "compose.override.yaml", 3);
    assert_eq!(report.lines("MT511"), []);

    let base = "services:
  mimir:
    image: grafana/mimir:3.0.1
    entrypoint: [sh, -c]
    command: ['exec mimir -target=all -server.grpc-tls-client-auth=$$AUTH -server.grpc-tls-cert-path=/tls/a -server.grpc-tls-key-path=$$KEY']
    environment: {AUTH: Required, KEY: /tls/b}
    volumes: ['./tls:/tls']
";
    let over = "services: {mimir: {environment: [AUTH=RequireAnyClientCert], volumes: ['./other:/tls', './data:/data']}}\n";
    let report = said(&[("compose.yaml", base), ("compose.override.yaml", over)]);
    assert_eq!(report.lines("MT107"), [], "{}", report.report);
    assert_eq!(report.lines("MT511"), []);
    said(&[("compose.yaml", base)]).stands("MT107", "compose.yaml", 5);
}

#[test]
fn what_is_reset_is_not_there() {
    let base = format!("{BASE}    volumes: ['./tls:/tls']\n");
    for (over, missing) in [
        ("volumes: ['./data:/data']", 0),
        ("volumes: !reset []", 2),
        ("volumes: !reset null", 2),
        ("volumes: !override ['./data:/data']", 2),
        ("volumes:", 0),
        ("command: !reset null", 0),
    ] {
        let over = format!("services:\n  mimir:\n    environment: {{A: b}}\n    {over}\n");
        let report = said(&[("compose.yaml", &base), ("compose.override.yaml", &over)]);
        assert_eq!(report.lines("MT511").len(), missing, "{over}");
    }
    let gone = "services:\n  mimir: !reset null\n  other: {image: busybox}\n";
    let report = said(&[("compose.yaml", &base), ("compose.override.yaml", gone)]);
    assert_eq!(report.report["processes"].as_array().map(Vec::len), Some(0));
}

#[test]
fn a_file_that_can_start_nothing_lies_over_one_that_can() {
    let report = said(&[("compose.yaml", BASE), ("compose.prod.yaml", MOUNT)]);
    assert_eq!(report.lines("MT511"), []);
    assert_eq!(
        report.words("compose.prod.yaml"),
        "a Compose file, over compose.yaml"
    );
    let report = said(&[("stack.yaml", BASE), ("stack.tls.yaml", MOUNT)]);
    assert_eq!(report.lines("MT511"), []);
    // One that can is another stack.
    let other = format!("{BASE}    volumes: ['./tls:/tls']\n");
    let report = said(&[("compose.yaml", BASE), ("compose.prod.yaml", &other)]);
    assert_eq!(report.lines("MT511").len(), 2, "{}", report.report);
}

#[test]
fn what_lies_over_the_same_file_meets_no_other() {
    let base = "services: {mimir: {image: 'grafana/mimir:3.0.1', command: [-target=all]}}\n";
    let tls = "services:
  mimir:
    volumes: ['./tls:/tls']
    command: [-target=all, -server.grpc-tls-cert-path=/tls/a, -server.grpc-tls-key-path=/tls/b, -ingester.client.tls-enabled=true]
";
    let report = said(&[
        ("compose.yaml", base),
        ("compose.tls.yaml", tls),
        (
            "compose.more.yaml",
            "services: {mimir: {environment: {A: b}}}\n",
        ),
    ]);
    let links = report.report["links"].as_array().expect("links");
    let plain = |it: &&serde_json::Value| it.to_string().contains("plaintext");
    assert_eq!(links.iter().filter(plain).count(), 0, "{links:?}");
    assert_eq!(report.lines("MT511"), []);
}

#[test]
fn the_files_that_env_names_are_put_together() {
    let files = [
        ("compose.yaml", BASE),
        (
            "compose.override.yaml",
            "services: {mimir: {environment: {A: b}}}\n",
        ),
        ("tls/compose.yaml", MOUNT),
        (".env", "COMPOSE_FILE=compose.yaml:tls/compose.yaml\n"),
    ];
    let report = said(&files);
    assert_eq!(
        report.words("tls/compose.yaml"),
        "a Compose file, over compose.yaml"
    );
}
