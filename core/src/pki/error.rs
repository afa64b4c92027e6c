//! What can be wrong with a certificate's words, or with making one.

use super::{Algorithm, Days, Instant, San};

/// Why a name, a subject, a validity or a key was refused.
///
/// Each message names what is wrong, where in the text, and what to write
/// instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PkiError {
    /// A DNS name that no certificate should carry.
    #[error("DNS name {given:?}: {problem}; {instead}")]
    DnsName {
        /// The name as it was given.
        given: String,
        /// The fault in the name, and the label that has it.
        problem: String,
        /// The name to write instead, as a hint.
        instead: String,
    },
    /// An address or a name that cannot be a subject alternative name.
    #[error("address {given:?}: {problem}; {instead}")]
    Address {
        /// The address as it was given.
        given: String,
        /// Why the text is no address.
        problem: String,
        /// The address to write instead, as a hint.
        instead: String,
    },
    /// A name that no algorithm has.
    #[error("unknown algorithm {given:?}; {instead}")]
    Algorithm {
        /// The algorithm's name as it was given.
        given: String,
        /// The nearest name of an algorithm, or all of them.
        instead: String,
    },
    /// A subject that is not of the form `/C=US/O=Org/CN=name`.
    #[error("subject {given:?}: {problem}; {instead}")]
    Subject {
        /// The subject as it was given.
        given: String,
        /// The fault in the subject, and the attribute that has it.
        problem: String,
        /// The subject to write instead, as a hint.
        instead: String,
    },
    /// A number of days that no validity can have.
    #[error("days {given:?}: {problem}; write a whole number from 1, such as 730")]
    Days {
        /// The number of days as it was given.
        given: String,
        /// Why the text is no number of days.
        problem: &'static str,
    },
    /// A validity beyond the last day that X.509 can write.
    #[error(
        "{days} days from {now} end after 9999-12-31, the last day that a certificate can name; write at most {most}"
    )]
    PastYear9999 {
        /// The number of days that was asked for.
        days: Days,
        /// The instant at which the validity was to begin.
        now: Instant,
        /// The largest number of days that ends before the year 10000.
        most: u32,
    },
    /// A leaf that would begin after its CA has ended, or end before it begins.
    #[error(
        "the certificate would be valid from {begins}, but its CA is valid only from {ca_begins} to {ca_ends}; renew the CA first"
    )]
    OutsideCa {
        /// The first second at which the leaf would be valid.
        begins: Instant,
        /// The first second at which the CA is valid.
        ca_begins: Instant,
        /// The last second at which the CA is valid.
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
        /// The names and networks that the CA permits.
        permitted: String,
    },
    /// A name constraint that X.509 cannot hold.
    #[error(
        "name constraint \"{given}\": a wildcard cannot be a constraint; write \"{instead}\", which admits every name under it"
    )]
    WildcardConstraint {
        /// The wildcard as it was given.
        given: String,
        /// The name without the wildcard's label.
        instead: String,
    },
    /// This source of randomness, or this build, makes no such key.
    #[error("no {algorithm} key can be made here: {reason}; {instead}")]
    KeyUnavailable {
        /// The algorithm of the key that was asked for.
        algorithm: Algorithm,
        /// Why such a key cannot be made here.
        reason: &'static str,
        /// The way to get such a key, as a hint.
        instead: &'static str,
    },
    /// The bytes are no PKCS#8 key of that algorithm.
    #[error("the key is no PKCS#8 {algorithm} key: {reason}")]
    KeyRejected {
        /// The algorithm that the key was expected to have.
        algorithm: Algorithm,
        /// The reason that the cryptographic library gave.
        reason: String,
    },
    /// A file in which there is nothing to inspect.
    #[error("{problem}; {instead}")]
    NothingToInspect {
        /// The kind of file that it is, in words.
        problem: String,
        /// The file to give instead, as a hint.
        instead: &'static str,
    },
    /// A private key that nothing can be signed with here.
    #[error("the key {problem}; {instead}")]
    UnusableKey {
        /// The fault, in words that go behind "the key".
        problem: &'static str,
        /// The key to give instead, as a hint.
        instead: &'static str,
    },
    /// A CA that was brought, and cannot sign here.
    #[error("the CA cannot be used: {problem}; {instead}")]
    OwnCa {
        /// The fault in the CA's certificate or key.
        problem: String,
        /// The file to bring instead, as a hint.
        instead: &'static str,
    },
    /// The system gave no random bytes.
    #[error("the system's source of randomness failed")]
    NoEntropy,
    /// The certificate could not be written or signed.
    #[error("the certificate could not be made: {reason}")]
    Encoding {
        /// The reason that the encoder of the certificate gave.
        reason: String,
    },
}
