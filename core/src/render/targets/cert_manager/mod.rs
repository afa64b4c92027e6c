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

use super::issuer::Issuer;
use crate::folder;
use crate::plan::Target;
use crate::render::output::ConfigFile;
use crate::render::tree::Tree;
use crate::render::{Renderer, yaml};

/// Issuing and renewing by cert-manager.
pub(super) const CERT_MANAGER: Issuer = Issuer {
    target: Target::CertManager,
    title: "cert-manager",
    about: [
        "cert-manager: issued and renewed in Kubernetes",
        "cert-manager: ausgestellt und erneuert in Kubernetes",
    ],
    files,
    what: "issuers, Certificates and a Bundle: cert-manager issues and renews instead of the certificates here; its \
           README says what a renewal needs",
    how: "`kubectl apply -f {folder}`, with cert-manager and trust-manager there, has the certificates issued and \
          renewed",
    usage: [
        "Have the certificates issued and renewed by what is in `{folder}`, with cert-manager and trust-manager there",
        "Lassen Sie die Zertifikate ausstellen und erneuern, durch `{folder}`, wenn cert-manager und trust-manager da sind",
    ],
    command: Some("kubectl apply --filename {folder}"),
    instead: None,
    renewal: None,
};

const ISSUER: &str = "issuer.yaml";
const CERTIFICATES: &str = "certificates.yaml";
const BUNDLE: &str = "bundle.yaml";

fn files(renderer: &Renderer<'_>) -> Vec<ConfigFile> {
    let plan = renderer.plan;
    let header = renderer.header("the whole cluster");
    let named = |name: &str, text| ConfigFile::named(Target::CertManager, name, text);
    let objects = |name: &str, objects: &[Tree]| named(name, yaml::documents(&header, objects));
    let mut files = vec![objects(CERTIFICATES, &objects::certificates(plan))];
    if plan.issuer.name.is_none() {
        files.push(objects(ISSUER, &objects::issuers(renderer)));
        files.push(objects(BUNDLE, &[objects::bundle(plan)]));
    }
    files.push(named(folder::README, readme::made(renderer)));
    files
}
