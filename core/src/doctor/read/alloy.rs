//! Alloy's configuration: who scrapes Mimir and writes to it.

use super::super::input::{Kind, Source};
use super::super::surroundings::{Believed, Caller, CallerTls, Program};
use super::document::Document;
use super::facts::Facts;
use super::hcl::{self, Block, Is, Value};
use super::prometheus::scheme;
use super::yaml;
use crate::catalog::Release;
use crate::document::Node;

/// Whether the text is Alloy's configuration.
pub(super) fn claims(document: &Document<'_>, _: Release) -> bool {
    document.source().kind == Kind::Alloy
}

/// Takes in whoever calls somebody over HTTP.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    let source = document.source();
    text(source, &source.text, facts);
    true
}

/// The same of a text inside YAML.
pub(super) fn inside(source: &Source, node: &Node, facts: &mut Facts) {
    let (first, shift) = yaml::body(source, node);
    let mut padded = "\n".repeat(first.saturating_sub(1));
    for line in node.text().unwrap_or_default().lines() {
        padded.extend(std::iter::repeat_n(' ', shift));
        padded.push_str(line);
        padded.push('\n');
    }
    text(source, &padded, facts);
}

/// Takes a text in whose places are those of the file.
fn text(source: &Source, text: &str, facts: &mut Facts) {
    let root = hcl::parse(text);
    for block in &root.blocks {
        let name = block
            .labels
            .first()
            .map_or(block.kind.as_str(), String::as_str);
        match block.kind.as_str() {
            "prometheus.remote_write" => {
                for endpoint in block.of_kind("endpoint") {
                    let tls = endpoint.of_kind("tls_config").next();
                    client(source, name, endpoint.at("url"), tls, facts);
                }
            }
            "otelcol.exporter.otlphttp" => {
                for inner in block.of_kind("client") {
                    let tls = inner.of_kind("tls").next();
                    client(source, name, inner.at("endpoint"), tls, facts);
                }
            }
            kind if kind.starts_with("mimir.") => {
                let tls = block.of_kind("tls_config").next();
                client(source, name, block.at("address"), tls, facts);
            }
            "prometheus.scrape" => scrape(source, name, block, facts),
            _ => {}
        }
    }
}

fn client(
    source: &Source,
    name: &str,
    url: Option<&Value>,
    tls: Option<&Block>,
    facts: &mut Facts,
) {
    let Some((url, text)) = url.and_then(|url| Some((url, url.text()?))) else {
        return;
    };
    facts.caller(Caller {
        program: Program::Alloy,
        name: name.to_owned(),
        place: source.place(url.line, url.column),
        target: text.to_owned(),
        hints: Vec::new(),
        is_mimirs: false,
        is_https: scheme(text),
        tls: options(source, tls),
    });
}

fn scrape(source: &Source, name: &str, block: &Block, facts: &mut Facts) {
    let targets = block.at("targets");
    let addresses = targets.map(Value::items).unwrap_or_default().iter();
    let hints: Vec<String> = addresses
        .filter_map(|target| match &target.is {
            Is::Object(entries) => entries.iter().find(|(key, _)| key == "__address__"),
            _ => None,
        })
        .filter_map(|(_, value)| Some(value.text()?.to_owned()))
        .collect();
    let scheme = block.at("scheme");
    let Some(at) = scheme.or(targets) else {
        return;
    };
    let text = scheme.map_or(Some("http"), Value::text);
    facts.caller(Caller {
        program: Program::Scrape,
        name: name.to_owned(),
        place: source.place(at.line, at.column),
        target: String::new(),
        hints,
        is_mimirs: false,
        is_https: text.map(|text| text.eq_ignore_ascii_case("https")),
        tls: options(source, block.of_kind("tls_config").next()),
    });
}

fn options(source: &Source, tls: Option<&Block>) -> CallerTls {
    let Some(tls) = tls else {
        return CallerTls::default();
    };
    let has = |begins: &str| {
        tls.attributes
            .iter()
            .any(|(key, _)| key.starts_with(begins))
    };
    let said = |name: &str| {
        let value = tls.at(name)?;
        Some((
            source.place(value.line, value.column),
            value.text()?.to_owned(),
        ))
    };
    CallerTls {
        verifies: (tls.text("insecure_skip_verify") == "true").then_some(false),
        believes: match said("ca_file") {
            Some((place, path)) => Believed::File(place, path),
            None => Believed::own(has("ca_")),
        },
        has_certificate: has("cert_"),
        name: said("server_name"),
    }
}
