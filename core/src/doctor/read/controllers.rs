//! Values of the chart app-template, by which people start any program: controllers
//! with containers, and the files of these.

use super::super::input::Source;
use super::super::process::Container;
use super::command::{self, Started};
use super::document::Document;
use super::facts::Facts;
use super::kubernetes::is_process;
use super::program::{self, Program};
use super::{mimir, variables};
use crate::catalog::Release;
use crate::document::Node;

/// Whether the document is such values, or an object that has them, and a container
/// in them has an image that is called after Mimir.
pub(super) fn claims(document: &Document<'_>, _: Release) -> bool {
    let all = values(document.node()).map(containers).unwrap_or_default();
    all.iter().any(|it| image(it.node).contains("mimir"))
}

/// Takes in what the containers start, and their files.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    let source = document.source();
    let Some(values) = values(document.node()) else {
        return false;
    };
    let mut found = files(source, values, facts);
    let none = Node::default();
    for Named {
        name,
        controller,
        node,
    } in containers(values)
    {
        let program = program::of_image(image(node));
        if let Program::Other(program) = program {
            facts.account().belongs_to(program);
            continue;
        }
        let environment = variables::of_service(source, node.at("env").unwrap_or(&none));
        let words = command::of_container(source, node, ["command", "args"]);
        let words = variables::put_in(words, &environment);
        let words = command::in_container(words, Some(source), &environment, facts);
        let started = Started::of(words, controller, facts);
        if let Some(started) = started.filter(|it| is_process(program, it)) {
            let container = Container {
                environment: variables::known(&environment),
                ..Container::default()
            };
            let hints = [name, controller];
            started.candidate(controller, &hints, &source.path, container, facts);
            found = true;
        }
    }
    found
}

/// The values in a document: of an object that installs a chart, or the document.
fn values(node: &Node) -> Option<&Node> {
    let spec = node.at("spec");
    match node.text_at(&["kind"]) {
        "HelmRelease" => spec?.at("values"),
        "Application" => spec?.at("source")?.at("helm")?.at("valuesObject"),
        "" => Some(node),
        _ => None,
    }
}

/// A container with its name and its controller's.
struct Named<'a> {
    name: &'a str,
    controller: &'a str,
    node: &'a Node,
}

fn containers(values: &Node) -> Vec<Named<'_>> {
    let controllers = values.at("controllers").map(Node::entries);
    let mut found = Vec::new();
    for (controller, its) in controllers.unwrap_or_default() {
        let containers = its.at("containers").map(Node::entries);
        for (name, node) in containers.unwrap_or_default() {
            let (name, controller) = (name.text.as_str(), controller.text.as_str());
            found.push(Named {
                name,
                controller,
                node,
            });
        }
    }
    found
}

/// The image of a container: a text, or its repository.
fn image(container: &Node) -> &str {
    match container.text_at(&["image"]) {
        "" => container.text_at(&["image", "repository"]),
        text => text,
    }
}

/// Takes in configuration and certificates in the ConfigMaps and Secrets that the
/// values make. Says whether there are any.
fn files(source: &Source, values: &Node, facts: &mut Facts) -> bool {
    let mut found = false;
    for (maps, data) in [("configMaps", "data"), ("secrets", "stringData")] {
        for (of, map) in values.at(maps).map(Node::entries).unwrap_or_default() {
            facts.map(&of.text);
            facts.inside(&of.text);
            for (key, value) in map.at(data).map(Node::entries).unwrap_or_default() {
                let text = value.text().unwrap_or_default();
                if text.trim_start().starts_with("-----BEGIN ") {
                    let place = source.at_key(key);
                    facts.entry(&of.text, &key.text, place, text.as_bytes().to_vec());
                    found = true;
                } else {
                    found |= mimir::inside(source, &key.text, value, facts);
                }
            }
            facts.inside("");
        }
    }
    found
}
