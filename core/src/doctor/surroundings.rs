//! What stands around a cluster and speaks with it: gateways, scrapers,
//! writers, caches.

use super::finding::Place;
use super::input::Source;
use super::kubernetes::{items, text};
use super::words::Word;
use crate::document::Node;

/// All of it.
#[derive(Debug, Default)]
pub(super) struct Surroundings {
    pub(super) gateways: Vec<Gateway>,
    pub(super) scrapes: Vec<Scrape>,
    /// URLs at which somebody writes or reads, and where they stand.
    pub(super) urls: Vec<(Place, String)>,
    pub(super) caches: Vec<Cache>,
    /// Workloads that the rollout-operator asks before it takes replicas away.
    pub(super) downscales: Vec<(Place, String)>,
    /// The gateway of the Helm chart, as the chart makes it.
    pub(super) default_gateway: Option<Place>,
}

/// An nginx in front of the components.
#[derive(Debug, Default)]
pub(super) struct Gateway {
    /// Where it passes requests on, and whether by https.
    pub(super) passes: Vec<(Place, String)>,
    pub(super) verifies: bool,
    pub(super) has_ca: bool,
    pub(super) has_certificate: bool,
    /// The name that it verifies.
    pub(super) name: Option<(Place, String)>,
}

/// A job that scrapes metrics.
#[derive(Debug)]
pub(super) struct Scrape {
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) is_https: bool,
    pub(super) has_certificate: bool,
    pub(super) skips_verification: bool,
}

/// A memcached.
#[derive(Debug)]
pub(super) struct Cache {
    pub(super) place: Place,
    pub(super) is_tls: bool,
}

/// Whether it is a configuration of Prometheus.
pub(super) fn is_prometheus(node: &Node) -> bool {
    ["scrape_configs", "remote_write"]
        .iter()
        .any(|key| !items(node.at(key)).is_empty())
}

impl Surroundings {
    /// Reads a configuration of nginx that begins after line `above` of the file.
    pub(super) fn nginx(&mut self, source: &Source, text: &str, above: usize) {
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
            self.gateways.push(gateway);
        }
    }

    /// Reads a configuration of Prometheus, jobs that speak of Mimir alone.
    pub(super) fn prometheus(&mut self, source: &Source, node: &Node) {
        for job in items(node.at("scrape_configs")) {
            let name = text(job, &["job_name"]);
            let targets = items(job.at("static_configs"))
                .iter()
                .flat_map(|config| items(config.at("targets")))
                .filter_map(Node::text);
            if name.contains("mimir") || targets.clone().any(|target| target.contains("mimir")) {
                self.scrape(source, name, job, job.at("tls_config"));
            }
        }
        for key in ["remote_write", "remote_read"] {
            for remote in items(node.at(key)) {
                if let Some(url) = remote.at("url")
                    && let Some(text) = url.text()
                {
                    let place = source.place(url.place().line, url.place().column);
                    self.urls.push((place, text.to_owned()));
                }
            }
        }
    }

    /// Reads an endpoint of a ServiceMonitor, or the chart's values for it.
    pub(super) fn monitor(&mut self, source: &Source, name: &str, endpoint: &Node) {
        self.scrape(source, name, endpoint, endpoint.at("tlsConfig"));
    }

    fn scrape(&mut self, source: &Source, name: &str, job: &Node, tls: Option<&Node>) {
        let scheme = job.at("scheme");
        let place = scheme.unwrap_or(job).place();
        let options = tls.map(Node::entries).unwrap_or_default();
        let is_set = |begins: &str| {
            options
                .iter()
                .any(|(key, value)| key.text.starts_with(begins) && !value.is_null())
        };
        let skips = options.iter().any(|(key, value)| {
            key.text.to_lowercase().starts_with("insecure") && value.text() == Some("true")
        });
        self.scrapes.push(Scrape {
            name: name.to_owned(),
            place: source.place(place.line, place.column),
            is_https: scheme
                .and_then(Node::text)
                .is_some_and(|scheme| scheme.eq_ignore_ascii_case("https")),
            has_certificate: is_set("cert"),
            skips_verification: skips,
        });
    }

    /// Takes in a memcached by the words that start it.
    pub(super) fn memcached(&mut self, words: &[Word], place: Place) {
        let is_tls = words.iter().any(|word| {
            word.text
                .split_whitespace()
                .any(|word| matches!(word, "-Z" | "--enable-ssl"))
        });
        self.caches.push(Cache { place, is_tls });
    }
}
