//! Files that stand in another text: a script writes them, or a tool puts them on
//! a host. Each is read as if it had been handed over by itself.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use super::super::input::{Inside, Kind, Source};
use super::super::material::Material;
use super::super::named::{Named, named};
use super::super::rules::Draft;
use super::super::sniff;
use super::facts::Facts;
use super::{template, yaml};
use crate::document::Node;

/// Keeps a file of that name for the readers; certificates are taken in.
pub(super) fn file(source: &Source, name: &str, text: &str, at: Inside, facts: &mut Facts) {
    let base = name.rsplit('/').next().unwrap_or(name).to_lowercase();
    if text.trim_start().starts_with("-----BEGIN ") {
        let place = source.file(name, Kind::Yaml, "", at).place(1, 1);
        let bytes = text.as_bytes().to_vec();
        facts.material(Material::read(
            name.to_owned(),
            place,
            bytes,
            None,
            None,
            None,
        ));
    } else if let Some(kind) = kind(named(&base), text) {
        facts.nest(source.file(name, kind, text, at));
    }
}

/// The same of a file that is the text of a value.
pub(super) fn value(source: &Source, name: &str, node: &Node, facts: &mut Facts) {
    if let Some(text) = node.text() {
        file(source, name, text, place(source, node), facts);
    }
}

/// The same where the text is in base64.
pub(super) fn packed(source: &Source, name: &str, node: &Node, facts: &mut Facts) {
    let bytes = decoded(node.text().unwrap_or_default());
    unwrapped(source, name, node, bytes, facts);
}

/// The same where the text is a URL of the scheme `data`, as in Ignition.
pub(super) fn linked(source: &Source, name: &str, node: &Node, facts: &mut Facts) {
    let url = node.text().and_then(|it| it.strip_prefix("data:"));
    let bytes = match url.and_then(|it| it.split_once(',')) {
        Some((kind, text)) if kind.ends_with(";base64") => decoded(text),
        Some((_, text)) => Some(percent_decode_str(text).collect()),
        None => None,
    };
    unwrapped(source, name, node, bytes, facts);
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    let text: String = text.split_whitespace().collect();
    STANDARD.decode(text).ok()
}

fn unwrapped(source: &Source, name: &str, node: &Node, bytes: Option<Vec<u8>>, facts: &mut Facts) {
    if let Some(text) = bytes.and_then(|bytes| String::from_utf8(bytes).ok()) {
        file(source, name, &text, Inside::Place(node.place()), facts);
    }
}

/// The documents in the text of a value, with the places of the text around it; in
/// place of one that cannot be read, why not.
pub(super) fn documents(source: &Source, node: &Node) -> Vec<Result<Node, Box<Draft>>> {
    let text = node.text().unwrap_or_default();
    let at = place(source, node);
    let documents = yaml::documents(&source.file("", Kind::Yaml, text, at)).into_iter();
    let outside = |inner: Node| match at {
        Inside::Lines { above, indent } => inner.lowered(above).indented(indent),
        Inside::Place(place) => inner.placed(place),
    };
    documents.map(|inner| inner.map(outside)).collect()
}

/// Where the text of a value stands: in lines of its own, or in one of others.
fn place(source: &Source, node: &Node) -> Inside {
    let (first, indent) = yaml::body(source, node);
    let text = node.text().unwrap_or_default();
    let mut lines = text.lines().enumerate();
    let is_there = |(number, line): (usize, &str)| {
        let outer = source.line(first + number).unwrap_or_default();
        outer
            .get(indent..)
            .map_or(line.is_empty(), |outer| outer.trim_end() == line.trim_end())
    };
    match lines.all(is_there) {
        true => Inside::Lines {
            above: first.saturating_sub(1),
            indent,
        },
        false => Inside::Place(node.place()),
    }
}

/// The kind of a text of that name; none where nobody reads it.
fn kind(named: Named, text: &str) -> Option<Kind> {
    let is_unit = |line: &str| matches!(line.trim(), "[Service]" | "[Container]");
    match named {
        Named::Kind(kind) => Some(kind),
        Named::Foreign(_) | Named::Hcl | Named::Dockerfile => None,
        Named::Text | Named::Open | Named::Material => {
            if text.lines().any(is_unit) {
                Some(Kind::Unit)
            } else if text.starts_with("#!") {
                Some(Kind::Shell)
            } else if sniff::is_supervisor(text) {
                Some(Kind::Supervisor)
            } else if sniff::is_variables(text) {
                Some(Kind::Variables)
            } else if sniff::is_nginx(text) {
                Some(Kind::Nginx)
            } else {
                let tree = template::parse(0, text).ok();
                tree.is_some_and(|it| !it.entries().is_empty())
                    .then_some(Kind::Yaml)
            }
        }
    }
}
