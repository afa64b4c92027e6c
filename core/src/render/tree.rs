//! What a renderer hands to a writer: keys, values and comments, no syntax.

/// A value of an output document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tree {
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
pub struct Entry {
    /// The key.
    pub key: String,
    /// Lines that explain the entry, written above it where the syntax has comments.
    pub comments: Vec<String>,
    /// The value.
    pub value: Tree,
}

impl Tree {
    /// An empty mapping.
    pub fn map() -> Self {
        Self::Map(Vec::new())
    }

    /// Puts `value` at the end of a path of keys, making the mappings on the way.
    ///
    /// A key that is there already keeps its place and its comments. A path that
    /// runs through a value that is no mapping replaces that value.
    pub fn insert(&mut self, path: &[&str], comments: Vec<String>, value: Tree) {
        let [key, rest @ ..] = path else {
            *self = value;
            return;
        };
        let entry = self.entry(key);
        if rest.is_empty() {
            entry.comments.extend(comments);
        }
        if rest.is_empty() {
            entry.value = value;
        } else {
            entry.value.insert(rest, comments, value);
        }
    }

    /// Adds comment lines above the entry at the end of a path that exists or
    /// is made as an empty mapping.
    pub fn comment(&mut self, path: &[&str], comments: impl IntoIterator<Item = String>) {
        let [key, rest @ ..] = path else { return };
        let entry = self.entry(key);
        if rest.is_empty() {
            entry.comments.extend(comments);
        } else {
            entry.value.comment(rest, comments);
        }
    }

    fn entry(&mut self, key: &str) -> &mut Entry {
        if !matches!(self, Self::Map(_)) {
            *self = Self::map();
        }
        let Self::Map(entries) = self else {
            unreachable!("made a mapping just above")
        };
        let index = entries.iter().position(|entry| entry.key == key).unwrap_or_else(|| {
            entries.push(Entry {
                key: key.to_owned(),
                comments: Vec::new(),
                value: Self::map(),
            });
            entries.len() - 1
        });
        &mut entries[index]
    }
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
