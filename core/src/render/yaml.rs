//! The YAML writer: a tree in, block style out, quotes only where needed, texts
//! of several lines as they are.

use super::tree::{Entry, Tree};

/// Writes a document: `header` as comment lines, then the tree.
pub(super) fn write(header: &[String], tree: &Tree) -> String {
    let mut out = String::new();
    for line in header {
        comment(&mut out, 0, line);
    }
    match tree {
        Tree::Map(entries) if entries.is_empty() => out.push_str("{}\n"),
        Tree::Map(entries) => map(&mut out, 0, entries),
        Tree::List(items) if items.is_empty() => out.push_str("[]\n"),
        Tree::List(items) => list(&mut out, 0, items),
        Tree::Null | Tree::Bool(_) | Tree::Number(_) | Tree::Text(_) => {
            out.push_str(&scalar(tree));
            out.push('\n');
        }
    }
    out
}

/// Writes several documents of mappings: `header` as comment lines, then each
/// tree.
pub(super) fn documents(header: &[String], trees: &[Tree]) -> String {
    let mut out = write(header, &Tree::Map(Vec::new()));
    // A document without anything in it is no document.
    out.truncate(out.len() - "{}\n".len());
    for tree in trees {
        out.push_str("---\n");
        out.push_str(&write(&[], tree));
    }
    out
}

fn map(out: &mut String, indent: usize, entries: &[Entry]) {
    for (index, entry) in entries.iter().enumerate() {
        for line in &entry.comments {
            comment(out, indent, line);
        }
        // The first entry of a list's item stands behind the dash already.
        if !(index == 0 && out.ends_with("- ")) {
            pad(out, indent);
        }
        out.push_str(&text(&entry.key));
        out.push(':');
        value(out, indent, &entry.value);
    }
}

fn value(out: &mut String, indent: usize, value: &Tree) {
    match value {
        Tree::Map(entries) if entries.is_empty() => out.push_str(" {}\n"),
        Tree::List(items) if items.is_empty() => out.push_str(" []\n"),
        Tree::Map(entries) => {
            out.push('\n');
            map(out, indent + 2, entries);
        }
        Tree::List(items) => {
            out.push('\n');
            list(out, indent + 2, items);
        }
        Tree::Text(value) if is_block(value) => {
            out.push_str(" |\n");
            block(out, indent + 2, value);
        }
        Tree::Null | Tree::Bool(_) | Tree::Number(_) | Tree::Text(_) => {
            out.push(' ');
            out.push_str(&scalar(value));
            out.push('\n');
        }
    }
}

/// What stands behind the colon of a key that is `indent` deep, its last break
/// with it.
pub(crate) fn value_behind(indent: usize, tree: &Tree) -> String {
    let mut out = String::new();
    value(&mut out, indent, tree);
    out
}

/// The lines of a sequence's items, whose dashes are `indent` deep.
pub(crate) fn items(indent: usize, items: &[Tree]) -> String {
    let mut out = String::new();
    list(&mut out, indent, items);
    out
}

/// A value in one line, as JSON, which every reader of YAML takes.
pub(crate) fn flow(tree: &Tree) -> String {
    let inner = |all: Vec<String>| all.join(", ");
    match tree {
        Tree::Null | Tree::Bool(_) | Tree::Number(_) => scalar(tree),
        Tree::Text(value) => serde_json::Value::from(value.as_str()).to_string(),
        Tree::List(items) => format!("[{}]", inner(items.iter().map(flow).collect())),
        Tree::Map(entries) => {
            let entry = |entry: &Entry| {
                let key = serde_json::Value::from(entry.key.as_str());
                format!("{key}: {}", flow(&entry.value))
            };
            format!("{{{}}}", inner(entries.iter().map(entry).collect()))
        }
    }
}

/// Whether a text reads back from a literal block: lines that end, the first not
/// indented, of letters that YAML takes as they are.
fn is_block(value: &str) -> bool {
    value.ends_with('\n')
        && !value.ends_with("\n\n")
        && !value.starts_with([' ', '\t', '\n'])
        && value
            .chars()
            .all(|c| matches!(c, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}'))
}

/// The lines of a literal block.
pub(super) fn block(out: &mut String, indent: usize, value: &str) {
    for line in value.lines() {
        if !line.is_empty() {
            pad(out, indent);
        }
        out.push_str(line);
        out.push('\n');
    }
}

fn list(out: &mut String, indent: usize, items: &[Tree]) {
    for item in items {
        pad(out, indent);
        match item {
            Tree::Map(entries) if !entries.is_empty() => {
                out.push_str("- ");
                map(out, indent + 2, entries);
            }
            Tree::List(items) if !items.is_empty() => {
                out.push_str("-\n");
                list(out, indent + 2, items);
            }
            Tree::Map(_) => out.push_str("- {}\n"),
            Tree::List(_) => out.push_str("- []\n"),
            Tree::Null | Tree::Bool(_) | Tree::Number(_) | Tree::Text(_) => {
                out.push_str("- ");
                out.push_str(&scalar(item));
                out.push('\n');
            }
        }
    }
}

fn scalar(tree: &Tree) -> String {
    match tree {
        Tree::Null => "null".to_owned(),
        Tree::Bool(value) => value.to_string(),
        Tree::Number(number) => number.to_string(),
        Tree::Text(value) => text(value),
        Tree::List(_) | Tree::Map(_) => String::new(),
    }
}

/// Quotes a text unless every YAML reader takes it for that text unquoted.
pub(crate) fn text(value: &str) -> String {
    let first = value.chars().next();
    let harmless = first.is_some_and(|c| c.is_ascii_alphabetic() || c == '/')
        && value.chars().all(|c| {
            c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '=' | ',' | '+' | '@')
        })
        && !is_word_of_yaml(value);
    if harmless {
        value.to_owned()
    } else {
        // A text is written; that cannot fail.
        serde_json::to_string(value).unwrap_or_default()
    }
}

/// The plain words that YAML 1.1 readers, Mimir's among them, take for
/// something else than a text.
fn is_word_of_yaml(value: &str) -> bool {
    matches!(
        value.to_ascii_lowercase().as_str(),
        "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n" | "null"
    )
}

fn comment(out: &mut String, indent: usize, line: &str) {
    pad(out, indent);
    out.push('#');
    if !line.is_empty() {
        out.push(' ');
        out.push_str(line);
    }
    out.push('\n');
}

fn pad(out: &mut String, indent: usize) {
    out.extend(std::iter::repeat_n(' ', indent));
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::document;

    /// What is written of a text, if it reads back to that text.
    fn written(value: &str) -> String {
        let mut tree = Tree::map();
        tree.insert(&["a", "b"], Tree::Text(value.to_owned()));
        let text = write(&[], &tree);
        let node = document::parse(text.as_bytes()).unwrap();
        assert_eq!(node.text_at(&["a", "b"]), value, "{text}");
        text
    }

    #[test]
    fn lines_stand_as_they_are_where_yaml_takes_them_so() {
        assert_eq!(written("x: 1\n\ny\n"), "a:\n  b: |\n    x: 1\n\n    y\n");
        for quoted in [
            "x\ny", "x\n\n", " x\ny\n", "\nx\n", "x\ty\n", "x\u{7}\n", "no", "0x10", "1e3", "~",
        ] {
            assert!(written(quoted).starts_with("a:\n  b: \""), "{quoted:?}");
        }
    }
    #[test]
    fn nothing_is_written_as_null() {
        let mut tree = Tree::map();
        tree.insert(&["a"], Tree::Null);
        assert_eq!(write(&[], &tree), "a: null\n");
    }
}
