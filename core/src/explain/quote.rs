//! The error's own text in a line: what stands in `err=`, without what the
//! logger, the container and the terminal put around it.

use std::borrow::Cow;
use std::ops::Range;

use super::line::{place, plain, shown};
use crate::shown::user;

/// The most that is quoted, in bytes.
pub(super) const LONGEST: usize = 300;

/// How often a value may hold another, as a container's JSON holds a line.
const DEEPEST: usize = 6;

/// Keys whose value is an error rather than a sentence about it.
const KEYS_OF_ERRORS: [&[u8]; 5] = [b"err", b"error", b"reason", b"cause", b"stderr"];

/// What a quoted text lacks at an end is told by this.
const CUT: char = '…';

/// The text of the error that stands in `line`, of which `known` is the part by
/// which it was found, without escapes.
pub(super) fn own_text(line: &[u8], known: &[u8]) -> String {
    let line = without_colours(line);
    let mut text = Cow::Borrowed(line.trim_ascii());
    for _ in 0..DEEPEST {
        match value_with(&text, known) {
            Some(value) => text = Cow::Owned(value),
            None => break,
        }
    }
    // An escaped quote says that all of it is escaped once more; any other backslash
    // may be the error's own, as that of a path.
    for _ in 0..DEEPEST {
        if find(&text, known).is_some() || !is_escaped(&text) {
            break;
        }
        text = Cow::Owned(unescaped(&text));
    }
    match place(&text, known) {
        Some(Range { start, end }) => {
            let (from, to) = bounds(&text, start, end);
            let bare = without_credentials(&text[from..to]);
            match place(&bare, known) {
                Some(own) => cut(&bare, own.start, own.len()),
                None => cut(&bare, start - from, known.len().min(to - start)),
            }
        }
        // What was found is longer than what can be told apart.
        None => cut(known, 0, known.len()),
    }
}

/// A text whose URLs have no name and password in front of the host, and no query,
/// which may hold a signature or a token.
fn without_credentials(text: &[u8]) -> Cow<'_, [u8]> {
    const SCHEME: &[u8] = b"://";
    if find(text, SCHEME).is_none() {
        return Cow::Borrowed(text);
    }
    let mut bare = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = find(rest, SCHEME) {
        let (before, behind) = rest.split_at(at + SCHEME.len());
        bare.extend_from_slice(before);
        let is_end = |byte: &u8| byte.is_ascii_whitespace() || b"\"'`<>".contains(byte);
        let end = behind.iter().position(is_end).unwrap_or(behind.len());
        let (url, after) = behind.split_at(end);
        let start = user(url).map_or(0, |at| at + 1);
        match memchr::memchr(b'?', url) {
            Some(query) => {
                // One before the user's end may be where a query begins that has an `@`.
                bare.extend_from_slice(url.get(start..query).unwrap_or_default());
                bare.extend_from_slice("?…".as_bytes());
            }
            None => bare.extend_from_slice(&url[start..]),
        }
        rest = after;
    }
    bare.extend_from_slice(rest);
    Cow::Owned(bare)
}

fn is_escaped(text: &[u8]) -> bool {
    find(text, b"\\\"").is_some() || find(text, b"\\u00").is_some()
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    memchr::memmem::find(text, part)
}

/// The line without the sequences by which a terminal colours it, as bytes or as
/// a logger escaped them.
fn without_colours(line: &[u8]) -> Cow<'_, [u8]> {
    const BEGINNINGS: [&[u8]; 3] = [b"\x1b[", b"\\u001b[", b"\\x1b["];
    if !BEGINNINGS.iter().any(|it| find(line, it).is_some()) {
        return Cow::Borrowed(line);
    }
    let mut bare = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some((&first, after)) = rest.split_first() {
        let colour = BEGINNINGS.iter().find_map(|beginning| {
            let behind = rest.strip_prefix(*beginning)?;
            let parameters = behind
                .iter()
                .position(|byte| !byte.is_ascii_digit() && *byte != b';')?;
            behind.get(parameters + 1..)
        });
        rest = colour.unwrap_or_else(|| {
            bare.push(first);
            after
        });
    }
    Cow::Owned(bare)
}

/// A value of logfmt or JSON in which the error stands, unescaped once; that of
/// a key of errors rather than another.
fn value_with(text: &[u8], known: &[u8]) -> Option<Vec<u8>> {
    let mut best = None;
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'"', &text[at..]).map(|it| at + it) {
        let key = key_before(text, open);
        let end = closing(text, open + 1, key.is_some_and(|key| key.is_logfmt));
        let value = &text[open + 1..end];
        if let Some(key) = key
            && find(&plain(value), known).is_some()
        {
            let is_error = KEYS_OF_ERRORS.contains(&key.name);
            if is_error || best.is_none() {
                best = Some(unescaped(value));
            }
            if is_error {
                break;
            }
        }
        at = (end + 1).min(text.len());
    }
    best
}

/// The key of a value that begins with a quote.
#[derive(Clone, Copy)]
struct Key<'a> {
    name: &'a [u8],
    is_logfmt: bool,
}

/// The key before the quote at `open`: `err="` or `"err": "`.
fn key_before(text: &[u8], open: usize) -> Option<Key<'_>> {
    let before = &text[..open];
    if let Some(before) = before.strip_suffix(b"=") {
        let start = before
            .iter()
            .rposition(|byte| !is_of_a_key(*byte))
            .map_or(0, |at| at + 1);
        return (start < before.len()).then(|| Key {
            name: &before[start..],
            is_logfmt: true,
        });
    }
    let before = before.trim_ascii_end().strip_suffix(b":")?;
    let before = before.trim_ascii_end().strip_suffix(b"\"")?;
    let start = memchr::memrchr(b'"', before)? + 1;
    Some(Key {
        name: &before[start..],
        is_logfmt: false,
    })
}

fn is_of_a_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_.-".contains(&byte)
}

/// Where the quoted value that begins at `start` ends. A quote within it is
/// escaped, or, in a line that somebody unescaped, followed by more of the text.
fn closing(text: &[u8], start: usize, is_logfmt: bool) -> usize {
    let mut at = start;
    while let Some(hit) = memchr::memchr2(b'"', b'\\', &text[at..]).map(|it| at + it) {
        if text[hit] == b'\\' {
            at = (hit + 2).min(text.len());
            continue;
        }
        let closes = match text.get(hit + 1) {
            None | Some(b' ' | b'\t' | b',' | b'}' | b']' | b'\r' | b'\n') => true,
            Some(b':') => !is_logfmt,
            Some(_) => false,
        };
        if closes {
            return hit;
        }
        at = hit + 1;
    }
    text.len()
}

/// A value without the escapes of one logger.
fn unescaped(value: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'\\' {
            text.push(byte);
            continue;
        }
        let Some((&letter, after)) = after.split_first() else {
            break;
        };
        rest = after;
        match letter {
            b'n' | b't' | b'r' => text.push(b' '),
            b'u' | b'x' => {
                let length = if letter == b'u' { 4 } else { 2 };
                match after.get(..length).and_then(scalar) {
                    Some(scalar) => {
                        let mut buffer = [0; 4];
                        text.extend_from_slice(scalar.encode_utf8(&mut buffer).as_bytes());
                        rest = &after[length..];
                    }
                    None => text.extend([b'\\', letter]),
                }
            }
            _ => text.push(letter),
        }
    }
    text
}

fn scalar(digits: &[u8]) -> Option<char> {
    let digits = std::str::from_utf8(digits).ok()?;
    char::from_u32(u32::from_str_radix(digits, 16).ok()?)
}

/// Where the error's text begins and ends in a text without keys: behind the
/// prefixes of pods, times and levels, and before pairs of logfmt and what
/// nginx adds.
fn bounds(text: &[u8], at: usize, end: usize) -> (usize, usize) {
    let mut from = 0;
    let mut is_timed = false;
    loop {
        let blanks = text[from..]
            .iter()
            .take_while(|it| it.is_ascii_whitespace());
        let start = from + blanks.count();
        let token = word(&text[start..]);
        let paired = pair(&text[start..]);
        let next = start + paired.unwrap_or(token.len());
        let goes = paired.is_some()
            || is_time(token)
            || is_frame(token)
            || (is_timed && is_level(token))
            || is_label(&text[next..]);
        if goes && start < next && next <= at {
            is_timed |= is_time(token);
            from = next;
            continue;
        }
        let equals = paired.and_then(|_| memchr::memchr(b'=', token));
        from = match equals {
            // `err=remote error: ...`, without quotes.
            Some(equals) if start + equals < at => start + equals + 1,
            _ => start.min(at),
        };
        break;
    }
    let behind = &text[end..];
    // What nginx adds ends an error, even where a pattern looks beyond.
    let added = find(&text[at..], b", client: ");
    let pairs = behind
        .iter()
        .enumerate()
        .filter(|(_, byte)| byte.is_ascii_whitespace())
        .map(|(blank, _)| blank)
        .take(64)
        .find(|blank| is_pairs(&behind[*blank..]));
    let ends = [added.map(|it| at + it), pairs.map(|it| end + it)];
    let to = ends.into_iter().flatten().min().unwrap_or(text.len());
    (from, to)
}

/// The length of the pair of logfmt that `text` begins with.
fn pair(text: &[u8]) -> Option<usize> {
    let key = text.iter().take_while(|byte| is_of_a_key(**byte)).count();
    if key == 0 || text.get(key) != Some(&b'=') {
        return None;
    }
    let value = &text[key + 1..];
    let length = match value.first() {
        Some(b'"') => (closing(value, 1, true) + 1).min(value.len()),
        _ => value
            .iter()
            .position(u8::is_ascii_whitespace)
            .unwrap_or(value.len()),
    };
    Some(key + 1 + length)
}

/// Whether nothing but pairs follows.
fn is_pairs(mut text: &[u8]) -> bool {
    let mut any = false;
    loop {
        text = text.trim_ascii_start();
        if text.is_empty() {
            return any;
        }
        match pair(text) {
            Some(length) => text = &text[length..],
            None => return false,
        }
        any = true;
    }
}

/// The word that `text` begins with.
fn word(text: &[u8]) -> &[u8] {
    let end = text.iter().position(u8::is_ascii_whitespace);
    &text[..end.unwrap_or(text.len())]
}

/// Whether what stands before `text` is a label: Compose's `name | `, or the
/// host before syslog's `mimir[123]:`.
fn is_label(text: &[u8]) -> bool {
    let next = word(text.trim_ascii_start());
    next == b"|" || next.ends_with(b"]:")
}

/// Whether a word is a time, or a number as loggers count with.
fn is_time(token: &[u8]) -> bool {
    const MONTHS: [&[u8]; 12] = [
        b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov",
        b"Dec",
    ];
    MONTHS.contains(&token) || is_number(token.strip_suffix(b":").unwrap_or(token))
}

fn is_number(word: &[u8]) -> bool {
    let is_of_it = |byte: &u8| byte.is_ascii_digit() || b"-/:.,+TZ#".contains(byte);
    word.first().is_some_and(u8::is_ascii_digit) && word.iter().all(is_of_it)
}

/// Whether a word that follows a time is a level, or a container's stream.
fn is_level(token: &[u8]) -> bool {
    const LEVELS: [&str; 10] = [
        "error", "warn", "warning", "info", "debug", "crit", "fatal", "stderr", "stdout", "f",
    ];
    LEVELS
        .iter()
        .any(|level| token.eq_ignore_ascii_case(level.as_bytes()))
}

/// Whether a word is a frame by its form: `[error]`, `*1`, `|`, klog's `E1123`
/// and `server.go:12]`, syslog's `mimir[123]:`.
fn is_frame(token: &[u8]) -> bool {
    match token {
        b"|" | b"ERROR" | b"WARN" | b"WARNING" | b"INFO" | b"DEBUG" | b"FATAL" => true,
        [b'*', digits @ ..] => is_number(digits),
        [b'E' | b'W' | b'I' | b'F', digits @ ..] if digits.len() == 4 => is_number(digits),
        _ => token.ends_with(b"]") || token.ends_with(b"]:"),
    }
}

/// The text, or what surrounds the error in a long one, on whole letters.
fn cut(text: &[u8], at: usize, length: usize) -> String {
    if text.len() <= LONGEST {
        return shown(text);
    }
    let start = at.saturating_sub(LONGEST.saturating_sub(length) / 2);
    let start = start.min(text.len() - LONGEST);
    let is_inside = |at: usize| text.get(at).is_some_and(|byte| byte & 0xc0 == 0x80);
    let forward = |from: usize| (from..text.len()).find(|at| !is_inside(*at));
    let start = forward(start).unwrap_or(start);
    let end = (start + LONGEST).min(text.len());
    let end = (start..=end)
        .rev()
        .find(|at| !is_inside(*at))
        .unwrap_or(end);
    let mut quoted = String::new();
    if start > 0 {
        quoted.push(CUT);
    }
    quoted.push_str(&shown(&text[start..end]));
    if end < text.len() {
        quoted.push(CUT);
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, known: &str, wanted: &str) {
        assert_eq!(
            own_text(line.as_bytes(), known.as_bytes()),
            wanted,
            "{line}"
        );
    }

    const KNOWN: &str = "remote error: tls: bad certificate";

    #[test]
    fn backslashes_of_the_error_itself_stay() {
        let known = "x509: certificate is valid for \"ab\", not mimir";
        for (line, wanted) in [
            (
                r#"err="x509: certificate is valid for \"a\\b\", not mimir" x=1"#,
                r#"x509: certificate is valid for "a\b", not mimir"#,
            ),
            (
                r#"{"err":"x509: certificate is valid for \"a\\b\", not mimir"}"#,
                r#"x509: certificate is valid for "a\b", not mimir"#,
            ),
            (
                r#"{"err":"desc = \"x509: certificate is valid for \\\"a\\\\b\\\", not mimir\""}"#,
                r#"desc = "x509: certificate is valid for "a\b", not mimir""#,
            ),
            (
                r#"2026-01-01 x509: certificate is valid for "a\b", not mimir"#,
                r#"x509: certificate is valid for "a\b", not mimir"#,
            ),
        ] {
            check(line, known, wanted);
        }
        check(
            r#"err="open C:\\new\\ca.pem: no such file or directory""#,
            "open C: ewca.pem: no such file or directory",
            r"open C:\new\ca.pem: no such file or directory",
        );
    }

    #[test]
    fn the_value_of_the_error_is_quoted_and_unescaped() {
        check(
            r#"ts=2026-04-17T07:55:09.673Z caller=dedupe.go:112 component=remote err="Post \"https://m/push\": remote error: tls: bad certificate" x=1"#,
            KNOWN,
            r#"Post "https://m/push": remote error: tls: bad certificate"#,
        );
        check(
            r#"err="rpc error: desc = \"error reading server preface: remote error: tls: bad certificate\"""#,
            KNOWN,
            r#"rpc error: desc = "error reading server preface: remote error: tls: bad certificate""#,
        );
        check(
            r#"{"level":"warn","error":"remote error: tls: bad certificate","msg":"x: remote error: tls: bad certificate"}"#,
            KNOWN,
            KNOWN,
        );
        check(
            r#"{"msg":"x","log":"level=error msg=\"failed\" err=\"a \\\"b\\\": remote error: tls: bad certificate\"\n"}"#,
            KNOWN,
            r#"a "b": remote error: tls: bad certificate"#,
        );
    }

    #[test]
    fn a_query_with_an_at_sign_is_no_user() {
        check(
            "Post https://m?key=se@cret remote error: tls: bad certificate",
            KNOWN,
            "Post https://?… remote error: tls: bad certificate",
        );
    }

    #[test]
    fn a_line_that_somebody_unescaped_is_quoted_too() {
        check(
            r#"level=warn err="rpc error: desc = "x: remote error: tls: bad certificate"" addr=10.0.0.1:9095"#,
            KNOWN,
            r#"rpc error: desc = "x: remote error: tls: bad certificate""#,
        );
        check(
            "level=error err=remote error: tls: bad certificate addr=a:1",
            KNOWN,
            KNOWN,
        );
    }

    #[test]
    fn of_a_url_neither_its_user_nor_its_query_is_quoted() {
        check(
            r#"err="Post \"https://u:hunter2@m:8080/push?token=hunter2\": remote error: tls: bad certificate""#,
            KNOWN,
            r#"Post "https://m:8080/push?…": remote error: tls: bad certificate"#,
        );
        check(
            "https://hunter2@m remote error: tls: bad certificate",
            KNOWN,
            "https://m remote error: tls: bad certificate",
        );
    }

    #[test]
    fn prefixes_times_and_colours_are_no_part_of_it() {
        for prefix in [
            "[pod/mimir-ingester-0/ingester] ",
            "ingester-1  | ",
            "2026-11-23T10:00:00.123456789Z stderr F ",
            "2026/11/23 10:00:00 ",
            "2026-11-23 10:00:00,123 ERROR ",
            "Nov 23 10:00:00 mimir[123]: ",
            "E1123 10:00:00.000000       1 server.go:12] ",
            "\u{1b}[31mERROR\u{1b}[0m ",
            "[127.0.0.1:19001] ",
            "level=error caller=\"a b.go\" ",
        ] {
            check(&format!("{prefix}{KNOWN}"), KNOWN, KNOWN);
            let whole = format!("http: TLS handshake error from 10.0.0.9:1: {KNOWN}");
            check(&format!("{prefix}{whole}"), KNOWN, &whole);
        }
        check(
            &format!("\u{1b}[1;31merr\u{1b}[0m=\"{KNOWN}\""),
            KNOWN,
            KNOWN,
        );
    }

    #[test]
    fn of_nginx_the_error_and_what_it_did() {
        check(
            r#"2026/11/29 05:16:47 [error] 23187#23187: *1 SSL_do_handshake() failed (SSL: error:0A000410:SSL routines::sslv3 alert handshake failure:SSL alert number 40) while SSL handshaking to upstream, client: 127.0.0.1, server: , request: "GET / HTTP/1.1", upstream: "https://127.0.0.1:19002/""#,
            "alert handshake failure",
            "SSL_do_handshake() failed (SSL: error:0A000410:SSL routines::sslv3 alert handshake failure:SSL alert number 40) while SSL handshaking to upstream",
        );
    }

    #[test]
    fn a_long_one_is_cut_between_letters_and_says_so() {
        let line = format!("err=\"{} {KNOWN} {}\"", "ä".repeat(400), "ö".repeat(400));
        let text = own_text(line.as_bytes(), KNOWN.as_bytes());
        assert!(text.contains(KNOWN), "{text}");
        assert!(text.starts_with("…ä") && text.ends_with("ö…"), "{text}");
        assert!(!text.contains('\u{fffd}') && text.len() <= LONGEST + 6);
    }

    #[test]
    fn broken_lines_do_no_harm() {
        for line in [
            "err=\"remote error: tls: bad certificate",
            "\"\"\"=\"remote error: tls: bad certificate\\",
            "=\"remote error: tls: bad certificate\"",
            "remote error: tls: bad certificate=\"",
            "\\u001b[remote error: tls: bad certificate",
        ] {
            let text = own_text(line.as_bytes(), KNOWN.as_bytes());
            assert!(text.contains(KNOWN), "{line}: {text}");
        }
    }
}
