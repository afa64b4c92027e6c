//! Changes that kustomizations make of manifests before anybody reads them: patches in
//! the form of RFC 6902, partial objects that are merged in, and other images.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::super::code::Code;
use super::super::finding::Place;
use super::super::input::Source;
use super::super::rules::Draft;
use super::generator;
use super::image::{OF_IMAGES, image_in};
use super::selector::Target;
use crate::document::{Node, Unpatched};
use crate::sorted::SortedMap;

/// What kustomizations make of manifests.
#[derive(Default)]
pub(in crate::doctor) struct Kustomized {
    pub(super) patches: Vec<Patch>,
    /// The ways in which a document of a text is changed, by its path and number:
    /// one for each kustomization that is named by no other.
    pub(super) ways: SortedMap<(String, usize), Vec<Way>>,
    /// The texts that have a part in that, by their paths.
    pub(super) files: BTreeSet<String>,
    /// The partial objects that are merged into others, by their texts and lines.
    pub(super) merged: BTreeSet<(String, usize)>,
}

/// The patches of a document, in their order.
pub(super) type Way = Vec<Step>;

/// One patch of a document, or of one object of a list in it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) item: Option<usize>,
    pub(super) patch: usize,
}

/// A change that a kustomization makes.
pub(super) struct Patch {
    /// The text in which it stands.
    pub(super) text: Rc<Source>,
    pub(super) form: Form,
    pub(super) target: Target,
    /// Whether it may call what it is merged into otherwise.
    pub(super) renames: bool,
    /// How much text it is.
    pub(super) length: usize,
    /// Where a kustomization names it.
    pub(super) named: Place,
    /// Whether what is read may hang on it.
    pub(super) is_read: bool,
    /// Whether it, or whoever names it, speaks of Mimir.
    pub(super) is_ours: bool,
}

/// What a change is.
#[derive(Clone)]
pub(super) enum Form {
    /// Operations of RFC 6902.
    Operations(Rc<Node>),
    /// A partial object.
    Merge(Rc<Node>),
    /// An entry of `images`.
    Image(Rc<Node>),
    /// A generator that lies over the object of its name.
    Generator(Rc<Node>),
}

impl Form {
    fn tree(&self) -> &Node {
        match self {
            Self::Operations(tree)
            | Self::Merge(tree)
            | Self::Image(tree)
            | Self::Generator(tree) => tree,
        }
    }
}

impl Patch {
    /// An object with the change made of it, which stands behind so many lines more;
    /// nothing where that deletes it.
    fn made_of(&self, object: Node, above: usize) -> Result<Node, Unpatched> {
        let tree = self.form.tree().clone().lowered(above);
        match &self.form {
            Form::Operations(_) => object.patched(tree.items()),
            Form::Merge(_) => Ok(object.merged_with(tree, self.renames)?.unwrap_or_default()),
            Form::Image(_) => {
                let other = |image: &Node| image_in(&tree, image);
                Ok(object.with_items(&OF_IMAGES, "image", &other))
            }
            Form::Generator(_) => Ok(generator::without(object, &tree)),
        }
    }

    fn place(&self) -> Place {
        let tree = self.form.tree();
        self.text.line_of(tree.items().first().unwrap_or(tree))
    }

    /// What is told of it.
    pub(super) fn draft(&self, place: Place) -> Draft {
        let words = self.target.words();
        let subject = match words.is_empty() {
            true => self.text.path.clone(),
            false => words,
        };
        Draft::new(Code::Mt617, place, subject)
    }

    /// That it cannot be applied; `all` is the text in which it was.
    fn failed(&self, why: &Unpatched, all: &Source) -> Draft {
        let at = |path: &str| {
            let is_it = |it: &&Node| {
                ["path", "from"]
                    .iter()
                    .any(|key| it.text_at(&[key]) == path)
            };
            let operation = self.form.tree().items().iter().find(is_it);
            operation.map_or_else(|| self.place(), |it| self.text.line_of(it))
        };
        match why {
            Unpatched::Missing(path) => self.draft(at(path)).offering("path", path),
            Unpatched::Differs(path) => self.draft(at(path)).offering("tested", path),
            Unpatched::Clash(path, place) => {
                let place = all.place(place.line, 0);
                self.draft(place).offering("clash", path)
            }
            Unpatched::Malformed => self.draft(self.place()).offering("odd", &self.text.path),
        }
    }
}

impl Kustomized {
    /// Whether a text has a part in what manifests become.
    pub(super) fn has(&self, path: &str) -> bool {
        self.files.contains(path)
    }

    /// Whether a document of a text is changed, or changes others.
    pub(super) fn changes(&self, path: &str) -> bool {
        let first = (path.to_owned(), 0);
        let (Ok(at) | Err(at)) = self.ways.find_index(&first);
        let changed = self.ways.as_slice().get(at).map(|(it, _)| it);
        let merged = self.merged.range(first..).next();
        let mut known = changed.into_iter().chain(merged);
        known.any(|(known, _)| known == path)
    }

    /// Whether an object of a text is merged into others, and says nothing by itself.
    pub(super) fn is_merged(&self, source: &Source, node: &Node) -> bool {
        let line = node.place().line;
        self.merged.contains(&(source.path.clone(), line)) && source.is_whole()
    }

    /// The ways in which a document of a text is changed; none where it is read as
    /// it is.
    pub(super) fn ways(&self, source: &Source, number: usize) -> &[Way] {
        let key = (source.path.clone(), number);
        let known = self.ways.get(&key).filter(|_| source.is_whole());
        known.map(Vec::as_slice).unwrap_or_default()
    }

    /// How much text is gone through for a document of that length in one way: its own
    /// for each patch, and those of the patches.
    pub(super) fn work(&self, length: usize, way: &[Step]) -> usize {
        let patches = || way.iter().filter_map(|step| self.patches.get(step.patch));
        let lengths = patches().map(|it| it.length.saturating_add(length));
        let texts: BTreeMap<&str, usize> = patches()
            .map(|it| (it.text.path.as_str(), it.text.text.len()))
            .collect();
        length + lengths.sum::<usize>() + texts.values().sum::<usize>()
    }

    /// A document after the patches of one way: its tree, and the text in which all
    /// of it has a place. Says which of them cannot be applied.
    pub(super) fn applied(
        &self,
        source: &Source,
        node: &Node,
        way: &[Step],
    ) -> (Source, Node, Vec<Draft>) {
        let patches = || {
            way.iter()
                .filter_map(|step| Some((step, self.patches.get(step.patch)?)))
        };
        let mut texts = vec![source];
        for (_, patch) in patches() {
            if texts.iter().all(|text| text.path != patch.text.path) {
                texts.push(&patch.text);
            }
        }
        let mut all = Source::joined(&texts);
        all.path.clone_from(&source.path);
        let paths = texts.iter().map(|text| text.path.as_str());
        let above: SortedMap<&str, usize> = paths.zip(all.above()).collect();
        let mut failed = Vec::new();
        let mut changed = node.clone();
        for (step, patch) in patches() {
            let by = above
                .get(patch.text.path.as_str())
                .copied()
                .unwrap_or_default();
            let before = changed.clone();
            changed = match changed.with_item(step.item, |it| patch.made_of(it, by)) {
                Ok(changed) => changed,
                Err(why) => {
                    if patch.is_read && (patch.is_ours || source.text.contains("mimir")) {
                        failed.push(patch.failed(&why, &all));
                    }
                    before
                }
            };
        }
        (all, changed, failed)
    }
}
