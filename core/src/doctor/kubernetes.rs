//! Manifests of Kubernetes: workloads, ConfigMaps, Secrets, monitors.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::cluster::{Candidate, Gathering};
use super::compose::list;
use super::input::Source;
use super::process::{Container, Mount, Probe};
use super::rules::Draft;
use super::{words, yaml};
use crate::document::{Key, Node, Value};

/// Takes in one object. Says whether it was anything of a cluster's.
pub(super) fn read(gathering: &mut Gathering, source: &Source, node: &Node) -> bool {
    match text(node, &["kind"]) {
        "List" => {
            let mut found = false;
            for item in items(node.at("items")) {
                found |= read(gathering, source, item);
            }
            found
        }
        "ConfigMap" => config_map(gathering, source, node),
        "Secret" => secret(gathering, source, node),
        "ServiceMonitor" | "PodMonitor" => {
            let spec = node.at("spec");
            let key = ["endpoints", "podMetricsEndpoints"];
            let endpoints = key.iter().find_map(|key| spec?.at(key));
            for endpoint in items(endpoints) {
                gathering.around.monitor(source, name(node), endpoint);
            }
            true
        }
        "Pod" => workload(gathering, source, node, node.at("spec")),
        "Deployment" | "StatefulSet" | "DaemonSet" | "Job" | "ReplicaSet" => {
            let spec = node.at("spec");
            let template = spec.and_then(|spec| spec.at("template"));
            workload(
                gathering,
                source,
                node,
                template.and_then(|template| template.at("spec")),
            )
        }
        _ => false,
    }
}

/// The text behind a path of keys; empty where there is none.
pub(super) fn text<'a>(node: &'a Node, path: &[&str]) -> &'a str {
    let mut at = Some(node);
    for key in path {
        at = at.and_then(|node| node.at(key));
    }
    at.and_then(Node::text).unwrap_or_default()
}

/// The items of a list.
pub(super) fn items(node: Option<&Node>) -> &[Node] {
    match node.map(Node::value) {
        Some(Value::List(items)) => items,
        _ => &[],
    }
}

fn name(node: &Node) -> &str {
    text(node, &["metadata", "name"])
}

fn entries<'a>(node: &'a Node, keys: &[&str]) -> impl Iterator<Item = &'a (Key, Node)> {
    let maps: Vec<&'a Node> = keys.iter().filter_map(|key| node.at(key)).collect();
    maps.into_iter().flat_map(Node::entries)
}

fn config_map(gathering: &mut Gathering, source: &Source, node: &Node) -> bool {
    let of = name(node);
    for (key, value) in entries(node, &["data", "binaryData"]) {
        let Some(body) = value.text() else {
            continue;
        };
        let place = source.place(key.place.line, key.place.column);
        if body.contains("PRIVATE KEY-----") {
            let subject = format!("ConfigMap {of}, {}", key.text);
            gathering
                .drafts
                .push(Draft::new("MT508", place.clone(), subject));
        }
        if body.trim_start().starts_with("-----BEGIN ") {
            gathering.entry(of, &key.text, place, body.as_bytes().to_vec());
        } else if body.contains("proxy_pass ") {
            let (first, _) = yaml::body(source, value);
            gathering
                .around
                .nginx(source, body, first.saturating_sub(1));
        } else {
            mimir_inside(gathering, source, &key.text, value);
        }
    }
    true
}

/// Mimir's configuration as the text of an entry.
fn mimir_inside(gathering: &mut Gathering, source: &Source, key: &str, value: &Node) {
    if !key.ends_with(".yaml") && !key.ends_with(".yml") {
        return;
    }
    let Some(inner) = yaml::inner(source, value, &mut gathering.drafts) else {
        return;
    };
    if yaml::is_mimir(&inner, gathering.release) {
        let (_, shift) = yaml::body(source, value);
        gathering.config(source, &inner, shift, key);
    }
}

fn secret(gathering: &mut Gathering, source: &Source, node: &Node) -> bool {
    let of = name(node);
    for (key, value) in entries(node, &["stringData"]) {
        let Some(body) = value.text() else {
            continue;
        };
        let place = source.place(key.place.line, key.place.column);
        if body.contains("-----BEGIN ") {
            gathering.entry(of, &key.text, place, body.as_bytes().to_vec());
        } else {
            mimir_inside(gathering, source, &key.text, value);
        }
    }
    for (key, value) in entries(node, &["data"]) {
        let place = source.place(key.place.line, key.place.column);
        let packed: String = value
            .text()
            .unwrap_or_default()
            .split_whitespace()
            .collect();
        match STANDARD.decode(packed) {
            Ok(bytes) => {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                if text.contains("-----BEGIN ") || key.text.ends_with(".crt") {
                    gathering.entry(of, &key.text, place, bytes);
                } else if key.text.ends_with(".yaml")
                    && let Ok(inner) = crate::document::parse(text.as_bytes())
                    && yaml::is_mimir(&inner, gathering.release)
                {
                    gathering.config(source, &inner, 0, &key.text);
                }
            }
            Err(_) => {
                let subject = format!("Secret {of}, {}", key.text);
                gathering.drafts.push(Draft::new("MT512", place, subject));
            }
        }
    }
    let all: Vec<&str> = entries(node, &["data", "stringData"])
        .map(|(key, _)| key.text.as_str())
        .collect();
    let place = source.place(node.place().line, 0);
    if all.contains(&"ca.key") || all.contains(&"root.key") {
        gathering
            .drafts
            .push(Draft::new("MT307", place, format!("Secret {of}")));
    }
    true
}

fn workload(
    gathering: &mut Gathering,
    source: &Source,
    object: &Node,
    spec: Option<&Node>,
) -> bool {
    let Some(spec) = spec else {
        return false;
    };
    let containers = items(spec.at("containers"));
    let mut found = false;
    for container in containers {
        let image = text(container, &["image"]);
        let mut words = Vec::new();
        for key in ["command", "args"] {
            words.extend(
                container
                    .at(key)
                    .map(|node| list(source, node))
                    .unwrap_or_default(),
            );
        }
        if image.contains("memcached") && !image.contains("exporter") {
            let place = source.place(container.place().line, container.place().column);
            gathering.around.memcached(&words, place);
            found = true;
            continue;
        }
        let settings = words::flags(&words, &mut gathering.lookup);
        let is_mimir =
            image.contains("mimir") || settings.iter().any(|setting| setting.option().is_some());
        if !is_mimir || settings.is_empty() {
            continue;
        }
        found = true;
        let (named, of) = (text(container, &["name"]), name(object));
        let container = surroundings(gathering, source, spec, container);
        gathering.candidates.push(Candidate {
            name: if named.is_empty() { of } else { named }.to_owned(),
            hints: vec![named.to_owned(), of.to_owned()],
            file: source.path.clone(),
            settings,
            container,
        });
    }
    if found {
        downscale(gathering, source, object);
        secret_modes(gathering, source, spec);
    }
    found
}

/// The mounts and probes of a container.
fn surroundings(gathering: &mut Gathering, source: &Source, spec: &Node, node: &Node) -> Container {
    let volumes = items(spec.at("volumes"));
    let mut container = Container {
        mounts_known: true,
        ..Container::default()
    };
    for mount in items(node.at("volumeMounts")) {
        let volume = volumes
            .iter()
            .find(|volume| text(volume, &["name"]) == text(mount, &["name"]));
        let of = volume.map_or("", |volume| {
            let secret = text(volume, &["secret", "secretName"]);
            let config = text(volume, &["configMap", "name"]);
            if secret.is_empty() { config } else { secret }
        });
        let is_sub_path = mount.at("subPath").is_some() || mount.at("subPathExpr").is_some();
        let place = mount.at("subPath").unwrap_or(mount).place();
        let place = source.place(place.line, place.column);
        if is_sub_path && volume.is_some_and(|volume| volume.at("secret").is_some()) {
            let subject = format!("{}, {}", text(node, &["name"]), text(mount, &["mountPath"]));
            gathering
                .drafts
                .push(Draft::new("MT509", place.clone(), subject));
        }
        container.mounts.push(Mount {
            path: text(mount, &["mountPath"]).to_owned(),
            of: of.to_owned(),
            is_sub_path,
            place,
        });
    }
    container.probes = probes(source, node);
    container
}

/// The probes of a container that ask over HTTP.
pub(super) fn probes(source: &Source, node: &Node) -> Vec<Probe> {
    let mut probes = Vec::new();
    for name in ["readinessProbe", "livenessProbe", "startupProbe"] {
        let Some(get) = node.at(name).and_then(|probe| probe.at("httpGet")) else {
            continue;
        };
        let place = source.place(get.place().line, get.place().column);
        let scheme = get.at("scheme");
        probes.push(Probe {
            name: name.to_owned(),
            is_https: scheme.and_then(Node::text) == Some("HTTPS"),
            scheme: scheme.map_or_else(
                || place.clone(),
                |node| source.place(node.place().line, node.place().column),
            ),
            place,
        });
    }
    probes
}

/// The rollout-operator asks whoever carries this label before it takes a
/// replica away, and by plain HTTP always.
fn downscale(gathering: &mut Gathering, source: &Source, object: &Node) {
    let metadata = object.at("metadata");
    for map in ["labels", "annotations"] {
        let map = metadata.and_then(|metadata| metadata.at(map));
        for (key, value) in map.map(Node::entries).unwrap_or_default() {
            if key.text == "grafana.com/prepare-downscale" && value.text() == Some("true") {
                let place = source.place(key.place.line, key.place.column);
                gathering
                    .around
                    .downscales
                    .push((place, name(object).to_owned()));
            }
        }
    }
}

/// A Secret that only root reads, in a pod that is not root's.
fn secret_modes(gathering: &mut Gathering, source: &Source, spec: &Node) {
    let has_group = !text(spec, &["securityContext", "fsGroup"]).is_empty();
    for volume in items(spec.at("volumes")) {
        let Some(mode) = volume
            .at("secret")
            .and_then(|secret| secret.at("defaultMode"))
        else {
            continue;
        };
        let number = mode.text().unwrap_or_default();
        let digits = number.trim_start_matches("0o");
        let mode_bits = if number.starts_with('0') {
            u32::from_str_radix(digits, 8)
        } else {
            number.parse()
        };
        let mode_bits = mode_bits.ok();
        let for_others = mode_bits.is_some_and(|bits| bits & 0o004 != 0);
        let for_group = mode_bits.is_some_and(|bits| bits & 0o040 != 0);
        if mode_bits.is_some() && !for_others && !(for_group && has_group) {
            let place = source.place(mode.place().line, mode.place().column);
            let subject = format!("volume {}", text(volume, &["name"]));
            gathering
                .drafts
                .push(Draft::new("MT510", place, subject).with("mode", number));
        }
    }
}
