//! The four curves that Go knows, and which points lie on them.
//!
//! Go checks the point of every key that it parses. Neither ring nor a browser
//! tells whether a point is on its curve, so the equation is computed here; the
//! numbers are public, and nothing has to be done in constant time.

use super::Malformed;

/// The curve of an ECDSA key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Curve {
    /// secp224r1; Go parses it, TLS 1.3 cannot use it.
    P224,
    /// NIST P-256, secp256r1.
    P256,
    /// NIST P-384, secp384r1.
    P384,
    /// NIST P-521, secp521r1.
    P521,
}

impl Curve {
    /// All four.
    const ALL: [Self; 4] = [Self::P224, Self::P256, Self::P384, Self::P521];

    /// The size of the curve's field, in bits.
    #[must_use]
    pub fn bits(self) -> usize {
        match self {
            Self::P224 => 224,
            Self::P256 => 256,
            Self::P384 => 384,
            Self::P521 => 521,
        }
    }

    /// Bytes of a coordinate, and of a private key.
    pub(crate) fn bytes(self) -> usize {
        self.bits().div_ceil(8)
    }

    /// The object identifier that names it (RFC 5480, 2.1.1.1).
    pub(crate) fn oid(self) -> &'static [u8] {
        match self {
            Self::P224 => &[0x2b, 0x81, 0x04, 0x00, 0x21],
            Self::P256 => &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07],
            Self::P384 => &[0x2b, 0x81, 0x04, 0x00, 0x22],
            Self::P521 => &[0x2b, 0x81, 0x04, 0x00, 0x23],
        }
    }

    /// The curve that an object identifier names.
    pub(crate) fn from_oid(oid: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|curve| curve.oid() == oid)
    }

    /// The prime of the field and the constant of the equation
    /// `y² = x³ - 3x + b` (SP 800-186, section 3.2.1).
    fn constants(self) -> (&'static str, &'static str) {
        match self {
            Self::P224 => (
                "ffffffffffffffffffffffffffffffff000000000000000000000001",
                "b4050a850c04b3abf54132565044b0b7d7bfd8ba270b39432355ffb4",
            ),
            Self::P256 => (
                "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
                "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
            ),
            Self::P384 => (
                "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
                "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef",
            ),
            Self::P521 => (
                "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00",
            ),
        }
    }

    /// The order of the base point, below which every private key lies.
    fn order(self) -> &'static str {
        match self {
            Self::P224 => "ffffffffffffffffffffffffffff16a2e0b8f03e13dd29455c5c2a3d",
            Self::P256 => "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
            Self::P384 => {
                "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"
            }
            Self::P521 => {
                "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"
            }
        }
    }

    /// Whether a number of the field's length can be a private key.
    pub(crate) fn is_private_key(self, scalar: &[u8]) -> bool {
        let is_zero = scalar.iter().all(|byte| *byte == 0);
        !is_zero && !Number::from_bytes(scalar).at_least(&Number::from_hex(self.order()))
    }

    /// Whether an uncompressed point is one, and lies on the curve (Go's
    /// `ecdsa.ParseUncompressedPublicKey`).
    ///
    /// # Errors
    /// Go's words for what is no point.
    pub(super) fn check_point(self, point: &[u8]) -> Result<(), Malformed> {
        let refuse = |what: &str| {
            let bits = self.bits();
            Err(Malformed::new(match what {
                "element" if self == Self::P256 => format!("invalid P{bits} element encoding"),
                "element" => format!("invalid P{bits}Element encoding"),
                "curve" => format!("P{bits} point not on curve"),
                _ => format!("invalid P{bits} point encoding"),
            }))
        };
        let Some((4, coordinates)) = point.split_first() else {
            return Err(Malformed::fixed("ecdsa: invalid uncompressed public key"));
        };
        if coordinates.len() != 2 * self.bytes() {
            return refuse("point");
        }
        let (x, y) = coordinates.split_at(self.bytes());
        let (prime, b) = self.constants();
        let (prime, b) = (Number::from_hex(prime), Number::from_hex(b));
        let (x, y) = (Number::from_bytes(x), Number::from_bytes(y));
        if x.at_least(&prime) || y.at_least(&prime) {
            return refuse("element");
        }
        // x³ + b = y² + 3x, so that nothing has to be taken away.
        let cube = x.times(&x, &prime).times(&x, &prime);
        let left = cube.plus(&b, &prime);
        let right = (0..3).fold(y.times(&y, &prime), |sum, _| sum.plus(&x, &prime));
        if left == right {
            Ok(())
        } else {
            refuse("curve")
        }
    }
}

/// Words of a number: 521 bits and a carry fit.
const WORDS: usize = 9;

/// A number below a prime of at most 521 bits, least word first.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Number([u64; WORDS]);

impl Number {
    fn from_bytes(bytes: &[u8]) -> Self {
        let mut words = [0; WORDS];
        for (word, chunk) in words.iter_mut().zip(bytes.rchunks(8)) {
            *word = chunk
                .iter()
                .fold(0, |word, byte| word << 8 | u64::from(*byte));
        }
        Self(words)
    }

    fn from_hex(digits: &str) -> Self {
        let mut words = [0; WORDS];
        for (word, chunk) in words.iter_mut().zip(digits.as_bytes().rchunks(16)) {
            *word = chunk.iter().fold(0, |word, digit| {
                word << 4 | u64::from(char::from(*digit).to_digit(16).unwrap_or(0))
            });
        }
        Self(words)
    }

    fn at_least(&self, other: &Self) -> bool {
        self.0.iter().rev().ge(other.0.iter().rev())
    }

    fn minus(mut self, other: &Self) -> Self {
        let mut borrow = false;
        for (word, other) in self.0.iter_mut().zip(other.0) {
            let (difference, first) = word.overflowing_sub(other);
            let (difference, second) = difference.overflowing_sub(u64::from(borrow));
            (*word, borrow) = (difference, first || second);
        }
        self
    }

    fn plus(mut self, other: &Self, prime: &Self) -> Self {
        let mut carry = false;
        for (word, other) in self.0.iter_mut().zip(other.0) {
            let (sum, first) = word.overflowing_add(other);
            let (sum, second) = sum.overflowing_add(u64::from(carry));
            (*word, carry) = (sum, first || second);
        }
        if self.at_least(prime) {
            self.minus(prime)
        } else {
            self
        }
    }

    /// The product, a bit at a time: some microseconds, once a key.
    fn times(&self, other: &Self, prime: &Self) -> Self {
        let mut product = Self([0; WORDS]);
        let mut begun = false;
        for word in other.0.iter().rev() {
            for bit in (0..64).rev() {
                if begun {
                    product = product.plus(&product, prime);
                }
                if word >> bit & 1 == 1 {
                    product = product.plus(self, prime);
                    begun = true;
                }
            }
        }
        product
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;

    /// The base points (SP 800-186, section 3.2.1).
    const BASE: [(Curve, &str); 4] = [
        (
            Curve::P224,
            "b70e0cbd6bb4bf7f321390b94a03c1d356c21122343280d6115c1d21bd376388b5f723fb4c22dfe6cd4375a05a07476444d5819985007e34",
        ),
        (
            Curve::P256,
            "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
        ),
        (
            Curve::P384,
            "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab73617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f",
        ),
        (
            Curve::P521,
            "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650",
        ),
    ];

    #[test]
    fn points() {
        for (curve, digits) in BASE {
            let mut point = vec![4];
            point.extend(
                (0..digits.len())
                    .step_by(2)
                    .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()),
            );
            assert_eq!(curve.check_point(&point), Ok(()), "{curve:?}");
            let words = |point: &[u8]| curve.check_point(point).unwrap_err().to_string();
            let bits = curve.bits();
            assert_eq!(
                words(&point[..point.len() - 1]),
                format!("invalid P{bits} point encoding")
            );
            *point.last_mut().unwrap() ^= 1;
            assert_eq!(words(&point), format!("P{bits} point not on curve"));
            point[1..].fill(0xff);
            let element = if bits == 256 { " e" } else { "E" };
            assert_eq!(
                words(&point),
                format!("invalid P{bits}{element}lement encoding")
            );
            point[0] = 2;
            assert_eq!(words(&point), "ecdsa: invalid uncompressed public key");
        }
    }
}
