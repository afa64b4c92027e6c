//! Values files of the chart, laid one over the other as Helm does.

use super::super::finding::Place;
use super::super::input::Source;
use super::facts::Facts;
use super::paths::{is_called, joined};
use super::values::{Below, Installed, ValuesEntry, ValuesFile};
use super::wrapped::set as set_to;
use super::{helm, marks, others, template};
use crate::cluster::{FILLERS, ends_alike};
use crate::document::{Node, Position};

/// What became of a text with values: those that it was laid over, or what it
/// turned out to be.
#[derive(Debug)]
pub(in crate::doctor) struct Overlay {
    pub(in crate::doctor) path: String,
    pub(in crate::doctor) over: Vec<String>,
    /// The row of `data/inputs.json` that it is of, where not that of the chart's
    /// values.
    pub(in crate::doctor) is: Option<&'static str>,
}

/// Reads the values files that were found: as an installation names them, each of
/// the others once: all of them over each other where their order is known, and
/// else each over `values.yaml` in its folder or in the nearest folder around it.
pub(in crate::doctor) fn read(
    sources: &[Source],
    is_ordered: bool,
    facts: &mut Facts,
) -> Vec<Overlay> {
    let mut files = facts.values_files();
    let mut overlays = Vec::new();
    let mut used = Vec::new();
    let mut entries = facts.values_entries();
    // What another chart takes must have what no chart but ours has.
    entries.retain(|it| marks::is_surely_values(&it.node) || !facts.is_of_others(&it.of, &it.key));
    let mut taken = vec![false; entries.len()];
    for installed in facts.installed() {
        let path = installed.path.clone();
        let given = Given {
            sources,
            files: &files,
            entries: &entries,
        };
        let over = given.install(installed, &mut taken, facts);
        used.extend(over.iter().cloned());
        overlays.push(Overlay {
            path,
            over,
            is: None,
        });
    }
    // Whoever takes them was not handed over.
    for (entry, _) in entries.iter().zip(taken).filter(|(_, taken)| !taken) {
        if let Some(source) = source_of(sources, &entry.path) {
            helm::cluster(source, &entry.node, facts);
        }
    }
    files.retain(|file| !used.contains(&file.path));
    for group in groups(&files, is_ordered) {
        let texts: Vec<&Source> = group
            .iter()
            .filter_map(|file| source_of(sources, &file.path))
            .collect();
        let alias = group.first().and_then(|file| file.alias.as_deref());
        let mut is = None;
        if let Some((source, node)) = merged(&texts, alias) {
            is = cluster(&source, &node, alias, facts);
        } else {
            for source in texts {
                if let Some((source, node)) = merged(&[source], alias) {
                    cluster(&source, &node, alias, facts);
                }
            }
        }
        if let (Some(file), Some(_)) = (group.last(), is) {
            let (path, over) = (file.path.clone(), Vec::new());
            overlays.push(Overlay { path, over, is });
        } else if let [over @ .., last] = group.as_slice()
            && !over.is_empty()
        {
            overlays.push(Overlay {
                path: last.path.clone(),
                over: over.iter().map(|file| file.path.clone()).collect(),
                is: None,
            });
        }
    }
    overlays
}

fn source_of<'a>(sources: &'a [Source], path: &str) -> Option<&'a Source> {
    sources.iter().find(|source| source.path == path)
}

/// Reads values as the chart's, or as those of the chart in whose folder they
/// stand. Says what they are where they are not the chart's.
fn cluster(
    source: &Source,
    node: &Node,
    alias: Option<&str>,
    facts: &mut Facts,
) -> Option<&'static str> {
    let is_other = alias.is_none() && facts.is_of_other_chart(&source.path);
    if is_other && marks::is_of_own_chart(node) {
        let is_read = helm::own(source, node, facts);
        Some(if is_read { "own-values" } else { "idle" })
    } else if is_other && !marks::is_anywhere_ours(node) {
        let is_caller = others::callers(source, node, facts);
        Some(if is_caller { "others" } else { "idle" })
    } else {
        helm::cluster(source, node, facts);
        None
    }
}

/// So many files may fit the names that a template makes.
const MOST_FITTING: usize = 16;

/// What was handed over that an installation may take values from.
struct Given<'a> {
    sources: &'a [Source],
    files: &'a [ValuesFile],
    entries: &'a [ValuesEntry],
}

/// A text with values, or one with values in an entry.
#[derive(Clone, Copy)]
struct Layer<'a> {
    source: &'a Source,
    entry: Option<&'a Node>,
}

impl<'a> Given<'a> {
    /// Reads what an installation takes values from, and what it sets itself over
    /// that. Where several files fit a name, each counts in a cluster of its own.
    /// Returns the files, and marks the entries.
    fn install(&self, installed: Installed, taken: &mut [bool], facts: &mut Facts) -> Vec<String> {
        let mut used = Vec::new();
        let Some(own) = source_of(self.sources, &installed.path) else {
            return used;
        };
        let layer = |source| Layer {
            source,
            entry: None,
        };
        let mut all = vec![vec![layer(own)]];
        let mut set: Option<Node> = None;
        for below in installed.below {
            let mut layers = Vec::new();
            let mut names = Vec::new();
            match &below {
                Below::File(name) => names.push(name.clone()),
                Below::Folder(pattern) => {
                    for file in inside(&installed.path, pattern, self.files) {
                        used.push(file.path.clone());
                        if let Some(source) = source_of(self.sources, &file.path) {
                            all = crossed(&all, &[layer(source)]);
                        }
                    }
                    continue;
                }
                Below::Entry {
                    of,
                    key,
                    target: Some(path),
                    missing,
                } => {
                    let value = facts.entry_value(of, key);
                    if value.is_none() {
                        facts.finding((**missing).clone());
                    }
                    // It stands elsewhere, and is told where it is taken.
                    let Place { line, column, .. } = missing.place;
                    let value = value.unwrap_or_else(|| Node::plain(&FILLERS.end().to_string()));
                    let over = set_to(path, &value.placed(Position { line, column }));
                    set = match (set, over) {
                        (Some(below), Some(over)) => Some(below.overlaid(over)),
                        (below, over) => over.or(below),
                    };
                    continue;
                }
                Below::Entry { of, key, .. } => {
                    layers.extend(self.entry(of, key, taken));
                    names = facts.generated(of, key);
                }
            }
            for file in names.iter().flat_map(|name| fitting(name, self.files)) {
                used.push(file.path.clone());
                layers.extend(source_of(self.sources, &file.path).map(layer));
            }
            match below {
                Below::Entry { missing, .. } if layers.is_empty() => facts.finding(*missing),
                _ if layers.is_empty() => {}
                _ => all = crossed(&all, &layers),
            }
        }
        for layers in all {
            let texts: Vec<&Source> = layers.iter().map(|layer| layer.source).collect();
            let mut all_texts = Source::joined(&texts);
            all_texts.path.clone_from(&installed.path);
            let trees = layers.iter().zip(all_texts.above()).skip(1);
            let trees = trees.filter_map(|(layer, above)| match layer.entry {
                Some(node) => Some(node.clone().lowered(above)),
                None => template::parse(above, &layer.source.text).ok(),
            });
            let all = trees.chain(set.clone()).chain(installed.node.clone());
            if let Some(node) = all.reduce(Node::overlaid) {
                helm::cluster(&all_texts, &node, facts);
            }
        }
        used
    }

    /// The entry of that name, with the text that it stands in.
    fn entry(&self, of: &str, key: &str, taken: &mut [bool]) -> Option<Layer<'a>> {
        let mut entries = self.entries.iter().zip(taken);
        let (entry, taken) = entries.find(|(it, _)| it.of == of && it.key == key)?;
        *taken = true;
        Some(Layer {
            source: source_of(self.sources, &entry.path)?,
            entry: Some(&entry.node),
        })
    }
}

/// Every row with each of the layers behind it.
fn crossed<'a>(rows: &[Vec<Layer<'a>>], layers: &[Layer<'a>]) -> Vec<Vec<Layer<'a>>> {
    let each = |layer: &Layer<'a>| {
        let rows = rows.iter();
        let rows = rows.map(|row| [row.as_slice(), &[*layer]].concat());
        rows.collect::<Vec<_>>()
    };
    layers.iter().flat_map(each).take(MOST_FITTING).collect()
}

/// The files that a name may mean: the one that ends most alike, or all that fit
/// a name that a template makes.
fn fitting<'a>(name: &str, files: &'a [ValuesFile]) -> Vec<&'a ValuesFile> {
    let base = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let written = base(name);
    let named = files.iter().filter(|file| file.alias.is_none());
    let named: Vec<_> = named
        .filter(|file| is_called(&base(&file.path), &written))
        .collect();
    if named.iter().any(|file| base(&file.path) != written) {
        return named;
    }
    let alike = |file: &&ValuesFile| ends_alike(&file.path, name);
    named.into_iter().max_by_key(alike).into_iter().collect()
}

/// The files that a pattern means which stands in the text at a path, in their order.
fn inside<'a>(path: &str, pattern: &str, files: &'a [ValuesFile]) -> Vec<&'a ValuesFile> {
    let mut here = String::new();
    for letter in folder(path).chars() {
        // The folder's own name is no pattern.
        if "*?[]{}!\\".contains(letter) {
            here.push('\\');
        }
        here.push(letter);
    }
    let whole = joined(&here, pattern);
    let named = files.iter().filter(|file| file.alias.is_none());
    let mut found: Vec<_> = named
        .filter(|file| fast_glob::glob_match(&whole, joined("", &file.path)))
        .collect();
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

/// Several texts as one, and their trees laid over each other; none where one of
/// them holds more than one document.
fn merged(texts: &[&Source], alias: Option<&str>) -> Option<(Source, Node)> {
    let joined = Source::joined(texts);
    let mut all: Option<Node> = None;
    for (text, above) in texts.iter().zip(joined.above()) {
        let mut node = template::parse(above, &text.text).ok()?;
        if let Some(alias) = alias {
            node = node.at(alias)?.clone();
        }
        all = Some(match all {
            None => node,
            Some(below) => below.overlaid(node),
        });
    }
    Some((joined, all?))
}

/// Which files are read together, the lowest first.
fn groups(files: &[ValuesFile], is_ordered: bool) -> Vec<Vec<ValuesFile>> {
    let mut groups: Vec<Vec<ValuesFile>> = Vec::new();
    if is_ordered {
        for file in files {
            let known = groups
                .iter_mut()
                .find(|group| group.iter().any(|it| it.alias == file.alias));
            match known {
                Some(group) => group.push(file.clone()),
                None => groups.push(vec![file.clone()]),
            }
        }
        return groups;
    }
    let is_base = |file: &&ValuesFile| {
        matches!(
            file.path.rsplit('/').next(),
            Some("values.yaml" | "values.yml")
        )
    };
    let bases: Vec<&ValuesFile> = files.iter().filter(is_base).collect();
    let mut used = Vec::new();
    for file in files.iter().filter(|file| !is_base(file)) {
        let around = bases.iter().filter(|base| {
            base.alias == file.alias && folder(&file.path).starts_with(folder(&base.path))
        });
        let base = around.max_by_key(|base| folder(&base.path).len());
        used.extend(base.copied());
        groups.push(base.into_iter().copied().chain([file]).cloned().collect());
    }
    let alone = bases.iter().filter(|base| !used.contains(base));
    groups.extend(alone.map(|base| vec![(*base).clone()]));
    groups
}

/// The folder of a path, with the slash at its end.
fn folder(path: &str) -> &str {
    let end = path.rfind('/').map_or(0, |at| at + 1);
    path.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(files: &[&str], is_ordered: bool) -> Vec<String> {
        let files: Vec<ValuesFile> = files
            .iter()
            .map(|path| ValuesFile {
                path: (*path).to_owned(),
                alias: None,
            })
            .collect();
        let groups = groups(&files, is_ordered).into_iter();
        groups
            .map(|group| {
                group
                    .iter()
                    .map(|it| it.path.as_str())
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect()
    }

    #[test]
    fn in_a_folder_each_lies_over_the_base() {
        let found = [
            "a/dev.yaml",
            "a/env/prod.yaml",
            "a/values.yaml",
            "b/values.yaml",
        ];
        assert_eq!(
            paths(&found, false),
            [
                "a/values.yaml a/dev.yaml",
                "a/values.yaml a/env/prod.yaml",
                "b/values.yaml"
            ]
        );
        assert_eq!(
            paths(&["base.yaml", "prod.yaml"], false),
            ["base.yaml", "prod.yaml"]
        );
    }

    #[test]
    fn in_an_order_all_lie_over_each_other() {
        let found = ["base.yaml", "values.yaml", "prod.yaml"];
        assert_eq!(paths(&found, true), ["base.yaml values.yaml prod.yaml"]);
    }
}
