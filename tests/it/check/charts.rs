//! Values of the chart as they stand in whole folders: laid over each other, in
//! charts around it, in entries that an installation names.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::said::{Said, place};

/// What a check of a folder with those files says.
fn folder(files: &[(&str, &str)]) -> Said {
    Said::of(&place(files), ".")
}

/// A block that nobody knows is told where it stands, whichever values file that
/// is of several laid over each other.
#[test]
fn an_unknown_block_of_an_overlay_is_told_where_it_stands() {
    let said = folder(&[
        (
            "values.yaml",
            "ingester:\n  replicas: 3\n  extraArgs: {}\nmimir:\n  structuredConfig:\n    target: all\n",
        ),
        (
            "prod.yaml",
            "mimir:\n  structuredConfig:\n    shop_block:\n      deep:\n        a: 1\n",
        ),
    ]);
    assert_eq!(said.lines("MT117"), [("./prod.yaml".to_owned(), 3)]);
}

/// The chart up to its version 5 has blocks of another edition behind a condition.
#[test]
fn what_the_chart_has_for_another_edition_is_no_option() {
    let said = folder(&[(
        "values.yaml",
        "mimir:
  config: |
    {{- if .Values.enterprise.enabled }}
    license: {path: /license.jwt}
    {{- if .Values.minio.enabled }}
    admin_client: {storage: {type: s3}}
    {{- end }}
    {{- end }}
    server:
      grpc_tls_config:
        cert_file: /t/a
    memberlist:
      join_members: [{{ include \"mimir.fullname\" . }}-gossip]
",
    )]);
    assert_eq!(said.codes(), BTreeSet::from(["MT101"]));
}

/// A ConfigMap of a chart's own template, one listener of two in it.
const CONFIG_MAP: &str = "apiVersion: v1
kind: ConfigMap
metadata: {name: mimir-config}
data:
  mimir.yaml: |
    target: all
    server:
      {{- if .Values.tls.enabled }}
      grpc_tls_config:
        cert_file: /t/a
      {{- else }}
      http_tls_config:
        cert_file: /t/b
      {{- end }}
";

/// What a condition turns off is read nowhere: its values stand in the file itself,
/// or in the chart's; where others say otherwise, nobody can tell.
#[test]
fn a_branch_that_the_values_turn_off_is_not_read() {
    let chart = ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n");
    let template = ("c/templates/cm.yaml", CONFIG_MAP);
    let values = |name, is_on: &'static str| (name, is_on);
    for (values, line) in [
        (vec![values("c/values.yaml", "tls: {enabled: true}\n")], 10),
        (vec![values("c/values.yaml", "tls: {enabled: false}\n")], 13),
        (vec![values("c/values.yaml", "other: 1\n")], 10),
        (vec![values("d/values.yaml", "tls: {enabled: false}\n")], 10),
        (
            vec![
                values("c/values.yaml", "tls: {enabled: false}\n"),
                values("c/values-prod.yaml", "tls: {enabled: true}\n"),
            ],
            10,
        ),
        (
            vec![
                values("c/values.yaml", "tls: {enabled: false}\n"),
                values("values.yaml", "alias: {tls: {enabled: true}}\n"),
            ],
            10,
        ),
    ] {
        let said = folder(&[vec![chart, template], values.clone()].concat());
        let told = said.lines("MT101");
        assert_eq!(
            told,
            [("./c/templates/cm.yaml".to_owned(), line)],
            "{values:?}"
        );
    }
    for (is_on, line) in [("true", 6), ("false", 9)] {
        let values = format!(
            "tls: {{enabled: {is_on}}}\nmimir:\n  config: |\n    server:\n      {{{{- if .Values.tls.enabled }}}}\n      grpc_tls_config: {{cert_file: /t/a}}\n      {{{{- else }}}}\n      # why\n      http_tls_config: {{cert_file: /t/b}}\n      {{{{- end }}}}\n"
        );
        let said = folder(&[("values.yaml", &values)]);
        assert_eq!(said.lines("MT101"), [("./values.yaml".to_owned(), line)]);
    }
}

/// What is fixed in a template is so beside values that say nothing of Mimir.
#[test]
fn a_fix_is_proven_with_the_same_branch() {
    let template = CONFIG_MAP.replace("cert_file: /t/b", "cert_file: /t/b\n        key_file: /t/k\n        client_auth_type: requireandverifyclientcert\n        client_ca_file: /t/ca");
    let said = folder(&[
        ("c/values.yaml", "tls: {enabled: false}\n"),
        ("c/templates/cm.yaml", &template),
    ]);
    assert_eq!(said.codes(), BTreeSet::from(["MT107"]));
    let findings = said.report["findings"].as_array().expect("findings");
    let edit = findings
        .iter()
        .find(|it| it["code"] == "MT107")
        .map(|it| &it["edit"]);
    assert!(edit.is_some_and(|it| it.is_object()));
}

/// Workloads are called alike in the charts of Loki and Tempo.
#[test]
fn values_in_the_folder_of_another_chart_are_not_mimirs() {
    let compactor = "compactor:\n  enabled: true\n  nodeSelector: {}\n  resources: {}\n";
    let said = folder(&[
        (
            "loki-installation/values.yaml",
            "indexGateway: {enabled: false}\nmemcachedExporter: {enabled: false}\n",
        ),
        ("loki-installation/values/compactor.yaml", compactor),
        (
            "apps/logs/Chart.yaml",
            "name: logs\nversion: 0.1.0\ndependencies: [{name: loki-distributed, version: 0.7.0}]\n",
        ),
        ("apps/logs/prod.yaml", compactor),
        ("mimir/compactor.yaml", compactor),
    ]);
    assert_eq!(said.codes(), BTreeSet::new());
    let words = said.words("./loki-installation/values.yaml");
    assert_eq!(words, "it belongs to the chart of Loki; not checked");
    let words = said.words("./loki-installation/values/compactor.yaml");
    assert_eq!(words, "nothing in it is Mimir's");
    assert!(
        said.words("./apps/logs/prod.yaml")
            .starts_with("no process")
    );
    assert!(
        said.words("./mimir/compactor.yaml")
            .starts_with("values of the chart")
    );
}

/// A chart of one's own around Mimir's configuration, installed by Flux or beside
/// its values.
#[test]
fn the_configuration_in_values_of_ones_own_chart_is_read() {
    let values = "mimir:
  config: |
    target: all,alertmanager
    server:
      grpc_tls_config:
        cert_file: /t/a
    memberlist:
      bind_port: {{ .Values.port }}
";
    let flux = format!(
        "apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: mimir}}
spec:
  chart: {{spec: {{chart: ./charts/mimir}}}}
  values:
    {}
",
        values.trim_end().replace('\n', "\n    ")
    );
    let said = folder(&[("release.yaml", &flux)]);
    assert_eq!(said.codes(), BTreeSet::from(["MT101"]));
    assert_eq!(said.lines("MT101"), [("./release.yaml".to_owned(), 12)]);
    let said = folder(&[
        ("charts/mimir/Chart.yaml", "name: mimir\nversion: 0.1.0\n"),
        ("charts/mimir/values.yaml", values),
    ]);
    assert_eq!(
        said.lines("MT101"),
        [("./charts/mimir/values.yaml".to_owned(), 6)]
    );
    assert!(said.words("./charts/mimir/values.yaml").contains("own"));
    assert_eq!(said.report["processes"].as_array().map(Vec::len), Some(1));
}

/// Another program that somebody called Mimir.
#[test]
fn values_of_another_program_of_the_name_are_not_mimirs() {
    let said = folder(&[
        ("charts/mimir/Chart.yaml", "name: mimir\nversion: 0.1.0\n"),
        (
            "charts/mimir/values.yaml",
            "mimir:\n  config:\n    JAVA_TOOL_OPTIONS: -Xmx1g\n    SERVER_PORT: 80\n",
        ),
        ("flat.yaml", "mimir: {config: {SERVER_PORT: 80}}\n"),
    ]);
    assert_eq!(said.codes(), BTreeSet::new());
    assert_eq!(said.report["processes"].as_array().map(Vec::len), Some(0));
}

/// The files that an installation names lie under what it sets itself.
#[test]
fn an_installation_is_its_files_and_what_it_sets() {
    let server = "mimir:
  structuredConfig:
    server:
      grpc_tls_config: {cert_file: /t/a, key_file: /t/b}
";
    let clients = "mimir:
  structuredConfig:
    ingester_client: {grpc_client_config: {tls_enabled: true, tls_ca_path: /t/ca}}
    frontend_worker:
      grpc_client_config: {tls_enabled: true, tls_ca_path: /t/ca}
      query_scheduler_grpc_client_config: {tls_enabled: true, tls_ca_path: /t/ca}
    querier: {store_gateway_client: {tls_enabled: true, tls_ca_path: /t/ca}}
    query_scheduler: {grpc_client_config: {tls_enabled: true, tls_ca_path: /t/ca}}
    alertmanager: {alertmanager_client: {tls_enabled: true, tls_ca_path: /t/ca}}
    frontend: {grpc_client_config: {tls_enabled: true, tls_ca_path: /t/ca}}
    ruler: {ruler_client: {tls_enabled: true, tls_ca_path: /t/ca}}
";
    let argo = format!(
        "apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: mimir}}
spec:
  sources:
  - repoURL: https://grafana.github.io/helm-charts
    chart: mimir-distributed
    targetRevision: 5.7.0
    helm:
      valueFiles:
      - $values/values/mimir.yaml
      - $values/values/mimir-{{{{ cluster }}}}.yaml
      valuesObject:
        {}
",
        clients.trim_end().replace('\n', "\n        ")
    );
    let said = folder(&[
        ("app.yaml", &argo),
        (
            "values/mimir.yaml",
            "mimir: {structuredConfig: {limits: {}}}\n",
        ),
        ("values/mimir-west.yaml", server),
    ]);
    let errors = said.codes();
    assert!(
        !errors.contains("MT401") && !errors.contains("MT402"),
        "{errors:?}"
    );
    assert!(!said.notes().contains("MT611"), "{:?}", said.notes());
    assert!(said.words("./app.yaml").contains("over"));
    // Alone the clients' half dials a listener without TLS.
    let alone = folder(&[("app.yaml", &argo)]);
    assert!(alone.codes().contains("MT402"), "{:?}", alone.codes());
    assert!(alone.notes().contains("MT611"));
}

/// Other charts write to Mimir, read from it, and are installed beside it.
#[test]
fn who_calls_mimir_in_values_of_other_charts_is_heard() {
    let server = "target: all
server:
  http_tls_config: {cert_file: /t/a, key_file: /t/b}
";
    let release = |name: &str, values: &str| {
        format!(
            "apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: {name}}}
spec:
  chart: {{spec: {{chart: {name}}}}}
  values:
{values}"
        )
    };
    let alloy = "apiVersion: v1
kind: ConfigMap
metadata: {name: alloy}
data:
  config.alloy: |
    prometheus.remote_write \"default\" {
      endpoint {
        url = \"http://mimir:8080/api/v1/push\"
      }
    }
";
    for (values, line) in [
        (
            release(
                "k8s-monitoring",
                "    destinations:\n    - {name: m, type: prometheus, url: 'http://mimir:8080/api/v1/push'}\n",
            ),
            8,
        ),
        (
            release(
                "tempo",
                "    tempo: {metricsGenerator: {remoteWriteUrl: 'http://mimir:8080/api/v1/push'}}\n",
            ),
            7,
        ),
        (
            release(
                "kube-prometheus-stack",
                "    prometheus:\n      prometheusSpec:\n        remoteWrite:\n        - url: http://mimir:8080/api/v1/push\n",
            ),
            10,
        ),
        (
            release(
                "grafana",
                "    datasources:\n      datasources.yaml:\n        datasources:\n        - {name: M, type: prometheus, url: 'http://mimir:8080/prometheus'}\n",
            ),
            10,
        ),
        (
            release(
                "alloy",
                "    alloy:\n      configMap:\n        content: |\n          prometheus.remote_write \"a\" {\n            endpoint {\n              url = \"http://mimir:8080/api/v1/push\"\n            }\n          }\n",
            ),
            12,
        ),
        (alloy.to_owned(), 8),
    ] {
        let compose = "services: {mimir: {image: 'grafana/mimir:3.0.1', command: [-config.file=/mimir.yaml], volumes: ['./mimir.yaml:/mimir.yaml']}}\n";
        let said = folder(&[
            ("mimir.yaml", server),
            ("compose.yaml", compose),
            ("caller.yaml", &values),
        ]);
        assert_eq!(
            said.lines("MT519"),
            [("./caller.yaml".to_owned(), line)],
            "{values}"
        );
    }
}

const SERVER: &str = "mimir:
  structuredConfig:
    server:
      grpc_tls_config: {cert_file: /t/a, key_file: /t/b}
";

/// An installation by Flux that has the clients' half, and takes the rest from an
/// entry.
fn flux() -> String {
    let client = "{tls_enabled: true, tls_ca_path: /t/ca}";
    format!(
        "apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: mimir}}
spec:
  chart: {{spec: {{chart: mimir-distributed, version: 5.7.0}}}}
  valuesFrom:
  - {{kind: ConfigMap, name: mimir-values}}
  values:
    mimir:
      structuredConfig:
        ingester_client: {{grpc_client_config: {client}}}
        frontend_worker: {{grpc_client_config: {client}, query_scheduler_grpc_client_config: {client}}}
        querier: {{store_gateway_client: {client}}}
        query_scheduler: {{grpc_client_config: {client}}}
        alertmanager: {{alertmanager_client: {client}}}
        frontend: {{grpc_client_config: {client}}}
        ruler: {{ruler_client: {client}}}
"
    )
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}

#[test]
fn values_in_an_entry_that_an_installation_names_lie_under_its_own() {
    let release = flux();
    let map = |values: &str| {
        let object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: mimir-values}\n";
        format!("{object}data:\n  values.yaml: |\n{}", indented(values))
    };
    // Alone the clients' half dials a listener without TLS.
    let alone = folder(&[("release.yaml", &release)]);
    assert!(alone.codes().contains("MT402"), "{:?}", alone.codes());
    assert!(alone.notes().contains("MT611"));
    let secret = format!(
        "apiVersion: v1\nkind: Secret\nmetadata: {{name: mimir-values}}\ndata:\n  values.yaml: {}\n",
        STANDARD.encode(SERVER)
    );
    let kustomization = "kind: Kustomization\nresources: [release.yaml]\nconfigMapGenerator:\n\
                         - {name: mimir-values, files: [values.yaml=mimir.yaml]}\n";
    for files in [
        &[("map.yaml", map(SERVER).as_str())][..],
        &[("a-map.yaml", map(SERVER).as_str())],
        &[("secret.yaml", &secret)],
        &[
            ("kustomization.yaml", kustomization),
            ("mimir.yaml", SERVER),
        ],
    ] {
        let said = folder(&[&[("release.yaml", release.as_str())], files].concat());
        let errors = said.codes();
        assert!(!errors.contains("MT401"), "{}: {errors:?}", files[0].0);
        assert!(!errors.contains("MT402"), "{}: {errors:?}", files[0].0);
        assert!(!said.notes().contains("MT611"), "{}", files[0].0);
    }
    // What is wrong in it is told where it stands.
    let half = SERVER.replace(", key_file: /t/b", "");
    let said = folder(&[("release.yaml", &release), ("map.yaml", &map(&half))]);
    assert_eq!(said.lines("MT101"), [("./map.yaml".to_owned(), 9)]);
    // So is what nobody takes.
    let said = folder(&[("map.yaml", &map(&half))]);
    assert_eq!(said.lines("MT101"), [("./map.yaml".to_owned(), 9)]);
}

#[test]
fn the_chart_has_variables_put_in() {
    let values = "mimir:
  structuredConfig:
    blocks_storage: {s3: {secret_access_key: '${KEY}'}}
ingester:
  extraArgs: {target: ingester}
";
    let said = folder(&[("values.yaml", values)]);
    assert!(!said.codes().contains("MT136"), "{:?}", said.codes());
}

/// The chart takes no notice of a key that it does not know, whatever stands below.
#[test]
fn a_key_of_the_chart_in_another_spelling_is_told() {
    const TLS: &str = "structuredConfig: {memberlist: {tls_enabled: true}}";
    for (text, line) in [
        (
            format!("mimr: {{{TLS}}}\ningester: {{extraArgs: {{a: b}}}}\n"),
            Some(1),
        ),
        (
            "mimir:\n  structuredconfig: {target: all}\n  structuredConfig: {target: all}\n"
                .to_owned(),
            Some(2),
        ),
        (
            format!("mimir: {{{TLS}}}\nstoreGateway:\n  extraArgs: {{a: b}}\n"),
            Some(2),
        ),
        (
            format!("mimir: {{{TLS}}}\nstore_gateway:\n  extraArgs: {{a: b}}\nshop: {{a: b}}\n"),
            None,
        ),
    ] {
        let said = folder(&[("values.yaml", &text)]);
        let told: Vec<u64> = said
            .lines("MT517")
            .into_iter()
            .map(|(_, line)| line)
            .collect();
        assert_eq!(
            told,
            line.into_iter().collect::<Vec<_>>(),
            "{text}{}",
            said.report
        );
    }
}
