//! Whole folders, as they stand in public repositories: each form was met there
//! and is rebuilt here in words of our own. A folder is checked as its owner does.

use std::collections::BTreeSet;

use super::said::{Said, place};

/// What a check of a folder with those files says.
fn folder(files: &[(&str, &str)]) -> Said {
    Said::of(&place(files), ".")
}

#[test]
fn the_file_that_is_mounted_is_the_one_that_is_read() {
    let said = folder(&[
        (
            "compose.yml",
            "services:
  mimir:
    image: grafana/mimir:3.0.2
    command: [-config.file=/etc/mimir/shop.yaml]
    volumes: ['./shop-local.yaml:/etc/mimir/shop.yaml:ro']
",
        ),
        (
            "shop-local.yaml",
            "target: all\nserver: {http_listen_port: 9009}\n",
        ),
        // A script fills this one in before Mimir sees it.
        (
            "shop.yaml",
            "target: alertmanager\ncommon: {storage: {s3: {endpoint: '${ENDPOINT}'}}}\n",
        ),
    ]);
    assert_eq!(said.codes(), BTreeSet::new());
}

#[test]
fn variables_beside_a_compose_file_name_the_release() {
    let compose = "services:
  mimir:
    image: grafana/mimir:${MIMIR_VERSION}
    command: [-config.file=/m.yaml]
  canary:
    image: grafana/mimir:${CANARY:-2.16.1}
    command: [-config.file=/m.yaml]
";
    let said = folder(&[
        ("stack/.env", "# versions\nMIMIR_VERSION=2.16.1\nOTHER=1\n"),
        ("stack/compose.yaml", compose),
        ("stack/.other", "MIMIR_VERSION=2.3.0\n"),
    ]);
    assert_eq!(said.release(), ("2.16.1", "image"));
    assert_eq!(said.words("./stack/.env"), "variables for a command");
    assert_eq!(
        folder(&[("compose.yaml", compose)]).release(),
        ("2.16.1", "image")
    );
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

/// Ansible's role fills in whole blocks: whether they turn TLS on is not known.
#[test]
fn blocks_that_a_template_fills_in_are_not_known() {
    let said = folder(&[(
        "templates/mimir.yml.j2",
        "target: all
server:
  {{ shop_server | to_nice_yaml(indent=2) }}
{% if shop_limits is defined %}
limits:
  {{ shop_limits | to_nice_yaml | indent(2) }}
{% endif %}
",
    )]);
    assert_eq!(said.notes(), BTreeSet::from(["MT610"]));
    assert_eq!(
        said.lines("MT610"),
        [("./templates/mimir.yml.j2".to_owned(), 3)]
    );
}

const JOB: &str = r#"job "{{ name }}" {
  datacenters = ["{{ place }}"]
{% if pinned is defined %}
  constraint {
    value = "{{ pinned }}"
  }
{% endif %}
  group "{{ name }}-mimir" {
    task "{{ name }}" {
      driver = "docker"
      config {
        image = "grafana/mimir:{{ version }}"
        args  = ["-config.file=/local/mimir.yaml", "-server.grpc-tls-cert-pat=/t/a"]
      }
      template {
        destination = "local/mimir.yaml"
        data = <<EOH
{{ lookup('template', 'mimir.yaml.j2') }}
EOH
      }
      resources {
        memory = {{ size.memory }}
      }
    }
  }
}
"#;

#[test]
fn a_job_of_nomad_is_read_around_its_template() {
    let pack = JOB
        .replace("{{ name }}", "[[ var \"name\" . ]]")
        .replace("{{ version }}", "[[ var \"tag\" . ]]")
        .replace("{% if pinned is defined %}", "[[- if var \"pinned\" . ]]")
        .replace("{% endif %}", "[[- end ]]")
        .replace("{{ size.memory }}", "[[ var \"memory\" . ]]");
    let computed = pack.replace("[\"-config.file", "[[ var \"more\" . ]] ##");
    for (name, text) in [
        ("nomad.hcl", JOB),
        ("mimir.nomad.tpl", &pack),
        ("job.nomad.j2", JOB),
    ] {
        let said = folder(&[(name, text)]);
        assert_eq!(said.codes(), BTreeSet::from(["MT117"]), "{name}");
        assert_eq!(said.lines("MT117")[0].1, 13, "{name}");
        assert!(said.notes().contains("MT530"), "{name}");
    }
    let said = folder(&[("mimir.nomad.tpl", &computed)]);
    assert_eq!(said.codes(), BTreeSet::new());
    assert!(said.notes().contains("MT530"));
}

/// What a pack of Nomad's takes for its variables, and what is no YAML at all.
#[test]
fn texts_and_flags_in_variables_of_a_pack_are_read() {
    let said = folder(&[
        (
            "variables.hcl",
            "variable \"mimir_config\" {
  type    = string
  default = <<HEREDOC
target: all
server:
  grpc_tls_config:
    cert_file: /t/a
HEREDOC
}
",
        ),
        (
            "vars/shop.hcl",
            "mimir_groups = [{
  name = \"mimir-write\"
  args = [\"-target=ingester\", \"-server.grpc-tls-client-auth=RequireAny\"]
}]
other_config = <<EOF
server:
  {{ x
overrides:
  defaults: {}
EOF
",
        ),
        (
            "tempo/variables.hcl",
            "variable \"tempo_yaml\" {\n  default = <<EOF\nserver:\n  http_listen_port: 1\nstorage: {trace: {}}\nEOF\n}\n",
        ),
    ]);
    assert_eq!(said.codes(), BTreeSet::from(["MT101", "MT107"]));
    assert_eq!(said.lines("MT107"), [("./vars/shop.hcl".to_owned(), 3)]);
    assert_eq!(said.lines("MT101"), [("./variables.hcl".to_owned(), 7)]);
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

/// A storage that speaks no TLS verifies nobody; who does not use one, neither.
#[test]
fn a_storage_without_tls_is_told_once() {
    let values = |insecure: &str| {
        format!(
            "mimir:
  structuredConfig:
    common:
      storage:
        backend: s3
        s3:
          insecure: {insecure}
          http: {{insecure_skip_verify: true}}
"
        )
    };
    assert_eq!(
        folder(&[("values.yaml", &values("true"))]).codes(),
        BTreeSet::from(["MT131"])
    );
    let said = folder(&[("values.yaml", &values("false"))]);
    assert_eq!(said.codes(), BTreeSet::from(["MT104"]));
    let what = said.report["findings"].to_string();
    assert!(!what.contains("distributor, storage"), "{what}");
}

#[test]
fn what_calls_mimir_is_called_by_its_name() {
    let said = folder(&[
        ("mimir.yaml", "target: all\n"),
        (
            "grafana.yaml",
            "datasources: [{name: M, type: prometheus, url: 'http://mimir:8080/prometheus'}]\n",
        ),
        (
            "otel.yaml",
            "exporters: {otlphttp: {endpoint: 'http://mimir:8080/otlp'}}\nservice: {pipelines: {}}\n",
        ),
        (
            "prometheus.yaml",
            "remote_write: [{url: 'http://mimir:8080/api/v1/push'}]\n",
        ),
    ]);
    assert_eq!(said.words("./grafana.yaml"), "data sources of Grafana");
    assert_eq!(
        said.words("./otel.yaml"),
        "configuration of the OpenTelemetry Collector"
    );
    assert_eq!(
        said.words("./prometheus.yaml"),
        "configuration of Prometheus"
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
    assert_eq!(said.report["components"].as_array().map(Vec::len), Some(1));
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
    assert_eq!(said.report["components"].as_array().map(Vec::len), Some(0));
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

/// Forms of the same setting that were broken on purpose.
#[test]
fn odd_forms_are_read_where_they_stand() {
    // Base64 has no lines in the file.
    let config = "dGFyZ2V0OiBhbGwKc2VydmVyOgogIGdycGNfdGxzX2NvbmZpZzoKICAgIGNlcnRfZmlsZTogL3QvYQo=";
    let secret = format!(
        "apiVersion: v1\nkind: Secret\nmetadata: {{name: mimir-config}}\ndata:\n  mimir.yaml: {config}\n"
    );
    let patch = "resources: [base]
patches:
- patch: |-
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: mimir}
    spec:
      template:
        spec:
          containers:
          - name: mimir
            image: grafana/mimir:2.17.0
            args: [-target=all, -server.grpc-tls-cert-path=/t/a]
";
    let helmfile = "releases:
- name: mimir
  chart: grafana/mimir-distributed
  version: {{ .Values.version }}
  values:
  - mimir: {structuredConfig: {server: {grpc_tls_config: {cert_file: /t/a}}}}
";
    let terraform = "%{ if tls ~}
server:
  grpc_tls_config:
    cert_file: ${folder}/a
%{ endif ~}
target: all
";
    for (name, text, line) in [
        ("secret.yaml", secret.as_str(), 5),
        ("kustomization.yaml", patch, 13),
        ("helmfile.yaml.gotmpl", helmfile, 6),
        ("mimir.yaml.tpl", terraform, 4),
        ("mimir.yaml.tftpl", terraform, 4),
    ] {
        let said = folder(&[(name, text)]);
        assert!(said.codes().contains("MT101"), "{name}: {:?}", said.codes());
        assert_eq!(said.lines("MT101"), [(format!("./{name}"), line)]);
    }
    // Helm takes null away, and a configuration that is none has a name all the same.
    let said = folder(&[(
        "values.yaml",
        "distributor: {extraArgs: {server.grpc-tls-cert-path: null}}\nmimir: {config: 5}\n",
    )]);
    assert_eq!(said.codes(), BTreeSet::from(["MT123"]));
    assert!(
        said.report["findings"][0]["what"]
            .as_str()
            .is_some_and(|it| it.starts_with("`./values.yaml`")),
        "{}",
        said.report["findings"]
    );
}

/// Terraform encodes what stands in its own language.
#[test]
fn values_that_terraform_encodes_are_read() {
    let said = folder(&[(
        "main.tf",
        r#"resource "helm_release" "mimir" {
  chart   = "mimir-distributed"
  version = "5.7.0"
  values = [
    yamlencode({
      mimir = {
        structuredConfig = {
          memberlist = { join_members = ["${var.name}.example.com", f(2)] }
          server = {
            log_level = var.level
            http_tls_config = {
              "cert_file" : "/t/a"
            }
          }
        }
      }
    })
  ]
}
"#,
    )]);
    assert_eq!(said.codes(), BTreeSet::from(["MT101"]));
    assert_eq!(said.lines("MT101"), [("./main.tf".to_owned(), 12)]);
    assert!(!said.notes().contains("MT611"), "{:?}", said.notes());
    assert_eq!(said.release(), ("2.16.0", "chart"));
}

/// What is wrong in the YAML of other programs is nobody's here.
#[test]
fn a_key_that_another_programs_file_has_twice_is_not_told() {
    let values = "ingester: {replicas: 1}\nloki: {auth_enabled: false}\ntls_secret: x\ningester: {replicas: 2}\n";
    let harbor = "apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: harbor}
spec: {source: {chart: harbor, helm: {valuesObject: {tls_a: 1, tls_a: 2}}}}
";
    let ours = "target: all\nserver: {http_listen_port: 1}\nserver: {}\n";
    let said = folder(&[
        ("loki.yaml", values),
        ("harbor.yaml", harbor),
        ("m.yaml", ours),
    ]);
    assert_eq!(said.lines("MT604"), [("./m.yaml".to_owned(), 3)]);
}
