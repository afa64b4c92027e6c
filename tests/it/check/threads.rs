//! The threads in which people got stuck, as far as one can be handed over:
//! what they had, and the code that tells them.
//!
//! Those that are no input at all stand at the end, each with the reason.

use mimir_tls::doctor::{CheckReport, Input};
use mimir_tls::language::Language;

use super::recipe::Recipe;
use super::{codes, report};

/// One thread as an input.
struct Thread {
    number: u8,
    /// Where it is.
    at: &'static str,
    release: Option<&'static str>,
    /// Whether the good certificates are there too.
    certificates: bool,
    files: &'static [(&'static str, &'static str)],
    says: &'static [&'static str],
}

const SERVER: &str = "target: all\nserver:\n  grpc_tls_config: {cert_file: /tls/server.crt, key_file: /tls/server.key, client_ca_file: /tls/root.crt, client_auth_type: RequireAndVerifyClientCert}\n";
const STRICT_HTTP: &str = "target: all\nserver:\n  http_tls_config: {cert_file: /tls/server.crt, key_file: /tls/server.key, client_ca_file: /tls/root.crt, client_auth_type: RequireAndVerifyClientCert}\n";
const HTTPS: &str =
    "server:\n  http_tls_config: {cert_file: /tls/server.crt, key_file: /tls/server.key}\n";
const HTTP_GATEWAY: &str =
    "location / {\n  proxy_pass http://mimir-distributor.mimir.svc:8080;\n}\n";

const THREADS: &[Thread] = &[
    Thread {
        number: 1,
        at: "grafana/mimir#10647",
        release: None,
        certificates: true,
        files: &[(
            "mimir.yaml",
            "target: all\nserver:\n  grpc_tls_config: {cert_file: server.crt, key_file: server.key, client_ca_file: root.crt, client_auth_type: RequireAndVerifyClientCert}\nfrontend_worker:\n  grpc_client_config: {tls_enabled: true, tls_cert_path: server.crt, tls_key_path: server.key, tls_ca_path: root.crt, tls_server_name: mimir.example}\n",
        )],
        says: &["MT209"],
    },
    Thread {
        number: 2,
        at: "grafana/mimir#10938",
        release: None,
        certificates: false,
        files: &[("mimir.yaml", SERVER)],
        says: &["MT401"],
    },
    Thread {
        number: 3,
        at: "grafana/mimir#11944",
        release: None,
        certificates: false,
        files: &[("mimir.yaml", STRICT_HTTP)],
        says: &["MT503"],
    },
    Thread {
        number: 4,
        at: "grafana/mimir#9498",
        release: None,
        certificates: false,
        files: &[(
            "values.yaml",
            "gateway:\n  nginxConfig:\n    file: |\n      location / {\n        proxy_pass https://mimir-distributor:8080;\n      }\nmimir:\n  structuredConfig:\n    server:\n      http_tls_config: {cert_file: /tls/server.crt, key_file: /tls/server.key}\n",
        )],
        says: &["MT517", "MT518", "MT501"],
    },
    Thread {
        number: 5,
        at: "grafana/mimir#11776",
        release: None,
        certificates: false,
        files: &[(
            "values.yaml",
            "mimir:\n  structuredConfig:\n    server:\n      grpc_tls_config: {cert_file: /tls/server.crt, key_file: /tls/server.key, client_ca_file: /tls/root.crt, client_auth_type: RequestClientCert}\n    ingester_client:\n      grpc_client_config:\n        tls_enabled: true\n        tls_insecure_skip_verify: true\n",
        )],
        says: &["MT104", "MT109"],
    },
    Thread {
        number: 6,
        at: "grafana/mimir#6445",
        release: Some("2.10"),
        certificates: true,
        files: &[
            (
                "query-frontend.yaml",
                "server:\n  grpc_tls_config: {cert_file: server.crt, key_file: server.key}\n",
            ),
            (
                "query-scheduler.yaml",
                "server:\n  grpc_tls_config: {cert_file: server.crt, key_file: server.key}\n",
            ),
            (
                "querier.yaml",
                "frontend_worker:\n  grpc_client_config: {tls_enabled: true, tls_ca_path: root.crt, tls_server_name: frontend.example}\n",
            ),
        ],
        says: &["MT407"],
    },
    Thread {
        number: 7,
        at: "grafana/mimir#4311",
        release: Some("2.6"),
        certificates: false,
        files: &[(
            "mimir.yaml",
            "distributor:\n  ha_tracker:\n    enable_ha_tracker: true\n    kvstore:\n      etcd: {tls_enabled: true, tls_ca_path: /tls/root.crt, tls_cert_path: /tls/client.crt, tls_key_path: /tls/client.key}\n",
        )],
        says: &["MT138"],
    },
    Thread {
        number: 8,
        at: "grafana/mimir#1796",
        release: Some("2.0"),
        certificates: false,
        files: &[(
            "mimir.yaml",
            "blocks_storage:\n  s3:\n    http: {insecure_skip_verify: true}\n",
        )],
        says: &["MT104"],
    },
    Thread {
        number: 9,
        at: "grafana/mimir#5425",
        release: Some("2.8"),
        certificates: false,
        files: &[(
            "values.yaml",
            "mimir:\n  structuredConfig:\n    common:\n      storage:\n        s3:\n          http: {tls_ca_path: /tls/minio.crt}\n",
        )],
        says: &["MT115"],
    },
    Thread {
        number: 10,
        at: "grafana/mimir#8009",
        release: None,
        certificates: false,
        files: &[(
            "compose.yaml",
            "services:\n  memcached:\n    image: memcached:1.6\n    command: -m 64\n  store-gateway:\n    image: grafana/mimir\n    command: [-target=store-gateway, -blocks-storage.bucket-store.index-cache.memcached.tls-enabled=true]\n",
        )],
        says: &["MT521"],
    },
    Thread {
        number: 12,
        at: "grafana/mimir#3220",
        release: Some("2.5"),
        certificates: false,
        files: &[(
            "ruler.flags",
            "-target=ruler\n-ruler.alertmanager-client.tls-enabled=true\n",
        )],
        says: &["MT115"],
    },
    Thread {
        number: 13,
        at: "grafana/mimir#13987",
        release: Some("3.0"),
        certificates: false,
        files: &[(
            "mimir.yaml",
            "ingest_storage:\n  enabled: true\n  kafka:\n    address: kafka:9093\n    tls:\n      enabled: true\n",
        )],
        says: &["MT117"],
    },
    Thread {
        number: 16,
        at: "grafana/mimir#5087",
        release: Some("2.7"),
        certificates: false,
        files: &[(
            "store-gateway.flags",
            "-blocks-storage.bucket-store.chunks-cache.memcached.tls-enabled=true\n",
        )],
        says: &["MT115"],
    },
    Thread {
        number: 19,
        at: "grafana/dskit#552",
        release: None,
        certificates: false,
        files: &[(
            "ingester.flags",
            "-memberlist.tls-enabled=true\n-memberlist.tls-ca-path=/tls/root.crt\n-memberlist.tls-server-name=mimir.example\n",
        )],
        says: &["MT140"],
    },
    Thread {
        number: 22,
        at: "cortexproject/cortex#3156",
        release: None,
        certificates: false,
        files: &[(
            "distributor.flags",
            "-ingester.client.tls-cert-path=/tls/client.crt\n-ingester.client.tls-key-path=/tls/client.key\n-ingester.client.tls-ca-path=/tls/root.crt\n",
        )],
        says: &["MT103"],
    },
    Thread {
        number: 23,
        at: "cortexproject/cortex#3453",
        release: None,
        certificates: false,
        files: &[(
            "ingester.flags",
            "-ingester.ring.store=consul\n-ingester.ring.consul.hostname=https://consul:8501\n-server.grpc-tls-cert-path=/tls/server.crt\n-server.grpc-tls-key-path=/tls/server.key\n",
        )],
        says: &["MT129"],
    },
    Thread {
        number: 24,
        at: "grafana/loki#5592",
        release: None,
        certificates: true,
        files: &[
            (
                "query-frontend.yaml",
                "server:\n  grpc_tls_config: {cert_file: server.crt, key_file: server.key}\n",
            ),
            (
                "querier.yaml",
                "frontend_worker:\n  grpc_client_config: {tls_enabled: true, tls_ca_path: root.crt}\n",
            ),
        ],
        says: &["MT406"],
    },
    Thread {
        number: 26,
        at: "grafana/loki#3231",
        release: None,
        certificates: false,
        files: &[(
            "querier.yaml",
            "server:\n  grpc_tls_config:\n    tls_cert_path: /tls/server.crt\n    tls_key_path: /tls/server.key\n",
        )],
        says: &["MT119"],
    },
    Thread {
        number: 27,
        at: "grafana/loki#6414",
        release: None,
        certificates: false,
        files: &[(
            "querier.yaml",
            "frontend_worker:\n  grpc_client_config: {tls_enabled: true, tls_insecure_skip_verify: true}\n",
        )],
        says: &["MT104"],
    },
    Thread {
        number: 28,
        at: "grafana/loki#15602",
        release: None,
        certificates: false,
        files: &[(
            "mimir.yaml",
            "server:\n  http_tls_config:\n    cert: /tls/server.crt\n    key: /tls/server.key\n",
        )],
        says: &["MT120"],
    },
    Thread {
        number: 31,
        at: "grafana/loki#18198",
        release: None,
        certificates: false,
        files: &[(
            "client.crt",
            include_str!("../../golden/check/MT201/bad/server.crt"),
        )],
        says: &["MT201"],
    },
    Thread {
        number: 33,
        at: "grafana/loki#12025",
        release: None,
        certificates: false,
        files: &[("distributor.yaml", HTTPS), ("nginx.conf", HTTP_GATEWAY)],
        says: &["MT504"],
    },
    Thread {
        number: 37,
        at: "grafana/tempo#3278",
        release: None,
        certificates: false,
        files: &[(
            "mimir.yaml",
            "querier:\n  query_frontend:\n    grpc_client_config: {tls_enabled: true}\n",
        )],
        says: &["MT117"],
    },
    Thread {
        number: 38,
        at: "grafana/tempo#3478",
        release: None,
        certificates: false,
        files: &[(
            "all.flags",
            "-server.grpc-tls-cert-path=/tls/server.crt\n-server.grpc-tls-key-path=/tls/server.key\n",
        )],
        says: &["MT401"],
    },
    Thread {
        number: 40,
        at: "grafana/tempo#2018",
        release: None,
        certificates: false,
        files: &[("mimir.yaml", SERVER)],
        says: &["MT130"],
    },
    Thread {
        number: 41,
        at: "grafana/tempo#4328",
        release: None,
        certificates: false,
        files: &[(
            "values.yaml",
            "mimir:\n  structuredConfig:\n    server:\n      http_tls_config: {cert_file: /tls/server.crt, key_file: /tls/server.key, client_ca_file: /tls/root.crt, client_auth_type: VerifyClientCertIfGiven}\n",
        )],
        says: &["MT501"],
    },
    Thread {
        number: 42,
        at: "grafana/tempo#7580",
        release: Some("3.0"),
        certificates: false,
        files: &[(
            "mimir.yaml",
            "ingest_storage:\n  kafka: {address: \"kafka:9093\", tls_enabled: true}\n",
        )],
        says: &["MT115"],
    },
    Thread {
        number: 45,
        at: "prometheus-operator/prometheus-operator#5419",
        release: None,
        certificates: false,
        files: &[(
            "values.yaml",
            "mimir:\n  structuredConfig:\n    server:\n      http_tls_config: {cert_file: /tls/server.crt, key_file: /tls/server.key, client_ca_file: /tls/root.crt, client_auth_type: RequireAndVerifyClientCert}\ningester:\n  readinessProbe:\n    httpGet:\n      path: /ready\n      port: http-metrics\n      scheme: HTTPS\n",
        )],
        says: &["MT502"],
    },
];

/// Threads without an input to check, and why.
const OTHERS: &[(u8, &str)] = &[
    (
        11,
        "the exporter of memcached has flags of its own, none of Mimir's",
    ),
    (14, "a job of a chart that is no more"),
    (15, "the certificate of an operator's webhook"),
    (17, "a note that a chart prints"),
    (18, "how a client reloads, by the version of dskit"),
    (20, "how a client reloads, in Cortex"),
    (21, "a default of Cortex before 1.5"),
    (25, "clients of Loki without options"),
    (29, "an old dependency of Loki"),
    (30, "a page that was missing"),
    (32, "the flags of loki-canary"),
    (34, "an HTTP client of Loki"),
    (35, "a gRPC client of Loki without options"),
    (36, "an HTTP client of Loki"),
    (39, "helpers of Tempo"),
    (43, "clients of Pyroscope without options"),
    (44, "a template of Tempo's chart"),
];

/// The report on a thread's input.
fn said(thread: &Thread) -> CheckReport {
    let mut inputs: Vec<Input> = thread
        .files
        .iter()
        .map(|(path, text)| Input {
            path: (*path).to_owned(),
            bytes: text.as_bytes().to_vec(),
            mode: None,
        })
        .collect();
    let recipe = match thread.certificates {
        true => Recipe::standard(thread.release),
        false => Recipe::of_release(thread.release),
    };
    recipe.make(&mut inputs);
    report(inputs, &recipe, Language::English)
}

#[test]
fn each_thread_is_told() {
    let mut wrong = Vec::new();
    for thread in THREADS {
        let found = codes(&said(thread));
        let missing = thread
            .says
            .iter()
            .find(|code| !found.iter().any(|it| it.as_str() == **code));
        if let Some(missing) = missing {
            wrong.push(format!(
                "{} {}: no {missing} in {found:?}",
                thread.number, thread.at
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_fix_names_every_client_and_the_option_that_was_meant() {
    let of = |number, code: &str| {
        let thread = THREADS.iter().find(|thread| thread.number == number);
        let findings = said(thread.unwrap()).findings;
        findings
            .into_iter()
            .find(|it| it.code.as_str() == code)
            .unwrap()
    };
    let plain = of(2, "MT401").fix;
    for client in ["ingester-client", "store-gateway-client", "ruler-client"] {
        assert!(plain.contains(&format!("`{client}`")), "{plain}");
    }
    let tempo = of(37, "MT117").what;
    assert!(
        tempo.ends_with("the nearest is `frontend_worker.grpc_client_config.tls_enabled`"),
        "{tempo}"
    );
    let later = of(13, "MT117").what;
    assert!(
        later.ends_with("the nearest is `ingest_storage.kafka.tls_enabled` (3.1.0)"),
        "{later}"
    );
}

#[test]
fn every_thread_has_been_looked_at() {
    let mut numbers: Vec<u8> = THREADS.iter().map(|thread| thread.number).collect();
    numbers.extend(OTHERS.iter().map(|(number, _)| number));
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=45).collect::<Vec<u8>>());
}
