//! What a target of a plan is: its files, how they read back, and what is told
//! of them.

use std::fmt::Display;

use super::Renderer;
use crate::artifact::Artifact;
use crate::catalog::{Component, Release};
use crate::folder::{self, CertFolder, Owner};
use crate::language::{Language, Text};
use crate::plan::{Plan, Target};
use crate::settings::{ImportError, Imported, Settings};

/// How one target is written, read back, and used.
pub trait Output: Sync {
    /// The word by which a plan chooses it.
    fn target(&self) -> Target;

    /// Its name in a few letters, as on a tab.
    fn title(&self, language: Language) -> &'static str;

    /// What it comes to, in a few words, as beside a box to tick.
    fn about(&self, language: Language) -> &'static str;

    /// Its files for a plan whose members have these settings.
    fn files(&self, renderer: &Renderer<'_>, all: &[Settings]) -> Vec<ConfigFile>;

    /// Its files that hold keys, such as Kubernetes' Secrets; none for most.
    /// They are made once the certificates are, and written for the owner alone.
    ///
    /// # Errors
    ///
    /// A Secret that Kubernetes does not take.
    fn secrets(
        &self,
        _renderer: &Renderer<'_>,
        _certificates: &CertFolder,
    ) -> Result<Vec<Artifact>, SecretTooLarge> {
        Ok(Vec::new())
    }

    /// Whether its files bring the certificates to every process, so that nobody
    /// has to copy them.
    fn brings_certificates(&self) -> bool {
        false
    }

    /// Whether it is used before those that hold settings: what it has made, they
    /// mount.
    fn comes_first(&self, _plan: &Plan) -> bool {
        false
    }

    /// Where in its files the settings of every member stand; nowhere where it
    /// holds none.
    fn sources(&self) -> Vec<SettingsSource>;

    /// Its rows in the README's table of files: a path, and what is there.
    fn contents(&self, plan: &Plan) -> Vec<(String, &'static str)>;

    /// The path of the file that somebody wants to see first.
    fn first_file(&self) -> String {
        folder::configs(self.target())
    }

    /// How its files are used, for the README and the page.
    fn usage(&self, plan: &Plan) -> Instruction;

    /// How its files, below `folder`, are used next, for who has just made them.
    fn next(&self, plan: &Plan, folder: &str) -> Step;

    /// What is done about certificates that were renewed, beside copying them to
    /// where they are read: a sentence, in which `above` stands before the paths
    /// of the folder; none where there is nothing.
    fn renewal(&self, _plan: &Plan, _above: &str) -> Option<String> {
        None
    }

    /// Why what runs by its files sees a renewed certificate after a restart and
    /// not before, whatever Mimir does; none where it sees the file itself.
    fn copies(&self) -> Option<&'static str> {
        None
    }
}

/// A file of a plan's configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFile {
    /// Its path below the output folder.
    pub path: String,
    /// The target that it is a file of.
    pub target: Target,
    /// The component that reads it; none for what is about the whole cluster.
    pub component: Option<Component>,
    /// Its text.
    pub text: String,
}

impl ConfigFile {
    /// One component's file.
    pub(super) fn of(target: Target, component: Component, text: String) -> Self {
        Self {
            path: folder::config(target, Owner::Component(component)),
            target,
            component: Some(component),
            text,
        }
    }

    /// A file with a name of its own, about the whole cluster.
    pub(super) fn named(target: Target, name: impl Display, text: String) -> Self {
        Self {
            path: folder::named(target, name),
            target,
            component: None,
            text,
        }
    }

    /// The whole cluster's file.
    pub(super) fn of_cluster(target: Target, text: String) -> Self {
        Self {
            path: folder::config(target, Owner::Cluster),
            target,
            component: None,
            text,
        }
    }
}

/// Something to do with a folder, so that Mimir speaks TLS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruction {
    /// What to do, as a sentence without its end; backticks stand around code.
    pub text: Text,
    /// The lines that do it, to be typed in a shell within the folder, or to be
    /// written where the sentence says; the plan's own names are in them, and what
    /// only its reader knows is in `<>`. None where nothing is typed.
    pub command: Option<String>,
    /// The ways to do it, where there are several and one is enough.
    pub ways: Vec<Instruction>,
}

impl Instruction {
    /// What to do, in English and in German.
    pub(super) fn new(english: impl Into<String>, german: impl Into<String>) -> Self {
        Self {
            text: Text {
                en: english.into(),
                de: german.into(),
            },
            command: None,
            ways: Vec::new(),
        }
    }

    /// The same, done by these lines.
    #[must_use]
    pub(super) fn by(mut self, command: impl Into<String>) -> Self {
        self.command = Some(command.into());
        self
    }
}

/// One of two ways to use a target's files: by itself, or as one of many that a
/// plan has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What to do where it is the only target.
    pub alone: String,
    /// What to do where it is one of many: the end of a sentence that names the others too.
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
    place: Place,
    read: Reader,
}

/// The files of a [`SettingsSource`].
#[derive(Debug, Clone, Copy)]
enum Place {
    /// One for each component, called by its name and this ending.
    Each(&'static str),
    /// One for each component, with this before and behind its name.
    Between(&'static str, &'static str),
    /// One for all of them: of this name, or called as the cluster.
    Shared(Option<&'static str>),
}

pub(super) type Reader = fn(&str, Component, Release) -> Result<Imported, ImportError>;

impl SettingsSource {
    /// A file for each component, whose name ends in the target's word.
    pub(super) fn of_each(target: Target, read: Reader) -> Self {
        Self::of_each_ending(target, target.spelling(), read)
    }

    /// A file for each component, whose name ends in `ending`.
    pub(super) fn of_each_ending(target: Target, ending: &'static str, read: Reader) -> Self {
        Self {
            target,
            place: Place::Each(ending),
            read,
        }
    }

    /// A file for each component, with something before and behind its name.
    pub(super) fn of_each_between(
        target: Target,
        before: &'static str,
        behind: &'static str,
        read: Reader,
    ) -> Self {
        Self {
            target,
            place: Place::Between(before, behind),
            read,
        }
    }

    /// One file for all of them.
    pub(super) fn of_cluster(target: Target, read: Reader) -> Self {
        Self {
            target,
            place: Place::Shared(None),
            read,
        }
    }

    /// One file for all of them, with a name of its own.
    pub(super) fn of_file(target: Target, name: &'static str, read: Reader) -> Self {
        Self {
            target,
            place: Place::Shared(Some(name)),
            read,
        }
    }

    /// Its name for people: the folder, or the file that all share.
    pub fn name(&self) -> String {
        match self.place {
            Place::Each(_) | Place::Between(..) => folder::configs(self.target),
            Place::Shared(None) => folder::config(self.target, Owner::Cluster),
            Place::Shared(Some(name)) => folder::named(self.target, name),
        }
    }

    /// Whether one file holds the settings of all components.
    pub fn is_shared(&self) -> bool {
        matches!(self.place, Place::Shared(_))
    }

    /// The path of the file in which the settings of `component` stand.
    pub fn path(&self, component: Component) -> String {
        match self.place {
            Place::Each(ending) => {
                folder::config_ending(self.target, Owner::Component(component), ending)
            }
            Place::Between(before, behind) => {
                folder::config_between(self.target, component, before, behind)
            }
            Place::Shared(_) => self.name(),
        }
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

/// The most that an object may have in its annotations (Kubernetes,
/// `TotalAnnotationSizeLimitB`), and so the most that `kubectl apply` takes of
/// one: it keeps the whole of it in one. A Secret alone may have four times that.
pub(super) const MOST_BYTES: usize = 1 << 18;

/// An object that Kubernetes does not take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{what} would be {bytes} bytes long, and `kubectl apply`, which keeps it in an annotation too, takes {MOST_BYTES}; \
     give its certificate fewer names, or each component its own by certificates.profile per-component"
)]
pub struct SecretTooLarge {
    /// The object, in words.
    pub what: String,
    /// The bytes of its text.
    pub bytes: usize,
}
