//! Task definitions of Amazon ECS: JSON as its API has it, and the resources of
//! CloudFormation, whose keys begin with a capital letter.

use super::super::input::Source;
use super::super::process::{Container, Mount, Probe};
use super::command::{self, Started};
use super::document::Document;
use super::facts::Facts;
use super::kubernetes::is_process;
use super::program::{self, Program};
use super::shell::{Argument, Variables, marked};
use super::{memcached, variables};
use crate::catalog::Release;
use crate::cluster::is_unknown;
use crate::document::{Node, Value};

/// Whether the document is a task definition, or has one among its resources.
pub(super) fn claims(document: &Document<'_>, _: Release) -> bool {
    !definitions(document.node()).is_empty()
}

/// Takes in the containers that are Mimir's or a memcached's.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    let source = document.source();
    let mut found = false;
    for definition in definitions(document.node()) {
        let family = text(definition, "family");
        found |= containers(source, family, at(definition, CONTAINERS), facts);
    }
    found
}

/// The key of a task's containers.
pub(super) const CONTAINERS: &str = "containerDefinitions";

/// The task definitions of a document.
fn definitions(node: &Node) -> Vec<&Node> {
    let resources = node.at("Resources").map(Node::entries).unwrap_or_default();
    let resources = resources.iter().filter_map(|(_, it)| {
        (it.text_at(&["Type"]) == "AWS::ECS::TaskDefinition").then(|| it.at("Properties"))?
    });
    let own = [Some(node), node.at("taskDefinition")];
    let all = own.into_iter().flatten().chain(resources);
    all.filter(|it| at(it, CONTAINERS).is_some_and(|it| !it.items().is_empty()))
        .collect()
}

/// What stands behind a key, whatever the case of its first letter.
fn at<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    let mut entries = node.entries().iter();
    let found = entries.find(|(known, _)| known.text.eq_ignore_ascii_case(key));
    found.map(|(_, value)| value)
}

fn text<'a>(node: &'a Node, key: &str) -> &'a str {
    at(node, key).and_then(Node::text).unwrap_or_default()
}

fn items<'a>(node: &'a Node, key: &str) -> &'a [Node] {
    at(node, key).map(Node::items).unwrap_or_default()
}

/// Takes in the containers of a task that is called after its family. Says whether
/// any of them is a cluster's.
pub(super) fn containers(
    source: &Source,
    family: &str,
    all: Option<&Node>,
    facts: &mut Facts,
) -> bool {
    let mut found = false;
    for container in all.map(Node::items).unwrap_or_default() {
        let image = text(container, "image");
        let words = ["entryPoint", "command"].iter();
        let words = words.filter_map(|key| at(container, key));
        let words: Vec<Argument> = words.flat_map(|it| self::words(source, it)).collect();
        let name = match text(container, "name") {
            "" => family,
            name => name,
        };
        if image.contains("memcached") && !image.contains("exporter") {
            memcached::read(&words, source.at(container), facts);
            found = true;
            continue;
        }
        let program = program::of_image(image);
        if let Program::Other(_) = program {
            continue;
        }
        let environment = environment(source, container);
        let words = command::in_container(words, Some(source), &environment, facts);
        let started = Started::of(words, name, facts);
        let Some(started) = started.filter(|it| is_process(program, it)) else {
            continue;
        };
        found = true;
        let mut own = around(source, container);
        own.environment = variables::known(&environment);
        started.candidate(name, &[name, family], &source.path, own, facts);
    }
    found
}

/// The words of a command; what CloudFormation computes is not known.
fn words(source: &Source, node: &Node) -> Vec<Argument> {
    match node.value() {
        Value::List(items) => items.iter().map(|it| word(source, it)).collect(),
        Value::Scalar { .. } if !is_computed(node) => command::list(source, node),
        // `!Split` and its like.
        Value::Scalar { .. } | Value::Map(_) => vec![word(source, node)],
    }
}

/// A word; of one that has variables only those are not known.
fn word(source: &Source, node: &Node) -> Argument {
    let place = source.at(node);
    let text = node
        .text()
        .filter(|text| !is_computed(node) || text.contains("${"));
    let Some(text) = text else {
        return Argument::open("${}", place);
    };
    let mut word = Argument::known("", place);
    let mut rest = text;
    while let Some((before, (name, after))) =
        (rest.split_once("${")).and_then(|(before, it)| Some((before, it.split_once('}')?)))
    {
        let written = format!("${{{name}}}");
        word.is_open = text == written;
        word.text.push_str(before);
        word.text.push_str(&marked(&written));
        word.unknown = Some(written);
        rest = after;
    }
    word.text.push_str(rest);
    word
}

/// Whether a function computes a value, by a tag of its own.
fn is_computed(node: &Node) -> bool {
    node.tag().is_some_and(|tag| !tag.starts_with("!!"))
}

/// The environment of a container. Secrets, and what a file of S3 sets, are not
/// known.
fn environment(source: &Source, container: &Node) -> Variables {
    let mut found = Variables::new();
    let entries = ["environment", "secrets"].iter();
    for entry in entries.flat_map(|key| items(container, key)) {
        let name = text(entry, "name");
        let place = source.at(at(entry, "value").unwrap_or(entry));
        let value = at(entry, "value").and_then(|it| {
            let text = it.text().filter(|text| !text.contains("${"))?;
            (!is_computed(it) && !is_unknown(text)).then(|| Argument::known(text, place.clone()))
        });
        let value = value.unwrap_or_else(|| Argument::open(&format!("${name}"), place));
        found.insert(name.to_owned(), vec![value]);
    }
    found
}

/// The mounts of a container, and its check of health.
fn around(source: &Source, container: &Node) -> Container {
    let mounts = items(container, "mountPoints").iter().map(|mount| Mount {
        beside: None,
        path: text(mount, "containerPath").to_owned(),
        of: text(mount, "sourceVolume").to_owned(),
        is_sub_path: false,
        place: source.at(mount),
    });
    let check = at(container, "healthCheck").and_then(|it| at(it, "command"));
    let probe = check.and_then(|check| {
        let words: Vec<&str> = check.items().iter().filter_map(Node::text).collect();
        let words = words.join(" ");
        let place = source.at(check);
        (words.contains("http://") || words.contains("https://")).then(|| Probe {
            name: "healthCheck".to_owned(),
            is_https: words.contains("https://"),
            scheme: place.clone(),
            place,
        })
    });
    Container {
        mounts: mounts.collect(),
        has_more: !items(container, "environmentFiles").is_empty(),
        probes: probe.into_iter().collect(),
        ..Container::default()
    }
}
