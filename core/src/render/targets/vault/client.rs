//! Mimir's own client of Vault: with it, the paths of certificates in Mimir's
//! settings are paths in a KV engine, version 2, where each holds its PEM under
//! `value`.

use std::fmt::Write;

use super::names::{kv_path, name, script as begin};
use crate::catalog::{Catalog, Field, Surface, SurfaceKind};
use crate::folder::{self, CertFile, Owner};
use crate::plan::{Plan, Profile};
use crate::render::tree::Tree;
use crate::render::{Renderer, yaml};

/// Where Vault is, until somebody says it.
const URL: &str = "https://vault.example.com:8200";

/// Whether there is a way to tell Mimir where its certificates are in Vault.
pub(super) fn settings_are_known(plan: &Plan) -> bool {
    surface(plan).is_some()
}

/// The surface, where the release has it and can log in by Kubernetes; and where
/// all processes have the same files, as one setting is for all.
fn surface(plan: &Plan) -> Option<&'static Surface> {
    if plan.certificates.profile == Profile::PerComponent {
        return None;
    }
    let catalog = Catalog::builtin();
    let mut surfaces = catalog.surfaces(plan.release);
    let vault = surfaces.find(|surface| surface.kind() == SurfaceKind::Vault)?;
    catalog.option(vault, Field::AuthType, plan.release)?;
    Some(vault)
}

/// What stands beside the settings of a plan, which stay as they are.
pub(super) fn settings(renderer: &Renderer<'_>) -> Option<String> {
    let plan = renderer.plan;
    let surface = surface(plan)?;
    let mut tree = Tree::map();
    for (field, value) in [
        (Field::Enabled, Tree::Bool(true)),
        (Field::Url, Tree::Text(URL.to_owned())),
        (Field::MountPath, Tree::Text(kv_path(plan))),
        (Field::AuthType, Tree::Text("kubernetes".to_owned())),
        (Field::AuthKubernetesRoleName, Tree::Text(name(plan))),
    ] {
        let option = Catalog::builtin().option(surface, field, plan.release)?;
        tree.insert(&option.yaml().split('.').collect::<Vec<_>>(), value);
    }
    Some(yaml::write(&renderer.header("the whole cluster"), &tree))
}

/// The members that have no client of Vault, by name.
pub(super) fn without(plan: &Plan) -> Vec<&'static str> {
    let Some(surface) = surface(plan) else {
        return Vec::new();
    };
    let members = plan.members.iter().map(|member| member.component);
    let reads = |component| surface.is_read_by(component, plan.release);
    let without = members.filter(|component| !reads(*component));
    without.map(|component| component.name()).collect()
}

/// The surfaces of a plan whose clients read files all the same, by name.
pub(super) fn of_files(plan: &Plan) -> Vec<&'static str> {
    let is_file = |surface: &&&Surface| {
        matches!(
            surface.kind(),
            SurfaceKind::Memcached
                | SurfaceKind::Redis
                | SurfaceKind::Etcd
                | SurfaceKind::Storage
                | SurfaceKind::Kafka
        )
    };
    let surfaces = plan.surfaces.keys().filter(is_file);
    surfaces.map(|surface| surface.id()).collect()
}

/// The script that puts the folder's certificates into the engine.
pub(super) fn script(renderer: &Renderer<'_>) -> String {
    let plan = renderer.plan;
    let path = kv_path(plan);
    let profile = plan.certificates.profile;
    let mut out = begin(
        renderer,
        "puts certificates and keys where Mimir's own client looks; with VAULT_ADDR and a token as for the PKI",
    );
    // Writing into a String cannot fail.
    let _ = writeln!(out, "\nvault secrets enable -path={path} -version=2 kv");
    let mut files = vec![CertFile::Root, CertFile::Server, CertFile::ServerKey];
    if profile != Profile::Single {
        files.extend([CertFile::Client, CertFile::ClientKey]);
    }
    for file in files {
        let file = file.name(profile);
        let _ = writeln!(
            out,
            "vault kv put -mount={path} {} value=@../{}{file}",
            plan.cert_dir.file(file),
            folder::certificates(Owner::Cluster),
        );
    }
    out
}
