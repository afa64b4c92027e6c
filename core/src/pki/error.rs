//! What can be wrong with a certificate's words, or with making one.

use super::{Algorithm, Days, Instant, San};

/// Why a name, a subject, a validity or a key was refused.
///
/// Each message names what is wrong, where in the text, and what to write
/// instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A DNS name that no certificate should carry.
    #[error("DNS name {given:?}: {problem}; {instead}")]
    DnsName {
        /// The text as it was given.
        given: String,
        /// What is wrong, and in which label.
        problem: String,
        /// What to write instead.
        instead: String,
    },
    /// An address or a name that cannot be a subject alternative name.
    #[error("address {given:?}: {problem}; {instead}")]
    Address {
        /// The text as it was given.
        given: String,
        /// What is wrong.
        problem: String,
        /// What to write instead.
        instead: String,
    },
    /// No algorithm has this name.
    #[error("unknown algorithm {given:?}; {instead}")]
    Algorithm {
        /// The text as it was given.
        given: String,
        /// The nearest name, or all of them.
        instead: String,
    },
    /// A subject that is not of the form `/C=US/O=Org/CN=name`.
    #[error("subject {given:?}: {problem}; {instead}")]
    Subject {
        /// The text as it was given.
        given: String,
        /// What is wrong, and in which attribute.
        problem: String,
        /// What to write instead.
        instead: String,
    },
    /// A number of days that no validity can have.
    #[error("days {given:?}: {problem}; write a whole number from 1, such as 730")]
    Days {
        /// The text as it was given.
        given: String,
        /// What is wrong.
        problem: &'static str,
    },
    /// A validity beyond the last day that X.509 can write.
    #[error(
        "{days} days from {now} end after 9999-12-31, the last day that a certificate can name; write {most} days or fewer"
    )]
    PastYear9999 {
        /// The days asked for.
        days: Days,
        /// When they were to begin.
        now: Instant,
        /// The most that still fit.
        most: u32,
    },
    /// A leaf that would begin after its CA has ended, or end before it begins.
    #[error(
        "the certificate would be valid from {begins}, but its CA is valid only from {ca_begins} to {ca_ends}; renew the CA first"
    )]
    OutsideCa {
        /// When the leaf would begin.
        begins: Instant,
        /// When the CA begins.
        ca_begins: Instant,
        /// When the CA ends.
        ca_ends: Instant,
    },
    /// A server's certificate without a name to be dialled by. Go has ignored
    /// the common name since 1.15.
    #[error(
        "the server certificate {subject} has no DNS name and no IP; list what it is dialled by, such as the DNS name \"localhost\""
    )]
    NoSan {
        /// The subject of the leaf.
        subject: String,
    },
    /// A name that the CA's own constraints forbid.
    #[error(
        "the CA's name constraints ({permitted}) do not admit {san}; add it to the constraints or drop the name"
    )]
    NotAdmitted {
        /// The name or address of the leaf.
        san: San,
        /// What the CA permits.
        permitted: String,
    },
    /// A name constraint that X.509 cannot hold.
    #[error(
        "name constraint \"{given}\": a wildcard cannot be a constraint; write \"{instead}\", which admits every name under it"
    )]
    WildcardConstraint {
        /// The wildcard.
        given: String,
        /// The same without it.
        instead: String,
    },
    /// This source of randomness, or this build, makes no such key.
    #[error("no {algorithm} key can be made here: {reason}; {instead}")]
    KeyUnavailable {
        /// What was asked for.
        algorithm: Algorithm,
        /// Why it is not to be had.
        reason: &'static str,
        /// What to do instead.
        instead: &'static str,
    },
    /// The bytes are no PKCS#8 key of that algorithm.
    #[error("the key is no PKCS#8 {algorithm} key: {reason}")]
    KeyRejected {
        /// What was expected.
        algorithm: Algorithm,
        /// What the cryptographic library said.
        reason: String,
    },
    /// A file in which there is nothing to inspect.
    #[error("{problem}; {instead}")]
    NothingToInspect {
        /// What the file is instead.
        problem: String,
        /// What to give instead.
        instead: &'static str,
    },
    /// A CA that was brought, and cannot sign here.
    #[error("the CA cannot be used: {problem}; {instead}")]
    OwnCa {
        /// What is wrong with it.
        problem: String,
        /// What to do instead.
        instead: &'static str,
    },
    /// The system gave no random bytes.
    #[error("the system's source of randomness failed")]
    NoEntropy,
    /// The certificate could not be written or signed.
    #[error("the certificate could not be made: {reason}")]
    Encoding {
        /// What the encoder said.
        reason: String,
    },
}
