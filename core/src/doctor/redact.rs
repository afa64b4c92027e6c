//! The one door through which what a check says goes out: no key passes it.

use std::borrow::Cow;

use super::edit::Edit;
use super::finding::{CheckReport, Finding};
use crate::shown;

/// What stands where a secret stood.
pub(super) const ELIDED: &str = "[secret elided]";

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
    for process in &mut report.processes {
        process.component = value(&process.component);
    }
}

/// A word of the inputs, as a finding may say it.
pub(super) fn value(text: &str) -> String {
    let text = unassigned(&shown::elided(text));
    let mut parts = text.split("://");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for behind in parts {
        out.push_str("://");
        match shown::user(behind.as_bytes()) {
            Some(end) => {
                out.push_str(ELIDED);
                out.push_str(behind.get(end..).unwrap_or_default());
            }
            None => out.push_str(behind),
        }
    }
    out
}

/// A name as a finding may say it. No option has a blank, a colon or an equals sign
/// in its name: what stands behind one was meant as a value.
pub(super) fn name(text: &str) -> Cow<'_, str> {
    let end = text.find(|it: char| "=:".contains(it) || it.is_whitespace());
    match end {
        Some(end) => Cow::Owned(format!("{}…", text.get(..=end).unwrap_or_default())),
        None => Cow::Borrowed(text),
    }
}

/// The text without what is set under the name of a secret in it.
fn unassigned(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['=', ':']) {
        let (before, behind) = rest.split_at(at + 1);
        out.push_str(before);
        rest = behind;
        let is_part = |it: char| it.is_ascii_alphanumeric() || "_-.".contains(it);
        let name = before.get(..at).unwrap_or_default();
        let name = name.rsplit(|it| !is_part(it)).next().unwrap_or_default();
        let blank = rest.len() - rest.trim_start().len();
        let (blank, value) = rest.split_at(blank);
        if !names_secret(name) || value.is_empty() {
            continue;
        }
        let quote = value.chars().next().filter(|it| "\"'".contains(*it));
        let end = match quote {
            Some(quote) => value
                .get(1..)
                .and_then(|it| it.find(quote))
                .map(|it| it + 2),
            None => value.find(|it: char| "\"'`,;)}".contains(it) || it.is_whitespace()),
        };
        let end = end.unwrap_or(value.len());
        out.push_str(blank);
        if end > 0 {
            out.push_str(ELIDED);
        }
        rest = value.get(end..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Whether a line names a secret that is no key, and so may hold one, also with a
/// letter too many or too few; or holds a URL with one in front of its host.
pub(super) fn names_secret(line: &str) -> bool {
    const SECRETS: [&str; 9] = [
        "passw",
        "passphrase",
        "pwd",
        "token",
        "credential",
        "bearer",
        "apikey",
        "accesskey",
        "secretkey",
    ];
    const PAIRS: [(&str, &str); 10] = [
        ("secret", "acc"),
        ("secret", "key"),
        ("secret", "id"),
        ("client", "secret"),
        ("credential", "secret"),
        ("acces", "key"),
        ("account", "key"),
        ("private", "key"),
        ("api", "key"),
        ("connection", "string"),
    ];
    let words = words(line);
    let is_one = |word: &String| SECRETS.iter().any(|it| word.starts_with(it));
    let is_pair = |pair: &[String]| {
        let mut pairs = PAIRS.iter();
        pairs.any(|(first, second)| pair[0].starts_with(first) && pair[1].starts_with(second))
    };
    let mut urls = line.split("://").skip(1);
    words.iter().any(is_one)
        || words.windows(2).any(is_pair)
        || urls.any(|url| shown::user(url.as_bytes()).is_some())
}

/// The words of a line in small letters, those of `clientSecret` too.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for letter in line.chars() {
        let begins = letter.is_ascii_uppercase() && was_small;
        was_small = letter.is_ascii_lowercase() || letter.is_ascii_digit();
        if begins || !letter.is_ascii_alphanumeric() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| letter.is_ascii_alphanumeric()) {
            word.push(letter.to_ascii_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
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
