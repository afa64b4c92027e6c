//! Distinguished encoding, read as Go's `cryptobyte` reads it.
//!
//! What one reader accepts another may refuse (lengths that are not minimal,
//! padded integers, trailing bytes), and a certificate that Go cannot parse
//! ends a handshake with Go's own words. So the bytes are read here by
//! `golang.org/x/crypto/cryptobyte`'s rules, not by a general parser's.

/// ASN.1 tags that occur in certificates and keys.
pub mod tag {
    /// The tag of a `BOOLEAN`.
    pub const BOOLEAN: u8 = 0x01;
    /// The tag of an `INTEGER`.
    pub const INTEGER: u8 = 0x02;
    /// The tag of a `BIT STRING`.
    pub const BIT_STRING: u8 = 0x03;
    /// The tag of an `OCTET STRING`.
    pub const OCTET_STRING: u8 = 0x04;
    /// The tag of an `OBJECT IDENTIFIER`.
    pub const OBJECT_IDENTIFIER: u8 = 0x06;
    /// The tag of a `UTF8String`.
    pub const UTF8_STRING: u8 = 0x0c;
    /// The tag of a `NumericString`.
    pub const NUMERIC_STRING: u8 = 0x12;
    /// The tag of a `PrintableString`.
    pub const PRINTABLE_STRING: u8 = 0x13;
    /// The tag of a `T61String` (`TeletexString`).
    pub const T61_STRING: u8 = 0x14;
    /// The tag of an `IA5String`.
    pub const IA5_STRING: u8 = 0x16;
    /// The tag of a `UTCTime`.
    pub const UTC_TIME: u8 = 0x17;
    /// The tag of a `GeneralizedTime`.
    pub const GENERALIZED_TIME: u8 = 0x18;
    /// The tag of a `BMPString`.
    pub const BMP_STRING: u8 = 0x1e;
    /// The tag of a `SEQUENCE`, constructed.
    pub const SEQUENCE: u8 = 0x30;
    /// The tag of a `SET`, constructed.
    pub const SET: u8 = 0x31;

    /// The tag of the context-specific `[n]`, primitive.
    #[must_use]
    pub const fn context(n: u8) -> u8 {
        0x80 | n
    }

    /// The tag of the context-specific `[n]`, constructed.
    #[must_use]
    pub const fn constructed(n: u8) -> u8 {
        0xa0 | n
    }
}

/// One ASN.1 element: its tag, its content and the whole of its bytes.
#[derive(Clone, Copy)]
pub struct Element<'a> {
    /// The element's tag, one of [`tag`].
    pub tag: u8,
    /// The element's content, without tag and length.
    pub content: &'a [u8],
    /// The element as a whole: tag, length and content.
    pub whole: &'a [u8],
}

/// The unread rest of some DER. Every read either advances or answers `None`.
#[derive(Clone, Copy)]
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    /// Whether nothing is left to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether an element with this tag comes next.
    #[must_use]
    pub fn peek(&self, tag: u8) -> bool {
        self.0.first() == Some(&tag)
    }

    /// Reads the next element, whatever its tag.
    pub fn any(&mut self) -> Option<Element<'a>> {
        let (&tag, &first) = (self.0.first()?, self.0.get(1)?);
        if tag & 0x1f == 0x1f {
            return None;
        }
        let (header, length) = if first & 0x80 == 0 {
            (2, usize::from(first))
        } else {
            let count = usize::from(first & 0x7f);
            if count == 0 || count > 4 {
                return None;
            }
            let length = self
                .0
                .get(2..2 + count)?
                .iter()
                .fold(0_u64, |length, &byte| length << 8 | u64::from(byte));
            // The shortest form is the only one in DER.
            if length < 128 || length >> ((count - 1) * 8) == 0 {
                return None;
            }
            (2 + count, usize::try_from(length).ok()?)
        };
        let whole = self.0.get(..header.checked_add(length)?)?;
        self.0 = self.0.get(whole.len()..)?;
        Some(Element {
            tag,
            content: whole.get(header..)?,
            whole,
        })
    }

    /// The next element if it has this tag; it is consumed either way, as in Go.
    pub fn element(&mut self, tag: u8) -> Option<Element<'a>> {
        self.any().filter(|element| element.tag == tag)
    }

    /// The content of the next element, which must have this tag.
    pub fn read(&mut self, tag: u8) -> Option<Reader<'a>> {
        self.element(tag).map(|element| Reader(element.content))
    }

    /// `Some(None)` where no such element comes next.
    pub fn optional(&mut self, tag: u8) -> Option<Option<Reader<'a>>> {
        if self.peek(tag) {
            self.read(tag).map(Some)
        } else {
            Some(None)
        }
    }

    /// Reads a `BOOLEAN`.
    pub fn boolean(&mut self) -> Option<bool> {
        match self.read(tag::BOOLEAN)?.0 {
            [0] => Some(false),
            [0xff] => Some(true),
            _ => None,
        }
    }

    /// The bytes of an INTEGER, two's complement and minimal.
    pub fn integer(&mut self) -> Option<&'a [u8]> {
        self.integer_tagged(tag::INTEGER)
    }

    /// Reads an `INTEGER` under another tag, as an implicit one has it.
    pub fn integer_tagged(&mut self, tag: u8) -> Option<&'a [u8]> {
        let bytes = self.read(tag)?.0;
        match bytes {
            [] => None,
            [0x00, next, ..] if next & 0x80 == 0 => None,
            [0xff, next, ..] if next & 0x80 != 0 => None,
            _ => Some(bytes),
        }
    }

    /// An INTEGER that fits a machine word.
    pub fn number(&mut self) -> Option<i64> {
        signed(self.integer()?)
    }

    /// An OBJECT IDENTIFIER's bytes, checked.
    pub fn oid(&mut self) -> Option<&'a [u8]> {
        let bytes = self.read(tag::OBJECT_IDENTIFIER)?.0;
        (arcs(bytes)?.len() > 1).then_some(bytes)
    }

    /// A BIT STRING: its bytes and how many bits at the end are padding.
    pub fn bits(&mut self) -> Option<(&'a [u8], u8)> {
        let (&padding, bytes) = self.read(tag::BIT_STRING)?.0.split_first()?;
        let last = bytes.last().copied();
        if padding > 7
            || last.is_none() && padding != 0
            || last.is_some_and(|last| last & ((1 << padding) - 1) != 0)
        {
            return None;
        }
        Some((bytes, padding))
    }
}

/// One element, written. Its bytes are allocated once, so that of a secret
/// nothing is left behind in a buffer that grew.
#[must_use]
pub fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let bytes = length.to_be_bytes();
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let mut der = Vec::with_capacity(2 + bytes.len() + length);
    der.push(tag);
    if length < 0x80 {
        der.push(length as u8);
    } else {
        der.push(0x80 | (bytes.len() - zeros) as u8);
        der.extend_from_slice(&bytes[zeros..]);
    }
    parts.iter().for_each(|part| der.extend_from_slice(part));
    der
}

/// A two's complement number of at most eight bytes.
#[must_use]
pub fn signed(bytes: &[u8]) -> Option<i64> {
    if bytes.len() > 8 {
        return None;
    }
    let negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    let start = if negative { -1_i64 } else { 0 };
    Some(
        bytes
            .iter()
            .fold(start, |number, &byte| number << 8 | i64::from(byte)),
    )
}

/// The numbers of an object identifier; `None` where Go refuses the encoding.
#[must_use]
pub fn arcs(bytes: &[u8]) -> Option<Vec<u32>> {
    let mut arcs = Vec::with_capacity(bytes.len() + 1);
    let mut number = 0_u32;
    let mut length = 0;
    for &byte in bytes {
        if length == 5 || number >= 1 << 24 || length == 0 && byte == 0x80 {
            return None;
        }
        number = number << 7 | u32::from(byte & 0x7f);
        length += 1;
        if byte & 0x80 == 0 {
            if arcs.is_empty() {
                let first = (number / 40).min(2);
                arcs.extend([first, number - first * 40]);
            } else {
                arcs.push(number);
            }
            (number, length) = (0, 0);
        }
    }
    (length == 0).then_some(arcs)
}
