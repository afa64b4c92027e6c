//! Commands as people write them: by a shell, in a unit, in Compose. What they
//! say is read, what they do not say is said, and nothing is concluded from it.

use mimir_tls::catalog::Catalog;
use mimir_tls::doctor::{CheckReport, Code, Input, Options, check, one_by_one};
use mimir_tls::pki::Instant;

/// A check of texts, each by its path.
pub(super) fn report(texts: &[(&str, &str)]) -> CheckReport {
    let inputs = texts.iter().map(|(path, text)| Input {
        path: (*path).to_owned(),
        bytes: text.as_bytes().to_vec(),
        mode: None,
    });
    let now = Instant::from_unix(super::NOW);
    let options = Options::new(Catalog::builtin().newest(), now);
    check(inputs, options, one_by_one)
}

/// What is said, a line each: code, file, line and column.
pub(super) fn said(report: &CheckReport) -> Vec<String> {
    let place = |it: &mimir_tls::doctor::Finding| {
        format!(
            "{} {}:{}:{}",
            it.code, it.place.file, it.place.line, it.place.column
        )
    };
    report.findings.iter().map(place).collect()
}

/// Whether a code is said.
pub(super) fn has(report: &CheckReport, code: Code) -> bool {
    report.findings.iter().any(|finding| finding.code == code)
}

fn components(report: &CheckReport) -> Vec<&str> {
    let names = report.processes.iter().map(|it| it.component.as_str());
    names.collect()
}

const HALF: &str = "-server.grpc-tls-cert-path=/t/a";

/// F4 of the real files.
#[test]
fn a_shell_in_a_container_starts_mimir() {
    for command in [
        format!(r#"["/bin/sh", "-c", "sleep 3 && exec /bin/mimir -target=all {HALF}"]"#),
        format!(r#"["bash", "-euxo", "pipefail", "-c", "/bin/mimir -target=all {HALF}"]"#),
        format!(r#"["sh", "-c", "exec mimir \"$@\"", "mimir", "-target=all", "{HALF}"]"#),
        format!(
            r#"["sh", "-c", "exec ./dlv exec ./mimir --listen=:1 --headless=true --continue -- -target=all {HALF}"]"#
        ),
        format!("sh -c 'mimir -target=all {HALF}'"),
        format!("-target=all {HALF}"),
        format!(
            "\n    - sh\n    - -c\n    - |\n      set -e\n      mimir -target=all \\\n        {HALF}"
        ),
    ] {
        let text = format!(
            "services:\n  mimir:\n    image: grafana/mimir:3.1.0\n    volumes: ['./t:/t']\n    command: {command}\n"
        );
        let report = report(&[("compose.yaml", &text)]);
        let line = text
            .lines()
            .position(|line| line.contains(HALF))
            .expect("a line");
        let column = text
            .lines()
            .nth(line)
            .and_then(|it| it.find(HALF))
            .expect("a column");
        let wanted = format!("MT101 compose.yaml:{}:{}", line + 1, column + 1);
        let said = said(&report);
        let is_list = command.contains("\"-target");
        assert!(
            said.contains(&wanted) || is_list && said.len() == 1,
            "{command}: {said:?}"
        );
        assert_eq!(said.len(), 1, "{command}: {said:?}");
        assert_eq!(components(&report), ["all"], "{command}");
    }
}

#[test]
fn a_shell_in_a_pod_starts_mimir() {
    let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: m}\nspec:\n  template:\n    spec:\n      \
         containers:\n      - name: querier\n        image: grafana/mimir:3.1.0\n        env:\n        \
         - {name: CERT, value: /t/a}\n        command: [/bin/sh, -c]\n        args:\n        \
         - exec mimir -target=querier -server.grpc-tls-cert-path=$(CERT)\n";
    let report = report(&[("m.yaml", text)]);
    assert!(has(&report, Code::Mt101), "{:?}", report.findings);
    assert!(!has(&report, Code::Mt117), "{:?}", report.findings);
    assert_eq!(components(&report), ["querier"]);
}

/// F19 of the breakage list.
#[test]
fn two_flags_on_one_line_are_two() {
    let line = "-target=ingester -server.http-tls-cert-path=/a -server.http-tls-client-auth=foo\n";
    let report = report(&[("l.flags", line)]);
    assert!(has(&report, Code::Mt101), "{:?}", report.findings);
    let wrong = report.findings.iter().find(|it| it.code == Code::Mt107);
    let column = line.find("-server.http-tls-client-auth").expect("a flag") + 1;
    assert_eq!(wrong.map(|it| it.place.column), Some(column));
    assert_eq!(components(&report), ["ingester"]);
}

const SHARED: &str = "server:\n  grpc_tls_config: {cert_file: /t/a, key_file: /t/b}\n\
    frontend_worker: {grpc_client_config: {tls_enabled: true, tls_ca_path: /t/ca, tls_server_name: m}}\n";

/// 13 of the newcomer's list: a script never lowers what the YAML alone proves.
#[test]
fn a_target_that_nobody_sets_is_for_anybody() {
    let alone = report(&[("h1/mimir.yaml", SHARED)]);
    let script = "#!/bin/sh\nn=$1\nmimir -config.file=/etc/mimir/mimir.yaml -target=$n &\n";
    let with = report(&[("h1/mimir.yaml", SHARED), ("h1/start-all.sh", script)]);
    assert_eq!(with.links.len(), alone.links.len());
    assert!(with.links.len() > 10, "only {} links", with.links.len());
    assert!(has(&with, Code::Mt524), "{:?}", said(&with));
}

#[test]
fn a_target_of_a_loop_is_known() {
    let script =
        "for n in ingester querier; do\n  mimir -config.file=mimir.yaml -target=$n &\ndone\n";
    let report = report(&[("mimir.yaml", SHARED), ("start.sh", script)]);
    assert_eq!(components(&report), ["ingester", "querier"]);
    assert!(!has(&report, Code::Mt524));
}

const UNIT: &str = "[Service]\nEnvironmentFile=-/etc/default/mimir\nExecStart=/usr/local/bin/mimir \
    --config.file=/etc/mimir/config.yml --log.level $LOG_LEVEL $CUSTOM_ARGS\n";
const WORKER: &str =
    "target: all\nfrontend_worker: {grpc_client_config: {tls_enabled: true, tls_ca_path: /t/ca}}\n";

/// F11 of the real files, with the file of variables and without.
#[test]
fn a_unit_takes_its_variables_from_their_file() {
    let file = "# arguments\nLOG_LEVEL=\"info\"\nCUSTOM_ARGS=\"-server.grpc-tls-cert-path=/t/a \
        -server.grpc-tls-key-path=/t/b -server.grpc-tls-client-auth=RequiredAndVerifyClientCert\"\n";
    let with = report(&[
        ("mimir.service", UNIT),
        ("default/mimir", file),
        ("mimir/config.yml", WORKER),
    ]);
    let wrong = with
        .findings
        .iter()
        .find(|it| it.code == Code::Mt107)
        .expect("MT107");
    assert_eq!(
        (wrong.place.file.as_str(), wrong.place.line),
        ("default/mimir", 3)
    );
    assert!(!has(&with, Code::Mt402), "{:?}", said(&with));

    let without = report(&[("mimir.service", UNIT), ("mimir/config.yml", WORKER)]);
    assert_eq!(
        said(&without),
        ["MT525 mimir.service:2:17", "MT417 mimir/config.yml:2:59"]
    );
    let states: Vec<_> = without.links.iter().map(|link| link.verdict).collect();
    assert!(!states.is_empty());
    assert!(
        states
            .iter()
            .all(|state| *state == mimir_tls::doctor::LinkVerdict::Unproven)
    );
}

#[test]
fn units_have_variables_drop_ins_and_instances() {
    let unit = "[Service]\nEnvironment=\"DIR=/t\" AUTH=RequiredAndVerifyClientCert\nExecStart=/bin/old -target=all\n";
    let part = "[Service]\nExecStart=\nExecStart=/bin/mimir -target=ingester \\\n  \
        -server.grpc-tls-cert-path=${DIR}/a -server.grpc-tls-key-path=${DIR}/b \\\n  -server.grpc-tls-client-auth=$AUTH\n";
    let part = part.replace("=$AUTH", "=${AUTH}");
    let report_ = report(&[("mimir.service", unit), ("mimir.service.d/tls.conf", &part)]);
    assert_eq!(components(&report_), ["ingester"]);
    let wrong = report_
        .findings
        .iter()
        .find(|it| it.code == Code::Mt107)
        .expect("MT107");
    assert_eq!(
        (wrong.place.file.as_str(), wrong.place.line),
        ("mimir.service.d/tls.conf", 5)
    );

    let template = format!("[Service]\nExecStart=/bin/mimir -target=%i {HALF}\n");
    let one = report(&[("mimir@ingester.service", &template)]);
    assert_eq!(components(&one), ["ingester"]);
    let any = report(&[("mimir@.service", &template)]);
    assert!(has(&any, Code::Mt524) && components(&any).len() > 5);
    let shell = format!("[Service]\nExecStart=/bin/sh -c 'exec /bin/mimir -target=all {HALF}'\n");
    assert!(has(&report(&[("m.service", &shell)]), Code::Mt101));
}

#[test]
fn a_service_merges_extends_and_takes_variables() {
    let text = "x-mimir: &mimir\n  image: grafana/mimir:${TAG:-3.1.0}\n  env_file: mimir.env\n\
        services:\n  base:\n    <<: *mimir\n    command: [\"-target=${TARGET}\", \"-server.grpc-tls-cert-path=${DIR}/a\"]\n  \
        ingester:\n    extends: base\n  querier:\n    extends: {service: base}\n    \
        command: sh -c 'mimir -target=querier -server.grpc-tls-client-auth=$$AUTH -server.grpc-tls-cert-path=/a -server.grpc-tls-key-path=/b'\n";
    let report = report(&[
        ("d/compose.yaml", text),
        ("d/.env", "TARGET=ingester\nDIR=/t\n"),
        ("d/mimir.env", "AUTH=RequiredAndVerifyClientCert\n"),
    ]);
    let names: Vec<&str> = report
        .processes
        .iter()
        .map(|it| it.component.as_str())
        .collect();
    assert_eq!(names, ["ingester", "querier"]);
    assert!(
        has(&report, Code::Mt101) && has(&report, Code::Mt107),
        "{:?}",
        said(&report)
    );
    assert!(
        !has(&report, Code::Mt523) && !has(&report, Code::Mt117),
        "{:?}",
        said(&report)
    );
}

#[test]
fn a_variable_of_compose_that_nobody_sets_is_not_known() {
    let text = "services:\n  ingester:\n    image: grafana/mimir:3.1.0\n    volumes: ['./t:/t']\n    command:\n    - -target=ingester\n    \
        - -server.grpc-tls-cert-path=/t/a\n    - -server.grpc-tls-key-path=/t/b\n    - -server.grpc-tls-client-auth=${AUTH}\n";
    let report = report(&[("compose.yaml", text)]);
    assert!(
        said(&report).contains(&"MT523 compose.yaml:9:7".to_owned()),
        "{:?}",
        said(&report)
    );
    assert!(
        !has(&report, Code::Mt107) && !has(&report, Code::Mt415),
        "{:?}",
        said(&report)
    );
}

#[test]
fn configs_and_secrets_of_compose_are_files() {
    let config = "server:\n  grpc_tls_config:\n    cert_file: /run/secrets/cert\n";
    let text = format!(
        "configs:\n  mimir: {{file: ./conf/production.yaml}}\n  own:\n    content: |\n      {}\n\
         services:\n  ingester:\n    image: grafana/mimir:3.1.0\n    command: -target=ingester -config.file=/etc/mimir.yaml\n    \
         configs: [{{source: mimir, target: /etc/mimir.yaml}}]\n  querier:\n    image: grafana/mimir:3.1.0\n    \
         command: -target=querier -config.file=/own.yaml\n    configs: [{{source: own, target: /own.yaml}}]\n",
        config.trim_end().replace('\n', "\n      ")
    );
    let other = "server:\n  grpc_tls_config:\n    cert_file: /a\n    key_file: /b\n    client_auth_type: Requires\n";
    let report = report(&[("compose.yaml", &text), ("conf/production.yaml", other)]);
    let place = |code| {
        let mut found = report.findings.iter().filter(|it| it.code == code);
        found.next().map(|it| it.place.file.as_str())
    };
    assert_eq!(place(Code::Mt101), Some("compose.yaml"));
    assert_eq!(place(Code::Mt107), Some("conf/production.yaml"));
    assert_eq!(components(&report), ["ingester", "querier"]);
}

const JOB: &str = "job \"mimir\" {\n  group \"g\" {\n    task \"ingester\" {\n      driver = \"docker\"\n      config {\n        \
    image = \"grafana/mimir:3.1.0\" # its own\n        args = [\n          \"-config.file=${NOMAD_TASK_DIR}/mimir.yaml\",\n          \
    \"-server.grpc-tls-client-auth=RequiredAndVerifyClientCert\",\n        ]\n      }\n      template {\n        data = <<-EOF\n          \
    server:\n            grpc_tls_config:\n              cert_file: /secrets/a\n              key_file: /secrets/b\n          EOF\n        \
    destination = \"local/mimir.yaml\"\n      }\n    }\n  }\n}\n";

#[test]
fn a_job_of_nomad_is_read_as_far_as_it_says() {
    let report_ = report(&[("mimir.nomad.hcl", JOB)]);
    assert_eq!(components(&report_), ["ingester"]);
    assert!(
        said(&report_).contains(&"MT107 mimir.nomad.hcl:9:11".to_owned()),
        "{:?}",
        said(&report_)
    );
    let half = JOB.replace("              key_file: /secrets/b\n", "");
    let half = report(&[("mimir.nomad.hcl", &half)]);
    assert!(
        said(&half).contains(&"MT101 mimir.nomad.hcl:16:15".to_owned()),
        "{:?}",
        said(&half)
    );
    let json = r#"{"Job": {"Name": "mimir", "TaskGroups": [{"Name": "g", "Tasks": [{"Name": "ingester", "Driver": "docker",
        "Config": {"image": "grafana/mimir:3.1.0", "args": ["-server.grpc-tls-cert-path=/t/a"]}}]}]}}"#;
    let json = report(&[("job.json", json)]);
    assert!(has(&json, Code::Mt101), "{:?}", said(&json));
    assert_eq!(components(&json), ["ingester"]);
}
