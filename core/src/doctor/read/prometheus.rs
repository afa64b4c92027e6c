//! Prometheus's configuration: who scrapes Mimir, writes to it and reads from it.

use super::super::input::Source;
use super::super::surroundings::Scrape;
use super::document::Document;
use super::facts::Facts;
use crate::catalog::Release;
use crate::document::Node;

/// Whether the document is Prometheus's configuration.
pub(super) fn claims(document: &Document<'_>, _: Release) -> bool {
    ["scrape_configs", "remote_write"]
        .iter()
        .any(|key| !document.node().items_at(key).is_empty())
}

/// Takes in the jobs that speak of Mimir, and every URL.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    let (source, node) = (document.source(), document.node());
    for key in ["scrape_configs", "remote_write", "remote_read"] {
        for caller in node.items_at(key) {
            let options = caller.at("tls_config").map(Node::entries);
            let options = options.unwrap_or_default().iter();
            for (_, path) in options.filter(|(key, _)| key.text.starts_with("cert")) {
                if let Some(text) = path.text() {
                    facts.shown(source.at(path), text);
                }
            }
        }
    }
    for job in node.items_at("scrape_configs") {
        let name = job.text_at(&["job_name"]);
        let targets = job
            .items_at("static_configs")
            .iter()
            .flat_map(|config| config.items_at("targets"))
            .filter_map(Node::text);
        if name.contains("mimir") || targets.clone().any(|target| target.contains("mimir")) {
            facts.scrape(scrape(source, name, job, job.at("tls_config")));
        }
    }
    for key in ["remote_write", "remote_read"] {
        for remote in node.items_at(key) {
            if let Some(url) = remote.at("url")
                && let Some(text) = url.text()
            {
                facts.url(source.at(url), text);
            }
        }
    }
    true
}

/// Takes in an endpoint of a ServiceMonitor, or the chart's values for it.
pub(super) fn monitor(source: &Source, name: &str, endpoint: &Node, facts: &mut Facts) {
    facts.scrape(scrape(source, name, endpoint, endpoint.at("tlsConfig")));
}

fn scrape(source: &Source, name: &str, job: &Node, tls: Option<&Node>) -> Scrape {
    let scheme = job.at("scheme");
    let options = tls.map(Node::entries).unwrap_or_default();
    let is_set = |begins: &str| {
        options
            .iter()
            .any(|(key, value)| key.text.starts_with(begins) && !value.is_null())
    };
    let skips = options.iter().any(|(key, value)| {
        key.text.to_lowercase().starts_with("insecure") && value.text() == Some("true")
    });
    Scrape {
        name: name.to_owned(),
        place: source.at(scheme.unwrap_or(job)),
        is_https: scheme
            .and_then(Node::text)
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case("https")),
        has_certificate: is_set("cert"),
        skips_verification: skips,
    }
}
