//! What people asked, thread by thread: the error as the thread has it, or as
//! the symptom that it tells is logged, and the row that it must find. A
//! question without an error in it finds nothing, and says so.

use mimir_tls::explain::explain;
use mimir_tls::language::Language;

/// Repository and number, what is said there, and the row.
const THREADS: [(&str, &str, Option<&str>); 45] = [
    (
        "grafana/mimir#10647",
        r#"level=warn msg="error contacting frontend" addr=127.0.0.1:9094 err="rpc error: code = Unavailable desc = connection error: desc = \"error reading server preface: remote error: tls: bad certificate\"""#,
        Some("remote-bad-certificate"),
    ),
    (
        "grafana/mimir#10938",
        r#"caller=frontend_processor.go:85 level=warn msg="error contacting frontend" addr=127.0.0.1:9095 err="rpc error: code = Unavailable desc = connection error: desc = \"error reading server preface: read tcp 127.0.0.1:51234->127.0.0.1:9095: read: connection reset by peer\"""#,
        Some("grpc-preface-eof"),
    ),
    (
        "grafana/mimir#11944",
        "adding the Alertmanager in Grafana fails; there is no direct mapping from flags to config options",
        None,
    ),
    (
        "grafana/mimir#9498",
        "400 Bad Request: Client sent an HTTP request to an HTTPS server.",
        Some("http-to-https"),
    ),
    (
        "grafana/mimir#11776",
        "tls_insecure_skip_verify: true and RequestClientCert everywhere",
        None,
    ),
    (
        "grafana/mimir#6445",
        r#"msg="error contacting scheduler" err="rpc error: code = Unavailable desc = connection error: desc = \"transport: authentication handshake failed: x509: certificate is valid for query-frontend, not query-scheduler\"""#,
        Some("name-mismatch"),
    ),
    (
        "grafana/mimir#4311",
        r#"level=error msg="error running application" err="error initialising module: distributor-service: error loading client cert: /etc/etcd/tls/client.crt: open /etc/etcd/tls/client.crt: no such file or directory""#,
        Some("client-cert-unreadable"),
    ),
    (
        "grafana/mimir#1796",
        r#"err="Get \"https://minio.example.com/mimir/\": x509: certificate signed by unknown authority""#,
        Some("unknown-authority"),
    ),
    (
        "grafana/mimir#5425",
        r#"Put "https://mimir-minio:9000/mimir-tsdb/x": tls: failed to verify certificate: x509: certificate signed by unknown authority"#,
        Some("unknown-authority"),
    ),
    (
        "grafana/mimir#8009",
        "how to encrypt the traffic to memcached",
        None,
    ),
    (
        "grafana/mimir#8246",
        "SSL connection failed with error code : 1 : Success",
        Some("memcached-ssl-failed"),
    ),
    (
        "grafana/mimir#3220",
        "the client of the Alertmanager has no switch for TLS",
        None,
    ),
    (
        "grafana/mimir#13449",
        "yaml: unmarshal errors:\n  line 42: field tls not found in type ingest.KafkaConfig",
        Some("yaml-key-unknown"),
    ),
    (
        "grafana/mimir#11400",
        r#"Post "https://gateway/admin": x509: certificate signed by unknown authority"#,
        Some("unknown-authority"),
    ),
    (
        "grafana/mimir#13357",
        r#"failed calling webhook "no-downscale": failed to call webhook: Post "https://rollout-operator.mimir.svc:443/admission/no-downscale": tls: failed to verify certificate: x509: certificate is valid for rollout-operator.mimir.svc, not m-rollout-operator.mimir.svc"#,
        Some("webhook-unverified"),
    ),
    (
        "grafana/mimir#5087",
        "flag provided but not defined: -query-frontend.results-cache.memcached.tls-enabled",
        Some("flag-unknown"),
    ),
    (
        "grafana/mimir#10655",
        "NOTES prints http:// although TLS is configured",
        None,
    ),
    (
        "grafana/dskit#549",
        "remote error: tls: expired certificate",
        Some("remote-expired"),
    ),
    (
        "grafana/dskit#537",
        "failed to start TLS TCP listener on \"0.0.0.0\" port 7946: tls: neither Certificates, GetCertificate, nor GetConfigForClient set in Config",
        Some("listener-without-cert"),
    ),
    (
        "cortexproject/cortex#3012",
        "certificates are loaded once and never again",
        None,
    ),
    (
        "cortexproject/cortex#3029",
        "server certificates are not verified by default",
        None,
    ),
    (
        "cortexproject/cortex#3156",
        "TLS can only be used as mutual TLS",
        None,
    ),
    (
        "cortexproject/cortex#3453",
        r#"level=error msg="error getting path" client=consul key=ring err="Unexpected response code: 400 (Client sent an HTTP request to an HTTPS server.)""#,
        Some("kv-without-tls"),
    ),
    (
        "grafana/loki#5592",
        "rpc error: code = Unavailable desc = connection error: desc = \"transport: authentication handshake failed: x509: cannot validate certificate for 10.244.0.12 because it doesn't contain any IP SANs\"",
        Some("no-ip-names"),
    ),
    (
        "grafana/loki#3252",
        "line 12: field grpc_client_config not found in type client.Config",
        Some("yaml-key-unknown"),
    ),
    (
        "grafana/loki#3231",
        "which side holds the TLS of querier and query-frontend?",
        None,
    ),
    (
        "grafana/loki#6414",
        "one switch for servers and clients",
        None,
    ),
    (
        "grafana/loki#15602",
        r#"msg="error initialising module: server" err="no PEM data found in the certificate""#,
        Some("no-pem"),
    ),
    ("grafana/loki#3750", "memberlist has no TLS", None),
    (
        "grafana/loki#3202",
        "http_tls_config is missing from the documentation",
        None,
    ),
    (
        "grafana/loki#18198",
        "one client certificate cannot be revoked",
        None,
    ),
    (
        "grafana/loki#22639",
        "-insecure still demands a CA, a certificate and a key",
        None,
    ),
    (
        "grafana/loki#12025",
        "2026/11/23 [error] 7#7: *1 upstream sent HTTP/1.0 400 Bad Request: Client sent an HTTP request to an HTTPS server. to upstream, client: 10.0.0.1",
        Some("http-to-https"),
    ),
    (
        "grafana/loki#9539",
        r#"Get "https://compactor:3100/loki/api/v1/delete": x509: certificate signed by unknown authority"#,
        Some("unknown-authority"),
    ),
    (
        "grafana/loki#12587",
        r#"rpc error: code = Unavailable desc = connection error: desc = "error reading server preface: EOF""#,
        Some("grpc-preface-eof"),
    ),
    (
        "grafana/loki#6444",
        "live tail fails: http: server gave HTTP response to HTTPS client",
        Some("https-to-http"),
    ),
    (
        "grafana/tempo#3278",
        "querying from Grafana does not work with TLS, and no log has an error",
        None,
    ),
    (
        "grafana/tempo#3478",
        r#"level=warn caller=frontend_processor.go:84 msg="error contacting frontend" address=127.0.0.1:9095 err="rpc error: code = Unavailable desc = connection error: desc = \"error reading server preface: EOF\"""#,
        Some("grpc-preface-eof"),
    ),
    ("grafana/tempo#1998", "tempo-query cannot talk TLS", None),
    (
        "grafana/tempo#2018",
        "TLS only on gRPC, so that Prometheus can still scrape",
        None,
    ),
    (
        "grafana/tempo#4328",
        "Readiness probe failed: HTTP probe failed with statuscode: 400",
        Some("probe-http-400"),
    ),
    (
        "grafana/tempo#7580",
        "line 8: field tls_enabled not found in type ingest.KafkaConfig",
        Some("yaml-key-unknown"),
    ),
    (
        "grafana/pyroscope#3598",
        r#"Readiness probe failed: Get "https://10.1.2.3:4040/ready": http: server gave HTTP response to HTTPS client"#,
        Some("probe-https-to-http"),
    ),
    (
        "grafana/helm-charts#3185",
        "Readiness probe failed: HTTP probe failed with statuscode: 400",
        Some("probe-http-400"),
    ),
    (
        "prometheus-operator/prometheus-operator#5419",
        r#"Readiness probe failed: Get "https://10.1.2.3:9090/-/ready": remote error: tls: bad certificate"#,
        Some("probe-without-cert"),
    ),
];

#[test]
fn every_thread_with_an_error_finds_its_row() {
    for (thread, text, row) in THREADS {
        let report = explain(text, Language::English);
        let found: Vec<_> = report.found.iter().map(|found| found.id).collect();
        assert_eq!(
            found,
            row.into_iter().collect::<Vec<_>>(),
            "{thread}: {text}"
        );
    }
}
