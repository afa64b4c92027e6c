//! What the values say, looked up as Helm would.

#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::document::{self, Node};
use crate::plan::{Plan, PlanFile};
use crate::render::RenderOptions;
use crate::settings;

fn plan(text: &str) -> Plan {
    let file = PlanFile::parse(format!("version: 1\nplatform: helm\n{text}").as_bytes()).unwrap();
    Plan::resolve(&file).unwrap().0
}

/// A file of a plan, read again; none where it is not written.
fn read_file(text: &str, name: &str) -> Option<Node> {
    let plan = plan(text);
    let members = plan.members.iter();
    let all: Vec<_> = members.map(|it| settings::resolve(&plan, it)).collect();
    let renderer = Renderer::new(&plan, RenderOptions::default());
    let files = Helm.files(&renderer, &all);
    let path = folder::named(Target::Helm, name);
    let file = files.iter().find(|file| file.path == path)?;
    Some(document::parse(file.text.as_bytes()).unwrap())
}

fn written(text: &str) -> Node {
    read_file(text, VALUES).unwrap()
}

#[test]
fn every_component_of_the_chart_has_its_probes_over_https() {
    let values = written("");
    let mut probes = 0;
    for pod in chart::pods() {
        for probe in &pod.probes {
            let scheme = values.text_at(&[pod.key, probe, "httpGet", "scheme"]);
            assert_eq!(scheme, "HTTPS", "{} {probe}", pod.key);
            probes += 1;
        }
    }
    assert!(probes > 12, "{probes}");
}

#[test]
fn where_a_certificate_is_demanded_probes_only_connect_and_others_show_one() {
    let values = written("policy: {http: RequireAndVerifyClientCert}");
    let probe = |keys: [&str; 2]| values.text_at(&["ingester", "readinessProbe", keys[0], keys[1]]);
    assert_eq!(probe(["tcpSocket", "port"]), "http-metrics");
    assert!(
        values
            .at("ingester")
            .unwrap()
            .at("readinessProbe")
            .unwrap()
            .at("httpGet")
            .unwrap()
            .is_null()
    );
    let gateway = |values: &Node| {
        let file = values.text_at(&["gateway", "nginx", "config", "file"]);
        file.contains("proxy_ssl_certificate ")
    };
    assert!(gateway(&values) && !gateway(&written("")));
    let shown = [
        "metaMonitoring",
        "serviceMonitor",
        "tlsConfig",
        "keySecret",
        "name",
    ];
    assert_eq!(values.text_at(&shown), "mimir-tls-client");
    assert_eq!(written("").text_at(&shown), "");
}

#[test]
fn each_component_mounts_its_own_where_it_has_its_own() {
    let values = written("certificates: {profile: per-component}");
    let secret = |key: &str| {
        let volume = &values.at(key).unwrap().items_at("extraVolumes")[0];
        let source = &volume.at("projected").unwrap().items_at("sources")[0];
        source.text_at(&["secret", "name"]).to_owned()
    };
    assert_eq!(secret("querier"), "mimir-tls-querier-server");
    assert_eq!(secret("ruler_querier"), "mimir-tls-querier-server");
    assert_eq!(secret("gateway"), "mimir-tls-external-server");
    assert!(values.at("global").is_none());
}

#[test]
fn what_the_plan_does_not_have_is_not_deployed() {
    let values = written("components: [distributor, ingester]");
    assert_eq!(values.text_at(&["querier", "enabled"]), "false");
    assert_eq!(values.text_at(&["ingester", "enabled"]), "");
    // Off by default, whatever becomes of its component.
    assert_eq!(values.text_at(&["ruler_querier", "enabled"]), "");
    assert!(values.at("querier").unwrap().at("readinessProbe").is_none());
}

#[test]
fn servers_of_the_chart_that_speak_no_tls_give_way() {
    let values = written("surfaces: {kafka: 'broker.example:9093', storage-s3-common: true}");
    assert_eq!(values.text_at(&["kafka", "enabled"]), "false");
    assert_eq!(values.text_at(&["minio", "enabled"]), "false");
    let address = [
        "mimir",
        "structuredConfig",
        "ingest_storage",
        "kafka",
        "address",
    ];
    assert_eq!(values.text_at(&address), "broker.example:9093");
    assert!(written("").at("minio").is_none());
}

#[test]
fn a_cache_has_what_its_clients_want_and_its_exporter_too() {
    let values = written("surfaces: [memcached]");
    for cache in chart::caches() {
        let options = values.text_at(&[cache.key, "extraExtendedOptions"]);
        assert!(options.contains("ssl_verify_mode=2"), "{}", cache.key);
    }
    let enable = ["memcachedExporter", "extraArgs", "memcached.tls.enable"];
    assert!(
        values
            .at(enable[0])
            .unwrap()
            .at(enable[1])
            .unwrap()
            .at(enable[2])
            .is_some()
    );
    assert!(written("").at("memcachedExporter").is_none());
}

#[test]
fn the_gateway_shows_a_certificate_only_if_it_has_its_name() {
    assert!(read_file("", GATEWAY_TLS).is_none());
    let named = read_file(
        "certificates: {dns: [mimir-gateway.mimir.svc]}",
        GATEWAY_TLS,
    )
    .unwrap();
    assert_eq!(
        named.text_at(&["continuous_test", "write"]),
        "https://mimir-gateway.mimir.svc:443"
    );
    assert!(read_file("", GATEWAY_OFF).is_some());
}

/// With HTTP in plaintext the chart is right as it is, but for Mimir's own.
#[test]
fn nothing_around_mimir_changes_where_http_is_plaintext() {
    let values = written("surfaces: {server-http: false}");
    for key in ["gateway", "metaMonitoring", "ingester"] {
        assert!(values.at(key).is_none(), "{key}");
    }
    assert!(values.at("global").is_some());
}

#[test]
fn version_5_of_the_chart_has_its_gateway_turned_on() {
    let values = written("release: '2.17'");
    assert_eq!(values.text_at(&["gateway", "enabledNonEnterprise"]), "true");
    assert_eq!(values.text_at(&["nginx", "enabled"]), "false");
    assert!(written("").at("nginx").is_none());
    let oldest = chart::line(Target::Helm.since().unwrap());
    assert!(
        oldest.is_some(),
        "the target is written for releases of no line"
    );
}

/// A folder is mounted once: the agent's values take the Secrets away from wherever
/// ours mount them, and what is told is one way or the other.
#[test]
fn vault_comes_in_the_place_of_the_secrets() {
    for (profile, file, key) in [
        ("split", "vault/agent.yaml", "global"),
        ("single", "vault/agent.yaml", "global"),
        ("per-component", "vault/querier.yaml", "querier"),
    ] {
        let plan = plan(&format!(
            "targets: [helm, vault]\ncertificates: {{profile: {profile}}}"
        ));
        let members = plan.members.iter();
        let all: Vec<_> = members.map(|it| settings::resolve(&plan, it)).collect();
        let files =
            crate::render::configuration(&plan, &plan.targets, &all, RenderOptions::default());
        let parsed = |path: &str| {
            let file = files.iter().find(|file| file.path == path).unwrap();
            document::parse(file.text.as_bytes()).unwrap()
        };
        let (values, agent) = (parsed("helm/values.yaml"), parsed(file));
        let values = values.at(key).unwrap();
        let agent = agent.at(key).unwrap_or(&agent);
        let path = agent.text_at(&["podAnnotations", "vault.hashicorp.com/secret-volume-path"]);
        let mounted = values.items_at("extraVolumeMounts").first().unwrap();
        assert_eq!(mounted.text_at(&["mountPath"]), path);
        for list in ["extraVolumes", "extraVolumeMounts"] {
            assert!(
                agent.at(list).is_some_and(|it| it.items().is_empty()),
                "{profile}"
            );
        }
        let next = crate::render::next_steps(&plan, "tls", None);
        let place = |words: &str| next.iter().position(|step| step.contains(words)).unwrap();
        assert!(
            place("secrets.yaml") < place("or have Vault issue"),
            "{next:?}"
        );
    }
}

/// The chart's own zones come before theirs, and ours name the same.
#[test]
fn the_command_begins_with_the_zones_of_the_chart() {
    let with = |text: &str| readme::commands(&plan(text)).join("\n");
    assert!(
        with("").contains(
            "  --values helm/zones.yaml --values yours.yaml --values helm/values.yaml --values helm/restart.yaml"
        ),
        "{}",
        with("")
    );
    assert!(!with("surfaces: {server-http: false}").contains("zones"));
    let mut tree = Tree::map();
    values::zones(&mut tree);
    let written = document::parse(yaml::write(&[], &tree).as_bytes()).unwrap();
    let text = document::parse(values::ZONES_TEXT.as_bytes()).unwrap();
    for path in ZONES {
        let names = |root: &Node| {
            let zones = path
                .iter()
                .try_fold(root, |node, key| node.at(key))
                .unwrap();
            let names = zones
                .items()
                .iter()
                .map(|zone| zone.text_at(&["name"]).to_owned());
            names.collect::<Vec<_>>()
        };
        assert!(names(&text).len() > 1);
        assert_eq!(names(&written), names(&text));
    }
}
