//! Cases that were once answered wrongly, each a line as a real program wrote
//! it, with the right answer: what it is, on which link, and what fixes it.

use mimir_tls::explain::{Encoding, Explainer, Found, explain};
use mimir_tls::language::Language;

/// What one text holds.
#[track_caller]
fn only(text: &str) -> Found {
    let mut report = explain(text, Language::English);
    let ids: Vec<_> = report.found.iter().map(|found| found.id).collect();
    assert_eq!(ids.len(), 1, "{ids:?}: {text}");
    report.found.remove(0)
}

/// All that is advised, as one text.
fn advice(found: &Found) -> String {
    let causes = found.causes.iter();
    let texts = causes.map(|it| format!("{}; {}; {}\n", it.cause, it.check, it.fix));
    texts.collect()
}

pub(super) fn ends(found: &Found) -> String {
    let link = found.links.first().expect("a link");
    let or_any = |names: &[String]| names.join("|");
    format!(
        "{} {} -> {} {}",
        or_any(&link.from),
        link.peer.as_deref().unwrap_or("-"),
        or_any(&link.to),
        link.address.as_deref().unwrap_or("-")
    )
}

#[test]
fn the_reason_in_brackets_is_looked_at() {
    for (reason, id, code) in [
        (
            "x509: cannot verify signature: insecure algorithm SHA1-RSA",
            "insecure-signature",
            "MT215",
        ),
        (
            "crypto/rsa: verification error",
            "two-cas-one-name",
            "MT220",
        ),
        (
            "x509: ECDSA verification failure",
            "two-cas-one-name",
            "MT220",
        ),
        (
            "x509: Ed25519 verification failure",
            "two-cas-one-name",
            "MT220",
        ),
        (
            "x509: invalid signature: parent certificate cannot sign this kind of certificate",
            "not-a-ca",
            "MT211",
        ),
        (
            "x509: certificate has expired or is not yet valid: current time 2026-11-29T05:16:16Z is after 2026-11-29T04:16:14Z",
            "issuer-expired",
            "MT204",
        ),
        (
            "x509: too many intermediates for path length constraint",
            "path-too-long",
            "MT211",
        ),
        (
            "x509: cannot verify signature: algorithm unimplemented",
            "issuer-passed-over",
            "MT403",
        ),
    ] {
        let said = format!(
            "tls: failed to verify certificate: x509: certificate signed by unknown authority (possibly because of {reason:?} while trying to verify candidate authority certificate \"Old CA\")"
        );
        let server = format!("http: TLS handshake error from 10.0.0.9:1: {said}");
        for line in [format!("err={said:?}"), said, server] {
            let found = only(&line);
            assert_eq!(found.id, id, "{line}");
            assert!(
                found.causes[0].findings.iter().any(|it| it == code),
                "{line}"
            );
        }
    }
    let sha1 = only(
        r#"x509: certificate signed by unknown authority (possibly because of "x509: cannot verify signature: insecure algorithm SHA1-RSA" while trying to verify candidate authority certificate "Old CA")"#,
    );
    assert_eq!(sha1.causes.len(), 1);
    assert!(sha1.causes[0].fix.contains("SHA-256"));
    assert_eq!(sha1.values["algorithm"], ["SHA1-RSA"]);
}

#[test]
fn a_missing_client_certificate_in_tls_1_2() {
    let found = only(
        r#"2026/11/23 10:00:00 [error] 7#7: *1 SSL_do_handshake() failed (SSL: error:14094410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:SSL alert number 40) while SSL handshaking to upstream, client: 127.0.0.1, server: , request: "GET /ready HTTP/1.1", upstream: "https://10.244.1.7:8080/ready", host: "mimir""#,
    );
    assert_eq!(found.id, "nginx-upstream-wants-cert");
    assert!(found.causes[0].fix.starts_with("`proxy_ssl_certificate`"));
    assert_eq!(ends(&found), "gateway - ->  10.244.1.7:8080");
    assert_eq!(
        found.example,
        "SSL_do_handshake() failed (SSL: error:14094410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:SSL alert number 40) while SSL handshaking to upstream"
    );
    let curl = only(
        "curl: (35) OpenSSL/3.0.19: error:0A000410:SSL routines::sslv3 alert handshake failure",
    );
    assert!(curl.causes[0].fix.contains("`--cert` and `--key`"));
    let go = only("Post \"https://mimir:8080/\": remote error: tls: handshake failure");
    assert!(go.causes[0].cause.contains("Go (and so Mimir)"));
    assert!(go.causes[0].fix.contains("`tls_cert_path`"));
}

#[test]
fn a_plaintext_client_at_a_tls_port_that_answers_in_http_1() {
    let found = only(
        r#"err="connection error: desc = \"error reading server preface: http2: failed reading the frame payload: http2: frame too large, note that the frame header looked like an HTTP/1.1 header\"" method=/cortex.Ingester/Push"#,
    );
    assert_eq!(found.id, "grpc-to-http1");
    assert!(found.causes[0].cause.contains("HTTP/1.1 400"));
    assert!(found.causes[0].fix.contains("`tls_enabled: true`"));
}

/// A line of each program, its name, what it is advised, and what nobody there
/// can do.
#[test]
fn advice_is_in_the_words_of_the_program_that_dials() {
    let unknown =
        "tls: failed to verify certificate: x509: certificate signed by unknown authority";
    let post = format!("Post \\\"https://mimir.example.com/api/v1/push\\\": {unknown}");
    for (line, dialler, advised) in [
        (
            format!(
                "ts=2026-04-17T07:55:09.673Z caller=dedupe.go:112 component=remote level=error remote_name=mimir url=https://mimir.example.com/api/v1/push err=\"{post}\""
            ),
            "remote-writer",
            "`remote_write.tls_config.ca_file`",
        ),
        (
            format!(
                "level=debug component=\"scrape manager\" scrape_pool=mimir msg=\"Scrape failed\" err=\"Get \\\"https://10.0.0.5:8080/metrics\\\": {unknown}\""
            ),
            "scraper",
            "`tls_config.ca_file` of the scrape job",
        ),
        (
            format!("mimirtool: error: {post}, try --help"),
            "mimirtool",
            "`--tls-ca-path` or `MIMIR_TLS_CA_PATH`",
        ),
        (
            format!("logger=tsdb.prometheus t=2026-11-23T10:00:00Z level=error err=\"{post}\""),
            "grafana",
            "`tlsCACert`",
        ),
        (
            format!(
                "etcdctl: {{\"level\":\"warn\",\"logger\":\"etcd-client\",\"error\":\"rpc error: {unknown}\"}}"
            ),
            "etcdctl",
            "`--cacert`",
        ),
        (
            format!(
                "2026-11-23T10:00:00Z\terror\tinternal/queue_sender.go:128\tExporting failed.\t{{\"name\": \"otlphttp/mimir\", \"error\": \"{post}\"}}"
            ),
            "opentelemetry",
            "`tls.ca_file` of the exporter",
        ),
    ] {
        let found = only(&line);
        assert_eq!(
            (found.id, found.dialler),
            ("unknown-authority", dialler),
            "{line}"
        );
        let advice = advice(&found);
        assert!(advice.contains(advised), "{line}\n{advice}");
        for not in ["tls_ca_path` in", "bucket", "read once", "client_ca_file"] {
            assert!(!advice.contains(not), "{line}\n{advice}");
        }
    }
    let mimir = only(&format!(
        "method=/cortex.Ingester/Push addr=10.0.0.7:9095 err=\"{unknown}\""
    ));
    assert_eq!(mimir.dialler, "mimir");
    assert!(advice(&mimir).contains("`tls_ca_path` in `ingester_client.grpc_client_config`"));
    assert!(!advice(&mimir).contains("bucket"), "an ingester is none");
    let bucket = only(&format!(
        "err=\"Get \\\"https://minio:9000/blocks/\\\": {unknown}\""
    ));
    assert!(
        bucket.causes[0].cause.contains("bucket"),
        "{}",
        advice(&bucket)
    );
}

#[test]
fn what_only_memberlist_does_is_not_said_of_another_link() {
    let usage = "err=\"tls: failed to verify certificate: x509: certificate specifies an incompatible key usage\"";
    let gossip = only(&format!("msg=\"TCPTransport: WriteTo failed\" {usage}"));
    assert!(advice(&gossip).contains("memberlist presents"));
    let push = only(&format!("method=/cortex.Ingester/Push {usage}"));
    assert!(!advice(&push).contains("memberlist"), "{}", advice(&push));
    // What the dialler says is about the server's certificate.
    assert!(
        !advice(&push).contains("used as a client's"),
        "{}",
        advice(&push)
    );
}

/// The kubelet shows no certificate and verifies none: nobody advises it to.
#[test]
fn a_probe_is_not_told_to_have_a_ca() {
    let found = only(
        r#"kubelet: Readiness probe failed: Get "https://10.1.2.3:8080/ready": remote error: tls: handshake failure"#,
    );
    assert_eq!(found.dialler, "kubelet");
    assert!(
        !advice(&found).contains("tls_cert_path"),
        "{}",
        advice(&found)
    );
}

#[test]
fn the_line_quoted_is_the_errors_own_text() {
    let found = only(
        "[pod/prometheus-0/prometheus] \u{1b}[31mts=2026-04-17T07:55:09.673Z\u{1b}[0m caller=dedupe.go:112 component=remote err=\"Post \\\"https://mimir/push\\\": x509: certificate signed by unknown authority\"",
    );
    assert_eq!(
        found.example,
        r#"Post "https://mimir/push": x509: certificate signed by unknown authority"#
    );
}

#[test]
fn a_byte_order_mark_is_no_text() {
    let text = "\u{feff}remote error: tls: bad certificate\r\n";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (bytes, encoding) in [
        (text.as_bytes(), Encoding::Utf8),
        (&little, Encoding::Utf16Le),
        (&big, Encoding::Utf16Be),
    ] {
        let mut explainer = Explainer::new(Language::English);
        explainer.feed(bytes);
        let report = explainer.finish();
        assert_eq!(report.encoding, encoding);
        assert_eq!(
            report.found[0].example,
            "remote error: tls: bad certificate"
        );
    }
}

/// What a Go 1.26 server, nginx 1.22, etcd 3.4 and curl 7.88 with OpenSSL 3.0
/// said, each of a fault that was made on purpose.
#[test]
fn programs_of_today_are_known_by_the_right_fault() {
    let go = "http: TLS handshake error from 127.0.0.1:57164: ";
    let etcd = |error: &str| {
        format!(
            r#"{{"level":"warn","ts":"2026-11-29T05:45:51.029Z","caller":"embed/config_logging.go:287","msg":"rejected connection","remote-addr":"127.0.0.1:54664","server-name":"","error":"{error}"}}"#
        )
    };
    let nginx = |error: &str| {
        format!(
            r#"2026/11/29 05:16:47 [error] 23187#23187: *1 {error}, client: 127.0.0.1, server: , request: "GET / HTTP/1.1", upstream: "https://127.0.0.1:19002/", host: "127.0.0.1:19100""#
        )
    };
    for (line, id, link) in [
        (format!("{go}local error: tls: bad record MAC"), "local-bad-record-mac", " 127.0.0.1 ->  -"),
        (format!("{go}remote error: tls: unknown certificate authority"), "server-cert-refused", " 127.0.0.1 ->  -"),
        (format!("{go}remote error: tls: expired certificate"), "server-cert-refused", " 127.0.0.1 ->  -"),
        (format!("{go}tls: client didn't provide a certificate"), "client-without-cert", " 127.0.0.1 ->  -"),
        (format!("{go}tls: failed to verify certificate: x509: certificate signed by unknown authority"), "client-unknown-authority", " 127.0.0.1 ->  -"),
        (format!("{go}tls: failed to verify certificate: x509: certificate specifies an incompatible key usage"), "client-wrong-usage", " 127.0.0.1 ->  -"),
        (format!("{go}tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-29T05:16:16Z is after 2026-11-29T04:16:14Z"), "client-expired", " 127.0.0.1 ->  -"),
        (format!("{go}client sent an HTTP request to an HTTPS server"), "http-to-https", " 127.0.0.1 ->  -"),
        (format!("{go}tls: first record does not look like a TLS handshake"), "plain-http-client", " 127.0.0.1 ->  -"),
        (etcd("local error: tls: bad record MAC"), "local-bad-record-mac", " 127.0.0.1 ->  -"),
        (etcd("tls: client didn't provide a certificate"), "client-without-cert", " 127.0.0.1 ->  -"),
        (etcd("tls: failed to verify client certificate: x509: certificate specifies an incompatible key usage"), "client-wrong-usage", " 127.0.0.1 ->  -"),
        (etcd("tls: first record does not look like a TLS handshake"), "plain-client-of-etcd", " 127.0.0.1 ->  -"),
        (nginx("SSL_do_handshake() failed (SSL: error:0A000410:SSL routines::sslv3 alert handshake failure:SSL alert number 40) while SSL handshaking to upstream"), "nginx-upstream-wants-cert", "gateway - ->  127.0.0.1:19002"),
        (nginx("SSL_read() failed (SSL: error:0A00045C:SSL routines::tlsv13 alert certificate required:SSL alert number 116) while reading response header from upstream"), "nginx-upstream-wants-cert", "gateway - ->  127.0.0.1:19002"),
        (nginx("SSL_do_handshake() failed (SSL: error:0A000418:SSL routines::tlsv1 alert unknown ca:SSL alert number 48) while SSL handshaking to upstream"), "nginx-upstream-refuses-cert", "gateway - ->  127.0.0.1:19002"),
        (nginx("SSL_read() failed (SSL: error:0A000418:SSL routines::tlsv1 alert unknown ca:SSL alert number 48) while reading response header from upstream"), "nginx-upstream-refuses-cert", "gateway - ->  127.0.0.1:19002"),
        (nginx("upstream SSL certificate verify error: (21:unable to verify the first certificate) while SSL handshaking to upstream"), "nginx-upstream-unverified", "gateway - ->  127.0.0.1:19002"),
        (nginx("upstream SSL certificate verify error: (10:certificate has expired) while SSL handshaking to upstream"), "nginx-upstream-expired", "gateway - ->  127.0.0.1:19002"),
        (nginx("upstream SSL certificate does not match \"mimir\" while SSL handshaking to upstream"), "nginx-upstream-name", "gateway - ->  127.0.0.1:19002"),
        (nginx("upstream SSL certificate does not match \"mimir.svc.cluster.local.\" while SSL handshaking to upstream"), "nginx-upstream-dot", "gateway - ->  127.0.0.1:19002"),
        (nginx("SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number) while SSL handshaking to upstream"), "nginx-upstream-plaintext", "gateway - ->  127.0.0.1:19002"),
        (nginx("upstream prematurely closed connection while reading response header from upstream").replace("https:", "grpc:"), "nginx-upstream-hung-up", "gateway - ->  127.0.0.1:19002"),
        ("2026/11/29 05:16:48 [info] 7#7: *25 SSL_do_handshake() failed (SSL: error:0A000418:SSL routines::tlsv1 alert unknown ca:SSL alert number 48) while SSL handshaking, client: 127.0.0.1, server: 127.0.0.1:19101".to_owned(), "nginx-cert-refused", " 127.0.0.1 -> gateway -"),
        ("2026/11/29 05:16:48 [info] 7#7: *26 client sent plain HTTP request to HTTPS port while reading client request headers, client: 127.0.0.1, server: , request: \"GET / HTTP/1.1\", host: \"127.0.0.1:19101\"".to_owned(), "http-to-https", " 127.0.0.1 -> gateway -"),
        ("curl: (55) getpeername() failed with errno 107: Transport endpoint is not connected".to_owned(), "curl-hung-up", "curl - ->  -"),
        ("curl: (16) Send failure: Connection reset by peer".to_owned(), "curl-hung-up", "curl - ->  -"),
        ("curl: (60) SSL certificate verification failed".to_owned(), "curl-alert-expired", "curl - ->  -"),
        ("curl: (60) SSL certificate problem: unable to get local issuer certificate".to_owned(), "openssl-unknown-issuer", "curl - ->  -"),
        ("curl: (35) OpenSSL/3.0.19: error:0A000412:SSL routines::sslv3 alert bad certificate".to_owned(), "openssl-certificate-required", "curl - ->  -"),
    ] {
        let found = only(&line);
        assert_eq!((found.id, ends(&found).as_str()), (id, link), "{line}");
        assert!(!found.example.contains(", client: "), "{}", found.example);
    }
    // Python, which names no link.
    let python = only(
        "SSLError(1, '[SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert certificate required (_ssl.c:2580)')",
    );
    assert_eq!(python.id, "openssl-certificate-required");
}

#[test]
fn the_commonest_line_of_all_and_what_curl_says_meanwhile() {
    let server = only(
        "ts=2026-11-29T05:16:16Z level=warn msg=\"http: TLS handshake error from 10.0.0.9:52300: local error: tls: bad record MAC\"",
    );
    assert_eq!(server.by.name(), "Go");
    assert!(server.what.contains("refused this server's certificate"));
    assert!(server.causes[0].cause.contains("lacks the CA"));
    let curl =
        only("curl: (55) getpeername() failed with errno 107: Transport endpoint is not connected");
    assert!(curl.causes[0].fix.contains("`--cert` and `--key`"));
}

#[test]
fn lines_of_different_words_about_one_link_are_one() {
    let line = |scheme: &str| {
        format!(
            "2026/11/23 10:00:00 [error] 7#7: *1 SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number) while SSL handshaking to upstream, client: 10.0.0.9, server: , upstream: \"{scheme}://10.244.1.7:8080\"\n"
        )
    };
    let found = only(&format!("{}{}", line("https"), line("grpcs")));
    assert_eq!((found.links.len(), found.links[0].count), (1, 2));
}

#[test]
fn links_of_different_diallers_are_told_apart() {
    let unknown = "x509: certificate signed by unknown authority";
    let log = format!(
        "component=remote remote_name=m err=\"{unknown}\"\nmethod=/cortex.Ingester/Push err=\"{unknown}\"\n"
    );
    let report = explain(&log, Language::English);
    let diallers: Vec<_> = report
        .found
        .iter()
        .map(|it| (it.dialler, it.count))
        .collect();
    assert_eq!(diallers, [("remote-writer", 1), ("mimir", 1)]);
}

#[test]
fn no_key_is_quoted() {
    let key = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgevZzL1gdAFr88hb2";
    for line in [
        format!("err=\"tls: failed to parse private key: -----BEGIN PRIVATE KEY-----\\n{key}\\n\""),
        format!("unsupported cipher suite: \"{key}\""),
    ] {
        let found = only(&line);
        let told = serde_json::to_string(&found).expect("JSON");
        assert!(!told.contains(&key[..40]), "{told}");
    }
}

#[test]
fn a_flag_that_is_misspelt_is_told_with_the_nearest() {
    let found = only("flag provided but not defined: -server.grpc-tls-cert-pth");
    assert!(advice(&found).contains("write `-server.grpc-tls-cert-path`"));
    let known = only("flag provided but not defined: -querier.scheduler-client.tls-enabled");
    assert!(!advice(&known).contains("misspelt"));
}

#[test]
fn a_member_that_hangs_up_speaks_tls_alone_or_does_not() {
    for line in [
        "caller=memberlist_client.go:595 level=warn msg=\"joining memberlist cluster\" err=\"1 error occurred:\\n\\t* Failed to join 10.0.0.3:7946: EOF\\n\\n\"",
        "level=debug component=memberlist msg=\"Failed to join 10.0.0.3:7946: read tcp 10.0.0.1:5->10.0.0.3:7946: read: connection reset by peer\"",
    ] {
        let found = only(line);
        assert_eq!(found.id, "memberlist-join-eof");
        assert!(advice(&found).contains("`memberlist.tls_enabled` is set on one side alone"));
    }
}
