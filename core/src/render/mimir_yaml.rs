//! Mimir's own YAML, for one component or for the whole cluster.

use super::tree::Tree;
use super::{Style, header, sentences, yaml};
use crate::plan::Plan;
use crate::settings::{Setting, Settings, Value};

/// The YAML of one component: what it reads and nothing else.
pub fn component_yaml(plan: &Plan, settings: &Settings, style: Style) -> String {
    write(plan, settings.component.name(), std::slice::from_ref(settings), style)
}

/// The YAML of the whole cluster, which every process can be given.
pub fn cluster_yaml(plan: &Plan, all: &[Settings], style: Style) -> String {
    write(plan, "the whole cluster", all, style)
}

fn write(plan: &Plan, what: &str, all: &[Settings], style: Style) -> String {
    let mut tree = Tree::map();
    let mut blocks: Vec<_> = all.iter().flat_map(Settings::blocks).collect();
    blocks.sort_by_key(|(surface, _)| *surface);
    blocks.dedup_by_key(|(surface, _)| *surface);
    let mappings: Vec<Vec<&str>> = blocks.iter().map(|(_, block)| mapping_of(block)).collect();
    for ((surface, block), mapping) in blocks.iter().zip(&mappings) {
        for setting in *block {
            let path: Vec<&str> = setting.option.yaml().split('.').collect();
            tree.insert(&path, value(&setting.value));
        }
        if style.comments {
            let mut lines = vec![format!("{}: {}", surface.id(), surface.title())];
            lines.extend(sentences(block).iter().map(|sentence| format!("  {sentence}")));
            // A mapping that holds other blocks too is not this block's to explain.
            let is_shared = mappings.iter().any(|other| other != mapping && other.starts_with(mapping));
            let first = block.first().map_or("", |setting| setting.option.yaml());
            let place = if is_shared { first.split('.').collect() } else { mapping.clone() };
            tree.comment(&place, lines);
        }
    }
    let header = if style.comments { header(plan, what) } else { Vec::new() };
    yaml::write(&header, &tree)
}

/// The mapping that holds a block's options.
fn mapping_of(block: &[Setting]) -> Vec<&'static str> {
    let path = block.first().map_or("", |setting| setting.option.yaml());
    path.rsplit_once('.').map_or_else(Vec::new, |(above, _)| above.split('.').collect())
}

fn value(value: &Value) -> Tree {
    match value {
        Value::Bool(value) => Tree::Bool(*value),
        Value::Text(text) => Tree::Text(text.clone()),
    }
}
