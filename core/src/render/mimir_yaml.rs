//! Mimir's own YAML, for one component or for the whole cluster.

use super::tree::Tree;
use super::{Renderer, yaml};
use crate::catalog::{OptionRow, ValueType};
use crate::settings::{Setting, Settings};

impl Renderer<'_> {
    /// The YAML of one component: what it reads and nothing else.
    pub fn component_yaml(&self, settings: &Settings) -> String {
        self.yaml(settings.component.name(), std::slice::from_ref(settings))
    }

    /// The YAML of the whole cluster, which every process can be given.
    pub fn cluster_yaml(&self, all: &[Settings]) -> String {
        self.yaml("the whole cluster", all)
    }

    fn yaml(&self, what: &str, all: &[Settings]) -> String {
        let mut tree = Tree::map();
        let mut blocks: Vec<_> = all.iter().flat_map(Settings::blocks).collect();
        blocks.sort_by_key(|(surface, _)| *surface);
        blocks.dedup_by_key(|(surface, _)| *surface);
        let mappings: Vec<Vec<&str>> = blocks.iter().map(|(_, block)| mapping_of(block)).collect();
        for ((surface, block), mapping) in blocks.iter().zip(&mappings) {
            for setting in *block {
                tree.insert(&keys(&setting.name), value(setting));
            }
            // A mapping that holds other blocks too is not this block's to explain.
            let is_shared = mappings
                .iter()
                .any(|other| other != mapping && other.starts_with(mapping));
            let first = block.first().map_or("", |setting| &setting.name);
            let place = if is_shared {
                keys(first)
            } else {
                mapping.clone()
            };
            tree.comment(&place, self.explanation(surface, block));
        }
        yaml::write(&self.header(what), &tree)
    }
}

/// The mapping that holds a block's options.
fn mapping_of(block: &[Setting]) -> Vec<&str> {
    let path = block.first().map_or("", |setting| &setting.name);
    path.rsplit_once('.')
        .map_or_else(Vec::new, |(above, _)| keys(above))
}

fn keys(path: &str) -> Vec<&str> {
    path.split('.').collect()
}

fn value(setting: &Setting) -> Tree {
    let is_bool = |option: &OptionRow| option.value_type() == ValueType::Boolean;
    match setting.option().is_some_and(is_bool) {
        true => Tree::Bool(setting.value == "true"),
        false => Tree::Text(setting.value.clone()),
    }
}
