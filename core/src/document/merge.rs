//! `<<`: a mapping that takes others in.

use std::collections::BTreeSet;

use super::{DocumentError, ErrorKind, MapKey, Node, NodeTag, Position, Value};

/// The key whose value a mapping takes in.
const MERGE: &str = "<<";

impl MapKey {
    /// Whether the key is `<<` as YAML means it, without quotes.
    pub fn is_merge(&self) -> bool {
        match self.tag.name() {
            None => self.plain && self.text == MERGE,
            Some(tag) => tag == "!!merge" && self.text == MERGE,
        }
    }

    /// Whether the key is YAML's nothing, under which nothing stands.
    pub fn is_null(&self) -> bool {
        match self.tag.name() {
            None => self.plain && super::is_null(&self.text),
            Some(tag) => tag == "!!null",
        }
    }
}

impl Node {
    /// An alias inside of what it repeats: an error where it counts, and of what
    /// is not taken in nothing does.
    pub(super) fn endless(place: Position) -> Self {
        Self {
            place,
            first: u32::try_from(place.line).unwrap_or(u32::MAX),
            tag: NodeTag::Endless,
            ..Self::default()
        }
    }

    fn is_mapping(&self) -> bool {
        matches!(self.value, Value::Map(_))
    }

    /// Whether a tag stands in the value.
    fn has_tag(&self) -> bool {
        self.tag != NodeTag::None
            || self.items().iter().any(Self::has_tag)
            || (self.entries().iter())
                .any(|(key, value)| key.tag != NodeTag::None || value.has_tag())
    }

    /// The value with all that its mappings take in. A mapping's own keys count
    /// before those, and of several the first. A key of nothing is left out, unless
    /// a tag stands below it, which may be a wrong one.
    pub(super) fn merged(mut self, faults: &mut Vec<DocumentError>) -> Self {
        if self.tag == NodeTag::Endless {
            let words = "an alias stands inside the value that it repeats";
            faults.push(DocumentError::of_kind(ErrorKind::Bounds, words).placed(self.place));
        }
        self.value = match self.value {
            Value::Map(entries) => Value::Map(taken_in(entries, faults)),
            Value::List(items) => {
                Value::List(items.into_iter().map(|item| item.merged(faults)).collect())
            }
            scalar => scalar,
        };
        self
    }
}

/// The entries of a mapping, and behind them what it takes in; what is not taken
/// in is not looked at.
fn taken_in(entries: Vec<(MapKey, Node)>, faults: &mut Vec<DocumentError>) -> Vec<(MapKey, Node)> {
    let mut all = Vec::new();
    join(entries, &mut BTreeSet::new(), &mut all, faults);
    all.into_iter()
        .map(|(key, value)| (key, value.merged(faults)))
        .collect()
}

/// Adds those entries whose keys were not there before, a mapping's own first.
fn join(
    entries: Vec<(MapKey, Node)>,
    seen: &mut BTreeSet<String>,
    all: &mut Vec<(MapKey, Node)>,
    faults: &mut Vec<DocumentError>,
) {
    let mut sources = Vec::new();
    for (key, value) in entries {
        match value.value {
            _ if !key.is_merge() => {
                let counts = match key.is_null() {
                    true => value.has_tag(),
                    false => seen.insert(key.text.clone()),
                };
                if counts {
                    all.push((key, value));
                }
            }
            Value::Map(entries) => sources.push(entries),
            Value::List(items) if !value.is_alias && items.iter().all(Node::is_mapping) => {
                sources.extend(items.into_iter().filter_map(|item| match item.value {
                    Value::Map(entries) => Some(entries),
                    _ => None,
                }));
            }
            _ => {
                let words = "`<<` takes in a mapping, or a list of mappings";
                faults.push(DocumentError::new(words).placed(key.place));
            }
        }
    }
    // The key that takes them in is one of the mapping's own too, so that none of
    // its name comes with them.
    if !sources.is_empty() {
        seen.insert(MERGE.to_owned());
    }
    for source in sources {
        join(source, seen, all, faults);
    }
}
