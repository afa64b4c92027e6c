//! The plan that would make a cluster like the one that was checked: what its
//! settings say of release, mode, components, names and policy. What is wrong
//! or left out in them is as `generate` does it by itself.

use std::str::FromStr;

use super::cluster::Cluster;
use super::options::Options;
use super::process::Process;
use crate::catalog::{Catalog, Component, Field, Mode, Surface, SurfaceKind};
use crate::cluster::is_idle;
use crate::plan::{
    Choice, ClusterFile, ComponentsFile, FormatVersion, Name, Plan, PlanError, PlanFile,
    PolicyFile, SurfaceChoice, SurfacesFile, choosable,
};
use crate::sorted::{SortedMap, SortedSet};

/// That plan; none if the inputs show no process.
pub(super) fn plan(cluster: &Cluster, options: &Options) -> Option<PlanFile> {
    if cluster.running.processes.is_empty() {
        return None;
    }
    let mode = options.mode.unwrap_or_else(|| mode(cluster));
    let heard = Heard(cluster);
    let server_name: Option<Name> = heard.most(Field::ServerName, |_| true);
    let mut file = PlanFile {
        version: Some(FormatVersion::CURRENT),
        release: Some(cluster.running.release.to_string()),
        mode: Some(mode),
        components: components(cluster, mode),
        cluster: server_name.as_ref().map(of_service).unwrap_or_default(),
        cert_dir: folder(&heard),
        policy: PolicyFile {
            grpc: heard.most(Field::ClientAuth, is(SurfaceKind::GrpcServer)),
            http: heard.most(Field::ClientAuth, is(SurfaceKind::HttpServer)),
            min_version: heard.most(Field::MinVersion, is(SurfaceKind::Server)),
            cipher_suites: heard.most(Field::CipherSuites, is(SurfaceKind::Server)),
        },
        server_name,
        surfaces: surfaces(cluster),
        ..PlanFile::default()
    };
    if matches!(Plan::resolve(&file), Err(PlanError::NoHttp2Suite { .. })) {
        file.policy.cipher_suites = None;
    }
    if Plan::resolve(&file).is_err() {
        file.surfaces = None;
    }
    if Plan::resolve(&file).is_err() {
        file = PlanFile {
            version: file.version,
            release: file.release,
            mode: file.mode,
            ..PlanFile::default()
        };
    }
    Some(file)
}

fn is(kind: SurfaceKind) -> impl Fn(&Surface) -> bool {
    move |surface| surface.kind() == kind
}

/// The first mode that has every component; microservices if none has.
fn mode(cluster: &Cluster) -> Mode {
    let has = |mode: &Mode| {
        let members = Catalog::builtin()
            .components(*mode, cluster.running.release)
            .unwrap_or_default();
        (cluster.running.processes.iter()).all(|process| members.contains(&process.component))
    };
    Mode::ALL
        .into_iter()
        .find(has)
        .unwrap_or(Mode::Microservices)
}

/// The components that there are, where they are not just those of the mode.
/// How many of each is not said: one process may be described in many forms.
fn components(cluster: &Cluster, mode: Mode) -> Option<ComponentsFile> {
    let members = Catalog::builtin()
        .components(mode, cluster.running.release)
        .unwrap_or_default();
    let there: SortedSet<Component> = (cluster.running.processes.iter())
        .map(|process| process.component)
        .filter(|component| members.contains(component))
        .collect();
    let usual: SortedSet<Component> = (members.into_iter())
        .filter(|component| component.is_default_in(mode))
        .collect();
    (!there.is_empty() && there != usual).then(|| there.into_iter().collect())
}

/// The namespace and domain in the name of a service.
fn of_service(name: &Name) -> ClusterFile {
    let text = name.dns.to_string();
    let Some((front, domain)) = text.split_once(".svc.") else {
        return ClusterFile::default();
    };
    ClusterFile {
        namespace: (front.rsplit_once('.')).and_then(|(_, namespace)| namespace.parse().ok()),
        domain: domain.parse().ok(),
        ..ClusterFile::default()
    }
}

/// The folder of most certificate files.
fn folder<T: FromStr>(heard: &Heard<'_>) -> Option<T> {
    heard.most_of(
        &[Field::Cert, Field::Ca, Field::ClientCa],
        |_| true,
        |path| path.rsplit_once('/').map(|(folder, _)| folder),
    )
}

/// The clients of servers outside Mimir that speak TLS.
fn surfaces(cluster: &Cluster) -> Option<SurfacesFile> {
    let on = |surface: &'static Surface| {
        (cluster.running.processes.iter())
            .any(|process| process.is_on(surface, Field::Enabled) && !is_idle(process, surface))
    };
    let choices: Vec<SurfaceChoice> = choosable(cluster.running.release)
        .into_iter()
        .filter(|(surface, _)| surface.kind() != SurfaceKind::Memberlist && on(surface))
        .filter_map(|(surface, _)| {
            let surface = Catalog::builtin().surface_name(surface.id()).ok()?;
            let choice = Choice::On;
            Some(SurfaceChoice { surface, choice })
        })
        .collect();
    (!choices.is_empty()).then_some(SurfacesFile(choices))
}

/// What the processes say.
struct Heard<'a>(&'a Cluster);

impl Heard<'_> {
    /// What most of them say at a field, of what can be read.
    fn most<T: FromStr>(&self, field: Field, of: impl Fn(&Surface) -> bool) -> Option<T> {
        self.most_of(&[field], of, |text| Some(text))
    }

    fn most_of<T: FromStr>(
        &self,
        fields: &[Field],
        of: impl Fn(&Surface) -> bool,
        part: impl Fn(&str) -> Option<&str>,
    ) -> Option<T> {
        let mut counts: SortedMap<&str, usize> = SortedMap::new();
        for process in &self.0.running.processes {
            for text in said(process, fields, &of) {
                if let Some(text) = part(text) {
                    *counts.entry(text).or_default() += 1;
                }
            }
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|(text, count)| (std::cmp::Reverse(*count), *text));
        counts.iter().find_map(|(text, _)| text.parse().ok())
    }
}

fn said<'a>(
    process: &'a Process,
    fields: &'a [Field],
    of: &'a impl Fn(&Surface) -> bool,
) -> impl Iterator<Item = &'a str> {
    let surfaces = process.surfaces().into_iter();
    surfaces.filter(|surface| of(surface)).flat_map(|surface| {
        let texts = fields.iter().map(|field| process.text(surface, *field));
        texts.flatten()
    })
}
