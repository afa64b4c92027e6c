//! What is another program's, though it looks like Mimir's.

use std::collections::BTreeSet;

use super::said::{Said, said};

/// The codes of a file that is none of Mimir's, and what became of it.
#[track_caller]
fn passed_over(name: &str, text: &str, words: &str) {
    let said = said(&[(name, text)]);
    let findings = &said.report["findings"];
    assert_eq!(said.codes(), BTreeSet::new(), "{text}: {findings}");
    assert_eq!(processes(&said), 0, "{text}");
    assert_eq!(said.words(name), words, "{text}");
}

fn processes(said: &Said) -> u64 {
    let all = said.report["processes"].as_array().expect("processes");
    all.iter().filter_map(|it| it["count"].as_u64()).sum()
}

/// The values of a chart that calls Mimir: its settings are a caller's.
#[track_caller]
fn caller(text: &str) {
    for name in ["values.yaml", "mimir-prometheus.yaml"] {
        let said = said(&[(name, text)]);
        assert_eq!(processes(&said), 0, "{name}: {text}");
        assert_eq!(
            said.words(name),
            "settings of another program that calls Mimir",
            "{text}"
        );
        assert!(!said.codes().contains("MT117"), "{text}");
    }
}

const STACK: &str = "crds: {enabled: true}
alertmanager: {enabled: false}
grafana: {enabled: false}
prometheus:
  prometheusSpec:
    remoteWrite: [{url: http://mimir/api/v1/push}]
prometheusOperator: {enabled: true}
";

#[test]
fn values_of_the_chart_of_prometheus() {
    caller(STACK);
    caller(&STACK.replace("enabled: false", "service: {port: 9093}"));
    let server = "alertmanager: {persistence: {size: 1Gi}}
server:
  remoteWrite: [{url: https://mimir.example.com/api/v1/push}]
";
    caller(server);
}

/// A caller beside the cluster that it calls, which stays one.
#[test]
fn a_caller_beside_the_chart() {
    let cluster = "mimir: {structuredConfig: {server: {http_tls_config: {cert_file: /t/a, key_file: /t/b}}}}\n";
    let caller = STACK
        .replace("http://mimir/", "http://mimir-distributor.mimir.svc:8080/")
        .replace("enabled: false", "service: {port: 9093}");
    let said = said(&[
        ("mimir/values.yaml", cluster),
        ("prom/values.yaml", &caller),
    ]);
    assert!(
        said.codes().contains("MT519"),
        "{}",
        said.report["findings"]
    );
    assert_eq!(processes(&said), 10);
}

#[test]
fn values_of_the_charts_of_loki_and_tempo() {
    let loki = "deploymentMode: Distributed
loki: {schemaConfig: {configs: [{from: \"2024-04-01\", store: tsdb, schema: v13}]}}
gateway:
  nginxConfig: {schema: http}
rollout_operator: {enabled: false}
";
    let whole = "loki: {runtimeConfig: {}}
deploymentMode: SimpleScalable
tokengenJob: {annotations: {}}
runtimeConfig: {}
kubeVersionOverride: null
ingester: {replicas: 3, persistence: {enabled: false}}
";
    for text in [loki, whole] {
        passed_over(
            "values.yaml",
            text,
            "it belongs to the chart of Loki; not checked",
        );
    }
    passed_over(
        "values.yaml",
        "loki: {runtimeConfig: {}}\n",
        "it belongs to the chart of Loki; not checked",
    );
    let tempo = "tempo: {}
traces: {otlp: {}}
rollout_operator: {}
gateway: {nginxConfig: {file: x}}
";
    passed_over(
        "values.yaml",
        tempo,
        "it belongs to the chart of Tempo; not checked",
    );
    let release = "apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: tempo}
spec:
  chartRef: {kind: OCIRepository, name: tempo}
  values: {traces: {otlp: {}}, metaMonitoring: {serviceMonitor: {enabled: true}}}
";
    passed_over(
        "release.yaml",
        release,
        "no process of Mimir is in it, and nobody who speaks with one",
    );
}

#[test]
fn what_begins_like_mimirs() {
    for (text, words) in [
        (
            "data_dir: /var/lib/vector\napi: {enabled: true, address: x}\nsources: {}\nsinks: {}\n",
            "it belongs to Vector; not checked",
        ),
        (
            "injector: {enabled: true}\nserver: {image: {repository: hashicorp/vault}, hostNetwork: false, logLevel: info}\nui: {enabled: true}\n",
            "it belongs to the chart of Vault; not checked",
        ),
        (
            "database: {type: postgres}\nlog: {level: debug}\nserver: {addr: \"0.0.0.0:8088\", tls: {enabled: false}}\n",
            "nothing in it is Mimir's",
        ),
        (
            "image: {tag: \"3.3.2\"}\nreplicas: 3\nserver: {httpListenPort: 3100}\nmemberlist: {advertisePort: 7946}\n",
            "nothing in it is Mimir's",
        ),
        (
            "kafka_api: {brokers: [x]}\nadmin_api: {addresses: [x]}\n",
            "it belongs to Redpanda; not checked",
        ),
        (
            "query: {}\ncompactor: {persistence: {size: 8Gi}}\nstoregateway: {}\nexistingObjstoreSecret: x\n",
            "it belongs to the chart of Thanos; not checked",
        ),
        (
            "server: {log_level: info, log_format: logfmt}\n",
            "nothing in it is Mimir's",
        ),
        (
            "configs: {params: {}}\nserver: {}\ncontroller: {}\n",
            "it belongs to the chart of Argo CD; not checked",
        ),
    ] {
        passed_over("config.yaml", text, words);
    }
}

/// Of a file of Mimir's name a section is enough, whatever else stands in it.
#[test]
fn what_is_mimirs_all_the_same() {
    for (name, text) in [
        (
            "mimir.yaml",
            "servr: {}\nservre: {}\nserver: {log_level: info}\n",
        ),
        (
            "a.yaml",
            "serverr: {}\nblocks_storage: {backend: s3}\nx: {}\ny: {}\n",
        ),
        ("a.yaml", "server: {http_listen_port: 80}\nbogus: {}\n"),
    ] {
        let said = said(&[(name, text)]);
        assert_eq!(said.words(name), "Mimir's configuration", "{text}");
    }
}

#[test]
fn grafana_enterprise_metrics() {
    let text = "auth: {type: enterprise}
cluster_name: gem
license: {path: /license/license.jwt}
admin_client: {storage: {type: s3}}
blocks_storage: {backend: s3}
";
    let said = said(&[("config.yaml", text)]);
    assert!(
        said.notes().contains("MT614"),
        "{}",
        said.report["findings"]
    );
    assert!(
        !said.codes().contains("MT117"),
        "{}",
        said.report["findings"]
    );
}

#[test]
fn units_and_variables_of_others() {
    for command in [
        "/usr/bin/dockerd -H fd://",
        "/usr/local/bin/k3s server --disable traefik",
        "/usr/bin/promtail -config.file=/etc/promtail.yml",
        "/usr/bin/loki -config.file=/etc/loki.yml -target=all",
    ] {
        let unit = format!("[Unit]\n[Service]\nExecStart={command}\n");
        passed_over("a.service", &unit, "a unit that starts another program");
    }
    let ours = said(&[(
        "a.service",
        "[Service]\nExecStart=/opt/metrics -target=all -server.http-tls-cert-path=/t/a\n",
    )]);
    assert_eq!(processes(&ours), 1);
    passed_over(
        "requirements.txt",
        "requests==2.31\nflask==3.0\n",
        "nothing in it is Mimir's",
    );
    let promtail = "positions: {filename: /tmp/p}
clients: [{url: http://loki/push}]
scrape_configs: [{job_name: a, static_configs: [{targets: [localhost]}]}]
";
    passed_over(
        "promtail.yaml",
        promtail,
        "it belongs to Promtail; not checked",
    );
}

#[test]
fn commands_of_others() {
    for command in [
        "restic -r s3:${SERVER}/repo restore latest --target /",
        "pip install --target build -r requirements.txt",
        "benchtool -log.level debug -bench.write.enabled -bench.write.endpoint mimir",
        "mybench -log.level debug -bench.write.enabled -bench.write.endpoint mimir",
    ] {
        let said = said(&[("run.sh", &format!("#!/bin/sh\n{command}\n"))]);
        assert_eq!(processes(&said), 0, "{command}");
        assert_eq!(said.codes(), BTreeSet::new(), "{command}");
    }
    for command in ["exec $BIN -target=ingester", "./server --target all"] {
        let said = said(&[("run.sh", &format!("#!/bin/sh\n{command}\n"))]);
        assert_eq!(processes(&said), 1, "{command}");
    }
}

/// What mentions Mimir and starts none.
#[test]
fn what_only_mentions_mimir() {
    for (name, text) in [
        (
            "renovate.json",
            "{\"customManagers\": [{\"depNameTemplate\": \"mimir-distributed\"}]}\n",
        ),
        (
            "molecule.yml",
            "platforms: [{name: m, image: grafana/mimir}]\n",
        ),
        (
            "main.yml",
            "mimir: {image: grafana/mimir, version: 2.16.0}\n",
        ),
        (
            "tempo.nix",
            "let s = config.services.mimir.configuration.server; in { services.tempo.port = s.port; }\n",
        ),
    ] {
        let said = said(&[(name, text)]);
        assert_eq!(said.codes(), BTreeSet::new(), "{name}");
    }
    for (name, text, code) in [
        ("a.nix", "{ services.mimir.enable = true; }\n", "MT609"),
        (
            "main.yml",
            "a: [{image: grafana/mimir, args: [x]}]\n",
            "MT609",
        ),
        (
            "mimir.jsonnet",
            "{ kind: 'Application', spec: { source: { chart: 'mimir-distributed' } } }\n",
            "MT615",
        ),
    ] {
        let said = said(&[(name, text)]);
        assert!(
            said.codes().contains(code) || said.notes().contains(code),
            "{name}"
        );
    }
}

/// A chart without values is as it comes.
#[test]
fn a_chart_without_values() {
    for text in [
        "apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: mimir}
spec: {source: {chart: mimir-distributed, targetRevision: 5.3.0}}
",
        "apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: mimir}
spec: {chart: {spec: {chart: mimir-distributed, version: 5.3.0}}}
",
        "apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: mimir}
spec: {chart: mimir-distributed, version: 5.3.0}
",
        "releases: [{name: mimir, chart: grafana/mimir-distributed, version: 5.3.0}]\n",
        "helmCharts: [{name: mimir-distributed, version: 5.3.0}]\n",
    ] {
        let said = said(&[("a.yaml", text)]);
        assert_eq!(processes(&said), 10, "{text}");
        assert!(
            said.codes().contains("MT422") || said.notes().contains("MT422"),
            "{text}"
        );
        assert_eq!(said.release(), ("2.12.0", "chart"), "{text}");
    }
}

/// The chart around values, or whoever installs that chart, says whose they are.
#[test]
fn values_that_somebody_else_gets() {
    let values = "server: {http_listen_port: 80}\nmemberlist: {}\n";
    let passed = "no process of Mimir is in it, and nobody who speaks with one";
    let chart = "apiVersion: v2\nname: NAME\nversion: 1.0.0\n";
    let described = |name: &str| {
        let chart = chart.replace("NAME", name);
        said(&[("c/values.yaml", values), ("c/Chart.yaml", &chart)])
    };
    assert_eq!(described("cache").words("c/values.yaml"), passed);
    assert_eq!(
        described("my-mimir").words("c/values.yaml"),
        "Mimir's configuration"
    );

    let application = "apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: cache}
spec:
  sources:
  - chart: cache
    helm: {valueFiles: [$values/monitoring/a.yaml]}
  - {repoURL: https://example.com/a.git, ref: values}
";
    let helmfile = "releases: [{name: c, chart: o/cache, values: [./monitoring/a.yaml]}]\n";
    let kustomization = "helmCharts: [{name: cache, valuesFile: monitoring/a.yaml}]\n";
    for wrapper in [application, helmfile, kustomization] {
        let said = said(&[("w.yaml", wrapper), ("monitoring/a.yaml", values)]);
        assert_eq!(said.words("monitoring/a.yaml"), passed, "{wrapper}");
        assert_eq!(processes(&said), 0, "{wrapper}");
    }
    let ours = helmfile.replace("o/cache", "grafana/mimir-distributed");
    let own = "ingester: {extraArgs: {server.http-tls-cert-path: /t/a}}\n";
    let ours = said(&[("w.yaml", &ours), ("monitoring/a.yaml", own)]);
    assert_eq!(processes(&ours), 10);
}

const CONTROLLERS: &str = "controllers:
  mimir:
    containers:
      app:
        image: {repository: docker.io/grafana/mimir, tag: 2.17.0}
        args: [-config.file=/etc/mimir/config.yaml, -server.http-tls-cert-path=/t/a]
configMaps:
  config:
    data:
      config.yaml: |
        target: all
        server: {grpc_tls_config: {cert_file: /t/a}}
";

#[test]
fn values_of_app_template() {
    let indented: String = CONTROLLERS
        .lines()
        .map(|it| format!("    {it}\n"))
        .collect();
    let release = format!(
        "apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: mimir}}
spec:
  chartRef: {{kind: OCIRepository, name: app-template}}
  values:
{indented}"
    );
    let text = CONTROLLERS.replace(
        "{repository: docker.io/grafana/mimir, tag: 2.17.0}",
        "docker.io/grafana/mimir:2.17.0",
    );
    for (text, above) in [(release.as_str(), 6), (CONTROLLERS, 0), (&text, 0)] {
        let said = said(&[("mimir.yaml", text)]);
        assert_eq!(
            said.codes(),
            BTreeSet::from(["MT101"]),
            "{}",
            said.report["findings"]
        );
        let finding = &said.report["findings"][0];
        let lines = [&finding["place"]["line"], &finding["places"][0]["line"]];
        assert_eq!(lines, [above + 6, above + 12], "{text}: {finding}");
        assert_eq!(said.release(), ("2.17.0", "image"), "{text}");
        assert_eq!(processes(&said), 1);
    }
}

/// Configuration in a template of one's own chart is told by its name.
#[test]
fn configuration_in_a_template() {
    let template = "apiVersion: v1
kind: ConfigMap
metadata:
  {{ include \"name\" . }}
data:
  config.yaml: |
    target: all
    server: {grpc_tls_config: {cert_file: /t/a}}
{{- if .Values.a }}
  b: c
{{ end -}
";
    let name = "chart/templates/configmap.yaml";
    let told = said(&[(name, template)]);
    assert!(told.codes().contains("MT609"), "{}", told.report);
    let other = template.replace("target: all", "schema_config: {}");
    assert!(!said(&[(name, &other)]).codes().contains("MT609"));
}

/// A workload in a chart of one's own, whose values nobody here has.
#[test]
fn a_workload_in_a_template_is_told_by_its_image() {
    let template = |image: &str| {
        format!(
            "kind: StatefulSet
metadata:
  name: {{{{ include \"metrics.fullname\" . }}}}-ingester
spec:
  template:
    spec:
      containers:
        - name: ingester
          image: \"{image}:{{{{ .Values.tag }}}}\"
          args: [-target=ingester]
"
        )
    };
    let name = "chart/templates/ingester.yaml";
    let said = |image: &str| said(&[(name, &template(image))]);
    assert!(said("grafana/mimir").codes().contains("MT609"));
    assert!(!said("grafana/loki").codes().contains("MT609"));
}

/// What is Mimir's own stands first among what was read, and all of it.
#[test]
fn own_files_are_named_first() {
    let mut files: Vec<(String, String)> = (0..20)
        .map(|it| {
            let job = "remote_write: [{url: https://mimir/api/v1/push}]\n";
            (format!("a-{it:02}.yaml"), job.to_owned())
        })
        .collect();
    files.extend((0..12).map(|it| (format!("z-{it:02}.yaml"), "target: all\n".to_owned())));
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    let ran = super::said::place(&files).run("check .");
    let read: Vec<&str> = ran
        .stdout
        .lines()
        .filter(|it| it.starts_with("read "))
        .collect();
    assert_eq!(read.len(), 13, "{read:?}");
    assert!(
        read[..12]
            .iter()
            .all(|it| it.contains("/z-") || it.contains(" z-")),
        "{read:?}"
    );
    assert_eq!(read[12], "read and 20 more");
}

/// What a pod may use is no limit of tenants.
#[test]
fn resources_of_a_chart_around_the_image() {
    let values = "image:\n  repository: docker.io/grafana/mimir\nresources:\n  limits: {cpu: 500m, memory: 512Mi}\n";
    let said = said(&[("values.yaml", values)]);
    assert_eq!((said.codes(), processes(&said)), (BTreeSet::new(), 0));
}

/// The block of a ring's store by itself is a part of Mimir's configuration, of which
/// nobody can say where it belongs; another program's is not.
#[test]
fn a_part_of_a_ring_is_told_as_not_read() {
    for (text, is_told) in [
        ("etcd: {endpoints: [a], tls_enabled: true}\n", true),
        ("kvstore: {store: etcd, etcd: {tls_ca_path: /c}}\n", true),
        ("ring: {kvstore: {etcd: {tls_cert_path: /c}}}\n", true),
        ("etcd: {image: a, tls: true}\n", false),
        ("kvstore: {store: etcd}\n", false),
        ("etcd: true\ntls_enabled: true\n", false),
    ] {
        let said = said(&[("part.yaml", text)]);
        assert_eq!(said.codes().contains("MT609"), is_told, "{text}");
    }
}

/// Mimir's parser refuses a key that stands twice in what Mimir reads, and nowhere
/// else.
#[test]
fn a_key_twice_is_refused_by_who_reads_it() {
    let map = |key: &str, body: &str| {
        format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: mimir-config}}\ndata:\n  {key}: |\n    {}\n",
            body.replace('\n', "\n    ")
        )
    };
    let mimirs = "target: all\nserver: {log_level: info}\nserver: {log_level: warn}\n";
    let prometheus = "global: {}\nglobal: {}\nremote_write: [{url: 'http://mimir/api/v1/push'}]\n";
    let compose = "services:\n  mimir:\n    image: grafana/mimir:3.1.0\n    image: mimir\n    command: [-target=all]\n";
    let values = "mimir: {structuredConfig: {target: all}}\ningester: {replicas: 1}\ningester: {replicas: 2}\n";
    for (file, text, code, by) in [
        ("mimir.yaml", mimirs.to_owned(), "MT604", "Mimir"),
        ("map.yaml", map("mimir.yaml", mimirs), "MT604", "Mimir"),
        ("compose.yaml", compose.to_owned(), "MT604", "Compose"),
        ("values.yaml", values.to_owned(), "MT612", ""),
        ("map.yaml", map("values.yaml", values), "MT612", ""),
        ("prometheus.yaml", prometheus.to_owned(), "", ""),
        ("map.yaml", map("prometheus.yaml", prometheus), "", ""),
        ("map.yaml", map("app.yaml", "mimir: 1\nmimir: 2\n"), "", ""),
        (
            "loki.yaml",
            "schema_config: {}\nserver: {}\nserver: {}\nauth_enabled: false\n".to_owned(),
            "",
            "",
        ),
        (
            "grafana.yaml",
            "datasources: [{type: prometheus, url: 'http://mimir/prometheus'}]\nadmin: 1\nadmin: 2\n".to_owned(),
            "",
            "",
        ),
    ] {
        let said = said(&[(file, &text)]);
        let findings = said.report["findings"].as_array().expect("findings");
        let twice = findings
            .iter()
            .filter(|it| it["code"] == "MT604" || it["code"] == "MT612");
        let told: Vec<&str> = twice.clone().filter_map(|it| it["code"].as_str()).collect();
        let wanted: Vec<&str> = [code].into_iter().filter(|it| !it.is_empty()).collect();
        assert_eq!(told, wanted, "{file}: {text}");
        let mut whys = twice.filter_map(|it| it["why"].as_str());
        assert!(whys.all(|why| by.is_empty() || why.starts_with(by)), "{file}");
    }
}

#[test]
fn a_makefile_is_no_configuration() {
    let told = said(&[
        ("Makefile", "server:\n\tgo run .\n"),
        ("mimir.yaml", "target: all\n"),
    ]);
    assert!(told.codes().is_empty(), "{}", told.report);
}
