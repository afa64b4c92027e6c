//! What a plan can be written as: one file a target, and one list of them.
//!
//! A new one is a file here that implements [`Output`], a variant of
//! [`Target`], and its line in [`output`], which does not compile without it.
//! The folder's README, the next steps of `generate`, what `generate` reads
//! back and `prove` proves, and the page's tabs and words are made from the list.

mod env;
mod flags;
mod yaml;

use crate::catalog::{Component, Release};
use crate::folder::{self, Owner};
use crate::language::Language;
use crate::plan::{Plan, Target};
use crate::settings::{ImportError, Imported, Settings};

use super::{RenderOptions, Renderer};

/// A target of the output: how it is written, read back, and used.
pub trait Output: Sync {
    /// The word by which a plan chooses it.
    fn target(&self) -> Target;

    /// Its name in a few letters, as on a tab.
    fn title(&self, language: Language) -> &'static str;

    /// What it comes to, in a few words, as beside a box to tick.
    fn about(&self, language: Language) -> &'static str;

    /// Its files for a plan whose members have these settings.
    fn files(&self, renderer: &Renderer<'_>, all: &[Settings]) -> Vec<ConfigFile>;

    /// Where in its files the settings of every member stand; nowhere where it
    /// holds none.
    fn sources(&self) -> Vec<SettingsSource>;

    /// Its rows in the README's table of files: a path, and what is there.
    fn contents(&self) -> Vec<(String, &'static str)>;

    /// How its files are used, for the README.
    fn usage(&self) -> Step;

    /// How its files, below `folder`, are used next, for who has just made them.
    fn next(&self, folder: &str) -> Step;
}

/// The targets, in the order of [`Target::ALL`].
pub fn outputs() -> impl Iterator<Item = &'static dyn Output> {
    Target::ALL.iter().copied().map(output)
}

/// The target's [`Output`].
pub fn output(target: Target) -> &'static dyn Output {
    match target {
        Target::Flags => &flags::Flags,
        Target::Yaml => &yaml::Yaml,
        Target::Env => &env::Env,
    }
}

/// A file of a plan's configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFile {
    /// The file's path below the output folder.
    pub path: String,
    /// The target that the file belongs to.
    pub target: Target,
    /// The component that reads it; none for what is about the whole cluster.
    pub component: Option<Component>,
    /// The file's whole text.
    pub text: String,
}

impl ConfigFile {
    /// One component's file.
    fn of(target: Target, component: Component, text: String) -> Self {
        Self {
            path: folder::config(target, Owner::Component(component)),
            target,
            component: Some(component),
            text,
        }
    }

    /// The whole cluster's file.
    fn of_cluster(target: Target, text: String) -> Self {
        Self {
            path: folder::config(target, Owner::Cluster),
            target,
            component: None,
            text,
        }
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

/// One of two ways to use a target's files: by itself, or as one of many that a
/// plan has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What to do where it is the only target.
    pub alone: String,
    /// What to do where it is one of many; [`Step::choice`] says how it begins.
    pub among: String,
}

impl Step {
    /// The sentence of all steps: the only one by itself, or `begin`, then all
    /// of them with `or` between.
    pub(super) fn choice(steps: Vec<Self>, begin: &str, or: &str) -> String {
        match <[Self; 1]>::try_from(steps) {
            Ok([only]) => only.alone,
            Err(steps) => {
                let steps: Vec<String> = steps.into_iter().map(|step| step.among).collect();
                format!("{begin}{}", steps.join(or))
            }
        }
    }
}

/// A place in the folder where the settings of every member stand.
#[derive(Debug, Clone, Copy)]
pub struct SettingsSource {
    target: Target,
    is_shared: bool,
    read: Reader,
}

type Reader = fn(&str, Component, Release) -> Result<Imported, ImportError>;

impl SettingsSource {
    /// A file for each component.
    fn of_each(target: Target, read: Reader) -> Self {
        Self {
            target,
            is_shared: false,
            read,
        }
    }

    /// One file for all of them.
    fn of_cluster(target: Target, read: Reader) -> Self {
        Self {
            target,
            is_shared: true,
            read,
        }
    }

    /// The source's name for people: the folder, or the file that all share.
    pub fn name(&self) -> String {
        match self.is_shared {
            true => folder::config(self.target, Owner::Cluster),
            false => folder::configs(self.target),
        }
    }

    /// Whether one file holds the settings of all components.
    pub fn is_shared(&self) -> bool {
        self.is_shared
    }

    /// The path of the file in which the settings of `component` stand.
    pub fn path(&self, component: Component) -> String {
        let owner = match self.is_shared {
            true => Owner::Cluster,
            false => Owner::Component(component),
        };
        folder::config(self.target, owner)
    }

    /// The settings in the text of such a file.
    ///
    /// # Errors
    ///
    /// A text of another form, or a value that its option cannot have.
    pub fn read(
        &self,
        text: &str,
        component: Component,
        release: Release,
    ) -> Result<Imported, ImportError> {
        (self.read)(text, component, release)
    }
}

#[cfg(test)]
mod tests;
