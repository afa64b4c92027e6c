//! What people hand over, sorted by what it is.

use zeroize::Zeroize as _;

use super::code::Code;
use super::finding::{Place, Severity};
use super::rules::Draft;
use crate::document::{MapKey, Node, Position};
use crate::language::Text;

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
    pub reason: Text,
}

/// The kinds of [`Trouble`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TroubleKind {
    /// A file that cannot be opened or read.
    Unreadable,
    /// A link that leads nowhere: whoever is to read it cannot either.
    Dangling,
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
            Self::Unreadable | Self::Dangling => Code::Mt321,
            Self::PassedOver => Code::Mt320,
            Self::TooMuch => Code::Mt322,
            Self::ArchiveEntry => Code::Mt607,
        }
    }
}

impl Trouble {
    /// The finding of it. A link that leads nowhere is a note where nobody of Mimir's
    /// means it, which `is_meant` says of a path.
    pub(super) fn draft(self, is_meant: impl Fn(&str) -> bool) -> Draft {
        let place = Place {
            file: self.path.clone(),
            ..Place::default()
        };
        let said = |language| self.reason.of(language).to_owned();
        let is_idle = self.kind == TroubleKind::Dangling && !is_meant(&self.path);
        let mut draft = Draft::new(self.kind.code(), place, self.path).saying("reason", said);
        if is_idle {
            draft.at_most = Severity::Note;
        }
        draft
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
    /// supervisord's configuration.
    Supervisor,
    /// A file of variables, `NAME=value`.
    Variables,
    /// nginx's configuration.
    Nginx,
    /// HAProxy's configuration.
    Haproxy,
    /// Caddy's configuration.
    Caddy,
    /// Alloy's configuration.
    Alloy,
    /// A job of Nomad.
    Nomad,
    /// Terraform's.
    Terraform,
    /// A Dockerfile.
    Dockerfile,
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
    /// Of a file that stands in another text: what it is called there, and where.
    inside: Option<(String, Inside)>,
}

/// Where a file stands in the text that it is a part of.
#[derive(Debug, Clone, Copy)]
pub(super) enum Inside {
    /// Behind so many lines, each of its own so many columns in.
    Lines { above: usize, indent: usize },
    /// At that place, in no lines of its own.
    Place(Position),
}

impl Drop for Source {
    fn drop(&mut self) {
        self.text.zeroize();
    }
}

impl Source {
    pub(super) fn new(path: String, kind: Kind, text: &str) -> Self {
        let behind = text.match_indices('\n').map(|(end, _)| end + 1);
        Self {
            path,
            kind,
            text: text.to_owned(),
            starts: std::iter::once(0).chain(behind).collect(),
            parts: Vec::new(),
            inside: None,
        }
    }

    /// A file that stands in this text: its places are those of this one.
    pub(super) fn file(&self, name: &str, kind: Kind, text: &str, at: Inside) -> Self {
        let at = match (at, &self.inside) {
            (at, None) => at,
            (_, Some((_, Inside::Place(place)))) => Inside::Place(*place),
            (Inside::Place(at), Some((_, Inside::Lines { above, indent }))) => {
                Inside::Place(Position {
                    line: at.line + above,
                    column: at.column + indent,
                })
            }
            (
                Inside::Lines { above, indent },
                Some((
                    _,
                    Inside::Lines {
                        above: more,
                        indent: by,
                    },
                )),
            ) => Inside::Lines {
                above: above + more,
                indent: indent + by,
            },
        };
        let mut file = Self::new(self.path.clone(), kind, text);
        file.inside = Some((name.to_owned(), at));
        file.parts.clone_from(&self.parts);
        file
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

    /// What the file is called, with its folders: its path, or of a file inside
    /// another text its path there.
    pub(super) fn called(&self) -> &str {
        self.inside.as_ref().map_or(&self.path, |(name, _)| name)
    }

    /// The same without folders, in small letters.
    pub(super) fn name(&self) -> String {
        let name = self.called();
        name.rsplit('/').next().unwrap_or(name).to_lowercase()
    }

    pub(super) fn place(&self, line: usize, column: usize) -> Place {
        let (line, column) = match &self.inside {
            // A whole line, or a whole file, has no column.
            Some((_, Inside::Lines { above, .. })) if column == 0 => (line + above, 0),
            Some((_, Inside::Lines { above, indent })) => (line + above, column + indent),
            Some((_, Inside::Place(place))) => (place.line, place.column),
            None => (line, column),
        };
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

    /// The number of the line of a place in it, those above its text counted, and
    /// the column.
    pub(super) fn number(&self, place: &Place) -> (usize, usize) {
        let part = self.parts.iter().find(|(_, path)| *path == place.file);
        let line = place.line + part.map_or(0, |(first, _)| first.saturating_sub(1));
        match &self.inside {
            Some((_, Inside::Lines { above, indent })) => (
                line.saturating_sub(*above),
                place.column.saturating_sub(*indent),
            ),
            Some((_, Inside::Place(_))) => (1, 1),
            None => (line, place.column),
        }
    }

    /// Whether it is an input, and no file that stands in one.
    pub(super) fn is_whole(&self) -> bool {
        self.inside.is_none()
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

/// The finding of a text that is too long.
pub(super) fn too_long(path: String) -> Draft {
    let place = Place {
        file: path.clone(),
        ..Place::default()
    };
    Draft::new(Code::Mt605, place, path)
}

/// Why a file is not looked at for which those before it have left no room.
pub fn no_room_left() -> Text {
    Text::new(
        "so much was read before it that no room is left",
        "davor wurde so viel gelesen, dass kein Platz mehr ist",
    )
}

/// The finding of a text for which those before it have left no room.
pub(super) fn no_room(path: String) -> Draft {
    let place = Place {
        file: path.clone(),
        ..Place::default()
    };
    let said = |language| no_room_left().of(language).to_owned();
    Draft::new(Code::Mt322, place, path).saying("reason", said)
}
