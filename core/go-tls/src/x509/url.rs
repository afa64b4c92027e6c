//! URIs as Go's `net/url` takes them apart: what a certificate may carry.

use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};

use crate::quote::quote;

/// What is looked at in a URI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Url {
    /// The host with its port, percent signs decoded; empty where there is none.
    pub(crate) host: String,
    /// The URI as Go prints it again: its scheme in lower case.
    pub(crate) shown: String,
}

impl Url {
    /// Takes a URI apart.
    ///
    /// # Errors
    /// Go's words, `parse "...": ` and the reason.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let (before, fragment) = text.split_once('#').unwrap_or((text, ""));
        let quoted = |text: &str, why: String| format!("parse {}: {why}", quote(text));
        let host = host(before).map_err(|why| quoted(before, why))?;
        unescape(fragment, Part::Other).map_err(|why| quoted(text, why))?;
        let shown = match scheme(before) {
            Ok((scheme, _)) => scheme.to_ascii_lowercase() + &text[scheme.len()..],
            Err(_) => text.to_owned(),
        };
        Ok(Self { host, shown })
    }
}

fn host(text: &str) -> Result<String, String> {
    if text.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
        return Err("net/url: invalid control character in URL".to_owned());
    }
    if text == "*" {
        return Ok(String::new());
    }
    let (scheme, rest) = scheme(text)?;
    let rest = rest.split('?').next().unwrap_or_default();
    if !rest.starts_with('/') {
        if !scheme.is_empty() {
            return Ok(String::new());
        }
        if rest
            .split('/')
            .next()
            .is_some_and(|first| first.contains(':'))
        {
            return Err("first path segment in URL cannot contain colon".to_owned());
        }
    }
    let has_authority = !scheme.is_empty() || !rest.starts_with("///");
    let (authority, path) = match rest.strip_prefix("//").filter(|_| has_authority) {
        Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        None => ("", rest),
    };
    let host = in_authority(&scheme.to_ascii_lowercase(), authority)?;
    unescape(path, Part::Other)?;
    Ok(host)
}

/// The scheme, empty where there is none, and what follows it.
fn scheme(text: &str) -> Result<(&str, &str), String> {
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if at > 0 => {}
            b':' if at == 0 => return Err("missing protocol scheme".to_owned()),
            b':' => return Ok((&text[..at], &text[at + 1..])),
            _ => break,
        }
    }
    Ok(("", text))
}

fn in_authority(scheme: &str, authority: &str) -> Result<String, String> {
    let Some((user, host)) = authority.rsplit_once('@') else {
        return in_host(scheme, authority);
    };
    let host = in_host(scheme, host)?;
    let plain =
        |letter: char| letter.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(letter);
    if !user.chars().all(plain) {
        return Err("net/url: invalid userinfo".to_owned());
    }
    unescape(user, Part::Other)?;
    Ok(host)
}

fn in_host(scheme: &str, host: &str) -> Result<String, String> {
    const LITERAL: &str = "invalid IP-literal";
    let port_error = |port: &str| format!("invalid port {} after host", quote(port));
    match host.rfind('[') {
        Some(0) => {
            let close = host.rfind(']').ok_or("missing ']' in host")?;
            let (inner, port) = (&host[1..close], &host[close + 1..]);
            if !is_port(port) {
                return Err(port_error(port));
            }
            let inner = match inner.find("%25") {
                Some(zone) => {
                    let (address, zone) = inner.split_at(zone);
                    unescape(address, Part::Host)?.into_owned() + &unescape(zone, Part::Zone)?
                }
                None => unescape(inner, Part::Host)?.into_owned(),
            };
            let address = inner.split('%').next().unwrap_or_default();
            if address.parse::<Ipv4Addr>().is_ok() {
                return Err(LITERAL.to_owned());
            }
            match address.parse::<Ipv6Addr>() {
                Ok(_) => Ok(format!("[{inner}]{port}")),
                Err(_) => Err(format!(
                    "invalid host: ParseAddr({}): unable to parse IP",
                    quote(&inner)
                )),
            }
        }
        Some(_) => Err(LITERAL.to_owned()),
        None => {
            let first = host.find(':');
            // Only http and https are strict about a second colon.
            let strict = matches!(scheme, "http" | "https");
            let at = if strict { first } else { host.rfind(':') };
            if let Some(port) = at.map(|at| &host[at..]).filter(|port| !is_port(port)) {
                return Err(port_error(port));
            }
            unescape(host, Part::Host).map(Cow::into_owned)
        }
    }
}

fn is_port(text: &str) -> bool {
    text.is_empty()
        || text
            .strip_prefix(':')
            .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Where in a URI a text stands, which decides what may be in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Host,
    Zone,
    Other,
}

fn unescape(text: &str, part: Part) -> Result<Cow<'_, str>, String> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte == b'%' {
            let code = bytes
                .get(at + 1..at + 3)
                .filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
            let end = (at + 3).min(bytes.len());
            let shown = &bytes[at..end];
            let refuse = || Err(format!("invalid URL escape {}", quote(shown)));
            let Some(value) = code
                .and_then(|code| std::str::from_utf8(code).ok())
                .and_then(|code| u8::from_str_radix(code, 16).ok())
            else {
                return refuse();
            };
            let refused = match part {
                Part::Host => value < 0x80 && shown != b"%25",
                Part::Zone => shown != b"%25" && value != b' ' && !in_host_name(value),
                Part::Other => false,
            };
            if refused {
                return refuse();
            }
            decoded.push(value);
            at += 3;
        } else {
            if part != Part::Other && byte < 0x80 && !in_host_name(byte) {
                let letter = quote(char::from(byte).to_string());
                return Err(format!("invalid character {letter} in host name"));
            }
            decoded.push(byte);
            at += 1;
        }
    }
    if decoded == bytes {
        return Ok(Cow::Borrowed(text));
    }
    Ok(Cow::Owned(String::from_utf8_lossy(&decoded).into_owned()))
}

/// What may stand in a host as it is (`net/url`, `encodeHost`).
fn in_host_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.~!$&'()*+,;=:[]<>\"".contains(&byte)
}
