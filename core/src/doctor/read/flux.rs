//! What Flux puts into the texts that it applies: the variables of a Kustomization's
//! `postBuild`, before Helm or Mimir see them.

use std::collections::BTreeSet;

use crate::document::Node;

/// What Flux puts into the texts that it applies.
#[derive(Default)]
pub(in crate::doctor) struct Substitutions {
    /// The HelmReleases, by the paths of their texts.
    releases: BTreeSet<String>,
    all: Vec<Substitution>,
}

impl Substitutions {
    /// A text is a HelmRelease, which Flux applies.
    pub(super) fn release(&mut self, path: &str) {
        self.releases.insert(path.to_owned());
    }

    /// A Kustomization of Flux puts variables in.
    pub(super) fn add(&mut self, substitution: Substitution) {
        self.all.push(substitution);
    }

    /// A value out of a text with what is put in; none where that is nothing. What two
    /// Kustomizations put in differently is not known. `entry` knows what entries of
    /// ConfigMaps and Secrets hold, by the object and the key.
    pub(super) fn put_in(
        &self,
        path: &str,
        value: &str,
        entry: impl Fn(&str, &str) -> Option<String>,
    ) -> Option<String> {
        // Of what may be nobody's but Mimir's, the folder must be said.
        let is_release = self.releases.contains(path);
        let is_applied =
            |it: &&Substitution| it.is_for(path) && (is_release || !it.folder.is_empty());
        let mut applied = self.all.iter().filter(is_applied).peekable();
        if !value.contains("${") || !is_release && applied.peek().is_none() {
            return None;
        }
        filled(value, |name| {
            let mut values = applied
                .clone()
                .filter_map(|it| it.value(name, |of| entry(of, name)));
            let first = values.next()?;
            values.all(|it| it == first).then_some(first)
        })
    }
}

/// The variables that a Kustomization of Flux puts in.
pub(super) struct Substitution {
    /// The folder of what it applies; empty for all.
    folder: String,
    values: Vec<(String, String)>,
    /// ConfigMaps and Secrets whose entries are variables too.
    from: Vec<String>,
}

impl Substitution {
    /// Whether it is for a text.
    fn is_for(&self, path: &str) -> bool {
        let around = format!("/{}/", self.folder);
        self.folder.is_empty() || format!("/{path}").contains(&around)
    }

    /// The value of a variable: its own, or else that of an entry of those objects.
    fn value(&self, name: &str, entry: impl Fn(&str) -> Option<String>) -> Option<String> {
        let own = self.values.iter().find(|(known, _)| known == name);
        let own = own.map(|(_, value)| value.clone());
        own.or_else(|| self.from.iter().rev().find_map(|of| entry(of)))
    }
}

/// Whether an object is a Kustomization of Flux.
pub(super) fn is_kustomization(node: &Node) -> bool {
    let version = node.text_at(&["apiVersion"]);
    node.text_at(&["kind"]) == "Kustomization"
        && version.starts_with("kustomize.toolkit.fluxcd.io/")
}

/// The folder of what a Kustomization of Flux applies; empty for all.
pub(super) fn folder(node: &Node) -> &str {
    let folder = node.text_at(&["spec", "path"]).trim_end_matches('/');
    match folder {
        "." => "",
        _ => folder.trim_start_matches("./").trim_matches('/'),
    }
}

/// The variables of a Kustomization of Flux, if it has any.
pub(super) fn substitution(node: &Node) -> Option<Substitution> {
    let build = node.at("spec")?.at("postBuild")?;
    let values = build
        .at("substitute")
        .map(Node::entries)
        .unwrap_or_default();
    let value = |value: &Node| value.text().map(str::to_owned);
    let values = values
        .iter()
        .filter_map(|(key, node)| Some((key.text.clone(), value(node)?)));
    let from = build.items_at("substituteFrom").iter();
    let substitution = Substitution {
        folder: folder(node).to_owned(),
        values: values.collect(),
        from: from.map(|it| it.text_at(&["name"]).to_owned()).collect(),
    };
    let is_any = !substitution.values.is_empty() || !substitution.from.is_empty();
    is_any.then_some(substitution)
}

/// A text with `${NAME}`, `${NAME:=default}` and `${NAME:-default}` put in, as far as
/// they are known; none where nothing is. What is not known stays as it is.
fn filled(text: &str, known: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("${") {
        filled.push_str(before);
        let (inside, after) = behind.split_once('}')?;
        let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let length = inside.find(|it| !is_of_name(it)).unwrap_or(inside.len());
        let (name, default) = inside.split_at(length);
        let default = default.strip_prefix(":=").or(default.strip_prefix(":-"));
        match known(name).or_else(|| default.map(str::to_owned)) {
            Some(value) => filled.push_str(&value),
            None => filled.push_str(&format!("${{{inside}}}")),
        }
        rest = after;
    }
    filled.push_str(rest);
    (filled != text).then_some(filled)
}
