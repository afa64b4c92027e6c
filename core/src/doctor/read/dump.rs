//! What a running Mimir prints at `/config`: every option with what it is set to,
//! most by default. It is output, which nobody hands to Mimir, so that what a
//! release lacks, hides or prints in a notation of its own is no mistake in it.

use super::super::process::{Known, OptionRole, Setting};
use crate::catalog::{Catalog, DefaultValue, Miss, Presence, Release};
use crate::document::{Node, Value};

/// Nobody writes so many options, and the first release has twice as many.
const FEWEST: usize = 400;

/// Whether a mapping holds options by the hundred, nearly all of them Mimir's.
pub(super) fn is_dump(node: &Node) -> bool {
    options(node).is_some()
}

/// The paths of all that it sets, if those are options by the hundred, nearly all
/// of them Mimir's.
fn options(node: &Node) -> Option<Vec<String>> {
    (count(node) >= FEWEST).then_some(())?;
    let mut paths = Vec::new();
    below(node, &mut String::new(), &mut paths);
    let catalog = Catalog::builtin();
    let is_known = |path: &&String| {
        let presence = catalog.has_yaml(path, catalog.newest());
        matches!(presence, Presence::Here | Presence::Removed { .. })
    };
    (paths.iter().filter(is_known).count() * 10 >= paths.len() * 9).then_some(paths)
}

/// The release that printed it: the one that has most of the options, and of equals
/// the one that has fewest others.
pub(super) fn release(node: &Node) -> Option<Release> {
    let paths = options(node)?;
    let catalog = Catalog::builtin();
    let has = |release: Release| {
        let is_here = |path: &&String| catalog.has_yaml(path, release) == Presence::Here;
        paths.iter().filter(is_here).count()
    };
    // The patches of a line have the same options.
    let mut lines: Vec<Release> = catalog.releases().collect();
    lines.sort();
    lines.reverse();
    lines.dedup_by_key(|release| release.line());
    let others = |release| std::cmp::Reverse(catalog.yaml_count(release));
    let lines = lines.into_iter().rev();
    lines.max_by_key(|release| (has(*release), others(*release)))
}

/// Of its settings those that somebody made, as far as they are anybody's business
/// here.
pub(super) fn made(settings: &mut Vec<Setting>) {
    settings.retain_mut(|setting| {
        setting.refused = None;
        let is_default = match &setting.known {
            Known::Tls(option) => match option.default() {
                DefaultValue::Boolean(is_on) => setting.value == is_on.to_string(),
                DefaultValue::Text(text) => setting.value == text,
                DefaultValue::Nanoseconds(_) => true,
            },
            Known::Miss(Miss::NotTls { .. }) => setting.role.is_none(),
            Known::Miss(_) => true,
        };
        // Where a cache is kept in nothing, nobody reads the blocks of its stores.
        let says = !setting.value.is_empty() || setting.role == Some(OptionRole::CacheBackend);
        !is_default && says
    });
}

/// How many values stand below a mapping that are no mappings themselves.
fn count(node: &Node) -> usize {
    let values = node.entries().iter().map(|(_, value)| value);
    values
        .map(|value| match value.value() {
            Value::Map(entries) if !entries.is_empty() => count(value),
            _ => 1,
        })
        .sum()
}

fn below(node: &Node, path: &mut String, found: &mut Vec<String>) {
    for (key, value) in node.entries() {
        let above = path.len();
        if above > 0 {
            path.push('.');
        }
        path.push_str(&key.text);
        match value.value() {
            Value::Map(entries) if !entries.is_empty() => below(value, path, found),
            _ => found.push(path.clone()),
        }
        path.truncate(above);
    }
}
