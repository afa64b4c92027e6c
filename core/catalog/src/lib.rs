//! What is known about Grafana Mimir: releases, options, components, links.
//!
//! Every fact is a row in `data`; this package reads the rows, and answers
//! for one release at a time. No other code spells the name of an option.
//!
//! ```
//! use mimir_catalog::{Catalog, Field};
//!
//! let catalog = Catalog::builtin();
//! let release = catalog.release("3.0")?;
//! let [surface] = catalog.surfaces_named(catalog.surface_name("ingester-client")?, release)?[..] else {
//!     unreachable!("it is no group");
//! };
//! let option = catalog.option(surface, Field::ServerName, release).ok_or("no such option")?;
//! assert_eq!(option.flag(), Some("ingester.client.tls-server-name"));
//! assert_eq!(option.yaml(), "ingester_client.grpc_client_config.tls_server_name");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod by_name;
mod component;
mod error;
#[cfg(test)]
mod facts;
mod field;
mod link;
#[cfg(test)]
mod lint;
mod names;
pub mod nearest;
mod option;
mod platform;
mod release;
mod reread;
mod rows;
#[cfg(feature = "schema")]
mod schema;
mod seat;
mod service;
mod surface;
#[cfg(test)]
mod tests;
mod types;

use std::collections::BTreeMap;
use std::sync::OnceLock;

pub use component::{Component, Mode};
pub use error::{CatalogError, Miss, UnknownName};
pub use field::{Category, DefaultValue, Field, ValueType};
pub use link::{By, End, External, ExternalPart, Link, Material, Protocol};
pub use names::Presence;
pub use option::{OptionRow, OptionView};
pub use platform::Platform;
pub use release::Release;
pub use reread::Reread;
pub use seat::{Lane, Seat};
pub use service::{Service, ServiceParts};
pub use surface::{Group, Surface, SurfaceKind, SurfaceName};
pub use types::{OptionType, Takes};

use component::EVERY;
use names::Names;
use rows::{Rows, What};
use types::Types;

/// The catalog: all that is known about Mimir.
#[derive(Debug)]
pub struct Catalog {
    rows: &'static Rows,
    options: Vec<OptionRow>,
    /// The first release of each flag, and of each path, by whether it is a flag.
    known: OnceLock<BTreeMap<(bool, &'static str), Release>>,
    names: OnceLock<Names>,
    types: OnceLock<Types>,
}

impl Catalog {
    /// The catalog that this version of the library carries.
    pub fn builtin() -> &'static Self {
        static CATALOG: OnceLock<Catalog> = OnceLock::new();
        CATALOG.get_or_init(|| {
            let rows = Rows::builtin();
            let options = rows.surfaces.iter().flat_map(|surface| {
                let fields = rows.fields.iter().filter(|row| row.set == surface.fields);
                fields.map(|row| OptionRow::new(surface, row))
            });
            // A surface that came after a field went, or the other way round, lacks it.
            let options =
                options.filter(|option| option.removed_in().is_none_or(|end| option.since() < end));
            Catalog {
                rows,
                options: options.collect(),
                known: OnceLock::new(),
                names: OnceLock::new(),
                types: OnceLock::new(),
            }
        })
    }
}

/// Releases.
impl Catalog {
    /// Every release, the oldest first.
    pub fn releases(&'static self) -> impl Iterator<Item = Release> + Clone {
        self.rows.releases.iter().map(|row| row.version)
    }

    /// The newest release in the catalog.
    pub fn newest(&'static self) -> Release {
        self.rows.newest()
    }

    /// The release called `text`, or the newest of the line called so: `3.0.2`, `3.0`;
    /// as tags are called, too: `v3.0.2`, `mimir-3.0.2`.
    ///
    /// # Errors
    ///
    /// An unknown one, with the lines that are known and the nearest release.
    pub fn release(&'static self, text: &str) -> Result<Release, UnknownName> {
        let number = text.strip_prefix("mimir-").unwrap_or(text);
        let number = number.strip_prefix('v').unwrap_or(number);
        let named = |release: &Release| release.to_string() == number || release.line() == number;
        self.releases()
            .filter(named)
            .max()
            .ok_or_else(|| self.unknown_release(number))
    }

    /// The version of Go that `release` was built with: major, minor, and the patch
    /// where it is known.
    pub fn go_version(&'static self, release: Release) -> (u16, u16, Option<u16>) {
        let row = self.rows.releases.iter().find(|row| row.version == release);
        let go = row.unwrap_or_else(|| self.rows.last_release()).go;
        (go.major, go.minor, go.patch)
    }

    fn unknown_release(&'static self, text: &str) -> UnknownName {
        let mut majors: Vec<(Release, Release)> = Vec::new();
        for release in self.releases() {
            match majors.last_mut() {
                Some((first, last)) if first.is_of_major(release) => *last = release,
                _ => majors.push((release, release)),
            }
        }
        let lines: Vec<_> = majors
            .iter()
            .map(|(first, last)| format!("{} to {}", first.line(), last.line()))
            .collect();
        let names: Vec<String> = self.releases().map(|release| release.to_string()).collect();
        // `3.4` means what is before it; `3.O.2` means what looks like it.
        let numbers =
            Release::from_numbers(text).or_else(|| Release::from_numbers(&format!("{text}.0")));
        let near = match numbers {
            Some(numbers) => {
                let before = self.releases().filter(|release| *release < numbers).max();
                Some(before.unwrap_or_else(|| self.rows.oldest()).to_string())
            }
            None => crate::nearest::name(text, names.iter().map(String::as_str)).map(str::to_owned),
        };
        let near = near
            .map(|near| format!("; the nearest is {near}"))
            .unwrap_or_default();
        UnknownName::because(
            "release",
            text,
            format!("known are {}{near}", lines.join(" and ")),
        )
    }
}

/// Surfaces and options.
impl Catalog {
    /// Every surface that `release` has, in the catalog's order.
    pub fn surfaces(&'static self, release: Release) -> impl Iterator<Item = &'static Surface> {
        self.rows
            .surfaces
            .iter()
            .filter(move |surface| surface.is_in(release))
    }

    /// Every group of surfaces, in the catalog's order.
    pub fn groups(&'static self) -> &'static [Group] {
        &self.rows.groups
    }

    /// The surface, or group of surfaces, called `text` in some release.
    ///
    /// # Errors
    ///
    /// An unknown one, with the nearest name, or with what to do instead for
    /// what Mimir has no TLS for.
    pub fn surface_name(&'static self, text: &str) -> Result<SurfaceName, UnknownName> {
        let names = self.surface_names();
        match names.clone().find(|name| name.as_str() == text) {
            Some(name) => Ok(name),
            None => Err(self.absent(What::Surface, text, names.map(SurfaceName::as_str))),
        }
    }

    /// The names of all groups and surfaces, each once.
    pub fn surface_names(&'static self) -> impl Iterator<Item = SurfaceName> + Clone {
        let groups = self.rows.groups.iter().map(|group| group.id);
        let surfaces = self.rows.surfaces.iter().map(Surface::id);
        let repeated = |id: &str, place: usize| {
            self.rows.surfaces[..place]
                .iter()
                .any(|earlier| earlier.id() == id)
        };
        let surfaces = surfaces
            .enumerate()
            .filter(move |(place, id)| !repeated(id, *place))
            .map(|(_, id)| id);
        groups.chain(surfaces).map(SurfaceName)
    }

    /// The surfaces that `name` means in `release`: one, or those of a group; never none.
    ///
    /// # Errors
    ///
    /// A release that has none of them, with since when, until when, or what instead.
    pub fn surfaces_named(
        &'static self,
        name: SurfaceName,
        release: Release,
    ) -> Result<Vec<&'static Surface>, CatalogError> {
        let group = self
            .rows
            .groups
            .iter()
            .find(|group| group.id == name.as_str());
        let meant = |surface: &&Surface| match group {
            Some(group) => group.members.contains(&surface.id()),
            None => surface.id() == name.as_str(),
        };
        let all: Vec<&'static Surface> = self.rows.surfaces.iter().filter(meant).collect();
        let here: Vec<_> = all
            .iter()
            .copied()
            .filter(|surface| surface.is_in(release))
            .collect();
        if !here.is_empty() {
            return Ok(here);
        }
        let removed: Option<Vec<_>> = all.iter().map(|surface| surface.removed_in()).collect();
        let removed_in = removed.and_then(|removed| removed.into_iter().max());
        let (before, after) = match group {
            Some(group) => (group.before, group.after),
            None => (
                all.iter().find_map(|it| it.before),
                all.iter().find_map(|it| it.after),
            ),
        };
        let is_gone = removed_in.is_some_and(|removed_in| removed_in <= release);
        Err(CatalogError::NoSurface {
            surface: name.as_str(),
            release,
            since: all
                .iter()
                .map(|surface| surface.since())
                .min()
                .unwrap_or_else(|| self.newest()),
            removed_in,
            instead: if is_gone { after } else { before },
        })
    }

    /// Every option that `release` has, in the catalog's order: by surface, then by field.
    pub fn options(&'static self, release: Release) -> impl Iterator<Item = &'static OptionRow> {
        self.options
            .iter()
            .filter(move |option| option.is_in(release))
    }

    /// The option for `field` at `surface`, if `release` has it.
    pub fn option(
        &'static self,
        surface: &Surface,
        field: Field,
        release: Release,
    ) -> Option<&'static OptionRow> {
        self.options(release)
            .find(|option| option.surface() == surface && option.field() == field)
    }

    fn absent<'a>(
        &'static self,
        what: What,
        text: &str,
        known: impl IntoIterator<Item = &'a str> + Clone,
    ) -> UnknownName {
        match self
            .rows
            .absent
            .iter()
            .find(|row| row.what == what && row.name == text)
        {
            Some(row) => UnknownName::because(what.noun(), text, row.why),
            None => UnknownName::new(what.noun(), text, known),
        }
    }
}

/// Components and links.
impl Catalog {
    /// Every component of some release, in the catalog's order.
    pub fn all_components(&'static self) -> impl Iterator<Item = Component> + Clone {
        self.rows.components.iter().map(Component::of)
    }

    /// The component called `text` in some release.
    ///
    /// # Errors
    ///
    /// An unknown one, with the nearest name, or with why a target of Mimir is
    /// no component here.
    pub fn component(&'static self, text: &str) -> Result<Component, UnknownName> {
        let all = self.all_components();
        match all.clone().find(|component| component.name() == text) {
            Some(component) => Ok(component),
            None => Err(self.absent(What::Component, text, all.map(Component::name))),
        }
    }

    /// The component itself where `release` has it.
    ///
    /// # Errors
    ///
    /// A release that lacks it, with since when or until when others have it.
    pub fn component_in(
        &'static self,
        component: Component,
        release: Release,
    ) -> Result<Component, CatalogError> {
        if component.is_in(release) {
            return Ok(component);
        }
        Err(CatalogError::NoComponent {
            component,
            release,
            since: component.since(),
            removed_in: component.removed_in(),
        })
    }

    /// What `mode` can be made of in `release`, in the catalog's order.
    ///
    /// [`Component::is_default_in`] tells what it is made of unless somebody chooses.
    ///
    /// # Errors
    ///
    /// A release that lacks the mode, with those that have it.
    pub fn components(
        &'static self,
        mode: Mode,
        release: Release,
    ) -> Result<Vec<Component>, CatalogError> {
        let has = |release| {
            self.all_components()
                .any(|it| it.is_default_in(mode) && it.is_in(release))
        };
        if has(release) {
            let members = self
                .all_components()
                .filter(|it| it.belongs_to(mode) && it.is_in(release));
            return Ok(members.collect());
        }
        Err(CatalogError::NoMode {
            mode,
            release,
            since: self
                .releases()
                .find(|it| has(*it))
                .unwrap_or_else(|| self.newest()),
            last: self
                .releases()
                .filter(|it| has(*it))
                .last()
                .unwrap_or_else(|| self.newest()),
        })
    }

    /// What one process of `component` runs: its parts if it is a composite, else itself.
    pub fn expand(&'static self, component: Component, release: Release) -> Vec<Component> {
        if !component.is_composite() {
            return vec![component];
        }
        self.all_components()
            .filter(|part| *part != component && component.runs(*part, release))
            .collect()
    }

    /// The components that read `surface` in `release`, composites left out.
    pub fn readers(&'static self, surface: &Surface, release: Release) -> Vec<Component> {
        let simple = self
            .all_components()
            .filter(|it| !it.is_composite() && it.is_in(release));
        simple
            .filter(|it| surface.is_read_by(*it, release))
            .collect()
    }

    /// Who dials whom in `release`, composites left out: in a process that
    /// [runs](Catalog::expand) both ends, it dials itself.
    ///
    /// Links from outside name the listener's surface, all others the dialler's.
    pub fn links(&'static self, release: Release) -> Vec<Link> {
        let mut links = Vec::new();
        for row in self
            .rows
            .links
            .iter()
            .filter(|row| release.is_within(row.since, row.until))
        {
            let Some(surface) = self
                .surfaces(release)
                .find(|surface| surface.id() == row.surface)
            else {
                continue;
            };
            let from = match row.from.as_slice() {
                [] => self.ends(&[rows::READERS], surface, release),
                from => self.ends(from, surface, release),
            };
            let to = self.ends(&row.to, surface, release);
            for (from, to) in from
                .iter()
                .flat_map(|from| to.iter().map(move |to| (*from, *to)))
            {
                links.extend(row.by.iter().map(|by| Link {
                    from,
                    to,
                    surface,
                    protocol: row.protocol,
                    by: *by,
                }));
            }
        }
        links
    }

    /// By what service `from` dials `of` on `platform`, where the platform gives
    /// its parts names of its own.
    pub fn service(
        &'static self,
        platform: Platform,
        from: End,
        of: End,
    ) -> Option<&'static Service> {
        let mut services = self.rows.services.iter();
        services.find(|service| service.is_for(platform, from, of))
    }

    /// The first release that knows an option by the name that a command line
    /// gives it, or by its path where it has no flag. Its block may have come later.
    pub fn known_since(&'static self, option: &OptionRow) -> Release {
        let known = self.known.get_or_init(|| {
            let mut known = BTreeMap::new();
            for row in &self.options {
                let names = row.flag().map(|flag| (true, flag)).into_iter();
                for name in names.chain([(false, row.yaml())]) {
                    let first = known.entry(name).or_insert(row.since());
                    *first = row.since().min(*first);
                }
            }
            known
        });
        let name = option
            .flag()
            .map_or((false, option.yaml()), |it| (true, it));
        known.get(&name).copied().unwrap_or(option.since())
    }

    /// Every external, in the catalog's order.
    pub fn externals(&'static self) -> impl Iterator<Item = External> {
        self.rows.externals.iter().map(External::of)
    }

    /// The surface whose options make `link`'s listener, if a process of Mimir listens.
    pub fn listener(&'static self, link: &Link, release: Release) -> Option<&'static Surface> {
        link.to.component()?;
        self.listener_for(link.protocol, release)
    }

    /// The surface whose options make a process of Mimir listen for `protocol`,
    /// if one ever does.
    pub fn listener_for(
        &'static self,
        protocol: Protocol,
        release: Release,
    ) -> Option<&'static Surface> {
        let kind = match protocol {
            Protocol::Grpc => SurfaceKind::GrpcServer,
            Protocol::Http => SurfaceKind::HttpServer,
            Protocol::Gossip => SurfaceKind::Memberlist,
            Protocol::Etcd
            | Protocol::Memcached
            | Protocol::Redis
            | Protocol::Https
            | Protocol::Kafka => return None,
        };
        self.surfaces(release)
            .find(|surface| surface.kind() == kind)
    }

    /// The ends that a row's words mean.
    fn ends(
        &'static self,
        words: &[&'static str],
        surface: &Surface,
        release: Release,
    ) -> Vec<End> {
        let simple = || {
            self.all_components()
                .filter(|it| !it.is_composite() && it.is_in(release))
        };
        let mut ends = Vec::new();
        for word in words {
            match *word {
                EVERY => ends.extend(simple().map(End::Component)),
                rows::READERS => ends.extend(
                    self.readers(surface, release)
                        .into_iter()
                        .map(End::Component),
                ),
                name => {
                    ends.extend(simple().filter(|it| it.name() == name).map(End::Component));
                    ends.extend(
                        self.externals()
                            .filter(|it| it.name() == name)
                            .map(End::External),
                    );
                }
            }
        }
        ends
    }
}
