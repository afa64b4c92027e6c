//! A CA that somebody brings: certificate and key in PEM, in the encodings that
//! OpenSSL and Go write.

use zeroize::Zeroizing;

use super::private_key::{KeyError, PrivateKey, Secret, ec_pkcs8, rsa_pkcs8};
use super::x509::{Certificate, Curve, KeyKind};
use super::{Algorithm, Authority, Error, Instant, Key, Validity, pem};

impl Authority {
    /// Takes a CA that was made elsewhere. The key may be PKCS#8, SEC 1 or
    /// PKCS#1, whatever its label says.
    ///
    /// # Errors
    /// [`Error::OwnCa`]: no certificate or several, one that is no CA or may not
    /// sign, that has ended or not begun by `now`; no key, one that is under a
    /// passphrase, of a kind that signs nothing here, or of another certificate.
    pub fn from_pem(certificate: &[u8], key: &[u8], now: Instant) -> Result<Self, Error> {
        let der = certificate_block(certificate)?;
        let certificate = Certificate::from_der(&der).map_err(|error| Error::OwnCa {
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
        Ok(Self::brought(der, key, validity))
    }
}

fn refused(problem: impl Into<String>, instead: &'static str) -> Error {
    Error::OwnCa {
        problem: problem.into(),
        instead,
    }
}

fn certificate_block(text: &[u8]) -> Result<Vec<u8>, Error> {
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

fn check(certificate: &Certificate, now: Instant) -> Result<(), Error> {
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
            "mend the clock, or wait",
        ));
    }
    Ok(())
}

fn key_block(text: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    const ENCRYPTED: &str =
        "take the passphrase off: openssl pkey -in root.key -out plain.key, and delete that after";
    let mut certificates = 0;
    for (label, body) in pem::whole_blocks(text) {
        if label == "CERTIFICATE" {
            certificates += 1;
        } else if label.ends_with("PRIVATE KEY") {
            let locked = label.starts_with("ENCRYPTED")
                || body.headers.iter().any(|(name, _)| name == "DEK-Info");
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
fn signer(certificate: &Certificate, der: &[u8]) -> Result<Key, Error> {
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
