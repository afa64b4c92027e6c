//! Values files of the chart, laid one over the other as Helm does.

use super::super::input::Source;
use super::facts::Facts;
use super::{helm, template};
use crate::document::Node;

/// A values file that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::doctor) struct ValuesFile {
    pub(super) path: String,
    /// The key behind which a chart around this one has the values.
    pub(super) alias: Option<String>,
}

/// A values file that was read, and those that it was laid over.
#[derive(Debug)]
pub(in crate::doctor) struct Overlay {
    pub(in crate::doctor) path: String,
    pub(in crate::doctor) over: Vec<String>,
}

/// Reads the values files that were found, each once: all of them over each
/// other where their order is known, and else each over `values.yaml` in its
/// folder or in the nearest folder around it.
pub(in crate::doctor) fn read(
    sources: &[Source],
    is_ordered: bool,
    facts: &mut Facts,
) -> Vec<Overlay> {
    let files = facts.values_files();
    let mut overlays = Vec::new();
    for group in groups(&files, is_ordered) {
        let texts: Vec<&Source> = group
            .iter()
            .filter_map(|file| sources.iter().find(|source| source.path == file.path))
            .collect();
        let alias = group.first().and_then(|file| file.alias.as_deref());
        if let Some((source, node)) = merged(&texts, alias) {
            helm::cluster(&source, &node, facts);
        } else {
            for source in texts {
                if let Some((source, node)) = merged(&[source], alias) {
                    helm::cluster(&source, &node, facts);
                }
            }
        }
        if let [over @ .., last] = group.as_slice()
            && !over.is_empty()
        {
            overlays.push(Overlay {
                path: last.path.clone(),
                over: over.iter().map(|file| file.path.clone()).collect(),
            });
        }
    }
    overlays
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
            let known = groups.iter_mut().find(|group| {
                group.iter().any(|it| it.alias == file.alias)
            });
            match known {
                Some(group) => group.push(file.clone()),
                None => groups.push(vec![file.clone()]),
            }
        }
        return groups;
    }
    let is_base = |file: &&ValuesFile| {
        matches!(file.path.rsplit('/').next(), Some("values.yaml" | "values.yml"))
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
            .map(|group| group.iter().map(|it| it.path.as_str()).collect::<Vec<_>>().join(" "))
            .collect()
    }

    #[test]
    fn in_a_folder_each_lies_over_the_base() {
        let found = ["a/dev.yaml", "a/env/prod.yaml", "a/values.yaml", "b/values.yaml"];
        assert_eq!(
            paths(&found, false),
            [
                "a/values.yaml a/dev.yaml",
                "a/values.yaml a/env/prod.yaml",
                "b/values.yaml"
            ]
        );
        assert_eq!(paths(&["base.yaml", "prod.yaml"], false), ["base.yaml", "prod.yaml"]);
    }

    #[test]
    fn in_an_order_all_lie_over_each_other() {
        let found = ["base.yaml", "values.yaml", "prod.yaml"];
        assert_eq!(paths(&found, true), ["base.yaml values.yaml prod.yaml"]);
    }
}
