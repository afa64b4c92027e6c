//! What makes a certificate good or bad for the other side.

use super::*;

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
    dial("INGESTER.metrics.svc.:9095", None).ok();
    let sni = dial("ingester.metrics.svc.:9095", None).ok().transcript.sni;
    assert_eq!(sni.as_deref(), Some(NAME));
    dial("other.metrics.svc:9095", None)
        .client_says("certificate is valid for ingester.metrics.svc, not other.metrics.svc");
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
    with_sans(&[], "ingester.metrics.svc:9095")
        .client_says("certificate relies on legacy Common Name field, use SANs instead");
    with_sans(&[], "other.metrics.svc:9095").client_says(
        "certificate is not valid for any names, but wanted to match other.metrics.svc",
    );
    with_sans(&["*.metrics.svc"], "x.metrics.svc:9095").ok();
    with_sans(&["*.metrics.svc", "localhost"], "a.b.metrics.svc:9095")
        .client_says("certificate is valid for *.metrics.svc, localhost, not a.b.metrics.svc");
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
        .client_says("certificate is valid for 100 names, but none matched ingester.metrics.svc");
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
    constrained(vec![dns("metrics.svc"), ip("10.0.0.0/8")], vec![]).ok();
    constrained(vec![dns(".metrics.svc")], vec![dns("example.com")]).ok();
    constrained(vec![dns("example.com")], vec![]).client_says(&words(
        "DNS name \"ingester.metrics.svc\" is not permitted by any constraint",
    ));
    constrained(vec![ip("192.168.0.0/16")], vec![]).client_says(&words(
        "IP address \"10.0.0.7\" is not permitted by any constraint",
    ));
    constrained(vec![], vec![dns("svc")]).client_says(&words(
        "DNS name \"ingester.metrics.svc\" is excluded by constraint \"svc\"",
    ));
    constrained(vec![], vec![ip("10.0.0.0/8")]).client_says(&words(
        "IP address \"10.0.0.7\" is excluded by constraint \"10.0.0.0/8\"",
    ));
}

/// The certificate without its version and extensions, signed anew: what the
/// oldest of recipes with `openssl x509 -req` makes.
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
