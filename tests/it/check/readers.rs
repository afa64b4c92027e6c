//! Which file is what, by what it holds: the forms that people have, told apart
//! from those of other programs, and the release that they name.

use std::collections::BTreeSet;

use super::said::{Said, place, said};
use crate::place::Place;

pub(super) const PIPED: &str = "apiVersion: v1
items:
- apiVersion: apps/v1
  kind: StatefulSet
  metadata: {name: mimir-ingester}
  spec:
    template:
      spec:
        containers:
        - name: ingester
          image: grafana/mimir:2.17.0
          args:
          - -target=ingester
          - -config.file=/etc/mimir/mimir.yaml
          volumeMounts: [{name: c, mountPath: /etc/mimir}]
        volumes: [{name: c, configMap: {name: mimir-config}}]
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: mimir-config}
  data:
    mimir.yaml: |
      server: {grpc_tls_config: {cert_file: /etc/mimir/tls.crt}}
kind: List
";

#[test]
fn a_pipe_is_read_as_a_file_is() {
    let place = place(&[("all.yaml", PIPED), ("all", PIPED)]);
    for arguments in ["all.yaml", "all"] {
        let said = Said::of(&place, arguments);
        assert_eq!(said.codes(), BTreeSet::from(["MT101"]), "{arguments}");
        assert_eq!(said.lines("MT101"), [(arguments.to_owned(), 22)]);
    }
    let ran = place.run_with_input("check -", PIPED.as_bytes());
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stdout
            .starts_with("read standard input: manifests of Kubernetes\n"),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("error[MT101]"), "{}", ran.stdout);
    assert!(
        ran.stdout
            .contains("Mimir 2.17.0 (by the image's tag, standard input:11)")
    );
}

#[test]
fn json_in_a_pipe_is_read_too() {
    let place = Place::new();
    let piped = "{\"server\": {\"http_tls_config\": {\"cert_file\": \"/tls/server.crt\"}}, \"target\": \"all\"}";
    let ran = place.run_with_input("check -", piped.as_bytes());
    assert!(ran.stdout.contains("error[MT101]"), "{}", ran.stdout);
}

const LOKI: &str = "auth_enabled: false
server: {grpc_tls_config: {cert_file: /c/a, key_file: /c/b}}
common: {path_prefix: /loki}
schema_config: {configs: [{from: 2024-01-01, store: tsdb, schema: v13}]}
ingester_client: {grpc_client_config: {tls_enabled: true, tls_ca_path: /c/ca}}
pattern_ingester: {enabled: true}
";

#[test]
fn another_program_is_named_and_not_checked() {
    let said = said(&[
        ("loki.yaml", LOKI),
        (
            "README.md",
            "---\ntitle: \"Runbook\"\n---\n**Note:** run it.\n",
        ),
        (
            "overlay.yaml",
            "ingester: {replicas: 6, resources: {requests: {cpu: 2}}}\nstore_gateway: {persistentVolume: {size: 100Gi}}\nnginx: {enabled: false}\n",
        ),
        (
            "runtime.yaml",
            "overrides: {a: {max_global_series_per_user: 1}}\n",
        ),
    ]);
    assert_eq!((said.code, said.codes()), (Some(0), BTreeSet::new()));
    assert_eq!(said.words("loki.yaml"), "it belongs to Loki; not checked");
    assert_eq!(said.words("README.md"), "it is prose");
    assert_eq!(
        said.words("overlay.yaml"),
        "values of the chart mimir-distributed"
    );
    assert!(said.words("runtime.yaml").contains("runtime configuration"));
}

#[test]
fn a_container_is_of_its_images_program() {
    let container = |name: &str, image: &str, argument: &str| {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}}}\nspec:\n  template:\n    spec:\n      containers:\n      - name: {name}\n        image: {image}\n        args: [{argument}, -server.grpc-tls-cert-path=/c/a]\n"
        )
    };
    let files = [
        (
            "loki.yaml",
            container("write", "docker.io/grafana/loki:3.4.2", "-target=write"),
        ),
        (
            "test.yaml",
            container(
                "continuous-test",
                "grafana/mimir:2.17.0",
                "-target=continuous-test",
            ),
        ),
        (
            "old.yaml",
            container(
                "continuous-test",
                "grafana/mimir-continuous-test:2.17.0",
                "-a.b=c",
            ),
        ),
    ];
    for (path, text) in &files {
        let said = said(&[(*path, text)]);
        assert_eq!(said.codes(), BTreeSet::new(), "{path}");
    }
    let own = container("ingester", "registry.example/own:1", "-target=ingester");
    assert!(said(&[("own.yaml", &own)]).codes().contains("MT101"));
}

#[test]
fn a_config_map_is_of_the_program_that_mounts_it() {
    let pod = |name: &str, image: &str| {
        format!(
            "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n  containers:\n  - {{name: {name}, image: {image}, args: [-config.file=/etc/config/config.yaml]}}\n  volumes: [{{name: config, configMap: {{name: {name}}}}}]\n"
        )
    };
    let map = |name: &str| {
        format!(
            "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata:\n  config.yaml: |\n    server: {{grpc_tls_config: {{cert_file: /c/a}}}}\n"
        )
    };
    let loki = [pod("loki", "grafana/loki:3.4.2"), map("loki")].concat();
    assert_eq!(said(&[("loki.yaml", &loki)]).codes(), BTreeSet::new());
    let mimir = [pod("mimir", "grafana/mimir:2.17.0"), map("mimir")].concat();
    assert!(said(&[("mimir.yaml", &mimir)]).codes().contains("MT101"));
    assert!(
        said(&[("alone.yaml", &map("mimir"))])
            .codes()
            .contains("MT101")
    );
}

#[test]
fn a_script_that_only_speaks_of_mimir_starts_none() {
    let script = "#!/bin/bash\nwhile [[ $# -gt 0 ]]; do\n  case \"$1\" in\n  --chart-path) shift ;;\n  esac\ndone\nhelm upgrade --install mimir-demo . --values values.yaml --set 'a.b=c'\n";
    let said = said(&[("build.sh", script)]);
    assert_eq!(said.codes(), BTreeSet::new(), "{}", said.report["findings"]);
    assert!(
        said.report["processes"]
            .as_array()
            .is_some_and(Vec::is_empty)
    );
}

/// Folders are full of texts without an ending that begin as ours do.
#[test]
fn what_only_looks_like_flags_or_yaml_is_passed_over() {
    let said = said(&[
        ("jvm.cfg", "-server KNOWN\n-client IGNORE\n"),
        (
            "debconf",
            "Name: a/b\nTemplate: a/b\nOwners: c\n\tbroken: [\n",
        ),
        (
            "application.yaml",
            "server: {port: 8080}\nspring: {main: {banner-mode: 'off'}}\n",
        ),
        ("broken.yaml", "a: [\n"),
        ("saved.txt", "error[MT101]: tls_config: a\n  --> b: c: [\n"),
        ("check.txt", "errors: 1\n\ttls: [\n"),
        ("mimir.log", "level=info tls_enabled: x\n"),
    ]);
    assert_eq!(said.codes(), BTreeSet::new(), "{}", said.report["findings"]);
    let inputs = said.report["inputs"].as_array().expect("inputs");
    assert!(inputs.iter().all(|it| it["read"] == false), "{inputs:?}");
}

#[test]
fn no_error_is_not_said_of_what_was_not_read() {
    let playbook = "- tasks:\n  - helm: {chart_ref: grafana/mimir-distributed, values: {}}\n";
    let place = place(&[
        ("playbook.yaml", playbook),
        (
            "mimir.yaml",
            "target: all\nserver: {http_listen_port: 80}\n",
        ),
    ]);
    let ran = place.run("check playbook.yaml mimir.yaml");
    assert!(!ran.stdout.contains("0 errors"), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("not read playbook.yaml"),
        "{}",
        ran.stdout
    );
    assert_eq!(ran.code, Some(1));
    let ran = place.run("check --format markdown playbook.yaml mimir.yaml");
    assert!(!ran.stdout.contains("0 errors"), "{}", ran.stdout);
}

const WRONG: &str =
    "mimir: {structuredConfig: {server: {grpc_tls_config: {cert_file: /tls/tls.crt}}}}";

#[test]
fn values_are_read_in_whatever_they_are_wrapped() {
    let forms = [
        (
            "values.yaml",
            "mimir:\n  distributor:\n    extraArgs:\n      server.grpc-tls-cert-path: /tls/tls.crt\n      ingester.client.tls-enabled: \"true\"\n".to_owned(),
            4,
        ),
        (
            "release.yaml",
            format!("apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {{name: mimir}}\nspec:\n  chart: {{spec: {{chart: mimir-distributed, version: 5.7.0}}}}\n  values:\n    {WRONG}\n"),
            7,
        ),
        (
            "application.yaml",
            format!("apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {{name: mimir}}\nspec:\n  sources:\n  - chart: mimir-distributed\n    targetRevision: 5.7.0\n    helm:\n      values: |\n        {WRONG}\n"),
            10,
        ),
        (
            "object.yaml",
            format!("kind: Application\napiVersion: argoproj.io/v1alpha1\nspec:\n  source:\n    chart: mimir-distributed\n    targetRevision: 5.7.0\n    helm:\n      valuesObject:\n        {WRONG}\n"),
            9,
        ),
        (
            "parameters.yaml",
            "kind: Application\napiVersion: argoproj.io/v1alpha1\nspec:\n  source:\n    chart: mimir-distributed\n    targetRevision: 5.7.0\n    helm:\n      parameters:\n      - name: mimir.structuredConfig.server.grpc_tls_config.cert_file\n        value: /tls/tls.crt\n".to_owned(),
            10,
        ),
        (
            "helmchart.yaml",
            format!("apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {{name: mimir}}\nspec:\n  chart: mimir-distributed\n  version: 5.7.0\n  valuesContent: |-\n    {WRONG}\n"),
            8,
        ),
        (
            "helmfile.yaml",
            format!("releases:\n- name: mimir\n  chart: grafana/mimir-distributed\n  version: 5.7.0\n  values:\n  - {WRONG}\n"),
            6,
        ),
        (
            "kustomization.yaml",
            format!("helmCharts:\n- name: mimir-distributed\n  version: 5.7.0\n  valuesInline:\n    {WRONG}\n"),
            5,
        ),
        (
            "main.tf",
            format!("resource \"helm_release\" \"mimir\" {{\n  chart   = \"mimir-distributed\"\n  version = \"5.7.0\"\n  values = [<<-EOT\n    {WRONG}\n    EOT\n  ]\n}}\n"),
            5,
        ),
        (
            "set.tf",
            "resource \"helm_release\" \"mimir\" {\n  chart = \"mimir-distributed\"\n  version = \"5.7.0\"\n  set {\n    name  = \"distributor.extraArgs.server\\\\.grpc-tls-cert-path\"\n    value = \"/tls/tls.crt\"\n  }\n}\n".to_owned(),
            6,
        ),
    ];
    for (name, text, line) in &forms {
        let said = said(&[(*name, text)]);
        assert!(
            said.codes().contains("MT101"),
            "{name}: {}",
            said.report["findings"]
        );
        assert_eq!(
            said.lines("MT101").first(),
            Some(&((*name).to_owned(), *line)),
            "{name}"
        );
        if *name != "values.yaml" {
            assert_eq!(said.release(), ("2.16.0", "chart"), "{name}");
        }
    }
    assert!(said(&[(forms[0].0, &forms[0].1)]).codes().contains("MT125"));
}

#[test]
fn the_values_of_another_release_are_not_ours() {
    let loki = "kind: HelmRelease\napiVersion: helm.toolkit.fluxcd.io/v2\nspec:\n  chart: {spec: {chart: loki, version: 6.0.0}}\n  values: {loki: {structuredConfig: {server: {grpc_tls_config: {cert_file: a}}}}}\n";
    let said = said(&[("loki.yaml", loki)]);
    assert_eq!(said.codes(), BTreeSet::new());
    assert!(
        said.report["processes"]
            .as_array()
            .is_some_and(Vec::is_empty)
    );
}

#[test]
fn values_that_stand_elsewhere_are_told() {
    let text = format!(
        "kind: HelmRelease\napiVersion: helm.toolkit.fluxcd.io/v2\nmetadata: {{name: mimir}}\nspec:\n  chart: {{spec: {{chart: mimir-distributed, version: 5.7.0}}}}\n  valuesFrom: [{{kind: Secret, name: more}}]\n  values: {{{WRONG}}}\n"
    );
    assert!(said(&[("release.yaml", &text)]).notes().contains("MT611"));
}

#[test]
fn a_template_in_the_configuration_hides_nothing_around_it() {
    let values = "mimir:\n  config: |\n    server:\n      grpc_tls_config:\n        cert_file: /certs/tls.crt\n        key_file: /certs/tls.key\n        client_auth_type: RequireAndVerifyClientCerts\n    memberlist:\n      join_members:\n      - {{ include \"mimir.fullname\" . }}-gossip-ring\n";
    let said = said(&[("values.yaml", values)]);
    assert_eq!(said.lines("MT107"), [("values.yaml".to_owned(), 7)]);
}

#[test]
fn what_a_template_fills_in_is_not_known_and_not_judged() {
    let unquoted = "target: all\nserver:\n  log_format: {{ mimir.log_format }}\n  http_tls_config: {cert_file: /etc/mimir/server.cer}\n";
    let one = said(&[("a.yaml", unquoted)]);
    assert_eq!(one.lines("MT101"), [("a.yaml".to_owned(), 4)]);
    assert!(one.notes().contains("MT610"));
    let quoted = "target: all\nserver:\n  grpc_tls_config: {cert_file: \"{{ d }}/t.crt\", key_file: \"{{ d }}/t.key\", client_auth_type: \"{{ auth }}\"}\ningester_client: {grpc_client_config: {tls_enabled: \"{{ on | bool }}\", tls_ca_path: \"{{ d }}/ca\"}}\n";
    let two = said(&[("b.yaml", quoted)]);
    for code in ["MT103", "MT107", "MT123", "MT401", "MT402", "MT415"] {
        assert!(
            !two.codes().contains(code),
            "{code}: {}",
            two.report["findings"]
        );
    }
    assert!(two.notes().contains("MT610"));
    let variable = "target: all\nserver: {grpc_tls_config: {cert_file: /t/a, key_file: /t/b, client_auth_type: \"${AUTH}\"}}\n";
    let three = said(&[("c.yaml", variable)]);
    assert!(
        !three.codes().contains("MT415"),
        "{}",
        three.report["findings"]
    );
    let is_open = |link: &serde_json::Value| link["verdict"] == "unproven";
    assert!(
        three.report["links"]
            .as_array()
            .is_some_and(|it| it.iter().all(is_open))
    );
}

#[test]
fn the_release_is_what_the_files_name_and_what_is_given_wins() {
    let kafka = "image: {repository: grafana/mimir, tag: \"3.0.1\"}\nmimir: {structuredConfig: {ingest_storage: {kafka: {tls_enabled: true, tls_ca_path: /c/ca}}}}\n";
    let place = place(&[("values.yaml", kafka)]);
    let said = Said::of(&place, "values.yaml");
    assert_eq!(said.release(), ("3.0.1", "image"));
    assert!(
        said.codes().contains("MT115"),
        "{}",
        said.report["findings"]
    );
    let given = Said::of(&place, "--release 3.1 values.yaml");
    assert_eq!(given.release().1, "given");
    assert!(!given.codes().contains("MT115"));
}

#[test]
fn an_old_image_has_its_own_options() {
    let compose = "services:\n  mimir:\n    image: grafana/mimir:2.10.3\n    command: [-target=all, -blocks-storage.bucket-store.index-cache.redis.tls-enabled=true]\n";
    let said = said(&[("compose.yaml", compose)]);
    assert_eq!(said.release(), ("2.10.3", "image"));
    assert!(
        !said.codes().contains("MT116"),
        "{}",
        said.report["findings"]
    );
}

const BASE: &str = "mimir:\n  structuredConfig:\n    server:\n      grpc_tls_config: {cert_file: /t/a, key_file: /t/b}\n";
const OVERLAY: &str = "mimir:\n  structuredConfig:\n    ingester_client: {grpc_client_config: {tls_enabled: true, tls_ca_path: /t/ca}}\n";

#[test]
fn values_files_lie_over_each_other_in_the_order_given() {
    let place = place(&[("values.yaml", BASE), ("values-prod.yaml", OVERLAY)]);
    let said = Said::of(&place, "values.yaml values-prod.yaml");
    let components = said.report["processes"].as_array().expect("processes");
    let ingesters = components.iter().filter(|it| it["component"] == "ingester");
    assert_eq!(ingesters.count(), 1, "{components:?}");
    let links = said.report["links"].as_array().expect("links");
    let to_ingesters = links.iter().filter(|it| it["surface"] == "ingester-client");
    let states: BTreeSet<_> = to_ingesters.map(|it| it["verdict"].as_str()).collect();
    assert_eq!(states, BTreeSet::from([Some("unproven")]), "{links:?}");
    assert!(said.words("values-prod.yaml").ends_with("over values.yaml"));
}

#[test]
fn in_a_folder_the_base_lies_under_each_overlay() {
    let place = place(&[
        ("chart/values.yaml", BASE),
        (
            "chart/values-dev.yaml",
            "ingester: {replicas: 1}\nmimir: {structuredConfig: {server: {grpc_tls_config: {cert_file: null, key_file: null}}}}\n",
        ),
        ("chart/values-prod.yaml", OVERLAY),
    ]);
    let said = Said::of(&place, "chart");
    assert!(
        said.words("chart/values-dev.yaml")
            .ends_with("over chart/values.yaml")
    );
    assert!(
        said.words("chart/values-prod.yaml")
            .ends_with("over chart/values.yaml")
    );
    let links = said.report["links"].as_array().expect("links");
    let to_ingesters = links.iter().filter(|it| it["surface"] == "ingester-client");
    let states: BTreeSet<_> = to_ingesters.map(|it| it["verdict"].as_str()).collect();
    // Those of `dev`, without TLS, and those of `prod` never meet.
    assert_eq!(states, BTreeSet::from([Some("unproven")]), "{links:?}");
}

#[test]
fn a_folder_of_ours_is_one_cluster_of_its_own_plan() {
    let plans = [
        "--component distributor --component ingester",
        "--release 2.17 --component distributor --component ingester --component querier --component query-frontend --component store-gateway",
        "--mode read-write --release 2.17",
        "--mode monolithic --release 2.10",
    ];
    for choices in plans {
        let place = Place::new();
        let ran = place.run(&format!("generate --quiet --out sub {choices}"));
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        let said = Said::of(&place, "sub");
        assert_eq!(
            (said.code, said.codes()),
            (Some(0), BTreeSet::new()),
            "{choices}: {}",
            said.report["findings"]
        );
        assert_eq!(said.release().1, "plan");
        let components = said.report["processes"].as_array().expect("processes");
        let names: BTreeSet<_> = components
            .iter()
            .map(|it| it["component"].as_str())
            .collect();
        assert_eq!(names.len(), components.len(), "{choices}: {components:?}");
    }
}

/// As on the page, where a single file is dropped beside the certificates.
#[test]
fn a_file_of_ours_says_by_its_first_line_what_it_is_for() {
    let place = Place::new();
    let choices = "--release 2.17 --component distributor --component ingester";
    assert_eq!(
        place
            .run(&format!("generate --quiet --out sub {choices}"))
            .code,
        Some(0)
    );
    let said = Said::of(&place, "sub/yaml/mimir.yaml sub/certs");
    assert_eq!(said.codes(), BTreeSet::new(), "{}", said.report["findings"]);
    assert_eq!(said.release().1, "comment");
    assert_eq!(said.report["processes"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_plan_beside_a_configuration_says_what_it_is_for() {
    let place = Place::new();
    let choices = "--release 2.17 --component distributor --component ingester";
    assert_eq!(
        place
            .run(&format!("generate --quiet --out sub {choices}"))
            .code,
        Some(0)
    );
    let mimir = "sub/yaml/mimir.yaml sub/certs";
    for arguments in [
        format!("sub/plan.yaml {mimir}"),
        format!("--plan sub/plan.yaml {mimir}"),
        format!("--component distributor --component ingester {mimir}"),
    ] {
        let said = Said::of(&place, &arguments);
        assert_eq!(
            said.codes(),
            BTreeSet::new(),
            "{arguments}: {}",
            said.report["findings"]
        );
        let components = said.report["processes"].as_array().expect("processes");
        assert_eq!(components.len(), 2, "{arguments}");
        assert_eq!(
            said.report["release"].as_str().map(|it| &it[..4]),
            Some("2.17")
        );
    }
}

/// A text in a value may begin with lines in which nothing stands.
#[test]
fn a_text_that_begins_with_an_empty_line() {
    let text = "kind: ConfigMap
apiVersion: v1
metadata: {name: mimir}
data:
  mimir.yaml: |


    target: querier
    frontend_worker:
      grpc_client_config:
        tls_enable: true
        tls_ca_path: /a
        tls_server_name: b
";
    let said = said(&[("map.yaml", text)]);
    said.stands("MT119", "map.yaml", 11);
    assert_eq!(said.report["findings"][0]["edit"]["line"], 11);
}
