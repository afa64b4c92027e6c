//! What the readers find in the inputs, one after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::super::account::Account;
use super::super::code::Code;
use super::super::finding::Place;
use super::super::input::Source;
use super::super::material::{MOST_BLOCKS, Material, base};
use super::super::ours::Folder;
use super::super::process::{Form, Lookup, Setting};
use super::super::releases::{Held, Releases};
use super::super::rules::Draft;
use super::super::surroundings::{Cache, Caller, CallerTls, Made, Neighbour, Surroundings, Wanted};
use super::candidate::{Candidate, Config};
use super::changes::Kustomized;
use super::flux::Substitutions;
use super::paths::{common_end, is_called, joined};
use super::pending::{Bundle, Promise, Route, Signer, Unit};
use super::shell::Variables;
use super::truths::Truths;
use super::twice::Twice;
use super::values::{Generated, Installed, ValuesEntry, ValuesFile};
use crate::catalog::Release;
use crate::cluster::FILLERS;
use crate::document::Node;
use crate::language::Language;
use crate::sorted::SortedMap;

/// All that was found so far. Readers add to it, and take nothing back.
pub(in crate::doctor) struct Facts {
    /// The release of the text or the process that is being read.
    held: Held,
    releases: Releases,
    /// What the catalog says of names, by the release that was asked.
    lookups: SortedMap<Release, Lookup>,
    /// What becomes of a key that stands twice in a text inside another.
    twice: fn(&Node) -> Twice,
    /// What is on and off where the text that is being read asks.
    truths: Truths,
    /// What each file of a chart's values turns on and off.
    truths_of_files: Vec<(String, Truths)>,
    candidates: Vec<Candidate>,
    configs: Vec<Config>,
    materials: Vec<Material>,
    around: Surroundings,
    drafts: Vec<Draft>,
    /// Files of variables, by their paths.
    variables: Vec<(String, Variables)>,
    units: Vec<Unit>,
    /// Compose files, by their paths.
    compose_files: Vec<String>,
    /// Files that stand in the input that is being read.
    nested: Vec<Source>,
    promises: Vec<Promise>,
    signers: Vec<Signer>,
    bundles: Vec<Bundle>,
    routes: Vec<Route>,
    policies: Vec<(String, CallerTls)>,
    account: Account,
    folders: Vec<Folder>,
    values: Vec<ValuesFile>,
    installed: Vec<Installed>,
    /// Values of the chart in ConfigMaps and Secrets.
    entries: Vec<ValuesEntry>,
    /// Texts of one line in ConfigMaps, by the map and the key.
    texts: BTreeMap<(String, String), Node>,
    /// Entries that Kustomize makes of files.
    generated: Vec<Generated>,
    /// The folders of charts, and whether the values there are ours.
    charts: Vec<(String, bool)>,
    /// Those of charts that have nothing to do with Mimir.
    strange: BTreeSet<String>,
    /// Files of values that other charts get.
    anothers: Vec<String>,
    /// The names of all files that were handed over, without their folders.
    given: BTreeSet<String>,
    /// Those in which nothing stands.
    empty: Vec<String>,
    /// The ConfigMap or Secret that is being read; empty for a file.
    of: String,
    /// What Flux puts in before anybody reads it.
    flux: Substitutions,
    /// Entries out of which another chart takes its values: the object, and the key.
    of_others: BTreeSet<(String, String)>,
    /// ConfigMaps and Secrets that pods mount, and whether one may be Mimir's.
    mounted: BTreeMap<String, bool>,
    /// ConfigMaps and Secrets that were handed over.
    maps: BTreeSet<String>,
    /// What kustomizations make of manifests.
    kustomized: Rc<Kustomized>,
}

impl Facts {
    pub(in crate::doctor) fn new(twice: fn(&Node) -> Twice) -> Self {
        let held = Held::newest();
        Self {
            releases: Releases::given(held.release),
            held,
            lookups: SortedMap::new(),
            twice,
            truths: Truths::new(),
            truths_of_files: Vec::new(),
            candidates: Vec::new(),
            configs: Vec::new(),
            materials: Vec::new(),
            around: Surroundings::default(),
            drafts: Vec::new(),
            variables: Vec::new(),
            units: Vec::new(),
            compose_files: Vec::new(),
            nested: Vec::new(),
            promises: Vec::new(),
            signers: Vec::new(),
            bundles: Vec::new(),
            routes: Vec::new(),
            policies: Vec::new(),
            account: Account::default(),
            folders: Vec::new(),
            values: Vec::new(),
            installed: Vec::new(),
            entries: Vec::new(),
            texts: BTreeMap::new(),
            generated: Vec::new(),
            charts: Vec::new(),
            strange: BTreeSet::new(),
            anothers: Vec::new(),
            flux: Substitutions::default(),
            of_others: BTreeSet::new(),
            given: BTreeSet::new(),
            empty: Vec::new(),
            of: String::new(),
            mounted: BTreeMap::new(),
            maps: BTreeSet::new(),
            kustomized: Rc::default(),
        }
    }

    /// By the names of these releases all is read from here on.
    pub(in crate::doctor) fn hold_against(
        &mut self,
        releases: Releases,
        lookups: SortedMap<Release, Lookup>,
    ) {
        self.held = releases.whole.clone();
        self.releases = releases;
        self.lookups = lookups;
    }

    /// What becomes of the input that is being read.
    pub(in crate::doctor) fn account(&mut self) -> &mut Account {
        &mut self.account
    }

    /// What kustomizations make of the manifests that are yet to be read.
    pub(in crate::doctor) fn kustomize(&mut self, kustomized: Kustomized) {
        self.kustomized = Rc::new(kustomized);
    }

    /// That again.
    pub(super) fn kustomized(&self) -> Rc<Kustomized> {
        Rc::clone(&self.kustomized)
    }

    /// From here on the text at that path is read, by the names of its release.
    pub(super) fn begin(&mut self, path: &str) {
        self.held = self.releases.of_file(path).clone();
        self.truths = self.truths_at(path);
    }

    /// From here on a process of that text is read, by the names of the release of its
    /// image, or of what that is `built` of.
    pub(super) fn begin_process(&mut self, path: &str, own: Option<Held>, built: Option<&str>) {
        // What is built by a text that names no release is of what is named around it.
        let built = built.filter(|_| self.releases.is_named_in(path));
        let own = own.or_else(|| built.map(Held::built));
        let own = own.filter(|_| !self.releases.are_given());
        self.held = own.unwrap_or_else(|| self.releases.of_file(path).clone());
    }

    /// What files of a chart's values turn on and off.
    pub(in crate::doctor) fn truths_of_files(&mut self, truths: Vec<(String, Truths)>) {
        self.truths_of_files = truths;
    }

    /// The text that is being read asks those values.
    pub(super) fn set_truths(&mut self, truths: Truths) {
        self.truths = truths;
    }

    /// What becomes of a key that stands twice in the text of a value.
    pub(super) fn twice(&self, node: &Node) -> Twice {
        (self.twice)(node)
    }

    /// What is on and off where the text that is being read asks.
    pub(super) fn truths(&self) -> &Truths {
        &self.truths
    }

    /// What a template at that path asks: the values of its chart, but for what
    /// other values say otherwise.
    fn truths_at(&self, path: &str) -> Truths {
        let Some((folder, _)) = path.rsplit_once("templates/") else {
            return Truths::new();
        };
        let is_own = |file: &str| file.strip_prefix(folder) == Some("values.yaml");
        let mut files = self.truths_of_files.iter();
        let own = files.find(|(file, _)| is_own(file));
        let mut truths = own.map(|(_, own)| own.clone()).unwrap_or_default();
        let others = self
            .truths_of_files
            .iter()
            .filter(|(file, _)| !is_own(file));
        for (name, is_on) in others.flat_map(|(_, truths)| truths) {
            // Behind the key of a chart around it, too.
            let ends = name.match_indices('.').map(|(at, _)| at + 1);
            for end in std::iter::once(0)
                .chain(ends)
                .filter_map(|at| name.get(at..))
            {
                if truths.get(end).is_some_and(|was_on| was_on != is_on) {
                    truths.remove(end);
                }
            }
        }
        truths
    }

    /// The release that the text which is being read is held against.
    pub(super) fn release(&self) -> Release {
        self.held.release
    }

    /// What the catalog says of options' names.
    pub(in crate::doctor) fn lookup(&mut self) -> &mut Lookup {
        self.lookup_in(self.held.release)
    }

    /// What it says of them in that release.
    pub(in crate::doctor) fn lookup_in(&mut self, release: Release) -> &mut Lookup {
        let of_release = self.lookups.entry(release);
        of_release.or_insert_with(|| Lookup::new(release))
    }

    /// One option, as a text sets it.
    pub(super) fn setting(&mut self, form: Form, name: &str, value: &str, at: Place) -> Setting {
        self.lookup().setting(form, name, value, at)
    }

    /// A process, as one text describes it.
    pub(super) fn candidate(&mut self, candidate: Candidate) {
        let held = self.held.clone();
        self.candidates.push(candidate.held_against(held));
    }

    /// Of how much that processes are made of has been heard.
    pub(super) fn count(&self) -> usize {
        self.candidates.len() + self.configs.len()
    }

    /// A configuration file of Mimir.
    pub(super) fn config(&mut self, mut config: Config) {
        config.stand_in(&self.of);
        self.configs.push(config.held_against(self.held.clone()));
    }

    /// Configurations from here on stand in that ConfigMap or Secret; in a file
    /// where it is empty.
    pub(super) fn inside(&mut self, of: &str) {
        of.clone_into(&mut self.of);
    }

    /// A ConfigMap or Secret of that name was handed over.
    pub(super) fn map(&mut self, of: &str) {
        self.maps.insert(of.to_owned());
    }

    /// Somebody makes a ConfigMap or a Secret.
    pub(super) fn made(&mut self, made: Made) {
        self.around.made.push(made);
    }

    /// A pod of Mimir's wants an entry of one.
    pub(super) fn wants(&mut self, wanted: Wanted) {
        self.around.wanted.push(wanted);
    }

    /// Whether somebody makes the ConfigMap or Secret of that name.
    pub(in crate::doctor) fn is_made(&self, of: &str) -> bool {
        self.around.made.iter().any(|made| made.is(of))
    }

    /// A pod mounts that ConfigMap or Secret, and may be Mimir's.
    pub(super) fn mounts(&mut self, of: &str, is_mimirs: bool) {
        if !of.is_empty() {
            *self.mounted.entry(of.to_owned()).or_default() |= is_mimirs;
        }
    }

    /// A file of certificates or keys.
    pub(in crate::doctor) fn material(&mut self, material: Material) {
        if let Some(line) = material.unread {
            let rest = format!("the rest of {}", material.path);
            let draft = Draft::new(Code::Mt322, material.at(line), rest);
            self.finding(draft.saying("reason", |language| match language {
                Language::English => format!("it has more than {MOST_BLOCKS} blocks"),
                Language::German => format!("das hat mehr als {MOST_BLOCKS} Blöcke"),
            }));
        }
        self.materials.push(material);
    }

    /// An entry of a Secret or a ConfigMap, as a file.
    pub(super) fn entry(&mut self, of: &str, key: &str, place: Place, bytes: Vec<u8>) {
        let path = format!("{of}/{key}");
        let of = Some(of.to_owned());
        self.material(Material::read(path, place, bytes, None, of, None));
    }

    /// Somebody who calls over HTTP.
    pub(super) fn caller(&mut self, caller: Caller) {
        self.around.callers.push(caller);
    }

    /// The gateway of the Helm chart, as the chart makes it: the line that
    /// would change it.
    pub(super) fn default_gateway(&mut self, place: Place) {
        self.around.default_gateway = Some(place);
    }

    /// Somebody who can be dialled by these names.
    pub(super) fn neighbour(&mut self, names: Vec<String>, is_mimir: bool) {
        self.around.neighbours.push(Neighbour {
            names,
            is_mimir: Some(is_mimir),
            labels: Vec::new(),
        });
    }

    /// A Service of that name, with the labels of whom it stands for.
    pub(super) fn service(&mut self, name: &str, labels: Vec<String>) {
        self.around.neighbours.push(Neighbour {
            names: vec![name.to_owned()],
            is_mimir: None,
            labels,
        });
    }

    /// A way from a gateway to a Service, whose policy is yet to come.
    pub(super) fn route(&mut self, route: Route) {
        self.routes.push(route);
    }

    /// How a gateway speaks TLS with a Service.
    pub(super) fn policy(&mut self, service: &str, tls: CallerTls) {
        self.policies.push((service.to_owned(), tls));
    }

    /// All routes, and the policies of Services.
    pub(super) fn routes(&mut self) -> (Vec<Route>, Vec<(String, CallerTls)>) {
        let routes = std::mem::take(&mut self.routes);
        (routes, std::mem::take(&mut self.policies))
    }

    /// The path of a certificate that a caller shows.
    pub(super) fn shown(&mut self, place: Place, path: &str) {
        self.around.shown.push((place, path.to_owned()));
    }

    /// A memcached.
    pub(super) fn cache(&mut self, cache: Cache) {
        self.around.caches.push(cache);
    }

    /// A workload that the rollout-operator asks before it takes replicas away.
    pub(super) fn downscale(&mut self, place: Place, name: &str) {
        self.around.downscales.push((place, name.to_owned()));
    }

    /// A file of variables.
    pub(super) fn variables(&mut self, path: &str, variables: Variables) {
        self.variables.push((path.to_owned(), variables));
    }

    /// The variables of the file that a path means, if it was handed over: the one
    /// with the most folders alike, from its end.
    pub(super) fn variables_of(&self, path: &str) -> Option<Variables> {
        let ends = |file: &str| common_end(file, path);
        let mut files: Vec<_> = (self.variables.iter())
            .filter(|(file, _)| ends(file) > 0)
            .collect();
        files.sort_by_key(|(file, _)| std::cmp::Reverse(ends(file)));
        Some(files.first()?.1.clone())
    }

    /// The variables of the file at a path, if it was handed over.
    pub(super) fn variables_at(&self, path: &str) -> Option<Variables> {
        let mut files = self.variables.iter();
        let (_, found) = files.find(|(file, _)| file == path)?;
        Some(found.clone())
    }

    /// A unit of systemd, or what is dropped in to one.
    pub(super) fn unit(&mut self, unit: Unit) {
        self.units.push(unit);
    }

    /// Every unit, to be put together.
    pub(super) fn units(&mut self) -> Vec<Unit> {
        std::mem::take(&mut self.units)
    }

    /// A Compose file, of one document or of several.
    pub(super) fn compose_file(&mut self, path: &str) {
        if self.compose_files.last().is_none_or(|last| last != path) {
            self.compose_files.push(path.to_owned());
        }
    }

    /// Those files.
    pub(super) fn compose_files(&mut self) -> Vec<String> {
        std::mem::take(&mut self.compose_files)
    }

    /// A file that stands in the input that is being read, to be read after it.
    pub(super) fn nest(&mut self, file: Source) {
        self.nested.push(file);
    }

    /// The next of those.
    pub(super) fn nested(&mut self) -> Option<Source> {
        self.nested.pop()
    }

    /// This file, and those that would be next, stand in more than is read of one
    /// input.
    pub(super) fn passed_over(&mut self, file: &Source) {
        self.nested.clear();
        let place = file.place(1, 1);
        self.finding(Draft::new(Code::Mt605, place, file.path.clone()));
    }

    /// A certificate that somebody will issue.
    pub(super) fn promise(&mut self, promise: Promise) {
        self.promises.push(promise);
    }

    /// Somebody who issues certificates.
    pub(super) fn signer(&mut self, signer: Signer) {
        self.signers.push(signer);
    }

    /// All that is promised, and by whom.
    pub(super) fn promises(&mut self) -> (Vec<Promise>, Vec<Signer>) {
        let promises = std::mem::take(&mut self.promises);
        (promises, std::mem::take(&mut self.signers))
    }

    /// CAs that somebody will put together.
    pub(super) fn bundle(&mut self, bundle: Bundle) {
        self.bundles.push(bundle);
    }

    /// Those.
    pub(super) fn bundles(&mut self) -> Vec<Bundle> {
        std::mem::take(&mut self.bundles)
    }

    /// What an entry of a ConfigMap or a Secret holds, `object/key`.
    pub(super) fn bytes(&self, entry: &str) -> Option<&[u8]> {
        let mut all = self.materials.iter().filter(|it| it.of.is_some());
        let found = all.find(|it| it.path == entry)?;
        Some(&found.bytes)
    }

    /// Whether an entry of that Secret was handed over.
    pub(super) fn has_entries(&self, secret: &str) -> bool {
        let of = |material: &Material| material.of.as_deref() == Some(secret);
        self.materials.iter().any(of)
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

    /// An installation of the chart that names files of values.
    pub(super) fn install(&mut self, installed: Installed) {
        self.installed.push(installed);
    }

    /// The installations that name files of values.
    pub(super) fn installed(&mut self) -> Vec<Installed> {
        std::mem::take(&mut self.installed)
    }

    /// Values of the chart as an entry of a ConfigMap or a Secret.
    pub(super) fn values_entry(&mut self, entry: ValuesEntry) {
        self.entries.push(entry);
    }

    /// Those entries.
    pub(super) fn values_entries(&mut self) -> Vec<ValuesEntry> {
        std::mem::take(&mut self.entries)
    }

    /// Whether another chart takes its values out of that entry.
    pub(super) fn is_of_others(&self, of: &str, key: &str) -> bool {
        self.of_others.contains(&(of.to_owned(), key.to_owned()))
    }

    /// Another chart takes its values out of that entry.
    pub(super) fn entry_of_others(&mut self, of: &str, key: &str) {
        self.of_others.insert((of.to_owned(), key.to_owned()));
    }

    /// What Flux puts in.
    pub(super) fn flux(&mut self) -> &mut Substitutions {
        &mut self.flux
    }

    /// A value out of a text with what Flux puts in; none where that is nothing.
    pub(in crate::doctor) fn substituted(&self, path: &str, value: &str) -> Option<String> {
        let entry = |of: &str, name: &str| Some(self.entry_value(of, name)?.text()?.to_owned());
        self.flux.put_in(path, value, entry)
    }

    /// An entry of a ConfigMap, which may be one value.
    pub(super) fn text(&mut self, of: &str, key: &str, value: &Node) {
        if value.text().is_some_and(|text| !text.contains('\n')) {
            self.texts
                .insert((of.to_owned(), key.to_owned()), value.clone());
        }
    }

    /// The value that is an entry of a ConfigMap or a Secret: one that is not known
    /// where only the object was handed over, and none where that was not.
    pub(super) fn entry_value(&self, of: &str, key: &str) -> Option<Node> {
        let known = self.texts.get(&(of.to_owned(), key.to_owned()));
        let unknown = || Node::plain(&FILLERS.end().to_string());
        known
            .cloned()
            .or_else(|| self.maps.contains(of).then(unknown))
    }

    /// Kustomize makes an entry of a ConfigMap or a Secret of a file.
    pub(super) fn generate(&mut self, generated: Generated) {
        self.generated.push(generated);
    }

    /// The files of which Kustomize makes that entry.
    pub(super) fn generated(&self, of: &str, key: &str) -> Vec<String> {
        let all = self.generated.iter();
        let made = all.filter(|it| it.of == of && it.key == key);
        made.map(|it| it.file.clone()).collect()
    }

    /// A chart is described at that path; its values are ours, or of another, which
    /// may be called after Mimir.
    pub(super) fn chart(&mut self, path: &str, is_ours: bool, is_called: bool) {
        let end = path.rfind('/').map_or(0, |at| at + 1);
        let folder = path.get(..end).unwrap_or_default();
        self.charts.push((folder.to_owned(), is_ours));
        if !is_ours && !is_called {
            self.strange.insert(folder.to_owned());
        }
    }

    /// Whether a file stands beside the description of a chart that has nothing to
    /// do with Mimir.
    fn is_of_strange_chart(&self, path: &str) -> bool {
        let end = path.rfind('/').map_or(0, |at| at + 1);
        path.get(..end).is_some_and(|it| self.strange.contains(it))
    }

    /// Whether values at that path stand in the folder of another chart.
    pub(super) fn is_of_other_chart(&self, path: &str) -> bool {
        let around = self.charts.iter();
        let around = around.filter(|(folder, _)| path.starts_with(folder));
        around
            .max_by_key(|(folder, _)| folder.len())
            .is_some_and(|(_, is_ours)| !is_ours)
    }

    /// Other charts get these files, by the paths that say so.
    pub(in crate::doctor) fn anothers(&mut self, files: Vec<String>) {
        self.anothers = files;
    }

    /// Whether a text is values of another chart, as the chart around it or whoever
    /// installs that one says.
    pub(super) fn is_anothers(&self, source: &Source) -> bool {
        let path = &source.path;
        let is_named = |it: &String| match it.strip_prefix("*/") {
            Some(end) => {
                let before = path.strip_suffix(end);
                before.is_some_and(|it| it.is_empty() || it.ends_with('/') && end.contains('/'))
            }
            None => *it == joined("", path),
        };
        self.anothers.iter().any(is_named)
            || source.name() == "values.yaml" && self.is_of_strange_chart(path)
    }

    /// Remembers which files were handed over.
    pub(in crate::doctor) fn given<'a>(&mut self, paths: impl Iterator<Item = &'a str>) {
        self.given = paths.map(|path| base(path).to_owned()).collect();
    }

    /// Remembers which of them have nothing in them.
    pub(in crate::doctor) fn empty<'a>(&mut self, paths: impl Iterator<Item = &'a str>) {
        self.empty = paths.map(str::to_owned).collect();
    }

    /// The only file of that name, if nothing stands in it.
    pub(in crate::doctor) fn is_empty(&self, name: &str) -> Option<&str> {
        let mut empty = self.empty.iter().filter(|path| base(path) == name);
        let first = empty.next()?;
        empty.next().is_none().then_some(first)
    }

    /// Whether a file was handed over whose name fits a pattern.
    pub(super) fn is_any_given(&self, pattern: &str) -> bool {
        (self.given.iter()).any(|it| fast_glob::glob_match(pattern, it))
    }

    /// Whether a file, a ConfigMap or a Secret of that name was handed over.
    pub(in crate::doctor) fn has(&self, name: &str) -> bool {
        self.is_given(name) || self.maps.contains(name)
    }

    /// Whether a file of that name was handed over; of a name that a template
    /// makes, one that fits.
    pub(super) fn is_given(&self, name: &str) -> bool {
        self.given.contains(name) || self.given.iter().any(|it| is_called(it, name))
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

    /// Whether any process has a setting that stands in that file.
    pub(super) fn is_used(&self, path: &str) -> bool {
        let mut settings = self.candidates.iter().flat_map(Candidate::settings);
        settings.any(|setting| setting.place().file == path)
    }

    /// The processes and the configuration files, to be put together.
    pub(in crate::doctor) fn processes(&mut self) -> (Vec<Candidate>, Vec<Config>) {
        let mut candidates = std::mem::take(&mut self.candidates);
        candidates.sort_by_key(Candidate::is_hinted);
        let mut configs = std::mem::take(&mut self.configs);
        for config in configs.iter_mut().filter(|it| it.of().is_empty()) {
            let path = joined("", config.file());
            if let Some(made) = self.generated.iter().find(|it| it.file == path) {
                config.become_entry(&made.of, &made.key);
            }
        }
        configs.retain(|config| self.mounted.get(config.of()).copied().unwrap_or(true));
        (candidates, configs)
    }

    /// What the catalog was asked.
    pub(in crate::doctor) fn lookups(&mut self) -> SortedMap<Release, Lookup> {
        std::mem::take(&mut self.lookups)
    }

    /// All the rest: the files, what stands around, and what is wrong.
    pub(in crate::doctor) fn rest(self) -> (Vec<Material>, Surroundings, Vec<Draft>) {
        (self.materials, self.around, self.drafts)
    }
}
