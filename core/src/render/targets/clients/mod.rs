//! Those who call Mimir over HTTP: who scrapes it, writes to it, reads from it,
//! and the tools of its keepers. Each is told the CA, the name to verify where
//! it dials an address, and a certificate where the policy asks for one; none
//! of the files holds a key.

mod alloy;
mod collector;
mod grafana;
mod keys;
mod prometheus;
mod tools;

use super::callers::{Address, Callers, Door};
use crate::catalog::{Catalog, Component, Mode};
use crate::folder;
use crate::language::Language;
use crate::plan::{Plan, Platform, Target};
use crate::render::Renderer;
use crate::render::output::{ConfigFile, Output, SettingsSource, Step};
use crate::settings::Settings;

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

/// What every client is told.
struct World<'a> {
    callers: Callers<'a>,
    /// The members, each with its job.
    jobs: Vec<Job>,
    /// The URL to which Prometheus writes.
    push: Option<Address>,
    /// The URL of OTLP, without the path of a signal.
    otlp: Option<Address>,
    /// The URL of Prometheus's API.
    query: Option<Address>,
    /// The URL of the ruler, without a path.
    ruler: Option<Address>,
    /// The door of the Alertmanager.
    alertmanager: Option<Door>,
}

/// A member that is scraped.
struct Job {
    /// The job's label as the dashboards of Mimir's mixin ask for it:
    /// `mimir/ingester`.
    name: String,
    doors: Vec<Door>,
}

impl<'a> World<'a> {
    fn of(renderer: &Renderer<'a>) -> Self {
        let plan = renderer.plan;
        let callers = Callers::of(renderer);
        let jobs = plan.members.iter().map(|member| Job {
            name: format!(
                "{}/{}",
                plan.cluster.namespace,
                workload(plan, member.component)
            ),
            doors: callers.doors(member),
        });
        Self {
            jobs: jobs.collect(),
            push: callers.address("/api/v1/push", "/api/v1/push"),
            otlp: callers.address("/otlp/v1/metrics", "/otlp"),
            query: callers.address("/prometheus", "/prometheus"),
            ruler: callers.address("/prometheus/config/v1/rules", ""),
            alertmanager: callers.door("/alertmanager"),
            callers,
        }
    }
}

/// What a member is called where it is deployed: a component alone by its name,
/// one of many parts as `mimir` and that name, and all of Mimir as itself.
fn workload(plan: &Plan, component: Component) -> String {
    let is_alone = Catalog::builtin().expand(component, plan.release).len() == 1;
    match (is_alone, plan.mode) {
        (true, _) => component.to_string(),
        (false, Mode::Monolithic) => "mimir".to_owned(),
        (false, _) => format!("mimir-{component}"),
    }
}

/// Whether members are found by asking Kubernetes, rather than named.
fn asks_kubernetes(renderer: &Renderer<'_>) -> bool {
    matches!(
        renderer.plan.platform,
        Platform::Kubernetes | Platform::Helm
    )
}

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

    fn contents(&self) -> Vec<(String, &'static str)> {
        let files = FILES.iter();
        files
            .map(|(name, what, _)| (folder::named(Target::Clients, name), *what))
            .collect()
    }

    fn usage(&self) -> Step {
        let among = format!(
            "give those who call Mimir what `{}` has for them",
            folder::configs(Target::Clients)
        );
        Step {
            alone: among.clone(),
            among,
        }
    }

    fn next(&self, folder: &str) -> Step {
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
