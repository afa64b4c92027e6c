//! A YAML or JSON text as a tree in which every value knows its place.
//!
//! A message about somebody's file is only useful with a line and a column, so
//! the tree keeps them: [`parse`] builds it, [`Node::read`] fills a type from it.
//! JSON needs no reader of its own, since YAML 1.2 contains it.
//!
//! The input is a stranger's. Size, depth and the number of values (aliases
//! expanded) are bounded, a key that stands twice is an error as it is in
//! Mimir's own parser, and no input makes this module panic.
//!
//! ```
//! use mimir_tls::document;
//!
//! let tree = document::parse(b"mode: microservices\nreplicas: 3\n")?;
//! assert_eq!(tree.at("replicas").map(|node| node.place().line), Some(2));
//! # Ok::<(), document::DocumentError>(())
//! ```

mod build;
mod error;
mod go;
mod merge;
mod outdent;
mod patch;
mod read;
mod shape;
mod span;
pub(crate) mod splice;
mod strategic;
#[cfg(test)]
mod tests;

pub use build::{MAX_BYTES, parse, parse_below, read_below};
pub use error::{DocumentError, ErrorKind};
pub(crate) use patch::{Unpatched, is_patch};
pub use span::TextSpan;

/// A place in a document: line and column, both counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, counted from 1.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// One value of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    place: Position,
    span: TextSpan,
    /// The line in which it begins, the indicator of a block scalar included.
    first: u32,
    tag: NodeTag,
    is_alias: bool,
    value: Value,
}

/// What [`read_below`] makes of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The first document.
    pub root: Node,
    /// What Go's library refuses in it, and is passed over here: a key that
    /// stands a second time, and a `<<` that names no mapping.
    pub faults: Vec<DocumentError>,
    /// Whether something follows the first document.
    pub has_more: bool,
}

/// The value that a [`Node`] holds: a scalar, a list or a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A single value. A plain (unquoted) one may stand for a number, a truth
    /// value or nothing; which of them is decided by who reads it.
    Scalar {
        /// The scalar's text, unescaped.
        text: String,
        /// Whether the scalar stood without quotes.
        plain: bool,
    },
    /// A sequence of nodes, in the document's order.
    List(Vec<Node>),
    /// A mapping, in the order of the text; each key stands once.
    Map(Vec<(MapKey, Node)>),
}

/// The key of a mapping's entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapKey {
    /// The key's text, unescaped.
    pub text: String,
    /// The place at which the key stands in the document.
    pub place: Position,
    /// The part of the text that the key takes up, quotes included.
    pub span: TextSpan,
    /// Whether the key stood without quotes.
    pub plain: bool,
    /// The key's tag; nearly always none.
    pub tag: NodeTag,
}

/// A tag, as far as Go's library makes something of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum NodeTag {
    /// There is none, or one that says nothing.
    #[default]
    None,
    /// One of YAML's own, as `!!str`, or of Compose's, as `!reset`.
    Known(&'static [&'static str; 1]),
    /// Any other.
    Other,
    /// What repeats itself, and has no tag.
    Endless,
}

impl NodeTag {
    /// The tag in short, `!!str`.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Known([name]) => Some(name),
            Self::Other | Self::Endless => Some("!"),
        }
    }
}

/// Whether a text without quotes is YAML's nothing.
fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

impl Default for Node {
    /// YAML's nothing, as a text of its own.
    fn default() -> Self {
        Self {
            place: Position { line: 1, column: 1 },
            span: TextSpan::default(),
            first: 1,
            tag: NodeTag::None,
            is_alias: false,
            value: Value::Scalar {
                text: String::new(),
                plain: true,
            },
        }
    }
}

impl Node {
    /// A value that stands in no text, such as what was typed at one key; its
    /// place says nothing.
    pub(crate) fn made(value: Value) -> Self {
        let place = Position { line: 1, column: 1 };
        Self {
            place,
            value,
            ..Self::default()
        }
    }

    /// A text without quotes that stands in no text.
    pub(crate) fn plain(text: &str) -> Self {
        let (text, plain) = (text.to_owned(), true);
        Self::made(Value::Scalar { text, plain })
    }

    /// The place at which the node's value begins.
    pub fn place(&self) -> Position {
        self.place
    }

    /// The part of the text that the value takes up: with its anchor, its tag,
    /// its quotes and brackets and the indicator of a block scalar, to its last
    /// character that is no blank. A list whose dashes stand under its key begins
    /// at its first item. Of an alias it is the alias's own; the value
    /// and its place are those of what it repeats.
    ///
    /// ```
    /// use mimir_tls::document;
    ///
    /// let text = "a: 'x y' # why\nb: {c: 1}\n";
    /// let tree = document::parse(text.as_bytes())?;
    /// let span = |key| tree.at(key).and_then(|node| node.span().of(text));
    /// assert_eq!((span("a"), span("b")), (Some("'x y'"), Some("{c: 1}")));
    /// # Ok::<(), document::DocumentError>(())
    /// ```
    pub fn span(&self) -> TextSpan {
        self.span
    }

    /// The line in which the value begins: with its tag, its anchor, and the
    /// indicator of a block scalar.
    pub fn first_line(&self) -> usize {
        usize::try_from(self.first).unwrap_or(usize::MAX)
    }

    /// The tag of the value in short, as `!!str`; nearly always none.
    pub fn tag(&self) -> Option<&str> {
        self.tag.name()
    }

    /// The value of the node.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The value behind `key`, if this is a mapping that has it.
    pub fn at(&self, key: &str) -> Option<&Node> {
        self.entries()
            .iter()
            .find_map(|(found, node)| (found.text == key).then_some(node))
    }

    /// The entries of a mapping; none for every other value.
    pub fn entries(&self) -> &[(MapKey, Node)] {
        match &self.value {
            Value::Map(entries) => entries,
            Value::Scalar { .. } | Value::List(_) => &[],
        }
    }

    /// The items of a list; none for every other value.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            Value::Scalar { .. } | Value::Map(_) => &[],
        }
    }

    /// The items of the list behind `key`; none where there is no such list.
    pub fn items_at(&self, key: &str) -> &[Node] {
        self.at(key).map(Node::items).unwrap_or_default()
    }

    /// The text of the scalar behind a path of keys, one mapping inside the
    /// other; empty where there is none.
    pub fn text_at(&self, path: &[&str]) -> &str {
        let mut at = Some(self);
        for key in path {
            at = at.and_then(|node| node.at(key));
        }
        at.and_then(Node::text).unwrap_or_default()
    }

    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            Value::List(_) | Value::Map(_) => None,
        }
    }

    /// Whether this is YAML's nothing: an empty value, `~` or `null`.
    pub fn is_null(&self) -> bool {
        match (&self.value, self.tag()) {
            (Value::Scalar { text, plain }, None) => *plain && is_null(text),
            (_, tag) => tag == Some("!!null"),
        }
    }

    /// Fills a type from this value.
    ///
    /// # Errors
    ///
    /// Whatever does not fit the type, with its place, the path of keys that
    /// leads to it, and the nearest known name where a name is unknown.
    pub fn read<'de, T: serde::Deserialize<'de>>(&'de self) -> Result<T, DocumentError> {
        T::deserialize(read::Reader::new(self))
    }
}
