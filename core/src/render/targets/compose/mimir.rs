//! Mimir's whole configuration in a project: its TLS, and what a cluster wants
//! that has one machine for itself.

use std::sync::OnceLock;

use serde::Deserialize;
use serde_json::Value;

use super::super::yaml::fill;
use super::project::Project;
use crate::catalog::{Component, Miss, Mode, Release};
use crate::render::tree::Tree;
use crate::render::{Renderer, yaml};
use crate::settings::{self, ImportError, Imported, Settings};
use crate::table;

/// Below this many processes of a component there are no three copies.
const COPIES: u32 = 3;

/// An option that is not about TLS, and its value where the project wants it.
/// `{component}` in a value is the service that runs one, and `{scheme}` that of
/// HTTP; where nobody runs it, the option is left out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    pub(super) option: &'static str,
    value: Value,
    #[serde(default)]
    since: Option<Release>,
    #[serde(default)]
    until: Option<Release>,
    /// Only where somebody runs the component.
    #[serde(default)]
    with: Option<&'static str>,
    /// Only where fewer processes of the component run than copies are kept.
    #[serde(default)]
    few: Option<&'static str>,
    /// Only where the components are processes of their own.
    #[serde(default)]
    apart: bool,
}

pub(super) fn rows() -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(|| table::rows(include_str!("../../../../data/alone.json")))
}

pub(super) fn text(renderer: &Renderer<'_>, project: &Project<'_>, all: &[Settings]) -> String {
    let mut tree = Tree::map();
    for row in rows().iter().filter(|row| row.is_wanted(project)) {
        if let Some(value) = filled(&row.value, project) {
            let path: Vec<&str> = row.option.split('.').collect();
            tree.insert(&path, value);
        }
    }
    fill(&mut tree, &[], renderer, all);
    yaml::write(&renderer.header("all containers of the project"), &tree)
}

impl Row {
    fn is_wanted(&self, project: &Project<'_>) -> bool {
        let plan = project.plan;
        let is_few = |component| match project.that_runs(component) {
            Some((member, _)) => member.replicas.count() < COPIES,
            None => false,
        };
        self.since.is_none_or(|since| plan.release >= since)
            && self.until.is_none_or(|until| plan.release < until)
            && self.with.is_none_or(|it| project.service_of(it).is_some())
            && self.few.is_none_or(is_few)
            && !(self.apart && plan.mode == Mode::Monolithic)
    }
}

/// A value with its holes filled; none where a service is not there.
fn filled(value: &Value, project: &Project<'_>) -> Option<Tree> {
    match value {
        Value::String(text) => filled_text(text, project).map(Tree::Text),
        Value::Array(items) => {
            let mut found = Vec::new();
            for item in items.iter().filter_map(|item| filled(item, project)) {
                if !found.contains(&item) {
                    found.push(item);
                }
            }
            (!found.is_empty()).then_some(Tree::List(found))
        }
        _ => Some(Tree::from(value)),
    }
}

fn filled_text(text: &str, project: &Project<'_>) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        let (name, after) = behind.split_once('}')?;
        out.push_str(before);
        out.push_str(match name {
            "scheme" => project.scheme(),
            component => project.service_of(component)?,
        });
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

/// The TLS settings of the configuration; what else Mimir knows is its owner's.
pub(super) fn read(
    text: &str,
    component: Component,
    release: Release,
) -> Result<Imported, ImportError> {
    let mut read = settings::from_yaml(text, component, release)?;
    read.foreign
        .retain(|foreign| !matches!(foreign.miss, Miss::NotTls { .. }));
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Catalog, Presence};

    #[test]
    fn every_row_is_of_an_option_that_its_releases_have() {
        let catalog = Catalog::builtin();
        for row in rows() {
            let releases = catalog.releases().filter(|release| {
                row.since.is_none_or(|since| *release >= since)
                    && row.until.is_none_or(|until| *release < until)
            });
            for release in releases {
                let found = catalog.has_yaml(row.option, release);
                assert_eq!(found, Presence::Here, "{} in {release}", row.option);
            }
            for component in row.with.iter().chain(&row.few) {
                assert!(catalog.component(component).is_ok(), "{component}");
            }
        }
    }
}
