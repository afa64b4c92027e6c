//! Trees made of others: one laid over another, as Helm lays values over values,
//! some moved to the right or down, and one built along a path of keys.

use super::{MapKey, Node, Position, Value};

impl Node {
    /// This tree with another laid over it: mappings join, key by key; a null of
    /// the other takes a key away; all else of the other counts instead.
    pub(crate) fn overlaid(self, over: Self) -> Self {
        match (self.value, over.value) {
            (Value::Map(mut entries), Value::Map(others)) => {
                for (key, value) in others {
                    let known = entries.iter().position(|(known, _)| known.text == key.text);
                    let below = known.map(|index| entries.remove(index));
                    match below {
                        _ if value.is_null() => {}
                        Some((_, below)) if !below.entries().is_empty() => {
                            entries.push((key, below.overlaid(value)));
                        }
                        _ => entries.push((key, value)),
                    }
                }
                Self {
                    value: Value::Map(entries),
                    ..over
                }
            }
            (_, value) => Self { value, ..over },
        }
    }

    /// This mapping without what stands behind a key.
    pub(crate) fn without(mut self, key: &str) -> Self {
        if let Value::Map(entries) = &mut self.value {
            entries.retain(|(known, _)| known.text != key);
        }
        self
    }

    /// This mapping without some of the keys of the mappings behind others.
    pub(crate) fn without_below(mut self, keys: &[&str], is_gone: &dyn Fn(&str) -> bool) -> Self {
        for (key, below) in self.entries_mut() {
            if let Value::Map(entries) = &mut below.value
                && keys.contains(&key.text.as_str())
            {
                entries.retain(|(key, _)| !is_gone(&key.text));
            }
        }
        self
    }

    /// This tree with other texts for some of its values.
    pub(crate) fn with_texts(mut self, other: &dyn Fn(&str) -> Option<String>) -> Self {
        self.put_texts(other);
        self
    }

    fn put_texts(&mut self, other: &dyn Fn(&str) -> Option<String>) {
        match &mut self.value {
            Value::Scalar { text, .. } => {
                if let Some(new) = other(text) {
                    *text = new;
                }
            }
            Value::List(items) => items.iter_mut().for_each(|it| it.put_texts(other)),
            Value::Map(entries) => entries.iter_mut().for_each(|(_, it)| it.put_texts(other)),
        }
    }

    /// This tree with other values behind a key of the items of some lists, wherever
    /// those stand.
    pub(crate) fn with_items(
        mut self,
        lists: &[&str],
        key: &str,
        other: &dyn Fn(&Self) -> Option<Self>,
    ) -> Self {
        self.put_items(lists, key, other);
        self
    }

    fn put_items(&mut self, lists: &[&str], key: &str, other: &dyn Fn(&Self) -> Option<Self>) {
        match &mut self.value {
            Value::Scalar { .. } => {}
            Value::List(items) => items
                .iter_mut()
                .for_each(|it| it.put_items(lists, key, other)),
            Value::Map(entries) => {
                for (list, below) in entries {
                    below.put_items(lists, key, other);
                    if let Value::List(items) = &mut below.value
                        && lists.contains(&list.text.as_str())
                    {
                        for (known, value) in items.iter_mut().flat_map(Self::entries_mut) {
                            if known.text == key
                                && let Some(new) = other(value)
                            {
                                *value = new;
                            }
                        }
                    }
                }
            }
        }
    }

    fn entries_mut(&mut self) -> &mut [(MapKey, Self)] {
        match &mut self.value {
            Value::Map(entries) => entries,
            Value::Scalar { .. } | Value::List(_) => &mut [],
        }
    }

    /// This tree where another text indents it: every place so many columns on.
    pub(crate) fn indented(mut self, by: usize) -> Self {
        self.move_right(by);
        self
    }

    /// This tree where it stands behind so many lines more.
    pub(crate) fn lowered(mut self, by: usize) -> Self {
        self.move_down(by);
        self
    }

    /// This tree where it stands in no lines of its own: every place is that one.
    pub(crate) fn placed(mut self, place: Position) -> Self {
        self.place_all(place);
        self
    }

    fn place_all(&mut self, place: Position) {
        self.place = place;
        match &mut self.value {
            Value::Scalar { .. } => {}
            Value::List(items) => items.iter_mut().for_each(|item| item.place_all(place)),
            Value::Map(entries) => {
                for (key, value) in entries {
                    key.place = place;
                    value.place_all(place);
                }
            }
        }
    }

    fn move_down(&mut self, by: usize) {
        self.place.line += by;
        self.first = self
            .first
            .saturating_add(u32::try_from(by).unwrap_or(u32::MAX));
        match &mut self.value {
            Value::Scalar { .. } => {}
            Value::List(items) => items.iter_mut().for_each(|item| item.move_down(by)),
            Value::Map(entries) => {
                for (key, value) in entries {
                    key.place.line += by;
                    value.move_down(by);
                }
            }
        }
    }

    fn move_right(&mut self, by: usize) {
        self.place.column += by;
        match &mut self.value {
            Value::Scalar { .. } => {}
            Value::List(items) => items.iter_mut().for_each(|item| item.move_right(by)),
            Value::Map(entries) => {
                for (key, value) in entries {
                    key.place.column += by;
                    value.move_right(by);
                }
            }
        }
    }

    /// The same value behind a path of keys, mappings around it, all at its place.
    pub(crate) fn behind(self, path: &[String]) -> Self {
        path.iter().rev().fold(self, |node, key| {
            let (place, span) = (node.place, node.span);
            let key = MapKey {
                text: key.clone(),
                place,
                span,
                plain: true,
                tag: super::NodeTag::None,
            };
            Self {
                place,
                span,
                first: u32::try_from(place.line).unwrap_or(u32::MAX),
                value: Value::Map(vec![(key, node)]),
                ..Self::default()
            }
        })
    }

    /// A text without quotes at a place.
    pub(crate) fn scalar(text: &str, place: Position) -> Self {
        Self {
            place,
            first: u32::try_from(place.line).unwrap_or(u32::MAX),
            ..Self::plain(text)
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "tests")]

    use super::*;
    use crate::document::{parse, parse_below};

    #[test]
    fn mappings_join_and_all_else_is_replaced() {
        let base = parse(b"a: {b: 1, c: 2, d: [1]}\ne: 1\n").expect("YAML");
        let over = parse_below(10, b"a: {b: 3, c: null, d: [2, 3]}\n").expect("YAML");
        let both = base.overlaid(over);
        assert_eq!(both.text_at(&["a", "b"]), "3");
        assert!(both.at("a").is_some_and(|a| a.at("c").is_none()));
        assert_eq!(both.at("a").map(|a| a.items_at("d").len()), Some(2));
        assert_eq!(both.text_at(&["e"]), "1");
        let b = both.at("a").and_then(|a| a.at("b"));
        assert_eq!(b.map(|b| b.place().line), Some(11));
    }

    #[test]
    fn a_value_is_put_behind_its_keys() {
        let place = Position { line: 3, column: 5 };
        let path = ["a", "b.c"].map(str::to_owned);
        let node = Node::scalar("true", place).behind(&path);
        assert_eq!(node.text_at(&["a", "b.c"]), "true");
        assert_eq!(node.indented(2).place().column, 7);
    }
}
