//! The names of all options, TLS or not: to tell a typo from a foreign option.

use std::collections::BTreeMap;

use super::{OptionRow, Release};
use crate::nearest;

/// Every option name of every release.
///
/// TLS options come from the catalog's own rows, the others from
/// `data/options.tree`, flags that no YAML key has from `data/command-line.json`.
#[derive(Debug)]
pub(super) struct Names {
    flags: BTreeMap<String, Vec<Span>>,
    paths: BTreeMap<String, Vec<Span>>,
    prefixes: Vec<&'static str>,
}

/// From the first release that has a name to the first that has it no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) since: Release,
    pub(super) removed_in: Option<Release>,
}

/// Whether a release has an option of some name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// The release has the option.
    Here,
    /// Only later releases have the option.
    NotYet {
        /// The first release that has the option.
        since: Release,
    },
    /// Only earlier releases have the option.
    Removed {
        /// The first release that has the option no more.
        removed_in: Release,
    },
    /// No release has the option.
    Unknown,
}

/// A row of `data/command-line.json`: a flag, or the start of some, that no YAML key has.
#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum CommandLineRow {
    /// A flag of every release.
    Flag(&'static str),
    /// The start of flags that Mimir hides from its reference.
    Prefix(&'static str),
}

impl Names {
    pub(super) fn new(
        tree: &str,
        command_line: &[CommandLineRow],
        tls: &[OptionRow],
        oldest: Release,
    ) -> Self {
        let mut names = Self {
            flags: BTreeMap::new(),
            paths: BTreeMap::new(),
            prefixes: Vec::new(),
        };
        for option in tls {
            let span = Span {
                since: option.since(),
                removed_in: option.removed_in(),
            };
            names.insert(option.flag(), Some(option.yaml()), span);
        }
        for entry in entries(tree, oldest) {
            names.insert(entry.flag.as_deref(), Some(&entry.path), entry.span);
        }
        for row in command_line {
            match row {
                CommandLineRow::Flag(flag) => names.insert(
                    Some(flag),
                    None,
                    Span {
                        since: oldest,
                        removed_in: None,
                    },
                ),
                CommandLineRow::Prefix(prefix) => names.prefixes.push(prefix),
            }
        }
        names
    }

    fn insert(&mut self, flag: Option<&str>, path: Option<&str>, span: Span) {
        if let Some(flag) = flag {
            self.flags.entry(flag.to_owned()).or_default().push(span);
        }
        if let Some(path) = path {
            self.paths.entry(path.to_owned()).or_default().push(span);
        }
    }

    /// Whether `release` has the flag, which stands without its dash.
    pub(super) fn flag(&self, flag: &str, release: Release) -> Presence {
        if self.prefixes.iter().any(|prefix| flag.starts_with(prefix)) {
            return Presence::Here;
        }
        presence(self.flags.get(flag), release)
    }

    /// Whether `release` has the YAML path, or has a map or list above it.
    pub(super) fn path(&self, path: &str, release: Release) -> Presence {
        let ends = path
            .match_indices('.')
            .map(|(end, _)| end)
            .chain([path.len()]);
        let option = ends
            .map(|end| &path[..end])
            .find_map(|start| self.paths.get(start));
        presence(option, release)
    }

    /// What stands behind a YAML path and its dot in the paths of every release.
    pub(super) fn below(&self, path: &str) -> impl Iterator<Item = &str> {
        let start = format!("{path}.");
        let from = self.paths.range(start.clone()..);
        from.map_while(move |(path, _)| path.strip_prefix(start.as_str()))
    }

    /// The flag of `release` that somebody meant by `given`.
    pub(super) fn nearest_flag(&self, given: &str, release: Release) -> Option<&str> {
        nearest_in(&self.flags, given, release)
    }

    /// The YAML path of `release` that somebody meant by `given`.
    pub(super) fn nearest_path(&self, given: &str, release: Release) -> Option<&str> {
        nearest_in(&self.paths, given, release)
    }
}

/// Its nearest sibling, or else the nearest of all: long names of one section
/// are all alike by their beginning.
fn nearest_in<'a>(
    names: &'a BTreeMap<String, Vec<Span>>,
    given: &str,
    release: Release,
) -> Option<&'a str> {
    let all = || in_release(names, release);
    let sibling = given.rsplit_once('.').and_then(|(section, last)| {
        let siblings = || {
            all()
                .filter_map(|name| name.rsplit_once('.'))
                .filter(|(of, _)| *of == section)
        };
        let near = nearest::name(last, siblings().map(|(_, last)| last))?;
        all().find(|name| name.rsplit_once('.') == Some((section, near)))
    });
    sibling.or_else(|| nearest::name(given, all()))
}

fn in_release(names: &BTreeMap<String, Vec<Span>>, release: Release) -> impl Iterator<Item = &str> {
    names
        .iter()
        .filter(move |(_, spans)| presence(Some(spans), release) == Presence::Here)
        .map(|(name, _)| name.as_str())
}

fn presence(spans: Option<&Vec<Span>>, release: Release) -> Presence {
    let Some(spans) = spans else {
        return Presence::Unknown;
    };
    if spans
        .iter()
        .any(|span| release.is_within(Some(span.since), span.removed_in))
    {
        return Presence::Here;
    }
    let later = spans
        .iter()
        .map(|span| span.since)
        .filter(|since| *since > release)
        .min();
    let earlier = spans
        .iter()
        .filter_map(|span| span.removed_in)
        .filter(|end| *end <= release)
        .max();
    match (earlier, later) {
        (Some(removed_in), _) => Presence::Removed { removed_in },
        (None, Some(since)) => Presence::NotYet { since },
        (None, None) => Presence::Unknown,
    }
}

/// A leaf of the tree.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) flag: Option<String>,
    pub(super) path: String,
    pub(super) span: Span,
}

/// What a section gives to the lines below it.
struct Section {
    path: String,
    flag: String,
    span: Span,
}

/// The leaves of `data/options.tree`.
///
/// A line is a YAML key below the line with one blank less; a section ends with
/// a dot. The flag is the section's plus the key, `_` made `-`, unless a word
/// says otherwise: `+rest` below the section's flag, `=whole` in full, `!` none.
/// The span is the section's unless `since` or `since-removed_in` follows.
pub(super) fn entries(tree: &str, oldest: Release) -> impl Iterator<Item = Entry> {
    let root = Section {
        path: String::new(),
        flag: String::new(),
        span: Span {
            since: oldest,
            removed_in: None,
        },
    };
    let mut above = vec![root];
    tree.lines().filter_map(move |line| {
        let key = line.trim_start_matches(' ');
        above.truncate(line.len() - key.len() + 1);
        let section = above.last()?;
        let mut words = key.split(' ');
        let key = words.next()?;
        let mut flag = Some(format!("{}{}", section.flag, key.replace('_', "-")));
        let mut span = section.span;
        for word in words {
            match word.split_at_checked(1) {
                Some(("+", rest)) => flag = Some(format!("{}{rest}", section.flag)),
                Some(("=", whole)) => flag = Some(whole.to_owned()),
                Some(("!", "")) => flag = None,
                _ => span = read_span(word)?,
            }
        }
        let path = format!("{}{key}", section.path);
        if key.ends_with('.') {
            let flag = flag.unwrap_or_default();
            above.push(Section { path, flag, span });
            return None;
        }
        Some(Entry { flag, path, span })
    })
}

/// `2.16`, or `2.16-3.0`.
fn read_span(word: &str) -> Option<Span> {
    let first_of_line = |line: &str| Release::from_numbers(&format!("{line}.0"));
    let (since, removed_in) = match word.split_once('-') {
        Some((since, removed_in)) => (since, Some(first_of_line(removed_in)?)),
        None => (word, None),
    };
    Some(Span {
        since: first_of_line(since)?,
        removed_in,
    })
}
