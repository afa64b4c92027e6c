//! What a plan can be written as: one file a target, and one list of them.
//!
//! A new one is a file here that implements [`Output`], a variant of
//! [`Target`], and its line in [`output`], which does not compile without it.
//! The folder's README, the next steps of `generate`, what `generate` reads
//! back and `prove` proves, and the page's tabs and words are made from the list.

mod compose;
mod env;
mod flags;
mod systemd;
mod yaml;

use super::output::{ConfigFile, Output};
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
    }
}

/// The files of every target of a plan whose members have these settings, in
/// the order of the folder.
pub fn configuration(plan: &Plan, all: &[Settings], options: RenderOptions) -> Vec<ConfigFile> {
    let renderer = Renderer::new(plan, options);
    let mut files: Vec<ConfigFile> = plan
        .targets
        .iter()
        .flat_map(|target| output(*target).files(&renderer, all))
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// The files of a plan's targets that hold keys, made of the certificates that
/// were issued for it.
pub fn secrets(plan: &Plan, certificates: &CertFolder, options: RenderOptions) -> Vec<Artifact> {
    let renderer = Renderer::new(plan, options);
    let targets = plan.targets.iter().copied().map(output);
    targets
        .flat_map(|target| target.secrets(&renderer, certificates))
        .collect()
}

#[cfg(test)]
mod tests;
