//! A subject alternative name: what a certificate is dialled by.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Adjusted, DnsName, PkiError};

/// A name or an address that a certificate vouches for (RFC 5280, section
/// 4.2.1.6).
///
/// A side that dials an IP needs that IP here; Go never compares an address
/// with a DNS name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum San {
    /// A DNS name (`dNSName`).
    Dns(DnsName),
    /// An IP address, never an IPv4 address mapped into IPv6.
    Ip(IpAddr),
}

impl San {
    /// Parses an IP address where the text is one, else a DNS name, and tells
    /// whether the name had to be fixed.
    ///
    /// # Errors
    /// [`PkiError::Address`] for an address with a port, brackets, a zone or a
    /// prefix; [`PkiError::DnsName`] for all else.
    pub fn parse(given: &str) -> Result<(Self, Option<Adjusted>), PkiError> {
        if let Some(ip) = parse_ip(given)? {
            return Ok((Self::Ip(ip), None));
        }
        let (name, adjusted) = DnsName::parse(given)?;
        Ok((Self::Dns(name), adjusted))
    }

    /// Parses an IP address and nothing else.
    ///
    /// # Errors
    /// [`PkiError::Address`] says what stands in the way.
    pub fn parse_ip(given: &str) -> Result<Self, PkiError> {
        match parse_ip(given)? {
            Some(ip) => Ok(Self::Ip(ip)),
            None => Err(PkiError::Address {
                given: given.to_owned(),
                problem: "it is not an IP address".to_owned(),
                instead: "write one such as 10.0.0.1 or 2001:db8::1; names belong to the DNS names"
                    .to_owned(),
            }),
        }
    }
}

impl fmt::Display for San {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(name) => name.fmt(f),
            Self::Ip(ip) => ip.fmt(f),
        }
    }
}

impl FromStr for San {
    type Err = PkiError;

    fn from_str(given: &str) -> Result<Self, PkiError> {
        Self::parse(given).map(|(san, _)| san)
    }
}

impl TryFrom<String> for San {
    type Error = PkiError;

    fn try_from(given: String) -> Result<Self, PkiError> {
        given.parse()
    }
}

impl From<San> for String {
    fn from(san: San) -> Self {
        san.to_string()
    }
}

impl From<DnsName> for San {
    fn from(name: DnsName) -> Self {
        Self::Dns(name)
    }
}

impl From<IpAddr> for San {
    fn from(ip: IpAddr) -> Self {
        Self::Ip(ip.to_canonical())
    }
}

/// `None` where the text does not look like an address at all.
fn parse_ip(given: &str) -> Result<Option<IpAddr>, PkiError> {
    if let Ok(ip) = given.parse::<IpAddr>() {
        return Ok(Some(ip.to_canonical()));
    }
    let refused = |problem: &str, ip: IpAddr| {
        Err(PkiError::Address {
            given: given.to_owned(),
            problem: problem.to_owned(),
            instead: format!("write {ip}"),
        })
    };
    if let Ok(socket) = given.parse::<SocketAddr>() {
        return refused(
            "it is an IP address with a port, which no certificate holds",
            socket.ip(),
        );
    }
    if let Some(inner) = given
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        && let Ok(ip) = inner.parse::<IpAddr>()
    {
        return refused("brackets belong to URLs", ip);
    }
    if let Some((address, _)) = given.split_once('%')
        && let Ok(ip) = address.parse::<Ipv6Addr>()
    {
        return refused("a zone has meaning on one host only", ip.into());
    }
    if let Some((address, _)) = given.split_once('/')
        && let Ok(ip) = address.parse::<IpAddr>()
    {
        return refused(
            "it is a network, and a certificate vouches for single addresses",
            ip,
        );
    }
    Ok(None)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(given: &str, expect: Expect) {
        expect.assert_eq(&match given.parse::<San>() {
            Ok(san) => format!("{san:?}"),
            Err(error) => error.to_string(),
        });
    }

    #[test]
    fn addresses_and_names() {
        check("10.0.0.1", expect!["Ip(10.0.0.1)"]);
        check("::1", expect!["Ip(::1)"]);
        check("2001:DB8:0::1", expect!["Ip(2001:db8::1)"]);
        check("::ffff:10.0.0.1", expect!["Ip(10.0.0.1)"]);
        check("Localhost", expect![[r#"Dns(DnsName("localhost"))"#]]);
    }

    #[test]
    fn bad_addresses() {
        check(
            "10.0.0.1:9095",
            expect![[
                r#"address "10.0.0.1:9095": it is an IP address with a port, which no certificate holds; write 10.0.0.1"#
            ]],
        );
        check(
            "[::1]:9095",
            expect![[
                r#"address "[::1]:9095": it is an IP address with a port, which no certificate holds; write ::1"#
            ]],
        );
        check(
            "[::1]",
            expect![[r#"address "[::1]": brackets belong to URLs; write ::1"#]],
        );
        check(
            "fe80::1%eth0",
            expect![[
                r#"address "fe80::1%eth0": a zone has meaning on one host only; write fe80::1"#
            ]],
        );
        check(
            "10.0.0.0/8",
            expect![[
                r#"address "10.0.0.0/8": it is a network, and a certificate vouches for single addresses; write 10.0.0.0"#
            ]],
        );
        check(
            "010.0.0.1",
            expect![[
                r#"DNS name "010.0.0.1": its last label ("1") is a number, so it reads as a broken IP address; write a whole IP address in the list of IPs, or a name that ends in letters"#
            ]],
        );
        check(
            "10.0.0",
            expect![[
                r#"DNS name "10.0.0": its last label ("0") is a number, so it reads as a broken IP address; write a whole IP address in the list of IPs, or a name that ends in letters"#
            ]],
        );
        check(
            "mimir:9095",
            expect![[
                r#"DNS name "mimir:9095": it has a port (9095), which no certificate holds; write "mimir""#
            ]],
        );
        check(
            "10.0.0.1 ",
            expect![[
                r#"DNS name "10.0.0.1 ": character 9 is a blank; remove it; several names are several entries"#
            ]],
        );
        expect![[r#"address "mimir": it is not an IP address; write one such as 10.0.0.1 or 2001:db8::1; names belong to the DNS names"#]].assert_eq(&San::parse_ip("mimir").unwrap_err().to_string());
    }
}
