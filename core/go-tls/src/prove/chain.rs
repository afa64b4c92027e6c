//! Chains of certificates: Go's `x509.Certificate.Verify`, rule by rule.

use std::sync::Arc;

use super::constraints::{self, NameNotAuthorized};
use super::names::{self, ServerNameError};
use super::{Pool, policies};
use crate::quote::quote;
use crate::x509::{Certificate, Date, ExtKeyUsage, KeyKind, SignatureError};

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

/// Why a certificate does not verify (Go's `x509.Certificate.Verify`). `Display` is
/// Go's text, without what `crypto/tls` puts before it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// A critical extension that Go does not know.
    #[error("x509: unhandled critical extension")]
    UnhandledCritical,
    /// An intermediate that is no CA.
    #[error("x509: certificate is not authorized to sign other certificates")]
    NotAuthorizedToSign,
    /// A certificate whose time is over.
    #[error("{}: current time {} is after {}", OUT_OF_TIME, .now.rfc3339(), .ended.rfc3339())]
    Expired {
        /// The time on the side that judges.
        now: Date,
        /// The last moment at which the certificate was good.
        ended: Date,
    },
    /// A certificate whose time has not come.
    #[error("{}: current time {} is before {}", OUT_OF_TIME, .now.rfc3339(), .begins.rfc3339())]
    NotYetValid {
        /// The time on the side that judges.
        now: Date,
        /// The first moment at which the certificate is good.
        begins: Date,
    },
    /// A name that a CA of the chain may not sign for.
    #[error(
        "x509: a root or intermediate certificate is not authorized to sign for this name: {0}"
    )]
    NameNotAuthorized(#[source] NameNotAuthorized),
    /// More intermediates than a CA of the chain allows.
    #[error("x509: too many intermediates for path length constraint")]
    TooManyIntermediates,
    /// A certificate of the chain that is not for this purpose.
    #[error("x509: certificate specifies an incompatible key usage")]
    IncompatibleUsage,
    /// Chains to a root, of which none holds.
    #[error("x509: no valid chains built: {}", unfit(*.by_usage, *.by_policies))]
    NoValidChains {
        /// The number of chains that are not for this purpose.
        by_usage: usize,
        /// The number of chains that lack a policy that one of their CAs
        /// demands.
        by_policies: usize,
    },
    /// A chain whose names do not follow each other.
    #[error("x509: issuer name does not match subject from issuing certificate")]
    IssuerMismatch,
    /// A chain with more candidates than Go tries.
    #[error("x509: signature check attempts limit reached while verifying certificate chain")]
    SignatureLimit,
    /// A server's certificate that is not for the name wanted.
    #[error(transparent)]
    Name(#[from] ServerNameError),
    /// No chain that leads to a certificate of the pool.
    #[error("x509: certificate signed by unknown authority{}", hinted(.0.as_ref()))]
    UnknownAuthority(Option<Hint>),
}

const OUT_OF_TIME: &str = "x509: certificate has expired or is not yet valid";

/// Go's guess at why an authority was not found: the first candidate that was
/// passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Why the candidate was passed over.
    pub why: PassedOver,
    /// The candidate's common name, its organization, or `serial:` and its number.
    pub candidate: String,
}

/// Why a candidate for an issuer was passed over. `Display` is Go's text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PassedOver {
    /// The candidate did not sign, as far as Go can tell.
    #[error(transparent)]
    Signature(SignatureError),
    /// The candidate signed, and may not stand there.
    #[error(transparent)]
    Invalid(Box<Invalid>),
}

fn hinted(hint: Option<&Hint>) -> String {
    hint.map_or_else(String::new, |hint| {
        format!(
            " (possibly because of {} while trying to verify candidate authority certificate {})",
            quote(hint.why.to_string()),
            quote(&hint.candidate)
        )
    })
}

fn unfit(by_usage: usize, by_policies: usize) -> String {
    let policies = format!("{by_policies} candidate chains with invalid policies");
    match by_usage {
        0 => policies,
        _ => format!("{by_usage} candidate chains with incompatible key usage, {policies}"),
    }
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
        (None, 1.., 0) => Invalid::IncompatibleUsage,
        (None, by_usage, by_policies) => Invalid::NoValidChains {
            by_usage,
            by_policies,
        },
    })
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
        return Err(Invalid::IssuerMismatch);
    }
    let now = options.now;
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    if now < not_before || now > not_after {
        let (begins, ended) = certificate.validity();
        let early = now < not_before;
        let now = Date::utc(now);
        return Err(if early {
            Invalid::NotYetValid { now, begins }
        } else {
            Invalid::Expired { now, ended }
        });
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
        let mut hint: Option<Hint> = None;
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
                    hint.get_or_insert_with(|| Hint::at(parent, PassedOver::Signature(why)));
                }
                Candidate::Invalid(why) => {
                    hint.get_or_insert_with(|| {
                        Hint::at(parent, PassedOver::Invalid(Box::new(why.clone())))
                    });
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
            (true, None) => Err(Invalid::UnknownAuthority(hint)),
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

impl Hint {
    fn at(candidate: &Certificate, why: PassedOver) -> Self {
        let subject = candidate.subject();
        let candidate = match (subject.common_name(), subject.organization()) {
            ("", Some(organization)) => organization.to_owned(),
            ("", None) => format!("serial:{}", candidate.serial_decimal()),
            (common_name, _) => common_name.to_owned(),
        };
        Self { why, candidate }
    }
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
