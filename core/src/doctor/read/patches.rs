//! The changes that a kustomization names: in its own text, or in files.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::super::code::Code;
use super::super::finding::Place;
use super::super::input::{Kind, Source};
use super::super::rules::Draft;
use super::changes::{Form, Patch};
use super::document::Document;
use super::facts::Facts;
use super::paths::joined;
use super::selector::{Identity, Target};
use super::{generator, nested, patch};
use crate::cluster::folder;
use crate::document::{Node, is_patch};

/// The changes of all kustomizations, as they are taken in.
pub(super) struct Patches<'a> {
    texts: &'a BTreeMap<String, &'a Source>,
    /// What files hold that were read, by their paths.
    files: BTreeMap<String, Rc<[Part]>>,
    /// Copies of the texts in which something stands that was taken in.
    kept: BTreeMap<String, Rc<Source>>,
    pub(super) all: Vec<Patch>,
}

/// One patch of a text, whoever names it.
#[derive(Clone)]
struct Part {
    form: Form,
    /// What it is for by itself.
    own: Option<Identity>,
    /// How much text it is.
    length: usize,
    is_read: bool,
    is_ours: bool,
}

impl Part {
    fn of(tree: Node, length: usize, is_named: bool) -> Option<Self> {
        let own = Identity::of(&tree);
        if is_patch(&tree) {
            return Some(Self {
                is_read: patch::is_read(tree.items()),
                is_ours: is_named || patch::adds_flag(tree.items()),
                form: Form::Operations(Rc::new(tree)),
                own: None,
                length,
            });
        }
        own.is_some().then(|| Self {
            is_read: patch::has_read_key(&tree),
            is_ours: is_named,
            form: Form::Merge(Rc::new(tree)),
            own,
            length,
        })
    }
}

/// An entry that names a patch.
struct Entry<'n> {
    node: &'n Node,
    inline: Option<&'n Node>,
    path: Option<&'n str>,
    target: Option<&'n Node>,
    renames: bool,
}

impl<'a> Patches<'a> {
    pub(super) fn new(texts: &'a BTreeMap<String, &'a Source>) -> Self {
        Self {
            texts,
            files: BTreeMap::new(),
            kept: BTreeMap::new(),
            all: Vec::new(),
        }
    }

    /// Takes in what a mapping names that is a kustomization or has what one has, in
    /// the order in which Kustomize makes it; returns the numbers.
    pub(super) fn take(&mut self, source: &Source, node: &Node, facts: &mut Facts) -> Vec<usize> {
        let first = self.all.len();
        let is_named = source.text.contains("mimir");
        for (node, identity) in generator::all(node).filter(|(it, _)| generator::is_over(it)) {
            let (form, target) = (
                Form::Generator(Rc::new(node.clone())),
                Target::Own(identity),
            );
            self.other(source, node, form, target);
        }
        for node in node.items_at("patchesStrategicMerge") {
            let path = node.text().filter(|it| !it.contains(['\n', '{']));
            let entry = Entry {
                node,
                inline: Some(node).filter(|_| path.is_none()),
                path,
                target: None,
                renames: false,
            };
            self.entry(source, is_named, &entry, facts);
        }
        let keys = ["patches", "patchesJson6902"];
        for node in keys.iter().flat_map(|key| node.items_at(key)) {
            let entry = Entry {
                node,
                inline: node.at("patch"),
                path: node.at("path").and_then(Node::text),
                target: node.at("target"),
                renames: node.text_at(&["options", "allowNameChange"]) == "true",
            };
            self.entry(source, is_named, &entry, facts);
        }
        for node in node.items_at("images") {
            let form = Form::Image(Rc::new(node.clone()));
            let target = Target::Image(node.text_at(&["name"]).to_owned());
            self.other(source, node, form, target);
        }
        (first..self.all.len()).collect()
    }

    /// Takes in what is no patch, and fits nothing where its object stands elsewhere.
    fn other(&mut self, source: &Source, node: &Node, form: Form, target: Target) {
        let text = self.kept(source);
        self.all.push(Patch {
            text,
            form,
            target,
            renames: false,
            named: source.line_of(node),
            length: 0,
            is_read: false,
            is_ours: false,
        });
    }

    fn entry(&mut self, source: &Source, is_named: bool, entry: &Entry<'_>, facts: &mut Facts) {
        let named = source.line_of(entry.node);
        let (text, parts) = match (entry.inline, entry.path) {
            (Some(inline), _) => (self.kept(source), inner(source, is_named, inline, facts)),
            (None, Some(path)) => match self.file(&joined(folder(&joined("", &source.path)), path))
            {
                Some(found) => found,
                None => return away(named, entry, path, facts),
            },
            (None, None) => return,
        };
        for part in parts.iter() {
            let target = match (entry.target, &part.own) {
                (Some(target), _) => Target::Selector(target.clone()),
                (None, Some(own)) => Target::Own(own.clone()),
                (None, None) => Target::Selector(Node::default()),
            };
            self.all.push(Patch {
                text: Rc::clone(&text),
                form: part.form.clone(),
                target,
                renames: entry.renames,
                named: named.clone(),
                length: part.length,
                is_read: part.is_read,
                is_ours: is_named || part.is_ours,
            });
        }
    }

    /// A file with its patches, which are read once.
    fn file(&mut self, path: &str) -> Option<(Rc<Source>, Rc<[Part]>)> {
        let source = *self.texts.get(path)?;
        let parts = self.files.entry(path.to_owned()).or_insert_with(|| {
            let is_named = source.text.contains("mimir");
            let documents = Document::all(source).into_iter().flatten();
            let part = |it: Document<'_>| Part::of(it.node().clone(), source.text.len(), is_named);
            documents.filter_map(part).collect()
        });
        let parts = Rc::clone(parts);
        Some((self.kept(source), parts))
    }

    fn kept(&mut self, source: &Source) -> Rc<Source> {
        let kept = self.kept.entry(source.path.clone());
        let new = || Rc::new(Source::new(source.path.clone(), Kind::Yaml, &source.text));
        Rc::clone(kept.or_insert_with(new))
    }
}

/// The patches in a text of a kustomization, or the one that stands there as it is.
fn inner(source: &Source, is_named: bool, inline: &Node, facts: &mut Facts) -> Rc<[Part]> {
    let Some(text) = inline.text() else {
        return Part::of(inline.clone(), 0, is_named).into_iter().collect();
    };
    let mut parts = Vec::new();
    for tree in nested::documents(source, inline) {
        match tree {
            Ok(tree) => parts.extend(Part::of(tree, text.len(), is_named)),
            Err(fault) if is_named => facts.finding(*fault),
            Err(_) => {}
        }
    }
    parts.into()
}

/// The entries of a mapping that name patches, and what stands in each.
fn entries(node: &Node) -> impl Iterator<Item = (&Node, &Node)> {
    let whole = node.items_at("patchesStrategicMerge").iter();
    let keys = ["patches", "patchesJson6902"].iter();
    let named = keys.flat_map(|key| node.items_at(key));
    let named = named.filter_map(|it| Some((it, it.at("patch")?)));
    whole.map(|it| (it, it)).chain(named)
}

/// What the chart runs that is not Mimir and speaks with none of its servers.
const BESIDE: [&str; 2] = ["kafka", "minio"];

/// Says which patches of what a release renders may change what is read of that: those
/// of Flux, which makes them of what the chart gives.
pub(super) fn rendered(source: &Source, release: &Node, facts: &mut Facts) {
    let name = release.text_at(&["metadata", "name"]);
    let spec = release.at("spec").map(|it| it.items_at("postRenderers"));
    let all = spec.unwrap_or_default().iter();
    for (entry, inline) in all.filter_map(|it| it.at("kustomize")).flat_map(entries) {
        let target = entry.at("target");
        let is_anothers = |it: &Target| BESIDE.iter().any(|other| it.words().contains(other));
        let parts = inner(source, true, inline, facts);
        for part in parts.iter().filter(|it| it.is_read) {
            let target = match (target, &part.own) {
                (None, Some(own)) => Target::Own(own.clone()),
                (target, _) => Target::Selector(target.cloned().unwrap_or_default()),
            };
            if !is_anothers(&target) {
                let subject = Some(target.words()).filter(|it| !it.is_empty());
                let subject = subject.unwrap_or_else(|| name.to_owned());
                let draft = Draft::new(Code::Mt617, source.line_of(entry), subject);
                facts.finding(draft.offering("release", name));
                break;
            }
        }
    }
}

/// Says that a file of a patch was not handed over.
fn away(named: Place, entry: &Entry<'_>, path: &str, facts: &mut Facts) {
    let target = entry.target.cloned().map(Target::Selector);
    let words = target.map_or_else(|| path.to_owned(), |it| it.words());
    if words.contains("mimir") && !facts.is_given(path.rsplit('/').next().unwrap_or(path)) {
        let draft = Draft::new(Code::Mt617, named, words);
        facts.finding(draft.offering("file", path));
    }
}
