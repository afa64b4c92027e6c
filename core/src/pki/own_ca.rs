//! A CA that somebody brings: certificates and key in PEM, in the encodings that
//! OpenSSL and Go write.

use zeroize::Zeroizing;

use super::chain::{self, Broken, Chain};
use super::private_key::PrivateKey;
use super::x509::Certificate;
use super::{Authority, Instant, Key, PkiError, Validity, pem};

impl Authority {
    /// Takes a CA that was made elsewhere: its certificate, and where that is no
    /// root those above it, in any order. The key may be PKCS#8, SEC 1 or PKCS#1,
    /// whatever its label says. Roots beside its own stay in [`Authority::roots`].
    ///
    /// # Errors
    /// [`PkiError::OwnCa`]: no certificate, one that is no CA or may not sign, that
    /// has ended or not begun by `now`; one above it that is missing, has ended or
    /// allows no CA below it; no key, one that is under a passphrase, of a kind that
    /// signs nothing here, or of another certificate.
    pub fn from_pem(certificates: &[u8], key: &[u8], now: Instant) -> Result<Self, PkiError> {
        let pool = certificate_blocks(certificates)?;
        let key = key_block(key)?;
        let certificate = of_key(&pool, &key)?;
        check(certificate, now)?;
        let key = signer(certificate, &key)?;
        let (chain, root) = match chain::is_root(certificate) {
            true => (Vec::new(), certificate.clone()),
            false => {
                let above = Chain::above(certificate, &pool).map_err(|broken| told(&broken))?;
                above.check(1, now).map_err(|broken| told(&broken))?;
                let between = std::iter::once(certificate.clone()).chain(above.intermediates);
                (between.collect(), above.root)
            }
        };
        let others = pool
            .iter()
            .filter(|other| other.raw() != root.raw() && chain::is_root(other));
        let roots: Vec<&Certificate> = std::iter::once(&root).chain(others).collect();
        let begins = |it: &Certificate| it.not_before();
        let all = || chain.iter().chain([&root]);
        let validity = Validity::of(
            Instant::from_unix(all().map(begins).max().unwrap_or_default()),
            Instant::from_unix(all().map(Certificate::not_after).min().unwrap_or_default()),
        );
        Self::brought(certificate, key, validity, &chain, &roots).ok_or_else(|| {
            refused(
                "its subject repeats, groups or leaves out attributes, or writes one in a rare form",
                "use a CA whose subject has each attribute once, as UTF8String or PrintableString",
            )
        })
    }
}

fn refused(problem: impl Into<String>, instead: &'static str) -> PkiError {
    PkiError::OwnCa {
        problem: problem.into(),
        instead,
    }
}

fn told(broken: &Broken) -> PkiError {
    let instead = match broken {
        Broken::Missing { .. } => "append the certificates above it, up to the root, to its file",
        Broken::NoCa(_) => "give the certificates as the CA handed them out",
        Broken::PathTooLong { .. } => {
            "have this CA signed by one that allows it, or sign with the one above"
        }
        Broken::Ended { .. } => "renew it",
        Broken::NotBegun { .. } => "fix the clock, or wait",
    };
    refused(broken.to_string(), instead)
}

fn certificate_blocks(text: &[u8]) -> Result<Vec<Certificate>, PkiError> {
    let mut found: Vec<Certificate> = Vec::new();
    let mut keys = 0;
    for (label, body) in pem::whole_blocks(text) {
        if label == "CERTIFICATE" {
            let certificate = Certificate::from_der(&body.contents).map_err(|error| {
                refused(
                    format!("its certificate cannot be read: {error}"),
                    "export it again as X.509 in PEM",
                )
            })?;
            if found.iter().all(|other| other.raw() != certificate.raw()) {
                found.push(certificate);
            }
        } else if pem::is_private_key(&label) {
            keys += 1;
        }
    }
    match (found.is_empty(), keys) {
        (false, _) => Ok(found),
        (true, 0) => Err(refused(
            "there is no certificate in its file",
            "give root.crt in PEM",
        )),
        (true, _) => Err(refused(
            "a key stands where its certificate is wanted",
            "give the certificate first, then the key",
        )),
    }
}

/// The certificate of a key; the one that lives longest, where a CA was renewed
/// over its key.
fn of_key<'a>(pool: &'a [Certificate], key: &[u8]) -> Result<&'a Certificate, PkiError> {
    let public = PrivateKey::parse(key).ok().and_then(|key| key.public());
    let is_its = |certificate: &&Certificate| {
        public
            .as_ref()
            .is_some_and(|public| public.spki() == certificate.key().spki())
    };
    let its = pool.iter().filter(is_its);
    match (its.max_by_key(|it| it.not_after()), pool) {
        (Some(certificate), _) | (None, [certificate]) => Ok(certificate),
        (None, _) => {
            // What is wrong with the key itself is told first.
            Key::from_der(key).map_err(not_a_signer)?;
            Err(refused(
                format!("the key is that of none of the {} certificates", pool.len()),
                "give the key that belongs to one of them",
            ))
        }
    }
}

fn check(certificate: &Certificate, now: Instant) -> Result<(), PkiError> {
    if !certificate.has_basic_constraints() || !certificate.is_ca() {
        return Err(refused(
            "its certificate is not that of a CA",
            "give a certificate with basicConstraints CA:TRUE",
        ));
    }
    if !certificate.key_usage().may_sign_certificates() {
        return Err(refused(
            "its key usage does not allow it to sign certificates",
            "give a certificate with keyCertSign",
        ));
    }
    chain::check_dates(certificate, now).map_err(|broken| match broken {
        Broken::Ended { at, .. } => refused(format!("it has ended, at {at}"), "renew it"),
        Broken::NotBegun { at, .. } => {
            refused(format!("it begins only at {at}"), "fix the clock, or wait")
        }
        other => told(&other),
    })
}

fn key_block(text: &[u8]) -> Result<Zeroizing<Vec<u8>>, PkiError> {
    const ENCRYPTED: &str =
        "take the passphrase off: openssl pkey -in root.key -out plain.key, and delete that after";
    let mut certificates = 0;
    for (label, body) in pem::whole_blocks(text) {
        if label == "CERTIFICATE" {
            certificates += 1;
        } else if pem::is_private_key(&label) {
            let locked = label.starts_with("ENCRYPTED") || body.dek_info().is_some();
            return match locked {
                true => Err(refused("its key is under a passphrase", ENCRYPTED)),
                false => Ok(body.contents),
            };
        }
    }
    Err(match certificates {
        0 => refused("there is no key in its file", "give root.key in PEM"),
        _ => refused(
            "a certificate stands where its key is wanted",
            "give the certificate first, then the key",
        ),
    })
}

/// The key as one that signs here.
fn signer(certificate: &Certificate, der: &[u8]) -> Result<Key, PkiError> {
    let key = Key::from_der(der).map_err(not_a_signer)?;
    match key.public_key() == certificate.key().raw() {
        true => Ok(key),
        false => Err(refused(
            "the key is not that of the certificate",
            "give the key that belongs to it",
        )),
    }
}

fn not_a_signer(error: PkiError) -> PkiError {
    match error {
        PkiError::UnusableKey { problem, instead } => {
            refused(format!("its key {problem}"), instead)
        }
        error => error,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::super::x509::der::{element, tag};
    use super::super::{Algorithm, CaParams, Days, LeafParams, Role, SeededEntropy, issue_ca};
    use super::*;

    const NOW: Instant = Instant::from_unix(1_795_464_000);
    const ORGANIZATION: [u8; 3] = [0x55, 0x04, 0x0a];
    const UNIT: [u8; 3] = [0x55, 0x04, 0x0b];

    fn attribute(oid: [u8; 3], kind: u8, value: &[u8]) -> Vec<u8> {
        let oid = element(tag::OBJECT_IDENTIFIER, &[&oid]);
        element(tag::SEQUENCE, &[&oid, &element(kind, &[value])])
    }

    /// A self-signed CA whose subject is these sets of attributes, and its key.
    fn ca(sets: &[&[Vec<u8>]]) -> (Vec<u8>, Key) {
        let params = CaParams {
            subject: "/CN=root".parse().unwrap(),
            algorithm: Algorithm::Ed25519,
            validity: Validity::starting(NOW, Days::new(30).unwrap()).unwrap(),
            name_constraints: None,
        };
        let usual = issue_ca(&params, &mut SeededEntropy::new([7; 32])).unwrap();
        let certificate = Certificate::from_der(&usual.root().der).unwrap();
        let key = usual.into_key();
        let sequence = |parts: &[&[u8]]| element(tag::SEQUENCE, parts);
        let sets: Vec<Vec<u8>> = sets
            .iter()
            .map(|set| element(tag::SET, &set.iter().map(Vec::as_slice).collect::<Vec<_>>()))
            .collect();
        let subject = sequence(&sets.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let algorithm = sequence(&[&element(tag::OBJECT_IDENTIFIER, &[&[0x2b, 0x65, 0x70]])]);
        let time = |text: &[u8]| element(tag::UTC_TIME, &[text]);
        let ca = sequence(&[&element(tag::BOOLEAN, &[&[0xff]])]);
        let constraints = sequence(&[
            &element(tag::OBJECT_IDENTIFIER, &[&[0x55, 0x1d, 0x13]]),
            &element(tag::OCTET_STRING, &[&ca]),
        ]);
        let tbs = sequence(&[
            &element(tag::constructed(0), &[&[tag::INTEGER, 1, 2]]),
            &[tag::INTEGER, 1, 1],
            &algorithm,
            &subject,
            &sequence(&[&time(b"260101000000Z"), &time(b"360101000000Z")]),
            &subject,
            certificate.key().spki(),
            &element(tag::constructed(3), &[&sequence(&[&constraints])]),
        ]);
        let signature = element(tag::BIT_STRING, &[&[0], &key.sign(&tbs).unwrap()]);
        (sequence(&[&tbs, &algorithm, &signature]), key)
    }

    fn bring(sets: &[&[Vec<u8>]]) -> Result<Authority, PkiError> {
        let (der, key) = ca(sets);
        let certificate = pem::encode("CERTIFICATE", &der);
        Authority::from_pem(
            certificate.as_bytes(),
            key.to_pem().expose().as_bytes(),
            NOW,
        )
    }

    #[test]
    fn its_leaves_repeat_its_subject_byte_by_byte() {
        let authority = bring(&[
            &[attribute(ORGANIZATION, tag::PRINTABLE_STRING, b"Org")],
            &[attribute(UNIT, tag::BMP_STRING, &[0, b'U', 0x20, 0xac])],
            &[attribute([0x55, 0x04, 0x03], tag::T61_STRING, b"root")],
        ])
        .unwrap();
        let params = LeafParams {
            subject: "/CN=server".parse().unwrap(),
            sans: vec!["localhost".parse().unwrap()],
            role: Role::Server,
            algorithm: Algorithm::Ed25519,
            validity: Validity::starting(NOW, Days::new(30).unwrap()).unwrap(),
        };
        let mut entropy = SeededEntropy::new([8; 32]);
        let leaf = authority.issue(&params, &mut entropy).unwrap();
        let leaf = Certificate::from_der(&leaf.der).unwrap();
        let root = Certificate::from_der(&authority.root().der).unwrap();
        assert_eq!(leaf.raw_issuer(), root.raw_subject());
        assert_eq!(leaf.check_signature_from(&root), Ok(()));
    }

    #[test]
    fn a_subject_that_cannot_be_repeated_is_refused() {
        let one = attribute(UNIT, tag::UTF8_STRING, b"one");
        let other = attribute(UNIT, tag::UTF8_STRING, b"other");
        let organization = attribute(ORGANIZATION, tag::UTF8_STRING, b"Org");
        let numeric = attribute(UNIT, 0x12, b"7");
        let alone = [one.clone()];
        let twice: &[&[Vec<u8>]] = &[&alone, &[other]];
        let grouped: &[&[Vec<u8>]] = &[&[one, organization]];
        let rare: &[&[Vec<u8>]] = &[&[numeric]];
        let empty: &[&[Vec<u8>]] = &[&[]];
        for sets in [twice, grouped, rare, empty] {
            let error = bring(sets).unwrap_err().to_string();
            assert!(error.contains("its subject repeats"), "{error}");
        }
    }
}
