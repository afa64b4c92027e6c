//! What a CA made of a request.

use std::fmt;

use crate::language::{Language, Text};
use crate::pki::x509::{Certificate, ExtKeyUsage};
use crate::pki::{Instant, LeafParams, Role, San};

/// A difference between a certificate and what was asked for, in a sentence
/// that names the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The path of the certificate in the folder.
    pub path: String,
    /// The difference, in words that go behind the path.
    pub what: Text,
}

impl Change {
    /// The whole sentence, in a language.
    pub fn said(&self, language: Language) -> String {
        format!("{} {}", self.path, self.what.of(language))
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said(Language::English))
    }
}

/// So many names are told, and the rest counted.
const NAMED: usize = 5;

/// Everything about `certificate` that is not as `wanted` says.
pub(super) fn changes(path: &str, wanted: &LeafParams, certificate: &Certificate) -> Vec<Change> {
    let mut said = Vec::new();
    let mut say = |en: String, de: String| said.push(Text { en, de });
    let has = |san: &San| match san {
        San::Dns(name) => {
            let mut names = certificate.sans().dns.iter();
            names.any(|other| other.eq_ignore_ascii_case(name.as_str()))
        }
        San::Ip(ip) => certificate.sans().ips.contains(ip),
    };
    let dropped: Vec<String> = wanted
        .sans
        .iter()
        .filter(|san| !has(san))
        .map(San::to_string)
        .collect();
    if !dropped.is_empty() {
        let [en, de] = listed(&dropped);
        say(
            format!("lacks names that were asked for: {en}"),
            format!("ohne beantragte Namen: {de}"),
        );
    }
    let asked = |name: &str| {
        let mut sans = wanted.sans.iter();
        sans.any(|san| san.to_string().eq_ignore_ascii_case(name))
    };
    let sans = certificate.sans();
    let dns = sans.dns.iter().cloned();
    let more = dns.chain(sans.ips.iter().map(ToString::to_string));
    let more: Vec<String> = more.filter(|name| !asked(name)).collect();
    if !more.is_empty() {
        let [en, de] = listed(&more);
        say(
            format!("has names that were not asked for: {en}"),
            format!("hat Namen, die nicht beantragt sind: {de}"),
        );
    }
    for (usage, is_wanted) in [
        (ExtKeyUsage::ServerAuth, wanted.role != Role::Client),
        (ExtKeyUsage::ClientAuth, wanted.role != Role::Server),
    ] {
        match (is_wanted, allows(certificate, usage)) {
            (true, false) => say(
                format!("lacks {usage}, which was asked for"),
                format!("ohne {usage}, das beantragt ist"),
            ),
            (false, true) => say(
                format!("is good for {usage} too, which was not asked for"),
                format!("gilt auch für {usage}, das nicht beantragt ist"),
            ),
            _ => {}
        }
    }
    let usage = certificate.key_usage();
    if usage.0 != 0 && !usage.names().any(|name| name == "digitalSignature") {
        say(
            "lacks digitalSignature, which TLS 1.3 signs with".to_owned(),
            "ohne digitalSignature, womit TLS 1.3 signiert".to_owned(),
        );
    }
    let subject = wanted.subject.to_string();
    let attributes: Vec<String> = wanted
        .subject
        .attributes()
        .map(|(attribute, value)| format!("{}={value}", attribute.key()))
        .collect();
    let given = certificate.subject().to_string();
    if attributes
        .iter()
        .any(|attribute| !given.contains(attribute.as_str()))
    {
        say(
            format!("has the subject {given}, where {subject} was asked for"),
            format!("hat das Subjekt {given}, beantragt ist {subject}"),
        );
    }
    let ends = Instant::from_unix(certificate.not_after());
    let asked = wanted.validity.not_after();
    let days = ends.days_until(asked);
    let day = ends.day();
    let [en, de] = in_days(days.abs());
    match days {
        ..=-1 => say(
            format!("ends on {day}, {en} later than was asked for"),
            format!("endet am {day}, {de} später als beantragt"),
        ),
        0 => {}
        1.. => say(
            format!("ends on {day}, {en} earlier than was asked for"),
            format!("endet am {day}, {de} früher als beantragt"),
        ),
    }
    said.into_iter()
        .map(|what| Change {
            path: path.to_owned(),
            what,
        })
        .collect()
}

/// Whether a certificate may be used so: no extended key usage at all means
/// any (RFC 5280, section 4.2.1.12).
pub(super) fn allows(certificate: &Certificate, usage: ExtKeyUsage) -> bool {
    let known = certificate.ext_key_usage();
    let is_any = known.is_empty() && certificate.unknown_ext_key_usage().is_empty();
    is_any || known.contains(&usage) || known.contains(&ExtKeyUsage::Any)
}

/// So many days, in each language.
fn in_days(days: i64) -> [String; 2] {
    match days {
        1 => ["a day", "einen Tag"].map(str::to_owned),
        days => [format!("{days} days"), format!("{days} Tage")],
    }
}

/// The first names, and how many more there are, in each language.
fn listed(names: &[String]) -> [String; 2] {
    let first = names.iter().take(NAMED).cloned().collect::<Vec<_>>();
    let first = first.join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => [first.clone(), first],
        more => [
            format!("{first} and {more} more"),
            format!("{first} und {more} weitere"),
        ],
    }
}
