//! Distinguished names, and their text as Go's `pkix.Name` gives it.

use std::fmt;

use super::Malformed;
use super::der::{Reader, arcs, tag};

/// An object identifier; its `Display` is the dotted form, `2.5.4.3`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Oid(Vec<u8>);

impl Oid {
    pub(super) fn new(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    /// The DER content bytes, without tag and length.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, arc) in arcs(&self.0).unwrap_or_default().iter().enumerate() {
            if index > 0 {
                f.write_str(".")?;
            }
            write!(f, "{arc}")?;
        }
        Ok(())
    }
}

/// A subject or an issuer.
///
/// `Display` is Go's `pkix.Name.String`, which is what logs show:
/// roughly RFC 2253, last attribute first, the common ones grouped by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    attributes: Vec<Attribute>,
}

/// One attribute of a [`Name`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// What kind it is, `2.5.4.3` for a common name.
    pub oid: Oid,
    /// The attribute's value, as text.
    pub value: String,
}

/// The attributes that Go knows by name, by the last byte of `2.5.4.x`, in the
/// order in which `ToRDNSequence` writes them.
const KNOWN: [(u8, &str); 9] = [
    (6, "C"),
    (8, "ST"),
    (7, "L"),
    (9, "STREET"),
    (17, "POSTALCODE"),
    (10, "O"),
    (11, "OU"),
    (3, "CN"),
    (5, "SERIALNUMBER"),
];

impl Name {
    /// All attributes, in the order of the certificate.
    #[must_use]
    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// The common name: the last one wins, as in Go. Empty where there is none.
    #[must_use]
    pub fn common_name(&self) -> &str {
        self.values(3).last().unwrap_or_default()
    }

    /// The first organization (`O`) of the name, if it has one.
    #[must_use]
    pub fn organization(&self) -> Option<&str> {
        self.values(10).next()
    }

    /// The short name of an attribute's kind, `CN`, or its dotted identifier.
    #[must_use]
    pub fn kind(attribute: &Attribute) -> String {
        match known(&attribute.oid) {
            Some(kind) => kind.to_owned(),
            None => attribute.oid.to_string(),
        }
    }

    /// A name from its DER, as Go's `parseName` reads it.
    pub(super) fn parse(der: &[u8]) -> Result<Self, Malformed> {
        const BROKEN: Malformed = Malformed::fixed("x509: invalid RDNSequence");
        let mut attributes = Vec::new();
        let mut rdns = Reader(der).read(tag::SEQUENCE).ok_or(BROKEN)?;
        while !rdns.is_empty() {
            let mut set = rdns.read(tag::SET).ok_or(BROKEN)?;
            while !set.is_empty() {
                attributes.push(attribute(&mut set)?);
            }
        }
        Ok(Self { attributes })
    }

    fn values(&self, last: u8) -> impl Iterator<Item = &str> {
        self.attributes
            .iter()
            .filter(move |attribute| attribute.oid.as_bytes() == [0x55, 0x04, last])
            .map(|attribute| attribute.value.as_str())
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut between = "";
        for (last, kind) in KNOWN.iter().rev() {
            let single = matches!(last, 3 | 5);
            let values: Vec<&str> = if single {
                self.values(*last)
                    .last()
                    .filter(|value| !value.is_empty())
                    .into_iter()
                    .collect()
            } else {
                self.values(*last).collect()
            };
            for (index, value) in values.iter().enumerate() {
                f.write_str(if index == 0 { between } else { "+" })?;
                write!(f, "{kind}={}", escape(value))?;
                between = ",";
            }
        }
        for attribute in self.attributes.iter().rev() {
            if known(&attribute.oid).is_none() {
                write!(
                    f,
                    "{between}{}=#{}",
                    attribute.oid,
                    hex_of(&attribute.value)
                )?;
                between = ",";
            }
        }
        Ok(())
    }
}

fn known(oid: &Oid) -> Option<&'static str> {
    let [0x55, 0x04, last] = oid.as_bytes() else {
        return None;
    };
    KNOWN
        .iter()
        .find(|(kind, _)| kind == last)
        .map(|&(_, name)| name)
}

fn attribute(set: &mut Reader<'_>) -> Result<Attribute, Malformed> {
    let mut pair = set.read(tag::SEQUENCE).ok_or(Malformed::fixed(
        "x509: invalid RDNSequence: invalid attribute",
    ))?;
    let oid = pair.oid().ok_or(Malformed::fixed(
        "x509: invalid RDNSequence: invalid attribute type",
    ))?;
    let value = pair.any().ok_or(Malformed::fixed(
        "x509: invalid RDNSequence: invalid attribute value",
    ))?;
    let value = text(value.tag, value.content).map_err(|why| {
        Malformed::new(format!(
            "x509: invalid RDNSequence: invalid attribute value: {why}"
        ))
    })?;
    Ok(Attribute {
        oid: Oid::new(oid),
        value,
    })
}

/// The string kinds that Go reads, with its words for what it refuses.
fn text(tag: u8, value: &[u8]) -> Result<String, String> {
    let ascii = || {
        value
            .iter()
            .map(|&byte| char::from(byte))
            .collect::<String>()
    };
    let refuse = |kind: &str| Err(format!("invalid {kind}"));
    match tag {
        tag::T61_STRING => Ok(ascii()),
        tag::PRINTABLE_STRING if value.iter().all(|&byte| is_printable(byte)) => Ok(ascii()),
        tag::PRINTABLE_STRING => refuse("PrintableString"),
        tag::UTF8_STRING => match std::str::from_utf8(value) {
            Ok(text) => Ok(text.to_owned()),
            Err(_) => refuse("UTF-8 string"),
        },
        tag::BMP_STRING => match bmp(value) {
            Some(text) => Ok(text),
            None => refuse("BMPString"),
        },
        tag::IA5_STRING if value.is_ascii() => Ok(ascii()),
        tag::IA5_STRING => refuse("IA5String"),
        tag::NUMERIC_STRING => {
            if value
                .iter()
                .all(|byte| byte.is_ascii_digit() || *byte == b' ')
            {
                Ok(ascii())
            } else {
                refuse("NumericString")
            }
        }
        other => Err(format!("unsupported string type: {other}")),
    }
}

/// PrintableString with the two leniencies of Go's parser, `*` and `&`.
fn is_printable(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'\''..=b')' | b'+'..=b'/' | b' ' | b':' | b'=' | b'?' | b'*' | b'&')
}

/// UCS-2 without surrogates and noncharacters; one terminator is dropped.
fn bmp(value: &[u8]) -> Option<String> {
    if !value.len().is_multiple_of(2) {
        return None;
    }
    let value = value.strip_suffix(&[0, 0]).unwrap_or(value);
    value
        .chunks_exact(2)
        .map(|pair| match pair {
            [high, low] => Some(u16::from_be_bytes([*high, *low])),
            _ => None,
        })
        .map(|point| match point? {
            0xfffe | 0xffff | 0xfdd0..=0xfdef => None,
            point => char::from_u32(u32::from(point)),
        })
        .collect()
}

fn escape(value: &str) -> String {
    let last = value.len().saturating_sub(1);
    let mut escaped = String::with_capacity(value.len());
    for (index, letter) in value.char_indices() {
        let special = match letter {
            ',' | '+' | '"' | '\\' | '<' | '>' | ';' => true,
            ' ' => index == 0 || index == last,
            '#' => index == 0,
            _ => false,
        };
        if special {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

/// The DER of a string as Go's `asn1.Marshal` writes it, in hexadecimal.
fn hex_of(value: &str) -> String {
    let printable = |byte: u8| is_printable(byte) && byte != b'*' && byte != b'&';
    let tag = if value.bytes().all(printable) {
        tag::PRINTABLE_STRING
    } else {
        tag::UTF8_STRING
    };
    let length = value.len();
    let mut der = vec![tag];
    match u8::try_from(length) {
        Ok(length) if length < 0x80 => der.push(length),
        _ => {
            let bytes: Vec<u8> = length
                .to_be_bytes()
                .into_iter()
                .skip_while(|byte| *byte == 0)
                .collect();
            der.push(0x80 | bytes.len() as u8);
            der.extend(bytes);
        }
    }
    der.extend(value.bytes());
    der.iter().map(|byte| format!("{byte:02x}")).collect()
}
