//! Traefik's routes as its file provider reads them: who passes requests on.

use super::super::surroundings::{Believed, Caller, CallerTls, Program};
use super::document::Document;
use super::facts::Facts;
use super::prometheus::scheme;
use crate::catalog::Release;
use crate::document::{MapKey, Node};

/// Whether a service of the document passes requests on over HTTP.
pub(super) fn claims(document: &Document<'_>, _: Release) -> bool {
    let node = document.node();
    services(node).any(|(_, service)| servers(service).next().is_some())
}

/// Takes in whom it passes requests on to.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    let (source, node) = (document.source(), document.node());
    for (name, service) in services(node) {
        let called = service.text_at(&["loadBalancer", "serversTransport"]);
        let transports = node.at("http").and_then(|it| it.at("serversTransports"));
        // One of another provider is called NAME@PROVIDER.
        let called = called.strip_suffix("@file").unwrap_or(called);
        let transport = transports.and_then(|all| all.at(called));
        let name_of = |it: &Node| {
            let name = it.at("serverName")?;
            let text = name.text().filter(|text| !text.is_empty())?;
            Some((source.at(name), text.to_owned()))
        };
        let has = |key| transport.is_some_and(|it| !it.items_at(key).is_empty());
        let skips = transport.is_some_and(|it| it.text_at(&["insecureSkipVerify"]) == "true");
        let tls = CallerTls {
            verifies: skips.then_some(false),
            believes: Believed::own(has("rootCAs")),
            has_certificate: has("certificates"),
            name: transport.and_then(name_of),
        };
        for url in servers(service) {
            let target = url.text().unwrap_or_default().to_owned();
            facts.caller(Caller {
                program: Program::Traefik,
                name: format!("Traefik, {}", name.text),
                place: source.at(url),
                hints: Vec::new(),
                is_mimirs: false,
                is_https: scheme(&target),
                tls: tls.clone(),
                target,
            });
        }
    }
    true
}

/// The services over HTTP, by their names.
fn services(node: &Node) -> impl Iterator<Item = &(MapKey, Node)> {
    let services = node.at("http").and_then(|http| http.at("services"));
    services.map(Node::entries).unwrap_or_default().iter()
}

/// The URLs of a service's servers.
fn servers(service: &Node) -> impl Iterator<Item = &Node> {
    let balancer = service.at("loadBalancer");
    let servers = balancer.map_or(&[][..], |it| it.items_at("servers"));
    servers.iter().filter_map(|server| server.at("url"))
}
