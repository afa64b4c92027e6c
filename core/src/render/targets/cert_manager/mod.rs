//! Objects with which cert-manager issues what a plan wants and renews it, and
//! trust-manager hands out the CA's certificate.
//!
//! The CA is one for this cluster alone, because Mimir lets in whoever has a
//! certificate under it. Its key is in the namespace of cert-manager, where no
//! pod of Mimir can mount it. It is renewed over the same key, so that what it
//! signed before stays good under the old certificate and the new one.

mod objects;
mod readme;

pub(super) use objects::early_days;
pub(super) use readme::restart;

use crate::folder;
use crate::language::Language;
use crate::plan::Target;
use crate::render::output::{ConfigFile, Output, SettingsSource, Step};
use crate::render::tree::Tree;
use crate::render::{Renderer, yaml};
use crate::settings::Settings;

/// Issuing and renewing by cert-manager.
pub(super) struct CertManager;

const ISSUER: &str = "issuer.yaml";
const CERTIFICATES: &str = "certificates.yaml";
const BUNDLE: &str = "bundle.yaml";

impl Output for CertManager {
    fn target(&self) -> Target {
        Target::CertManager
    }

    fn title(&self, language: Language) -> &'static str {
        match language {
            Language::English | Language::German => "cert-manager",
        }
    }

    fn about(&self, language: Language) -> &'static str {
        match language {
            Language::English => "cert-manager: issued and renewed in Kubernetes",
            Language::German => "cert-manager: ausgestellt und erneuert in Kubernetes",
        }
    }

    fn files(&self, renderer: &Renderer<'_>, _: &[Settings]) -> Vec<ConfigFile> {
        let plan = renderer.plan;
        let header = renderer.header("the whole cluster");
        let named = |name: &str, objects: &[Tree]| {
            let text = yaml::documents(&header, objects);
            ConfigFile::named(Target::CertManager, name, text)
        };
        let mut files = vec![named(CERTIFICATES, &objects::certificates(plan))];
        if plan.issuer.name.is_none() {
            files.push(named(ISSUER, &objects::issuers(renderer)));
            files.push(named(BUNDLE, &[objects::bundle(plan)]));
        }
        let readme = readme::made(renderer);
        files.push(ConfigFile::named(
            Target::CertManager,
            folder::README,
            readme,
        ));
        files
    }

    fn brings_certificates(&self) -> bool {
        true
    }

    fn sources(&self) -> Vec<SettingsSource> {
        Vec::new()
    }

    fn contents(&self) -> Vec<(String, &'static str)> {
        vec![(
            folder::configs(self.target()),
            "issuers, Certificates and a Bundle: cert-manager issues and renews instead of the certificates here; its README says \
             what a renewal needs",
        )]
    }

    fn usage(&self) -> Step {
        let folder = folder::configs(self.target());
        let how = format!(
            "`kubectl apply -f {folder}`, with cert-manager and trust-manager there, has its certificates issued and renewed"
        );
        Step {
            alone: how.clone(),
            among: how,
        }
    }

    fn next(&self, folder: &str) -> Step {
        let among = format!(
            "after kubectl apply -f {folder}/{} has its certificates issued",
            folder::configs(self.target())
        );
        Step {
            alone: format!("start each process {among}"),
            among,
        }
    }
}
