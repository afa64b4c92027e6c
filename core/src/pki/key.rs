//! A private key that signs.

use std::fmt;

use ring::rand::SystemRandom;
use ring::rsa::KeyPair as RsaKeyPair;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
    KeyPair as _, RSA_PKCS1_SHA256,
};
use zeroize::Zeroizing;

use super::{Algorithm, PkiError, SecretPem, pem};

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
