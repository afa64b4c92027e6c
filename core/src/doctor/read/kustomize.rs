//! Kustomizations: which manifests each takes in, and what changes those.

use std::collections::{BTreeMap, BTreeSet};

use super::super::input::{Kind, Source, no_room};
use super::changes::{Form, Kustomized, Step, Way};
use super::document::Document;
use super::facts::Facts;
use super::patches::Patches;
use super::paths::joined;
use super::selector::Identity;
use super::{flux, generator};
use crate::cluster::folder;
use crate::document::Node;
use crate::sorted::SortedMap;

/// A kustomization, a component of some, or what Flux makes one of.
struct Kustomization {
    /// The path of its text.
    path: String,
    /// The paths of what it takes in, and of the components that change it.
    resources: Vec<String>,
    components: Vec<String>,
    /// The numbers of its patches.
    patches: Vec<usize>,
    prefix: String,
    suffix: String,
    namespace: String,
    is_component: bool,
    /// Whether it makes objects that stand in no text.
    generates: bool,
    /// The files of which it makes entries of such.
    entries: Vec<Reached>,
}

/// An object that a kustomization takes in, or a file of which it makes an entry of one.
#[derive(Clone)]
struct Reached {
    path: String,
    number: usize,
    item: Option<usize>,
    /// The key of that entry.
    entry: Option<String>,
    identity: Identity,
    patches: Vec<usize>,
}

/// Longer chains of kustomizations are nobody's.
const MOST_FOLDERS: usize = 16;

/// So many objects and kustomizations are gone to, each as often as it is named.
const MOST_REACHED: usize = 10_000;

/// So often an object is held against the target of a patch.
const MOST_COMPARED: usize = 1_000_000;

/// So much text is patched: that of a document counts for each of its patches, in
/// each of its ways.
const MOST_PATCHED: usize = 64 << 20;

/// The keys under which a kustomization makes objects of files and charts.
const GENERATORS: [&str; 4] = [
    "configMapGenerator",
    "secretGenerator",
    "generators",
    "helmCharts",
];

/// The names of a kustomization's file.
const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "kustomization"];

/// Whether a document is a kustomization, by its kind or its name.
pub(super) fn is_kustomization(source: &Source, node: &Node) -> bool {
    let kind = node.text_at(&["kind"]);
    let is_kind = matches!(kind, "Kustomization" | "Component");
    let version = node.text_at(&["apiVersion"]);
    is_kind && version.starts_with("kustomize.config.k8s.io")
        || NAMES.contains(&source.name().as_str())
            && (is_kind || kind.is_empty())
            && version.is_empty()
}

/// Takes in all kustomizations among some texts.
pub(in crate::doctor) fn of(texts: &[&Source], facts: &mut Facts) -> Kustomized {
    let is_it = |source: &&Source| {
        source.kind == Kind::Yaml
            && (NAMES.contains(&source.name().as_str())
                || source.text.contains("kustomize.config.k8s.io"))
    };
    let texts = texts.iter().map(|it| (joined("", &it.path), *it)).collect();
    let mut patches = Patches::new(&texts);
    let mut all = SortedMap::new();
    for source in texts.values().copied().filter(is_it) {
        let mut documents = Document::all(source).into_iter().flatten();
        if let Some(document) = documents.find(|it| is_kustomization(source, it.node())) {
            let (path, one) =
                Kustomization::of(source, document.node(), &texts, &mut patches, facts);
            all.insert(path, one);
        }
    }
    let is_flux = |source: &&Source| source.text.contains("kustomize.toolkit.fluxcd.io");
    let mut of_flux = BTreeMap::new();
    for source in texts.values().copied().filter(is_flux) {
        for (number, document) in Document::all(source).into_iter().flatten().enumerate() {
            if of_flux.len() * texts.len() > MOST_COMPARED {
                break;
            }
            let one = Kustomization::of_flux(source, document.node(), &texts, &all, |spec| {
                patches.take(source, spec, facts)
            });
            // No folder is called so.
            of_flux.extend(one.map(|it| (format!("{}#{number}", it.path), it)));
        }
    }
    all.extend(of_flux);
    if patches.all.is_empty() {
        return Kustomized::default();
    }
    let mut maker = Maker {
        all,
        objects: SortedMap::new(),
        reached: 0,
        compared: 0,
        made: Kustomized {
            patches: patches.all,
            ..Kustomized::default()
        },
        texts: &texts,
        fitted: BTreeSet::new(),
        named: BTreeSet::new(),
    };
    maker.make(facts);
    maker.tell(facts);
    maker.made
}

struct Maker<'a> {
    texts: &'a BTreeMap<String, &'a Source>,
    /// The kustomizations by the paths of their files.
    all: SortedMap<String, Kustomization>,
    /// The objects of texts that were read.
    objects: SortedMap<String, Vec<Reached>>,
    reached: usize,
    compared: usize,
    made: Kustomized,
    /// The patches that fit an object.
    fitted: BTreeSet<usize>,
    /// The kustomizations that others take in.
    named: BTreeSet<String>,
}

impl Kustomization {
    /// What a document is, and the path of its file.
    fn of(
        source: &Source,
        node: &Node,
        texts: &BTreeMap<String, &Source>,
        patches: &mut Patches<'_>,
        facts: &mut Facts,
    ) -> (String, Self) {
        let path = joined("", &source.path);
        let paths = |keys: &[&str]| -> Vec<String> {
            let all = keys.iter().flat_map(|key| node.items_at(key));
            let all = all.filter_map(Node::text);
            all.map(|it| joined(folder(&path), it)).collect()
        };
        let one = Self {
            path: path.clone(),
            resources: paths(&["resources", "bases"]),
            components: paths(&["components"]),
            patches: patches.take(source, node, facts),
            prefix: node.text_at(&["namePrefix"]).to_owned(),
            suffix: node.text_at(&["nameSuffix"]).to_owned(),
            namespace: node.text_at(&["namespace"]).to_owned(),
            is_component: node.text_at(&["kind"]) == "Component",
            generates: GENERATORS.iter().any(|key| node.at(key).is_some()),
            entries: entries(&path, node, texts),
        };
        (path, one)
    }

    /// What Flux applies, and changes before; none of any other document.
    fn of_flux(
        source: &Source,
        node: &Node,
        texts: &BTreeMap<String, &Source>,
        all: &SortedMap<String, Self>,
        patches: impl FnOnce(&Node) -> Vec<usize>,
    ) -> Option<Self> {
        flux::is_kustomization(node).then_some(())?;
        let spec = node.at("spec")?;
        let folder = flux::folder(node);
        // The repository may stand below other folders here, or may be another one,
        // all of which is not what overlays make of it.
        let around = format!("/{folder}/");
        let top = |path: &String| match folder {
            "" => all.is_empty().then(String::new),
            _ => {
                let at = format!("/{path}").find(&around)?;
                path.get(..at + folder.len()).map(str::to_owned)
            }
        };
        let top = texts.keys().filter_map(top).min_by_key(String::len);
        let components = spec.items_at("components").iter().filter_map(Node::text);
        let components = components.map(|it| joined(top.as_deref().unwrap_or_default(), it));
        Some(Self {
            path: joined("", &source.path),
            components: components.collect(),
            resources: top.map_or_else(Vec::new, |top| below(&top, texts, all)),
            patches: patches(spec),
            prefix: spec.text_at(&["namePrefix"]).to_owned(),
            suffix: spec.text_at(&["nameSuffix"]).to_owned(),
            namespace: spec.text_at(&["targetNamespace"]).to_owned(),
            is_component: false,
            generates: false,
            entries: Vec::new(),
        })
    }
}

/// The files of which the kustomization at a path makes entries of objects.
fn entries(path: &str, node: &Node, texts: &BTreeMap<String, &Source>) -> Vec<Reached> {
    let mut found = Vec::new();
    for (generator, identity) in generator::all(node) {
        for (key, file) in generator::files(generator) {
            let source = texts.get(&joined(folder(path), file));
            found.extend(source.map(|source| Reached {
                path: source.path.clone(),
                number: 0,
                item: None,
                entry: Some(key.to_owned()),
                identity: identity.clone(),
                patches: Vec::new(),
            }));
        }
    }
    found
}

/// What Flux takes in of a folder: its kustomization, or else all manifests in it, and
/// the kustomizations of folders below.
fn below(
    top: &str,
    texts: &BTreeMap<String, &Source>,
    all: &SortedMap<String, Kustomization>,
) -> Vec<String> {
    let folders: BTreeSet<&str> = all.keys().map(|it| folder(it)).collect();
    let within = match top {
        "" => String::new(),
        _ => format!("{top}/"),
    };
    let mut found = BTreeSet::new();
    for path in texts.keys().filter(|it| it.starts_with(&within)) {
        let ends = path.match_indices('/').map(|(at, _)| at);
        let ends = ends.filter(|at| *at >= within.len());
        let around = ends.filter_map(|at| path.get(..at));
        let mut around = std::iter::once(top).chain(around);
        let nearest = around.find(|it| folders.contains(it));
        found.insert(nearest.unwrap_or(path).to_owned());
    }
    found.into_iter().collect()
}

impl Maker<'_> {
    /// Follows each kustomization that no other takes in to its manifests.
    fn make(&mut self, facts: &mut Facts) {
        let named = self
            .all
            .values()
            .flat_map(|it| it.resources.iter().chain(&it.components));
        let named: Vec<String> = named.filter_map(|it| self.file(it)).collect();
        self.named.extend(named);
        let roots: Vec<String> = self
            .all
            .keys()
            .filter(|it| !self.named.contains(*it))
            .cloned()
            .collect();
        let mut reached = Vec::new();
        let mut patched = 0;
        for root in roots {
            let mut objects = Vec::new();
            let mut files = BTreeSet::new();
            self.reach(&root, &mut objects, &mut files, 0);
            let mut ways: SortedMap<(String, usize), Way> = SortedMap::new();
            for object in objects {
                let way = ways.entry((object.path, object.number)).or_default();
                way.extend(object.patches.iter().map(|patch| Step {
                    item: object.item,
                    patch: *patch,
                }));
            }
            reached.push((files, ways.keys().cloned().collect::<Vec<_>>()));
            for (document, way) in ways {
                let source = self.texts.get(&joined("", &document.0));
                let work = self.made.work(source.map_or(0, |it| it.text.len()), &way);
                let known = self.made.ways.entry(document).or_default();
                if known.contains(&way) {
                    continue;
                }
                patched += work;
                if patched <= MOST_PATCHED {
                    known.push(way);
                } else if let Some(source) = source {
                    facts.finding(no_room(source.path.clone()));
                }
            }
        }
        let ways = &mut self.made.ways;
        ways.retain(|_, ways| ways.iter().any(|way| !way.is_empty()));
        for (files, documents) in reached {
            if documents.iter().any(|it| ways.contains_key(it)) {
                self.made.files.extend(files);
            }
        }
    }

    /// The file of the kustomization in a folder, or at a path.
    fn file(&self, path: &str) -> Option<String> {
        let here = self.all.contains_key(path).then(|| path.to_owned());
        let below = || {
            let mut files = self.all.keys();
            files.find(|it| {
                let (folder, name) = it.rsplit_once('/').unwrap_or(("", it));
                folder == path && NAMES.contains(&name.to_lowercase().as_str())
            })
        };
        here.or_else(|| below().cloned())
    }

    /// Adds what a kustomization takes in to `objects`, and its patches to all of
    /// those.
    fn reach(
        &mut self,
        file: &str,
        objects: &mut Vec<Reached>,
        files: &mut BTreeSet<String>,
        depth: usize,
    ) {
        self.reached += 1;
        if self.reached > MOST_REACHED || depth == MOST_FOLDERS {
            return;
        }
        // Not there while it is gone through: none takes itself in.
        let Some(it) = self.all.remove(file) else {
            return;
        };
        for path in &it.resources {
            let mut own = Vec::new();
            match self.file(path) {
                Some(file) => self.reach(&file, &mut own, files, depth + 1),
                None => own = self.objects(path),
            }
            own.truncate(MOST_REACHED.saturating_sub(self.reached));
            self.reached += own.len();
            objects.extend(own);
        }
        for path in &it.components {
            if let Some(file) = self.file(path) {
                self.reach(&file, objects, files, depth + 1);
            }
        }
        for patch in &it.patches {
            let Some(of) = self.made.patches.get(*patch) else {
                continue;
            };
            self.compared += objects.len();
            if self.compared > MOST_COMPARED {
                break;
            }
            // Patches may have brought the image.
            let is_image = matches!(of.form, Form::Image(_));
            let is_for = |it: &&mut Reached| match (&it.entry, &of.form) {
                (None, _) => of.target.is(&it.identity) || is_image && !it.patches.is_empty(),
                (Some(entry), Form::Generator(over)) => {
                    of.target.is(&it.identity) && generator::takes(over, entry)
                }
                (Some(_), _) => false,
            };
            for object in objects.iter_mut().filter(is_for) {
                object.patches.push(*patch);
                if let Form::Merge(tree) = &of.form
                    && of.renames
                {
                    let name = tree.text_at(&["metadata", "name"]);
                    object.identity.names.push(name.to_owned());
                }
                self.fitted.insert(*patch);
                files.insert(of.text.path.clone());
            }
        }
        self.reached += it.entries.len();
        objects.extend(it.entries.iter().cloned());
        for object in objects.iter_mut() {
            object.identity.renamed(&it.prefix, &it.suffix);
            object.identity.moved(&it.namespace);
        }
        files.extend(self.texts.get(&it.path).map(|it| it.path.clone()));
        self.all.insert(file.to_owned(), it);
    }

    /// The objects of a text.
    fn objects(&mut self, path: &str) -> Vec<Reached> {
        if let Some(known) = self.objects.get(path) {
            return known.clone();
        }
        let mut found = Vec::new();
        if let Some(source) = self.texts.get(path).filter(|it| it.kind == Kind::Yaml) {
            for (number, document) in Document::all(source).into_iter().enumerate() {
                let Ok(document) = document else {
                    continue;
                };
                let node = document.node();
                let is_list = node.text_at(&["kind"]) == "List";
                let items = node.items_at("items").iter().enumerate();
                let items = items
                    .filter(|_| is_list)
                    .map(|(item, node)| (Some(item), node));
                let whole = (!is_list).then_some((None, node));
                for (item, node) in items.chain(whole) {
                    found.extend(Identity::of(node).map(|identity| Reached {
                        path: source.path.clone(),
                        number,
                        item,
                        entry: None,
                        identity,
                        patches: Vec::new(),
                    }));
                }
            }
        }
        self.objects.insert(path.to_owned(), found.clone());
        found
    }

    /// Says which patches fit nothing, and knows the others.
    fn tell(&mut self, facts: &mut Facts) {
        // A component that nobody takes in waits for somebody's manifests.
        let waiting =
            |(path, it): &(&String, &Kustomization)| it.is_component && !self.named.contains(*path);
        let waiting = self.all.iter().filter(waiting);
        let waiting: BTreeSet<usize> = waiting
            .flat_map(|(_, it)| it.patches.iter().copied())
            .collect();
        let generates = self.all.values().any(|it| it.generates);
        for (number, patch) in self.made.patches.iter().enumerate() {
            if self.fitted.contains(&number) {
                if let Form::Merge(tree) = &patch.form {
                    let line = tree.place().line;
                    self.made.merged.insert((patch.text.path.clone(), line));
                }
                continue;
            }
            let is_generated = generates && patch.target.may_be_generated();
            if !(patch.is_ours && patch.is_read) {
                continue;
            }
            self.made.files.insert(patch.text.path.clone());
            if !is_generated && !waiting.contains(&number) {
                let words = patch.target.words();
                let draft = patch.draft(patch.named.clone());
                facts.finding(match words.is_empty() {
                    true => draft.offering("untold", &patch.text.path),
                    false => draft.offering("target", words),
                });
            }
        }
    }
}
