//! Annotations with which Vault's injector puts its agent in front of Mimir.

use super::names::{name, pki_path};
use super::pki::{hours, role};
use crate::bundle::{self, Wanted};
use crate::folder::{CertFile, Owner};
use crate::pki::{Role, San};
use crate::plan::{Plan, Platform, Target};
use crate::render::tree::Tree;
use crate::render::{Renderer, yaml};

/// The beginning of each annotation of the injector.
const PREFIX: &str = "vault.hashicorp.com";

/// The annotations of `owner`'s pods where the platform has them: `global.podAnnotations` of the
/// chart, which reaches every pod of Mimir's, or a patch of any workload.
pub(super) fn annotations(renderer: &Renderer<'_>, owner: Owner) -> String {
    let plan = renderer.plan;
    let above: &[&str] = match (plan.platform, owner) {
        (Platform::Helm, Owner::Cluster) => &["global", "podAnnotations"],
        (Platform::Helm, _) => &["podAnnotations"],
        _ => &["spec", "template", "metadata", "annotations"],
    };
    let mut tree = Tree::map();
    let mut put = |key: &str, value: String| {
        let key = format!("{PREFIX}/{key}");
        tree.insert(&[above, &[&key]].concat(), Tree::Text(value));
    };
    put("agent-inject", "true".to_owned());
    put("agent-pre-populate-only", "true".to_owned());
    put("role", name(plan));
    put("secret-volume-path", plan.cert_dir.to_string());
    let wanted = bundle::wanted(plan);
    for one in wanted.iter().filter(|one| one.owner == owner) {
        for (file, field) in files(one.role) {
            let file = file.name(plan.certificates.profile);
            let path = format!("{}/issue/{}", pki_path(plan), role(plan, one));
            put(&format!("agent-inject-secret-{file}"), path);
            put(
                &format!("agent-inject-template-{file}"),
                template(plan, one, field),
            );
        }
    }
    if plan.targets.contains(&Target::Helm) {
        give_way(renderer, above, &mut tree);
    }
    let what = owner.word().unwrap_or("the whole cluster");
    yaml::write(&renderer.header(what), &tree)
}

/// Takes away what our values mount where the agent puts its files: no folder can
/// be mounted twice.
fn give_way(renderer: &Renderer<'_>, above: &[&str], tree: &mut Tree) {
    let above = above.get(..above.len() - 1).unwrap_or_default();
    for key in ["extraVolumes", "extraVolumeMounts"] {
        tree.insert(&[above, &[key]].concat(), Tree::List(Vec::new()));
    }
    if renderer.options.comments {
        let lines = [
            "in the place of the Secrets, which the values in helm mount in the same folder;",
            "a list of your own goes in here",
        ];
        let place = [above, &["extraVolumes"]].concat();
        tree.comment(&place, lines.map(str::to_owned).to_vec());
    }
}

/// The files of a role, each with the field of Vault's answer that it holds.
fn files(role: Role) -> Vec<(CertFile, &'static str)> {
    match role {
        Role::Client => vec![
            (CertFile::Client, "certificate"),
            (CertFile::ClientKey, "private_key"),
        ],
        Role::Server | Role::Both => vec![
            (CertFile::Server, "certificate"),
            (CertFile::ServerKey, "private_key"),
            (CertFile::Root, "issuing_ca"),
        ],
    }
}

/// The agent asks once for what several templates ask alike, so that certificate
/// and key belong together.
fn template(plan: &Plan, wanted: &Wanted, field: &str) -> String {
    let names = |is_ip: bool| {
        let of_kind = wanted
            .sans
            .iter()
            .filter(|san| matches!(san, San::Ip(_)) == is_ip);
        of_kind
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(",")
    };
    let common_name = wanted.common_name.clone();
    let arguments = [
        ("common_name", common_name),
        ("exclude_cn_from_sans", "true".to_owned()),
        ("alt_names", names(false)),
        ("ip_sans", names(true)),
        ("private_key_format", "pkcs8".to_owned()),
        ("ttl", hours(plan.certificates.leaf_days)),
    ];
    let mut out = format!(
        "{{{{ with secret \"{}/issue/{}\"",
        pki_path(plan),
        role(plan, wanted)
    );
    for (key, value) in arguments.iter().filter(|(_, value)| !value.is_empty()) {
        out.push_str(&format!(" \"{key}={value}\""));
    }
    out.push_str(&format!(" }}}}{{{{ .Data.{field} }}}}\n{{{{ end }}}}"));
    out
}
