//! Names: what a client dials, what it verifies, what it sends as SNI, and what
//! Go says when a certificate does not fit (`x509.VerifyHostname`).

use std::borrow::Cow;
use std::net::IpAddr;

use super::Protocol;
use crate::x509::Certificate;

/// Where a client dials: a host name or an IP address, without the port.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    host: String,
    /// Whether it stood in brackets, as an IPv6 address does.
    brackets: bool,
}

impl Address {
    /// An address from a host or from `host:port`, as `net.SplitHostPort` splits
    /// it; `[::1]:9095` is an IPv6 address with a port.
    #[must_use]
    pub fn new(text: &str) -> Self {
        if let Some((host, _)) = text
            .strip_prefix('[')
            .and_then(|rest| rest.rsplit_once(']'))
        {
            return Self {
                host: host.to_owned(),
                brackets: true,
            };
        }
        let host = match text.rsplit_once(':') {
            Some((host, _)) if !host.contains(':') => host,
            _ => text,
        };
        Self {
            host: host.to_owned(),
            brackets: false,
        }
    }

    /// The name that a client verifies that was told no other: `tls.Dial` leaves
    /// the brackets on, grpc-go and net/http take them off. It shows where what
    /// they hold is no plain address, such as one with a zone.
    pub(super) fn name(&self, protocol: Protocol) -> Cow<'_, str> {
        let takes_off = matches!(protocol, Protocol::Grpc | Protocol::Http);
        let bare = self.host.parse::<IpAddr>().is_ok() || takes_off;
        if self.brackets && !bare {
            Cow::Owned(format!("[{}]", self.host))
        } else {
            Cow::Borrowed(&self.host)
        }
    }

    /// The host, without port or brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }
}

/// A certificate that is not for the name asked for (Go's `HostnameError`).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ServerNameError {
    /// A certificate with the name in its subject alone, which counts no more.
    #[error("x509: certificate relies on legacy Common Name field, use SANs instead")]
    CommonNameOnly,
    /// An address was wanted, and it has none at all.
    #[error(
        "x509: cannot validate certificate for {wanted} because it doesn't contain any IP SANs"
    )]
    NoIpSans {
        /// The IP address that the client verifies.
        wanted: String,
    },
    /// An address was wanted, and the certificate has others.
    #[error("x509: {}", other_names(.addresses, "IP SANs", .wanted))]
    Address {
        /// The IP address that the client verifies.
        wanted: String,
        /// The IP addresses that the certificate has.
        addresses: Vec<IpAddr>,
    },
    /// A name was wanted, and it has others or none.
    #[error("x509: {}", other_names(.names, "names", .wanted))]
    Name {
        /// The DNS name that the client verifies.
        wanted: String,
        /// The DNS names that the certificate has.
        names: Vec<String>,
    },
}

/// How many names Go lists before it only counts them.
const MOST_NAMES: usize = 100;

/// Whether a certificate is for `host`. The common name never counts.
pub(super) fn verify(certificate: &Certificate, host: &str) -> Result<(), ServerNameError> {
    let inner = match host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
    {
        Some(inner) if !inner.is_empty() => inner,
        _ => host,
    };
    if let Ok(ip) = inner.parse::<IpAddr>() {
        let ip = ip.to_canonical();
        if certificate
            .sans()
            .ips
            .iter()
            .any(|candidate| candidate.to_canonical() == ip)
        {
            return Ok(());
        }
        return Err(mismatch(certificate, inner));
    }
    let candidate = host.to_ascii_lowercase();
    let labels = split(&candidate);
    let valid = is_hostname(&candidate, false);
    let fits = |pattern: &String| {
        if valid && is_hostname(pattern, true) {
            matches(pattern, &labels)
        } else {
            matches_exactly(pattern, &candidate)
        }
    };
    if certificate.sans().dns.iter().any(fits) {
        return Ok(());
    }
    Err(mismatch(certificate, host))
}

/// The name to send as SNI: none for an IP address, no trailing dot.
pub(super) fn sni(name: &str) -> Option<&str> {
    let host = name
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(name);
    let host = match host.rfind('%') {
        Some(at) if at > 0 => host.get(..at).unwrap_or(host),
        _ => host,
    };
    if host.parse::<IpAddr>().is_ok() {
        return None;
    }
    Some(name.trim_end_matches('.')).filter(|name| !name.is_empty())
}

fn mismatch(certificate: &Certificate, host: &str) -> ServerNameError {
    let sans = certificate.sans();
    if certificate.raw_sans().is_none()
        && matches(
            certificate.subject().common_name(),
            &split(&host.to_ascii_lowercase()),
        )
    {
        return ServerNameError::CommonNameOnly;
    }
    let wanted = host.to_owned();
    if host.parse::<IpAddr>().is_err() {
        let names = sans.dns.clone();
        return ServerNameError::Name { wanted, names };
    }
    if sans.ips.is_empty() {
        return ServerNameError::NoIpSans { wanted };
    }
    let addresses = sans.ips.iter().map(IpAddr::to_canonical).collect();
    ServerNameError::Address { wanted, addresses }
}

/// What Go says of a certificate with other names than the one wanted.
fn other_names<T: ToString>(names: &[T], what: &str, wanted: &str) -> String {
    let count = names.len();
    if count >= MOST_NAMES {
        return format!("certificate is valid for {count} {what}, but none matched {wanted}");
    }
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    match names.join(", ") {
        valid if valid.is_empty() => {
            format!("certificate is not valid for any names, but wanted to match {wanted}")
        }
        valid => format!("certificate is valid for {valid}, not {wanted}"),
    }
}

fn split(host: &str) -> Vec<&str> {
    host.strip_suffix('.').unwrap_or(host).split('.').collect()
}

/// Whether a host name fits a pattern, whose first label may be `*`.
fn matches(pattern: &str, labels: &[&str]) -> bool {
    let pattern = pattern.to_ascii_lowercase();
    if pattern.is_empty() {
        return false;
    }
    let parts: Vec<&str> = pattern.split('.').collect();
    parts.len() == labels.len()
        && parts
            .iter()
            .zip(labels)
            .enumerate()
            .all(|(index, (part, label))| index == 0 && *part == "*" || part == label)
}

fn matches_exactly(one: &str, other: &str) -> bool {
    let nothing = |name: &str| name.is_empty() || name == ".";
    !nothing(one) && !nothing(other) && one.eq_ignore_ascii_case(other)
}

/// A name that wildcards and trailing dots apply to (Go's `validHostname`).
fn is_hostname(host: &str, pattern: bool) -> bool {
    let host = if pattern {
        host
    } else {
        host.strip_suffix('.').unwrap_or(host)
    };
    if host.is_empty() || host == "*" {
        return false;
    }
    host.split('.').enumerate().all(|(index, part)| {
        !part.is_empty()
            && (pattern && index == 0 && part == "*"
                || part.bytes().enumerate().all(|(at, byte)| {
                    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-' && at != 0
                }))
    })
}
