//! What people hand over, sorted by what it is.

use zeroize::Zeroize as _;

use super::code::Code;
use super::finding::Place;
use super::read::{documents, is_spoken_of, may_be_mimirs};
use super::rules::Draft;
use crate::catalog::{Catalog, Presence};
use crate::cluster::flag;
use crate::document::{MAX_BYTES, MapKey, Node};

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
    /// A file that cannot be opened or read.
    Unreadable,
    /// What was not looked into, and needs not be: it is hidden, it is no file.
    PassedOver,
    /// What whoever brings the inputs has no room or time for.
    TooMuch,
    /// An entry of an archive that is passed over: it leads outside, it is a
    /// link, or it is too much.
    ArchiveEntry,
}

impl TroubleKind {
    fn code(self) -> Code {
        match self {
            Self::Unreadable => Code::Mt321,
            Self::PassedOver => Code::Mt320,
            Self::TooMuch => Code::Mt322,
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
    /// Terraform's.
    Terraform,
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
    /// Of a text that was joined of several: the first line of each, and its path.
    parts: Vec<(usize, String)>,
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
            parts: Vec::new(),
        }
    }

    /// Several texts as one, in their order; its places are those of the texts.
    /// The last gives it its path.
    pub(super) fn joined(texts: &[&Self]) -> Self {
        let mut text = String::new();
        let mut parts = Vec::new();
        for part in texts {
            parts.push((text.matches('\n').count() + 1, part.path.clone()));
            text.push_str(&part.text);
            text.push('\n');
        }
        let last = texts.last();
        let path = last.map(|it| it.path.clone()).unwrap_or_default();
        let kind = last.map_or(Kind::Yaml, |it| it.kind);
        let mut joined = Self::new(path, kind, &text);
        joined.parts = parts;
        text.zeroize();
        joined
    }

    /// How many lines stand above each text of a joined one.
    pub(super) fn above(&self) -> impl Iterator<Item = usize> {
        self.parts.iter().map(|(first, _)| first.saturating_sub(1))
    }

    /// The path without its folders, in small letters.
    pub(super) fn name(&self) -> String {
        let name = self.path.rsplit('/').next().unwrap_or(&self.path);
        name.to_lowercase()
    }

    pub(super) fn place(&self, line: usize, column: usize) -> Place {
        let part = self.parts.iter().rfind(|(first, _)| *first <= line);
        let (above, file) = match part {
            Some((first, path)) => (first.saturating_sub(1), path),
            None => (0, &self.path),
        };
        Place {
            file: file.clone(),
            line: line - above,
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

/// What a name says of a file, by its ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    /// Certificates or keys.
    Material,
    /// A text of that kind.
    Kind(Kind),
    /// A text of any kind, or of none.
    Text,
    /// Nothing that a cluster is made of: the id of a row of `data/inputs.json`.
    Foreign(&'static str),
    /// Anything: what it holds must say.
    Open,
}

/// What endings say. The longest that fits counts.
const ENDINGS: [(&str, Named); 59] = [
    (".tf", Named::Kind(Kind::Terraform)),
    (".crt", Named::Material),
    (".pem", Named::Material),
    (".key", Named::Material),
    (".cer", Named::Material),
    (".der", Named::Material),
    (".p12", Named::Material),
    (".pfx", Named::Material),
    (".yaml", Named::Kind(Kind::Yaml)),
    (".yml", Named::Kind(Kind::Yaml)),
    (".json", Named::Kind(Kind::Yaml)),
    (".sh", Named::Kind(Kind::Shell)),
    (".bash", Named::Kind(Kind::Shell)),
    (".flags", Named::Kind(Kind::Flags)),
    (".args", Named::Kind(Kind::Flags)),
    (".service", Named::Kind(Kind::Unit)),
    (".conf", Named::Text),
    (".txt", Named::Text),
    (".log", Named::Foreign("log")),
    (".out", Named::Foreign("log")),
    (".md", Named::Foreign("prose")),
    (".markdown", Named::Foreign("prose")),
    (".rst", Named::Foreign("prose")),
    (".adoc", Named::Foreign("prose")),
    (".html", Named::Foreign("prose")),
    (".htm", Named::Foreign("prose")),
    (".xml", Named::Foreign("text")),
    (".svg", Named::Foreign("text")),
    (".css", Named::Foreign("text")),
    (".csr", Named::Foreign("text")),
    (".srl", Named::Foreign("text")),
    (".lock", Named::Foreign("text")),
    (".sum", Named::Foreign("text")),
    (".mod", Named::Foreign("text")),
    (".ini", Named::Foreign("text")),
    (".properties", Named::Foreign("text")),
    (".rs", Named::Foreign("program")),
    (".go", Named::Foreign("program")),
    (".js", Named::Foreign("program")),
    (".mjs", Named::Foreign("program")),
    (".ts", Named::Foreign("program")),
    (".tsx", Named::Foreign("program")),
    (".py", Named::Foreign("program")),
    (".rb", Named::Foreign("program")),
    (".lua", Named::Foreign("program")),
    (".java", Named::Foreign("program")),
    (".kt", Named::Foreign("program")),
    (".c", Named::Foreign("program")),
    (".h", Named::Foreign("program")),
    (".cc", Named::Foreign("program")),
    (".cpp", Named::Foreign("program")),
    (".rego", Named::Foreign("program")),
    (".alloy", Named::Foreign("program")),
    (".flow", Named::Foreign("program")),
    (".jsonnet", Named::Foreign("program")),
    (".libsonnet", Named::Foreign("program")),
    (".tpl", Named::Foreign("template")),
    (".gotmpl", Named::Foreign("template")),
    ("dockerfile", Named::Foreign("program")),
];

fn named(name: &str) -> Named {
    ENDINGS
        .iter()
        .filter(|(ending, _)| name.ends_with(ending))
        .max_by_key(|(ending, _)| ending.len())
        .map_or(Named::Open, |(_, named)| *named)
}

/// What a file turned out to be.
pub(super) enum Sorted {
    /// A text to check.
    Source(Source),
    /// Certificates or keys, PEM or DER.
    Material(Input),
    /// Nothing of a cluster's.
    Ignored {
        /// The id of the row of `data/inputs.json` that says why.
        why: &'static str,
        /// Whether it speaks of Mimir all the same, in a form that is not read.
        is_suspect: bool,
    },
    /// Something that cannot be read, and why.
    Unreadable(Draft),
}

/// Says what a file is: by marks of its own first, which no name outweighs, by
/// its name where it has an ending, and by what it holds where it has none.
pub(super) fn sort(input: Input) -> Sorted {
    let Input { path, bytes, .. } = &input;
    let path = path.clone();
    let place = Place {
        file: path.clone(),
        ..Place::default()
    };
    let ignored = |why| Sorted::Ignored {
        why,
        is_suspect: false,
    };
    let draft = |code| Draft::new(code, place.clone(), path.clone());
    if matches!(bytes.as_slice(), [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
        return Sorted::Unreadable(draft(Code::Mt602));
    }
    let name = path.rsplit('/').next().unwrap_or(&path).to_lowercase();
    let named = named(&name);
    if is_material(bytes, named == Named::Material) {
        return Sorted::Material(input);
    }
    if bytes.trim_ascii().is_empty() {
        return ignored("text");
    }
    let plain = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = match std::str::from_utf8(plain) {
        Ok(text) if !text.contains('\0') => text,
        // Among other files there are pictures and programs.
        _ if !matches!(named, Named::Kind(_)) && !name.ends_with(".conf") => {
            return ignored("binary");
        }
        _ => {
            let draft = draft(Code::Mt601).with("reason", "it is no text");
            return Sorted::Unreadable(draft);
        }
    };
    let kind = match kind(named, &path, text) {
        Ok(kind) => kind,
        Err(why) => {
            // What a name calls something else is no surprise.
            let is_suspect = named == Named::Open && is_spoken_of(text);
            return Sorted::Ignored { why, is_suspect };
        }
    };
    match kind {
        Kind::Yaml if text.len() > LARGEST_YAML => Sorted::Unreadable(too_long(path)),
        kind if kind != Kind::Yaml && text.len() > LARGEST => Sorted::Unreadable(too_long(path)),
        kind => Sorted::Source(Source::new(path, kind, text)),
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

/// The kind of a text, or the id of the row that says why it is of none.
fn kind(named: Named, path: &str, text: &str) -> Result<Kind, &'static str> {
    match named {
        Named::Foreign(why) => return Err(why),
        // Of what is too long to be read, the part that is about TLS is missed.
        Named::Kind(Kind::Yaml) if text.len() > MAX_BYTES && !text.contains("tls") => {
            return Err("text");
        }
        Named::Kind(kind) => return Ok(kind),
        Named::Text | Named::Open | Named::Material => {}
    }
    let mut lines = lines(text);
    if lines.clone().any(|line| line.starts_with("ExecStart=")) {
        return Ok(Kind::Unit);
    }
    if text.starts_with("#!") {
        return Ok(Kind::Shell);
    }
    // What parses as a mapping, or as several, is no command line.
    if is_yaml(path, text) {
        return Ok(Kind::Yaml);
    }
    let is_nginx = |line: &str| {
        line.starts_with("proxy_pass ") && line.contains(';')
            || line.starts_with("upstream ") && line.contains('{')
    };
    if lines.clone().any(is_nginx) {
        return Ok(Kind::Nginx);
    }
    if lines.clone().all(|line| flag(line).is_some()) {
        // Java's options begin with a dash too.
        return match lines.any(is_mimirs_flag) {
            true => Ok(Kind::Flags),
            false => Err("text"),
        };
    }
    if lines.clone().any(starts_mimir) {
        return Ok(Kind::Shell);
    }
    // A misprint must not hide a configuration that begins as Mimir's do.
    if named == Named::Open && may_be_mimirs(text) {
        return Ok(Kind::Yaml);
    }
    Err("text")
}

/// The lines of a text that say something, without their blanks.
fn lines(text: &str) -> impl Iterator<Item = &str> + Clone {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Whether a text is YAML or JSON with a mapping or a list at its top, whatever
/// its name: it begins as such, and parses.
fn is_yaml(path: &str, text: &str) -> bool {
    let begins = |line: &str| {
        let (key, rest) = line.split_once(':').unwrap_or(("", ""));
        let is_key = !key.is_empty() && !key.contains(' ');
        is_key && (rest.is_empty() || rest.starts_with(' '))
            || line == "---"
            || line.starts_with(['{', '['])
            || line.starts_with("- ")
    };
    if text.len() > LARGEST_YAML || !lines(text).next().is_some_and(begins) {
        return false;
    }
    let source = Source::new(path.to_owned(), Kind::Yaml, text);
    let documents = documents(&source);
    let is_tree = |node: &Node| !node.entries().is_empty() || !node.items().is_empty();
    !documents.is_empty()
        && documents
            .iter()
            .all(|document| document.as_ref().is_ok_and(is_tree))
}

/// Whether a line has a flag that some release of Mimir has; a word alone, as
/// `-h`, is everybody's.
fn is_mimirs_flag(line: &str) -> bool {
    let catalog = Catalog::builtin();
    let name = flag(line).and_then(|flag| flag.split(['=', ' ']).next());
    name.is_some_and(|name| {
        name == "target"
            || name.contains(['.', '-'])
                && catalog.has_flag(name, catalog.newest()) != Presence::Unknown
    })
}

/// Whether a line is a command that starts Mimir.
fn starts_mimir(line: &str) -> bool {
    let mut words = line.split_whitespace();
    words.any(|word| word.starts_with("-target") || word.ends_with("/mimir") || word == "mimir")
        && line.contains(" -")
}
