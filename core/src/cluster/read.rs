//! From Mimir's YAML to settings. All is taken that a text can say; what Mimir
//! does not take of it, a setting says by itself.

use super::lookup::Lookup;
use super::setting::{Form, Known, Origin, Place, Refusal, Setting};
use super::unknown::is_unknown;
use crate::catalog::Miss;
use crate::document::{MapKey, Node, Position, Value};
use crate::value;

/// The options of Mimir's own YAML, each with the place of its key in `file`,
/// in the order of the text. Where `node` stands inside another text, that
/// indents it by `shift` columns.
///
/// A block with nothing in it sets nothing, as it does for Mimir.
pub fn yaml(node: &Node, file: &str, shift: usize, lookup: &mut Lookup) -> Vec<Setting> {
    leaves(node, lookup)
        .into_iter()
        // What a template makes a key of is no option that could be judged.
        .filter(|leaf| !is_unknown(&leaf.path))
        .map(|leaf| leaf.setting(file, shift, lookup))
        .collect()
}

/// What stands at a path of a YAML text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spot {
    /// An option of the release, or a name that it does not have.
    Option,
    /// A block of the release, and no mapping there.
    NoBlock,
    /// A key that is not what its tag says.
    BadKey,
}

/// One option of a YAML text: its path and its value.
pub(crate) struct Leaf<'a> {
    /// Keys joined by dots.
    pub(crate) path: String,
    /// Where the last of the keys stands.
    pub(crate) key: Position,
    /// Where the others stand, the outermost first.
    pub(crate) above: Vec<Position>,
    /// What the option is set to.
    pub(crate) value: &'a Node,
    spot: Spot,
}

/// All that a mapping sets, however deep.
pub(crate) fn leaves<'a>(node: &'a Node, lookup: &mut Lookup) -> Vec<Leaf<'a>> {
    let mut walk = Walk {
        lookup,
        path: String::new(),
        above: Vec::new(),
        leaves: Vec::new(),
    };
    match node.value() {
        Value::Map(_) => walk.mapping(node),
        // Mimir's configuration is a mapping, or nothing.
        _ if value::is_nothing(node) => {}
        _ => walk.leaf(node.place(), node, Spot::NoBlock),
    }
    walk.leaves
}

struct Walk<'a, 'l> {
    lookup: &'l mut Lookup,
    path: String,
    above: Vec<Position>,
    leaves: Vec<Leaf<'a>>,
}

impl<'a> Walk<'a, '_> {
    fn mapping(&mut self, node: &'a Node) {
        for (key, value) in node.entries() {
            let above = self.path.len();
            if above > 0 {
                self.path.push('.');
            }
            self.path.push_str(&key.text);
            self.entry(key, value);
            self.path.truncate(above);
        }
    }

    fn entry(&mut self, key: &'a MapKey, value: &'a Node) {
        let is_mapping = matches!(value.value(), Value::Map(_));
        if !value::key_is_read(key) {
            self.leaf(key.place, value, Spot::BadKey);
        } else if key.is_null() {
            // Under nothing stands nothing. But while Mimir looks for what it hands
            // down to others, it looks at the tags of all other sections.
            let is_looked_at = !self.above.is_empty() && !self.lookup.is_handed_down(&self.path);
            if is_looked_at && !value::tags_hold(value) {
                self.leaf(key.place, value, Spot::BadKey);
            }
        } else if is_mapping && self.lookup.is_tls_block(&self.path) {
            self.below(key, value);
        } else if self.lookup.is_option(&self.path) {
            self.leaf(key.place, value, Spot::Option);
        } else if !self.lookup.is_block(&self.path) {
            // Of what is unknown, all that stands below tells what was meant.
            match value.entries().is_empty() {
                true => self.leaf(key.place, value, Spot::Option),
                false => self.below(key, value),
            }
        } else if is_mapping {
            self.below(key, value);
        } else if !value::is_nothing(value) {
            self.leaf(key.place, value, Spot::NoBlock);
        }
    }

    fn below(&mut self, key: &MapKey, value: &'a Node) {
        self.above.push(key.place);
        self.mapping(value);
        self.above.pop();
    }

    fn leaf(&mut self, key: Position, value: &'a Node, spot: Spot) {
        self.leaves.push(Leaf {
            path: self.path.clone(),
            key,
            above: self.above.clone(),
            value,
            spot,
        });
    }
}

impl Leaf<'_> {
    /// The setting that the leaf makes.
    pub(crate) fn setting(&self, file: &str, shift: usize, lookup: &mut Lookup) -> Setting {
        let place = |at: Position| Place {
            file: file.to_owned(),
            line: at.line,
            column: at.column + shift,
        };
        let mut setting = match self.spot {
            Spot::Option => lookup.in_yaml(&self.path, self.value, place(self.key)),
            Spot::NoBlock | Spot::BadKey => lookup.word(&self.path, place(self.key)),
        };
        setting.form = Form::Yaml;
        setting.is_block = self.value.text().is_none();
        match self.spot {
            Spot::Option => {}
            Spot::NoBlock => {
                let line = self.value.first_line();
                setting.refused = Some(Box::new(Refusal::NoBlock { line }));
            }
            Spot::BadKey => setting.refused = Some(Box::new(Refusal::Key)),
        }
        if !matches!(
            setting.known,
            Known::Tls(_) | Known::Miss(Miss::NotTls { .. })
        ) {
            setting.above = self.above.iter().map(|at| place(*at)).collect();
        }
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
