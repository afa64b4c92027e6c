//! The cluster that the inputs describe: its processes, its files, and what
//! stands around it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use super::account::Account;
use super::code::Code;
use super::finding::{Place, ReleaseSource};
use super::handed::{Handed, Looked, MOST_TEXT, size};
use super::input::{self, Input, Kind, Source};
use super::material::{Material, base};
use super::options::Options;
use super::ours::{self, Folder};
use super::process::{Form, Known, Lookup, OptionRole, Process, Setting, everyone};
use super::read::{self, Candidate, Config, Facts, Overlay, Truths};
use super::releases::{Held, Releases};
use super::rules::Draft;
use super::surroundings::Surroundings;
use crate::catalog::{Component, Field, Miss, Mode, Release, Surface};
use crate::cluster::Files;
use crate::sorted::SortedMap;

/// All that the inputs say.
pub(super) struct Cluster {
    /// The processes and their files, whose numbers are those of the materials.
    pub(super) running: crate::cluster::Cluster,
    /// The processes as often as they are told, where a folder of ours has each in
    /// several forms.
    pub(super) told: Vec<Process>,
    sources: Vec<Source>,
    /// The numbers of the sources by their paths.
    by_path: HashMap<String, usize>,
    pub(super) materials: Vec<Material>,
    pub(super) around: Surroundings,
    pub(super) release_source: ReleaseSource,
    /// What became of each input, in the order of the inputs.
    pub(super) accounts: Vec<Account>,
    /// What was asked of the catalog, and of which releases.
    pub(super) known: Asked,
}

/// What was found out about names, for whoever looks at the same inputs again.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    lookups: SortedMap<Release, Lookup>,
    /// The release of each text.
    releases: Releases,
    /// What each file of a chart's values turns on and off.
    truths: Vec<(String, Truths)>,
}

/// The finding of an input that looks like Mimir's and was not read.
fn unread(account: &Account) -> Draft {
    let place = Place {
        file: account.file.clone(),
        ..Place::default()
    };
    Draft::new(account.unread(), place, account.file.clone())
}

impl Cluster {
    /// Reads every input, and puts together what belongs together.
    pub(super) fn read(
        inputs: impl IntoIterator<Item = impl Into<Looked>>,
        options: &Options,
    ) -> (Self, Vec<Draft>) {
        Self::read_knowing(inputs, options, None)
    }

    /// The same by somebody who has asked the catalog already.
    pub(super) fn read_knowing(
        inputs: impl IntoIterator<Item = impl Into<Looked>>,
        options: &Options,
        asked: Option<Asked>,
    ) -> (Self, Vec<Draft>) {
        let Handed {
            mut texts,
            materials,
            mut accounts,
            mut evidence,
            others,
            truths,
            drafts,
        } = Handed::of(inputs, options);
        let mut facts = Facts::new(read::twice);
        facts.anothers(others);
        facts.given(accounts.iter().map(|account| account.file.as_str()));
        let empty = accounts.iter().filter(|account| account.is_empty());
        facts.empty(empty.map(|account| account.file.as_str()));
        let all: Vec<&Source> = texts.iter().map(|(_, source)| source).collect();
        let kustomized = read::kustomized(&all, &mut facts);
        read::of_changed(&kustomized, &all, &mut evidence);
        facts.kustomize(kustomized);
        read::weigh(&mut evidence);
        let (release, release_source) = read::release(options.release, &evidence);
        let stand_ins = match options.release {
            Some(_) => Vec::new(),
            None => read::standing_in(&evidence),
        };
        let Asked {
            lookups,
            releases,
            truths,
        } = asked.unwrap_or_else(|| Asked {
            lookups: SortedMap::new(),
            releases: match options.release {
                Some(_) => Releases::given(release),
                None => {
                    let whole = Held {
                        release,
                        stands_for: release_source.stands_for().map(str::to_owned),
                    };
                    Releases::new(whole, read::of_files(evidence))
                }
            },
            truths,
        });
        facts.hold_against(releases.clone(), lookups);
        facts.truths_of_files(truths.clone());
        let drafts = drafts.into_iter().chain(stand_ins);
        drafts.for_each(|draft| facts.finding(draft));
        materials.into_iter().for_each(|it| facts.material(it));
        let mut sources: Vec<Source> = Vec::new();
        let mut by_path = HashMap::new();
        let mut left = MOST_TEXT;
        // What is said of others comes before them.
        let is_of_others =
            |source: &Source| source.kind == Kind::Variables || source.name() == "chart.yaml";
        texts.sort_by_key(|(_, source)| !is_of_others(source));
        for (index, source) in texts {
            let Some(account) = accounts.get_mut(index) else {
                continue;
            };
            let path = source.path.clone();
            let Some(rest) = left.checked_sub(size(&source)) else {
                account.is("broken");
                facts.finding(input::no_room(path));
                continue;
            };
            let is_found = read::read(&source, &mut facts);
            account.merge(std::mem::take(facts.account()));
            if is_found || account.is_broken() {
                left = rest;
                by_path.entry(path).or_insert(sources.len());
                sources.push(source);
            }
        }
        let mut overlays = read::values(&sources, options.is_ordered, &mut facts);
        overlays.extend(read::composed(&sources, &mut facts));
        for Overlay { path, over, is } in overlays {
            let account = accounts.iter_mut().find(|it| it.file == path);
            if let Some(account) = account {
                account.lies_over(over);
                is.into_iter().for_each(|id| account.becomes(id));
            }
        }
        for account in accounts.iter().filter(|it| it.is_unread_mimir()) {
            facts.finding(unread(account));
        }
        read::settle(&sources, options.now, &mut facts);
        let (candidates, configs) = facts.processes();
        let folders = facts.folders();
        let mut processes = assemble(candidates, configs, options, &folders, &mut facts);
        expand(&mut processes, &mut facts);
        let told = processes.clone();
        ours::once(&mut processes, &folders);
        several(&processes, &releases, &mut facts);
        let lookups = facts.lookups();
        let (mut materials, around, drafts) = facts.rest();
        let mut files = Files::default();
        for material in &mut materials {
            let bytes = std::mem::take(&mut material.bytes);
            files.add(material.path.clone(), material.of.clone(), bytes);
        }
        let cluster = Self {
            running: crate::cluster::Cluster {
                release,
                processes,
                files,
            },
            told,
            release_source,
            sources,
            by_path,
            materials,
            around,
            accounts,
            known: Asked {
                lookups,
                releases,
                truths,
            },
        };
        (cluster, drafts)
    }

    /// The inputs again in their order, with other texts for some of the paths.
    /// What was ignored, or could not be read, is empty.
    pub(super) fn inputs(&self, texts: &BTreeMap<String, String>) -> Vec<Input> {
        type Queue<'a> = VecDeque<(&'a [u8], Option<u32>)>;
        let mut known: HashMap<&str, Queue<'_>> = HashMap::new();
        for source in &self.sources {
            let text = texts.get(&source.path).unwrap_or(&source.text);
            let inputs = known.entry(&source.path).or_default();
            inputs.push_back((text.as_bytes(), None));
        }
        for (index, material) in self.materials.iter().enumerate() {
            if material.of.is_none() {
                let bytes = self.running.files.bytes(index);
                let inputs = known.entry(&material.path).or_default();
                inputs.push_back((bytes, material.mode));
            }
        }
        let input = |account: &Account| {
            let known = known.get_mut(account.file.as_str());
            let known = known.and_then(VecDeque::pop_front);
            let (bytes, mode) = known.unwrap_or_default();
            Input {
                path: account.file.clone(),
                bytes: bytes.to_vec(),
                mode,
            }
        };
        self.accounts.iter().map(input).collect()
    }

    /// How much text and how many files there are, in bytes.
    pub(super) fn size(&self) -> usize {
        let texts = self.sources.iter().map(|source| source.text.len());
        let files = (0..self.materials.len()).map(|it| self.running.files.bytes(it).len());
        texts.chain(files).sum()
    }

    /// Whether a file is what a program prints, in which nothing is to be fixed.
    pub(super) fn is_output(&self, path: &str) -> bool {
        let mut accounts = self.accounts.iter();
        accounts.any(|account| account.file == path && account.is_output())
    }

    /// The text of an input, by its path.
    pub(super) fn source(&self, path: &str) -> Option<&Source> {
        self.sources.get(*self.by_path.get(path)?)
    }

    /// Whether a file at that path would be Mimir's: it is called after it, or a process
    /// names one that is called so.
    pub(super) fn means(&self, path: &str) -> bool {
        let name = base(path);
        let processes = self.running.processes.iter();
        let mut settings = processes.flat_map(|it| it.settings.iter());
        name.contains("mimir") || settings.any(|it| base(&it.value) == name)
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
fn assemble(
    candidates: Vec<Candidate>,
    configs: Vec<Config>,
    options: &Options,
    folders: &[Folder],
    facts: &mut Facts,
) -> Vec<Process> {
    let mut processes = Vec::new();
    let mut anybodys = Vec::new();
    let mut used = vec![false; configs.len()];
    for mut candidate in candidates {
        let config = (configs.iter().zip(&mut used))
            .filter_map(|(config, used)| Some((candidate.nearness(config)?, config, used)))
            .max_by_key(|(nearness, ..)| *nearness)
            .map(|(_, config, used)| {
                *used = true;
                config
            });
        if config.is_none()
            && let Some(draft) =
                candidate.lacks_config(|name| facts.has(name), |of| facts.is_made(of))
        {
            facts.finding(draft);
        }
        // Mimir stops on a configuration in which nothing stands.
        if config.is_none()
            && let Some(path) = candidate
                .config_name()
                .and_then(|name| facts.is_empty(name))
        {
            let place = Place {
                file: path.into(),
                line: 1,
                column: 1,
            };
            let draft = Draft::new(Code::Mt603, place, path);
            facts.finding(draft.offering("reason", "the text is empty"));
        }
        let release = candidate.release();
        let config = config.map(|it| read_by(it, release, facts));
        let config = config.as_deref();
        match candidate.target_of_anybody(config, release) {
            Some(target) => {
                let draft = Draft::new(Code::Mt524, target.place().clone(), target.name.clone());
                facts.finding(draft.with("written", &target.value));
                anybodys.push((candidate, config.cloned()));
            }
            None if candidate.is_anybodys(config, release) => {
                anybodys.push((candidate, config.cloned()));
            }
            None => processes.extend(candidate.process(config, release)),
        }
    }
    for (candidate, config) in anybodys {
        let release = candidate.release();
        let config = config.as_ref();
        let file = config.map_or(candidate.file(), Config::file);
        let said = config.map(Config::components).unwrap_or_default();
        let components = members(file, said, options, folders, release, &processes);
        processes.extend(candidate.processes(config, &components, release));
    }
    let configs = configs.into_iter().zip(used);
    let left = configs.filter(|(_, used)| !used).map(|(config, _)| config);
    alone(left.collect(), options, folders, &mut processes);
    processes
}

/// A configuration as a process of that release reads it.
fn read_by<'a>(config: &'a Config, release: Release, facts: &mut Facts) -> Cow<'a, Config> {
    match config.release() == release {
        true => Cow::Borrowed(config),
        false => Cow::Owned(config.looked_up(facts.lookup_in(release))),
    }
}

/// Configurations that no command names.
fn alone(
    configs: Vec<Config>,
    options: &Options,
    folders: &[Folder],
    processes: &mut Vec<Process>,
) {
    let release_of = Config::release;
    let mut configs: Vec<(Option<Component>, Config)> = configs
        .into_iter()
        .map(|config| (config.component(release_of(&config)), config))
        .collect();
    // Those that say whose they are tell what the others are for.
    configs.sort_by_key(|(named, _)| named.is_none());
    for (named, config) in configs {
        let release = release_of(&config);
        let components = match named {
            Some(component) => vec![component],
            None => {
                let said = config.components();
                members(config.file(), said, options, folders, release, processes)
            }
        };
        let Some(first) = components.first() else {
            continue;
        };
        let process = config.process(*first);
        processes.extend(
            components
                .iter()
                .map(|component| process.as_component(*component)),
        );
    }
}

/// Those that a configuration of `file` is for, where it names no target.
fn members(
    file: &str,
    said: &[Component],
    options: &Options,
    folders: &[Folder],
    release: Release,
    processes: &[Process],
) -> Vec<Component> {
    if !options.components.is_empty() {
        return options.components.clone();
    }
    match ours::of(file, folders) {
        Some(folder) => folder.members.clone(),
        None if !said.is_empty() => said.to_vec(),
        None => everyone(options.mode.or_else(|| seen(processes)), release),
    }
}

/// Puts what the environment says, and the defaults of `${NAME:default}`, in;
/// what has neither is said, and is not known.
fn expand(processes: &mut [Process], facts: &mut Facts) {
    for process in processes {
        let release = process.release;
        let put_in = |setting: &Setting| facts.substituted(&process.file, &setting.value);
        let numbered = process.settings.iter().enumerate();
        let filled: Vec<(usize, String)> = numbered
            .filter_map(|(index, setting)| Some((index, put_in(setting)?)))
            .collect();
        if filled.is_empty() && !process.settings.iter().any(is_variable) {
            continue;
        }
        let expands = process.container.expands || process.role(OptionRole::ExpandEnv).is_some();
        let has_flags = process
            .settings
            .iter()
            .any(|setting| setting.form == Form::Flag);
        let mut settings = (*process.settings).clone();
        for (index, value) in filled {
            if let Some(setting) = settings.get_mut(index) {
                setting.set_text(&value, release);
            }
        }
        for setting in settings.iter_mut().filter(|setting| is_variable(setting)) {
            let about = |code| Draft::new(code, setting.place().clone(), setting.name.clone());
            if has_flags && !expands {
                facts.finding(about(Code::Mt136).with("value", &setting.value));
            }
            match read::expanded(&setting.value, &process.container.environment) {
                Some(value) => setting.set_text(&value, release),
                None => {
                    // What is none of TLS is nobody's business here.
                    let is_other = matches!(setting.known, Known::Miss(Miss::NotTls { .. }));
                    if !is_other || setting.role.is_some() {
                        facts.finding(about(Code::Mt137).with("value", &setting.value));
                    }
                    setting.is_unknown = true;
                }
            }
        }
        let cluster = process.cluster.clone();
        *process = Process::new(
            process.name.clone(),
            process.component,
            process.file.clone(),
            settings,
            (*process.container).clone(),
            release,
        );
        process.cluster = cluster;
    }
}

/// Says which texts are of other releases than the rest.
fn several(processes: &[Process], releases: &Releases, facts: &mut Facts) {
    let among: BTreeSet<Release> = processes.iter().map(|it| it.release).collect();
    for (release, place) in releases.others(&among) {
        let draft = Draft::new(Code::Mt425, place.clone(), place.file.clone());
        facts.finding(
            draft
                .with("release", release)
                .with("whole", releases.whole.release),
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
