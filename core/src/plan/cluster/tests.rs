#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::plan::Plan;

fn file(text: &str) -> PlanFile {
    PlanFile::parse(format!("version: 1\n{text}").as_bytes()).unwrap()
}

fn plan(text: &str) -> Plan {
    Plan::resolve(&file(text)).unwrap().0
}

/// The key at fault, and the words.
fn refused(text: &str) -> (String, String) {
    let error = Plan::resolve(&file(text)).unwrap_err();
    (error.key(), error.to_string())
}

fn warnings(text: &str) -> Vec<String> {
    let (_, warnings) = Plan::resolve(&file(text)).unwrap();
    warnings.iter().map(ToString::to_string).collect()
}

#[test]
fn a_plan_that_speaks_of_kubernetes_means_it() {
    for (text, platform) in [
        ("", Platform::Hosts),
        ("cluster: {name: metrics}", Platform::Hosts),
        ("cluster: {namespace: metrics}", Platform::Kubernetes),
        ("cluster: {domain: example.internal}", Platform::Kubernetes),
        ("cluster: {namespace: a, fullname: b}", Platform::Helm),
        (
            "platform: compose\ncluster: {namespace: a}",
            Platform::Compose,
        ),
    ] {
        assert_eq!(plan(text).platform, platform, "{text}");
    }
}

#[test]
fn what_a_platform_does_not_have_is_said_to_be_idle() {
    let words = "cluster.namespace means nothing on hosts; it is for Kubernetes";
    assert_eq!(
        warnings("platform: hosts\ncluster: {namespace: a}"),
        [words]
    );
    let words = "cluster.fullname means nothing on kubernetes; it is for Kubernetes's chart";
    assert_eq!(
        warnings("platform: kubernetes\ncluster: {fullname: a}"),
        [words]
    );
    assert_eq!(
        warnings("platform: helm\ncluster: {namespace: a, fullname: a}"),
        [""; 0]
    );
}

/// As `helm template` makes them of the chart's `_helpers.tpl`.
#[test]
fn the_chart_makes_its_full_name_of_the_release() {
    let long = "a".repeat(25);
    for (cluster, prefix) in [
        ("name: mimir", "mimir".to_owned()),
        ("name: prod", "prod-mimir".to_owned()),
        ("name: my-mimir-2", "my-mimir-2".to_owned()),
        ("name: mimir, fullname: metrics", "metrics".to_owned()),
        (&format!("name: {long}"), format!("{long}-mimir")),
    ] {
        let plan = plan(&format!("platform: helm\ncluster: {{{cluster}}}"));
        assert_eq!(plan.cluster.prefix.as_str(), prefix, "{cluster}");
    }
    let manifests = plan("platform: kubernetes\ncluster: {name: prod}");
    assert_eq!(manifests.cluster.prefix.as_str(), "prod");
    let chart = |name: &str| prefix(Platform::Helm, &name.parse().unwrap(), None);
    assert_eq!(chart(&"a".repeat(57)).unwrap().as_str().len(), 63);
    // Cut at the hyphen, which goes too.
    let cut = chart(&"a".repeat(62)).unwrap();
    assert_eq!(cut.as_str(), "a".repeat(62));
}

#[test]
fn the_charts_own_dot_behind_the_domain_is_no_slip() {
    let dotted = "cluster: {domain: cluster.local.}";
    let helm = plan(&format!("platform: helm\n{dotted}"));
    assert_eq!(helm.cluster.domain.as_str(), "cluster.local");
    assert_eq!(warnings(&format!("platform: helm\n{dotted}")), [""; 0]);
    assert_eq!(warnings(dotted).len(), 1);
}

#[test]
fn the_shared_name_follows_the_platform() {
    for (text, name) in [
        ("cluster: {name: m}", "m.internal"),
        ("platform: compose", "mimir.internal"),
        (
            "platform: kubernetes\ncluster: {name: m, namespace: n, domain: d.example}",
            "m.n.svc.d.example",
        ),
        (
            "platform: helm\ncluster: {name: m}",
            "m-mimir.mimir.svc.cluster.local",
        ),
    ] {
        assert_eq!(plan(text).server_name.as_str(), name, "{text}");
    }
}

#[test]
fn names_that_kubernetes_refuses_are_refused_with_cause() {
    for (text, key, words) in [
        (
            "namespace: a.b",
            "cluster.namespace",
            "has a dot, and a namespace is one DNS label",
        ),
        ("name: a.b", "cluster.name", "has a dot"),
        (
            "name: 2b, namespace: n",
            "cluster.name",
            "begins with no letter",
        ),
        (
            "name: xn--bcher-kva, namespace: n",
            "cluster.name",
            "no valid names",
        ),
        ("namespace: '*.a.b'", "cluster.namespace", "wildcard"),
    ] {
        let (at, said) = refused(&format!("platform: kubernetes\ncluster: {{{text}}}"));
        assert_eq!(at, key, "{text}");
        assert!(said.contains(words), "{said}");
    }
    let long = "a".repeat(39);
    let (at, said) = refused(&format!(
        "platform: helm\ncluster: {{name: mimir, fullname: {long}}}"
    ));
    assert_eq!(at, "cluster.fullname");
    assert!(
        said.contains("67 bytes long, and a service's name has 63 at most; take 4 away"),
        "{said}"
    );
    let long = "a".repeat(54);
    let (at, said) = refused(&format!(
        "platform: helm\ncluster: {{name: {long}, fullname: m}}"
    ));
    assert_eq!(
        (at.as_str(), said.contains("Helm takes 53 for a release")),
        ("cluster.name", true)
    );
    // A namespace may look like anything, and is a text all the same.
    for odd in ["'no'", "'1e3'", "'0x10'", "'1234'"] {
        let plan = plan(&format!(
            "platform: kubernetes\ncluster: {{namespace: {odd}}}"
        ));
        assert_eq!(format!("'{}'", plan.cluster.namespace), odd);
    }
}

#[test]
fn the_chart_has_one_mode() {
    let (key, words) = refused("platform: helm\nmode: monolithic");
    assert_eq!(key, "platform");
    assert!(
        words.contains("deploys microservices, and the mode is monolithic"),
        "{words}"
    );
}

#[test]
fn a_name_that_loses_its_capital_letters_is_told() {
    let text = "version: 1\nplatform: helm\ncluster: {name: Prod, namespace: Metrics, fullname: A, domain: D.example}\n";
    let file = PlanFile::parse(text.as_bytes()).unwrap();
    let warnings = Plan::resolve(&file).unwrap().1;
    let told: Vec<String> = warnings.iter().map(PlanWarning::key).collect();
    for key in ["cluster.name", "cluster.namespace", "cluster.fullname"] {
        assert!(told.iter().any(|it| it == key), "{key}: {told:?}");
    }
    let small = "version: 1\nplatform: helm\ncluster: {name: prod, namespace: metrics}\n";
    let file = PlanFile::parse(small.as_bytes()).unwrap();
    assert!(Plan::resolve(&file).unwrap().1.is_empty());
}
