//! Prometheus's configuration, for 2.42 and newer.

use super::keys::{self, Program};
use super::world::{Job, World, asks_kubernetes, component_label, is_library, pattern};
use crate::render::targets::callers::{self, Callers, TENANT, TENANT_HEADER};
use crate::render::tree::{Tree, list, map, text as word};
use crate::render::{Renderer, yaml};

/// The keys of Prometheus's own parts.
const SCRAPES: &str = "scrape_configs";
const REMOTE_WRITE: &str = "remote_write";

pub(super) fn text(renderer: &Renderer<'_>, world: &World<'_>) -> String {
    let callers = &world.callers;
    let mut tree = map([("global", map([("scrape_interval", word("15s"))]))]);
    tree.insert(&[SCRAPES], scrapes(renderer, world));
    if let Some(remote) = remote_write(world) {
        tree.insert(&[REMOTE_WRITE], remote);
        if renderer.options.comments {
            let said = "The tenant counts where Mimir has tenants.".to_owned();
            tree.comment(&[REMOTE_WRITE], vec![said]);
        }
    }
    if let Some(door) = &world.alertmanager {
        let alertmanager = with_tls(
            vec![
                ("scheme", word(callers.scheme())),
                ("path_prefix", word("/alertmanager")),
                ("static_configs", targets([door.to_string()])),
            ],
            callers,
            door.is_address(),
        );
        tree.insert(&["alerting", "alertmanagers"], list([alertmanager]));
        if renderer.options.comments {
            let said = "Prometheus names no tenant here: where Mimir has tenants, a gateway in front does.";
            tree.comment(&["alerting"], vec![said.to_owned()]);
        }
    }
    yaml::write(
        &callers::header(renderer, "Prometheus as it calls the cluster"),
        &tree,
    )
}

/// The jobs alone, under their key.
pub(super) fn scraping(renderer: &Renderer<'_>, world: &World<'_>) -> Tree {
    map([(SCRAPES, scrapes(renderer, world))])
}

/// The writing alone, under its key; none where nobody takes it.
pub(super) fn writing(world: &World<'_>) -> Option<Tree> {
    Some(map([(REMOTE_WRITE, remote_write(world)?)]))
}

fn scrapes(renderer: &Renderer<'_>, world: &World<'_>) -> Tree {
    let callers = &world.callers;
    match asks_kubernetes(renderer) {
        true => list([pods(renderer, callers)]),
        false => list(world.jobs.iter().map(|job| members(renderer, callers, job))),
    }
}

fn remote_write(world: &World<'_>) -> Option<Tree> {
    let push = world.push.as_ref()?;
    let entries = vec![
        ("url", word(&push.url)),
        ("headers", map([(TENANT_HEADER, word(TENANT))])),
    ];
    Some(list([with_tls(entries, &world.callers, push.is_bare)]))
}

/// A job for the doors of one member.
fn members(renderer: &Renderer<'_>, callers: &Callers<'_>, job: &Job) -> Tree {
    let doors = job.doors.iter().map(|door| word(&door.to_string()));
    let cluster = renderer.plan.cluster.name.as_str();
    let found = map([
        ("targets", list(doors)),
        ("labels", map([("cluster", word(cluster))])),
    ]);
    with_tls(
        vec![
            ("job_name", word(&job.name)),
            ("scheme", word(callers.scheme())),
            ("static_configs", list([found])),
        ],
        callers,
        true,
    )
}

/// One job for all pods of the namespace that are Mimir's.
fn pods(renderer: &Renderer<'_>, callers: &Callers<'_>) -> Tree {
    let plan = renderer.plan;
    let pod = |label: &str| word(&format!("__meta_kubernetes_pod_{label}"));
    let own = word(&format!("__meta_kubernetes_pod_{}", component_label(plan)));
    let namespace = word("__meta_kubernetes_namespace");
    let keep = |source: Tree, regex: &str| {
        map([
            ("source_labels", list([source])),
            ("regex", word(regex)),
            ("action", word("keep")),
        ])
    };
    let copy = |source: Tree, target: &str| {
        map([
            ("source_labels", list([source])),
            ("target_label", word(target)),
        ])
    };
    let of_mimir = pod("label_app_kubernetes_io_name");
    let is_library = is_library(plan);
    let relabel = (!is_library).then(|| keep(of_mimir, "mimir"));
    let relabel = relabel.into_iter().chain([
        keep(own.clone(), &pattern(plan)),
        keep(pod("container_port_name"), callers::PORT_NAME),
        map([
            ("source_labels", list([namespace.clone(), own])),
            ("separator", word("/")),
            ("target_label", word("job")),
        ]),
        copy(namespace, "namespace"),
        copy(pod("name"), "pod"),
        copy(pod("container_name"), "container"),
        map([
            ("target_label", word("cluster")),
            ("replacement", word(plan.cluster.name.as_str())),
        ]),
    ]);
    let names = list([word(plan.cluster.namespace.as_str())]);
    with_tls(
        vec![
            ("job_name", word("mimir")),
            ("scheme", word(callers.scheme())),
            (
                "kubernetes_sd_configs",
                list([map([
                    ("role", word("pod")),
                    ("namespaces", map([("names", names)])),
                ])]),
            ),
            ("relabel_configs", list(relabel)),
        ],
        callers,
        true,
    )
}

fn targets(doors: impl IntoIterator<Item = String>) -> Tree {
    let doors = list(doors.into_iter().map(|door| word(&door)));
    list([map([("targets", doors)])])
}

fn with_tls(mut entries: Vec<(&str, Tree)>, callers: &Callers<'_>, is_named: bool) -> Tree {
    if let Some(papers) = &callers.papers {
        let options = keys::options(Program::Prometheus, papers, is_named);
        let options = options.iter().map(|(key, value)| (*key, word(value)));
        entries.push(("tls_config", map(options)));
    }
    map(entries)
}
