//! `<<`: a mapping that takes others in.

use std::collections::BTreeSet;

use super::{DocumentError, MapKey, Node, Value};

impl MapKey {
    /// Whether the key is `<<` as YAML means it, without quotes.
    pub fn is_merge(&self) -> bool {
        match self.tag.as_deref() {
            None => self.plain && self.text == "<<",
            Some(tag) => tag == "!!merge" && self.text == "<<",
        }
    }

    /// Whether the key is YAML's nothing, under which nothing stands.
    pub fn is_null(&self) -> bool {
        match self.tag.as_deref() {
            None => self.plain && super::is_null(&self.text),
            Some(tag) => tag == "!!null",
        }
    }
}

impl Node {
    /// The value with all that its mappings take in. A mapping's own keys count
    /// before those, and of several the first; a key of nothing is left out.
    pub(super) fn merged(mut self, faults: &mut Vec<DocumentError>) -> Self {
        self.value = match self.value {
            Value::Map(entries) => Value::Map(taken_in(entries, faults)),
            Value::List(items) => Value::List(
                items
                    .into_iter()
                    .map(|item| item.merged(faults))
                    .collect(),
            ),
            scalar => scalar,
        };
        self
    }
}

/// The entries of a mapping, and behind them what it takes in.
fn taken_in(entries: Vec<(MapKey, Node)>, faults: &mut Vec<DocumentError>) -> Vec<(MapKey, Node)> {
    let mut own = Vec::new();
    let mut sources = Vec::new();
    for (key, value) in entries {
        if !key.is_merge() {
            own.push((key, value));
            continue;
        }
        match value.value {
            Value::Map(_) => sources.push(value),
            Value::List(items)
                if !value.is_alias && items.iter().all(|item| matches!(item.value, Value::Map(_))) =>
            {
                sources.extend(items);
            }
            _ => {
                let words = "`<<` takes in a mapping, or a list of mappings";
                faults.push(DocumentError::new(words).placed(key.place));
            }
        }
    }
    let mut all: Vec<(MapKey, Node)> = own
        .into_iter()
        .filter(|(key, _)| !key.is_null())
        .map(|(key, value)| (key, value.merged(faults)))
        .collect();
    if sources.is_empty() {
        return all;
    }
    let mut seen: BTreeSet<String> = all.iter().map(|(key, _)| key.text.clone()).collect();
    for source in sources {
        // What is taken in takes in others first.
        let Value::Map(entries) = source.value else {
            continue;
        };
        for (key, value) in taken_in(entries, faults) {
            if seen.insert(key.text.clone()) {
                all.push((key, value));
            }
        }
    }
    all
}
