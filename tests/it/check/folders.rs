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
  args = [\"-target=ingester\", \"-server.grpc-tls-cert-path=/t/a\", \"-server.grpc-tls-key-path=/t/b\", \"-server.grpc-tls-client-auth=RequireAny\"]
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

/// What is decided when it is filled in is no broken file, and ends none.
#[test]
fn what_terraform_decides_is_read_around() {
    let computed = "target: all
server:
  grpc_tls_config:
    cert_file: /tls/a
    client_auth_type: ${auth == \"x\" ? \"RequireAndVerifyClientCert\" : \"NoClientCert\"}
    key_file: \"${auth == \"x\" ? \"/tls/a\" : \"/tls/b\"}\"
";
    let said_ = folder(&[("mimir.yaml.tftpl", computed)]);
    assert!(said_.notes().contains("MT610"), "{}", said_.report);
    assert_eq!(said_.codes(), BTreeSet::new(), "{}", said_.report);
    let steered = "target: all
server:
%{ if tls ~}
  grpc_tls_config:
    cert_file: /tls/a
%{ endif ~}
%{ for it in all ~}
  log_level: ${it}
%{ endfor ~}
";
    let said_ = folder(&[("mimir.yaml.tftpl", steered)]);
    assert_eq!(said_.lines("MT101"), [("./mimir.yaml.tftpl".to_owned(), 5)]);
}

#[test]
fn a_variable_of_terraform_names_the_version() {
    let release = |version: &str| {
        format!(
            "resource \"helm_release\" \"mimir\" {{\n  chart = \"mimir-distributed\"\n  version = {version}\n  values = []\n}}\n"
        )
    };
    let variable = "variable \"v\" {\n  default = \"5.7.0\"\n}\n";
    for version in ["var.v", "var.v # pinned", "\"${var.v}\""] {
        let (alone, apart) = (release(version), ("variables.tf", variable));
        let together = format!("{variable}{alone}");
        assert_eq!(folder(&[("main.tf", &together)]).release().0, "2.16.0");
        let beside = folder(&[("main.tf", &alone), apart]);
        assert_eq!(beside.release().0, "2.16.0", "{version}");
        let other = folder(&[("a/main.tf", &alone), ("b/variables.tf", variable)]);
        assert_ne!(other.release().0, "2.16.0", "{version}");
    }
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
