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
    // What is mended is no warning.
    assert_eq!(ran.stderr, "");
    let copy = fs::read_to_string(place.at("mimir-tls/merged/values.yaml")).unwrap();
    assert!(
        copy.starts_with("ingester:\n  replicas: 3 # enough\n"),
        "{copy}"
    );
    assert!(
        copy.contains("\nmimir:\n  structuredConfig:\n    "),
        "{copy}"
    );
    assert!(
        copy.contains("\nglobal:\n  extraVolumes:\n    - name: mimir-tls\n"),
        "{copy}"
    );
    let alone = place.run("check mimir-tls/merged mimir-tls/certs --fail-on warning");
    assert_eq!(alone.code, Some(0), "{}{}", alone.stdout, alone.stderr);
    let summary: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert!(
        summary["merged"]["added"]
            .as_u64()
            .is_some_and(|added| added > 50)
    );
}

/// What is to be done next is by the copy, told once, and in the README too.
#[test]
fn the_copy_is_named_where_it_is_needed() {
    let place = Place::new().with("values.yaml", "ingester: {replicas: 3}\n");
    let ran = place.good("generate --platform helm --into values.yaml --out tls");
    let upgrades: Vec<&str> = ran
        .stdout
        .lines()
        .filter(|line| line.contains("helm upgrade"))
        .collect();
    let [upgrade] = upgrades.as_slice() else {
        panic!("{upgrades:?}");
    };
    assert!(
        upgrade.ends_with("`kubectl apply -f tls/helm/secrets.yaml`, then `helm upgrade` with `-f tls/merged/values.yaml` in place of values.yaml, and `-f tls/helm/restart.yaml`"),
        "{upgrade}"
    );
    let readme = place.read("tls/README.md");
    assert!(
        readme.contains("| `merged/values.yaml` |")
            && readme.contains("`merged/values.yaml` is a copy of `values.yaml`"),
        "{readme}"
    );
}

/// What is theirs and wrong is a warning at a line of the copy, which is then not
/// called proven.
#[test]
fn a_copy_with_a_fault_of_theirs_is_not_called_proven() {
    let own = "target: all\n\ncommon:\n  storage:\n    backend: s3\n    s3: {http: {insecure_skip_verify: true}}\n";
    let place = Place::new().with("mimir.yaml", own);
    let ran = place.good("generate --mode monolithic --into mimir.yaml --out tls");
    let copy = place.read("tls/merged/mimir.yaml");
    let line = 1 + copy
        .lines()
        .position(|line| line.contains("insecure_skip_verify"))
        .unwrap();
    assert!(
        ran.stderr
            .contains(&format!("tls/merged/mimir.yaml:{line}: "))
            && ran.stderr.contains("[MT104]"),
        "{}",
        ran.stderr
    );
    assert!(
        !ran.stdout.contains("proven as it stands\n"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout
            .contains("not proven as it stands: 1 warning of yours in it"),
        "{}",
        ran.stdout
    );
}

/// Of two targets in one configuration both run there, so that what one of them
/// lacks is found; and the other way round what the plan lacks is refused.
#[test]
fn a_second_target_counts() {
    let both = "target: all,alertmanager\n";
    let place = Place::new().with("own/mimir.yaml", both);
    let ran = place.ran(
        2,
        "generate --mode monolithic --into own/mimir.yaml --out tls",
    );
    assert!(
        ran.stderr
            .contains("--component all --component alertmanager"),
        "{}",
        ran.stderr
    );
    assert!(!place.at("tls").exists());
    place.good("generate --mode monolithic --out tls");
    let alone = place.read("tls/yaml/all.yaml");
    let place = place.with("half/mimir.yaml", format!("{both}{alone}"));
    place.ran(1, "check half tls/certs");
    place.good("generate --mode monolithic --component all --component alertmanager --into own/mimir.yaml --out both");
    place.good("check both/merged both/certs --fail-on warning");
}
