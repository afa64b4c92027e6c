//! Which release each text is held against.

use std::collections::BTreeSet;

use super::finding::Place;
use crate::catalog::{Catalog, Release};
use crate::sorted::SortedMap;

/// A release that something is held against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) release: Release,
    /// What is written, where the release stands in for it: what that knows, nobody
    /// here does.
    pub(super) stands_for: Option<String>,
}

impl Held {
    /// A release that is itself what runs.
    fn itself(release: Release) -> Self {
        Self {
            release,
            stands_for: None,
        }
    }

    /// The newest release, which nothing names.
    pub(super) fn newest() -> Self {
        Self::itself(Catalog::builtin().newest())
    }

    /// The newest release, for what was built of sources that nobody knows.
    pub(super) fn built(written: &str) -> Self {
        Self {
            stands_for: Some(written.to_owned()),
            ..Self::newest()
        }
    }
}

/// The release that each file is held against.
#[derive(Debug, Clone)]
pub(super) struct Releases {
    /// That of all that nothing says more of.
    pub(super) whole: Held,
    /// Of files that name one.
    named: SortedMap<String, (Held, Place)>,
    /// Whether all of those name what all is held against.
    is_one: bool,
    /// Whether it was given, whatever files name.
    is_given: bool,
}

impl Releases {
    /// `whole` for all, but for what is nearer to the files that name another.
    pub(super) fn new(whole: Held, named: SortedMap<String, (Held, Place)>) -> Self {
        Self {
            is_one: named.values().all(|(held, _)| *held == whole),
            whole,
            named,
            is_given: false,
        }
    }

    /// That release for all, whatever files name.
    pub(super) fn given(release: Release) -> Self {
        Self {
            whole: Held::itself(release),
            named: SortedMap::new(),
            is_one: true,
            is_given: true,
        }
    }

    /// Whether files and images have nothing to say.
    pub(super) fn are_given(&self) -> bool {
        self.is_given
    }

    /// Whether a file names a release itself.
    pub(super) fn is_named_in(&self, path: &str) -> bool {
        self.named.contains_key(path)
    }

    /// The release of a file: the one that it names, or else the only one that is
    /// named in its folder or the nearest one around it.
    pub(super) fn of_file(&self, path: &str) -> &Held {
        if self.is_one {
            return &self.whole;
        }
        if let Some((held, _)) = self.named.get(path) {
            return held;
        }
        let ends = path.rmatch_indices('/').map(|(at, _)| at + 1);
        for folder in ends.filter_map(|end| path.get(..end)) {
            let (Ok(start) | Err(start)) = self.named.find_index(folder);
            let inside = self.named.as_slice()[start..].iter();
            let mut inside = inside.take_while(|(file, _)| file.starts_with(folder));
            let Some((_, (first, _))) = inside.next() else {
                continue;
            };
            return match inside.all(|(_, (held, _))| held == first) {
                true => first,
                false => &self.whole,
            };
        }
        &self.whole
    }

    /// The others among those releases, each with the place that names it first.
    pub(super) fn others(
        &self,
        among: &BTreeSet<Release>,
    ) -> impl Iterator<Item = (Release, &Place)> {
        let others = among.iter().filter(|it| **it != self.whole.release);
        others.filter_map(|release| {
            let mut named = self.named.values();
            let (_, place) = named.find(|(it, _)| it.release == *release)?;
            Some((*release, place))
        })
    }
}
