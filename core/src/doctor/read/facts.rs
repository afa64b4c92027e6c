//! What the readers find in the inputs, one after the other.

use std::collections::BTreeSet;

use super::super::account::Account;
use super::super::code::Code;
use super::super::finding::Place;
use super::super::material::{MOST_BLOCKS, Material, base};
use super::super::ours::Folder;
use super::super::process::{
    Container, Form, Lookup, OptionRole, Process, Setting, component_of, target_of,
};
use super::super::rules::Draft;
use super::super::surroundings::{Cache, Gateway, Scrape, Surroundings};
use super::overlay::ValuesFile;
use crate::catalog::{Catalog, Component, Release};

/// All that was found so far. Readers add to it, and take nothing back.
pub(in crate::doctor) struct Facts {
    release: Release,
    lookup: Lookup,
    candidates: Vec<Candidate>,
    configs: Vec<Config>,
    materials: Vec<Material>,
    around: Surroundings,
    drafts: Vec<Draft>,
    account: Account,
    folders: Vec<Folder>,
    values: Vec<ValuesFile>,
    /// The names of all files that were handed over, without their folders.
    given: BTreeSet<String>,
}

impl Facts {
    pub(in crate::doctor) fn new(release: Release) -> Self {
        Self {
            release,
            lookup: Lookup::new(release),
            candidates: Vec::new(),
            configs: Vec::new(),
            materials: Vec::new(),
            around: Surroundings::default(),
            drafts: Vec::new(),
            account: Account::default(),
            folders: Vec::new(),
            values: Vec::new(),
            given: BTreeSet::new(),
        }
    }

    /// What becomes of the input that is being read.
    pub(in crate::doctor) fn account(&mut self) -> &mut Account {
        &mut self.account
    }

    /// The release that the inputs are held against.
    pub(super) fn release(&self) -> Release {
        self.release
    }

    /// What the catalog says of options' names.
    pub(super) fn lookup(&mut self) -> &mut Lookup {
        &mut self.lookup
    }

    /// One option, as a text sets it.
    pub(super) fn setting(&mut self, form: Form, name: &str, value: &str, at: Place) -> Setting {
        self.lookup.setting(form, name, value, at)
    }

    /// A process, as one text describes it.
    pub(super) fn candidate(&mut self, candidate: Candidate) {
        self.candidates.push(candidate);
    }

    /// A configuration file of Mimir.
    pub(super) fn config(&mut self, config: Config) {
        self.configs.push(config);
    }

    /// A file of certificates or keys.
    pub(in crate::doctor) fn material(&mut self, material: Material) {
        if let Some(line) = material.unread {
            let reason = format!("it has more than {MOST_BLOCKS} blocks");
            let rest = format!("the rest of {}", material.path);
            self.finding(Draft::new(Code::Mt322, material.at(line), rest).with("reason", reason));
        }
        self.materials.push(material);
    }

    /// An entry of a Secret or a ConfigMap, as a file.
    pub(super) fn entry(&mut self, of: &str, key: &str, place: Place, bytes: Vec<u8>) {
        let path = format!("{of}/{key}");
        let of = Some(of.to_owned());
        self.material(Material::read(path, place, bytes, None, of, None));
    }

    /// An nginx in front of Mimir.
    pub(super) fn gateway(&mut self, gateway: Gateway) {
        self.around.gateways.push(gateway);
    }

    /// The gateway of the Helm chart, as the chart makes it: the line that
    /// would change it.
    pub(super) fn default_gateway(&mut self, place: Place) {
        self.around.default_gateway = Some(place);
    }

    /// A job that scrapes metrics.
    pub(super) fn scrape(&mut self, scrape: Scrape) {
        self.around.scrapes.push(scrape);
    }

    /// A URL at which somebody writes or reads.
    pub(super) fn url(&mut self, place: Place, url: &str) {
        self.around.urls.push((place, url.to_owned()));
    }

    /// A memcached.
    pub(super) fn cache(&mut self, cache: Cache) {
        self.around.caches.push(cache);
    }

    /// A workload that the rollout-operator asks before it takes replicas away.
    pub(super) fn downscale(&mut self, place: Place, name: &str) {
        self.around.downscales.push((place, name.to_owned()));
    }

    /// A file with values of the chart, at its top or behind a key of a chart
    /// around it.
    pub(super) fn values_file(&mut self, path: &str, alias: Option<String>) {
        let path = path.to_owned();
        let file = ValuesFile { path, alias };
        // A file of several documents is one.
        if !self.values.contains(&file) {
            self.values.push(file);
        }
    }

    /// The files with values of the chart.
    pub(super) fn values_files(&mut self) -> Vec<ValuesFile> {
        std::mem::take(&mut self.values)
    }

    /// Remembers which files were handed over.
    pub(in crate::doctor) fn given<'a>(&mut self, paths: impl Iterator<Item = &'a str>) {
        self.given = paths.map(|path| base(path).to_owned()).collect();
    }

    /// Whether a file of that name was handed over.
    pub(super) fn is_given(&self, name: &str) -> bool {
        self.given.contains(name)
    }

    /// A folder that a plan describes.
    pub(super) fn folder(&mut self, folder: Folder) {
        self.folders.push(folder);
    }

    /// The folders that plans describe.
    pub(in crate::doctor) fn folders(&mut self) -> Vec<Folder> {
        std::mem::take(&mut self.folders)
    }

    /// Something that is wrong with a text whatever else there is.
    pub(in crate::doctor) fn finding(&mut self, draft: Draft) {
        self.drafts.push(draft);
    }

    /// The processes and the configuration files, to be put together.
    pub(in crate::doctor) fn processes(&mut self) -> (Vec<Candidate>, Vec<Config>) {
        let mut candidates = std::mem::take(&mut self.candidates);
        candidates.sort_by_key(|candidate| matches!(candidate.whose, Whose::Hinted { .. }));
        (candidates, std::mem::take(&mut self.configs))
    }

    /// All the rest: the files, what stands around, and what is wrong.
    pub(in crate::doctor) fn rest(self) -> (Vec<Material>, Surroundings, Vec<Draft>) {
        (self.materials, self.around, self.drafts)
    }
}

/// A configuration file of Mimir, which a process may name.
pub(in crate::doctor) struct Config {
    name: String,
    file: String,
    settings: Vec<Setting>,
    /// The components that the text says it is for.
    told: Vec<Component>,
}

impl Config {
    /// The settings under the file's name or the ConfigMap's key, out of the
    /// input `file`.
    pub(super) fn new(name: &str, file: &str, settings: Vec<Setting>) -> Self {
        Self {
            name: name.to_owned(),
            file: file.to_owned(),
            settings,
            told: Vec::new(),
        }
    }

    /// The same, for the components that its text says.
    pub(super) fn told(mut self, components: Vec<Component>) -> Self {
        self.told = components;
        self
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
    pub(in crate::doctor) fn process(self, component: Component, release: Release) -> Process {
        let name = component.name();
        let container = Container::default();
        Process::new(
            name,
            component,
            self.file,
            self.settings,
            container,
            release,
        )
    }
}

/// A process as one text describes it, its configuration file not yet read.
pub(in crate::doctor) struct Candidate {
    whose: Whose,
    file: String,
    settings: Vec<Setting>,
    container: Container,
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
        }
    }

    /// How near a configuration file is to this process, in folders; none where
    /// its flags name another, or no file at all.
    pub(in crate::doctor) fn nearness(&self, config: &Config) -> Option<usize> {
        if matches!(self.whose, Whose::Known(_)) {
            return None;
        }
        let wanted = self
            .settings
            .iter()
            .rfind(|setting| setting.role == Some(OptionRole::ConfigFile))?;
        let is_wanted = base(&config.name) == base(&wanted.value);
        is_wanted.then(|| common(&config.file, &self.file))
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
        let is_whole = matches!(self.whose, Whose::Known(_));
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
        Some(match is_whole {
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

/// How many folders two paths begin with alike.
fn common(one: &str, other: &str) -> usize {
    one.split('/')
        .zip(other.split('/'))
        .take_while(|(one, other)| one == other)
        .count()
}
