#![expect(clippy::unwrap_used, reason = "tests")]

//! Every text here was seen in Go 1.26.8 for the same case: a Go program made
//! some tens of thousands of random handshakes, and both sides' words agreed.

use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose as Eku, GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    NameConstraints, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, SigningKey,
};

use super::*;
use crate::pki::pem;
use crate::pki::x509::der::{Reader, element, tag};
use crate::policy::{CipherSuite, ClientAuth, TlsVersion};

/// 2026-11-23T10:00:00Z.
const NOW: i64 = 1_795_428_000;
const NAME: &str = "ingester.mimir.svc";

struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

#[derive(Clone)]
struct Pair {
    certificate: String,
    key: String,
}

fn params(common_name: &str, sans: &[&str]) -> CertificateParams {
    let sans: Vec<String> = sans.iter().map(|san| (*san).to_owned()).collect();
    let mut params = CertificateParams::new(sans).unwrap();
    params.distinguished_name = DistinguishedName::new();
    params
        .distinguished_name
        .push(DnType::CommonName, common_name);
    params.not_before = time::OffsetDateTime::from_unix_timestamp(NOW - 3600).unwrap();
    params.not_after = time::OffsetDateTime::from_unix_timestamp(NOW + 3600).unwrap();
    params
}

fn ca_params(common_name: &str) -> CertificateParams {
    let mut params = params(common_name, &[]);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params
}

fn authority(change: impl FnOnce(&mut CertificateParams)) -> Authority {
    let mut params = ca_params("Root");
    change(&mut params);
    let key = KeyPair::generate().unwrap();
    let pem = params.self_signed(&key).unwrap().pem();
    Authority {
        issuer: Issuer::new(params, key),
        pem,
    }
}

fn intermediate(root: &Authority, change: impl FnOnce(&mut CertificateParams)) -> Authority {
    let mut params = ca_params("Intermediate");
    change(&mut params);
    let key = KeyPair::generate().unwrap();
    let pem = params.signed_by(&key, &root.issuer).unwrap().pem();
    Authority {
        issuer: Issuer::new(params, key),
        pem,
    }
}

impl Authority {
    fn issue(&self, params: &CertificateParams, key: &KeyPair) -> Pair {
        let certificate = params.signed_by(key, &self.issuer).unwrap().pem();
        Pair {
            certificate,
            key: key.serialize_pem(),
        }
    }

    fn server(&self, change: impl FnOnce(&mut CertificateParams)) -> Pair {
        let mut params = params("server", &[NAME, "10.0.0.7"]);
        params.extended_key_usages = vec![Eku::ServerAuth];
        change(&mut params);
        self.issue(&params, &KeyPair::generate().unwrap())
    }

    fn client(&self, change: impl FnOnce(&mut CertificateParams)) -> Pair {
        let mut params = params("client", &[]);
        params.extended_key_usages = vec![Eku::ClientAuth];
        change(&mut params);
        self.issue(&params, &KeyPair::generate().unwrap())
    }
}

/// One link; by default everything is right, TLS 1.3, mutual.
struct Link {
    server: Option<Pair>,
    client_ca: Option<String>,
    auth: ClientAuth,
    server_versions: TlsRange,
    server_suites: Option<Vec<CipherSuite>>,
    client: Option<Pair>,
    ca: Option<String>,
    server_name: Option<&'static str>,
    skip_verify: bool,
    client_enabled: bool,
    versions: TlsRange,
    client_suites: Option<Vec<CipherSuite>>,
    address: &'static str,
    protocol: Protocol,
    now: i64,
    go: GoVersion,
}

impl Link {
    fn new(root: &Authority) -> Self {
        Self {
            server: Some(root.server(|_| ())),
            client_ca: Some(root.pem.clone()),
            auth: ClientAuth::RequireAndVerify,
            server_versions: TlsRange::default(),
            server_suites: None,
            client: Some(root.client(|_| ())),
            ca: Some(root.pem.clone()),
            server_name: None,
            skip_verify: false,
            client_enabled: true,
            versions: TlsRange::default(),
            client_suites: None,
            address: "ingester.mimir.svc:9095",
            protocol: Protocol::Grpc,
            now: NOW,
            go: REFERENCE,
        }
    }

    fn with(root: &Authority, change: impl FnOnce(&mut Self)) -> Self {
        let mut link = Self::new(root);
        change(&mut link);
        link
    }

    fn prove(&self) -> Verdict {
        let text = |text: &Option<String>| text.clone().unwrap_or_default().into_bytes();
        let half = |pair: &Option<Pair>, key: bool| {
            let pair = pair.as_ref();
            pair.map(|pair| {
                if key {
                    pair.key.clone()
                } else {
                    pair.certificate.clone()
                }
            })
        };
        let server = ServerSide::new(&ServerOptions {
            certificate: Some(&text(&half(&self.server, false))),
            key: Some(&text(&half(&self.server, true))),
            client_ca: Some(&text(&self.client_ca)),
            client_auth: self.auth,
            versions: self.server_versions,
            cipher_suites: self.server_suites.as_deref(),
        });
        let client = ClientSide::new(&ClientOptions {
            enabled: self.client_enabled,
            certificate: Some(&text(&half(&self.client, false))),
            key: Some(&text(&half(&self.client, true))),
            ca: Some(&text(&self.ca)),
            server_name: self.server_name,
            skip_verify: self.skip_verify,
            versions: TlsRange::default(),
            cipher_suites: self.client_suites.as_deref(),
        });
        let dial = Dial {
            address: &Address::new(self.address),
            protocol: self.protocol,
            versions: self.versions,
            now: self.now,
            go: self.go,
        };
        handshake(&server.unwrap(), &client.unwrap(), &dial)
    }

    #[track_caller]
    fn ok(&self) -> Verdict {
        let verdict = self.prove();
        assert!(verdict.is_ok(), "{verdict:#?}");
        assert_eq!((&verdict.client, &verdict.server), (&None, &None));
        verdict
    }

    /// The client refuses, in these words behind Go's usual ones.
    #[track_caller]
    fn client_says(&self, words: &str) {
        let verdict = self.prove();
        let words = format!("tls: failed to verify certificate: x509: {words}");
        assert_eq!(
            verdict.client.as_deref(),
            Some(words.as_str()),
            "{verdict:#?}"
        );
        assert_eq!(
            verdict.server.as_deref(),
            Some("remote error: tls: bad certificate")
        );
        assert_eq!(verdict.failed_side, Some(Side::Client));
        assert_eq!(verdict.method, Method::Handshake);
    }

    /// The server refuses, in these words, and the client hears those.
    #[track_caller]
    fn server_says(&self, words: &str, client: &str) -> Verdict {
        let verdict = self.prove();
        assert_eq!(verdict.server.as_deref(), Some(words), "{verdict:#?}");
        assert_eq!(verdict.client.as_deref(), Some(client));
        assert_eq!(verdict.failed_side, Some(Side::Server));
        verdict
    }
}

fn root() -> Authority {
    authority(|_| ())
}

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
        Link::with(&root, |link| {
            link.client = None;
            link.go = GoVersion::new(1, minor);
            link.versions = TlsRange::only(version);
        })
        .prove()
        .client
        .unwrap()
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
    assert_eq!(old(|link| link.ca = None).client.as_deref(), Some(unknown));
    let server = old(|link| link.client_ca = None).server.unwrap();
    assert_eq!(
        server,
        format!("tls: failed to verify client certificate: {unknown}")
    );
}

#[test]
fn verifying_without_a_ca_refuses_everybody() {
    let root = root();
    Link::with(&root, |link| link.client_ca = None).server_says(
        "tls: failed to verify certificate: x509: certificate signed by unknown authority",
        "remote error: tls: unknown certificate authority",
    );
}

#[test]
fn names() {
    let root = root();
    let dial = |address, name| {
        Link::with(&root, |link| {
            (link.address, link.server_name) = (address, name)
        })
    };
    dial("10.0.0.7:9095", None).ok();
    assert_eq!(dial("10.0.0.7:9095", None).ok().transcript.sni, None);
    dial("10.0.0.8:9095", Some(NAME)).ok();
    dial("INGESTER.mimir.svc.:9095", None).ok();
    let sni = dial("ingester.mimir.svc.:9095", None).ok().transcript.sni;
    assert_eq!(sni.as_deref(), Some(NAME));
    dial("other.mimir.svc:9095", None)
        .client_says("certificate is valid for ingester.mimir.svc, not other.mimir.svc");
    dial("10.0.0.8:9095", None).client_says("certificate is valid for 10.0.0.7, not 10.0.0.8");
    dial("[::1]:9095", None).client_says("certificate is valid for 10.0.0.7, not ::1");

    let with_sans = |sans: &[&str], address| {
        let server = root.server(|params| {
            params.subject_alt_names = self::params("", sans).subject_alt_names;
            params.distinguished_name.push(DnType::CommonName, NAME);
        });
        Link::with(&root, |link| {
            (link.server, link.address) = (Some(server), address)
        })
    };
    with_sans(&[NAME], "10.0.0.7:9095").client_says(
        "cannot validate certificate for 10.0.0.7 because it doesn't contain any IP SANs",
    );
    with_sans(&[], "ingester.mimir.svc:9095")
        .client_says("certificate relies on legacy Common Name field, use SANs instead");
    with_sans(&[], "other.mimir.svc:9095")
        .client_says("certificate is not valid for any names, but wanted to match other.mimir.svc");
    with_sans(&["*.mimir.svc"], "x.mimir.svc:9095").ok();
    with_sans(&["*.mimir.svc", "localhost"], "a.b.mimir.svc:9095")
        .client_says("certificate is valid for *.mimir.svc, localhost, not a.b.mimir.svc");
}

#[test]
fn a_hundred_names_are_only_counted() {
    let root = root();
    let names: Vec<String> = (0..100).map(|index| format!("n{index}.svc")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let server = root.server(|params| {
        params.subject_alt_names = self::params("", &names).subject_alt_names;
    });
    Link::with(&root, |link| link.server = Some(server))
        .client_says("certificate is valid for 100 names, but none matched ingester.mimir.svc");
}

#[test]
fn pools() {
    let (root, namesake) = (root(), root());
    let other = authority(|params| params.distinguished_name.push(DnType::CommonName, "Other"));
    let ca = |ca: &str| Link::with(&root, |link| link.ca = Some(ca.to_owned()));
    ca("").client_says("certificate signed by unknown authority");
    ca("not a certificate").client_says("certificate signed by unknown authority");
    ca(&other.pem).client_says("certificate signed by unknown authority");
    ca(&namesake.pem).client_says(
        "certificate signed by unknown authority (possibly because of \"x509: ECDSA verification failure\" while trying to verify candidate authority certificate \"Root\")",
    );
    ca(&format!("{}{}{}", other.pem, namesake.pem, root.pem)).ok();
    Link::with(&root, |link| (link.ca, link.skip_verify) = (None, true)).ok();
}

#[test]
fn validity() {
    let root = root();
    Link::with(&root, |link| link.now = NOW + 3600).ok();
    Link::with(&root, |link| link.now = NOW + 3601).client_says(
        "certificate has expired or is not yet valid: current time 2026-11-23T11:00:01Z is after 2026-11-23T11:00:00Z",
    );
    Link::with(&root, |link| link.now = NOW - 3601).client_says(
        "certificate has expired or is not yet valid: current time 2026-11-23T08:59:59Z is before 2026-11-23T09:00:00Z",
    );
    let stale = root.client(|params| {
        params.not_after = time::OffsetDateTime::from_unix_timestamp(NOW - 1).unwrap();
    });
    Link::with(&root, |link| link.client = Some(stale)).server_says(
        "tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-23T10:00:00Z is after 2026-11-23T09:59:59Z",
        "remote error: tls: expired certificate",
    );
}

#[test]
fn extended_key_usages() {
    let root = root();
    let incompatible = "certificate specifies an incompatible key usage";
    let server = |usages: &[Eku]| {
        let server = root.server(|params| params.extended_key_usages = usages.to_vec());
        Link::with(&root, |link| link.server = Some(server))
    };
    server(&[]).ok();
    server(&[Eku::Any]).ok();
    server(&[Eku::ClientAuth, Eku::ServerAuth]).ok();
    server(&[Eku::ClientAuth]).client_says(incompatible);
    server(&[Eku::CodeSigning]).client_says(incompatible);
    let client = root.client(|params| params.extended_key_usages = vec![Eku::ServerAuth]);
    Link::with(&root, |link| link.client = Some(client)).server_says(
        &format!("tls: failed to verify certificate: x509: {incompatible}"),
        "remote error: tls: bad certificate",
    );
    // A CA that lists usages limits what is below it.
    let narrow = authority(|params| params.extended_key_usages = vec![Eku::ClientAuth]);
    Link::new(&narrow).client_says(incompatible);
}

#[test]
fn intermediates() {
    let root = root();
    let chain = |middle: &Authority, send: bool| {
        let mut server = middle.server(|_| ());
        if send {
            server.certificate.push_str(&middle.pem);
        }
        Link::with(&root, |link| link.server = Some(server))
    };
    chain(&intermediate(&root, |_| ()), true).ok();
    chain(&intermediate(&root, |_| ()), false)
        .client_says("certificate signed by unknown authority");
    chain(&intermediate(&root, |params| params.is_ca = IsCa::NoCa), true).client_says(
        "certificate signed by unknown authority (possibly because of \"x509: invalid signature: parent certificate cannot sign this kind of certificate\" while trying to verify candidate authority certificate \"Intermediate\")",
    );
    let no_sign = intermediate(&root, |params| {
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    });
    chain(&no_sign, true).client_says(
        "certificate signed by unknown authority (possibly because of \"x509: invalid signature: parent certificate cannot sign this kind of certificate\" while trying to verify candidate authority certificate \"Intermediate\")",
    );
    let flat = authority(|params| params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0)));
    let middle = intermediate(&flat, |_| ());
    let mut server = middle.server(|_| ());
    server.certificate.push_str(&middle.pem);
    Link::new(&flat).ok();
    Link::with(&flat, |link| link.server = Some(server))
        .client_says("too many intermediates for path length constraint");
}

#[test]
fn name_constraints() {
    let dns = |name: &str| GeneralSubtree::DnsName(name.to_owned());
    let ip = |net: &str| GeneralSubtree::IpAddress(net.parse::<CidrSubnet>().unwrap());
    let constrained = |permitted: Vec<GeneralSubtree>, excluded: Vec<GeneralSubtree>| {
        Link::new(&authority(|params| {
            params.name_constraints = Some(NameConstraints {
                permitted_subtrees: permitted,
                excluded_subtrees: excluded,
            });
        }))
    };
    let words = |detail: &str| {
        format!(
            "a root or intermediate certificate is not authorized to sign for this name: {detail}"
        )
    };
    constrained(vec![dns("mimir.svc"), ip("10.0.0.0/8")], vec![]).ok();
    constrained(vec![dns(".mimir.svc")], vec![dns("example.com")]).ok();
    constrained(vec![dns("example.com")], vec![]).client_says(&words(
        "DNS name \"ingester.mimir.svc\" is not permitted by any constraint",
    ));
    constrained(vec![ip("192.168.0.0/16")], vec![]).client_says(&words(
        "IP address \"10.0.0.7\" is not permitted by any constraint",
    ));
    constrained(vec![], vec![dns("svc")]).client_says(&words(
        "DNS name \"ingester.mimir.svc\" is excluded by constraint \"svc\"",
    ));
    constrained(vec![], vec![ip("10.0.0.0/8")]).client_says(&words(
        "IP address \"10.0.0.7\" is excluded by constraint \"10.0.0.0/8\"",
    ));
}

/// The certificate without its version and extensions, signed anew: what the
/// script in Mimir's documentation makes.
fn version_1(pair: &Pair, authority: &Authority) -> Pair {
    let (_, body) = pem::whole_blocks(pair.certificate.as_bytes())
        .next()
        .unwrap();
    let mut fields = Reader(&body.contents)
        .read(tag::SEQUENCE)
        .unwrap()
        .read(tag::SEQUENCE)
        .unwrap();
    fields.any().unwrap();
    let kept: Vec<&[u8]> = (0..6).map(|_| fields.any().unwrap().whole).collect();
    let tbs = element(tag::SEQUENCE, &kept);
    let signature = authority.issuer.key().sign(&tbs).unwrap();
    let signature = element(tag::BIT_STRING, &[&[0], &signature]);
    let der = element(tag::SEQUENCE, &[&tbs, kept[1], &signature]);
    Pair {
        certificate: pem::encode("CERTIFICATE", &der),
        key: pair.key.clone(),
    }
}

#[test]
fn version_1_certificates() {
    let root = root();
    let named = root.server(|params| params.distinguished_name.push(DnType::CommonName, NAME));
    let server = version_1(&named, &root);
    Link::with(&root, |link| link.server = Some(server.clone()))
        .client_says("certificate relies on legacy Common Name field, use SANs instead");
    // What "works", and why the page's readers end there: rustls' own verifier
    // could not even parse the leaf, whose signatures are checked all the same.
    let client = version_1(&root.client(|_| ()), &root);
    for version in [TlsVersion::Tls12, TlsVersion::Tls13] {
        let verdict = Link::with(&root, |link| {
            link.server = Some(server.clone());
            link.client = Some(client.clone());
            link.skip_verify = true;
            link.versions = TlsRange::only(version);
        })
        .ok();
        assert_eq!(verdict.method, Method::Handshake);
    }
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
    assert_eq!(silent.client.as_deref(), Some(not_tls));
    let refused = link(Protocol::Grpc, false, true);
    assert_eq!(refused.server.as_deref(), Some(not_tls));
    assert_eq!(
        refused.client.as_deref(),
        Some("error reading server preface: EOF")
    );
    let http = link(Protocol::Http, true, false);
    assert_eq!(
        http.client.as_deref(),
        Some("http: server gave HTTP response to HTTPS client")
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
fn pairs_that_go_does_not_load() {
    let root = root();
    let (one, other) = (root.server(|_| ()), root.server(|_| ()));
    let words = |certificate: &str, key: &str| {
        Credentials::from_pem(certificate.as_bytes(), key.as_bytes())
            .unwrap_err()
            .to_string()
    };
    let ed25519 = KeyPair::generate_for(&PKCS_ED25519)
        .unwrap()
        .serialize_pem();
    let block = |label: &str| format!("-----BEGIN {label}-----\nAAAA\n-----END {label}-----\n");
    assert_eq!(
        words(&one.certificate, &other.key),
        "tls: private key does not match public key"
    );
    assert_eq!(
        words(&one.certificate, &ed25519),
        "tls: private key type does not match public key type"
    );
    assert_eq!(
        words(&one.key, &one.certificate),
        "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched"
    );
    assert_eq!(
        words(&one.certificate, &one.certificate),
        "tls: found a certificate rather than a key in the PEM for the private key"
    );
    assert_eq!(
        words("/etc/x", ""),
        "tls: failed to find any PEM data in certificate input"
    );
    assert_eq!(
        words(&one.certificate, ""),
        "tls: failed to find any PEM data in key input"
    );
    assert_eq!(
        words(&one.certificate, &block("ENCRYPTED PRIVATE KEY")),
        "tls: failed to parse private key"
    );
    assert_eq!(
        words(&one.certificate, &format!("{}{}", block("X"), block("Y Z"))),
        "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM blocks of the following types: [X Y Z]"
    );
    assert_eq!(
        words(&block("CERTIFICATE"), &one.key),
        "x509: malformed certificate"
    );
}

#[test]
fn what_stops_a_process() {
    let root = root();
    let pair = root.client(|_| ());
    let client = |certificate: Option<&str>, key: Option<&str>| {
        let options = ClientOptions {
            enabled: true,
            certificate: certificate.map(str::as_bytes),
            key: key.map(str::as_bytes),
            ..ClientOptions::default()
        };
        ClientSide::new(&options)
    };
    let words = |side: Result<ClientSide, StartError>| side.unwrap_err().to_string();
    assert_eq!(
        words(client(Some(&pair.certificate), None)),
        "certificate given but no key configured"
    );
    assert_eq!(
        words(client(None, Some(&pair.key))),
        "key given but no certificate configured"
    );
    let memberlist = ServerSide::memberlist(&client(None, None).unwrap());
    assert_eq!(
        memberlist.unwrap_err().to_string(),
        "tls: neither Certificates, GetCertificate, nor GetConfigForClient set in Config"
    );
    let options = ServerOptions {
        certificate: Some(pair.certificate.as_bytes()),
        key: Some(pair.key.as_bytes()),
        client_ca: Some(root.pem.as_bytes()),
        ..ServerOptions::default()
    };
    assert_eq!(
        ServerSide::new(&options).unwrap_err().to_string(),
        "client CA's have been configured without a Client Auth Policy"
    );
}

#[test]
fn sides_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<ServerSide>();
    shared::<ClientSide>();
    shared::<Pool>();
}

#[test]
fn go_quotes() {
    assert_eq!(
        quote("a \"b\" \\ \n\u{1}\u{7f}é"),
        r#""a \"b\" \\ \n\x01\x7fé""#
    );
}
