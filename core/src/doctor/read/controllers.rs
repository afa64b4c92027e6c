//! Values of the chart app-template, by which people start any program: controllers
//! with containers, and the files of these.

use super::super::code::Code;
use super::super::input::Source;
use super::super::process::{Container, Mount, Probe};
use super::super::rules::Draft;
use super::command::{self, Started};
use super::document::Document;
use super::facts::Facts;
use super::kubernetes::is_process;
use super::program::{self, Program};
use super::{mimir, variables, version};
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
        facts.begin_process(&source.path, version::of_image(image(node)), None);
        let environment = variables::of_service(source, node.at("env").unwrap_or(&none));
        let words = command::of_container(source, node, ["command", "args"]);
        let words = variables::put_in(words, &environment);
        let words = command::in_container(words, Some(source), &environment, facts);
        let started = Started::of(words, controller, facts);
        if let Some(started) = started.filter(|it| is_process(program, it)) {
            let container = Container {
                environment: variables::known(&environment),
                mounts: mounts(source, values, [controller, name], facts),
                mounts_known: values.at("persistence").is_some(),
                probes: probes(source, node),
                ..Container::default()
            };
            let hints = [name, controller];
            started.candidate(controller, &hints, &source.path, container, facts);
            found = true;
        }
    }
    found
}

/// What the values mount into a container of that controller and name.
fn mounts(
    source: &Source,
    values: &Node,
    [controller, name]: [&str; 2],
    facts: &mut Facts,
) -> Vec<Mount> {
    let mut mounts = Vec::new();
    let volumes = values.at("persistence").map(Node::entries);
    for (id, volume) in volumes.unwrap_or_default() {
        if volume.text_at(&["enabled"]) == "false" {
            continue;
        }
        let named = ["name", "identifier"].map(|key| volume.text_at(&[key]));
        let of = named.into_iter().find(|it| !it.is_empty());
        let mut mount = |path: &str, at: &Node| {
            let is_sub_path = at.at("subPath").is_some();
            let place = source.at(at.at("subPath").unwrap_or(at));
            if is_sub_path && volume.text_at(&["type"]) == "secret" {
                let subject = format!("{name}, {path}");
                facts.finding(Draft::new(Code::Mt509, place.clone(), subject));
            }
            mounts.push(Mount {
                beside: None,
                path: path.to_owned(),
                of: of.unwrap_or(&id.text).to_owned(),
                is_sub_path,
                place,
            });
        };
        // By default it is mounted everywhere, under its own name.
        let usual = format!("/{}", id.text);
        let advanced = volume.at("advancedMounts");
        let own = advanced.and_then(|it| it.at(controller)?.at(name));
        let own = own.map(Node::items).unwrap_or_default();
        for at in volume.items_at("globalMounts").iter().chain(own) {
            let path = at.text_at(&["path"]);
            mount(if path.is_empty() { &usual } else { path }, at);
        }
        match volume.text_at(&["mountPath"]) {
            "" if advanced.is_none() && volume.at("globalMounts").is_none() => {
                mount(&usual, volume);
            }
            "" => {}
            path => mount(path, volume),
        }
    }
    mounts
}

/// The probes of a container that ask over HTTP.
fn probes(source: &Source, container: &Node) -> Vec<Probe> {
    let mut probes = Vec::new();
    let all = container.at("probes").map(Node::entries);
    for (name, probe) in all.unwrap_or_default() {
        let get = probe.at("spec").and_then(|spec| spec.at("httpGet"));
        let (at, scheme) = match probe.text_at(&["custom"]) {
            "true" => (get, get.and_then(|get| get.at("scheme"))),
            _ => (Some(probe), probe.at("type")),
        };
        let asks = match scheme.and_then(Node::text) {
            Some(kind) => matches!(kind, "HTTP" | "HTTPS"),
            // Without a type it only connects.
            None => probe.text_at(&["custom"]) == "true",
        };
        if let Some(at) = at.filter(|_| asks && probe.text_at(&["enabled"]) != "false") {
            let place = source.at(at);
            probes.push(Probe {
                name: format!("{}Probe", name.text),
                is_https: scheme.and_then(Node::text) == Some("HTTPS"),
                scheme: scheme.map_or_else(|| place.clone(), |node| source.at(node)),
                place,
            });
        }
    }
    probes
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
