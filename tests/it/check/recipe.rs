//! What a fixture cannot hold as a file: certificates with their keys, which
//! are made anew each time, and bytes that are no text.

use std::collections::BTreeMap;

use mimir_tls::doctor::Input;
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    NameConstraints,
};
use serde::Deserialize;

/// `recipe.json` of a fixture.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Recipe {
    /// The release to check against; the newest if there is none.
    pub(super) release: Option<String>,
    /// Whether it is the release that the files name instead.
    pub(super) as_named: bool,
    /// Whether root, server's and client's certificate are there, all good.
    standard: bool,
    certs: BTreeMap<String, Cert>,
    /// Files as hexadecimal digits.
    bytes: BTreeMap<String, String>,
    /// Permissions by file.
    modes: BTreeMap<String, u32>,
    /// Entries of an archive that were passed over.
    pub(super) troubles: Vec<String>,
    /// What was not looked into, could not be opened, and had no room.
    pub(super) passed_over: Vec<String>,
    pub(super) unreadable: Vec<String>,
    pub(super) too_much: Vec<String>,
}

/// One certificate.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Cert {
    /// The issuer's file; itself if there is none.
    by: Option<String>,
    subject: Option<String>,
    names: Vec<String>,
    usages: Option<Vec<String>>,
    ca: bool,
    /// Whether its key usage lets it sign, though it may be no CA.
    signs: bool,
    path_length: Option<u8>,
    permitted: Vec<String>,
    /// Whether it has a critical extension that nobody knows.
    critical: bool,
    /// Days from the day of the check.
    start: Option<i64>,
    end: Option<i64>,
    /// Where its key goes.
    key: Option<String>,
    /// Whose key it has.
    key_of: Option<String>,
    /// Whether its key stands in the same file.
    holds_key: bool,
    /// Whose copy it is.
    like: Option<String>,
    /// What stands behind it in the file.
    then: Vec<String>,
    /// Whether it is not handed over.
    away: bool,
}

/// A certificate that has been made.
struct Made {
    pem: String,
    key: String,
    params: CertificateParams,
}

impl Recipe {
    /// Nothing at all, in a release.
    pub(super) fn of_release(release: Option<&str>) -> Self {
        Self {
            release: release.map(str::to_owned),
            ..Self::default()
        }
    }

    /// The good certificates, in a release.
    pub(super) fn standard(release: Option<&str>) -> Self {
        Self {
            standard: true,
            ..Self::of_release(release)
        }
    }

    /// Adds what the recipe makes to the inputs. A file that is there already
    /// stays.
    pub(super) fn make(&self, inputs: &mut Vec<Input>) {
        let mut certs = self.certs.clone();
        if self.standard {
            for (name, cert) in standard() {
                certs.entry(name).or_insert(cert);
            }
        }
        let mut made = BTreeMap::new();
        let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        for name in certs.keys() {
            make(name, &certs, &mut made);
        }
        for (name, cert) in &certs {
            let own = cert.like.as_ref().unwrap_or(name);
            let mut text = made[own].pem.clone();
            for other in &cert.then {
                text.push_str(&made[other].pem);
            }
            if cert.holds_key {
                text.push_str(&made[own].key);
            }
            if !cert.away {
                files.insert(name.clone(), text.into_bytes());
            }
            if let Some(key) = &cert.key {
                files.insert(key.clone(), made[own].key.clone().into_bytes());
            }
        }
        for (name, digits) in &self.bytes {
            let bytes = (0..digits.len()).step_by(2);
            let bytes = bytes.map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap());
            files.insert(name.clone(), bytes.collect());
        }
        for (path, bytes) in files {
            if inputs.iter().all(|input| input.path != path) {
                let mode = self.modes.get(&path).copied();
                inputs.push(Input { path, bytes, mode });
            }
        }
    }
}

fn standard() -> Vec<(String, Cert)> {
    let leaf = |usage: &str, key: &str| Cert {
        by: Some("root.crt".to_owned()),
        names: vec!["mimir.example".to_owned()],
        usages: Some(vec![usage.to_owned()]),
        key: Some(key.to_owned()),
        ..Cert::default()
    };
    let root = Cert {
        ca: true,
        ..Cert::default()
    };
    vec![
        ("root.crt".to_owned(), root),
        ("server.crt".to_owned(), leaf("server", "server.key")),
        ("client.crt".to_owned(), leaf("client", "client.key")),
    ]
}

fn make(name: &str, certs: &BTreeMap<String, Cert>, made: &mut BTreeMap<String, Made>) {
    if made.contains_key(name) {
        return;
    }
    let cert = &certs[name];
    for other in [&cert.by, &cert.key_of, &cert.like].into_iter().flatten() {
        make(other, certs, made);
    }
    for other in &cert.then {
        make(other, certs, made);
    }
    if cert.like.is_some() {
        return;
    }
    let params = params(name, cert);
    let key = match &cert.key_of {
        Some(other) => KeyPair::from_pem(&made[other].key).unwrap(),
        None => KeyPair::generate().unwrap(),
    };
    let certificate = match &cert.by {
        Some(by) => {
            let issuer = &made[by];
            let issuer_key = KeyPair::from_pem(&issuer.key).unwrap();
            let issuer = Issuer::from_params(&issuer.params, issuer_key);
            params.signed_by(&key, &issuer).unwrap()
        }
        None => params.self_signed(&key).unwrap(),
    };
    let one = Made {
        pem: certificate.pem(),
        key: key.serialize_pem(),
        params,
    };
    made.insert(name.to_owned(), one);
}

fn params(name: &str, cert: &Cert) -> CertificateParams {
    let mut params = CertificateParams::new(cert.names.clone()).unwrap();
    let subject = cert.subject.as_deref().unwrap_or(name);
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, subject);
    let day =
        |days: i64| time::OffsetDateTime::from_unix_timestamp(super::NOW + days * 86_400).unwrap();
    let end = if cert.ca { 1000 } else { 365 };
    params.not_before = day(cert.start.unwrap_or(-10));
    params.not_after = day(cert.end.unwrap_or(end));
    if cert.ca {
        params.is_ca = IsCa::Ca(match cert.path_length {
            Some(length) => BasicConstraints::Constrained(length),
            None => BasicConstraints::Unconstrained,
        });
    }
    if cert.ca || cert.signs {
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    }
    let usages = cert.usages.iter().flatten();
    params.extended_key_usages = usages
        .map(|usage| match usage.as_str() {
            "server" => ExtendedKeyUsagePurpose::ServerAuth,
            _ => ExtendedKeyUsagePurpose::ClientAuth,
        })
        .collect();
    if !cert.permitted.is_empty() {
        let names = cert.permitted.iter().cloned();
        params.name_constraints = Some(NameConstraints {
            permitted_subtrees: names.map(GeneralSubtree::DnsName).collect(),
            excluded_subtrees: Vec::new(),
        });
    }
    if cert.critical {
        let mut extension =
            CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 99999, 1], vec![5, 0]);
        extension.set_criticality(true);
        params.custom_extensions.push(extension);
    }
    params
}
