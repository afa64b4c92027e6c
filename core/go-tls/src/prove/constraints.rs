//! Name constraints of a chain's CAs (Go 1.26's `crypto/x509/constraints.go`).

use std::net::IpAddr;
use std::sync::Arc;

use crate::quote::quote;
use crate::x509::{Certificate, IpRange, Mailbox, SubjectAltNames, Url, domain_is_valid};

/// Whether every name of the chain, leaf first, is admitted by every CA above it.
pub(super) fn check(chain: &[Arc<Certificate>]) -> Result<(), String> {
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
    fn read(sans: &'a SubjectAltNames) -> Result<Self, String> {
        let uris = sans
            .uris
            .iter()
            .map(|uri| uri_domain(uri))
            .collect::<Result<_, _>>()?;
        let emails = sans
            .emails
            .iter()
            .map(|email| {
                mailbox(email).ok_or_else(|| format!("cannot parse rfc822Name {}", quote(email)))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            ips: &sans.ips,
            dns: &sans.dns,
            uris,
            emails,
        })
    }

    fn check(&self, parent: &Certificate) -> Result<(), String> {
        let (permitted, excluded) = (parent.permitted(), parent.excluded());
        for ip in self.ips {
            let bytes = octets(*ip);
            let find = |ranges: &[IpRange]| range(ranges, &bytes).map(ToString::to_string);
            let shown = ip.to_canonical().to_string();
            judge("IP address", &shown, &permitted.ips, &excluded.ips, find)?;
        }
        for dns in self.dns {
            if !domain_is_valid(dns, false) {
                return Err(format!("x509: cannot parse dnsName {}", quote(dns)));
            }
            if let Some(constraint) = wildcard_parent(dns, &excluded.dns) {
                judge("DNS name", dns, &permitted.dns, &[], |domains| {
                    suffix(domains, dns)
                })?;
                if suffix(&excluded.dns, dns).is_none() {
                    return Err(is_excluded("DNS name", dns, &constraint));
                }
            }
            judge("DNS name", dns, &permitted.dns, &excluded.dns, |domains| {
                suffix(domains, dns)
            })?;
        }
        for (uri, host) in &self.uris {
            if !domain_is_valid(host, false) {
                let shown = quote(uri);
                return Err(format!(
                    "x509: internal error: URI SAN {shown} failed to parse"
                ));
            }
            let find = |domains: &[String]| suffix(domains, host);
            judge("URI", uri, &permitted.uris, &excluded.uris, find)?;
        }
        for email in &self.emails {
            if !domain_is_valid(&email.domain, false) {
                let shown = quote(email.to_string());
                return Err(format!("x509: cannot parse rfc822Name {shown}"));
            }
            let find = |constraints: &[String]| email_constraint(constraints, email);
            let shown = email.to_string();
            judge(
                "email address",
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
    kind: &str,
    name: &str,
    permitted: &[T],
    excluded: &[T],
    find: impl Fn(&[T]) -> Option<String>,
) -> Result<(), String> {
    if !permitted.is_empty() && find(permitted).is_none() {
        return Err(format!(
            "{kind} {} is not permitted by any constraint",
            quote(name)
        ));
    }
    match find(excluded) {
        Some(constraint) => Err(is_excluded(kind, name, &constraint)),
        None => Ok(()),
    }
}

fn is_excluded(kind: &str, name: &str, constraint: &str) -> String {
    format!(
        "{kind} {} is excluded by constraint {}",
        quote(name),
        quote(constraint)
    )
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

fn uri_domain(uri: &str) -> Result<(String, String), String> {
    let Url { host, shown } = Url::parse(uri)?;
    let refuse = |what: &str| {
        let uri = quote(&shown);
        Err(format!(
            "URI with {what} ({uri}) cannot be matched against constraints"
        ))
    };
    if host.is_empty() {
        return refuse("empty host");
    }
    let name = if host.contains(':') && !host.ends_with(']') {
        match host.rsplit_once(':') {
            Some((name, _)) if name.contains(':') && !name.starts_with('[') => {
                return Err(format!(
                    "cannot parse URI host {}: address {host}: too many colons in address",
                    quote(&host)
                ));
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
        return refuse("IP");
    }
    Ok((shown, name))
}

fn octets(ip: IpAddr) -> Vec<u8> {
    match ip {
        IpAddr::V4(ip) => ip.octets().to_vec(),
        IpAddr::V6(ip) => ip.octets().to_vec(),
    }
}
