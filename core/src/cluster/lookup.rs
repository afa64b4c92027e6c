//! What the catalog says of the names that a text sets.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::setting::{Form, Known, OptionRole, Origin, Place, Setting};
use super::unknown::{is_unknown, shown};
use crate::catalog::{Catalog, Miss, Presence, Release, Surface, ValueType};
use crate::table;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleRow {
    role: OptionRole,
    /// The client that dials what the option says, or that dials if it says so.
    #[serde(default)]
    surface: Option<&'static str>,
    flag: &'static str,
    #[serde(default)]
    yaml: Option<&'static str>,
}

fn roles() -> &'static [RoleRow] {
    static ROWS: OnceLock<Vec<RoleRow>> = OnceLock::new();
    ROWS.get_or_init(|| table::rows(include_str!("../../data/roles.json")))
}

impl OptionRole {
    /// The role of an option by its name.
    fn of(form: Form, name: &str) -> Option<Self> {
        let is = |pattern: &str| match pattern.strip_prefix('*') {
            Some(ending) => name.ends_with(ending),
            None => name == pattern,
        };
        roles()
            .iter()
            .find(|row| match form {
                Form::Flag => is(row.flag),
                Form::Yaml => row.yaml.is_some_and(is),
            })
            .map(|row| row.role)
    }

    /// The role of the option without which nobody is dialled over `surface`: the
    /// address, or the switch where a ring has the addresses.
    pub(super) fn of_client(surface: &Surface) -> Option<Self> {
        let is_of = |row: &&RoleRow| row.surface == Some(surface.id());
        roles().iter().find(is_of).map(|row| row.role)
    }
}

/// The catalog of one release, asked once for each name.
#[derive(Debug, Clone)]
pub struct Lookup {
    release: Release,
    known: HashMap<(Form, String), (Known, Option<OptionRole>)>,
    unknown: usize,
}

/// For so many unknown names the nearest one is looked for; a file with more is
/// none of Mimir's, and would take minutes.
const MOST_UNKNOWN: usize = 500;

impl Lookup {
    /// A lookup in the options of `release`.
    pub fn new(release: Release) -> Self {
        Self {
            release,
            known: HashMap::new(),
            unknown: 0,
        }
    }

    /// The setting that a text makes by writing `name` with `value` at `place`.
    pub fn setting(&mut self, form: Form, name: &str, value: &str, place: Place) -> Setting {
        let (known, role) = self.ask(form, name);
        Setting {
            form,
            name: Cow::Owned(name.to_owned()),
            value: shown(value).into_owned(),
            origin: Origin::Place(place),
            known,
            role,
            is_block: false,
            above: Vec::new(),
            is_unknown: is_unknown(value),
        }
    }

    /// Whether a flag is one of Mimir's in this release or another.
    pub fn is_flag(&mut self, name: &str) -> bool {
        let (known, role) = self.ask(Form::Flag, name);
        role.is_some() || !matches!(known, Known::Miss(Miss::Unknown { .. }))
    }

    /// Whether a flag without `=` takes the word behind it.
    pub(crate) fn takes_value(&self, flag: &str) -> bool {
        let value = Catalog::builtin().flag_value(flag, self.release);
        value != Some(ValueType::Boolean)
    }

    fn ask(&mut self, form: Form, name: &str) -> (Known, Option<OptionRole>) {
        let release = self.release;
        let unknown = &mut self.unknown;
        self.known
            .entry((form, name.to_owned()))
            .or_insert_with(|| {
                let catalog = Catalog::builtin();
                let presence = match form {
                    Form::Flag => catalog.has_flag(name, release),
                    Form::Yaml => catalog.has_yaml(name, release),
                };
                let is_unknown = presence == Presence::Unknown;
                *unknown += usize::from(is_unknown);
                let found = match form {
                    _ if is_unknown && *unknown > MOST_UNKNOWN => Err(Miss::Unknown {
                        name: name.to_owned(),
                        nearest: Vec::new(),
                    }),
                    Form::Flag => catalog.by_flag(name, release),
                    Form::Yaml => catalog.by_yaml(name, release),
                };
                let known = found.map_or_else(Known::Miss, Known::Tls);
                (known, OptionRole::of(form, name))
            })
            .clone()
    }
}
