//! Mimir's own configuration, as a file of its own or inside another.

use super::super::code::Code;
use super::super::finding::Place;
use super::super::input::Source;
use super::super::ours;
use super::super::process::{Known, Setting};
use super::super::rules::Draft;
use super::candidate::Config;
use super::document::Document;
use super::facts::Facts;
use super::{chart, dump, program, template, yaml};
use crate::catalog::{Miss, Release};
use crate::document::Node;

/// Whether the document is Mimir's own configuration.
pub(super) fn claims(document: &Document<'_>, _: Release) -> bool {
    let (source, node) = (document.source(), document.node());
    let is_other = || program::is_of_other_chart(&source.path) && chart::has_workload(node);
    is_config(node, &source.name()) && !is_other()
}

/// Whether the document is what Mimir prints of its configuration.
pub(super) fn claims_printed(document: &Document<'_>, release: Release) -> bool {
    claims(document, release) && dump::is_dump(document.node())
}

/// Takes in the configuration under the name of its file.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    let source = document.source();
    if ours::is_beside(&source.path, &source.text) {
        return true;
    }
    config(source, document.node(), 0, source.called(), facts);
    true
}

/// Whether a mapping is Mimir's configuration, in a file or an entry of that name.
pub(super) fn is_config(node: &Node, name: &str) -> bool {
    program::is_mimirs(node, name)
}

/// Takes in a configuration of that name, which stands `shift` columns in.
pub(super) fn config(source: &Source, node: &Node, shift: usize, name: &str, facts: &mut Facts) {
    let config = made(source, node, shift, name, facts);
    facts.config(config);
}

/// The same of one that is given to the process at that place alone.
pub(super) fn given(
    source: &Source,
    node: &Node,
    shift: usize,
    (name, process): (&str, Place),
    facts: &mut Facts,
) {
    let config = made(source, node, shift, name, facts).given_to(process);
    facts.config(config);
}

fn made(source: &Source, node: &Node, shift: usize, name: &str, facts: &mut Facts) -> Config {
    let mut settings = yaml::settings(node, source, shift, facts.lookup());
    if program::is_wrapped(node, name) {
        let is_tools = |it: &Setting| program::is_of_tool(&it.name);
        settings.retain(|it| !is_tools(it));
    }
    if program::is_enterprise(node) {
        let places = take_unknown(&mut settings);
        enterprise(source, places, facts);
    }
    if dump::is_dump(node) {
        dump::made(&mut settings);
    }
    template::note(source, &[node], &settings, facts);
    // What stands inside another text has a first line of its own.
    let told = match name == source.called() {
        true => ours::told(&source.text),
        false => Vec::new(),
    };
    Config::new(name, &source.path, settings).told(told)
}

/// Takes in a configuration of that name that is the text of a value. Says whether
/// it is one.
pub(super) fn inside(source: &Source, name: &str, node: &Node, facts: &mut Facts) -> bool {
    let inner = text_of(source, name, node, facts);
    if let Some((inner, shift)) = &inner {
        config(source, inner, *shift, name, facts);
    }
    inner.is_some()
}

/// A configuration of that name that is the text of a value, and how many columns
/// in it stands.
pub(super) fn text_of(
    source: &Source,
    name: &str,
    node: &Node,
    facts: &mut Facts,
) -> Option<(Node, usize)> {
    let inner = yaml::inner(source, node, facts)?;
    let (_, shift) = yaml::body(source, node);
    is_config(&inner, name).then_some((inner, shift))
}

/// Takes out the settings of which no release of Mimir has the name, and says where
/// they stand.
pub(super) fn take_unknown(settings: &mut Vec<Setting>) -> Vec<Place> {
    let is_unknown = |it: &mut Setting| matches!(it.known, Known::Miss(Miss::Unknown { .. }));
    let taken = settings.extract_if(.., is_unknown);
    taken.map(|it| it.place().clone()).collect()
}

/// Says at the first of such places that those settings were let be.
pub(super) fn enterprise(source: &Source, mut places: Vec<Place>, facts: &mut Facts) {
    places.sort();
    if let Some(first) = places.first() {
        let draft = Draft::new(Code::Mt614, first.clone(), source.path.clone());
        facts.finding(draft.with("count", places.len()));
    }
}
