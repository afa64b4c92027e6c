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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::plan::PlanFile;
    use crate::render::RenderOptions;
    use crate::topology::Names;

    /// Programs that can be told no name to verify dial none that a certificate
    /// lacks, wherever Mimir runs.
    #[test]
    fn what_is_dialled_stands_in_the_certificate() {
        let hosts = "platform: hosts\ncomponents: {distributor: {dns: [d.example]}, ruler: {ips: [10.0.0.7]}, ingester: {}, query-frontend: {}}";
        for platform in [
            "platform: hosts",
            "platform: compose",
            "platform: kubernetes",
            "platform: helm",
            "platform: kubernetes\ntargets: [jsonnet, clients]",
            hosts,
        ] {
            for profile in ["split", "single", "per-component"] {
                let text =
                    format!("version: 1\n{platform}\ncertificates: {{profile: {profile}}}\n");
                let file = PlanFile::parse(text.as_bytes()).unwrap();
                let plan = Plan::resolve(&file).unwrap().0;
                let renderer = Renderer::new(&plan, RenderOptions::default());
                let world = World::of(&renderer);
                let names = Names::of(&plan);
                let held: Vec<String> = (names.own().into_iter())
                    .chain(plan.members.iter().flat_map(|member| names.member(member)))
                    .map(|named| named.san.to_string())
                    .collect();
                let written = [tools::curl, tools::mimirtool, tools::k6];
                let written: String = written.iter().map(|text| text(&renderer, &world)).collect();
                let dialled: Vec<&str> = written
                    .split("https://")
                    .skip(1)
                    .filter_map(|rest| rest.split(":8080").next())
                    .collect();
                assert!(dialled.len() > plan.members.len(), "{written}");
                for host in dialled {
                    assert!(
                        held.contains(&host.trim_matches(['[', ']']).to_owned()),
                        "{platform}, {profile}: {host}"
                    );
                }
                let jobs = world.jobs.iter().filter_map(|job| job.doors.first());
                for door in jobs {
                    assert!(written.contains(&door.to_string()), "{platform}: {door}");
                }
            }
        }
    }
}
