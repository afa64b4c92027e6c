//! Name constraints, as Go's `parseNameConstraintsExtension` reads them.

use std::net::IpAddr;

use super::der::{Reader, tag};
use super::general_name::{ascii, domain_is_valid, ip};
use super::{Certificate, Extension, Mailbox, Malformed};
use crate::quote::quote;

/// An address range of a name constraint: address and mask, of one length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IpRange {
    /// The address, 4 or 16 bytes.
    pub address: Vec<u8>,
    /// The range's mask, as many bytes as the address.
    pub mask: Vec<u8>,
}

impl IpRange {
    /// Whether an address lies in the range; families do not mix. As for Go's
    /// `net.IPNet`, an IPv4 address that is mapped into IPv6 is one of IPv4.
    #[must_use]
    pub fn contains(&self, address: &[u8]) -> bool {
        let (network, mask) = self.unmapped();
        let address = unmapped(address);
        address.len() == network.len()
            && address
                .iter()
                .zip(network)
                .zip(mask)
                .all(|((one, other), mask)| one & mask == other & mask)
    }

    /// Whether all of another range lies in this one, as Go takes it.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        let pairs = other.address.iter().zip(&other.mask);
        let last: Vec<u8> = pairs.map(|(byte, mask)| byte | !mask).collect();
        self.contains(&other.address) && self.contains(&last)
    }

    fn unmapped(&self) -> (&[u8], &[u8]) {
        let address = unmapped(&self.address);
        let mask = self.mask.len().saturating_sub(address.len());
        (address, self.mask.get(mask..).unwrap_or_default())
    }
}

/// An address of IPv4 without the prefix that maps it into IPv6.
fn unmapped(address: &[u8]) -> &[u8] {
    const PREFIX: [u8; 12] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];
    match address.strip_prefix(&PREFIX) {
        Some(rest) if rest.len() == 4 => rest,
        _ => address,
    }
}

impl std::fmt::Display for IpRange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (address, mask) = self.unmapped();
        let prefix: u32 = mask.iter().map(|byte| byte.count_ones()).sum();
        match ip(address) {
            Some(address) => write!(f, "{address}/{prefix}"),
            None => f.write_str("<nil>"),
        }
    }
}

/// One side of a name constraint: what is permitted or what is excluded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subtrees {
    /// DNS domains; with a leading dot only names below it.
    pub dns: Vec<String>,
    /// The ranges of IP addresses.
    pub ips: Vec<IpRange>,
    /// The mailboxes, or domains of mailboxes (RFC 5280, section 4.2.1.10).
    pub emails: Vec<String>,
    /// The hosts of URIs, or domains of such hosts.
    pub uris: Vec<String>,
}

/// Name constraints; whether all of them are of a kind that Go checks.
pub(super) fn name_constraints(
    certificate: &mut Certificate,
    extension: &Extension,
) -> Result<bool, Malformed> {
    const BROKEN: Malformed = Malformed::fixed("x509: invalid NameConstraints extension");
    let mut outer = Reader(&extension.value);
    let mut fields = outer
        .read(tag::SEQUENCE)
        .filter(|_| outer.is_empty())
        .ok_or(BROKEN)?;
    let permitted = fields.optional(tag::constructed(0)).ok_or(BROKEN)?;
    let excluded = fields.optional(tag::constructed(1)).ok_or(BROKEN)?;
    if !fields.is_empty() {
        return Err(BROKEN);
    }
    let empty = |side: Option<Reader<'_>>| side.is_none_or(|side| side.is_empty());
    if empty(permitted) && empty(excluded) {
        return Err(Malformed::fixed("x509: empty name constraints extension"));
    }
    let mut handled = true;
    for (side, subtrees) in [
        (permitted, &mut certificate.permitted),
        (excluded, &mut certificate.excluded),
    ] {
        if let Some(side) = side {
            handled &= read_subtrees(side, subtrees)?;
        }
    }
    Ok(handled)
}

fn read_subtrees(mut reader: Reader<'_>, subtrees: &mut Subtrees) -> Result<bool, Malformed> {
    const BROKEN: Malformed = Malformed::fixed("x509: invalid NameConstraints extension");
    let mut handled = true;
    while !reader.is_empty() {
        let base = reader
            .read(tag::SEQUENCE)
            .and_then(|mut tree| tree.any())
            .ok_or(BROKEN)?;
        let text = || {
            ascii(base.content).ok_or_else(|| {
                Malformed::new(format!(
                    "x509: invalid constraint value: x509: {} cannot be encoded as an IA5String",
                    quote(base.content)
                ))
            })
        };
        let refuse = |kind: &str, value: &str, why: &str| {
            Err(Malformed::new(format!(
                "x509: failed to parse {kind} constraint {}{why}",
                quote(value)
            )))
        };
        match base.tag ^ 0x80 {
            1 => {
                let email = text()?;
                let valid = if email.contains('@') {
                    Mailbox::parse(&email).is_some()
                } else {
                    domain_is_valid(&email, true)
                };
                if !valid {
                    return refuse("rfc822Name", &email, "");
                }
                subtrees.emails.push(email);
            }
            2 => {
                let domain = text()?;
                if !domain_is_valid(&domain, true) {
                    return refuse("dnsName", &domain, "");
                }
                subtrees.dns.push(domain);
            }
            6 => {
                let domain = text()?;
                if domain.parse::<IpAddr>().is_ok() {
                    return refuse("URI", &domain, ": cannot be IP address");
                }
                if !domain_is_valid(&domain, true) {
                    return refuse("URI", &domain, "");
                }
                subtrees.uris.push(domain);
            }
            7 => subtrees.ips.push(ip_range(base.content)?),
            _ => handled = false,
        }
    }
    Ok(handled)
}

fn ip_range(content: &[u8]) -> Result<IpRange, Malformed> {
    let length = content.len();
    if length != 8 && length != 32 {
        return Err(Malformed::new(format!(
            "x509: IP constraint contained value of length {length}"
        )));
    }
    let (address, mask) = content.split_at(length / 2);
    // Ones, then zeros: no byte but the first that is not 0xff may hold a one.
    let mut rest = mask.iter().skip_while(|byte| **byte == 0xff);
    let first = rest.next().copied().unwrap_or(0);
    if first.leading_ones() != first.count_ones() || rest.any(|byte| *byte != 0) {
        let mask: String = mask.iter().map(|byte| format!("{byte:02x}")).collect();
        return Err(Malformed::new(format!(
            "x509: IP constraint contained invalid mask {mask}"
        )));
    }
    Ok(IpRange {
        address: address.to_vec(),
        mask: mask.to_vec(),
    })
}
