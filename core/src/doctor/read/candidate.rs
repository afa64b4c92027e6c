//! Processes and configuration files as texts describe them, to be put together.

use super::super::code::Code;
use super::super::finding::Place;
use super::super::material::base;
use super::super::process::{
    Container, Lookup, Mount, OptionRole, Process, Setting, component_of, target_of,
};
use super::super::releases::Held;
use super::super::rules::Draft;
use crate::catalog::{Catalog, Component, Release};
use crate::cluster::{begins_alike, folder, is_under};

/// A configuration file of Mimir, which a process may name.
#[derive(Clone)]
pub(in crate::doctor) struct Config {
    name: String,
    file: String,
    settings: Vec<Setting>,
    /// The ConfigMap or Secret that it stands in; empty for a file.
    of: String,
    /// The components that the text says it is for.
    told: Vec<Component>,
    /// The place of the task or the service that it is given to alone.
    given_to: Option<Place>,
    held: Held,
}

impl Config {
    /// The settings under the file's name or the ConfigMap's key, out of the
    /// input `file`.
    pub(super) fn new(name: &str, file: &str, settings: Vec<Setting>) -> Self {
        Self {
            name: name.to_owned(),
            file: file.to_owned(),
            settings,
            of: String::new(),
            told: Vec::new(),
            given_to: None,
            held: Held::newest(),
        }
    }

    /// The same, given to the process at that place alone.
    pub(super) fn given_to(mut self, process: Place) -> Self {
        self.given_to = Some(process);
        self
    }

    /// The same, held against that.
    pub(super) fn held_against(self, held: Held) -> Self {
        Self { held, ..self }
    }

    /// The same, for the components that its text says.
    pub(super) fn told(mut self, components: Vec<Component>) -> Self {
        self.told = components;
        self
    }

    /// It stands in that ConfigMap or Secret; in a file where that is empty.
    pub(super) fn stand_in(&mut self, of: &str) {
        of.clone_into(&mut self.of);
    }

    /// It becomes the entry of that name of a ConfigMap or Secret.
    pub(super) fn become_entry(&mut self, of: &str, name: &str) {
        self.stand_in(of);
        name.clone_into(&mut self.name);
    }

    /// The ConfigMap or Secret that it stands in; empty for a file.
    pub(super) fn of(&self) -> &str {
        &self.of
    }

    /// The components that its text says it is for.
    pub(in crate::doctor) fn components(&self) -> &[Component] {
        &self.told
    }

    /// The component that it names, by its target or its own name.
    pub(in crate::doctor) fn component(&self, release: Release) -> Option<Component> {
        target_of(&self.settings).or_else(|| component_of(&self.name, release))
    }

    /// The input that it is out of.
    pub(in crate::doctor) fn file(&self) -> &str {
        &self.file
    }

    /// The component's process, where no command names the file.
    pub(in crate::doctor) fn process(self, component: Component) -> Process {
        let name = component.name();
        let container = Container {
            stands_for: self.held.stands_for,
            ..Container::default()
        };
        Process::new(
            name,
            component,
            self.file,
            self.settings,
            container,
            self.held.release,
        )
    }

    /// The release that it is held against.
    pub(in crate::doctor) fn release(&self) -> Release {
        self.held.release
    }

    /// The same, its names looked up in the release of who reads it.
    pub(in crate::doctor) fn looked_up(&self, lookup: &mut Lookup) -> Self {
        let mut config = self.clone();
        config.settings.iter_mut().for_each(|it| lookup.again(it));
        config
    }
}

/// A process as one text describes it, its configuration file not yet read.
pub(in crate::doctor) struct Candidate {
    whose: Whose,
    file: String,
    settings: Vec<Setting>,
    container: Container,
    /// Whether whoever runs it may add flags of their own, a target among them.
    takes_words: bool,
    /// Where the text describes it, of several in one text.
    place: Option<Place>,
    /// Whether the text describes the cluster as a whole, which meets no other.
    is_of_whole: bool,
    /// The release that it is held against; the newest where nobody says.
    release: Release,
}

/// Which component a candidate is of.
enum Whose {
    /// The text says so.
    Known(Component),
    /// Its target decides, and without one its names, the best first.
    Hinted { name: String, hints: Vec<String> },
}

impl Candidate {
    /// A process of that component, with all of its settings: no target and no
    /// configuration file changes it.
    pub(super) fn of(
        component: Component,
        file: &str,
        settings: Vec<Setting>,
        container: Container,
    ) -> Self {
        Self {
            whose: Whose::Known(component),
            file: file.to_owned(),
            settings,
            container,
            takes_words: false,
            is_of_whole: true,
            place: None,
            release: Catalog::builtin().newest(),
        }
    }

    /// A process by its flags, called `name`; `hints` may tell its component,
    /// the best first.
    pub(super) fn hinted(
        name: &str,
        hints: &[&str],
        file: &str,
        settings: Vec<Setting>,
        container: Container,
    ) -> Self {
        Self {
            whose: Whose::Hinted {
                name: name.to_owned(),
                hints: hints.iter().map(|&hint| hint.to_owned()).collect(),
            },
            file: file.to_owned(),
            settings,
            container,
            takes_words: false,
            is_of_whole: false,
            place: None,
            release: Catalog::builtin().newest(),
        }
    }

    /// The same, to whose flags whoever runs it may add.
    pub(super) fn taking_words(self) -> Self {
        Self {
            takes_words: true,
            ..self
        }
    }

    /// The same, of a text that describes the cluster as a whole, or may not.
    pub(super) fn of_whole(self, is_of_whole: bool) -> Self {
        Self {
            is_of_whole,
            ..self
        }
    }

    /// The same, described at that place of the text.
    pub(super) fn at(self, place: Option<Place>) -> Self {
        Self { place, ..self }
    }

    /// The same, held against that.
    pub(super) fn held_against(mut self, held: Held) -> Self {
        self.container.stands_for.clone_from(&held.stands_for);
        self.release = held.release;
        self
    }

    /// The release that it is held against.
    pub(in crate::doctor) fn release(&self) -> Release {
        self.release
    }

    /// Whether no text says which component it is of.
    pub(super) fn is_hinted(&self) -> bool {
        matches!(self.whose, Whose::Hinted { .. })
    }

    /// Its settings, the configuration file's left out.
    pub(super) fn settings(&self) -> &[Setting] {
        &self.settings
    }

    /// How near a configuration file is to this process: whether it is given to it
    /// alone, whether it is mounted where the flags say, and in folders; none where
    /// its flags name another, or no file at all, and of what another is given.
    pub(in crate::doctor) fn nearness(&self, config: &Config) -> Option<(bool, bool, usize)> {
        let is_anothers = config.given_to.is_some() && config.given_to != self.place;
        if is_anothers || matches!(self.whose, Whose::Known(_)) {
            return None;
        }
        let wanted = self.config_setting()?;
        let name = base(&config.name);
        let is_here = name == base(&wanted.value);
        let is_mounted = self.container.mounts.iter().any(|mount| {
            // A single file may be mounted under another name.
            let is_file = mount.path == wanted.value && base(&mount.of) == name;
            // Of several that bear the name, the one in the folder that is mounted.
            let is_folder = is_here
                && !config.of.is_empty()
                && (mount.of == config.of || folder(&mount.of) == config.of)
                && (mount.path == wanted.value || mount.path == folder(&wanted.value));
            is_file || is_folder
        });
        let is_wanted = is_mounted || is_here;
        let is_given = config.given_to.is_some();
        is_wanted.then(|| (is_given, is_mounted, begins_alike(&config.file, &self.file)))
    }

    /// The flag that asks for a configuration file; the last one counts.
    fn config_setting(&self) -> Option<&Setting> {
        let is_it = |setting: &&Setting| setting.role == Some(OptionRole::ConfigFile);
        self.settings.iter().rfind(is_it)
    }

    /// The name of the configuration file that its flags ask for, without folders.
    pub(in crate::doctor) fn config_name(&self) -> Option<&str> {
        let wanted = self.config_setting()?;
        Some(base(&wanted.value)).filter(|_| self.is_hinted())
    }

    /// That it names a configuration file which nobody handed over, so that nothing
    /// is known of what is not set; `is_given` knows files, ConfigMaps and Secrets
    /// by their names, `is_made` those that somebody makes.
    pub(in crate::doctor) fn lacks_config(
        &mut self,
        is_given: impl Fn(&str) -> bool,
        is_made: impl Fn(&str) -> bool,
    ) -> Option<Draft> {
        let Whose::Hinted { name, .. } = &self.whose else {
            return None;
        };
        let wanted = self.config_setting()?;
        let path = wanted.value.as_str();
        let mounts = &self.container.mounts;
        let around = || mounts.iter().filter(|mount| is_under(path, &mount.path));
        let is_object = |mount: &Mount| {
            let object = mount.of.split('/').next().unwrap_or_default();
            !object.is_empty() && is_made(object)
        };
        // Whoever makes it says who knows what is in it, and not what that is.
        if !path.is_empty() && around().any(is_object) {
            self.container.has_more = true;
            return None;
        }
        let is_here = is_given(base(path)) || around().any(|mount| is_given(base(&mount.of)));
        if path.is_empty() || is_here {
            return None;
        }
        let draft = Draft::new(Code::Mt525, wanted.place().clone(), name.clone());
        // What nobody knows the name of is told already.
        let told = (!wanted.is_unknown).then(|| draft.with("path", path));
        self.container.has_more = true;
        told
    }

    /// Whether its target is one that nobody can tell: a variable, and no name
    /// says what that becomes. It is then for anybody, as a configuration without a
    /// target is.
    pub(in crate::doctor) fn target_of_anybody(
        &self,
        config: Option<&Config>,
        release: Release,
    ) -> Option<&Setting> {
        let Whose::Hinted { hints, .. } = &self.whose else {
            return None;
        };
        let is_target = |setting: &&Setting| setting.role == Some(OptionRole::Target);
        let setting = self.settings.iter().rfind(is_target)?;
        let is_told = config.is_some_and(|config| config.settings.iter().any(|it| is_target(&it)))
            || (hints.iter().filter_map(|hint| component_of(hint, release)))
                .any(|component| !component.is_composite());
        (setting.is_unknown && !is_told).then_some(setting)
    }

    /// Whether it has no target, and is run with words of somebody's, in which one
    /// may be: it is then for anybody too.
    pub(in crate::doctor) fn is_anybodys(&self, config: Option<&Config>, release: Release) -> bool {
        let Whose::Hinted { hints, .. } = &self.whose else {
            return false;
        };
        let is_target = |setting: &Setting| setting.role == Some(OptionRole::Target);
        let settings = config.map(|config| config.settings.as_slice());
        let mut settings = settings.unwrap_or_default().iter().chain(&self.settings);
        let mut hints = hints.iter().filter_map(|it| component_of(it, release));
        self.takes_words && !settings.any(is_target) && hints.next().is_none()
    }

    /// The input that describes it.
    pub(in crate::doctor) fn file(&self) -> &str {
        &self.file
    }

    /// The processes of `components`, with the configuration file that they read.
    pub(in crate::doctor) fn processes(
        self,
        config: Option<&Config>,
        components: &[Component],
        release: Release,
    ) -> Vec<Process> {
        let mut settings = self.settings;
        if let Some(config) = config {
            let flags = std::mem::replace(&mut settings, config.settings.clone());
            settings.extend(flags);
        }
        let Some(first) = components.first() else {
            return Vec::new();
        };
        let process = Process::new(
            first.name(),
            *first,
            self.file,
            settings,
            self.container,
            release,
        );
        let alike = |component: &Component| process.as_component(*component);
        components.iter().map(alike).collect()
    }

    /// The process, with the configuration file that it reads. None where Mimir
    /// of that release has no component for it.
    pub(in crate::doctor) fn process(
        self,
        config: Option<&Config>,
        release: Release,
    ) -> Option<Process> {
        let mut settings = self.settings;
        if let Some(config) = config {
            let flags = std::mem::replace(&mut settings, config.settings.clone());
            settings.extend(flags);
        }
        let (component, name) = match self.whose {
            Whose::Known(component) => (component, component.name().to_owned()),
            Whose::Hinted { name, hints } => {
                let mut hints = hints.iter();
                // Mimir itself takes the target for `all` where nobody names one.
                let component = target_of(&settings)
                    .or_else(|| hints.find_map(|hint| component_of(hint, release)))
                    .or_else(|| Catalog::builtin().component("all").ok())?;
                (component, name_of(component, &name))
            }
        };
        let cluster = self.file.clone();
        let process = Process::new(
            name,
            component,
            self.file,
            settings,
            self.container,
            release,
        );
        Some(match self.is_of_whole {
            true => process.of_cluster(&cluster),
            false => process,
        })
    }
}

/// What a process is called: its component, and where it is described unless
/// that says the same.
fn name_of(component: Component, name: &str) -> String {
    let short = base(name);
    if short.split('.').next() == Some(component.name()) || short == component.name() {
        component.name().to_owned()
    } else {
        format!("{component} ({short})")
    }
}
