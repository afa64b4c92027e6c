//! The OpenTelemetry Collector's configuration: OTLP in, OTLP to Mimir.

use super::keys::{self, Program};
use super::world::World;
use crate::render::targets::callers::{self, TENANT, TENANT_HEADER};
use crate::render::tree::{Tree, list, map, text as word};
use crate::render::{Renderer, yaml};

/// The exporter that speaks OTLP over HTTP, and its name.
const EXPORTER: &str = "otlphttp/mimir";

pub(super) fn text(renderer: &Renderer<'_>, world: &World<'_>) -> String {
    let header = callers::header(
        renderer,
        "the OpenTelemetry Collector as it calls the cluster",
    );
    let Some(otlp) = &world.otlp else {
        return yaml::write(&header, &Tree::map());
    };
    let mut exporter = vec![
        ("endpoint", word(&otlp.url)),
        ("headers", map([(TENANT_HEADER, word(TENANT))])),
    ];
    if let Some(papers) = &world.callers.papers {
        let options = keys::options(Program::Otel, papers, otlp.is_bare);
        let options = options.iter().map(|(key, value)| (*key, word(value)));
        exporter.push(("tls", map(options)));
    }
    let protocols = map([
        ("grpc", map([("endpoint", word("localhost:4317"))])),
        ("http", map([("endpoint", word("localhost:4318"))])),
    ]);
    let metrics = map([
        ("receivers", list([word("otlp")])),
        ("exporters", list([word(EXPORTER)])),
    ]);
    let tree = map([
        (
            "receivers",
            map([("otlp", map([("protocols", protocols)]))]),
        ),
        ("exporters", map([(EXPORTER, map(exporter))])),
        ("service", map([("pipelines", map([("metrics", metrics)]))])),
    ]);
    yaml::write(&header, &tree)
}
