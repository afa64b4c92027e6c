//! What the catalog says of the names that a text sets.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::setting::{Form, Known, OptionRole, Origin, Place, Refusal, Setting};
use super::unknown::{is_unknown, shown};
use crate::catalog::{Catalog, Miss, OptionType, Presence, Release, Surface, Takes};
use crate::document::Node;
use crate::{table, value};

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
    known: HashMap<(Form, String), Found>,
    unknown: usize,
}

/// What the catalog says of a name.
#[derive(Debug, Clone)]
struct Found {
    known: Known,
    role: Option<OptionRole>,
    /// What the option takes, where the release has it.
    of: Option<&'static OptionType>,
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

    /// The setting that a text makes by writing `name` with `value` at `place`;
    /// a value of YAML's is one without quotes.
    pub fn setting(&mut self, form: Form, name: &str, value: &str, place: Place) -> Setting {
        let found = self.ask(form, name);
        let mut setting = Setting::found(form, name, place, found.known, found.role);
        setting.put(value, found.of);
        setting
    }

    /// The setting that Mimir's YAML makes of a value.
    pub(super) fn in_yaml(&mut self, path: &str, node: &Node, place: Place) -> Setting {
        let found = self.ask(Form::Yaml, path);
        let mut setting = Setting::found(Form::Yaml, path, place, found.known, found.role);
        setting.put_node(node, found.of);
        setting
    }

    /// Looks up again what a configuration sets, of which another release was asked.
    pub(crate) fn again(&mut self, setting: &mut Setting) {
        let Found { known, role, of } = self.ask(setting.form, &setting.name);
        (setting.known, setting.role) = (known, role);
        // What the release does not have, it refuses no value of.
        let is_value = |it: &Refusal| matches!(it, Refusal::Value { .. });
        if of.is_none() && setting.refused.as_deref().is_some_and(is_value) {
            setting.refused = None;
        }
    }

    /// A word that is no option's name, where one might stand.
    pub(super) fn word(&mut self, text: &str, place: Place) -> Setting {
        let name = text.to_owned();
        let known = Known::Miss(Miss::NotTls { name });
        Setting::found(Form::Flag, text, place, known, None)
    }

    /// Whether a flag is one of Mimir's in this release or another.
    pub fn is_flag(&mut self, name: &str) -> bool {
        let found = self.ask(Form::Flag, name);
        found.role.is_some() || !matches!(found.known, Known::Miss(Miss::Unknown { .. }))
    }

    /// Whether a flag without `=` takes the word behind it.
    pub(crate) fn takes_value(&mut self, flag: &str) -> bool {
        let of = self.flag_type(flag);
        of.is_none_or(|of| *of.takes() != Takes::Boolean)
    }

    /// What a flag takes; none where the release lacks it.
    pub(super) fn flag_type(&mut self, flag: &str) -> Option<&'static OptionType> {
        self.ask(Form::Flag, flag).of
    }

    /// What an option decides about TLS beside the options of TLS.
    pub(super) fn role(&mut self, form: Form, name: &str) -> Option<OptionRole> {
        self.ask(form, name).role
    }

    /// Whether the release has an option at that path of YAML.
    pub(super) fn is_option(&mut self, path: &str) -> bool {
        self.ask(Form::Yaml, path).of.is_some()
    }

    /// Whether the release has options of TLS below that path of YAML.
    pub(super) fn is_tls_block(&self, path: &str) -> bool {
        Catalog::builtin().has_tls_block(path, self.release)
    }

    /// Whether a path of YAML is in a section that Mimir hands down to others.
    pub(super) fn is_handed_down(&self, path: &str) -> bool {
        let section = path.split('.').next().unwrap_or(path);
        let mut surfaces = Catalog::builtin().surfaces(self.release);
        surfaces.any(|it| it.section() == section && it.hands_down_to().next().is_some())
    }

    /// Whether the release has options below that path of YAML.
    pub(super) fn is_block(&self, path: &str) -> bool {
        Catalog::builtin().has_block(path, self.release)
    }

    fn ask(&mut self, form: Form, name: &str) -> Found {
        let release = self.release;
        let unknown = &mut self.unknown;
        self.known
            .entry((form, name.to_owned()))
            .or_insert_with(|| {
                let catalog = Catalog::builtin();
                let tls = match form {
                    Form::Flag => catalog.tls_flag(name, release),
                    Form::Yaml => catalog.tls_yaml(name, release),
                };
                if let Some(option) = tls {
                    return Found {
                        known: Known::Tls(option),
                        role: OptionRole::of(form, name),
                        of: catalog.type_of(option),
                    };
                }
                let (presence, of) = match form {
                    Form::Flag => (
                        catalog.has_flag(name, release),
                        catalog.flag_type(name, release),
                    ),
                    Form::Yaml => (
                        catalog.has_yaml(name, release),
                        catalog.yaml_type(name, release),
                    ),
                };
                // What holds options is none, and needs no nearest one.
                let is_unknown = presence == Presence::Unknown
                    && !(form == Form::Yaml && catalog.has_block(name, release));
                *unknown += usize::from(is_unknown);
                let found = match form {
                    _ if presence == Presence::Unknown
                        && (!is_unknown || *unknown > MOST_UNKNOWN) =>
                    {
                        Err(Miss::Unknown {
                            name: name.to_owned(),
                            nearest: Vec::new(),
                        })
                    }
                    Form::Flag => catalog.by_flag(name, release),
                    Form::Yaml => catalog.by_yaml(name, release),
                };
                Found {
                    known: found.map_or_else(Known::Miss, Known::Tls),
                    role: OptionRole::of(form, name),
                    of,
                }
            })
            .clone()
    }
}

impl Setting {
    /// One that a text makes, before its value is known.
    fn found(form: Form, name: &str, place: Place, known: Known, role: Option<OptionRole>) -> Self {
        Self {
            form,
            name: Cow::Owned(name.to_owned()),
            value: String::new(),
            origin: Origin::Place(place),
            known,
            role,
            is_block: false,
            is_unknown: false,
            above: Vec::new(),
            refused: None,
        }
    }

    /// Sets the option to another text, as a variable puts it in.
    pub fn set_text(&mut self, text: &str, release: Release) {
        let catalog = Catalog::builtin();
        let of = match self.form {
            Form::Flag => catalog.flag_type(&self.name, release),
            Form::Yaml => catalog.yaml_type(&self.name, release),
        };
        self.refused = None;
        self.put(text, of);
    }

    /// Takes a text as the value of an option of that type.
    fn put(&mut self, text: &str, of: Option<&'static OptionType>) {
        if self.form == Form::Yaml {
            return self.put_node(&Node::plain(text), of);
        }
        self.value = shown(text).into_owned();
        self.is_unknown = is_unknown(text);
        let Some(of) = of.filter(|_| !self.is_unknown) else {
            return;
        };
        if *of.takes() == Takes::Boolean
            && let Some(is_on) = value::truth_of_flag(text)
        {
            self.value = is_on.to_string();
        } else if !value::flag_takes(of, text) {
            self.refused = Some(Box::new(Refusal::Value {
                wanted: of.name(),
                lines: Vec::new(),
            }));
        }
    }

    /// Takes a value of YAML's, a truth value in the one notation that a command
    /// line has for it too.
    fn put_node(&mut self, node: &Node, of: Option<&'static OptionType>) {
        let text = value::text_of_yaml(node);
        self.value = shown(&text).into_owned();
        self.is_unknown = is_unknown(node.text().unwrap_or_default());
        let Some(of) = of.filter(|_| !self.is_unknown) else {
            return;
        };
        if *of.takes() == Takes::Boolean
            && let Some(is_on) = value::truth_of_yaml(node)
        {
            self.value = is_on.to_string();
            return;
        }
        let refused = value::refused(of, node);
        if !refused.is_empty() {
            self.refused = Some(Box::new(Refusal::Value {
                wanted: of.name(),
                lines: refused.iter().map(value::Part::line).collect(),
            }));
        }
    }
}
