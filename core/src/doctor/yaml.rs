//! YAML of whatever kind: its documents, the texts inside it, Mimir's own.

use super::input::Source;
use super::process::{Lookup, Setting};
use super::rules::Draft;
use crate::catalog::{Catalog, Release};
use crate::document::{self, Node};

/// The documents of a file. Their places are those of the file.
pub(super) fn documents(source: &Source, troubles: &mut Vec<Draft>) -> Vec<Node> {
    let mut documents = Vec::new();
    let mut start = 0;
    let lines: Vec<&str> = source.text.lines().collect();
    let ends = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.trim_end() == "---" || line.starts_with("--- #"))
        .map(|(number, _)| number)
        .chain([lines.len()]);
    for end in ends {
        let body = lines.get(start..end).unwrap_or_default();
        let is_empty = body
            .iter()
            .all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
        if !is_empty {
            let text = format!("{}\n", body.join("\n"));
            match document::parse_below(start, text.as_bytes()) {
                Ok(node) => documents.push(node),
                Err(error) => troubles.push(broken(source, &error, &text)),
            }
        }
        start = end + 1;
    }
    documents
}

/// Why a document cannot be read, as a finding.
fn broken(source: &Source, error: &document::Error, text: &str) -> Draft {
    // What is missing at the end is missed behind it, in a line of our own.
    let place = error.place().map_or_else(
        || source.place(0, 0),
        |at| source.place(at.line.min(source.last()), at.column),
    );
    let words = error.to_string();
    let has = |part: &str| words.contains(part);
    let code = if has("a second time") {
        "MT604"
    } else if has("bytes long") || has("more than") || has("inside the value") || has("recursion") {
        "MT605"
    } else if text.contains("{{") {
        "MT608"
    } else {
        "MT603"
    };
    // The place stands beside the finding already.
    let placed = error.place().map(|at| format!("{at}: "));
    let reason = placed
        .and_then(|placed| words.strip_prefix(&placed))
        .unwrap_or(&words);
    Draft::new(code, place, source.path.clone()).with("reason", reason)
}

/// A text that stands inside YAML, as a document of its own with the places of
/// the file around it.
pub(super) fn inner(source: &Source, node: &Node, troubles: &mut Vec<Draft>) -> Option<Node> {
    let text = node.text()?;
    let (first, _) = body(source, node);
    match document::parse_below(first.saturating_sub(1), text.as_bytes()) {
        Ok(node) => Some(node),
        Err(error) => {
            troubles.push(broken(source, &error, text));
            None
        }
    }
}

/// The line at which the text of a block scalar begins, and its indentation.
pub(super) fn body(source: &Source, node: &Node) -> (usize, usize) {
    let line = node.place().line;
    let first = node.text().and_then(|text| text.lines().next());
    let first = first.unwrap_or_default();
    let here = source.line(line).unwrap_or_default();
    let (line, here) = match here.contains(first) && !first.is_empty() {
        true => (line, here),
        false => (line + 1, source.line(line + 1).unwrap_or_default()),
    };
    (line, here.len() - here.trim_start().len())
}

/// Whether a mapping is Mimir's own configuration.
pub(super) fn is_mimir(node: &Node, release: Release) -> bool {
    let catalog = Catalog::builtin();
    let newest = catalog.newest();
    node.entries().iter().any(|(key, value)| {
        let begins = |release| {
            catalog
                .options(release)
                .filter_map(|option| option.yaml().split('.').next())
                .any(|root| root == key.text)
        };
        !value.entries().is_empty() && (begins(release) || begins(newest))
    })
}

/// The options of Mimir's own configuration.
pub(super) fn settings(
    node: &Node,
    source: &Source,
    shift: usize,
    lookup: &mut Lookup,
) -> Vec<Setting> {
    crate::cluster::yaml(node, &source.path, shift, lookup)
}

/// `${NAME:default}` by its default. `None` where a name has none: the value
/// is the environment's.
pub(super) fn expanded(value: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = value;
    while let Some((before, behind)) = rest.split_once("${") {
        let (inside, after) = behind.split_once('}')?;
        let (_, default) = inside.split_once(':')?;
        out.push_str(before);
        out.push_str(default);
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}
