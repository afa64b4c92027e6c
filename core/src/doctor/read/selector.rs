//! Which objects a change of Kustomize is for.

use super::image::images;
use super::pattern::fits;
use crate::document::Node;

/// What tells one object of Kubernetes from others. What a kustomization has called
/// it meanwhile counts beside what it is called in its text.
#[derive(Clone)]
pub(super) struct Identity {
    group: String,
    version: String,
    kind: String,
    pub(super) names: Vec<String>,
    pub(super) namespaces: Vec<String>,
    labels: Vec<(String, String)>,
    annotations: Vec<(String, String)>,
    images: Vec<String>,
}

/// The namespace of what names none.
const NOWHERE: &str = "default";

impl Identity {
    /// That of an object; none where it has no kind.
    pub(super) fn of(node: &Node) -> Option<Self> {
        let version = node.text_at(&["apiVersion"]);
        let (group, version) = version.split_once('/').unwrap_or(("", version));
        let texts = |key| {
            let metadata = node.at("metadata");
            let all = metadata.and_then(|it| it.at(key));
            let all = all.map(Node::entries).unwrap_or_default().iter();
            all.filter_map(|(key, value)| Some((key.text.clone(), value.text()?.to_owned())))
                .collect()
        };
        let own = |key, none: &str| match node.text_at(&["metadata", key]) {
            "" => vec![none.to_owned()],
            name => vec![name.to_owned()],
        };
        let kind = node.text_at(&["kind"]);
        (!kind.is_empty()).then(|| Self {
            group: group.to_owned(),
            version: version.to_owned(),
            kind: kind.to_owned(),
            names: own("name", ""),
            namespaces: own("namespace", NOWHERE),
            labels: texts("labels"),
            annotations: texts("annotations"),
            images: images(node),
        })
    }

    /// That of an object of Kubernetes' own, which is made and stands in no text.
    pub(super) fn made(kind: &str, name: &str, namespace: &str) -> Self {
        let namespace = if namespace.is_empty() {
            NOWHERE
        } else {
            namespace
        };
        Self {
            group: String::new(),
            version: "v1".to_owned(),
            kind: kind.to_owned(),
            names: vec![name.to_owned()],
            namespaces: vec![namespace.to_owned()],
            labels: Vec::new(),
            annotations: Vec::new(),
            images: Vec::new(),
        }
    }

    /// Whether it is the object that a partial one is for which says itself what that
    /// is.
    fn is(&self, other: &Self) -> bool {
        let is_among = |all: &[String], own: &[String]| own.iter().any(|it| all.contains(it));
        self.group == other.group
            && self.version == other.version
            && self.kind == other.kind
            && is_among(&self.names, &other.names)
            && is_among(&self.namespaces, &other.namespaces)
    }

    /// It is called otherwise from here on, and by its old name too.
    pub(super) fn renamed(&mut self, prefix: &str, suffix: &str) {
        if let Some(name) = self.names.last()
            && !(prefix.is_empty() && suffix.is_empty())
        {
            let name = format!("{prefix}{name}{suffix}");
            self.names.push(name);
        }
    }

    /// It stands in that namespace from here on.
    pub(super) fn moved(&mut self, namespace: &str) {
        if !namespace.is_empty() {
            self.namespaces.push(namespace.to_owned());
        }
    }
}

/// The words that a target has.
const WORDS: [&str; 7] = [
    "kind",
    "name",
    "namespace",
    "labelSelector",
    "annotationSelector",
    "group",
    "version",
];

/// What a change is for.
pub(super) enum Target {
    /// What a kustomization says of it.
    Selector(Node),
    /// The object that the patch says it is of.
    Own(Identity),
    /// Whatever has that image.
    Image(String),
}

impl Target {
    /// What it is called in a finding.
    pub(super) fn words(&self) -> String {
        let words: Vec<&str> = match self {
            Self::Selector(node) => WORDS.iter().map(|key| node.text_at(&[key])).collect(),
            Self::Own(own) => {
                let names = own.names.iter().chain(&own.namespaces);
                let names = names.map(String::as_str).filter(|it| *it != NOWHERE);
                std::iter::once(own.kind.as_str()).chain(names).collect()
            }
            Self::Image(image) => vec![image.as_str()],
        };
        let words: Vec<&str> = words.into_iter().filter(|it| !it.is_empty()).collect();
        words.join(" ")
    }

    /// Whether it may mean what a kustomization makes of files.
    pub(super) fn may_be_generated(&self) -> bool {
        let kinds = ["ConfigMap", "Secret"];
        match self {
            Self::Selector(node) => {
                let kind = node.text_at(&["kind"]);
                !kind.is_empty() && kinds.iter().any(|it| fits(kind, it))
            }
            Self::Own(own) => kinds.contains(&own.kind.as_str()),
            Self::Image(_) => false,
        }
    }

    /// Whether it means an object: by every word that it has, of which there is one.
    pub(super) fn is(&self, object: &Identity) -> bool {
        let node = match self {
            Self::Selector(node) => node,
            Self::Own(own) => return object.is(own),
            Self::Image(image) => return object.images.contains(image),
        };
        let any = |key: &str, all: &[String]| match node.text_at(&[key]) {
            "" => true,
            pattern => all.iter().any(|it| fits(pattern, it)),
        };
        let one = |key: &str, text: &String| any(key, std::slice::from_ref(text));
        !self.words().is_empty()
            && one("group", &object.group)
            && one("version", &object.version)
            && one("kind", &object.kind)
            && any("name", &object.names)
            && any("namespace", &object.namespaces)
            && selects(node.text_at(&["labelSelector"]), &object.labels)
            && selects(node.text_at(&["annotationSelector"]), &object.annotations)
    }
}

/// Whether a selector of Kubernetes takes what has those labels.
fn selects(selector: &str, labels: &[(String, String)]) -> bool {
    let value = |key: &str| {
        let found = labels.iter().find(|(known, _)| known == key.trim());
        found.map(|(_, value)| value.as_str())
    };
    let is_among = |set: &str, value: Option<&str>| {
        let set = set.trim().trim_matches(['(', ')']);
        value.is_some_and(|value| set.split(',').any(|it| it.trim() == value))
    };
    requirements(selector).into_iter().all(|it| {
        if let Some((key, set)) = it.split_once(" notin ") {
            !is_among(set, value(key))
        } else if let Some((key, set)) = it.split_once(" in ") {
            is_among(set, value(key))
        } else if let Some((key, wanted)) = it.split_once("!=") {
            value(key) != Some(wanted.trim())
        } else if let Some((key, wanted)) = it.split_once('=') {
            value(key) == Some(wanted.trim_start_matches('=').trim())
        } else if let Some(key) = it.strip_prefix('!') {
            value(key).is_none()
        } else {
            value(it).is_some()
        }
    })
}

/// What stands between the commas of a selector, those in brackets left out.
fn requirements(selector: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let parts = selector.split(move |letter| {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        letter == ',' && depth == 0
    });
    parts.map(str::trim).filter(|it| !it.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "tests")]

    use super::*;
    use crate::document::parse;

    const OBJECT: &str = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: mimir-ingester, labels: {app: mimir, zone: a}}\n";

    fn is(target: &str) -> bool {
        let object = parse(OBJECT.as_bytes()).expect("YAML");
        let target = Target::Selector(parse(target.as_bytes()).expect("YAML"));
        target.is(&Identity::of(&object).expect("an object"))
    }

    #[test]
    fn a_target_means_what_all_its_words_fit() {
        for target in [
            "kind: StatefulSet",
            "{kind: StatefulSet, name: mimir-.*}",
            "{name: '^(mimir-querier|mimir-ingester)$'}",
            "{group: apps, version: v1, kind: Deployment|StatefulSet}",
            "{kind: (Deploy|.*Set)m?(ent)?, name: '(mimir-)?ingest.+'}",
            "labelSelector: app=mimir",
            "labelSelector: 'app == mimir, zone in (b, a)'",
            "labelSelector: 'zone, !other, app!=loki'",
            "{name: mimir-ingester, namespace: default}",
        ] {
            assert!(is(target), "{target}");
        }
        for target in [
            "kind: Deployment",
            "{kind: StatefulSet, name: mimir}",
            "{group: batch, kind: StatefulSet}",
            "{name: mimir-ingester, namespace: metrics}",
            "labelSelector: app=loki",
            "labelSelector: 'zone notin (a)'",
            "labelSelector: '!zone'",
            "annotationSelector: app=mimir",
        ] {
            assert!(!is(target), "{target}");
        }
    }

    #[test]
    fn a_new_name_counts_beside_the_old_one() {
        let object = parse(OBJECT.as_bytes()).expect("YAML");
        let mut object = Identity::of(&object).expect("an object");
        object.renamed("prod-", "");
        for name in ["name: mimir-ingester", "name: prod-mimir-ingester"] {
            let target = Target::Selector(parse(name.as_bytes()).expect("YAML"));
            assert!(target.is(&object), "{name}");
        }
    }
}
