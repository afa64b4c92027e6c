//! Where randomness, and with it keys, come from.

use ring::digest::{SHA256, SHA256_OUTPUT_LEN, digest};
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm,
};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use super::{Algorithm, Key, PkiError};

/// A source of random bytes and of keys.
pub trait Entropy {
    /// Fills all of `out`.
    ///
    /// # Errors
    /// [`PkiError::NoEntropy`] where the source has failed.
    fn fill(&mut self, out: &mut [u8]) -> Result<(), PkiError>;

    /// Makes a new key.
    ///
    /// # Errors
    /// [`PkiError::KeyUnavailable`] where this source makes no such key,
    /// [`PkiError::NoEntropy`] where it has failed.
    fn key(&mut self, algorithm: Algorithm) -> Result<Key, PkiError>;
}

/// The operating system's randomness, or the browser's.
#[derive(Debug)]
pub struct SystemEntropy(SystemRandom);

impl Default for SystemEntropy {
    fn default() -> Self {
        Self(SystemRandom::new())
    }
}

impl SystemEntropy {
    /// Opens nothing yet: the system is asked at each call.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn ecdsa(
        &self,
        algorithm: Algorithm,
        curve: &'static EcdsaSigningAlgorithm,
    ) -> Result<Key, PkiError> {
        let made = EcdsaKeyPair::generate_pkcs8(curve, &self.0).map_err(|_| PkiError::NoEntropy)?;
        Key::from_pkcs8(algorithm, Zeroizing::new(made.as_ref().to_vec()))
    }
}

impl Entropy for SystemEntropy {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), PkiError> {
        self.0.fill(out).map_err(|_| PkiError::NoEntropy)
    }

    fn key(&mut self, algorithm: Algorithm) -> Result<Key, PkiError> {
        match algorithm {
            Algorithm::EcdsaP256 => self.ecdsa(algorithm, &ECDSA_P256_SHA256_ASN1_SIGNING),
            Algorithm::EcdsaP384 => self.ecdsa(algorithm, &ECDSA_P384_SHA384_ASN1_SIGNING),
            Algorithm::Ed25519 => ed25519(self),
            Algorithm::Rsa2048 | Algorithm::Rsa3072 | Algorithm::Rsa4096 => {
                rsa::generate(algorithm, self)
            }
        }
    }
}

/// Bytes and Ed25519 keys from a seed: the same seed gives the same
/// certificates, byte by byte.
///
/// Whoever knows the seed knows every key, so it is meant for tests and for
/// runs that are to be repeated, not for a cluster. The stream is
/// SHA-256(seed ‖ counter).
#[derive(ZeroizeOnDrop)]
pub struct SeededEntropy {
    seed: [u8; 32],
    counter: u64,
}

impl SeededEntropy {
    /// Starts the stream of this seed.
    #[must_use]
    pub fn new(seed: [u8; 32]) -> Self {
        Self { seed, counter: 0 }
    }
}

impl Entropy for SeededEntropy {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), PkiError> {
        // Each call begins a new block, so that what one call leaves over is
        // never another call's key.
        for chunk in out.chunks_mut(SHA256_OUTPUT_LEN) {
            let mut block = Zeroizing::new([0; 40]);
            block[..32].copy_from_slice(&self.seed);
            block[32..].copy_from_slice(&self.counter.to_be_bytes());
            self.counter += 1;
            chunk.copy_from_slice(&digest(&SHA256, &*block).as_ref()[..chunk.len()]);
        }
        Ok(())
    }

    fn key(&mut self, algorithm: Algorithm) -> Result<Key, PkiError> {
        match algorithm {
            Algorithm::Ed25519 => ed25519(self),
            _ => Err(PkiError::KeyUnavailable {
                algorithm,
                reason: "a seed gives Ed25519 keys alone",
                instead: "write ed25519, or leave the seed out",
            }),
        }
    }
}

/// The head of an Ed25519 key in PKCS#8 version 1 (RFC 8410, section 7). Ring's
/// own version 2 carries the public key as well, which OpenSSL 3.0 refuses.
const ED25519_PKCS8: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

fn ed25519(entropy: &mut dyn Entropy) -> Result<Key, PkiError> {
    let mut pkcs8 = Zeroizing::new(vec![0; ED25519_PKCS8.len() + 32]);
    let (head, seed) = pkcs8.split_at_mut(ED25519_PKCS8.len());
    head.copy_from_slice(&ED25519_PKCS8);
    entropy.fill(seed)?;
    Key::from_pkcs8(Algorithm::Ed25519, pkcs8)
}

/// RSA keys, which ring cannot make.
#[cfg(feature = "rsa")]
mod rsa {
    use ::rsa::pkcs8::EncodePrivateKey as _;
    use ::rsa::rand_core::{TryCryptoRng, TryRng};
    use zeroize::Zeroizing;

    use super::{Algorithm, Entropy, Key, PkiError, SystemEntropy};

    pub(super) fn generate(
        algorithm: Algorithm,
        entropy: &mut SystemEntropy,
    ) -> Result<Key, PkiError> {
        let bits = algorithm.rsa_bits().unwrap_or_default();
        let rejected = |reason: String| PkiError::KeyRejected { algorithm, reason };
        let made =
            ::rsa::PrivateKey::new(&mut Random(entropy), bits).map_err(|error| match error {
                ::rsa::Error::Rng => PkiError::NoEntropy,
                error => rejected(error.to_string()),
            })?;
        let der = made
            .to_pkcs8_der()
            .map_err(|error| rejected(error.to_string()))?;
        Key::from_pkcs8(algorithm, Zeroizing::new(der.as_bytes().to_vec()))
    }

    /// The system's randomness in the words of `rand_core`.
    struct Random<'a>(&'a mut SystemEntropy);

    impl TryRng for Random<'_> {
        type Error = PkiError;

        fn try_next_u32(&mut self) -> Result<u32, PkiError> {
            let mut bytes = [0; 4];
            self.try_fill_bytes(&mut bytes)?;
            Ok(u32::from_ne_bytes(bytes))
        }

        fn try_next_u64(&mut self) -> Result<u64, PkiError> {
            let mut bytes = [0; 8];
            self.try_fill_bytes(&mut bytes)?;
            Ok(u64::from_ne_bytes(bytes))
        }

        fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), PkiError> {
            self.0.fill(out)
        }
    }

    impl TryCryptoRng for Random<'_> {}
}

#[cfg(not(feature = "rsa"))]
mod rsa {
    use super::{Algorithm, Key, PkiError, SystemEntropy};

    pub(super) fn generate(algorithm: Algorithm, _: &mut SystemEntropy) -> Result<Key, PkiError> {
        Err(PkiError::KeyUnavailable {
            algorithm,
            reason: "this build has no RSA",
            instead: "write ecdsa-p256, or build with the feature rsa",
        })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_itself_and_nothing_else() {
        let bytes = |seed| {
            let mut entropy = SeededEntropy::new([seed; 32]);
            let mut out = [[0; 48]; 2];
            entropy.fill(&mut out[0]).unwrap();
            entropy.fill(&mut out[1]).unwrap();
            out
        };
        assert_eq!(bytes(1), bytes(1));
        assert_ne!(bytes(1), bytes(2));
        let [first, second] = bytes(1);
        assert_ne!(first, second);
        assert_ne!(first[..16], first[32..]);
    }

    #[test]
    fn a_seed_makes_no_other_key() {
        for algorithm in Algorithm::ALL {
            let made = SeededEntropy::new([0; 32]).key(algorithm);
            assert_eq!(made.is_ok(), algorithm == Algorithm::Ed25519, "{algorithm}");
        }
    }

    #[test]
    fn a_key_of_another_algorithm_is_rejected() {
        let made = SystemEntropy::new().key(Algorithm::EcdsaP256).unwrap();
        let pem = made.to_pem();
        assert!(pem.expose().starts_with("-----BEGIN PRIVATE KEY-----\n"));
        assert_eq!(format!("{made:?}"), "Key(ecdsa-p256, [secret elided])");
        for algorithm in [Algorithm::EcdsaP384, Algorithm::Ed25519, Algorithm::Rsa2048] {
            let error = made.clone_as(algorithm).unwrap_err().to_string();
            assert!(error.contains(algorithm.name()), "{error}");
        }
    }

    #[cfg(feature = "rsa")]
    #[test]
    fn an_rsa_key_has_the_size_asked_for() {
        let made = SystemEntropy::new().key(Algorithm::Rsa2048).unwrap();
        let error = made.clone_as(Algorithm::Rsa3072).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the key is no PKCS#8 rsa-3072 key: its modulus has 2048 bits"
        );
    }
}
