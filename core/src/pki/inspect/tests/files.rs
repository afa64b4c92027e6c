//! Whole files: several things in one, other kinds of things, nothing at all.

use super::*;

#[test]
fn a_bundle_in_words() {
    let mut entropy = SeededEntropy::new([7; 32]);
    let dns = vec!["mimir.svc".parse().unwrap(), "localhost".parse().unwrap()];
    let ips = vec!["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()];
    let params = CaParams {
        subject: "/C=US/ST=KY/O=Org/CN=root".parse().unwrap(),
        algorithm: Algorithm::Ed25519,
        validity: days(3650),
        name_constraints: Some(NameConstraints::new(dns, ips).unwrap()),
    };
    let root = issue_ca(&params, &mut entropy).unwrap();
    let server = root
        .issue(
            &leaf(Role::Both, &["*.mimir.svc", "localhost", "10.0.0.1", "::1"]),
            &mut entropy,
        )
        .unwrap();
    let file = format!(
        "server:\n{}then its key\n{}\n{}",
        server.certificate,
        server.key.expose(),
        root.root().certificate
    );
    let items = inspect(file.as_bytes(), later(1)).unwrap();
    let text = describe(&items);
    assert!(!text.contains("MC4CAQ"), "no part of the key");
    expect![[r#"
        certificate, line 2
          subject       CN=server,O=Org,ST=KY,C=US
          issuer        CN=root,O=Org,ST=KY,C=US
          serial        4de46f4b8147c314b107e8d778e9bc3a
          version       3
          valid         2026-11-23T19:50:00Z to 2028-11-22T20:00:00Z, 729 days left
          names         DNS *.mimir.svc, DNS localhost, IP 10.0.0.1, IP ::1
          use           serverAuth, clientAuth
          key usage     digitalSignature
          CA            no
          key           Ed25519
          signed with   Ed25519
          SHA-256       93b9588b284a7f2de652f34fad86a322edfaf6f25f3a7838cc4d9fa6e1fbdd2e
          key SHA-256   b9012a41c730edb8a514a79388065f83ead5522721d29849f03cb25aae7371f1

        private key, line 16
          form          PKCS#8
          key           Ed25519
          key SHA-256   b9012a41c730edb8a514a79388065f83ead5522721d29849f03cb25aae7371f1

        CA certificate, line 20
          subject       CN=root,O=Org,ST=KY,C=US
          issuer        CN=root,O=Org,ST=KY,C=US (itself)
          serial        7222a20b21927d88e72377031f01efe0
          version       3
          valid         2026-11-23T19:50:00Z to 2036-11-20T20:00:00Z, 3649 days left
          names         none
          use           any
          key usage     keyCertSign, cRLSign
          CA            yes, path length 0
          permits       DNS mimir.svc, DNS localhost, IP 10.0.0.0/8, IP ::1/128
          key           Ed25519
          signed with   Ed25519
          SHA-256       1ab6e9643848a54e430b3868cd00ec73da9a06b68895b26b72546f50fd6d035d
          key SHA-256   84cf3d3193ec11bcb4a5a173b7afef89385ca7b5559dac52ed2a3ebc669866ca
    "#]]
    .assert_eq(&text);
    expect![[r#"
        {
          "line": 16,
          "label": "PRIVATE KEY",
          "kind": "private-key",
          "form": "PKCS#8",
          "encrypted": false,
          "key": "Ed25519",
          "key_sha256": "b9012a41c730edb8a514a79388065f83ead5522721d29849f03cb25aae7371f1",
          "objections": [],
          "notes": []
        }"#]]
    .assert_eq(&serde_json::to_string_pretty(&items[1]).unwrap());
}

#[test]
fn other_kinds() {
    let parts = Parts::of(&issued(&leaf(Role::Client, &[])).der);
    check("PUBLIC KEY", &rsa_key(2048), expect![[""]]);
    check(
        "PUBLIC KEY",
        &[0x30, 0],
        expect![[r#"
        Go: it cannot be parsed: x509: malformed public key algorithm identifier
    "#]],
    );

    let info = [
        &[0x02, 0x01, 0x00],
        &parts.0[Parts::SUBJECT][..],
        &parts.0[Parts::KEY],
        &[0xa0, 0],
    ];
    let signature = element(tag::BIT_STRING, &[&[0], &[1; 64]]);
    let algorithm = &parts.0[Parts::ALGORITHM];
    let request = element(
        tag::SEQUENCE,
        &[&element(tag::SEQUENCE, &info), algorithm, &signature],
    );
    check(
        "CERTIFICATE REQUEST",
        &request,
        expect![[r#"
        Go: x509: Ed25519 verification failure
    "#]],
    );

    let since = element(tag::UTC_TIME, &[b"261123200000Z"]);
    let info = [
        &[0x02, 0x01, 0x01],
        &algorithm[..],
        &parts.0[Parts::ISSUER],
        &since,
    ];
    let list = element(
        tag::SEQUENCE,
        &[&element(tag::SEQUENCE, &info), algorithm, &signature],
    );
    let both = format!(
        "{}{}",
        pem::encode("NEW CERTIFICATE REQUEST", &request),
        pem::encode("X509 CRL", &list)
    );
    expect![[r#"
        certificate request, line 1
          subject       CN=server,O=Org,ST=KY,C=US
          names         none
          key           Ed25519
          signed with   Ed25519
          key SHA-256   b9012a41c730edb8a514a79388065f83ead5522721d29849f03cb25aae7371f1
          Go objects    x509: Ed25519 verification failure

        certificate revocation list, line 7
          issuer        CN=root,O=Org,ST=KY,C=US
          since         2026-11-23T20:00:00Z
          next          not said
          revoked       0
          note          Mimir reads no revocation lists
    "#]]
    .assert_eq(&describe(&inspect(both.as_bytes(), NOW).unwrap()));
    assert!(matches!(
        inspect(&list, NOW).unwrap()[0].what,
        What::RevocationList(_)
    ));
    assert!(matches!(
        inspect(&request, NOW).unwrap()[0].what,
        What::Request(_)
    ));
    assert!(matches!(
        inspect(&rsa_key(2048), NOW).unwrap()[0].what,
        What::PublicKey(_)
    ));
}

#[test]
fn damaged_blocks_are_named() {
    let good = issued(&leaf(Role::Client, &[])).certificate;
    let cut = good.replace("-----END CERTIFICATE-----\n", "");
    let broken = good.replacen('M', "!", 1);
    let items = inspect(format!("{broken}{cut}").as_bytes(), NOW).unwrap();
    expect![[r#"
        a damaged CERTIFICATE block: its Base64 is broken, line 1
          Go objects    Go passes over this block as if it were not there

        a damaged CERTIFICATE block: it has no END line, line 12
          Go objects    Go passes over this block as if it were not there
    "#]]
    .assert_eq(&describe(&items));
    check(
        "SOMETHING",
        b"",
        expect![[r#"
        Go: Go passes over it
    "#]],
    );
}

#[test]
fn nothing_to_inspect() {
    let check = |bytes: &[u8], expect: Expect| {
        expect.assert_eq(&inspect(bytes, NOW).unwrap_err().to_string());
    };
    check(b"", expect!["the file is empty; give a PEM or DER file"]);
    check(
        b" \n\t\n",
        expect!["the file is empty; give a PEM or DER file"],
    );
    check(
        b"server:\n  http_listen_port: 443\n",
        expect![[
            r#"the file is text without a line that begins with "-----BEGIN "; give a PEM or DER file"#
        ]],
    );
    check(
        b"\x7fELF\x02\x01\x01\0\0",
        expect!["the file is binary, but not DER; give a PEM or DER file"],
    );
    check(
        b"\xff\xfe-\0-\0",
        expect!["the file is UTF-16 text; save it as UTF-8 or ASCII"],
    );
    check(
        b"\x30\x82\x01",
        expect!["the file is broken DER: it is shorter than it says; give a PEM or DER file"],
    );
    check(
        b"\x30\x00",
        expect![
            "the file is DER, but no certificate, request, key or revocation list (x509: malformed tbs certificate); give a PEM or DER file"
        ],
    );
    check(
        b"\x30\x03\x02\x01\x03",
        expect!["the file is a PKCS#12 store; unpack it with: openssl pkcs12 -in FILE"],
    );
    check(
        b"\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02",
        expect![
            "the file is a PKCS#7 bundle; unpack it with: openssl pkcs7 -print_certs -inform DER -in FILE"
        ],
    );
}

#[test]
fn der_may_have_something_behind_it() {
    let mut der = issued(&leaf(Role::Client, &[])).der;
    der.extend([0x30, 0x7f]);
    let items = inspect(&der, NOW).unwrap();
    assert!(matches!(items[0].what, What::Certificate(_)));
    assert_eq!(items[0].notes.last().unwrap(), DER);
    assert_eq!(items[1].objections, ["x509: trailing data"]);
}

#[test]
fn no_byte_makes_it_panic() {
    let made = issued(&leaf(Role::Both, &["localhost", "::1"]));
    let pem = format!("{}{}", made.certificate, made.key.expose()).into_bytes();
    for good in [pem, made.der] {
        for at in 0..good.len() {
            for flip in [0x01, 0x20, 0x80, 0xff] {
                let mut bad = good.clone();
                bad[at] ^= flip;
                let _ = inspect(&bad, NOW).map(|items| describe(&items));
            }
            let _ = inspect(&good[..at], NOW);
        }
    }
}

#[test]
fn of_a_file_without_end_the_beginning_is_read() {
    let text = "-----BEGIN CERTIFICATE-----\n".repeat(MOST_ITEMS + 2);
    let items = inspect(text.as_bytes(), Instant::from_unix(0)).unwrap();
    assert_eq!(items.len(), MOST_ITEMS + 1);
    let words = describe(&items[MOST_ITEMS..]);
    assert!(words.contains("the rest was not read"), "{words}");
}
