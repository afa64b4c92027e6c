//! Processes: what runs, with its settings, its files and its container.

use std::sync::Arc;

use super::setting::{Form, OptionRole, Place, Setting};
use crate::catalog::{Catalog, Component, Field, Release, Surface};
use crate::sorted::SortedMap;

/// How a process finds a file by its path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Reach {
    /// What was handed over stands elsewhere than the process sees it: the file
    /// whose path is most like the one that is wanted. One that is not among
    /// the files was not given, which says nothing about the process.
    #[default]
    Likeness,
    /// The process sees these folders, the first before the second, as `at`,
    /// and nothing else: a file that is in none of them is missing.
    Folders {
        /// The path of the process, without a slash at its end.
        at: String,
        /// Folders among the files, without a slash at their ends.
        folders: Vec<String>,
    },
}

/// A mount of a container: where, of what, and how.
#[derive(Debug, Clone)]
pub struct Mount {
    /// The path in the container.
    pub path: String,
    /// The Secret, ConfigMap or folder that is mounted.
    pub of: String,
    /// Whether a single entry of the volume is mounted alone.
    pub is_sub_path: bool,
    /// The path on the host, where that is said to lie beside the text, as the paths
    /// of what was handed over.
    pub beside: Option<String>,
    /// The place at which the mount is written.
    pub place: Place,
}

/// A probe of a container, or another check of its health.
#[derive(Debug, Clone)]
pub struct Probe {
    /// What the probe is called where it is written.
    pub name: String,
    /// Whether the probe speaks TLS.
    pub is_https: bool,
    /// The place at which the probe is written.
    pub place: Place,
    /// The place at which the probe's scheme is written or belongs.
    pub scheme: Place,
}

/// What surrounds a process that runs in a container.
#[derive(Debug, Clone, Default)]
pub struct Container {
    /// The mounts that were seen.
    pub mounts: Vec<Mount>,
    /// Whether every volume of the container was seen.
    pub mounts_known: bool,
    /// The probes of the container.
    pub probes: Vec<Probe>,
    /// Whether the process takes settings from somewhere that was not read: a
    /// file of variables, a configuration. Nothing is then concluded from what
    /// is not set.
    pub has_more: bool,
    /// The variables of its environment, as far as they were read.
    pub environment: Vec<(String, String)>,
    /// What runs in it, where that is no release that is known, and another stands in
    /// for it: `r350`.
    pub stands_for: Option<String>,
    /// Whether whoever starts the process has it put variables of its environment
    /// into its configuration, without a setting that says so.
    pub expands: bool,
}

/// One running component, with its own settings and files.
#[derive(Debug, Clone)]
pub struct Process {
    /// What the process is called: `ingester-0`.
    pub name: String,
    /// The component that the process runs.
    pub component: Component,
    /// The release of Mimir that the process runs.
    pub release: Release,
    /// The parts of the component, or the component itself.
    pub parts: Vec<Component>,
    /// The path of the text that describes the process.
    pub file: String,
    /// All settings in the order of the texts, flags last, since those win.
    pub settings: Arc<Vec<Setting>>,
    /// The container that the process runs in.
    pub container: Arc<Container>,
    /// The way in which the process finds a file by its path.
    pub reach: Reach,
    /// The text that describes the whole of the process's cluster; none where
    /// processes are told one by one, and may all be of one cluster.
    pub cluster: Option<Arc<str>>,
    effective: Arc<SortedMap<(&'static Surface, Field), usize>>,
}

impl Process {
    /// A process of `component` that runs with `settings`; of two settings of
    /// one option a flag counts before YAML, and a later one before an earlier.
    pub fn new(
        name: impl Into<String>,
        component: Component,
        file: impl Into<String>,
        mut settings: Vec<Setting>,
        container: Container,
        release: Release,
    ) -> Self {
        settings.sort_by_key(|setting| setting.form == Form::Flag);
        let mut effective = SortedMap::new();
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
            .rfind(|setting| setting.role == Some(OptionRole::Target));
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
            release,
            parts,
            file: file.into(),
            settings: Arc::new(settings),
            container: Arc::new(container),
            reach: Reach::Likeness,
            cluster: None,
            effective: Arc::new(effective),
        }
    }

    /// The process with its files in `folders`, the first before the second,
    /// which it sees as `at`; all without a slash at their ends.
    #[must_use]
    pub fn with_files_in(self, at: impl Into<String>, folders: Vec<String>) -> Self {
        let at = at.into();
        Self {
            reach: Reach::Folders { at, folders },
            ..self
        }
    }

    /// The process as one of the cluster that a text describes as a whole.
    #[must_use]
    pub fn of_cluster(self, text: &str) -> Self {
        let cluster = Some(Arc::from(text));
        Self { cluster, ..self }
    }

    /// Whether two processes may be of one cluster.
    pub fn may_meet(&self, other: &Self) -> bool {
        match (&self.cluster, &other.cluster) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        }
    }

    /// The process as one of that component, its settings and surroundings kept;
    /// of its own component it runs what it did, by whatever target.
    pub fn as_component(&self, component: Component) -> Self {
        let parts = match component == self.component {
            true => self.parts.clone(),
            false => Catalog::builtin().expand(component, self.release),
        };
        Self {
            component,
            name: component.name().to_owned(),
            parts,
            ..self.clone()
        }
    }

    /// The setting that counts for a field of a surface: its own, or the one that
    /// Mimir hands down to it. Of those the own counts, unless it stands in YAML and
    /// the other is a flag, which Mimir hands down last.
    pub fn get(&self, surface: &'static Surface, field: Field) -> Option<&Setting> {
        let own = self.own(surface, field);
        let above = surface
            .handed_down_by()
            .and_then(|above| self.own(above, field));
        match (own, above) {
            (Some(own), Some(above)) if own.form == Form::Yaml && above.form == Form::Flag => {
                Some(above)
            }
            (own, above) => own.or(above),
        }
    }

    fn own(&self, surface: &'static Surface, field: Field) -> Option<&Setting> {
        self.settings.get(*self.effective.get(&(surface, field))?)
    }

    /// The text of a field of a surface; an empty one is as good as none.
    pub fn text(&self, surface: &'static Surface, field: Field) -> Option<&str> {
        self.get(surface, field)
            .map(|setting| setting.value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// Whether a field of a surface is set to true.
    pub fn is_on(&self, surface: &'static Surface, field: Field) -> bool {
        self.text(surface, field) == Some("true")
    }

    /// The settings of a surface that count, by field.
    pub fn block(&self, surface: &'static Surface) -> impl Iterator<Item = &Setting> {
        self.effective
            .iter()
            .filter(move |((of, _), _)| *of == surface)
            .filter_map(|(_, index)| self.settings.get(*index))
    }

    /// The surfaces that are set and that this process reads.
    pub fn surfaces(&self) -> Vec<&'static Surface> {
        let mut surfaces: Vec<_> = self.effective.keys().map(|(surface, _)| *surface).collect();
        surfaces.dedup();
        surfaces.retain(|surface| {
            self.parts
                .iter()
                .any(|part| surface.is_read_by(*part, self.release))
        });
        surfaces
    }

    /// The last setting with a role.
    pub fn role(&self, role: OptionRole) -> Option<&Setting> {
        self.settings
            .iter()
            .rfind(|setting| setting.role == Some(role))
    }

    /// The first endpoint of etcd, where that is what a surface dials.
    pub fn endpoint(&self, surface: &'static Surface) -> Option<&Setting> {
        self.role(OptionRole::EtcdEndpoints)?;
        let above = |name: &str| name.rsplit_once('.').map(|(above, _)| above.to_owned());
        let switch = Catalog::builtin().option(surface, Field::Enabled, self.release)?;
        self.settings.iter().find(|setting| {
            let beside = match setting.form {
                Form::Flag => switch.flag(),
                Form::Yaml => Some(switch.yaml()),
            };
            setting.role == Some(OptionRole::EtcdEndpoints)
                && above(&setting.name) == beside.and_then(above)
        })
    }

    /// What makes two processes alike: the component, and what is set.
    pub fn likeness(&self) -> (Component, Vec<(&'static Surface, Field, &str)>) {
        let set = self.effective.iter().filter_map(|((surface, field), at)| {
            Some((*surface, *field, self.settings.get(*at)?.value.as_str()))
        });
        (self.component, set.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::lookup::Lookup;
    use super::*;
    use crate::catalog::OptionRow;

    /// A storage takes what is its own, else what is handed down to it, and a flag
    /// of that before its own YAML.
    #[test]
    fn what_all_storages_have_is_handed_down() {
        let (catalog, field) = (Catalog::builtin(), Field::ServerName);
        let release = catalog.newest();
        let Some(option) = catalog
            .options(release)
            .find(|it| it.surface().hands_down_to().next().is_some() && it.field() == field)
        else {
            panic!("nothing is handed down");
        };
        let Some(heir) = option.surface().hands_down_to().next() else {
            panic!("to nobody");
        };
        let Some(own) = catalog.option(heir, field, release) else {
            panic!("{heir} has none");
        };
        let counts = |said: &[(Form, &'static OptionRow)]| {
            let mut lookup = Lookup::new(release);
            let settings = said.iter().zip(["a", "b"]).map(|((form, option), value)| {
                let name = match form {
                    Form::Flag => option.flag().unwrap_or_default(),
                    Form::Yaml => option.yaml(),
                };
                lookup.setting(*form, name, value, Place::default())
            });
            let settings = settings.collect();
            let Some(component) = catalog.all_components().next() else {
                panic!("no component");
            };
            let container = Container::default();
            let process = Process::new("", component, "", settings, container, release);
            process.text(heir, field).unwrap_or_default().to_owned()
        };
        assert_eq!(counts(&[(Form::Yaml, option)]), "a");
        assert_eq!(counts(&[(Form::Yaml, option), (Form::Yaml, own)]), "b");
        assert_eq!(counts(&[(Form::Flag, option), (Form::Yaml, own)]), "a");
        assert_eq!(counts(&[(Form::Yaml, option), (Form::Flag, own)]), "b");
        assert_eq!(counts(&[(Form::Flag, option), (Form::Flag, own)]), "b");
    }
}
