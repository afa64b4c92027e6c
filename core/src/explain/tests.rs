//! Rules that every row keeps, and logs as they come.

use std::collections::BTreeSet;

use super::*;

fn report(log: impl AsRef<[u8]>) -> LogReport {
    let mut explainer = Explainer::new(Language::English);
    explainer.feed(log.as_ref());
    explainer.finish()
}

fn ids(log: impl AsRef<[u8]>) -> Vec<&'static str> {
    report(log).found.iter().map(|found| found.id).collect()
}

#[test]
fn every_example_says_its_row_and_no_other() {
    for row in known() {
        assert_eq!(ids(&row.example), [row.id], "{}", row.example);
    }
}

#[test]
fn every_example_is_found_inside_json() {
    for row in known() {
        let line = serde_json::json!({"level": "error", "log": row.example}).to_string();
        assert_eq!(ids(&line), [row.id], "{line}");
    }
}

#[test]
fn every_pattern_is_found_by_itself() {
    for row in known() {
        for pattern in &row.patterns {
            let mut parts = pattern.split(['{', '}']);
            let mut text = parts.next().unwrap_or_default().to_owned();
            while let (Some(_), Some(literal)) = (parts.next(), parts.next()) {
                text.push('x');
                text.push_str(literal);
            }
            assert_eq!(ids(&text), [row.id], "{text}");
        }
    }
}

#[test]
fn rows_keep_the_rules() {
    let mut names = BTreeSet::new();
    let mut patterns = BTreeSet::new();
    let mut frames = false;
    assert!(known().len() >= 50);
    for row in known() {
        assert!(names.insert(row.id), "{}: twice", row.id);
        assert!(!frames || row.frame, "{}: a frame before it", row.id);
        frames = row.frame;
        assert!(!row.causes.is_empty(), "{}: why?", row.id);
        for text in &row.patterns {
            assert!(patterns.insert(text), "{text}: twice");
            assert!(!text.starts_with('{') && !text.contains("}{"), "{text}");
            let pattern = pattern::Pattern::new(text);
            assert!(pattern.needle().len() >= 8, "{text}: found too often");
            let holes: BTreeSet<_> = pattern.holes().collect();
            assert_eq!(holes.len(), pattern.holes().count(), "{text}");
        }
        let causes = row
            .causes
            .iter()
            .flat_map(|it| [&it.cause, &it.check, &it.fix]);
        for text in causes.chain([&row.what]) {
            for text in [&text.en, &text.de] {
                assert!(!text.is_empty() && !text.ends_with('.'), "{text}");
                assert_eq!(text.trim(), text);
                assert_eq!(text.matches('`').count() % 2, 0, "{text}");
            }
        }
        for code in row.causes.iter().flat_map(|cause| &cause.findings) {
            assert!(code.starts_with("MT"), "{code}");
        }
    }
    for by in [Speaker::Mimir, Speaker::Go, Speaker::Grpc, Speaker::Etcd]
        .into_iter()
        .chain([Speaker::Memcached, Speaker::Nginx, Speaker::Kubelet])
        .chain([Speaker::Prometheus, Speaker::Openssl, Speaker::Curl])
    {
        assert!(known().iter().any(|row| row.by == by), "{by:?}");
    }
}

#[test]
fn a_log_is_counted_and_sorted_by_count_then_place() {
    let log = "all is well\n\
        x509: certificate signed by unknown authority addr=10.0.0.1:9095\r\n\
        remote error: tls: bad certificate\n\
        \n\
        x509: certificate signed by unknown authority addr=10.0.0.2:9095\n\
        x509: certificate signed by unknown authority addr=10.0.0.1:9095";
    let report = report(log);
    assert_eq!((report.lines, report.bytes), (6, log.len() as u64));
    let [first, second] = &report.found[..] else {
        unreachable!("two errors, not {:?}", report.found);
    };
    assert_eq!((first.id, first.count), ("unknown-authority", 3));
    assert_eq!((first.first_line, first.last_line), (2, 6));
    assert_eq!(
        (second.id, second.first_line),
        ("remote-bad-certificate", 3)
    );
    let links: Vec<_> = first
        .links
        .iter()
        .map(|link| (link.address.as_deref(), link.count))
        .collect();
    assert_eq!(
        links,
        [(Some("10.0.0.1:9095"), 2), (Some("10.0.0.2:9095"), 1)]
    );
}

#[test]
fn what_stands_in_the_holes_is_kept() {
    let found = report(
        "x509: certificate is valid for a, b, not 10.0.0.7\nx509: certificate is valid for c, not \"d\"",
    );
    let values = &found.found[0].values;
    assert_eq!(values["names"], ["a, b", "c"]);
    assert_eq!(values["name"][0], "10.0.0.7");
}

/// Chunks may end anywhere, and the report is the same.
#[test]
fn chunks_do_not_matter() {
    let log = "one\r\nerr=\"x509: certificate signed by unknown authority\" addr=a:1\n\
        {\"err\":\"remote error: tls: bad certificate\"}\nhttp: server gave HTTP response to HTTPS client";
    let utf8 = log.as_bytes().to_vec();
    let utf16: Vec<u8> = [0xfeff]
        .into_iter()
        .chain(log.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    for bytes in [utf8, utf16] {
        let whole = report(&bytes);
        assert_eq!(whole.found.len(), 3);
        for size in 1..=bytes.len() {
            let mut explainer = Explainer::new(Language::English);
            bytes.chunks(size).for_each(|chunk| explainer.feed(chunk));
            assert_eq!(explainer.finish(), whole, "{size}");
        }
    }
}

#[test]
fn utf_16_is_read_and_said() {
    let text = "x509: certificate signed by unknown authority\n";
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let report = report(&big);
    assert_eq!(report.encoding, Encoding::Utf16Be);
    assert_eq!((report.found.len(), report.lines), (1, 1));
}

#[test]
fn bytes_that_are_no_text_do_not_hide_an_error() {
    let mut log = vec![0; 100_000];
    log.extend(b"\xff\xfe\x80 remote error: tls: bad certificate \x1b[31m\xc3\n\0\0");
    let report = report(&log);
    assert_eq!(
        (report.found[0].id, report.lines),
        ("remote-bad-certificate", 2)
    );
    assert!(!report.found[0].example.contains('\x1b'));
}

#[test]
fn a_line_of_any_length_is_one_line_and_no_error_in_it_is_lost() {
    let error = b"x509: certificate signed by unknown authority";
    for at in [10, 65_500, 65_536, 131_000, 300_000] {
        let mut log = vec![b'x'; 400_000];
        log[at..at + error.len()].copy_from_slice(error);
        log.extend(b"\nremote error: tls: bad certificate\n");
        let report = report(&log);
        assert_eq!(report.lines, 2);
        let places: Vec<_> = report
            .found
            .iter()
            .map(|it| (it.count, it.first_line))
            .collect();
        assert_eq!(places, [(1, 1), (1, 2)], "{at}");
        assert!(report.found[0].example.len() <= 310);
    }
}

#[test]
fn a_log_with_any_number_of_links_keeps_few_of_them() {
    let lines =
        (0..1000).map(|port| format!("remote error: tls: bad certificate addr=10.0.0.1:{port}\n"));
    let report = report(lines.collect::<String>());
    let found = &report.found[0];
    assert_eq!(found.count, 1000);
    assert_eq!(found.links.len() as u64 + found.other_links, 1000);
    assert!(found.links.len() < 100);
}

#[test]
fn a_text_that_a_terminal_wrapped_is_read_as_one_line() {
    let text = "desc = \"transport: authentication handshake\n  failed: x509: certificate signed by\n  unknown authority\"";
    let report = explain(text, Language::German);
    assert_eq!(report.found[0].id, "unknown-authority");
    assert!(report.found[0].what.contains("Aussteller"));
}

#[test]
fn nothing_known_is_nothing_found() {
    for log in [
        "",
        "\n",
        "level=info msg=\"server listening on addresses\"\n",
        "certificate",
        "\0",
    ] {
        assert!(report(log).found.is_empty(), "{log:?}");
    }
}

/// Only a listener of Mimir's has a certificate and a port of its own to be told of.
#[test]
fn advice_is_about_the_server_that_a_line_speaks_of() {
    let told = |line: &str| {
        let report = report(format!(
            "{line} err=\"tls: first record does not look like a TLS handshake\""
        ));
        let causes = report.found[0].causes.iter();
        causes
            .map(|it| format!("{} {}", it.cause, it.fix))
            .collect::<String>()
    };
    let listener = told("method=/cortex.Ingester/Push addr=10.0.0.5:9095");
    assert!(listener.contains("`key_file`") && !listener.contains("`memberlist`"));
    let member =
        told("component=\"memberlist TCPTransport\" msg=\"WriteTo failed\" addr=10.0.0.5:7946");
    assert!(
        member.contains("`memberlist` block") && !member.contains("key_file"),
        "{member}"
    );
    let service =
        told("component=kafka_client msg=\"unable to open connection to broker\" addr=broker:9092");
    assert!(
        service.contains("own settings") && !service.contains("key_file"),
        "{service}"
    );
}
