//! What was handed over, sorted by what it is: by marks of its own first, by its
//! name, and by what it holds.

use super::code::Code;
use super::finding::Place;
use super::input::{Input, Kind, Source, too_long};
use super::named::{Named, named};
use super::read::{MIMIRS_CHART, documents, is_spoken_of, may_be_mimirs};
use super::rules::Draft;
use super::sniff;
use crate::catalog::{Catalog, Presence};
use crate::cluster::flag;
use crate::document::{MAX_BYTES, Node};
use crate::language::Language;

/// The largest text that is read as YAML, all its documents together.
const LARGEST_YAML: usize = 8 << 20;

/// The largest text of any other kind; certificates may be longer.
const LARGEST: usize = 1 << 20;

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
    Unreadable(Box<Draft>),
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
        return Sorted::Unreadable(Box::new(draft(Code::Mt602)));
    }
    let name = path.rsplit('/').next().unwrap_or(&path).to_lowercase();
    let named = named(&name);
    if is_material(bytes, named == Named::Material) {
        return Sorted::Material(input);
    }
    let plain = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if plain.trim_ascii().is_empty() {
        // Somebody may name it as a configuration.
        return ignored(match named {
            Named::Kind(Kind::Yaml) => "empty",
            _ => "text",
        });
    }
    let text = match std::str::from_utf8(plain) {
        Ok(text) if !text.contains('\0') => text,
        // Among other files there are pictures and programs.
        _ if !matches!(named, Named::Kind(_)) && !name.ends_with(".conf") => {
            return ignored("binary");
        }
        _ => {
            let draft = draft(Code::Mt601).saying("reason", |language| {
                match language {
                    Language::English => "it is no text",
                    Language::German => "das ist kein Text",
                }
                .to_owned()
            });
            return Sorted::Unreadable(Box::new(draft));
        }
    };
    let kind = match kind(named, &path, text) {
        Ok(kind) => kind,
        Err(why) => {
            // What a name calls something else is no surprise.
            let is_suspect = match named {
                Named::Open => is_spoken_of(text),
                Named::Foreign("nix") => configures_mimir(text),
                Named::Foreign("jsonnet") => makes_mimir(text),
                _ => false,
            };
            return Sorted::Ignored { why, is_suspect };
        }
    };
    match kind {
        Kind::Yaml if text.len() > LARGEST_YAML => Sorted::Unreadable(Box::new(too_long(path))),
        kind if kind != Kind::Yaml && text.len() > LARGEST => {
            Sorted::Unreadable(Box::new(too_long(path)))
        }
        kind => Sorted::Source(Source::new(path, kind, text)),
    }
}

/// PEM begins a line near the top of the file; DER is a sequence of some length.
fn is_material(bytes: &[u8], named: bool) -> bool {
    let first = bytes.trim_ascii_start();
    let is_der = matches!(bytes, [0x30, 0x80..=0x84, ..]);
    named || is_der || first.starts_with(b"-----BEGIN ") || first.starts_with(b"Bag Attributes")
}

/// Whether a text shows a kind by marks of its own.
type Sniff = fn(&str) -> bool;

/// What a text shows by marks of its own, in the order in which they are looked for.
const SNIFFED: [(Sniff, Kind); 6] = [
    (sniff::is_variables, Kind::Variables),
    (sniff::is_nginx, Kind::Nginx),
    (sniff::is_job, Kind::Nomad),
    (sniff::is_alloy, Kind::Alloy),
    (sniff::is_haproxy, Kind::Haproxy),
    (sniff::is_caddy, Kind::Caddy),
];

/// The kind of a text, or the id of the row that says why it is of none.
fn kind(named: Named, path: &str, text: &str) -> Result<Kind, &'static str> {
    match named {
        // `.ini` is anybody's.
        Named::Foreign("text") if sniff::is_supervisor(text) => return Ok(Kind::Supervisor),
        Named::Foreign(why) => return Err(why),
        // Of what is too long to be read, the part that is about TLS is missed.
        Named::Kind(Kind::Yaml) if text.len() > MAX_BYTES && !text.contains("tls") => {
            return Err("text");
        }
        // What is only sourced, and sets variables, starts nothing.
        Named::Kind(Kind::Shell) if !text.starts_with("#!") && sniff::is_variables(text) => {
            return Ok(Kind::Variables);
        }
        Named::Kind(kind) => return Ok(kind),
        Named::Hcl if sniff::is_alloy(text) => return Ok(Kind::Alloy),
        Named::Hcl => return Ok(Kind::Nomad),
        Named::Dockerfile if text.contains("mimir") => return Ok(Kind::Dockerfile),
        Named::Dockerfile => return Err("program"),
        Named::Text | Named::Open | Named::Material => {}
    }
    // Further in it is a unit that stands in another text.
    let is_unit = |line: &str| {
        line.starts_with("ExecStart=") || matches!(line.trim_end(), "[Service]" | "[Container]")
    };
    if text.lines().any(is_unit) {
        return Ok(Kind::Unit);
    }
    if text.starts_with("#!") {
        return Ok(Kind::Shell);
    }
    if sniff::is_supervisor(text) {
        return Ok(Kind::Supervisor);
    }
    // What parses as a mapping, or as several, is no command line.
    if is_yaml(path, text) {
        return Ok(Kind::Yaml);
    }
    for (is_it, kind) in SNIFFED {
        if is_it(text) {
            return Ok(kind);
        }
    }
    let mut lines = lines(text);
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
/// its name: it begins as such, and parses, or is too long for that.
fn is_yaml(path: &str, text: &str) -> bool {
    let begins = |line: &str| {
        let (key, rest) = line.split_once(':').unwrap_or(("", ""));
        let is_key = !key.is_empty() && !key.contains(' ');
        is_key && (rest.is_empty() || rest.starts_with(' '))
            || line == "---"
            || line.starts_with(['{', '['])
            || line.starts_with("- ")
    };
    if !lines(text).next().is_some_and(begins) {
        return false;
    }
    // What is missed there is told.
    if text.len() > LARGEST_YAML {
        return text.contains("tls");
    }
    let source = Source::new(path.to_owned(), Kind::Yaml, text);
    let documents = documents(&source);
    let is_tree = |node: &Node| !node.entries().is_empty() || !node.items().is_empty();
    let is_it = |document: &Result<Node, Box<Draft>>| match document {
        Ok(node) => is_tree(node),
        Err(draft) => draft.code == Code::Mt605 && text.contains("tls"),
    };
    !documents.is_empty() && documents.iter().all(is_it)
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

/// Whether a text of Jsonnet takes Mimir's library in, names its chart, or sets an
/// option of Mimir's for TLS. What we have written is read in its other forms.
fn makes_mimir(text: &str) -> bool {
    let imports = |line: &str| line.contains("import") && line.contains("mimir");
    let catalog = Catalog::builtin();
    let is_option = |word: &str| {
        word.contains("tls") && catalog.has_flag(word, catalog.newest()) != Presence::Unknown
    };
    let is_ours = text
        .lines()
        .take(3)
        .any(|line| line.contains("made by mimir-tls "));
    let is_ours_word = |word: &str| is_option(word) || word == MIMIRS_CHART;
    !is_ours && (text.lines().any(imports) || text.split(['\'', '"']).any(is_ours_word))
}

/// Whether a text of Nix configures the service, and not only asks what it has.
fn configures_mimir(text: &str) -> bool {
    let uses = text.match_indices("services.mimir");
    let mut before = uses.filter_map(|(at, _)| text.get(..at));
    before.any(|it| !it.ends_with("config."))
}

/// Whether a line is a command that starts Mimir.
fn starts_mimir(line: &str) -> bool {
    let mut words = line.split_whitespace();
    words.any(|word| word.starts_with("-target") || word.ends_with("/mimir") || word == "mimir")
        && line.contains(" -")
}
