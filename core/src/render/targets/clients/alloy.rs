//! Alloy's configuration.

use std::fmt::Write;

use super::keys::{self, Program};
use super::world::{World, asks_kubernetes, component_label, is_library, pattern};
use crate::render::Renderer;
use crate::render::targets::callers::{self, Callers, TENANT, TENANT_HEADER};

pub(super) fn text(renderer: &Renderer<'_>, world: &World<'_>) -> String {
    let mut out = String::new();
    // Writing into a String cannot fail.
    for line in callers::header(renderer, "Alloy as it calls the cluster") {
        let _ = writeln!(out, "// {line}");
    }
    if asks_kubernetes(renderer) {
        pods(&mut out, renderer);
    }
    let _ = writeln!(out, "prometheus.scrape \"mimir\" {{");
    match asks_kubernetes(renderer) {
        true => out.push_str("  targets = discovery.relabel.mimir.output\n"),
        false => members(&mut out, renderer, world),
    }
    let to = match world.push {
        Some(_) => "prometheus.remote_write.mimir.receiver",
        None => "",
    };
    let _ = writeln!(out, "  forward_to = [{to}]");
    let _ = writeln!(out, "  scheme = {}", quoted(world.callers.scheme()));
    tls(&mut out, &world.callers, "  ", true);
    out.push_str("}\n");
    if let Some(push) = &world.push {
        let _ = write!(
            out,
            "\nprometheus.remote_write \"mimir\" {{\n  endpoint {{\n    url = {}\n    headers = {{{} = {}}}\n",
            quoted(&push.url),
            quoted(TENANT_HEADER),
            quoted(TENANT),
        );
        tls(&mut out, &world.callers, "    ", push.is_bare);
        out.push_str("  }\n}\n");
    }
    out
}

fn members(out: &mut String, renderer: &Renderer<'_>, world: &World<'_>) {
    out.push_str("  targets = [\n");
    let cluster = quoted(renderer.plan.cluster.name.as_str());
    for job in &world.jobs {
        for door in &job.doors {
            let _ = writeln!(
                out,
                "    {{\"__address__\" = {}, \"job\" = {}, \"cluster\" = {cluster}}},",
                quoted(&door.to_string()),
                quoted(&job.name),
            );
        }
    }
    out.push_str("  ]\n");
}

/// The pods of the namespace that are Mimir's, with the labels that the
/// dashboards of Mimir's mixin ask for.
fn pods(out: &mut String, renderer: &Renderer<'_>) {
    let cluster = &renderer.plan.cluster;
    let _ = write!(
        out,
        "discovery.kubernetes \"mimir\" {{\n  role = \"pod\"\n  namespaces {{\n    names = [{}]\n  }}\n}}\n\n\
         discovery.relabel \"mimir\" {{\n  targets = discovery.kubernetes.mimir.targets\n",
        quoted(cluster.namespace.as_str())
    );
    let pod = "__meta_kubernetes_pod";
    let keep = |out: &mut String, label: &str, regex: &str| {
        let _ = write!(
            out,
            "  rule {{\n    source_labels = [\"{pod}_{label}\"]\n    regex = {}\n    action = \"keep\"\n  }}\n",
            quoted(regex)
        );
    };
    let own = component_label(renderer.plan);
    if !is_library(renderer.plan) {
        keep(out, "label_app_kubernetes_io_name", "mimir");
    }
    keep(out, own, &pattern(renderer.plan));
    keep(out, "container_port_name", "http-metrics");
    let _ = write!(
        out,
        "  rule {{\n    source_labels = [\"__meta_kubernetes_namespace\", \"{pod}_{own}\"]\n    \
         separator = \"/\"\n    target_label = \"job\"\n  }}\n  \
         rule {{\n    source_labels = [\"{pod}_name\"]\n    target_label = \"pod\"\n  }}\n  \
         rule {{\n    target_label = \"cluster\"\n    replacement = {}\n  }}\n}}\n\n",
        quoted(cluster.name.as_str())
    );
}

fn tls(out: &mut String, callers: &Callers<'_>, indent: &str, is_named: bool) {
    let Some(papers) = &callers.papers else {
        return;
    };
    let _ = writeln!(out, "{indent}tls_config {{");
    for (key, value) in keys::options(Program::Prometheus, papers, is_named) {
        let _ = writeln!(out, "{indent}  {key} = {}", quoted(&value));
    }
    let _ = writeln!(out, "{indent}}}");
}

/// A string of Alloy's syntax, which is Go's and, for what stands here, JSON's.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
