//! Fixes: each form of text is edited as it was understood, and nothing is offered
//! that is not the last step.

use std::fmt::Write as _;

use mimir_tls::catalog::Catalog;
use mimir_tls::doctor::{
    CheckReport, Code, Fixes, Input, Options, Severity, check, check_and_fix, one_by_one,
};
use mimir_tls::pki::Instant;

use super::NOW;
use crate::place::Place;

pub(super) fn options() -> Options {
    Options::new(Catalog::builtin().newest(), Instant::from_unix(NOW))
}

pub(super) fn inputs(texts: &[(&str, &str)]) -> Vec<Input> {
    let inputs = texts.iter().map(|(path, text)| Input {
        path: (*path).to_owned(),
        bytes: text.as_bytes().to_vec(),
        mode: None,
    });
    inputs.collect()
}

pub(super) fn fixes(texts: &[(&str, &str)]) -> (CheckReport, Fixes) {
    check_and_fix(inputs(texts), options(), one_by_one)
}

/// What all fixes make of one text; the text itself where there are none. Where
/// there are, what has come of it has nothing of `code`, and nothing new.
#[track_caller]
fn fixed(path: &str, text: &str, code: Code) -> String {
    let (before, fixes) = fixes(&[(path, text)]);
    let has = |report: &CheckReport, code| report.findings.iter().any(|it| it.code == code);
    assert!(
        has(&before, code),
        "{path} has no {code}: {:#?}",
        before.findings
    );
    let Some(fixed) = fixes.texts.into_iter().next() else {
        return text.to_owned();
    };
    assert_eq!((fixed.file.as_str(), fixed.old.as_str()), (path, text));
    let after = check(inputs(&[(path, &fixed.new)]), options(), one_by_one);
    assert!(!has(&after, code), "{code} is left in\n{}", fixed.new);
    for finding in after
        .findings
        .iter()
        .filter(|it| it.severity < Severity::Note)
    {
        assert!(
            has(&before, finding.code),
            "{} is new in\n{}",
            finding.code,
            fixed.new
        );
    }
    fixed.new
}

/// `text` with its one line that has `old` replaced by `new`, which may be lines.
#[track_caller]
fn changed(path: &str, text: &str, code: Code, old: &str, new: &str) {
    assert_eq!(text.matches(old).count(), 1, "{old:?} in\n{text}");
    assert_eq!(
        fixed(path, text, code),
        text.replacen(old, new, 1),
        "{path}"
    );
}

#[track_caller]
fn words_alone(path: &str, text: &str, code: Code) {
    assert_eq!(fixed(path, text, code), text, "{path}");
}

const SERVER: &str = "    server:
      grpc_tls_config: {cert_file: /s.crt, key_file: /s.key, client_ca_file: /a, client_auth_type: RequireAndVerifyClientCert}
";

#[test]
fn a_switch_goes_into_a_mapping_of_flags() {
    let values = format!("mimir:\n  structuredConfig:\n{SERVER}distributor:\n  extraArgs:\n");
    let flags = "    ingester.client.tls-cert-path: /a
    ingester.client.tls-key-path: /b
    ingester.client.tls-ca-path: /c
";
    changed(
        "values.yaml",
        &format!("{values}{flags}"),
        Code::Mt103,
        "    ingester.client.tls-cert-path",
        "    ingester.client.tls-enabled: \"true\"\n    ingester.client.tls-cert-path",
    );
    // Beside a server in plaintext the switch would break what works.
    words_alone(
        "values.yaml",
        &format!("distributor:\n  extraArgs:\n{flags}"),
        Code::Mt103,
    );
    // They are written as the mapping has its flags.
    let alone = format!("distributor:\n  extraArgs:\n{flags}");
    let place = Place::new().with("values.yaml", alone);
    let said = place.run("check values.yaml").stdout;
    let words = "add `ingester.client.tls-enabled: \"true\"`";
    assert!(said.contains(words), "{said}");
}

/// A ring in etcd with the option that etcd's client does not read.
fn etcd(version: &str) -> String {
    format!(
        "target: ingester
ingester:
  ring:
    kvstore:
      store: etcd
      etcd:
        tls_enabled: true # on
        tls_ca_path: /tls/root.crt
{version}# the end
"
    )
}

#[test]
fn a_value_over_several_lines_goes_whole() {
    for version in [
        "        tls_min_version: VersionTLS12\n",
        "        tls_min_version: >-\n          VersionTLS12\n",
        "        tls_min_version: |\n          VersionTLS12\n\n",
        "        tls_min_version:\n          VersionTLS12\n",
        "        tls_min_version:\n          'VersionTLS12\n\n          x'\n",
        "        \"tls_min_version\": \"VersionTLS12\"   # why\n",
    ] {
        let (head, text) = (etcd(""), etcd(version));
        let blank = if version.ends_with("\n\n") { "\n" } else { "" };
        let wanted = head.replace("# the end", &format!("{blank}# the end"));
        assert_eq!(
            fixed("ingester.yaml", &text, Code::Mt114),
            wanted,
            "{version:?}"
        );
        // Its lines are CRLF, it begins with a mark, and no break ends it.
        let windows = text.trim_end().replace('\n', "\r\n");
        let wanted = wanted.trim_end().replace('\n', "\r\n");
        assert_eq!(
            fixed("ingester.yaml", &windows, Code::Mt114),
            wanted,
            "{version:?}"
        );
    }
}

#[test]
fn the_same_in_the_texts_of_others() {
    let indent = |text: &str, by: &str| -> String {
        text.lines().fold(String::new(), |mut out, line| {
            let _ = writeln!(out, "{by}{line}");
            out
        })
    };
    for version in [
        "        tls_min_version: VersionTLS12\n",
        "        tls_min_version: >-\n          VersionTLS12\n",
        "        tls_min_version:\n          VersionTLS12\n",
    ] {
        let map =
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: mimir}\ndata:\n  mimir.yaml: |\n";
        let text = |version: &str| format!("{map}{}  other: x\n", indent(&etcd(version), "    "));
        assert_eq!(fixed("cm.yaml", &text(version), Code::Mt114), text(""));
        let values = "mimir:\n  config: |\n";
        let text =
            |version: &str| format!("{values}{}ingester: {{}}\n", indent(&etcd(version), "    "));
        assert_eq!(fixed("values.yaml", &text(version), Code::Mt114), text(""));
        let values = "mimir:\n  structuredConfig:\n";
        let text =
            |version: &str| format!("{values}{}ingester: {{}}\n", indent(&etcd(version), "    "));
        assert_eq!(fixed("values.yaml", &text(version), Code::Mt114), text(""));
    }
}

#[test]
fn a_block_is_not_left_empty() {
    let text = "target: ingester
ingester:
  ring:
    kvstore:
      store: etcd
      # not heeded
      etcd: # ring
        # the least
        tls_min_version: VersionTLS12
    replication_factor: 3
";
    let wanted = text
        .replace("      etcd: # ring\n", "")
        .replace("        tls_min_version: VersionTLS12\n", "");
    assert_eq!(fixed("ingester.yaml", text, Code::Mt114), wanted);
}

#[test]
fn json_and_flows_stay_what_they_are() {
    let json = r#"{"target": "distributor", "ingester_client":{"grpc_client_config":{
  "tls_cert_path":"/a",
  "tls_key_path":"/b",
  "tls_ca_path":"/c"
}}}
"#;
    changed(
        "distributor.json",
        json,
        Code::Mt103,
        "  \"tls_cert_path\"",
        "  \"tls_enabled\": true,\n  \"tls_cert_path\"",
    );
    let flow = "target: distributor\ningester_client: {grpc_client_config: {tls_cert_path: /a, tls_key_path: /b, tls_ca_path: /c}}\n";
    changed(
        "distributor.yaml",
        flow,
        Code::Mt103,
        "{tls_cert_path",
        "{tls_enabled: true, tls_cert_path",
    );
    let etcd = |end: &str| {
        format!(
            "{{\"target\": \"ingester\", \"ingester\": {{\"ring\": {{\"kvstore\": {{\"store\": \"etcd\", \"etcd\": {{\n  \"tls_enabled\": true,\n  \"tls_ca_path\": \"/c\"{end}\n}}}}}}}}}}\n"
        )
    };
    let text = etcd(",\n  \"tls_min_version\": \"VersionTLS12\"");
    assert_eq!(fixed("ingester.json", &text, Code::Mt114), etcd(""));
}

/// Where a switch stands, however it is written, it is not set a second time.
#[test]
fn a_switch_is_never_there_twice() {
    for switch in ["yes", "maybe", "'True'", "1", "on"] {
        let text = format!(
            "target: ingester\nmemberlist: {{tls_enabled: {switch}, tls_ca_path: /a, tls_cert_path: /b, tls_key_path: /c, tls_server_name: m}}\n"
        );
        let (_, fixes) = fixes(&[("mimir.yaml", &text)]);
        for fixed in fixes.texts {
            assert_eq!(fixed.new.matches("tls_enabled").count(), 1, "{}", fixed.new);
        }
    }
}

const FLAGS: [&str; 3] = [
    "-ingester.client.tls-cert-path=/a",
    "-ingester.client.tls-key-path=/b",
    "-ingester.client.tls-ca-path=/c",
];

#[test]
fn a_command_goes_on_where_it_went_on() {
    let [cert, key, ca] = FLAGS;
    let on = "-ingester.client.tls-enabled=true";
    changed(
        "run.sh",
        &format!(
            "#!/bin/sh\nexec mimir -target=distributor \\\n  {cert} \\\n  {key} \\\n  {ca}\necho done\n"
        ),
        Code::Mt103,
        &format!("  {cert}"),
        &format!("  {on} \\\n  {cert}"),
    );
    changed(
        "run.sh",
        &format!("#!/bin/sh\nexec mimir -target=distributor {cert} {key} {ca}\n"),
        Code::Mt103,
        cert,
        &format!("{on} {cert}"),
    );
    changed(
        "run.sh",
        &format!(
            "#!/bin/bash\nargs=(\n  -target=distributor\n  {cert} # c\n  {key}\n  {ca}\n)\nexec mimir \"${{args[@]}}\"\n"
        ),
        Code::Mt103,
        &format!("  {cert}"),
        &format!("  {on}\n  {cert}"),
    );
    changed(
        "mimir.service",
        &format!(
            "[Service]\nExecStart=/usr/bin/mimir -target=distributor \\\n    {cert} \\\n    {key} \\\n    {ca}\nRestart=always\n"
        ),
        Code::Mt103,
        &format!("    {cert}"),
        &format!("    {on} \\\n    {cert}"),
    );
    changed(
        "distributor.flags",
        &format!("-target=distributor\r\n{cert}\r\n{key}\r\n{ca}"),
        Code::Mt103,
        cert,
        &format!("{on}\r\n{cert}"),
    );
}

#[test]
fn arguments_are_items_or_words() {
    let [cert, key, ca] = FLAGS;
    let on = "-ingester.client.tls-enabled=true";
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: distributor}\nspec:\n  containers:\n  - name: distributor\n    image: grafana/mimir\n";
    changed(
        "pod.yaml",
        &format!(
            "{pod}    args:\n    - -target=distributor\n    - {cert} # c\n    - {key}\n    - \"{ca}\"\n"
        ),
        Code::Mt103,
        &format!("    - {cert}"),
        &format!("    - {on}\n    - {cert}"),
    );
    changed(
        "pod.yaml",
        &format!("{pod}    args: ['-target=distributor', '{cert}', '{key}', '{ca}']\n"),
        Code::Mt103,
        &format!("'{cert}'"),
        &format!("'{on}', '{cert}'"),
    );
    changed(
        "compose.yaml",
        &format!(
            "services:\n  distributor:\n    image: grafana/mimir\n    command: >-\n      -target=distributor\n      {cert}\n      {key} {ca}\n"
        ),
        Code::Mt103,
        &format!("      {cert}"),
        &format!("      {on}\n      {cert}"),
    );
    changed(
        "compose.yaml",
        &format!(
            "services:\n  distributor:\n    image: grafana/mimir\n    command: \"-target=distributor {cert} {key} {ca}\"\n"
        ),
        Code::Mt103,
        cert,
        &format!("{on} {cert}"),
    );
}

#[test]
fn a_flag_goes_and_the_command_stays_whole() {
    let min = "-ingester.ring.etcd.tls-min-version=VersionTLS12";
    let rest = "-ingester.ring.etcd.tls-ca-path=/c";
    for (path, text, wanted) in [
        (
            "run.sh",
            format!(
                "#!/bin/sh\nmimir -target=ingester -ingester.ring.store=etcd -ingester.ring.etcd.tls-enabled=true \\\n  {rest} \\\n  {min}\necho done\n"
            ),
            format!(
                "#!/bin/sh\nmimir -target=ingester -ingester.ring.store=etcd -ingester.ring.etcd.tls-enabled=true \\\n  {rest}\necho done\n"
            ),
        ),
        (
            "run.sh",
            format!(
                "#!/bin/sh\nmimir -target=ingester -ingester.ring.store=etcd -ingester.ring.etcd.tls-enabled=true \\\n  {min} \\\n  {rest}\n"
            ),
            format!(
                "#!/bin/sh\nmimir -target=ingester -ingester.ring.store=etcd -ingester.ring.etcd.tls-enabled=true \\\n  {rest}\n"
            ),
        ),
        (
            "run.sh",
            format!(
                "#!/bin/sh\nmimir -target=ingester -ingester.ring.store=etcd -ingester.ring.etcd.tls-enabled=true {min} {rest}\n"
            ),
            format!(
                "#!/bin/sh\nmimir -target=ingester -ingester.ring.store=etcd -ingester.ring.etcd.tls-enabled=true {rest}\n"
            ),
        ),
        (
            "ingester.flags",
            format!(
                "-ingester.ring.store=etcd\n-ingester.ring.etcd.tls-enabled=true\n{rest}\n{min}"
            ),
            format!("-ingester.ring.store=etcd\n-ingester.ring.etcd.tls-enabled=true\n{rest}"),
        ),
    ] {
        assert_eq!(fixed(path, &text, Code::Mt114), wanted, "{text}");
    }
}

/// What Helm has rendered is rendered again: its fix is one of the values.
#[test]
fn items_of_a_job_of_nomad_are_neither_put_in_nor_taken_out() {
    let job = "job \"mimir\" {
  group \"g\" {
    task \"mimir\" {
      driver = \"docker\"
      config {
        image = \"grafana/mimir:2.17.0\"
        args  = [\"-target=all\", \"-ingester.client.tls-ca-path=/t/ca\", \"-ingester.client.tls-server-name=m\"]
      }
    }
  }
}
";
    words_alone("mimir.nomad", job, Code::Mt103);
}

#[test]
fn gossip_without_a_certificate_is_not_turned_on() {
    let gossip = "target: all\nmemberlist: {tls_ca_path: /t/ca, join_members: [a]}\n";
    words_alone("mimir.yaml", gossip, Code::Mt103);
    let (report, _) = fixes(&[("mimir.yaml", gossip)]);
    assert!(report.findings.iter().all(|it| it.code != Code::Mt140));
}

#[test]
fn what_was_rendered_is_not_edited() {
    let [cert, key, ca] = FLAGS;
    let pod = format!(
        "# Source: mimir-distributed/templates/pod.yaml\napiVersion: v1\nkind: Pod\nmetadata: {{name: distributor}}\nspec:\n  containers:\n  - name: distributor\n    image: grafana/mimir\n    args:\n    - -target=distributor\n    - {cert}\n    - {key}\n    - {ca}\n"
    );
    words_alone("pod.yaml", &pod, Code::Mt103);
}

/// A fix that leads to the next finding is none.
#[test]
fn a_fix_is_the_last_step() {
    let pem = "target: ingester\ningester_client:\n  grpc_client_config:\n    tls_enabled: true\n    tls_ca_path: /a\n    tls_server_name: m\n    tls_cert_path: /b\n    tls_key: \"-----BEGIN EC PRIVATE KEY-----\\nMIGH\\n-----END EC PRIVATE KEY-----\\n\"\n";
    let (report, fixes) = fixes(&[("ingester.yaml", pem)]);
    assert_eq!(fixes.texts, []);
    assert!(report.findings.iter().all(|it| it.edit.is_none()));
}

/// A health check over HTTPS needs the CA: without it the fix would fail by the
/// certificate, as curl does not know a private CA.
#[test]
fn a_health_check_is_mended_where_it_knows_the_ca() {
    let compose = |curl: &str| {
        format!(
            "services:\n  mimir:\n    image: grafana/mimir:2.17.0\n    command: [\"-target=all\", \"-server.http-tls-cert-path=/t/s.crt\", \"-server.http-tls-key-path=/t/s.key\"]\n    \
             healthcheck:\n      test: \"{curl} http://localhost:8080/ready\"\n"
        )
    };
    for (curl, is_mended) in [
        ("curl -f --cacert /t/ca.crt", true),
        ("curl -fk -k", true),
        ("curl -f", false),
        ("wget -q -O-", false),
    ] {
        let said = super::said::said(&[("compose.yaml", &compose(curl))]);
        let findings = said.report["findings"].as_array().expect("findings");
        let probe = findings.iter().find(|it| it["code"] == "MT501");
        let is_offered = probe.is_some_and(|it| it["edit"].is_object());
        assert_eq!((probe.is_some(), is_offered), (true, is_mended), "{curl}");
    }
}
