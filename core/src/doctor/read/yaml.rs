//! YAML of whatever kind: its documents, the texts inside it, Mimir's options.

use std::borrow::Cow;

use super::super::code::Code;
use super::super::input::Source;
use super::super::process::{Lookup, Setting};
use super::super::redact;
use super::super::rules::Draft;
use super::facts::Facts;
use super::truths::Truths;
use super::{long, sealed, template};
use crate::cluster::{Origin, expand_environment};
use crate::document::{self, DocumentError, ErrorKind, Node};

/// The documents of a file, in place of one that cannot be read why not; what is
/// wrong with one that can be stands before it. Their places are those of the file.
pub(in crate::doctor) fn documents(source: &Source) -> Vec<Result<Node, Box<Draft>>> {
    let mut documents = Vec::new();
    let mut start = 0;
    let text = match source.name().ends_with(".json") {
        true => unpaired(&source.text),
        false => Cow::Borrowed(source.text.as_str()),
    };
    let lines: Vec<&str> = text.lines().collect();
    let ends = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.trim_end() == "---" || line.starts_with("--- #"))
        .map(|(number, _)| number)
        .chain([lines.len()]);
    for end in ends {
        let body = lines.get(start..end).unwrap_or_default();
        // Directives belong to the document that begins behind them.
        let is_said = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
        let mut said = body.iter().filter(|line| is_said(line));
        let is_empty = said.clone().next().is_none();
        if !is_empty && end < lines.len() && said.all(|line| line.starts_with('%')) {
            continue;
        }
        if !is_empty {
            let text = format!("{}\n", body.join("\n"));
            let is_long = text.len() > document::MAX_BYTES;
            let items = is_long.then(|| long::items(body)).flatten();
            for (above, text) in items.unwrap_or_else(|| vec![(0, text)]) {
                read_one(source, start + above, &text, &mut documents);
            }
        }
        start = end + 1;
    }
    documents
}

/// Reads a document behind `above` lines of its file: what is wrong with it, and it.
fn read_one(
    source: &Source,
    above: usize,
    text: &str,
    documents: &mut Vec<Result<Node, Box<Draft>>>,
) {
    // Helmfile has the words of a chart's templates, and renders by itself.
    let is_helmfiles = source.path.ends_with(".gotmpl") || source.name().starts_with("helmfile");
    let reading = match template::is_of_chart(text) && !is_helmfiles {
        true => document::read_below(above, text.as_bytes()),
        false => template::read(above, text, &Truths::new()),
    };
    let broken = |error: &DocumentError| Err(Box::new(broken(source, error, text)));
    match reading {
        Ok(reading) => {
            documents.extend(reading.faults.iter().map(broken));
            documents.push(Ok(sealed::opened(reading.root)));
        }
        Err(error) => documents.push(broken(&error)),
    }
}

/// A text of JSON without the halves of letters that JSON has in pairs, and YAML
/// does not take: `\ud83d\ude00`. What stands for them is as long.
fn unpaired(text: &str) -> Cow<'_, str> {
    if !text.contains("\\u") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('\\') {
        out.push_str(before);
        let is_half = behind.get(..3).is_some_and(|it| {
            let mut letters = it.chars().map(|letter| letter.to_ascii_lowercase());
            letters.next() == Some('u')
                && letters.next() == Some('d')
                && letters.next().is_some_and(|it| "89abcdef".contains(it))
        });
        let escape = match (is_half, behind.get(5..)) {
            (true, Some(after)) => {
                rest = after;
                "\\ufffd"
            }
            _ => {
                let end = behind.chars().next().map_or(0, char::len_utf8);
                out.push('\\');
                let (letter, after) = behind.split_at(end);
                rest = after;
                letter
            }
        };
        out.push_str(escape);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Why a document cannot be read, as a finding.
fn broken(source: &Source, error: &DocumentError, text: &str) -> Draft {
    // What is missing at the end is missed behind it, in a line of our own.
    let place = error.place().map_or_else(
        || source.place(0, 0),
        |at| source.place(at.line.min(source.last()), at.column),
    );
    let code = match error.kind() {
        ErrorKind::Repeated => Code::Mt604,
        ErrorKind::Bounds => Code::Mt605,
        ErrorKind::Other if text.contains("{{") => Code::Mt608,
        ErrorKind::Other => Code::Mt603,
    };
    // The place stands beside the finding already.
    let path = error.path();
    let reason = match path.is_empty() {
        true => error.message().to_owned(),
        false => format!("{}: {}", redact::name(&path), error.message()),
    };
    Draft::new(code, place, source.path.clone()).offering("reason", reason)
}

/// A text that stands inside YAML, as a document of its own with the places of
/// the file around it.
pub(super) fn inner(source: &Source, node: &Node, facts: &mut Facts) -> Option<Node> {
    inner_of(source, node, &|_| true, facts)
}

/// The same, where that it cannot be read is told only if it is meant to be YAML.
pub(super) fn inner_of(
    source: &Source,
    node: &Node,
    is_meant: &dyn Fn(&str) -> bool,
    facts: &mut Facts,
) -> Option<Node> {
    let (first, _) = body(source, node);
    read_part(
        source,
        node.text()?,
        first.saturating_sub(1),
        is_meant,
        facts,
    )
}

/// The same for a text behind `above` lines of the file.
pub(super) fn part(source: &Source, text: &str, above: usize, facts: &mut Facts) -> Option<Node> {
    read_part(source, text, above, &|_| true, facts)
}

fn read_part(
    source: &Source,
    text: &str,
    above: usize,
    is_meant: &dyn Fn(&str) -> bool,
    facts: &mut Facts,
) -> Option<Node> {
    match template::read(above, text, facts.truths()) {
        Ok(reading) => {
            let twice = facts.twice(&reading.root);
            let faults = reading.faults.iter();
            let drafts = faults.filter_map(|it| twice.told(broken(source, it, text)));
            drafts.for_each(|draft| facts.finding(draft));
            Some(reading.root)
        }
        Err(error) => {
            if is_meant(text) {
                facts.finding(broken(source, &error, text));
            }
            None
        }
    }
}

/// The line at which the text of a block scalar begins, and its indentation.
pub(super) fn body(source: &Source, node: &Node) -> (usize, usize) {
    let text = node.text().unwrap_or_default();
    let is_empty = |line: &&str| line.trim().is_empty();
    let above = text.lines().take_while(is_empty).count();
    let first = text.lines().nth(above).unwrap_or_default();
    // The place is that of the first line in which something stands.
    let line = node.place().line;
    let here = source.line(line).unwrap_or_default();
    let (line, here) = match here.contains(first) && !first.is_empty() {
        true => (line.saturating_sub(above), here),
        false => (line + 1, source.line(line + 1 + above).unwrap_or_default()),
    };
    (line, here.len() - here.trim_start().len())
}

/// The options of Mimir's own configuration.
pub(super) fn settings(
    node: &Node,
    source: &Source,
    shift: usize,
    lookup: &mut Lookup,
) -> Vec<Setting> {
    let mut settings = crate::cluster::yaml(node, &source.path, shift, lookup);
    // A text that was joined of several has the places of those.
    for setting in &mut settings {
        let above = setting.above.iter_mut();
        let own = match &mut setting.origin {
            Origin::Place(place) => Some(place),
            Origin::Reason(_) => None,
        };
        for place in above.chain(own) {
            *place = source.place(place.line, place.column);
        }
    }
    settings
}

/// A value with its variables put in, by the environment or else by their
/// defaults, `${NAME:default}`. `None` where one has neither: the value is somebody
/// else's to say.
pub(in crate::doctor) fn expanded(value: &str, environment: &[(String, String)]) -> Option<String> {
    let known = |name: &str| {
        let found = environment.iter().rev().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    };
    expand_environment(value, known).ok()
}
