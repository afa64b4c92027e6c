//! Trees changed as RFC 6902 says, step by step: what comes in keeps the place that
//! it has in the patch, and all else its own.

use super::{MapKey, Node, NodeTag, Position, Value};

/// Why a patch cannot be applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unpatched {
    /// The path that leads nowhere.
    Missing(String),
    /// The path at which another value stands than a test wants.
    Differs(String),
    /// The path at which a value of another form stands than the patch has there, and
    /// where the patch has it.
    Clash(String, Position),
    /// The patch has an operation or a directive that is none, or more than anybody's.
    Malformed,
}

/// More operations are nobody's patch.
const MOST_OPERATIONS: usize = 1_000;

/// Nor are more values that it copies.
const MOST_COPIED: usize = 10_000;

/// Nor is a deeper place.
const MAX_DEPTH: usize = 64;

/// Whether a value is a patch: a list of operations.
pub(crate) fn is_patch(node: &Node) -> bool {
    let is_operation = |it: &Node| it.at("op").is_some() && it.at("path").is_some();
    !node.items().is_empty() && node.items().iter().all(is_operation)
}

impl Node {
    /// This tree with the operations of a patch made on it, all of them.
    ///
    /// # Errors
    ///
    /// The first of them that cannot be made.
    pub(crate) fn patched(mut self, operations: &[Self]) -> Result<Self, Unpatched> {
        if operations.len() > MOST_OPERATIONS {
            return Err(Unpatched::Malformed);
        }
        let mut copied = 0;
        for operation in operations {
            self.change(operation, &mut copied)?;
        }
        Ok(self)
    }

    /// This tree with a change made of one item of a list of objects, where there is
    /// a number, or else of all of it.
    ///
    /// # Errors
    ///
    /// That there is no such item, and what the change returns.
    pub(crate) fn with_item(
        mut self,
        item: Option<usize>,
        change: impl FnOnce(Self) -> Result<Self, Unpatched>,
    ) -> Result<Self, Unpatched> {
        let Some(number) = item.map(|it| it.to_string()) else {
            return change(self);
        };
        let items = self.step_mut("items");
        let item = items.and_then(|items| items.step_mut(&number));
        let item = item.ok_or(Unpatched::Missing(number))?;
        *item = change(std::mem::take(item))?;
        Ok(self)
    }

    fn change(&mut self, operation: &Self, copied: &mut usize) -> Result<(), Unpatched> {
        let path = operation.pointer("path")?;
        let value = || operation.at("value").ok_or(Unpatched::Malformed);
        match operation.text_at(&["op"]) {
            "add" => self.put(&path, value()?.clone()),
            // Kubernetes' tools let the entry be a new one, though not the item.
            "replace" => self.exchange(&path, value()?.clone()),
            "remove" => self.take(&path).map(|_| ()),
            "test" => match self.below(&path) {
                None => Err(path.missing()),
                Some(found) if found.is_like(value()?) => Ok(()),
                Some(_) => Err(Unpatched::Differs(path.text)),
            },
            "move" => {
                let moved = self.take(&operation.pointer("from")?)?;
                self.put(&path, moved)
            }
            "copy" => {
                let from = operation.pointer("from")?;
                let node = self.below(&from).ok_or_else(|| from.missing())?;
                *copied += node.size();
                if *copied > MOST_COPIED {
                    return Err(Unpatched::Malformed);
                }
                let node = node.clone();
                self.put(&path, node)
            }
            _ => Err(Unpatched::Malformed),
        }
    }

    /// The path behind a key of an operation.
    fn pointer(&self, key: &str) -> Result<Pointer, Unpatched> {
        let text = self.at(key).and_then(Self::text);
        text.and_then(Pointer::of).ok_or(Unpatched::Malformed)
    }

    fn step(&self, key: &str) -> Option<&Self> {
        match &self.value {
            Value::Map(_) => self.at(key),
            Value::List(items) => items.get(index(key, items.len())?),
            Value::Scalar { .. } => None,
        }
    }

    fn step_mut(&mut self, key: &str) -> Option<&mut Self> {
        match &mut self.value {
            Value::Map(entries) => {
                let mut entries = entries.iter_mut();
                entries.find_map(|(known, node)| (known.text == key).then_some(node))
            }
            Value::List(items) => {
                let index = index(key, items.len())?;
                items.get_mut(index)
            }
            Value::Scalar { .. } => None,
        }
    }

    fn below(&self, path: &Pointer) -> Option<&Self> {
        path.keys.iter().try_fold(self, |node, key| node.step(key))
    }

    /// What the last key of a path is a key of, and that key; none for the whole.
    fn parent<'p>(&mut self, path: &'p Pointer) -> Result<(&mut Self, &'p str), Unpatched> {
        let (last, above) = path.keys.split_last().ok_or(Unpatched::Malformed)?;
        let mut node = self;
        for key in above {
            node = node.step_mut(key).ok_or_else(|| path.missing())?;
        }
        Ok((node, last))
    }

    /// Puts a value at a path: a new item of a list, or an entry's.
    fn put(&mut self, path: &Pointer, value: Self) -> Result<(), Unpatched> {
        let is_item = |node: &Self| matches!(node.value, Value::List(_));
        if path.keys.is_empty() || !self.parent(path).is_ok_and(|(node, _)| is_item(node)) {
            return self.exchange(path, value);
        }
        path.holds(&value)?;
        let (parent, key) = self.parent(path)?;
        if let Value::List(items) = &mut parent.value {
            let end = items.len();
            let at = match key {
                "-" => Some(end),
                key => index(key, end + 1).filter(|it| *it <= end),
            };
            items.insert(at.ok_or_else(|| path.missing())?, value);
        }
        Ok(())
    }

    /// Puts a value at a path in place of what is there: an item, or an entry,
    /// which may be new.
    fn exchange(&mut self, path: &Pointer, value: Self) -> Result<(), Unpatched> {
        path.holds(&value)?;
        if path.keys.is_empty() {
            *self = value;
            return Ok(());
        }
        let (parent, name) = self.parent(path)?;
        match &mut parent.value {
            Value::Map(entries) => {
                let key = MapKey {
                    text: name.to_owned(),
                    place: value.place,
                    span: value.span,
                    plain: true,
                    tag: NodeTag::None,
                };
                match entries.iter_mut().find(|(known, _)| known.text == name) {
                    Some(known) => *known = (key, value),
                    None => entries.push((key, value)),
                }
            }
            Value::List(items) => {
                let at = index(name, items.len()).and_then(|at| items.get_mut(at));
                *at.ok_or_else(|| path.missing())? = value;
            }
            Value::Scalar { .. } => return Err(path.missing()),
        }
        Ok(())
    }

    /// Takes what stands at a path out of the tree.
    fn take(&mut self, path: &Pointer) -> Result<Self, Unpatched> {
        let (parent, name) = self.parent(path)?;
        let taken = match &mut parent.value {
            Value::Map(entries) => {
                let at = entries.iter().position(|(key, _)| key.text == name);
                at.map(|at| entries.remove(at).1)
            }
            Value::List(items) => index(name, items.len())
                .filter(|at| *at < items.len())
                .map(|at| items.remove(at)),
            Value::Scalar { .. } => None,
        };
        taken.ok_or_else(|| path.missing())
    }

    /// Whether another value says the same, wherever it stands.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            (Value::Scalar { text, .. }, Value::Scalar { text: of, .. }) => text == of,
            (Value::List(items), Value::List(others)) => {
                let mut pairs = items.iter().zip(others);
                items.len() == others.len() && pairs.all(|(one, other)| one.is_like(other))
            }
            (Value::Map(entries), Value::Map(others)) => {
                let is_in_both = |(key, value): &(MapKey, Self)| {
                    other.at(&key.text).is_some_and(|it| value.is_like(it))
                };
                entries.len() == others.len() && entries.iter().all(is_in_both)
            }
            _ => false,
        }
    }

    fn depth(&self) -> usize {
        let below = match &self.value {
            Value::Scalar { .. } => None,
            Value::List(items) => items.iter().map(Self::depth).max(),
            Value::Map(entries) => entries.iter().map(|(_, it)| it.depth()).max(),
        };
        1 + below.unwrap_or_default()
    }
}

/// A path of keys, as RFC 6901 has it.
struct Pointer {
    text: String,
    keys: Vec<String>,
}

impl Pointer {
    fn of(text: &str) -> Option<Self> {
        let keys: Vec<String> = match text.strip_prefix('/') {
            Some(rest) => rest.split('/').map(unescaped).collect(),
            None if text.is_empty() => Vec::new(),
            None => return None,
        };
        (keys.len() <= MAX_DEPTH).then(|| Self {
            text: text.to_owned(),
            keys,
        })
    }

    fn missing(&self) -> Unpatched {
        Unpatched::Missing(self.text.clone())
    }

    /// Refuses a value that would stand too deep here.
    fn holds(&self, value: &Node) -> Result<(), Unpatched> {
        match self.keys.len() + value.depth() > MAX_DEPTH {
            true => Err(Unpatched::Malformed),
            false => Ok(()),
        }
    }
}

fn unescaped(key: &str) -> String {
    key.replace("~1", "/").replace("~0", "~")
}

/// The number of an item; one below nothing counts from the end, as it does in
/// Kubernetes' tools.
fn index(key: &str, count: usize) -> Option<usize> {
    match key.strip_prefix('-') {
        Some(back) => count.checked_sub(back.parse().ok()?),
        None => key.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "tests")]

    use super::*;
    use crate::document::{parse, parse_below};

    const BASE: &str = "a: {b: [1, 2], c/d: x}\ne: y\n";

    fn patched(operations: &str) -> Result<Node, Unpatched> {
        let patch = parse_below(10, operations.as_bytes()).expect("YAML");
        parse(BASE.as_bytes()).expect("YAML").patched(patch.items())
    }

    fn is(operations: &str, wanted: &str) {
        let patched = patched(operations).expect(operations);
        let wanted = parse(wanted.as_bytes()).expect("YAML");
        assert!(patched.is_like(&wanted), "{operations}: {patched:?}");
    }

    #[test]
    fn every_operation_does_what_the_rfc_says() {
        is(
            "[{op: add, path: /a/b/-, value: 3}]",
            "a: {b: [1, 2, 3], c/d: x}\ne: y",
        );
        is(
            "[{op: add, path: /a/b/0, value: 0}]",
            "a: {b: [0, 1, 2], c/d: x}\ne: y",
        );
        is(
            "[{op: add, path: /a/b/2, value: 3}]",
            "a: {b: [1, 2, 3], c/d: x}\ne: y",
        );
        is(
            "[{op: add, path: /e, value: {f: 1}}]",
            "a: {b: [1, 2], c/d: x}\ne: {f: 1}",
        );
        is(
            "[{op: replace, path: /a/b/1, value: 9}]",
            "a: {b: [1, 9], c/d: x}\ne: y",
        );
        is(
            "[{op: replace, path: /a/c~1d, value: z}]",
            "a: {b: [1, 2], c/d: z}\ne: y",
        );
        is(
            "[{op: replace, path: /n, value: 1}]",
            "a: {b: [1, 2], c/d: x}\ne: y\nn: 1",
        );
        is("[{op: remove, path: /a/b/0}]", "a: {b: [2], c/d: x}\ne: y");
        is("[{op: remove, path: /e}]", "a: {b: [1, 2], c/d: x}");
        is(
            "[{op: move, from: /e, path: /a/b/1}]",
            "a: {b: [1, y, 2], c/d: x}",
        );
        is(
            "[{op: copy, from: /a/b, path: /e}]",
            "a: {b: [1, 2], c/d: x}\ne: [1, 2]",
        );
        is(
            "[{op: test, path: /a/b, value: [1, 2]}, {op: remove, path: /a}]",
            "e: y",
        );
    }

    #[test]
    fn what_cannot_be_made_is_told_by_its_path() {
        for (operations, path) in [
            ("[{op: replace, path: /n/o, value: 1}]", "/n/o"),
            ("[{op: replace, path: /a/b/2, value: 1}]", "/a/b/2"),
            ("[{op: add, path: /n/o, value: 1}]", "/n/o"),
            ("[{op: add, path: /a/b/3, value: 1}]", "/a/b/3"),
            ("[{op: add, path: /e/f, value: 1}]", "/e/f"),
            ("[{op: remove, path: /a/b/2}]", "/a/b/2"),
            ("[{op: copy, from: /n, path: /e}]", "/n"),
            ("[{op: test, path: /n, value: 1}]", "/n"),
        ] {
            let missing = Unpatched::Missing(path.to_owned());
            assert_eq!(patched(operations), Err(missing), "{operations}");
        }
        let differs = Unpatched::Differs("/e".to_owned());
        assert_eq!(patched("[{op: test, path: /e, value: z}]"), Err(differs));
        for operations in [
            "[{op: put, path: /e, value: z}]",
            "[{op: add, path: e, value: z}]",
            "[{op: add, path: /e}]",
        ] {
            assert_eq!(
                patched(operations),
                Err(Unpatched::Malformed),
                "{operations}"
            );
        }
    }

    #[test]
    fn a_value_that_comes_in_keeps_its_place() {
        let node = patched("- op: replace\n  path: /e\n  value: z\n").expect("patched");
        let place = |key| node.at(key).map(|it| it.place().line);
        assert_eq!((place("e"), place("a")), (Some(13), Some(1)));
    }

    /// A patch of a few lines that doubles what it copies would fill the memory.
    #[test]
    fn what_a_patch_makes_has_bounds() {
        let copy = |number| format!("- {{op: copy, from: /a, path: /a/x{number}}}\n");
        let doubling: String = (0..40).map(copy).collect();
        assert_eq!(patched(&doubling), Err(Unpatched::Malformed));
        let deep = format!("[{{op: add, path: {}, value: 1}}]", "/a".repeat(70));
        assert_eq!(patched(&deep), Err(Unpatched::Malformed));
        let many = "- {op: add, path: /a/b/-, value: 1}\n".repeat(2_000);
        assert_eq!(patched(&many), Err(Unpatched::Malformed));
    }
}
