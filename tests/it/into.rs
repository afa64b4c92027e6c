//! `generate --into`: one's own configuration, with the settings put in.

use std::fs;

use crate::place::Place;

const OWN: &str = "\
# The cluster of the third floor.
target: all
server: # both
  http_listen_port: 8080
  grpc_tls_config: {client_auth_type: NoClientCert}
blocks_storage:
  s3:
    secret_access_key: hunter2
ruler:
  alertmanager_url: http://alerts.example/alertmanager
";

#[test]
fn a_copy_has_the_settings_and_all_that_was_there() {
    let place = Place::new();
    fs::write(place.at("mimir.yaml"), OWN).unwrap();
    let ran = place.run("generate --mode monolithic --into mimir.yaml --out tls");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let copy = fs::read_to_string(place.at("tls/merged/mimir.yaml")).unwrap();
    for line in OWN.lines().filter(|line| !line.contains("grpc_tls_config")) {
        assert!(copy.lines().any(|other| other == line), "{line}: {copy}");
    }
    assert_eq!(fs::read_to_string(place.at("mimir.yaml")).unwrap(), OWN);
    for said in [
        "--- mimir.yaml\n+++ tls/merged/mimir.yaml\n",
        "proven as it stands",
        "line 5: server.grpc_tls_config.client_auth_type was `NoClientCert` and is `RequireAndVerifyClientCert`",
        "start each process with tls/merged/mimir.yaml in place of mimir.yaml",
    ] {
        assert!(ran.stdout.contains(said), "{said}: {}", ran.stdout);
    }
    // A configuration may hold passwords, and nothing prints them.
    assert!(!ran.stdout.contains("hunter2") && !ran.stderr.contains("hunter2"));
    let ignored = fs::read_to_string(place.at("tls/.gitignore")).unwrap();
    assert!(ignored.contains("/merged/mimir.yaml\n"), "{ignored}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(place.at("tls/merged/mimir.yaml"))
            .unwrap()
            .permissions();
        assert_eq!(mode.mode() & 0o777, 0o600);
    }
}

#[test]
fn what_takes_no_settings_is_refused_and_nothing_is_written() {
    for (own, options, said) in [
        ("kind: Pod\n", "", "nothing in it is an option of Mimir"),
        ("mimir: {structuredConfig: {}}\n", "", "choose helm"),
        (
            "server: {http_listen_port: 80}\n",
            "--platform helm",
            "Mimir's own configuration",
        ),
        ("server:\n  {{- x }}\n", "", "template"),
        ("server: [a]\n", "", "`server` is no mapping"),
    ] {
        let place = Place::new();
        fs::write(place.at("own.yaml"), own).unwrap();
        let ran = place.run(&format!("generate --into own.yaml {options}"));
        assert_eq!(ran.code, Some(2), "{own}: {}", ran.stderr);
        assert!(
            ran.stderr.contains("own.yaml") && ran.stderr.contains(said),
            "{}",
            ran.stderr
        );
        assert!(!place.at("mimir-tls").exists());
    }
}

#[test]
fn values_of_the_chart_take_them_below_structured_config() {
    let place = Place::new();
    fs::write(
        place.at("values.yaml"),
        "ingester:\n  replicas: 3 # enough\n",
    )
    .unwrap();
    let ran = place.run("generate --platform helm --into values.yaml --format json -q");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let copy = fs::read_to_string(place.at("mimir-tls/merged/values.yaml")).unwrap();
    assert!(
        copy.starts_with("ingester:\n  replicas: 3 # enough\nmimir:\n  structuredConfig:\n    "),
        "{copy}"
    );
    let summary: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert!(
        summary["merged"]["added"]
            .as_u64()
            .is_some_and(|added| added > 50)
    );
}
