//! What a renderer hands to a writer: keys, values and comments, no syntax.

/// A value of an output document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tree {
    /// Nothing, where that says something: in Helm's values, that a default is
    /// not to be.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Number(i64),
    /// A text, not yet quoted.
    Text(String),
    /// A sequence.
    List(Vec<Tree>),
    /// A mapping, in the order in which it is written.
    Map(Vec<Entry>),
}

/// One entry of a [`Tree::Map`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The key.
    pub(crate) key: String,
    /// Lines that explain the entry, written above it where the syntax has comments.
    pub(crate) comments: Vec<String>,
    /// The value.
    pub(crate) value: Tree,
}

impl Tree {
    /// An empty mapping.
    pub(super) fn map() -> Self {
        Self::Map(Vec::new())
    }

    /// Puts `value` at the end of a path of keys, making the mappings on the way.
    ///
    /// A key that is there already keeps its place and its comments. A value on
    /// the way that is no mapping is replaced by one.
    pub(super) fn insert(&mut self, path: &[&str], value: Tree) {
        match path {
            [] => *self = value,
            [key, rest @ ..] => self.entry(key, |entry| entry.value.insert(rest, value)),
        }
    }

    /// Takes in the entries of another mapping behind its own.
    pub(super) fn merge(&mut self, other: Self) {
        if let Self::Map(entries) = other {
            for entry in entries {
                self.insert(&[&entry.key], entry.value);
            }
        }
    }

    /// Adds comment lines above the entry at the end of a path.
    pub(super) fn comment(&mut self, path: &[&str], comments: Vec<String>) {
        match path {
            [] => {}
            [key] => self.entry(key, |entry| entry.comments.extend(comments)),
            [key, rest @ ..] => self.entry(key, |entry| entry.value.comment(rest, comments)),
        }
    }

    fn entry(&mut self, key: &str, change: impl FnOnce(&mut Entry)) {
        let mut entries = match std::mem::replace(self, Self::map()) {
            Self::Map(entries) => entries,
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) | Self::List(_) => {
                Vec::new()
            }
        };
        match entries.iter_mut().find(|entry| entry.key == key) {
            Some(entry) => change(entry),
            None => {
                let mut entry = Entry {
                    key: key.to_owned(),
                    comments: Vec::new(),
                    value: Self::map(),
                };
                change(&mut entry);
                entries.push(entry);
            }
        }
        *self = Self::Map(entries);
    }
}

impl Tree {
    /// A mapping of these entries, in their order, without comments.
    pub(super) fn of(entries: impl IntoIterator<Item = (String, Self)>) -> Self {
        let entries = entries.into_iter().map(|(key, value)| Entry {
            key,
            comments: Vec::new(),
            value,
        });
        Self::Map(entries.collect())
    }
}

/// [`Tree::of`] where the keys are known words.
pub(super) fn map<'k>(entries: impl IntoIterator<Item = (&'k str, Tree)>) -> Tree {
    let entries = entries.into_iter();
    Tree::of(entries.map(|(key, value)| (key.to_owned(), value)))
}

/// A sequence.
pub(super) fn list(items: impl IntoIterator<Item = Tree>) -> Tree {
    Tree::List(items.into_iter().collect())
}

/// A text.
pub(super) fn text(text: &str) -> Tree {
    Tree::Text(text.to_owned())
}

impl From<&serde_json::Value> for Tree {
    /// A JSON value as a tree; what is absent (`null`) is an empty text.
    fn from(value: &serde_json::Value) -> Self {
        use serde_json::Value;
        match value {
            Value::Null => Self::Text(String::new()),
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(number) => match number.as_i64() {
                Some(number) => Self::Number(number),
                None => Self::Text(number.to_string()),
            },
            Value::String(text) => Self::Text(text.clone()),
            Value::Array(items) => Self::List(items.iter().map(Self::from).collect()),
            Value::Object(entries) => Self::Map(
                entries
                    .iter()
                    .map(|(key, value)| Entry {
                        key: key.clone(),
                        comments: Vec::new(),
                        value: Self::from(value),
                    })
                    .collect(),
            ),
        }
    }
}
