#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::PathBuf;

use mimir_tls::plan::{Plan, PlanFile};

use super::*;

fn golden_plans() -> Vec<PlanFile> {
    let golden = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/golden");
    let mut plans = Vec::new();
    for entry in fs::read_dir(golden).unwrap() {
        if let Ok(text) = fs::read(entry.unwrap().path().join("plan.yaml")) {
            plans.push(PlanFile::parse(&text).unwrap());
        }
    }
    assert!(plans.len() > 2, "the golden plans were moved");
    plans
}

fn draft(entries: &[(&str, &str)]) -> Draft {
    let mut draft = Draft::default();
    for (key, text) in entries {
        draft.set(key, text).unwrap();
    }
    draft
}

/// What a draft comes to, as a complete plan file; or each refused key and why.
fn comes_to(entries: &[(&str, &str)]) -> Result<PlanFile, Vec<(String, String)>> {
    let file = to_file(&draft(entries)).map_err(|errors| {
        let errors = errors.into_iter();
        errors
            .map(|error| (error.key, error.message))
            .collect::<Vec<_>>()
    })?;
    Ok(Plan::resolve(&file).unwrap().0.to_file())
}

fn yaml(text: &str) -> PlanFile {
    let file = PlanFile::parse(format!("version: 1\n{text}").as_bytes()).unwrap();
    Plan::resolve(&file).unwrap().0.to_file()
}

fn refused(key: &str, text: &str) -> String {
    let errors = comes_to(&[(key, text)]).unwrap_err();
    let [(at, message)] = errors.as_slice() else {
        panic!("{errors:?}");
    };
    assert_eq!(at, key);
    message.clone()
}

#[test]
fn plans_come_back_as_they_were() {
    for plan in golden_plans() {
        let draft = from_file(&plan).unwrap();
        let back = PlanFile {
            version: plan.version,
            ..to_file(&draft).unwrap()
        };
        let resolved = |file: &PlanFile| Plan::resolve(file).unwrap().0.to_file();
        assert_eq!(resolved(&back), resolved(&plan));
        assert_eq!(from_file(&resolved(&back)).unwrap(), draft);
    }
}

#[test]
fn every_key_means_what_it_means_in_a_file() {
    let cases: [(&[(&str, &str)], &str); 10] = [
        (&[], ""),
        (&[("release", "3.0")], "release: 3.0"),
        (
            &[("components", "ingester, querier")],
            "components: [ingester, querier]",
        ),
        (
            &[
                ("components", "ingester,querier"),
                ("components.ingester.replicas", "3"),
                ("components.ingester.dns", "a.example,b.example"),
                ("components.querier.ips", "10.0.0.1"),
            ],
            "components: {ingester: {replicas: 3, dns: [a.example, b.example]}, querier: {ips: [10.0.0.1]}}",
        ),
        (
            &[
                ("certificates.ca.days", "100"),
                ("certificates.leaf.days", "50"),
            ],
            "certificates: {ca: {days: 100}, leaf: {days: 50}}",
        ),
        (
            &[("certificates.ca.name_constraints", "true")],
            "certificates: {ca: {name_constraints: true}}",
        ),
        (
            &[("certificates.ca.name_constraints.dns", "mimir.svc")],
            "certificates: {ca: {name_constraints: {dns: [mimir.svc]}}}",
        ),
        (
            &[
                ("surfaces.kafka", "broker.example:9093"),
                ("surfaces.memberlist", "false"),
            ],
            "surfaces: {kafka: 'broker.example:9093', memberlist: false}",
        ),
        (&[("targets", "yaml")], "targets: [yaml]"),
        (
            &[(
                "policy.cipher_suites",
                "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            )],
            "policy: {cipher_suites: TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256}",
        ),
    ];
    for (entries, text) in cases {
        assert_eq!(comes_to(entries), Ok(yaml(text)), "{text}");
    }
}

#[test]
fn particulars_alone_leave_the_mode_its_components() {
    let file = comes_to(&[("components.ingester.replicas", "3")]).unwrap();
    let members = file.components.unwrap().0;
    let plain = comes_to(&[]).unwrap().components.unwrap().0;
    assert!(members.keys().eq(plain.keys()));
    let replicas = |name| {
        let (_, member) = members.iter().find(|(it, _)| it.name() == name).unwrap();
        member.replicas.map(|replicas| replicas.count())
    };
    assert_eq!((replicas("ingester"), replicas("querier")), (Some(3), None));
}

#[test]
fn particulars_of_who_is_not_there_mean_nothing() {
    let entries = [
        ("mode", "monolithic"),
        ("components.ingester.replicas", "3"),
    ];
    assert_eq!(comes_to(&entries), Ok(yaml("mode: monolithic")));
}

#[test]
fn a_field_that_was_emptied_is_as_if_untouched() {
    let mut meant = Vec::new();
    for key in PlanKey::all() {
        if key.shape == KeyShape::Pick {
            let file = to_file(&draft(&[(key.path, "")])).unwrap();
            assert_eq!(Plan::resolve(&file).unwrap_err().key(), key.path);
            meant.push(key.path);
            continue;
        }
        let path = key.path.replace('*', "ingester");
        let path = path.replace("surfaces.ingester", "surfaces.kafka");
        assert_eq!(comes_to(&[(&path, " ")]), Ok(yaml("")), "{path}");
    }
    assert_eq!(meant, ["components", "targets"]);
}

#[test]
fn what_no_plan_has_is_refused() {
    assert_eq!(
        refused("cluster.nmespace", "a"),
        "no plan has the key `cluster.nmespace`; did you mean `cluster.namespace`?"
    );
    assert_eq!(refused("version", "1"), "no plan has the key `version`");
    for key in [
        "components.ingester",
        "surfaces",
        "components.a.b.c",
        "",
        ".",
    ] {
        assert!(
            refused(key, "x").starts_with("no plan has the key"),
            "{key}"
        );
    }
}

#[test]
fn values_are_refused_at_their_key_in_the_words_of_the_file() {
    let cases = [
        (
            "certificates.leaf.days",
            "abc",
            "days \"abc\": it is not a whole number",
        ),
        (
            "certificates.leaf.days",
            "-3",
            "a validity cannot be negative",
        ),
        (
            "components.ingester.replicas",
            "0",
            "0 replicas; write 1 to 10000",
        ),
        ("components.ingestor.replicas", "2", "ingester"),
        ("cluster.namespace", "a b", "character 2 is a blank"),
        ("certificates.ips", "10.0.0.999", "10.0.0.999"),
        (
            "policy.http",
            "RequiredAndVerifyClientCert",
            "is a misprint of Mimir's own page",
        ),
        ("surfaces.kafca", "true", "did you mean `kafka`?"),
        (
            "certificates.algorithm",
            "rsa2048",
            "did you mean \"rsa-2048\"?",
        ),
        (
            "certificates.ca.name_constraints",
            "perhaps",
            "expected true, false",
        ),
        ("targets", "helmet", "unknown target `helmet`"),
    ];
    for (key, text, words) in cases {
        let message = refused(key, text);
        assert!(message.contains(words), "{key}: {message}");
        assert!(!message.contains("line 1"), "{message}");
    }
}

#[test]
fn every_bad_field_is_named_at_once() {
    let errors = comes_to(&[("cluster.name", "a b"), ("mode", "x"), ("nothing", "y")]);
    let keys: Vec<_> = errors
        .unwrap_err()
        .into_iter()
        .map(|(key, _)| key)
        .collect();
    assert_eq!(keys, ["cluster.name", "mode", "nothing"]);
}

/// Every key with its example and with every word that may stand there: the path,
/// the text, and both as the key's option takes them.
#[cfg(feature = "app")]
fn samples() -> Vec<(&'static PlanKey, String, String, String)> {
    let mut samples = Vec::new();
    for key in PlanKey::all() {
        let example = key.text.example;
        let (name, text) = match example.split_once('=') {
            Some((name, text)) if key.path.contains('*') => (name, text),
            _ => ("", example),
        };
        let path = key.path.replace('*', name);
        samples.push((key, path.clone(), text.to_owned(), example.to_owned()));
        for word in key.words().unwrap_or_default() {
            samples.push((key, path.clone(), word.to_owned(), word.to_owned()));
        }
        if key.path == "surfaces.*" {
            for word in ["true", "false", "10.0.0.1"] {
                samples.push((key, path.clone(), word.to_owned(), format!("{name}={word}")));
            }
        }
    }
    samples
}

/// As an option, in a plan file, in a draft and in an address.
#[cfg(feature = "app")]
#[test]
fn a_key_means_the_same_wherever_it_is_said() {
    use mimir_tls::plan::PlanOption;

    use crate::app::address::Place;
    use crate::app::fragment;

    let mut held = 0;
    for (key, path, text, option_text) in samples() {
        let option = PlanOption::all().find(|option| option.long == key.option);
        // A suite of TLS 1.3 can be chosen nowhere.
        let by_option = option.unwrap().read([option_text.as_str()]);
        let typed = draft(&[(&path, &text)]);
        let by_draft = to_file(&typed);
        let (Ok(by_option), Ok(by_draft)) = (&by_option, &by_draft) else {
            assert!(by_option.is_err() && by_draft.is_err(), "{path}: {text}");
            continue;
        };
        assert_eq!(by_option, by_draft, "{path}: {text}");

        let place = Place {
            draft: typed.clone(),
            ..Place::default()
        };
        let (again, unread) = fragment::read(&fragment::write(&place));
        assert_eq!((&again.draft, unread), (&typed, None), "{path}: {text}");

        // Some words want another release, or another choice beside them.
        let Ok((plan, _)) = Plan::resolve(by_draft) else {
            continue;
        };
        let written = serde_json::to_string(&plan.to_file()).unwrap();
        let by_file = PlanFile::parse(written.as_bytes()).unwrap();
        let resolved = |file: &PlanFile| Plan::resolve(file).unwrap().0.to_file();
        assert_eq!(resolved(&by_file), plan.to_file(), "{path}: {text}");
        let again = to_file(&from_file(&by_file).unwrap()).unwrap();
        assert_eq!(resolved(&again), plan.to_file(), "{path}: {text}");
        if by_draft.particulars.is_empty() {
            let file = PlanFile {
                version: by_file.version,
                ..by_draft.clone()
            };
            let written = serde_json::to_string(&file).unwrap();
            assert_eq!(PlanFile::parse(written.as_bytes()).unwrap(), file);
        }
        held += 1;
    }
    assert!(held > 60, "only {held} samples");
}
