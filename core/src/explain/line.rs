//! A line of a log without the escapes that its logger put in, and parts of it
//! as they are shown.

use std::borrow::Cow;
use std::ops::Range;

/// The text of a line of logfmt or JSON: `\"`, however often it was escaped on
/// its way through loggers, is a quote again, `\u003c` a letter, `\n` a blank.
/// It is not decoded as JSON, because lines are cut, nested and mixed.
pub(super) fn plain(line: &[u8]) -> Cow<'_, [u8]> {
    let Some(first) = memchr::memchr(b'\\', line) else {
        return Cow::Borrowed(line);
    };
    let mut plain = Vec::with_capacity(line.len());
    plain.extend_from_slice(&line[..first]);
    let mut rest = &line[first..];
    while let Some(after) = unescaped(rest, &mut plain) {
        rest = after;
    }
    Cow::Owned(plain)
}

/// Where a part of a line's plain text stands in the line itself.
pub(super) fn place(line: &[u8], part: &[u8]) -> Option<Range<usize>> {
    if let Some(start) = memchr::memmem::find(line, part) {
        return Some(start..start + part.len());
    }
    let (mut plain, mut starts) = (Vec::new(), Vec::new());
    let mut rest = line;
    while let Some(after) = unescaped(rest, &mut plain) {
        starts.resize(plain.len(), line.len() - rest.len());
        rest = after;
    }
    let found = memchr::memmem::find(&plain, part)?;
    let end = starts.get(found + part.len()).copied();
    Some(*starts.get(found)?..end.unwrap_or(line.len()))
}

/// Writes the next byte, or what an escape stands for, and says what comes after it;
/// none at the end.
fn unescaped<'a>(line: &'a [u8], plain: &mut Vec<u8>) -> Option<&'a [u8]> {
    let (&byte, after) = line.split_first()?;
    if byte == b'\\' {
        return Some(escape(after, plain));
    }
    plain.push(byte);
    Some(after)
}

/// Writes what a backslash stands for, and says what comes after it.
fn escape<'a>(after: &'a [u8], plain: &mut Vec<u8>) -> &'a [u8] {
    match after {
        // A backslash before a backslash is the same escape, escaped again.
        [b'\\', ..] => after,
        [b'n' | b't' | b'r', rest @ ..] => {
            plain.push(b' ');
            rest
        }
        [b'u', a, b, c, d, rest @ ..] => match ascii(&[*a, *b, *c, *d]) {
            Some(letter) => {
                plain.push(letter);
                rest
            }
            None => {
                plain.push(b'\\');
                after
            }
        },
        _ => after,
    }
}

/// The ASCII letter that four hexadecimal digits stand for.
fn ascii(digits: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(digits).ok()?;
    u8::from_str_radix(digits, 16).ok().filter(u8::is_ascii)
}

/// A line without the command that asks us, which a terminal shows beside what it
/// gives us: `echo '...' | mimir-tls explain --config FILE`.
pub(super) fn without_call(line: &[u8]) -> &[u8] {
    const CALL: &[u8] = b"mimir-tls explain ";
    let Some(at) = memchr::memmem::find(line, CALL) else {
        return line;
    };
    let before = line[..at].trim_ascii_end();
    match before.strip_suffix(b"|") {
        Some(given) => given.trim_ascii_end(),
        None => &line[at + CALL.len()..],
    }
}

/// Bytes of a log as text that is safe on a terminal.
pub(super) fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes)
        .trim()
        .chars()
        .map(|letter| {
            if letter.is_control() {
                '\u{fffd}'
            } else {
                letter
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_call_is_no_part_of_a_log() {
        let check = |line: &str, wanted: &str| {
            assert_eq!(
                String::from_utf8_lossy(without_call(line.as_bytes())),
                wanted
            );
        };
        check("err=x", "err=x");
        check(
            "$ echo 'x' | mimir-tls explain --config q.yaml",
            "$ echo 'x'",
        );
        check("$ mimir-tls explain 'x'", "'x'");
        check(
            "a mimir-tls explains nothing",
            "a mimir-tls explains nothing",
        );
    }

    #[test]
    fn escapes_of_any_depth_are_gone() {
        let check = |line: &str, wanted: &str| {
            assert_eq!(String::from_utf8_lossy(&plain(line.as_bytes())), wanted);
        };
        check("nothing", "nothing");
        check(r#"err=\"a\""#, r#"err="a""#);
        check(r#"err=\\\"a\\\""#, r#"err="a""#);
        check(r"{\u003c\u0022\u003e}\n", "{<\">} ");
        check(r"\u00e9 \uzzzz \", r"\u00e9 \uzzzz ");
        check(r"C:\path", "C:path");
    }
}
