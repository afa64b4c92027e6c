//! nginx's configuration: where a gateway passes requests on, and how.

use super::super::input::{Kind, Source};
use super::super::surroundings::Gateway;
use super::document::Document;
use super::facts::Facts;
use super::yaml;
use crate::catalog::Release;
use crate::document::Node;

/// Whether the text is nginx's configuration.
pub(super) fn claims(document: &Document<'_>, _: Release) -> bool {
    document.source().kind == Kind::Nginx
}

/// Takes in the gateway that the text describes.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    let source = document.source();
    gateway(source, &source.text, 0, facts);
    true
}

/// Takes in a gateway whose configuration is the text of a value.
pub(super) fn inside(source: &Source, node: &Node, facts: &mut Facts) {
    if let Some(text) = node.text() {
        let (first, _) = yaml::body(source, node);
        gateway(source, text, first.saturating_sub(1), facts);
    }
}

/// Reads a configuration that begins after line `above` of the file.
fn gateway(source: &Source, text: &str, above: usize, facts: &mut Facts) {
    let mut gateway = Gateway::default();
    for (number, line) in (above + 1..).zip(text.lines()) {
        let trimmed = line.trim();
        let Some((word, rest)) = trimmed.split_once(char::is_whitespace) else {
            continue;
        };
        let value = rest.split(['#', ';']).next().unwrap_or_default().trim();
        let found = source.line(number).unwrap_or(line);
        let column = found.len() - found.trim_start().len() + 1;
        let place = || source.place(number, column);
        match word {
            "proxy_pass" => gateway.passes.push((place(), value.to_owned())),
            "proxy_ssl_verify" => gateway.verifies = value == "on",
            "proxy_ssl_trusted_certificate" => gateway.has_ca = true,
            "proxy_ssl_certificate" => gateway.has_certificate = true,
            "proxy_ssl_name" => gateway.name = Some((place(), value.to_owned())),
            _ => {}
        }
    }
    if !gateway.passes.is_empty() {
        facts.gateway(gateway);
    }
}
