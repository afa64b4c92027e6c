//! An overlay for Mimir's own Jsonnet library: the flags of each component, the
//! mounts and the probes, laid over what the library says.
//!
//! The flags stand in a file of their own that is JSON but for its comments, so
//! that they can be read back without an interpreter.

use std::fmt::Write;

use serde_json::Value;

use super::{flags, secret};
use crate::artifact::Artifact;
use crate::catalog::{Component, Release, SurfaceKind};
use crate::document;
use crate::folder::{self, CertFolder, Owner};
use crate::language::Language;
use crate::plan::{Plan, Profile, Target};
use crate::render::output::{
    ConfigFile, Instruction, Output, SecretTooLarge, SettingsSource, Step,
};
use crate::render::template::Holes;
use crate::render::tree::Tree;
use crate::render::{Renderer, explain};
use crate::settings::{ImportError, Imported, Settings};

/// The overlay and the flags that it brings.
pub(super) struct Jsonnet;

const OVERLAY: &str = "tls.libsonnet";
const FLAGS: &str = "flags.libsonnet";

impl Output for Jsonnet {
    fn target(&self) -> Target {
        Target::Jsonnet
    }

    fn title(&self, language: Language) -> &'static str {
        match language {
            Language::English | Language::German => "Jsonnet",
        }
    }

    fn about(&self, language: Language) -> &'static str {
        match language {
            Language::English => "jsonnet: an overlay for Mimir's own library",
            Language::German => "jsonnet: ein Overlay für Mimirs eigene Bibliothek",
        }
    }

    fn files(&self, renderer: &Renderer<'_>, all: &[Settings]) -> Vec<ConfigFile> {
        vec![
            ConfigFile::named(Target::Jsonnet, FLAGS, flags_text(renderer, all)),
            ConfigFile::named(Target::Jsonnet, OVERLAY, overlay(renderer)),
        ]
    }

    fn secrets(
        &self,
        renderer: &Renderer<'_>,
        certificates: &CertFolder,
    ) -> Result<Vec<Artifact>, SecretTooLarge> {
        Ok(secret::artifact(Target::Jsonnet, renderer, certificates)?
            .into_iter()
            .collect())
    }

    fn sources(&self) -> Vec<SettingsSource> {
        vec![SettingsSource::of_file(Target::Jsonnet, FLAGS, read)]
    }

    fn brings_certificates(&self) -> bool {
        true
    }

    fn contents(&self, plan: &Plan) -> Vec<(String, &'static str)> {
        let path = |name| folder::named(Target::Jsonnet, name);
        let mut rows = vec![
            (
                path(OVERLAY),
                "flags, mounts and probes over Mimir's own Jsonnet library",
            ),
            (path(FLAGS), "the flags of each component, which it brings"),
        ];
        if !secret::is_issued(plan) {
            rows.push((path(secret::FILE), secret::ABOUT));
        }
        rows
    }

    fn usage(&self, plan: &Plan) -> Instruction {
        let path = |name| folder::named(Target::Jsonnet, name);
        let overlay = format!(
            "(import 'mimir/mimir.libsonnet') + (import '{}') + {{...}}",
            path(OVERLAY)
        );
        let lay = |before: [&str; 2]| {
            Instruction::new(
                format!(
                    "Lay the overlay over Mimir's Jsonnet library{}, `{overlay}`",
                    before[0]
                ),
                format!(
                    "Legen Sie das Overlay über Mimirs Jsonnet-Bibliothek{}, `{overlay}`",
                    before[1]
                ),
            )
        };
        match secret::is_issued(plan) {
            true => lay(["", ""]),
            false => lay([
                " once the Secrets are there",
                ", sobald die Secrets da sind",
            ])
            .by(format!("kubectl apply --filename {}", path(secret::FILE))),
        }
    }

    fn renewal(&self, plan: &Plan, above: &str) -> Option<String> {
        Some(secret::renewal(Target::Jsonnet, plan, above))
    }

    fn next(&self, _: &Plan, folder: &str) -> Step {
        let overlay = folder::named(Target::Jsonnet, OVERLAY);
        let among = format!("by Mimir's Jsonnet library with {folder}/{overlay} laid over it");
        Step {
            alone: format!("start each process {among}"),
            among,
        }
    }
}

/// The flags of each component: JSON with comments above it.
fn flags_text(renderer: &Renderer<'_>, all: &[Settings]) -> String {
    let mut out = String::new();
    explain(&mut out, &renderer.header("the whole cluster"));
    let of_one = |one: &Settings| {
        let flags = one.settings.iter().filter_map(|setting| {
            let flag = setting.option()?.flag()?;
            Some((flag.to_owned(), Value::from(setting.value.as_str())))
        });
        (
            one.component.name().to_owned(),
            Value::Object(flags.collect()),
        )
    };
    let all = Value::Object(all.iter().map(of_one).collect());
    // Writing into a String cannot fail.
    let _ = writeln!(out, "{all:#}");
    out
}

/// The flags of all components, as one: what two of them have is the same.
fn read(text: &str, component: Component, release: Release) -> Result<Imported, ImportError> {
    let root = document::parse(text.as_bytes())?;
    let mut words = Vec::new();
    for (_, one) in root.entries() {
        for (flag, value) in one.entries() {
            let value = value.text().unwrap_or_default();
            words.push((flag.place, format!("-{}={value}", flag.text)));
        }
    }
    flags::of_words(&words, component, release)
}

fn overlay(renderer: &Renderer<'_>) -> String {
    let plan = renderer.plan;
    let mut header = String::new();
    explain(&mut header, &renderer.header("the whole cluster"));
    let mut holes = Holes::default();
    holes.put("flags", FLAGS);
    holes.put("namespace", plan.cluster.namespace.to_string());
    holes.put("cert_dir", plan.cert_dir.to_string());
    holes.open("tls", plan.has(SurfaceKind::HttpServer));
    let has = |component: &str| {
        let mut members = plan.members.iter();
        members.any(|member| member.component.name() == component)
    };
    let is_notified = has("ruler") && has("alertmanager");
    holes.open("alerts", is_notified && plan.has(SurfaceKind::HttpServer));
    let is_shared = plan.certificates.profile != Profile::PerComponent;
    holes.put_all("shared", is_shared.then(|| volume(plan, Owner::Cluster)));
    let members = || plan.members.iter().map(|member| member.component);
    holes.put_all(
        "volume",
        members().map(|component| match is_shared {
            true => format!("'{component}': all,"),
            false => format!(
                "'{component}': {},",
                volume(plan, Owner::Component(component))
            ),
        }),
    );
    holes.put_all(
        "args",
        members().map(|component| {
            let field = component.name().replace('-', "_");
            format!("{field}_args+:: flags['{component}'],")
        }),
    );
    holes.fill(
        &header,
        include_str!("../../../data/templates/tls.libsonnet"),
    )
}

fn volume(plan: &Plan, owner: Owner) -> String {
    Value::from(&secret::volume(plan, owner)).to_string()
}

impl From<&Tree> for Value {
    fn from(tree: &Tree) -> Self {
        match tree {
            Tree::Null => Self::Null,
            Tree::Bool(value) => Self::from(*value),
            Tree::Number(value) => Self::from(*value),
            Tree::Text(text) => Self::from(text.as_str()),
            Tree::List(items) => Self::Array(items.iter().map(Self::from).collect()),
            Tree::Map(entries) => {
                let entries = entries.iter();
                let entries = entries.map(|entry| (entry.key.clone(), Self::from(&entry.value)));
                Self::Object(entries.collect())
            }
        }
    }
}
