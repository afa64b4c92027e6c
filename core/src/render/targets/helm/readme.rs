//! How the values are used, for who has never seen them.

use std::fmt::Write;

use super::chart;
use super::names::{self, GATEWAY_OFF, GATEWAY_TLS, RESTART, VALUES, ZONES};
use crate::catalog::SurfaceKind;
use crate::folder;
use crate::plan::{Plan, Profile, Target};
use crate::render::Renderer;
use crate::render::targets::secret;

/// The text, as Markdown.
pub(super) fn text(renderer: &Renderer<'_>) -> String {
    let plan = renderer.plan;
    let mut out = String::from("# TLS for mimir-distributed\n");
    if let [what, made] = renderer.header("the chart mimir-distributed").as_slice() {
        // Writing into a String cannot fail.
        let _ = writeln!(out, "\n{what}, {made}.");
    }
    for section in [install, merged, vault, renew, choices, limits] {
        let mut text = String::new();
        section(&mut text, plan);
        if !text.is_empty() {
            out.push('\n');
            out.push_str(&text);
        }
    }
    out
}

/// What brings the Secrets that the values mount.
fn applied(plan: &Plan) -> String {
    match secret::is_issued(plan) {
        true => folder::configs(Target::CertManager),
        false => folder::named(Target::Helm, secret::FILE),
    }
}

/// The lines that install it, in a shell.
pub(super) fn commands(plan: &Plan) -> [String; 3] {
    let cluster = &plan.cluster;
    let here = |name: &str| folder::named(Target::Helm, name);
    let fullname = match &cluster.fullname {
        None => String::new(),
        Some(fullname) => format!(" --set-string fullnameOverride={fullname}"),
    };
    // Zones of one's own, which come later, replace them.
    let zones = match plan.has(SurfaceKind::HttpServer) {
        true => format!("--values {} ", here(ZONES)),
        false => String::new(),
    };
    let restart = match secret::is_issued(plan) {
        true => String::new(),
        false => format!(" --values {}", here(RESTART)),
    };
    [
        format!("kubectl apply --filename {}", applied(plan)),
        format!(
            "helm upgrade --install {} grafana/mimir-distributed --namespace {}{fullname} \\",
            cluster.name, cluster.namespace,
        ),
        format!(
            "  {zones}--values yours.yaml --values {}{restart}",
            here(VALUES)
        ),
    ]
}

fn install(out: &mut String, plan: &Plan) {
    let line = chart::line(plan.release).map_or("6", |line| line.line);
    let _ = write!(
        out,
        "## Install\n\n\
         For version {line} of the chart, whose Mimir is {release} or speaks the same options.\n\n",
        release = plan.release.line(),
    );
    for line in commands(plan) {
        let _ = writeln!(out, "    {line}");
    }
    out.push('\n');
    let applied = applied(plan);
    let _ = match secret::is_issued(plan) {
        true => write!(
            out,
            "cert-manager makes the Secrets that the values mount, as `{applied}` says. The namespace has to be there.\n\n",
        ),
        false => write!(
            out,
            "`{applied}` holds keys, and nothing else here does: keep it where secrets are kept. \
             The names in it are those that the values mount. The namespace has to be there.\n\n",
        ),
    };
    out.push_str(
        "In a cluster that runs in plaintext this is a matter of one go: no listener speaks both, so that a pod \
         with TLS and one without do not understand each other until the last is replaced.\n",
    );
}

fn merged(out: &mut String, _: &Plan) {
    out.push_str(
        "## Beside your own values\n\n\
         Helm merges mappings, and replaces lists and texts. What you have under these keys goes into what is \
         written here, or it is gone: `extraVolumes` and `extraVolumeMounts`, \
         `metaMonitoring.serviceMonitor.relabelings`, `gateway.nginx.config.file`, and \
         `extraExtendedOptions` of a cache. Snippets, log format, resolver and basic auth of the gateway are \
         read as before. `mimir-tls generate --into yours.yaml` puts all of it into a copy of your values instead: \
         lists are joined, and what had another value is told.\n",
    );
}

/// Where Vault issues, Secrets are not mounted too.
fn vault(out: &mut String, plan: &Plan) {
    if !plan.targets.contains(&Target::Vault) {
        return;
    }
    let of_each = match plan.certificates.profile {
        Profile::PerComponent => ", each file under the key of its component,",
        Profile::Split | Profile::Single => "",
    };
    let _ = writeln!(
        out,
        "## By Vault instead\n\nThe Secrets are one way and Vault's agent is another, into the same folder: the values \
         of the agent in `{vault}`{of_each} come last, take the Secrets away, and want no `{secrets}` and no \
         `{restart}`. `{vault}{readme}` says the rest.",
        vault = folder::configs(Target::Vault),
        secrets = secret::FILE,
        restart = RESTART,
        readme = folder::README,
    );
}

fn renew(out: &mut String, plan: &Plan) {
    if secret::is_issued(plan) {
        let _ = writeln!(
            out,
            "## New certificates\n\nWhat a renewal by cert-manager needs stands in `{}`.",
            folder::named(Target::CertManager, folder::README),
        );
        return;
    }
    let here = |name: &str| folder::named(Target::Helm, name);
    let _ = write!(
        out,
        "## New certificates\n\n\
         Apply the new `{}`, then upgrade with the new `{}`: its annotation is made of the certificates, so that \
         every pod restarts. Most would see a new certificate by itself, within the minute or two that kubelet \
         takes; gossip, the gateway, memcached, whoever dials an address over HTTP, and whatever reads a new CA do \
         not.\n",
        here(secret::FILE),
        here(RESTART),
    );
}

fn choices(out: &mut String, plan: &Plan) {
    if !plan.has(SurfaceKind::HttpServer) {
        return;
    }
    let here = |name: &str| folder::named(Target::Helm, name);
    let _ = write!(
        out,
        "## The gateway\n\n\
         It verifies Mimir, and speaks plaintext to whoever calls it, as the chart has it; TLS begins at your \
         Ingress. Two other ways, each by one file more at the end of the command:\n\n",
    );
    let gateway = names::gateway(plan);
    match names::has_gateway(plan) {
        true => {
            let _ = writeln!(
                out,
                "- `{}`: TLS at its own listener, `https://{gateway}:443`.",
                here(GATEWAY_TLS)
            );
        }
        false => {
            let _ = writeln!(
                out,
                "- TLS at its own listener: make this folder again with `--dns {gateway}`, so that the certificate \
                 has its name, and `{GATEWAY_TLS}` is here too.",
            );
        }
    }
    let _ = writeln!(
        out,
        "- `{}`: no gateway; who calls Mimir calls its components, with the CA in Secret `{}`.",
        here(GATEWAY_OFF),
        match secret::is_issued(plan) {
            true => super::values::outside_client(plan),
            false => secret::ca_name(plan),
        },
    );
}

fn limits(out: &mut String, plan: &Plan) {
    if !plan.has(SurfaceKind::HttpServer) {
        return;
    }
    let _ = write!(
        out,
        "## What stays as it is\n\n\
         - The rollout-operator rolls zones, and that needs no TLS. Before it scales ingesters or store-gateways \
         down it calls them over `http://`, whatever they speak, and is refused. `{}` is the chart's own zones \
         without `prepareDownscale`, and comes before your values, so that zones of your own count: take \
         `prepareDownscale` from those. Call `prepare-shutdown` by hand before scaling down.\n\
         - The chart's `ingress` leads to components, not to the gateway: tell its controller to speak TLS to them, \
         for ingress-nginx by the annotations `nginx.ingress.kubernetes.io/backend-protocol: HTTPS`, \
         `proxy-ssl-verify`, `proxy-ssl-name` and `proxy-ssl-secret` under `ingress.annotations`.\n\
         - The exporters beside the caches show their numbers in plaintext, on port 9150.\n\
         - The notes that `helm` prints at the end say `http://` of the gateway, and are right only without \
         TLS at its listener.\n",
        folder::named(Target::Helm, ZONES),
    );
    if plan.policy.http.requires() {
        out.push_str(
            "- HTTP demands a certificate of everybody. Kubelet has none, so that probes see an open port and no \
             more: a pod counts as ready before it is. The smoke test and the continuous test have none either, \
             and work through the gateway alone.\n",
        );
    }
}
