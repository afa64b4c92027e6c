//! Variables that stand around a command: a container's environment, a file of
//! `NAME=value`.

use super::super::code::Code;
use super::super::input::{Kind, Source};
use super::super::process::Container;
use super::super::rules::Draft;
use super::command::Started;
use super::document::Document;
use super::facts::Facts;
use super::shell::{self, Argument, Text, Variables, marked};
use super::template;
use crate::catalog::Release;
use crate::cluster::{flag, is_encrypted};
use crate::document::{Node, Value};

/// Whether the text is a file of variables.
pub(super) fn claims(document: &Document<'_>, _: Release) -> bool {
    document.source().kind == Kind::Variables
}

/// Keeps the variables for the units, scripts and services that name the file.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    let source = document.source();
    let variables = of_file(source);
    let mut all = variables.values().flatten();
    if let Some(sealed) = all.find(|value| is_encrypted(&value.text)) {
        let draft = Draft::new(Code::Mt613, sealed.place.clone(), source.path.clone());
        facts.finding(draft);
    }
    let known = variables.into_iter().map(|(name, value)| {
        let known = value
            .into_iter()
            .map(|value| match is_encrypted(&value.text) {
                true => Argument::open(&format!("${name}"), value.place),
                false => value,
            });
        let known = known.collect();
        (name, known)
    });
    facts.variables(source.called(), known.collect());
    true
}

/// The variables of a file, as systemd and Docker read it: quotes are taken off,
/// nothing is put in.
pub(super) fn of_file(source: &Source) -> Variables {
    let mut variables = Variables::new();
    let text = template::opened_text(source);
    for (number, line) in (1..).zip(text.lines()) {
        let trimmed = line.trim_start();
        let bare = trimmed.strip_prefix("export ").unwrap_or(trimmed);
        let Some((name, value)) = bare.split_once('=') else {
            continue;
        };
        if bare.starts_with(['#', ';']) {
            continue;
        }
        let column = line.len() - value.len() + 1;
        let (value, column) = match value.trim_end().strip_prefix(['"', '\'']) {
            Some(rest) => (rest.trim_end_matches(['"', '\'']), column + 1),
            None => (value.split(" #").next().unwrap_or_default().trim(), column),
        };
        let place = source.place(number, column);
        variables.insert(name.trim().to_owned(), vec![Argument::known(value, place)]);
    }
    variables
}

/// Takes in the flags in files of variables that nothing which was handed over
/// starts Mimir with: whoever does that stands elsewhere.
pub(super) fn settle(sources: &[Source], facts: &mut Facts) {
    let files = sources.iter().filter(|it| it.kind == Kind::Variables);
    for source in files {
        if facts.is_used(&source.path) {
            continue;
        }
        let path = source.path.as_str();
        facts.begin(path);
        for value in of_file(source).into_values().flatten() {
            let text = Text {
                source: Some(source),
                text: &value.text,
                inside: Some(&value.place),
            };
            let words = shell::split(text);
            let is_flag = |word: &Argument| flag(&word.text).is_some();
            if !words.first().is_some_and(is_flag) {
                continue;
            }
            let started = Started::of(words, path, facts);
            if let Some(started) = started.filter(Started::has_options) {
                started.candidate(path, &[path], path, Container::default(), facts);
            }
        }
    }
}

/// The environment of a container of Kubernetes. What comes from elsewhere is
/// not known.
pub(super) fn of_container(source: &Source, node: &Node) -> Variables {
    let mut variables = Variables::new();
    for entry in node.items_at("env") {
        let name = entry.text_at(&["name"]);
        let place = source.at(entry.at("value").unwrap_or(entry));
        let value = match entry.at("value").and_then(Node::text) {
            Some(text) => Argument::known(text, place),
            None if entry.at("valueFrom").is_some() => Argument::open(&format!("${name}"), place),
            None => Argument::known("", place),
        };
        variables.insert(name.to_owned(), vec![value]);
    }
    variables
}

/// The environment of a service of Compose: a mapping, or a list of `NAME=value`.
pub(super) fn of_service(source: &Source, node: &Node) -> Variables {
    let mut variables = Variables::new();
    let mut set = |name: &str, text: Option<&str>, node: &Node| {
        let place = source.at(node);
        let value = match text {
            Some(text) => Argument::known(text, place),
            // The environment of whoever starts it decides.
            None => Argument::open(&format!("${name}"), place),
        };
        variables.insert(name.to_owned(), vec![value]);
    };
    match node.value() {
        Value::Map(entries) => {
            for (key, value) in entries {
                set(&key.text, value.text().filter(|_| !value.is_null()), value);
            }
        }
        Value::List(items) => {
            for item in items {
                let text = item.text().unwrap_or_default();
                match text.split_once('=') {
                    Some((name, value)) => set(name, Some(value), item),
                    None => set(text, None, item),
                }
            }
        }
        Value::Scalar { .. } => {}
    }
    variables
}

/// Those variables that are known, by name and value.
pub(super) fn known(variables: &Variables) -> Vec<(String, String)> {
    let known = variables.iter().filter_map(|(name, value)| {
        let [value] = value.as_slice() else {
            return None;
        };
        value
            .unknown
            .is_none()
            .then(|| (name.clone(), value.text.clone()))
    });
    known.collect()
}

/// Puts variables in where Kubernetes does, `$(NAME)`; one that the container
/// does not have stays as it is written.
pub(super) fn put_in(words: Vec<Argument>, variables: &Variables) -> Vec<Argument> {
    let replaced = words.into_iter().map(|mut word| {
        for (name, value) in variables {
            let written = format!("$({name})");
            let Some(value) = value.first().filter(|_| word.text.contains(&written)) else {
                continue;
            };
            let text = match &value.unknown {
                Some(_) => marked(&written),
                None => value.text.clone(),
            };
            word.text = word.text.replace(&written, &text);
            word.unknown = word
                .unknown
                .or_else(|| value.unknown.as_ref().map(|_| written));
        }
        word
    });
    replaced.collect()
}
