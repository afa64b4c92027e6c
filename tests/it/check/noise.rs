//! What is said too much of, or too loudly: other programs' texts, placeholders, and
//! what follows from a cause that is told.

use std::collections::BTreeSet;
use std::os::unix::fs::symlink;

use mimir_tls::doctor::reference;
use mimir_tls::language::Language;

use super::said::{Said, place, said};

/// The codes above a note of one text.
#[track_caller]
fn codes(name: &str, text: &str, wanted: &[&str]) -> Said {
    let said = said(&[(name, text)]);
    let wanted: BTreeSet<&str> = wanted.iter().copied().collect();
    assert_eq!(said.codes(), wanted, "{text}: {}", said.report["findings"]);
    said
}

#[test]
fn an_application_with_sections_of_mimirs_names() {
    for text in [
        "server: {host: a, port: 1, tls_enabled: true}\nlimits: {max_connections: 1}\nfrontend: {url: a}\n",
        "server: {listen: a, tls_cert: b, tls_key: c}\nfrontend: {dir: d}\nlimits: {rate: 1}\n",
        "server: {http_listen_port: 1}\nfrontend: {port: 1}\nlimits: {cpu: 1, memory: 1}\n",
        "limits: {cpu: 1, memory: 1Gi}\nrequests: {cpu: 1}\n",
        "server: {port: 1, ssl: {key-store: a}}\nlogging: {level: a}\nlimits: {upload: 1}\n",
    ] {
        let said = codes("config.yaml", text, &[]);
        assert_eq!(said.report["processes"].to_string(), "[]", "{text}");
    }
    let slip = "server: {grpc_tls_confg: {cert_file: a}}\nlimits: {ingestion_rate: 1}\n";
    codes("config.yaml", slip, &["MT117"]);
}

#[test]
fn files_of_releases_are_called_after_their_program() {
    let unit = |program: &str| {
        format!("[Service]\nExecStart=/opt/{program} -target=all -server.http-tls-cert-path=/a\n")
    };
    for program in [
        "loki-linux-amd64",
        "tempo_2.7.1_linux_arm64",
        "pyroscope-v1.5.0",
        "mimirtool-darwin-arm64",
        "blackbox_exporter",
        "loki-linux-x86_64",
    ] {
        codes("a.service", &unit(program), &[]);
    }
    for program in ["mimir-linux-amd64", "mimir-2.17.0", "mimir", "somebodys"] {
        codes("a.service", &unit(program), &["MT101"]);
    }
}

#[test]
fn a_tag_has_no_digest_and_a_build_is_newer_than_its_chart() {
    let digest = "0123456789abcdef".repeat(4);
    let values = format!(
        "image: {{repository: grafana/mimir, tag: \"2.9.1@sha256:{digest}\"}}\nmimir: {{structuredConfig: {{}}}}\n"
    );
    let found = said(&[("values.yaml", &values)]);
    assert_eq!(found.release(), ("2.9.1", "image"));
    let chart = "apiVersion: v2\nname: x\nversion: 0.1.0\ndependencies: [{name: mimir-distributed, version: 5.0.0}]\n";
    let values = |tag: &str| {
        format!(
            "mimir-distributed:\n  image: {{repository: grafana/mimir, tag: {tag}}}\n  mimir: {{structuredConfig: {{ingest_storage: {{enabled: false}}}}}}\n"
        )
    };
    for tag in ["r391-a80aeea6", "main-1a2b3c"] {
        let found = said(&[("Chart.yaml", chart), ("values.yaml", &values(tag))]);
        assert_eq!(found.release(), ("3.1.0", "image"), "{tag}");
        assert_eq!(found.codes(), BTreeSet::new(), "{tag}");
        assert!(found.notes().contains("MT426"), "{tag}");
    }
    let found = said(&[("Chart.yaml", chart), ("values.yaml", &values("latest"))]);
    assert_eq!(found.release(), ("2.9.0", "chart"));
}

const KEY: &str = "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g";

#[test]
fn a_key_is_in_a_text_where_its_body_is() {
    let map = |lines: &[&str]| {
        let lines: Vec<String> = lines.iter().map(|it| format!("    {it}\n")).collect();
        format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n  mimir.yaml: |\n    target: ingester\n{}",
            lines.concat()
        )
    };
    let (begin, end) = (
        "# -----BEGIN PRIVATE KEY-----",
        "# -----END PRIVATE KEY-----",
    );
    for lines in [
        &["# put the key here, from -----BEGIN PRIVATE KEY----- on"][..],
        &[begin],
        &[begin, "# ...", end],
    ] {
        codes("cm.yaml", &map(lines), &[]);
    }
    let body = format!("# {KEY}");
    codes("cm.yaml", &map(&[begin, &body, end]), &["MT508"]);
    codes("cm.yaml", &map(&[begin, &body]), &["MT508"]);
}

#[test]
fn entries_of_others_need_not_be_yaml() {
    let map = |name: &str, key: &str, text: &str| {
        format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata:\n  {key}: {text}\n"
        )
    };
    for (name, key, text) in [
        ("dashboards", "dash.yaml", "\"\""),
        ("grafana", "mimir-dash.yaml", "\"\""),
        (
            "fluent-bit",
            "parsers.yaml",
            "|\n    x: [1,\n    tls_foo: {\n",
        ),
        ("others", "a.yaml", "\"{% if x %}a: [ {% endif %}\""),
    ] {
        let text = map(name, key, text);
        let said = said(&[("cm.yaml", &text)]);
        assert_eq!(said.report["findings"].to_string(), "[]", "{text}");
    }
    for (name, key, text) in [
        ("a", "mimir.yaml", "|\n    a: [1,\n"),
        ("a", "config.yaml", "|\n    server:\n      a: [1,\n"),
        (
            "mimir-runtime",
            "runtime.yaml",
            "|\n    overrides: {a: [1,\n",
        ),
    ] {
        codes("cm.yaml", &map(name, key, text), &["MT603"]);
    }
}

#[test]
fn what_a_manager_of_secrets_fills_in_is_not_judged() {
    let words = [
        "<path:secret/data/mimir#key>",
        "<path:secret/data/mimir#key | base64encode>",
        "op://vault/item/field",
        "vault:secret/data/mimir#key",
        "ref+vault://secret/mimir#/key",
        "secretref+vault://secret/mimir#/key",
        "${KEY}",
        "$__file{/etc/key}",
        "ENC[AES256_GCM,data:abc,type:str]",
    ];
    for word in words {
        let secret = format!(
            "apiVersion: v1\nkind: Secret\nmetadata: {{name: mimir-tls}}\ndata:\n  tls.key: '{word}'\n"
        );
        codes("secret.yaml", &secret, &[]);
        let config = format!(
            "target: ingester\nserver:\n  tls_min_version: '{word}'\n  grpc_tls_config: {{cert: '{word}', key: '{word}', client_auth_type: '{word}'}}\n"
        );
        codes("mimir.yaml", &config, &[]);
    }
    let path = "target: ingester\nserver: {grpc_tls_config: {cert_file: op://a/b/c, key_file: op://a/b/d}}\n";
    assert!(!codes("mimir.yaml", path, &[]).notes().contains("MT417"));
    let broken =
        "apiVersion: v1\nkind: Secret\nmetadata: {name: mimir-tls}\ndata:\n  tls.key: '@@'\n";
    codes("secret.yaml", broken, &["MT512"]);
}

#[test]
fn a_cache_may_have_a_certificate_of_a_public_ca() {
    let severity = |text: &str| {
        let said = said(&[("mimir.yaml", text)]);
        let findings = said.report["findings"].as_array().cloned();
        let mut findings = findings.unwrap_or_default().into_iter();
        let found = findings.find(|it| it["code"] == "MT125");
        found.map(|it| it["severity"].as_str().unwrap_or_default().to_owned())
    };
    let cache = "target: store-gateway\nblocks_storage:\n  bucket_store:\n    chunks_cache:\n      backend: memcached\n      memcached: {addresses: a, tls_enabled: true}\n";
    assert_eq!(severity(cache).as_deref(), Some("warning"));
    let client =
        "target: distributor\ningester_client: {grpc_client_config: {tls_enabled: true}}\n";
    assert_eq!(severity(client).as_deref(), Some("error"));
}

#[test]
fn a_cause_is_told_and_not_what_follows_from_it() {
    let text = "target: distributor
server:
  grpc_tls_config: {cert_file: /a, key_file: /b, client_ca_file: /c, client_auth: RequireAndVerifyClientCert}
  http_tls_config: {cert_file: /a, tls_key_path: /b}
ingester_client:
  grpc_client_config: {tls_enabled: true, client_ca_file: /c, tls_server_name: a}
memberlist: {tls_enabled: true, cert_file: /a, key_file: /b, tls_ca_path: /c, tls_server_name: a}
";
    codes("mimir.yaml", text, &["MT119"]);
    let mixed = "target: distributor\nserver:\n  http_tls_config: {cert: /a, key_file: /b}\n  grpc_tls_config: {cert_file: /a, key_file: /b}\n";
    codes("mimir.yaml", mixed, &["MT120", "MT139"]);
    // What is missing in another block is told.
    let both = "target: distributor\nserver:\n  grpc_tls_config: {cert_file: /a, tls_key_path: /b}\n  http_tls_config: {cert_file: /a}\n";
    codes("mimir.yaml", both, &["MT101", "MT119"]);
}

#[test]
fn a_link_that_leads_nowhere_is_an_error_where_somebody_means_it() {
    let place = place(&[(
        "x/mimir.yaml",
        "target: ingester\nserver: {grpc_tls_config: {cert_file: /etc/a.crt, key_file: /etc/a.key}}\n",
    )]);
    symlink("nowhere", place.at("x/app.yaml")).expect("a link");
    let found = Said::of(&place, "x");
    assert!(!found.codes().contains("MT321") && found.notes().contains("MT321"));
    symlink("nowhere", place.at("x/a.crt")).expect("a link");
    assert!(Said::of(&place, "x").codes().contains("MT321"));
}

#[test]
fn a_page_tells_apart_what_is_said_alone() {
    for (code, either) in [
        ("MT617", ", or: the file `{file}`"),
        ("MT426", ", or: `{range}`"),
    ] {
        let page = reference(code, Language::English).expect("a page");
        let all = page.what + &page.why;
        assert!(all.contains(either), "{all}");
    }
}
