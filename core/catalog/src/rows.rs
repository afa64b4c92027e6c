//! The rows of `core/catalog/data`, as they are written.

use std::sync::OnceLock;

use serde::Deserialize;

use super::component::ComponentRow;
use super::field::FieldRow;
use super::link::{ExternalRow, LinkRow};
use super::names::CommandLineRow;
use super::release::ReleaseRow;
use super::reread::RereadRow;
use super::types::OptionType;
use super::{Group, Release, Service, Surface};

/// The names of all options that are not about TLS; see [`super::names`].
pub(super) const TREE: &str = include_str!("../data/options.tree");

/// What options take.
pub(super) fn types() -> Vec<OptionType> {
    read(include_str!("../data/types.json"))
}

/// The flags that no YAML key has.
pub(super) fn command_line() -> Vec<CommandLineRow> {
    read(include_str!("../data/command-line.json"))
}

/// What a running process reads again, once it was asked for.
pub(super) fn rereads() -> &'static [RereadRow] {
    static ROWS: OnceLock<Vec<RereadRow>> = OnceLock::new();
    ROWS.get_or_init(|| read(include_str!("../data/rereads.json")))
}

/// In a link's row, stands for whoever reads the surface.
pub(super) const READERS: &str = "@readers";

/// The tables that refer to each other; those above stand alone.
#[derive(Debug)]
pub(super) struct Rows {
    pub(super) releases: Vec<ReleaseRow>,
    pub(super) fields: Vec<FieldRow>,
    pub(super) surfaces: Vec<Surface>,
    pub(super) groups: Vec<Group>,
    pub(super) components: Vec<ComponentRow>,
    pub(super) externals: Vec<ExternalRow>,
    pub(super) links: Vec<LinkRow>,
    pub(super) services: Vec<Service>,
    pub(super) absent: Vec<AbsentRow>,
}

/// A row of `data/absent.json`: a name that is asked for, and not here.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AbsentRow {
    pub(super) what: What,
    pub(super) name: &'static str,
    pub(super) why: &'static str,
}

/// What an absent name would have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum What {
    Component,
    Surface,
}

impl What {
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Component => "component",
            Self::Surface => "surface",
        }
    }
}

impl Rows {
    pub(super) fn builtin() -> &'static Self {
        static ROWS: OnceLock<Rows> = OnceLock::new();
        ROWS.get_or_init(|| {
            let mut rows = Self {
                releases: read(include_str!("../data/releases.json")),
                fields: read(include_str!("../data/fields.json")),
                surfaces: read(include_str!("../data/surfaces.json")),
                groups: read(include_str!("../data/groups.json")),
                components: read(include_str!("../data/components.json")),
                externals: read(include_str!("../data/externals.json")),
                links: read(include_str!("../data/links.json")),
                services: read(include_str!("../data/services.json")),
                absent: read(include_str!("../data/absent.json")),
            };
            rows.surfaces
                .iter_mut()
                .enumerate()
                .for_each(|(place, row)| row.place = place);
            rows.components
                .iter_mut()
                .enumerate()
                .for_each(|(place, row)| row.place = place);
            rows.externals
                .iter_mut()
                .enumerate()
                .for_each(|(place, row)| row.place = place);
            rows
        })
    }

    pub(super) fn oldest(&self) -> Release {
        self.releases[0].version
    }

    pub(super) fn newest(&self) -> Release {
        self.last_release().version
    }

    pub(super) fn last_release(&self) -> &ReleaseRow {
        &self.releases[self.releases.len() - 1]
    }
}

#[expect(
    clippy::expect_used,
    reason = "the rows are compiled in, and every test reads them all"
)]
fn read<T: Deserialize<'static>>(rows: &'static str) -> Vec<T> {
    serde_json::from_str(rows).expect("a table of core/catalog/data has a row that cannot be read")
}
