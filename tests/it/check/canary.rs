//! A password in every place of every form that is read, beside what is told,
//! looked for in everything that is said.

use std::fmt::Write as _;
use std::fs;

use mimir_tls::catalog::{Catalog, Presence};
use mimir_tls::doctor::{Input, Options, check, one_by_one};
use mimir_tls::language::Language;
use mimir_tls::pki::Instant;

use super::NOW;
use crate::place::Place;

/// What no vocabulary has, followed by a number that tells where it stood.
const CANARY: &str = "hunter";

/// A server with TLS, so that its callers are judged.
const SERVER: &str = "target: all\nserver:\n  http_tls_config: {cert_file: /t/a, key_file: /t/b}\n";

/// Every path of YAML in the newest release under which a secret stands.
fn secrets() -> Vec<String> {
    const ENDS: [&str; 14] = [
        "secret_access_key",
        "access_key_id",
        "access_key",
        "session_token",
        "account_key",
        "connection_string",
        "password",
        "api_key",
        "application_credential_secret",
        "acl_token",
        "client_secret",
        "secret_id",
        "basic_auth_password",
        "sasl_password",
    ];
    let catalog = Catalog::builtin();
    let mut found = Vec::new();
    let mut open = vec![String::new()];
    while let Some(block) = open.pop() {
        for key in catalog.section(&block) {
            let path = match block.is_empty() {
                true => key.to_owned(),
                false => format!("{block}.{key}"),
            };
            let is_here = catalog.has_yaml(&path, catalog.newest()) == Presence::Here;
            if is_here && ENDS.contains(&key) {
                found.push(path.clone());
            }
            open.push(path);
        }
    }
    found
}

/// Nested keys of YAML for a path, with a value at its end.
fn nested(path: &str, value: &str) -> String {
    let keys: Vec<&str> = path.split('.').collect();
    let mut out = String::new();
    for (depth, key) in keys.iter().enumerate() {
        let value = if depth + 1 == keys.len() { value } else { "" };
        let _ = writeln!(out, "{:1$}{key}: {value}", "", depth * 2);
    }
    out
}

fn indented(text: &str, by: usize) -> String {
    text.lines().fold(String::new(), |mut out, line| {
        let _ = writeln!(out, "{:by$}{line}", "");
        out
    })
}

/// Every text with a canary in it, by the name of its file.
fn texts() -> Vec<(String, String)> {
    let mut texts: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, text: String| {
        let number = texts.len();
        texts.push((
            format!("{number}-{name}"),
            text.replace(CANARY, &format!("{CANARY}{number}")),
        ));
    };
    let fault = "server:\n  tls_min_version: VersionTLS9\n";
    for path in secrets() {
        let own = nested(&path, CANARY);
        add("mimir.yaml", format!("target: all\n{own}{fault}"));
        add(
            "values.yaml",
            format!(
                "mimir:\n  structuredConfig:\n{}{}",
                indented(&own, 4),
                indented(fault, 4)
            ),
        );
        // One letter is missing, and beside it what is told.
        let slip = nested(&format!("{path}s"), &format!("{{a: {CANARY}}}"));
        add("slip.yaml", format!("target: all\n{slip}{fault}"));
        let flow = path.replace('.', ": {");
        let ends = "}".repeat(path.matches('.').count());
        add(
            "flow.yaml",
            format!("{{target: all, {flow}: {CANARY}{ends}, server: {{tls_min_version: TLS9}}}}\n"),
        );
    }
    // By commands: a secret's flag, one that nobody knows, a value that is refused,
    // a word that stands where no flag reads it.
    let words = [
        format!("-common.storage.s3.secret-access-key={CANARY} -no.such=1"),
        format!("-common.storage.s3.secret-access-key {CANARY} -no.such=1"),
        format!("-common.storage.s3.secret-access-key= {CANARY} -no.such=1"),
        format!("-no.such={CANARY} -server.tls-min-version=VersionTLS9"),
        format!("-no.such {CANARY} -server.tls-min-version=VersionTLS9"),
        format!("-server.tls-min-version=VersionTLS9 -memberlist.tls-enabled {CANARY} -x.y=1"),
        format!("-server.tls-min-version={CANARY}"),
        format!("-server.tls-cipher-suites={CANARY},A"),
        format!("-server.http-tls-client-auth={CANARY} -server.http-tls-ca-path=/ca"),
        format!("-server.http-listen-port={CANARY}"),
        format!("-memberlist.tls-enabled={CANARY}"),
        format!("---{CANARY}={CANARY}"),
        format!("{CANARY} -server.tls-min-version=VersionTLS9"),
        format!("-ruler.alertmanager-url=http://me:{CANARY}@alertmanager/x -no.such=1"),
        format!(
            "-ruler.alertmanager-url=https://alertmanager/x?token={CANARY} -ruler.alertmanager-client.tls-enabled=false"
        ),
        format!(
            "-ruler.alertmanager-url=https://alertmanager/x?a={CANARY} -ruler.alertmanager-client.tls-enabled=false"
        ),
    ];
    for word in words {
        let word = word.replace(&format!("---{CANARY}="), "---x=");
        let args: Vec<String> = word.split(' ').map(|it| format!("\"{it}\"")).collect();
        let args = args.join(", ");
        let lines = word.replace(' ', "\n");
        let list = word.replace(' ', "\n        - ");
        add("all.flags", format!("-target=all\n{lines}\n"));
        add(
            "run.sh",
            format!("#!/bin/sh\nexec mimir -target=all {word}\n"),
        );
        add(
            "quoted.sh",
            format!("#!/bin/sh\nexec sh -c 'mimir -target=all {word}'\n"),
        );
        add(
            "heredoc.sh",
            format!(
                "#!/bin/sh\ncat <<EOF > /etc/mimir.flags\n-target=all\n{lines}\nEOF\nmimir -target=all {word} <<< {CANARY}\n"
            ),
        );
        add(
            "mimir.service",
            format!("[Service]\nExecStart=/usr/bin/mimir -target=all {word}\n"),
        );
        add(
            "variables.service",
            format!(
                "[Service]\nEnvironment=A={CANARY} \"B={word}\"\nExecStart=/usr/bin/mimir -target=all $B\n"
            ),
        );
        add(
            "compose.yaml",
            format!(
                "services:\n  mimir:\n    image: grafana/mimir:3.1.0\n    command: [\"-target=all\", {args}]\n"
            ),
        );
        add(
            "joined.compose.yaml",
            format!(
                "services:\n  mimir:\n    image: grafana/mimir:3.1.0\n    environment: [\"A={CANARY}\"]\n    command: -target=all {word}\n"
            ),
        );
        add(
            "pod.yaml",
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: mimir}}\nspec:\n  containers:\n  - name: mimir\n    image: grafana/mimir:3.1.0\n    env: [{{name: PASSWORD, value: {CANARY}}}]\n    args:\n        - -target=all\n        - {list}\n"
            ),
        );
        add(
            "Dockerfile",
            format!("FROM grafana/mimir:3.1.0\nENV A={CANARY}\nCMD [\"-target=all\", {args}]\n"),
        );
        add(
            "mimir.nomad",
            format!(
                "job \"mimir\" {{\n  group \"g\" {{\n    task \"mimir\" {{\n      driver = \"docker\"\n      config {{\n        image = \"grafana/mimir:3.1.0\"\n        args = [\"-target=all\", {args}]\n      }}\n    }}\n  }}\n}}\n"
            ),
        );
    }
    // By other texts.
    for text in [
        format!("ruler: {{alertmanager_url: '${{PASSWORD:{CANARY}}}'}}\n"),
        format!("server: {{http_listen_port: {CANARY}}}\n"),
        format!(
            "server: {{http_tls_config: {{client_auth_type: {CANARY}, cert_file: a, key_file: b}}}}\n"
        ),
        format!("server: {{http_tls_config: {{client_auth_type: {CANARY}, cert_file: a}}}}\n"),
        format!("memberlist: {{tls_enabled: {CANARY}, nodename: {CANARY}}}\n"),
        format!("memberlist: [{CANARY}]\n"),
        format!("{CANARY}\n"),
        format!("password {CANARY}: [\n"),
        format!("nobody: {{password: {CANARY}, token: {CANARY}}}\n"),
    ] {
        add("mimir.yaml", format!("target: all\nserver_: 1\n{text}"));
    }
    add(
        "secret.yaml",
        format!(
            "apiVersion: v1\nkind: Secret\nmetadata: {{name: mimir}}\nstringData:\n  tls.key: {CANARY}\n  tls.crt: {CANARY}\n  password: {CANARY}\n  mimir.yaml: |\n    target: all\n    nobody: {CANARY}\n"
        ),
    );
    add(
        "data.yaml",
        format!(
            "apiVersion: v1\nkind: Secret\nmetadata: {{name: mimir}}\ndata: {{tls.key: {CANARY}, tls.crt: {CANARY}=}}\n"
        ),
    );
    add(
        "prometheus.yaml",
        format!(
            "remote_write:\n- url: http://me:{CANARY}@mimir:8080/api/v1/push?key={CANARY}\n  headers: {{X-Scope: {CANARY}}}\n  basic_auth: {{username: me, password: {CANARY}}}\n- {{url: 'http://mimir:8080/api/v1/push', authorization: {{credentials: {CANARY}}}}}\n"
        ),
    );
    add(
        "datasources.yaml",
        format!(
            "apiVersion: 1\ndatasources:\n- {{name: m, type: prometheus, url: 'http://mimir:8080/prometheus?a={CANARY}', secureJsonData: {{httpHeaderValue1: {CANARY}}}}}\n"
        ),
    );
    add(
        "nginx.conf",
        format!(
            "server {{\n  location / {{\n    proxy_set_header Authorization \"Basic {CANARY}\";\n    proxy_pass http://me:{CANARY}@mimir:8080/?k={CANARY};\n  }}\n}}\n"
        ),
    );
    texts.push(("server.yaml".to_owned(), SERVER.to_owned()));
    texts
}

/// Each by itself, so that nothing is folded away.
#[test]
fn no_password_is_in_a_report_of_one_text() {
    let mut leaks = Vec::new();
    for (path, text) in texts() {
        for language in [Language::English, Language::German] {
            let release = Catalog::builtin().newest();
            let mut options = Options::new(release, Instant::from_unix(NOW));
            options.language = language;
            let input = |path: &str, text: &str| Input {
                path: path.to_owned(),
                bytes: text.as_bytes().to_vec(),
                mode: None,
            };
            let beside = input("server.yaml", SERVER);
            let report = check(vec![input(&path, &text), beside], options, one_by_one);
            let said = format!("{report:?}");
            if let Some(at) = said.find(CANARY) {
                let around: String = said
                    .chars()
                    .skip(at.saturating_sub(150))
                    .take(200)
                    .collect();
                leaks.push(format!("{path}: {around}"));
            }
        }
    }
    assert!(
        leaks.is_empty(),
        "{} leak:\n{}",
        leaks.len(),
        leaks.join("\n")
    );
}

#[test]
fn no_password_is_in_anything_that_check_says() {
    let texts = texts();
    for format in ["text", "json", "sarif", "markdown"] {
        for fix in ["", " --fix"] {
            let place = Place::new();
            fs::create_dir(place.at("have")).expect("a folder");
            for (name, text) in &texts {
                let folder = place.at("have").join(name.replace('.', "-"));
                fs::create_dir(&folder).expect("a folder");
                fs::write(folder.join(name), text).expect("a file");
            }
            let ran = place.run(&format!("check have --format {format}{fix}"));
            assert_eq!(ran.code, Some(1), "{}", ran.stderr);
            for code in ["MT107", "MT110", "MT117", "MT123", "MT151", "MT519"] {
                assert!(ran.stdout.contains(code), "{code}: {}", ran.stdout);
            }
            let said = format!("{}{}", ran.stdout, ran.stderr);
            let leaks: Vec<&str> = said.lines().filter(|line| line.contains(CANARY)).collect();
            let said: Vec<String> = leaks
                .iter()
                .map(|line| line.chars().take(400).collect())
                .collect();
            assert!(
                said.is_empty(),
                "--format {format}{fix}: {} lines:\n{}",
                said.len(),
                said.join("\n")
            );
        }
    }
}
