//! PEM (RFC 7468): written with 64 characters a line, read as Go reads it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// The characters of Base64 on one line (RFC 7468, section 2).
const LINE: usize = 64;

/// Writes one block. The text may be a secret, so nothing of it is left behind
/// in a buffer that grew.
pub(crate) fn encode(label: &str, der: &[u8]) -> String {
    let mut base64 = Zeroizing::new(String::with_capacity(der.len().div_ceil(3) * 4));
    STANDARD.encode_string(der, &mut base64);
    let lines = base64.len().div_ceil(LINE);
    let mut pem = String::with_capacity(base64.len() + lines + 2 * (label.len() + 17));
    pem.push_str("-----BEGIN ");
    pem.push_str(label);
    pem.push_str("-----\n");
    let mut rest = base64.as_str();
    while !rest.is_empty() {
        let (line, tail) = rest.split_at(rest.len().min(LINE));
        pem.push_str(line);
        pem.push('\n');
        rest = tail;
    }
    pem.push_str("-----END ");
    pem.push_str(label);
    pem.push_str("-----\n");
    pem
}

/// One block of a PEM file, or what would be one if it were whole.
pub(crate) struct Block {
    /// The line of its `BEGIN`, from 1.
    pub(crate) line: usize,
    /// What it says it holds, such as `CERTIFICATE`.
    pub(crate) label: String,
    /// Headers, such as `Proc-Type: 4,ENCRYPTED`.
    pub(crate) headers: Vec<(String, String)>,
    /// The bytes, or why Go passes over the block.
    pub(crate) contents: Result<Zeroizing<Vec<u8>>, &'static str>,
}

/// Every block in order, by the rules of Go's `encoding/pem.Decode`: what lies
/// between blocks is passed over, and so is a block that is not whole (which is
/// why a damaged file often ends as "no certificate found").
pub(crate) fn blocks(bytes: &[u8]) -> Vec<Block> {
    let lines: Vec<&[u8]> = bytes
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii_end)
        .collect();
    let is_end = |line: &&[u8]| line.starts_with(b"-----END ");
    let mut blocks = Vec::new();
    let (mut next, mut end) = (0, Some(0));
    while let Some(line) = lines.get(next) {
        next += 1;
        let Some(label) = marker(line, b"-----BEGIN ") else {
            continue;
        };
        let block_line = next;
        let headers: Vec<_> = lines[next..]
            .iter()
            .map_while(|line| header(line))
            .collect();
        let body = next + headers.len();
        // The same END line serves every BEGIN before it, so that a file of a
        // million BEGIN lines is read once and not a million times.
        if end.is_some_and(|end| end <= body) {
            end = lines[body..]
                .iter()
                .position(is_end)
                .map(|offset| body + offset);
        }
        let contents = match end {
            None => Err("it has no END line"),
            Some(end) if marker(lines[end], b"-----END ") != Some(label) => {
                Err("its END line does not name what its BEGIN line names")
            }
            Some(end) => {
                let decoded = decode(&lines[body..end]);
                if decoded.is_ok() {
                    next = end + 1;
                }
                decoded
            }
        };
        let label = String::from_utf8_lossy(label).into_owned();
        blocks.push(Block {
            line: block_line,
            label,
            headers,
            contents,
        });
    }
    blocks
}

fn marker<'a>(line: &'a [u8], start: &[u8]) -> Option<&'a [u8]> {
    line.strip_prefix(start)?.strip_suffix(b"-----")
}

fn header(line: &[u8]) -> Option<(String, String)> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    if line.starts_with(b"-----") {
        return None;
    }
    let (key, value) = line.split_at(colon);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes.trim_ascii()).into_owned();
    Some((text(key), text(&value[1..])))
}

fn decode(lines: &[&[u8]]) -> Result<Zeroizing<Vec<u8>>, &'static str> {
    let whole = lines.iter().take_while(|line| !line.starts_with(b"-----"));
    let length = whole.map(|line| line.len()).sum();
    let mut base64 = Zeroizing::new(Vec::with_capacity(length));
    for line in lines {
        if line.starts_with(b"-----") {
            return Err("another block begins before its END line");
        }
        base64.extend(
            line.iter()
                .filter(|byte| !matches!(byte, b' ' | b'\t' | b'\r')),
        );
    }
    STANDARD
        .decode(&*base64)
        .map(Zeroizing::new)
        .map_err(|_| "its Base64 is broken")
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[test]
    fn one_allocation() {
        for size in [0, 1, 47, 48, 49, 500] {
            let pem = encode("PRIVATE KEY", &vec![7; size]);
            assert!(
                pem.capacity() - pem.len() < 10,
                "{size}: {} of {}",
                pem.len(),
                pem.capacity()
            );
            assert!(pem.lines().all(|line| line.len() <= 64));
            let read = blocks(pem.as_bytes());
            assert_eq!(
                read[0].contents.as_deref().map(Vec::as_slice),
                Ok(&vec![7; size][..])
            );
        }
    }

    fn check(pem: &str, expect: Expect) {
        let lines = blocks(pem.as_bytes()).into_iter().map(|block| {
            let contents = match block.contents {
                Ok(bytes) => format!("{:?}", *bytes),
                Err(reason) => reason.to_owned(),
            };
            format!(
                "{} {} {:?} {contents}\n",
                block.line, block.label, block.headers
            )
        });
        expect.assert_eq(&lines.collect::<String>());
    }

    #[test]
    fn a_million_beginnings_are_read_once() {
        let pem = "-----BEGIN A-----\n".repeat(1_000_000);
        assert_eq!(blocks(pem.as_bytes()).len(), 1_000_000);
        assert_eq!(
            blocks(format!("{pem}-----END A-----\n").as_bytes()).len(),
            1_000_000
        );
    }

    #[test]
    fn as_go_reads_it() {
        check(
            "Subject: x\r\n-----BEGIN A-----  \r\n AQ I=\r\n-----END A----- \r\nnoise\n-----BEGIN B-----\n-----END B-----",
            expect![[r#"
                2 A [] [1, 2]
                6 B [] []
            "#]],
        );
        check(
            "-----BEGIN A-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES\n\nAQ==\n-----END A-----\n",
            expect![[r#"
                1 A [("Proc-Type", "4,ENCRYPTED"), ("DEK-Info", "AES")] [1]
            "#]],
        );
        check(
            "-----BEGIN A-----\nAQ==\n-----END B-----\n",
            expect![[r#"
            1 A [] its END line does not name what its BEGIN line names
        "#]],
        );
        check(
            "-----BEGIN A-----\nAQ=\n-----END A-----\n",
            expect![[r#"
            1 A [] its Base64 is broken
        "#]],
        );
        check(
            "-----BEGIN A-----\nAQ==\n",
            expect![[r#"
            1 A [] it has no END line
        "#]],
        );
        check(
            "-----BEGIN A-----\n-----BEGIN B-----\nAQ==\n-----END B-----\n",
            expect![[r#"
            1 A [] its END line does not name what its BEGIN line names
            2 B [] [1]
        "#]],
        );
        check(" -----BEGIN A-----\nAQ==\n-----END A-----\n", expect![[""]]);
        check("-----BEGIN A----\nAQ==\n-----END A----\n", expect![[""]]);
    }
}
