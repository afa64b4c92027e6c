//! Who calls Mimir in the settings of another program: values of other charts,
//! with whatever stands around its address in them.

use super::super::input::Source;
use super::super::sniff;
use super::super::surroundings::Program;
use super::document::Document;
use super::facts::Facts;
use super::values::VALUES_KEY;
use super::{alloy, chart, program, prometheus, template, yaml};
use crate::catalog::Release;
use crate::document::{Node, Value};

/// Whether the document has an address of Mimir's in it, whatever else it is.
pub(super) fn claims(document: &Document<'_>, _: Release) -> bool {
    let (node, name) = (document.node(), document.source().name());
    // What is called after Mimir is its own, in a form that nobody knows.
    let is_own = name.contains("mimir") && program::foreign(node, &name).is_none();
    !is_own && names_mimir(node)
}

/// Takes in who calls it.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    visit(document.source(), document.node(), facts);
    true
}

/// Takes in who calls Mimir out of values of another chart. Says whether anybody
/// does.
pub(super) fn callers(source: &Source, node: &Node, facts: &mut Facts) -> bool {
    let is_found = names_mimir(node);
    if is_found {
        visit(source, node, facts);
    }
    is_found
}

/// Takes in where a HelmRelease of another chart has its values: they are none of ours.
fn entries_of_others(node: &Node, facts: &mut Facts) {
    let chart = node.text_at(&["spec", "chart", "spec", "chart"]);
    let is_named = !chart.is_empty() && !chart::is_named(chart);
    if !is_named && !program::is_anothers(node.text_at(&["spec", "chartRef", "name"])) {
        return;
    }
    let spec = node.at("spec");
    for from in spec.map_or(&[][..], |spec| spec.items_at("valuesFrom")) {
        let key = from.at("valuesKey").and_then(Node::text);
        facts.entry_of_others(from.text_at(&["name"]), key.unwrap_or(VALUES_KEY));
    }
}

/// Takes in who calls Mimir out of an object that installs another chart. Says
/// whether anybody does.
pub(super) fn object(source: &Source, node: &Node, facts: &mut Facts) -> bool {
    const KINDS: [&str; 4] = ["HelmRelease", "Application", "ApplicationSet", "HelmChart"];
    if node.text_at(&["kind"]) == "HelmRelease" {
        entries_of_others(node, facts);
    }
    let spec = node.at("spec");
    let spec = spec.filter(|it| KINDS.contains(&node.text_at(&["kind"])) && names_mimir(it));
    if let Some(spec) = spec {
        visit(source, spec, facts);
    }
    spec.is_some()
}

/// Whether a text of a tree holds a URL whose host is called after Mimir.
fn names_mimir(node: &Node) -> bool {
    match node.value() {
        Value::Scalar { text, .. } => text.split("://").skip(1).any(is_mimirs),
        Value::List(items) => items.iter().any(names_mimir),
        Value::Map(entries) => entries.iter().any(|(_, value)| names_mimir(value)),
    }
}

/// Whether what stands behind a scheme begins with a host called after Mimir.
fn is_mimirs(behind: &str) -> bool {
    let is_of_host = |it: char| it.is_ascii_alphanumeric() || "-._".contains(it);
    let end = behind.find(|it| !is_of_host(it)).unwrap_or(behind.len());
    behind.get(..end).is_some_and(|host| host.contains("mimir"))
}

fn visit(source: &Source, node: &Node, facts: &mut Facts) {
    /// What Prometheus's reader takes in by itself.
    const ITS: [&str; 6] = [
        "datasources",
        "exporters",
        "receivers",
        "remote_read",
        "remote_write",
        "scrape_configs",
    ];
    for item in node.items() {
        visit(source, item, facts);
    }
    let is_caller = prometheus::is_caller(node);
    if is_caller {
        prometheus::inside(source, node, facts);
    }
    for (key, value) in node.entries() {
        match key.text.as_str() {
            key if is_caller && ITS.contains(&key) => {}
            "additionalDataSources" => {
                for data in value.items() {
                    prometheus::data_source(source, data, facts);
                }
            }
            key => match value.text() {
                Some(text) if text.contains('\n') => inside(source, value, text, facts),
                Some(_) if names_mimir(value) => {
                    let tls = ["tls", "tlsConfig", "tls_config"];
                    let tls = tls.iter().find_map(|key| node.at(key));
                    let name = match node.text_at(&["name"]) {
                        "" => key,
                        name => name,
                    };
                    let caller = prometheus::client(source, Program::Operator, name, value, tls);
                    facts.caller(caller);
                }
                Some(_) => {}
                None => visit(source, value, facts),
            },
        }
    }
}

/// Takes in a text inside the tree: Alloy's configuration, or YAML.
fn inside(source: &Source, node: &Node, text: &str, facts: &mut Facts) {
    let (first, shift) = yaml::body(source, node);
    if sniff::is_alloy(text) {
        alloy::inside(source, node, facts);
    } else if let Ok(inner) = template::parse(first.saturating_sub(1), text) {
        visit(source, &inner.indented(shift), facts);
    }
}
