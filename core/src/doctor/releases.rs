//! Which release each text is held against.

use std::collections::BTreeSet;

use super::finding::Place;
use crate::catalog::Release;
use crate::sorted::SortedMap;

/// The release that each file is held against.
#[derive(Debug, Clone)]
pub(super) struct Releases {
    /// That of all that nothing says more of.
    pub(super) whole: Release,
    /// Of files that name one, where not all that do name the same.
    named: SortedMap<String, (Release, Place)>,
}

impl Releases {
    /// `whole` for all, but for what is nearer to the files that name another.
    pub(super) fn new(whole: Release, mut named: SortedMap<String, (Release, Place)>) -> Self {
        if named.values().all(|(release, _)| *release == whole) {
            named.clear();
        }
        Self { whole, named }
    }

    /// The release of a file: the one that it names, or else the only one that is
    /// named in its folder or the nearest one around it.
    pub(super) fn of_file(&self, path: &str) -> Release {
        if self.named.is_empty() {
            return self.whole;
        }
        if let Some((release, _)) = self.named.get(path) {
            return *release;
        }
        let ends = path.rmatch_indices('/').map(|(at, _)| at + 1);
        for folder in ends.filter_map(|end| path.get(..end)) {
            let (Ok(start) | Err(start)) = self.named.find_index(folder);
            let inside = self.named.as_slice()[start..].iter();
            let mut inside = inside.take_while(|(file, _)| file.starts_with(folder));
            let Some((_, (first, _))) = inside.next() else {
                continue;
            };
            return match inside.all(|(_, (release, _))| release == first) {
                true => *first,
                false => self.whole,
            };
        }
        self.whole
    }

    /// The others among those releases, each with the place that names it first.
    pub(super) fn others(
        &self,
        among: &BTreeSet<Release>,
    ) -> impl Iterator<Item = (Release, &Place)> {
        let others = among.iter().filter(|release| **release != self.whole);
        others.filter_map(|release| {
            let mut named = self.named.values();
            let (_, place) = named.find(|(it, _)| it == release)?;
            Some((*release, place))
        })
    }
}
