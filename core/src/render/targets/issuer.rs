//! Who issues certificates in Kubernetes instead of `generate`, and renews them.
//!
//! Such a target holds no setting of Mimir: the targets that do mount the Secrets
//! or the folder that it fills, so that it stands beside them and is used first.

use crate::folder;
use crate::language::Language;
use crate::plan::{Plan, Target};
use crate::render::Renderer;
use crate::render::output::{ConfigFile, Instruction, Output, SettingsSource, Step};
use crate::settings::Settings;

/// One that issues, and how it is told what.
pub(super) struct Issuer {
    pub(super) target: Target,
    pub(super) title: &'static str,
    /// What it comes to, in English and in German.
    pub(super) about: [&'static str; 2],
    pub(super) files: fn(&Renderer<'_>) -> Vec<ConfigFile>,
    /// What is in its folder.
    pub(super) what: &'static str,
    /// How its files are used, to be said next; the place of its folder is `{folder}`.
    pub(super) how: &'static str,
    /// The same in English and in German, and by which line.
    pub(super) usage: [&'static str; 2],
    pub(super) command: Option<&'static str>,
}

impl Output for Issuer {
    fn target(&self) -> Target {
        self.target
    }

    fn title(&self, _: Language) -> &'static str {
        self.title
    }

    fn about(&self, language: Language) -> &'static str {
        let [english, german] = self.about;
        match language {
            Language::English => english,
            Language::German => german,
        }
    }

    fn files(&self, renderer: &Renderer<'_>, _: &[Settings]) -> Vec<ConfigFile> {
        (self.files)(renderer)
    }

    fn brings_certificates(&self) -> bool {
        true
    }

    fn comes_first(&self) -> bool {
        true
    }

    fn sources(&self) -> Vec<SettingsSource> {
        Vec::new()
    }

    fn contents(&self, _: &Plan) -> Vec<(String, &'static str)> {
        vec![(folder::configs(self.target), self.what)]
    }

    fn usage(&self, _: &Plan) -> Instruction {
        let folder = folder::configs(self.target);
        let [english, german] = self.usage.map(|text| text.replace("{folder}", &folder));
        let usage = Instruction::new(english, german);
        match self.command {
            Some(command) => usage.by(command.replace("{folder}", &folder)),
            None => usage,
        }
    }

    fn next(&self, _: &Plan, folder: &str) -> Step {
        let folder = format!("{folder}/{}", folder::configs(self.target));
        let how = self.how.replace("{folder}", &folder);
        Step {
            alone: how.clone(),
            among: how,
        }
    }
}
