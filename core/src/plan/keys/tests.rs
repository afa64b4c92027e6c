#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use super::*;
use crate::plan::Plan;

/// Every key of a plan, in one file.
const FULL: &str = "version: 1
release: '3.1'
mode: microservices
platform: helm
components: {ingester: {replicas: 3, dns: [a.example], ips: [10.0.0.7]}, querier: {}}
cluster: {name: m, fullname: f, namespace: n, domain: d.example}
server_name: s.example
cert_dir: /tls
certificates:
  preset: docs
  algorithm: ed25519
  profile: single
  ca: {days: 4000, subject: /CN=mine, name_constraints: {dns: [example], ips: [10.0.0.0/8]}}
  leaf: {days: 90, subject: /O=Mine}
  dns: [b.example, c.example]
  ips: [192.0.2.1]
issuer: {name: org-ca, kind: Issuer, cas: [mine, other]}
policy:
  grpc: NoClientCert
  http: RequireClientCert
  min_version: VersionTLS12
  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]
surfaces: {kafka: 'broker.example:9093', memberlist: false, memcached: true}
targets: [yaml]
";

fn full() -> PlanFile {
    PlanFile::parse(FULL.as_bytes()).unwrap()
}

/// A file of what was typed.
fn typed(entries: &[(String, String)]) -> PlanFile {
    let mut file = PlanFile::default();
    for (path, text) in entries {
        file.set(path, text).unwrap();
    }
    file
}

#[test]
fn rows_are_whole_and_each_path_stands_once() {
    for (number, key) in KEYS.iter().enumerate() {
        for text in [key.path, key.default, key.option] {
            assert!(!text.is_empty() && text.trim() == text, "{}", key.path);
        }
        assert!(KEYS[..number].iter().all(|other| other.path != key.path));
        assert!(
            key.words().is_none_or(|words| words.len() > 1),
            "{}",
            key.path
        );
    }
}

#[test]
fn a_full_plan_says_every_key_and_is_set_from_what_it_says() {
    let entries = full().entries();
    for key in KEYS {
        let is_said = entries
            .iter()
            .any(|(path, _)| PlanKey::find(path).is_some_and(|(said, _)| said.path == key.path));
        // One word, or the names themselves.
        let is_other = key.path == "certificates.ca.name_constraints";
        assert_eq!(is_said, !is_other, "{}", key.path);
    }
    let again = typed(&entries);
    assert_eq!(again.entries(), entries);
    let resolved = |file: &PlanFile| Plan::resolve(file).unwrap().0.to_file();
    assert_eq!(resolved(&again), resolved(&full()));
}

#[test]
fn laid_over_nothing_a_plan_is_itself_and_over_another_it_wins() {
    assert_eq!(PlanFile::default().overlay(full()), full());
    assert_eq!(full().overlay(PlanFile::default()), full());
    let other = PlanFile::parse(
        b"version: 1\nmode: monolithic\ncertificates: {leaf: {days: 5}, dns: []}\nsurfaces: [etcd]\n",
    )
    .unwrap();
    let laid = full().overlay(other.clone());
    let changed: BTreeMap<_, _> = laid.entries().into_iter().collect();
    let before: BTreeMap<_, _> = full().entries().into_iter().collect();
    for (path, text) in &changed {
        let wanted = match path.as_str() {
            "mode" => "monolithic",
            "certificates.leaf.days" => "5",
            "certificates.dns" => "",
            "surfaces.etcd" => "true",
            path => &before[path],
        };
        assert_eq!(text, wanted, "{path}");
    }
    assert_eq!(changed.len(), before.len() + 1);
}

#[test]
fn constraints_are_laid_over_as_one_choice() {
    let mut over = PlanFile::default();
    over.set("certificates.ca.name_constraints.dns", "other.example")
        .unwrap();
    let laid = full().overlay(over);
    assert!(laid.entries().contains(&(
        "certificates.ca.name_constraints.ips".to_owned(),
        String::new()
    )));
}

#[test]
fn defaults_are_what_a_plan_without_any_choice_has() {
    let plan = Plan::resolve(&PlanFile::default()).unwrap().0;
    let has: BTreeMap<_, _> = plan.to_file().entries().into_iter().collect();
    let names = |names: &mut dyn Iterator<Item = &str>| names.collect::<Vec<_>>().join(",");
    let said = |platform: &str, path: &str| {
        let mut file = PlanFile::default();
        file.set("platform", platform).unwrap();
        let all = Plan::resolve(&file).unwrap().0.to_file().entries();
        let found = all.into_iter().find(|(said, _)| said == path);
        found.map(|(_, text)| text).unwrap_or_default()
    };
    for key in KEYS {
        let text = has.get(key.path).map(String::as_str);
        match (key.default, key.path) {
            ("the newest known", "release") => {
                assert_eq!(text, Some(Catalog::builtin().newest().to_string().as_str()));
            }
            ("all of the mode's", "components") => {
                let mode = plan.mode;
                let known = Catalog::builtin().components(mode, plan.release).unwrap();
                let all = known
                    .iter()
                    .filter(|component| component.is_default_in(mode));
                assert_eq!(text, Some(names(&mut all.map(|it| it.name())).as_str()));
            }
            (_, "cluster.namespace" | "cluster.domain") => {
                assert_eq!(text, None, "nothing of Kubernetes on hosts");
                assert_eq!(said("kubernetes", key.path), key.default);
            }
            (_, "cluster.fullname") => assert_eq!(text, None),
            (listed, "server_name") => {
                let of = |platform: &str| {
                    listed
                        .split(", and ")
                        .map(|name| {
                            name.trim_end_matches(" under Kubernetes")
                                .replace("NAMESPACE", "mimir")
                                .replace("NAME", "mimir")
                                .replace("DOMAIN", "cluster.local")
                        })
                        .nth(usize::from(platform == "kubernetes"))
                };
                for platform in ["hosts", "kubernetes"] {
                    assert_eq!(Some(said(platform, "server_name")), of(platform));
                }
            }
            (listed, "cert_dir") => {
                let folders = [said("hosts", key.path), said("helm", key.path)];
                assert_eq!(format!("{} under Helm", folders.join(", and ")), listed);
            }
            (listed, "surfaces.*") => {
                let on = has.iter().filter(|(path, _)| path.starts_with("surfaces."));
                let mut on: Vec<_> = on.map(|(path, choice)| (&path[9..], &**choice)).collect();
                let mut said: Vec<_> = listed
                    .split(", ")
                    .flat_map(|it| it.split(" and "))
                    .collect();
                on.sort_unstable();
                said.sort_unstable();
                assert!(
                    on.iter()
                        .copied()
                        .eq(said.into_iter().map(|it| (it, "true"))),
                    "{on:?}"
                );
            }
            (listed, "targets") => {
                let (usual, others) = listed.split_once(", and ").unwrap();
                assert_eq!(text, Some(usual.replace(" and ", ",").as_str()));
                assert_eq!(others, "what the platform is called on compose and helm");
                for platform in ["compose", "helm"] {
                    assert_eq!(said(platform, key.path), platform);
                }
            }
            ("1", "components.*.replicas") => {
                assert!(
                    plan.members
                        .iter()
                        .all(|member| member.replicas.count() == 1)
                );
            }
            ("none", _) => assert!(text.is_none_or(str::is_empty), "{}", key.path),
            ("Go's own", _) => assert_eq!(text, None, "{}", key.path),
            (default, path) => assert_eq!(text, Some(default), "{path}"),
        }
    }
}

#[test]
fn every_word_can_be_set() {
    for key in KEYS {
        for word in key.words().unwrap_or_default() {
            let set = PlanFile::default().set(key.path, word);
            // A suite of TLS 1.3 is known, and not to be chosen.
            let is_reason =
                |error: &DocumentError| error.message().contains("TLS 1.3, where Go chooses");
            assert!(
                set.is_ok() || set.is_err_and(|error| is_reason(&error)),
                "{word}"
            );
        }
    }
}

#[test]
fn what_cannot_be_set_is_refused_at_its_key_and_changes_nothing() {
    for (path, text, words) in [
        ("mode", "x", "no mode is called `x`"),
        ("release", "9.9", "no release is called `9.9`"),
        (
            "certificates.leaf.days",
            "",
            "days \"\": it is not a whole number",
        ),
        (
            "components.ingester.replicas",
            "three",
            "`three` is no number of replicas; write 1 to 10000",
        ),
        (
            "components.ingester.replicas",
            "10001",
            "10001 replicas; write 1 to 10000",
        ),
        (
            "components.ingestor.replicas",
            "1",
            "did you mean `ingester`?",
        ),
        (
            "components.ingester.dns",
            "a,b_c",
            "label 1 (\"b_c\") has an underscore",
        ),
        ("surfaces.kafca", "true", "did you mean `kafka`?"),
        ("surfaces.kafka", "a b", "character 2 is a blank"),
        (
            "certificates.ca.name_constraints.ips",
            "10.0.0.7",
            "`10.0.0.7` is no network",
        ),
        ("targets", "yaml,yml", "did you mean `yaml`?"),
    ] {
        let mut file = PlanFile::default();
        let error = file.set(path, text).unwrap_err();
        assert!(error.message().contains(words), "{path}: {error}");
        assert!(error.path().starts_with(path), "{path}: {}", error.path());
        assert_eq!(error.place(), None, "{path}");
        assert_eq!(file, PlanFile::default(), "{path}");
    }
}

#[test]
fn a_path_that_is_none_is_refused_with_the_nearest() {
    let refused = |path: &str| PlanFile::default().set(path, "x").unwrap_err();
    let error = refused("cluster.nmespace");
    assert_eq!(error.message(), "no plan has the key `cluster.nmespace`");
    assert_eq!(error.hint(), Some("did you mean `cluster.namespace`?"));
    for path in [
        "",
        ".",
        "version",
        "surfaces",
        "surfaces.",
        "components..dns",
        "components.a.b.dns",
    ] {
        assert!(
            refused(path).message().starts_with("no plan has the key"),
            "{path}"
        );
    }
}

#[test]
fn a_file_knows_what_it_says() {
    let mut file = PlanFile::default();
    file.set("cluster.namespace", "a").unwrap();
    file.set("components.ingester.replicas", "2").unwrap();
    for path in ["cluster", "cluster.namespace", "components.ingester"] {
        assert!(file.says(path), "{path}");
    }
    for path in [
        "cluster.name",
        "components",
        "certificates",
        "components.querier",
        "",
    ] {
        assert!(!file.says(path), "{path}");
    }
}
