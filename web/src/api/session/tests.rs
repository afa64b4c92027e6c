#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use mimir_tls::proof::one_by_one;

use super::*;

const NOW: Instant = Instant::from_unix(1_800_000_000);

fn plan(draft: &str) -> Plan {
    super::super::view::plan(draft).unwrap()
}

fn made(session: &mut Session, draft: &str) -> BTreeMap<String, Vec<u8>> {
    let none = std::iter::empty();
    let made = session
        .make(&plan(draft), false, none, NOW, one_by_one)
        .unwrap();
    let files = made.artifacts.iter();
    files
        .map(|artifact| (artifact.path.clone(), artifact.bytes().to_vec()))
        .collect()
}

#[test]
fn an_edit_that_wants_no_other_keys_gets_none() {
    let mut session = Session::new();
    let first = made(&mut session, r#"{"mode": "monolithic"}"#);
    let strict = r#"{"mode": "monolithic", "policy.http": "RequireAndVerifyClientCert"}"#;
    let second = made(&mut session, strict);
    let same = |path: &str, other: &BTreeMap<_, _>| first.get(path) == other.get(path);
    for file in [
        "certs/root.crt",
        "ca/root.key",
        "certs/server.crt",
        "certs/server.key",
        "certs/client.crt",
        "certs/client.key",
    ] {
        assert!(same(file, &second), "{file}");
    }
    assert_ne!(first["flags/all.flags"], second["flags/all.flags"]);

    let third = made(
        &mut session,
        r#"{"mode": "monolithic", "certificates.dns": "a.example"}"#,
    );
    for file in [
        "certs/root.crt",
        "ca/root.key",
        "certs/server.key",
        "certs/client.crt",
        "certs/client.key",
    ] {
        assert!(same(file, &third), "{file}");
    }
    assert!(!same("certs/server.crt", &third));

    let fourth = made(
        &mut session,
        r#"{"mode": "monolithic", "certificates.ca.days": "900"}"#,
    );
    assert!(same("ca/root.key", &fourth) && same("certs/server.key", &fourth));
    assert!(!same("certs/root.crt", &fourth) && !same("certs/server.crt", &fourth));
}

#[test]
fn fresh_keys_are_other_keys() {
    let mut session = Session::new();
    let first = made(&mut session, r#"{"mode": "monolithic"}"#);
    let plan = plan(r#"{"mode": "monolithic"}"#);
    session
        .make(&plan, true, std::iter::empty(), NOW, one_by_one)
        .unwrap();
    let again = session.reveal("ca/root.key").unwrap();
    assert_ne!(first["ca/root.key"], again.as_bytes());
    session.wipe();
    assert_eq!(
        session.reveal("ca/root.key").unwrap_err().code,
        ErrorCode::NoSuchFile
    );
}

#[test]
fn nothing_but_a_key_is_revealed() {
    let mut session = Session::new();
    made(&mut session, r#"{"mode": "monolithic"}"#);
    for path in ["certs/root.crt", "plan.yaml", "certs/../ca/root.key", ""] {
        assert_eq!(
            session.reveal(path).unwrap_err().code,
            ErrorCode::NoSuchFile,
            "{path}"
        );
    }
}

#[test]
fn the_archive_is_the_folder() {
    let mut session = Session::new();
    assert_eq!(session.zip().unwrap_err().code, ErrorCode::Unproven);
    let files = made(&mut session, r#"{"mode": "monolithic"}"#);
    let bytes = session.zip().unwrap();
    assert_eq!(bytes, session.zip().unwrap());
    let mut archive = ::zip::ZipArchive::new(Cursor::new(bytes.as_slice())).unwrap();
    let mut found = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let path = file
            .name()
            .unwrap()
            .strip_prefix("mimir-tls/")
            .unwrap()
            .to_owned();
        let mode = match path.as_str() {
            "ca/" | "certs/" => 0o040_700,
            folder if folder.is_empty() || folder.ends_with('/') => 0o040_755,
            key if key.ends_with(".key") => 0o100_600,
            _ => 0o100_644,
        };
        assert_eq!(file.unix_mode(), Some(mode), "{path}");
        let time = file.last_modified().unwrap();
        assert_eq!(
            (time.year(), time.month(), time.day(), time.hour()),
            (1980, 1, 1, 0)
        );
        if file.is_file() {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            found.insert(path, bytes);
        }
    }
    assert_eq!(found, files);
}

#[test]
fn a_ca_that_was_brought_signs_and_its_key_stays_away() {
    let mut maker = Session::new();
    let theirs = made(&mut maker, r#"{"mode": "monolithic"}"#);
    let text = |path: &str| String::from_utf8(theirs[path].clone()).unwrap();

    let mut session = Session::new();
    made(&mut session, r#"{"mode": "monolithic"}"#);
    let ca = Authority::from_pem(
        text("certs/root.crt").as_bytes(),
        text("ca/root.key").as_bytes(),
        NOW,
    );
    session.core.bring(ca.unwrap());
    let mine = made(&mut session, r#"{"mode": "monolithic"}"#);
    assert_eq!(mine["certs/root.crt"], theirs["certs/root.crt"]);
    assert!(!mine.contains_key("ca/root.key"));
    assert!(session.last.as_ref().unwrap().proof.holds());

    session.forget_ca();
    let own = made(&mut session, r#"{"mode": "monolithic"}"#);
    assert!(own.contains_key("ca/root.key"));
    assert_ne!(own["certs/root.crt"], theirs["certs/root.crt"]);
}

#[test]
fn rsa_keys_are_counted_until_they_are_there() {
    let session = Session::new();
    let rsa = plan(r#"{"mode": "monolithic", "certificates.algorithm": "rsa-2048"}"#);
    let each = r#"{"components": "ingester,querier", "certificates.algorithm": "rsa-2048", "certificates.profile": "per-component"}"#;
    let counted = |session: &Session, plan: &Plan, fresh| session.wanted(plan, fresh).count;
    assert_eq!(counted(&session, &rsa, false), 3);
    assert_eq!(counted(&session, &plan(each), false), 7);
    assert_eq!(counted(&session, &plan("{}"), true), 0);
    assert_eq!(counted(&session, &rsa, true), 3);
}
