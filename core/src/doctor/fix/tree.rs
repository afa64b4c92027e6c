//! Edits of YAML and JSON: of an entry, an item, a scalar, and of what is
//! written in the text of one.

use std::ops::Range;

use super::super::wish::{Addition, Change, Wish, once};
use super::inside::Inside;
use super::words::{self, CommandLine, is_plain};
use crate::document::splice::{
    Splice, head, line_break, line_end, line_start, next_line, offset, tail, without_lines,
};
use crate::document::{self, Node, Position, Value};

/// A text inside a text inside a text is read, and no further.
const DEEPEST: usize = 2;

/// The splice that makes a wish come true, if the text has a form for it.
pub(super) fn splice(text: &str, wish: &Wish) -> Option<Splice> {
    let documents = documents(text);
    let (first, range) = documents
        .into_iter()
        .rfind(|(first, _)| *first <= wish.place.line)?;
    let body = text.get(range.clone())?;
    // What Helm has rendered, Helm renders again: the fix belongs to the values.
    if is_rendered(body) {
        return None;
    }
    let at = Position {
        line: wish.place.line + 1 - first,
        column: wish.place.column,
    };
    Some(document(body, at, wish, 0)?.shifted(range.start))
}

/// The documents of a file: the first line of each, and its part of the text.
pub(super) fn documents(text: &str) -> Vec<(usize, Range<usize>)> {
    let mut documents = Vec::new();
    let (mut first, mut start, mut at) = (1, 0, 0);
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        let behind = at + line.len();
        if line.trim_end() == "---" || line.starts_with("--- #") {
            documents.push((first, start..at));
            (first, start) = (number + 1, behind);
        }
        at = behind;
    }
    documents.push((first, start..text.len()));
    documents
}

/// Whether Helm says in a manifest that it made it.
fn is_rendered(body: &str) -> bool {
    body.lines().any(|line| {
        let bare = line.trim_start();
        bare.starts_with("helm.sh/chart:")
            || bare.starts_with("# Source: ") && bare.contains("/templates/")
    })
}

/// One step from a mapping or a list to a part of it.
#[derive(Clone, Copy)]
struct Step<'a> {
    of: &'a Node,
    index: usize,
}

/// What stands at a place.
enum Spot<'a> {
    /// The key of the entry to which the last step leads.
    Key,
    /// A value.
    Value(&'a Node),
}

fn document(body: &str, at: Position, wish: &Wish, depth: usize) -> Option<Splice> {
    let root = document::parse(body.as_bytes()).ok()?;
    let mut steps = Vec::new();
    match find(body, &root, at, &mut steps)? {
        Spot::Key => entry(body, &steps, wish),
        Spot::Value(node) => value(body, &steps, node, at, wish, depth),
    }
}

fn find<'a>(
    body: &str,
    node: &'a Node,
    at: Position,
    steps: &mut Vec<Step<'a>>,
) -> Option<Spot<'a>> {
    // What an alias repeats is changed where it is written.
    if raw(body, node).starts_with('*') {
        return None;
    }
    for (index, (key, value)) in node.entries().iter().enumerate() {
        steps.push(Step { of: node, index });
        if key.place == at {
            return Some(Spot::Key);
        }
        if let Some(spot) = find(body, value, at, steps) {
            return Some(spot);
        }
        steps.pop();
    }
    for (index, item) in node.items().iter().enumerate() {
        steps.push(Step { of: node, index });
        if let Some(spot) = find(body, item, at, steps) {
            return Some(spot);
        }
        steps.pop();
    }
    let is_inside = || {
        let span = node.span();
        let is_text = node.text().is_some() && node.place().line <= at.line;
        is_text
            && offset(body, at.line, at.column)
                .is_some_and(|byte| (span.start..span.end).contains(&byte))
    };
    (node.place() == at || is_inside()).then_some(Spot::Value(node))
}

/// What stands for a value, its anchor and its tag left out.
fn raw<'a>(body: &'a str, node: &Node) -> &'a str {
    let mut raw = node.span().of(body).unwrap_or_default();
    while raw.starts_with(['&', '!']) {
        let end = raw.find(char::is_whitespace).unwrap_or(raw.len());
        raw = raw.get(end..).unwrap_or_default().trim_start();
    }
    raw
}

/// Where that is.
fn bare(body: &str, node: &Node) -> Range<usize> {
    let end = node.span().end;
    end - raw(body, node).len()..end
}

fn is_flow(body: &str, node: &Node) -> bool {
    raw(body, node).starts_with(['{', '['])
}

fn entry(body: &str, steps: &[Step<'_>], wish: &Wish) -> Option<Splice> {
    let step = steps.last()?;
    let (key, value) = step.of.entries().get(step.index)?;
    wish.is_of(&key.text).then_some(())?;
    match &wish.change {
        Change::Value { old, new } => part(body, value, old, new, is_flow(body, step.of)),
        Change::Name { new } => {
            let old = key.span.of(body)?;
            let new = alike(old, new, false)?;
            Some(Splice::new(key.span.start..key.span.end, new))
        }
        Change::Remove => removed(body, steps),
        Change::Add(addition) => added(body, step, addition, wish.flag().is_some()),
    }
}

fn value(
    body: &str,
    steps: &[Step<'_>],
    node: &Node,
    at: Position,
    wish: &Wish,
    depth: usize,
) -> Option<Splice> {
    if depth < DEEPEST
        && let Some(inside) = Inside::of(body, node)
        && let Some(there) = inside.place(at)
    {
        let byte = || offset(inside.text(), there.line, there.column);
        let lines = || CommandLine::new(inside.text(), 0..inside.text().len());
        let inner = document(inside.text(), there, wish, depth + 1)
            .or_else(|| lines().splice(Some(byte()?), wish));
        if let Some(inner) = inner {
            return inside.outer(inner);
        }
    }
    let step = steps.last();
    let of = step.map(|step| step.of);
    let in_flow = of.is_some_and(|of| is_flow(body, of));
    if let Some(step) = step
        && let Some(splice) = argument(body, step, wish)
    {
        return Some(splice);
    }
    match &wish.change {
        _ if wish.flag().is_some() => command(body, node, wish),
        Change::Value { old, new } => part(body, node, old, new, in_flow),
        Change::Add(addition) if !node.entries().is_empty() => {
            let step = Step { of: node, index: 0 };
            added(body, &step, addition, false)
        }
        _ => None,
    }
}

/// The value with a part of it changed; of a list, that of its one item that
/// has the part.
fn part(body: &str, node: &Node, old: &str, new: &str, in_flow: bool) -> Option<Splice> {
    if let Some(text) = node.text() {
        return set(body, node, &once(text, old, new)?, in_flow);
    }
    let mut has = node
        .items()
        .iter()
        .filter(|item| item.text().is_some_and(|text| text.contains(old)));
    let only = has.next()?;
    has.next().is_none().then_some(())?;
    part(body, only, old, new, is_flow(body, node))
}

/// Another text for a scalar, in quotes if the old one was.
fn set(body: &str, node: &Node, new: &str, in_flow: bool) -> Option<Splice> {
    let old = raw(body, node);
    (!old.is_empty()).then_some(())?;
    Some(Splice::new(bare(body, node), alike(old, new, in_flow)?))
}

/// A text in the quotes of another.
fn alike(old: &str, new: &str, in_flow: bool) -> Option<String> {
    let is_bare = new.chars().all(is_plain)
        && new.starts_with(|it: char| it.is_ascii_alphanumeric() || "/_-.".contains(it))
        && !(in_flow && new.contains(','))
        && !new.ends_with(':');
    match old.chars().next()? {
        '\'' => Some(format!("'{}'", new.replace('\'', "''"))),
        // Names with an anchor of their own are nobody's.
        '&' | '!' => None,
        '"' => serde_json::to_string(new).ok(),
        _ if is_bare => Some(new.to_owned()),
        _ => serde_json::to_string(new).ok(),
    }
}

/// The entry to which the steps lead goes, and so does each block that it
/// would leave empty.
fn removed(body: &str, steps: &[Step<'_>]) -> Option<Splice> {
    let (last, above) = steps.split_last()?;
    let (inner, _) = last.of.entries().get(last.index)?;
    let mut step = *last;
    let mut above = above.iter().rev();
    while step.of.entries().len() == 1 {
        // A mapping that is an item, or all that there is, is not left empty.
        step = *above.next().filter(|step| !step.of.entries().is_empty())?;
    }
    let entries = step.of.entries();
    let (key, value) = entries.get(step.index)?;
    let end = key.span.end.max(value.span().end);
    let start = key.span.start;
    let next = entries.get(step.index + 1).map(|(next, _)| next.span.start);
    if is_flow(body, step.of) {
        let before = step.index.checked_sub(1).and_then(|it| entries.get(it));
        return between(
            body,
            start..end,
            next,
            before.map(|(key, value)| key.span.end.max(value.span().end)),
        );
    }
    let first = head(body, start);
    if first.trim().is_empty() {
        let rest = tail(body, end).trim_start();
        let rest = rest.strip_prefix(':').unwrap_or(rest).trim_start();
        (rest.is_empty() || rest.starts_with('#')).then_some(())?;
        let comments = comments(
            body,
            next_line(body, start),
            line_start(body, inner.span.start),
        );
        return Some(without_lines(body, start, end, &comments));
    }
    // Behind the dash of an item: what follows moves up to it.
    let is_item = first.trim_matches([' ', '-']).is_empty();
    Some(Splice::without(start..next.filter(|_| is_item)?))
}

/// The lines from one byte to another that are comments.
fn comments(body: &str, start: usize, end: usize) -> String {
    let lines = body.get(start..end).unwrap_or_default();
    lines
        .split_inclusive('\n')
        .filter(|line| line.trim_start().starts_with('#'))
        .collect()
}

/// A part of a flow goes, with the comma that it no longer needs.
fn between(
    body: &str,
    range: Range<usize>,
    next: Option<usize>,
    before: Option<usize>,
) -> Option<Splice> {
    match (next, before) {
        (Some(next), _) => Some(Splice::without(range.start..next)),
        // A comment stands between: the comma may stay, since JSON has none.
        (None, Some(before)) if body.get(before..range.start)?.contains('#') => {
            Some(Splice::without(range))
        }
        (None, Some(before)) => Some(Splice::without(before..range.end)),
        (None, None) => None,
    }
}

/// Another entry before that one; or another value for the one that is there.
fn added(body: &str, step: &Step<'_>, new: &Addition, among_flags: bool) -> Option<Splice> {
    let name = match among_flags {
        true => new.flag.as_ref()?,
        false => &new.key,
    };
    let entries = step.of.entries();
    let in_flow = is_flow(body, step.of);
    if let Some((_, known)) = entries.iter().find(|(key, _)| key.text == *name) {
        return set(body, known, &new.value, in_flow);
    }
    let (beside, _) = entries.get(step.index)?;
    let quotes = beside.span.of(body)?;
    let is_json = quotes.starts_with('"');
    let key = alike(quotes, name, in_flow)?;
    let is_truth = matches!(new.value.as_str(), "true" | "false");
    // The chart's values for flags are texts.
    let value = match is_json && !is_truth || among_flags {
        true => alike("\"", &new.value, in_flow)?,
        false => new.value.clone(),
    };
    let at = beside.span.start;
    let before = head(body, at);
    let indent: String = match before.trim().is_empty() {
        true => before.to_owned(),
        false => " ".repeat(before.chars().count()),
    };
    let comma = if in_flow { "," } else { "" };
    let gap = match in_flow && !before.trim().is_empty() {
        true => " ".to_owned(),
        false => format!("{}{indent}", line_break(body, at)),
    };
    Some(Splice::before(at, format!("{key}: {value}{comma}{gap}")))
}

/// A flag that is an item of a list.
fn argument(body: &str, step: &Step<'_>, wish: &Wish) -> Option<Splice> {
    let (name, items) = (wish.flag()?, step.of.items());
    let in_flow = is_flow(body, step.of);
    let item = items.get(step.index)?;
    let (dashes, own, value) = words::flag(item.text()?)?;
    (own == name).then_some(())?;
    let next = items.get(step.index + 1).filter(|next| {
        value.is_none() && next.text() == Some(&wish.value) && !wish.value.starts_with('-')
    });
    match &wish.change {
        Change::Value { old, new } => match (value, next) {
            (Some(value), _) => {
                let new = format!("{dashes}{own}={}", once(value, old, new)?);
                set(body, item, &new, in_flow)
            }
            (None, next) => part(body, next?, old, new, in_flow),
        },
        Change::Name { new } => {
            let value = value.map(|value| format!("={value}")).unwrap_or_default();
            set(body, item, &format!("{dashes}{new}{value}"), in_flow)
        }
        Change::Remove => {
            let last = step.index + usize::from(next.is_some());
            let range = item.span().start..items.get(last)?.span().end;
            let next = items.get(last + 1).map(|next| next.span().start);
            let before = step.index.checked_sub(1).and_then(|it| items.get(it));
            if in_flow {
                return between(body, range, next, before.map(|it| it.span().end));
            }
            let is_alone = head(body, range.start).trim() == "-" && (next, before) != (None, None);
            let rest = tail(body, range.end).trim_start();
            (is_alone && (rest.is_empty() || rest.starts_with('#'))).then_some(())?;
            Some(without_lines(body, range.start, range.end, ""))
        }
        Change::Add(addition) => {
            let flag = addition.flag.as_ref()?;
            let known = |item: &&Node| {
                item.text()
                    .and_then(words::flag)
                    .is_some_and(|(_, own, _)| own == flag)
            };
            let word = addition.word(dashes)?;
            if let Some(known) = items.iter().find(known) {
                return set(body, known, &word, in_flow);
            }
            let new = alike(raw(body, item), &word, in_flow)?;
            let at = item.span().start;
            let before = head(body, at);
            let gap = match (in_flow, before.trim()) {
                (true, "") => format!(",{}{before}", line_break(body, at)),
                (true, _) => ", ".to_owned(),
                (false, "-") => format!("{}{before}", line_break(body, at)),
                (false, _) => return None,
            };
            Some(Splice::before(at, format!("{new}{gap}")))
        }
    }
}

/// A flag among the words of a command that is one text. What is escaped in it
/// is left alone.
fn command(body: &str, node: &Node, wish: &Wish) -> Option<Splice> {
    let Value::Scalar { .. } = node.value() else {
        return None;
    };
    let (range, raw) = (bare(body, node), raw(body, node));
    let range = match raw.chars().next()? {
        '"' if !raw.contains('\\') => range.start + 1..range.end - 1,
        '\'' if !raw.contains("''") => range.start + 1..range.end - 1,
        '"' | '\'' | '*' => return None,
        '|' | '>' => next_line(body, range.start).min(line_end(body, range.end))..range.end,
        _ => range,
    };
    CommandLine::new(body, range).splice(None, wish)
}
