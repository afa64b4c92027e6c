//! What was found, in words for a terminal.

use super::{CertificateReport, Item, KeyReport, RequestReport, RevocationListReport, What};
use crate::shown;

/// Writes items one below the other, a heading and its fields each.
///
/// What a file says of itself is untrusted: control characters in it are
/// escaped, so that a name cannot repaint the terminal.
#[must_use]
pub fn describe(items: &[Item]) -> String {
    items
        .iter()
        .map(describe_one)
        .collect::<Vec<_>>()
        .join("\n")
}

fn describe_one(item: &Item) -> String {
    let heading = match &item.what {
        What::Certificate(report) if report.ca => "CA certificate",
        What::Certificate(_) => "certificate",
        What::Request(_) => "certificate request",
        What::PrivateKey(_) => "private key",
        What::PublicKey(_) => "public key",
        What::RevocationList(_) => "certificate revocation list",
        What::Other { description } => description,
    };
    let mut text = shown::line(heading).into_owned();
    if let Some(line) = item.line {
        text.push_str(&format!(", line {line}"));
    }
    text.push('\n');
    let mut field = |name: &str, value: &str| {
        text.push_str(&format!("  {name:<12}  {}\n", shown::line(value)));
    };
    match &item.what {
        What::Certificate(report) => certificate(report, &mut field),
        What::Request(report) => request(report, &mut field),
        What::PrivateKey(report) | What::PublicKey(report) => key(report, &mut field),
        What::RevocationList(report) => revocation_list(report, &mut field),
        What::Other { .. } => {}
    }
    for objection in &item.objections {
        field("Go objects", objection);
    }
    for note in &item.notes {
        field("note", note);
    }
    text
}

fn certificate(report: &CertificateReport, field: &mut impl FnMut(&str, &str)) {
    field("subject", &report.subject);
    let itself = if report.self_issued { " (itself)" } else { "" };
    field("issuer", &format!("{}{itself}", report.issuer));
    field("serial", &report.serial);
    field("version", &report.version.to_string());
    let left = match report.days_left {
        ..0 => format!("ended {} days ago", -report.days_left),
        0 => "less than a day left".to_owned(),
        1 => "1 day left".to_owned(),
        days => format!("{days} days left"),
    };
    field(
        "valid",
        &format!("{} to {}, {left}", report.not_before, report.not_after),
    );
    field("names", &or_none(&report.sans));
    field("use", &or_any(&report.extended_key_usage));
    field("key usage", &or_any(&report.key_usage));
    let ca = match (report.ca, report.path_length) {
        (false, _) => "no".to_owned(),
        (true, None) => "yes".to_owned(),
        (true, Some(length)) => format!("yes, path length {length}"),
    };
    field("CA", &ca);
    if !report.permitted_names.is_empty() {
        field("permits", &report.permitted_names.join(", "));
    }
    if !report.excluded_names.is_empty() {
        field("excludes", &report.excluded_names.join(", "));
    }
    field("key", &report.key);
    field("signed with", &report.signature);
    field("SHA-256", &report.sha256);
    field("key SHA-256", &report.key_sha256);
}

fn request(report: &RequestReport, field: &mut impl FnMut(&str, &str)) {
    field("subject", &report.subject);
    field("names", &or_none(&report.sans));
    field("key", &report.key);
    field("signed with", &report.signature);
    field("key SHA-256", &report.key_sha256);
}

fn key(report: &KeyReport, field: &mut impl FnMut(&str, &str)) {
    let encrypted = if report.encrypted { ", encrypted" } else { "" };
    field("form", &format!("{}{encrypted}", report.form));
    field("key", report.key.as_deref().unwrap_or("not to be seen"));
    if let Some(sha256) = &report.key_sha256 {
        field("key SHA-256", sha256);
    }
}

fn revocation_list(report: &RevocationListReport, field: &mut impl FnMut(&str, &str)) {
    field("issuer", &report.issuer);
    field("since", &report.this_update.to_string());
    match report.next_update {
        Some(next) => field("next", &next.to_string()),
        None => field("next", "not said"),
    }
    field("revoked", &report.revoked.to_string());
}

fn or_none(list: &[String]) -> String {
    if list.is_empty() {
        "none".to_owned()
    } else {
        list.join(", ")
    }
}

fn or_any(list: &[impl AsRef<str>]) -> String {
    if list.is_empty() {
        return "any".to_owned();
    }
    list.iter()
        .map(AsRef::as_ref)
        .collect::<Vec<_>>()
        .join(", ")
}
