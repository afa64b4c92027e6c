#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;

fn file(text: &str) -> PlanFile {
    PlanFile::parse(format!("version: 1\n{text}").as_bytes()).unwrap()
}

fn plan(text: &str) -> Plan {
    Plan::resolve(&file(text)).unwrap().0
}

fn warnings(text: &str) -> Vec<String> {
    let (_, warnings) = Plan::resolve(&file(text)).unwrap();
    warnings.iter().map(ToString::to_string).collect()
}

/// The key at fault, and the words.
fn refused(text: &str) -> (String, String) {
    let error = Plan::resolve(&file(text)).unwrap_err();
    (error.key(), error.to_string())
}

#[test]
fn a_line_of_releases_is_its_newest() {
    assert_eq!(plan("release: 2.17").release.to_string(), "2.17.4");
    assert_eq!(plan("").release, Catalog::builtin().newest());
}

#[test]
fn the_server_name_follows_the_cluster() {
    let plan = plan("cluster: {name: m, namespace: n, domain: d.example}");
    assert_eq!(plan.server_name.as_str(), "m.n.svc.d.example");
    let long = format!("cluster: {{name: {}, namespace: n}}", "a".repeat(60));
    assert_eq!(refused(&long).0, "cluster.name");
}

#[test]
fn the_preset_moves_defaults_and_no_choice() {
    let docs = plan("certificates: {preset: docs, leaf: {days: 90}}").certificates;
    assert_eq!(docs.algorithm, Algorithm::Rsa2048);
    assert_eq!(
        (docs.ca_days.number(), docs.leaf_days.number()),
        (100_000, 90)
    );
}

#[test]
fn a_subject_is_somebodys_in_mimirs_page_alone() {
    let subjects = |text: &str| {
        let Certificates {
            ca_subject,
            leaf_subject,
            ..
        } = plan(text).certificates;
        [ca_subject.to_string(), leaf_subject.to_string()]
    };
    assert_eq!(subjects(""), ["/O=Mimir", "/O=Mimir"]);
    let docs = "/C=US/ST=KY/O=Org";
    assert_eq!(
        subjects("certificates: {preset: docs}"),
        [format!("{docs}/CN=root"), docs.to_owned()]
    );
}

#[test]
fn leaves_end_with_their_ca() {
    let short = "certificates: {ca: {days: 100}}";
    assert_eq!(plan(short).certificates.leaf_days.number(), 100);
    assert_eq!(
        warnings(short),
        ["certificates are valid for 100 days, as long as their CA, instead of 730"]
    );
    let (key, _) = refused("certificates: {ca: {days: 100}, leaf: {days: 101}}");
    assert_eq!(key, "certificates.leaf.days");
}

#[test]
fn particulars_join_the_list() {
    let mut file = file("components: {ingester: {replicas: 2, dns: [a.example]}, querier: {}}");
    file.set("components.ingester.replicas", "3").unwrap();
    file.set("components.querier.ips", "10.0.0.7").unwrap();
    let (plan, _) = Plan::resolve(&file).unwrap();
    let said = plan.members.iter().map(|member| {
        let dns: Vec<_> = member.dns.iter().map(ToString::to_string).collect();
        (
            member.component.name(),
            member.replicas.count(),
            dns,
            member.ips.len(),
        )
    });
    assert_eq!(
        said.collect::<Vec<_>>(),
        [
            ("ingester", 3, vec!["a.example".to_owned()], 0),
            ("querier", 1, vec![], 1)
        ]
    );
}

#[test]
fn particulars_want_their_component() {
    let mut file = file("mode: monolithic");
    file.set("components.ingester.replicas", "3").unwrap();
    let error = Plan::resolve(&file).unwrap_err();
    assert_eq!(error.key(), "components.ingester");
    assert_eq!(
        error.to_string(),
        "components.ingester: this plan has no such component; its components are all"
    );
}

#[test]
fn a_file_knows_its_members() {
    let names = |text: &str| {
        let members = file(text).members().into_iter();
        members.map(Component::name).collect::<Vec<_>>()
    };
    assert_eq!(names("mode: monolithic"), ["all"]);
    assert_eq!(names("components: [querier]"), ["querier"]);
    let plan = plan("");
    assert!(
        plan.members
            .iter()
            .map(|it| it.component.name())
            .eq(names(""))
    );
    assert_eq!(names("mode: read-write\nrelease: 3.0"), [""; 0]);
}

#[test]
fn a_later_choice_of_a_surface_wins() {
    let kafka = |text: &str| {
        let plan = plan(text);
        let found = plan
            .surfaces
            .iter()
            .find(|(surface, _)| surface.id() == "kafka");
        found.map(|(_, endpoint)| endpoint.as_ref().map(ToString::to_string))
    };
    assert_eq!(kafka(""), None);
    assert_eq!(kafka("surfaces: [kafka]"), Some(None));
    assert_eq!(kafka("surfaces: [kafka, kafka=off]"), None);
    let at = Some(Some("broker.example:9093".to_owned()));
    assert_eq!(kafka("surfaces: {kafka: 'broker.example:9093'}"), at);
}

#[test]
fn the_ruler_notifies_over_tls_where_its_alertmanager_has_it() {
    let says = |text: &str| {
        let plan = plan(text);
        let mut surfaces = plan.surfaces.keys();
        surfaces.any(|surface| surface.kind() == SurfaceKind::HttpClient)
    };
    assert!(says(""));
    assert!(!says("surfaces: {server-http: false}"));
    assert!(!says("components: [ruler]"));
}

#[test]
fn a_policy_that_lets_anybody_in_is_warned_of() {
    assert_eq!(warnings("policy: {http: NoClientCert}"), [""; 0]);
    assert_eq!(
        warnings("policy: {grpc: NoClientCert, min_version: VersionTLS10}").len(),
        2
    );
}

#[test]
fn what_a_release_has_no_option_for_is_refused() {
    let (key, words) = refused("release: 2.0\npolicy: {min_version: VersionTLS12}");
    assert_eq!(key, "policy.min_version");
    assert!(
        words.contains("release 2.0.0 has no option for it"),
        "{words}"
    );
}

#[test]
fn what_mimir_hides_is_planned_where_the_plan_runs_it() {
    let hidden = |text: &str| {
        let plan = plan(text);
        let surfaces = plan.surfaces.keys();
        let hidden = surfaces.filter(|surface| surface.is_hidden(plan.release));
        hidden.map(|surface| surface.id()).collect::<Vec<_>>()
    };
    assert_eq!(hidden(""), [""; 0]);
    assert_eq!(hidden("surfaces: [etcd, memcached]"), [""; 0]);
    let both = "components: [distributor, usage-tracker]";
    assert_eq!(hidden(both), ["usage-tracker-client"]);
    assert_eq!(
        hidden(&format!("{both}\nsurfaces: [etcd]")),
        [
            "usage-tracker-client",
            "etcd-usage-tracker-instance-ring",
            "etcd-usage-tracker-partition-ring"
        ]
    );
    // The other end may be in another plan.
    let alone = "components: [distributor]\nsurfaces: [usage-tracker-client]";
    assert_eq!(hidden(alone), ["usage-tracker-client"]);
    let off = format!("{both}\nsurfaces: {{usage-tracker-client: false}}");
    assert_eq!(hidden(&off), [""; 0]);
    for scheduled in ["block-builder", "compactor"] {
        let text = format!("components: [{scheduled}, {scheduled}-scheduler]");
        assert_eq!(hidden(&text), [format!("{scheduled}-scheduler-client")]);
    }
    let (key, _) = refused("release: 2.17\ncomponents: [usage-tracker]");
    assert_eq!(key, "components");
    let (_, words) = refused("surfaces: [usage-tracker-client-unread]");
    assert!(words.contains("nothing reads it"), "{words}");
}

#[test]
fn a_long_name_of_a_component_that_is_not_there_does_not_matter() {
    let name = format!("cluster: {{name: {}, namespace: n}}", "a".repeat(35));
    assert!(Plan::resolve(&file(&name)).is_ok());
    let (key, _) = refused(&format!("{name}\ncomponents: [block-builder-scheduler]"));
    assert_eq!(key, "cluster.name");
}

#[test]
fn a_target_has_a_first_release() {
    let told = "targets: `helm` is written for release 2.9.0 and later, and this plan's is 2.8.0";
    for targets in ["", "targets: [helm]"] {
        let refused = refused(&format!("platform: helm\nrelease: 2.8.0\n{targets}"));
        assert_eq!(refused, ("targets".to_owned(), told.to_owned()));
    }
    // Who wants all wants those that can be.
    let all: Vec<_> = Target::ALL.iter().map(|it| it.spelling()).collect();
    let all = all.join(", ");
    let all = plan(&format!("platform: helm\nrelease: 2.8.0\ntargets: [{all}]"));
    assert!(!all.targets.contains(&Target::Helm) && all.targets.contains(&Target::Yaml));
}
