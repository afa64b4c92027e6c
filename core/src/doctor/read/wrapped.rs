//! Values of the chart inside something else: a chart around it, Flux, Argo CD,
//! k3s, helmfile, Kustomize.

use super::super::code::Code;
use super::super::finding::Place;
use super::super::input::Source;
use super::super::rules::Draft;
use super::document::Document;
use super::facts::Facts;
use super::paths::joined;
use super::values::{Below, Generated, Installed, VALUES_KEY};
use super::{
    chart, generator, helm, kubernetes, kustomize, makers, marks, nested, patches, program,
    template, yaml,
};
use crate::catalog::Release;
use crate::cluster::folder;
use crate::document::Node;

/// The key behind which a chart around ours has its values; none where they
/// stand at the top. A key that is not called after Mimir needs a mark that no
/// other chart has.
fn alias(node: &Node) -> Option<&str> {
    let entries = node.entries().iter();
    let mut values = entries.filter(|(key, value)| {
        let is_named = key.text.contains("mimir");
        is_named && marks::is_values(value)
            || marks::is_surely_values(value) && !program::is_anothers(&key.text)
    });
    values.next().map(|(key, _)| key.text.as_str())
}

/// Whether the document is values of a chart around ours.
pub(super) fn claims_alias(document: &Document<'_>, _: Release) -> bool {
    let node = document.node();
    node.at("kind").is_none() && !marks::is_surely_values(node) && alias(node).is_some()
}

/// Takes in the values behind that key.
pub(super) fn read_alias(document: &Document<'_>, facts: &mut Facts) -> bool {
    let alias = alias(document.node()).map(str::to_owned);
    facts.values_file(&document.source().path, alias);
    true
}

/// Whether the document is a HelmRelease of Flux for the chart.
pub(super) fn claims_flux(document: &Document<'_>, _: Release) -> bool {
    let node = document.node();
    let chart = node.at("spec").and_then(|spec| spec.at("chart"));
    let named = [
        node.text_at(&["spec", "chart", "spec", "chart"]),
        node.text_at(&["spec", "chart", "name"]),
        node.text_at(&["spec", "chartRef", "name"]),
    ];
    let is_anothers = program::is_anothers(node.text_at(&["spec", "chartRef", "name"]));
    let is_named = named.into_iter().any(chart::is_named)
        || !is_anothers
            && chart
                .is_none_or(|chart| chart.at("spec").is_some_and(|it| it.at("chart").is_none()))
            && node
                .at("spec")
                .and_then(|spec| spec.at("values"))
                .is_some_and(marks::is_surely_values);
    let values = node.at("spec").and_then(|spec| spec.at("values"));
    let is_own = || values.is_some_and(marks::is_of_own_chart);
    node.text_at(&["kind"]) == "HelmRelease" && (is_named || is_own())
}

/// Takes in its values, and says where others stand.
pub(super) fn read_flux(document: &Document<'_>, facts: &mut Facts) -> bool {
    let (source, node) = (document.source(), document.node());
    let Some(spec) = node.at("spec") else {
        return false;
    };
    facts.flux().release(&source.path);
    let mut all = Layers::default();
    for from in spec.items_at("valuesFrom") {
        all.entry(source.at(from), name_of(node), from);
    }
    let chart = spec.at("chart");
    let chart = chart.map(|it| it.text_at(&["spec", "chart"]));
    let is_other = chart.is_some_and(|name| !name.is_empty() && !chart::is_named(name));
    patches::rendered(source, node, facts);
    match spec.at("values") {
        Some(values) if is_other && marks::is_of_own_chart(values) => {
            helm::own(source, values, facts)
        }
        values => {
            all.lay(values.cloned());
            all.read(source, facts);
            true
        }
    }
}

/// The sources of an Application of Argo CD, of an ApplicationSet too, that are ours.
fn argo_sources(node: &Node) -> Vec<&Node> {
    let all = every_source(node).into_iter();
    all.filter(|it| chart::is_named(it.text_at(&["chart"])))
        .collect()
}

fn every_source(node: &Node) -> Vec<&Node> {
    let spec = match node.text_at(&["kind"]) {
        "Application" => node.at("spec"),
        "ApplicationSet" => {
            let template = node.at("spec").and_then(|spec| spec.at("template"));
            template.and_then(|template| template.at("spec"))
        }
        _ => None,
    };
    let Some(spec) = spec else {
        return Vec::new();
    };
    let all = spec
        .at("source")
        .into_iter()
        .chain(spec.items_at("sources"));
    all.collect()
}

/// Whether the document is an Application of Argo CD for the chart.
pub(super) fn claims_argo(document: &Document<'_>, _: Release) -> bool {
    !argo_sources(document.node()).is_empty()
}

/// Takes in its values: the text, the object over it, the parameters over both.
pub(super) fn read_argo(document: &Document<'_>, facts: &mut Facts) -> bool {
    let (source, node) = (document.source(), document.node());
    let none = Node::default();
    for chart in argo_sources(node) {
        let helm = chart.at("helm").unwrap_or(&none);
        let mut all = Layers::default();
        for file in helm.items_at("valueFiles") {
            let name = file.text().unwrap_or_default();
            all.file(source.at(file), name_of(node), name, facts);
        }
        if let Some(values) = helm.at("values") {
            all.lay(text(source, values, facts));
        }
        all.lay(helm.at("valuesObject").cloned());
        for parameter in helm.items_at("parameters") {
            if let (Some(name), Some(value)) = (parameter.at("name"), parameter.at("value")) {
                all.lay(set(name.text().unwrap_or_default(), value));
            }
        }
        all.read(source, facts);
    }
    true
}

/// Whether the document is a HelmChart of k3s for the chart, or a change of one.
pub(super) fn claims_k3s(document: &Document<'_>, _: Release) -> bool {
    let node = document.node();
    match node.text_at(&["kind"]) {
        "HelmChart" => chart::is_named(node.text_at(&["spec", "chart"])),
        "HelmChartConfig" => name_of(node).contains("mimir"),
        _ => false,
    }
}

/// Takes in its values, and what is set over them.
pub(super) fn read_k3s(document: &Document<'_>, facts: &mut Facts) -> bool {
    let (source, node) = (document.source(), document.node());
    let Some(spec) = node.at("spec") else {
        return false;
    };
    let mut all = Layers {
        // A change says nothing of what it changes.
        lacks: node.text_at(&["kind"]) == "HelmChartConfig",
        ..Layers::default()
    };
    if let Some(values) = spec.at("valuesContent") {
        all.lay(text(source, values, facts));
    }
    for (key, value) in spec.at("set").map(Node::entries).unwrap_or_default() {
        all.lay(set(&key.text, value));
    }
    all.read(source, facts);
    true
}

/// The entries of a list that are for the chart.
fn of_list<'a>(node: &'a Node, list: &str, key: &str) -> Vec<&'a Node> {
    let items = node.items_at(list).iter();
    items
        .filter(|item| chart::is_named(item.text_at(&[key])))
        .collect()
}

/// Whether the document is a helmfile with the chart in it.
pub(super) fn claims_helmfile(document: &Document<'_>, _: Release) -> bool {
    !of_list(document.node(), "releases", "chart").is_empty()
}

/// Takes in the values of each release: mappings, one over the other.
pub(super) fn read_helmfile(document: &Document<'_>, facts: &mut Facts) -> bool {
    let (source, node) = (document.source(), document.node());
    for release in of_list(node, "releases", "chart") {
        let mut all = Layers::default();
        for values in release.items_at("values") {
            match values.text() {
                Some(file) => all.file(source.at(values), release.text_at(&["name"]), file, facts),
                None => all.lay(Some(values.clone())),
            }
        }
        for value in release.items_at("set") {
            if let (Some(name), Some(value)) = (value.at("name"), value.at("value")) {
                all.lay(set(name.text().unwrap_or_default(), value));
            }
        }
        all.read(source, facts);
    }
    true
}

/// Whether the document is a kustomization, or says what one does: that it renders
/// the chart, makes an entry of values, or has patches of objects in its text.
pub(super) fn claims_kustomization(document: &Document<'_>, _: Release) -> bool {
    let (source, node) = (document.source(), document.node());
    kustomize::is_kustomization(source, node) || says_something(node)
}

/// Whether a kustomization says something of Mimir by itself.
fn says_something(node: &Node) -> bool {
    !of_list(node, "helmCharts", "name").is_empty()
        || patches(node).next().is_some()
        || generated(node, "").next().is_some()
}

/// The entries of ConfigMaps and Secrets that a kustomization in a folder makes of
/// files with values, or of YAML that is called otherwise.
fn generated<'a>(node: &'a Node, folder: &'a str) -> impl Iterator<Item = Generated> + 'a {
    let made = generator::all(node).flat_map(|(generator, _)| {
        let files = generator::files(generator);
        files.map(move |(key, file)| (generator, key, file))
    });
    made.filter_map(move |(generator, key, file)| {
        let is_values = [key, file].iter().any(|it| it.contains("values"));
        let is_renamed = file.rsplit('/').next() != Some(key)
            && [".yaml", ".yml"].iter().any(|it| key.ends_with(it));
        (is_values || is_renamed).then(|| Generated {
            of: generator.text_at(&["name"]).to_owned(),
            key: key.to_owned(),
            file: joined(folder, file),
        })
    })
}

/// The patches in the text of a kustomization that are about Mimir.
fn patches(node: &Node) -> impl Iterator<Item = &Node> {
    let named = node.items_at("patches").iter();
    let named = named.filter_map(|it| it.at("patch"));
    let all = named.chain(node.items_at("patchesStrategicMerge"));
    all.filter(|it| {
        let text = it.text().filter(|text| text.contains('\n'));
        text.is_some_and(|text| text.contains("mimir") && text.contains("kind:"))
    })
}

/// Takes in the values that stand in it. What it changes is read with that.
pub(super) fn read_kustomization(document: &Document<'_>, facts: &mut Facts) -> bool {
    let (source, node) = (document.source(), document.node());
    for helm in of_list(node, "helmCharts", "name") {
        let mut all = Layers::default();
        let files = helm.at("valuesFile").into_iter();
        for file in files.chain(helm.items_at("additionalValuesFiles")) {
            let name = file.text().unwrap_or_default();
            all.file(source.at(file), chart::NAME, name, facts);
        }
        all.lay(helm.at("valuesInline").cloned());
        all.read(source, facts);
    }
    let folder = joined("", folder(&source.path));
    generated(node, &folder).for_each(|it| facts.generate(it));
    let is_maker = makers::take(source, node, "Kustomization", facts);
    // What is merged into nothing here is read as it is.
    let kustomized = facts.kustomized();
    for object in patches(node).flat_map(|it| nested::documents(source, it)) {
        match object {
            Ok(object) if kustomized.is_merged(source, &object) => {}
            Ok(object) => {
                kubernetes::object(facts, source, &object);
            }
            Err(fault) => facts.finding(*fault),
        }
    }
    is_maker || says_something(node) || facts.kustomized().has(&source.path)
}

/// The files of values that a document gives to other charts: each by its path from
/// the document on, or from the top of some repository behind `*/`.
pub(super) fn of_others(document: &Document<'_>) -> Vec<String> {
    let node = document.node();
    let path = &document.source().path;
    let folder = folder(path);
    let mut found = Vec::new();
    let mut all = |files: &[Node]| {
        let files = files.iter().filter_map(Node::text);
        found.extend(files.map(|file| match file.strip_prefix('$') {
            Some(file) => format!("*/{}", file.split_once('/').map_or("", |(_, it)| it)),
            None => joined(folder, file),
        }));
    };
    let is_other = |name: &str| !name.is_empty() && !chart::is_named(name);
    for release in node.items_at("releases") {
        if is_other(release.text_at(&["chart"])) {
            all(release.items_at("values"));
        }
    }
    for helm in node.items_at("helmCharts") {
        if is_other(helm.text_at(&["name"])) {
            all(helm
                .at("valuesFile")
                .map(std::slice::from_ref)
                .unwrap_or_default());
            all(helm.items_at("additionalValuesFiles"));
        }
    }
    for source in every_source(node) {
        if is_other(source.text_at(&["chart"])) {
            all(source
                .at("helm")
                .map(|it| it.items_at("valueFiles"))
                .unwrap_or_default());
        }
    }
    found
}

fn name_of(node: &Node) -> &str {
    node.text_at(&["metadata", "name"])
}

/// Says that values stand where nobody has looked, unless a file of that name
/// was handed over.
fn elsewhere(place: Place, subject: &str, from: &str, facts: &mut Facts) {
    let name = from.rsplit('/').next().unwrap_or(from);
    if !facts.is_given(name) {
        let draft = Draft::new(Code::Mt611, place, subject);
        facts.finding(draft.with("source", from));
    }
}

/// Values that stand in a text inside the document, with the places of the file.
fn text(source: &Source, node: &Node, facts: &mut Facts) -> Option<Node> {
    let (_, shift) = yaml::body(source, node);
    let inner = yaml::inner(source, node, facts)?;
    Some(inner.indented(shift))
}

/// A value behind a path as Helm's `--set` has it: dots between keys, those of a
/// key itself behind a backslash.
pub(super) fn set(path: &str, value: &Node) -> Option<Node> {
    let mut keys = vec![String::new()];
    let mut letters = path.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => {
                if let (Some(key), Some(next)) = (keys.last_mut(), letters.next()) {
                    key.push(next);
                }
            }
            '.' => keys.push(String::new()),
            _ => {
                if let Some(key) = keys.last_mut() {
                    key.push(letter);
                }
            }
        }
    }
    // Lists are set item by item, which no mapping can hold.
    let is_plain = keys.iter().all(|key| !key.is_empty() && !key.contains('['));
    is_plain.then(|| value.clone().behind(&keys))
}

/// Values, laid one over the other.
#[derive(Default)]
pub(super) struct Layers {
    /// What is named: files that were handed over, and entries.
    below: Vec<Below>,
    /// What stands in the text itself.
    own: Option<Node>,
    /// Whether values stand where nobody has looked.
    lacks: bool,
}

impl Layers {
    pub(super) fn lay(&mut self, over: Option<Node>) {
        let Some(over) = over else {
            return;
        };
        self.own = Some(match self.own.take() {
            None => over,
            Some(below) => below.overlaid(over),
        });
    }

    /// Lays a file that is named at a place under what stands in the text, and over
    /// those that were named before.
    pub(super) fn file(&mut self, place: Place, subject: &str, from: &str, facts: &mut Facts) {
        if facts.is_given(from.rsplit('/').next().unwrap_or(from)) {
            self.below.push(Below::File(from.to_owned()));
        } else {
            self.lack();
            elsewhere(place, subject, from, facts);
        }
    }

    /// The same of every file of a folder that fits a pattern.
    pub(super) fn folder(&mut self, place: Place, subject: &str, pattern: &str, facts: &mut Facts) {
        if facts.is_any_given(pattern.rsplit('/').next().unwrap_or(pattern)) {
            self.below.push(Below::Folder(pattern.to_owned()));
        } else {
            self.lack();
            elsewhere(place, subject, pattern, facts);
        }
    }

    /// There are values that are not known.
    pub(super) fn lack(&mut self) {
        self.lacks = true;
    }

    /// Lays an entry of a ConfigMap or a Secret under what stands in the text.
    fn entry(&mut self, place: Place, subject: &str, from: &Node) {
        let (kind, name) = (from.text_at(&["kind"]), from.text_at(&["name"]));
        let key = from.at("valuesKey").and_then(Node::text);
        let missing = Draft::new(Code::Mt611, place, subject);
        let missing = missing.with("source", format!("{kind} {name}"));
        self.below.push(Below::Entry {
            of: name.to_owned(),
            key: key.unwrap_or(VALUES_KEY).to_owned(),
            target: from
                .at("targetPath")
                .and_then(Node::text)
                .map(str::to_owned),
            missing: Box::new(missing),
        });
    }

    /// Reads them as a cluster's; with files, when all of those are known.
    pub(super) fn read(self, source: &Source, facts: &mut Facts) {
        if !self.below.is_empty() {
            facts.install(Installed {
                path: source.path.clone(),
                below: self.below,
                node: self.own,
            });
        } else if let Some(node) = self.own {
            helm::cluster(source, &node, facts);
        } else if !self.lacks {
            // What nobody sets is as the chart has it.
            helm::cluster(source, &Node::default(), facts);
        }
    }
}

/// A text of values that begins below `above` lines of a file, every line of it
/// so many columns in.
pub(super) fn of_lines(above: usize, indent: usize, text: &str) -> Option<Node> {
    let node = template::parse(above, text).ok()?;
    Some(node.indented(indent))
}
