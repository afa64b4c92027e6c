//! What is said of certificates.

use super::*;

#[test]
fn leaves() {
    let server = issued(&leaf(Role::Server, &["localhost", "::1"])).der;
    check(
        "CERTIFICATE",
        &server,
        expect![[r#"
        note: it serves only: as a client's, a server refuses it with "x509: certificate specifies an incompatible key usage"
    "#]],
    );
    check_at(
        "CERTIFICATE",
        &server,
        later(731),
        expect![[r#"
        Go: "x509: certificate has expired or is not yet valid: current time 2028-11-23T20:00:00Z is after 2028-11-22T20:00:00Z"
        note: it serves only: as a client's, a server refuses it with "x509: certificate specifies an incompatible key usage"
    "#]],
    );
    check_at(
        "CERTIFICATE",
        &server,
        later(-1),
        expect![[r#"
        Go: "x509: certificate has expired or is not yet valid: current time 2026-11-22T20:00:00Z is before 2026-11-23T19:50:00Z"
        note: it serves only: as a client's, a server refuses it with "x509: certificate specifies an incompatible key usage"
    "#]],
    );
    check(
        "CERTIFICATE",
        &issued(&leaf(Role::Server, &["localhost"])).der,
        expect![[r#"
        note: it serves only: as a client's, a server refuses it with "x509: certificate specifies an incompatible key usage"
        note: it holds no IP address: a client that dials one has to verify a name instead
    "#]],
    );
    check(
        "CERTIFICATE",
        &issued(&leaf(Role::Client, &[])).der,
        expect![[r#"
        note: it dials only: as a server's, and as a memberlist certificate, it is refused with "x509: certificate specifies an incompatible key usage"
    "#]],
    );
    let long = LeafParams {
        validity: days(826),
        ..leaf(Role::Both, &["::1"])
    };
    check(
        "CERTIFICATE",
        &issued(&long).der,
        expect![[r#"
        note: it lives for 826 days; Go does not mind, but browsers and Apple's systems refuse more than 825
    "#]],
    );
    check(
        "TRUSTED CERTIFICATE",
        &server,
        expect![[r#"
        Go: Go passes over the label "TRUSTED CERTIFICATE"; write CERTIFICATE (openssl x509 -in FILE)
        note: it serves only: as a client's, a server refuses it with "x509: certificate specifies an incompatible key usage"
    "#]],
    );
    check(
        "X509 CERTIFICATE",
        &server[..100],
        expect![[r#"
        Go: x509: malformed certificate
        Go: Go passes over the label "X509 CERTIFICATE"; write CERTIFICATE (openssl x509 -in FILE)
    "#]],
    );
}

#[test]
fn the_documentation_s_script() {
    let params = LeafParams {
        validity: days(100_000),
        ..leaf(Role::Both, &["a"])
    };
    let docs = Parts::of(&issued(&params).der).version_1();
    check(
        "CERTIFICATE",
        &docs,
        expect![[r#"
            Go: it was made by the script of Mimir's documentation: X.509 version 1 without any extension, for 100000 days; `openssl verify` accepts it, and a Go client only with verification skipped
            Go: as a server's it has no subject alternative names: "x509: certificate relies on legacy Common Name field, use SANs instead" where a client dials "server", "x509: certificate is not valid for any names" where it dials another name, "x509: cannot validate certificate for ... because it doesn't contain any IP SANs" where it dials an IP
            note: it is X.509 version 1, which can hold no names, no usages and no CA flag
            note: it lives for 100000 days; Go does not mind, but browsers and Apple's systems refuse more than 825
            note: it has no extended key usage, so Go takes it for a server's and a client's
        "#]],
    );

    let mut newer_openssl = Parts::of(&issued(&params).der);
    newer_openssl.0.remove(Parts::EXTENSIONS);
    check(
        "CERTIFICATE",
        &newer_openssl.der(),
        expect![[r#"
            Go: it was made by the script of Mimir's documentation: version 3 without subject alternative names, for 100000 days; `openssl verify` accepts it, and a Go client only with verification skipped
            Go: as a server's it has no subject alternative names: "x509: certificate relies on legacy Common Name field, use SANs instead" where a client dials "server", "x509: certificate is not valid for any names" where it dials another name, "x509: cannot validate certificate for ... because it doesn't contain any IP SANs" where it dials an IP
            note: it lives for 100000 days; Go does not mind, but browsers and Apple's systems refuse more than 825
            note: it has no extended key usage, so Go takes it for a server's and a client's
        "#]],
    );
}

#[test]
fn badly_made_certificates() {
    let good = issued(&leaf(Role::Server, &["localhost", "::1"])).der;
    let changed = |part: usize, der: Vec<u8>| {
        let mut parts = Parts::of(&good);
        parts.0[part] = der;
        parts.der()
    };
    check(
        "CERTIFICATE",
        &changed(Parts::SERIAL, vec![0x02, 0x01, 0x81]),
        expect![[r#"
        Go: Go 1.23 and newer do not parse it: "x509: negative serial number"
        note: it serves only: as a client's, a server refuses it with "x509: certificate specifies an incompatible key usage"
    "#]],
    );
    // 1.2.840.10045.4.1, ecdsa-with-SHA1
    let sha1 = [
        0x30, 0x09, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x01,
    ]
    .to_vec();
    check(
        "CERTIFICATE",
        &changed(Parts::ALGORITHM, sha1),
        expect![[r#"
        Go: "x509: cannot verify signature: insecure algorithm ECDSA-SHA1"
        note: it serves only: as a client's, a server refuses it with "x509: certificate specifies an incompatible key usage"
    "#]],
    );
    check(
        "CERTIFICATE",
        &changed(Parts::VALIDITY, vec![0x30, 0x00]),
        expect![[r#"
        Go: x509: unsupported time format
    "#]],
    );
    check(
        "CERTIFICATE",
        &changed(Parts::KEY, rsa_key(512)),
        expect![[r#"
        Go: "crypto/rsa: 512-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)", since Go 1.24
        note: it serves only: as a client's, a server refuses it with "x509: certificate specifies an incompatible key usage"
    "#]],
    );
    check(
        "CERTIFICATE",
        &changed(Parts::KEY, rsa_key(1024)),
        expect![[r#"
        note: an RSA key of 1024 bits is weak: Go still takes it, OpenSSL's default security level 2 does not; make one of 2048 or more
        note: it serves only: as a client's, a server refuses it with "x509: certificate specifies an incompatible key usage"
    "#]],
    );
    check(
        "CERTIFICATE",
        &changed(Parts::KEY, rsa_key(8200)),
        expect![[r#"
        Go: an RSA key of 8200 bits is refused in a handshake: "tls: server sent certificate containing RSA key larger than 8192 bits"
        note: it serves only: as a client's, a server refuses it with "x509: certificate specifies an incompatible key usage"
    "#]],
    );
    let extension = |oid: &[u8], critical: &[u8], value: &[u8]| {
        let oid = element(tag::OBJECT_IDENTIFIER, &[oid]);
        let one = [&oid[..], critical, &element(tag::OCTET_STRING, &[value])];
        element(
            tag::constructed(3),
            &[&element(tag::SEQUENCE, &[&element(tag::SEQUENCE, &one)])],
        )
    };
    let critical = [0x01, 0x01, 0xff];
    check(
        "CERTIFICATE",
        &changed(Parts::EXTENSIONS, extension(&[0x2a, 3], &critical, &[])),
        expect![[r#"
            Go: "x509: unhandled critical extension": Go does not know 1.2.3
            Go: as a server's it has no subject alternative names: "x509: certificate relies on legacy Common Name field, use SANs instead" where a client dials "server", "x509: certificate is not valid for any names" where it dials another name, "x509: cannot validate certificate for ... because it doesn't contain any IP SANs" where it dials an IP
            note: it has no extended key usage, so Go takes it for a server's and a client's
        "#]],
    );
    // Key usage keyCertSign without basic constraints.
    let signs = extension(&[0x55, 0x1d, 0x0f], &critical, &[0x03, 0x02, 0x02, 0x04]);
    check(
        "CERTIFICATE",
        &changed(Parts::EXTENSIONS, signs),
        expect![[r#"
        Go: as a CA it lacks basic constraints, so nothing that it signs is accepted: "x509: invalid signature: parent certificate cannot sign this kind of certificate"
    "#]],
    );
    let code_signing = [0x30, 0x0a, 0x06, 0x08, 0x2b, 6, 1, 5, 5, 7, 3, 3];
    let code_signing = extension(&[0x55, 0x1d, 0x25], &[], &code_signing);
    check(
        "CERTIFICATE",
        &changed(Parts::EXTENSIONS, code_signing),
        expect![[r#"
        Go: its extended key usage allows neither servers nor clients: "x509: certificate specifies an incompatible key usage"
    "#]],
    );
    let names = element(
        tag::SEQUENCE,
        &[
            &element(tag::context(2), &[b"10.0.0.1"]),
            &element(tag::context(2), &[b"a.example."]),
            &element(tag::context(2), &[b"a*.example"]),
        ],
    );
    check(
        "CERTIFICATE",
        &changed(
            Parts::EXTENSIONS,
            extension(&[0x55, 0x1d, 0x11], &[], &names),
        ),
        expect![[r#"
        Go: its DNS name "10.0.0.1" is an IP address, which Go compares with IP entries only
        Go: its DNS name "a.example." ends in a dot, and Go matches it with nothing
        Go: its DNS name "a*.example" has a wildcard that is not the whole left-most label, and Go matches it with nothing
        note: it has no extended key usage, so Go takes it for a server's and a client's
        note: it holds no IP address: a client that dials one has to verify a name instead
    "#]],
    );
}

#[test]
fn names_cannot_repaint_the_terminal() {
    let mut parts = Parts::of(&issued(&leaf(Role::Client, &[])).der);
    let at = parts.0[Parts::SUBJECT]
        .windows(6)
        .position(|six| six == b"server")
        .unwrap();
    parts.0[Parts::SUBJECT][at..at + 6].copy_from_slice(b"\x1b[2J\r\n");
    let text =
        describe(&inspect(pem::encode("CERTIFICATE", &parts.der()).as_bytes(), NOW).unwrap());
    assert!(text.contains(r"CN=\u{1b}[2J\r\n"), "{text}");
    assert!(
        text.chars()
            .all(|character| character == '\n' || !character.is_control())
    );
}
