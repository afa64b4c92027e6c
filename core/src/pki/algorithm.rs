//! The key algorithms on offer.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::PkiError;
use crate::nearest;

/// The kind and size of a key, and with it the signature.
///
/// The default is ECDSA P-256: every Go release takes it, its handshake is the
/// cheapest one, and its files are small.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub enum Algorithm {
    /// ECDSA on NIST P-256, signed with SHA-256.
    #[default]
    EcdsaP256,
    /// ECDSA on NIST P-384, signed with SHA-384.
    EcdsaP384,
    /// Ed25519, 32-byte keys (RFC 8410).
    Ed25519,
    /// RSA with 2048 bits, signed with SHA-256 (PKCS#1 v1.5).
    Rsa2048,
    /// RSA with 3072 bits, signed with SHA-256 (PKCS#1 v1.5).
    Rsa3072,
    /// RSA with 4096 bits, signed with SHA-256 (PKCS#1 v1.5).
    Rsa4096,
}

impl Algorithm {
    /// Every algorithm, in the order in which help and schema list them.
    pub const ALL: [Self; 6] = [
        Self::EcdsaP256,
        Self::EcdsaP384,
        Self::Ed25519,
        Self::Rsa2048,
        Self::Rsa3072,
        Self::Rsa4096,
    ];

    /// The algorithm's name in plans and options, such as `ecdsa-p256`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EcdsaP256 => "ecdsa-p256",
            Self::EcdsaP384 => "ecdsa-p384",
            Self::Ed25519 => "ed25519",
            Self::Rsa2048 => "rsa-2048",
            Self::Rsa3072 => "rsa-3072",
            Self::Rsa4096 => "rsa-4096",
        }
    }

    /// The size of the RSA modulus in bits; `None` for every other kind.
    #[must_use]
    pub const fn rsa_bits(self) -> Option<usize> {
        match self {
            Self::Rsa2048 => Some(2048),
            Self::Rsa3072 => Some(3072),
            Self::Rsa4096 => Some(4096),
            Self::EcdsaP256 | Self::EcdsaP384 | Self::Ed25519 => None,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Algorithm {
    type Err = PkiError;

    fn from_str(given: &str) -> Result<Self, PkiError> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.name() == given)
            .ok_or_else(|| PkiError::Algorithm {
                given: given.to_owned(),
                instead: instead_of(given),
            })
    }
}

impl TryFrom<String> for Algorithm {
    type Error = PkiError;

    fn try_from(given: String) -> Result<Self, PkiError> {
        given.parse()
    }
}

impl From<Algorithm> for String {
    fn from(algorithm: Algorithm) -> Self {
        algorithm.name().to_owned()
    }
}

fn instead_of(given: &str) -> String {
    match nearest::name(given, Algorithm::ALL.map(Algorithm::name)) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!(
            "write one of {}",
            Algorithm::ALL.map(Algorithm::name).join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(given: &str, expect: Expect) {
        expect.assert_eq(&match given.parse::<Algorithm>() {
            Ok(algorithm) => format!("{algorithm:?}"),
            Err(error) => error.to_string(),
        });
    }

    #[test]
    fn names() {
        check("ecdsa-p384", expect!["EcdsaP384"]);
        check(
            "rsa2048",
            expect![[r#"unknown algorithm "rsa2048"; did you mean "rsa-2048"?"#]],
        );
        check(
            "ECDSA-P256",
            expect![[r#"unknown algorithm "ECDSA-P256"; did you mean "ecdsa-p256"?"#]],
        );
        check(
            "dsa",
            expect![[
                r#"unknown algorithm "dsa"; write one of ecdsa-p256, ecdsa-p384, ed25519, rsa-2048, rsa-3072, rsa-4096"#
            ]],
        );
        check(
            "",
            expect![[
                r#"unknown algorithm ""; write one of ecdsa-p256, ecdsa-p384, ed25519, rsa-2048, rsa-3072, rsa-4096"#
            ]],
        );
        for algorithm in Algorithm::ALL {
            assert_eq!(algorithm.name().parse(), Ok(algorithm));
        }
    }
}
