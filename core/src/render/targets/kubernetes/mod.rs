//! A component of Kustomize for manifests of one's own: Secrets, and for each
//! workload its flags, mounts and probes.
//!
//! The flags go behind those that are there, so that nobody's configuration file
//! is replaced: Mimir takes one, and flags win over it. Who has none can mount
//! the ConfigMap instead.

mod names;
mod readme;

use std::fmt::Write;

use names::{CHART, CONFIG_MAP, GROUP, NOTIFIED, lively, notified};

use super::callers::HTTP_PORT;
use super::flags::flag;
use super::secret;
use crate::artifact::Artifact;
use crate::catalog::{Component, End, Release, SurfaceKind};
use crate::document;
use crate::folder::{self, CertFolder, Owner};
use crate::language::Language;
use crate::plan::{Plan, Target};
use crate::render::output::{
    ConfigFile, Instruction, Output, SecretTooLarge, SettingsSource, Step,
};
use crate::render::tree::Tree;
use crate::render::{Renderer, explain, yaml};
use crate::settings::{self, ImportError, Imported, Settings};
use crate::topology;

/// Manifests for Kustomize.
pub(super) struct Kubernetes;

/// What Kustomize reads first.
const KUSTOMIZATION: &str = "kustomization.yaml";
/// The end of the names of patches that hold flags.
const FLAGS: &str = "args.yaml";
/// The end of the names of patches of pods.
const POD: &str = "yaml";

/// The key of the ConfigMap.
const CONFIG: &str = "mimir.yaml";
/// The name of the volume.
const VOLUME: &str = "mimir-tls";
/// The patch of the one probe that the chart has beside those of readiness.
const LIVENESS: &str = "liveness.yaml";

impl Output for Kubernetes {
    fn target(&self) -> Target {
        Target::Kubernetes
    }

    fn title(&self, language: Language) -> &'static str {
        match language {
            Language::English | Language::German => "Kubernetes",
        }
    }

    fn about(&self, language: Language) -> &'static str {
        match language {
            Language::English => "kubernetes: Secrets and patches, for Kustomize",
            Language::German => "kubernetes: Secrets und Patches, für Kustomize",
        }
    }

    fn files(&self, renderer: &Renderer<'_>, all: &[Settings]) -> Vec<ConfigFile> {
        let of_each = all.iter().flat_map(|one| {
            let component = one.component;
            let file = |ending: &str, text: String| ConfigFile {
                path: folder::config_ending(self.target(), Owner::Component(component), ending),
                target: self.target(),
                component: Some(component),
                text,
            };
            [
                file(POD, pod(renderer, component)),
                file(FLAGS, flags(renderer, one)),
            ]
        });
        let named = |name, text| ConfigFile::named(self.target(), name, text);
        let liveness = lively(renderer.plan).map(|it| named(LIVENESS, liveness(renderer, it)));
        of_each
            .chain([
                named(KUSTOMIZATION, kustomization(renderer, all)),
                named(CONFIG_MAP, config_map(renderer, all)),
                named(folder::README, readme::text(renderer)),
            ])
            .chain(liveness)
            .collect()
    }

    fn secrets(
        &self,
        renderer: &Renderer<'_>,
        certificates: &CertFolder,
    ) -> Result<Vec<Artifact>, SecretTooLarge> {
        let made = secret::artifact(self.target(), renderer, certificates)?;
        Ok(made.into_iter().collect())
    }

    fn brings_certificates(&self) -> bool {
        true
    }

    fn sources(&self) -> Vec<SettingsSource> {
        vec![
            SettingsSource::of_each_ending(self.target(), FLAGS, read_flags),
            SettingsSource::of_file(self.target(), CONFIG_MAP, read_config_map),
        ]
    }

    fn contents(&self, plan: &Plan) -> Vec<(String, &'static str)> {
        let each = |ending| folder::config_of_each_ending(self.target(), ending);
        let mut rows = vec![
            (
                folder::named(self.target(), KUSTOMIZATION),
                "a component of Kustomize: which patch is for which workload",
            ),
            (each(POD), "a patch of its pod: mounts, probes, a group"),
            (each(FLAGS), "a patch of its flags, behind those it has"),
            (
                folder::named(self.target(), CONFIG_MAP),
                "the settings as a configuration file, for who has no other and mounts it; no kustomization names it",
            ),
            (
                folder::named(self.target(), folder::README),
                "what of your manifests it finds and changes, and what it leaves",
            ),
        ];
        if lively(plan).is_some() {
            rows.push((
                folder::named(self.target(), LIVENESS),
                "a patch of a probe, for manifests that Helm has rendered of the chart",
            ));
        }
        if !secret::is_issued(plan) {
            rows.push((folder::named(self.target(), secret::FILE), secret::ABOUT));
        }
        rows
    }

    fn first_file(&self) -> String {
        folder::named(self.target(), KUSTOMIZATION)
    }

    fn usage(&self, _: &Plan) -> Instruction {
        let folder = folder::configs(self.target());
        let readme = folder::named(self.target(), folder::README);
        Instruction::new(
            format!(
                "Name `{folder}` under `components:` of the kustomization of your manifests, where they are as `{readme}` \
                 wants them; `kubectl kustomize` shows what comes of it, `mimir-tls check` reads it"
            ),
            format!(
                "Nennen Sie `{folder}` unter `components:` in der Kustomization Ihrer Manifeste, wenn diese so sind, wie \
                 `{readme}` sie will; `kubectl kustomize` zeigt, was daraus wird, `mimir-tls check` liest es"
            ),
        )
        .by(format!("components:\n- {folder}"))
    }

    fn renewal(&self, plan: &Plan, above: &str) -> Option<String> {
        Some(secret::renewal(self.target(), plan, above))
    }

    fn next(&self, _: &Plan, folder: &str) -> Step {
        let readme = format!("{folder}/{}", folder::named(self.target(), folder::README));
        let folder = format!("{folder}/{}", folder::configs(self.target()));
        let among = format!(
            "with {folder} under `components:` of its kustomization, its manifests as {readme} wants them"
        );
        Step {
            alone: format!("run every process {among}"),
            among,
        }
    }
}

/// How the workload of a component is called, or those of its zones: a pattern
/// that the whole name has to match.
fn workload(plan: &Plan, component: Component) -> String {
    let beginnings = topology::beginnings(plan, End::Component(component));
    let prefix = &plan.cluster.prefix;
    let prefix = match beginnings.contains(&"") {
        true => format!("({prefix}-)?"),
        false => format!("{prefix}-"),
    };
    format!("{prefix}{component}(-zone-.+)?")
}

/// The file that names the patches, and which workload each is for: a Deployment
/// or a StatefulSet called as the component, or as a zone of it.
fn kustomization(renderer: &Renderer<'_>, all: &[Settings]) -> String {
    let plan = renderer.plan;
    let mut tree = Tree::map();
    let text = |text: &str| Tree::Text(text.to_owned());
    tree.insert(&["apiVersion"], text("kustomize.config.k8s.io/v1alpha1"));
    tree.insert(&["kind"], text("Component"));
    if !secret::is_issued(plan) {
        tree.insert(&["resources"], Tree::List(vec![text(secret::FILE)]));
    }
    let patch = |path: &str, component: Component| {
        let mut patch = Tree::map();
        patch.insert(&["path"], text(path));
        patch.insert(&["target", "kind"], text("Deployment|StatefulSet"));
        patch.insert(&["target", "name"], text(&workload(plan, component)));
        patch
    };
    let patches = all.iter().flat_map(|one| {
        [POD, FLAGS].map(|ending| patch(&format!("{}.{ending}", one.component), one.component))
    });
    let liveness = lively(plan).map(|component| {
        let mut patch = patch(LIVENESS, component);
        patch.insert(&["target", "labelSelector"], text(CHART));
        patch
    });
    let patches = patches.chain(liveness).collect();
    tree.insert(&["patches"], Tree::List(patches));
    yaml::write(&renderer.header("the whole cluster"), &tree)
}

/// What a pod gets, as a strategic merge: a group that may read the files, the
/// volume, its mount, and a probe that asks over TLS.
fn pod(renderer: &Renderer<'_>, component: Component) -> String {
    let plan = renderer.plan;
    let text = |text: &str| Tree::Text(text.to_owned());
    let mut mount = Tree::map();
    mount.insert(&["name"], text(VOLUME));
    mount.insert(&["mountPath"], text(plan.cert_dir.as_str()));
    mount.insert(&["readOnly"], Tree::Bool(true));
    let mut container = container(component);
    container.insert(&["volumeMounts"], Tree::List(vec![mount]));
    if plan.has(SurfaceKind::HttpServer) {
        probe(renderer, &mut container, "readinessProbe");
    }
    let mut volume = Tree::map();
    volume.insert(&["name"], text(VOLUME));
    let Tree::Map(mut entries) = volume else {
        return String::new();
    };
    if let Tree::Map(projected) = secret::volume(plan, Owner::Component(component)) {
        entries.extend(projected);
    }
    let mut tree = patch(renderer, component, container);
    let spec = ["spec", "template", "spec"];
    let at = |key| [&spec[..], &[key]].concat();
    let group = [&spec[..], &["securityContext", "fsGroup"]].concat();
    tree.insert(&group, Tree::Number(GROUP));
    tree.insert(&at("volumes"), Tree::List(vec![Tree::Map(entries)]));
    yaml::write(&renderer.header(component.name()), &tree)
}

/// The probe of liveness, over TLS like the other.
fn liveness(renderer: &Renderer<'_>, component: Component) -> String {
    let mut container = container(component);
    probe(renderer, &mut container, "livenessProbe");
    let tree = patch(renderer, component, container);
    yaml::write(&renderer.header(component.name()), &tree)
}

fn container(component: Component) -> Tree {
    let mut container = Tree::map();
    container.insert(&["name"], Tree::Text(component.name().to_owned()));
    container
}

/// A strategic merge into the container of a component.
fn patch(renderer: &Renderer<'_>, component: Component, container: Tree) -> Tree {
    let text = |text: &str| Tree::Text(text.to_owned());
    let mut tree = Tree::map();
    tree.insert(&["apiVersion"], text("apps/v1"));
    tree.insert(&["kind"], text("Deployment"));
    tree.comment(
        &["kind"],
        renderer.note("a StatefulSet alike: the selector beside this file decides"),
    );
    let name = format!("{}-{component}", renderer.plan.cluster.prefix);
    tree.insert(&["metadata", "name"], Tree::Text(name));
    let containers = ["spec", "template", "spec", "containers"];
    tree.insert(&containers, Tree::List(vec![container]));
    tree
}

/// The kubelet asks over TLS. It has no certificate: where each client needs one,
/// it can only see whether the port is open. What else the probe says stays.
fn probe(renderer: &Renderer<'_>, container: &mut Tree, key: &str) {
    if renderer.plan.policy.http.requires() {
        container.insert(&[key, "httpGet"], Tree::Null);
        let port = Tree::Number(i64::from(HTTP_PORT));
        container.insert(&[key, "tcpSocket", "port"], port);
        let why = "every client needs a certificate, and a kubelet has none";
        container.comment(&[key], renderer.note(why));
    } else {
        let https = Tree::Text("HTTPS".to_owned());
        container.insert(&[key, "httpGet", "scheme"], https);
    }
}

/// The flags of a component, each added behind those of its first container.
fn flags(renderer: &Renderer<'_>, settings: &Settings) -> String {
    let mut out = String::new();
    let add = |out: &mut String, flag: String| {
        let value = serde_json::Value::from(flag);
        // Writing into a String cannot fail.
        let _ = writeln!(
            out,
            "- {{op: add, path: /spec/template/spec/containers/0/args/-, value: {value}}}"
        );
    };
    explain(&mut out, &renderer.header(settings.component.name()));
    for (surface, block) in settings.blocks() {
        explain(&mut out, &renderer.explanation(surface, block));
        for flag in block.iter().filter_map(flag) {
            add(&mut out, flag);
        }
    }
    if let Some(flag) = notified(renderer.plan, settings.component) {
        let why = "an address that begins with http would have the settings of this client count for nothing";
        explain(&mut out, &renderer.note(why));
        add(&mut out, flag);
    }
    out
}

/// The settings of such a patch.
fn read_flags(text: &str, component: Component, release: Release) -> Result<Imported, ImportError> {
    let node = document::parse(text.as_bytes())?;
    let values = node.items().iter().map(|item| item.text_at(&["value"]));
    let is_set = |flag: &&str| !flag.starts_with(&format!("-{NOTIFIED}="));
    let flags: Vec<&str> = values.filter(is_set).collect();
    settings::from_flags(&flags.join("\n"), component, release)
}

fn config_map(renderer: &Renderer<'_>, all: &[Settings]) -> String {
    let plan: &Plan = renderer.plan;
    let mut tree = Tree::map();
    let text = |text: &str| Tree::Text(text.to_owned());
    tree.insert(&["apiVersion"], text("v1"));
    tree.insert(&["kind"], text("ConfigMap"));
    let name = format!("{}-tls-config", plan.cluster.prefix);
    tree.insert(&["metadata", "name"], Tree::Text(name));
    let namespace = text(plan.cluster.namespace.as_str());
    tree.insert(&["metadata", "namespace"], namespace);
    let config = super::yaml::of_cluster(renderer, all);
    tree.insert(&["data", CONFIG], Tree::Text(config));
    yaml::write(&renderer.header("the whole cluster"), &tree)
}

/// The settings of the ConfigMap.
fn read_config_map(
    text: &str,
    component: Component,
    release: Release,
) -> Result<Imported, ImportError> {
    let node = document::parse(text.as_bytes())?;
    settings::from_yaml(node.text_at(&["data", CONFIG]), component, release)
}
