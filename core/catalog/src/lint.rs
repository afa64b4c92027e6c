//! Rules that every row keeps, and the rows beside the facts that they were made from.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeSet;
use std::fmt::Debug;

use serde::Deserialize;

use super::component::Occupant;
use super::names::{Life, Span, entries};
use super::rows::{self, Rows};
use super::surface::Ignored;
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
    let flags = catalog.rows.command_line.iter().map(|row| {
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
    use std::collections::BTreeMap;

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

fn assert_unique<T: Ord + Debug>(keys: impl IntoIterator<Item = T>) {
    let mut seen = BTreeSet::new();
    for key in keys {
        let text = format!("{key:?}");
        assert!(seen.insert(key), "{text} is there twice");
    }
}

fn assert_ordered<T: Ord + Debug>(keys: impl IntoIterator<Item = T>) {
    let keys: Vec<T> = keys.into_iter().collect();
    for pair in keys.windows(2) {
        assert!(
            pair[0] < pair[1],
            "{:?} stands before {:?}",
            pair[0],
            pair[1]
        );
    }
}

/// A span begins and ends at releases that there are, and ends after it begins.
fn assert_span(what: &str, since: Option<Release>, until: Option<Release>) {
    let known: BTreeSet<Release> = Catalog::builtin().releases().collect();
    for release in [since, until].into_iter().flatten() {
        assert!(known.contains(&release), "{what}: no release {release}");
    }
    if let (Some(since), Some(until)) = (since, until) {
        assert!(since < until, "{what}: {since} is not before {until}");
    }
}

/// An occupant is a component, and is one in every release of its span that the row has.
fn assert_occupants(what: &str, occupants: &[Occupant], is_in: impl Fn(Release) -> bool) {
    let catalog = Catalog::builtin();
    for occupant in occupants {
        let (name, since, until) = match occupant {
            Occupant::Always(EVERY) => continue,
            Occupant::Always(name) => (*name, None, None),
            Occupant::During {
                component,
                since,
                until,
            } => (*component, *since, *until),
        };
        assert_span(what, since, until);
        let component = catalog.component(name).unwrap();
        assert!(!component.is_composite(), "{what}: {name} is a composite");
        for release in catalog
            .releases()
            .filter(|it| is_in(*it) && it.is_within(since, until))
        {
            assert!(
                component.is_in(release),
                "{what}: release {release} has no {name}"
            );
        }
    }
}

#[test]
fn releases_are_ordered() {
    let rows = Rows::builtin();
    assert_ordered(rows.releases.iter().map(|row| row.version));
    assert_eq!(rows.newest().to_string(), "3.1.0");
}

#[test]
fn fields_are_unique_and_used() {
    let rows = Rows::builtin();
    assert_unique(
        rows.fields
            .iter()
            .map(|row| (row.set, row.field, row.since)),
    );
    let used: BTreeSet<&str> = rows.surfaces.iter().map(|row| row.fields).collect();
    for row in &rows.fields {
        assert!(used.contains(row.set), "{}", row.set);
        assert_span(row.yaml, row.since, row.removed_in);
        let fits = matches!(
            (row.value, row.default),
            (ValueType::String, DefaultValue::Text(_))
                | (ValueType::Boolean, DefaultValue::Boolean(_))
                | (ValueType::Duration, DefaultValue::Nanoseconds(_))
        );
        assert!(fits, "{}: {:?}", row.yaml, row.default);
    }
}

#[test]
fn surfaces_are_ordered_and_have_readers() {
    let catalog = Catalog::builtin();
    let rows = Rows::builtin();
    let servers = |surface: &Surface| {
        if surface.is_server() {
            ""
        } else {
            surface.id()
        }
    };
    assert_ordered(
        rows.surfaces
            .iter()
            .map(|it| (it.kind(), servers(it), it.since())),
    );
    for surface in &rows.surfaces {
        assert_span(surface.id(), Some(surface.since()), surface.removed_in());
        assert_occupants(surface.id(), &surface.readers, |release| {
            surface.is_in(release)
        });
        let fields: Vec<_> = rows
            .fields
            .iter()
            .filter(|row| row.set == surface.fields)
            .map(|row| row.field)
            .collect();
        let exceptional = surface.exceptions.iter().map(|exception| exception.field);
        let ignored = || surface.ignores.iter().map(Ignored::parts);
        for field in ignored().map(|(field, _)| field).chain(exceptional) {
            assert!(fields.contains(&field), "{surface} has no {field:?}");
        }
        for (field, since) in ignored() {
            assert_span(
                &format!("{surface}, {field:?}"),
                since,
                surface.removed_in(),
            );
        }
        assert_unique(ignored().map(|(field, _)| field));
        for release in catalog.releases().filter(|release| surface.is_in(*release)) {
            assert!(
                !catalog.readers(surface, release).is_empty(),
                "nobody reads {surface} in {release}"
            );
            assert!(
                catalog.options(release).any(|it| it.surface() == surface),
                "{surface} in {release}"
            );
        }
        let part_of = surface.part_of().map(Component::name);
        assert_eq!(part_of, surface.part_of, "{surface}");
        let dialled = rows.links.iter().any(|row| row.surface == surface.id());
        let wants_link = surface.is_client() && surface.elsewhere().is_none();
        assert!(!wants_link || dialled, "{surface} has no link");
        assert!(!surface.source().is_empty());
    }
    for release in catalog.releases() {
        assert_unique(catalog.surfaces(release).map(Surface::id));
        assert_unique(catalog.options(release).filter_map(OptionRow::flag));
        assert_unique(catalog.options(release).map(OptionRow::yaml));
    }
}

#[test]
fn groups_are_of_surfaces() {
    let rows = Rows::builtin();
    assert_ordered(rows.groups.iter().map(|group| group.id));
    for group in &rows.groups {
        assert!(rows.surfaces.iter().all(|surface| surface.id() != group.id));
        for member in &group.members {
            assert!(
                rows.surfaces.iter().any(|surface| surface.id() == *member),
                "{member}"
            );
        }
    }
    for surface in rows.surfaces.iter() {
        let of_kind = |id: &str| {
            rows.groups
                .iter()
                .any(|group| group.id == id && group.members.contains(&surface.id()))
        };
        match surface.kind() {
            SurfaceKind::Etcd => assert!(of_kind("etcd"), "{surface}"),
            SurfaceKind::Memcached => assert!(of_kind("memcached"), "{surface}"),
            SurfaceKind::Redis => assert!(of_kind("redis"), "{surface}"),
            _ => {}
        }
    }
}

#[test]
fn components_and_externals_are_unique() {
    let catalog = Catalog::builtin();
    let rows = Rows::builtin();
    assert_unique(
        catalog
            .all_components()
            .map(Component::name)
            .chain(catalog.externals().map(External::name)),
    );
    for row in &rows.components {
        let component = Component::of(row);
        assert_span(
            component.name(),
            Some(component.since()),
            component.removed_in(),
        );
        assert_occupants(component.name(), &row.contains, |release| {
            component.is_in(release)
        });
        for mode in Mode::ALL
            .into_iter()
            .filter(|mode| component.is_default_in(*mode))
        {
            assert!(component.belongs_to(mode), "{component}");
        }
    }
    for external in catalog.externals() {
        assert!(
            external.can_present() || external.material() != Some(Material::ClientCertificate),
            "{external}"
        );
        assert_eq!(
            external.material().is_some(),
            external.fix().is_some(),
            "{external}"
        );
    }
}

#[test]
fn links_are_of_surfaces_and_their_readers() {
    let catalog = Catalog::builtin();
    let rows = Rows::builtin();
    for row in &rows.links {
        assert_span(row.surface, row.since, row.until);
        assert!(
            rows.surfaces
                .iter()
                .any(|surface| surface.id() == row.surface),
            "{}",
            row.surface
        );
        for word in row
            .from
            .iter()
            .chain(&row.to)
            .filter(|word| ![EVERY, rows::READERS].contains(word))
        {
            let external = catalog.externals().any(|external| external.name() == *word);
            assert!(
                external || catalog.component(word).is_ok(),
                "{}: {word}",
                row.surface
            );
        }
        assert!(!row.by.is_empty() && !row.to.is_empty(), "{}", row.surface);
    }
    for release in catalog.releases() {
        let links = catalog.links(release);
        assert_unique(links.iter().copied());
        for link in &links {
            match link.from {
                End::Component(from) => assert!(link.surface.is_read_by(from, release), "{link:?}"),
                End::External(_) => assert_eq!(
                    catalog.listener(link, release),
                    Some(link.surface),
                    "{link:?}"
                ),
            }
            if let (End::Component(_), Some(listener)) = (link.to, catalog.listener(link, release))
            {
                assert!(
                    listener.is_read_by(link.to.component().unwrap(), release),
                    "{link:?}"
                );
            }
        }
        for surface in catalog
            .surfaces(release)
            .filter(|it| it.is_client() && it.elsewhere().is_none())
        {
            for reader in catalog.readers(surface, release) {
                let dials = links
                    .iter()
                    .any(|link| link.surface == surface && link.from == End::Component(reader));
                assert!(
                    dials,
                    "{reader} reads {surface} in {release} and dials nobody over it"
                );
            }
        }
    }
}

#[test]
fn absent_names_are_absent() {
    let catalog = Catalog::builtin();
    let rows = Rows::builtin();
    assert_ordered(rows.absent.iter().map(|row| (row.what, row.name)));
    for row in &rows.absent {
        assert!(catalog.component(row.name).is_err());
        assert!(catalog.surface_name(row.name).is_err());
    }
}
