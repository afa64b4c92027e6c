//! What two sides agree on, and the words of those who do not.

use super::*;

#[test]
fn a_good_link_over_both_versions() {
    let root = root();
    for (version, suite) in [
        (TlsVersion::Tls13, "TLS_AES_128_GCM_SHA256"),
        (TlsVersion::Tls12, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
    ] {
        let verdict = Link::with(&root, |link| link.versions = TlsRange::only(version)).ok();
        let suite = CipherSuite::from_name(suite).unwrap();
        assert_eq!(verdict.outcome, Outcome::Tls { version, suite });
        assert_eq!(verdict.method, Method::Handshake);
        let transcript = verdict.transcript;
        assert_eq!(transcript.sni.as_deref(), Some(NAME));
        assert_eq!(transcript.verified_name.as_deref(), Some(NAME));
        assert_eq!(transcript.server_chain[0].subject, "CN=server");
        assert_eq!(transcript.client_chain[0].subject, "CN=client");
        assert_eq!(transcript.asked_for.unwrap(), ["CN=Root"]);
    }
}

#[test]
fn the_five_client_auth_types() {
    use ClientAuth::{No, Request, RequireAndVerify, RequireAny, VerifyIfGiven};
    let (root, stranger) = (
        root(),
        authority(|params| {
            params
                .distinguished_name
                .push(DnType::CommonName, "Stranger");
        }),
    );
    let (own, foreign) = (root.client(|_| ()), stranger.client(|_| ()));
    let none = "tls: client didn't provide a certificate";
    let unknown =
        "tls: failed to verify certificate: x509: certificate signed by unknown authority";
    for auth in [No, Request, RequireAny, VerifyIfGiven, RequireAndVerify] {
        for version in [TlsVersion::Tls12, TlsVersion::Tls13] {
            let link = |client: Option<&Pair>| {
                Link::with(&root, |link| {
                    link.auth = auth;
                    link.client_ca = link.client_ca.take().filter(|_| auth != No);
                    link.client = client.cloned();
                    link.versions = TlsRange::only(version);
                })
            };
            link(Some(&own)).ok();
            let tls13 = version == TlsVersion::Tls13;
            if auth.requires() {
                let alert = if tls13 {
                    "certificate required"
                } else {
                    "handshake failure"
                };
                let verdict = link(None).server_says(none, &format!("remote error: tls: {alert}"));
                assert_eq!(verdict.client_finished_first, tls13);
            } else {
                link(None).ok();
            }
            if auth.verifies() {
                let client = "remote error: tls: unknown certificate authority";
                link(Some(&foreign)).server_says(unknown, client);
            } else {
                link(Some(&foreign)).ok();
            }
        }
    }
}

/// Read in the sources of Go 1.22, 1.24 and 1.25, and in the notes of 1.20 and 1.21.
#[test]
fn older_releases_of_go() {
    let root = root();
    let none = |minor, version| {
        let verdict = Link::with(&root, |link| {
            link.client = None;
            link.go = GoVersion::new(1, minor);
            link.versions = TlsRange::only(version);
        })
        .prove();
        said(&verdict, Side::Client)
    };
    assert_eq!(
        none(20, TlsVersion::Tls13),
        "remote error: tls: bad certificate"
    );
    assert_eq!(
        none(21, TlsVersion::Tls13),
        "remote error: tls: certificate required"
    );
    assert_eq!(
        none(24, TlsVersion::Tls12),
        "remote error: tls: bad certificate"
    );
    assert_eq!(
        none(25, TlsVersion::Tls12),
        "remote error: tls: handshake failure"
    );
    let old = |change: fn(&mut Link)| {
        Link::with(&root, |link| {
            link.go = GoVersion::new(1, 19);
            change(link);
        })
        .prove()
    };
    let unknown = "x509: certificate signed by unknown authority";
    let client = old(|link| link.ca = None);
    assert_eq!(said(&client, Side::Client), unknown);
    let server = old(|link| link.client_ca = None);
    assert_eq!(
        said(&server, Side::Server),
        format!("tls: failed to verify client certificate: {unknown}")
    );
}

#[test]
fn plaintext_on_one_side() {
    let root = root();
    let link = |protocol, client_enabled, server_key: bool| {
        Link::with(&root, |link| {
            link.protocol = protocol;
            link.client_enabled = client_enabled;
            if !server_key {
                link.server.as_mut().unwrap().key.clear();
            }
        })
        .prove()
    };
    let not_tls = "tls: first record does not look like a TLS handshake";
    assert_eq!(
        link(Protocol::Grpc, false, false).outcome,
        Outcome::Plaintext
    );
    let silent = link(Protocol::Grpc, true, false);
    assert_eq!(said(&silent, Side::Client), not_tls);
    let refused = link(Protocol::Grpc, false, true);
    assert_eq!(said(&refused, Side::Server), not_tls);
    assert_eq!(
        said(&refused, Side::Client),
        "error reading server preface: EOF"
    );
    let http = link(Protocol::Http, true, false);
    assert_eq!(
        said(&http, Side::Client),
        "http: server gave HTTP response to HTTPS client"
    );
}

#[test]
fn versions_and_suites() {
    let root = root();
    let suites = |names: &[&str]| {
        Some(
            names
                .iter()
                .map(|name| CipherSuite::from_name(name).unwrap())
                .collect::<Vec<_>>(),
        )
    };
    let version = |min| TlsRange {
        min: Some(min),
        max: None,
    };
    Link::with(&root, |link| {
        link.server_versions = version(TlsVersion::Tls13);
        link.versions = TlsRange::only(TlsVersion::Tls12);
    })
    .server_says(
        "tls: client offered only unsupported versions: [303]",
        "remote error: tls: protocol version not supported",
    );
    let refused = Link::with(&root, |link| {
        link.server_suites = suites(&["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"]);
        link.client_suites = suites(&["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"]);
        link.versions = TlsRange::only(TlsVersion::Tls12);
    });
    refused.server_says(
        "tls: no cipher suite supported by both client and server; client offered: [c02b]",
        "remote error: tls: handshake failure",
    );
    // Nobody can choose TLS 1.3's suites, and the others do not matter to it.
    let chosen = Link::with(&root, |link| {
        link.server_suites = suites(&["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"]);
        link.client_suites = suites(&["TLS_AES_256_GCM_SHA384"]);
    })
    .ok();
    assert!(matches!(
        chosen.outcome,
        Outcome::Tls {
            version: TlsVersion::Tls13,
            ..
        }
    ));
    // CBC is beyond rustls, so the rules answer alone; they still look at names.
    let cbc = |address| {
        Link::with(&root, |link| {
            link.server_suites = suites(&["TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"]);
            link.client_suites = suites(&["TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"]);
            link.versions = TlsRange::only(TlsVersion::Tls12);
            link.address = address;
        })
    };
    assert_eq!(cbc("10.0.0.7:1").ok().method, Method::Rule);
    assert_eq!(cbc("10.0.0.8:1").prove().failed_side, Some(Side::Client));
}

#[test]
fn every_kind_of_key() {
    let root = root();
    for algorithm in [&PKCS_ECDSA_P384_SHA384, &PKCS_ED25519] {
        for version in [TlsVersion::Tls12, TlsVersion::Tls13] {
            let key = KeyPair::generate_for(algorithm).unwrap();
            let mut server = params("server", &[NAME]);
            server.extended_key_usages = vec![Eku::ServerAuth, Eku::ClientAuth];
            let pair = root.issue(&server, &key);
            let verdict = Link::with(&root, |link| {
                link.server = Some(pair.clone());
                link.client = Some(pair.clone());
                link.versions = TlsRange::only(version);
            })
            .ok();
            assert_eq!(verdict.method, Method::Handshake);
        }
    }
}

#[test]
fn sides_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<ServerSide>();
    shared::<ClientSide>();
    shared::<Pool>();
}
