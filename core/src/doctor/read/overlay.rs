//! Values files of the chart, laid one over the other as Helm does.

use super::super::input::Source;
use super::facts::{Facts, Installed, ValuesFile, is_called};
use super::{helm, marks, template};
use crate::document::Node;

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
    for installed in facts.installed() {
        let over = install(&installed, &files, sources, facts);
        used.extend(over.iter().cloned());
        overlays.push(Overlay {
            path: installed.path,
            over,
            is: None,
        });
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
    } else if is_other && !marks::is_surely_values(node) {
        Some("idle")
    } else {
        helm::cluster(source, node, facts);
        None
    }
}

/// So many files may fit the names that a template makes.
const MOST_FITTING: usize = 16;

/// Reads the files that an installation names, and what it sets itself over them.
/// Where several files fit a name, each counts in a cluster of its own. Returns the
/// files.
fn install(
    installed: &Installed,
    files: &[ValuesFile],
    sources: &[Source],
    facts: &mut Facts,
) -> Vec<String> {
    let mut used = Vec::new();
    let Some(own) = source_of(sources, &installed.path) else {
        return used;
    };
    let mut all: Vec<Vec<&Source>> = vec![vec![own]];
    for name in &installed.files {
        let fitting = fitting(name, files);
        used.extend(fitting.iter().map(|file| file.path.clone()));
        let texts = fitting.iter();
        let texts: Vec<_> = texts
            .filter_map(|it| source_of(sources, &it.path))
            .collect();
        if !texts.is_empty() {
            all = crossed(&all, &texts);
        }
    }
    for texts in all {
        let mut joined = Source::joined(&texts);
        joined.path.clone_from(&installed.path);
        let layers = texts.iter().zip(joined.above()).skip(1);
        let trees = layers.filter_map(|(text, above)| template::parse(above, &text.text).ok());
        let all = trees.chain(installed.node.clone());
        if let Some(node) = all.reduce(Node::overlaid) {
            helm::cluster(&joined, &node, facts);
        }
    }
    used
}

/// Every row with each of the texts behind it.
fn crossed<'a>(rows: &[Vec<&'a Source>], texts: &[&'a Source]) -> Vec<Vec<&'a Source>> {
    let each = |text: &&'a Source| {
        let rows = rows.iter();
        let rows = rows.map(|row| [row.as_slice(), &[*text]].concat());
        rows.collect::<Vec<_>>()
    };
    texts.iter().flat_map(each).take(MOST_FITTING).collect()
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
    let alike = |file: &&ValuesFile| {
        let parts = file.path.rsplit('/').zip(name.rsplit('/'));
        parts.take_while(|(one, other)| one == other).count()
    };
    named.into_iter().max_by_key(alike).into_iter().collect()
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
