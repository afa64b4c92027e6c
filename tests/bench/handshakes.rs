//! `handshake --batch`, beside Go: its crypto/tls, behind dskit, makes the same
//! handshakes (`tests/conformance -cases`).

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use mimir_tls::pki::{
    Algorithm, Authority, CaParams, Days, Instant, Issued, LeafParams, Role, SystemEntropy,
    Validity, issue_ca,
};
use serde_json::{Value, json};

use crate::stopwatch::{Contestant, Row, race, time};

pub(crate) const CASES: usize = 5000;
const ROUNDS: usize = 5;
const NOW: &str = "2026-11-23T10:00:00Z";
const CONFORMANCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/conformance");

pub(crate) fn measure() -> Vec<Row> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let cases = folder.path().join("cases");
    fs::write(&cases, lines()).expect("written");
    let go = folder.path().join("conformance");
    let built = Command::new("go")
        .args(["-C", CONFORMANCE, "build", "-o"])
        .args([go.as_os_str(), ".".as_ref()])
        .stderr(Stdio::null())
        .status();
    let is_there = built.is_ok_and(|status| status.success());
    race(
        vec![
            Contestant {
                name: "mimir-tls handshake --batch",
                round: Box::new(|| {
                    let own = Path::new(env!("CARGO_BIN_EXE_mimir-tls"));
                    start(own, &["handshake", "--batch"], &cases)
                }),
            },
            Contestant {
                name: "Go's crypto/tls, dskit",
                round: Box::new(|| {
                    is_there.then_some(())?;
                    start(&go, &["-cases"], &cases)
                }),
            },
        ],
        ROUNDS,
    )
}

fn start(program: &Path, arguments: &[&str], cases: &Path) -> Option<std::time::Duration> {
    let (status, took) = time(|| {
        Command::new(program)
            .args(arguments)
            .stdin(File::open(cases).expect("the cases"))
            .stdout(Stdio::null())
            .status()
            .expect("it is there")
    });
    assert!(status.success(), "{}: {status}", program.display());
    Some(took)
}

/// Links as they are and as they go wrong, in turn: every certificate there is
/// another one, as in a cluster's.
fn lines() -> String {
    let mut entropy = SystemEntropy::new();
    let (own, foreign) = (authority(&mut entropy), authority(&mut entropy));
    let mut issue = |authority: &Authority, role| {
        let leaf = leaf(role);
        authority.issue(&leaf, &mut entropy).expect("a certificate")
    };
    let kinds: Vec<Value> = (0..20)
        .flat_map(|_| {
            let server = issue(&own, Role::Server);
            let client = issue(&own, Role::Client);
            let stranger = issue(&foreign, Role::Client);
            kinds(own.root(), foreign.root(), &server, &client, &stranger)
        })
        .collect();
    let mut text = String::new();
    for case in kinds.iter().cycle().take(CASES) {
        text.push_str(&case.to_string());
        text.push('\n');
    }
    text
}

fn kinds(
    own: &Issued,
    foreign: &Issued,
    server: &Issued,
    client: &Issued,
    stranger: &Issued,
) -> Vec<Value> {
    let good = json!({
        "server_cert_pem": server.certificate,
        "server_key_pem": server.key.expose(),
        "server_ca_pem": own.certificate,
        "client_auth": "RequireAndVerifyClientCert",
        "tls_cert_pem": client.certificate,
        "tls_key_pem": client.key.expose(),
        "tls_ca_pem": own.certificate,
        "address": "localhost:9095",
        "protocol": "grpc",
        "time": NOW,
    });
    let with = |more: Value| {
        let mut case = good.clone();
        for (key, value) in more.as_object().expect("an object") {
            case[key] = value.clone();
        }
        case
    };
    vec![
        with(json!({"tls_max_version": "VersionTLS12"})),
        with(json!({"tls_ca_pem": foreign.certificate})),
        with(json!({
            "tls_cert_pem": stranger.certificate,
            "tls_key_pem": stranger.key.expose(),
        })),
        with(json!({"address": "10.0.0.7:9095"})),
        with(json!({"time": "2036-11-23T10:00:00Z"})),
        good,
    ]
}

fn authority(entropy: &mut SystemEntropy) -> Authority {
    let params = CaParams {
        subject: "/O=Org/CN=ca".parse().expect("a subject"),
        algorithm: Algorithm::EcdsaP256,
        validity: validity(),
        name_constraints: None,
    };
    issue_ca(&params, entropy).expect("a CA")
}

fn leaf(role: Role) -> LeafParams {
    LeafParams {
        subject: "/O=Org/CN=leaf".parse().expect("a subject"),
        sans: vec!["localhost".parse().expect("a name")],
        role,
        algorithm: Algorithm::EcdsaP256,
        validity: validity(),
    }
}

fn validity() -> Validity {
    let now: Instant = NOW.parse().expect("a time");
    Validity::starting(now, Days::new(730).expect("some days")).expect("before 9999")
}
