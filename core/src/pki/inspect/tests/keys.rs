//! What is said of private keys.

use super::*;

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
    check("EC PRIVATE KEY", &sec1(&p256, &[]), expect![[""]]);

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
