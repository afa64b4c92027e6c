#![expect(clippy::unwrap_used, reason = "a test")]

use expect_test::{Expect, expect};

use super::super::x509::der::{Element, Reader, element, tag};
use super::super::{
    Algorithm, Authority, CaParams, Days, Entropy, Issued, LeafParams, NameConstraints, Role,
    SeededEntropy, SystemEntropy, Validity, issue_ca, pem,
};
use super::*;

const NOW: Instant = Instant::from_unix(1_795_464_000);

fn days(days: u32) -> Validity {
    Validity::starting(NOW, Days::new(days).unwrap()).unwrap()
}

fn later(days: i64) -> Instant {
    Instant::from_unix(NOW.unix() + days * 86_400)
}

fn ca(algorithm: Algorithm, entropy: &mut dyn Entropy) -> Authority {
    let params = CaParams {
        subject: "/C=US/ST=KY/O=Org/CN=root".parse().unwrap(),
        algorithm,
        validity: days(200_000),
        name_constraints: None,
    };
    issue_ca(&params, entropy).unwrap()
}

fn leaf(role: Role, sans: &[&str]) -> LeafParams {
    LeafParams {
        subject: "/C=US/ST=KY/O=Org/CN=server".parse().unwrap(),
        sans: sans.iter().map(|san| san.parse().unwrap()).collect(),
        role,
        algorithm: Algorithm::Ed25519,
        validity: days(730),
    }
}

fn issued(params: &LeafParams) -> Issued {
    let mut entropy = SeededEntropy::new([7; 32]);
    ca(Algorithm::Ed25519, &mut entropy)
        .issue(params, &mut entropy)
        .unwrap()
}

/// A certificate's parts in DER, to be changed and put together again. Its
/// signature is then false, which `inspect` has no issuer to tell by.
struct Parts(Vec<Vec<u8>>);

impl Parts {
    const SERIAL: usize = 1;
    const ALGORITHM: usize = 2;
    const ISSUER: usize = 3;
    const VALIDITY: usize = 4;
    const SUBJECT: usize = 5;
    const KEY: usize = 6;
    const EXTENSIONS: usize = 7;

    fn of(der: &[u8]) -> Self {
        let mut fields = Reader(der)
            .read(tag::SEQUENCE)
            .unwrap()
            .read(tag::SEQUENCE)
            .unwrap();
        let parts = std::iter::from_fn(|| fields.any());
        Self(parts.map(|Element { whole, .. }| whole.to_vec()).collect())
    }

    fn der(&self) -> Vec<u8> {
        let tbs = element(
            tag::SEQUENCE,
            &self.0.iter().map(Vec::as_slice).collect::<Vec<_>>(),
        );
        let signature = element(tag::BIT_STRING, &[&[0], &[1; 64]]);
        element(tag::SEQUENCE, &[&tbs, &self.0[Self::ALGORITHM], &signature])
    }

    fn version_1(mut self) -> Vec<u8> {
        self.0.remove(Self::EXTENSIONS);
        self.0.remove(0);
        let tbs = element(
            tag::SEQUENCE,
            &self.0.iter().map(Vec::as_slice).collect::<Vec<_>>(),
        );
        let signature = element(tag::BIT_STRING, &[&[0], &[1; 64]]);
        element(
            tag::SEQUENCE,
            &[&tbs, &self.0[Self::ALGORITHM - 1], &signature],
        )
    }
}

/// What Go objects to, and what is noted, of one item.
fn check(label: &str, der: &[u8], expect: Expect) {
    check_at(label, der, NOW, expect);
}

fn check_at(label: &str, der: &[u8], now: Instant, expect: Expect) {
    let items = inspect(pem::encode(label, der).as_bytes(), now).unwrap();
    let [item] = items.as_slice() else {
        panic!("{items:?}")
    };
    let objections = item
        .objections
        .iter()
        .map(|objection| format!("Go: {objection}\n"));
    let notes = item.notes.iter().map(|note| format!("note: {note}\n"));
    expect.assert_eq(&objections.chain(notes).collect::<String>());
}

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
fn a_key_and_its_certificate_have_one_fingerprint() {
    let mut entropy = SystemEntropy::new();
    let root = ca(Algorithm::Ed25519, &mut entropy);
    for algorithm in [
        Algorithm::EcdsaP256,
        Algorithm::EcdsaP384,
        Algorithm::Ed25519,
    ] {
        let made = root
            .issue(
                &LeafParams {
                    algorithm,
                    ..leaf(Role::Client, &[])
                },
                &mut entropy,
            )
            .unwrap();
        check_fingerprint(&made);
    }
    #[cfg(feature = "rsa")]
    {
        let algorithm = Algorithm::Rsa2048;
        let params = LeafParams {
            algorithm,
            ..leaf(Role::Client, &[])
        };
        check_fingerprint(&root.issue(&params, &mut entropy).unwrap());
    }
}

/// Also in the key's own form, without PKCS#8 around it.
fn check_fingerprint(made: &Issued) {
    let (_, body) = pem::whole_blocks(made.key.expose().as_bytes())
        .next()
        .unwrap();
    let pkcs8 = &*body.contents;
    let mut fields = Reader(pkcs8).read(tag::SEQUENCE).unwrap();
    fields.number().unwrap();
    let algorithm = fields.element(tag::SEQUENCE).unwrap();
    let inner = fields.read(tag::OCTET_STRING).unwrap().0;
    let mut keys = vec![(made.key.expose().to_owned(), "PKCS#8")];
    match Reader(algorithm.content).oid().unwrap().len() {
        9 => keys.push((pem::encode("RSA PRIVATE KEY", inner), "PKCS#1")),
        7 => {
            let mut sec1 = Reader(inner).read(tag::SEQUENCE).unwrap();
            let head = [sec1.any().unwrap().whole, sec1.any().unwrap().whole];
            let mut curve = Reader(algorithm.content);
            curve.oid().unwrap();
            let curve = element(tag::constructed(0), &[curve.0]);
            let whole = element(tag::SEQUENCE, &[head[0], head[1], &curve, sec1.0]);
            keys.push((pem::encode("EC PRIVATE KEY", &whole), "SEC1"));
        }
        _ => {}
    }
    for (key, form) in keys {
        let items = inspect(format!("{key}{}", made.certificate).as_bytes(), NOW).unwrap();
        let [What::PrivateKey(key), What::Certificate(certificate)] =
            [&items[0].what, &items[1].what]
        else {
            panic!("{items:?}")
        };
        assert_eq!(key.form, form);
        assert_eq!(key.key.as_deref(), Some(certificate.key.as_str()));
        assert_eq!(key.key_sha256.as_ref(), Some(&certificate.key_sha256));
        assert!(items[0].objections.is_empty() && items[0].notes.is_empty());
    }
}

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
        note: it holds no IP address: a client that dials one needs tls_server_name
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
            Go: it was made by the script of Mimir's documentation: X.509 version 1 without any extension, for 100000 days; `openssl verify` accepts it, and a Go client only with tls_insecure_skip_verify
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
            Go: it was made by the script of Mimir's documentation: version 3 without subject alternative names, for 100000 days; `openssl verify` accepts it, and a Go client only with tls_insecure_skip_verify
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
        note: it holds no IP address: a client that dials one needs tls_server_name
    "#]],
    );
}

fn rsa_key(bits: usize) -> Vec<u8> {
    let mut modulus = vec![0xff; bits / 8 + 1];
    modulus[0] = 0;
    let modulus = element(tag::INTEGER, &[&modulus]);
    let key = element(tag::SEQUENCE, &[&modulus, &[0x02, 0x03, 0x01, 0x00, 0x01]]);
    rsa_public(&key).unwrap().spki().to_vec()
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
fn keys_that_go_refuses() {
    // id-PBES2, 1.2.840.113549.1.5.13
    let pbes2 = [
        0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d,
    ];
    let encrypted = element(
        tag::SEQUENCE,
        &[&element(tag::SEQUENCE, &[&pbes2]), &[0x04, 1, 9]],
    );
    check(
        "ENCRYPTED PRIVATE KEY",
        &encrypted,
        expect![[r#"
        Go: Go refuses encrypted keys: "tls: failed to parse private key"; write it in the clear with: openssl pkey -in FILE
    "#]],
    );
    check(
        "PRIVATE KEY",
        b"nonsense",
        expect![[r#"
        Go: Go cannot read it: "tls: failed to parse private key"
    "#]],
    );
    check(
        "OPENSSH PRIVATE KEY",
        b"openssh-key-v1\0",
        expect![[r#"
        Go: Go's TLS reads no OpenSSH keys: "tls: failed to parse private key"
    "#]],
    );
    let old = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAQID\n-----END RSA PRIVATE KEY-----\n";
    expect![[r#"
        private key, line 1
          form          OpenSSL's old encryption, encrypted
          key           not to be seen
          Go objects    Go refuses encrypted keys: "tls: failed to parse private key"; write it in the clear with: openssl pkey -in FILE
    "#]].assert_eq(&describe(&inspect(old.as_bytes(), NOW).unwrap()));

    // id-X25519, 1.3.101.110
    let x25519 = element(tag::SEQUENCE, &[&[0x06, 0x03, 0x2b, 0x65, 0x6e]]);
    let x25519 = element(tag::SEQUENCE, &[&[0x02, 1, 0], &x25519, &[0x04, 1, 9]]);
    check(
        "PRIVATE KEY",
        &x25519,
        expect![[r#"
            Go: Go's TLS has no keys of this algorithm or curve and refuses the file; make one with: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256
        "#]],
    );
    let sec1 = |curve: &[u8], point: &[u8]| {
        let curve = element(tag::constructed(0), &[curve]);
        element(
            tag::SEQUENCE,
            &[&[0x02, 1, 1], &[0x04, 1, 9], &curve, point],
        )
    };
    // secp256k1, 1.3.132.0.10
    let k1 = [0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x0a];
    let point = element(tag::BIT_STRING, &[&[0, 4], &[1; 64]]);
    let point = element(tag::constructed(1), &[&point]);
    check(
        "EC PRIVATE KEY",
        &sec1(&k1, &point),
        expect![[r#"
            Go: Go's TLS has no keys of this algorithm or curve and refuses the file; make one with: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256
        "#]],
    );
    let p256 = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
    check(
        "EC PRIVATE KEY",
        &sec1(&p256, &[]),
        expect![[r#"
        note: its public half is not in the file, so it has no fingerprint
    "#]],
    );

    let made = issued(&leaf(Role::Client, &[]));
    let (_, body) = pem::whole_blocks(made.key.expose().as_bytes())
        .next()
        .unwrap();
    let pkcs8 = &*body.contents;
    check(
        "EC PRIVATE KEY",
        pkcs8,
        expect![[r#"
        note: PKCS#8 is usually labelled "PRIVATE KEY": Go does not mind, OpenSSL may
    "#]],
    );
    expect![[r#"
        private key
          form          PKCS#8
          key           Ed25519
          key SHA-256   b9012a41c730edb8a514a79388065f83ead5522721d29849f03cb25aae7371f1
          Go objects    Go reads keys in PEM only: "tls: failed to find any PEM data in key input"; convert it with: openssl pkey -inform DER -in FILE
    "#]].assert_eq(&describe(&inspect(pkcs8, NOW).unwrap()));
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
