//! Objects of Kubernetes as Terraform's provider has them: blocks, whose names are
//! the API's with low lines, one block for each item of a list.

use super::hcl::Block;
use crate::document::{Node, Value};

/// The resources that run something, and the kind of each.
const KINDS: [(&str, &str); 10] = [
    ("kubernetes_daemonset", "DaemonSet"),
    ("kubernetes_daemon_set_v1", "DaemonSet"),
    ("kubernetes_deployment", "Deployment"),
    ("kubernetes_deployment_v1", "Deployment"),
    ("kubernetes_job", "Job"),
    ("kubernetes_job_v1", "Job"),
    ("kubernetes_pod", "Pod"),
    ("kubernetes_pod_v1", "Pod"),
    ("kubernetes_stateful_set", "StatefulSet"),
    ("kubernetes_stateful_set_v1", "StatefulSet"),
];

/// The blocks that are items of a list, and the key of that list.
const LISTS: [(&str, &str); 10] = [
    ("container", "containers"),
    ("env", "env"),
    ("env_from", "envFrom"),
    ("init_container", "initContainers"),
    ("items", "items"),
    ("port", "ports"),
    ("sources", "sources"),
    ("volume", "volumes"),
    ("volume_claim_template", "volumeClaimTemplates"),
    ("volume_mount", "volumeMounts"),
];

/// The kind of block that stands for as many as a list has items.
const DYNAMIC: &str = "dynamic";

/// The kind of object that a resource makes.
pub(super) fn kind(resource: &Block) -> Option<&'static str> {
    let label = resource.labels.first()?;
    let (_, kind) = KINDS.iter().find(|(known, _)| known == label)?;
    Some(kind)
}

/// The object as the API has it; what is computed is not known.
pub(super) fn object(resource: &Block, kind: &str) -> Node {
    let kind = Node::plain(kind).behind(&["kind".to_owned()]);
    mapping(resource).overlaid(kind)
}

fn mapping(block: &Block) -> Node {
    let mut all = Node::made(Value::Map(Vec::new()));
    for (name, value) in &block.attributes {
        all = all.overlaid(value.tree().behind(&[in_camel_case(name)]));
    }
    for (known, key) in LISTS {
        let items: Vec<_> = items(block, known).map(mapping).collect();
        if !items.is_empty() {
            let list = Node::made(Value::List(items));
            all = all.overlaid(list.behind(&[key.to_owned()]));
        }
    }
    for inner in &block.blocks {
        let is_item = LISTS.iter().any(|(known, _)| *known == inner.kind);
        if !is_item && inner.kind != DYNAMIC {
            all = all.overlaid(mapping(inner).behind(&[in_camel_case(&inner.kind)]));
        }
    }
    all
}

/// The blocks of a kind, and of those that Terraform makes of a list the one that
/// stands for all: what differs between them is computed, and not known.
fn items<'a>(block: &'a Block, kind: &'a str) -> impl Iterator<Item = &'a Block> {
    let made = block.of_kind(DYNAMIC);
    let made = made.filter(move |it| it.labels.first().is_some_and(|label| label == kind));
    block
        .of_kind(kind)
        .chain(made.flat_map(|it| it.of_kind("content")))
}

/// `http_get` is `httpGet`.
fn in_camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |all, word| {
        let mut letters = word.chars();
        let head = letters.next().map(|it| it.to_ascii_uppercase());
        all + &head.into_iter().chain(letters).collect::<String>()
    })
}
