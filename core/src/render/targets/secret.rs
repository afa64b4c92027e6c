//! Kubernetes' Secrets: one for each certificate with its key, and one for the
//! CA's certificate alone, so that no pod holds the CA's key.
//!
//! A pair is of type `kubernetes.io/tls` and has the keys `tls.crt`, `tls.key`
//! and `ca.crt`, as cert-manager writes them; [`volume`] gives them the names
//! that Mimir's options have. They stand under `stringData`, so that whoever
//! looks for keys in a repository finds them.

use std::fmt::Write;

use crate::artifact::{Artifact, Content};
use crate::folder::{self, CertFile, CertFolder, Owner};
use crate::pki::{Role, SecretPem};
use crate::plan::{Plan, Platform, Profile, Target};
use crate::render::output::{MOST_BYTES, SecretTooLarge};
use crate::render::tree::Tree;
use crate::render::{Renderer, explain, yaml};

/// The file of a target's Secrets.
pub(super) const FILE: &str = "secrets.yaml";

/// What is said of it, where there is one.
pub(super) const ABOUT: &str =
    "the Secrets that the pods mount, for `kubectl apply`; it holds keys, for its owner alone";

/// What a file in a volume of Secrets may be done with: read by its owner and by
/// the pod's group, 0440.
const MODE: i64 = 0o440;

/// What an object has around its names and its entries in the annotation of
/// `kubectl apply`, that annotation's name included, at most.
const AROUND: usize = 512;

/// The keys of a pair's Secret, as cert-manager and Kubernetes have them.
pub(super) const CERTIFICATE: &str = "tls.crt";
pub(super) const KEY: &str = "tls.key";
pub(super) const CA: &str = "ca.crt";

/// The name of the Secret that holds the certificate of that role with its key.
pub(super) fn name(plan: &Plan, owner: Owner, role: Role) -> String {
    let cluster = &plan.cluster.prefix;
    let role = match role {
        Role::Server | Role::Both => "server",
        Role::Client => "client",
    };
    match owner.word() {
        Some(owner) => format!("{cluster}-tls-{owner}-{role}"),
        None => format!("{cluster}-tls-{role}"),
    }
}

/// The name of trust-manager's Bundle, which no namespace holds, and of the
/// ConfigMap that it makes.
pub(super) fn bundle_name(plan: &Plan) -> String {
    format!("{}-{}-tls-ca", plan.cluster.namespace, plan.cluster.name)
}

/// The key of that ConfigMap.
pub(super) const BUNDLE_KEY: &str = "ca.crt";

/// The name of what holds the CA's certificate.
pub(super) fn ca_name(plan: &Plan) -> String {
    format!("{}-tls-ca", plan.cluster.prefix)
}

/// Whether cert-manager makes the Secrets, and no file of ours does.
pub(super) fn is_issued(plan: &Plan) -> bool {
    plan.is_issued()
}

/// Whose certificates there are under a plan.
pub(super) fn owners(plan: &Plan) -> Vec<Owner> {
    match plan.certificates.profile {
        Profile::Split | Profile::Single => vec![Owner::Cluster],
        Profile::PerComponent => {
            let members = plan.members.iter();
            let members = members.map(|member| Owner::Component(member.component));
            members.chain([Owner::Outside]).collect()
        }
    }
}

/// The roles of each owner's certificates, each one with its files.
fn pairs(profile: Profile) -> &'static [(Role, CertFile, CertFile)] {
    const SERVER: (Role, CertFile, CertFile) =
        (Role::Server, CertFile::Server, CertFile::ServerKey);
    const CLIENT: (Role, CertFile, CertFile) =
        (Role::Client, CertFile::Client, CertFile::ClientKey);
    const BOTH: (Role, CertFile, CertFile) = (Role::Both, CertFile::Server, CertFile::ServerKey);
    match profile {
        Profile::Split | Profile::PerComponent => &[SERVER, CLIENT],
        Profile::Single => &[BOTH],
    }
}

/// The projected volume that has the files of `owner` under the names that
/// Mimir's options have; it is mounted as the plan's folder of certificates. As a
/// folder, because a file that is mounted by itself never sees a new Secret.
pub(super) fn volume(plan: &Plan, owner: Owner) -> Tree {
    let profile = plan.certificates.profile;
    let owner = match profile {
        Profile::Split | Profile::Single => Owner::Cluster,
        Profile::PerComponent => owner,
    };
    let item = |key: &str, file: CertFile| {
        let mut item = Tree::map();
        item.insert(&["key"], Tree::Text(key.to_owned()));
        item.insert(&["path"], Tree::Text(file.name(profile).to_owned()));
        item
    };
    let source = |kind: &str, name: String, items: Vec<Tree>| {
        let mut source = Tree::map();
        source.insert(&[kind, "name"], Tree::Text(name));
        source.insert(&[kind, "items"], Tree::List(items));
        source
    };
    let mut sources: Vec<Tree> = Vec::new();
    for (role, certificate, key) in pairs(profile) {
        let mut items = vec![item(CERTIFICATE, *certificate), item(KEY, *key)];
        // An issuer that somebody else runs says by its Secrets which its CA is.
        if is_issued(plan) && plan.issuer.name.is_some() && *role != Role::Client {
            items.push(item(CA, CertFile::Root));
        }
        sources.push(source("secret", name(plan, owner, *role), items));
    }
    match (is_issued(plan), &plan.issuer.name) {
        (false, _) => {
            let items = vec![item(CA, CertFile::Root)];
            sources.push(source("secret", ca_name(plan), items));
        }
        (true, None) => {
            let items = vec![item(BUNDLE_KEY, CertFile::Root)];
            sources.push(source("configMap", bundle_name(plan), items));
        }
        (true, Some(_)) => {}
    }
    let mut volume = Tree::map();
    volume.insert(&["projected", "defaultMode"], Tree::Number(MODE));
    volume.insert(&["projected", "sources"], Tree::List(sources));
    volume
}

/// The Secrets of a plan, as a file of `target`; none where cert-manager makes
/// them.
///
/// # Errors
///
/// A certificate with more names than a Secret has room for.
pub(super) fn artifact(
    target: Target,
    renderer: &Renderer<'_>,
    certificates: &CertFolder,
) -> Result<Option<Artifact>, SecretTooLarge> {
    let plan = renderer.plan;
    if is_issued(plan) {
        return Ok(None);
    }
    let profile = plan.certificates.profile;
    let file = |owner: Owner, file: CertFile| {
        let bytes = certificates
            .of(owner, file.name(profile))
            .unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    };
    let mut text = String::new();
    explain(&mut text, &renderer.header("the whole cluster"));
    explain(
        &mut text,
        &renderer.note("private keys: for its owner's eyes alone, and for no repository"),
    );
    for owner in owners(plan) {
        for (role, certificate, key) in pairs(profile) {
            let entries = [
                (CERTIFICATE, file(owner, *certificate)),
                (KEY, file(owner, *key)),
                (CA, file(owner, CertFile::Root)),
            ];
            let name = name(plan, owner, *role);
            write(&mut text, plan, &name, "kubernetes.io/tls", &entries)?;
        }
    }
    let ca = [(CA, file(Owner::Cluster, CertFile::Root))];
    write(&mut text, plan, &ca_name(plan), "Opaque", &ca)?;
    Ok(Some(Artifact {
        path: folder::named(target, FILE),
        content: Content::Secret(SecretPem::new(text)),
    }))
}

/// The command that restarts all of Mimir, pod after pod.
pub(super) fn restart(plan: &Plan) -> String {
    let selector = match plan.platform {
        Platform::Helm => format!(" -l app.kubernetes.io/instance={}", plan.cluster.name),
        Platform::Hosts | Platform::Compose | Platform::Kubernetes => String::new(),
    };
    let namespace = &plan.cluster.namespace;
    format!("kubectl -n {namespace} rollout restart deployment,statefulset{selector}")
}

/// What is done about renewed certificates where the Secrets of a target are all
/// that brings them.
pub(super) fn renewal(target: Target, plan: &Plan, above: &str) -> String {
    format!(
        "`kubectl apply -f {above}{}`, then `{}`: gossip and HTTP by address heed it after a restart",
        folder::named(target, FILE),
        restart(plan),
    )
}

/// Writes a Secret. It does not go by way of a [`Tree`], which is not wiped.
fn write(
    out: &mut String,
    plan: &Plan,
    name: &str,
    kind: &str,
    entries: &[(&str, &str)],
) -> Result<(), SecretTooLarge> {
    let bytes: usize = entries.iter().map(|(_, value)| value.len()).sum();
    // As JSON, each end of a line is two letters; the rest is names.
    let lines: usize = entries.iter().map(|(_, value)| value.lines().count()).sum();
    let annotated = bytes + lines + name.len() + plan.cluster.namespace.as_str().len() + AROUND;
    if annotated > MOST_BYTES {
        return Err(SecretTooLarge {
            what: format!("the Secret `{name}`"),
            bytes: annotated,
        });
    }
    let namespace = yaml::text(plan.cluster.namespace.as_str());
    let name = yaml::text(name);
    // A text that grows leaves its old place as it is, keys and all.
    let mut grown = String::with_capacity(out.len() + 2 * bytes + 1024);
    grown.push_str(out);
    let old = std::mem::replace(out, grown);
    drop(SecretPem::new(old));
    // Writing into a String cannot fail.
    let _ = write!(
        out,
        "---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: {name}\n  namespace: {namespace}\n\
         type: {kind}\nstringData:\n",
    );
    for (key, value) in entries {
        let _ = writeln!(out, "  {key}: |");
        yaml::block(out, 4, value);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::plan::PlanFile;
    use crate::render::RenderOptions;

    fn plan(text: &str) -> Plan {
        let file = PlanFile::parse(format!("version: 1\n{text}").as_bytes()).unwrap();
        Plan::resolve(&file).unwrap().0
    }

    /// The Secrets of a plan whose files hold `content`.
    fn secrets(text: &str, content: &str) -> Result<String, SecretTooLarge> {
        let plan = plan(text);
        let mut certificates = CertFolder::default();
        for owner in owners(&plan).into_iter().chain([Owner::Cluster]) {
            for file in [
                "root.crt",
                "server.crt",
                "server.key",
                "client.crt",
                "client.key",
            ] {
                let text = format!("{file} {content}\n");
                certificates.put(owner, file, Content::Text(text));
            }
        }
        let renderer = Renderer::new(&plan, RenderOptions { comments: false });
        let made = artifact(Target::Yaml, &renderer, &certificates)?.unwrap();
        assert!(made.is_secret());
        assert_eq!(made.path, folder::named(Target::Yaml, FILE));
        Ok(String::from_utf8(made.bytes().to_vec()).unwrap())
    }

    #[test]
    fn each_pair_has_a_secret_and_the_ca_one_without_its_key() {
        let made = secrets("cluster: {name: m, namespace: '0x10'}", "of m").unwrap();
        let pair = |role: &str| {
            format!(
                "---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: m-tls-{role}\n  namespace: \"0x10\"\n\
                 type: kubernetes.io/tls\nstringData:\n  tls.crt: |\n    {role}.crt of m\n  tls.key: |\n    \
                 {role}.key of m\n  ca.crt: |\n    root.crt of m\n"
            )
        };
        let ca = "---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: m-tls-ca\n  namespace: \"0x10\"\n\
                  type: Opaque\nstringData:\n  ca.crt: |\n    root.crt of m\n";
        assert_eq!(made, format!("{}{}{ca}", pair("server"), pair("client")));
    }

    #[test]
    fn a_profile_decides_which_secrets_there_are() {
        let names = |profile: &str| {
            let text = format!("components: [querier]\ncertificates: {{profile: {profile}}}");
            let made = secrets(&text, "").unwrap();
            let names = made
                .lines()
                .filter_map(|line| line.strip_prefix("  name: "));
            names.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(names("single"), ["mimir-tls-server", "mimir-tls-ca"]);
        assert_eq!(
            names("per-component"),
            [
                "mimir-tls-querier-server",
                "mimir-tls-querier-client",
                "mimir-tls-external-server",
                "mimir-tls-external-client",
                "mimir-tls-ca"
            ]
        );
    }

    #[test]
    fn a_secret_that_kubernetes_does_not_take_is_not_made() {
        // Three files of so much, with a name and an end each.
        let most = (MOST_BYTES - AROUND) / 3 - 30;
        assert!(secrets("", &"x".repeat(most)).is_ok());
        let error = secrets("", &"x".repeat(most + 30)).unwrap_err();
        assert_eq!(error.what, "the Secret `mimir-tls-server`");
        assert!(error.bytes > MOST_BYTES, "{error}");
    }

    #[test]
    fn a_volume_has_the_files_under_the_names_that_mimir_is_told() {
        let plan = plan("cluster: {name: m}");
        let written = yaml::write(&[], &volume(&plan, Owner::Cluster));
        assert_eq!(
            written,
            "projected:\n  defaultMode: 288\n  sources:\n    - secret:\n        name: m-tls-server\n        items:\n\
             \x20         - key: tls.crt\n            path: server.crt\n          - key: tls.key\n\
             \x20           path: server.key\n    - secret:\n        name: m-tls-client\n        items:\n\
             \x20         - key: tls.crt\n            path: client.crt\n          - key: tls.key\n\
             \x20           path: client.key\n    - secret:\n        name: m-tls-ca\n        items:\n\
             \x20         - key: ca.crt\n            path: root.crt\n"
        );
    }
}
