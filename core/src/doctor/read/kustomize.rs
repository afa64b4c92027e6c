//! Kustomizations: which manifests each takes in, and which patches change those.

use std::collections::BTreeSet;

use super::super::code::Code;
use super::super::input::{Kind, Source, no_room};
use super::super::rules::Draft;
use super::changes::{Kustomized, Patch, Step, Way};
use super::document::Document;
use super::facts::Facts;
use super::paths::joined;
use super::selector::{Identity, Target};
use super::{patch, yaml};
use crate::cluster::folder;
use crate::document::{Node, is_patch};
use crate::sorted::{SortedMap, SortedSet};

/// A kustomization, or a component of some.
struct Kustomization {
    /// The paths of what it takes in, and of the components that change it.
    resources: Vec<String>,
    components: Vec<String>,
    /// The numbers of its patches.
    patches: Vec<usize>,
    prefix: String,
    suffix: String,
    namespace: String,
}

/// An object that a kustomization takes in.
#[derive(Clone)]
struct Reached {
    path: String,
    number: usize,
    item: Option<usize>,
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
    let mut maker = Maker {
        texts: texts.iter().map(|it| (joined("", &it.path), *it)).collect(),
        all: SortedMap::new(),
        objects: SortedMap::new(),
        reached: 0,
        compared: 0,
        made: Kustomized::default(),
        fitted: SortedSet::new(),
        named: BTreeSet::new(),
    };
    for source in texts.iter().copied().filter(is_it) {
        let mut documents = Document::all(source).into_iter().flatten();
        if let Some(document) = documents.find(|it| is_kustomization(source, it.node())) {
            maker.take(source, document.node(), facts);
        }
    }
    if maker.made.patches.is_empty() {
        return Kustomized::default();
    }
    maker.make(facts);
    maker.tell(facts);
    maker.made
}

struct Maker<'a> {
    texts: SortedMap<String, &'a Source>,
    /// The kustomizations by the paths of their files.
    all: SortedMap<String, Kustomization>,
    /// The objects of texts that were read.
    objects: SortedMap<String, Vec<Reached>>,
    reached: usize,
    compared: usize,
    made: Kustomized,
    /// The patches that fit an object.
    fitted: SortedSet<usize>,
    /// The kustomizations that others take in.
    named: BTreeSet<String>,
}

impl Maker<'_> {
    fn take(&mut self, source: &Source, node: &Node, facts: &mut Facts) {
        let path = joined("", &source.path);
        let folder = folder(&path);
        let paths = |keys: &[&str]| -> Vec<String> {
            let all = keys.iter().flat_map(|key| node.items_at(key));
            let all = all.filter_map(Node::text);
            all.map(|it| joined(folder, it)).collect()
        };
        let first = self.made.patches.len();
        for patch in ["patches", "patchesJson6902"]
            .iter()
            .flat_map(|key| node.items_at(key))
        {
            self.patch(source, folder, patch, facts);
        }
        let kustomization = Kustomization {
            resources: paths(&["resources", "bases"]),
            components: paths(&["components"]),
            patches: (first..self.made.patches.len()).collect(),
            prefix: node.text_at(&["namePrefix"]).to_owned(),
            suffix: node.text_at(&["nameSuffix"]).to_owned(),
            namespace: node.text_at(&["namespace"]).to_owned(),
        };
        self.all.insert(path, kustomization);
    }

    /// Takes in an entry of a kustomization's patches, if its form is that of the RFC.
    fn patch(&mut self, source: &Source, folder: &str, entry: &Node, facts: &mut Facts) {
        let target = entry.at("target").cloned().unwrap_or_default();
        let (text, tree) = match (entry.at("patch"), entry.at("path").and_then(Node::text)) {
            (Some(inline), _) if is_list(inline.text().unwrap_or_default()) => {
                let (_, shift) = yaml::body(source, inline);
                let tree = yaml::inner(source, inline, facts);
                (source, tree.map(|it| it.indented(shift)))
            }
            (None, Some(path)) => match self.texts.get(&joined(folder, path)) {
                Some(file) if is_list(&file.text) => {
                    let mut documents = Document::all(file).into_iter().flatten();
                    (*file, documents.next().map(|it| it.node().clone()))
                }
                Some(_) => return,
                None => {
                    let words = Target::of(&target).words();
                    if words.contains("mimir")
                        && !facts.is_given(path.rsplit('/').next().unwrap_or(path))
                    {
                        let draft = Draft::new(Code::Mt617, source.line_of(entry), words);
                        facts.finding(draft.offering("file", path));
                    }
                    return;
                }
            },
            _ => return,
        };
        let Some(tree) = tree.filter(is_patch) else {
            return;
        };
        let operations = tree.items().to_vec();
        let is_ours = source.text.contains("mimir") || text.text.contains("mimir");
        let is_ours = is_ours || patch::adds_flag(&operations);
        let is_read = patch::is_read(&operations);
        if is_ours && is_read {
            self.made.files.insert(text.path.clone());
        }
        self.made.patches.push(Patch {
            is_read,
            is_ours,
            text: Source::new(text.path.clone(), Kind::Yaml, &text.text),
            operations,
            named: source.line_of(entry),
            target,
        });
    }

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
                let known = self.made.ways.entry(document).or_default();
                if known.contains(&way) {
                    continue;
                }
                let length = source.map_or(0, |it| it.text.len());
                patched += length.saturating_mul(way.len() + 1);
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
            let target = Target::of(&of.target);
            for object in objects.iter_mut().filter(|it| target.is(&it.identity)) {
                object.patches.push(*patch);
                self.fitted.insert(*patch);
                files.insert(of.text.path.clone());
            }
        }
        for object in objects.iter_mut() {
            object.identity.renamed(&it.prefix, &it.suffix);
            object.identity.moved(&it.namespace);
        }
        files.extend(self.texts.get(file).map(|it| it.path.clone()));
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
                        identity,
                        patches: Vec::new(),
                    }));
                }
            }
        }
        self.objects.insert(path.to_owned(), found.clone());
        found
    }

    /// Says which patches fit nothing.
    fn tell(&self, facts: &mut Facts) {
        for (number, patch) in self.made.patches.iter().enumerate() {
            if patch.is_ours && patch.is_read && !self.fitted.contains(&number) {
                let words = Target::of(&patch.target).words();
                let draft = patch.draft(patch.named.clone());
                facts.finding(match words.is_empty() {
                    true => draft.offering("untold", &patch.text.path),
                    false => draft.offering("target", words),
                });
            }
        }
    }
}

/// Whether a text begins as a list of YAML or JSON does.
fn is_list(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_start);
    let first = lines.find(|it| !it.is_empty() && !it.starts_with('#') && *it != "---");
    first.is_some_and(|it| it.starts_with(['-', '[']))
}
