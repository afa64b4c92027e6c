use std::collections::BTreeSet;

use super::*;
use crate::plan::{Plan, PlanFile};

/// What a form makes of a text, by the holes' names.
fn found(form: &str, text: &str) -> Option<Vec<(String, String)>> {
    let mut found = holes(form, text)?;
    found.sort_unstable();
    let owned = |(name, hole): (&str, &str)| (name.to_owned(), hole.to_owned());
    Some(found.into_iter().map(owned).collect())
}

#[test]
fn a_hole_takes_what_is_between_the_words() {
    let pair = |name: &str, hole: &str| (name.to_owned(), hole.to_owned());
    assert_eq!(found("a {x} c", "a b c"), Some(vec![pair("x", "b")]));
    let both = Some(vec![pair("x", "b"), pair("y", "c d c")]);
    assert_eq!(found("a {x} c {y}", "a b c c d c"), both);
    assert_eq!(found("a {x}", "a "), None);
    assert_eq!(found("a", "ab"), None);
}

/// Each hole of a row's German is one of its English, and the other way round.
#[test]
fn rows_have_the_same_holes_in_both_languages() {
    let named = |text: &'static str| -> BTreeSet<&str> {
        let holes = text.split('{').skip(1);
        holes.filter_map(|it| it.split('}').next()).collect()
    };
    let mut seen = BTreeSet::new();
    for (english, german) in ROWS {
        // What is said in a word of its own in German needs no hole.
        assert!(named(german).is_subset(&named(english)), "{english}");
        assert!(seen.insert(english), "{english} stands twice");
        assert!(!german.is_empty(), "{english}");
        assert!(
            !english.contains(BETWEEN),
            "{english} is more than a clause"
        );
    }
}

/// What people type wrong: the key, the text.
const WRONG: &[(&str, &str)] = &[
    ("release", "4.0"),
    ("release", "three"),
    ("mode", "mono"),
    ("platform", "nomad"),
    ("components", "ingester,querrier"),
    ("components.ingester.replicas", "-1"),
    ("components.ingester.replicas", "0"),
    ("components.ingester.replicas", "many"),
    ("components.ingester.dns", "a b"),
    ("components.ingester.dns", "https://a.example"),
    ("components.ingester.dns", "a.example:443"),
    ("components.ingester.dns", "10.0.0.1"),
    ("components.ingester.ips", "a.example"),
    ("components.ingester.ips", "10.0.0.0/8"),
    ("components.ingester.ips", "[::1]"),
    ("cluster.name", "-a"),
    ("cluster.name", "a_b"),
    ("cluster.namespace", "no such name"),
    ("cluster.domain", "a..b"),
    ("cert_dir", "certs"),
    ("cert_dir", "/"),
    ("cert_dir", "/a:b"),
    ("cert_dir", "/a b"),
    ("server_name", "*.a.example"),
    ("certificates.leaf.days", "0"),
    ("certificates.leaf.days", "-1"),
    ("certificates.leaf.days", "two"),
    ("certificates.leaf.days", "999999999999"),
    ("certificates.leaf.days", "9999"),
    ("certificates.leaf.subject", "/CN=a"),
    ("certificates.leaf.subject", "O=Org"),
    ("certificates.ca.subject", "/X=1"),
    ("certificates.ca.subject", "/C=USA"),
    ("certificates.ca.subject", "/O="),
    ("certificates.ca.subject", "/O=a/O=b"),
    ("certificates.ca.name_constraints.dns", "*.a.example"),
    ("certificates.ca.name_constraints.ips", "10.0.0.1/99"),
    ("certificates.algorithm", "rsa"),
    ("certificates.profile", "many"),
    ("policy.http", "RequiredAndVerifyClientCert"),
    ("policy.http", "requireandverifyclientcert"),
    ("policy.grpc", "all"),
    ("policy.min_version", "TLS12"),
    ("surfaces.kafca", "true"),
    ("surfaces.kafka", "broker:99999"),
    ("surfaces.server-http", "a.example:1"),
    ("targets", "helm"),
    ("targets", "helmet"),
];

#[test]
fn what_people_type_wrong_is_told_in_german() {
    let mut untold = Vec::new();
    for (key, text) in WRONG {
        let mut file = PlanFile::default();
        let message = match file.set(key, text) {
            Err(error) => error.with_hint(error.message()),
            Ok(()) => match Plan::resolve(&file) {
                Ok(_) => panic!("{key}: {text} is no mistake"),
                Err(error) => {
                    let (message, key) = (error.to_string(), error.key());
                    let bare = message.strip_prefix(&format!("{key}: "));
                    bare.unwrap_or(&message).to_owned()
                }
            },
        };
        if german(&message).is_none() {
            untold.push(format!("{key}: {message}"));
        }
    }
    assert!(untold.is_empty(), "{}", untold.join("\n"));
}
