//! The one door through which what a check says goes out: no key passes it.

use super::edit::Edit;
use super::finding::{CheckReport, Finding};
use crate::shown;

/// Takes keys out of a report: out of every text that holds a word of the inputs.
/// What a finding says is without them already ([`value`]).
pub(super) fn report(report: &mut CheckReport) {
    let excepted = report.excepted.iter_mut().map(|it| &mut it.finding);
    report.findings.iter_mut().chain(excepted).for_each(redact);
    for link in &mut report.links {
        for text in [&mut link.from, &mut link.to, &mut link.address] {
            *text = value(text);
        }
        for text in [&mut link.client, &mut link.server].into_iter().flatten() {
            *text = value(text);
        }
    }
    for process in &mut report.components {
        process.component = value(&process.component);
    }
}

/// A word of the inputs, as a finding may say it.
pub(super) fn value(text: &str) -> String {
    let text = shown::elided(text);
    let mut parts = text.split("://");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for behind in parts {
        out.push_str("://");
        match user(behind) {
            Some(end) => {
                out.push_str("[secret elided]");
                out.push_str(behind.get(end..).unwrap_or_default());
            }
            None => out.push_str(behind),
        }
    }
    out
}

/// Where in what stands behind a scheme a name and a password end that stand before
/// the host.
fn user(behind: &str) -> Option<usize> {
    let end = behind.find(|it: char| "/\"'".contains(it) || it.is_whitespace());
    behind.get(..end.unwrap_or(behind.len()))?.rfind('@')
}

/// Whether a line names a secret that is no key, and so may hold one; or holds a
/// URL with one in front of its host.
pub(super) fn names_secret(line: &str) -> bool {
    const SECRETS: [&str; 11] = [
        "token",
        "password",
        "passphrase",
        "secret id",
        "secret key",
        "secret access key",
        "client secret",
        "private key",
        "account key",
        "api key",
        "credential",
    ];
    let words = line.to_lowercase().replace(['_', '-'], " ");
    let mut urls = line.split("://").skip(1);
    SECRETS.iter().any(|word| words.contains(word)) || urls.any(|url| user(url).is_some())
}

fn redact(finding: &mut Finding) {
    finding.subject = value(&finding.subject);
    for text in finding.also.iter_mut().chain(&mut finding.links) {
        *text = value(text);
    }
    finding.edit.take_if(|edit| is_secret(edit));
    for spot in &mut finding.spots {
        spot.edit.take_if(|edit| is_secret(edit));
    }
    finding.excerpt.take_if(|line| shown::is_secret(line));
}

/// Whether an edit would show a key. Without it such a fix is words only.
fn is_secret(edit: &Edit) -> bool {
    edit.diff().any(|(_, line)| shown::is_secret(line))
}
