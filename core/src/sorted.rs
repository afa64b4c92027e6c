//! Maps and sets whose entries stand in order in one vector.
//!
//! A tree of the standard library is two to four kilobytes of code for each pair of types, and what the page loads had
//! two hundred of them; these are a few hundred bytes. An entry before others moves them, one behind all others moves
//! nothing: what a stranger can fill with a hundred thousand entries in any order is a tree still. So is what programs
//! see of this library.

use std::borrow::Borrow;
use std::{iter, vec};

pub(crate) use litemap::LiteMap as SortedMap;

/// Values in order, each once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SortedSet<T>(SortedMap<T, ()>);

impl<T> SortedSet<T> {
    pub(crate) const fn new() -> Self {
        Self(SortedMap::new_vec())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn iter(&self) -> Iter<'_, T> {
        self.0.as_slice().iter().map(|(value, ())| value)
    }
}

impl<T: Ord> SortedSet<T> {
    /// Whether the value is new.
    pub(crate) fn insert(&mut self, value: T) -> bool {
        self.0.insert(value, ()).is_none()
    }

    pub(crate) fn contains<Q: Ord + ?Sized>(&self, value: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.0.contains_key(value)
    }
}

impl<T> Default for SortedSet<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Ord> Extend<T> for SortedSet<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        self.0.extend(values.into_iter().map(|value| (value, ())));
    }
}

impl<T: Ord> FromIterator<T> for SortedSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self(values.into_iter().map(|value| (value, ())).collect())
    }
}

impl<T: Ord, const N: usize> From<[T; N]> for SortedSet<T> {
    fn from(values: [T; N]) -> Self {
        Self::from_iter(values)
    }
}

type Iter<'a, T> = iter::Map<std::slice::Iter<'a, (T, ())>, fn(&'a (T, ())) -> &'a T>;

impl<'a, T> IntoIterator for &'a SortedSet<T> {
    type Item = &'a T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T> IntoIterator for SortedSet<T> {
    type Item = T;
    type IntoIter = iter::Map<vec::IntoIter<(T, ())>, fn((T, ())) -> T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter().map(|(value, ())| value)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::SortedSet;

    #[test]
    fn a_set_is_what_one_of_the_standard_library_is() {
        // Steps by a number without a common divisor come in every order; some come twice.
        for step in [1, 3, 7, 11, 16] {
            let values = (0..40).map(|nth| nth * step % 17);
            let (mut ours, mut theirs) = (SortedSet::new(), BTreeSet::new());
            for value in values.clone() {
                assert_eq!(ours.insert(value), theirs.insert(value), "{value}");
            }
            assert!(ours.iter().eq(theirs.iter()), "{ours:?}");
            assert_eq!(ours, values.collect());
            for value in 0..20 {
                assert_eq!(ours.contains(&value), theirs.contains(&value), "{value}");
            }
            assert_eq!((ours.len(), ours.is_empty()), (theirs.len(), false));
            assert!(ours.into_iter().eq(theirs));
        }
    }
}
