//! Several logs as one story: what is the echo of what, and who wrote it.

use mimir_tls::explain::{Explainer, LogReport, explain};
use mimir_tls::language::Language;

use super::cases::ends;

/// What several logs hold, each by its file's name.
fn of_logs(logs: &[(&str, &str)]) -> LogReport {
    let mut explainer = Explainer::new(Language::English);
    for (name, log) in logs {
        explainer.begin(name);
        explainer.feed(log.as_bytes());
    }
    explainer.finish()
}

/// Lines of one second each, as two processes write them.
fn queriers_log(lines: usize) -> String {
    (0..lines)
        .map(|at| format!("ts=2026-11-23T10:{:02}:{:02}.5Z level=warn msg=\"x\" addr=10.0.0.7:9095 method=/cortex.Ingester/QueryStream err=\"x509: certificate has expired or is not yet valid: current time 2026-11-23T10:00:00Z is after 2026-11-01T00:00:00Z\"\n", at / 60, at % 60))
        .collect()
}

fn ingesters_log(lines: usize) -> String {
    (0..lines)
        .map(|at| format!("ts=2026-11-23T10:{:02}:{:02}.9Z level=warn msg=\"http: TLS handshake error from 10.0.0.3:{}: remote error: tls: bad certificate\"\n", at / 60, at % 60, 40_000 + at))
        .collect()
}

#[test]
fn an_alert_is_the_echo_of_its_cause_on_the_other_side() {
    let report = of_logs(&[
        ("logs/mimir-ingester-0.log", &ingesters_log(56)),
        ("logs/querier.log", &queriers_log(289)),
    ]);
    let ids: Vec<_> = report.found.iter().map(|it| (it.id, it.count)).collect();
    assert_eq!(ids, [("expired", 289), ("server-cert-refused", 56)]);
    let [cause, alert] = &report.found[..] else {
        unreachable!("two");
    };
    assert_eq!(cause.echo, None);
    let echo = alert.echo.as_ref().expect("an echo");
    assert_eq!(
        (echo.id, echo.count, echo.echoes, echo.is_all),
        ("expired", 289, 56, true)
    );
    // Of the alert's causes, the one that the other side told.
    let causes: Vec<_> = alert.causes.iter().map(|it| it.cause.as_str()).collect();
    assert_eq!(causes, ["it has expired"]);
    assert_eq!(ends(alert), " 10.0.0.3 -> ingester -");
    assert_eq!(ends(cause), "querier - -> ingester 10.0.0.7:9095");
    let places: Vec<_> = alert
        .places
        .iter()
        .map(|it| (it.file.as_deref(), it.first_line, it.last_line))
        .collect();
    assert_eq!(places, [(Some("logs/mimir-ingester-0.log"), 1, 56)]);
    assert_eq!(
        report
            .files
            .iter()
            .map(|it| (it.lines, it.errors))
            .collect::<Vec<_>>(),
        [(56, 56), (289, 289)]
    );
}

#[test]
fn what_neighbouring_lines_say_decides_without_times_too() {
    let log = "\
        http: TLS handshake error from 10.0.0.9:1: tls: failed to verify certificate: x509: certificate has expired or is not yet valid: x is after y\n\
        rpc error: error reading server preface: remote error: tls: bad certificate\n";
    let report = explain(log, Language::English);
    let alert = &report.found[1];
    assert_eq!(alert.id, "remote-bad-certificate");
    assert_eq!(alert.causes[0].cause, "it was not renewed");
    assert_eq!(alert.echo.as_ref().map(|it| it.id), Some("client-expired"));
}

#[test]
fn what_cannot_be_one_event_is_no_echo() {
    let ingester = ingesters_log(9);
    // Another hour.
    let late = queriers_log(9)
        .replace("T10:", "T12:")
        .replace("current time 2026-11-23T12", "current time 2026-11-23T10");
    assert!(
        of_logs(&[("ingester.log", &ingester), ("querier.log", &late)])
            .found
            .iter()
            .all(|it| it.echo.is_none())
    );
    // Another server: a store-gateway was not dialled as an ingester.
    let report = of_logs(&[
        ("store-gateway.log", &ingester),
        ("querier.log", &queriers_log(9)),
    ]);
    assert!(report.found.iter().all(|it| it.echo.is_none()));
    // A gateway that is refused as a server does not refuse as a client.
    let nginx = "2026/11/23 10:00:00 [info] 7#7: *25 SSL_do_handshake() failed (SSL: error:0A000418:SSL routines::tlsv1 alert unknown ca:SSL alert number 48) while SSL handshaking, client: 10.0.0.9, server: 0.0.0.0:443\n2026/11/23 10:00:00 [error] 7#7: *9 upstream SSL certificate verify error: (21:unable to verify the first certificate) while SSL handshaking to upstream, client: 10.0.0.9, server: , request: \"GET / HTTP/1.1\", upstream: \"https://10.244.1.7:8080/\"\n";
    assert!(
        explain(nginx, Language::English)
            .found
            .iter()
            .all(|it| it.echo.is_none())
    );
    // A server that refuses one client's certificate is refused by another.
    let server = "http: TLS handshake error from 10.0.0.9:1: local error: tls: bad record MAC\nhttp: TLS handshake error from 10.0.0.9:2: tls: failed to verify certificate: x509: certificate signed by unknown authority (possibly because of \"x509: ECDSA verification failure\" while trying to verify candidate authority certificate \"root\")\n";
    assert!(
        explain(server, Language::English)
            .found
            .iter()
            .all(|it| it.echo.is_none())
    );
    // At one moment, but on another link: the gateway's own client is plaintext,
    // and the gateway is at some other time to Mimir.
    let nginx = "2026/11/23 10:00:00 [info] 7#7: *26 client sent plain HTTP request to HTTPS port while reading client request headers, client: 10.0.0.9, server: , request: \"GET / HTTP/1.1\"\n2026/11/23 10:00:00 [error] 7#7: *21 upstream prematurely closed connection while reading response header from upstream, client: 10.0.0.9, server: , upstream: \"grpc://10.244.1.7:9095\"\n";
    let mimir = "2026/11/23 12:00:00 http: TLS handshake error from 10.0.0.3:4: client sent an HTTP request to an HTTPS server\n";
    let report = of_logs(&[("nginx.log", nginx), ("distributor.log", mimir)]);
    assert!(report.found.iter().all(|it| it.echo.is_none()));
    // One side alone: a client that is refused is no echo of one that refuses.
    let log = "ts=2026-11-23T10:00:00Z err=\"remote error: tls: bad certificate\"\nts=2026-11-23T10:00:00Z err=\"x509: certificate is valid for a, not b\"\n";
    assert!(
        explain(log, Language::English)
            .found
            .iter()
            .all(|it| it.echo.is_none())
    );
}

#[test]
fn who_wrote_a_log_is_taken_from_its_name() {
    let line =
        "level=error err=\"x509: certificate signed by unknown authority\" addr=10.0.0.7:9095\n";
    for (name, from) in [
        ("querier.log", "querier"),
        ("mimir-ingester-0.log", "ingester"),
        ("logs/mimir-query-frontend-7d9f/current", "query-frontend"),
        ("nginx.log", "gateway"),
        ("prometheus.log", "remote-writer"),
    ] {
        let report = of_logs(&[(name, line)]);
        assert_eq!(report.found[0].links[0].from, [from], "{name}");
    }
    // The line itself knows better.
    let report = of_logs(&[("all-in-one.log", &format!("component=ruler {line}"))]);
    assert_eq!(report.found[0].links[0].from, ["ruler"]);
}
