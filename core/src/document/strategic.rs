//! Trees into which partial ones are merged, as Kustomize does: mappings join, a null
//! takes away, and of the lists that Kubernetes' own kinds have by a key, items join
//! by it, those of the patch first. What comes in keeps its place.

use super::{Node, Unpatched, Value};

/// Lists of Kubernetes' own kinds that merge, and what tells an item of them: the first
/// key, and the others where both have them.
const KEYED: [(&str, &[&str]); 13] = [
    ("containers", &["name"]),
    ("env", &["name"]),
    ("ephemeralContainers", &["name"]),
    ("hostAliases", &["ip"]),
    ("imagePullSecrets", &["name"]),
    ("initContainers", &["name"]),
    ("ports", &["containerPort", "protocol"]),
    ("ports", &["port", "protocol"]),
    ("secrets", &["name"]),
    (
        "topologySpreadConstraints",
        &["topologyKey", "whenUnsatisfiable"],
    ),
    ("volumeDevices", &["devicePath"]),
    ("volumeMounts", &["mountPath"]),
    ("volumes", &["name"]),
];

/// What says how a mapping or a list is merged.
const DIRECTIVE: &str = "$patch";

impl Node {
    /// This object with a partial one merged into it; none where that deletes it. What
    /// it is and is called stays, unless the patch may say that too.
    ///
    /// # Errors
    ///
    /// A value that is no mapping or no list, as what it is for is, and a directive
    /// that is none.
    pub(crate) fn merged_with(self, patch: Self, renames: bool) -> Result<Option<Self>, Unpatched> {
        // Kustomize lets an object be that is to be replaced as a whole.
        if directive(&patch) == "replace" {
            return Ok(Some(self));
        }
        let is_keyed = is_of_kubernetes(self.text_at(&["apiVersion"]));
        let patch = patch.unnamed(renames);
        Merging { is_keyed }.value("", "", Some(self), patch)
    }

    /// This patch without what says which object it is for.
    fn unnamed(self, renames: bool) -> Self {
        let mut patch = self.without("apiVersion");
        if !renames {
            patch = patch.without("kind");
        }
        if let Value::Map(entries) = &mut patch.value {
            for (_, metadata) in entries.iter_mut().filter(|(key, _)| key.text == "metadata") {
                *metadata = std::mem::take(metadata).without("namespace");
                if !renames {
                    *metadata = std::mem::take(metadata).without("name");
                }
            }
        }
        patch
    }
}

/// Whether Kustomize knows which lists of a kind have keys.
fn is_of_kubernetes(version: &str) -> bool {
    matches!(version, "v1" | "apps/v1" | "batch/v1" | "batch/v1beta1")
}

/// What tells an item of a list behind a key; none where the list is replaced.
fn keys_of(key: &str, items: &[Node]) -> Option<&'static [&'static str]> {
    let mut rows = KEYED.iter().filter(|(list, _)| *list == key);
    let is_there = |keys: &[&str]| {
        let first = keys.first().copied().unwrap_or_default();
        items.iter().any(|it| it.at(first).is_some())
    };
    let first = rows.next()?;
    let other = rows.find(|(_, keys)| is_there(keys));
    Some(other.unwrap_or(first).1)
}

struct Merging {
    is_keyed: bool,
}

impl Merging {
    /// A value of a patch merged into the one below it, if there is one; none where
    /// nothing is left. `key` is the nearest one in front of it, `path` all of them.
    fn value(
        &self,
        path: &str,
        key: &str,
        below: Option<Node>,
        over: Node,
    ) -> Result<Option<Node>, Unpatched> {
        if over.is_null() {
            return Ok(None);
        }
        let below = below.filter(|it| !it.is_null());
        match (below.as_ref().map(|it| &it.value), &over.value) {
            (None, _)
            | (Some(Value::Map(_)), Value::Map(_))
            | (Some(Value::List(_)), Value::List(_))
            | (Some(Value::Scalar { .. }), Value::Scalar { .. }) => {}
            _ => return Err(Unpatched::Clash(path.to_owned(), over.place)),
        }
        match directive(&over) {
            "delete" => return Ok(None),
            "replace" => self.joined(path, key, None, over),
            "merge" | "" => self.joined(path, key, below, over),
            _ => Err(Unpatched::Malformed),
        }
        .map(Some)
    }

    fn joined(
        &self,
        path: &str,
        key: &str,
        below: Option<Node>,
        over: Node,
    ) -> Result<Node, Unpatched> {
        let mut all = below.unwrap_or_else(|| Node {
            value: match &over.value {
                Value::Map(_) => Value::Map(Vec::new()),
                _ => Value::List(Vec::new()),
            },
            ..over.clone()
        });
        match (&mut all.value, over.value) {
            (Value::Map(entries), Value::Map(others)) => {
                for (of, value) in others {
                    // What else begins so is for Kubernetes alone, and orders.
                    if of.text.starts_with('$') {
                        continue;
                    }
                    let path = format!("{path}/{}", of.text);
                    let known = entries.iter().position(|(known, _)| known.text == of.text);
                    let old = known.map(|at| entries.remove(at).1);
                    if let Some(new) = self.value(&path, &of.text, old, value)? {
                        entries.push((of, new));
                    }
                }
            }
            (Value::List(items), Value::List(others)) => {
                let keys = keys_of(key, &others).filter(|_| self.is_keyed);
                *items = match keys {
                    None => others.into_iter().filter(|it| !is_directive(it)).collect(),
                    Some(keys) => self.list(path, keys, std::mem::take(items), others)?,
                };
            }
            (_, value) => all.value = value,
        }
        Ok(all)
    }

    /// Items of a patch, each with what it is merged into, and behind them the others.
    fn list(
        &self,
        path: &str,
        keys: &[&str],
        mut below: Vec<Node>,
        over: Vec<Node>,
    ) -> Result<Vec<Node>, Unpatched> {
        let mut all = Vec::new();
        for item in over.into_iter().filter(|it| !is_directive(it)) {
            let known = below.iter().position(|it| is_same(keys, it, &item));
            match known.map(|at| below.remove(at)) {
                // Kustomize lets an item be, too, that is to be replaced as a whole.
                Some(old) if directive(&item) == "replace" => all.push(old),
                old => all.extend(self.value(path, "", old, item)?),
            }
        }
        all.append(&mut below);
        Ok(all)
    }
}

/// Whether an item of a list does nothing but say how it is merged.
fn is_directive(item: &Node) -> bool {
    item.entries().len() == 1 && item.at(DIRECTIVE).is_some()
}

/// How a mapping or a list is to be merged; empty where it does not say.
fn directive(node: &Node) -> &str {
    let says = node.items().iter().find(|it| is_directive(it));
    says.unwrap_or(node).text_at(&[DIRECTIVE])
}

fn is_same(keys: &[&str], one: &Node, other: &Node) -> bool {
    let mut pairs = keys
        .iter()
        .map(|key| (one.text_at(&[key]), other.text_at(&[key])));
    pairs
        .next()
        .is_some_and(|(one, other)| !one.is_empty() && one == other)
        && pairs.all(|(one, other)| one == other || one.is_empty() || other.is_empty())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "tests")]

    use super::*;
    use crate::document::{parse, parse_below};

    /// Cases that `kubectl kustomize` judges too (`tests/kubernetes`): what each is
    /// merged into, the patch, and what is built of them; nothing where that fails.
    const CASES: &str = include_str!("../../../tests/golden/patches/cases.json");

    #[test]
    fn what_is_merged_is_what_kustomize_builds() {
        let cases = parse(CASES.as_bytes()).expect("YAML");
        assert!(!cases.items().is_empty());
        for case in cases.items() {
            let named = case.text_at(&["name"]);
            let at = |key| case.at(key).cloned().expect(named);
            let merged = at("base").merged_with(at("patch"), false);
            let built = at("built");
            match merged {
                Err(_) => assert!(built.is_null(), "{named}"),
                Ok(None) => assert_eq!(built.text().map(str::trim), Some(""), "{named}"),
                Ok(Some(merged)) => {
                    let wanted = parse(built.text().expect(named).as_bytes()).expect(named);
                    assert!(merged.is_like(&wanted), "{named}: {merged:#?}");
                }
            }
        }
    }

    #[test]
    fn what_is_merged_in_keeps_its_place() {
        let base = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    image: b\n";
        let base = parse(base.as_bytes()).expect("YAML");
        let patch = |text: &str| parse_below(10, text.as_bytes()).expect("YAML");
        let over = patch("spec:\n  containers:\n  - name: a\n    args: [c]\n");
        let merged = base.clone().merged_with(over, false);
        let merged = merged.expect("merged").expect("an object");
        let container = merged.at("spec").map(|it| it.items_at("containers"));
        let container = &container.expect("containers")[0];
        let line = |key| container.at(key).map(|it| it.place().line);
        assert_eq!((line("image"), line("args")), (Some(6), Some(14)));
        let clash = base.merged_with(patch("spec:\n  containers: none\n"), false);
        let path = "/spec/containers".to_owned();
        let place = super::super::Position {
            line: 12,
            column: 15,
        };
        assert_eq!(clash, Err(Unpatched::Clash(path, place)));
    }
}
