//! Faults by the codes of their findings, and the rules that explain them.

#[cfg(test)]
mod tests;

use super::code::Code;
use super::rules::rule;
use crate::catalog::Field;
use crate::prove::{Fault, FaultKind, Judged, StartError};

/// A failure that has no rule of its own, or that a rule about the file or the
/// setting tells better.
pub(super) const OTHER: Code = Code::Mt415;

/// Whether a rule's finding explains a link's failure; none is one by a word that
/// is none of Mimir's.
pub(super) fn is_cause(failure: Option<FaultKind>, code: Code) -> bool {
    let explains = |kind| rule(code).explains.contains(&kind);
    match failure {
        Some(kind) => explains(kind),
        None => WORDS.into_iter().any(explains),
    }
}

/// Whether a link fails so for want of that option.
pub(super) fn is_want(failure: Option<FaultKind>, field: Field) -> bool {
    use FaultKind as Kind;
    let kinds: &[Kind] = match field {
        // memberlist's switch is that of both directions.
        Field::Enabled => &[Kind::PlaintextClient, Kind::PlaintextServer],
        Field::Cert | Field::Key | Field::CertText | Field::KeyText => &[
            Kind::PlaintextServer,
            Kind::NoCertificate,
            Kind::HalfPair,
            Kind::ListenerWithoutCertificate,
        ],
        Field::Ca => &[Kind::UnknownAuthority],
        Field::ClientCa | Field::ClientCaText => &[Kind::ClientUnknownAuthority],
        Field::ClientAuth => &[Kind::ClientCaWithoutPolicy],
        Field::ServerName => &[Kind::NameMismatch, Kind::NoIpSans, Kind::NoServerName],
        _ => &[],
    };
    failure.is_some_and(|kind| kinds.contains(&kind))
}

/// What a process says at its start of a word that is none of Mimir's.
const WORDS: [FaultKind; 3] = [
    FaultKind::InvalidClientAuth,
    FaultKind::VersionUnknown,
    FaultKind::SuiteUnknown,
];

/// The code of a link's failure.
pub(super) fn code(fault: &Fault) -> Code {
    match told(fault) {
        Told::Link(code) => code,
        Told::Rule(_) | Told::Nowhere => OTHER,
    }
}

/// What a handshake that stands alone suffers from, by its code: the rule that
/// the fault itself tells, or the failure of the link. `None` if it is good.
///
/// ```
/// use mimir_tls::doctor::{Code, named};
/// use mimir_tls::pki::Instant;
/// use mimir_tls::prove::Case;
///
/// let case = Case { address: "localhost:9095".to_owned(), ..Case::default() };
/// assert_eq!(named(&case.judge(Instant::from_unix(1_800_000_000))), Some(Code::Mt402));
/// ```
pub fn named(judged: &Judged) -> Option<Code> {
    Some(match told(&judged.fault()?) {
        Told::Link(code) | Told::Rule(code) => code,
        Told::Nowhere => OTHER,
    })
}

/// Where a fault is told.
enum Told {
    /// By the finding of a link that fails so.
    Link(Code),
    /// By the rule about the file or the setting, which knows more.
    Rule(Code),
    /// By no finding of its own.
    Nowhere,
}

fn told(fault: &Fault) -> Told {
    use FaultKind as Kind;
    match fault.kind() {
        Kind::PlaintextClient => Told::Link(Code::Mt401),
        Kind::PlaintextServer => Told::Link(Code::Mt402),
        Kind::UnknownAuthority => Told::Link(Code::Mt403),
        Kind::ClientUnknownAuthority => Told::Link(Code::Mt404),
        Kind::NoCertificate => Told::Link(Code::Mt405),
        Kind::NoIpSans => Told::Link(Code::Mt406),
        Kind::NameMismatch | Kind::NoServerName => Told::Link(Code::Mt407),
        Kind::HalfPair => Told::Rule(Code::Mt105),
        Kind::ClientCaWithoutPolicy => Told::Rule(Code::Mt106),
        Kind::InvalidClientAuth => Told::Rule(Code::Mt107),
        Kind::VersionUnknown => Told::Rule(Code::Mt110),
        Kind::SuiteUnknown if has_blank(fault) => Told::Rule(Code::Mt112),
        Kind::SuiteUnknown => Told::Rule(Code::Mt111),
        Kind::ListenerWithoutCertificate => Told::Rule(Code::Mt140),
        Kind::Http2Suites => Told::Rule(Code::Mt141),
        Kind::CommonNameOnly => Told::Rule(Code::Mt203),
        Kind::Expired => Told::Rule(Code::Mt204),
        Kind::NotYetValid => Told::Rule(Code::Mt205),
        Kind::WrongUsage => Told::Rule(Code::Mt208),
        Kind::ClientWrongUsage => Told::Rule(Code::Mt209),
        Kind::NotACa | Kind::PathTooLong => Told::Rule(Code::Mt211),
        Kind::ShortKey => Told::Rule(Code::Mt214),
        Kind::NameConstraint => Told::Rule(Code::Mt216),
        Kind::NegativeSerial => Told::Rule(Code::Mt221),
        Kind::UnhandledExtension => Told::Rule(Code::Mt222),
        Kind::KeyMismatch => Told::Rule(Code::Mt301),
        Kind::KeyUnparsable => Told::Rule(Code::Mt302),
        Kind::SwappedFiles => Told::Rule(Code::Mt303),
        Kind::NoPem | Kind::UnusableCa => Told::Rule(Code::Mt310),
        Kind::NoSecret
        | Kind::Versions
        | Kind::Suites
        | Kind::Undecodable
        | Kind::EmptyChain
        | Kind::Unparsable
        | Kind::LongKey
        | Kind::UnsupportedKey
        | Kind::Policies
        | Kind::IssuerMismatch
        | Kind::SignatureLimit
        | Kind::InvalidSignature
        | Kind::RemoteDisagreement
        | Kind::RemoteRefusal
        | Kind::RemoteWantsCertificate
        | Kind::RemoteTrouble
        | Kind::Gone
        | Kind::Engine => Told::Nowhere,
    }
}

/// Whether a server's suite is unknown for the blank that stands beside it.
fn has_blank(fault: &Fault) -> bool {
    matches!(fault, Fault::Start(StartError::ServerSuite(suite)) if suite.trim() != suite)
}
