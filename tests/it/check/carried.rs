//! Mimir inside other texts: what writes its files, what renders its manifests, and
//! what says of itself that it cannot be read.

use std::collections::BTreeSet;

use super::said::{Said, place, said};

/// The codes above a note of one file, and the lines of a code.
#[track_caller]
fn found(name: &str, text: &str, code: &str, line: u64) -> Said {
    let said = said(&[(name, text)]);
    assert_eq!(
        said.codes(),
        BTreeSet::from([code]),
        "{name}: {}",
        said.report["findings"]
    );
    assert_eq!(said.lines(code), [(name.to_owned(), line)], "{name}");
    said
}

const WRONG: &str = "server:
  grpc_tls_config:
    cert_file: /t/a
    key_file: /t/b
    client_auth_type: RequiredAndVerifyClientCert
";

fn indented(text: &str, by: usize) -> String {
    let blank = " ".repeat(by);
    let lines = text.lines().map(|line| format!("{blank}{line}\n"));
    lines.collect()
}

#[test]
fn a_file_that_a_script_writes() {
    for (head, end) in [
        ("cat > /etc/mimir/mimir.yaml <<EOF", "EOF"),
        ("cat <<'EOF' > \"$DIR/mimir.yaml\"", "EOF"),
        (
            "sudo tee /etc/mimir/mimir.yaml >/dev/null <<-\"END\"",
            "END",
        ),
        ("cat <<EOF | sudo tee -a /etc/mimir/mimir.yaml", "EOF"),
    ] {
        let script = format!(
            "#!/bin/sh\nset -e\n{head}\n{WRONG}{end}\nmimir -target=all -config.file=/etc/mimir/mimir.yaml\n"
        );
        found("start.sh", &script, "MT107", 8);
    }
}

/// What a shell puts in is known where the script itself sets it.
#[test]
fn variables_in_what_a_script_writes() {
    let script = |auth: &str| {
        format!(
            "#!/bin/sh\nAUTH={auth}\ncat > mimir.yaml <<EOF\n{}EOF\n",
            WRONG.replace("RequiredAndVerifyClientCert", "${AUTH}")
        )
    };
    found("user-data.sh", &script("Wrong"), "MT107", 8);
    let open = said(&[("user-data.sh", &script("$(auth)"))]);
    assert_eq!(open.codes(), BTreeSet::new(), "{}", open.report["findings"]);
    let quoted = script("Wrong").replace("<<EOF", "<<'EOF'");
    assert!(said(&[("user-data.sh", &quoted)]).notes().contains("MT137"));
}

#[test]
fn cloud_init_butane_and_ansible() {
    let cloud = format!(
        "#cloud-config\nwrite_files:\n- path: /etc/mimir/mimir.yaml\n  permissions: '0644'\n  content: |\n{}- path: /etc/systemd/system/mimir.service\n  content: |\n    [Service]\n    ExecStart=/usr/bin/mimir -target=all -config.file=/etc/mimir/mimir.yaml\n",
        indented(WRONG, 4)
    );
    let said = found("user-data", &cloud, "MT107", 10);
    let components = said.report["processes"].as_array().expect("processes");
    assert_eq!(components.len(), 1, "{components:?}");
    assert_eq!(components[0]["component"], "all", "{components:?}");

    let packed = "#cloud-config\nwrite_files:\n- encoding: b64\n  path: /etc/mimir/mimir.yaml\n  content: dGFyZ2V0OiBhbGwKc2VydmVyOgogIGdycGNfdGxzX2NvbmZpZzoKICAgIGNlcnRfZmlsZTogL3QvYQo=\n";
    found("packed.yaml", packed, "MT101", 5);

    let butane = format!(
        "variant: fcos\nversion: 1.5.0\nstorage:\n  files:\n  - path: /etc/mimir/mimir.yaml\n    contents:\n      inline: |\n{}",
        indented(WRONG, 8)
    );
    found("mimir.bu.yaml", &butane, "MT107", 12);

    let play = format!(
        "- hosts: mimir\n  tasks:\n  - name: Configure Mimir\n    ansible.builtin.copy:\n      dest: '{{{{ mimir_dir }}}}/mimir.yaml'\n      content: |\n{}",
        indented(WRONG, 8)
    );
    found("playbook.yaml", &play, "MT107", 11);
}

/// Ansible's module for Helm has values beside the chart's name.
#[test]
fn values_in_a_task() {
    let play = "- hosts: localhost
  tasks:
  - kubernetes.core.helm:
      chart_ref: grafana/mimir-distributed
      release_values:
        mimir: {structuredConfig: {server: {grpc_tls_config: {cert_file: /t/a}}}}
";
    found("playbook.yaml", play, "MT101", 6);
}

/// Variables of a role: the whole configuration behind one of any name, or each
/// section behind one of its own.
#[test]
fn variables_of_a_role() {
    let jinja = WRONG.replace("/t/a", "\"{{ tls_dir }}/tls.crt\"");
    let whole = format!(
        "mimir_version: 2.17.0\nmimir_config:\n{}",
        indented(&jinja, 2)
    );
    let said = found("group_vars/all.yaml", &whole, "MT107", 7);
    assert!(said.notes().contains("MT610"), "{:?}", said.notes());

    let other = format!(
        "observability:\n  settings:\n{}    ingester: {{ring: {{replication_factor: 3}}}}\n",
        indented(WRONG, 4)
    );
    found("roles/mimir/vars.yaml", &other, "MT107", 7);

    let sections = format!(
        "mimir_http_listen_port: 8080\nmimir_{WRONG}mimir_memberlist: {{join_members: [a]}}\n"
    );
    found("main.yaml", &sections, "MT107", 6);

    let loki = format!(
        "mimir_version: 1\nloki_config:\n{}  ingester: {{}}\n",
        indented(WRONG, 2)
    );
    assert_eq!(
        super::said::said(&[("loki.yaml", &loki)]).codes(),
        BTreeSet::new()
    );
}

/// What is compressed there is told; what is not Mimir's is nobody's business.
#[test]
fn carried_files_that_are_compressed() {
    for entry in [
        "encoding: gz+b64\n  path: /etc/mimir/mimir.yaml\n  content: H4sIAAAA",
        "path: /etc/mimir/mimir.yaml\n  contents: {compression: gzip, source: 'data:;base64,H4sIAAAA'}",
    ] {
        let cloud = |path: &str| {
            let entry = entry.replace("/etc/mimir/mimir.yaml", path);
            format!("#cloud-config\n# for mimir\nwrite_files:\n- {entry}\n")
        };
        let said = said(&[("user-data", &cloud("/etc/mimir/mimir.yaml"))]);
        assert_eq!(said.notes(), BTreeSet::from(["MT616"]), "{entry}");
        let other = super::said::said(&[("user-data", &cloud("/etc/motd"))]);
        assert_eq!(other.notes(), BTreeSet::new(), "{entry}");
    }
}

#[test]
fn files_of_ignition() {
    let text = "target: all\nserver: {grpc_tls_config: {cert_file: /t/a}}\n";
    let plain = text.replace('\n', "%0A").replace(' ', "%20");
    let packed = "dGFyZ2V0OiBhbGwKc2VydmVyOiB7Z3JwY190bHNfY29uZmlnOiB7Y2VydF9maWxlOiAvdC9hfX0K";
    for url in [
        format!("data:,{plain}"),
        format!("data:text/plain;charset=utf-8;base64,{packed}"),
    ] {
        let ignition = format!(
            "{{\"ignition\": {{\"version\": \"3.4.0\"}},\n\"storage\": {{\"files\": [\n  {{\"path\": \"/etc/mimir/mimir.yaml\", \"contents\": {{\"source\": \"{url}\"}}}}]}}}}\n"
        );
        found("config.ign", &ignition, "MT101", 3);
    }
}

/// What is carried beyond all measure is not read, and that is told.
#[test]
fn more_carried_files_than_are_read() {
    let file =
        |number: usize| format!("- path: /etc/mimir/{number}.yaml\n  content: 'target: all'\n");
    let cloud = |files: usize| {
        let files: String = (0..files).map(file).collect();
        format!("#cloud-config\nwrite_files:\n{files}")
    };
    for (files, codes) in [(1_000, BTreeSet::new()), (1_001, BTreeSet::from(["MT605"]))] {
        let said = said(&[("user-data", &cloud(files))]);
        assert_eq!(said.codes(), codes, "{files}");
    }
}

/// A workload as blocks of Terraform's provider is one of Kubernetes.
#[test]
fn workloads_of_terraform() {
    let text = |volumes: &str| {
        format!(
            "resource \"kubernetes_stateful_set_v1\" \"ingester\" {{
  metadata {{
    name = \"mimir-ingester\"
  }}
  spec {{
    replicas = 3
    template {{
      spec {{
        container {{
          name  = \"ingester\"
          image = \"grafana/mimir:2.17.0\"
          args = [
            \"-target=ingester\",
            \"-server.grpc-tls-cert-path=/tls/tls.crt\",
            \"-server.grpc-tls-key-path=/tls/tls.key\",
            \"-server.http-tls-cert-path=/tls/tls.crt\",
            \"-server.http-tls-key-path=/tls/tls.key\",
            var.more,
          ]
          volume_mount {{
            name       = \"tls\"
            mount_path = \"/{volumes}\"
          }}
          readiness_probe {{
            http_get {{
              path = \"/ready\"
              port = 8080
            }}
          }}
        }}
        volume {{
          name = \"tls\"
          secret {{
            secret_name = \"mimir-tls\"
          }}
        }}
      }}
    }}
  }}
}}
"
        )
    };
    let right = said(&[("mimir.tf", &text("tls"))]);
    assert_eq!(
        right.codes(),
        BTreeSet::from(["MT501"]),
        "{}",
        right.report["findings"]
    );
    assert_eq!(right.report["processes"][0]["component"], "ingester");
    assert_eq!(right.report["release"], "2.17.0");
    let elsewhere = said(&[("mimir.tf", &text("certificates"))]);
    assert!(
        elsewhere.codes().contains("MT511"),
        "{:?}",
        elsewhere.codes()
    );
}

/// Several files in one line are laid over each other as those in several are.
#[test]
fn values_of_terraform_in_one_line() {
    let release = |values: &str| {
        format!(
            "resource \"helm_release\" \"mimir\" {{\n  name = \"mimir\"\n  chart = \"mimir-distributed\"\n  values = {values}\n}}\n"
        )
    };
    let server = "mimir: {structuredConfig: {server: {grpc_tls_config: {cert_file: /t/a}}}}\n";
    let key = "mimir: {structuredConfig: {server: {grpc_tls_config: {key_file: /t/b}}}}\n";
    let both = |values: &str| {
        super::said::said(&[
            ("main.tf", &release(values)),
            ("server.yaml", server),
            ("key.yaml", key),
        ])
    };
    for values in [
        "[file(\"server.yaml\"), file(\"${path.module}/key.yaml\")]",
        "[\n    file(\"server.yaml\"),\n    templatefile(\"key.yaml\", {}),\n  ]",
    ] {
        let said = both(values);
        // Half of a pair would be MT101.
        assert_eq!(
            said.codes(),
            BTreeSet::from(["MT401"]),
            "{values}: {}",
            said.report["findings"]
        );
    }
    // The files of a folder are known where the folder is.
    let each = |folder: &str| {
        both(&format!(
            "[for it in fileset({folder}, \"*.yaml\") : templatefile(it, {{}})]"
        ))
    };
    let all = each("path.module");
    assert_eq!(all.codes(), BTreeSet::from(["MT401"]));
    assert!(!all.notes().contains("MT611"), "{:?}", all.notes());
    let unknown = each("var.folder");
    assert!(unknown.notes().contains("MT611"), "{:?}", unknown.notes());
}

/// An object of one name in each overlay has a pair of its own; a password of
/// something else is none of our business.
#[test]
fn objects_of_one_name_in_several_overlays() {
    let pair = |name: &str| {
        let key = rcgen::KeyPair::generate().expect("a key");
        let certificate = rcgen::CertificateParams::new(vec![name.to_owned()])
            .expect("parameters")
            .self_signed(&key)
            .expect("a certificate");
        let indented = |pem: String| {
            pem.lines()
                .map(|it| format!("    {it}\n"))
                .collect::<String>()
        };
        format!(
            "apiVersion: v1\nkind: Secret\nmetadata: {{name: mimir-tls}}\nstringData:\n  tls.crt: |\n{}  tls.key: |\n{}",
            indented(certificate.pem()),
            indented(key.serialize_pem())
        )
    };
    let (one, other) = (pair("a.example"), pair("b.example"));
    let both = said(&[("dev/secret.yaml", &one), ("prod/secret.yaml", &other)]);
    assert!(
        !both.codes().contains("MT301"),
        "{}",
        both.report["findings"]
    );
    let (certificate, _) = one.split_once("  tls.key").expect("a key");
    let (_, key) = other.split_once("  tls.key").expect("a key");
    let wrong = said(&[("secret.yaml", &format!("{certificate}  tls.key{key}"))]);
    assert!(
        wrong.codes().contains("MT301"),
        "{}",
        wrong.report["findings"]
    );

    let password =
        "apiVersion: v1\nkind: Secret\nmetadata: {name: backend}\ndata: {POSTGRES_DB: a-name}\n";
    assert_eq!(said(&[("secret.yaml", password)]).codes(), BTreeSet::new());
}

/// What a chart is fetched from tells its version.
#[test]
fn a_chart_that_flux_fetches_by_a_tag() {
    let text = "apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: mimir}
spec: {url: oci://ghcr.io/grafana/helm-charts/mimir-distributed, ref: {tag: 5.3.0}}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: mimir}
spec:
  chartRef: {kind: OCIRepository, name: mimir}
  values: {mimir: {structuredConfig: {ingest_storage: {kafka: {tls_enabled: true}}}}}
";
    let said = said(&[("mimir.yaml", text)]);
    assert_eq!(said.report["release"], "2.12.0");
    assert!(
        said.codes().contains("MT115"),
        "{}",
        said.report["findings"]
    );
}

#[test]
fn objects_of_terraform() {
    let map = |entry: &str| {
        format!(
            "resource \"kubernetes_config_map\" \"mimir\" {{\n  metadata {{\n    name = \"mimir\"\n  }}\n  data = {{\n    \"mimir.yaml\" = {entry}\n  }}\n}}\n"
        )
    };
    let text = map(&format!("<<-EOT\n{}    EOT", indented(WRONG, 6)));
    found("text.tf", &text, "MT107", 11);
    let encoded = map(
        "yamlencode({\n      target = \"all\"\n      server = {\n        grpc_tls_config = { cert_file = var.cert, key_file = \"/t/b\", client_auth_type = \"Wrong\" }\n      }\n    })",
    );
    let said = found("encoded.tf", &encoded, "MT107", 9);
    assert!(said.notes().contains("MT610"), "{:?}", said.notes());
    for call in [
        "templatefile(\"${path.module}/mimir.yaml.tftpl\", { a = 1 })",
        "file(\"mimir.yaml\")",
        "local.config",
    ] {
        let said = super::said::said(&[("call.tf", &map(call))]);
        assert_eq!(said.codes(), BTreeSet::new(), "{call}");
        assert_eq!(said.lines("MT525"), [("call.tf".to_owned(), 6)], "{call}");
        assert!(said.words("call.tf").contains("Terraform"), "{call}");
    }
    let both = super::said::said(&[
        ("call.tf", &map("file(\"mimir.yaml\")")),
        ("mimir.yaml", WRONG),
    ]);
    assert!(!both.notes().contains("MT525"), "{:?}", both.notes());
    assert_eq!(both.lines("MT107"), [("mimir.yaml".to_owned(), 5)]);
}

const ARGUMENTS: &str = "\"-target=all\", \"-server.grpc-tls-cert-path=/t/a\"";

#[test]
fn task_definitions_of_ecs() {
    let own = format!(
        "{{\n  \"family\": \"mimir\",\n  \"containerDefinitions\": [\n    {{\"name\": \"mimir\", \"image\": \"grafana/mimir:2.17.0\",\n     \"command\": [{ARGUMENTS}],\n     \"environment\": [{{\"name\": \"A\", \"value\": \"b\"}}],\n     \"secrets\": [{{\"name\": \"B\", \"valueFrom\": \"arn:aws:ssm:::parameter/b\"}}]}},\n    {{\"name\": \"log\", \"image\": \"fluent-bit\", \"command\": [\"-c\"]}}\n  ]\n}}\n"
    );
    let said = found("task.json", &own, "MT101", 5);
    assert_eq!(said.words("task.json"), "a task definition of ECS");
    assert_eq!(said.release(), ("2.17.0", "image"));
    let described = format!("{{\"taskDefinition\": {own}}}");
    found("described.json", &described, "MT101", 5);

    let formation = format!(
        "Resources:\n  Mimir:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n      - Name: mimir\n        Image: !Sub '${{AWS::AccountId}}.dkr.ecr.example/mimir:2.17.0'\n        Command: [{ARGUMENTS}, !Sub '-server.http-tls-cert-path=${{A}}']\n"
    );
    let said = super::said::said(&[("stack.yaml", &formation)]);
    assert_eq!(
        said.lines("MT101"),
        [("stack.yaml".to_owned(), 8)],
        "{}",
        said.report["findings"]
    );
    assert!(said.notes().contains("MT523"), "{:?}", said.notes());

    let terraform = format!(
        "resource \"aws_ecs_task_definition\" \"mimir\" {{\n  family = \"mimir\"\n  container_definitions = jsonencode([{{\n    name = \"mimir\"\n    image = \"grafana/mimir:2.17.0\"\n    command = [{ARGUMENTS}]\n  }}])\n}}\n"
    );
    found("task.tf", &terraform, "MT101", 6);
}

#[test]
fn a_container_that_podman_makes_a_unit_of() {
    let unit = "[Unit]\nDescription=Mimir\n[Container]\nImage=docker.io/grafana/mimir:2.17.0\nVolume=/etc/mimir:/etc/mimir:ro,Z\nExec=-target=all \\\n  -server.grpc-tls-cert-path=/t/a\n[Install]\nWantedBy=default.target\n";
    found("mimir.container", unit, "MT101", 7);
    let other = unit.replace("grafana/mimir", "grafana/loki");
    assert_eq!(
        said(&[("loki.container", &other), ("mimir.yaml", "target: all\n")]).codes(),
        BTreeSet::new()
    );
}

#[test]
fn a_template_of_openshift() {
    let template = "apiVersion: template.openshift.io/v1
kind: Template
metadata: {name: mimir}
parameters:
- {name: AUTH, value: Wrong}
- {name: REPLICAS, required: true}
objects:
- apiVersion: apps/v1
  kind: StatefulSet
  metadata: {name: mimir}
  spec:
    replicas: ${{REPLICAS}}
    template:
      spec:
        containers:
        - name: mimir
          image: grafana/mimir:2.17.0
          args:
          - -target=all
          - -server.grpc-tls-cert-path=${FOLDER}/a
          - -server.grpc-tls-key-path=/t/b
          - -server.grpc-tls-client-auth=${AUTH}
";
    let said = |text: &str| super::said::said(&[("template.yaml", text)]);
    assert_eq!(
        said(template).lines("MT107"),
        [("template.yaml".to_owned(), 22)]
    );
    let unknown = said(&template.replace(", value: Wrong", ""));
    assert!(!unknown.codes().contains("MT107"), "{:?}", unknown.codes());
    // The key stands where nothing is mounted; the certificate nobody knows where.
    assert_eq!(unknown.lines("MT511"), [("template.yaml".to_owned(), 21)]);
}

#[test]
fn what_sops_has_encrypted_is_not_known() {
    let sealed = "ENC[AES256_GCM,data:YQ==,iv:Yg==,tag:Yw==,type:str]";
    let sops = format!("sops:\n  mac: {sealed}\n  version: 3.10.2\n");
    let part = format!("{WRONG}{sops}").replace("/t/b", sealed);
    let said = found("mimir.yaml", &part, "MT107", 5);
    assert_eq!(said.lines("MT613"), [("mimir.yaml".to_owned(), 4)]);

    let whole =
        format!("target: {sealed}\nserver:\n  http_tls_config:\n    cert_file: {sealed}\n{sops}");
    let place = place(&[("mimir.yaml", &whole)]);
    let said = Said::of(&place, "mimir.yaml");
    assert_eq!(said.codes(), BTreeSet::new());
    assert_eq!(
        said.words("mimir.yaml"),
        "it is encrypted by SOPS; nothing of it was read"
    );
    assert_eq!(said.notes(), BTreeSet::from(["MT613"]));
    let text = place.run("check mimir.yaml").stdout;
    assert!(
        !text.contains("0 errors") && text.contains("was not read"),
        "{text}"
    );

    let secret = format!(
        "apiVersion: v1\nkind: Secret\nmetadata: {{name: mimir-tls}}\ndata:\n  tls.crt: {sealed}\n{sops}"
    );
    let said = super::said::said(&[("secret.yaml", &secret)]);
    assert_eq!(said.codes(), BTreeSet::new());
    assert!(said.notes().contains("MT613"), "{:?}", said.notes());

    let env = format!("CUSTOM_ARGS={sealed}\nsops_version=3.10.2\n");
    let unit = "[Service]\nEnvironmentFile=/etc/mimir.env\nExecStart=/usr/bin/mimir -target=all -server.grpc-tls-cert-path=/t/a $CUSTOM_ARGS\n";
    let said = super::said::said(&[("mimir.env", &env), ("mimir.service", unit)]);
    assert_eq!(said.codes(), BTreeSet::new(), "{}", said.report["findings"]);
    assert!(said.notes().contains("MT613"), "{:?}", said.notes());
}

#[test]
fn templates_of_puppet_and_chef() {
    let erb = "<%# managed by Puppet -%>
target: all
server:
  log_level: <%= @level %>
<% if @tls -%>
  grpc_tls_config:
    cert_file: \"<%= @dir %>/tls.crt\"
    key_file: \"<%= @dir %>/tls.key\"
    client_auth_type: Wrong
<% end -%>
";
    let said = said(&[("mimir.yaml.erb", erb)]);
    assert_eq!(
        said.codes(),
        BTreeSet::from(["MT107"]),
        "{}",
        said.report["findings"]
    );
    assert_eq!(said.lines("MT107"), [("mimir.yaml.erb".to_owned(), 9)]);
    let unit = "[Service]\nExecStart=/usr/bin/mimir -target=<%= @target %> \\\n  -server.http-tls-client-auth=<%= scope['a::b'] %> \\\n  -server.grpc-tls-cert-path=/t/a -server.grpc-tls-key-path=/t/b -server.grpc-tls-client-auth=Wrong\n";
    found("mimir.service.erb", unit, "MT107", 4);
    let jinja = unit.replace("<%=", "{{").replace("%>", "}}");
    found("mimir.service.j2", &jinja, "MT107", 4);
}

#[test]
fn values_of_the_enterprise_chart() {
    let values = "enterprise: {enabled: true}
mimir:
  structuredConfig:
    license: {path: /license/license.jwt}
    auth: {type: enterprise}
    server: {grpc_tls_config: {cert_file: /t/a}}
distributor:
  extraArgs: {admin-api.leader-election.enabled: 'true'}
";
    let said = found("values.yaml", values, "MT101", 6);
    assert!(said.notes().contains("MT614"), "{:?}", said.notes());
    let own = values.replace("enabled: true", "enabled: false");
    assert!(
        super::said::said(&[("values.yaml", &own)])
            .codes()
            .contains("MT117")
    );
}

#[test]
fn a_helmfile_with_templates() {
    let helmfile = "environments:
  prod: {values: [env/prod.yaml]}
---
releases:
- name: mimir-{{ .Environment.Name }}
  chart: grafana/mimir-distributed
  version: {{ .Values.version }}
  values:
  - values/{{ .Environment.Name }}.yaml
  - mimir: {structuredConfig: {server: {grpc_tls_config: {cert_file: /t/a}}}}
";
    for name in ["helmfile.yaml", "helmfile.yaml.gotmpl"] {
        let said = found(name, helmfile, "MT101", 10);
        assert!(said.notes().contains("MT611"), "{name}: {:?}", said.notes());
        assert!(!said.notes().contains("MT608"), "{name}");
    }
}

#[test]
fn jsonnet_is_said_to_be_unread() {
    let main = "local mimir = import 'mimir/mimir.libsonnet';\nmimir { _config+:: { a: 1 } }\n";
    let overlay = "{ ingester_args+:: { 'server.grpc-tls-cert-path': '/t/a' } }\n";
    let other = "local grafana = import 'grafonnet/grafana.libsonnet';\ngrafana\n";
    for text in [main, overlay] {
        let said = said(&[("main.jsonnet", text)]);
        assert_eq!(
            (said.codes(), said.notes()),
            (BTreeSet::new(), BTreeSet::from(["MT615"]))
        );
        assert_eq!(
            said.words("main.jsonnet"),
            "it is Jsonnet; give what it renders to"
        );
    }
    let place = place(&[
        ("main.jsonnet", main),
        ("other.libsonnet", other),
        ("mimir.yaml", "target: all\n"),
    ]);
    let text = place.run("check .").stdout;
    assert!(
        !text.contains("0 errors") && text.contains("MT615"),
        "{text}"
    );
    let said = Said::of(&place, ".");
    assert_eq!(said.lines("MT615"), [("./main.jsonnet".to_owned(), 0)]);
}

/// A value that Flux takes from an entry and sets behind a path is that value where
/// the ConfigMap is there, and not known where it is a Secret's.
#[test]
fn a_value_that_flux_sets_behind_a_path() {
    let release = "apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: mimir}
spec:
  chart: {spec: {chart: mimir-distributed, version: 5.7.0}}
  valuesFrom:
  - kind: KIND
    name: tls
    valuesKey: auth
    targetPath: mimir.structuredConfig.server.grpc_tls_config.client_auth_type
  values:
    mimir: {structuredConfig: {server: {grpc_tls_config: {cert_file: /t/a, key_file: /t/b}}}}
";
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: tls}\ndata: {auth: Wrong}\n";
    let both = said(&[
        ("release.yaml", &release.replace("KIND", "ConfigMap")),
        ("map.yaml", map),
    ]);
    assert_eq!(
        both.lines("MT107"),
        [("release.yaml".to_owned(), 7)],
        "{}",
        both.report["findings"]
    );
    assert!(!both.notes().contains("MT611"), "{:?}", both.notes());
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: tls}\ndata: {auth: V3Jvbmc=}\n";
    let both = said(&[
        ("release.yaml", &release.replace("KIND", "Secret")),
        ("secret.yaml", secret),
    ]);
    assert_eq!(both.codes(), BTreeSet::new(), "{}", both.report["findings"]);
    assert!(!both.notes().contains("MT611"), "{:?}", both.notes());
    let alone = said(&[("release.yaml", &release.replace("KIND", "Secret"))]);
    assert!(alone.notes().contains("MT611"), "{:?}", alone.notes());
}

/// Of a service that is all in another file, that is what there is to say.
#[test]
fn a_service_that_is_all_in_another_file() {
    let compose = |name: &str| {
        format!("services:\n  {name}:\n    extends: {{file: base.yaml, service: base}}\n")
    };
    let files = [
        ("compose.yaml", compose("mimir-read")),
        ("other.yaml", compose("web")),
    ];
    let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
    let said = said(&files);
    assert_eq!(said.lines("MT525"), [("compose.yaml".to_owned(), 3)]);
}
