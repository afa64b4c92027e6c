//! A Compose project that can be started as it is: the plan's cluster, a
//! Prometheus that writes to it, and a Grafana that reads from it.

mod mimir;
mod project;
mod services;

use project::{GRAFANA, MIMIR, PROJECT, PROMETHEUS, Project};

use crate::folder;
use crate::language::Language;
use crate::plan::{Plan, Target};
use crate::render::output::{ConfigFile, Instruction, Output, SettingsSource, Step};
use crate::render::{Renderer, explain};
use crate::settings::Settings;

/// A Compose project.
pub(super) struct Compose;

impl Output for Compose {
    fn target(&self) -> Target {
        Target::Compose
    }

    fn title(&self, language: Language) -> &'static str {
        match language {
            Language::English | Language::German => "Compose",
        }
    }

    fn about(&self, language: Language) -> &'static str {
        match language {
            Language::English => "compose: the whole cluster with Prometheus and Grafana, to start",
            Language::German => {
                "compose: das ganze Cluster mit Prometheus und Grafana, zum Starten"
            }
        }
    }

    fn files(&self, renderer: &Renderer<'_>, all: &[Settings]) -> Vec<ConfigFile> {
        let project = Project::new(renderer.plan);
        let named = |name, text| ConfigFile::named(Target::Compose, name, text);
        let filled = |what, template| {
            let mut header = String::new();
            explain(&mut header, &renderer.header(what));
            project.holes().fill(&header, template)
        };
        vec![
            named(PROJECT, services::text(renderer, &project, all)),
            named(MIMIR, mimir::text(renderer, &project, all)),
            named(
                PROMETHEUS,
                filled(
                    "Prometheus",
                    include_str!("../../../../data/templates/prometheus.yml"),
                ),
            ),
            named(
                GRAFANA,
                filled(
                    "Grafana",
                    include_str!("../../../../data/templates/grafana.yaml"),
                ),
            ),
        ]
    }

    fn brings_certificates(&self) -> bool {
        true
    }

    fn sources(&self) -> Vec<SettingsSource> {
        vec![SettingsSource::of_file(Target::Compose, MIMIR, mimir::read)]
    }

    fn contents(&self, _: &Plan) -> Vec<(String, &'static str)> {
        let path = |name| folder::named(Target::Compose, name);
        vec![
            (
                path(PROJECT),
                "the cluster with Prometheus and Grafana in containers, with the certificates as secrets",
            ),
            (
                path(MIMIR),
                "the configuration of every Mimir process in it, complete",
            ),
            (
                path(PROMETHEUS),
                "scrapes the cluster and writes to it, over TLS",
            ),
            (path(GRAFANA), "Grafana's data sources, over TLS"),
        ]
    }

    fn first_file(&self) -> String {
        folder::named(Target::Compose, PROJECT)
    }

    fn usage(&self, _: &Plan) -> Instruction {
        Instruction::new(
            format!("Start all of it on one machine, then open Grafana at `{GRAFANA_AT}`"),
            format!(
                "Starten Sie alles auf einer Maschine, und öffnen Sie Grafana unter `{GRAFANA_AT}`"
            ),
        )
        .by(up(""))
    }

    fn renewal(&self, _: &Plan, above: &str) -> Option<String> {
        Some(format!(
            "have Compose make the containers anew, `{} --force-recreate`: each keeps the files that it was started with",
            up(above)
        ))
    }

    fn copies(&self) -> Option<&'static str> {
        Some("a container keeps the files that it was started with")
    }

    fn next(&self, _: &Plan, folder: &str) -> Step {
        let up = up(&format!("{folder}/"));
        Step {
            alone: format!("start all of it, `{up}`, and open Grafana at {GRAFANA_AT}"),
            among: format!("in containers, `{up}`"),
        }
    }
}

/// Where Grafana can be reached from the machine that runs the project.
const GRAFANA_AT: &str = "http://localhost:3000";

fn up(above: &str) -> String {
    let file = folder::named(Target::Compose, PROJECT);
    format!("docker compose --file {above}{file} up --detach")
}
