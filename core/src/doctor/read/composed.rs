//! Which Compose files count together: those that Compose takes of a folder by itself,
//! files that say nothing without another, and whose services others extend.

use super::super::input::Source;
use super::compose::{self, Text, base_file, beside, services};
use super::document::Document;
use super::facts::Facts;
use super::overlay::Overlay;
use super::paths::joined;
use crate::cluster::folder;
use crate::document::Node;

/// The names by which Compose takes a file without being told, the best first, and
/// those of what it then lays over that.
const NAMES: [[&str; 4]; 2] = [
    [
        "compose.yaml",
        "compose.yml",
        "docker-compose.yml",
        "docker-compose.yaml",
    ],
    [
        "compose.override.yml",
        "compose.override.yaml",
        "docker-compose.override.yml",
        "docker-compose.override.yaml",
    ],
];

/// The variable of `.env` that says which files Compose takes instead.
const FILES: &str = "COMPOSE_FILE";

/// No more files are put together.
const MOST_FILES: usize = 16;

/// A Compose file with its documents, of which each lies over the one before.
struct File<'a> {
    source: &'a Source,
    /// Its path from nowhere on.
    path: String,
    roots: Vec<Node>,
}

impl<'a> File<'a> {
    fn of(source: &'a Source) -> Self {
        let documents = Document::all(source).into_iter().flatten();
        let roots = documents.map(|it| it.node().clone()).collect();
        Self {
            source,
            path: joined("", &source.path),
            roots,
        }
    }

    /// Whether a service of that name is described so that it can be started.
    fn starts(&self, name: &str) -> bool {
        let mut all = self.roots.iter().flat_map(services);
        all.any(|(key, service)| key.text == name && compose::can_start(service))
    }

    /// The names of the services that cannot be started by what is said of them.
    fn partial(&self) -> impl Iterator<Item = &str> {
        let all = self.roots.iter().flat_map(services);
        let partial = all.filter(|(_, service)| !compose::can_start(service));
        partial.map(|(key, _)| key.text.as_str())
    }

    /// The paths of the files whose services it extends.
    fn extended(&self) -> Vec<String> {
        let all = self.roots.iter().flat_map(services);
        let named = all.filter_map(|(_, it)| base_file(it)?.text());
        let paths = named.map(|it| joined("", &beside(&self.source.path, it)));
        paths.collect()
    }
}

/// Takes in the services of all Compose files. Says which lie over others.
pub(in crate::doctor) fn settle(sources: &[Source], facts: &mut Facts) -> Vec<Overlay> {
    let paths = facts.compose_files();
    let of_path = |path: &String| sources.iter().find(|it| it.path == *path);
    let files: Vec<File<'_>> = paths.iter().filter_map(of_path).map(File::of).collect();
    let chains = chains(&files, facts);
    let mut overlays = Vec::new();
    for chain in &chains {
        let Some((first, over)) = chain.split_first() else {
            continue;
        };
        // What lies over the same file counts in a cluster of its own.
        let bases = chains.iter().filter_map(|it| it.first());
        let is_whole = bases.filter(|it| *it == first).count() > 1;
        let files: Vec<&File<'_>> = chain.iter().filter_map(|at| files.get(*at)).collect();
        take(&files, sources, is_whole, facts);
        if let (false, [below @ .., last]) = (over.is_empty(), files.as_slice()) {
            overlays.push(Overlay {
                path: last.source.path.clone(),
                over: below.iter().map(|it| it.source.path.clone()).collect(),
                is: None,
            });
        }
    }
    overlays
}

/// The numbers of the files that count together, the lowest first.
fn chains(files: &[File<'_>], facts: &Facts) -> Vec<Vec<usize>> {
    let mut chains: Vec<Vec<usize>> = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let chain = by_itself(file, files, facts);
        if chain.len() > 1 && chain.first() == Some(&number) {
            chains.push(chain);
        }
    }
    for (number, file) in files.iter().enumerate() {
        if chains.iter().any(|chain| chain.contains(&number)) {
            continue;
        }
        let here = folder(&file.source.path);
        let is_base = |name: &str, other: &File<'_>| {
            !std::ptr::eq(other, file) && folder(&other.source.path) == here && other.starts(name)
        };
        let rank = |at: &usize| {
            let name = files.get(*at).map(|it| it.source.name());
            let default = NAMES[0].iter().position(|it| name.as_deref() == Some(*it));
            default.unwrap_or(NAMES[0].len())
        };
        let base = file.partial().find_map(|name| {
            let fit =
                (0..files.len()).filter(|at| files.get(*at).is_some_and(|it| is_base(name, it)));
            fit.min_by_key(rank)
        });
        chains.extend(base.map(|base| vec![base, number]));
    }
    let alone = (0..files.len()).filter(|at| !chains.iter().any(|chain| chain.contains(at)));
    let alone: Vec<Vec<usize>> = alone.map(|at| vec![at]).collect();
    chains.extend(alone);
    chains
}

/// What Compose takes in the folder of a file when it is told no files.
fn by_itself(file: &File<'_>, files: &[File<'_>], facts: &Facts) -> Vec<usize> {
    let path = &file.source.path;
    let at = |named: &str| {
        let path = joined("", &beside(path, named));
        files.iter().position(|it| it.path == path)
    };
    let told = facts.variables_at(&beside(path, ".env"));
    let told = told.as_ref().and_then(|it| it.get(FILES)?.first());
    match told {
        Some(told) => told
            .text
            .split([':', ';'])
            .filter_map(at)
            .take(MOST_FILES)
            .collect(),
        None => {
            let found = NAMES
                .iter()
                .map(|names| names.iter().find_map(|name| at(name)));
            found.map_while(|it| it).collect()
        }
    }
}

/// Takes in the services of files that count together.
fn take(own: &[&File<'_>], sources: &[Source], is_whole: bool, facts: &mut Facts) {
    let mut extended: Vec<File<'_>> = Vec::new();
    let mut named: Vec<String> = own.iter().map(|it| it.path.clone()).collect();
    let mut at = 0;
    while let Some(file) = own.iter().copied().chain(&extended).nth(at) {
        at += 1;
        for path in file.extended() {
            if named.len() < MOST_FILES && !named.contains(&path) {
                let source = sources.iter().find(|it| joined("", &it.path) == path);
                extended.extend(source.map(File::of));
                named.push(path);
            }
        }
    }
    // What is extended stands first in the text as a whole, and last here.
    let all: Vec<&File<'_>> = extended.iter().chain(own.iter().copied()).collect();
    let sources: Vec<&Source> = all.iter().map(|it| it.source).collect();
    let source = Source::joined(&sources);
    let mut texts = Vec::new();
    for (file, above) in all.iter().zip(source.above()) {
        for root in &file.roots {
            let path = file.source.path.clone();
            let root = root.clone().lowered(above);
            texts.push(Text { path, root });
        }
    }
    texts.reverse();
    let is_own = |text: &&Text| own.iter().any(|it| it.source.path == text.path);
    let count = texts.iter().take_while(is_own).count();
    facts.begin(&source.path);
    compose::services_of(&source, &texts, count, is_whole, facts);
}
