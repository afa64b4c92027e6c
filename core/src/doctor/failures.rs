//! Faults by the codes of their findings, and the rules that explain them.

#[cfg(test)]
mod tests;

use super::rules::rule;
use crate::prove::{Fault, FaultKind, Judged, StartError};

/// A failure that has no rule of its own, or that a rule about the file or the
/// setting tells better.
pub(super) const OTHER: &str = "MT415";

/// Whether a rule's finding explains a link's failure; none is one by a word that
/// is none of Mimir's.
pub(super) fn is_cause(failure: Option<FaultKind>, code: &str) -> bool {
    let explains = |kind| rule(code).is_some_and(|rule| rule.explains.contains(&kind));
    match failure {
        Some(kind) => explains(kind),
        None => WORDS.into_iter().any(explains),
    }
}

/// What a process says at its start of a word that is none of Mimir's.
const WORDS: [FaultKind; 3] = [
    FaultKind::InvalidClientAuth,
    FaultKind::VersionUnknown,
    FaultKind::SuiteUnknown,
];

/// The code of a link's failure.
pub(super) fn code(fault: &Fault) -> &'static str {
    match told(fault) {
        Told::Link(code) => code,
        Told::Rule(_) | Told::Nowhere => OTHER,
    }
}

/// What a handshake that stands alone suffers from, by its code: the rule that
/// the fault itself tells, or the failure of the link. `None` if it is good.
///
/// ```
/// use mimir_tls::doctor::named;
/// use mimir_tls::pki::Instant;
/// use mimir_tls::prove::Case;
///
/// let case = Case { address: "localhost:9095".to_owned(), ..Case::default() };
/// assert_eq!(named(&case.judge(Instant::from_unix(1_800_000_000))), Some("MT402"));
/// ```
pub fn named(judged: &Judged) -> Option<&'static str> {
    Some(match told(&judged.fault()?) {
        Told::Link(code) | Told::Rule(code) => code,
        Told::Nowhere => OTHER,
    })
}

/// Where a fault is told.
enum Told {
    /// By the finding of a link that fails so.
    Link(&'static str),
    /// By the rule about the file or the setting, which knows more.
    Rule(&'static str),
    /// By no finding of its own.
    Nowhere,
}

fn told(fault: &Fault) -> Told {
    use FaultKind as Kind;
    match fault.kind() {
        Kind::PlaintextClient => Told::Link("MT401"),
        Kind::PlaintextServer => Told::Link("MT402"),
        Kind::UnknownAuthority => Told::Link("MT403"),
        Kind::ClientUnknownAuthority => Told::Link("MT404"),
        Kind::NoCertificate => Told::Link("MT405"),
        Kind::NoIpSans => Told::Link("MT406"),
        Kind::NameMismatch | Kind::NoServerName => Told::Link("MT407"),
        Kind::HalfPair => Told::Rule("MT105"),
        Kind::ClientCaWithoutPolicy => Told::Rule("MT106"),
        Kind::InvalidClientAuth => Told::Rule("MT107"),
        Kind::VersionUnknown => Told::Rule("MT110"),
        Kind::SuiteUnknown if has_blank(fault) => Told::Rule("MT112"),
        Kind::SuiteUnknown => Told::Rule("MT111"),
        Kind::ListenerWithoutCertificate => Told::Rule("MT140"),
        Kind::Http2Suites => Told::Rule("MT141"),
        Kind::CommonNameOnly => Told::Rule("MT203"),
        Kind::Expired => Told::Rule("MT204"),
        Kind::NotYetValid => Told::Rule("MT205"),
        Kind::WrongUsage => Told::Rule("MT208"),
        Kind::ClientWrongUsage => Told::Rule("MT209"),
        Kind::NotACa | Kind::PathTooLong => Told::Rule("MT211"),
        Kind::ShortKey => Told::Rule("MT214"),
        Kind::NameConstraint => Told::Rule("MT216"),
        Kind::NegativeSerial => Told::Rule("MT221"),
        Kind::UnhandledExtension => Told::Rule("MT222"),
        Kind::KeyMismatch => Told::Rule("MT301"),
        Kind::KeyUnparsable => Told::Rule("MT302"),
        Kind::SwappedFiles => Told::Rule("MT303"),
        Kind::NoPem | Kind::UnusableCa => Told::Rule("MT310"),
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
