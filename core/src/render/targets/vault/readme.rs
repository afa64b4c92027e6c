//! What is said of Vault's files: which way is for whom, and what each cannot do.

use std::fmt::Write;

use super::client;
use super::names::{AGENT, CLIENT, KV, PKI, kv_path, pki_path};
use crate::plan::{Plan, Platform, Profile, Target};
use crate::render::Renderer;
use crate::render::targets::cert_manager::early_days;
use crate::render::targets::secret::restart;

pub(super) fn made(renderer: &Renderer<'_>) -> String {
    let plan = renderer.plan;
    let mut out = String::new();
    // Writing into a String cannot fail.
    for line in renderer.header("the whole cluster") {
        let _ = writeln!(out, "<!-- {line} -->");
    }
    out.push_str("# Certificates by Vault\n\n");
    agent(&mut out, plan);
    own_client(&mut out, plan);
    out
}

fn agent(out: &mut String, plan: &Plan) {
    let file = match plan.certificates.profile {
        Profile::PerComponent => "<component>.yaml",
        Profile::Split | Profile::Single => AGENT,
    };
    let _ = writeln!(
        out,
        "## Vault's agent issues\n\n`{PKI}` makes engine `{}` with a CA for this cluster alone, and a role for each \
         certificate that can issue its names and no others. `{file}` has the annotations with which Vault's injector \
         puts them into `{}`.\n",
        pki_path(plan),
        plan.cert_dir,
    );
    if plan.platform == Platform::Helm {
        out.push_str("It is a values file of the chart");
        out.push_str(match plan.targets.contains(&Target::Helm) {
            true => {
                ", behind the others in `helm upgrade`, and takes away the Secrets that those mount: those, and the \
                 values that restart pods, are then of no use. Whoever verifies Mimir from outside, Prometheus too, \
                 needs the CA of Vault. "
            }
            false => ". ",
        });
        out.push_str(
            "The chart's own `vaultAgent` is left off: it names paths and no \
             templates, so that files would hold Vault's answer instead of PEM, and it knows alertmanager, compactor, \
             distributor, gateway, ingester, overrides-exporter, querier, query-frontend, query-scheduler, ruler and \
             store-gateway alone. `global.podAnnotations` reach ruler-querier, ruler-query-frontend, \
             ruler-query-scheduler and the continuous test too. The smoke test and the memcached of the caches have \
             no such annotations in the chart: they get no certificate from Vault.\n\n",
        );
    }
    let _ = writeln!(
        out,
        "The agent runs before Mimir and not beside it: it exchanges certificate and key one after the other, and \
         every handshake in between fails; gossip and HTTP by address want a restart anyway. So a certificate is as \
         old as its pod. Restart each pod at least {} days before its certificate ends, {} days after it began:\n\n    {}\n",
        early_days(plan),
        plan.certificates.leaf_days.number(),
        restart(plan),
    );
}

fn own_client(out: &mut String, plan: &Plan) {
    out.push_str("## Mimir's own client reads\n\n");
    if plan.certificates.profile == Profile::PerComponent {
        out.push_str(
            "It reads one path for all components: it suits a plan with `--profile split` or `single`.\n",
        );
        return;
    }
    if client::settings_are_known(plan) {
        let _ = writeln!(
            out,
            "`{KV}` puts the folder's certificates and keys into engine `{}`, each at the path that the settings \
             name, and `{CLIENT}` tells Mimir to look there: beside the settings of another target, which stay as \
             they are, in a pod whose ServiceAccount may log in. Its `url` is to be yours. Mimir calls it \
             experimental.\n\nWhat it reads, it reads once: a new certificate needs a restart of every process.\n",
            kv_path(plan),
        );
        files(out, plan);
    } else {
        let _ = writeln!(
            out,
            "Mimir {} cannot log in at Vault by Kubernetes; 2.11 is the first release that can.",
            plan.release
        );
    }
}

/// Who reads files all the same.
fn files(out: &mut String, plan: &Plan) {
    let (members, surfaces) = (client::without(plan), client::of_files(plan));
    for (what, names) in [
        (
            "These components have no such client, and read files at those paths",
            members,
        ),
        (
            "These surfaces are not told of Vault, and read files at those paths",
            surfaces,
        ),
    ] {
        if !names.is_empty() {
            let _ = writeln!(out, "{what}: {}.\n", names.join(", "));
        }
    }
}
