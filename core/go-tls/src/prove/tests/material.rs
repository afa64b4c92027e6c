//! Certificates and keys with which a process does not even start.

use super::*;

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
    let listener = ServerSide::of_client(&client(None, None).unwrap());
    assert_eq!(
        listener.unwrap_err().to_string(),
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
