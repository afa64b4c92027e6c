//! The cluster that the inputs describe: its processes, its files, and what
//! stands around it.

use std::collections::HashMap;

use super::code::Code;
use super::finding::Place;
use super::input::{self, Input, Sorted, Source};
use super::material::Material;
use super::options::Options;
use super::process::{Form, OptionRole, Process, Setting, everyone};
use super::read::{self, Candidate, Config, Facts};
use super::rules::Draft;
use super::surroundings::Surroundings;
use crate::catalog::{Component, Field, Mode, Release, Surface};
use crate::cluster::Files;

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

impl Cluster {
    /// Reads every input, and puts together what belongs together.
    pub(super) fn read(inputs: Vec<Input>, options: &Options) -> (Self, Vec<Draft>) {
        let mut facts = Facts::new(options.release);
        let mut sources: Vec<Source> = Vec::new();
        let mut by_path = HashMap::new();
        let mut ignored = Vec::new();
        let mut left = MOST_TEXT;
        for input in inputs {
            let path = input.path.clone();
            match input::sort(input) {
                Sorted::Source(source) => {
                    let Some(rest) = left.checked_sub(source.text.len()) else {
                        facts.finding(input::too_long(path));
                        continue;
                    };
                    if read::read(&source, &mut facts) {
                        left = rest;
                        by_path.entry(path).or_insert(sources.len());
                        sources.push(source);
                    } else {
                        ignored.push(path);
                    }
                }
                Sorted::Material(mut input) => {
                    let bytes = std::mem::take(&mut input.bytes);
                    let place = Place {
                        file: path.clone(),
                        ..Place::default()
                    };
                    let opened = options.opened.get(&path).map(|pem| pem.as_slice());
                    let material = Material::read(path, place, bytes, input.mode, None, opened);
                    facts.material(material);
                }
                Sorted::Ignored => ignored.push(path),
                Sorted::Unreadable(draft) => facts.finding(draft),
            }
        }
        let (candidates, configs) = facts.processes();
        let mut processes = assemble(candidates, configs, options);
        expand(&mut processes, options.release, &mut facts);
        let (mut materials, around, drafts) = facts.rest();
        let mut files = Files::default();
        for material in &mut materials {
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
            materials,
            around,
            ignored,
        };
        (cluster, drafts)
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

/// Puts each process together with the configuration file that it names.
fn assemble(candidates: Vec<Candidate>, configs: Vec<Config>, options: &Options) -> Vec<Process> {
    let mut processes = Vec::new();
    let mut used = vec![false; configs.len()];
    for candidate in candidates {
        let config = (configs.iter().zip(&mut used))
            .filter_map(|(config, used)| Some((candidate.nearness(config)?, config, used)))
            .max_by_key(|(nearness, ..)| *nearness)
            .map(|(_, config, used)| {
                *used = true;
                config
            });
        processes.extend(candidate.process(config, options.release));
    }
    let configs = configs.into_iter().zip(used);
    let left = configs.filter(|(_, used)| !used).map(|(config, _)| config);
    alone(left.collect(), options, &mut processes);
    processes
}

/// Configurations that no command names.
fn alone(configs: Vec<Config>, options: &Options, processes: &mut Vec<Process>) {
    let release = options.release;
    let mut configs: Vec<(Option<Component>, Config)> = configs
        .into_iter()
        .map(|config| (config.component(release), config))
        .collect();
    // Those that say whose they are tell what the others are for.
    configs.sort_by_key(|(named, _)| named.is_none());
    for (named, config) in configs {
        let components = match named {
            Some(component) => vec![component],
            None => everyone(options.mode.or_else(|| seen(processes)), release),
        };
        let Some(first) = components.first() else {
            continue;
        };
        let process = config.process(*first, release);
        processes.extend(
            components
                .iter()
                .map(|component| process.as_component(*component, release)),
        );
    }
}

/// Puts what the environment says, and the defaults of `${NAME:default}`, in;
/// what has neither is said, and is not known.
fn expand(processes: &mut [Process], release: Release, facts: &mut Facts) {
    for process in processes {
        if !process.settings.iter().any(is_variable) {
            continue;
        }
        let expands = process.role(OptionRole::ExpandEnv).is_some();
        let has_flags = process
            .settings
            .iter()
            .any(|setting| setting.form == Form::Flag);
        let mut settings = (*process.settings).clone();
        for setting in settings.iter_mut().filter(|setting| is_variable(setting)) {
            let about = |code| Draft::new(code, setting.place().clone(), setting.name.clone());
            if has_flags && !expands {
                facts.finding(about(Code::Mt136).with("value", &setting.value));
            }
            match read::expanded(&setting.value, &process.container.environment) {
                Some(value) => setting.value = value,
                None => {
                    facts.finding(about(Code::Mt137).with("value", &setting.value));
                    setting.is_unknown = true;
                }
            }
        }
        *process = Process::new(
            process.name.clone(),
            process.component,
            process.file.clone(),
            settings,
            (*process.container).clone(),
            release,
        );
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
    setting.form == Form::Yaml && setting.value.contains("${")
}
