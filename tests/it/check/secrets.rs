//! A key in every place of every form that is read, looked for in everything that
//! is said.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use mimir_tls::catalog::Catalog;
use mimir_tls::doctor::{Input, Options, check, one_by_one};
use mimir_tls::language::Language;
use mimir_tls::pki::{Algorithm, Entropy, Instant, SystemEntropy};

use crate::place::Place;

use super::NOW;

/// A key by its text and its letters alone.
struct Pasted {
    pem: String,
    body: String,
}

fn pasted(algorithm: Algorithm) -> Pasted {
    let key = SystemEntropy::new().key(algorithm).expect("a key");
    let pem = key.to_pem().expose().to_owned();
    let body = pem.lines().filter(|it| !it.starts_with('-')).collect();
    Pasted { pem, body }
}

impl Pasted {
    /// How people paste it on one line, for a quoted text.
    fn on_one_line(&self) -> Vec<String> {
        vec![
            self.pem.replace('\n', "\\n"),
            self.body.clone(),
            format!("-----BEGIN {}-----", self.body),
            format!("-----BEGIN PRIVATE KEY-----{}", self.body),
        ]
    }

    /// Ten letters in a row that only the key has, in any case.
    fn is_in(&self, said: &str) -> Option<String> {
        let said = said.to_lowercase();
        let body = self.body.to_lowercase();
        let windows: BTreeSet<&str> = (24..body.len().saturating_sub(10))
            .filter_map(|at| body.get(at..at + 10))
            .collect();
        windows
            .into_iter()
            .find(|it| said.contains(it))
            .map(str::to_owned)
    }
}

/// Options as text sets them, of every kind of value and some that there are not.
const KEYS: [&str; 12] = [
    "tls_cert_path",
    "tls_key_path",
    "tls_key",
    "tls_key_pem",
    "key_pem",
    "key",
    "tls_server_name",
    "tls_insecure_skip_verify",
    "tls_min_version",
    "tls_cipher_suites",
    "client_auth_type",
    "nobody",
];
const FLAGS: [&str; 9] = [
    "server.grpc-tls-key-path",
    "server.http-tls-client-auth",
    "server.tls-min-version",
    "server.tls-cipher-suites",
    "ingester.client.tls-server-name",
    "ingester.client.tls-key-path",
    "ingester.client.tls-insecure-skip-verify",
    "memberlist.join",
    "nobody.tls-key",
];

/// Every text in which a key stands somewhere, by the name of its file.
fn texts(key: &Pasted) -> Vec<(String, String)> {
    let mut texts: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, text: String| {
        let number = texts.len();
        texts.push((format!("{number}-{name}"), text));
    };
    let block = |indent: usize, text: &str| -> String {
        text.lines().fold(String::new(), |mut out, line| {
            let _ = writeln!(out, "{:indent$}{line}", "");
            out
        })
    };
    for form in key.on_one_line() {
        for option in KEYS {
            let server = format!("server:\n  grpc_tls_config:\n    {option}: \"{form}\"\n");
            let client = format!(
                "ingester_client:\n  grpc_client_config:\n    tls_enabled: true\n    {option}: \"{form}\"\n"
            );
            add(
                "helm.yaml",
                format!("mimir:\n  structuredConfig:\n{}", block(4, &client)),
            );
            add(
                "config.yaml",
                format!("mimir:\n  config: |\n{}", block(4, &server)),
            );
            add(
                "map.yaml",
                format!(
                    "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: mimir}}\ndata:\n  mimir.yaml: |\n{}",
                    block(4, &client)
                ),
            );
            add(
                "client.json",
                format!(
                    "{{\"target\": \"querier\", \"ingester_client\": {{\"grpc_client_config\": {{\"{option}\": \"{form}\"}}}}}}\n"
                ),
            );
            add("server.yaml", server);
            add("client.yaml", client);
            // As no quoted text: on one line, whatever YAML makes of it.
            add(
                "plain.yaml",
                format!("ingester_client:\n  grpc_client_config:\n    {option}: {form}\n"),
            );
        }
        for flag in FLAGS {
            add("one.flags", format!("-target=querier\n-{flag}={form}\n"));
            add(
                "run.sh",
                format!("#!/bin/sh\nexec mimir -target=ingester -{flag}=\"{form}\" -x.y=1\n"),
            );
            add(
                "mimir.service",
                format!("[Service]\nExecStart=/usr/bin/mimir -target=ingester -{flag}={form}\n"),
            );
            add(
                "compose.yaml",
                format!(
                    "services:\n  mimir:\n    image: grafana/mimir:3.0.0\n    command: [\"-target=ingester\", \"-{flag}={form}\"]\n    environment: {{KEY: \"{form}\"}}\n"
                ),
            );
            add(
                "deploy.yaml",
                format!(
                    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: q}}\nspec:\n  template:\n    spec:\n      containers:\n      - name: q\n        image: grafana/mimir:3.0.0\n        args: [\"-target=querier\", \"-{flag}={form}\"]\n"
                ),
            );
            add(
                "extra.yaml",
                format!(
                    "distributor:\n  extraArgs:\n    {flag}: \"{form}\"\n    ingester.client.tls-enabled: maybe\n"
                ),
            );
        }
        add("key.yaml", format!("server:\n  \"{form}\": 1\n"));
        add("top.yaml", format!("target: all\n\"{form}\": {{a: 1}}\n"));
        add(
            "twice.yaml",
            format!("server:\n  \"{form}\": 1\n  \"{form}\": 2\n"),
        );
        add(
            "key.json",
            format!("{{\"server\": {{\"{form}\": 1}}, \"target\": \"all\"}}\n"),
        );
        add("name.flags", format!("-target=all\n-{form}=1\n"));
        add(
            "target.flags",
            format!("-target={form}\n-server.tls-min-version=x\n"),
        );
        add(
            "secret.yaml",
            format!(
                "apiVersion: v1\nkind: Secret\nmetadata: {{name: \"{form}\"}}\nstringData:\n  tls.key: \"{form}\"\n  \"{form}\": \"{form}\"\n  tls.crt: nothing\n"
            ),
        );
        add(
            "data.yaml",
            format!(
                "apiVersion: v1\nkind: Secret\nmetadata: {{name: tls}}\ndata:\n  tls.key: \"{form}\"\n"
            ),
        );
        add(
            "nginx.conf",
            format!(
                "server {{\n  ssl_certificate_key {form};\n  proxy_ssl_name {form};\n  proxy_pass https://{form}:8080;\n}}\n"
            ),
        );
        add(
            "prometheus.yaml",
            format!(
                "remote_write:\n- url: \"https://{form}/api/v1/push\"\n  tls_config: {{server_name: \"{form}\", key: \"{form}\"}}\n"
            ),
        );
        add("broken.yaml", format!("server:\n\ttls: x\n  {form}: [\n"));
        add(
            "label.pem",
            format!(
                "-----BEGIN {}-----\nAAAA\n-----END {}-----\n",
                key.body, key.body
            ),
        );
        add("text.key", form.clone());
    }
    for option in KEYS {
        let pem = block(6, &key.pem);
        add(
            "block.yaml",
            format!("server:\n  grpc_tls_config:\n    {option}: |\n{pem}"),
        );
        add(
            "tight.yaml",
            format!("server:\n  grpc_tls_config:\n    {option}: |\n{}", key.pem),
        );
        add(
            "folded.yaml",
            format!("ingester_client:\n  grpc_client_config:\n    {option}: >-\n{pem}"),
        );
        add(
            "wrapped.yaml",
            format!(
                "ingester_client:\n  grpc_client_config:\n    {option}: \"{}\"\n",
                key.pem.replace('\n', "\n      ")
            ),
        );
    }
    texts
}

#[test]
fn no_key_is_in_anything_that_check_says() {
    let mut leaks = Vec::new();
    let mut told = 0;
    for algorithm in [Algorithm::EcdsaP256, Algorithm::Ed25519] {
        let key = pasted(algorithm);
        for (path, text) in texts(&key) {
            for language in [Language::English, Language::German] {
                let release = Catalog::builtin().newest();
                let mut options = Options::new(release, Instant::from_unix(NOW));
                options.language = language;
                let input = Input {
                    path: path.clone(),
                    bytes: text.clone().into_bytes(),
                    mode: None,
                };
                let report = check(vec![input], options, one_by_one);
                told += report.findings.len();
                let said = format!("{report:?}");
                if let Some(leak) = key.is_in(&said) {
                    let at = said.to_lowercase().find(&leak).unwrap_or(0);
                    let around: String = said
                        .chars()
                        .skip(at.saturating_sub(200))
                        .take(300)
                        .collect();
                    leaks.push(format!("{path}: {around}\n{text}"));
                }
            }
        }
    }
    assert!(told > 1000, "only {told} findings");
    assert!(
        leaks.is_empty(),
        "{} leak, the first:\n{}",
        leaks.len(),
        leaks[0]
    );
}

/// What is printed is made of the report alone, but for the diff of `--fix`.
#[test]
fn no_key_is_printed_in_any_format() {
    let key = pasted(Algorithm::EcdsaP256);
    for format in ["text", "json", "sarif", "markdown"] {
        for fix in ["", " --fix"] {
            let place = Place::new();
            fs::create_dir(place.at("have")).expect("a folder");
            for (name, text) in texts(&key) {
                fs::write(place.at("have").join(name), text).expect("a file");
            }
            let ran = place.run(&format!("check have --format {format}{fix}"));
            assert_eq!(ran.code, Some(1), "{}", ran.stderr);
            assert!(ran.stdout.len() > 1000, "{}", ran.stdout);
            for said in [&ran.stdout, &ran.stderr] {
                assert_eq!(key.is_in(said), None, "--format {format}{fix}");
            }
        }
    }
}

#[test]
fn no_key_is_printed_by_the_other_commands() {
    let key = pasted(Algorithm::EcdsaP256);
    let place = Place::new();
    let label = format!(
        "-----BEGIN {}-----\nAAAA\n-----END {}-----\n",
        key.body, key.body
    );
    let place = place.with("label.pem", &label).with("key.pem", &key.pem);
    let body = &key.body;
    for arguments in [
        vec!["inspect", "label.pem"],
        vec!["inspect", "--format", "json", "label.pem", "key.pem"],
        vec!["handshake", "--address", body, "--tls-ca-path", "label.pem"],
        vec![
            "handshake",
            "--address",
            "a:1",
            "--server-cert-path",
            "label.pem",
            "--server-key-path",
            "label.pem",
        ],
        vec!["handshake", "--address", "a:1", "--tls-min-version", body],
        vec!["handshake", "--address", "a:1", "--client-auth", &key.pem],
        vec!["generate", "--dns", &key.pem],
        vec!["plan", "--plan", body],
        vec!["prove", body],
        vec![body],
    ] {
        let ran = place.command(&arguments).output().expect("a run");
        for said in [ran.stdout, ran.stderr] {
            let said = String::from_utf8_lossy(&said);
            assert_eq!(key.is_in(&said), None, "{arguments:?}: {said}");
        }
    }
    let quoted = serde_json::to_string(&key.pem).expect("JSON");
    let lines = [
        format!("{{{quoted}: 1}}\n"),
        format!("{{\"{body}\": 1}}\n"),
        format!("{{\"address\": {quoted}, \"tls_ca_pem\": {quoted}}}\n"),
        format!("{{\"address\": \"a:1\", \"protocol\": {quoted}}}\n"),
        format!("{{\"address\": \"a:1\", \"client_auth\": {quoted}}}\n"),
        format!("{{\"address\": \"a:1\", \"tls_key_path\": {quoted}}}\n"),
    ];
    let ran = place.run_with_input("handshake --batch", lines.concat().as_bytes());
    assert_eq!(ran.stdout.lines().count(), lines.len());
    assert_eq!(key.is_in(&ran.stdout), None, "{}", ran.stdout);
}

/// A password before a host is said by nothing, and neither are those beside what
/// is told: whoever reads the report is not who wrote the URL.
#[test]
fn passwords_in_urls_and_beside_what_is_told_are_not_said() {
    let place = Place::new()
        .with(
            "mimir.yaml",
            "target: all\nserver:\n  http_tls_config: {cert_file: /t/a, key_file: /t/b}\n",
        )
        .with(
            "prometheus.yaml",
            "remote_write:\n- url: http://shop:hunter7@mimir:8080/api/v1/push\n",
        )
        .with(
            "run.sh",
            "#!/bin/sh\nmimir -target=all -common.storage.s3.secret-access-key=hunter5 -no-such=1\n",
        );
    for format in ["text", "json", "sarif", "markdown"] {
        for fix in [&[][..], &["--fix"]] {
            let arguments = [&["check", ".", "--format", format], fix].concat();
            let ran = crate::place::Ran::of(place.command(arguments).output().expect("a run"));
            assert_eq!(ran.code, Some(1), "{}", ran.stderr);
            assert!(ran.stdout.contains("MT519") && ran.stdout.contains("MT117"));
            let said = format!("{}{}", ran.stdout, ran.stderr);
            assert!(!said.contains("hunter"), "{format}: {said}");
        }
    }
}

/// Under a name that is misspelt, in a name, or behind one that no option has, a
/// secret is one all the same.
#[test]
fn what_nobody_knows_is_not_said() {
    let flags = "-target=all
-blocks-storage.s3.secret-acces-key=hunter1
-my.pasword=hunter2
-foo=hunter3
-common.storage.s3.secret-access-key= hunter4
";
    let yaml = "target: all
password=hunter5: {tls: 1}
foo: hunter6
blocks_storage:
  s3: {tokn: hunter7, \"secret_access_key: hunter8\": 1, connection_string: hunter9}
server: {tls_cipher_suites: 'A, B', nobody: hunter10}
common: {storage: {s3: {endpoint: [hunter], access_key: hunter11}}}
ruler: {alertmanager_url: '${PASSWORD:hunter12}'}
memberlist: {secret_acces_key: [hunter13}
";
    let good = yaml
        .rsplit_once("memberlist")
        .map_or(yaml, |(good, _)| good);
    let shell = "#!/bin/sh
mimir -target=all -foo hunter14 -server.tls-cipher-suites='A, B' -x.y=hunter15
mimir -target=all -server.tls-cipher-suites='A, B' -foo='hunter16'
";
    let compose = "services:
  mimir:
    image: grafana/mimir:3.1.0
    command: [-target=all, -foo, hunter17, -server.tls-min-version=VersionTLS9]
";
    let place = Place::new()
        .with("a.flags", flags)
        .with("mimir.yaml", good)
        .with("broken.yaml", yaml)
        .with("run.sh", shell)
        .with("compose.yaml", compose);
    for format in ["text", "json", "sarif", "markdown"] {
        for fix in ["", " --fix"] {
            let ran = place.run(&format!("check . --format {format}{fix}"));
            assert_eq!(ran.code, Some(1), "{}", ran.stderr);
            for told in ["MT117", "MT112", "MT110"] {
                assert!(ran.stdout.contains(told), "{told}: {}", ran.stdout);
            }
            let said = format!("{}{}", ran.stdout, ran.stderr);
            let leak = said.lines().find(|line| line.contains("hunter"));
            assert_eq!(leak, None, "--format {format}{fix}");
        }
    }
}
