//! What starts Mimir as people have it: runners of containers, supervisors, other
//! users' shells; tasks and services side by side; tools around Mimir's keys.

use std::collections::BTreeSet;
use std::fs;

use mimir_tls::doctor::Code;
use mimir_tls::language::Language;

use super::said::said;
use super::{checked, fixtures};

const HALF: &str = "-server.grpc-tls-cert-path=/t/a";

/// The components of a check of one file, and its codes above a note.
fn started(name: &str, text: &str) -> (Vec<String>, BTreeSet<String>) {
    let said = said(&[(name, text)]);
    let processes = said.report["processes"].as_array().expect("processes");
    let component = |it: &serde_json::Value| it["component"].as_str().map(str::to_owned);
    let mut components: Vec<String> = processes.iter().filter_map(component).collect();
    components.sort();
    let codes = said.codes().iter().map(|it| (*it).to_owned()).collect();
    (components, codes)
}

#[test]
fn options_of_a_runner_are_not_mimirs() {
    let half = BTreeSet::from(["MT101".to_owned()]);
    for command in [
        "kubectl run mimir --image=grafana/mimir:2.17.0 --restart=Never -- -target=ruler",
        "kubectl -n mimir run mimir --image grafana/mimir:2.17.0 --command -- mimir -target=ruler",
        "kubectl create deployment mimir --image=grafana/mimir:2.17.0 --replicas=3 -- /bin/mimir -target=ruler",
        "docker run -d --name mimir --log-driver=json-file grafana/mimir:2.17.0 -target=ruler",
        "docker run --name mimir --network mimir registry.example.com/own:1 -target=ruler",
        "sudo podman run --tls-verify=false docker.io/grafana/mimir:2.17.0 -target=ruler",
        "nerdctl run --name mimir \"$IMAGE\" -target=ruler",
        "start-stop-daemon --start --exec /usr/bin/mimir --pidfile=/run/m.pid -- -target=ruler",
    ] {
        let text = format!("#!/bin/sh\n{command} {HALF}\n");
        let found = started("run.sh", &text);
        assert_eq!(found, (vec!["ruler".to_owned()], half.clone()), "{command}");
    }
    // What is Mimir's is judged as before.
    let text = format!(
        "#!/bin/sh\ndocker run grafana/mimir:2.17.0 -target=ruler -nobody.knows=1 {HALF}\n"
    );
    assert!(started("run.sh", &text).1.contains("MT117"));
}

#[test]
fn a_runner_of_another_image_starts_no_mimir() {
    for command in [
        "kubectl run loki --image=grafana/loki:3.0.0 -- -target=all",
        "kubectl run mimir --image=grafana/mimir:2.17.0 --dry-run=client -o yaml",
        "docker run --name mimir grafana/loki:3.0.0 -target=all",
    ] {
        let found = started("run.sh", &format!("#!/bin/sh\n{command}\n"));
        assert_eq!(found, (Vec::new(), BTreeSet::new()), "{command}");
    }
}

#[test]
fn what_runs_as_somebody_else_is_mimir_all_the_same() {
    for command in [
        "su mimir -c \"mimir -target=ruler HALF\"",
        "su - mimir -s /bin/sh -c 'exec /usr/bin/mimir -target=ruler HALF'",
        "runuser -l mimir -c '/usr/bin/mimir -target=ruler HALF'",
        "runuser -u mimir -- /usr/bin/mimir -target=ruler HALF",
        "setpriv --reuid=mimir /usr/bin/mimir -target=ruler HALF",
        "sudo -u mimir nohup mimir -target=ruler HALF &",
        "exec mimir -target=ruler HALF",
        "systemd-run --uid=mimir --unit=mimir /usr/bin/mimir -target=ruler HALF",
    ] {
        let text = format!("#!/bin/sh\n{}\n", command.replace("HALF", HALF));
        let (components, codes) = started("start.sh", &text);
        assert_eq!(components, ["ruler"], "{command}");
        assert!(codes.contains("MT101"), "{command}: {codes:?}");
    }
    let other = started(
        "start.sh",
        "#!/bin/sh\nsu postgres -c \"pg_ctl -D /data start\"\n",
    );
    assert_eq!(other.0, Vec::<String>::new());
}

#[test]
fn supervisors_start_mimir() {
    let text = format!(
        "[supervisord]\nnodaemon=true\n\n[program:mimir]\ncommand = /usr/bin/mimir -target=ruler\n  {HALF}\n\n[program:nginx]\ncommand=nginx -g x\n"
    );
    for name in ["supervisord.conf", "mimir.ini"] {
        let said = said(&[(name, &text)]);
        assert_eq!(said.lines("MT101"), [(name.to_owned(), 6)], "{name}");
    }
    let other = said(&[("supervisord.conf", "[program:nginx]\ncommand=nginx\n")]);
    assert_eq!(other.report["processes"].as_array().map(Vec::len), Some(0));
    let service = format!(
        "#!/sbin/openrc-run\nname=mimir\ncommand=/usr/bin/mimir\ncommand_args=\"-target=ruler {HALF}\"\ndepend() {{\n  need net\n}}\n"
    );
    let said = said(&[("mimir", &service)]);
    assert_eq!(said.lines("MT101"), [("mimir".to_owned(), 4)]);
}

const COMPOSE: &str = "services:
  ingester:
    image: grafana/mimir:2.17.0
    command: [-config.file=/etc/mimir.yaml, -target=ingester]
    configs: [{source: mimir, target: /etc/mimir.yaml}]
  querier:
    image: grafana/mimir:2.17.0
    command: [-config.file=/etc/mimir.yaml, -target=querier, -server.grpc-tls-key-path=/t/b]
    configs: [{source: mimir, target: /etc/mimir.yaml}]
configs:
  mimir:
    content: |
      server:
        grpc_tls_config: {cert_file: /t/a}
";

fn job() -> String {
    let task = |name: &str, text: &str| {
        format!(
            "    task \"{name}\" {{\n      config {{\n        image = \"grafana/mimir:2.17.0\"\n        \
             args = [\"-config.file=/local/mimir.yaml\", \"-target={name}\"]\n      }}\n      template {{\n        \
             data = <<EOF\nserver:\n  {text}\nEOF\n        destination = \"local/mimir.yaml\"\n      }}\n    }}\n"
        )
    };
    format!(
        "job \"mimir\" {{\n  group \"mimir\" {{\n{}{}  }}\n}}\n",
        task("ingester", "grpc_tls_config: {cert_file: /t/a}"),
        task("querier", "log_level: info")
    )
}

const MAPS: &str = "apiVersion: v1
kind: ConfigMap
metadata: {name: one}
data:
  mimir.yaml: |
    server: {grpc_tls_config: {cert_file: /t/a}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: two}
data:
  mimir.yaml: |
    server: {log_level: info}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ingester}
spec:
  template:
    spec:
      containers:
      - {name: mimir, image: \"grafana/mimir:2.17.0\", args: [-config.file=/etc/mimir/mimir.yaml, -target=ingester], volumeMounts: [{name: c, mountPath: /etc/mimir}]}
      volumes: [{name: c, configMap: {name: one}}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: querier}
spec:
  template:
    spec:
      containers:
      - {name: mimir, image: \"grafana/mimir:2.17.0\", args: [-config.file=/etc/mimir/mimir.yaml, -target=querier], volumeMounts: [{name: c, mountPath: /etc/mimir}]}
      volumes: [{name: c, configMap: {name: two}}]
";

/// Files of one name side by side, each of the process that is given it.
#[test]
fn each_process_has_the_configuration_that_it_is_given() {
    for (name, text) in [
        ("compose.yaml", COMPOSE),
        ("mimir.nomad", &job()),
        ("all.yaml", MAPS),
    ] {
        let said = said(&[(name, text)]);
        let (components, _) = started(name, text);
        assert_eq!(components, ["ingester", "querier"], "{name}");
        let findings = said.report["findings"].as_array().expect("findings");
        let half: Vec<_> = findings.iter().filter(|it| it["code"] == "MT101").collect();
        assert_eq!(half.len(), 1, "{name}: {findings:?}");
        let what = half[0]["what"].as_str().unwrap_or_default();
        assert!(what.contains("ingester"), "{name}: {what}");
        assert!(half[0]["also"].is_null(), "{name}: {half:?}");
    }
}

const PATCH: &str = "- op: add\n  path: /spec/template/spec/containers/0/args/-\n  value: -server.grpc-tls-cert-path=/t/a\n";

#[test]
fn a_patch_that_adds_a_flag_is_said_to_be_unread() {
    let kustomization = format!(
        "resources: [base]\npatches:\n- target: {{kind: StatefulSet}}\n  patch: |-\n    {}\n",
        PATCH.trim_end().replace('\n', "\n    ")
    );
    for (name, text, code) in [
        ("patch.yaml", PATCH, "MT609"),
        ("kustomization.yaml", &kustomization, "MT617"),
    ] {
        let found = said(&[(name, text)]);
        assert!(found.codes().contains(code), "{name}");
        assert!(found.words(name).contains("patch"), "{}", found.words(name));
        let other = text.replace("server.grpc-tls-cert-path", "log.lvl");
        assert!(said(&[(name, &other)]).codes().is_empty(), "{name}");
    }
}

#[test]
fn keys_of_a_tool_beside_mimirs_are_not_mimirs() {
    let values = "image: {repository: grafana/mimir, tag: 2.17.0}\nreplicas: 2\nconfig:\n  server:\n    grpc_tls_config: {cert_file: /t/a}\n";
    let said_of = |name: &str, text: &str| said(&[(name, text)]);
    let own = said_of("values.yaml", values);
    assert_eq!(own.lines("MT101"), [("values.yaml".to_owned(), 5)]);
    assert_eq!(own.codes(), BTreeSet::from(["MT101"]));
    let app = "namespace: mimir\nreplicas: 3\nmaxReplicas: 5\nschedule: \"0 * * * *\"\ntarget: all\nserver:\n  grpc_tls_config: {cert_file: /t/a}\nlimits: {nobody_knows: 1}\n";
    let mixed = said_of("app.yaml", app);
    assert_eq!(mixed.lines("MT101").len(), 1);
    assert_eq!(mixed.lines("MT117"), [("app.yaml".to_owned(), 8)]);
    // In what is Mimir's by its name they are wrong.
    let wrong = said_of("mimir.yaml", app);
    assert!(wrong.lines("MT117").len() > 1);
    let one = said_of(
        "one.yaml",
        "namespace: x\ntarget: all\nserver: {log_level: info}\n",
    );
    assert_eq!(one.lines("MT117"), [("one.yaml".to_owned(), 1)]);
}

const PULUMI: &str = "name: mimir\nruntime: yaml\nresources:\n  mimir:\n    type: kubernetes:helm.sh/v3:Release\n    properties:\n      chart: mimir-distributed\n      version: 5.7.0\n      values:\n        mimir:\n          structuredConfig:\n            server: {grpc_tls_config: {cert_file: /t/a}}\n";

/// What is judged was told as read, whoever reads it.
#[test]
fn no_file_is_both_passed_over_and_judged() {
    let pulumi = said(&[("Pulumi.yaml", PULUMI)]);
    assert!(pulumi.codes().contains("MT101"));
    assert_eq!(pulumi.report["ignored"].as_array().map(Vec::len), Some(0));
    for code in Code::ALL {
        for which in ["bad", "good"] {
            let folder = fixtures().join(code.as_str()).join(which);
            if fs::exists(&folder).is_ok_and(|it| it) {
                let report = checked(&folder, Language::English);
                for process in &report.processes {
                    let is_both = report.ignored.contains(&process.file);
                    assert!(!is_both, "{code}/{which}: {}", process.file);
                }
            }
        }
    }
}

#[test]
fn values_of_a_folder_lie_over_each_other_in_terraform() {
    let main = "resource \"helm_release\" \"mimir\" {\n  name = \"mimir\"\n  chart = \"mimir-distributed\"\n  version = \"5.7.0\"\n  \
                values = [for f in fileset(path.module, \"values/*.yaml\") : file(\"${path.module}/${f}\")]\n}\n";
    let cert =
        "mimir:\n  structuredConfig:\n    server:\n      grpc_tls_config: {cert_file: /t/a}\n";
    let key = cert.replace("cert_file", "key_file");
    let whole = said(&[
        ("main.tf", main),
        ("values/a.yaml", cert),
        ("values/b.yaml", &key),
    ]);
    assert!(!whole.codes().contains("MT101"), "{:?}", whole.codes());
    assert!(!whole.notes().contains("MT611"));
    let half = said(&[("main.tf", main), ("values/a.yaml", cert)]);
    assert_eq!(half.lines("MT101"), [("values/a.yaml".to_owned(), 4)]);
    let none = said(&[("main.tf", main)]);
    assert!(none.codes().is_empty(), "{:?}", none.codes());
    assert!(none.notes().contains("MT611"));
}

#[test]
fn what_terraform_makes_is_no_file_that_is_missing() {
    let secret = |value: &str| {
        format!(
            "resource \"random_password\" \"mimir\" {{\n  length = 16\n}}\nresource \"kubernetes_secret\" \"mimir\" {{\n  \
             metadata {{\n    name = \"mimir\"\n  }}\n  data = {{\n    password = {value}\n  }}\n}}\n"
        )
    };
    for value in [
        "random_password.mimir.result",
        "base64encode(random_password.mimir.result)",
    ] {
        let said = said(&[("main.tf", &secret(value))]);
        assert!(!said.notes().contains("MT525"), "{value}");
    }
    let away = said(&[("main.tf", &secret("file(\"${path.module}/away.yaml\")"))]);
    assert!(away.notes().contains("MT525"));
}
