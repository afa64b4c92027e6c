//! Compose files: services, their commands, volumes and health checks.

use super::super::input::Source;
use super::super::process::{Container, Mount, Probe};
use super::command;
use super::document::Document;
use super::facts::{Candidate, Facts};
use super::kubernetes::is_process;
use super::{memcached, program};
use crate::catalog::Release;
use crate::document::{MapKey, Node};

/// Whether the document is a Compose file.
pub(super) fn claims(document: &Document<'_>, _: Release) -> bool {
    services(document.node()).iter().any(|(_, service)| {
        ["image", "build", "command"]
            .iter()
            .any(|key| service.at(key).is_some())
    })
}

/// Takes in the services that are Mimir's or a memcached's.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    let source = document.source();
    for (name, service) in services(document.node()) {
        let image = service.text_at(&["image"]);
        let words = command::of_container(source, service, ["entrypoint", "command"]);
        if image.contains("memcached") {
            memcached::read(&words, source.place(name.place.line, 0), facts);
            continue;
        }
        let settings = command::flags(&words, facts.lookup());
        if !is_process(program::of_image(image), &settings) {
            continue;
        }
        facts.candidate(Candidate::hinted(
            &name.text,
            &[&name.text],
            &source.path,
            settings,
            container(source, service),
        ));
    }
    true
}

fn services(node: &Node) -> &[(MapKey, Node)] {
    node.at("services").map(Node::entries).unwrap_or_default()
}

fn container(source: &Source, service: &Node) -> Container {
    let mut container = Container {
        mounts_known: true,
        ..Container::default()
    };
    for item in ["volumes", "secrets", "configs"]
        .iter()
        .flat_map(|key| service.items_at(key))
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
                let part = |key| item.text_at(&[key]).to_owned();
                (part("source"), part("target"))
            }
        };
        container.mounts.push(Mount {
            path,
            of,
            is_sub_path: false,
            place: source.at(item),
        });
    }
    if let Some(test) = service.at("healthcheck").and_then(|check| check.at("test")) {
        let words: Vec<String> = command::list(source, test)
            .into_iter()
            .map(|word| word.text)
            .collect();
        let text = words.join(" ");
        if text.contains("http://") || text.contains("https://") {
            let place = source.at(test);
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
