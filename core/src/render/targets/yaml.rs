//! Mimir's own YAML, for each component and for the whole cluster.

use super::flags;
use crate::catalog::{Catalog, Component, Mode, OptionRow, ValueType};
use crate::folder::{self, Owner};
use crate::language::Language;
use crate::plan::{Plan, Target};
use crate::render::output::{ConfigFile, Instruction, Output, SettingsSource, Step};
use crate::render::tree::Tree;
use crate::render::{RenderOptions, Renderer, yaml};
use crate::settings::{self, Setting, Settings};

/// Mimir's YAML: a file for each component, and one for all.
pub(super) struct Yaml;

impl Output for Yaml {
    fn target(&self) -> Target {
        Target::Yaml
    }

    fn title(&self, language: Language) -> &'static str {
        match language {
            Language::English | Language::German => "YAML",
        }
    }

    fn about(&self, language: Language) -> &'static str {
        match language {
            Language::English => "YAML: for each component, and for all",
            Language::German => "YAML: je Komponente, und für alle",
        }
    }

    fn files(&self, renderer: &Renderer<'_>, all: &[Settings]) -> Vec<ConfigFile> {
        let of_each = all.iter().map(|one| {
            let text = text(renderer, one.component.name(), std::slice::from_ref(one));
            ConfigFile::of(Target::Yaml, one.component, text)
        });
        let of_all = of_cluster(renderer, all);
        of_each
            .chain([ConfigFile::of_cluster(Target::Yaml, of_all)])
            .collect()
    }

    fn sources(&self) -> Vec<SettingsSource> {
        vec![
            SettingsSource::of_each(Target::Yaml, settings::from_yaml),
            SettingsSource::of_cluster(Target::Yaml, settings::from_yaml),
        ]
    }

    fn contents(&self, _: &Plan) -> Vec<(String, &'static str)> {
        vec![
            (
                folder::config(Target::Yaml, Owner::Cluster),
                "the whole cluster's TLS in one file, which every process can be given",
            ),
            (
                folder::config_of_each(Target::Yaml),
                "what that component reads and nothing else",
            ),
        ]
    }

    fn first_file(&self) -> String {
        folder::config(Target::Yaml, Owner::Cluster)
    }

    fn usage(&self, plan: &Plan) -> Instruction {
        let (each, all) = (flags::of_which(plan, Target::Yaml), self.first_file());
        if let [_] = plan.members.as_slice() {
            return Instruction::new(
                format!("Put the keys of `{all}` into the configuration file of the process"),
                format!(
                    "Setzen Sie die Einträge von `{all}` in die Konfigurationsdatei des Prozesses"
                ),
            );
        }
        Instruction::new(
            format!(
                "Put the keys of `{all}` into the configuration file of every process, or those of `{each}` into its own"
            ),
            format!(
                "Setzen Sie die Einträge von `{all}` in die Konfigurationsdatei jedes Prozesses, oder die von `{each}` in seine eigene"
            ),
        )
    }

    fn next(&self, plan: &Plan, folder: &str) -> Step {
        let each = format!("{folder}/{}", flags::of_which(plan, Target::Yaml));
        Step {
            alone: format!("put the keys of {each} into each process's configuration file"),
            among: format!("with the keys of {each} in its configuration file"),
        }
    }
}

/// What every process can be given.
pub(super) fn of_cluster(renderer: &Renderer<'_>, all: &[Settings]) -> String {
    text(renderer, &whole(renderer), all)
}

/// The whole cluster in words, with its components where those are not what a
/// reader would take them for.
fn whole(renderer: &Renderer<'_>) -> String {
    // One process for all reads the same file under either name.
    if let [only] = renderer.plan.members.as_slice() {
        return only.component.name().to_owned();
    }
    let release = renderer.plan.release;
    let known = Catalog::builtin().components(Mode::Microservices, release);
    let usual: Vec<Component> = known
        .unwrap_or_default()
        .into_iter()
        .filter(|component| component.is_default_in(Mode::Microservices))
        .collect();
    let members = renderer.plan.members.iter().map(|member| member.component);
    if members.clone().eq(usual) {
        return "the whole cluster".to_owned();
    }
    let names: Vec<&str> = members.map(Component::name).collect();
    format!("the whole cluster ({})", names.join(", "))
}

/// The settings of all of a plan's members as one document, without comments.
pub(crate) fn tree(plan: &Plan, all: &[Settings]) -> Tree {
    let renderer = Renderer::new(plan, RenderOptions { comments: false });
    let mut tree = Tree::map();
    fill(&mut tree, &[], &renderer, all);
    tree
}

/// The YAML of those settings: of one component what it reads and nothing else,
/// of all of them what every process can be given.
fn text(renderer: &Renderer<'_>, what: &str, all: &[Settings]) -> String {
    let mut tree = Tree::map();
    fill(&mut tree, &[], renderer, all);
    yaml::write(&renderer.header(what), &tree)
}

/// Puts those settings into a document below `above`, each block under what
/// explains it.
pub(super) fn fill(tree: &mut Tree, above: &[&str], renderer: &Renderer<'_>, all: &[Settings]) {
    let mut blocks: Vec<_> = all.iter().flat_map(Settings::blocks).collect();
    blocks.sort_by_key(|(surface, _)| *surface);
    blocks.dedup_by_key(|(surface, _)| *surface);
    let mappings: Vec<Vec<&str>> = blocks.iter().map(|(_, block)| mapping_of(block)).collect();
    for ((surface, block), mapping) in blocks.iter().zip(&mappings) {
        for setting in *block {
            tree.insert(&[above, &keys(&setting.name)].concat(), value(setting));
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
        tree.comment(
            &[above, &place].concat(),
            renderer.explanation(surface, block),
        );
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
