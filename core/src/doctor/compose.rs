//! Compose files: services, their commands, volumes and health checks.

use super::cluster::{Candidate, Gathering};
use super::finding::Place;
use super::input::Source;
use super::process::{Container, Mount, Probe};
use super::words::{self, Word};
use crate::document::{Node, Value};

/// Whether it is one.
pub(super) fn is_compose(node: &Node) -> bool {
    let services = node.at("services").map(Node::entries).unwrap_or_default();
    services.iter().any(|(_, service)| {
        ["image", "build", "command"]
            .iter()
            .any(|key| service.at(key).is_some())
    })
}

/// Takes in its services.
pub(super) fn read(gathering: &mut Gathering, source: &Source, node: &Node) -> bool {
    let services = node.at("services").map(Node::entries).unwrap_or_default();
    for (name, service) in services {
        let image = service.at("image").and_then(Node::text).unwrap_or_default();
        let mut words = Vec::new();
        for key in ["entrypoint", "command"] {
            words.extend(
                service
                    .at(key)
                    .map(|node| list(source, node))
                    .unwrap_or_default(),
            );
        }
        if image.contains("memcached") {
            gathering
                .around
                .memcached(&words, source.place(name.place.line, 0));
            continue;
        }
        let settings = words::flags(&words, &mut gathering.lookup);
        let is_mimir =
            image.contains("mimir") || settings.iter().any(|setting| setting.option().is_some());
        if !is_mimir || settings.is_empty() {
            continue;
        }
        gathering.candidates.push(Candidate {
            name: name.text.clone(),
            hints: vec![name.text.clone()],
            file: source.path.clone(),
            settings,
            container: container(source, service),
        });
    }
    true
}

/// The words of a command that is a list, or one text.
pub(super) fn list(source: &Source, node: &Node) -> Vec<Word> {
    let word = |text: &str, node: &Node| Word {
        text: text.to_owned(),
        place: source.place(node.place().line, node.place().column),
    };
    match node.value() {
        Value::List(items) => items
            .iter()
            .filter_map(|item| Some(word(item.text()?, item)))
            .collect(),
        Value::Scalar { text, .. } => text
            .split_whitespace()
            .filter(|text| *text != "\\")
            .map(|text| word(text, node))
            .collect(),
        Value::Map(_) => Vec::new(),
    }
}

fn container(source: &Source, service: &Node) -> Container {
    let mut container = Container {
        mounts_known: true,
        ..Container::default()
    };
    let items = |key: &str| match service.at(key).map(Node::value) {
        Some(Value::List(items)) => items.as_slice(),
        _ => &[],
    };
    for item in items("volumes")
        .iter()
        .chain(items("secrets"))
        .chain(items("configs"))
    {
        let (of, path) = match item.text() {
            Some(text) => {
                let mut parts = text.split(':');
                let of = parts.next().unwrap_or_default().trim_start_matches("./");
                match parts.next() {
                    Some(path) => (of.to_owned(), path.to_owned()),
                    None => (of.to_owned(), format!("/run/secrets/{of}")),
                }
            }
            None => {
                let part = |key| item.at(key).and_then(Node::text).unwrap_or_default();
                (part("source").to_owned(), part("target").to_owned())
            }
        };
        container.mounts.push(Mount {
            path,
            of,
            is_sub_path: false,
            place: source.place(item.place().line, item.place().column),
        });
    }
    if let Some(test) = service.at("healthcheck").and_then(|check| check.at("test")) {
        let words: Vec<String> = list(source, test)
            .into_iter()
            .map(|word| word.text)
            .collect();
        let text = words.join(" ");
        if text.contains("http://") || text.contains("https://") {
            let place: Place = source.place(test.place().line, test.place().column);
            container.probes.push(Probe {
                name: "healthcheck".to_owned(),
                is_https: text.contains("https://"),
                scheme: place.clone(),
                place,
            });
        }
    }
    container
}
