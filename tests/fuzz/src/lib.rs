//! What is good beside the strange input: a CA and a pair for each role, the
//! same in every run, so that a handshake may well succeed.

use std::sync::LazyLock;

use mimir_tls::pki::{
    Algorithm, Authority, CaParams, Days, Instant, Issued, LeafParams, Role, SeededEntropy,
    Subject, Validity, issue_ca,
};

/// The present.
pub const NOW: i64 = 1_800_000_000;

/// The files, by the names under which inputs ask for them.
pub fn files() -> &'static [(&'static str, String); 5] {
    static FILES: LazyLock<[(&str, String); 5]> = LazyLock::new(make);
    &FILES
}

/// The file of a name.
pub fn file(name: &str) -> Option<&'static str> {
    let found = files().iter().find(|(it, _)| *it == name);
    found.map(|(_, text)| text.as_str())
}

fn make() -> [(&'static str, String); 5] {
    let mut entropy = SeededEntropy::new([7; 32]);
    let ca = issue_ca(
        &CaParams {
            subject: subject("ca"),
            algorithm: Algorithm::Ed25519,
            validity: validity(),
            name_constraints: None,
        },
        &mut entropy,
    )
    .expect("a CA");
    let server = issue(&ca, Role::Server, &mut entropy);
    let client = issue(&ca, Role::Client, &mut entropy);
    [
        ("ca.crt", ca.root().certificate.clone()),
        ("server.crt", server.certificate),
        ("server.key", server.key.expose().to_owned()),
        ("client.crt", client.certificate),
        ("client.key", client.key.expose().to_owned()),
    ]
}

fn issue(ca: &Authority, role: Role, entropy: &mut SeededEntropy) -> Issued {
    let leaf = LeafParams {
        subject: subject("leaf"),
        sans: ["localhost", "ingester", "127.0.0.1"]
            .map(|name| name.parse().expect("a name"))
            .to_vec(),
        role,
        algorithm: Algorithm::Ed25519,
        validity: validity(),
    };
    ca.issue(&leaf, entropy).expect("a certificate")
}

fn subject(name: &str) -> Subject {
    format!("/CN={name}").parse().expect("a subject")
}

fn validity() -> Validity {
    let days = Days::new(730).expect("some days");
    Validity::starting(Instant::from_unix(NOW - 86_400), days).expect("before 9999")
}
