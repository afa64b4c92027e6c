//! Failures of a handshake by their codes, and the rules that explain them.

use crate::prove::{Judged, PairError, Side, StartError, Verdict};

/// Whether a rule's finding explains a link's failure.
pub(super) fn is_cause(failure: &str, rule: &str) -> bool {
    let causes: &[&str] = match failure {
        "MT401" => &["MT103", "MT132"],
        "MT402" => &["MT101", "MT102"],
        "MT403" => &[
            "MT125", "MT133", "MT213", "MT217", "MT219", "MT211", "MT212", "MT215",
        ],
        "MT404" => &[
            "MT108", "MT217", "MT219", "MT213", "MT211", "MT212", "MT215",
        ],
        "MT406" => &["MT201", "MT202", "MT203"],
        "MT407" => &["MT223", "MT201", "MT202", "MT203"],
        OTHER => &OTHER_CAUSES,
        _ => &[],
    };
    causes.contains(&rule)
}

/// A failure that has no rule of its own, or that a rule about the file or the
/// setting tells better.
pub(super) const OTHER: &str = "MT415";

/// What those rules are.
const OTHER_CAUSES: [&str; 35] = [
    "MT105", "MT106", "MT107", "MT110", "MT111", "MT112", "MT113", "MT121", "MT122", "MT140",
    "MT141", "MT201", "MT202", "MT203", "MT204", "MT205", "MT208", "MT209", "MT210", "MT211",
    "MT212", "MT213", "MT214", "MT215", "MT216", "MT217", "MT219", "MT221", "MT222", "MT301",
    "MT302", "MT303", "MT309", "MT310", "MT311",
];

/// The code of a failure, by the words of both sides.
pub(super) fn code(verdict: &Verdict) -> Option<&'static str> {
    if verdict.is_ok() {
        return None;
    }
    let client = verdict.client.as_deref().unwrap_or_default();
    let server = verdict.server.as_deref().unwrap_or_default();
    const CLIENT: [(&str, &str); 7] = [
        ("first record does not look like", "MT402"),
        ("gave HTTP response to HTTPS", "MT402"),
        ("doesn't contain any IP SANs", "MT406"),
        ("is valid for", "MT407"),
        ("not valid for any names", "MT407"),
        ("either ServerName", "MT407"),
        ("unknown authority", "MT403"),
    ];
    const SERVER: [(&str, &str); 5] = [
        ("unknown message type", "MT402"),
        ("didn't provide a certificate", "MT405"),
        ("unknown authority", "MT404"),
        ("does not look like a TLS handshake", "MT401"),
        ("sent an HTTP request to an HTTPS", "MT401"),
    ];
    let (words, rows): (&str, &[(&str, &'static str)]) = match verdict.failed_side {
        Some(Side::Server) => (server, &SERVER),
        _ => (client, &CLIENT),
    };
    let found = rows.iter().find(|(part, _)| words.contains(part));
    Some(found.map_or(OTHER, |(_, code)| code))
}

/// What a handshake that stands alone suffers from, by its code: the rule that
/// the words themselves tell, or the failure of the link. `None` if it is good.
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
    let verdict = match judged {
        Judged::Met(verdict) => verdict,
        Judged::NotStarted { client, server } => {
            return client.as_ref().or(server.as_ref()).map(start);
        }
    };
    let code = code(verdict)?;
    if code != OTHER {
        return Some(code);
    }
    let (words, of_a_server) = match verdict.failed_side {
        Some(Side::Server) => (verdict.server.as_deref(), false),
        _ => (verdict.client.as_deref(), true),
    };
    let words = words.unwrap_or_default();
    if words.contains("incompatible key usage") {
        return Some(if of_a_server { "MT208" } else { "MT209" });
    }
    const TOLD: [(&str, &str); 11] = [
        ("has expired or is not yet valid: current time", "MT204"),
        ("legacy Common Name field", "MT203"),
        ("unhandled critical extension", "MT222"),
        ("negative serial number", "MT221"),
        ("insecure algorithm", "MT215"),
        ("is not authorized to sign for this name", "MT216"),
        ("not authorized to sign other certificates", "MT211"),
        ("too many intermediates", "MT211"),
        ("keys are insecure", "MT214"),
        ("RSA key size too small", "MT214"),
        ("unknown authority", "MT404"),
    ];
    let told = TOLD.iter().find(|(part, _)| words.contains(part));
    Some(match told {
        Some((_, "MT204")) if words.contains(" is before ") => "MT205",
        Some((_, code)) => code,
        None => OTHER,
    })
}

/// Why a side does not start, by its code.
fn start(error: &StartError) -> &'static str {
    match error {
        StartError::ServerPair(pair) | StartError::ClientPair(pair) => match pair {
            PairError::Switched | PairError::CertificateAsKey => "MT303",
            PairError::NoCertificatePem
            | PairError::NoCertificateBlock(_)
            | PairError::NoKeyPem
            | PairError::NoKeyBlock(_) => "MT310",
            PairError::Key => "MT302",
            PairError::TypeMismatch | PairError::Mismatch => "MT301",
            _ => OTHER,
        },
        StartError::ClientCaWithoutPolicy => "MT106",
        StartError::CertificateMissing
        | StartError::KeyMissing
        | StartError::NotifierCertificateMissing
        | StartError::NotifierKeyMissing => "MT105",
        StartError::NotifierCa => "MT310",
        StartError::Http2Suites => "MT141",
        StartError::NoSecret => OTHER,
        StartError::ClientAuth(_) => "MT107",
        StartError::ServerVersion(_) | StartError::ClientVersion(_) => "MT110",
        StartError::ServerSuite(suite) if suite.trim() != suite => "MT112",
        StartError::ServerSuite(_) | StartError::ClientSuite(_) => "MT111",
        StartError::NoCertificates => "MT140",
    }
}
