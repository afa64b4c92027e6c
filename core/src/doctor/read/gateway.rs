//! HAProxy's and Caddy's configurations, Ingress and HTTPRoute: who passes
//! requests on.

use super::super::input::{Kind, Source};
use super::super::surroundings::{Believed, Caller, CallerTls, Program};
use super::document::Document;
use super::facts::Facts;
use super::pending::Route;
use super::prometheus::scheme;
use crate::catalog::Release;
use crate::document::Node;
use crate::sorted::SortedMap;

/// Whether the text is HAProxy's configuration or Caddy's.
pub(super) fn claims(document: &Document<'_>, _: Release) -> bool {
    matches!(document.source().kind, Kind::Haproxy | Kind::Caddy)
}

/// Takes in whom it passes requests on to.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    let source = document.source();
    match source.kind {
        Kind::Haproxy => haproxy(source, facts),
        _ => caddy(source, facts),
    }
    true
}

fn haproxy(source: &Source, facts: &mut Facts) {
    let mut defaults = (false, Vec::new());
    // Whether the section speaks HTTP, and what each of its servers has.
    let mut here: (bool, Vec<String>) = (false, Vec::new());
    let mut is_defaults = false;
    for (number, line) in (1..).zip(source.text.lines()) {
        let words: Vec<&str> = line
            .split('#')
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .collect();
        match words.as_slice() {
            [section, ..] if !line.starts_with(char::is_whitespace) => {
                is_defaults = *section == "defaults";
                here = defaults.clone();
            }
            ["mode", mode] => here.0 = *mode == "http",
            ["default-server", options @ ..] => {
                here.1 = options.iter().map(|it| (*it).to_owned()).collect();
            }
            ["server", name, address, options @ ..] if here.0 => {
                let all: Vec<&str> = options
                    .iter()
                    .copied()
                    .chain(here.1.iter().map(String::as_str))
                    .collect();
                let behind = |key: &str| {
                    let at = all.iter().position(|word| *word == key)?;
                    all.get(at + 1).copied()
                };
                let column = line.len() - line.trim_start().len() + 1;
                let place = source.place(number, column);
                let placed = |key: &str| behind(key).map(|it| (place.clone(), it.to_owned()));
                facts.caller(Caller {
                    program: Program::Haproxy,
                    name: format!("HAProxy, {name}"),
                    target: (*address).to_owned(),
                    hints: Vec::new(),
                    is_mimirs: false,
                    is_https: Some(all.contains(&"ssl")),
                    tls: CallerTls {
                        verifies: behind("verify").map(|word| word != "none"),
                        believes: Believed::file(placed("ca-file")),
                        has_certificate: behind("crt").is_some(),
                        name: placed("verifyhost"),
                    },
                    place,
                });
            }
            _ => {}
        }
        if is_defaults {
            defaults = here.clone();
        }
    }
}

fn caddy(source: &Source, facts: &mut Facts) {
    let mut depth = 0_usize;
    // The callers of the directive that is open, and the depth at which it is.
    let mut open: Option<(Vec<Caller>, usize)> = None;
    for (number, line) in (1..).zip(source.text.lines()) {
        let trimmed = line.trim();
        let words: Vec<&str> = trimmed
            .split_whitespace()
            .take_while(|word| !word.starts_with('#'))
            .collect();
        let column = line.len() - line.trim_start().len() + 1;
        let caller = |target: &&str| Caller {
            program: Program::Caddy,
            name: "Caddy".to_owned(),
            place: source.place(number, column),
            target: (*target).to_owned(),
            hints: Vec::new(),
            is_mimirs: false,
            is_https: Some(scheme(target).unwrap_or(target.ends_with(":443"))),
            tls: CallerTls::default(),
        };
        match (words.as_slice(), &mut open) {
            (["reverse_proxy", targets @ ..], None) => {
                let targets = targets
                    .iter()
                    .filter(|it| !it.starts_with(['/', '*', '@', '{']) && it.contains(['.', ':']));
                open = Some((targets.map(caller).collect(), depth));
            }
            (["to", targets @ ..], Some((callers, _))) => {
                callers.extend(targets.iter().map(caller));
            }
            ([word, rest @ ..], Some((callers, _))) => {
                let option = word.strip_prefix("tls");
                let found = if option.is_some() { callers.len() } else { 0 };
                for caller in callers.iter_mut().take(found) {
                    caller.is_https = Some(true);
                    match option.unwrap_or_default().trim_start_matches('_') {
                        "trust_pool" | "trusted_ca_certs" => caller.tls.believes = Believed::Own,
                        "client_auth" => caller.tls.has_certificate = true,
                        "server_name" => {
                            let name = rest.first().copied().unwrap_or_default();
                            let place = source.place(number, column);
                            caller.tls.name = Some((place, name.to_owned()));
                        }
                        it if it.starts_with("insecure") => caller.tls.verifies = Some(false),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        let braces = |brace| words.iter().filter(|word| **word == brace).count();
        let opens = words.iter().filter(|word| word.ends_with('{')).count();
        depth = (depth + opens).saturating_sub(braces("}"));
        if open.as_ref().is_some_and(|(_, at)| depth <= *at) {
            let callers = open.take().map(|(callers, _)| callers);
            callers
                .into_iter()
                .flatten()
                .for_each(|it| facts.caller(it));
        }
    }
    let callers = open.map(|(callers, _)| callers);
    callers
        .into_iter()
        .flatten()
        .for_each(|it| facts.caller(it));
}

/// Takes in an object that passes requests on to a Service. Says whether it is one.
pub(super) fn object(source: &Source, node: &Node, facts: &mut Facts) -> bool {
    let name = node.text_at(&["metadata", "name"]);
    let Some(spec) = node.at("spec") else {
        return false;
    };
    match node.text_at(&["kind"]) {
        "Ingress" => ingress(source, node, spec, facts),
        "HTTPRoute" | "GRPCRoute" => {
            let rules = spec.items_at("rules").iter();
            for backend in rules.flat_map(|rule| rule.items_at("backendRefs")) {
                facts.route(Route {
                    name: format!("{} {name}", node.text_at(&["kind"])),
                    service: backend.text_at(&["name"]).to_owned(),
                    place: source.at(backend),
                });
            }
        }
        "BackendTLSPolicy" => {
            let validation = spec.at("validation");
            let hostname = validation.and_then(|it| it.at("hostname"));
            let tls = CallerTls {
                verifies: Some(true),
                believes: Believed::own(
                    validation.is_some_and(|it| !it.items_at("caCertificateRefs").is_empty()),
                ),
                has_certificate: false,
                name: hostname.and_then(|it| Some((source.at(it), it.text()?.to_owned()))),
            };
            for target in spec.items_at("targetRefs") {
                facts.policy(target.text_at(&["name"]), tls.clone());
            }
        }
        "Service" => service(node, spec, facts),
        _ => return false,
    }
    true
}

fn ingress(source: &Source, node: &Node, spec: &Node, facts: &mut Facts) {
    let annotations = node.at("metadata").and_then(|it| it.at("annotations"));
    let annotations = annotations.map(Node::entries).unwrap_or_default();
    let said = |ends: &[&str]| {
        annotations
            .iter()
            .find(|(key, _)| ends.iter().any(|end| key.text.ends_with(end)))
            .and_then(|(_, value)| Some((value, value.text()?)))
    };
    let protocol = said(&["/backend-protocol", ".serversscheme", "/secure-backends"]);
    let is_https = protocol.is_some_and(|(_, text)| {
        matches!(
            text.to_ascii_uppercase().as_str(),
            "HTTPS" | "GRPCS" | "TRUE"
        )
    });
    let default = ["defaultBackend", "backend"]
        .iter()
        .filter_map(|key| spec.at(key));
    let paths = spec
        .items_at("rules")
        .iter()
        .filter_map(|rule| rule.at("http"))
        .flat_map(|http| http.items_at("paths"))
        .filter_map(|path| path.at("backend"));
    let mut told: Vec<&str> = Vec::new();
    for backend in default.chain(paths) {
        let service = match backend.text_at(&["service", "name"]) {
            "" => backend.text_at(&["serviceName"]),
            name => name,
        };
        if service.is_empty() || told.contains(&service) {
            continue;
        }
        told.push(service);
        let has_secret = said(&["/proxy-ssl-secret"]).is_some();
        facts.caller(Caller {
            program: Program::Ingress,
            name: format!("Ingress {}", node.text_at(&["metadata", "name"])),
            place: source.at(protocol.map_or(backend, |(value, _)| value)),
            target: service.to_owned(),
            hints: Vec::new(),
            is_mimirs: false,
            is_https: Some(is_https),
            tls: CallerTls {
                verifies: said(&["/proxy-ssl-verify"]).map(|(_, text)| text == "on"),
                believes: Believed::own(has_secret),
                has_certificate: has_secret,
                name: said(&["/proxy-ssl-name"])
                    .map(|(value, text)| (source.at(value), text.to_owned())),
            },
        });
    }
}

/// A Service is Mimir's if the labels by which it chooses its pods say so.
fn service(node: &Node, spec: &Node, facts: &mut Facts) {
    let name = node.text_at(&["metadata", "name"]);
    let chosen = spec.at("selector").map(Node::entries).unwrap_or_default();
    if name.is_empty() || chosen.is_empty() {
        return;
    }
    let labels = chosen
        .iter()
        .filter_map(|(_, value)| Some(value.text()?.to_owned()));
    facts.service(name, labels.collect());
}

/// Takes in the routes, now that every policy is known.
pub(super) fn settle(facts: &mut Facts) {
    let (routes, policies) = facts.routes();
    let by_service: SortedMap<&str, &CallerTls> = policies
        .iter()
        .map(|(name, tls)| (name.as_str(), tls))
        .collect();
    for Route {
        name,
        service,
        place,
    } in routes
    {
        let policy = by_service.get(service.as_str()).copied();
        facts.caller(Caller {
            program: Program::Route,
            name,
            place,
            target: service,
            hints: Vec::new(),
            is_mimirs: false,
            is_https: Some(policy.is_some()),
            tls: policy.cloned().unwrap_or_default(),
        });
    }
}
