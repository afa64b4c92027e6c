//! What a plan can be written as: one file a target, and one list of them.
//!
//! A new one is a file here that implements [`Output`], a variant of
//! [`Target`], and its line in [`output`], which does not compile without it.
//! The folder's README, the next steps of `generate`, what `generate` reads
//! back and `prove` proves, and the page's tabs and words are made from the list.

mod alerts;
mod callers;
mod cert_manager;
mod clients;
mod compose;
mod docs;
mod env;
mod flags;
mod gateways;
mod helm;
mod issuer;
mod jsonnet;
mod kubernetes;
mod openssl;
mod routes;
mod secret;
mod systemd;
mod vault;
mod yaml;

pub(super) use callers::unplaced;
pub use clients::{Mend, mends};
pub use helm::CONFIGURATION as CHART_CONFIGURATION;
pub(super) use helm::upgrade_merged;
pub(crate) use helm::{ZONES as CHART_ZONES, document as chart_values};
pub(crate) use yaml::tree as settings_tree;

use super::output::{ConfigFile, Output, SecretTooLarge};
use super::{RenderOptions, Renderer};
use crate::artifact::Artifact;
use crate::folder::CertFolder;
use crate::plan::{Plan, Target};
use crate::settings::Settings;

/// The targets, in the order of [`Target::ALL`].
pub fn outputs() -> impl Iterator<Item = &'static dyn Output> {
    Target::ALL.iter().copied().map(output)
}

/// What stands behind a target's word.
pub fn output(target: Target) -> &'static dyn Output {
    match target {
        Target::Flags => &flags::Flags,
        Target::Yaml => &yaml::Yaml,
        Target::Env => &env::Env,
        Target::Compose => &compose::Compose,
        Target::Systemd => &systemd::Systemd,
        Target::Jsonnet => &jsonnet::Jsonnet,
        Target::Openssl => &openssl::Openssl,
        Target::Docs => &docs::Docs,
        Target::Helm => &helm::Helm,
        Target::Kubernetes => &kubernetes::Kubernetes,
        Target::CertManager => &cert_manager::CERT_MANAGER,
        Target::Vault => &vault::VAULT,
        Target::Nginx => &gateways::NGINX,
        Target::Haproxy => &gateways::HAPROXY,
        Target::Caddy => &gateways::CADDY,
        Target::Envoy => &gateways::ENVOY,
        Target::Traefik => &gateways::TRAEFIK,
        Target::Clients => &clients::Clients,
        Target::Alerts => &alerts::Alerts,
    }
}

/// The files of some targets of a plan whose members have these settings, in
/// the order of the folder.
pub fn configuration(
    plan: &Plan,
    targets: &[Target],
    all: &[Settings],
    options: RenderOptions,
) -> Vec<ConfigFile> {
    let renderer = Renderer::new(plan, options);
    let mut files: Vec<ConfigFile> = targets
        .iter()
        .flat_map(|target| output(*target).files(&renderer, all))
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// The files of a plan's targets that hold keys, made of the certificates that
/// were issued for it, beside those files of its [`configuration()`].
///
/// # Errors
///
/// A Secret that Kubernetes does not take, or another object among the files.
pub fn secrets(
    plan: &Plan,
    files: &[ConfigFile],
    certificates: &CertFolder,
    options: RenderOptions,
) -> Result<Vec<Artifact>, SecretTooLarge> {
    issuer::fit(files)?;
    let renderer = Renderer::new(plan, options);
    let mut made = Vec::new();
    for target in &plan.targets {
        made.extend(output(*target).secrets(&renderer, certificates)?);
    }
    Ok(made)
}

#[cfg(test)]
mod tests;
