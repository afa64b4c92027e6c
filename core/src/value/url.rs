//! Addresses, as Go's `url.Parse` reads them.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Whether Go reads the text as a URL. It takes most texts.
pub(crate) fn is_url(text: &str) -> bool {
    let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
    unescape(fragment, Part::Other).is_some() && parse(text).is_some()
}

fn parse(text: &str) -> Option<()> {
    if text.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
        return None;
    }
    let (scheme, rest) = scheme(text)?;
    let rest = rest.split('?').next().unwrap_or_default();
    if !rest.starts_with('/') {
        if !scheme.is_empty() {
            return Some(());
        }
        // A colon would make a scheme of it.
        let segment = rest.split('/').next().unwrap_or_default();
        if text != "*" && segment.contains(':') {
            return None;
        }
    }
    let has_authority = !scheme.is_empty() || !rest.starts_with("///");
    let path = match rest.strip_prefix("//").filter(|_| has_authority) {
        Some(rest) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            is_authority(scheme, authority)?;
            path
        }
        None => rest,
    };
    unescape(path, Part::Other).map(|_| ())
}

/// The scheme, which may be empty, and what is behind it.
fn scheme(text: &str) -> Option<(&str, &str)> {
    for (at, letter) in text.char_indices() {
        match letter {
            'a'..='z' | 'A'..='Z' => {}
            '0'..='9' | '+' | '-' | '.' if at > 0 => {}
            ':' if at == 0 => return None,
            ':' => return Some((text.get(..at)?, text.get(at + 1..)?)),
            _ => break,
        }
    }
    Some(("", text))
}

fn is_authority(_scheme: &str, authority: &str) -> Option<()> {
    let Some((user, host)) = authority.rsplit_once('@') else {
        return is_host(authority);
    };
    is_host(host)?;
    let is_fine =
        |letter: char| letter.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(letter);
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    let is_escaped = |text| unescape(text, Part::Other).is_some();
    (user.chars().all(is_fine) && is_escaped(name) && is_escaped(password)).then_some(())
}

fn is_host(host: &str) -> Option<()> {
    let is_port = |port: &str| {
        let digits = port.strip_prefix(':');
        port.is_empty() || digits.is_some_and(|it| it.bytes().all(|byte| byte.is_ascii_digit()))
    };
    match host.rfind('[') {
        Some(0) => {
            let (address, port) = host.get(1..)?.rsplit_once(']')?;
            if !is_port(port) {
                return None;
            }
            let (address, zone) = match address.find("%25") {
                Some(at) => address.split_at(at),
                None => (address, ""),
            };
            let (address, zone) = (unescape(address, Part::Host)?, unescape(zone, Part::Zone)?);
            is_address_in_brackets(&format!("{address}{zone}"))
        }
        Some(_) => None,
        // Go builds Mimir with the rule that the last colon begins the port.
        None => match host.rfind(':') {
            Some(at) if !is_port(host.get(at..)?) => None,
            _ => unescape(host, Part::Host).map(|_| ()),
        },
    }
}

/// IPv6, with or without a zone; a zone is not empty.
fn is_address_in_brackets(text: &str) -> Option<()> {
    let (address, zone) = text
        .split_once('%')
        .map_or((text, None), |(it, zone)| (it, Some(zone)));
    if address.parse::<Ipv4Addr>().is_ok() || zone.is_some_and(str::is_empty) {
        return None;
    }
    address.parse::<Ipv6Addr>().ok().map(|_| ())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Host,
    Zone,
    Other,
}

fn is_of_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.~!$&'()*+,;=:[]<>\"".contains(&byte)
}

/// The text with its escapes undone; none where they are no escapes, or where the
/// part may not have what they stand for.
fn unescape(text: &str, part: Part) -> Option<String> {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            if part != Part::Other && byte < 0x80 && !is_of_host(byte) {
                return None;
            }
            out.push(byte);
            continue;
        }
        let mut digit = || char::from(bytes.next()?).to_digit(16);
        let value = u8::try_from(digit()? * 16 + digit()?).ok()?;
        let is_refused = match part {
            Part::Host => value < 0x80 && value != b'%',
            Part::Zone => value != b'%' && value != b' ' && !is_of_host(value),
            Part::Other => false,
        };
        if is_refused {
            return None;
        }
        out.push(value);
    }
    Some(String::from_utf8_lossy(&out).into_owned())
}

/// Whether Go's `net.ParseCIDR` takes the text.
pub(crate) fn is_network(text: &str) -> bool {
    let Some((address, bits)) = text.split_once('/') else {
        return false;
    };
    let most = match address.parse() {
        Ok(std::net::IpAddr::V4(_)) => 32,
        Ok(std::net::IpAddr::V6(_)) => 128,
        Err(_) => return false,
    };
    !bits.is_empty()
        && bits.bytes().all(|byte| byte.is_ascii_digit())
        && bits.parse::<u32>().is_ok_and(|bits| bits <= most)
}

#[test]
fn urls_are_gos() {
    for text in [
        "",
        "*",
        "http://x:80",
        "https://u:p@h/p?q#f",
        "http://[::1]:9",
        "mailto:me",
        "/only/path",
        "x/y:z",
        "http://h:80:80",
        "http://[fe80::1%25en0]/",
        "?x",
        "#f",
        "http:///x",
        "//h/p",
        "http://u:p%40q@h",
        "a:b:c",
    ] {
        assert!(is_url(text), "{text}");
    }
    for text in [
        "://x",
        "%zz",
        "http://a b",
        "http://x/%zz",
        "http://x:port",
        "http://[::1",
        "http://[1.2.3.4]",
        "1http://x",
        "http://h%20x/",
        ":x",
        "http://x[::1]",
        "http://\u{7f}",
        "#%z",
    ] {
        assert!(!is_url(text), "{text}");
    }
}
