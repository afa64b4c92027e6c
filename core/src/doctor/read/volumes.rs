//! What Kubernetes wants of the volumes of a pod, and what a pod wants of Secrets and
//! ConfigMaps.

use std::collections::BTreeSet;

use super::super::code::Code;
use super::super::input::Source;
use super::super::rules::Draft;
use super::super::surroundings::Wanted;
use super::facts::Facts;
use crate::cluster::is_unknown;
use crate::document::Node;

/// The lists of a pod's containers.
const CONTAINERS: [&str; 2] = ["initContainers", "containers"];

/// Takes in the volumes of a pod of Mimir's, and says which of them Kubernetes
/// refuses.
pub(super) fn read(source: &Source, object: &Node, spec: &Node, facts: &mut Facts) {
    let volumes = spec.items_at("volumes");
    let mut known = BTreeSet::new();
    for volume in volumes {
        let name = volume.text_at(&["name"]);
        if !known.insert(name) && !name.is_empty() && !is_unknown(name) {
            let draft = Draft::new(Code::Mt533, source.at(volume), name);
            facts.finding(draft);
        }
        items(source, volume, facts);
    }
    let claims = object
        .at("spec")
        .map(|it| it.items_at("volumeClaimTemplates"));
    let claims = claims.unwrap_or_default().iter();
    known.extend(claims.map(|it| it.text_at(&["metadata", "name"])));
    let containers = CONTAINERS.iter().flat_map(|key| spec.items_at(key));
    for container in containers {
        variables(source, container, facts);
        // A part of one, in a patch, has its volumes elsewhere.
        if container.at("image").is_some() {
            mounts(source, container, volumes, &known, facts);
        }
    }
}

/// The ConfigMap or Secret of a volume.
pub(super) fn mounted(volume: &Node) -> &str {
    match volume.text_at(&["configMap", "name"]) {
        "" => volume.text_at(&["secret", "secretName"]),
        name => name,
    }
}

fn mounts(
    source: &Source,
    container: &Node,
    volumes: &[Node],
    known: &BTreeSet<&str>,
    facts: &mut Facts,
) {
    let of = container.text_at(&["name"]);
    let mut paths = BTreeSet::new();
    for mount in container.items_at("volumeMounts") {
        let (name, path) = (mount.text_at(&["name"]), mount.text_at(&["mountPath"]));
        if is_unknown(name) || is_unknown(path) {
            continue;
        }
        if !path.is_empty() && !paths.insert(path) {
            let place = source.at(mount.at("mountPath").unwrap_or(mount));
            facts.finding(Draft::new(Code::Mt532, place, of).with("path", path));
        }
        let is_open = known.iter().any(|it| is_unknown(it));
        if !name.is_empty() && !known.contains(name) && !is_open {
            let place = source.at(mount.at("name").unwrap_or(mount));
            facts.finding(Draft::new(Code::Mt534, place, of).with("volume", name));
        }
        let volume = volumes.iter().find(|it| it.text_at(&["name"]) == name);
        let object = volume.filter(|it| !has_items(it)).map(mounted);
        if let (Some(key), Some(object)) = (mount.at("subPath"), object) {
            wants(source, key, object, of, facts);
        }
    }
}

fn has_items(volume: &Node) -> bool {
    let kinds = ["secret", "configMap"].iter();
    let mut kinds = kinds.filter_map(|kind| volume.at(kind));
    kinds.any(|it| !it.items_at("items").is_empty())
}

/// The keys that a volume names itself.
fn items(source: &Source, volume: &Node, facts: &mut Facts) {
    let projected = volume.at("projected");
    let sources = projected
        .map(|it| it.items_at("sources"))
        .unwrap_or_default();
    for part in sources.iter().chain([volume]) {
        for (kind, name) in [
            ("secret", "secretName"),
            ("secret", "name"),
            ("configMap", "name"),
        ] {
            let Some(object) = part.at(kind).filter(|it| !is_optional(it)) else {
                continue;
            };
            let of = object.text_at(&[name]);
            for item in object.items_at("items") {
                if let Some(key) = item.at("key") {
                    wants(source, key, of, volume.text_at(&["name"]), facts);
                }
            }
        }
    }
}

/// The keys that variables of a container are taken from.
fn variables(source: &Source, container: &Node, facts: &mut Facts) {
    for variable in container.items_at("env") {
        for kind in ["secretKeyRef", "configMapKeyRef"] {
            let from = variable.at("valueFrom").and_then(|it| it.at(kind));
            if let Some(from) = from.filter(|it| !is_optional(it))
                && let Some(key) = from.at("key")
            {
                wants(
                    source,
                    key,
                    from.text_at(&["name"]),
                    variable.text_at(&["name"]),
                    facts,
                );
            }
        }
    }
}

fn is_optional(node: &Node) -> bool {
    node.text_at(&["optional"]) == "true"
}

fn wants(source: &Source, key: &Node, of: &str, subject: &str, facts: &mut Facts) {
    let text = key.text().unwrap_or_default();
    if !of.is_empty() && !text.is_empty() && !is_unknown(text) {
        facts.wants(Wanted {
            of: of.to_owned(),
            key: text.to_owned(),
            place: source.at(key),
            subject: subject.to_owned(),
        });
    }
}
