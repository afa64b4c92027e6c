//! Issuing by itself, beside the least that ring needs for it: three keys and
//! three signatures.

use std::hint::black_box;

use mimir_tls::pki::{
    Algorithm, CaParams, Days, Instant, LeafParams, Role, San, SystemEntropy, Validity, issue_ca,
};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};

use crate::stopwatch::{Contestant, Row, race, time};

const ROUNDS: usize = 1000;
const CERTIFICATES: usize = 3;

pub(crate) fn measure() -> Vec<Row> {
    let (ca, leaves) = params();
    race(
        vec![
            Contestant {
                name: "ring: three keys, three signatures",
                round: Box::new(|| Some(time(sign).1)),
            },
            Contestant {
                name: "issued",
                round: Box::new(|| Some(time(|| issue(&ca, &leaves)).1)),
            },
        ],
        ROUNDS,
    )
}

fn params() -> (CaParams, [LeafParams; 2]) {
    let now = Instant::from_unix(1_800_000_000);
    let validity =
        Validity::starting(now, Days::new(730).expect("more than none")).expect("before 9999");
    let subject = "/C=US/ST=KY/O=Org/CN=name"
        .parse::<mimir_tls::pki::Subject>()
        .expect("a subject");
    let leaf = |role| LeafParams {
        subject: subject.clone(),
        sans: ["localhost", "127.0.0.1"]
            .iter()
            .map(|it| it.parse::<San>().expect("a name"))
            .collect(),
        role,
        algorithm: Algorithm::EcdsaP256,
        validity,
    };
    let leaves = [leaf(Role::Server), leaf(Role::Client)];
    let ca = CaParams {
        subject,
        algorithm: Algorithm::EcdsaP256,
        validity,
        name_constraints: None,
    };
    (ca, leaves)
}

fn issue(ca: &CaParams, leaves: &[LeafParams]) {
    let mut entropy = SystemEntropy::new();
    let authority = issue_ca(ca, &mut entropy).expect("a CA");
    for leaf in leaves {
        black_box(authority.issue(leaf, &mut entropy).expect("a certificate"));
    }
}

/// A key is made and read back, as it is wanted for a file and for signing.
fn sign() {
    let random = SystemRandom::new();
    for _ in 0..CERTIFICATES {
        let pkcs8 =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).expect("a key");
        let key =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random)
                .expect("the key");
        // About what the signed part of a certificate weighs.
        black_box(key.sign(&random, &[0; 400]).expect("a signature"));
    }
}
