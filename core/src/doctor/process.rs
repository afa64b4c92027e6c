//! Processes, and the settings that the inputs give them.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use serde::Deserialize;

use super::finding::Place;
use crate::catalog::{
    Catalog, Component, Field, Miss, Mode, OptionRow, Presence, Release, Surface, ValueType,
};
use crate::table;

/// How an option is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    Flag,
    Yaml,
}

/// An option that is none of TLS, but that decides about it: a row of
/// `data/roles.json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Role {
    Target,
    ConfigFile,
    ExpandEnv,
    AlertmanagerUrl,
    FrontendAddress,
    KvStore,
    EtcdEndpoints,
    StorageInsecure,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleRow {
    role: Role,
    flag: &'static str,
    #[serde(default)]
    yaml: Option<&'static str>,
}

impl Role {
    /// The role of an option.
    fn of(form: Form, name: &str) -> Option<Self> {
        static ROWS: OnceLock<Vec<RoleRow>> = OnceLock::new();
        let rows = ROWS.get_or_init(|| table::rows(include_str!("../../data/roles.json")));
        let is = |pattern: &str| match pattern.strip_prefix('*') {
            Some(ending) => name.ends_with(ending),
            None => name == pattern,
        };
        rows.iter()
            .find(|row| match form {
                Form::Flag => is(row.flag),
                Form::Yaml => row.yaml.is_some_and(is),
            })
            .map(|row| row.role)
    }
}

/// What the catalog says of a name.
#[derive(Debug, Clone)]
pub(super) enum Known {
    /// A TLS option of the release.
    Tls(&'static OptionRow),
    /// No TLS option of it, and why.
    Miss(Miss),
}

/// One option, as a text sets it.
#[derive(Debug, Clone)]
pub(super) struct Setting {
    pub(super) form: Form,
    pub(super) name: String,
    pub(super) value: String,
    pub(super) place: Place,
    pub(super) known: Known,
    pub(super) role: Option<Role>,
    /// Whether the value is a list or a mapping.
    pub(super) is_block: bool,
}

impl Setting {
    pub(super) fn option(&self) -> Option<&'static OptionRow> {
        match self.known {
            Known::Tls(option) => Some(option),
            Known::Miss(_) => None,
        }
    }
}

/// The catalog, asked once for each name.
pub(super) struct Lookup {
    release: Release,
    known: HashMap<(Form, String), (Known, Option<Role>)>,
    unknown: usize,
}

/// For so many unknown names the nearest one is looked for; a file with more is
/// none of Mimir's, and would take minutes.
const MOST_UNKNOWN: usize = 500;

impl std::hash::Hash for Form {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (*self == Self::Flag).hash(state);
    }
}

impl Lookup {
    pub(super) fn new(release: Release) -> Self {
        Self {
            release,
            known: HashMap::new(),
            unknown: 0,
        }
    }

    pub(super) fn setting(&mut self, form: Form, name: &str, value: &str, place: Place) -> Setting {
        let release = self.release;
        let unknown = &mut self.unknown;
        let (known, role) = self
            .known
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
                        nearest: None,
                    }),
                    Form::Flag => catalog.by_flag(name, release),
                    Form::Yaml => catalog.by_yaml(name, release),
                };
                let known = found.map_or_else(Known::Miss, Known::Tls);
                (known, Role::of(form, name))
            })
            .clone();
        Setting {
            form,
            name: name.to_owned(),
            value: value.to_owned(),
            place,
            known,
            role,
            is_block: false,
        }
    }

    /// Whether a flag is one of Mimir's in this release or another.
    pub(super) fn is_flag(&mut self, name: &str) -> bool {
        let setting = self.setting(Form::Flag, name, "", Place::default());
        setting.role.is_some() || !matches!(setting.known, Known::Miss(Miss::Unknown { .. }))
    }

    /// Whether a flag without `=` takes the word behind it.
    pub(super) fn takes_value(&mut self, name: &str) -> bool {
        let setting = self.setting(Form::Flag, name, "", Place::default());
        setting
            .option()
            .is_none_or(|option| option.value_type() != ValueType::Boolean)
    }
}

/// A mount of a container: where, of what, and how.
#[derive(Debug, Clone)]
pub(super) struct Mount {
    pub(super) path: String,
    /// The Secret, ConfigMap or folder behind it.
    pub(super) of: String,
    pub(super) is_sub_path: bool,
    pub(super) place: Place,
}

/// A probe of a container, or another check of its health.
#[derive(Debug, Clone)]
pub(super) struct Probe {
    /// `readinessProbe`, `healthcheck`.
    pub(super) name: String,
    pub(super) is_https: bool,
    pub(super) place: Place,
    /// Where the scheme is or belongs.
    pub(super) scheme: Place,
}

/// What surrounds a process that runs in a container.
#[derive(Debug, Clone, Default)]
pub(super) struct Container {
    pub(super) mounts: Vec<Mount>,
    /// Whether every volume of it was seen.
    pub(super) mounts_known: bool,
    pub(super) probes: Vec<Probe>,
}

/// One process, as the inputs describe it.
#[derive(Debug, Clone)]
pub(super) struct Process {
    pub(super) name: String,
    pub(super) component: Component,
    /// What it runs: its parts, or itself.
    pub(super) parts: Vec<Component>,
    pub(super) file: String,
    /// In the order of the texts, flags last, since those win.
    pub(super) settings: Arc<Vec<Setting>>,
    pub(super) container: Arc<Container>,
    effective: Arc<BTreeMap<(&'static Surface, Field), usize>>,
}

impl Process {
    pub(super) fn new(
        name: impl Into<String>,
        component: Component,
        file: impl Into<String>,
        mut settings: Vec<Setting>,
        container: Container,
        release: Release,
    ) -> Self {
        settings.sort_by_key(|setting| setting.form == Form::Flag);
        let mut effective = BTreeMap::new();
        for (index, setting) in settings.iter().enumerate() {
            if let Some(option) = setting.option() {
                effective.insert((option.surface(), option.field()), index);
            }
        }
        let catalog = Catalog::builtin();
        let mut parts = catalog.expand(component, release);
        // Two targets in one process are rare; their parts are all its own.
        let target = settings
            .iter()
            .rfind(|setting| setting.role == Some(Role::Target));
        for word in target
            .iter()
            .flat_map(|target| target.value.split(','))
            .skip(1)
        {
            if let Ok(other) = catalog.component(word.trim()) {
                parts.extend(catalog.expand(other, release));
            }
        }
        Self {
            name: name.into(),
            component,
            parts,
            file: file.into(),
            settings: Arc::new(settings),
            container: Arc::new(container),
            effective: Arc::new(effective),
        }
    }

    /// The same settings and surroundings as another component.
    pub(super) fn as_component(&self, component: Component, release: Release) -> Self {
        Self {
            component,
            name: component.name().to_owned(),
            parts: Catalog::builtin().expand(component, release),
            ..self.clone()
        }
    }

    /// The setting that counts for a field of a surface.
    pub(super) fn get(&self, surface: &'static Surface, field: Field) -> Option<&Setting> {
        self.settings.get(*self.effective.get(&(surface, field))?)
    }

    /// The text of a field; an empty one is as good as none.
    pub(super) fn text(&self, surface: &'static Surface, field: Field) -> Option<&str> {
        self.get(surface, field)
            .map(|setting| setting.value.as_str())
            .filter(|value| !value.is_empty())
    }

    pub(super) fn is_on(&self, surface: &'static Surface, field: Field) -> bool {
        self.text(surface, field) == Some("true")
    }

    /// The settings of a surface that count, by field.
    pub(super) fn block(&self, surface: &'static Surface) -> impl Iterator<Item = &Setting> {
        self.effective
            .iter()
            .filter(move |((of, _), _)| *of == surface)
            .filter_map(|(_, index)| self.settings.get(*index))
    }

    /// The surfaces that are set and that this process reads.
    pub(super) fn surfaces(&self, release: Release) -> Vec<&'static Surface> {
        let mut surfaces: Vec<_> = self.effective.keys().map(|(surface, _)| *surface).collect();
        surfaces.dedup();
        surfaces.retain(|surface| {
            self.parts
                .iter()
                .any(|part| surface.is_read_by(*part, release))
        });
        surfaces
    }

    /// The last setting with a role.
    pub(super) fn role(&self, role: Role) -> Option<&Setting> {
        self.settings
            .iter()
            .rfind(|setting| setting.role == Some(role))
    }

    /// The first endpoint of etcd, where that is what a surface dials.
    pub(super) fn endpoint(&self, surface: &'static Surface, release: Release) -> Option<&Setting> {
        self.role(Role::EtcdEndpoints)?;
        let above = |name: &str| name.rsplit_once('.').map(|(above, _)| above.to_owned());
        let switch = Catalog::builtin().option(surface, Field::Enabled, release)?;
        self.settings.iter().find(|setting| {
            let beside = match setting.form {
                Form::Flag => switch.flag(),
                Form::Yaml => Some(switch.yaml()),
            };
            setting.role == Some(Role::EtcdEndpoints)
                && above(&setting.name) == beside.and_then(above)
        })
    }

    /// What makes two processes alike: the component, and what is set.
    pub(super) fn likeness(&self) -> (Component, Vec<(&'static Surface, Field, &str)>) {
        let set = self.effective.iter().filter_map(|((surface, field), at)| {
            Some((*surface, *field, self.settings.get(*at)?.value.as_str()))
        });
        (self.component, set.collect())
    }

    /// The process and one of its surfaces, in words.
    pub(super) fn at(&self, surface: &Surface) -> String {
        format!("{}, {}", self.name, label(surface))
    }
}

/// What a surface is called: a listener by what it is, a client by the name that
/// `mimir-tls options` has for it.
pub(super) fn label(surface: &Surface) -> &'static str {
    if surface.is_listener() {
        surface.title()
    } else {
        surface.id()
    }
}

/// The component that a name speaks of: `mimir-querier-1.flags`, `ruler`.
pub(super) fn component_of(name: &str, release: Release) -> Option<Component> {
    let file = name.rsplit('/').next().unwrap_or(name).to_lowercase();
    let words: Vec<&str> = file
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let padded = format!("-{}-", words.join("-"));
    Catalog::builtin()
        .all_components()
        .filter(|component| component.is_in(release))
        .filter(|component| padded.contains(&format!("-{}-", component.name())))
        .max_by_key(|component| component.name().len())
}

/// The component that a process's settings name, if they do.
pub(super) fn target_of(settings: &[Setting]) -> Option<Component> {
    let target = settings
        .iter()
        .rfind(|setting| setting.role == Some(Role::Target))?;
    let first = target.value.split(',').next()?.trim();
    Catalog::builtin().component(first).ok()
}

/// Those that a configuration without a target is for.
pub(super) fn everyone(mode: Option<Mode>, release: Release) -> Vec<Component> {
    let mode = mode.unwrap_or(Mode::Microservices);
    let members = Catalog::builtin()
        .components(mode, release)
        .unwrap_or_default();
    members
        .into_iter()
        .filter(|component| component.is_default_in(mode))
        .collect()
}
