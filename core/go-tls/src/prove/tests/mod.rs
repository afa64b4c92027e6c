#![expect(clippy::unwrap_used, reason = "tests")]

//! Every text here was seen in Go 1.26.8 for the same case: a Go program made
//! some tens of thousands of random handshakes, and both sides' words agreed.

mod certificates;
mod handshakes;
mod material;

use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose as Eku, GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    NameConstraints, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, SigningKey,
};

use super::*;
use crate::pem;
use crate::policy::{CipherSuite, ClientAuth, TlsVersion};
use crate::x509::der::{Reader, element, tag};

/// 2026-11-23T10:00:00Z.
const NOW: i64 = 1_795_428_000;
const NAME: &str = "ingester.metrics.svc";

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
            address: "ingester.metrics.svc:9095",
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
        // Half a pair is one whose other half was taken out.
        let text = |text: &Option<String>| {
            let text = text.clone().filter(|text| !text.is_empty());
            text.map(String::into_bytes)
        };
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
            certificate: text(&half(&self.server, false)).as_deref(),
            key: text(&half(&self.server, true)).as_deref(),
            client_ca: text(&self.client_ca).as_deref(),
            client_auth: self.auth,
            versions: self.server_versions,
            cipher_suites: self.server_suites.as_deref(),
        });
        let client = ClientSide::new(&ClientOptions {
            enabled: self.client_enabled,
            certificate: text(&half(&self.client, false)).as_deref(),
            key: text(&half(&self.client, true)).as_deref(),
            ca: text(&self.ca).as_deref(),
            server_name: self.server_name,
            skip_verify: self.skip_verify,
            versions: TlsRange::default(),
            cipher_suites: self.client_suites.as_deref(),
        });
        let address = Address::new(self.address);
        let dial = Dial::new(&address, self.protocol, self.now)
            .over(self.versions)
            .by(self.go);
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
        assert_eq!(said(&verdict, Side::Client), words, "{verdict:#?}");
        assert_eq!(
            said(&verdict, Side::Server),
            "remote error: tls: bad certificate"
        );
        assert_eq!(verdict.failed_side, Some(Side::Client));
        assert_eq!(verdict.method, Method::Handshake);
    }

    /// The server refuses, in these words, and the client hears those.
    #[track_caller]
    fn server_says(&self, words: &str, client: &str) -> Verdict {
        let verdict = self.prove();
        assert_eq!(said(&verdict, Side::Server), words, "{verdict:#?}");
        assert_eq!(said(&verdict, Side::Client), client);
        assert_eq!(verdict.failed_side, Some(Side::Server));
        verdict
    }
}

/// What a side says; nothing where it is content.
fn said(verdict: &Verdict, side: Side) -> String {
    verdict
        .fault_of(side)
        .map(ToString::to_string)
        .unwrap_or_default()
}

fn root() -> Authority {
    authority(|_| ())
}
