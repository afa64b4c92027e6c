//! A private key that signs.

use std::fmt;

use ring::rand::SystemRandom;
use ring::rsa::KeyPair as RsaKeyPair;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
    KeyPair as _, RSA_PKCS1_SHA256,
};
use zeroize::Zeroizing;

use super::private_key::{KeyError, PrivateKey, Secret, ec_pkcs8, rsa_pkcs8};
use super::x509::{Certificate, Curve, KeyKind};
use super::{Algorithm, PkiError, SecretPem, pem};
use crate::digest;

/// A private key: its PKCS#8, wiped when dropped, and what ring made of it.
pub struct Key {
    algorithm: Algorithm,
    pkcs8: Zeroizing<Vec<u8>>,
    pair: Pair,
}

enum Pair {
    Ecdsa(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
    Rsa(Box<RsaKeyPair>),
}

impl Key {
    /// Takes a key that was made elsewhere, in unencrypted PKCS#8 DER (RFC
    /// 5208).
    ///
    /// # Errors
    /// [`PkiError::KeyRejected`] where the bytes are no key, or one of another
    /// algorithm or size.
    pub fn from_pkcs8(algorithm: Algorithm, pkcs8: Zeroizing<Vec<u8>>) -> Result<Self, PkiError> {
        let rejected = |reason: ring::error::KeyRejected| PkiError::KeyRejected {
            algorithm,
            reason: reason.to_string(),
        };
        let ecdsa =
            |curve| EcdsaKeyPair::from_pkcs8(curve, &pkcs8, &SystemRandom::new()).map(Pair::Ecdsa);
        let pair = match algorithm {
            Algorithm::EcdsaP256 => ecdsa(&ECDSA_P256_SHA256_ASN1_SIGNING),
            Algorithm::EcdsaP384 => ecdsa(&ECDSA_P384_SHA384_ASN1_SIGNING),
            Algorithm::Ed25519 => {
                Ed25519KeyPair::from_pkcs8_maybe_unchecked(&pkcs8).map(Pair::Ed25519)
            }
            Algorithm::Rsa2048 | Algorithm::Rsa3072 | Algorithm::Rsa4096 => {
                RsaKeyPair::from_pkcs8(&pkcs8).map(|pair| Pair::Rsa(Box::new(pair)))
            }
        }
        .map_err(rejected)?;
        if let (Pair::Rsa(pair), Some(bits)) = (&pair, algorithm.rsa_bits()) {
            let found = pair.public().modulus_len() * 8;
            if found != bits {
                return Err(PkiError::KeyRejected {
                    algorithm,
                    reason: format!("its modulus has {found} bits"),
                });
            }
        }
        Ok(Self {
            algorithm,
            pkcs8,
            pair,
        })
    }

    /// Takes a key that was made elsewhere, in DER: PKCS#8, SEC 1 or PKCS#1.
    ///
    /// # Errors
    /// [`PkiError::UnusableKey`] for bytes that are no key, one under a
    /// passphrase, and one of a kind that no plan can have.
    pub fn from_der(der: &[u8]) -> Result<Self, PkiError> {
        let unusable = |problem, instead| PkiError::UnusableKey { problem, instead };
        let foreign = || {
            unusable(
                "is of a kind that cannot sign here",
                "give a P-256, P-384, Ed25519 or RSA key of 2048, 3072 or 4096 bits",
            )
        };
        let unreadable = || unusable("cannot be read", "give it as PKCS#8 in PEM");
        let key = PrivateKey::parse(der).map_err(|error| match error {
            KeyError::Encrypted => unusable(
                "is under a passphrase",
                "take the passphrase off with openssl pkey",
            ),
            KeyError::Unparsable => unreadable(),
            KeyError::Foreign(_) | KeyError::NotForSigning => foreign(),
        })?;
        let public = key.public().ok_or_else(foreign)?;
        let (algorithm, pkcs8) = match (public.kind(), key.secret) {
            (KeyKind::Rsa(bits), Secret::Rsa { pkcs1, .. }) => {
                let algorithm = Algorithm::ALL
                    .into_iter()
                    .find(|algorithm| algorithm.rsa_bits() == Some(bits));
                (algorithm, rsa_pkcs8(&pkcs1))
            }
            (_, Secret::Ecdsa { curve, scalar, .. }) => {
                let algorithm = match curve {
                    Curve::P256 => Some(Algorithm::EcdsaP256),
                    Curve::P384 => Some(Algorithm::EcdsaP384),
                    Curve::P224 | Curve::P521 => None,
                };
                (algorithm, ec_pkcs8(curve, &scalar, public.raw()))
            }
            (_, Secret::Ed25519 { pkcs8 }) => (Some(Algorithm::Ed25519), pkcs8),
            (_, Secret::Rsa { .. }) => return Err(foreign()),
        };
        // What ring minds about a key that Go reads is no matter of its form.
        Self::from_pkcs8(algorithm.ok_or_else(foreign)?, pkcs8).map_err(|_| unreadable())
    }

    /// The first private key of a PEM text.
    ///
    /// # Errors
    /// As [`Key::from_der`]; a text without a key cannot be read.
    pub fn from_pem(text: &[u8]) -> Result<Self, PkiError> {
        let mut blocks = pem::whole_blocks(text);
        match blocks.find(|(label, _)| pem::is_private_key(label)) {
            Some((_, body)) if body.dek_info().is_none() => Self::from_der(&body.contents),
            Some(_) => Err(PkiError::UnusableKey {
                problem: "is under a passphrase",
                instead: "take the passphrase off with openssl pkey",
            }),
            None => Err(PkiError::UnusableKey {
                problem: "cannot be read",
                instead: "give it as PKCS#8 in PEM",
            }),
        }
    }

    /// Whether it is the key of this certificate.
    #[must_use]
    pub fn is_of(&self, certificate: &Certificate) -> bool {
        self.public_key() == certificate.key().raw()
    }

    /// The same key once more.
    ///
    /// # Errors
    /// As [`Key::from_pkcs8`], which has taken it before.
    pub fn copy(&self) -> Result<Self, PkiError> {
        Self::from_pkcs8(self.algorithm, self.pkcs8.clone())
    }

    /// SHA-256 of its public half (SubjectPublicKeyInfo, DER) in hexadecimal,
    /// as `inspect` shows it.
    #[must_use]
    pub fn sha256(&self) -> String {
        let public = PrivateKey::parse(&self.pkcs8)
            .ok()
            .and_then(|key| key.public());
        let spki = public
            .map(|public| public.spki().to_vec())
            .unwrap_or_default();
        digest::sha256(&spki)
    }

    /// The algorithm of the key, with its size.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The key as a `PRIVATE KEY` block (PKCS#8), which Go, OpenSSL and rustls
    /// all read.
    #[must_use]
    pub fn to_pem(&self) -> SecretPem {
        SecretPem::new(pem::encode("PRIVATE KEY", &self.pkcs8))
    }

    /// The public half as the `subjectPublicKey` of a certificate holds it.
    pub(super) fn public_key(&self) -> &[u8] {
        match &self.pair {
            Pair::Ecdsa(pair) => pair.public_key().as_ref(),
            Pair::Ed25519(pair) => pair.public_key().as_ref(),
            Pair::Rsa(pair) => pair.public_key().as_ref(),
        }
    }

    /// Signs as [`Algorithm`] says.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, ring::error::Unspecified> {
        let random = SystemRandom::new();
        match &self.pair {
            Pair::Ecdsa(pair) => pair
                .sign(&random, message)
                .map(|made| made.as_ref().to_vec()),
            Pair::Ed25519(pair) => Ok(pair.sign(message).as_ref().to_vec()),
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)?;
                Ok(signature)
            }
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({}, [secret elided])", self.algorithm)
    }
}

#[cfg(test)]
impl Key {
    /// The same bytes, taken for a key of another kind.
    pub(super) fn clone_as(&self, algorithm: Algorithm) -> Result<Self, PkiError> {
        Self::from_pkcs8(algorithm, self.pkcs8.clone())
    }
}
