//! Certificates in words: what for, for whom, until when, and with which key.

use std::collections::BTreeMap;

use mimir_tls::language::Language;
use mimir_tls::pki::Instant;
use mimir_tls::pki::inspect::{CertificateReport, What, inspect};
use mimir_tls::topology::{Named, Why};

use crate::view::{Certificate, CertificateNames, Translated};

/// The length of a day in what RFC 3339 writes.
const DAY: usize = 10;

/// The certificates in some files, each with its key's file where that is among
/// them. `named` says why names are there; nothing of a key is told.
pub(super) fn in_words<'a>(
    files: impl Iterator<Item = (&'a str, &'a [u8])>,
    named: &[Named],
    now: Instant,
) -> Vec<Certificate> {
    let mut keys: BTreeMap<String, &str> = BTreeMap::new();
    let mut found = Vec::new();
    for (path, bytes) in files {
        // What is nothing of the kind is told elsewhere.
        for item in inspect(bytes, now).unwrap_or_default() {
            match item.what {
                What::Certificate(report) => found.push((path, report, item.objections)),
                What::PrivateKey(key) => {
                    if let Some(public) = key.key_sha256 {
                        keys.entry(public).or_insert(path);
                    }
                }
                _ => {}
            }
        }
    }
    let told = found.into_iter().map(|(path, report, objections)| {
        let key = keys.get(&report.key_sha256).map(|path| (*path).to_owned());
        certificate(path, *report, key, objections, named, now)
    });
    told.collect()
}

fn certificate(
    path: &str,
    report: CertificateReport,
    key_file: Option<String>,
    objections: Vec<String>,
    named: &[Named],
    now: Instant,
) -> Certificate {
    let renewal = report.renewal();
    Certificate {
        path: path.to_owned(),
        names: names(&report, named),
        renewal: (!report.ca).then(|| day(renewal)),
        days_to_renewal: now.days_until(renewal),
        ends: day(report.not_after),
        days_left: report.days_left,
        usage: match report.extended_key_usage.is_empty() {
            true => report.key_usage.iter().map(|it| (*it).to_owned()).collect(),
            false => report.extended_key_usage,
        },
        issuer: (!report.self_issued).then_some(report.issuer),
        subject: report.subject,
        ca: report.ca,
        key: report.key,
        key_file,
        sha256: report.sha256,
        objections,
    }
}

fn day(instant: Instant) -> String {
    instant.rfc3339().chars().take(DAY).collect()
}

/// Its names by their reasons, in the order of the certificate.
fn names(report: &CertificateReport, named: &[Named]) -> Vec<CertificateNames> {
    let mut all: Vec<(Option<&Why>, Vec<String>)> = Vec::new();
    for name in &report.sans {
        let bare = name.split_once(' ').map_or(name.as_str(), |(_, bare)| bare);
        let reason = named.iter().find(|it| it.san.to_string() == bare);
        let why = reason.map(|it| &it.why);
        match all.iter_mut().find(|(reason, _)| *reason == why) {
            Some((_, names)) => names.push(bare.to_owned()),
            None => all.push((why, vec![bare.to_owned()])),
        }
    }
    let told = all.into_iter().map(|(why, names)| CertificateNames {
        why: why.map(|why| Translated {
            en: why.said(Language::English),
            de: why.said(Language::German),
        }),
        names,
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use mimir_tls::generate::generate;
    use mimir_tls::pki::SystemEntropy;
    use mimir_tls::plan::{Plan, PlanFile};
    use mimir_tls::proof::one_by_one;
    use mimir_tls::render::RenderOptions;
    use mimir_tls::topology::Names;

    use super::*;

    #[test]
    fn a_folder_says_of_each_certificate_what_it_is_for_and_whose() {
        let now = Instant::from_unix(1_800_000_000);
        let (plan, _) = Plan::resolve(&PlanFile::parse(b"version: 1\n").unwrap()).unwrap();
        let options = RenderOptions::default();
        let made = generate(&plan, options, &mut SystemEntropy::new(), now, one_by_one).unwrap();
        let files = made
            .artifacts
            .iter()
            .map(|it| (it.path.as_str(), it.bytes()));
        let told = in_words(files, &Names::of(&plan).all(), now);
        let of = |name: &str| told.iter().find(|it| it.path.ends_with(name)).unwrap();
        let server = of("server.crt");
        assert_eq!(server.key_file.as_deref(), Some("certs/server.key"));
        assert_eq!(server.ends, "2029-01-14");
        assert_eq!(server.renewal.as_deref(), Some("2028-12-15"));
        assert!(server.objections.is_empty() && !server.ca);
        assert_eq!(
            server.issuer.as_deref(),
            Some(of("root.crt").subject.as_str())
        );
        assert!(server.names.iter().all(|it| it.why.is_some()), "{server:?}");
        let names = server.names.iter().flat_map(|it| &it.names);
        assert!(names.clone().any(|it| it == "127.0.0.1"));
        assert!(names.count() > server.names.len());
        let root = of("root.crt");
        assert_eq!((root.issuer.clone(), root.renewal.clone()), (None, None));
        assert_eq!(root.key_file.as_deref(), Some("ca/root.key"));
    }
}
