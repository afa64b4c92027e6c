//! Chains of certificates: Go's `x509.Certificate.Verify`, rule by rule.

use std::sync::Arc;

use super::{Pool, constraints, names, policies};
use crate::quote::quote;
use crate::x509::{Certificate, ExtKeyUsage, KeyKind, SignatureError, rfc3339};

/// What a leaf is asked to be good for.
pub(super) struct Options<'a> {
    /// The trusted certificates; without any, nothing verifies.
    pub(super) roots: &'a Pool,
    /// What the peer sent after its leaf.
    pub(super) intermediates: &'a Pool,
    /// Seconds since 1970.
    pub(super) now: i64,
    /// The name that a client wants, none on a server.
    pub(super) name: Option<&'a str>,
    /// `serverAuth` or `clientAuth`.
    pub(super) usage: ExtKeyUsage,
}

/// Why a certificate was refused. `Display` is Go's text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Invalid {
    #[error("x509: unhandled critical extension")]
    UnhandledCritical,
    #[error("x509: certificate is not authorized to sign other certificates")]
    NotAuthorizedToSign,
    #[error("x509: certificate has expired or is not yet valid: {0}")]
    Expired(String),
    #[error(
        "x509: a root or intermediate certificate is not authorized to sign for this name: {0}"
    )]
    NameNotAuthorized(String),
    #[error("x509: too many intermediates for path length constraint")]
    TooManyIntermediates,
    #[error("x509: certificate specifies an incompatible key usage")]
    IncompatibleUsage,
    #[error("x509: no valid chains built: {0}")]
    NoValidChains(String),
    #[error("x509: issuer name does not match subject from issuing certificate")]
    NameMismatch,
    #[error("x509: signature check attempts limit reached while verifying certificate chain")]
    SignatureLimit,
    #[error("{0}")]
    Hostname(#[from] names::ServerNameError),
    #[error("x509: certificate signed by unknown authority{}", .0.as_deref().unwrap_or_default())]
    UnknownAuthority(Option<String>),
}

/// How many signatures Go checks before it gives up.
const MOST_SIGNATURE_CHECKS: usize = 100;

type Chain = Vec<Arc<Certificate>>;

/// Builds every chain from the leaf to a root and keeps those that are good for
/// the purpose; the first of them, leaf first.
pub(super) fn verify(leaf: &Arc<Certificate>, options: &Options<'_>) -> Result<Chain, Invalid> {
    check_certificate(leaf, Kind::Leaf, &[], options)?;
    if let Some(name) = options.name {
        names::verify(leaf, name)?;
    }
    let chains = if options.roots.contains(leaf) {
        vec![vec![Arc::clone(leaf)]]
    } else {
        Builder { options, checks: 0 }.build(leaf, &[Arc::clone(leaf)])?
    };
    let mut constraint = None;
    let (mut without_policy, mut without_usage) = (0, 0);
    for chain in chains {
        if !policies::valid(&chain) {
            without_policy += 1;
            continue;
        }
        if !usage_is_nested(&chain, options.usage) {
            without_usage += 1;
            continue;
        }
        match constraints::check(&chain) {
            Ok(()) => return Ok(chain),
            Err(why) => constraint = constraint.or(Some(why)),
        }
    }
    Err(match (constraint, without_usage, without_policy) {
        (Some(why), ..) => Invalid::NameNotAuthorized(why),
        (None, 0, _) => Invalid::NoValidChains(invalid_policies(without_policy)),
        (None, _, 0) => Invalid::IncompatibleUsage,
        (None, ..) => Invalid::NoValidChains(format!(
            "{without_usage} candidate chains with incompatible key usage, {}",
            invalid_policies(without_policy)
        )),
    })
}

fn invalid_policies(chains: usize) -> String {
    format!("{chains} candidate chains with invalid policies")
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Leaf,
    Intermediate,
    Root,
}

/// Go's `isValid`: one certificate as the next of a chain.
fn check_certificate(
    certificate: &Certificate,
    kind: Kind,
    chain: &[Arc<Certificate>],
    options: &Options<'_>,
) -> Result<(), Invalid> {
    if !certificate.unhandled_critical().is_empty() {
        return Err(Invalid::UnhandledCritical);
    }
    if chain
        .last()
        .is_some_and(|child| child.raw_issuer() != certificate.raw_subject())
    {
        return Err(Invalid::NameMismatch);
    }
    let now = options.now;
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    if now < not_before || now > not_after {
        let (begins, ends) = certificate.validity();
        let (relation, limit) = if now < not_before {
            ("before", begins)
        } else {
            ("after", ends)
        };
        let detail = format!(
            "current time {} is {relation} {}",
            rfc3339(now),
            limit.rfc3339()
        );
        return Err(Invalid::Expired(detail));
    }
    if kind == Kind::Intermediate && !certificate.is_ca() {
        return Err(Invalid::NotAuthorizedToSign);
    }
    // The leaf itself is no intermediate; a leaf judged first has an empty chain.
    let intermediates = chain.len().saturating_sub(1) as u64;
    if !chain.is_empty()
        && certificate
            .max_path_len()
            .is_some_and(|most| intermediates > most)
    {
        return Err(Invalid::TooManyIntermediates);
    }
    Ok(())
}

struct Builder<'a> {
    options: &'a Options<'a>,
    checks: usize,
}

/// What came of one candidate parent.
enum Candidate {
    /// Chains through it.
    Chains(Vec<Chain>),
    /// Passed over: no signature of its key, or already in the chain.
    No(Option<SignatureError>),
    /// It signed, but may not stand there. This is what Go reports in the end.
    Invalid(Invalid),
    /// Its own parents led nowhere.
    Deeper(Invalid),
}

impl Builder<'_> {
    /// Go's `buildChains`. An error of the last candidate that had one is the
    /// result; the first one of all is only a hint.
    fn build(
        &mut self,
        certificate: &Arc<Certificate>,
        chain: &[Arc<Certificate>],
    ) -> Result<Vec<Chain>, Invalid> {
        let mut chains = Vec::new();
        let mut hint: Option<(String, &Certificate)> = None;
        let mut error = None;
        let options = self.options;
        let roots = options
            .roots
            .potential_parents(certificate)
            .map(|parent| (Kind::Root, parent));
        let intermediates = options
            .intermediates
            .potential_parents(certificate)
            .map(|parent| (Kind::Intermediate, parent));
        for (kind, parent) in roots.chain(intermediates) {
            self.checks += 1;
            if self.checks > MOST_SIGNATURE_CHECKS {
                error = Some(Invalid::SignatureLimit);
                break;
            }
            match self.consider(certificate, kind, parent, chain) {
                Candidate::Chains(found) => {
                    chains.extend(found);
                    error = None;
                }
                Candidate::No(None) => {}
                Candidate::No(Some(why)) => {
                    hint.get_or_insert_with(|| (why.to_string(), parent));
                }
                Candidate::Invalid(why) => {
                    hint.get_or_insert_with(|| (why.to_string(), parent));
                    error = Some(why);
                }
                Candidate::Deeper(Invalid::SignatureLimit) => {
                    error = Some(Invalid::SignatureLimit);
                    break;
                }
                Candidate::Deeper(why) => error = Some(why),
            }
        }
        match (chains.is_empty(), error) {
            (false, _) => Ok(chains),
            (true, Some(error)) => Err(error),
            (true, None) => Err(Invalid::UnknownAuthority(
                hint.map(|(why, parent)| hint_text(&why, parent)),
            )),
        }
    }

    fn consider(
        &mut self,
        child: &Certificate,
        kind: Kind,
        parent: &Arc<Certificate>,
        chain: &[Arc<Certificate>],
    ) -> Candidate {
        if parent.key().kind() == KeyKind::Unknown || already_in_chain(parent, chain) {
            return Candidate::No(None);
        }
        if let Err(why) = self.options.roots.check_signature(child, parent) {
            return Candidate::No(Some(why));
        }
        if let Err(why) = check_certificate(parent, kind, chain, self.options) {
            return Candidate::Invalid(why);
        }
        let mut longer = chain.to_vec();
        longer.push(Arc::clone(parent));
        if kind == Kind::Root {
            return Candidate::Chains(vec![longer]);
        }
        match self.build(parent, &longer) {
            Ok(chains) => Candidate::Chains(chains),
            Err(why) => Candidate::Deeper(why),
        }
    }
}

/// Go's guess at why an authority was not found.
fn hint_text(why: &str, parent: &Certificate) -> String {
    let subject = parent.subject();
    let name = match (subject.common_name(), subject.organization()) {
        ("", Some(organization)) => organization.to_owned(),
        ("", None) => format!("serial:{}", parent.serial_decimal()),
        (common_name, _) => common_name.to_owned(),
    };
    format!(
        " (possibly because of {} while trying to verify candidate authority certificate {})",
        quote(why),
        quote(&name)
    )
}

/// Subject, key and names the same: a loop of cross-signatures.
fn already_in_chain(candidate: &Certificate, chain: &[Arc<Certificate>]) -> bool {
    for member in chain {
        if candidate.raw_subject() != member.raw_subject()
            || candidate.key().spki() != member.key().spki()
        {
            continue;
        }
        match (candidate.raw_sans(), member.raw_sans()) {
            (None, None) => return true,
            (Some(one), Some(other)) if one == other => return true,
            (Some(_), Some(_)) => {}
            _ => return false,
        }
    }
    false
}

/// Every certificate of the chain that lists usages must list this one, or any.
fn usage_is_nested(chain: &[Arc<Certificate>], usage: ExtKeyUsage) -> bool {
    chain.iter().all(|certificate| {
        let known = certificate.ext_key_usage();
        known.is_empty() && certificate.unknown_ext_key_usage().is_empty()
            || known.contains(&ExtKeyUsage::Any)
            || known.contains(&usage)
    })
}
