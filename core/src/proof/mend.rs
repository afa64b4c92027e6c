//! What to change when a link fails, by what the failing side says.

use crate::prove::{Side, Verdict};

/// For an outsider that would have to show a certificate.
pub(super) const CERTIFICATE: &str =
    "give it a certificate of this CA, or ask for one only if given";

/// For a stranger that got in.
pub(super) const LET_IN: &str =
    "the listener lets in whom the plan refuses; its client authentication or CA is not the plan's";

/// What Go says of a chain that ends at nobody it believes.
const UNKNOWN: &str = "unknown authority";

/// What each cause calls for, by a part of the failing side's words.
const BY_WORDS: [(&str, &str); 12] = [
    (
        "not 192.0.2.1",
        "set the client's server name to one that every server certificate has; 192.0.2.1 stands for any address",
    ),
    (
        "doesn't contain any IP SANs",
        "dial by name, set the client's server name, or add the address under certificates.ips",
    ),
    (
        "is valid for",
        "add the name under certificates.dns, or verify one that the certificate has",
    ),
    (
        "legacy Common Name",
        "issue the certificate anew with subject alternative names",
    ),
    (UNKNOWN, "give both sides the same root.crt"),
    (
        "incompatible key usage",
        "issue the certificate anew for the role that it plays here",
    ),
    (
        "has expired or is not yet valid",
        "make a new folder with `mimir-tls generate --force`, or mend the clock",
    ),
    (
        "not authorized to sign",
        "admit the name in certificates.ca.name_constraints, or leave the constraints out",
    ),
    (
        "cipher suite",
        "name suites that the certificates' algorithm can use under TLS 1.2, or set policy.min_version to VersionTLS13",
    ),
    (
        "server gave HTTP response to HTTPS client",
        "turn TLS on at both ends, or at neither",
    ),
    (
        "first record does not look like a TLS handshake",
        "turn TLS on at both ends, or at neither",
    ),
    (
        "unknown message type",
        "turn TLS on at both ends, or at neither",
    ),
];

/// The mend for a refused handshake.
pub(super) fn of(verdict: &Verdict) -> String {
    if verdict.failed_side == Some(Side::Server)
        && verdict
            .server
            .as_ref()
            .is_some_and(|words| words.contains(UNKNOWN))
    {
        return "the server believes another CA than the client's, or names none: set its client CA to this root.crt".to_owned();
    }
    let words = [&verdict.client, &verdict.server];
    let said = |part: &str| {
        words
            .iter()
            .any(|words| words.as_ref().is_some_and(|words| words.contains(part)))
    };
    BY_WORDS
        .iter()
        .find(|(part, _)| said(part))
        .map_or(
            "compare the settings of both ends in proof.json",
            |(_, mend)| mend,
        )
        .to_owned()
}
