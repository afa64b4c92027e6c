#![expect(clippy::unwrap_used, reason = "a test")]

mod certificates;
mod files;
mod keys;

use expect_test::{Expect, expect};

use super::super::x509::der::{Element, Reader, element, tag};
use super::super::{
    Algorithm, Authority, CaParams, Days, Entropy, Issued, LeafParams, NameConstraints, Role,
    SeededEntropy, SystemEntropy, Validity, issue_ca, pem,
};
use super::*;

const NOW: Instant = Instant::from_unix(1_795_464_000);

fn days(days: u32) -> Validity {
    Validity::starting(NOW, Days::new(days).unwrap()).unwrap()
}

fn later(days: i64) -> Instant {
    Instant::from_unix(NOW.unix() + days * 86_400)
}

fn ca(algorithm: Algorithm, entropy: &mut dyn Entropy) -> Authority {
    let params = CaParams {
        subject: "/C=US/ST=KY/O=Org/CN=root".parse().unwrap(),
        algorithm,
        validity: days(200_000),
        name_constraints: None,
    };
    issue_ca(&params, entropy).unwrap()
}

fn leaf(role: Role, sans: &[&str]) -> LeafParams {
    LeafParams {
        subject: "/C=US/ST=KY/O=Org/CN=server".parse().unwrap(),
        sans: sans.iter().map(|san| san.parse().unwrap()).collect(),
        role,
        algorithm: Algorithm::Ed25519,
        validity: days(730),
    }
}

fn issued(params: &LeafParams) -> Issued {
    let mut entropy = SeededEntropy::new([7; 32]);
    ca(Algorithm::Ed25519, &mut entropy)
        .issue(params, &mut entropy)
        .unwrap()
}

/// A certificate's parts in DER, to be changed and put together again. Its
/// signature is then false, which `inspect` has no issuer to tell by.
struct Parts(Vec<Vec<u8>>);

impl Parts {
    const SERIAL: usize = 1;
    const ALGORITHM: usize = 2;
    const ISSUER: usize = 3;
    const VALIDITY: usize = 4;
    const SUBJECT: usize = 5;
    const KEY: usize = 6;
    const EXTENSIONS: usize = 7;

    fn of(der: &[u8]) -> Self {
        let mut fields = Reader(der)
            .read(tag::SEQUENCE)
            .unwrap()
            .read(tag::SEQUENCE)
            .unwrap();
        let parts = std::iter::from_fn(|| fields.any());
        Self(parts.map(|Element { whole, .. }| whole.to_vec()).collect())
    }

    fn der(&self) -> Vec<u8> {
        let tbs = element(
            tag::SEQUENCE,
            &self.0.iter().map(Vec::as_slice).collect::<Vec<_>>(),
        );
        let signature = element(tag::BIT_STRING, &[&[0], &[1; 64]]);
        element(tag::SEQUENCE, &[&tbs, &self.0[Self::ALGORITHM], &signature])
    }

    fn version_1(mut self) -> Vec<u8> {
        self.0.remove(Self::EXTENSIONS);
        self.0.remove(0);
        let tbs = element(
            tag::SEQUENCE,
            &self.0.iter().map(Vec::as_slice).collect::<Vec<_>>(),
        );
        let signature = element(tag::BIT_STRING, &[&[0], &[1; 64]]);
        element(
            tag::SEQUENCE,
            &[&tbs, &self.0[Self::ALGORITHM - 1], &signature],
        )
    }
}

/// What Go objects to, and what is noted, of one item.
fn check(label: &str, der: &[u8], expect: Expect) {
    check_at(label, der, NOW, expect);
}

fn check_at(label: &str, der: &[u8], now: Instant, expect: Expect) {
    let items = inspect(pem::encode(label, der).as_bytes(), now).unwrap();
    let [item] = items.as_slice() else {
        panic!("{items:?}")
    };
    let objections = item
        .objections
        .iter()
        .map(|objection| format!("Go: {objection}\n"));
    let notes = item.notes.iter().map(|note| format!("note: {note}\n"));
    expect.assert_eq(&objections.chain(notes).collect::<String>());
}

fn rsa_key(bits: usize) -> Vec<u8> {
    let mut modulus = vec![0xff; bits / 8 + 1];
    modulus[0] = 0;
    let modulus = element(tag::INTEGER, &[&modulus]);
    let key = element(tag::SEQUENCE, &[&modulus, &[0x02, 0x03, 0x01, 0x00, 0x01]]);
    rsa_public(&key).unwrap().spki().to_vec()
}
