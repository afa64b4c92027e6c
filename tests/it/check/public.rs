//! What public files showed: each case stands for a kind on which the doctor erred.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Map, Value};

use mimir_tls::doctor::{CheckReport, Input, Severity};
use mimir_tls::language::Language;

use super::recipe::Recipe;
use super::said::{Said, place, said};
use super::{report, root};

/// What is set beside half of a listener, which is always told.
const HALF: &str = "-server.grpc-tls-cert-path=/t/a";

/// What a release prints at `/config` where nothing is set: every option, most of
/// them empty.
fn printed(release: &str, over: &[(&str, Value)]) -> String {
    let text = fs::read_to_string(root().join("tests/golden/catalog/mimir-all-options.json"));
    let table: Value = serde_json::from_str(&text.expect("the golden")).expect("JSON");
    let numbers = |text: &str| -> Vec<u32> {
        let numbers = text.split('.').map(|it| it.parse());
        numbers.collect::<Result<_, _>>().expect("a release")
    };
    let own = numbers(release);
    let mut tree = Map::new();
    for option in table.as_array().expect("options") {
        let is_before = |key: &str| option[key].as_str().is_some_and(|it| numbers(it) <= own);
        let path = option["yaml"].as_str().unwrap_or_default();
        if path.is_empty() || !is_before("since") || is_before("removed_in") {
            continue;
        }
        let value = match option["type"].as_str().unwrap_or_default() {
            "boolean" => Value::Bool(false),
            "int" | "float" => Value::from(0),
            "duration" => Value::from("0s"),
            "string" | "url" => Value::from(""),
            _ => Value::Null,
        };
        put(&mut tree, path, value);
    }
    put(&mut tree, "target", Value::from("all"));
    // As it prints a limit that is of a type of its own.
    if release.starts_with("2.17") {
        let limit = "limits.alertmanager_max_grafana_config_size_bytes";
        put(&mut tree, limit, Value::from("0B"));
    }
    for (path, value) in over {
        put(&mut tree, path, value.clone());
    }
    yaml(&tree, 0)
}

fn put(tree: &mut Map<String, Value>, path: &str, value: Value) {
    let mut at = tree;
    let mut keys: Vec<&str> = path.split('.').collect();
    let last = keys.pop().expect("a key");
    for key in keys {
        let below = at.entry(key).or_insert_with(|| Value::Object(Map::new()));
        at = match below {
            Value::Object(map) => map,
            // A key that was an option, and is a block by now.
            _ => return,
        };
    }
    at.insert(last.to_owned(), value);
}

fn yaml(tree: &Map<String, Value>, depth: usize) -> String {
    let indent = "    ".repeat(depth);
    let entry = |(key, value): (&String, &Value)| match value {
        Value::Object(map) => format!("{indent}{key}:\n{}", yaml(map, depth + 1)),
        value => format!("{indent}{key}: {value}\n"),
    };
    tree.iter().map(entry).collect()
}

#[test]
fn what_mimir_prints_is_output() {
    for release in [
        "2.0.0", "2.9.0", "2.10.0", "2.14.0", "2.16.0", "2.17.0", "3.0.0", "3.1.0",
    ] {
        let said = said(&[("dump.yaml", &printed(release, &[]))]);
        let none = Default::default();
        assert_eq!(said.codes(), none, "{release}: {}", said.report["findings"]);
        assert!(said.words("dump.yaml").contains("/config"), "{release}");
        let (own, by) = said.release();
        let line = |text: &str| text.rsplit_once('.').map(|(line, _)| line.to_owned());
        assert_eq!((line(own), by), (line(release), "dump"), "{release}");
    }
}

/// What somebody set is judged as in the file that it came from, and nothing of
/// output is to be fixed.
#[test]
fn what_it_shows_of_tls_is_judged() {
    let half = [
        ("server.grpc_tls_config.cert_file", Value::from("/t/a")),
        (
            "server.grpc_tls_config.client_auth_type",
            Value::from("RequireAndVerifyClientcert"),
        ),
        (
            "some.new_option",
            Value::from("of a build that is no release"),
        ),
    ];
    let said = said(&[("dump.yaml", &printed("3.1.0", &half))]);
    assert_eq!(
        said.codes(),
        ["MT101"].into(),
        "{}",
        said.report["findings"]
    );
    assert!(said.notes().contains("MT107"), "{:?}", said.notes());
    let findings = said.report["findings"].as_array().expect("findings");
    assert!(
        findings.iter().all(|it| it["edit"].is_null()),
        "{findings:?}"
    );
}

/// A configuration with a few options is none, whatever their values.
#[test]
fn a_configuration_is_no_output() {
    let said = said(&[(
        "mimir.yaml",
        "target: all\nserver: {log_level: info, banana: 1}\n",
    )]);
    assert_eq!(said.codes(), ["MT117"].into());
    assert_eq!(said.words("mimir.yaml"), "Mimir's configuration");
}

/// One case: files, the release they are held against if they do not name one, and
/// what is found above a note.
type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a [&'a str]);

#[track_caller]
fn each(cases: &[Case<'_>]) {
    let mut wrong = Vec::new();
    for (what, files, codes) in cases {
        let said = said(files);
        let found: Vec<&str> = said.codes().into_iter().collect();
        if found != *codes {
            wrong.push(format!("{what}: {found:?}, not {codes:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_nobody_reads_is_neither_old_nor_wrong() {
    let config = |text: &str| {
        format!("target: all\nblocks_storage: {{bucket_store: {{index_cache: {{{text}}}}}}}\n")
    };
    let compose = "services: {mimir: {image: \"grafana/mimir:2.17.0\", command: [\"-config.file=/etc/mimir.yaml\"], volumes: [\"./mimir.yaml:/etc/mimir.yaml\"]}}\n";
    let redis =
        "redis: {endpoint: \"redis:6379\", tls_enabled: true, tls_insecure_skip_verify: true}";
    let unused = config(&format!("backend: memcached, {redis}"));
    let unsaid = config(redis);
    let used = config(&format!("backend: redis, {redis}"));
    each(&[
        (
            "another backend",
            &[("compose.yaml", compose), ("mimir.yaml", &unused)],
            &[],
        ),
        (
            "no backend",
            &[("compose.yaml", compose), ("mimir.yaml", &unsaid)],
            &[],
        ),
        (
            "its backend",
            &[("compose.yaml", compose), ("mimir.yaml", &used)],
            &["MT104", "MT118"],
        ),
    ]);
}

#[test]
fn the_tracker_counts_where_it_is_on() {
    let tracker = |text: &str, kept: &str| {
        let client = "ingester_client: {grpc_client_config: {tls_enabled: false}}";
        format!(
            "target: distributor\n{client}\ndistributor: {{ha_tracker: {{{text}kvstore: {{{kept}}}}}}}\n"
        )
    };
    let consul = "store: consul, consul: {host: \"consul:8500\"}";
    let etcd = "store: etcd, etcd: {endpoints: [\"etcd:2379\"], tls_enabled: true}";
    let on = "enable_ha_tracker: true, ";
    each(&[
        (
            "off by default",
            &[("mimir.yaml", &tracker("", consul))],
            &[],
        ),
        (
            "off",
            &[("mimir.yaml", &tracker("enable_ha_tracker: false, ", consul))],
            &[],
        ),
        ("on", &[("mimir.yaml", &tracker(on, consul))], &["MT129"]),
        ("off, in etcd", &[("mimir.yaml", &tracker("", etcd))], &[]),
        (
            "on, in etcd",
            &[("mimir.yaml", &tracker(on, etcd))],
            &["MT125"],
        ),
    ]);
}

/// The component that is named is one that makes use of the setting.
#[test]
fn who_is_named_reads_the_setting() {
    let values = "mimir:\n  structuredConfig:\n    ruler_storage: {backend: s3, s3: {insecure: true}}\n    ingester: {ring: {kvstore: {store: consul}}}\n    memberlist: {tls_enabled: true, tls_cert_path: /t/a, tls_key_path: /t/b, tls_ca_path: /t/c, tls_server_name: x}\n";
    let said = said(&[("values.yaml", values)]);
    let findings = said.report["findings"].as_array().expect("findings");
    let what = |code: &str| {
        let found = findings.iter().find(|it| it["code"] == code);
        found.map(|it| {
            (
                it["what"].as_str().unwrap_or_default().to_owned(),
                it["also"].to_string(),
            )
        })
    };
    let (storage, also) = what("MT131").expect("insecure");
    assert!(
        storage.contains(" of ruler ") && !also.contains("ingester"),
        "{storage}, {also}"
    );
    let (ring, also) = what("MT129").expect("consul");
    assert!(
        ring.contains(" of distributor ") && !also.contains("compactor"),
        "{ring}, {also}"
    );
}

/// What a script is run with hides nothing that it sets itself.
#[test]
fn a_script_is_read_around_its_arguments() {
    let script =
        |end: &str| format!("#!/bin/sh\nset -e\nexec mimir -target=ingester {HALF} {end}\n");
    let configured =
        |end: &str| format!("#!/bin/sh\nexec /bin/mimir -config.file=/etc/mimir.yaml {end}\n");
    let config = "server: {http_tls_config: {cert_file: /t/a}}\n";
    for end in ["\"$@\"", "$*", "\"${@}\"", "${@:2}"] {
        each(&[
            (end, &[("entrypoint.sh", &script(end))], &["MT101"]),
            (
                end,
                &[("entrypoint.sh", &configured(end)), ("mimir.yaml", config)],
                &["MT101"],
            ),
        ]);
        let said = said(&[("entrypoint.sh", &script(end))]);
        assert!(said.notes().contains("MT523"), "{end}: {:?}", said.notes());
    }
    // Any other word may be what is missing.
    each(&[("a variable", &[("entrypoint.sh", &script("$EXTRA"))], &[])]);
}

#[test]
fn each_text_is_held_against_its_own_release() {
    let old = "services: {a: {image: \"grafana/mimir:2.10.0\", command: [-target=all, -blocks-storage.bucket-store.index-cache.redis.tls-enabled=true]}}\n";
    let new = "services: {b: {image: \"grafana/mimir:3.0.0\", command: [-target=all, -querier.mimir-query-engine.enable-aggregation-operations=true]}}\n";
    let config = "target: all\nfrontend: {query_sharding_target_series_per_shard: 1, downstream_url: \"http://x\"}\n";
    let said = said(&[
        ("a/compose.yaml", old),
        ("a/conf/mimir.yaml", config),
        ("b/compose.yaml", new),
        ("b/conf/mimir.yaml", config),
        (
            "b/more/compose.yaml",
            "services: {c: {image: \"grafana/mimir:3.0.0\", command: [-target=ruler]}}\n",
        ),
    ]);
    assert_eq!(
        said.codes(),
        ["MT116"].into(),
        "{}",
        said.report["findings"]
    );
    let gone: Vec<String> = said
        .lines("MT116")
        .into_iter()
        .map(|(file, _)| file)
        .collect();
    assert_eq!(gone, ["b/compose.yaml", "b/conf/mimir.yaml"]);
    assert_eq!(said.lines("MT425"), [("a/compose.yaml".to_owned(), 1)]);
    assert_eq!(said.release(), ("3.0.0", "image"));
}

/// Variables with defaults, in Nomad and in Compose.
#[test]
fn defaults_of_variables_are_known() {
    let job = |arguments: &str| {
        format!(
            "variable \"version\" {{\n  type = string\n  default = \"2.10.0\"\n}}\nvariable \"cert\" {{ default = \"/t/a\" }}\nvariable \"auth\" {{ default = \"RequiredAndVerify\" }}\nvariable \"other\" {{}}\njob \"mimir\" {{\n  group \"g\" {{\n    task \"mimir\" {{\n      driver = \"docker\"\n      config {{\n        image = \"grafana/mimir:${{var.version}}\"\n        args = [\"-target=all\", {arguments}]\n      }}\n    }}\n  }}\n}}\n"
        )
    };
    let old = "\"-blocks-storage.bucket-store.index-cache.redis.tls-enabled=true\"";
    let said_job = said(&[("m.nomad", &job(old))]);
    assert_eq!(
        (said_job.release(), said_job.codes()),
        (("2.10.0", "image"), Default::default())
    );
    each(&[
        (
            "in a word",
            &[(
                "m.nomad",
                &job("\"-server.grpc-tls-cert-path=${var.cert}\""),
            )],
            &["MT101"],
        ),
        (
            "its value",
            &[(
                "m.nomad",
                &job(
                    "\"-server.grpc-tls-cert-path=${var.cert}\", \"-server.grpc-tls-key-path=/b\", \"-server.grpc-tls-client-auth=${var.auth}\"",
                ),
            )],
            &["MT107", "MT139"],
        ),
        (
            "without a default",
            &[(
                "m.nomad",
                &job(
                    "\"-server.grpc-tls-cert-path=/t/a\", \"-server.grpc-tls-key-path=/b\", \"-server.grpc-tls-client-auth=${var.other}\"",
                ),
            )],
            &["MT139"],
        ),
    ]);
    for (image, release) in [
        ("grafana/mimir:${MIMIR_VERSION:-2.10.0}", "2.10.0"),
        ("grafana/mimir:${MIMIR_VERSION-2.10.0}", "2.10.0"),
        ("${IMAGE:-grafana/mimir}:${TAG:-2.10.0}", "2.10.0"),
        ("${IMAGE:-grafana/mimir:2.10.0}", "2.10.0"),
        ("grafana/mimir:${MIMIR_VERSION}", "3.1.0"),
    ] {
        let compose = format!(
            "services:\n  mimir:\n    image: {image}\n    command: [-target=all, {HALF}]\n    volumes: [\"./t:/t\"]\n"
        );
        let said = said(&[("compose.yaml", &compose)]);
        assert_eq!(said.release().0, release, "{image}");
        assert_eq!(
            said.codes(),
            ["MT101"].into(),
            "{image}: {}",
            said.report["findings"]
        );
    }
}

/// A file that only sets variables is read as such, whatever it is called.
#[test]
fn variables_need_no_ending() {
    let text =
        format!("# for mimir\nMIMIR_VERSION=2.10.0\n\nMIMIR_ARGS=\"-target=ingester {HALF}\"\n");
    for name in [
        "mimir.sh",
        "mimir.env",
        "settings",
        "mimir.conf",
        "mimir.txt",
        "default/mimir",
    ] {
        let said = said(&[(name, &text)]);
        assert_eq!(said.words(name), "variables for a command", "{name}");
        assert_eq!(said.codes(), ["MT101"].into(), "{name}");
    }
}

#[test]
fn app_template_has_mounts_and_probes() {
    let values = |probe: &str, path: &str| {
        format!(
            "controllers:\n  mimir:\n    containers:\n      main:\n        image: {{repository: grafana/mimir, tag: 2.17.0}}\n        args: [\"-target=all\", \"-config.file=/etc/mimir/mimir.yaml\"]\n        probes:\n          readiness: {probe}\npersistence:\n  config: {{type: configMap, identifier: config, globalMounts: [{{path: /etc/mimir/mimir.yaml, subPath: mimir.yaml}}]}}\n  tls: {{type: secret, name: mimir-tls, advancedMounts: {{mimir: {{main: [{{path: /tls}}]}}}}}}\nconfigMaps:\n  config:\n    data:\n      mimir.yaml: |\n        server: {{http_tls_config: {{cert_file: {path}/tls.crt, key_file: {path}/tls.key}}}}\n"
        )
    };
    let https =
        "{enabled: true, custom: true, spec: {httpGet: {path: /ready, port: 8080, scheme: HTTPS}}}";
    let http = "{enabled: true, custom: true, spec: {httpGet: {path: /ready, port: 8080}}}";
    let typed = "{enabled: true, type: HTTP, path: /ready}";
    let off = "{enabled: false, type: HTTP, path: /ready}";
    each(&[
        (
            "over HTTPS",
            &[("values.yaml", &values(https, "/tls"))],
            &[],
        ),
        (
            "over HTTP",
            &[("values.yaml", &values(http, "/tls"))],
            &["MT501"],
        ),
        (
            "by its type",
            &[("values.yaml", &values(typed, "/tls"))],
            &["MT501"],
        ),
        ("off", &[("values.yaml", &values(off, "/tls"))], &[]),
        (
            "only connects",
            &[("values.yaml", &values("{enabled: true}", "/tls"))],
            &[],
        ),
        (
            "elsewhere",
            &[("values.yaml", &values(https, "/certs"))],
            &["MT511"],
        ),
    ]);
}

/// Letters that JSON has in pairs, and marks of order that stand inside a text.
#[test]
fn letters_that_others_take_are_taken() {
    let dashboard = r#"{"title": "Mimir \ud83d\ude80 \\ud83d", "panels": [{"title": "tls_ 🚀", "targets": [{"expr": "cortex_request_duration_seconds"}]}], "templating": {"list": []}}"#;
    let said_json = Said::of(&place(&[("mimir.json", dashboard)]), "mimir.json");
    assert_eq!(
        said_json.codes(),
        Default::default(),
        "{}",
        said_json.report
    );
    let marks = "target: all\n# a \u{feff} b\nserver: {log_level: info, http_tls_config: {cert_file: \"/t/\u{feff}a\"}}\n";
    let said = said(&[("mimir.yaml", marks)]);
    assert_eq!(
        said.codes(),
        ["MT101"].into(),
        "{}",
        said.report["findings"]
    );
}

/// An option that stands in another block than it should, told by its own name.
#[test]
fn a_key_that_says_what_it_is_has_a_nearest() {
    let said = said(&[(
        "mimir.yaml",
        "target: all\ncompactor: {compactor_blocks_retention_period: 30d}\n",
    )]);
    let finding = &said.report["findings"][0];
    assert_eq!(finding["code"], "MT117");
    let fix = finding["fix"].as_str().expect("a fix");
    assert!(
        fix.contains("`limits.compactor_blocks_retention_period`"),
        "{fix}"
    );
}

/// What to add is written as the text around it is.
#[test]
fn a_switch_is_told_in_the_words_of_its_text() {
    let terraform = |values: &str| {
        format!(
            "resource \"helm_release\" \"mimir\" {{\n  name = \"mimir\"\n  chart = \"mimir-distributed\"\n  version = \"5.7.0\"\n  values = [{values}]\n}}\n"
        )
    };
    let encoded = terraform(
        "yamlencode({mimir = {structuredConfig = {ingester_client = {grpc_client_config = {tls_ca_path = \"/t/ca\"}}}}})",
    );
    let text = terraform(
        "<<EOF\nmimir:\n  structuredConfig:\n    ingester_client: {grpc_client_config: {tls_ca_path: /t/ca}}\nEOF\n  ",
    );
    for (text, line) in [
        (encoded, "`tls_enabled = true`"),
        (text, "`tls_enabled: true`"),
    ] {
        let said = said(&[("main.tf", &text)]);
        let findings = said.report["findings"].as_array().expect("findings");
        let found = findings
            .iter()
            .find(|it| it["code"] == "MT103")
            .expect("MT103");
        assert!(
            found["fix"].as_str().unwrap_or_default().contains(line),
            "{found}"
        );
    }
}

/// The types of options that no release has any more, which Mimir's parser of
/// today cannot judge.
#[test]
fn options_that_are_gone_took_what_they_took() {
    let compose = |release: &str| {
        format!(
            "services: {{m: {{image: \"grafana/mimir:{release}\", command: [-config.file=/mimir.yaml], volumes: [\"./mimir.yaml:/mimir.yaml\"]}}}}\n"
        )
    };
    let limits: BTreeMap<&str, (&str, bool)> = BTreeMap::from([
        (
            "alertmanager_max_grafana_config_size_bytes: 0B",
            ("2.17.0", true),
        ),
        (
            "alertmanager_max_grafana_state_size_bytes: 10MiB",
            ("2.15.0", true),
        ),
        (
            "alertmanager_max_config_size_bytes: 10MiB",
            ("2.17.0", false),
        ),
        ("forwarding_drop_older_than: 1d", ("2.5.0", true)),
        ("split_instant_queries_by_interval: 1d", ("2.10.0", true)),
        ("max_query_length: 1y", ("2.4.0", true)),
    ]);
    for (limit, (release, takes)) in limits {
        let config = format!("target: all\nlimits:\n  {limit}\n");
        let said = said(&[("compose.yaml", &compose(release)), ("mimir.yaml", &config)]);
        let is_taken = !said.codes().contains("MT123");
        assert_eq!(is_taken, takes, "{limit}: {}", said.report["findings"]);
    }
}

/// A check of texts, with what a recipe makes beside them.
fn made(files: &[(&str, &str)], recipe: &str) -> CheckReport {
    let recipe: Recipe = serde_json::from_str(recipe).expect("a recipe");
    let inputs = files.iter().map(|(path, text)| Input {
        path: (*path).to_owned(),
        bytes: text.as_bytes().to_vec(),
        mode: None,
    });
    let mut inputs: Vec<Input> = inputs.collect();
    recipe.make(&mut inputs);
    report(inputs, &recipe, Language::English)
}

/// The codes of a report above a note, and its notes.
fn graded(report: &CheckReport) -> (Vec<&str>, Vec<&str>) {
    let of = |is_note: bool| {
        let findings = report.findings.iter();
        let of = findings.filter(|it| (it.severity == Severity::Note) == is_note);
        let mut codes: Vec<&str> = of.map(|it| it.code.as_str()).collect();
        codes.sort_unstable();
        codes
    };
    (of(false), of(true))
}

/// What lies about and is used by nobody is a note at most; what is used, what
/// signed that and what is signed by it is judged as it was.
#[test]
fn a_certificate_that_nobody_uses_is_no_fault() {
    let used = "\"root.crt\": {\"ca\": true}, \"server.crt\": {\"by\": \"root.crt\", \"names\": [\"mimir.example\"], \"usages\": [\"server\"]}";
    let config = "target: ingester\nserver: {http_tls_config: {cert_file: server.crt, key_file: server.key}, grpc_tls_config: {cert_file: server.crt, key_file: server.key}}\n";
    let about = |more: &str| {
        made(
            &[("mimir.yaml", config)],
            &format!("{{\"certs\": {{{used}, {more}}}}}"),
        )
    };
    let foreign = "\"web/root.crt\": {\"ca\": true, \"subject\": \"web\"}, \"web/a.crt\": {\"by\": \"web/root.crt\", \"names\": [\"web.example\"], \"start\": -90, \"end\": -1}";
    let report = about(foreign);
    let (faults, notes) = graded(&report);
    assert_eq!(faults, Vec::<&str>::new(), "{:?}", report.findings);
    assert!(notes.contains(&"MT204"), "{notes:?}");
    // A CA that signs nothing here is nobody's CA.
    let report = about("\"web/root.crt\": {\"signs\": true, \"usages\": [], \"subject\": \"web\"}");
    let (faults, notes) = graded(&report);
    assert_eq!(faults, Vec::<&str>::new(), "{:?}", report.findings);
    assert!(!notes.contains(&"MT211"), "{notes:?}");
    // The same CA signed this one: somebody outside shows it.
    let own = "\"client.crt\": {\"by\": \"root.crt\", \"names\": [\"prometheus\"], \"usages\": [\"client\"], \"start\": -90, \"end\": -1}";
    assert_eq!(graded(&about(own)).0, ["MT204"]);
    // Where nobody is there who could use it, it is what was asked about.
    let report = made(&[], &format!("{{\"certs\": {{{foreign}}}}}"));
    assert_eq!(graded(&report).0, ["MT204"]);
}

/// The CA's key in a Secret of another program is that program's.
#[test]
fn a_secret_that_mimir_does_not_mount_is_no_fault() {
    let secret = |name: &str| {
        format!(
            "apiVersion: v1\nkind: Secret\nmetadata: {{name: {name}}}\nstringData:\n  ca.key: |\n    -----BEGIN PRIVATE KEY-----\n    MA==\n    -----END PRIVATE KEY-----\n"
        )
    };
    let mimir = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: mimir-ingester}\nspec:\n  template:\n    spec:\n      containers:\n      - name: ingester\n        image: grafana/mimir:2.17.0\n        args: [-target=ingester, -server.grpc-tls-cert-path=/tls/tls.crt, -server.grpc-tls-key-path=/tls/ca.key]\n        volumeMounts: [{name: tls, mountPath: /tls}]\n      volumes: [{name: tls, secret: {secretName: mimir-tls}}]\n";
    let faults = |name: &str| {
        let said = said(&[("all.yaml", &format!("{}---\n{mimir}", secret(name)))]);
        let codes = said.codes();
        codes.contains("MT307") || codes.contains("MT310")
    };
    assert!(faults("mimir-tls"));
    assert!(!faults("linkerd-identity"));
}

/// What `--fix` leaves is not counted as what it fixes: one of two places has no CA
/// with which the right word would hold.
#[test]
fn what_is_fixed_in_part_is_counted_so() {
    let flags = |more: &str| {
        format!(
            "-target=ingester\n-server.http-tls-cert-path=/t/a\n-server.http-tls-key-path=/t/b\n-server.http-tls-ca-path=/t/ca\n-server.http-tls-client-auth=RequiredAndVerifyClientCert\n-server.grpc-tls-cert-path=/t/a\n-server.grpc-tls-key-path=/t/b\n{more}-server.grpc-tls-client-auth=RequiredAndVerifyClientCert\n"
        )
    };
    let last = |more: &str| {
        let ran = place(&[("ingester.flags", &flags(more))]).run("check ingester.flags");
        ran.stdout.lines().last().unwrap_or_default().to_owned()
    };
    let all = "-server.grpc-tls-ca-path=/t/ca\n";
    assert_eq!(last(all), "1 finding can be fixed with --fix");
    assert_eq!(
        last(""),
        "1 finding can be fixed with --fix at some of the places"
    );
}
