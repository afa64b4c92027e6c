//! Clients: blocks that do nothing, halves of pairs, URLs. Codes MT103, MT105,
//! MT125, MT126, MT129, MT131 to MT135, MT138 to MT140, MT142, MT143.

use super::super::cluster::Cluster;
use super::super::code::Code;
use super::super::finding::Severity;
use super::super::input::Kind;
use super::super::process::{Form, OptionRole, Process, Setting};
use super::super::rules::Draft;
use super::super::wish;
use super::listeners::of_kind;
use super::told::is_told;
use crate::catalog::{By, Catalog, Component, End, Field, Surface, SurfaceKind};
use crate::cluster::{
    dials, is_beside, is_enabled, is_idle, is_left_out, is_switched_on, is_unchosen, listens_tls,
};

pub(super) fn judge(cluster: &Cluster, drafts: &mut Vec<Draft>) {
    for process in &cluster.running.processes {
        let surfaces = process.surfaces();
        // Of a block that nobody reads, that is all there is to say.
        let is_read = |it: &Surface| !it.ignores(Field::Enabled, process.release);
        for surface in surfaces.iter().filter(|it| it.is_client() && is_read(it)) {
            let before = drafts.len();
            client(cluster, process, surface, drafts);
            if is_unchosen(process, surface) {
                let raised = drafts.iter_mut().skip(before);
                raised.for_each(|draft| draft.at_most = Severity::Note);
            }
        }
        alertmanager(cluster, process, drafts);
        etcd(process, drafts);
        roles(process, &surfaces, drafts);
        vault(process, &surfaces, drafts);
        partial(cluster, process, drafts);
    }
}

const FILES: [Field; 3] = [Field::Cert, Field::Key, Field::Ca];

fn about(code: Code, process: &Process, surface: &'static Surface) -> Option<Draft> {
    let place = process
        .block(surface)
        .map(|setting| setting.place())
        .min()?;
    Some(
        Draft::new(code, place.clone(), process.at(surface))
            .offering("component", &process.name)
            .offering("surface", surface.id()),
    )
}

fn client(
    cluster: &Cluster,
    process: &Process,
    surface: &'static Surface,
    drafts: &mut Vec<Draft>,
) {
    let release = process.release;
    let switch = process.get(surface, Field::Enabled);
    if switch.is_some_and(|switch| switch.is_unknown) || is_idle(process, surface) {
        return;
    }
    let has = |field| process.text(surface, field).is_some();
    let scheme = etcd_scheme(process, surface);
    let has_url = surface.kind() == SurfaceKind::HttpClient
        || scheme.is_some_and(|(scheme, _)| scheme == EtcdScheme::Https);
    // What follows from an option under a wrong name is told with that.
    let lacks =
        |drafts: &[Draft], field| !has(field) && !is_told(drafts, process, surface, &[field]);
    // Half a pair stops whoever loads it, even if TLS is spoken to nobody.
    let is_half = |drafts: &[Draft]| {
        has(Field::Cert) && lacks(drafts, Field::Key)
            || has(Field::Key) && lacks(drafts, Field::Cert)
    };
    if is_switched_on(process, surface) && is_half(drafts) {
        drafts.extend(about(Code::Mt105, process, surface));
    }
    let is_on = is_enabled(process, surface);
    if !is_on {
        let is_meant = FILES.into_iter().any(has) || has(Field::ServerName);
        let is_off = process.text(surface, Field::Enabled) == Some("false");
        if !is_meant || is_off || has_url {
            return;
        }
        // What else the block lacks is told with it: its switch is not all.
        if !is_told(drafts, process, surface, &[Field::Enabled]) {
            drafts.extend(unswitched(cluster, process, surface));
        }
    }
    let trusts_public = matches!(surface.kind(), SurfaceKind::Storage | SurfaceKind::Kafka);
    let verifies = !process.is_on(surface, Field::SkipVerify);
    if verifies && !trusts_public && lacks(drafts, Field::Ca) {
        let mut draft = about(Code::Mt125, process, surface);
        // Whoever runs caches for others has certificates of a public CA.
        let is_cache = matches!(surface.kind(), SurfaceKind::Memcached | SurfaceKind::Redis);
        if let Some(draft) = draft.as_mut().filter(|_| is_cache) {
            draft.at_most = Severity::Warning;
        }
        drafts.extend(draft);
    }
    let is_gossip = surface.kind() == SurfaceKind::Memberlist;
    if is_on && is_gossip && lacks(drafts, Field::Cert) && lacks(drafts, Field::Key) {
        drafts.extend(about(Code::Mt140, process, surface));
    }
    let by_ip = || {
        Catalog::builtin()
            .links(release)
            .iter()
            .any(|link| link.surface == surface && link.by == By::Ip)
    };
    let unseen = cluster.materials.is_empty();
    if unseen && verifies && !has_url && lacks(drafts, Field::ServerName) && by_ip() {
        drafts.extend(about(Code::Mt126, process, surface));
    }
    let readers = |release| Catalog::builtin().readers(surface, release);
    let newest = Catalog::builtin().newest();
    let (now, later) = (readers(release), readers(newest));
    if surface.kind() == SurfaceKind::Etcd && now.len() > later.len() && !later.is_empty() {
        let others: Vec<&str> = now
            .iter()
            .filter(|reader| !later.contains(reader))
            .map(|reader| reader.name())
            .collect();
        drafts.extend(
            about(Code::Mt138, process, surface)
                .map(|draft| draft.with("others", others.join(", "))),
        );
    }
}

/// A block that lacks its switch. Its fix is the switch, before its first line;
/// a block that has none in this release lacks nothing.
fn unswitched(cluster: &Cluster, process: &Process, surface: &'static Surface) -> Option<Draft> {
    let option = Catalog::builtin().option(surface, Field::Enabled, process.release)?;
    let first = process
        .block(surface)
        .min_by_key(|setting| setting.place())?;
    let key = option.yaml().rsplit('.').next().unwrap_or_default();
    let line = match (first.form, option.flag()) {
        // In values of the chart a flag is a key.
        (Form::Flag, Some(flag)) if is_assigned(cluster, first) => format!("\"{flag}\" = \"true\""),
        (Form::Yaml, _) if is_assigned(cluster, first) => format!("{key} = true"),
        (Form::Flag, Some(flag)) if process.cluster.is_some() => format!("{flag}: \"true\""),
        (Form::Flag, Some(flag)) => format!("-{flag}=true"),
        _ => format!("{key}: true"),
    };
    let draft = about(Code::Mt103, process, surface)?;
    Some(
        draft
            .with("line", line)
            .fixed(wish::switch_on(first, option)),
    )
}

/// Whether a setting is an entry of Terraform's, with `=` behind its name.
fn is_assigned(cluster: &Cluster, setting: &Setting) -> bool {
    let place = setting.place();
    let source = cluster.source(&place.file);
    let source = source.filter(|source| source.kind == Kind::Terraform);
    let line = source.and_then(|source| source.line(place.line));
    // Its place is that of the value.
    let before = line.map(|line| line.chars().take(place.column.saturating_sub(1)));
    before.is_some_and(|it| it.filter(|it| !it.is_whitespace()).last() == Some('='))
}

/// The URL at which the ruler finds the Alertmanager, against what listens there.
fn alertmanager(cluster: &Cluster, process: &Process, drafts: &mut Vec<Draft>) {
    let Some(url) = process.role(OptionRole::AlertmanagerUrl) else {
        return;
    };
    let Some(http) = of_kind(process.release, SurfaceKind::HttpServer) else {
        return;
    };
    let client = Catalog::builtin()
        .surfaces(process.release)
        .find(|surface| surface.kind() == SurfaceKind::HttpClient && surface.elsewhere().is_none());
    let about =
        |code| Draft::new(code, url.place().clone(), process.name.clone()).with("url", &url.value);
    let is_ours = url.value.contains("alertmanager");
    let listens = cluster.running.processes.iter().any(|other| {
        other.parts.iter().any(|part| part.name() == "alertmanager") && listens_tls(other, http)
    });
    if url.value.contains("http://") && is_ours && listens {
        let draft = about(Code::Mt132).fixed(wish::set(url, "http://", "https://"));
        drafts.push(match client {
            Some(client) => draft.lacking(client, Field::Enabled),
            None => draft,
        });
    }
    let is_off = client.is_some_and(|client| process.text(client, Field::Enabled) == Some("false"));
    if url.value.contains("https://") && is_off {
        drafts.push(about(Code::Mt133));
    }
}

/// The scheme of an endpoint of etcd, against the switch of the block: the first
/// endpoint decides for all, and its scheme over the switch.
fn etcd(process: &Process, drafts: &mut Vec<Draft>) {
    for surface in Catalog::builtin().surfaces(process.release) {
        if is_idle(process, surface) {
            continue;
        }
        let Some((scheme, endpoint)) = etcd_scheme(process, surface) else {
            continue;
        };
        let about = |code| {
            Draft::new(code, endpoint.place().clone(), process.at(surface))
                .with("component", &process.name)
                .with("surface", surface.id())
                .with("endpoint", &endpoint.value)
        };
        match (scheme, process.is_on(surface, Field::Enabled)) {
            (EtcdScheme::Http, true) => {
                drafts.push(about(Code::Mt142).fixed(wish::set(endpoint, "http://", "https://")));
            }
            (EtcdScheme::Https, false) => drafts.push(about(Code::Mt143)),
            _ => {}
        }
    }
}

/// What etcd's client heeds of an endpoint's scheme (`client/v3`, endpoint.go).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EtcdScheme {
    Http,
    Https,
}

fn etcd_scheme<'a>(
    process: &'a Process,
    surface: &'static Surface,
) -> Option<(EtcdScheme, &'a Setting)> {
    let is_read = |part: &Component| surface.is_read_by(*part, process.release);
    if surface.kind() != SurfaceKind::Etcd || !process.parts.iter().any(is_read) {
        return None;
    }
    let endpoint = process.endpoint(surface)?;
    let (scheme, _) = endpoint.value.split_once("://")?;
    match scheme.to_ascii_lowercase().as_str() {
        "http" => Some((EtcdScheme::Http, endpoint)),
        "https" => Some((EtcdScheme::Https, endpoint)),
        _ => None,
    }
}

/// What goes in plaintext whatever TLS is set, of a process that makes use of it.
fn roles(process: &Process, surfaces: &[&'static Surface], drafts: &mut Vec<Draft>) {
    let release = process.release;
    let speaks = surfaces
        .iter()
        .any(|surface| process.block(surface).next().is_some());
    let is_read = |surface: &Surface| {
        let mut parts = process.parts.iter();
        parts.any(|part| surface.is_read_by(*part, release))
    };
    for setting in process.settings.iter().filter(|_| speaks) {
        let (code, kind) = match (setting.role, setting.value.as_str()) {
            (Some(OptionRole::KvStore), "consul") => (Code::Mt129, SurfaceKind::Etcd),
            (Some(OptionRole::StorageInsecure), "true") => (Code::Mt131, SurfaceKind::Storage),
            _ => continue,
        };
        let mut beside = Catalog::builtin()
            .surfaces(release)
            .filter(|it| it.kind() == kind && is_beside(setting, it, release));
        // Consul is no client of ours: its block is etcd's, which is then idle.
        let is_used = |it: &'static Surface| match kind {
            SurfaceKind::Storage => !is_idle(process, it),
            _ => !is_left_out(process, it),
        };
        if !beside.any(|it| is_read(it) && is_used(it)) {
            continue;
        }
        drafts.push(
            Draft::new(code, setting.place().clone(), setting.name.clone())
                .with("component", &process.name),
        );
    }
}

/// With Vault, paths are Vault's; some clients read files all the same.
fn vault(process: &Process, surfaces: &[&'static Surface], drafts: &mut Vec<Draft>) {
    let Some(vault) = of_kind(process.release, SurfaceKind::Vault) else {
        return;
    };
    if !process.is_on(vault, Field::Enabled) {
        return;
    }
    drafts.extend(about(Code::Mt134, process, vault));
    for surface in surfaces {
        let reads_files = matches!(
            surface.kind(),
            SurfaceKind::Memcached | SurfaceKind::Storage | SurfaceKind::Kafka | SurfaceKind::Etcd
        );
        if reads_files
            && !is_idle(process, surface)
            && FILES
                .iter()
                .any(|field| process.text(surface, *field).is_some())
        {
            drafts.extend(about(Code::Mt135, process, surface));
        }
    }
}

/// Whether a process dials others by a client. What it runs itself it dials too,
/// and that link is proven; what is dialled by a name alone is dialled where that
/// is set.
fn dials_others(process: &Process, surface: &'static Surface) -> bool {
    let release = process.release;
    Catalog::builtin()
        .links(release)
        .iter()
        .filter(|link| link.surface == surface)
        .any(|link| {
            let runs = |end: End| {
                let component = end.component();
                component.is_some_and(|component| process.parts.contains(&component))
            };
            runs(link.from) && !runs(link.to) && dials(process, link)
        })
}

/// A process whose gRPC listener speaks TLS and whose clients do in part: its
/// peers listen as it does.
fn partial(cluster: &Cluster, process: &Process, drafts: &mut Vec<Draft>) {
    let Some(grpc) = of_kind(process.release, SurfaceKind::GrpcServer) else {
        return;
    };
    // Where the peers are there, each link is proven instead.
    if !listens_tls(process, grpc) || cluster.running.processes.len() > 1 {
        return;
    }
    let catalog = Catalog::builtin();
    let clients = catalog
        .surfaces(process.release)
        .filter(|surface| surface.kind() == SurfaceKind::GrpcClient && surface.part_of().is_none());
    let silent: Vec<&str> = clients
        .filter(|surface| process.block(surface).next().is_none())
        .filter(|surface| dials_others(process, surface))
        .map(Surface::id)
        .collect();
    let Some(place) = process.block(grpc).map(|setting| setting.place()).min() else {
        return;
    };
    if !silent.is_empty() {
        drafts.push(
            Draft::new(Code::Mt139, place.clone(), process.name.clone())
                .with("clients", silent.join(", ")),
        );
    }
}
