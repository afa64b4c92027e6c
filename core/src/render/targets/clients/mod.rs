//! Those who call Mimir over HTTP: who scrapes it, writes to it, reads from it,
//! and the tools of its keepers. Each is told the CA, the name to verify where
//! it dials an address, and a certificate where the policy asks for one; none
//! of the files holds a key.

mod alloy;
mod collector;
mod grafana;
mod keys;
mod mends;
mod prometheus;
mod tools;
mod world;

pub use mends::{Mend, mends};

use crate::folder;
use crate::language::Language;
use crate::plan::{Plan, Target};
use crate::render::Renderer;
use crate::render::output::{ConfigFile, Instruction, Output, SettingsSource, Step};
use crate::settings::Settings;
use world::World;

/// The files of those who call Mimir.
pub(super) struct Clients;

/// A client's file: its name, what it is, and its text.
type File = (
    &'static str,
    &'static str,
    fn(&Renderer<'_>, &World<'_>) -> String,
);

const FILES: [File; 7] = [
    (
        "prometheus.yml",
        "Prometheus: scrapes every component, writes to Mimir, sends alerts to its Alertmanager",
        prometheus::text,
    ),
    (
        "grafana.yaml",
        "Grafana's provisioning: data sources for Mimir and its Alertmanager",
        grafana::text,
    ),
    (
        "config.alloy",
        "Alloy: scrapes every component, writes to Mimir",
        alloy::text,
    ),
    (
        "otel-collector.yaml",
        "the OpenTelemetry Collector: takes OTLP, sends it to Mimir",
        collector::text,
    ),
    ("mimirtool.env", "mimirtool's variables", tools::mimirtool),
    (
        "curl.conf",
        "curl's options, for `curl --config`",
        tools::curl,
    ),
    (
        "k6.js",
        "a query in k6, to begin a load test with",
        tools::k6,
    ),
];

impl Output for Clients {
    fn target(&self) -> Target {
        Target::Clients
    }

    fn title(&self, language: Language) -> &'static str {
        match language {
            Language::English => "Clients",
            Language::German => "Clients",
        }
    }

    fn about(&self, language: Language) -> &'static str {
        match language {
            Language::English => "Prometheus, Grafana, Alloy, OpenTelemetry, mimirtool, curl, k6",
            Language::German => "Prometheus, Grafana, Alloy, OpenTelemetry, mimirtool, curl, k6",
        }
    }

    fn files(&self, renderer: &Renderer<'_>, _: &[Settings]) -> Vec<ConfigFile> {
        let world = World::of(renderer);
        let files = FILES.iter();
        files
            .map(|(name, _, text)| ConfigFile::named(Target::Clients, name, text(renderer, &world)))
            .collect()
    }

    fn sources(&self) -> Vec<SettingsSource> {
        Vec::new()
    }

    fn contents(&self, _: &Plan) -> Vec<(String, &'static str)> {
        let files = FILES.iter();
        files
            .map(|(name, what, _)| (folder::named(Target::Clients, name), *what))
            .collect()
    }

    fn usage(&self, _: &Plan) -> Instruction {
        let all = folder::configs(Target::Clients);
        Instruction::new(
            format!("Give those who call Mimir what `{all}` has for them"),
            format!("Geben Sie denen, die Mimir aufrufen, was in `{all}` für sie steht"),
        )
    }

    fn next(&self, _: &Plan, folder: &str) -> Step {
        let among = format!(
            "give those who call Mimir what {folder}/{} has for them",
            folder::configs(Target::Clients)
        );
        Step {
            alone: among.clone(),
            among,
        }
    }
}
