//! The names that a CA is allowed to vouch for.

use std::fmt;

use ipnet::IpNet;

use super::{DnsName, PkiError, San};

/// Permitted names and networks, written as a critical extension of the CA
/// (RFC 5280, section 4.2.1.10): a stolen CA key is then worth nothing outside
/// them.
///
/// A DNS constraint admits the name itself and every name under it. A kind of
/// name with no constraint is not constrained: without `ips` every address is
/// admitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameConstraints {
    dns: Vec<DnsName>,
    ips: Vec<IpNet>,
}

impl NameConstraints {
    /// Collects constraints; networks lose their host bits, copies are dropped.
    ///
    /// # Errors
    /// [`PkiError::WildcardConstraint`]: X.509 has no such thing.
    pub fn new(dns: Vec<DnsName>, ips: Vec<IpNet>) -> Result<Self, PkiError> {
        if let Some(name) = dns.iter().find(|name| name.is_wildcard()) {
            return Err(PkiError::WildcardConstraint {
                given: name.to_string(),
                instead: name.as_str().trim_start_matches("*.").to_owned(),
            });
        }
        let mut made = Self {
            dns: Vec::new(),
            ips: Vec::new(),
        };
        for name in dns {
            if !made.dns.contains(&name) {
                made.dns.push(name);
            }
        }
        for net in ips {
            if !made.ips.contains(&net.trunc()) {
                made.ips.push(net.trunc());
            }
        }
        Ok(made)
    }

    /// The permitted DNS names, in order.
    #[must_use]
    pub fn dns(&self) -> &[DnsName] {
        &self.dns
    }

    /// The permitted networks, in order.
    #[must_use]
    pub fn ips(&self) -> &[IpNet] {
        &self.ips
    }

    /// Whether a certificate with this name stands under the CA.
    #[must_use]
    pub fn admits(&self, san: &San) -> bool {
        match san {
            San::Dns(name) => {
                self.dns.is_empty() || self.dns.iter().any(|constraint| is_under(name, constraint))
            }
            San::Ip(ip) => self.ips.is_empty() || self.ips.iter().any(|net| net.contains(ip)),
        }
    }
}

impl fmt::Display for NameConstraints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dns = self.dns.iter().map(ToString::to_string);
        let ips = self.ips.iter().map(ToString::to_string);
        f.write_str(&dns.chain(ips).collect::<Vec<_>>().join(", "))
    }
}

fn is_under(name: &DnsName, constraint: &DnsName) -> bool {
    match name.as_str().strip_suffix(constraint.as_str()) {
        Some(rest) => rest.is_empty() || rest.ends_with('.'),
        None => false,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;

    fn constraints(dns: &[&str], ips: &[&str]) -> NameConstraints {
        let dns = dns.iter().map(|name| name.parse().unwrap()).collect();
        let ips = ips.iter().map(|net| net.parse().unwrap()).collect();
        NameConstraints::new(dns, ips).unwrap()
    }

    #[test]
    fn admits_what_is_under() {
        let ours = constraints(&["mimir.svc", "localhost"], &["10.1.2.3/8", "::1/128"]);
        for good in [
            "mimir.svc",
            "a.b.mimir.svc",
            "*.mimir.svc",
            "localhost",
            "10.9.9.9",
            "::1",
        ] {
            assert!(ours.admits(&good.parse().unwrap()), "{good}");
        }
        for bad in ["svc", "xmimir.svc", "mimir.svc.example", "11.0.0.1", "::2"] {
            assert!(!ours.admits(&bad.parse().unwrap()), "{bad}");
        }
        assert_eq!(
            ours.to_string(),
            "mimir.svc, localhost, 10.0.0.0/8, ::1/128"
        );
    }

    #[test]
    fn a_kind_without_constraint_is_free() {
        assert!(constraints(&["mimir.svc"], &[]).admits(&San::parse("10.0.0.1").unwrap().0));
    }

    #[test]
    fn no_wildcards() {
        let error = NameConstraints::new(vec!["*.mimir.svc".parse().unwrap()], vec![]).unwrap_err();
        assert!(error.to_string().contains("write \"mimir.svc\""), "{error}");
    }
}
