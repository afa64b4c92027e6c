//! What manifests have to be like for the patches, and what the patches leave.

use std::fmt::Write;

use super::names::{CHART, CONFIG_MAP, GROUP, LIVELY, NOTIFIED, lively, notified};
use crate::catalog::SurfaceKind;
use crate::plan::{Plan, Target};
use crate::render::Renderer;
use crate::render::targets::callers::HTTP_PORT;

/// The text, as Markdown.
pub(super) fn text(renderer: &Renderer<'_>) -> String {
    let plan = renderer.plan;
    let mut out = String::from("# TLS for manifests of your own\n");
    if let [what, made] = renderer.header("the whole cluster").as_slice() {
        // Writing into a String cannot fail.
        let _ = writeln!(out, "\n{what}, {made}.");
    }
    for section in [found, wanted, left] {
        out.push('\n');
        section(&mut out, plan);
    }
    out
}

fn found(out: &mut String, plan: &Plan) {
    let prefix = &plan.cluster.prefix;
    let is_both = plan.targets.contains(&Target::Jsonnet);
    let (name, others) = match is_both {
        true => (
            format!("`{prefix}-<component>` or, as by Mimir's own Jsonnet library, `<component>`"),
            String::new(),
        ),
        false => (
            format!("`{prefix}-<component>`"),
            " Workloads and Services of Mimir's own Jsonnet library are called `<component>`: with `--target \
             jsonnet` beside this one the patches find them too, and the certificates have the names of their \
             Services. Another beginning is said by `--cluster`."
                .to_owned(),
        ),
    };
    let _ = writeln!(
        out,
        "## What is patched\n\nEach Deployment and StatefulSet that is called {name}, and each of its zones, with \
         `-zone-` and more behind it.{others} Kustomize says nothing of a patch that fits no workload. Count what was \
         found, and have the rest read:\n\n    \
         kubectl kustomize <yours> | grep --count 'mountPath: {}$'\n    \
         kubectl kustomize <yours> | mimir-tls check -",
        plan.cert_dir,
    );
}

fn wanted(out: &mut String, plan: &Plan) {
    let _ = writeln!(
        out,
        "## What it wants of them\n\n\
         - Mimir is the first container, is called as its component (`ingester`), and has `args`: flags are added \
         behind those. Kustomize stops where one has none, with `doc is missing path`.\n\
         - The files are readable for group {GROUP}, that of Mimir's image, which becomes the pod's `fsGroup`."
    );
    if !has_https(plan) {
        return;
    }
    let _ = match plan.policy.http.requires() {
        true => writeln!(
            out,
            "- Mimir's HTTP port is {HTTP_PORT}. HTTP demands a certificate of everybody and a kubelet has none, so \
             that each readiness probe becomes a look at that port: a pod counts as ready before it is."
        ),
        false => writeln!(
            out,
            "- Each has a readiness probe by `httpGet`, which becomes HTTPS. A pod without one is refused \
             (`readinessProbe.httpGet.port: Invalid value: 0`): give it `readinessProbe: {{httpGet: {{path: /ready, \
             port: {HTTP_PORT}}}}}` first."
        ),
    };
}

/// Whether anything is asked over HTTPS.
fn has_https(plan: &Plan) -> bool {
    plan.has(SurfaceKind::HttpServer)
}

fn left(out: &mut String, plan: &Plan) {
    out.push_str("## What it leaves\n\n");
    if has_https(plan) {
        let (how, but) = (
            match plan.policy.http.requires() {
                true => format!("`tcpSocket: {{port: {HTTP_PORT}}}` in place of `httpGet`"),
                false => "`scheme: HTTPS`".to_owned(),
            },
            match lively(plan) {
                Some(_) => format!(
                    ", but for that of the {LIVELY} in manifests that Helm has rendered of the chart (label `{CHART}`)"
                ),
                None => String::new(),
            },
        );
        let _ = writeln!(
            out,
            "- Probes of liveness and startup, since a patch would make one where there is none{but}: give them {how}.\n\
             - `prepareDownscale`: the rollout-operator calls ingesters and store-gateways over `http://` alone, is \
             refused, and refuses to scale them down. Who takes the label `grafana.com/prepare-downscale` away calls \
             `prepare-shutdown` by hand before."
        );
    }
    let told = plan
        .members
        .iter()
        .find_map(|it| notified(plan, it.component));
    if told.is_some() {
        let _ = writeln!(
            out,
            "- The ruler is told to notify this cluster's Alertmanager over `https://`, by `-{NOTIFIED}`, whatever its \
             configuration says; who has another takes that line out of the patch."
        );
    }
    let _ = writeln!(
        out,
        "- `{CONFIG_MAP}`, which no kustomization names: settings for who gives Mimir no configuration file and mounts \
         this one. Flags win over a file, so that nobody needs both."
    );
}
