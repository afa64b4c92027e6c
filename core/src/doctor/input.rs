//! What people hand over, sorted by what it is.

use zeroize::Zeroize as _;

use super::code::Code;
use super::finding::Place;
use super::rules::Draft;
use crate::document::{MapKey, Node};

/// One file, by its path, with its bytes and, where there is one, its mode.
///
/// It may hold a key, so it has no `Debug`, and its bytes are wiped when it is
/// dropped.
#[derive(Clone)]
pub struct Input {
    /// The path, as messages are to call it.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// The permissions of the file, `0o644`; none where files have none.
    pub mode: Option<u32>,
}

impl Drop for Input {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

/// Something that whoever brings the inputs could not bring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What it is called.
    pub path: String,
    /// What kind of trouble it was.
    pub kind: TroubleKind,
    /// What happened, lower-case.
    pub reason: String,
}

/// The kinds of [`Trouble`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TroubleKind {
    /// A file that cannot be read.
    Unreadable,
    /// An entry of an archive that is passed over: it leads outside, it is a
    /// link, or it is too much.
    ArchiveEntry,
}

impl TroubleKind {
    fn code(self) -> Code {
        match self {
            Self::Unreadable => Code::Mt601,
            Self::ArchiveEntry => Code::Mt607,
        }
    }
}

impl Trouble {
    /// The finding of it.
    pub(super) fn draft(self) -> Draft {
        let place = Place {
            file: self.path.clone(),
            ..Place::default()
        };
        Draft::new(self.kind.code(), place, self.path).with("reason", self.reason)
    }
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Flags, one a line.
    Flags,
    /// A shell script.
    Shell,
    /// A unit of systemd.
    Unit,
    /// nginx's configuration.
    Nginx,
    /// YAML or JSON of whatever kind.
    Yaml,
}

/// A text with its lines. It may hold a key, and is wiped.
pub(super) struct Source {
    pub(super) path: String,
    pub(super) kind: Kind,
    pub(super) text: String,
    /// Where each line begins.
    starts: Vec<usize>,
}

impl Drop for Source {
    fn drop(&mut self) {
        self.text.zeroize();
    }
}

impl Source {
    fn new(path: String, kind: Kind, text: &str) -> Self {
        let behind = text.match_indices('\n').map(|(end, _)| end + 1);
        Self {
            path,
            kind,
            text: text.to_owned(),
            starts: std::iter::once(0).chain(behind).collect(),
        }
    }

    pub(super) fn place(&self, line: usize, column: usize) -> Place {
        Place {
            file: self.path.clone(),
            line,
            column,
        }
    }

    /// Where a value of this text begins.
    pub(super) fn at(&self, node: &Node) -> Place {
        self.place(node.place().line, node.place().column)
    }

    /// The line in which a value of this text begins, as a whole.
    pub(super) fn line_of(&self, node: &Node) -> Place {
        self.place(node.place().line, 0)
    }

    /// Where the key of a mapping's entry begins.
    pub(super) fn at_key(&self, key: &MapKey) -> Place {
        self.place(key.place.line, key.place.column)
    }

    /// Whether a line stands between a `BEGIN` and its `END`, so that it is part of
    /// a certificate or a key.
    pub(super) fn is_within_pem(&self, number: usize) -> bool {
        let lines = (1..number).rev().take(LONGEST_PEM);
        lines
            .filter_map(|number| self.line(number))
            .find(|line| line.contains("-----"))
            .is_some_and(|line| line.contains("-----BEGIN "))
    }

    /// The number of the last line, which may be empty.
    pub(super) fn last(&self) -> usize {
        self.starts.len()
    }

    /// A line, counted from 1, without its end.
    pub(super) fn line(&self, number: usize) -> Option<&str> {
        let start = *self.starts.get(number.checked_sub(1)?)?;
        self.text.get(start..)?.lines().next()
    }
}

/// The most lines of one block of PEM: four times an RSA key of 16,384 bits.
const LONGEST_PEM: usize = 1000;

/// The largest text that is read as YAML, all its documents together.
const LARGEST_YAML: usize = 8 << 20;

/// The largest text of any other kind; certificates may be longer.
const LARGEST: usize = 1 << 20;

/// What is a text by its name.
const TEXTS: [&str; 8] = [
    ".yaml", ".yml", ".json", ".conf", ".sh", ".flags", ".service", ".args",
];

/// What a file turned out to be.
pub(super) enum Sorted {
    /// A text to check.
    Source(Source),
    /// Certificates or keys, PEM or DER.
    Material(Input),
    /// Nothing of a cluster's.
    Ignored,
    /// Something that cannot be read, and why.
    Unreadable(Draft),
}

/// Says what a file is.
pub(super) fn sort(input: Input) -> Sorted {
    let Input { path, bytes, .. } = &input;
    let path = path.clone();
    let place = Place {
        file: path.clone(),
        ..Place::default()
    };
    let draft = |code| Draft::new(code, place.clone(), path.clone());
    if matches!(bytes.as_slice(), [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
        return Sorted::Unreadable(draft(Code::Mt602));
    }
    let name = path.rsplit('/').next().unwrap_or(&path).to_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    if is_material(
        bytes,
        ends(&[".crt", ".pem", ".key", ".cer", ".der", ".p12", ".pfx"]),
    ) {
        return Sorted::Material(input);
    }
    if bytes.trim_ascii().is_empty() {
        return Sorted::Ignored;
    }
    let plain = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = match std::str::from_utf8(plain) {
        Ok(text) if !text.contains('\0') => text,
        // Among other files there are pictures and programs.
        _ if !ends(&TEXTS) => return Sorted::Ignored,
        _ => {
            let draft = draft(Code::Mt601).with("reason", "it is no text");
            return Sorted::Unreadable(draft);
        }
    };
    match kind(&name, text) {
        Some(Kind::Yaml) if text.len() > LARGEST_YAML => Sorted::Unreadable(too_long(path)),
        Some(kind) if kind != Kind::Yaml && text.len() > LARGEST => {
            Sorted::Unreadable(too_long(path))
        }
        Some(kind) => Sorted::Source(Source::new(path, kind, text)),
        None => Sorted::Ignored,
    }
}

/// The finding of a text that is too long, by itself or behind others.
pub(super) fn too_long(path: String) -> Draft {
    let place = Place {
        file: path.clone(),
        ..Place::default()
    };
    Draft::new(Code::Mt605, place, path)
}

/// PEM begins a line near the top of the file; DER is a sequence of some length.
fn is_material(bytes: &[u8], named: bool) -> bool {
    let first = bytes.trim_ascii_start();
    let is_der = matches!(bytes, [0x30, 0x80..=0x84, ..]);
    named || is_der || first.starts_with(b"-----BEGIN ") || first.starts_with(b"Bag Attributes")
}

fn kind(name: &str, text: &str) -> Option<Kind> {
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    let has_line = |is: &dyn Fn(&str) -> bool| text.lines().any(|line| is(line.trim()));
    let is_prose = ends(&[".txt"]) && !text.contains("tls");
    if (is_prose
        || ends(&[
            ".md", ".rst", ".html", ".rs", ".go", ".js", ".css", ".csr", ".srl",
        ]))
        && !text.starts_with('-')
    {
        return None;
    }
    if ends(&[".service"]) || has_line(&|line| line.starts_with("ExecStart=")) {
        return Some(Kind::Unit);
    }
    if ends(&[".yaml", ".yml", ".json"]) {
        // Of what is too long to be read, the part that is about TLS is missed.
        let is_short = text.len() <= crate::document::MAX_BYTES;
        return (is_short || text.contains("tls")).then_some(Kind::Yaml);
    }
    if text.starts_with("#!") || ends(&[".sh", ".bash"]) {
        return Some(Kind::Shell);
    }
    let is_nginx = |line: &str| line.starts_with("proxy_pass ") || line.starts_with("upstream ");
    if has_line(&is_nginx) {
        return Some(Kind::Nginx);
    }
    let is_flag = |line: &str| {
        let bare = line.trim_start_matches('-');
        bare.len() < line.len() && bare.starts_with(|letter: char| letter.is_ascii_alphabetic())
    };
    let mut lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    if lines.clone().next().is_some() && lines.clone().all(is_flag) {
        return Some(Kind::Flags);
    }
    if lines.clone().any(|line| {
        line.split_whitespace()
            .any(|word| word.starts_with("-target") || word.ends_with("/mimir") || word == "mimir")
            && line.contains(" -")
    }) {
        return Some(Kind::Shell);
    }
    let is_entry = |line: &str| {
        let (key, rest) = line.split_once(':').unwrap_or(("", ""));
        !key.is_empty() && !key.contains(' ') && (rest.is_empty() || rest.starts_with(' '))
    };
    lines
        .next()
        .is_some_and(|line| is_entry(line) || line == "---")
        .then_some(Kind::Yaml)
}
