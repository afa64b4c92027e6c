//! Values of the Helm chart mimir-distributed.

use super::cluster::Gathering;
use super::input::Source;
use super::kubernetes::{items, probes, text};
use super::process::{Container, Form, Mount, Probe, Process, everyone};
use super::rules::Draft;
use super::yaml;
use crate::catalog::{Catalog, Mode};
use crate::document::Node;

/// Whether it is one.
pub(super) fn is_values(node: &Node) -> bool {
    let mimir = node.at("mimir");
    let has_config = ["structuredConfig", "config"]
        .iter()
        .any(|key| mimir.is_some_and(|mimir| mimir.at(key).is_some()));
    let has_arguments = node
        .entries()
        .iter()
        .any(|(_, value)| value.at("extraArgs").is_some());
    has_config
        || has_arguments
        || node.at("metaMonitoring").is_some()
        || node
            .at("gateway")
            .is_some_and(|gateway| !gateway.entries().is_empty())
}

/// Takes the values in: one process for each component of the chart.
pub(super) fn read(gathering: &mut Gathering, source: &Source, node: &Node) {
    let release = gathering.release;
    let mimir = node.at("mimir");
    let mut shared = Vec::new();
    if let Some(config) = mimir.and_then(|mimir| mimir.at("config"))
        && let Some(inner) = (!config.text().unwrap_or_default().contains("{{"))
            .then(|| yaml::inner(source, config, &mut gathering.drafts))
            .flatten()
    {
        let (_, shift) = yaml::body(source, config);
        shared.extend(yaml::settings(&inner, source, shift, &mut gathering.lookup));
    }
    if let Some(config) = mimir.and_then(|mimir| mimir.at("structuredConfig")) {
        shared.extend(yaml::settings(config, source, 0, &mut gathering.lookup));
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
        if own.is_some_and(|own| text(own, &["enabled"]) == "false") {
            continue;
        }
        let mut settings = shared.clone();
        let arguments = own.and_then(|own| own.at("extraArgs"));
        for (key, value) in arguments.map(Node::entries).unwrap_or_default() {
            let place = source.place(key.place.line, key.place.column);
            let value = value.text().unwrap_or("true");
            settings.push(
                gathering
                    .lookup
                    .setting(Form::Flag, &key.text, value, place),
            );
        }
        let mut container = Container {
            mounts: global.clone(),
            ..Container::default()
        };
        if let Some(own) = own {
            container.mounts.extend(mounts(source, own));
            container.probes = probes(source, own);
        }
        if !container
            .probes
            .iter()
            .any(|probe| probe.name == "readinessProbe")
        {
            container.probes.push(default_probe(source, own, mimir));
        }
        gathering.processes.push(Process::new(
            component.name(),
            component,
            source.path.clone(),
            settings,
            container,
            release,
        ));
    }
    around(gathering, source, node);
}

/// The chart's own readiness probe, which asks over plain HTTP. It is placed
/// where a values file would change it.
fn default_probe(source: &Source, own: Option<&Node>, mimir: Option<&Node>) -> Probe {
    let node = own.or(mimir);
    let place = node.map_or_else(
        || source.place(0, 0),
        |node| source.place(node.place().line, 0),
    );
    Probe {
        name: "readinessProbe".to_owned(),
        is_https: false,
        scheme: source.place(0, 0),
        place,
    }
}

fn mounts(source: &Source, node: &Node) -> Vec<Mount> {
    let volumes = items(node.at("extraVolumes"));
    items(node.at("extraVolumeMounts"))
        .iter()
        .map(|mount| {
            let volume = volumes
                .iter()
                .find(|volume| text(volume, &["name"]) == text(mount, &["name"]));
            let place = mount.place();
            Mount {
                path: text(mount, &["mountPath"]).to_owned(),
                of: volume
                    .map_or("", |volume| text(volume, &["secret", "secretName"]))
                    .to_owned(),
                is_sub_path: mount.at("subPath").is_some(),
                place: source.place(place.line, place.column),
            }
        })
        .collect()
}

/// The gateway, the monitors, and mounts that never see a new Secret.
fn around(gathering: &mut Gathering, source: &Source, node: &Node) {
    let every = node
        .entries()
        .iter()
        .flat_map(|(_, value)| mounts(source, value));
    for mount in every.filter(|mount| mount.is_sub_path).collect::<Vec<_>>() {
        gathering
            .drafts
            .push(Draft::new("MT509", mount.place, mount.path));
    }
    let gateway = node.at("gateway");
    for key in ["nginx", "nginxConfig"] {
        let Some(old) = gateway.and_then(|gateway| gateway.at(key)) else {
            continue;
        };
        if key == "nginxConfig" {
            let place = source.place(old.place().line, 0);
            gathering
                .drafts
                .push(Draft::new("MT517", place, "gateway.nginxConfig"));
        }
        let file = old.at("config").unwrap_or(old).at("file");
        if let Some(file) = file
            && let Some(body) = file.text()
        {
            let (first, _) = yaml::body(source, file);
            gathering
                .around
                .nginx(source, body, first.saturating_sub(1));
        }
    }
    let nginx = gateway.and_then(|gateway| gateway.at("nginx"));
    let file = nginx
        .and_then(|nginx| nginx.at("config"))
        .and_then(|config| config.at("file"));
    let is_off = gateway.is_some_and(|gateway| text(gateway, &["enabled"]) == "false");
    if file.is_none() && !is_off {
        let line = gateway
            .or(node.at("mimir"))
            .map_or(0, |node| node.place().line);
        gathering.around.default_gateway = Some(source.place(line, 0));
    }
    if let Some(monitoring) = node.at("metaMonitoring")
        && let Some(monitor) = monitoring.at("serviceMonitor")
        && text(monitor, &["enabled"]) == "true"
    {
        gathering
            .around
            .monitor(source, "metaMonitoring.serviceMonitor", monitor);
    }
}
