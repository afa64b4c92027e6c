//! Rules that every row keeps.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeSet;
use std::fmt::Debug;

use super::component::Occupant;
use super::rows::{self, Rows};
use super::surface::Ignored;
use super::*;

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
        let heirs: Vec<_> = surface.hands_down_to().collect();
        assert_unique(heirs.iter().map(|heir| heir.id()));
        assert_eq!(heirs.len(), surface.hands_down_to.len(), "{surface}");
        for heir in heirs {
            assert_eq!(heir.handed_down_by(), Some(surface), "{heir}");
            assert_eq!(heir.fields, surface.fields, "{heir}");
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
        assert_eq!(
            external.fix().is_some(),
            external.fix_german().is_some(),
            "{external}"
        );
        assert!(
            external.part().is_none() || external.fix().is_some(),
            "{external}"
        );
    }
}

/// Of parts that can be in one picture; a mode has its own.
#[test]
fn seats_are_of_their_kind_and_for_one_alone() {
    let catalog = Catalog::builtin();
    for external in catalog.externals() {
        assert!(external.seat().lane.is_outside(), "{external}");
        assert_eq!(
            external.material().is_none(),
            external.seat().lane == Lane::Service,
            "{external}"
        );
    }
    for component in catalog.all_components() {
        assert!(!component.seat().lane.is_outside(), "{component}");
    }
    for mode in Mode::ALL {
        let members = catalog.all_components().filter(|it| it.belongs_to(mode));
        assert_unique(
            members
                .map(Component::seat)
                .chain(catalog.externals().map(External::seat)),
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
fn services_are_of_known_parties_and_everybody_dialled_by_name_has_one() {
    let catalog = Catalog::builtin();
    let rows = Rows::builtin();
    for row in &rows.services {
        assert!(!row.on.is_empty() && !row.of.is_empty(), "{row:?}");
        for word in row.of.iter().chain(&row.by).filter(|it| **it != EVERY) {
            let external = catalog.externals().any(|external| external.name() == *word);
            assert!(external || catalog.component(word).is_ok(), "{word}");
        }
        let parts = ServiceParts {
            cluster: "c",
            of: "o",
            namespace: "n",
            domain: "d",
        };
        assert_unique(row.names(parts));
        let is_plain = |name: &String| !name.contains(['{', '}']);
        assert!(row.names(parts).iter().all(is_plain), "{row:?}");
    }
    // Hosts are called as their owner calls them, which the plan says.
    let has_names =
        |platform: Platform, to: End| platform != Platform::Hosts || to.external().is_some();
    for link in catalog.links(catalog.newest()) {
        for platform in Platform::ALL.iter().copied() {
            let service = catalog.service(platform, link.from, link.to);
            let is_wanted = link.by == By::Name && has_names(platform, link.to);
            assert!(service.is_some() || !is_wanted, "{platform}: {link:?}");
            assert!(
                service.is_none() || has_names(platform, link.to),
                "{platform}: {link:?}"
            );
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

#[test]
fn what_is_read_again_is_told_once_a_kind_and_span() {
    let rows = super::rows::rereads();
    assert_unique(rows.iter().map(|row| (row.kind, row.since)));
    for row in rows {
        assert!(!row.source.is_empty(), "{:?}", row.kind);
        assert_span("rereads", row.since, None);
        assert_ne!(row.when, Reread::Start, "{:?}", row.kind);
        let surfaces = &Rows::builtin().surfaces;
        assert!(surfaces.iter().any(|surface| surface.kind() == row.kind));
    }
}
