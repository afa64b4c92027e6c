//! Which release of Mimir the inputs are for, as they say themselves.

use std::collections::BTreeMap;

use super::super::finding::{Place, ReleaseSource};
use super::super::input::{Kind, Source};
use super::document::Document;
use super::program::{Program, of_image, split_image};
use super::{chart, compose, dump, hcl, marks, plan, terraform};
use crate::catalog::{Catalog, Release};
use crate::document::Node;

/// A release that an input names.
#[derive(Debug)]
pub(in crate::doctor) struct Evidence {
    what: What,
    release: Release,
    place: Place,
}

/// What names a release, the most reliable first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::doctor) enum What {
    /// A plan of ours.
    Plan,
    /// The tag of an image.
    Image,
    /// The options that a running Mimir prints.
    Dump,
    /// The version of the Helm chart.
    Chart,
    /// A label of Kubernetes.
    Label,
    /// The first line of a file of ours.
    Comment,
}

impl What {
    fn name(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Image => "image",
            Self::Dump => "dump",
            Self::Chart => "chart",
            Self::Label => "label",
            Self::Comment => "comment",
        }
    }
}

impl Evidence {
    pub(in crate::doctor) fn new(what: What, release: Release, place: Place) -> Self {
        Self {
            what,
            release,
            place,
        }
    }
}

/// The release to hold against, and where it is from: what was given, or what
/// most of the most reliable evidence says, of equals the newest.
pub(in crate::doctor) fn of(
    given: Option<Release>,
    evidence: &[Evidence],
) -> (Release, ReleaseSource) {
    if let Some(release) = given {
        return (release, ReleaseSource::Given);
    }
    let best = evidence.iter().map(|it| it.what).min();
    let best = evidence.iter().filter(|it| Some(it.what) == best);
    let mut counts: BTreeMap<Release, usize> = BTreeMap::new();
    for it in best.clone() {
        *counts.entry(it.release).or_default() += 1;
    }
    let most = counts
        .into_iter()
        .max_by_key(|(release, count)| (*count, *release));
    let first = most.and_then(|(release, _)| best.clone().find(|it| it.release == release));
    match first {
        Some(first) => {
            let source = ReleaseSource::Input {
                place: first.place.clone(),
                what: first.what.name(),
            };
            (first.release, source)
        }
        None => (Catalog::builtin().newest(), ReleaseSource::Newest),
    }
}

/// The release that each file names itself, and where.
pub(in crate::doctor) fn of_files(evidence: Vec<Evidence>) -> BTreeMap<String, (Release, Place)> {
    let mut of_files: BTreeMap<String, Vec<Evidence>> = BTreeMap::new();
    for it in evidence {
        let file = it.place.file.clone();
        of_files.entry(file).or_default().push(it);
    }
    let named = of_files.into_iter().filter_map(|(file, evidence)| {
        let (release, source) = of(None, &evidence);
        match source {
            ReleaseSource::Input { place, .. } => Some((file, (release, place))),
            _ => None,
        }
    });
    named.collect()
}

/// The release that a tag or a version means: of a patch that is not known, the
/// newest of its line.
pub(super) fn of_version(text: &str) -> Option<Release> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let text = text.split(['-', '+']).next()?;
    let numbers: Vec<&str> = text.split('.').collect();
    let is_number = |it: &&str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
    if !(2..=3).contains(&numbers.len()) || !numbers.iter().all(is_number) {
        return None;
    }
    let catalog = Catalog::builtin();
    let line = || catalog.release(&numbers.get(..2)?.join(".")).ok();
    catalog.release(text).ok().or_else(line)
}

/// What a text says beside its documents: the first line of ours, and images in
/// commands.
pub(super) fn of_text(source: &Source) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    let mut lines = source.text.lines();
    if let (Some(first), Some(second)) = (lines.next(), lines.next())
        && second.starts_with("# made by mimir-tls ")
        && let Some((_, version)) = first.rsplit_once("Mimir ")
        && let Some(release) = of_version(version.trim())
    {
        evidence.push(Evidence::new(What::Comment, release, source.place(1, 0)));
    }
    for (line, version) in terraform::versions(source) {
        evidence.extend(
            chart::mimir_of(version)
                .map(|release| Evidence::new(What::Chart, release, source.place(line, 0))),
        );
    }
    if source.kind != Kind::Yaml {
        let known = match source.text.contains("mimir:${") {
            true => hcl::defaults(&hcl::parse(&source.text)),
            false => BTreeMap::new(),
        };
        for (number, line) in (1..).zip(source.text.lines()) {
            let images = line
                .split_whitespace()
                .filter(|word| word.contains("mimir:"));
            for image in images {
                let image = image.trim_matches(['"', '\'', '=', ',']);
                evidence.extend(
                    image_tag(&hcl::filled(image, &known)).map(|release| {
                        Evidence::new(What::Image, release, source.place(number, 0))
                    }),
                );
            }
        }
    }
    evidence
}

/// What Compose files say with the variables that stand beside them.
pub(in crate::doctor) fn of_variables(texts: &[&Source]) -> Vec<Evidence> {
    let has_variable = |line: &str| line.contains("image") && line.contains('$');
    let mut evidence = Vec::new();
    for source in texts {
        if source.kind != Kind::Yaml || !source.text.lines().any(has_variable) {
            continue;
        }
        let documents = Document::all(source).into_iter().flatten();
        for (image, place) in documents.flat_map(|it| compose::images(&it, texts)) {
            let written = source.line(place.line).unwrap_or_default();
            if has_variable(written) {
                let release = image_tag(&image);
                evidence.extend(release.map(|it| Evidence::new(What::Image, it, place)));
            }
        }
    }
    evidence
}

/// The release of an image of Mimir's.
fn image_tag(image: &str) -> Option<Release> {
    let (_, tag) = split_image(image);
    of_version(tag).filter(|_| of_image(image) == Program::Mimir)
}

/// What a document says, a plan before all else.
pub(super) fn of_document(document: &Document<'_>, evidence: &mut Vec<Evidence>) {
    let source = document.source();
    match plan::release(document) {
        Some((release, at)) => {
            evidence.push(Evidence::new(What::Plan, release, source.at(at)));
        }
        None => {
            let printed = dump::release(document.node());
            let place = source.place(1, 0);
            evidence.extend(printed.map(|it| Evidence::new(What::Dump, it, place)));
            of_node(source, document.node(), evidence);
        }
    }
}

/// What a tree says, however deep.
fn of_node(source: &Source, node: &Node, evidence: &mut Vec<Evidence>) {
    for item in node.items() {
        of_node(source, item, evidence);
    }
    let mut found = |what, release: Option<Release>, at: &Node| {
        evidence.extend(release.map(|release| Evidence::new(what, release, source.at(at))));
    };
    if let Some(image) = node.at("image") {
        if let Some(text) = image.text() {
            found(What::Image, image_tag(text), image);
        } else if let Some(tag) = image.at("tag")
            && is_of_mimir(image, node)
        {
            found(What::Image, tag.text().and_then(of_version), tag);
        }
    }
    if let Some(label) = node.at("helm.sh/chart")
        && let Some(version) = label
            .text()
            .and_then(|it| it.strip_prefix("mimir-distributed-"))
    {
        found(What::Chart, chart::mimir_of(version), label);
    }
    if let Some(label) = node.at("app.kubernetes.io/version")
        && node.text_at(&["app.kubernetes.io/name"]) == "mimir"
    {
        found(What::Label, label.text().and_then(of_version), label);
    }
    if let Some(version) = chart::version_beside(node) {
        found(
            What::Chart,
            version.text().and_then(chart::mimir_of),
            version,
        );
    }
    // What a chart is fetched from, where whoever uses it only names that.
    if node.text_at(&["kind"]) == "OCIRepository"
        && let Some(spec) = node.at("spec")
        && chart::is_named(spec.text_at(&["url"]))
        && let Some(tag) = spec.at("ref").and_then(|it| it.at("tag"))
    {
        found(What::Chart, tag.text().and_then(chart::mimir_of), tag);
    }
    for (_, value) in node.entries() {
        of_node(source, value, evidence);
    }
}

/// Whether an image given as repository and tag is Mimir's: by its repository,
/// and without one where the chart's values hold it.
fn is_of_mimir(image: &Node, around: &Node) -> bool {
    match image.text_at(&["repository"]) {
        "" => marks::is_values(around),
        repository => of_image(repository) == Program::Mimir,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release(text: &str) -> Option<String> {
        of_version(text).map(|it| it.to_string())
    }

    #[test]
    fn tags_mean_releases() {
        assert_eq!(release("2.17.0").as_deref(), Some("2.17.0"));
        assert_eq!(release("v2.17.1-distroless").as_deref(), Some("2.17.1"));
        let newest_of_line = Catalog::builtin().release("2.16").ok();
        assert_eq!(of_version("2.16"), newest_of_line);
        assert_eq!(of_version("2.16.99"), newest_of_line);
        for tag in ["latest", "r391-a80aeea6", "main", "3", "", "9.9.9"] {
            assert_eq!(release(tag), None, "{tag}");
        }
    }
}
