//! Prometheus's configuration, the agent's, and the collector's of
//! OpenTelemetry; Grafana's data sources; the prometheus-operator's objects: who
//! scrapes Mimir, writes to it and reads from it.

use super::super::input::Source;
use super::super::surroundings::{Believed, Caller, CallerTls, Program};
use super::document::Document;
use super::facts::Facts;
use crate::catalog::Release;
use crate::document::Node;

/// Whether the document is the configuration of somebody who calls Mimir.
pub(super) fn claims(document: &Document<'_>, _: Release) -> bool {
    is_caller(document.node())
}

/// Whether the document is Grafana's data sources.
pub(super) fn claims_sources(document: &Document<'_>, _: Release) -> bool {
    let mut sources = sources(document.node()).iter();
    sources.any(|it| it.at("type").is_some())
}

/// Whether the document is the configuration of OpenTelemetry's collector.
pub(super) fn claims_collector(document: &Document<'_>, _: Release) -> bool {
    !exporters(document.node()).is_empty()
}

/// Whether a mapping is such a configuration.
pub(super) fn is_caller(node: &Node) -> bool {
    // Promtail has jobs of the same form, for logs.
    let is_promtail = ["positions", "clients"]
        .iter()
        .any(|key| node.at(key).is_some());
    let is_prometheus = |node: &Node| {
        ["scrape_configs", "remote_write", "remote_read"]
            .iter()
            .any(|key| !node.items_at(key).is_empty())
    };
    !is_promtail && is_prometheus(node)
        || agents(node).any(is_prometheus)
        || !exporters(node).is_empty()
        || sources(node).iter().any(|it| it.at("type").is_some())
}

/// Takes in all of them.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    let (source, node) = (document.source(), document.node());
    inside(source, node, facts);
    true
}

/// Takes in a configuration that stands in another text.
pub(super) fn inside(source: &Source, node: &Node, facts: &mut Facts) {
    prometheus(source, node, facts);
    for part in agents(node) {
        prometheus(source, part, facts);
    }
    let receivers = node.at("receivers").map(Node::entries).unwrap_or_default();
    for (_, receiver) in receivers {
        if let Some(config) = receiver.at("config") {
            prometheus(source, config, facts);
        }
    }
    for (name, exporter) in exporters(node) {
        for key in ["endpoint", "metrics_endpoint"] {
            if let Some(url) = exporter.at(key) {
                facts.caller(client(source, Program::Otel, name, url, exporter.at("tls")));
            }
        }
    }
    for data in sources(node) {
        data_source(source, data, facts);
    }
}

/// The parts of the agent's configuration that are Prometheus's.
fn agents(node: &Node) -> impl Iterator<Item = &Node> {
    let metrics = ["metrics", "prometheus"]
        .iter()
        .filter_map(|key| node.at(key));
    metrics.flat_map(|metrics| {
        let configs = metrics.items_at("configs").iter();
        metrics.at("global").into_iter().chain(configs)
    })
}

/// The collector's exporters over HTTP, by their names.
fn exporters(node: &Node) -> Vec<(&str, &Node)> {
    let all = node.at("exporters").map(Node::entries).unwrap_or_default();
    let is_http = |name: &str| {
        let kind = name.split('/').next().unwrap_or(name);
        matches!(kind, "prometheusremotewrite" | "otlphttp" | "otlp_http")
    };
    all.iter()
        .map(|(key, exporter)| (key.text.as_str(), exporter))
        .filter(|(name, _)| is_http(name))
        .collect()
}

fn sources(node: &Node) -> &[Node] {
    node.items_at("datasources")
}

fn prometheus(source: &Source, node: &Node, facts: &mut Facts) {
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
        let hints = targets.map(str::to_owned).collect();
        let caller = scraper(source, Program::Scrape, name, job, hints);
        facts.caller(caller);
    }
    for key in ["remote_write", "remote_read"] {
        for remote in node.items_at(key) {
            if let Some(url) = remote.at("url") {
                let tls = remote.at("tls_config");
                facts.caller(client(source, Program::Prometheus, key, url, tls));
            }
        }
    }
}

/// A data source of Grafana's, as it is provisioned.
pub(super) fn data_source(source: &Source, data: &Node, facts: &mut Facts) {
    let Some(url) = data.at("url") else {
        return;
    };
    let kind = data.text_at(&["type"]);
    if !kind.is_empty() && !kind.contains("prometheus") && !kind.contains("alertmanager") {
        return;
    }
    let mut caller = client(source, Program::Grafana, data.text_at(&["name"]), url, None);
    let json = |key| data.text_at(&["jsonData", key]);
    caller.tls = CallerTls {
        verifies: (json("tlsSkipVerify") == "true").then_some(false),
        believes: Believed::own(json("tlsAuthWithCACert") == "true"),
        has_certificate: json("tlsAuth") == "true",
        name: (data.at("jsonData").and_then(|json| json.at("serverName")))
            .and_then(|node| Some((source.at(node), node.text()?.to_owned()))),
    };
    facts.caller(caller);
}

/// Takes in an endpoint of a monitor, or the chart's values for it, which are
/// Mimir's own.
pub(super) fn monitor(source: &Source, name: &str, endpoint: &Node, facts: &mut Facts) {
    let mut caller = scraper(source, Program::Monitor, name, endpoint, Vec::new());
    caller.is_mimirs = true;
    facts.caller(caller);
}

/// Takes in an object of the prometheus-operator. Says whether it is one.
pub(super) fn object(source: &Source, node: &Node, facts: &mut Facts) -> bool {
    let Some(spec) = node.at("spec") else {
        return false;
    };
    let name = node.text_at(&["metadata", "name"]);
    match node.text_at(&["kind"]) {
        "ServiceMonitor" | "PodMonitor" => {
            let keys = ["endpoints", "podMetricsEndpoints"];
            let endpoints = keys.iter().flat_map(|key| spec.items_at(key));
            for endpoint in endpoints {
                let hints = labels(spec);
                facts.caller(scraper(source, Program::Monitor, name, endpoint, hints));
            }
        }
        "Probe" => {
            let targets = spec.at("targets").and_then(|it| it.at("staticConfig"));
            let targets = targets.map(|it| it.items_at("static")).unwrap_or_default();
            for target in targets {
                let url = target.text().unwrap_or_default();
                // One without a scheme is the prober's to call.
                if url.contains("://") {
                    let tls = spec.at("tlsConfig");
                    facts.caller(client(source, Program::Operator, name, target, tls));
                }
            }
        }
        "ScrapeConfig" => {
            let configs = spec.items_at("staticConfigs").iter();
            let targets = configs.flat_map(|it| it.items_at("targets"));
            let hints: Vec<String> = targets
                .filter_map(|it| Some(it.text()?.to_owned()))
                .collect();
            if !hints.is_empty() {
                facts.caller(scraper(source, Program::Monitor, name, spec, hints));
            }
        }
        "Prometheus" | "PrometheusAgent" => {
            for key in ["remoteWrite", "remoteRead"] {
                for remote in spec.items_at(key) {
                    if let Some(url) = remote.at("url") {
                        let tls = remote.at("tlsConfig");
                        facts.caller(client(source, Program::Operator, key, url, tls));
                    }
                }
            }
        }
        "GrafanaDatasource" => {
            let data = spec.at("datasource").or_else(|| spec.at("datasources"));
            match data {
                Some(data) if data.items().is_empty() => data_source(source, data, facts),
                Some(data) => (data.items().iter()).for_each(|it| data_source(source, it, facts)),
                None => {}
            }
        }
        _ => return false,
    }
    true
}

/// The values of the labels that a selector asks for.
fn labels(spec: &Node) -> Vec<String> {
    let Some(selector) = spec.at("selector") else {
        return Vec::new();
    };
    let exact = selector
        .at("matchLabels")
        .map(Node::entries)
        .unwrap_or_default();
    let exact = exact.iter().filter_map(|(_, value)| value.text());
    let one_of = selector
        .items_at("matchExpressions")
        .iter()
        .filter(|it| it.text_at(&["operator"]) == "In")
        .flat_map(|it| it.items_at("values"))
        .filter_map(Node::text);
    exact.chain(one_of).map(str::to_owned).collect()
}

fn scraper(
    source: &Source,
    program: Program,
    name: &str,
    job: &Node,
    hints: Vec<String>,
) -> Caller {
    let scheme = job.at("scheme");
    let text = scheme.and_then(Node::text).unwrap_or("http");
    let tls = job.at("tls_config").or_else(|| job.at("tlsConfig"));
    Caller {
        program,
        name: name.to_owned(),
        place: source.at(scheme.unwrap_or(job)),
        target: String::new(),
        hints,
        is_mimirs: false,
        is_https: known(text).then(|| text.eq_ignore_ascii_case("https")),
        tls: options(source, tls),
    }
}

/// Somebody who dials a URL with a block of TLS options.
pub(super) fn client(
    source: &Source,
    program: Program,
    name: &str,
    url: &Node,
    tls: Option<&Node>,
) -> Caller {
    let target = url.text().unwrap_or_default().to_owned();
    Caller {
        program,
        name: name.to_owned(),
        place: source.at(url),
        hints: Vec::new(),
        is_mimirs: false,
        is_https: scheme(&target),
        tls: options(source, tls),
        target,
    }
}

/// Whether a URL is one of https; none where it has another scheme, or none.
pub(super) fn scheme(url: &str) -> Option<bool> {
    let (scheme, _) = url.split_once("://")?;
    match scheme.to_ascii_lowercase().as_str() {
        "https" => Some(true),
        "http" => Some(false),
        _ => None,
    }
}

fn known(text: &str) -> bool {
    !text.contains(['{', '$'])
}

/// A block of TLS options in the spelling of Prometheus, its operator's, or the
/// collector's.
pub(super) fn options(source: &Source, tls: Option<&Node>) -> CallerTls {
    let options = tls.map(Node::entries).unwrap_or_default();
    let is_set = |begins: &str| {
        options
            .iter()
            .any(|(key, value)| key.text.starts_with(begins) && !value.is_null())
    };
    let skips = options.iter().any(|(key, value)| {
        let key = key.text.to_lowercase().replace('_', "");
        key == "insecureskipverify" && value.text() == Some("true")
    });
    let said = |names: &[&str]| {
        options.iter().find_map(|(key, value)| {
            let key = key.text.to_lowercase().replace('_', "");
            let text = value.text().filter(|text| !text.is_empty())?;
            names
                .contains(&key.as_str())
                .then(|| (source.at(value), text.to_owned()))
        })
    };
    CallerTls {
        verifies: skips.then_some(false),
        believes: match said(&["cafile"]) {
            Some((place, path)) => Believed::File(place, path),
            None => Believed::own(is_set("ca")),
        },
        has_certificate: is_set("cert"),
        name: said(&["servername", "servernameoverride"]),
    }
}
