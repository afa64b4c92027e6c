//! Name constraints of a chain's CAs (Go 1.26's `crypto/x509/constraints.go`).

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use crate::quote::quote;
use crate::x509::{Certificate, IpRange, Mailbox, SubjectAltNames, Url, domain_is_valid};

/// Why a CA of a chain does not stand for a name below it. `Display` is Go's text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameNotAuthorized {
    /// A CA that names what it may sign for, and this is not among it.
    #[error("{kind} {} is not permitted by any constraint", quote(.name))]
    NotPermitted {
        /// The kind of the name.
        kind: NameKind,
        /// The name that is not permitted, as text.
        name: String,
    },
    /// A CA that may sign for all names but this one.
    #[error("{kind} {} is excluded by constraint {}", quote(.name), quote(.constraint))]
    Excluded {
        /// The kind of the name.
        kind: NameKind,
        /// The name that is excluded, as text.
        name: String,
        /// The constraint that excludes the name.
        constraint: String,
    },
    /// A DNS name that is none.
    #[error("x509: cannot parse dnsName {}", quote(.0))]
    DnsName(String),
    /// An email address that is none.
    #[error("cannot parse rfc822Name {}", quote(.0))]
    Email(String),
    /// An email address whose domain is none.
    #[error("x509: cannot parse rfc822Name {}", quote(.0))]
    EmailDomain(String),
    /// A URI that is none, in the words of Go's `net/url`.
    #[error("{0}")]
    Uri(String),
    /// A URI whose host and port cannot be told apart.
    #[error("cannot parse URI host {}: address {}: too many colons in address", quote(.0), .0)]
    UriPort(String),
    /// A URI whose host no constraint can speak of.
    #[error("URI with {what} ({}) cannot be matched against constraints", quote(.uri))]
    UriHost {
        /// The kind of host that the URI has.
        what: UnmatchedHost,
        /// The URI as it stands in the certificate.
        uri: String,
    },
    /// A URI whose host is no domain.
    #[error("x509: internal error: URI SAN {} failed to parse", quote(.0))]
    UriDomain(String),
}

/// A kind of name that name constraints speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameKind {
    /// An address of IPv4 or IPv6.
    Ip,
    /// A DNS name.
    Dns,
    /// A URI, of which the host is matched.
    Uri,
    /// An email address (RFC 822).
    Email,
}

impl fmt::Display for NameKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ip => "IP address",
            Self::Dns => "DNS name",
            Self::Uri => "URI",
            Self::Email => "email address",
        })
    }
}

/// A host of a URI that no constraint can speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnmatchedHost {
    /// A URI without a host.
    Empty,
    /// A URI whose host is an IP address.
    Ip,
}

impl fmt::Display for UnmatchedHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "empty host",
            Self::Ip => "IP",
        })
    }
}

/// Whether every name of the chain, leaf first, is admitted by every CA above it.
pub(super) fn check(chain: &[Arc<Certificate>]) -> Result<(), NameNotAuthorized> {
    for (index, child) in chain.iter().enumerate() {
        if child.raw_sans().is_none() {
            continue;
        }
        let mut above = chain
            .iter()
            .skip(index + 1)
            .filter(|parent| parent.has_name_constraints())
            .peekable();
        if above.peek().is_none() {
            continue;
        }
        let names = Names::read(child.sans())?;
        for parent in above {
            names.check(parent)?;
        }
    }
    Ok(())
}

/// A certificate's names in the form that constraints are matched against.
struct Names<'a> {
    ips: &'a [IpAddr],
    dns: &'a [String],
    /// As Go prints it, and the host without its port.
    uris: Vec<(String, String)>,
    emails: Vec<Mailbox>,
}

/// The range that speaks for an address. Go sorts the ranges of its family, drops
/// what lies in the one before, and asks no other than the last one that begins
/// below the address.
fn range<'a>(ranges: &'a [IpRange], address: &[u8]) -> Option<&'a IpRange> {
    let of_family = |range: &&IpRange| range.address.len() == address.len();
    let mut sorted: Vec<&IpRange> = ranges.iter().filter(of_family).collect();
    sorted.sort_by_key(|range| (&range.address, &range.mask));
    sorted.dedup_by(|next, before| before.covers(next));
    let at = sorted.partition_point(|range| range.address.as_slice() < address);
    let begins = sorted
        .get(at)
        .filter(|range| range.address.as_slice() == address);
    let below = || sorted.get(at.saturating_sub(1));
    match begins {
        Some(range) => Some(range),
        None => below().filter(|range| range.contains(address)).copied(),
    }
}

impl<'a> Names<'a> {
    fn read(sans: &'a SubjectAltNames) -> Result<Self, NameNotAuthorized> {
        let uris = sans
            .uris
            .iter()
            .map(|uri| uri_domain(uri))
            .collect::<Result<_, _>>()?;
        let emails = sans
            .emails
            .iter()
            .map(|email| mailbox(email).ok_or_else(|| NameNotAuthorized::Email(email.clone())))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            ips: &sans.ips,
            dns: &sans.dns,
            uris,
            emails,
        })
    }

    fn check(&self, parent: &Certificate) -> Result<(), NameNotAuthorized> {
        let (permitted, excluded) = (parent.permitted(), parent.excluded());
        for ip in self.ips {
            let bytes = octets(*ip);
            let find = |ranges: &[IpRange]| range(ranges, &bytes).map(ToString::to_string);
            let shown = ip.to_canonical().to_string();
            judge(NameKind::Ip, &shown, &permitted.ips, &excluded.ips, find)?;
        }
        for dns in self.dns {
            if !domain_is_valid(dns, false) {
                return Err(NameNotAuthorized::DnsName(dns.clone()));
            }
            if let Some(constraint) = wildcard_parent(dns, &excluded.dns) {
                judge(NameKind::Dns, dns, &permitted.dns, &[], |domains| {
                    suffix(domains, dns)
                })?;
                if suffix(&excluded.dns, dns).is_none() {
                    return Err(is_excluded(NameKind::Dns, dns, constraint));
                }
            }
            judge(
                NameKind::Dns,
                dns,
                &permitted.dns,
                &excluded.dns,
                |domains| suffix(domains, dns),
            )?;
        }
        for (uri, host) in &self.uris {
            if !domain_is_valid(host, false) {
                return Err(NameNotAuthorized::UriDomain(uri.clone()));
            }
            let find = |domains: &[String]| suffix(domains, host);
            judge(NameKind::Uri, uri, &permitted.uris, &excluded.uris, find)?;
        }
        for email in &self.emails {
            if !domain_is_valid(&email.domain, false) {
                return Err(NameNotAuthorized::EmailDomain(email.to_string()));
            }
            let find = |constraints: &[String]| email_constraint(constraints, email);
            let shown = email.to_string();
            judge(
                NameKind::Email,
                &shown,
                &permitted.emails,
                &excluded.emails,
                find,
            )?;
        }
        Ok(())
    }
}

/// A name is admitted if something permits it (or nothing is said about its
/// kind) and nothing excludes it.
fn judge<T>(
    kind: NameKind,
    name: &str,
    permitted: &[T],
    excluded: &[T],
    find: impl Fn(&[T]) -> Option<String>,
) -> Result<(), NameNotAuthorized> {
    if !permitted.is_empty() && find(permitted).is_none() {
        let name = name.to_owned();
        return Err(NameNotAuthorized::NotPermitted { kind, name });
    }
    match find(excluded) {
        Some(constraint) => Err(is_excluded(kind, name, constraint)),
        None => Ok(()),
    }
}

fn is_excluded(kind: NameKind, name: &str, constraint: String) -> NameNotAuthorized {
    NameNotAuthorized::Excluded {
        kind,
        name: name.to_owned(),
        constraint,
    }
}

/// The widest domain that a name lies under; an empty one holds every name.
fn suffix(domains: &[String], name: &str) -> Option<String> {
    domains
        .iter()
        .filter(|domain| domain.is_empty() || is_under(name, domain))
        .min_by_key(|domain| domain.len())
        .cloned()
}

/// Whether a name is a domain or below it; a domain with a leading dot holds
/// only what is below it.
fn is_under(name: &str, domain: &str) -> bool {
    let Some(at) = name.len().checked_sub(domain.len()) else {
        return false;
    };
    let (Some(head), Some(tail)) = (name.get(..at), name.get(at..)) else {
        return false;
    };
    tail.eq_ignore_ascii_case(domain)
        && (domain.starts_with('.') || head.is_empty() || head.ends_with('.'))
}

/// `*.example.com` covers an excluded `www.example.com`, so it is excluded too.
/// Of several, Go names the last of its order, in lower case.
fn wildcard_parent(name: &str, excluded: &[String]) -> Option<String> {
    let rest = name
        .strip_prefix('*')
        .filter(|rest| rest.starts_with('.'))?;
    let beside = |constraint: &&String| {
        constraint
            .find('.')
            .and_then(|dot| constraint.get(dot..))
            .is_some_and(|tail| tail.eq_ignore_ascii_case(rest))
    };
    let from_behind = |constraint: &String| -> Vec<u8> {
        let letters = constraint.bytes().rev();
        letters
            .map(|byte| if byte == b'.' { 0 } else { byte })
            .collect()
    };
    excluded
        .iter()
        .filter(beside)
        .map(|constraint| constraint.to_ascii_lowercase())
        .max_by_key(from_behind)
}

fn email_constraint(constraints: &[String], email: &Mailbox) -> Option<String> {
    let exact = constraints
        .iter()
        .filter_map(|constraint| mailbox(constraint))
        .any(|constraint| constraint.local == email.local && constraint.domain == email.domain);
    if exact {
        return Some(email.to_string());
    }
    let domains: Vec<String> = constraints
        .iter()
        .filter(|constraint| !constraint.contains('@'))
        .cloned()
        .collect();
    suffix(&domains, &email.domain)
}

/// An address whose domain is compared in lower case.
fn mailbox(text: &str) -> Option<Mailbox> {
    let mut mailbox = Mailbox::parse(text)?;
    mailbox.domain.make_ascii_lowercase();
    Some(mailbox)
}

fn uri_domain(uri: &str) -> Result<(String, String), NameNotAuthorized> {
    let Url { host, shown } = Url::parse(uri).map_err(NameNotAuthorized::Uri)?;
    let refuse = |what: UnmatchedHost, uri: String| Err(NameNotAuthorized::UriHost { what, uri });
    if host.is_empty() {
        return refuse(UnmatchedHost::Empty, shown);
    }
    let name = if host.contains(':') && !host.ends_with(']') {
        match host.rsplit_once(':') {
            Some((name, _)) if name.contains(':') && !name.starts_with('[') => {
                return Err(NameNotAuthorized::UriPort(host));
            }
            Some((name, _)) => name
                .strip_prefix('[')
                .and_then(|name| name.strip_suffix(']'))
                .unwrap_or(name)
                .to_owned(),
            None => host,
        }
    } else {
        host.to_ascii_lowercase()
    };
    if name.starts_with('[') && name.ends_with(']') || name.parse::<IpAddr>().is_ok() {
        return refuse(UnmatchedHost::Ip, shown);
    }
    Ok((shown, name))
}

fn octets(ip: IpAddr) -> Vec<u8> {
    match ip {
        IpAddr::V4(ip) => ip.octets().to_vec(),
        IpAddr::V6(ip) => ip.octets().to_vec(),
    }
}
