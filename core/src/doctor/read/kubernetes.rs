//! Manifests of Kubernetes: workloads, ConfigMaps, Secrets, monitors.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::code::Code;
use super::super::input::Source;
use super::super::process::{Container, Mount, OptionRole, Probe};
use super::super::rules::Draft;
use super::super::sniff;
use super::command::Started;
use super::document::Document;
use super::facts::Facts;
use super::program::{self, Program};
use super::values::ValuesEntry;
use super::{
    alloy, certificate, command, flux, gateway, makers, marks, memcached, mimir, nginx, others,
    prometheus, variables, version, volumes, yaml,
};
use crate::catalog::{Catalog, Release};
use crate::cluster::{FILLERS, is_unknown};
use crate::document::{MapKey, Node};

/// Whether the document is an object of Kubernetes.
pub(super) fn claims(document: &Document<'_>, _: Release) -> bool {
    let node = document.node();
    node.at("kind").is_some() && node.at("apiVersion").is_some()
}

/// Takes in an object, or a list of them.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    object(facts, document.source(), document.node())
}

/// Takes in one object. Says whether anything in it was a cluster's.
pub(super) fn object(facts: &mut Facts, source: &Source, node: &Node) -> bool {
    let kind = node.text_at(&["kind"]);
    let is_maker = makers::take(source, node, kind, facts);
    match kind {
        "List" => {
            let mut found = false;
            for item in node.items_at("items") {
                found |= object(facts, source, item);
            }
            found
        }
        "Template" => openshift(facts, source, node),
        "ConfigMap" => config_map(facts, source, node),
        "Secret" => secret(facts, source, node),
        "Certificate" => {
            certificate::promise(source, node, facts);
            true
        }
        "Bundle" => certificate::bundle(source, node, facts),
        "Issuer" | "ClusterIssuer" => {
            certificate::issuer(node, facts);
            true
        }
        "Pod" => workload(facts, source, node, node.at("spec")),
        "Deployment" | "StatefulSet" | "DaemonSet" | "Job" | "ReplicaSet" => {
            let spec = node.at("spec");
            let template = spec.and_then(|spec| spec.at("template"));
            workload(
                facts,
                source,
                node,
                template.and_then(|template| template.at("spec")),
            )
        }
        "Kustomization" => match flux::substitution(node) {
            Some(substitution) => {
                facts.flux().add(substitution);
                true
            }
            None => facts.kustomized().has(&source.path),
        },
        _ => {
            prometheus::object(source, node, facts)
                || gateway::object(source, node, facts)
                || others::object(source, node, facts)
                || is_maker
        }
    }
}

/// Takes in the objects of a template of OpenShift, `${NAME}` and `${{NAME}}` put
/// in where the template itself says what they are.
fn openshift(facts: &mut Facts, source: &Source, node: &Node) -> bool {
    let parameters = node.items_at("parameters").iter();
    let parameters: Vec<(&str, &Node)> = parameters
        .filter_map(|it| Some((it.text_at(&["name"]), it.at("value")?)))
        .collect();
    let put_in = |text: &str| {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once("${") {
            let (name, after) = behind.split_once('}')?;
            // What stands in two braces is to be no text.
            let is_double = name.starts_with('{');
            let bare = after.strip_prefix('}').filter(|_| is_double);
            let known = |it: &&(&str, &Node)| it.0 == name.trim_start_matches('{');
            out.push_str(before);
            match parameters.iter().find(known).and_then(|it| it.1.text()) {
                Some(value) => out.push_str(value),
                None => out.push(*FILLERS.end()),
            }
            rest = bare.unwrap_or(after);
        }
        out.push_str(rest);
        (out != text).then_some(out)
    };
    let mut found = false;
    for item in node.items_at("objects") {
        found |= object(facts, source, &item.clone().with_texts(&put_in));
    }
    found
}

fn name(node: &Node) -> &str {
    node.text_at(&["metadata", "name"])
}

fn entries<'a>(node: &'a Node, keys: &[&str]) -> impl Iterator<Item = &'a (MapKey, Node)> {
    let maps: Vec<&'a Node> = keys.iter().filter_map(|key| node.at(key)).collect();
    maps.into_iter().flat_map(Node::entries)
}

fn config_map(facts: &mut Facts, source: &Source, node: &Node) -> bool {
    let of = name(node);
    let mut found = false;
    facts.map(of);
    for (key, value) in entries(node, &["data", "binaryData"]) {
        let Some(body) = value.text() else {
            continue;
        };
        let place = source.at_key(key);
        facts.text(of, &key.text, value);
        if holds_key(body) {
            let subject = format!("ConfigMap {of}, {}", key.text);
            facts.finding(Draft::new(Code::Mt508, place.clone(), subject));
            found = true;
        }
        if body.trim_start().starts_with("-----BEGIN ") {
            facts.entry(of, &key.text, place, body.as_bytes().to_vec());
            found = true;
        } else if body.contains("proxy_pass ") {
            nginx::inside(source, value, facts);
            found = true;
        } else if sniff::is_alloy(body) {
            alloy::inside(source, value, facts);
            found = true;
        } else {
            found |= mimir_inside(facts, source, of, &key.text, value);
        }
    }
    found
}

/// Whether a private key stands in a text, be it in a comment: a line that begins one,
/// and behind it what one is made of, and no word about it.
fn holds_key(text: &str) -> bool {
    /// The first line of the shortest key is twice as long.
    const SHORTEST: usize = 32;
    let is_of_base64 = |it: char| it.is_ascii_alphanumeric() || "+/=".contains(it);
    let is_body = |part: &str| {
        let lines = part.split("-----").next().unwrap_or(part).lines().take(6);
        let mut words = lines.flat_map(|line| line.split(|it| !is_of_base64(it)));
        words.any(|word| word.len() >= SHORTEST)
    };
    text.split("PRIVATE KEY-----").skip(1).any(is_body)
}

/// Mimir's configuration as the text of an entry.
fn mimir_inside(facts: &mut Facts, source: &Source, of: &str, key: &str, value: &Node) -> bool {
    if !key.ends_with(".yaml") && !key.ends_with(".yml") {
        return false;
    }
    // Entries of others are templates, and whatever else is no YAML.
    let is_meant = |text: &str| is_meant(of, key, text);
    let Some(inner) = yaml::inner_of(source, value, &is_meant, facts) else {
        return false;
    };
    if marks::is_values(&inner) {
        let (_, shift) = yaml::body(source, value);
        values(facts, source, of, key, inner.indented(shift));
        return true;
    }
    let is_config = mimir::is_config(&inner, key);
    if is_config {
        let (_, shift) = yaml::body(source, value);
        facts.inside(of);
        mimir::config(source, &inner, shift, key, facts);
        facts.inside("");
        return true;
    }
    let is_caller = prometheus::is_caller(&inner);
    if is_caller {
        prometheus::inside(source, &inner, facts);
    }
    is_caller
}

/// Whether an entry that cannot be read may be Mimir's: it has the name of Mimir's own
/// file, begins as its configuration does, or says something under a name of Mimir's.
fn is_meant(of: &str, key: &str, text: &str) -> bool {
    let is_called = of.contains("mimir") || key.contains("mimir");
    matches!(key, "mimir.yaml" | "mimir.yml")
        || program::may_be_mimirs(text)
        || is_called && !text.trim().is_empty()
}

/// Values of the chart in an entry, which Flux takes from there.
fn values(facts: &mut Facts, source: &Source, of: &str, key: &str, node: Node) {
    facts.values_entry(ValuesEntry {
        of: of.to_owned(),
        key: key.to_owned(),
        path: source.path.clone(),
        node,
    });
}

fn secret(facts: &mut Facts, source: &Source, node: &Node) -> bool {
    let of = name(node);
    facts.map(of);
    for (key, value) in entries(node, &["stringData"]) {
        let Some(body) = value.text() else {
            continue;
        };
        let place = source.at_key(key);
        if body.contains("-----BEGIN ") {
            facts.entry(of, &key.text, place, body.as_bytes().to_vec());
        } else {
            mimir_inside(facts, source, of, &key.text, value);
        }
    }
    for (key, value) in entries(node, &["data"]) {
        let place = source.at_key(key);
        let packed: String = value
            .text()
            .unwrap_or_default()
            .split_whitespace()
            .collect();
        // Whoever applies it puts a variable in before.
        if is_unknown(&packed) || packed.contains("${") {
            continue;
        }
        match STANDARD.decode(packed) {
            Ok(bytes) => {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                if text.contains("-----BEGIN ") || key.text.ends_with(".crt") {
                    facts.entry(of, &key.text, place, bytes);
                } else if key.text.ends_with(".yaml")
                    && let Ok(inner) = crate::document::parse(text.as_bytes())
                {
                    // What is packed has no lines here.
                    let inner = inner.placed(key.place);
                    if marks::is_values(&inner) {
                        values(facts, source, of, &key.text, inner);
                    } else if mimir::is_config(&inner, &key.text) {
                        facts.inside(of);
                        mimir::config(source, &inner, 0, &key.text, facts);
                        facts.inside("");
                    }
                }
            }
            Err(_) if !is_of_tls(of, &key.text) => {}
            Err(_) => {
                let subject = format!("Secret {of}, {}", key.text);
                facts.finding(Draft::new(Code::Mt512, place, subject));
            }
        }
    }
    let all: Vec<&str> = entries(node, &["data", "stringData"])
        .map(|(key, _)| key.text.as_str())
        .collect();
    let place = source.line_of(node);
    if all.contains(&"ca.key") || all.contains(&"root.key") {
        facts.finding(Draft::new(Code::Mt307, place, format!("Secret {of}")));
    }
    true
}

/// Whether an entry of a Secret is Mimir's or a certificate's, and no password of
/// something that stands beside it.
fn is_of_tls(of: &str, entry: &str) -> bool {
    let ends = [".crt", ".key", ".pem", ".yaml", ".yml"];
    of.contains("mimir") || ends.iter().any(|it| entry.ends_with(it))
}

fn workload(facts: &mut Facts, source: &Source, object: &Node, spec: Option<&Node>) -> bool {
    let Some(spec) = spec else {
        return false;
    };
    let containers = spec.items_at("containers");
    let mut found = false;
    let mut others = None;
    for container in containers {
        let image = container.text_at(&["image"]);
        let program = program::of_image(image);
        let words = command::of_container(source, container, ["command", "args"]);
        if image.contains("memcached") && !image.contains("exporter") {
            let place = source.at(container);
            memcached::read(&words, place, facts);
            found = true;
            continue;
        }
        if let Program::Other(program) = program {
            let is_tls = words.iter().any(|word| word.text.contains("tls"));
            if is_tls {
                facts.account().belongs_to(program);
            }
            others = Some(program);
            continue;
        }
        let (named, of) = (container.text_at(&["name"]), name(object));
        let called = if named.is_empty() { of } else { named };
        facts.begin_process(&source.path, version::of_image(image), None);
        let environment = variables::of_container(source, container);
        let words = variables::put_in(words, &environment);
        let words = command::in_container(words, Some(source), &environment, facts);
        let started = Started::of(words, called, facts);
        let Some(started) = started.filter(|it| is_process(program, it)) else {
            continue;
        };
        found = true;
        let mut container = surroundings(facts, source, spec, container);
        container.environment = variables::known(&environment);
        started.candidate(called, &[named, of], &source.path, container, facts);
    }
    facts.begin(&source.path);
    for map in spec.items_at("volumes").iter().map(volumes::mounted) {
        // What a pod of another program mounts alone is none of Mimir's.
        facts.mounts(map, found || others.is_none());
    }
    if found {
        downscale(facts, source, object);
        secret_modes(facts, source, spec);
        volumes::read(source, object, spec, facts);
    }
    found
}

/// Whether a command is that of a process of Mimir: by its image, unless its
/// target is none of Mimir's components, or else by an option of Mimir's for TLS.
pub(super) fn is_process(program: Program, started: &Started) -> bool {
    let target = started
        .settings()
        .rfind(|setting| setting.role == Some(OptionRole::Target));
    let is_component = target.is_none_or(|target| {
        let first = target.value.split(',').next().unwrap_or_default();
        target.is_unknown || Catalog::builtin().component(first.trim()).is_ok()
    });
    match program {
        Program::Mimir => is_component,
        Program::Unknown => started.has_options(),
        Program::Other(_) => false,
    }
}

/// The mounts and probes of a container.
fn surroundings(facts: &mut Facts, source: &Source, spec: &Node, node: &Node) -> Container {
    let volumes = spec.items_at("volumes");
    let mut container = Container {
        mounts_known: true,
        ..Container::default()
    };
    for mount in node.items_at("volumeMounts") {
        let volume = volumes
            .iter()
            .find(|volume| volume.text_at(&["name"]) == mount.text_at(&["name"]));
        let of = volume.map_or("", volumes::mounted);
        let is_sub_path = mount.at("subPath").is_some() || mount.at("subPathExpr").is_some();
        let place = source.at(mount.at("subPath").unwrap_or(mount));
        if is_sub_path && volume.is_some_and(|volume| volume.at("secret").is_some()) {
            let subject = format!(
                "{}, {}",
                node.text_at(&["name"]),
                mount.text_at(&["mountPath"])
            );
            facts.finding(Draft::new(Code::Mt509, place.clone(), subject));
        }
        let path = mount.text_at(&["mountPath"]);
        let items = volume.into_iter().flat_map(renamed);
        for (name, of) in items.filter(|_| !is_sub_path) {
            container.mounts.push(Mount {
                beside: None,
                path: format!("{}/{name}", path.trim_end_matches('/')),
                of,
                is_sub_path: false,
                place: place.clone(),
            });
        }
        container.mounts.push(Mount {
            beside: None,
            path: path.to_owned(),
            of: of.to_owned(),
            is_sub_path,
            place,
        });
    }
    container.probes = probes(source, node);
    container
}

/// The entries of Secrets and ConfigMaps that a volume has under names of its
/// own: the name in the volume, and `object/key`.
pub(super) fn renamed(volume: &Node) -> Vec<(String, String)> {
    let projected = volume.at("projected");
    let sources = projected.map_or(&[][..], |it| it.items_at("sources"));
    let mut renamed = Vec::new();
    for source in sources.iter().chain([volume]) {
        for (kind, name) in [
            ("secret", "name"),
            ("secret", "secretName"),
            ("configMap", "name"),
        ] {
            let Some(object) = source.at(kind).filter(|object| object.at(name).is_some()) else {
                continue;
            };
            let items = object.items_at("items").iter();
            renamed.extend(items.map(|item| {
                let key = item.text_at(&["key"]);
                let of = format!("{}/{key}", object.text_at(&[name]));
                (item.text_at(&["path"]).to_owned(), of)
            }));
        }
    }
    renamed
}

/// The probes of a container that ask over HTTP.
pub(super) fn probes(source: &Source, node: &Node) -> Vec<Probe> {
    let mut probes = Vec::new();
    for name in ["readinessProbe", "livenessProbe", "startupProbe"] {
        let get = node.at(name).and_then(|probe| probe.at("httpGet"));
        let Some(get) = get.filter(|get| !get.is_null()) else {
            continue;
        };
        let place = source.at(get);
        let scheme = get.at("scheme");
        probes.push(Probe {
            name: name.to_owned(),
            is_https: scheme.and_then(Node::text) == Some("HTTPS"),
            scheme: scheme.map_or_else(|| place.clone(), |node| source.at(node)),
            place,
        });
    }
    probes
}

/// The rollout-operator asks whoever carries this label before it takes a
/// replica away, and by plain HTTP always.
fn downscale(facts: &mut Facts, source: &Source, object: &Node) {
    let metadata = object.at("metadata");
    for map in ["labels", "annotations"] {
        let map = metadata.and_then(|metadata| metadata.at(map));
        for (key, value) in map.map(Node::entries).unwrap_or_default() {
            if key.text == "grafana.com/prepare-downscale" && value.text() == Some("true") {
                let place = source.at_key(key);
                facts.downscale(place, name(object));
            }
        }
    }
}

/// A Secret that only root reads, in a pod that is not root's.
fn secret_modes(facts: &mut Facts, source: &Source, spec: &Node) {
    let has_group = !spec.text_at(&["securityContext", "fsGroup"]).is_empty();
    for volume in spec.items_at("volumes") {
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
            let place = source.at(mode);
            let subject = format!("volume {}", volume.text_at(&["name"]));
            facts.finding(Draft::new(Code::Mt510, place, subject).with("mode", number));
        }
    }
}
