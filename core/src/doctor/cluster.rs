//! The cluster that the inputs describe: its processes, its files, and what
//! stands around it.

use std::collections::HashMap;

use super::finding::Place;
use super::helm;
use super::input::{self, Kind, Sorted, Source};
use super::kubernetes;
use super::material::Material;
use super::process::{
    Container, Lookup, Process, Role, Setting, component_of, everyone, target_of,
};
use super::rules::Draft;
use super::surroundings::{self, Surroundings};
use super::{Input, Options};
use super::{compose, words, yaml};
use crate::catalog::{Catalog, Component, Field, Mode, Release, Surface};
use crate::cluster::Files;
use crate::document::Node;

/// The most text that is read in all, in bytes: room for the flags of a thousand
/// processes with every surface on. Each setting takes up to twenty times its text.
const MOST_TEXT: usize = 5 << 20;

/// All that the inputs say.
pub(super) struct Cluster {
    /// The processes and their files, whose numbers are those of the materials.
    pub(super) running: crate::cluster::Cluster,
    sources: Vec<Source>,
    /// The numbers of the sources by their paths.
    by_path: HashMap<String, usize>,
    pub(super) materials: Vec<Material>,
    pub(super) around: Surroundings,
    pub(super) ignored: Vec<String>,
}

/// A configuration file of Mimir, which a process may name.
pub(super) struct Config {
    /// The name of the file, or the key of the ConfigMap.
    pub(super) name: String,
    pub(super) file: String,
    pub(super) settings: Vec<Setting>,
}

/// A process as one text describes it, its configuration file not yet read.
pub(super) struct Candidate {
    pub(super) name: String,
    /// The names that may tell its component, the best first.
    pub(super) hints: Vec<String>,
    pub(super) file: String,
    pub(super) settings: Vec<Setting>,
    pub(super) container: Container,
}

/// What is gathered from the inputs, one after the other.
pub(super) struct Gathering {
    pub(super) lookup: Lookup,
    pub(super) release: Release,
    pub(super) configs: Vec<Config>,
    pub(super) candidates: Vec<Candidate>,
    pub(super) processes: Vec<Process>,
    pub(super) materials: Vec<Material>,
    pub(super) around: Surroundings,
    pub(super) drafts: Vec<Draft>,
}

impl Cluster {
    /// Reads every input, and puts together what belongs together.
    pub(super) fn read(inputs: Vec<Input>, options: &Options) -> (Self, Vec<Draft>) {
        let mut gathering = Gathering {
            lookup: Lookup::new(options.release),
            release: options.release,
            configs: Vec::new(),
            candidates: Vec::new(),
            processes: Vec::new(),
            materials: Vec::new(),
            around: Surroundings::default(),
            drafts: Vec::new(),
        };
        let mut sources: Vec<Source> = Vec::new();
        let mut by_path = HashMap::new();
        let mut ignored = Vec::new();
        let mut left = MOST_TEXT;
        for input in inputs {
            let path = input.path.clone();
            match input::sort(input) {
                Sorted::Source(source) => {
                    let Some(rest) = left.checked_sub(source.text.len()) else {
                        gathering.drafts.push(input::too_long(path));
                        continue;
                    };
                    if gathering.source(&source) {
                        left = rest;
                        by_path.entry(path).or_insert(sources.len());
                        sources.push(source);
                    } else {
                        ignored.push(path);
                    }
                }
                Sorted::Material(Input { path, bytes, mode }) => {
                    let place = Place {
                        file: path.clone(),
                        ..Place::default()
                    };
                    let opened = options.opened.get(&path).map(|pem| pem.as_slice());
                    let material = Material::read(path, place, bytes, mode, None, opened);
                    gathering.materials.push(material);
                }
                Sorted::Ignored => ignored.push(path),
                Sorted::Unreadable(draft) => gathering.drafts.push(draft),
            }
        }
        let processes = gathering.assemble(options);
        let mut files = Files::default();
        for material in &mut gathering.materials {
            let bytes = std::mem::take(&mut material.bytes);
            files.add(material.path.clone(), material.of.clone(), bytes);
        }
        let cluster = Self {
            running: crate::cluster::Cluster {
                release: options.release,
                processes,
                files,
            },
            sources,
            by_path,
            materials: gathering.materials,
            around: gathering.around,
            ignored,
        };
        (cluster, gathering.drafts)
    }

    /// The text of an input, by its path.
    pub(super) fn source(&self, path: &str) -> Option<&Source> {
        self.sources.get(*self.by_path.get(path)?)
    }

    /// The file that a field of a process means, if it is set and was given.
    pub(super) fn material(
        &self,
        process: &Process,
        surface: &'static Surface,
        field: Field,
    ) -> Option<usize> {
        let path = process.text(surface, field)?;
        self.running.files.find(process, path).file()
    }
}

impl Gathering {
    /// Takes in one input. Says whether it was anything of a cluster's.
    fn source(&mut self, source: &Source) -> bool {
        match source.kind {
            Kind::Nginx => self.around.nginx(source, &source.text, 0),
            Kind::Flags | Kind::Shell | Kind::Unit => return self.commands(source),
            Kind::Yaml => return self.documents(source),
        }
        true
    }

    fn commands(&mut self, source: &Source) -> bool {
        let commands = words::commands(source, &mut self.lookup);
        let alone = commands.len() == 1;
        let mut found = false;
        for command in commands {
            let settings = words::flags(&command.words, &mut self.lookup);
            if settings.is_empty() {
                continue;
            }
            found = true;
            let hints = if alone {
                vec![source.path.clone()]
            } else {
                Vec::new()
            };
            if source.text.contains("\r\n") && source.kind != Kind::Unit {
                let draft = Draft::new("MT606", source.place(1, 0), source.path.clone());
                self.drafts.push(draft);
            }
            self.candidates.push(Candidate {
                name: source.path.clone(),
                hints,
                file: source.path.clone(),
                settings,
                container: Container::default(),
            });
        }
        found
    }

    fn documents(&mut self, source: &Source) -> bool {
        let before = self.drafts.len();
        let documents = yaml::documents(source, &mut self.drafts);
        let mut found = self.drafts.len() > before;
        for node in &documents {
            found |= self.document(source, node);
        }
        found
    }

    fn document(&mut self, source: &Source, node: &Node) -> bool {
        if node.at("kind").is_some() && node.at("apiVersion").is_some() {
            return kubernetes::read(self, source, node);
        }
        if helm::is_values(node) {
            helm::read(self, source, node);
            return true;
        }
        if compose::is_compose(node) {
            return compose::read(self, source, node);
        }
        if surroundings::is_prometheus(node) {
            self.around.prometheus(source, node);
            return true;
        }
        if yaml::is_mimir(node, self.release) {
            self.config(source, node, 0, &source.path);
            return true;
        }
        false
    }

    /// Takes in a configuration of Mimir, which stands `shift` columns in.
    pub(super) fn config(&mut self, source: &Source, node: &Node, shift: usize, name: &str) {
        let settings = yaml::settings(node, source, shift, &mut self.lookup);
        self.configs.push(Config {
            name: name.to_owned(),
            file: source.path.clone(),
            settings,
        });
    }

    /// Takes in an entry of a Secret or a ConfigMap as a file.
    pub(super) fn entry(&mut self, of: &str, key: &str, place: Place, bytes: Vec<u8>) {
        self.materials.push(Material::read(
            format!("{of}/{key}"),
            place,
            bytes,
            None,
            Some(of.to_owned()),
            None,
        ));
    }

    fn assemble(&mut self, options: &Options) -> Vec<Process> {
        let mut processes = std::mem::take(&mut self.processes);
        let mut used = vec![false; self.configs.len()];
        for candidate in std::mem::take(&mut self.candidates) {
            processes.extend(self.process(candidate, &mut used));
        }
        let configs = std::mem::take(&mut self.configs).into_iter().zip(used);
        let left = configs.filter(|(_, used)| !used).map(|(config, _)| config);
        self.alone(left.collect(), options.mode, &mut processes);
        self.expand(&mut processes);
        processes
    }

    /// A candidate with the configuration file that it names.
    fn process(&self, candidate: Candidate, used: &mut [bool]) -> Option<Process> {
        let release = self.release;
        let mut settings = candidate.settings;
        let wanted = settings
            .iter()
            .rfind(|setting| setting.role == Some(Role::ConfigFile))
            .map(|setting| base(&setting.value).to_owned());
        let config = (self.configs.iter().zip(used))
            .filter(|(config, _)| Some(base(&config.name)) == wanted.as_deref())
            .max_by_key(|(config, _)| common(&config.file, &candidate.file));
        if let Some((config, used)) = config {
            *used = true;
            let flags = std::mem::replace(&mut settings, config.settings.clone());
            settings.extend(flags);
        }
        let mut hints = candidate.hints.iter();
        // Mimir itself takes the target for `all` where nobody names one.
        let component = target_of(&settings)
            .or_else(|| hints.find_map(|hint| component_of(hint, release)))
            .or_else(|| Catalog::builtin().component("all").ok())?;
        Some(Process::new(
            name_of(component, &candidate.name),
            component,
            candidate.file,
            settings,
            candidate.container,
            release,
        ))
    }

    /// Configurations that no command names.
    fn alone(&self, configs: Vec<Config>, mode: Option<Mode>, processes: &mut Vec<Process>) {
        let release = self.release;
        let named = |config: &Config| {
            target_of(&config.settings).or_else(|| component_of(&config.name, release))
        };
        let mut configs: Vec<(Option<Component>, Config)> = configs
            .into_iter()
            .map(|config| (named(&config), config))
            .collect();
        // Those that say whose they are tell what the others are for.
        configs.sort_by_key(|(named, _)| named.is_none());
        for (named, config) in configs {
            let components = match named {
                Some(component) => vec![component],
                None => everyone(mode.or_else(|| seen(processes)), release),
            };
            let Some(first) = components.first() else {
                continue;
            };
            let process = Process::new(
                first.name(),
                *first,
                config.file,
                config.settings,
                Container::default(),
                release,
            );
            processes.extend(
                components
                    .iter()
                    .map(|component| process.as_component(*component, release)),
            );
        }
    }

    /// Puts the defaults of `${NAME:default}` in; what has none is said, and is
    /// as good as not set.
    fn expand(&mut self, processes: &mut [Process]) {
        for process in processes {
            if !process.settings.iter().any(is_variable) {
                continue;
            }
            let expands = process.role(Role::ExpandEnv).is_some();
            let has_flags = process
                .settings
                .iter()
                .any(|setting| setting.form == super::process::Form::Flag);
            let mut settings = (*process.settings).clone();
            for setting in settings.iter_mut().filter(|setting| is_variable(setting)) {
                let about = |code| Draft::new(code, setting.place().clone(), setting.name.clone());
                if has_flags && !expands {
                    self.drafts
                        .push(about("MT136").with("value", &setting.value));
                }
                match yaml::expanded(&setting.value) {
                    Some(value) => setting.value = value,
                    None => {
                        self.drafts
                            .push(about("MT137").with("value", &setting.value));
                    }
                }
            }
            *process = Process::new(
                process.name.clone(),
                process.component,
                process.file.clone(),
                settings,
                (*process.container).clone(),
                self.release,
            );
        }
    }
}

/// The mode whose components are among the processes: what a configuration
/// without a target beside them is for.
fn seen(processes: &[Process]) -> Option<Mode> {
    let is_of = |mode: &Mode| {
        processes
            .iter()
            .any(|it| it.component.is_composite() && it.component.is_default_in(*mode))
    };
    Mode::ALL.into_iter().find(is_of)
}

fn is_variable(setting: &Setting) -> bool {
    setting.form == super::process::Form::Yaml && setting.value.contains("${")
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

/// A path without its folders.
fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// How many folders two paths begin with alike.
fn common(one: &str, other: &str) -> usize {
    one.split('/')
        .zip(other.split('/'))
        .take_while(|(one, other)| one == other)
        .count()
}
