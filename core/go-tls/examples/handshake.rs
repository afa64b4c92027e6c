//! Would Go accept this handshake? Four servers, and what a Go client and a Go
//! server say of each.
//!
//!     cargo run --package go-tls --example handshake

#![expect(clippy::print_stdout, reason = "an example shows what comes of it")]

use std::error::Error;

use go_tls::policy::ClientAuth;
use go_tls::prove::{
    Address, ClientOptions, ClientSide, Dial, Protocol, ServerOptions, ServerSide, handshake,
};
use rcgen::{CertificateParams, DnType, KeyPair, date_time_ymd};

/// The time of each handshake, in seconds since 1970: a day in November 2026.
const NOW: i64 = 1_795_428_000;

fn main() -> Result<(), Box<dyn Error>> {
    let named = || CertificateParams::new(["api.example".to_owned()]);
    let mut nameless = CertificateParams::default();
    let common_name = (DnType::CommonName, "api.example");
    nameless
        .distinguished_name
        .push(common_name.0, common_name.1);
    let mut old = named()?;
    old.not_after = date_time_ymd(2026, 1, 1);

    meet("the name that is dialled", &named()?, ClientAuth::No)?;
    meet("a common name alone", &nameless, ClientAuth::No)?;
    meet("a certificate that has ended", &old, ClientAuth::No)?;
    meet(
        "a server that wants ours",
        &named()?,
        ClientAuth::RequireAny,
    )
}

/// Dials a server of that certificate, which the client trusts as it is.
fn meet(what: &str, made_of: &CertificateParams, auth: ClientAuth) -> Result<(), Box<dyn Error>> {
    let key = KeyPair::generate()?;
    let certificate = made_of.self_signed(&key)?.pem();
    let server = ServerSide::new(&ServerOptions {
        certificate: Some(certificate.as_bytes()),
        key: Some(key.serialize_pem().as_bytes()),
        client_auth: auth,
        ..ServerOptions::default()
    })?;
    let client = ClientSide::new(&ClientOptions {
        enabled: true,
        ca: Some(certificate.as_bytes()),
        ..ClientOptions::default()
    })?;
    let address = Address::new("api.example:443");
    let verdict = handshake(&server, &client, &Dial::new(&address, Protocol::Grpc, NOW));
    println!(
        "{what}: {}",
        if verdict.is_ok() {
            "accepted"
        } else {
            "refused"
        }
    );
    for (side, fault) in [("client", &verdict.client), ("server", &verdict.server)] {
        match fault {
            Some(fault) => println!("  {side}: {fault}"),
            None => println!("  {side}: ok"),
        }
    }
    Ok(())
}
