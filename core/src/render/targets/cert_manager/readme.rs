//! What is said of cert-manager's files, and of what a renewal needs.

use std::fmt::Write;

use super::super::secret::{bundle_name, restart};
use super::objects::{GROUP, NAMESPACE, early, hours, signer, text, usages};
use crate::bundle;
use crate::folder::{CertFile, Owner};
use crate::pki::{Role, San};
use crate::plan::{Plan, Profile};
use crate::render::targets::secret;
use crate::render::tree::Tree;
use crate::render::{Renderer, yaml};

/// Who runs Mimir in its image, as a text.
const GROUP_ID: &str = "10001";

pub(super) fn made(renderer: &Renderer<'_>) -> String {
    let mut out = String::new();
    for line in renderer.header("the whole cluster") {
        let _ = writeln!(out, "<!-- {line} -->");
    }
    out.push_str("# Certificates by cert-manager\n\n");
    for section in [apply, mount, renewal, reloader, csi] {
        section(&mut out, renderer.plan);
    }
    out
}

fn apply(out: &mut String, plan: &Plan) {
    let (signer, kind) = signer(plan);
    match plan.issuer.name {
        None => {
            let _ = writeln!(
                out,
                "    kubectl apply -f .\n\n\
                 A CA for this cluster alone (ClusterIssuer `{signer}`) signs them. Its key is in namespace \
                 `{NAMESPACE}`, where no pod of Mimir can mount it, and trust-manager hands out its certificate \
                 alone, as ConfigMap `{}` in `{}`. Where cert-manager has another `--cluster-resource-namespace`, or \
                 trust-manager another `--trust-namespace`, that stands in `issuer.yaml` instead.\n",
                bundle_name(plan),
                plan.cluster.namespace,
            );
            let _ = writeln!(
                out,
                "Who calls from outside verifies by that certificate, and not by the one in the folder around:\n\n    \
                 kubectl -n {} get configmap {} -o 'jsonpath={{.data.ca\\.crt}}'\n",
                plan.cluster.namespace,
                bundle_name(plan),
            );
        }
        Some(_) => {
            let _ = writeln!(
                out,
                "    kubectl apply -f .\n\n\
                 {} `{signer}` signs them. Mimir lets in whoever has a certificate under its CA: what else that \
                 issuer signs for, is let in too. The CA's certificate is the `ca.crt` of each Secret.\n",
                kind.spelling(),
            );
        }
    }
}

fn mount(out: &mut String, plan: &Plan) {
    let of = |owner| secret::volume(plan, owner);
    let owner = secret::owners(plan).into_iter().next();
    let mut volume = Tree::map();
    volume.insert(&["name"], text("mimir-tls"));
    let mut written = yaml::write(&[], &volume);
    written.push_str(&yaml::write(&[], &of(owner.unwrap_or(Owner::Cluster))));
    let each = match plan.certificates.profile {
        Profile::PerComponent => ", here the first component's",
        Profile::Split | Profile::Single => "",
    };
    let _ = writeln!(
        out,
        "## The volume\n\nTargets `kubernetes` and `helm` of the same plan mount this volume{each}. In manifests of \
         other making it goes to `{}`, as a folder (with `subPath` a pod never sees a renewal), in pods with \
         `fsGroup: {GROUP_ID}`:\n\n{}",
        plan.cert_dir,
        quoted(&written),
    );
}

fn renewal(out: &mut String, plan: &Plan) {
    let days = early(plan.certificates.leaf_days) / 24;
    let before = match days {
        0 => format!("{} hours", early(plan.certificates.leaf_days)),
        1 => "1 day".to_owned(),
        _ => format!("{days} days"),
    };
    let file = |file: CertFile| file.name(plan.certificates.profile);
    let client = match plan.certificates.profile {
        Profile::Single => String::new(),
        Profile::Split | Profile::PerComponent => format!(
            "| `{}`, its key | all clients, with the next connection | |\n",
            file(CertFile::Client)
        ),
    };
    let _ = writeln!(
        out,
        "## What a renewal needs\n\ncert-manager renews {before} before the end, with a new key, and a kubelet \
         exchanges all files of the volume at once. Until the old certificate ends, both are good.\n\n\
         | renewed | heeded by itself | heeded after a restart, within {before} |\n|---|---|---|\n\
         | `{}`, its key | gRPC listeners, and HTTP listeners dialled by name: with the next connection | gossip \
         (memberlist), HTTP listeners dialled by address |\n{client}\
         | `{}` | | every process, within the life of the old CA |\n\n\
         So each member of the gossip is restarted once in {} days, at any time in the last {before}:\n\n    {}\n",
        file(CertFile::Server),
        file(CertFile::Root),
        hours(plan.certificates.leaf_days) / 24 - days,
        restart(plan),
    );
}

fn reloader(out: &mut String, plan: &Plan) {
    let servers: Vec<String> = secret::owners(plan)
        .into_iter()
        .filter(|owner| *owner != Owner::Outside)
        .map(|owner| secret::name(plan, owner, Role::Server))
        .collect();
    let of_whom = match servers.len() {
        1 => "",
        _ => ", each with the Secret of its own",
    };
    let mut annotations = Tree::map();
    let server = servers.first().map_or("", String::as_str);
    let mut put = |what: &str, of: &str| {
        let key = format!("{what}.reloader.stakater.com/reload");
        annotations.insert(&["metadata", "annotations", &key], text(of));
    };
    put("secret", server);
    if plan.issuer.name.is_none() {
        put("configmap", &bundle_name(plan));
    }
    let _ = writeln!(
        out,
        "A reloader does the same by itself. Stakater's wants these on Deployments and StatefulSets{of_whom}; the \
         Secrets of clients are not among them, as nothing waits for a restart there:\n\n{}",
        quoted(&yaml::write(&[], &annotations)),
    );
}

/// The csi-driver issues one certificate for a volume, so that it suits a plan
/// whose pods have one.
fn csi(out: &mut String, plan: &Plan) {
    out.push_str("## Without Secrets: csi-driver\n\n");
    if plan.certificates.profile != Profile::Single {
        out.push_str(
            "cert-manager's csi-driver puts one certificate into a volume, with a key that never leaves the node. A \
             plan with `--profile single` has a volume for it here.\n",
        );
        return;
    }
    let Some(wanted) = bundle::wanted(plan).into_iter().next() else {
        return;
    };
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
    let (signer, kind) = signer(plan);
    let days = plan.certificates.leaf_days;
    let common_name = wanted.common_name.clone();
    let attributes = [
        ("issuer-name", signer),
        ("issuer-kind", kind.spelling().to_owned()),
        ("issuer-group", GROUP.to_owned()),
        ("common-name", common_name),
        ("dns-names", names(false)),
        ("ip-sans", names(true)),
        ("duration", format!("{}h", hours(days))),
        ("renew-before", format!("{}h", early(days))),
        ("key-usages", usages(plan, wanted.role).join(",")),
        ("key-encoding", "PKCS8".to_owned()),
        (
            "certificate-file",
            CertFile::Server.name(Profile::Single).to_owned(),
        ),
        (
            "privatekey-file",
            CertFile::ServerKey.name(Profile::Single).to_owned(),
        ),
        ("ca-file", CertFile::Root.name(Profile::Single).to_owned()),
        ("fs-group", GROUP_ID.to_owned()),
    ];
    let mut volume = Tree::map();
    volume.insert(&["name"], text("mimir-tls"));
    volume.insert(&["csi", "driver"], text(&format!("csi.{GROUP}")));
    volume.insert(&["csi", "readOnly"], Tree::Bool(true));
    for (key, value) in attributes {
        let key = format!("csi.{GROUP}/{key}");
        volume.insert(&["csi", "volumeAttributes", &key], Tree::Text(value));
    }
    let _ = writeln!(
        out,
        "In place of the volume above: each pod then has a key of its own (RSA 2048, which is all that the driver \
         makes), and the Certificates here are not needed. A renewal needs the same restarts.\n\n{}",
        quoted(&yaml::write(&[], &volume)),
    );
}

/// A text as a block of Markdown.
fn quoted(text: &str) -> String {
    let lines = text.lines().map(|line| format!("    {line}\n"));
    lines.collect()
}
