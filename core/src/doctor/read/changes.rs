//! Changes that kustomizations make of manifests before anybody reads them: patches in
//! the form of RFC 6902.

use std::collections::BTreeSet;

use super::super::code::Code;
use super::super::finding::Place;
use super::super::input::Source;
use super::super::rules::Draft;
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
}

/// The patches of a document, in their order.
pub(super) type Way = Vec<Step>;

/// One patch of a document, or of one object of a list in it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) item: Option<usize>,
    pub(super) patch: usize,
}

/// A patch in the form of RFC 6902.
pub(super) struct Patch {
    /// The text in which it stands.
    pub(super) text: Source,
    pub(super) operations: Vec<Node>,
    pub(super) target: Node,
    /// Where a kustomization names it.
    pub(super) named: Place,
    /// Whether what is read may hang on it.
    pub(super) is_read: bool,
    /// Whether it, or whoever names it, speaks of Mimir.
    pub(super) is_ours: bool,
}

impl Patch {
    fn place(&self) -> Place {
        let first = self.operations.first();
        first.map_or_else(|| self.text.place(1, 0), |it| self.text.line_of(it))
    }

    /// What is told of it.
    pub(super) fn draft(&self, place: Place) -> Draft {
        let words = Target::of(&self.target).words();
        let subject = match words.is_empty() {
            true => self.text.path.clone(),
            false => words,
        };
        Draft::new(Code::Mt617, place, subject)
    }

    /// That it cannot be applied.
    fn failed(&self, why: &Unpatched) -> Draft {
        let at = |path: &str| {
            let is_it = |it: &&Node| {
                ["path", "from"]
                    .iter()
                    .any(|key| it.text_at(&[key]) == path)
            };
            let operation = self.operations.iter().find(is_it);
            operation.map_or_else(|| self.place(), |it| self.text.line_of(it))
        };
        match why {
            Unpatched::Missing(path) => self.draft(at(path)).offering("path", path),
            Unpatched::Differs(path) => self.draft(at(path)).offering("tested", path),
            Unpatched::Malformed => self.draft(self.place()).offering("odd", &self.text.path),
        }
    }
}

impl Kustomized {
    /// Whether a text has a part in what manifests become.
    pub(super) fn has(&self, path: &str) -> bool {
        self.files.contains(path)
    }

    /// The ways in which a document of a text is changed; none where it is read as
    /// it is.
    pub(super) fn ways(&self, source: &Source, number: usize) -> &[Way] {
        let key = (source.path.clone(), number);
        let known = self.ways.get(&key).filter(|_| source.is_whole());
        known.map(Vec::as_slice).unwrap_or_default()
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
            let operations = patch.operations.iter().map(|it| it.clone().lowered(by));
            let operations: Vec<Node> = operations.collect();
            let before = changed.clone();
            changed = match changed.patched_item(step.item, &operations) {
                Ok(changed) => changed,
                Err(why) => {
                    if patch.is_read && (patch.is_ours || source.text.contains("mimir")) {
                        failed.push(patch.failed(&why));
                    }
                    before
                }
            };
        }
        (all, changed, failed)
    }
}
