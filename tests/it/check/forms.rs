//! The same cluster in every form that people have it in: each is read whole,
//! every link of it is proven, and a fault in it is found at its line.

use std::fmt::Write as _;
use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::place::Place;

/// The distributor, the ingester, and whatever else `generate` makes.
fn made() -> Place {
    let place = Place::new();
    assert_eq!(place.run("generate --quiet").code, Some(0));
    place
}

fn read(place: &Place, name: &str) -> String {
    fs::read_to_string(place.at(&format!("mimir-tls/{name}"))).expect("what generate made")
}

fn flags(place: &Place, component: &str) -> Vec<String> {
    let text = read(place, &format!("flags/{component}.flags"));
    let lines = text.lines().filter(|line| line.starts_with('-'));
    lines.map(str::to_owned).collect()
}

fn indented(text: &str, by: usize) -> String {
    let blank = " ".repeat(by);
    text.lines()
        .map(|line| format!("{blank}{line}\n"))
        .collect()
}

const BOTH: [&str; 2] = ["distributor", "ingester"];
const WRONG: (&str, &str) = ("RequireAndVerifyClientCert", "RequiredAndVerifyClientCert");

/// Checks a form beside the certificates: all good as it is, and with a
/// misprint in it the misprint is found at its line.
#[track_caller]
fn check(place: &Place, name: &str, text: &str) {
    let path = place.at(name);
    let run = |text: &str| {
        fs::write(&path, text).expect("written");
        let ran = place.run(&format!("check --format json {name} mimir-tls/certs"));
        let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("a report");
        (ran.code, report)
    };
    let (code, report) = run(text);
    let links = report["links"].as_array().expect("links");
    let is_good = |link: &serde_json::Value| link["verdict"] == "accepted";
    assert_eq!(code, Some(0), "{name}: {}", report["findings"]);
    assert!(
        links
            .iter()
            .any(|link| link["surface"] == "ingester-client"),
        "{name}: {links:?}"
    );
    assert!(links.iter().all(is_good), "{name}: {links:?}");

    assert!(text.contains(WRONG.0), "{name}: nothing to spoil");
    let spoilt = text.replacen(WRONG.0, WRONG.1, 1);
    let (code, report) = run(&spoilt);
    assert_eq!(code, Some(1), "{name}");
    let line = spoilt
        .lines()
        .position(|line| line.contains(WRONG.1))
        .expect("a line")
        + 1;
    let findings = report["findings"].as_array().expect("findings");
    let misprint = findings.iter().find(|it| it["code"] == "MT107");
    let misprint = misprint.unwrap_or_else(|| panic!("{name}: {findings:?}"));
    assert_eq!(misprint["place"]["line"], line, "{name}");
    assert_eq!(misprint["place"]["file"], name);
}

#[test]
fn a_script_and_a_unit() {
    let place = made();
    let mut script = String::from("#!/bin/sh\nset -e\n");
    let mut unit = String::new();
    for component in BOTH {
        let flags = flags(&place, component);
        let _ = writeln!(
            script,
            "mimir -target={component} \\\n  {} &",
            flags.join(" \\\n  ")
        );
        let _ = writeln!(
            unit,
            "[Service]\nExecStart=/usr/bin/mimir -target={component} \\\n  {}\nRestart=always",
            flags.join(" \\\n  ")
        );
    }
    check(&place, "start.sh", &script);
    check(&place, "mimir.service", &unit);
}

#[test]
fn a_unit_that_is_handed_its_files() {
    let place = made();
    let mut unit = String::from("[Service]\n");
    for file in [
        "root.crt",
        "server.crt",
        "server.key",
        "client.crt",
        "client.key",
    ] {
        let _ = writeln!(unit, "LoadCredential={file}:/etc/mimir/tls/{file}");
    }
    for component in BOTH {
        let flags = flags(&place, component).join(" \\\n  ");
        let flags = flags.replace("/etc/mimir/tls/", "%d/");
        let _ = writeln!(
            unit,
            "ExecStart=/usr/bin/mimir -target={component} \\\n  {flags}"
        );
    }
    assert!(unit.contains("%d/server.crt"));
    check(&place, "mimir.service", &unit);
}

#[test]
fn compose() {
    let place = made();
    let mut text = String::from("services:\n");
    for component in BOTH {
        let _ = writeln!(
            text,
            "  {component}:\n    image: grafana/mimir:3.1.0\n    volumes: ['./certs:/etc/mimir/tls:ro']\n    command:\n    - -target={component}"
        );
        for flag in flags(&place, component) {
            let _ = writeln!(text, "    - {flag}");
        }
    }
    check(&place, "compose.yaml", &text);
}

#[test]
fn an_image_of_ones_own() {
    let place = made();
    let flags = flags(&place, "ingester");
    let list: Vec<String> = flags.iter().map(|flag| format!("\"{flag}\"")).collect();
    let build = |command: &str| {
        format!(
            "ARG VERSION=3.1.0\nFROM golang AS tools\nCMD [\"make\"]\nFROM grafana/mimir:${{VERSION}}\n\
             # Listens with TLS.\n{command}\n"
        )
    };
    let distributor = deployment("distributor", &self::flags(&place, "distributor"));
    fs::write(place.at("distributor.yaml"), distributor).expect("written");
    let checked = |text: &str| {
        fs::write(place.at("Dockerfile"), text).expect("written");
        report(&place, "Dockerfile distributor.yaml mimir-tls/certs")
    };
    for command in [
        format!("CMD [\"-target=ingester\", {}]", list.join(", \\\n  ")),
        format!(
            "ENTRYPOINT exec /bin/mimir -target=ingester {}",
            flags.join(" ")
        ),
    ] {
        let good = checked(&build(&command));
        assert!(!states(&good).contains(&"failed"), "{}", good["findings"]);
        assert!(states(&good).contains(&"accepted"), "{good}");
        let spoilt = checked(&build(&command).replacen(WRONG.0, WRONG.1, 1));
        assert!(codes(&spoilt).contains(&"MT107"), "{}", spoilt["findings"]);
    }
    let other = checked("FROM golang\n# mimir\nCMD [\"go\"]\n");
    assert_eq!(other["inputs"][0]["read"], false, "{other}");
}

/// The report of a check of these.
fn report(place: &Place, paths: &str) -> serde_json::Value {
    let ran = place.run(&format!("check --format json {paths}"));
    serde_json::from_str(&ran.stdout).expect("a report")
}

fn codes(report: &serde_json::Value) -> Vec<&str> {
    let findings = report["findings"].as_array().expect("findings");
    let codes = findings.iter().filter_map(|it| it["code"].as_str());
    codes.collect()
}

fn states(report: &serde_json::Value) -> Vec<&str> {
    let links = report["links"].as_array().expect("links");
    links
        .iter()
        .filter_map(|it| it["verdict"].as_str())
        .collect()
}

/// A service that extends one of another file is that one where the file is there,
/// and else nothing is concluded from it.
#[test]
fn compose_that_extends_another_file() {
    let place = made();
    let mut text = String::from("services:\n");
    let mut base = text.clone();
    for component in BOTH {
        let _ = writeln!(
            text,
            "  {component}:\n    extends: {{file: ./common/base.yaml, service: {component}-base}}"
        );
        let _ = writeln!(
            base,
            "  {component}-base:\n    image: grafana/mimir:3.1.0\n    volumes: ['./certs:/etc/mimir/tls:ro']\n    command: >\n      -target={component}"
        );
        for flag in flags(&place, component) {
            let _ = writeln!(base, "      {flag}");
        }
    }
    fs::create_dir(place.at("common")).expect("a folder");
    fs::write(place.at("compose.yaml"), text).expect("written");
    fs::write(place.at("common/base.yaml"), &base).expect("written");

    let alone = report(&place, "compose.yaml mimir-tls/certs");
    assert!(!states(&alone).contains(&"failed"), "{alone}");
    let both = report(&place, "compose.yaml common/base.yaml mimir-tls/certs");
    assert!(!codes(&both).contains(&"MT525"), "{both}");
    assert!(states(&both).iter().all(|it| *it == "accepted"), "{both}");
    let files = both["processes"].as_array().expect("processes").iter();
    let is_extending = |it: &serde_json::Value| it["file"] == "compose.yaml";
    assert_eq!(files.filter(|it| is_extending(it)).count(), 2, "{both}");

    let (right, wrong) = WRONG;
    fs::write(place.at("common/base.yaml"), base.replace(right, wrong)).expect("written");
    let both = report(&place, "compose.yaml common/base.yaml mimir-tls/certs");
    let first = &both["findings"][0]["place"];
    assert_eq!(first["file"], "common/base.yaml", "{both}");
    let line = base.lines().position(|line| line.contains(right));
    assert_eq!(first["line"], line.expect("a line") + 1, "{both}");
}

/// Files of variables that nothing names stand for the processes that take them.
#[test]
fn environment_files_of_ours() {
    let place = Place::new();
    assert_eq!(place.run("generate --quiet --target env").code, Some(0));
    let report = report(&place, "mimir-tls");
    assert!(states(&report).len() > 1, "{report}");
    assert!(
        states(&report).iter().all(|it| *it == "accepted"),
        "{report}"
    );
    let components = report["processes"].as_array().expect("processes");
    assert!(components.len() > 1, "{report}");
    for it in components {
        let file = it["file"].as_str().expect("a file");
        assert!(file.ends_with(".env"), "{file}");
    }
}

/// Of a configuration that nobody handed over nothing is concluded: its process
/// may listen in TLS by it.
#[test]
fn a_configuration_that_is_not_there() {
    let place = made();
    let named = "-target=ingester\n-config.file=/etc/mimir/mimir.yaml\n";
    fs::write(place.at("ingester.flags"), named).expect("written");
    let flags = "mimir-tls/flags/distributor.flags ingester.flags mimir-tls/certs";
    let without = report(&place, flags);
    assert!(codes(&without).contains(&"MT525"), "{without}");
    assert!(states(&without).contains(&"unproven"), "{without}");
    assert!(!states(&without).contains(&"failed"), "{without}");
    let with = report(&place, &format!("{flags} mimir-tls/yaml"));
    assert!(!codes(&with).contains(&"MT525"), "{with}");
    let is_good = |it: &&str| *it == "accepted";
    assert!(states(&with).iter().all(is_good), "{with}");
}

fn deployment(component: &str, arguments: &[String]) -> String {
    let arguments: String = arguments
        .iter()
        .map(|it| format!("        - {it}\n"))
        .collect();
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: mimir-{component}\nspec:\n  template:\n    spec:\n      containers:\n      - name: {component}\n        image: grafana/mimir:3.1.0\n        args:\n        - -target={component}\n{arguments}        volumeMounts:\n        - name: tls\n          mountPath: /etc/mimir/tls\n      volumes:\n      - name: tls\n        secret:\n          secretName: mimir-tls\n"
    )
}

#[test]
fn manifests_with_arguments() {
    let place = made();
    let both: Vec<String> = BOTH
        .iter()
        .map(|component| deployment(component, &flags(&place, component)))
        .collect();
    check(&place, "deployments.yaml", &both.join("---\n"));
}

/// Everything in one file: the configuration in a ConfigMap, the certificates
/// in a Secret, nothing beside it.
#[test]
fn manifests_that_are_complete() {
    let place = made();
    let mut text =
        String::from("apiVersion: v1\nkind: Secret\nmetadata:\n  name: mimir-tls\ndata:\n");
    for name in [
        "root.crt",
        "server.crt",
        "server.key",
        "client.crt",
        "client.key",
    ] {
        let packed = STANDARD.encode(read(&place, &format!("certs/{name}")));
        let _ = writeln!(text, "  {name}: {packed}");
    }
    let config = indented(&read(&place, "yaml/mimir.yaml"), 4);
    let _ = writeln!(
        text,
        "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: mimir\ndata:\n  mimir.yaml: |\n{config}"
    );
    let argument = ["-config.file=/etc/mimir/mimir.yaml".to_owned()];
    for component in BOTH {
        let _ = writeln!(text, "---\n{}", deployment(component, &argument));
    }
    fs::rename(place.at("mimir-tls/certs"), place.at("kept")).expect("moved");
    fs::create_dir(place.at("mimir-tls/certs")).expect("an empty folder");
    check(&place, "all.yaml", &text);
}

/// A Secret a pair, as cert-manager writes them, whose entries a volume puts
/// together under the names that Mimir's options have.
#[test]
fn manifests_of_pairs_under_other_names() {
    let place = made();
    let mut text = String::new();
    for (secret, entries) in [
        (
            "server",
            &[("tls.crt", "server.crt"), ("tls.key", "server.key")][..],
        ),
        (
            "client",
            &[("tls.crt", "client.crt"), ("tls.key", "client.key")],
        ),
        ("ca", &[("ca.crt", "root.crt")]),
    ] {
        let _ = writeln!(
            text,
            "apiVersion: v1\nkind: Secret\nmetadata:\n  name: {secret}\ndata:"
        );
        for (key, name) in entries {
            let packed = STANDARD.encode(read(&place, &format!("certs/{name}")));
            let _ = writeln!(text, "  {key}: {packed}");
        }
        text.push_str("---\n");
    }
    let source = |secret: &str, items: &[(&str, &str)]| {
        let items: String = items
            .iter()
            .map(|(key, path)| format!("            - {{key: {key}, path: {path}}}\n"))
            .collect();
        format!(
            "          - secret:\n              name: {secret}\n              items:\n{}",
            indented(&items, 2)
        )
    };
    let projected = format!(
        "        projected:\n          sources:\n{}{}{}",
        source(
            "server",
            &[("tls.crt", "server.crt"), ("tls.key", "server.key")]
        ),
        source(
            "client",
            &[("tls.crt", "client.crt"), ("tls.key", "client.key")]
        ),
        source("ca", &[("ca.crt", "root.crt")]),
    );
    for component in BOTH {
        let one = deployment(component, &flags(&place, component));
        let whole = "        secret:\n          secretName: mimir-tls\n";
        assert!(one.contains(whole), "{one}");
        let _ = writeln!(text, "---\n{}", one.replace(whole, &projected));
    }
    fs::rename(place.at("mimir-tls/certs"), place.at("kept")).expect("moved");
    fs::create_dir(place.at("mimir-tls/certs")).expect("an empty folder");
    check(&place, "pairs.yaml", &text);
}

/// What is written for the chart is understood as what it is: the volume, the
/// gateway's text, the probes.
#[test]
fn helm_values_of_our_own() {
    for options in ["", "--profile per-component", "--profile single"] {
        let place = Place::new();
        let made = place.run(&format!("generate --quiet --platform helm {options}"));
        assert_eq!(made.code, Some(0), "{options}: {}", made.stderr);
        let helm = "mimir-tls/helm/values.yaml mimir-tls/helm/secrets.yaml";
        let ran = place.run(&format!("check --format json {helm}"));
        let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("a report");
        let findings = report["findings"].as_array().expect("findings");
        let above = findings.iter().find(|it| it["severity"] != "note");
        assert_eq!(above, None, "{options}");
        let links = report["links"].as_array().expect("links");
        let inside = links.iter().filter(|link| link["verdict"] == "accepted");
        assert!(inside.count() > 40, "{options}: {links:?}");
    }
}

/// The chart's own probes and gateway speak plain HTTP, so only gRPC and gossip
/// are in TLS here.
#[test]
fn helm_values() {
    let place = made();
    let whole = read(&place, "yaml/mimir.yaml");
    let mut config = String::new();
    let mut is_http = false;
    for line in whole
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
    {
        if line.starts_with("  ") && !line.starts_with("   ") {
            is_http = line.contains("http_tls_config");
        } else if !line.starts_with(' ') {
            is_http = false;
        }
        if !is_http {
            config.push_str(line);
            config.push('\n');
        }
    }
    let text = format!("mimir:\n  structuredConfig:\n{}", indented(&config, 4));
    check(&place, "values.yaml", &text);
}
