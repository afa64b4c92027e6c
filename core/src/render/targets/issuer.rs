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
    /// The last two where others of the plan bring Secrets, in whose place it is;
    /// none for one that makes those Secrets.
    pub(super) instead: Option<(&'static str, [&'static str; 2])>,
}

impl Issuer {
    /// What it says where it is in the place of the Secrets that others bring.
    fn instead(&self, plan: &Plan) -> Option<(&'static str, [&'static str; 2])> {
        let brings = [Target::Helm, Target::Kubernetes];
        let is_brought = brings.iter().any(|target| plan.targets.contains(target));
        self.instead.filter(|_| is_brought)
    }
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

    fn comes_first(&self, plan: &Plan) -> bool {
        self.instead(plan).is_none()
    }

    fn sources(&self) -> Vec<SettingsSource> {
        Vec::new()
    }

    fn contents(&self, _: &Plan) -> Vec<(String, &'static str)> {
        vec![(folder::configs(self.target), self.what)]
    }

    fn usage(&self, plan: &Plan) -> Instruction {
        let folder = folder::configs(self.target);
        let usage = self.instead(plan).map_or(self.usage, |(_, usage)| usage);
        let [english, german] = usage.map(|text| text.replace("{folder}", &folder));
        let usage = Instruction::new(english, german);
        match self.command {
            Some(command) => usage.by(command.replace("{folder}", &folder)),
            None => usage,
        }
    }

    fn next(&self, plan: &Plan, folder: &str) -> Step {
        let folder = format!("{folder}/{}", folder::configs(self.target));
        let how = self.instead(plan).map_or(self.how, |(how, _)| how);
        let how = how.replace("{folder}", &folder);
        Step {
            alone: how.clone(),
            among: how,
        }
    }
}
