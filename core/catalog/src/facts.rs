//! The rows beside the facts that they were made from: what Mimir's config
//! descriptors say, and what its parser takes beside them.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;

use serde::Deserialize;

use super::names::{Life, Span, entries};
use super::rows;
use super::*;

/// Options as the config descriptors of Mimir's releases have them, and those that
/// its parser takes beside them.
const HIDDEN_OPTIONS: &str =
    include_str!("../../../tests/golden/catalog/mimir-hidden-options.json");
const TLS_OPTIONS: &str = include_str!("../../../tests/golden/catalog/mimir-tls-options.json");
const ALL_OPTIONS: &str = include_str!("../../../tests/golden/catalog/mimir-all-options.json");

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
struct Fact {
    flag: Option<String>,
    yaml: String,
    #[serde(rename = "type")]
    value: String,
    #[serde(deserialize_with = "as_text")]
    default: String,
    category: String,
    since: String,
    removed_in: Option<String>,
    deprecated_in: Option<String>,
}

fn as_text<'de, D: serde::Deserializer<'de>>(reader: D) -> Result<String, D::Error> {
    Ok(serde_json::Value::deserialize(reader)?.to_string())
}

impl Fact {
    fn of(option: &OptionRow) -> Self {
        Self {
            flag: option.flag().map(str::to_owned),
            yaml: option.yaml().to_owned(),
            value: option.value_type().to_string(),
            default: serde_json::to_string(&option.default()).unwrap(),
            category: option.category().to_string(),
            since: option.since().to_string(),
            removed_in: option.removed_in().map(|release| release.to_string()),
            deprecated_in: option.deprecated_in().map(|release| release.to_string()),
        }
    }

    fn is_in(&self, release: Release) -> bool {
        let numbers = |text: &String| Release::from_numbers(text).unwrap();
        release.is_within(
            Some(numbers(&self.since)),
            self.removed_in.as_ref().map(numbers),
        )
    }
}

fn sorted<T: Ord>(rows: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut rows: Vec<T> = rows.into_iter().collect();
    rows.sort();
    rows
}

#[test]
fn tls_options_are_the_facts_row_by_row_for_every_release() {
    let facts: Vec<Fact> = serde_json::from_str(TLS_OPTIONS).unwrap();
    assert_eq!(facts.len(), 401);
    let catalog = Catalog::builtin();
    for release in catalog.releases() {
        let shown = catalog.options(release).filter(|it| !it.is_hidden(release));
        let here = sorted(shown.map(|option| Fact {
            since: option.documented_since().to_string(),
            ..Fact::of(option)
        }));
        let facts = sorted(facts.iter().filter(|fact| fact.is_in(release)));
        assert_eq!(here.len(), facts.len(), "{release}");
        for (here, fact) in here.iter().zip(facts) {
            assert_eq!(here, fact, "{release}");
        }
    }
    let is_shown = |option: &&OptionRow| {
        catalog
            .releases()
            .any(|it| !option.is_hidden(it) && option.is_in(it))
    };
    assert_eq!(catalog.options.iter().filter(is_shown).count(), facts.len());
}

/// A name as a golden has it, of the reference's or a hidden one.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
struct Name {
    flag: Option<String>,
    yaml: String,
    #[serde(rename = "type")]
    value: String,
    since: String,
    removed_in: Option<String>,
    /// For a hidden one, the first release that shows it.
    documented_in: Option<String>,
}

impl Name {
    fn all() -> [Vec<Self>; 2] {
        [ALL_OPTIONS, HIDDEN_OPTIONS].map(|text| {
            let mut names: Vec<Self> = serde_json::from_str(text).unwrap();
            for name in &mut names {
                name.removed_in = name.removed_in.take().or(name.documented_in.take());
                name.value = match name.value.as_str() {
                    "url" => "string",
                    known @ ("string" | "boolean" | "duration" | "int" | "float") => known,
                    _ => "list or map",
                }
                .to_owned();
            }
            names
        })
    }

    fn has(&self, release: Release) -> bool {
        let numbers = |text: &String| Release::from_numbers(text).unwrap();
        release.is_within(
            Some(numbers(&self.since)),
            self.removed_in.as_ref().map(numbers),
        )
    }
}

/// What the reference has of an option, and what it hides.
fn shown_and_hidden(life: Life) -> [Vec<Span>; 2] {
    let Some(hidden) = life.hidden else {
        return [vec![life.span], Vec::new()];
    };
    let before = Span {
        removed_in: Some(hidden.since),
        ..life.span
    };
    let after = hidden.removed_in.map(|since| Span { since, ..life.span });
    let is_any = |span: &Span| span.removed_in.is_none_or(|end| span.since < end);
    let shown = [Some(before), after].into_iter().flatten().filter(is_any);
    [shown.collect(), vec![hidden]]
}

#[test]
fn names_are_the_facts() {
    let catalog = Catalog::builtin();
    let others = entries(rows::TREE, catalog.rows.oldest())
        .map(|entry| (entry.flag, entry.path, entry.life));
    let tls = catalog.options.iter().map(|option| {
        let life = Life {
            span: Span {
                since: option.since(),
                removed_in: option.removed_in(),
            },
            hidden: option.hidden(),
            value: option.value_type(),
        };
        (
            option.flag().map(str::to_owned),
            option.yaml().to_owned(),
            life,
        )
    });
    let flags = rows::command_line().into_iter().map(|row| {
        let flag = Some(row.flag.to_owned());
        (flag, String::new(), row.life(catalog.rows.oldest()))
    });
    let mut ours = [Vec::new(), Vec::new()];
    for (flag, yaml, life) in others.chain(tls).chain(flags) {
        for (ours, spans) in ours.iter_mut().zip(shown_and_hidden(life)) {
            ours.extend(spans.into_iter().map(|span| Name {
                flag: flag.clone(),
                yaml: yaml.clone(),
                value: life.value.to_string(),
                since: span.since.to_string(),
                removed_in: span.removed_in.map(|release| release.to_string()),
                documented_in: None,
            }));
        }
    }
    for (ours, facts) in ours.into_iter().zip(Name::all()) {
        let (ours, facts) = (sorted(ours), sorted(facts));
        for (here, fact) in ours.iter().zip(&facts) {
            assert_eq!(here, fact);
        }
        assert_eq!(ours.len(), facts.len());
    }
}

#[test]
fn every_release_has_a_name_in_its_span_and_in_no_other() {
    let catalog = Catalog::builtin();
    let facts = Name::all().into_iter().flatten().collect::<Vec<_>>();
    let (mut flags, mut paths) = (BTreeMap::new(), BTreeMap::new());
    for fact in &facts {
        if let Some(flag) = &fact.flag {
            flags.entry(flag).or_insert_with(Vec::new).push(fact);
        }
        if !fact.yaml.is_empty() {
            paths.entry(&fact.yaml).or_insert_with(Vec::new).push(fact);
        }
    }
    for release in catalog.releases() {
        let is_here = |facts: &Vec<&Name>| facts.iter().any(|fact| fact.has(release));
        for (flag, facts) in &flags {
            let presence = catalog.has_flag(flag, release);
            assert_eq!(
                presence == Presence::Here,
                is_here(facts),
                "-{flag} in {release}"
            );
            assert_eq!(catalog.flag_value(flag, release).is_some(), is_here(facts));
        }
        for (path, facts) in &paths {
            let presence = catalog.has_yaml(path, release);
            assert_eq!(
                presence == Presence::Here,
                is_here(facts),
                "{path} in {release}"
            );
            assert_eq!(catalog.yaml_value(path, release).is_some(), is_here(facts));
        }
    }
}

#[test]
fn hidden_tls_options_are_the_facts() {
    #[derive(Deserialize)]
    struct Hidden {
        yaml: String,
        since: String,
        default: Option<serde_json::Value>,
        category: Option<String>,
    }
    let facts: Vec<Hidden> = serde_json::from_str(HIDDEN_OPTIONS).unwrap();
    let catalog = Catalog::builtin();
    let is_hidden = |option: &&OptionRow| option.hidden().is_some();
    let mut count = 0;
    for option in catalog.options.iter().filter(is_hidden) {
        let mut same = facts
            .iter()
            .filter(|fact| fact.yaml == option.yaml() && fact.since == option.since().to_string());
        let fact = same.next().unwrap();
        let category = option.category().to_string();
        assert_eq!(fact.category, Some(category), "{}", option.yaml());
        // The facts have defaults of what still lives.
        if let Some(default) = &fact.default {
            assert_eq!(*default, serde_json::to_value(option.default()).unwrap());
        }
        count += 1;
    }
    let is_tls = |fact: &&Hidden| fact.yaml.contains("tls_") || fact.yaml.contains("insecure_skip");
    assert_eq!(count, facts.iter().filter(is_tls).count());
}

#[test]
fn every_line_of_the_tree_is_read() {
    let oldest = Catalog::builtin().rows.oldest();
    let leaves = rows::TREE
        .lines()
        .filter(|line| {
            !line
                .split(' ')
                .any(|word| word.ends_with('.') && !word.starts_with(['+', '=']))
        })
        .count();
    assert_eq!(entries(rows::TREE, oldest).count(), leaves);
    assert!(rows::TREE.len() < 80_000, "it is downloaded with the page");
}
