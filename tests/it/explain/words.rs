//! Lines of programs of every kind, each told by its own cause and in the words of
//! whoever dials.

use serde_json::Value;

use crate::place::Place;

/// The first error of a log, as JSON.
fn first(log: &str) -> Value {
    let ran = Place::new().run_with_input("explain --format json -", log.as_bytes());
    let report: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    report["found"][0].clone()
}

/// A probe is the kubelet's, in its journal as among the events of a pod.
#[test]
fn a_probe_that_fails_is_told_with_its_pod() {
    let plain = r#"net/http: HTTP/1.x transport connection broken: malformed HTTP response \"\\x15\\x03\\x01\\x00\\x02\\x02\""#;
    let journal = |output: &str| {
        format!(
            "Nov 30 04:00:00 n1 kubelet[1234]: I1130 04:00:00.123456    1234 prober.go:107] \"Probe failed\" probeType=\"Readiness\" pod=\"mimir/mimir-ingester-0\" podUID=\"a\" containerName=\"ingester\" probeResult=\"failure\" output=\"{output}\"\n"
        )
    };
    let event = |output: &str| {
        format!(
            "  Warning  Unhealthy  12s (x3 over 32s)  kubelet  Readiness probe failed: {}\n",
            output.replace("\\\"", "\"").replace("\\\\", "\\")
        )
    };
    let get = |scheme: &str| format!("Get \\\"{scheme}://10.0.0.5:8080/ready\\\": ");
    for (output, id, code) in [
        (format!("{}{plain}", get("http")), "probe-http-400", "MT501"),
        (
            "HTTP probe failed with statuscode: 400".to_owned(),
            "probe-http-400",
            "MT501",
        ),
        (
            format!(
                "{}http: server gave HTTP response to HTTPS client",
                get("https")
            ),
            "probe-https-to-http",
            "MT513",
        ),
        (
            format!("{}remote error: tls: certificate required", get("https")),
            "probe-without-cert",
            "MT502",
        ),
    ] {
        for (log, is_journal) in [(journal(&output), true), (event(&output), false)] {
            let found = first(&log);
            assert_eq!(found["id"], id, "{log}{found}");
            assert_eq!(found["causes"][0]["findings"][0], code, "{log}{found}");
            let link = &found["links"][0];
            assert_eq!(link["from"][0], "kubelet", "{log}{link}");
            if is_journal {
                assert_eq!(link["to"][0], "ingester", "{log}{link}");
            }
        }
    }
    // The pod of a line that somebody else writes is who writes it.
    let own = first("pod=\"mimir-ingester-0\" err=\"remote error: tls: bad certificate\"\n");
    assert_eq!(own["links"][0]["from"][0], "ingester", "{own}");
}

/// The words of the kubelet before 1.20.
#[test]
fn an_old_kubelet_is_understood_too() {
    let log = "prober.go:116] Readiness probe for \"mimir-ingester-0_mimir(a0):ingester\" failed (failure): Get https://10.0.0.5:8080/ready: http: server gave HTTP response to HTTPS client\n";
    assert_eq!(first(log)["id"], "probe-https-to-http");
}

/// A terminal shows the command by which we are asked beside what it gives us.
#[test]
fn our_own_command_is_no_log() {
    let log = "$ echo 'err=\"x509: certificate signed by unknown authority\"' | mimir-tls explain --config https://querier:1 component=ruler -\n";
    let found = first(log);
    assert_eq!(found["id"], "unknown-authority", "{found}");
    assert!(
        !found["example"].to_string().contains("--config"),
        "{found}"
    );
    assert_eq!(found["links"], serde_json::json!([]), "{found}");
}

#[test]
fn an_http_listener_is_not_told_by_the_words_of_grpc() {
    let line = |listener: &str| {
        format!(
            "msg=\"{listener}TLS handshake error from 10.0.0.9:40122: tls: first record does not look like a TLS handshake\"\n"
        )
    };
    let http = first(&line("http: "));
    assert_eq!(http["id"], "plain-http-client", "{http}");
    assert!(!http.to_string().contains("MT401") && !http.to_string().contains("grpc_tls_config"));
    assert_eq!(first(&line(""))["id"], "plain-client");
}

#[test]
fn each_client_of_mimirs_has_its_own_words() {
    let unknown =
        "tls: failed to verify certificate: x509: certificate signed by unknown authority";
    for (log, word) in [
        (
            format!(
                "level=error caller=client.go msg=\"unable to dial\" broker=kafka-0:9093 err=\"{unknown}\""
            ),
            "ingest_storage.kafka.tls_ca_path",
        ),
        (
            format!(
                "level=warn component=memberlist msg=\"WriteTo failed\" addr=10.0.0.2:7946 err=\"dial tcp 10.0.0.2:7946: {unknown}\""
            ),
            "memberlist.tls_ca_path",
        ),
        (
            format!(
                "level=error msg=\"upload block\" err=\"Put \\\"https://minio:9000/b/x\\\": {unknown}\""
            ),
            "s3.http.tls_ca_path",
        ),
        (
            format!("err=\"Post \\\"https://storage.googleapis.com/upload\\\": {unknown}\""),
            "gcs.http.tls_ca_path",
        ),
        (
            format!("err=\"Put \\\"https://shop.blob.core.windows.net/b\\\": {unknown}\""),
            "azure.http.tls_ca_path",
        ),
        (
            format!("caller=memcached_client.go err=\"dial tcp 10.0.0.3:11211: {unknown}\""),
            "memcached.tls_ca_path",
        ),
        (
            format!("{{\"target\":\"etcd-endpoints://0xc/etcd:2379\",\"error\":\"{unknown}\"}}"),
            "kvstore.etcd.tls_ca_path",
        ),
        // Whoever is not seen to dial one of these is told of a block.
        (format!("err=\"{unknown}\""), "in that client's block"),
    ] {
        let found = first(&format!("{log}\n"));
        assert_eq!(found["dialler"], "mimir", "{found}");
        assert!(
            found["causes"].to_string().contains(word),
            "{word}: {found}"
        );
    }
    // Nobody but a querier has one block for two kinds of servers.
    let gossip = first(
        "component=memberlist addr=10.0.0.2:7946 err=\"dial tcp 10.0.0.2:7946: x509: certificate is valid for a, not b\"\n",
    );
    assert!(
        !gossip["causes"].to_string().contains("before 2.11"),
        "{gossip}"
    );
}

/// All that Go's crypto/tls says by an alert, but what it says of itself.
#[test]
fn every_alert_of_go_is_known() {
    for alert in [
        "unexpected message",
        "bad record MAC",
        "decryption failed",
        "record overflow",
        "handshake failure",
        "bad certificate",
        "unsupported certificate",
        "revoked certificate",
        "expired certificate",
        "unknown certificate",
        "illegal parameter",
        "unknown certificate authority",
        "access denied",
        "error decoding message",
        "error decrypting message",
        "protocol version not supported",
        "insufficient security level",
        "internal error",
        "inappropriate fallback",
        "missing extension",
        "unsupported extension",
        "unrecognized name",
        "certificate required",
        "no application protocol",
    ] {
        let found = first(&format!("err=\"remote error: tls: {alert}\"\n"));
        assert!(found["id"].is_string(), "{alert}");
    }
}

/// What stands in an error's own text, beside it, in its URLs and behind its names.
#[test]
fn no_password_of_a_log_is_said() {
    let unknown = "x509: certificate signed by unknown authority";
    let logs = [
        format!(
            "err=\"Get \\\"https://me:hunter1@s3/x?sig=hunter2\\\": {unknown}\" password=hunter3"
        ),
        format!(
            "err=\"dial with password=hunter4 and secret_key=hunter5: {unknown}\" token=hunter6"
        ),
        format!("{{\"error\":\"{unknown}\",\"token\":\"hunter7\"}}"),
        format!("{unknown} password=hunter8 {{\"client_secret\": \"hunter9\"}}"),
        format!("curl -u me:hunter10 https://mimir: {unknown} api_key='hunter11 x'"),
    ];
    for log in logs {
        for format in ["text", "json"] {
            let ran = Place::new()
                .run_with_input(&format!("explain --format {format} -"), log.as_bytes());
            assert!(ran.stdout.contains("unknown authority"), "{}", ran.stdout);
            let said = format!("{}{}", ran.stdout, ran.stderr);
            assert!(!said.contains("hunter"), "{log}\n{said}");
        }
    }
    // What is no secret stays.
    let kept = first("err=\"credentials: cannot check peer: missing selected ALPN property\"\n");
    assert!(
        kept["example"].to_string().contains("cannot check peer"),
        "{kept}"
    );
}

/// Over which of Mimir's blocks a link goes, the method, the component or the address
/// tells; where one line does not, no block is named for it.
#[test]
fn the_block_is_named_where_the_lines_tell_it() {
    let unknown = "x509: certificate signed by unknown authority";
    let scheduler = "frontend_worker.query_scheduler_grpc_client_config";
    let ingester = "ingester_client.grpc_client_config";
    let by_method =
        format!("method=/schedulerpb.SchedulerForQuerier/QuerierLoop err=\"{unknown}\"");
    let push = format!("method=/cortex.Ingester/Push addr=10.0.0.7:9095 err=\"{unknown}\"");
    let by_names = format!(
        "component=querier msg=\"error contacting scheduler\" err=\"{unknown}\" addr=10.0.0.5:9095"
    );
    let by_address = format!(
        "component=query-frontend err=\"{unknown}\" addr=mimir-query-scheduler-headless.mimir.svc:9095"
    );
    let nobody = format!("err=\"{unknown}\"");
    for (lines, block) in [
        (vec![&by_method], format!("in `{scheduler}`")),
        (vec![&by_names], format!("in `{scheduler}`")),
        (
            vec![&by_address],
            "in `frontend.grpc_client_config`".to_owned(),
        ),
        (
            vec![&push, &by_method],
            format!("in `{scheduler}`, `{ingester}`"),
        ),
        (vec![&push, &nobody], "in that client's block".to_owned()),
        (vec![&nobody], "in that client's block".to_owned()),
    ] {
        let log: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let causes = first(&log)["causes"].to_string();
        assert!(causes.contains(&block), "{block}: {log}\n{causes}");
        assert_eq!(
            causes.contains("in that client's block"),
            block.contains("that client"),
            "{causes}"
        );
    }
}
