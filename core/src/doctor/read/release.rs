//! Which release of Mimir the inputs are for, as they say themselves.

use std::collections::BTreeMap;

use super::super::code::Code;
use super::super::finding::{NamedRelease, Place, ReleaseSource, StandIn};
use super::super::input::{Kind, Source};
use super::super::releases::Held;
use super::super::rules::Draft;
use super::changes::Kustomized;
use super::document::Document;
use super::image::{split_image, without_digest};
use super::program::{Program, of_image};
use super::version::{self, Meant};
use super::{chart, compose, dump, hcl, install, marks, plan, terraform};
use crate::catalog::{Catalog, Release};
use crate::cluster::folder;
use crate::document::Node;
use crate::sorted::SortedMap;

/// A release that an input names.
#[derive(Debug)]
pub(in crate::doctor) struct Evidence {
    what: What,
    release: Release,
    place: Place,
    /// What is written, where another release stands in for it.
    named: Option<NamedRelease>,
    /// Whether it says no more than that it is no release.
    is_weak: bool,
    /// Whether it stands in values of a chart, over the image that the chart has.
    is_over_chart: bool,
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
    /// What is written at a place means a release.
    fn new(what: What, meant: Meant, written: &str, place: Place) -> Self {
        let text = written.to_owned();
        Self {
            what,
            release: meant.release,
            place,
            named: meant.why.map(|why| NamedRelease { text, why }),
            is_weak: meant.is_weak(written),
            is_over_chart: false,
        }
    }

    /// What is written at a place is a release.
    fn known(what: What, release: Release, place: Place) -> Self {
        Self::new(what, Meant::itself(release), "", place)
    }

    /// That another release stands in for what is written, where one does.
    fn draft(&self) -> Option<Draft> {
        let named = self.named.as_ref()?;
        let hole = match named.why {
            StandIn::Newer => "newer",
            StandIn::Unknown => "unknown",
            StandIn::Range => "range",
            StandIn::Build => "build",
        };
        let draft = Draft::new(Code::Mt426, self.place.clone(), named.text.clone());
        let draft = draft.with("release", self.release);
        Some(draft.offering(hole, &named.text))
    }
}

/// The image in values of a chart is what runs: a build's tag there counts where no
/// release is named but that of the chart, which has another image. What a weekly chart
/// is made of, that says better.
pub(in crate::doctor) fn weigh(evidence: &mut [Evidence]) {
    let mut strong = evidence.iter().filter(|it| !it.is_weak);
    if strong.all(|it| it.what == What::Chart && it.named.is_none()) {
        let images = evidence.iter_mut().filter(|it| it.is_over_chart);
        images.for_each(|it| it.is_weak = false);
    }
}

/// Says where a known release stands in for what a text names.
pub(in crate::doctor) fn standing_in(evidence: &[Evidence]) -> Vec<Draft> {
    let all_weak = evidence.iter().all(|it| it.is_weak);
    let told = evidence.iter().filter(|it| all_weak || !it.is_weak);
    told.filter_map(Evidence::draft).collect()
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
    let rank = |it: &Evidence| (it.is_weak, it.what);
    let best = evidence.iter().map(rank).min();
    let best = evidence.iter().filter(|it| Some(rank(it)) == best);
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
                named: first.named.clone(),
            };
            (first.release, source)
        }
        None => (Catalog::builtin().newest(), ReleaseSource::Newest),
    }
}

/// The release that each file names itself, and where.
pub(in crate::doctor) fn of_files(evidence: Vec<Evidence>) -> SortedMap<String, (Held, Place)> {
    let mut of_files: BTreeMap<String, Vec<Evidence>> = BTreeMap::new();
    // What says no more than that it is no release is told better beside it.
    for it in evidence.into_iter().filter(|it| !it.is_weak) {
        let file = it.place.file.clone();
        of_files.entry(file).or_default().push(it);
    }
    let named = of_files.into_iter().filter_map(|(file, evidence)| {
        let (release, source) = of(None, &evidence);
        match source {
            ReleaseSource::Input { place, named, .. } => {
                let stands_for = named.map(|it| it.text);
                let held = Held {
                    release,
                    stands_for,
                };
                Some((file, (held, place)))
            }
            _ => None,
        }
    });
    named.collect()
}

/// What a text says beside its documents: the first line of ours, and images in
/// commands.
pub(super) fn of_text(source: &Source) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    let mut lines = source.text.lines();
    if let (Some(first), Some(second)) = (lines.next(), lines.next())
        && second.starts_with("# made by mimir-tls ")
        && let Some((_, version)) = first.rsplit_once("Mimir ")
        && let Ok(release) = Catalog::builtin().release(version.trim())
    {
        evidence.push(Evidence::known(What::Comment, release, source.place(1, 0)));
    }
    let installed = install::versions(source).into_iter();
    let of_resources = terraform::versions(source).into_iter();
    let of_resources = of_resources
        .filter_map(|(line, written)| Some((line, terraform::quoted(written)?.to_owned())));
    for (line, version) in of_resources.chain(installed) {
        evidence.extend(of_chart_at(&version, source.place(line, 0)));
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
                evidence.extend(of_image_at(
                    &hcl::filled(image, &known),
                    source.place(number, 0),
                ));
            }
        }
    }
    evidence
}

/// What texts say with the variables that stand beside them: Compose's and Terraform's.
pub(in crate::doctor) fn of_variables(texts: &[&Source]) -> Vec<Evidence> {
    let mut evidence = of_images(texts);
    // No folder is called so.
    let mut known = ("/", BTreeMap::new());
    for source in texts {
        let here = folder(&source.path);
        for (line, written) in terraform::versions(source) {
            let named = match terraform::quoted(written) {
                Some(text) => text.to_owned(),
                None => format!("${{{}}}", written.split(' ').next().unwrap_or(written)),
            };
            if !named.contains("${") {
                continue;
            }
            if known.0 != here {
                let beside = texts.iter().filter(|it| it.kind == Kind::Terraform);
                let beside = beside.filter(|it| folder(&it.path) == here);
                let all = beside.flat_map(|it| hcl::defaults(&hcl::parse(&it.text)));
                known = (here, all.collect());
            }
            let version = hcl::filled(&named, &known.1);
            evidence.extend(of_chart_at(&version, source.place(line, 0)));
        }
    }
    evidence
}

fn of_images(texts: &[&Source]) -> Vec<Evidence> {
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
                evidence.extend(of_image_at(&image, place));
            }
        }
    }
    evidence
}

/// What documents say once they are changed, in place of what they say before.
pub(in crate::doctor) fn of_changed(
    kustomized: &Kustomized,
    texts: &[&Source],
    evidence: &mut Vec<Evidence>,
) {
    evidence.retain(|it| !kustomized.changes(&it.place.file));
    for source in texts.iter().filter(|it| kustomized.changes(&it.path)) {
        evidence.extend(of_text(source));
        for (number, document) in Document::all(source).into_iter().enumerate() {
            let Ok(document) = document else {
                continue;
            };
            let ways = kustomized.ways(source, number);
            for way in ways {
                let (all, node, _) = kustomized.applied(source, document.node(), way);
                of_document(&Document::of(&all, node), evidence);
            }
            if ways.is_empty() && !kustomized.is_merged(source, document.node()) {
                of_document(&document, evidence);
            }
        }
    }
}

/// The release of a version of the chart.
fn of_chart_at(version: &str, place: Place) -> Option<Evidence> {
    let meant = version::of_chart(version)?;
    Some(Evidence::new(What::Chart, meant, version, place))
}

/// The release of an image of Mimir's.
fn of_image_at(image: &str, place: Place) -> Option<Evidence> {
    let (_, tag) = split_image(image);
    let meant = version::of_mimir(tag).filter(|_| of_image(image) == Program::Mimir)?;
    Some(Evidence::new(What::Image, meant, tag, place))
}

/// The release of an image that values of a chart have as a repository and a tag.
fn of_tag(source: &Source, image: &Node) -> Option<Evidence> {
    let at = image.at("tag")?;
    let tag = without_digest(at.text()?);
    let found = Evidence::new(What::Image, version::of_mimir(tag)?, tag, source.at(at));
    Some(Evidence {
        is_over_chart: true,
        ..found
    })
}

/// What a document says, a plan before all else.
pub(super) fn of_document(document: &Document<'_>, evidence: &mut Vec<Evidence>) {
    let source = document.source();
    match plan::release(document) {
        Some((release, at)) => {
            evidence.push(Evidence::known(What::Plan, release, source.at(at)));
        }
        None => {
            let printed = dump::release(document.node());
            let place = source.place(1, 0);
            evidence.extend(printed.map(|it| Evidence::known(What::Dump, it, place)));
            of_node(source, document.node(), evidence);
        }
    }
}

/// What a tree says, however deep.
fn of_node(source: &Source, node: &Node, evidence: &mut Vec<Evidence>) {
    for item in node.items() {
        of_node(source, item, evidence);
    }
    if let Some(image) = node.at("image") {
        match image.text() {
            Some(text) => evidence.extend(of_image_at(text, source.at(image))),
            None if is_of_mimir(image, node) => evidence.extend(of_tag(source, image)),
            None => {}
        }
    }
    let mut found = |what, written: &str, meant: Option<Meant>, at: &Node| {
        evidence.extend(meant.map(|it| Evidence::new(what, it, written, source.at(at))));
    };
    if let Some(label) = node.at("helm.sh/chart")
        && let Some(text) = label
            .text()
            .and_then(|it| it.strip_prefix("mimir-distributed-"))
    {
        // A label has no plus.
        let text = text.split('_').next().unwrap_or(text);
        found(What::Chart, text, version::of_chart(text), label);
    }
    if let Some(label) = node.at("app.kubernetes.io/version")
        && node.text_at(&["app.kubernetes.io/name"]) == "mimir"
    {
        let text = label.text().unwrap_or_default();
        found(What::Label, text, version::of_mimir(text), label);
    }
    if let Some(at) = chart::version_beside(node) {
        let text = at.text().unwrap_or_default();
        found(What::Chart, text, version::of_chart(text), at);
    }
    // What Flux puts in the place of the images of a chart.
    let spec = node.at("spec").map(|it| it.items_at("postRenderers"));
    let renderers = spec.unwrap_or_default().iter();
    for image in renderers
        .filter_map(|it| it.at("kustomize"))
        .flat_map(|it| it.items_at("images"))
    {
        let called = image.at("newName").or_else(|| image.at("name"));
        let is_ours = called
            .and_then(Node::text)
            .is_some_and(|it| of_image(it) == Program::Mimir);
        if let Some(at) = image.at("newTag").filter(|_| is_ours) {
            let text = at.text().unwrap_or_default();
            found(What::Image, text, version::of_mimir(text), at);
        }
    }
    // What a chart is fetched from, where whoever uses it only names that.
    if node.text_at(&["kind"]) == "OCIRepository"
        && let Some(spec) = node.at("spec")
        && chart::is_named(spec.text_at(&["url"]))
        && let Some(from) = spec.at("ref")
        && let Some(at) = from.at("tag").or_else(|| from.at("semver"))
    {
        let text = at.text().unwrap_or_default();
        found(What::Chart, text, version::of_chart(text), at);
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
