//! A CA that somebody brings: certificate and key in PEM, in the encodings that
//! OpenSSL and Go write.

use zeroize::Zeroizing;

use super::private_key::{KeyError, PrivateKey, Secret, ec_pkcs8, rsa_pkcs8};
use super::x509::{Certificate, Curve, KeyKind};
use super::{Algorithm, Authority, Instant, Key, PkiError, Validity, pem};

impl Authority {
    /// Takes a CA that was made elsewhere. The key may be PKCS#8, SEC 1 or
    /// PKCS#1, whatever its label says.
    ///
    /// # Errors
    /// [`PkiError::OwnCa`]: no certificate or several, one that is no CA or may not
    /// sign, that has ended or not begun by `now`; no key, one that is under a
    /// passphrase, of a kind that signs nothing here, or of another certificate.
    pub fn from_pem(certificate: &[u8], key: &[u8], now: Instant) -> Result<Self, PkiError> {
        let der = certificate_block(certificate)?;
        let certificate = Certificate::from_der(&der).map_err(|error| PkiError::OwnCa {
            problem: format!("its certificate cannot be read: {error}"),
            instead: "export it again as X.509 in PEM",
        })?;
        check(&certificate, now)?;
        let key = signer(&certificate, &key_block(key)?)?;
        if key.public_key() != certificate.key().raw() {
            return Err(refused(
                "the key is not that of the certificate",
                "give the key that belongs to it",
            ));
        }
        let instant = Instant::from_unix;
        let validity = Validity::of(
            instant(certificate.not_before()),
            instant(certificate.not_after()),
        );
        Self::brought(&certificate, key, validity).ok_or_else(|| {
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

fn certificate_block(text: &[u8]) -> Result<Vec<u8>, PkiError> {
    let mut found = Vec::new();
    let mut keys = 0;
    for (label, mut body) in pem::whole_blocks(text) {
        match label.as_str() {
            "CERTIFICATE" => found.push(std::mem::take(&mut *body.contents)),
            _ if label.ends_with("PRIVATE KEY") => keys += 1,
            _ => {}
        }
    }
    match (found.len(), keys) {
        (1, _) => Ok(found.swap_remove(0)),
        (0, 0) => Err(refused(
            "there is no certificate in its file",
            "give root.crt in PEM",
        )),
        (0, _) => Err(refused(
            "a key stands where its certificate is wanted",
            "give the certificate first, then the key",
        )),
        (count, _) => Err(refused(
            format!("its file holds {count} certificates"),
            "give the one that signs, alone",
        )),
    }
}

fn check(certificate: &Certificate, now: Instant) -> Result<(), PkiError> {
    if !certificate.has_basic_constraints() || !certificate.is_ca() {
        return Err(refused(
            "its certificate is not that of a CA",
            "give a certificate with basicConstraints CA:TRUE",
        ));
    }
    if !certificate.key_usage().may_sign_certificates() && certificate.key_usage().0 != 0 {
        return Err(refused(
            "its key usage does not allow it to sign certificates",
            "give a certificate with keyCertSign",
        ));
    }
    if certificate.not_after() < now.unix() {
        let ended = Instant::from_unix(certificate.not_after()).rfc3339();
        return Err(refused(format!("it has ended, at {ended}"), "renew it"));
    }
    if certificate.not_before() > now.unix() {
        let begins = Instant::from_unix(certificate.not_before()).rfc3339();
        return Err(refused(
            format!("it begins only at {begins}"),
            "fix the clock, or wait",
        ));
    }
    Ok(())
}

fn key_block(text: &[u8]) -> Result<Zeroizing<Vec<u8>>, PkiError> {
    const ENCRYPTED: &str =
        "take the passphrase off: openssl pkey -in root.key -out plain.key, and delete that after";
    let mut certificates = 0;
    for (label, body) in pem::whole_blocks(text) {
        if label == "CERTIFICATE" {
            certificates += 1;
        } else if label.ends_with("PRIVATE KEY") {
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
    const ANOTHER: &str =
        "give a CA with a P-256, P-384, Ed25519 or RSA key of 2048, 3072 or 4096 bits";
    let key = PrivateKey::parse(der).map_err(|error| match error {
        KeyError::Encrypted => refused(
            "its key is under a passphrase",
            "take the passphrase off with openssl pkey",
        ),
        KeyError::Unparsable => refused("its key cannot be read", "give it as PKCS#8 in PEM"),
        KeyError::Foreign(_) | KeyError::NotForSigning => {
            refused("its key is of a kind that cannot sign here", ANOTHER)
        }
    })?;
    let public = certificate.key();
    let mismatch = || {
        refused(
            "the key is of another kind than the certificate's",
            "give the key that belongs to it",
        )
    };
    let (algorithm, pkcs8) = match (public.kind(), key.secret) {
        (KeyKind::Rsa(bits), Secret::Rsa { pkcs1, .. }) => {
            let algorithm = Algorithm::ALL
                .into_iter()
                .find(|algorithm| algorithm.rsa_bits() == Some(bits));
            (algorithm, rsa_pkcs8(&pkcs1))
        }
        (KeyKind::Ecdsa(of), Secret::Ecdsa { curve, scalar, .. }) if of == curve => {
            let algorithm = match curve {
                Curve::P256 => Some(Algorithm::EcdsaP256),
                Curve::P384 => Some(Algorithm::EcdsaP384),
                Curve::P224 | Curve::P521 => None,
            };
            (algorithm, ec_pkcs8(curve, &scalar, public.raw()))
        }
        (KeyKind::Ed25519, Secret::Ed25519 { pkcs8 }) => (Some(Algorithm::Ed25519), pkcs8),
        _ => return Err(mismatch()),
    };
    let Some(algorithm) = algorithm else {
        return Err(refused(
            "its key is of a kind that cannot sign here",
            ANOTHER,
        ));
    };
    // What ring minds about the key is, so far, a point that is not the scalar's.
    Key::from_pkcs8(algorithm, pkcs8).map_err(|_| {
        refused(
            "the key is not that of the certificate",
            "give the key that belongs to it",
        )
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::super::x509::der::{element, tag};
    use super::super::{CaParams, Days, LeafParams, Role, SeededEntropy, issue_ca};
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
