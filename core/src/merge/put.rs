//! One value put at a path of keys into a text of YAML or JSON: the smallest
//! splice that does it, so that comments, order and anchors stay.

use super::MergeError;
use crate::document::splice::{Splice, head, line_break, line_end, line_start, next_line};
use crate::document::{Node, Position, Value};
use crate::render::{self, Entry, Tree};

/// A value and what is to be written for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// The keys that lead to it.
    pub(super) path: &'a [String],
    /// The value: no mapping.
    pub(super) value: &'a Tree,
}

/// What is to be done for a value.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Put {
    /// Nothing: it stands there.
    There,
    /// It is new.
    New(Splice),
    /// Another value stands there: where, and which.
    Instead(Splice, Position, String),
}

/// What is to be done so that `wanted` stands in `text`, which was read as
/// `root`; nothing was read in an empty one.
pub(super) fn put(text: &str, root: Option<&Node>, wanted: &Wanted<'_>) -> Result<Put, MergeError> {
    let Some(root) = root else {
        let lines = wanted.lines(wanted.path, "", INDENT, "\n");
        return Ok(Put::New(at_the_end(text, lines)));
    };
    let walk = Walk {
        text,
        unit: unit(root).unwrap_or(INDENT),
        wanted,
    };
    walk.descend(root, None, wanted.path)
}

/// Whether what stands on the way of a path only repeats an anchor: what is put
/// into that has it already.
pub(super) fn is_repeated(text: &str, root: Option<&Node>, path: &[String]) -> bool {
    let mut at = root;
    for key in path {
        at = at.and_then(|node| node.at(key));
        if at.is_some_and(|node| raw(text, node).starts_with('*')) {
            return true;
        }
    }
    false
}

/// How deep a block stands below its key where a text shows none.
const INDENT: &str = "  ";

/// The key of a mapping that takes another in.
const TAKES_IN: &str = "<<";

struct Walk<'a> {
    text: &'a str,
    unit: &'a str,
    wanted: &'a Wanted<'a>,
}

/// A key under which something stands, and whether brackets are around it.
#[derive(Clone, Copy)]
struct Key {
    start: usize,
    end: usize,
    in_flow: bool,
}

impl Walk<'_> {
    /// Puts it below a value, `rest` keys further in.
    fn descend(&self, node: &Node, key: Option<Key>, rest: &[String]) -> Result<Put, MergeError> {
        let raw = raw(self.text, node);
        let is_alias = raw.starts_with('*');
        let [name, below @ ..] = rest else {
            return match self.wanted.value {
                Tree::List(items) => self.list(node, key, items),
                _ => self.leaf(node, key),
            };
        };
        let found = node.entries().iter().find(|(key, _)| key.text == *name);
        match (node.value(), key) {
            _ if is_alias && found.is_some_and(|(_, value)| self.says(value, below)) => {
                Ok(Put::There)
            }
            (Value::Map(_), Some(key)) if is_alias => Ok(self.behind(key, node, Some(raw), rest)),
            (Value::Map(_), _) if !is_alias => match found {
                Some((found, value)) => {
                    let key = Key {
                        start: found.span.start,
                        end: found.span.end,
                        in_flow: raw.starts_with('{'),
                    };
                    self.descend(value, Some(key), below)
                }
                None if node.entries().is_empty() => Ok(match key {
                    Some(key) => self.behind(key, node, None, rest),
                    None => Put::New(Splice::new(
                        bare(self.text, node),
                        format!("{{{}}}", self.wanted.flow(rest, true)),
                    )),
                }),
                None if raw.starts_with('{') => Ok(self.in_braces(node, rest)),
                None => Ok(self.in_block(node, rest)),
            },
            (_, Some(key)) if node.is_null() => Ok(self.behind(key, node, None, rest)),
            _ => Err(MergeError::NoMapping {
                place: node.place(),
                path: self.above(rest),
            }),
        }
    }

    /// The keys that lead to where `rest` begins.
    fn above(&self, rest: &[String]) -> String {
        let path = self.wanted.path;
        let above = path.get(..path.len() - rest.len());
        above.unwrap_or_default().join(".")
    }

    /// Whether a value has the wanted one, `rest` keys further in.
    fn says(&self, node: &Node, rest: &[String]) -> bool {
        let mut at = Some(node);
        for key in rest {
            at = at.and_then(|node| node.at(key));
        }
        match (self.wanted.value, at) {
            (Tree::List(items), Some(node)) => missing(node.items(), items).is_empty(),
            (value, at) => at.is_some_and(|node| is_same(node, value)),
        }
    }

    /// The value itself stands there, or another.
    fn leaf(&self, node: &Node, key: Option<Key>) -> Result<Put, MergeError> {
        if is_same(node, self.wanted.value) {
            return Ok(Put::There);
        }
        let in_flow = key.is_some_and(|key| key.in_flow);
        let said = match (node.value(), self.wanted.value) {
            (Value::Scalar { text, .. }, _) => text.clone(),
            // Nothing stands in the place of all that was there.
            (Value::List(_) | Value::Map(_), Tree::Null) => {
                let start = key.map_or(node.span().start, |key| self.behind_colon(key.end));
                let raw = raw(self.text, node);
                let end = match raw.starts_with(['{', '[', '*']) {
                    true => node.span().end,
                    false => end(self.text, node),
                };
                let splice = Splice::new(start..end, " null");
                return Ok(Put::Instead(splice, node.place(), "...".to_owned()));
            }
            (Value::List(_) | Value::Map(_), _) => {
                return Err(MergeError::NoValue {
                    place: node.place(),
                    path: self.wanted.path.join("."),
                });
            }
        };
        let is_json = raw(self.text, node).starts_with('"');
        let range = bare(self.text, node);
        if let (Some(key), Tree::Text(value), false) = (key, self.wanted.value, in_flow)
            && value.contains('\n')
        {
            let start = self.behind_colon(key.end);
            let end = range.end.max(start);
            let is_ended = self.text.get(..end).is_some_and(|it| it.ends_with('\n'));
            let mut new = self.behind_key(key);
            if !is_ended {
                new.truncate(new.trim_end().len());
            }
            let splice = Splice::new(start..end, new);
            return Ok(match node.is_null() {
                true => Put::New(splice),
                false => Put::Instead(splice, node.place(), said),
            });
        }
        let new = self.wanted.scalar(in_flow, is_json);
        if node.is_null() {
            let colon = key.map(|key| self.behind_colon(key.end));
            let splice = match (range.is_empty(), colon) {
                (true, Some(at)) => Splice::before(at, format!(" {new}")),
                _ => Splice::new(range, new),
            };
            return Ok(Put::New(splice));
        }
        Ok(Put::Instead(Splice::new(range, new), node.place(), said))
    }

    /// Ours behind what a list has.
    fn list(&self, node: &Node, key: Option<Key>, items: &[Tree]) -> Result<Put, MergeError> {
        let path = || self.wanted.path.join(".");
        let there = match node.value() {
            Value::List(there) => there.as_slice(),
            Value::Scalar { .. } if node.is_null() => &[],
            Value::Map(_) | Value::Scalar { .. } => {
                let place = node.place();
                return Err(MergeError::NoList {
                    place,
                    path: path(),
                });
            }
        };
        let new = missing(there, items);
        if new.is_empty() {
            return Ok(Put::There);
        }
        if let Some(name) = new.iter().find_map(|item| taken(there, item)) {
            let place = node.place();
            return Err(MergeError::Taken {
                place,
                path: path(),
                name: name.to_owned(),
            });
        }
        let raw = raw(self.text, node);
        let (Some(first), Some(last)) = (there.first(), there.last()) else {
            return Ok(self.instead_of_nothing(node, key));
        };
        if raw.starts_with('*') {
            return Err(MergeError::Repeated { path: path() });
        }
        if raw.starts_with('[') {
            let flow: String = new
                .iter()
                .map(|it| format!(", {}", render::yaml_flow(it)))
                .collect();
            return Ok(Put::New(Splice::before(last.span().end, flow)));
        }
        // The dash stands before the first, in its line or one above.
        let before = self.text.get(..first.span().start).unwrap_or_default();
        let dash = before.trim_end().len().saturating_sub(1);
        let depth = dash - line_start(self.text, dash);
        let new: Vec<Tree> = new.into_iter().cloned().collect();
        let nl = line_break(self.text, dash);
        let lines = render::yaml_items(depth, &new).replace('\n', nl);
        let at = next_line(self.text, end(self.text, last).saturating_sub(1));
        Ok(
            match self.text.get(..at).is_some_and(|it| it.ends_with('\n')) {
                true => Put::New(Splice::before(at, lines)),
                false => Put::New(at_the_end(self.text, lines)),
            },
        )
    }

    /// A list in place of none, and of an empty one.
    fn instead_of_nothing(&self, node: &Node, key: Option<Key>) -> Put {
        let range = bare(self.text, node);
        let Some(key) = key.filter(|key| !key.in_flow) else {
            let flow = render::yaml_flow(self.wanted.value);
            return Put::New(match (range.is_empty(), key) {
                (true, Some(key)) => Splice::before(self.behind_colon(key.end), format!(" {flow}")),
                _ => Splice::new(range, flow),
            });
        };
        let start = self.behind_colon(key.end);
        let end = range.end.max(start);
        let behind = self.text.get(end..line_end(self.text, end));
        let comment = behind.unwrap_or_default().trim();
        let gap = match comment {
            "" => String::new(),
            comment => format!(" {comment}"),
        };
        let new = format!("{gap}{}", self.behind_key(key));
        Put::New(Splice::new(start..next_line(self.text, end), new))
    }

    /// The value as it stands behind the colon of a key, its last break with it.
    fn behind_key(&self, key: Key) -> String {
        let nl = line_break(self.text, key.start);
        let depth = self.indent(key.start).chars().count();
        render::value_behind(depth, self.wanted.value).replace('\n', nl)
    }

    /// The place behind the colon of a key.
    fn behind_colon(&self, end: usize) -> usize {
        let rest = self.text.get(end..).unwrap_or_default();
        end + rest.find(':').map_or(0, |at| at + 1)
    }

    /// In place of what stands behind a key: of nothing, of an empty mapping, or
    /// of one that is repeated and stays so.
    fn behind(&self, key: Key, node: &Node, taken_in: Option<&str>, rest: &[String]) -> Put {
        let text = self.text;
        let range = bare(text, node);
        let range = match range.is_empty() {
            true => {
                let colon = self.behind_colon(key.end);
                colon..colon
            }
            false => range,
        };
        if key.in_flow {
            let inner = self.wanted.flow(rest, false);
            let taken_in = taken_in.map(|it| format!("{TAKES_IN}: {it}, "));
            let gap = if range.is_empty() { " " } else { "" };
            let new = format!("{gap}{{{}{inner}}}", taken_in.unwrap_or_default());
            return Put::New(Splice::new(range, new));
        }
        let nl = line_break(text, key.start);
        let indent = format!("{}{}", self.indent(key.start), self.unit);
        let taken_in = taken_in.map(|it| format!("{indent}{TAKES_IN}: {it}{nl}"));
        let lines = self.wanted.lines(rest, &indent, self.unit, nl);
        let behind = text.get(range.end..line_end(text, range.end));
        let behind = behind.unwrap_or_default().trim_end();
        let before = text.get(..range.start).unwrap_or_default();
        let kept = before.len() - before.trim_end_matches([' ', '\t']).len();
        let gap = match behind.trim_start() {
            "" => String::new(),
            comment => format!(" {comment}"),
        };
        let new = format!("{gap}{nl}{}{lines}", taken_in.unwrap_or_default());
        Put::New(Splice::new(
            range.start - kept..next_line(text, range.end),
            new,
        ))
    }

    /// At the end of a mapping in braces.
    fn in_braces(&self, node: &Node, rest: &[String]) -> Put {
        let last = node.entries().last();
        let end = last.map_or(node.span().end, |(key, value)| {
            key.span.end.max(value.span().end)
        });
        let first = node.entries().first();
        let is_json = first.and_then(|(key, _)| key.span.of(self.text));
        let is_json = is_json.is_some_and(|key| key.starts_with('"'));
        let inner = self.wanted.flow(rest, is_json);
        Put::New(Splice::before(end, format!(", {inner}")))
    }

    /// At the end of a mapping in a block: behind its last line, and the comments
    /// below that which stand as deep.
    fn in_block(&self, node: &Node, rest: &[String]) -> Put {
        let text = self.text;
        let first = node.entries().first();
        let start = first.map_or(node.span().start, |(key, _)| key.span.start);
        let indent = self.indent(start);
        let nl = line_break(text, start);
        let lines = self.wanted.lines(rest, &indent, self.unit, nl);
        // A text of several lines ends behind its last break.
        let mut at = next_line(text, end(text, node).saturating_sub(1));
        while let Some(line) = text.get(at..line_end(text, at)) {
            let depth = line.len() - line.trim_start().len();
            if !line.trim_start().starts_with('#') || depth < indent.len() {
                break;
            }
            at = next_line(text, at);
        }
        match text.get(..at).is_some_and(|it| it.ends_with('\n')) {
            true => Put::New(Splice::before(at, lines)),
            false => Put::New(at_the_end(text, lines)),
        }
    }

    /// The blanks in front of a place's line, or as many.
    fn indent(&self, at: usize) -> String {
        let before = head(self.text, at);
        match before.trim().is_empty() {
            true => before.to_owned(),
            false => " ".repeat(before.chars().count()),
        }
    }
}

impl Wanted<'_> {
    fn scalar(&self, in_flow: bool, is_json: bool) -> String {
        let Tree::Text(text) = self.value else {
            return render::yaml_flow(self.value);
        };
        let plain = render::yaml_text(text);
        let is_quoted = plain.starts_with('"');
        match !is_quoted && (is_json || in_flow && plain.contains(',')) {
            true => serde_json::Value::from(text.as_str()).to_string(),
            false => plain,
        }
    }

    /// Blocks inside each other, the value in the last.
    fn lines(&self, rest: &[String], indent: &str, unit: &str, nl: &str) -> String {
        let mut out = String::new();
        let mut indent = indent.to_owned();
        for (number, key) in rest.iter().enumerate() {
            let is_last = number + 1 == rest.len();
            let value = match is_last {
                true => render::value_behind(indent.chars().count(), self.value),
                false => "\n".to_owned(),
            };
            let key = render::yaml_text(key);
            out.push_str(&format!("{indent}{key}:{}", value.replace('\n', nl)));
            indent.push_str(unit);
        }
        out
    }

    /// The same in braces, the outermost left out.
    fn flow(&self, rest: &[String], is_json: bool) -> String {
        let key = |key: &str| match is_json {
            true => format!("\"{key}\""),
            false => render::yaml_text(key),
        };
        match rest {
            [] => self.scalar(true, is_json),
            [last] => format!("{}: {}", key(last), self.scalar(true, is_json)),
            [first, below @ ..] => format!("{}: {{{}}}", key(first), self.flow(below, is_json)),
        }
    }
}

/// Behind all of a text, whose last line may lack its break.
fn at_the_end(text: &str, lines: String) -> Splice {
    let gap = match text.is_empty() || text.ends_with('\n') {
        true => "",
        false => line_break(text, 0),
    };
    Splice::before(text.len(), format!("{gap}{lines}"))
}

/// The blanks by which the first block of a text stands below its key.
fn unit(root: &Node) -> Option<&'static str> {
    const UNITS: [&str; 4] = [" ", "  ", "   ", "    "];
    root.entries().iter().find_map(|(key, value)| {
        let (first, _) = value.entries().first()?;
        let depth = first.place.column.checked_sub(key.place.column)?;
        let is_below = first.place.line > key.place.line;
        UNITS
            .get(depth.checked_sub(1)?)
            .copied()
            .filter(|_| is_below)
    })
}

/// Where a mapping or a list in a block ends: behind its last value, or behind the
/// key of nothing.
fn end(text: &str, node: &Node) -> usize {
    let is_block = |value: &Node| !raw(text, value).starts_with(['{', '[', '*']);
    match (node.entries().last(), node.items().last()) {
        (Some((key, value)), _) if raw(text, value).is_empty() => key.span.end,
        (Some((_, last)), _) | (None, Some(last)) if is_block(last) => end(text, last),
        (Some((_, last)), _) | (None, Some(last)) => last.span().end,
        (None, None) => node.span().end,
    }
}

/// Of the items of a list of ours those that are not in theirs.
pub(super) fn missing<'a>(there: &[Node], items: &'a [Tree]) -> Vec<&'a Tree> {
    let is_missing = |item: &&Tree| !there.iter().any(|node| is_same(node, item));
    items.iter().filter(is_missing).collect()
}

/// By what an entry of theirs is called as one of ours, where both cannot be.
fn taken<'a>(there: &[Node], item: &'a Tree) -> Option<&'a str> {
    const UNIQUE: [&str; 2] = ["name", "mountPath"];
    let Tree::Map(entries) = item else {
        return None;
    };
    let mut entries = entries
        .iter()
        .filter(|entry| UNIQUE.contains(&entry.key.as_str()));
    entries.find_map(|Entry { key, value, .. }| match value {
        Tree::Text(text) if there.iter().any(|node| node.text_at(&[key]) == text) => {
            Some(text.as_str())
        }
        _ => None,
    })
}

/// Whether a value of theirs is one of ours.
pub(super) fn is_same(node: &Node, tree: &Tree) -> bool {
    let is_text = |text: &str| node.text() == Some(text) && !node.is_null();
    match tree {
        Tree::Null => node.is_null(),
        Tree::Bool(value) => is_text(if *value { "true" } else { "false" }),
        Tree::Number(number) => is_text(&number.to_string()),
        Tree::Text(text) => is_text(text),
        Tree::List(items) => {
            let there = node.items();
            matches!(node.value(), Value::List(_))
                && there.len() == items.len()
                && there
                    .iter()
                    .zip(items)
                    .all(|(node, item)| is_same(node, item))
        }
        Tree::Map(entries) => {
            let is_there = |entry: &Entry| {
                let value = node.at(&entry.key);
                value.is_some_and(|value| is_same(value, &entry.value))
            };
            matches!(node.value(), Value::Map(_))
                && node.entries().len() == entries.len()
                && entries.iter().all(is_there)
        }
    }
}

/// What stands for a value, its anchor and its tag left out.
fn raw<'a>(text: &'a str, node: &Node) -> &'a str {
    let mut raw = node.span().of(text).unwrap_or_default();
    while raw.starts_with(['&', '!']) {
        let end = raw.find(char::is_whitespace).unwrap_or(raw.len());
        raw = raw.get(end..).unwrap_or_default().trim_start();
    }
    raw
}

/// Where that is.
pub(super) fn bare(text: &str, node: &Node) -> std::ops::Range<usize> {
    let end = node.span().end;
    end - raw(text, node).len()..end
}
