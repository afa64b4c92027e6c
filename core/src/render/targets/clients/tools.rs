//! The tools of Mimir's keepers: mimirtool, curl, k6.

use std::fmt::Write;

use super::world::{Job, World};
use crate::render::targets::callers::{self, HTTP_PORT, TENANT, TENANT_HEADER};
use crate::render::{Renderer, explain};

/// mimirtool's variables. It has one address, and a command goes to the
/// component that answers it.
pub(super) fn mimirtool(renderer: &Renderer<'_>, world: &World<'_>) -> String {
    let mut out = String::new();
    explain(
        &mut out,
        &callers::header(renderer, "mimirtool as it calls the cluster"),
    );
    if renderer.options.comments {
        explain(
            &mut out,
            &["set -a; . ./mimirtool.env; set +a; mimirtool rules list".to_owned()],
        );
    }
    // Writing into a String cannot fail.
    if let Some(ruler) = &world.ruler {
        let _ = writeln!(out, "MIMIR_ADDRESS={}", ruler.url);
    }
    if let Some(door) = &world.alertmanager {
        let url = format!("{}://{door}", world.callers.scheme());
        let is_other = world.ruler.as_ref().is_none_or(|ruler| ruler.url != url);
        if is_other && renderer.options.comments {
            let _ = writeln!(out, "# mimirtool alertmanager: MIMIR_ADDRESS={url}");
        }
    }
    let _ = writeln!(out, "MIMIR_TENANT_ID={TENANT}");
    if let Some(papers) = &world.callers.papers {
        let _ = writeln!(out, "MIMIR_TLS_CA_PATH={}", papers.ca);
        if let Some(own) = &papers.own {
            let _ = writeln!(out, "MIMIR_TLS_CERT_PATH={}", own.certificate);
            let _ = writeln!(out, "MIMIR_TLS_KEY_PATH={}", own.key);
        }
    }
    out
}

/// curl's options.
pub(super) fn curl(renderer: &Renderer<'_>, world: &World<'_>) -> String {
    let mut out = String::new();
    explain(
        &mut out,
        &callers::header(renderer, "curl as it calls the cluster"),
    );
    if renderer.options.comments {
        let calls = world.jobs.iter().filter_map(|job| ready(world, job));
        explain(&mut out, &calls.collect::<Vec<_>>());
    }
    // Writing into a String cannot fail.
    let _ = writeln!(out, "header = \"{TENANT_HEADER}: {TENANT}\"");
    if let Some(papers) = &world.callers.papers {
        let _ = writeln!(out, "cacert = \"{}\"", papers.ca);
        if let Some(own) = &papers.own {
            let _ = writeln!(out, "cert = \"{}\"", own.certificate);
            let _ = writeln!(out, "key = \"{}\"", own.key);
        }
    }
    out
}

/// The command that asks a member whether it is ready. A certificate has the
/// names that somebody dials; of a member whom nobody does by name, curl is told
/// to verify the shared one.
fn ready(world: &World<'_>, job: &Job) -> Option<String> {
    let door = job.doors.first()?;
    let scheme = world.callers.scheme();
    let curl = "curl --config curl.conf";
    Some(match &world.callers.papers {
        Some(papers) if !job.is_verified => {
            let shared = &papers.name;
            format!("{curl} --connect-to ::{door} {scheme}://{shared}:{HTTP_PORT}/ready")
        }
        _ => format!("{curl} {scheme}://{door}/ready"),
    })
}

/// A script for k6, which has no option for a CA: Go's variable names it.
pub(super) fn k6(renderer: &Renderer<'_>, world: &World<'_>) -> String {
    let mut out = String::new();
    // Writing into a String cannot fail.
    for line in callers::header(renderer, "k6 as it calls the cluster") {
        let _ = writeln!(out, "// {line}");
    }
    if let (true, Some(papers)) = (renderer.options.comments, &world.callers.papers) {
        let _ = writeln!(out, "// SSL_CERT_FILE={} k6 run k6.js", papers.ca);
    }
    out.push_str("import http from \"k6/http\";\nimport { check } from \"k6\";\n\n");
    out.push_str("export const options = {\n");
    if let Some(own) = world.callers.papers.as_ref().and_then(|it| it.own.as_ref()) {
        let _ = writeln!(
            out,
            "  tlsAuth: [{{ cert: open(\"{}\"), key: open(\"{}\") }}],",
            own.certificate, own.key
        );
    }
    out.push_str("  thresholds: { checks: [\"rate==1\"] },\n};\n\n");
    out.push_str("export default function () {\n");
    if let Some(query) = &world.query {
        let _ = write!(
            out,
            "  const answer = http.get(\"{}/api/v1/query?query=up\", {{\n    \
             headers: {{ \"{TENANT_HEADER}\": \"{TENANT}\" }},\n  }});\n  \
             check(answer, {{ \"is answered\": (it) => it.status === 200 }});\n",
            query.url
        );
    }
    out.push_str("}\n");
    out
}
