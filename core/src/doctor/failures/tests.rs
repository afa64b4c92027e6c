//! Every fault meets its findings and its rows of known errors at one id.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr};

use super::*;
use crate::doctor::rules;
use crate::explain::{KnownError, explain, known};
use crate::go_version::GoVersion;
use crate::language::Language;
use crate::pki::x509::{Certificate, Curve, Date, KeyKind, Malformed, SignatureError};
use crate::policy::{CipherSuite, TlsVersion};
use crate::prove::{
    Alert, Hint, Invalid, KeyTask, NameKind, NameNotAuthorized, PairError, PassedOver,
    ServerNameError, Side, StartError,
};

/// Faults that no rule sees coming, and why.
const NO_FINDING: [(FaultKind, &str); 17] = [
    (FaultKind::NoSecret, "Vault is not asked"),
    (FaultKind::Versions, "a rule sees one side, not both"),
    (FaultKind::Undecodable, "no file makes it"),
    (FaultKind::EmptyChain, "no file makes it"),
    (FaultKind::Unparsable, "the file's reader says it"),
    (FaultKind::LongKey, "seen in no cluster"),
    (FaultKind::UnsupportedKey, "seen in no cluster"),
    (FaultKind::Policies, "seen in no cluster"),
    (FaultKind::IssuerMismatch, "seen in no cluster"),
    (FaultKind::SignatureLimit, "seen in no cluster"),
    (FaultKind::InvalidSignature, "no file makes it"),
    (
        FaultKind::RemoteDisagreement,
        "the other side's fault tells it",
    ),
    (FaultKind::RemoteRefusal, "the other side's fault tells it"),
    (
        FaultKind::RemoteWantsCertificate,
        "the other side's fault tells it",
    ),
    (FaultKind::RemoteTrouble, "the other side's fault tells it"),
    (FaultKind::Gone, "the other side's fault tells it"),
    (FaultKind::Engine, "a defect here"),
];

/// How the texts end that no line of a log is known by, and why.
const NO_ROW: [(&str, &str); 9] = [
    ("candidate chains with invalid policies", "seen in no log"),
    (
        "when a client key is configured",
        "Prometheus says it with a name before it",
    ),
    ("when a client certificate is configured", "as above"),
    (
        "unable to use specified CA cert",
        "a line has the file behind it",
    ),
    ("unable to read secret from vault", "it is not about TLS"),
    (
        "400 Bad Request",
        "a line of a log has no such status alone",
    ),
    (
        "bogus greeting from client",
        "a line has the caller before it",
    ),
    ("unknown message type", "a line has the type behind it"),
    ("rustls: defect", "Go says no such thing"),
];

/// Texts of whoever is hung up on, which every broken connection has.
const SAYS_NOTHING: [FaultKind; 1] = [FaultKind::Gone];

/// Go's own, and an older one with other first words.
const GO: [GoVersion; 2] = [GoVersion::new(1, 26), GoVersion::new(1, 19)];

/// Each fault, as different texts of it go.
fn samples() -> Vec<Fault> {
    let malformed = || match Certificate::from_der(&[]) {
        Err(why) => why,
        Ok(_) => unreachable!("nothing is no certificate"),
    };
    let pairs = [
        PairError::NoCertificatePem,
        PairError::Switched,
        PairError::NoCertificateBlock(vec!["A".to_owned(), "B".to_owned()]),
        PairError::NoKeyPem,
        PairError::CertificateAsKey,
        PairError::NoKeyBlock(vec!["A".to_owned()]),
        PairError::Certificate(malformed()),
        PairError::Certificate(Malformed::NEGATIVE_SERIAL),
        PairError::Key,
        PairError::UnknownPkcs8,
        PairError::TypeMismatch,
        PairError::Mismatch,
        PairError::UnknownPublicKey,
    ];
    let word = || "no such word".to_owned();
    let starts = [
        StartError::ClientCaWithoutPolicy,
        StartError::CertificateMissing,
        StartError::KeyMissing,
        StartError::ClientAuth(word()),
        StartError::ServerVersion(word()),
        StartError::ServerSuite(word()),
        StartError::ClientVersion(word()),
        StartError::ClientSuite(word()),
        StartError::NoCertificates,
        StartError::Http2Suites,
        StartError::NotifierCertificateMissing,
        StartError::NotifierKeyMissing,
        StartError::NotifierCa,
        StartError::NoSecret,
    ];
    let pairs = pairs.into_iter().flat_map(|pair| {
        [
            StartError::ServerPair(pair.clone()),
            StartError::ClientPair(pair),
        ]
    });
    let mut samples: Vec<Fault> = starts.into_iter().chain(pairs).map(Fault::Start).collect();
    for go in GO {
        samples.push(Fault::Suites {
            offered: CipherSuite::all().take(2).collect(),
            go,
        });
        for of in [Side::Client, Side::Server] {
            samples.extend(invalid(of).into_iter().map(|why| Fault::Unverified {
                of,
                why: Box::new(why),
                go,
            }));
        }
    }
    for side in [Side::Client, Side::Server] {
        samples.extend([
            Fault::Unparsable {
                of: side,
                why: malformed(),
            },
            Fault::Unparsable {
                of: side,
                why: Malformed::NEGATIVE_SERIAL,
            },
            Fault::LongKey {
                of: side,
                most: 8192,
            },
            Fault::UnsupportedKey {
                of: side,
                key: KeyKind::Dsa,
            },
            Fault::InvalidSignature { of: side },
            Fault::NotTls { from: side },
            Fault::HttpToHttps { said_by: side },
        ]);
    }
    let tasks = [
        KeyTask::SignHandshake,
        KeyTask::SignKeyExchange,
        KeyTask::Other,
    ];
    samples.extend(tasks.map(|task| Fault::ShortKey { task, bits: 512 }));
    samples.extend(ALERTS.map(Fault::Alert));
    samples.extend([
        Fault::NoServerName,
        Fault::NoVersions,
        Fault::Versions {
            offered: vec![TlsVersion::Tls11],
        },
        Fault::Undecodable,
        Fault::EmptyChain,
        Fault::NoCertificate,
        Fault::Ed25519TooNew,
        Fault::UnsupportedCurve(Curve::P224),
        Fault::SchemesTooLong,
        Fault::HttpsToHttp,
        Fault::BadRequest,
        Fault::NoPreface,
        Fault::BogusGreeting,
        Fault::UnknownMessage,
        Fault::Reset,
        Fault::Gone,
        Fault::Engine("defect".to_owned()),
    ]);
    samples
}

const ALERTS: [Alert; 11] = [
    Alert::HandshakeFailure,
    Alert::BadCertificate,
    Alert::UnsupportedCertificate,
    Alert::CertificateExpired,
    Alert::IllegalParameter,
    Alert::UnknownCa,
    Alert::DecodeError,
    Alert::DecryptError,
    Alert::ProtocolVersion,
    Alert::InternalError,
    Alert::CertificateRequired,
];

/// What may be wrong with a certificate; names only with a server's.
fn invalid(of: Side) -> Vec<Invalid> {
    let [now, early, late] = [1_800_000_000, 1_700_000_000, 1_900_000_000].map(Date::utc);
    let hint = Hint {
        why: PassedOver::Signature(SignatureError::Ecdsa),
        candidate: "Mimir CA".to_owned(),
    };
    let mut all = vec![
        Invalid::UnhandledCritical,
        Invalid::NotAuthorizedToSign,
        Invalid::Expired { now, ended: early },
        Invalid::NotYetValid { now, begins: late },
        Invalid::NameNotAuthorized(NameNotAuthorized::NotPermitted {
            kind: NameKind::Dns,
            name: "ingester".to_owned(),
        }),
        Invalid::TooManyIntermediates,
        Invalid::IncompatibleUsage,
        Invalid::NoValidChains {
            by_usage: 1,
            by_policies: 1,
        },
        Invalid::IssuerMismatch,
        Invalid::SignatureLimit,
        Invalid::UnknownAuthority(None),
        Invalid::UnknownAuthority(Some(hint)),
    ];
    if of == Side::Server {
        let wanted = || "ingester".to_owned();
        let names = [ServerNameError::CommonNameOnly]
            .into_iter()
            .chain([0, 2, 100].map(|count| ServerNameError::Name {
                wanted: wanted(),
                names: vec!["querier".to_owned(); count],
            }))
            .chain([1, 100].map(|count| ServerNameError::Address {
                wanted: "10.0.0.7".to_owned(),
                addresses: vec![IpAddr::V4(Ipv4Addr::LOCALHOST); count],
            }))
            .chain([ServerNameError::NoIpSans {
                wanted: "10.0.0.7".to_owned(),
            }]);
        all.extend(names.map(Invalid::Name));
    }
    all
}

#[test]
fn every_kind_has_a_sample() {
    let seen: BTreeSet<FaultKind> = samples().iter().map(Fault::kind).collect();
    let all: BTreeSet<FaultKind> = FaultKind::ALL.iter().copied().collect();
    assert_eq!(seen, all);
    let names: BTreeSet<&str> = FaultKind::ALL.iter().map(|kind| kind.name()).collect();
    assert_eq!(names.len(), FaultKind::ALL.len());
}

#[test]
fn every_fault_is_explained_by_a_finding_or_has_a_reason() {
    let explained: BTreeSet<FaultKind> = rules()
        .iter()
        .flat_map(|rule| rule.explains.iter().copied())
        .collect();
    let without: BTreeMap<FaultKind, &str> = NO_FINDING.into_iter().collect();
    for kind in FaultKind::ALL {
        assert_ne!(
            explained.contains(kind),
            without.contains_key(kind),
            "{kind}: a finding explains it, or a reason says why none does"
        );
    }
    assert_eq!(without.len(), NO_FINDING.len());
}

#[test]
fn the_code_of_a_fault_is_one_of_those_that_explain_it() {
    for fault in samples() {
        match told(&fault) {
            Told::Link(code) | Told::Rule(code) => {
                assert!(is_cause(Some(fault.kind()), code), "{code}: {fault}");
            }
            Told::Nowhere => {}
        }
    }
}

#[test]
fn a_line_with_the_text_of_a_fault_is_known_by_the_faults_id() {
    let mut wrong = Vec::new();
    let mut unknown = BTreeSet::new();
    for fault in samples() {
        let (text, kind) = (fault.to_string(), fault.kind());
        let rows = rows_of(&text);
        for row in &rows {
            if !row.faults.contains(&kind) {
                wrong.push(format!("{kind}: {} does not speak of {text}", row.id));
            }
        }
        if rows.is_empty() && !SAYS_NOTHING.contains(&kind) {
            let end = NO_ROW.iter().find(|(end, _)| text.ends_with(end));
            match end {
                Some((end, _)) => _ = unknown.insert(*end),
                None => wrong.push(format!("{kind}: no row says {text}")),
            }
        }
    }
    let known = NO_ROW.iter().filter(|(end, _)| !unknown.contains(end));
    wrong.extend(known.map(|(end, _)| format!("there is a row of {end}")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The rows that a line with this text is known by; a frame says nothing of why.
fn rows_of(text: &str) -> Vec<&'static KnownError> {
    let found = explain(text, Language::English).found;
    let rows = known().iter().filter(|row| !row.frame);
    rows.filter(|row| found.iter().any(|found| found.id == row.id))
        .collect()
}

/// Whoever pastes a line and whoever checks the configuration is led to one page.
#[test]
fn a_row_of_a_fault_names_its_finding() {
    let mut wrong = Vec::new();
    for fault in samples() {
        let (Told::Link(code) | Told::Rule(code)) = told(&fault) else {
            continue;
        };
        for row in rows_of(&fault.to_string()) {
            let mut named = row.causes.iter().flat_map(|cause| &cause.findings);
            if !named.any(|named| named == code.as_str()) {
                wrong.push(format!("{} does not name {code}", row.id));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
