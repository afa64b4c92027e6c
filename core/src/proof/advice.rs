//! What to change when a link fails, by the fault.

use crate::catalog::Catalog;
use crate::prove::{Fault, FaultKind, Invalid, ServerNameError, Verdict};
use crate::topology::ANY;

/// For an outsider that would have to show a certificate.
pub(super) const CERTIFICATE: &str =
    "give it a certificate of this CA, or ask for one only if given";

/// For a stranger that got in.
pub(super) const LET_IN: &str =
    "the listener lets in whom the plan refuses; its client authentication or CA is not the plan's";

/// For a name that was to be an address which nobody knows beforehand.
const ANY_ADDRESS: &str = "set the client's server name to one that every server certificate has; 192.0.2.1 stands for any address";

/// Where no single setting is known to be at fault.
const COMPARE: &str = "compare the settings of both ends in proof.json";

/// Every remedy that [`fix`](super::LinkReport::fix) of a link can name, for whoever
/// says it in another language.
///
/// # Examples
///
/// ```
/// let mut all = mimir_tls::proof::remedies();
/// assert!(all.any(|it| it == "turn TLS on at both ends, or at neither"));
/// ```
pub fn remedies() -> impl Iterator<Item = &'static str> {
    let by_fault = FaultKind::ALL.iter().filter_map(|kind| of_kind(*kind));
    let of_outsiders = Catalog::builtin().externals().filter_map(|it| it.fix());
    let others = [CERTIFICATE, LET_IN, ANY_ADDRESS, COMPARE];
    others.into_iter().chain(by_fault).chain(of_outsiders)
}

/// The fix for a refused handshake: that of the fault which made it fail, or
/// else of what the other side found meanwhile.
pub(super) fn of(verdict: &Verdict) -> String {
    let faults = [
        verdict.fault(),
        verdict.client.as_ref(),
        verdict.server.as_ref(),
    ];
    faults
        .into_iter()
        .flatten()
        .find_map(fix)
        .unwrap_or(COMPARE)
        .to_owned()
}

fn fix(fault: &Fault) -> Option<&'static str> {
    match fault.kind() {
        FaultKind::NameMismatch if wants_any(fault) => Some(ANY_ADDRESS),
        kind => of_kind(kind),
    }
}

fn of_kind(kind: FaultKind) -> Option<&'static str> {
    use FaultKind as Kind;
    let words = match kind {
        Kind::NameMismatch => {
            "add the name under certificates.dns, or verify one that the certificate has"
        }
        Kind::NoIpSans => {
            "dial by name, set the client's server name, or add the address under certificates.ips"
        }
        Kind::CommonNameOnly => "issue the certificate anew with subject alternative names",
        Kind::UnknownAuthority => {
            "give both sides the root.crt that signed the certificates, and append every intermediate behind its leaf"
        }
        Kind::ClientUnknownAuthority => {
            "set the server's client CA to the root.crt that signed the client's certificate, and append every intermediate behind its leaf"
        }
        Kind::WrongUsage | Kind::ClientWrongUsage => {
            "issue the certificate anew for the role that it plays here"
        }
        Kind::Expired | Kind::NotYetValid => {
            "make new certificates with `mimir-tls renew`, or fix the clock"
        }
        Kind::NameConstraint | Kind::NotACa => {
            "admit the name in certificates.ca.name_constraints, or leave the constraints out"
        }
        Kind::Suites => {
            "name suites that the certificates' algorithm can use under TLS 1.2, or set policy.min_version to VersionTLS13"
        }
        Kind::PlaintextServer | Kind::PlaintextClient => "turn TLS on at both ends, or at neither",
        // No side that does not start comes to a handshake, and the start says why.
        Kind::NoPem
        | Kind::SwappedFiles
        | Kind::KeyUnparsable
        | Kind::KeyMismatch
        | Kind::HalfPair
        | Kind::ClientCaWithoutPolicy
        | Kind::InvalidClientAuth
        | Kind::VersionUnknown
        | Kind::SuiteUnknown
        | Kind::ListenerWithoutCertificate
        | Kind::Http2Suites
        | Kind::UnusableCa
        | Kind::NoSecret => return None,
        // No plan makes these; whoever changed its files knows best.
        Kind::NoServerName
        | Kind::Versions
        | Kind::Undecodable
        | Kind::EmptyChain
        | Kind::NoCertificate
        | Kind::Unparsable
        | Kind::NegativeSerial
        | Kind::LongKey
        | Kind::ShortKey
        | Kind::UnsupportedKey
        | Kind::UnhandledExtension
        | Kind::PathTooLong
        | Kind::Policies
        | Kind::IssuerMismatch
        | Kind::SignatureLimit
        | Kind::InvalidSignature => return None,
        // The other side's fault says more.
        Kind::RemoteDisagreement
        | Kind::RemoteRefusal
        | Kind::RemoteWantsCertificate
        | Kind::RemoteTrouble
        | Kind::Gone => return None,
        Kind::Engine => return None,
    };
    Some(words)
}

/// Whether a certificate was to be for an address that nobody knows beforehand.
fn wants_any(fault: &Fault) -> bool {
    let Fault::Unverified { why, .. } = fault else {
        return false;
    };
    matches!(&**why, Invalid::Name(ServerNameError::Address { wanted, .. }) if *wanted == ANY.to_string())
}
