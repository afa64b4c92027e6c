//! What stands above a certificate: its intermediates, up to a root.

use super::Instant;
use super::x509::Certificate;

/// No chain that a CA hands out is longer; two that sign each other are one
/// without an end.
const LONGEST: usize = 10;

/// The certificates above another, the nearest first.
#[derive(Debug, Clone)]
pub(crate) struct Chain {
    /// Those between the certificate and its root.
    pub(crate) intermediates: Vec<Certificate>,
    /// The root, which has signed itself.
    pub(crate) root: Certificate,
}

/// Why there is no chain above a certificate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Broken {
    /// Whoever signed one of them is not among the certificates.
    #[error("{issuer}, which signed {of}, is not there")]
    Missing { issuer: String, of: String },
    /// One that is used as a CA, and is none.
    #[error("{0} signed others and is no CA: it lacks CA:TRUE or keyCertSign")]
    NoCa(String),
    /// More stand below a CA than it allows.
    #[error("{subject} allows {allowed} intermediates below it, and there are {there}")]
    PathTooLong {
        subject: String,
        allowed: u64,
        there: usize,
    },
    /// One that has ended.
    #[error("{subject} has ended, at {at}")]
    Ended { subject: String, at: String },
    /// One that has not begun.
    #[error("{subject} begins only at {at}")]
    NotBegun { subject: String, at: String },
}

impl Chain {
    /// The chain above `certificate`, found among `pool` in any order.
    pub(crate) fn above(certificate: &Certificate, pool: &[Certificate]) -> Result<Self, Broken> {
        let mut intermediates: Vec<Certificate> = Vec::new();
        let mut current = certificate;
        while intermediates.len() <= LONGEST {
            let issuer = issuer(current, pool)?;
            if is_root(issuer) {
                let root = issuer.clone();
                return Ok(Self {
                    intermediates,
                    root,
                });
            }
            intermediates.push(issuer.clone());
            current = issuer;
        }
        Err(missing(current))
    }

    /// Holds each of them against `now` and its path length. `below` is how
    /// many intermediates the chain's own certificate is: none for a leaf, one
    /// for a CA that is no root.
    pub(crate) fn check(&self, below: usize, now: Instant) -> Result<(), Broken> {
        let all = self.intermediates.iter().chain([&self.root]);
        for (number, certificate) in all.enumerate() {
            check_dates(certificate, now)?;
            let (there, subject) = (below + number, certificate.subject().to_string());
            match certificate.max_path_len() {
                Some(allowed) if usize::try_from(allowed).is_ok_and(|most| most < there) => {
                    return Err(Broken::PathTooLong {
                        subject,
                        allowed,
                        there,
                    });
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Refuses a certificate that is not valid at `now`.
pub(crate) fn check_dates(certificate: &Certificate, now: Instant) -> Result<(), Broken> {
    let subject = || certificate.subject().to_string();
    let at = |unix| Instant::from_unix(unix).rfc3339();
    if certificate.not_after() < now.unix() {
        let (subject, at) = (subject(), at(certificate.not_after()));
        return Err(Broken::Ended { subject, at });
    }
    if certificate.not_before() > now.unix() {
        let (subject, at) = (subject(), at(certificate.not_before()));
        return Err(Broken::NotBegun { subject, at });
    }
    Ok(())
}

/// Whether a certificate is a root: one that its own key has signed.
pub(crate) fn is_root(certificate: &Certificate) -> bool {
    certificate.raw_issuer() == certificate.raw_subject()
        && certificate.check_signature_from(certificate).is_ok()
}

/// Who signed `certificate`. Of several with one name and key, a root goes
/// first, then the one that lives longest.
fn issuer<'a>(
    certificate: &Certificate,
    pool: &'a [Certificate],
) -> Result<&'a Certificate, Broken> {
    let named = |other: &&Certificate| other.raw_subject() == certificate.raw_issuer();
    let named: Vec<&Certificate> = pool.iter().filter(named).collect();
    let signed = named
        .iter()
        .filter(|other| certificate.check_signature_from(other).is_ok());
    match signed.max_by_key(|other| (is_root(other), other.not_after())) {
        Some(issuer) => Ok(issuer),
        None => match named.iter().find(|other| !may_sign(other)) {
            Some(other) => Err(Broken::NoCa(other.subject().to_string())),
            None => Err(missing(certificate)),
        },
    }
}

fn may_sign(certificate: &Certificate) -> bool {
    certificate.is_ca() && certificate.key_usage().may_sign_certificates()
}

fn missing(certificate: &Certificate) -> Broken {
    Broken::Missing {
        issuer: certificate.issuer().to_string(),
        of: certificate.subject().to_string(),
    }
}
