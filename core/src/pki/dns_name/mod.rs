//! A DNS name as a certificate may carry it.

use std::borrow::Cow;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::PkiError;

/// The longest label, in bytes (RFC 1035, section 2.3.4).
const LONGEST_LABEL: usize = 63;
/// The longest name in text, in bytes: 255 on the wire, less the first length
/// byte and the root label.
const LONGEST_NAME: usize = 253;

/// A DNS name that Go, OpenSSL and rustls all take as a subject alternative
/// name: lower-case ASCII, labels of 1 to 63 bytes of letters, digits and
/// hyphens, 253 bytes at most, no trailing dot, and a wildcard only as the
/// whole left-most label with two labels or more behind it (RFC 6125, section
/// 6.4.3; RFC 5280, section 4.2.1.6).
///
/// ```
/// use mimir_tls::pki::DnsName;
///
/// let (name, adjusted) = DnsName::parse("Bücher.example.")?;
/// assert_eq!(name.as_str(), "xn--bcher-kva.example");
/// assert!(adjusted.is_some(), "worth a warning");
/// # Ok::<(), mimir_tls::pki::PkiError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DnsName(String);

/// How a name was fixed on its way in; worth a warning, and printed as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjusted {
    /// The name as it was given.
    pub given: String,
    /// The name that certificates will carry.
    pub name: String,
    /// A dot behind the last label was dropped: Go compares names without it.
    pub trailing_dot: bool,
    /// An internationalised name was written in Punycode (RFC 5891).
    pub punycode: bool,
}

impl DnsName {
    /// Parses a name, and tells whether it had to be fixed beyond its case.
    ///
    /// # Errors
    /// [`PkiError::DnsName`] names the label at fault and what to write instead.
    pub fn parse(given: &str) -> Result<(Self, Option<Adjusted>), PkiError> {
        let refused = |(problem, instead): Fault| PkiError::DnsName {
            given: given.to_owned(),
            problem,
            instead: instead.into_owned(),
        };
        check_characters(given).map_err(refused)?;
        check_kind(given).map_err(refused)?;
        let stripped = given.strip_suffix('.').filter(|rest| !rest.is_empty());
        let trailing_dot = stripped.is_some();
        let name = stripped.unwrap_or(given);
        check_marks(name).map_err(refused)?;
        let ascii = to_ascii(name).map_err(refused)?;
        let punycode = !given.is_ascii();
        check_labels(&ascii).map_err(refused)?;
        let adjusted = (trailing_dot || punycode).then(|| Adjusted {
            given: given.to_owned(),
            name: ascii.clone(),
            trailing_dot,
            punycode,
        });
        Ok((Self(ascii), adjusted))
    }

    /// The name in lower-case ASCII, without a trailing dot.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the left-most label is `*`.
    #[must_use]
    pub fn is_wildcard(&self) -> bool {
        self.0.starts_with("*.")
    }
}

impl fmt::Display for DnsName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for DnsName {
    type Err = PkiError;

    fn from_str(given: &str) -> Result<Self, PkiError> {
        Self::parse(given).map(|(name, _)| name)
    }
}

impl TryFrom<String> for DnsName {
    type Error = PkiError;

    fn try_from(given: String) -> Result<Self, PkiError> {
        given.parse()
    }
}

impl From<DnsName> for String {
    fn from(name: DnsName) -> Self {
        name.0
    }
}

impl fmt::Display for Adjusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { given, name, .. } = self;
        let why = match (self.trailing_dot, self.punycode) {
            (true, true) => "without the trailing dot and in Punycode",
            (true, false) => "without the trailing dot, which Go does not match",
            _ => "in Punycode, the form that certificates carry",
        };
        write!(f, "DNS name {given:?} is written as \"{name}\", {why}")
    }
}

/// What is wrong, and what to write instead.
type Fault = (String, Cow<'static, str>);

fn fault(problem: impl Into<String>, instead: impl Into<Cow<'static, str>>) -> Fault {
    (problem.into(), instead.into())
}

/// Blanks and control characters first: they are invisible in every other
/// message.
fn check_characters(given: &str) -> Result<(), Fault> {
    if given.is_empty() {
        return Err(fault(
            "it is empty",
            "write a name such as \"mimir.example\"",
        ));
    }
    for (index, character) in given.chars().enumerate() {
        let position = index + 1;
        if character.is_control() {
            let shown = character.escape_default();
            return Err(fault(
                format!("character {position} is the control character {shown}"),
                "remove it",
            ));
        }
        if character.is_whitespace() {
            return Err(fault(
                format!("character {position} is a blank"),
                "remove it; several names are several entries",
            ));
        }
    }
    Ok(())
}

/// Things that people write where a name is wanted.
fn check_kind(given: &str) -> Result<(), Fault> {
    let unbracketed = given
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    if let Ok(ip) = unbracketed.unwrap_or(given).parse::<IpAddr>() {
        return Err(fault(
            "it is an IP address",
            format!("write a name; addresses such as {ip} have a list of their own"),
        ));
    }
    if let Ok(socket) = given.parse::<SocketAddr>() {
        return Err(fault(
            "it is an IP address with a port",
            format!("list {} as an IP, without the port", socket.ip()),
        ));
    }
    if let Some((scheme, rest)) = given.split_once("://") {
        let host = rest.split(['/', ':']).next().unwrap_or_default();
        return Err(fault(
            format!("it is a URL ({scheme})"),
            format!("write the host alone: \"{host}\""),
        ));
    }
    if let Some((host, port)) = given.rsplit_once(':')
        && !port.is_empty()
        && port.bytes().all(|byte| byte.is_ascii_digit())
    {
        return Err(fault(
            format!("it has a port ({port}), which no certificate holds"),
            format!("write \"{host}\""),
        ));
    }
    Ok(())
}

/// Lower-cases, and writes an internationalised name in Punycode.
fn to_ascii(name: &str) -> Result<String, Fault> {
    let lower = name.to_ascii_lowercase();
    if lower.is_ascii() && !lower.split('.').any(|label| label.starts_with("xn--")) {
        return Ok(lower);
    }
    // A wildcard is no part of an internationalised name.
    let (wildcard, rest) = match lower.strip_prefix("*.") {
        Some(rest) => ("*.", rest),
        None => ("", lower.as_str()),
    };
    match punycode::domain(rest) {
        Some(ascii) => Ok(format!("{wildcard}{ascii}")),
        None => {
            let label = rest
                .split('.')
                .find(|label| punycode::domain(label).is_none());
            let (index, label) = match label {
                Some(bad) => (rest.split('.').position(|label| label == bad), bad),
                None => (None, rest),
            };
            let shift = 1 + usize::from(!wildcard.is_empty());
            Err(fault(
                format!(
                    "label {} ({label:?}) is no valid internationalised name",
                    index.unwrap_or_default() + shift
                ),
                "write it in letters, digits and hyphens, or as valid Punycode (xn--...)",
            ))
        }
    }
}

/// What is judged before Punycode would hide the label that was typed.
fn check_marks(name: &str) -> Result<(), Fault> {
    for (index, label) in name.split('.').enumerate() {
        let number = index + 1;
        if label.is_empty() {
            return Err(fault(
                format!("label {number} is empty"),
                "write one dot between labels, and none in front",
            ));
        }
        if label.contains('*') && (label != "*" || index > 0) {
            return Err(fault(
                format!("label {number} ({label:?}) holds a wildcard in the wrong place"),
                "write `*` only as the whole left-most label, as in \"*.mimir.example\"",
            ));
        }
        if label.contains('_') {
            return Err(fault(
                format!(
                    "label {number} ({label:?}) has an underscore, which no host name may have"
                ),
                format!("write \"{}\"", label.replace('_', "-").trim_matches('-')),
            ));
        }
    }
    if name == "*"
        || name
            .strip_prefix("*.")
            .is_some_and(|rest| !rest.contains('.'))
    {
        return Err(fault(
            "a wildcard needs at least two labels behind it",
            "write it as in \"*.mimir.example\", or list the names themselves",
        ));
    }
    Ok(())
}

/// The name as certificates carry it.
fn check_labels(name: &str) -> Result<(), Fault> {
    for (index, label) in name.split('.').enumerate() {
        if label != "*" || index > 0 {
            check_label(label, index + 1)?;
        }
    }
    if name.len() > LONGEST_NAME {
        return Err(fault(
            format!("it has {} bytes", name.len()),
            format!("write {LONGEST_NAME} bytes or fewer"),
        ));
    }
    if let Some(last) = name.rsplit('.').next()
        && last.bytes().all(|byte| byte.is_ascii_digit())
    {
        return Err(fault(
            format!("its last label (\"{last}\") is a number, so it reads as a broken IP address"),
            "write a whole IP address in the list of IPs, or a name that ends in letters",
        ));
    }
    Ok(())
}

fn check_label(label: &str, number: usize) -> Result<(), Fault> {
    if let Some(character) = label
        .chars()
        .find(|c| !c.is_ascii_alphanumeric() && *c != '-')
    {
        return Err(fault(
            format!("label {number} ({label:?}) has the character {character:?}"),
            "write letters, digits and hyphens only",
        ));
    }
    if label.is_empty() || label.len() > LONGEST_LABEL {
        return Err(fault(
            format!("label {number} (\"{label}\") has {} bytes", label.len()),
            format!("write 1 to {LONGEST_LABEL} bytes"),
        ));
    }
    if label.starts_with('-') || label.ends_with('-') {
        return Err(fault(
            format!("label {number} (\"{label}\") begins or ends with a hyphen"),
            "write a letter or a digit there",
        ));
    }
    Ok(())
}

mod punycode;
#[cfg(test)]
mod tests;
