//! PEM as Go's `encoding/pem` finds it: what it skips is skipped in silence,
//! which is how a CA file without a certificate becomes an empty pool.

/// One PEM block.
#[derive(Clone, PartialEq, Eq)]
pub struct Block<'a> {
    /// `CERTIFICATE`, `PRIVATE KEY`, ...
    pub label: &'a str,
    /// Whether it has headers, as encrypted keys of the old kind do.
    pub has_headers: bool,
    /// Its bytes.
    pub contents: Vec<u8>,
}

/// All blocks of a text, in order; anything that is not PEM is skipped.
pub fn blocks(text: &[u8]) -> impl Iterator<Item = Block<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (block, after) = decode(rest)?;
        rest = after;
        Some(block)
    })
}

/// The next block and what follows it, by the steps of Go's `pem.Decode`.
fn decode(text: &[u8]) -> Option<(Block<'_>, &[u8])> {
    const BEGIN: &[u8] = b"-----BEGIN ";
    const END: &[u8] = b"\n-----END ";
    let mut rest = text;
    loop {
        let end = find(rest, END)?;
        let after_end = rest.get(end + END.len()..)?;
        // The last BEGIN before the first END: earlier ones lack an end.
        let begin = rest.get(..end).and_then(|head| find_last(head, BEGIN));
        let block = begin
            .filter(|&begin| begin == 0 || rest.get(begin - 1) == Some(&b'\n'))
            .and_then(|begin| rest.get(begin + BEGIN.len()..end + 1))
            .and_then(|inside| read(inside, after_end));
        match block {
            Some(found) => return Some(found),
            None => rest = after_end,
        }
    }
}

/// Reads what stands between BEGIN and END, given what follows `-----END `.
fn read<'a>(inside: &'a [u8], after_end: &'a [u8]) -> Option<(Block<'a>, &'a [u8])> {
    const DASHES: &[u8] = b"-----";
    let (first, mut body) = line(inside);
    let label = first.strip_suffix(DASHES)?;
    let mut has_headers = false;
    loop {
        let (header, next) = line(body);
        if body.is_empty() || !header.contains(&b':') {
            break;
        }
        has_headers = true;
        body = next;
    }
    let tail = after_end.strip_prefix(label)?.strip_prefix(DASHES)?;
    let (trailer, rest) = line(tail);
    if !trailer.is_empty() {
        return None;
    }
    let contents = base64(body)?;
    Some((
        Block {
            label: std::str::from_utf8(label).ok()?,
            has_headers,
            contents,
        },
        rest,
    ))
}

/// The first line without its ending and trailing blanks, and the rest.
fn line(text: &[u8]) -> (&[u8], &[u8]) {
    let (line, rest) = match text.iter().position(|&byte| byte == b'\n') {
        Some(at) => (
            text.get(..at).unwrap_or_default(),
            text.get(at + 1..).unwrap_or_default(),
        ),
        None => (text, &[][..]),
    };
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let length = line
        .iter()
        .rposition(|byte| !matches!(byte, b' ' | b'\t'))
        .map_or(0, |at| at + 1);
    (line.get(..length).unwrap_or_default(), rest)
}

/// Standard base64 with padding; line breaks and blanks are passed over.
fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let mut contents = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut digits, mut padding) = (0_u32, 0_u32, 0_u32);
    for &byte in text {
        let digit = match byte {
            b'\n' | b'\r' | b' ' | b'\t' => continue,
            b'=' => {
                padding += 1;
                continue;
            }
            _ if padding > 0 => return None,
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(digit);
        digits += 1;
        if digits % 4 == 0 {
            contents.extend_from_slice(bits.to_be_bytes().get(1..)?);
            bits = 0;
        }
    }
    match (digits % 4, padding) {
        (0, 0) => {}
        (2, 2) => contents.push((bits >> 4) as u8),
        (3, 1) => contents.extend([(bits >> 10) as u8, (bits >> 2) as u8]),
        _ => return None,
    }
    Some(contents)
}

fn find(text: &[u8], pattern: &[u8]) -> Option<usize> {
    text.windows(pattern.len())
        .position(|window| window == pattern)
}

fn find_last(text: &[u8], pattern: &[u8]) -> Option<usize> {
    text.windows(pattern.len())
        .rposition(|window| window == pattern)
}
