//! A stranger's text, as it may be shown: without private keys, and without the
//! characters that steer a terminal or turn the direction of what is read.
//!
//! ```
//! use mimir_tls::shown;
//!
//! let name = "a\u{1b}[2Jb";
//! assert_eq!(shown::escaped(name), r"a\u{1b}[2Jb");
//! assert_eq!(shown::json("\"\u{202e}\""), r#""\u202e""#);
//!
//! let pasted = "key: MC4CAQAwBQYDK2VwBCIEIMf3jNRb8ZK1t0vXo5Q9sYw2eLhUaGcDiPnBkMxFrTqW";
//! assert_eq!(shown::elided(pasted), "key: [secret elided]");
//! ```

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

/// What stands where a key stood.
const ELIDED: &str = "[secret elided]";

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

/// The shortest run of letters that is taken for Base64 of a secret. The lines of
/// PEM have 64, a hash in hexadecimal has no capitals, and an option's name has
/// no digits among its letters.
const RUN: usize = 36;

/// The shortest run behind a `BEGIN` that is taken for Base64.
const WORD: usize = 16;

/// The text without what may be a private key: whatever stands behind a `BEGIN`
/// of PEM, and long runs of Base64, in one line or in several.
#[must_use]
pub fn elided(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut done = 0;
    while let Some(secret) = secret(text, done) {
        out.push_str(text.get(done..secret.start).unwrap_or_default());
        out.push_str(ELIDED);
        done = secret.end;
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(out)
}

/// Where in what stands behind the `://` of a URL a name and a password end that
/// stand before the host: at their `@`; none where there are none.
///
/// ```
/// use mimir_tls::shown;
///
/// assert_eq!(shown::user(b"me:pass@mimir.example/push"), Some(7));
/// assert_eq!(shown::user(b"mimir.example/a@b"), None);
/// ```
#[must_use]
pub fn user(behind: &[u8]) -> Option<usize> {
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || b"/\"'".contains(byte);
    let end = behind.iter().position(is_end);
    memchr::memrchr(b'@', behind.get(..end.unwrap_or(behind.len()))?)
}

/// Whether something in the text may be a private key.
#[must_use]
pub fn is_secret(text: &str) -> bool {
    secret(text, 0).is_some()
}

/// The first secret at or behind a place.
fn secret(text: &str, from: usize) -> Option<Range<usize>> {
    match (pem(text, from), run(text, from)) {
        (Some(pem), Some(run)) if run.start < pem.start => Some(run),
        (pem, run) => pem.or(run),
    }
}

/// A block of PEM with any Base64 in it, whatever it is called. One without an end
/// goes on for ever.
fn pem(text: &str, mut from: usize) -> Option<Range<usize>> {
    loop {
        let start = from + text.get(from..)?.find(BEGIN)?;
        let inside = start + BEGIN.len();
        let rest = text.get(inside..)?;
        let body = inside + rest.find(DASHES)? + DASHES.len();
        let (last, end) = match text.get(body..)?.find(END) {
            Some(at) => {
                let behind = body + at + END.len();
                let length = text.get(behind..)?.find(DASHES);
                (body + at, behind + length.map_or(0, |it| it + DASHES.len()))
            }
            None => (text.len(), text.len()),
        };
        // What names such a line has words behind it, and no Base64.
        let mut words = text.as_bytes()[body..last].split(|it| !is_base64(*it));
        if words.any(|word| word.len() >= WORD) {
            return Some(start..end);
        }
        from = inside;
    }
}

/// A long run of Base64, with the shorter ones that go on with it.
fn run(text: &str, from: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        let start = at + bytes.get(at..)?.iter().position(|it| is_base64(*it))?;
        let mut end = word(bytes, start);
        if !is_random(&bytes[start..end]) {
            at = end;
            continue;
        }
        loop {
            let gap = bytes[end..].iter().take_while(|it| is_gap(**it)).count();
            // The `n` of an escaped end of a line is a letter of the next run.
            let next = word(bytes, end + gap);
            let tail = &bytes[end + gap..next];
            let goes_on = tail.ends_with(b"=") || tail.len() >= 4 && kinds(tail) >= 2;
            if gap == 0 || !goes_on {
                return Some(start..end);
            }
            end = next;
        }
    }
}

/// How many of capitals, small letters and digits there are.
fn kinds(word: &[u8]) -> usize {
    let has = |is: fn(&u8) -> bool| usize::from(word.iter().any(is));
    has(u8::is_ascii_uppercase) + has(u8::is_ascii_lowercase) + has(u8::is_ascii_digit)
}

/// Where the run of Base64 that begins at a place ends.
fn word(bytes: &[u8], start: usize) -> usize {
    let length = bytes[start..]
        .iter()
        .take_while(|it| is_base64(**it))
        .count();
    start + length
}

/// Letters of Base64, of either alphabet.
fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_')
}

/// What stands between the lines of one text, however it is written.
fn is_gap(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'\\' | b'"' | b'\'' | b',')
}

/// Whether part of a run has capitals, small letters and digits that follow each
/// other as chance has it, where each second one is of another kind. In names each
/// sixth is, and a path has more slashes.
fn is_random(run: &[u8]) -> bool {
    let letters: Vec<u8> = run
        .iter()
        .filter(|it| it.is_ascii_alphanumeric())
        .map(|it| match it {
            b'A'..=b'Z' => 0,
            b'a'..=b'z' => 1,
            _ => 2,
        })
        .collect();
    let slashes = run.iter().filter(|it| **it == b'/').count();
    if slashes * 10 > letters.len() {
        return false;
    }
    let starts = (0..letters.len()).step_by(RUN / 2);
    let last = letters.len().checked_sub(RUN);
    starts
        .chain(last)
        .filter_map(|start| letters.get(start..start + RUN))
        .any(|part| {
            let changes = part.windows(2).filter(|pair| pair[0] != pair[1]).count();
            let has = |class| part.contains(&class);
            changes * 3 >= RUN && has(0) && has(1) && has(2)
        })
}

/// The text without what steers a terminal or turns the direction of reading.
/// Ends of lines and tabs stay.
#[must_use]
pub fn escaped(text: &str) -> Cow<'_, str> {
    escape(text, |it| steers(it) && !matches!(it, '\n' | '\t'))
}

/// The same on one line: for what stands among other words.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    escape(text, |it| steers(it) && it != '\t')
}

fn escape(text: &str, is_wild: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&is_wild) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        if is_wild(letter) {
            out.extend(letter.escape_default());
        } else {
            out.push(letter);
        }
    }
    Cow::Owned(out)
}

/// A text of JSON that says the same, with such characters as `\uXXXX`. They
/// stand in its strings alone, since JSON has none of them elsewhere.
#[must_use]
pub fn json(text: &str) -> Cow<'_, str> {
    let is_wild = |it: char| steers(it) && !it.is_ascii_whitespace();
    if !text.contains(is_wild) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        if is_wild(letter) {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                // Writing into a String cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(letter);
        }
    }
    Cow::Owned(out)
}

/// Control characters, and those that are not seen and move what is: marks and
/// overrides of direction, ends of lines that no editor shows, tags.
fn steers(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{61c}'
                | '\u{200b}'
                | '\u{200e}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pki::{Algorithm, Entropy as _, SystemEntropy};

    /// Keys of every kind that is quickly made, and their Base64 without lines.
    fn keys() -> Vec<(String, String)> {
        let algorithms = [
            Algorithm::EcdsaP256,
            Algorithm::EcdsaP384,
            Algorithm::Ed25519,
        ];
        let mut keys = Vec::new();
        for algorithm in algorithms.into_iter().cycle().take(60) {
            let key = SystemEntropy::new().key(algorithm);
            let pem = key
                .map(|it| it.to_pem().expose().to_owned())
                .unwrap_or_default();
            let body = pem.lines().filter(|line| !line.starts_with('-')).collect();
            keys.push((pem, body));
        }
        keys
    }

    /// Eight letters in a row that a key has too are no accident.
    fn leaks(shown: &str, body: &str) -> bool {
        let bytes = body.as_bytes();
        let windows = bytes.windows(8);
        windows
            .filter_map(|it| std::str::from_utf8(it).ok())
            .any(|it| shown.contains(it))
    }

    #[test]
    fn no_form_of_a_key_is_shown() {
        for (pem, body) in keys() {
            let quoted = pem.replace('\n', "\\n");
            let folded = pem.replace('\n', " ");
            let indented = pem.replace('\n', "\n    ");
            let bare: String = pem
                .lines()
                .filter(|it| !it.starts_with('-'))
                .collect::<Vec<_>>()
                .join("\n");
            let cut = &pem[..pem.len() - 40];
            for form in [
                &pem,
                &quoted,
                &folded,
                &indented,
                &bare,
                &body,
                cut,
                &bare.replace('\n', "\\n"),
                &format!("-----BEGIN {body}-----"),
            ] {
                for text in [
                    form.to_owned(),
                    format!("`{form}`"),
                    format!("a: \"{form}\" # b"),
                    format!("x={form}"),
                ] {
                    let shown = elided(&text);
                    assert!(!leaks(&shown, &body), "{text}\nis shown as\n{shown}");
                    assert!(is_secret(&text));
                }
            }
        }
    }

    #[test]
    fn what_is_no_key_stays() {
        for text in [
            "",
            "/etc/mimir/certificates/production/ingester-zone-a/server.crt",
            "/home/Anna7/Documents/Work2024/Mimir/Certificates/Production/Europe/server",
            "requiredDuringSchedulingIgnoredDuringExecution",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "grafana/mimir@sha256:6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b",
            "ingester-zone-a-0.ingester-headless.metrics-production.svc.cluster.local",
            "x509: certificate is valid for 127.0.0.1, ::1, not 10.0.0.7",
            "-----BEGIN PRIVATE KEY-----",
            "`-----BEGIN PRIVATE KEY-----\\n`",
            "3e1d8f0a-7c44-4f0b-9e77-0d3c5a1b2c3d",
        ] {
            assert_eq!(elided(text), text);
        }
    }

    #[test]
    fn what_stands_beside_a_key_stays() {
        let (pem, body) = keys().remove(0);
        assert_eq!(elided(&format!("a {pem}b")), format!("a {ELIDED}\nb"));
        assert_eq!(
            elided(&format!("a: {body} # b")),
            format!("a: {ELIDED} # b")
        );
    }

    #[test]
    fn a_text_of_json_means_the_same() -> serde_json::Result<()> {
        let text = "a\u{1b}\u{202e}\u{9b}\u{7f}\u{e0041}\n\t\"ü";
        let plain = serde_json::to_string_pretty(&[text])?;
        let written = json(&plain);
        assert!(
            written.chars().all(|it| it == '\n' || !steers(it)),
            "{written}"
        );
        assert_eq!(serde_json::from_str::<[String; 1]>(&written)?, [text]);
        Ok(())
    }
}
