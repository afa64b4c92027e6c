//! The one door through which what a check says goes out: no key passes it.

use std::borrow::Cow;
use std::net::IpAddr;
use std::ops::Range;

use super::edit::Edit;
use super::finding::{CheckReport, Finding};
use crate::nearest;
use crate::policy::{CipherSuite, ClientAuth, TlsVersion, Word};
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
    let text = unassigned(&shown::elided(text), &["=", ":"]);
    let mut parts = text.split("://");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for behind in parts {
        out.push_str("://");
        let user = shown::user(behind.as_bytes());
        let (user, rest) = behind.split_at(user.unwrap_or_default());
        if !user.is_empty() {
            out.push_str(ELIDED);
        }
        // A question mark in the user may be where a query begins that has an `@`.
        let start = match user.contains('?') {
            true => 0,
            false => query(rest).map_or(rest.len(), |it| it.start),
        };
        let (address, query) = rest.split_at(start);
        out.push_str(address);
        if !query.is_empty() {
            out.push_str(UNSAID);
            out.push_str(query.get(end_of_url(query)..).unwrap_or_default());
        }
    }
    out
}

/// The query in what stands behind the `://` of a URL, if that has any: what is
/// signed, or lets somebody in, is often in it.
fn query(behind: &str) -> Option<Range<usize>> {
    let end = end_of_url(behind);
    let start = behind.get(..end)?.find('?')? + 1;
    (start < end).then_some(start..end)
}

fn end_of_url(text: &str) -> usize {
    let is_end = |it: char| it.is_whitespace() || "\"'`,;<>)]}".contains(it);
    text.find(is_end).unwrap_or(text.len())
}

/// What stands in the place of a word that may be anybody's.
const UNSAID: &str = "…";

/// A word that Mimir does not take, as a finding may say it: whole where it can be
/// no password, and else that there is one.
pub(super) fn word(text: &str) -> Cow<'_, str> {
    match is_plain(text) {
        true => Cow::Borrowed(text),
        false => Cow::Borrowed(UNSAID),
    }
}

/// Whether a word can be no password: a switch, a number, a path, an address, or made
/// of the words that speak of TLS.
pub(super) fn is_plain(text: &str) -> bool {
    const SWITCHES: [&str; 9] = [
        "true", "false", "yes", "no", "on", "off", "none", "null", "default",
    ];
    const ROOTS: [&str; 4] = ["/", "./", "../", "~/"];
    let bare = text.trim_matches(['"', '\'']);
    let is_end = |it: char| it == ',' || it.is_whitespace();
    let mut words = bare.split(is_end).filter(|word| !word.is_empty());
    words.all(|word| {
        let is_number = word.starts_with(|it: char| it.is_ascii_digit())
            && word
                .trim_start_matches(|it: char| it.is_ascii_digit() || ".:/".contains(it))
                .len()
                < 3;
        let is_path = ROOTS.iter().any(|root| word.starts_with(root)) && !word.contains(['=', '@']);
        word.len() < 3
            || SWITCHES.contains(&word.to_ascii_lowercase().as_str())
            || is_number
            || is_path
            || is_address(word)
            || speaks_of_tls(word)
    })
}

/// Whether a word is a host's name or an address, with a port perhaps.
fn is_address(word: &str) -> bool {
    let (host, port) = word.rsplit_once(':').unwrap_or((word, "0"));
    let is_label = |it: &str| {
        let is_letter = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
        !it.is_empty() && it.bytes().all(is_letter)
    };
    let is_named = host == "localhost" || host.contains('.') && host.split('.').all(is_label);
    (is_named || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok())
        && port.parse::<u16>().is_ok()
}

/// Whether a word is much like one of Go's versions, suites and policies, or made of
/// those by which others call them.
fn speaks_of_tls(word: &str) -> bool {
    const WORDS: [&str; 46] = [
        "tls",
        "ssl",
        "mtls",
        "tlsv",
        "sslv",
        "v",
        "version",
        "min",
        "max",
        "cipher",
        "suite",
        "suites",
        "aes",
        "gcm",
        "ccm",
        "cbc",
        "sha",
        "md",
        "rsa",
        "ecdh",
        "ecdhe",
        "dhe",
        "ecdsa",
        "psk",
        "chacha",
        "poly",
        "rc",
        "des",
        "3des",
        "ede",
        "null",
        "with",
        "no",
        "optional",
        "mutual",
        "require",
        "required",
        "request",
        "verify",
        "client",
        "cert",
        "certificate",
        "auth",
        "and",
        "any",
        "given",
    ];
    let is_one = |word: &String| {
        let stem = word.trim_end_matches(|it: char| it.is_ascii_digit());
        word.len() - stem.len() < 5 && (stem.is_empty() || WORDS.contains(&stem))
    };
    let policies = ClientAuth::all().map(Word::spelling);
    let versions = TlsVersion::all().map(Word::spelling);
    let suites = CipherSuite::all().map(CipherSuite::name);
    words(word).iter().all(is_one)
        || nearest::name(word, policies.chain(versions).chain(suites)).is_some()
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

/// The text without what is set under the name of a secret in it, by one of these
/// between name and value.
pub(crate) fn unassigned(text: &str, by: &[&str]) -> String {
    let mut out = String::new();
    let mut rest = text;
    let next = |rest: &str| {
        rest.char_indices().find_map(|(at, _)| {
            let here = rest.get(at..)?;
            let found = by.iter().find(|it| here.starts_with(**it))?;
            Some((at, found.len()))
        })
    };
    while let Some((at, length)) = next(rest) {
        let (before, behind) = rest.split_at(at + length);
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
/// letter too many or too few; or holds a URL with one in front of its host, or with
/// one in its query.
pub(super) fn names_secret(line: &str) -> bool {
    const SECRETS: [&str; 10] = [
        "passw",
        "passphrase",
        "pwd",
        "token",
        "credential",
        "bearer",
        "authorization",
        "apikey",
        "accesskey",
        "secretkey",
    ];
    const PAIRS: [(&str, &str); 12] = [
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
        ("header", "value"),
        ("secure", "json"),
    ];
    let words = words(line);
    let is_one = |word: &String| SECRETS.iter().any(|it| word.starts_with(it));
    let is_pair = |pair: &[String]| {
        let mut pairs = PAIRS.iter();
        pairs.any(|(first, second)| pair[0].starts_with(first) && pair[1].starts_with(second))
    };
    let mut urls = line.split("://").skip(1);
    // What a variable stands for is not said by its name.
    let is_query = |url: &str| {
        let query = query(url).and_then(|it| url.get(it));
        query.is_some_and(|it| it.contains('=') && !it.contains('$'))
    };
    words.iter().any(is_one)
        || words.windows(2).any(is_pair)
        || urls.any(|url| shown::user(url.as_bytes()).is_some() || is_query(url))
}

/// Whether a line sets a variable to what may be anything: what starts a program
/// sets others beside what is told.
pub(super) fn sets_variable(line: &str) -> bool {
    line.match_indices('=').any(|(at, _)| {
        let (before, behind) = (&line[..at], &line[at + 1..]);
        let is_part = |it: char| it.is_ascii_uppercase() || it.is_ascii_digit() || it == '_';
        let rest = before.trim_end_matches(is_part);
        let is_name = rest.len() < before.len()
            && !rest.ends_with(|it: char| it.is_ascii_alphanumeric() || "-.".contains(it));
        let value = behind.trim_start_matches(['"', '\'']);
        let end = value.find(|it: char| it.is_whitespace() || "\"';,)]}".contains(it));
        let value = value.get(..end.unwrap_or(value.len())).unwrap_or_default();
        is_name && !value.starts_with(['-', '$']) && !is_plain(value)
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_url_neither_user_nor_query_is_said() {
        for (written, said) in [
            ("https://m/push", "https://m/push"),
            (
                "https://me:pass@m/push",
                &format!("https://{ELIDED}@m/push"),
            ),
            ("https://m?key=secret x", "https://m?… x"),
            ("https://m?key=se@cret x", &format!("https://{ELIDED}… x")),
        ] {
            assert_eq!(value(written), said, "{written}");
        }
    }

    #[test]
    fn what_is_set_is_found_by_whatever_sets_it() {
        let text = r#"{"password":"hunter2"} token=hunter2 name=open"#;
        let said = unassigned(text, &["=", "\":"]);
        assert!(!said.contains("hunter2"), "{said}");
        assert!(said.ends_with("name=open"), "{said}");
    }
}
