//! Who issues certificates in Kubernetes instead of `generate`, and renews them.
//!
//! Such a target holds no setting of Mimir: the targets that do mount the Secrets
//! or the folder that it fills, so that it stands beside them and is used first.

use crate::folder;
use crate::language::Language;
use crate::plan::{Plan, Target};
use crate::render::Renderer;
use crate::render::output::{
    ConfigFile, Instruction, MOST_BYTES, Output, SecretTooLarge, SettingsSource, Step,
};
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
    /// What is done so that a renewal of the folder's certificates counts.
    pub(super) renewal: Option<fn(&Plan) -> String>,
}

impl Issuer {
    /// What it says where it is in the place of the Secrets that others bring.
    fn instead(&self, plan: &Plan) -> Option<(&'static str, [&'static str; 2])> {
        let brings = [Target::Helm, Target::Kubernetes];
        let is_brought = brings.iter().any(|target| plan.targets.contains(target));
        self.instead.filter(|_| is_brought)
    }
}

/// Whether Kubernetes takes the objects among files: what is issued may have more
/// names than there is room for.
///
/// # Errors
///
/// The first that it does not take.
pub(in crate::render) fn fit(files: &[ConfigFile]) -> Result<(), SecretTooLarge> {
    let is_issuers =
        |file: &&ConfigFile| matches!(file.target, Target::CertManager | Target::Vault);
    for file in files.iter().filter(is_issuers) {
        let is_object = file.path.ends_with(".yaml");
        let mut objects = file.text.split("\n---\n").filter(|_| is_object);
        if let Some(object) = objects.find(|object| object.len() > MOST_BYTES) {
            return Err(SecretTooLarge {
                what: format!("an object of `{}`", file.path),
                bytes: object.len(),
            });
        }
    }
    Ok(())
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

    fn renewal(&self, plan: &Plan, _: &str) -> Option<String> {
        self.renewal.map(|renewal| renewal(plan))
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::super::{cert_manager::CERT_MANAGER, vault::VAULT};
    use super::*;
    use crate::plan::PlanFile;
    use crate::render::RenderOptions;

    #[test]
    fn what_nobody_could_apply_is_not_made() {
        let of = |count: usize, target: &str| {
            let names: Vec<String> = (0..count)
                .map(|it| format!("n{it}.mimir.example"))
                .collect();
            let text = format!(
                "version: 1\nplatform: kubernetes\ntargets: [{target}]\ncertificates: {{dns: [{}]}}\n",
                names.join(", ")
            );
            let file = PlanFile::parse(text.as_bytes()).unwrap();
            let plan = Plan::resolve(&file).unwrap().0;
            let renderer = Renderer::new(&plan, RenderOptions::default());
            let issuer = match target {
                "vault" => &VAULT,
                _ => &CERT_MANAGER,
            };
            fit(&(issuer.files)(&renderer))
        };
        for target in ["vault", "cert-manager"] {
            assert!(of(100, target).is_ok());
            let error = of(20_000, target).unwrap_err();
            assert!(error.bytes > MOST_BYTES, "{error}");
            assert!(error.what.contains(target), "{error}");
        }
    }
}
