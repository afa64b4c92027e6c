#![expect(clippy::unwrap_used, reason = "a test")]

use expect_test::{Expect, expect};

use super::super::{Days, Instant, SeededEntropy, SystemEntropy};
use super::*;

const NOW: Instant = Instant::from_unix(1_795_464_000);

fn ca(algorithm: Algorithm, constraints: Option<NameConstraints>) -> CaParams {
    CaParams {
        subject: "/C=US/ST=KY/O=Org/CN=root".parse().unwrap(),
        algorithm,
        validity: days(3650),
        name_constraints: constraints,
    }
}

fn leaf(algorithm: Algorithm, role: Role, sans: &[&str]) -> LeafParams {
    LeafParams {
        subject: "/C=US/ST=KY/O=Org/CN=server".parse().unwrap(),
        sans: sans.iter().map(|san| san.parse().unwrap()).collect(),
        role,
        algorithm,
        validity: days(730),
    }
}

fn days(days: u32) -> Validity {
    Validity::starting(NOW, Days::new(days).unwrap()).unwrap()
}

fn every_algorithm() -> impl Iterator<Item = Algorithm> {
    Algorithm::ALL
        .into_iter()
        .filter(|algorithm| match algorithm {
            Algorithm::Rsa3072 | Algorithm::Rsa4096 => false,
            other => cfg!(feature = "rsa") || other.rsa_bits().is_none(),
        })
}

#[test]
fn every_algorithm_signs_every_other() {
    let mut entropy = SystemEntropy::new();
    for above in every_algorithm() {
        let authority = issue_ca(&ca(above, None), &mut entropy).unwrap();
        for below in every_algorithm() {
            let made = authority
                .issue(&leaf(below, Role::Both, &["a.b"]), &mut entropy)
                .unwrap();
            assert!(
                made.key
                    .expose()
                    .starts_with("-----BEGIN PRIVATE KEY-----\n")
            );
        }
    }
}

#[test]
fn a_seed_repeats_the_bundle_byte_by_byte() {
    let make = |seed| {
        let mut entropy = SeededEntropy::new([seed; 32]);
        let authority = issue_ca(&ca(Algorithm::Ed25519, None), &mut entropy).unwrap();
        let params = leaf(
            Algorithm::Ed25519,
            Role::Server,
            &["mimir.svc", "127.0.0.1"],
        );
        let made = authority.issue(&params, &mut entropy).unwrap();
        let root = authority.root();
        [
            &root.certificate,
            root.key.expose(),
            &made.certificate,
            made.key.expose(),
        ]
        .map(str::to_owned)
    };
    assert_eq!(make(1), make(1));
    assert!(
        make(1)
            .iter()
            .zip(make(2).iter())
            .all(|(one, two)| one != two)
    );
}

#[test]
fn a_root_without_a_name_is_told_from_the_next() {
    let make = |subject: &str, seed| {
        let mut params = ca(Algorithm::Ed25519, None);
        params.subject = subject.parse().unwrap();
        let authority = issue_ca(&params, &mut SeededEntropy::new([seed; 32])).unwrap();
        let root = Certificate::from_der(&authority.root().der).unwrap();
        (root.subject().to_string(), root.subject_key_id().to_vec())
    };
    let (name, key_id) = make("/O=Org", 1);
    let id: String = key_id[..4]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(name, format!("CN=root 2026-11-23 {id},O=Org"));
    assert_eq!(make("/O=Org", 1).0, name);
    assert_ne!(make("/O=Org", 2).0, name);
    assert_eq!(make("/O=Org/CN=mine", 1).0, "CN=mine,O=Org");
}

#[test]
fn a_leaf_is_cut_to_its_ca() {
    let mut entropy = SeededEntropy::new([0; 32]);
    let authority = issue_ca(&ca(Algorithm::Ed25519, None), &mut entropy).unwrap();
    let mut params = leaf(Algorithm::Ed25519, Role::Client, &[]);
    params.validity = days(5000);
    let made = authority.issue(&params, &mut entropy).unwrap();
    assert_eq!(made.validity, days(3650));
    assert_eq!(made.clamped.unwrap().given, days(3650).not_after());
}

#[test]
fn certificates_hold_what_rfc_5280_asks_for() {
    let mut entropy = SystemEntropy::new();
    let names = NameConstraints::new(vec!["mimir.svc".parse().unwrap()], vec![]).unwrap();
    let authority = issue_ca(&ca(Algorithm::EcdsaP256, Some(names)), &mut entropy).unwrap();
    let sans = ["a.mimir.svc", "10.0.0.1", "a.mimir.svc"];
    let params = leaf(Algorithm::EcdsaP384, Role::Server, &sans);
    let made = authority.issue(&params, &mut entropy).unwrap();
    let root = Certificate::from_der(&authority.root().der).unwrap();
    let made = Certificate::from_der(&made.der).unwrap();
    assert_eq!(root.check_signature_from(&root), Ok(()));
    assert_eq!(made.check_signature_from(&root), Ok(()));
    assert_eq!((root.serial().len(), made.serial().len()), (16, 16));
    assert!(!root.serial_is_negative() && root.serial() != made.serial());
    assert_eq!(made.authority_key_id(), root.subject_key_id());
    assert_eq!(
        (made.subject_key_id().len(), root.subject_key_id().len()),
        (20, 20)
    );
    assert_eq!((root.is_ca(), root.max_path_len()), (true, Some(0)));
    assert!(made.has_basic_constraints() && !made.is_ca());
    assert_eq!(made.sans().dns, ["a.mimir.svc"]);
    let critical = |certificate: &Certificate| {
        let critical = certificate
            .extensions()
            .iter()
            .filter(|extension| extension.critical);
        critical
            .map(|extension| extension.oid.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(critical(&root), ["2.5.29.15", "2.5.29.30", "2.5.29.19"]);
    assert_eq!(critical(&made), ["2.5.29.15", "2.5.29.19"]);
}

fn refused(authority: &Authority, params: &LeafParams, expect: Expect) {
    let error = authority
        .issue(params, &mut SeededEntropy::new([0; 32]))
        .unwrap_err();
    expect.assert_eq(&error.to_string());
}

#[test]
fn leaves_that_would_fail_later_are_refused_now() {
    let dns = vec!["mimir.svc".parse().unwrap()];
    let constraints = NameConstraints::new(dns, vec!["10.0.0.0/8".parse().unwrap()]).unwrap();
    let params = ca(Algorithm::Ed25519, Some(constraints));
    let authority = issue_ca(&params, &mut SeededEntropy::new([0; 32])).unwrap();
    let leaf = |role, sans: &[&str]| leaf(Algorithm::Ed25519, role, sans);
    refused(
        &authority,
        &leaf(Role::Server, &[]),
        expect![[
            r#"the server certificate /C=US/ST=KY/O=Org/CN=server has no DNS name and no IP; list what it is dialled by, such as the DNS name "localhost""#
        ]],
    );
    refused(
        &authority,
        &leaf(Role::Server, &["a.mimir.svc", "localhost"]),
        expect![
            "the CA's name constraints (mimir.svc, 10.0.0.0/8) do not admit localhost; add it to the constraints or drop the name"
        ],
    );
    refused(
        &authority,
        &leaf(Role::Client, &["10.0.0.1", "11.0.0.1"]),
        expect![
            "the CA's name constraints (mimir.svc, 10.0.0.0/8) do not admit 11.0.0.1; add it to the constraints or drop the name"
        ],
    );
}
