//! The names of all options, TLS or not: to tell a typo from a foreign option.

use std::collections::BTreeMap;

use super::{OptionRow, Release, ValueType};
use crate::nearest;

/// Every option name of every release.
///
/// TLS options come from the catalog's own rows, the others from
/// `data/options.tree`, flags that no YAML key has from `data/command-line.json`.
/// An option that Mimir hides is one like any other: its parser takes it.
#[derive(Debug)]
pub(super) struct Names {
    flags: BTreeMap<String, Vec<Life>>,
    paths: BTreeMap<String, Vec<Life>>,
    /// The YAML paths of flags.
    paths_of: BTreeMap<String, String>,
}

/// When a name is an option, when Mimir hides it, and what it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Life {
    /// The releases that take the option.
    pub(super) span: Span,
    /// The releases of those whose reference does not have the option.
    pub(super) hidden: Option<Span>,
    pub(super) value: ValueType,
}

impl Life {
    fn is_in(&self, release: Release) -> bool {
        self.span.has(release)
    }

    fn is_hidden(&self, release: Release) -> bool {
        self.hidden.is_some_and(|hidden| hidden.has(release))
    }
}

/// From the first release that has a name to the first that has it no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) since: Release,
    pub(super) removed_in: Option<Release>,
}

impl Span {
    fn has(self, release: Release) -> bool {
        release.is_within(Some(self.since), self.removed_in)
    }
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

/// A row of `data/command-line.json`: a flag that no YAML key has.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CommandLineRow {
    pub(super) flag: &'static str,
    /// A text unless the row says otherwise.
    #[serde(default = "text", rename = "type")]
    value: ValueType,
    #[serde(default)]
    since: Option<Release>,
    #[serde(default)]
    removed_in: Option<Release>,
}

fn text() -> ValueType {
    ValueType::String
}

impl CommandLineRow {
    /// When the flag is one: the reference of YAML never has it.
    pub(super) fn life(&self, oldest: Release) -> Life {
        let span = Span {
            since: self.since.unwrap_or(oldest),
            removed_in: self.removed_in,
        };
        Life {
            span,
            hidden: Some(span),
            value: self.value,
        }
    }
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
            paths_of: BTreeMap::new(),
        };
        for option in tls {
            let span = Span {
                since: option.since(),
                removed_in: option.removed_in(),
            };
            let life = Life {
                span,
                hidden: option.hidden(),
                value: option.value_type(),
            };
            names.insert(option.flag(), Some(option.yaml()), life);
        }
        for entry in entries(tree, oldest) {
            names.insert(entry.flag.as_deref(), Some(&entry.path), entry.life);
        }
        for row in command_line {
            names.insert(Some(row.flag), None, row.life(oldest));
        }
        names
    }

    fn insert(&mut self, flag: Option<&str>, path: Option<&str>, life: Life) {
        if let (Some(flag), Some(path)) = (flag, path) {
            self.paths_of.insert(flag.to_owned(), path.to_owned());
        }
        if let Some(flag) = flag {
            self.flags.entry(flag.to_owned()).or_default().push(life);
        }
        if let Some(path) = path {
            self.paths.entry(path.to_owned()).or_default().push(life);
        }
    }

    /// Whether `release` has the flag, which stands without its dash.
    pub(super) fn flag(&self, flag: &str, release: Release) -> Presence {
        presence(self.flags.get(flag), release)
    }

    /// Whether `release` has the YAML path, or has a map or list above it.
    pub(super) fn path(&self, path: &str, release: Release) -> Presence {
        let own = presence(self.paths.get(path), release);
        let mut above = path.match_indices('.').map(|(end, _)| &path[..end]);
        let is_compound = |path| self.path_value(path, release) == Some(ValueType::Compound);
        if own != Presence::Here && above.any(is_compound) {
            return Presence::Here;
        }
        own
    }

    /// The YAML path of a flag, in some release.
    pub(super) fn path_of(&self, flag: &str) -> Option<&str> {
        self.paths_of.get(flag).map(String::as_str)
    }

    #[cfg(test)]
    pub(super) fn all_paths(&self) -> impl Iterator<Item = &str> {
        self.paths.keys().map(String::as_str)
    }

    /// What the flag takes in `release`.
    pub(super) fn flag_value(&self, flag: &str, release: Release) -> Option<ValueType> {
        value(self.flags.get(flag)?, release)
    }

    /// What the YAML path takes in `release`.
    pub(super) fn path_value(&self, path: &str, release: Release) -> Option<ValueType> {
        value(self.paths.get(path)?, release)
    }

    /// What stands behind a YAML path and its dot in the paths of every release;
    /// every path for an empty one.
    pub(super) fn below(&self, path: &str) -> impl Iterator<Item = &str> {
        let start = match path {
            "" => String::new(),
            path => format!("{path}."),
        };
        let from = self.paths.range(start.clone()..);
        from.map_while(move |(path, _)| path.strip_prefix(start.as_str()))
    }

    /// Whether `release` has an option below that YAML path.
    pub(super) fn has_block(&self, path: &str, release: Release) -> bool {
        let start = format!("{path}.");
        let below = self.paths.range(start.clone()..);
        below
            .take_while(|(name, _)| name.starts_with(&start))
            .any(|(_, spans)| presence(Some(spans), release) == Presence::Here)
    }

    /// How many YAML paths `release` has.
    pub(super) fn count(&self, release: Release) -> usize {
        in_release(&self.paths, |_, life| life.is_in(release)).count()
    }

    /// The flags of `release` that somebody meant by `given`.
    pub(super) fn nearest_flags(&self, given: &str, release: Release) -> Vec<&str> {
        nearest_in(&self.flags, given, release)
    }

    /// The YAML paths of `release` that somebody meant by `given`.
    pub(super) fn nearest_paths(&self, given: &str, release: Release) -> Vec<&str> {
        nearest_in(&self.paths, given, release)
    }

    /// The blocks of `release` that somebody meant by `given`.
    pub(super) fn nearest_blocks(&self, given: &str, release: Release) -> Vec<&str> {
        let mut blocks: Vec<&str> = in_release(&self.paths, |_, life| life.is_in(release))
            .flat_map(|path| {
                path.match_indices('.')
                    .filter_map(|(end, _)| path.get(..end))
            })
            .collect();
        blocks.sort_unstable();
        blocks.dedup();
        nearest::paths(given, blocks)
    }
}

/// What is nearest to a name. Whoever names no hidden section means no hidden
/// option, unless nothing else is near.
fn nearest_in<'a>(
    names: &'a BTreeMap<String, Vec<Life>>,
    given: &str,
    release: Release,
) -> Vec<&'a str> {
    let is_named = |name: &str| {
        let section = name.split('.').next().unwrap_or(name);
        given.split('.').any(|segment| segment == section)
    };
    let all = in_release(names, |_, life| life.is_in(release));
    let meant = in_release(names, |name, life| {
        life.is_in(release) && (!life.is_hidden(release) || is_named(name))
    });
    let near = nearest::paths(given, meant);
    match near.is_empty() {
        true => nearest::paths(given, all),
        false => near,
    }
}

fn in_release(
    names: &BTreeMap<String, Vec<Life>>,
    is_one: impl Fn(&str, &Life) -> bool,
) -> impl Iterator<Item = &str> {
    names
        .iter()
        .filter(move |(name, lives)| lives.iter().any(|life| is_one(name, life)))
        .map(|(name, _)| name.as_str())
}

fn value(lives: &[Life], release: Release) -> Option<ValueType> {
    let life = lives.iter().find(|life| life.is_in(release));
    life.map(|life| life.value)
}

fn presence(lives: Option<&Vec<Life>>, release: Release) -> Presence {
    let Some(lives) = lives else {
        return Presence::Unknown;
    };
    if lives.iter().any(|life| life.is_in(release)) {
        return Presence::Here;
    }
    let spans = || lives.iter().map(|life| life.span);
    let later = spans()
        .map(|span| span.since)
        .filter(|since| *since > release)
        .min();
    let earlier = spans()
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
    pub(super) life: Life,
}

/// What a section gives to the lines below it.
struct Section {
    path: String,
    flag: String,
    span: Span,
    hidden: Hidden,
}

/// What a line says of the reference: nothing, or that it lacks the option since
/// a release and until another, where they are told.
type Hidden = Option<(Option<Release>, Option<Release>)>;

/// The leaves of `data/options.tree`.
///
/// A line is a YAML key below the line with one blank less; a section ends with
/// a dot, and a leaf with `:` and the letter of its type, if that is no text. The
/// flag is the section's plus the key, `_` made `-`, unless a word says otherwise:
/// `+rest` below the section's flag, `=whole` in full, `!` none. The span is the
/// section's unless `since` or `since-removed_in` follows. `~` says that Mimir
/// takes the option and its reference does not have it, in all of its span or, as
/// `~since`, `~-until` and `~since-until`, in a part.
pub(super) fn entries(tree: &str, oldest: Release) -> impl Iterator<Item = Entry> {
    let root = Section {
        path: String::new(),
        flag: String::new(),
        span: Span {
            since: oldest,
            removed_in: None,
        },
        hidden: None,
    };
    let mut above = vec![root];
    tree.lines().filter_map(move |line| {
        let key = line.trim_start_matches(' ');
        above.truncate(line.len() - key.len() + 1);
        let section = above.last()?;
        let mut words = key.split(' ');
        let (key, value) = typed(words.next()?)?;
        let mut flag = Some(format!("{}{}", section.flag, key.replace('_', "-")));
        let (mut span, mut hidden) = (section.span, section.hidden);
        for word in words {
            match word.split_at_checked(1) {
                Some(("+", rest)) => flag = Some(format!("{}{rest}", section.flag)),
                Some(("=", whole)) => flag = Some(whole.to_owned()),
                Some(("!", "")) => flag = None,
                Some(("~", part)) => hidden = Some(read_part(part)?),
                _ => span = read_span(word)?,
            }
        }
        let path = format!("{}{key}", section.path);
        if key.ends_with('.') {
            let flag = flag.unwrap_or_default();
            above.push(Section {
                path,
                flag,
                span,
                hidden,
            });
            return None;
        }
        let life = Life {
            span,
            hidden: hidden.map(|(since, until)| Span {
                since: since.unwrap_or(span.since),
                removed_in: until.or(span.removed_in),
            }),
            value,
        };
        Some(Entry { flag, path, life })
    })
}

/// `enabled:b`.
fn typed(word: &str) -> Option<(&str, ValueType)> {
    let Some((key, letter)) = word.split_once(':') else {
        return Some((word, ValueType::String));
    };
    let value = match letter {
        "b" => ValueType::Boolean,
        "i" => ValueType::Int,
        "f" => ValueType::Float,
        "d" => ValueType::Duration,
        "c" => ValueType::Compound,
        _ => return None,
    };
    Some((key, value))
}

/// `2.16`, or `2.16-3.0`.
fn read_span(word: &str) -> Option<Span> {
    match read_part(word)? {
        (Some(since), removed_in) => Some(Span { since, removed_in }),
        (None, _) => None,
    }
}

/// The same, with neither end wanted.
fn read_part(word: &str) -> Option<(Option<Release>, Option<Release>)> {
    let first_of_line = |line: &str| match line {
        "" => Some(None),
        line => Release::from_numbers(&format!("{line}.0")).map(Some),
    };
    let (since, until) = word.split_once('-').unwrap_or((word, ""));
    Some((first_of_line(since)?, first_of_line(until)?))
}
