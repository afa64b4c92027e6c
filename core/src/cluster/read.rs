//! From the words of a command and from Mimir's YAML to settings. All is taken
//! that a text can say; what a reader does not want, it refuses afterwards.

use super::lookup::Lookup;
use super::setting::{Form, Origin, Place, Setting};
use crate::document::{Node, Value};

/// One word of a command line, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandWord {
    /// The word, quotes taken off.
    pub text: String,
    /// The place at which the word begins.
    pub place: Place,
}

/// The flags among the words of a command, each with its value.
///
/// Go's flag package takes `-name=value`, `--name=value`, `-name value` and,
/// for a truth value, `-name` alone.
pub fn flags(words: &[CommandWord], lookup: &mut Lookup) -> Vec<Setting> {
    let mut settings = Vec::new();
    let mut words = words.iter().peekable();
    while let Some(word) = words.next() {
        let Some(flag) = flag(&word.text) else {
            continue;
        };
        let (name, value) = match (flag.split_once('='), words.peek()) {
            (Some((name, value)), _) => (name, value),
            (None, Some(next)) if !next.text.starts_with('-') && lookup.takes_value(flag) => {
                let value = next.text.as_str();
                words.next();
                (flag, value)
            }
            (None, _) => (flag, "true"),
        };
        settings.push(lookup.setting(Form::Flag, name, value, word.place.clone()));
    }
    settings
}

/// The flag that a word is, without its dashes: they are followed by a letter, or
/// by the dot of a flag whose prefix Mimir forgot.
pub fn flag(word: &str) -> Option<&str> {
    let flag = word.strip_prefix("--").or_else(|| word.strip_prefix('-'))?;
    flag.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '.')
        .then_some(flag)
}

/// The options of Mimir's own YAML, each with the place of its key in `file`,
/// in the order of the text. Where `node` stands inside another text, that
/// indents it by `shift` columns.
pub fn yaml(node: &Node, file: &str, shift: usize, lookup: &mut Lookup) -> Vec<Setting> {
    leaves(node)
        .into_iter()
        .map(|leaf| leaf.setting(file, shift, lookup))
        .collect()
}

/// One option of a YAML text: its path and its value.
pub(crate) struct Leaf<'a> {
    /// Keys joined by dots.
    pub(crate) path: String,
    /// Where the last of the keys stands.
    pub(crate) key: crate::document::Position,
    /// What the option is set to.
    pub(crate) value: &'a Node,
}

/// All that a mapping sets, however deep.
pub(crate) fn leaves(node: &Node) -> Vec<Leaf<'_>> {
    let mut leaves = Vec::new();
    descend(node, &mut String::new(), &mut leaves);
    leaves
}

fn descend<'a>(node: &'a Node, path: &mut String, leaves: &mut Vec<Leaf<'a>>) {
    for (key, value) in node.entries() {
        let above = path.len();
        if above > 0 {
            path.push('.');
        }
        path.push_str(&key.text);
        if value.entries().is_empty() {
            leaves.push(Leaf {
                path: path.clone(),
                key: key.place,
                value,
            });
        } else {
            descend(value, path, leaves);
        }
        path.truncate(above);
    }
}

impl Leaf<'_> {
    /// The setting that the leaf makes.
    pub(crate) fn setting(&self, file: &str, shift: usize, lookup: &mut Lookup) -> Setting {
        let place = |at: crate::document::Position| Place {
            file: file.to_owned(),
            line: at.line,
            column: at.column + shift,
        };
        let text = match self.value.text() {
            Some(text) if !self.value.is_null() => text,
            _ => "",
        };
        let mut setting = lookup.setting(Form::Yaml, &self.path, text, place(self.key));
        setting.is_block = self.value.text().is_none();
        // Of a list that decides about TLS, the first item counts.
        if let Value::List(items) = self.value.value()
            && setting.role.is_some()
            && let Some((item, text)) = items.first().and_then(|item| Some((item, item.text()?)))
        {
            text.clone_into(&mut setting.value);
            setting.origin = Origin::Place(place(item.place()));
        }
        setting
    }
}
