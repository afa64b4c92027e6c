//! PEM (RFC 7468): written with 64 characters a line, read as Go reads it.
//!
//! ```
//! use go_tls::pem;
//!
//! let text = pem::encode("X", b"bytes");
//! assert_eq!(text, "-----BEGIN X-----\nYnl0ZXM=\n-----END X-----\n");
//! let (label, body) = pem::whole_blocks(text.as_bytes()).next().ok_or("no block")?;
//! assert_eq!((label.as_str(), body.contents.as_slice()), ("X", &b"bytes"[..]));
//! # Ok::<(), &str>(())
//! ```

use std::collections::VecDeque;

use base64::alphabet;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{Engine as _, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

/// The characters of Base64 on one line (RFC 7468, section 2).
const LINE: usize = 64;

/// Go's `base64.StdEncoding`: it insists on padding, and lets the bits behind
/// the last byte be anything.
const GO: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";

/// Writes one block. The text may be a secret, so nothing of it is left behind
/// in a buffer that grew.
#[must_use]
pub fn encode(label: &str, der: &[u8]) -> String {
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
pub struct Block {
    /// The line of the block's `BEGIN`, counted from 1.
    pub line: usize,
    /// The block's label, such as `CERTIFICATE`.
    pub label: String,
    /// The rest, or why Go passes over the block.
    pub body: Result<Body, &'static str>,
}

/// The decoded text between a block's `BEGIN` and `END`.
pub struct Body {
    /// Headers, such as `Proc-Type: 4,ENCRYPTED`.
    pub headers: Vec<(String, String)>,
    /// The block's decoded bytes.
    pub contents: Zeroizing<Vec<u8>>,
}

impl Body {
    /// The cipher and the initialisation vector under which OpenSSL's older form
    /// hides a key (RFC 1421, section 4.6.1.3).
    #[must_use]
    pub fn dek_info(&self) -> Option<&str> {
        let header = self.headers.iter().find(|(name, _)| name == "DEK-Info");
        header.map(|(_, value)| value.as_str())
    }
}

/// Whether Go takes a block with this label for a private key.
#[must_use]
pub fn is_private_key(label: &str) -> bool {
    label == "PRIVATE KEY" || label.ends_with(" PRIVATE KEY")
}

/// The blocks that Go finds, each with its label.
pub fn whole_blocks(text: &[u8]) -> impl Iterator<Item = (String, Body)> {
    blocks(text).filter_map(|block| Some((block.label, block.body.ok()?)))
}

/// Every block in order, by the steps of Go 1.26's `encoding/pem.Decode`: what
/// lies between blocks is passed over, and so is a block that is not whole,
/// which is how a damaged CA file becomes an empty pool. (Where an `END` line has
/// a colon and no Base64 before it, Go finds nothing more in the whole text;
/// here only that block is lost.)
#[must_use]
pub fn blocks(text: &[u8]) -> Blocks<'_> {
    Blocks {
        text,
        next: Some(0),
        start: 0,
        span: Span::default(),
        line: 1,
        counted: 0,
    }
}

/// The blocks of a text, each read when its turn comes: a file may hold millions.
pub struct Blocks<'a> {
    text: &'a [u8],
    /// Where the next span begins, if there is one.
    next: Option<usize>,
    /// The span whose blocks come now, and where it began.
    start: usize,
    span: Span,
    /// The line at `counted`.
    line: usize,
    counted: usize,
}

impl Iterator for Blocks<'_> {
    type Item = Block;

    fn next(&mut self) -> Option<Block> {
        loop {
            let Some(begin) = self.span.begins.pop_front() else {
                self.start = self.next.take()?;
                self.span = Span::find(self.text, self.start);
                self.next = self.span.end.map(|end| end + END.len());
                continue;
            };
            if let Some(block) = self.block(begin) {
                return Some(block);
            }
        }
    }
}

impl Blocks<'_> {
    fn block(&mut self, begin: usize) -> Option<Block> {
        let (text, end) = (self.text, self.span.end);
        let opening = &text[begin + BEGIN.len()..end.unwrap_or(text.len())];
        let (label, body) = first_line(opening);
        let is_line = begin == self.start || text[begin - 1] == b'\n';
        let label = label.strip_suffix(DASHES).filter(|_| is_line)?;
        let body = match end.map(|end| trailer(label, &text[end..])) {
            None => Err("it has no END line"),
            Some(None) => Err("its END line does not name what its BEGIN line names"),
            Some(Some(_)) if !self.span.begins.is_empty() => {
                Err("another block begins before its END line")
            }
            Some(Some(rest)) => {
                read(label, body).inspect(|_| self.next = Some(text.len() - rest.len()))
            }
        };
        let newlines = text[self.counted..begin].iter();
        self.line += newlines.filter(|byte| **byte == b'\n').count();
        self.counted = begin;
        Some(Block {
            line: self.line,
            label: String::from_utf8_lossy(label).into_owned(),
            body,
        })
    }
}

/// What Go looks at in one step: the text up to the first `END` line.
#[derive(Default)]
struct Span {
    /// Every `-----BEGIN ` to come. Go takes the last one and does not look back where
    /// that is no good.
    begins: VecDeque<usize>,
    /// The first `-----END ` that begins a line, if there is one.
    end: Option<usize>,
}

impl Span {
    fn find(text: &[u8], start: usize) -> Self {
        let mut begins = VecDeque::new();
        let mut at = start;
        while let Some(dash) = text[at..].iter().position(|byte| *byte == b'-') {
            at += dash;
            if text[at..].starts_with(BEGIN) {
                begins.push_back(at);
            } else if text[at..].starts_with(END) && text[start..at].ends_with(b"\n") {
                let end = Some(at);
                return Self { begins, end };
            }
            at += 1;
        }
        Self { begins, end: None }
    }
}

/// What follows an `END` line, if that names `label`.
fn trailer<'a>(label: &[u8], end: &'a [u8]) -> Option<&'a [u8]> {
    let end = end.strip_prefix(END)?.strip_prefix(label)?;
    let (blank, rest) = first_line(end.strip_prefix(DASHES)?);
    blank.is_empty().then_some(rest)
}

/// Headers, then Base64.
fn read(label: &[u8], mut body: &[u8]) -> Result<Body, &'static str> {
    let mut headers = Vec::new();
    loop {
        let (line, rest) = first_line(body);
        let Some(colon) = line.iter().position(|byte| *byte == b':') else {
            break;
        };
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes.trim_ascii()).into_owned();
        headers.push((text(&line[..colon]), text(&line[colon + 1..])));
        body = rest;
    }
    // Go reads on over the END line, as if that were a header too.
    if body.is_empty() && (!headers.is_empty() || label.contains(&b':')) {
        return Err("nothing stands between its headers and its END line");
    }
    let mut base64 = Zeroizing::new(Vec::with_capacity(body.len()));
    for piece in body.split(|byte| matches!(byte, b'\n' | b'\r' | b' ' | b'\t')) {
        base64.extend_from_slice(piece);
    }
    let contents = GO.decode(&*base64).map_err(|_| "its Base64 is broken")?;
    let contents = Zeroizing::new(contents);
    Ok(Body { headers, contents })
}

/// The first line without its ending and trailing blanks, and the rest.
fn first_line(text: &[u8]) -> (&[u8], &[u8]) {
    let (line, rest) = match text.iter().position(|byte| *byte == b'\n') {
        Some(end) => {
            let line = &text[..end];
            (line.strip_suffix(b"\r").unwrap_or(line), &text[end + 1..])
        }
        None => (text, &[][..]),
    };
    let is_text = |byte: &u8| !matches!(byte, b' ' | b'\t');
    let length = line.iter().rposition(is_text).map_or(0, |last| last + 1);
    (&line[..length], rest)
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
            let read: Vec<Block> = blocks(pem.as_bytes()).collect();
            assert_eq!(
                read[0].body.as_ref().map(|body| &body.contents[..]).ok(),
                Some(&vec![7; size][..])
            );
        }
    }

    fn check(pem: &str, expect: Expect) {
        let lines = blocks(pem.as_bytes()).map(|block| {
            let Block { line, label, body } = block;
            match body {
                Ok(Body { headers, contents }) => {
                    format!("{line} {label} {headers:?} {:?}\n", *contents)
                }
                Err(reason) => format!("{line} {label} {reason}\n"),
            }
        });
        expect.assert_eq(&lines.collect::<String>());
    }

    #[test]
    fn a_million_beginnings_are_read_once() {
        let pem = "-----BEGIN A-----\n".repeat(1_000_000);
        assert_eq!(blocks(pem.as_bytes()).count(), 1_000_000);
        assert_eq!(
            blocks(format!("{pem}-----END A-----\n").as_bytes()).count(),
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
            1 A its END line does not name what its BEGIN line names
        "#]],
        );
        check(
            "-----BEGIN A-----\nAQ=\n-----END A-----\n",
            expect![[r#"
            1 A its Base64 is broken
        "#]],
        );
        check(
            "-----BEGIN A-----\nAQ==\n",
            expect![[r#"
            1 A it has no END line
        "#]],
        );
        check(
            "-----BEGIN A-----\n-----BEGIN B-----\nAQ==\n-----END B-----\n",
            expect![[r#"
            1 A its END line does not name what its BEGIN line names
            2 B [] [1]
        "#]],
        );
        check(
            "-----BEGIN A-----\n-----BEGIN A-----\nAQ==\n-----END A-----\n",
            expect![[r#"
                1 A another block begins before its END line
                2 A [] [1]
            "#]],
        );
        check(
            "-----BEGIN A-----\nProc-Type: 4,ENCRYPTED\n-----END A-----\n",
            expect![[r#"
                1 A nothing stands between its headers and its END line
            "#]],
        );
        // The bits behind the last byte may be anything.
        check(
            "-----BEGIN A-----\nAR==\n-----END A-----\n",
            expect![[r#"
                1 A [] [1]
            "#]],
        );
        // A carriage return ends no line by itself.
        check(
            "-----BEGIN A-----\nAQ==\n-----END A-----\r",
            expect![[r#"
                1 A its END line does not name what its BEGIN line names
            "#]],
        );
        check(" -----BEGIN A-----\nAQ==\n-----END A-----\n", expect![[""]]);
        check("-----BEGIN A----\nAQ==\n-----END A----\n", expect![[""]]);
    }
}
