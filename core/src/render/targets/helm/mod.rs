//! Values of Grafana's chart `mimir-distributed`, and the objects that they name.
//!
//! The chart has no switch for TLS. What it takes instead is Mimir's own
//! configuration, volumes, probes, the text of its gateway's nginx, and flags of
//! what stands beside; each is a key of the values, and all of them are here.

mod chart;
mod gateway;
mod names;
mod readme;
mod values;

pub use values::CONFIGURATION;
pub(crate) use values::ZONES;

use self::names::{GATEWAY_OFF, GATEWAY_TLS, RESTART, VALUES};
use super::secret;
use crate::artifact::Artifact;
use crate::catalog::{Component, Miss, Release, SurfaceKind};
use crate::digest;
use crate::folder::{self, CertFile, CertFolder};
use crate::language::Language;
use crate::plan::{Plan, Target};
use crate::render::output::{
    ConfigFile, Instruction, Output, SecretTooLarge, SettingsSource, Step,
};
use crate::render::tree::Tree;
use crate::render::{RenderOptions, Renderer, explain, yaml};
use crate::settings::{self, ImportError, Imported, Settings};

/// Values of the Helm chart.
pub(super) struct Helm;

impl Output for Helm {
    fn target(&self) -> Target {
        Target::Helm
    }

    fn title(&self, language: Language) -> &'static str {
        match language {
            Language::English | Language::German => "Helm",
        }
    }

    fn about(&self, language: Language) -> &'static str {
        match language {
            Language::English => "Helm: values for mimir-distributed, with its Secrets",
            Language::German => "Helm: Werte für mimir-distributed, mit seinen Secrets",
        }
    }

    fn files(&self, renderer: &Renderer<'_>, all: &[Settings]) -> Vec<ConfigFile> {
        let plan = renderer.plan;
        let file = |name: &str, text: String| ConfigFile::named(Target::Helm, name, text);
        let values = yaml::write(
            &renderer.header("the chart mimir-distributed"),
            &values::document(renderer, all),
        );
        let mut files = vec![
            file(VALUES, values),
            file(folder::README, readme::text(renderer)),
        ];
        if plan.has(SurfaceKind::HttpServer) {
            files.push(file(
                names::ZONES,
                overlay(renderer, "the zones of the chart", values::ZONES_TEXT),
            ));
            let gateway = "the gateway of the chart";
            let off = include_str!("../../../../data/chart/gateway-off.yaml");
            files.push(file(GATEWAY_OFF, overlay(renderer, gateway, off)));
            if names::has_gateway(plan) {
                let tls = include_str!("../../../../data/chart/gateway-tls.yaml");
                files.push(file(GATEWAY_TLS, overlay(renderer, gateway, tls)));
            }
        }
        files
    }

    fn secrets(
        &self,
        renderer: &Renderer<'_>,
        certificates: &CertFolder,
    ) -> Result<Vec<Artifact>, SecretTooLarge> {
        let Some(secrets) = secret::artifact(Target::Helm, renderer, certificates)? else {
            return Ok(Vec::new());
        };
        let restart = restart(renderer, certificates);
        let restart = Artifact::text(folder::named(Target::Helm, RESTART), restart);
        Ok(vec![secrets, restart])
    }

    fn brings_certificates(&self) -> bool {
        true
    }

    fn sources(&self) -> Vec<SettingsSource> {
        vec![SettingsSource::of_file(Target::Helm, VALUES, read)]
    }

    fn contents(&self, plan: &Plan) -> Vec<(String, &'static str)> {
        let is_mounted = !secret::is_issued(plan);
        let has_http = plan.has(SurfaceKind::HttpServer);
        let rows = [
            (
                VALUES,
                true,
                "values for the chart mimir-distributed: Mimir's TLS, and all that the chart has around it",
            ),
            (secret::FILE, is_mounted, secret::ABOUT),
            (
                RESTART,
                is_mounted,
                "values that differ with the certificates, so that every pod restarts",
            ),
            (
                names::ZONES,
                has_http,
                "values to begin with: the zones that the chart has by default, as TLS wants them",
            ),
            (
                GATEWAY_TLS,
                has_http && names::has_gateway(plan),
                "more values, for TLS at the listener of the chart's gateway",
            ),
            (
                GATEWAY_OFF,
                has_http,
                "more values, for who wants no gateway",
            ),
            (
                folder::README,
                true,
                "how they are used beside your own, and what the chart leaves in plaintext",
            ),
        ];
        let rows = rows.into_iter().filter(|(_, is_there, _)| *is_there);
        rows.map(|(name, _, what)| (folder::named(Target::Helm, name), what))
            .collect()
    }

    fn first_file(&self) -> String {
        folder::named(Target::Helm, VALUES)
    }

    fn usage(&self, plan: &Plan) -> Instruction {
        let readme = folder::named(Target::Helm, folder::README);
        Instruction::new(
            format!("Upgrade the chart with these values; `{readme}` says what they are and what stays as it is"),
            format!("Aktualisieren Sie das Chart mit diesen Werten; `{readme}` sagt, was sie sind und was bleibt, wie es ist"),
        )
        .by(readme::commands(plan).join("\n"))
    }

    fn renewal(&self, _: &Plan, above: &str) -> Option<String> {
        let at = |name: &str| format!("{above}{}", folder::named(Target::Helm, name));
        Some(format!(
            "`kubectl apply -f {}`, then `helm upgrade` as before with the new `{}`, which restarts every pod",
            at(secret::FILE),
            at(RESTART)
        ))
    }

    fn next(&self, plan: &Plan, folder: &str) -> Step {
        let at = |name: &str| format!("{folder}/{}", folder::named(Target::Helm, name));
        let zones = match plan.has(SurfaceKind::HttpServer) {
            true => format!("`-f {}`, ", at(names::ZONES)),
            false => String::new(),
        };
        let upgrade = format!(
            "`helm upgrade` with {zones}your own values and `-f {}`",
            at(VALUES)
        );
        let among = match secret::is_issued(plan) {
            true => format!("by Helm: {upgrade}"),
            false => format!(
                "by Helm: `kubectl apply -f {}`, then {upgrade} and `-f {}`",
                at(secret::FILE),
                at(RESTART)
            ),
        };
        Step {
            alone: format!("start everything {among}"),
            among,
        }
    }
}

/// What the values say, as a document without comments, and the zones of the chart
/// where it begins with them.
pub(crate) fn document(plan: &Plan, all: &[Settings]) -> Tree {
    let renderer = Renderer::new(plan, RenderOptions { comments: false });
    let mut tree = values::document(&renderer, all);
    if plan.has(SurfaceKind::HttpServer) {
        values::zones(&mut tree);
    }
    tree
}

/// How the chart is upgraded with values of somebody's that have all of it in them,
/// at `to`, in place of those at `from`; the folder of the plan is at `folder`.
pub(in crate::render) fn upgrade_merged(plan: &Plan, folder: &str, from: &str, to: &str) -> String {
    let at = |name: &str| format!("{folder}/{}", folder::named(Target::Helm, name));
    let upgrade = format!("`helm upgrade` with `-f {to}` in place of {from}");
    match secret::is_issued(plan) {
        true => format!("start everything by Helm: {upgrade}"),
        false => format!(
            "start everything by Helm: `kubectl apply -f {}`, then {upgrade}, and `-f {}`",
            at(secret::FILE),
            at(RESTART)
        ),
    }
}

/// The settings in a text of values. What is set beside them is no stranger's.
fn read(text: &str, component: Component, release: Release) -> Result<Imported, ImportError> {
    let mut read = settings::from_yaml_at(text, &values::CONFIGURATION, component, release)?;
    let is_ours = |name: &str| chart::companions().iter().any(|row| row.yaml == name);
    read.foreign
        .retain(|option| !matches!(&option.miss, Miss::NotTls { name } if is_ours(name)));
    Ok(read)
}

/// More values, out of a template of them.
fn overlay(renderer: &Renderer<'_>, what: &str, template: &str) -> String {
    let plan = renderer.plan;
    let mut out = String::new();
    explain(&mut out, &renderer.header(what));
    let root = CertFile::Root.name(plan.certificates.profile);
    let filled = template
        .replace("{gateway}", &names::gateway(plan))
        .replace("{distributor}", &names::service(plan, "distributor"))
        .replace("{query-frontend}", &names::service(plan, "query-frontend"))
        .replace("{ca}", &plan.cert_dir.file(root))
        .replace("{secret}", &yaml::text(&values::outside_client(plan)));
    let is_wanted = |line: &&str| renderer.options.comments || !line.trim_start().starts_with('#');
    for line in filled.lines().filter(is_wanted) {
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// An annotation of every pod that is made of the certificates.
fn restart(renderer: &Renderer<'_>, certificates: &CertFolder) -> String {
    let mut hash = ring::digest::Context::new(&ring::digest::SHA256);
    for (path, bytes) in certificates.files() {
        if folder::is_certificate(path) {
            hash.update(bytes);
        }
    }
    let mut digest = digest::hex(hash.finish().as_ref());
    digest.truncate(32);
    let mut tree = Tree::map();
    let place = ["global", "podAnnotations", "checksum/mimir-tls"];
    tree.insert(&place, Tree::Text(digest));
    let mut header = renderer.header("the chart mimir-distributed");
    header.extend(renderer.note("made of the certificates: other ones restart every pod"));
    yaml::write(&header, &tree)
}

#[cfg(test)]
mod tests;
