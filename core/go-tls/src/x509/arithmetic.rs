//! Who computes a signature.
//!
//! ring does, natively and in the page. What it has no code for (P-224, P-521,
//! SHA-512 under ECDSA, RSA between 1024 and 2048 bits or above 8192) RustCrypto
//! does under the feature `signatures`, which the page goes without for its
//! weight: there, nobody can tell, and [`super::Certificate::check_signature_from`]
//! decides by the key identifiers alone.

use ring::signature::{self as ring_signature, UnparsedPublicKey, VerificationAlgorithm};

use super::Curve;
use super::algorithm::SignatureAlgorithm as A;
use super::key::{KeyKind, PublicKey};

/// Whether the signature is the key's; `None` where nobody here can tell. The
/// algorithm is one for this kind of key.
pub(super) fn verify(
    algorithm: A,
    key: &PublicKey,
    signed: &[u8],
    signature: &[u8],
) -> Option<bool> {
    match in_ring(algorithm, key.kind()) {
        Some(verifier) => {
            let key = UnparsedPublicKey::new(verifier, key.raw());
            Some(key.verify(signed, signature).is_ok())
        }
        None => beyond_ring::verify(algorithm, key, signed, signature),
    }
}

pub(crate) use beyond_ring::point_of;

fn in_ring(algorithm: A, kind: KeyKind) -> Option<&'static dyn VerificationAlgorithm> {
    Some(match (kind, algorithm) {
        (KeyKind::Rsa(..=8192), A::Sha256WithRsa) => {
            &ring_signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY
        }
        (KeyKind::Rsa(..=8192), A::Sha512WithRsa) => {
            &ring_signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY
        }
        (KeyKind::Rsa(2048..=8192), A::Sha384WithRsa) => {
            &ring_signature::RSA_PKCS1_2048_8192_SHA384
        }
        (KeyKind::Rsa(2048..=8192), A::Sha256WithRsaPss) => {
            &ring_signature::RSA_PSS_2048_8192_SHA256
        }
        (KeyKind::Rsa(2048..=8192), A::Sha384WithRsaPss) => {
            &ring_signature::RSA_PSS_2048_8192_SHA384
        }
        (KeyKind::Rsa(2048..=8192), A::Sha512WithRsaPss) => {
            &ring_signature::RSA_PSS_2048_8192_SHA512
        }
        (KeyKind::Ecdsa(Curve::P256), A::EcdsaWithSha256) => {
            &ring_signature::ECDSA_P256_SHA256_ASN1
        }
        (KeyKind::Ecdsa(Curve::P256), A::EcdsaWithSha384) => {
            &ring_signature::ECDSA_P256_SHA384_ASN1
        }
        (KeyKind::Ecdsa(Curve::P384), A::EcdsaWithSha256) => {
            &ring_signature::ECDSA_P384_SHA256_ASN1
        }
        (KeyKind::Ecdsa(Curve::P384), A::EcdsaWithSha384) => {
            &ring_signature::ECDSA_P384_SHA384_ASN1
        }
        (KeyKind::Ed25519, A::Ed25519) => &ring_signature::ED25519,
        _ => return None,
    })
}

#[cfg(feature = "signatures")]
mod beyond_ring {
    use p521::ecdsa::signature::hazmat::PrehashVerifier;
    use p521::elliptic_curve::sec1::ToSec1Point;
    use ring::digest::{self, digest};
    use rsa::traits::SignatureScheme;
    use rsa::{BoxedUint, Pkcs1v15Sign, Pss, PublicKey as RsaKey};
    use sha2::{Sha256, Sha384, Sha512};

    use super::super::Curve;
    use super::super::algorithm::SignatureAlgorithm as A;
    use super::super::key::{KeyKind, PublicKey, rsa_numbers};

    pub(super) fn verify(
        algorithm: A,
        key: &PublicKey,
        signed: &[u8],
        signature: &[u8],
    ) -> Option<bool> {
        let hash = match algorithm {
            A::Sha256WithRsa | A::Sha256WithRsaPss | A::EcdsaWithSha256 => &digest::SHA256,
            A::Sha384WithRsa | A::Sha384WithRsaPss | A::EcdsaWithSha384 => &digest::SHA384,
            A::Sha512WithRsa | A::Sha512WithRsaPss | A::EcdsaWithSha512 => &digest::SHA512,
            _ => return None,
        };
        let hashed = digest(hash, signed);
        Some(match key.kind() {
            KeyKind::Rsa(_) => rsa(algorithm, key.raw(), hashed.as_ref(), signature),
            KeyKind::Ecdsa(curve) => {
                // RustCrypto wants half a field at least; zeros in front change
                // nothing.
                let zeros = curve.bytes().saturating_sub(hashed.as_ref().len());
                let hashed = [&vec![0; zeros][..], hashed.as_ref()].concat();
                ecdsa(curve, key.raw(), &hashed, signature)
            }
            _ => return None,
        })
    }

    fn rsa(algorithm: A, key: &[u8], hashed: &[u8], signature: &[u8]) -> bool {
        let Some((modulus, exponent)) = rsa_numbers(key) else {
            return false;
        };
        let modulus = BoxedUint::from_be_slice_vartime(modulus);
        let Ok(exponent) = u64::try_from(exponent) else {
            return false;
        };
        let key = RsaKey::new_unchecked(modulus, BoxedUint::from(exponent));
        match algorithm {
            A::Sha256WithRsa => Pkcs1v15Sign::new::<Sha256>().verify(&key, hashed, signature),
            A::Sha384WithRsa => Pkcs1v15Sign::new::<Sha384>().verify(&key, hashed, signature),
            A::Sha512WithRsa => Pkcs1v15Sign::new::<Sha512>().verify(&key, hashed, signature),
            A::Sha256WithRsaPss => Pss::<Sha256>::new().verify(&key, hashed, signature),
            A::Sha384WithRsaPss => Pss::<Sha384>::new().verify(&key, hashed, signature),
            _ => Pss::<Sha512>::new().verify(&key, hashed, signature),
        }
        .is_ok()
    }

    macro_rules! verified {
        ($curve:ident, $point:expr, $hashed:expr, $signature:expr) => {{
            let key = $curve::ecdsa::VerifyingKey::from_sec1_bytes($point);
            let signature = $curve::ecdsa::Signature::from_der($signature);
            matches!((key, signature), (Ok(key), Ok(signature))
                if key.verify_prehash($hashed, &signature).is_ok())
        }};
    }

    fn ecdsa(curve: Curve, point: &[u8], hashed: &[u8], signature: &[u8]) -> bool {
        match curve {
            Curve::P224 => verified!(p224, point, hashed, signature),
            Curve::P256 => verified!(p256, point, hashed, signature),
            Curve::P384 => verified!(p384, point, hashed, signature),
            Curve::P521 => verified!(p521, point, hashed, signature),
        }
    }

    /// The public point of a private key, where somebody here can compute it;
    /// empty for what is no private key.
    pub(crate) fn point_of(curve: Curve, scalar: &[u8]) -> Option<Vec<u8>> {
        macro_rules! point {
            ($curve:ident) => {
                $curve::SecretKey::from_slice(scalar)
                    .map(|key| key.public_key().to_sec1_point(false).as_bytes().to_vec())
                    .unwrap_or_default()
            };
        }
        Some(match curve {
            Curve::P224 => point!(p224),
            Curve::P256 => point!(p256),
            Curve::P384 => point!(p384),
            Curve::P521 => point!(p521),
        })
    }
}

#[cfg(not(feature = "signatures"))]
mod beyond_ring {
    use super::super::Curve;
    use super::super::algorithm::SignatureAlgorithm;
    use super::super::key::PublicKey;

    pub(super) fn verify(_: SignatureAlgorithm, _: &PublicKey, _: &[u8], _: &[u8]) -> Option<bool> {
        None
    }

    pub(crate) fn point_of(_: Curve, _: &[u8]) -> Option<Vec<u8>> {
        None
    }
}
