//! What brings Mimir's files or its configuration to a host: cloud-init, Ansible,
//! Butane and Ignition, and whatever else writes a path beside what is to stand
//! there, or the configuration behind a variable.

use super::super::code::Code;
use super::super::rules::Draft;
use super::document::Document;
use super::facts::Facts;
use super::{helm, marks, mimir, nested, program};
use crate::catalog::{Catalog, Release};
use crate::document::{MapKey, Node, Value};

/// Whether something of Mimir's stands in the document.
pub(super) fn claims(document: &Document<'_>, _: Release) -> bool {
    !carried(document).is_empty()
}

/// Takes in all of that.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    let source = document.source();
    let carried = carried(document);
    let is_read = |it: &Carried<'_>| matches!(it, Carried::Config(..) | Carried::Values(_));
    let found = carried.iter().any(is_read);
    for it in carried {
        match it {
            Carried::File(path, text, Packing::Plain) => nested::value(source, path, text, facts),
            Carried::File(path, text, Packing::Base64) => nested::packed(source, path, text, facts),
            Carried::File(path, text, Packing::Url) => nested::linked(source, path, text, facts),
            Carried::File(path, text, Packing::Compressed) => {
                let place = source.at(text);
                facts.finding(Draft::new(Code::Mt616, place, path.to_owned()));
            }
            Carried::Config(name, node) => mimir::config(source, &node, 0, &name, facts),
            Carried::Values(node) => helm::cluster(source, node, facts),
        }
    }
    found
}

/// Something of Mimir's, or what may be.
enum Carried<'a> {
    /// A file, by its path, and what its text is wrapped in.
    File(&'a str, &'a Node, Packing),
    /// Mimir's configuration, behind a variable of that name.
    Config(String, Node),
    /// Values of the chart, as those of Ansible's module for Helm.
    Values(&'a Node),
}

/// What a file's text is wrapped in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    Plain,
    Base64,
    /// A URL that is the text: `data:,target%3A%20all`.
    Url,
    Compressed,
}

/// What stands in a document. Files count where something in it is called after
/// Mimir.
fn carried<'a>(document: &'a Document<'_>) -> Vec<Carried<'a>> {
    let mut found = Vec::new();
    let source = document.source();
    if [&source.text, &source.path]
        .iter()
        .any(|it| it.contains("mimir"))
    {
        visit(document.node(), false, &mut found, 0);
    }
    found
}

/// Deeper trees are nobody's.
const MOST_DEPTH: usize = 16;

/// What a path is called, and the text that is to stand there.
const PATHS: [&str; 3] = ["path", "dest", "destination"];
/// Commands for a shell.
const SCRIPTS: [&str; 8] = [
    "runcmd",
    "bootcmd",
    "shell",
    "ansible.builtin.shell",
    "script",
    "before_script",
    "after_script",
    "run",
];
/// What the variables of a role are called that are sections of the configuration.
const PREFIX: &str = "mimir_";

fn visit<'a>(node: &'a Node, is_named: bool, found: &mut Vec<Carried<'a>>, depth: usize) {
    if depth > MOST_DEPTH {
        return;
    }
    for item in node.items() {
        visit(item, is_named, found, depth + 1);
    }
    if marks::is_surely_values(node) {
        found.push(Carried::Values(node));
        return;
    }
    found.extend(file(node));
    found.extend(sections(node));
    let is_named = is_named || program::is_image_of_mimir(node);
    for (key, value) in node.entries() {
        let is_named = is_named || key.text.contains("mimir");
        if SCRIPTS.contains(&key.text.as_str()) {
            let commands = std::iter::once(value).chain(value.items());
            let is_ours = |it: &&Node| it.text().is_some_and(|text| text.contains("mimir"));
            found.extend(
                commands
                    .filter(is_ours)
                    .map(|it| Carried::File("command.sh", it, Packing::Plain)),
            );
        }
        match value.text() {
            Some(text) if is_named && text.contains('\n') => {
                let name = match key.text.contains('.') {
                    true => key.text.as_str(),
                    false => "mimir.yaml",
                };
                found.extend(is_configuration(text).then_some(Carried::File(
                    name,
                    value,
                    Packing::Plain,
                )));
            }
            Some(_) => {}
            None if is_config(key, value, is_named) => {
                found.push(Carried::Config(format!("{}.yaml", key.text), value.clone()));
            }
            None => visit(value, is_named, found, depth + 1),
        }
    }
}

/// A file with its path, which is Mimir's by its name or has something in it that
/// starts Mimir.
fn file(node: &Node) -> Option<Carried<'_>> {
    let text = |key: &str| node.at(key).and_then(Node::text);
    let contents = node.at("contents");
    let inside = |key: &str| contents.and_then(|it| it.at(key));
    let content = inside("inline")
        .or_else(|| inside("source"))
        .or(contents)
        .or_else(|| node.at("content"))?;
    let path = PATHS
        .iter()
        .find_map(|key| text(key))
        .or_else(|| text("name"))?;
    let compression = inside("compression").and_then(Node::text);
    let encoding = text("encoding").unwrap_or_default();
    let packing = match encoding {
        _ if compression.is_some_and(|it| !it.is_empty()) => Packing::Compressed,
        "" | "text/plain" if content.text()?.starts_with("data:") => Packing::Url,
        "" | "text/plain" => Packing::Plain,
        "b64" | "base64" => Packing::Base64,
        _ if encoding.starts_with("gz") => Packing::Compressed,
        _ => return None,
    };
    let is_meant = packing != Packing::Compressed || path.contains("mimir");
    (content.text().is_some() && is_meant).then_some(Carried::File(path, content, packing))
}

/// The sections of a configuration that stand behind variables of their own, each
/// called after its section, as in Grafana's role for Ansible.
fn sections<'a>(node: &Node) -> Option<Carried<'a>> {
    let section = |(key, value): &(MapKey, Node)| {
        let name = key.text.strip_prefix(PREFIX)?;
        let is_section = Catalog::builtin().has_section(name) && !value.entries().is_empty();
        let mut key = key.clone();
        key.text = name.to_owned();
        is_section.then(|| (key, value.clone()))
    };
    let sections: Vec<_> = node.entries().iter().filter_map(section).collect();
    let all = Node::made(Value::Map(sections));
    program::is_mimirs(&all, "").then(|| Carried::Config("mimir.yaml".to_owned(), all))
}

/// Whether a mapping behind a key is Mimir's whole configuration: by a name of its
/// own, or by more than one section. A pod's limits behind `resources` are not.
fn is_config(key: &MapKey, value: &Node, is_named: bool) -> bool {
    let sections = value.entries().iter();
    let sections = sections.filter(|(it, _)| Catalog::builtin().has_section(&it.text));
    (is_named || sections.count() > 1)
        && !program::is_anothers(&key.text)
        && !program::is_of_tool(&key.text)
        && program::is_mimirs(value, "")
}

fn is_configuration(text: &str) -> bool {
    let tree = super::template::parse(0, text);
    tree.is_ok_and(|it| program::is_mimirs(&it, ""))
}
