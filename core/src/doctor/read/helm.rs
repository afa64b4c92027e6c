//! Values of the Helm chart mimir-distributed.

use super::super::code::Code;
use super::super::finding::Place;
use super::super::input::Source;
use super::super::process::{Container, Form, Mount, Probe, Setting, everyone};
use super::super::rules::Draft;
use super::candidate::Candidate;
use super::document::Document;
use super::facts::Facts;
use super::kubernetes::{probes, renamed};
use super::volumes::mounted;
use super::{marks, mimir, nginx, program, prometheus, template, truths, yaml};
use crate::catalog::{Catalog, Mode, Release};
use crate::document::Node;
use crate::{chart_keys, nearest};

/// Whether the document is a values file of the chart.
pub(super) fn claims(document: &Document<'_>, _: Release) -> bool {
    let node = document.node();
    let source = document.source();
    let is_foreign = || {
        program::foreign(node, &source.name()).is_some() || program::is_of_other_chart(&source.path)
    };
    marks::is_surely_values(node) || marks::is_values(node) && !is_foreign()
}

/// Takes in the configuration in the values of such a chart, whose workloads are
/// not known. Says whether there is any.
pub(super) fn own(source: &Source, node: &Node, facts: &mut Facts) -> bool {
    const NAME: &str = "mimir.yaml";
    facts.begin(&source.path);
    facts.set_truths(truths::of(node));
    let mut found = false;
    for config in marks::configs(node) {
        found |= match config.text() {
            Some(_) => mimir::inside(source, NAME, config, facts),
            None if mimir::is_config(config, NAME) => {
                mimir::config(source, config, 0, NAME, facts);
                true
            }
            None => false,
        };
    }
    found
}

/// Takes the values in, to be read together with others.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    facts.values_file(&document.source().path, None);
    true
}

/// Reads values: one process for each component of the chart.
pub(super) fn cluster(source: &Source, node: &Node, facts: &mut Facts) {
    facts.begin(&source.path);
    facts.set_truths(truths::of(node));
    let release = facts.release();
    let mimir = node.at("mimir");
    let mut shared = Vec::new();
    let config = mimir.and_then(|mimir| mimir.at("config"));
    let inner = config.and_then(|config| yaml::inner(source, config, facts));
    if let (Some(config), Some(inner)) = (config, &inner) {
        let (_, shift) = yaml::body(source, config);
        shared.extend(yaml::settings(inner, source, shift, facts.lookup()));
    }
    if let Some(config) = mimir.and_then(|mimir| mimir.at("structuredConfig")) {
        shared.extend(yaml::settings(config, source, 0, facts.lookup()));
    }
    // Of an option that stands in both, the structured one counts.
    let last: Vec<(Form, String)> = shared
        .iter()
        .map(|setting| (setting.form, setting.name.to_string()))
        .collect();
    let mut index = 0;
    shared.retain(|setting: &Setting| {
        index += 1;
        let behind = last.get(index..).unwrap_or_default();
        !behind
            .iter()
            .any(|(form, name)| *form == setting.form && *name == setting.name)
    });
    template::note(source, inner.as_ref().as_slice(), &shared, facts);
    let is_enterprise = is_enterprise(node);
    let mut enterprises: Vec<Place> = Vec::new();
    if is_enterprise {
        enterprises.extend(mimir::take_unknown(&mut shared));
    }
    let global: Vec<Mount> = node
        .at("global")
        .map(|of| mounts(source, of))
        .unwrap_or_default();
    let mut chart = everyone(Some(Mode::Microservices), release);
    let named = Catalog::builtin().all_components().filter(|component| {
        component.is_in(release) && node.at(&component.name().replace('-', "_")).is_some()
    });
    for component in named {
        if !chart.contains(&component) {
            chart.push(component);
        }
    }
    for component in chart {
        let own = node.at(&component.name().replace('-', "_"));
        if own.is_some_and(|own| own.text_at(&["enabled"]) == "false") {
            continue;
        }
        let mut settings = shared.clone();
        let arguments = own.and_then(|own| own.at("extraArgs"));
        for (key, value) in arguments.map(Node::entries).unwrap_or_default() {
            // Helm takes away what is null.
            if value.is_null() {
                continue;
            }
            let place = source.at_key(key);
            let value = value.text().unwrap_or("true");
            // The chart writes one dash, and Go takes two.
            let name = key.text.strip_prefix('-').unwrap_or(&key.text);
            settings.push(facts.setting(Form::Flag, name, value, place));
        }
        if is_enterprise {
            enterprises.extend(mimir::take_unknown(&mut settings));
        }
        let mut container = Container {
            mounts: global.clone(),
            // The chart does since its first version for Mimir 2.1.
            expands: true,
            ..Container::default()
        };
        if let Some(own) = own {
            container.mounts.extend(mounts(source, own));
            container.probes = probes(source, own);
        }
        // What is null takes the chart's own away.
        let probe = own.and_then(|own| own.at("readinessProbe"));
        if probe.and_then(|probe| probe.at("httpGet")).is_none() {
            container.probes.push(default_probe(source, own, mimir));
        }
        let candidate = Candidate::of(component, &source.path, settings, container);
        facts.candidate(candidate);
    }
    mimir::enterprise(source, enterprises, facts);
    around(facts, source, node);
}

/// Whether values are for Grafana Enterprise Metrics, by the chart's switch, by the
/// image, or by what the configuration has where the switch is not touched.
fn is_enterprise(node: &Node) -> bool {
    let image = node.text_at(&["image", "repository"]);
    let config = node.at("mimir").and_then(|it| it.at("structuredConfig"));
    let switch = node.text_at(&["enterprise", "enabled"]);
    switch == "true"
        || image.contains("enterprise-metrics")
        || switch.is_empty() && config.is_some_and(program::is_enterprise)
}

/// The chart's own readiness probe, which asks over plain HTTP. It is placed
/// where a values file would change it.
fn default_probe(source: &Source, own: Option<&Node>, mimir: Option<&Node>) -> Probe {
    let node = own.or(mimir);
    let place = node.map_or_else(|| source.place(0, 0), |node| source.line_of(node));
    Probe {
        name: "readinessProbe".to_owned(),
        is_https: false,
        scheme: source.place(0, 0),
        place,
    }
}

fn mounts(source: &Source, node: &Node) -> Vec<Mount> {
    let volumes = node.items_at("extraVolumes");
    let mut mounts = Vec::new();
    for mount in node.items_at("extraVolumeMounts") {
        let volume = volumes
            .iter()
            .find(|volume| volume.text_at(&["name"]) == mount.text_at(&["name"]));
        let path = mount.text_at(&["mountPath"]);
        for (name, of) in volume.into_iter().flat_map(renamed) {
            mounts.push(Mount {
                beside: None,
                path: format!("{}/{name}", path.trim_end_matches('/')),
                of,
                is_sub_path: false,
                place: source.at(mount),
            });
        }
        mounts.push(Mount {
            beside: None,
            path: path.to_owned(),
            of: volume.map_or("", mounted).to_owned(),
            is_sub_path: mount.at("subPath").is_some(),
            place: source.at(mount),
        });
    }
    mounts
}

/// Keys with something below them that the chart has in another spelling.
fn misspelt(facts: &mut Facts, source: &Source, node: &Node) {
    let top: Vec<&str> = chart_keys::keys().iter().map(|row| row.key).collect();
    let places = [
        ("", Some(node), top.as_slice()),
        ("mimir.", node.at("mimir"), &["structuredConfig", "config"]),
    ];
    for (above, of, known) in places {
        for (key, value) in of.map(Node::entries).unwrap_or_default() {
            let given = key.text.as_str();
            if value.entries().is_empty() || given.len() < "mimr".len() || known.contains(&given) {
                continue;
            }
            let squeezed = |name: &str| name.replace(['-', '_'], "").to_ascii_lowercase();
            let same = known.iter().find(|it| squeezed(it) == squeezed(given));
            let near = same
                .copied()
                .or_else(|| nearest::slip(given, known.iter().copied()));
            if let Some(near) = near {
                let subject = format!("{above}{given}");
                let draft = Draft::new(Code::Mt517, source.at_key(key), subject);
                facts.finding(draft.with("near", format!("{above}{near}")));
            }
        }
    }
}

/// The gateway, the monitors, and mounts that never see a new Secret.
fn around(facts: &mut Facts, source: &Source, node: &Node) {
    let every = node
        .entries()
        .iter()
        .flat_map(|(_, value)| mounts(source, value));
    for mount in every.filter(|mount| mount.is_sub_path).collect::<Vec<_>>() {
        facts.finding(Draft::new(Code::Mt509, mount.place, mount.path));
    }
    misspelt(facts, source, node);
    let gateway = node.at("gateway");
    for key in ["nginx", "nginxConfig"] {
        let Some(old) = gateway.and_then(|gateway| gateway.at(key)) else {
            continue;
        };
        if key == "nginxConfig" {
            let place = source.line_of(old);
            let draft = Draft::new(Code::Mt517, place, "gateway.nginxConfig");
            facts.finding(draft.with("near", "gateway.nginx.config.file"));
        }
        let file = old.at("config").unwrap_or(old).at("file");
        if let Some(file) = file {
            nginx::inside(source, file, facts);
        }
    }
    let nginx = gateway.and_then(|gateway| gateway.at("nginx"));
    let file = nginx
        .and_then(|nginx| nginx.at("config"))
        .and_then(|config| config.at("file"));
    let is_off = gateway.is_some_and(|gateway| gateway.text_at(&["enabled"]) == "false");
    if file.is_none() && !is_off {
        let near = gateway.or(node.at("mimir"));
        facts.default_gateway(near.map_or_else(|| source.place(0, 0), |it| source.line_of(it)));
    }
    if let Some(monitoring) = node.at("metaMonitoring")
        && let Some(monitor) = monitoring.at("serviceMonitor")
        && monitor.text_at(&["enabled"]) == "true"
    {
        prometheus::monitor(source, "metaMonitoring.serviceMonitor", monitor, facts);
    }
}
