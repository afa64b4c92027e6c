//! What stands around Mimir: probes, mounts, caches. Codes MT501 to MT503,
//! MT511, MT513, MT516, MT518, MT521, MT522, MT531.

use super::super::cluster::Cluster;
use super::super::code::Code;
use super::super::finding::{Place, Severity};
use super::super::process::{OptionRole, Probe, Process, Setting};
use super::super::rules::Draft;
use super::super::surroundings::Wanted;
use super::super::wish::{self, Wish};
use super::callers;
use super::listeners::{client_auth, of_kind};
use crate::catalog::{Field, Surface, SurfaceKind};
use crate::cluster::{
    is_enabled, is_idle, is_in_force, is_meant, is_unchosen, is_under, listens_tls, mount_around,
};
use crate::policy::ClientAuth;

pub(super) fn judge(cluster: &Cluster, drafts: &mut Vec<Draft>) {
    let Some(http) = of_kind(cluster.running.release, SurfaceKind::HttpServer) else {
        return;
    };
    for process in &cluster.running.processes {
        for probe in &process.container.probes {
            self::probe(process, http, probe, drafts);
        }
        mounts(process, drafts);
        entries(cluster, process, drafts);
    }
    let wanted = cluster.around.wanted.iter();
    drafts.extend(wanted.filter_map(|it| lacking(cluster, it)));
    let door = Door::of(cluster, http);
    strict(cluster, http, &door, drafts);
    if let Some(place) = cluster
        .around
        .default_gateway
        .as_ref()
        .filter(|_| door.is_tls)
    {
        drafts.push(Draft::new(Code::Mt518, place.clone(), "gateway"));
    }
    callers::judge(cluster, http, drafts);
    caches(cluster, drafts);
    for (place, name) in &cluster.around.downscales {
        let speaks = cluster.running.processes.iter().any(|process| {
            process.file == place.file
                && name.contains(process.component.name())
                && listens_tls(process, http)
        });
        if speaks {
            drafts.push(Draft::new(Code::Mt516, place.clone(), name.clone()));
        }
    }
}

/// What HTTP callers from outside meet.
struct Door {
    is_tls: bool,
    is_strict: bool,
}

impl Door {
    fn of(cluster: &Cluster, http: &'static Surface) -> Self {
        let tls = || {
            cluster
                .running
                .processes
                .iter()
                .filter(|it| listens_tls(it, http))
        };
        Self {
            is_tls: tls().next().is_some(),
            is_strict: tls().any(|process| client_auth(process, http).requires()),
        }
    }
}

fn probe(process: &Process, http: &'static Surface, probe: &Probe, drafts: &mut Vec<Draft>) {
    let speaks = listens_tls(process, http);
    let about = |code, place: &Place| {
        Draft::new(code, place.clone(), process.name.clone())
            .with("probe", &probe.name)
            .with("component", &process.name)
    };
    match (speaks, probe.is_https) {
        (true, false) => {
            let draft = about(Code::Mt501, &probe.place).fixed(scheme(probe));
            drafts.push(draft);
        }
        (false, true) => drafts.push(about(Code::Mt513, &probe.place)),
        (true, true) if client_auth(process, http).requires() => {
            drafts.push(about(Code::Mt502, &probe.place));
        }
        _ => {}
    }
}

/// The fix of a probe: its scheme, written over or before its first line.
fn scheme(probe: &Probe) -> Option<Wish> {
    if probe.scheme.line == 0 {
        return None;
    }
    if probe.name == "healthcheck" {
        return Some(wish::replace(&probe.scheme, "http://", "https://"));
    }
    if probe.scheme != probe.place {
        return Some(wish::replace(&probe.scheme, "HTTP", "HTTPS"));
    }
    Some(wish::add(&probe.place, "scheme", "HTTPS"))
}

/// Files that settings name, against the keys of what is mounted around them.
fn entries(cluster: &Cluster, process: &Process, drafts: &mut Vec<Draft>) {
    let surfaces = process.surfaces().into_iter();
    let surfaces = surfaces.filter(|surface| is_in_force(process, surface));
    let files = surfaces.flat_map(|surface| {
        let fields = [Field::Ca, Field::ClientCa, Field::Cert, Field::Key];
        fields
            .into_iter()
            .filter_map(|field| process.get(surface, field))
    });
    let config = process.role(OptionRole::ConfigFile);
    let wanted = files.chain(config).filter_map(|it| key_of(process, it));
    drafts.extend(wanted.filter_map(|it| lacking(cluster, &it)));
}

/// A key that whoever makes a Secret or a ConfigMap does not put there.
fn lacking(cluster: &Cluster, wanted: &Wanted) -> Option<Draft> {
    let made = cluster.around.lacks(&wanted.of, &wanted.key)?;
    let draft = Draft::new(Code::Mt531, wanted.place.clone(), wanted.subject.clone());
    let draft = draft.with("key", &wanted.key).with("object", &wanted.of);
    Some(draft.with("maker", format!("{} {}", made.kind, made.name)))
}

/// The key that a path of a setting means, where a whole Secret or ConfigMap is
/// mounted around it.
fn key_of(process: &Process, setting: &Setting) -> Option<Wanted> {
    let path = setting.value.as_str();
    let mount = mount_around(process, path)?;
    let key = path.strip_prefix(mount.path.trim_end_matches('/'))?;
    let key = key.strip_prefix('/')?;
    // An entry under a name of its own is what it is of.
    let is_whole = !mount.of.is_empty() && !mount.of.contains('/') && !mount.is_sub_path;
    let is_key = !key.is_empty() && !key.contains(['/', '$']) && !key.starts_with("..");
    (is_whole && is_key && !setting.is_unknown).then(|| Wanted {
        of: mount.of.clone(),
        key: key.to_owned(),
        place: setting.place().clone(),
        subject: format!("{}, `{}`", process.name, setting.name),
    })
}

/// Files that settings name, against the folders that a container has.
fn mounts(process: &Process, drafts: &mut Vec<Draft>) {
    let mounts = &process.container.mounts;
    if !process.container.mounts_known {
        return;
    }
    for surface in process.surfaces() {
        // A client that lacks its switch alone does not open them yet.
        let is_open = is_in_force(process, surface) && !is_unchosen(process, surface);
        let is_next = surface.is_client() && is_meant(process, surface);
        if !is_open && !is_next {
            continue;
        }
        // Half a pair is refused before it is opened.
        let has = |field| process.text(surface, field).is_some();
        let is_half = surface.is_client() && has(Field::Cert) != has(Field::Key);
        let fields = [Field::Ca, Field::ClientCa, Field::Cert, Field::Key];
        let opened = if is_half { &fields[..1] } else { &fields };
        for field in opened {
            let Some(setting) = process.get(surface, *field) else {
                continue;
            };
            let path = setting.value.as_str();
            let is_there = mounts.iter().any(|mount| is_under(path, &mount.path));
            if path.starts_with('/') && !is_there {
                let mut draft =
                    Draft::new(Code::Mt511, setting.place().clone(), process.at(surface))
                        .with("path", path)
                        .with("component", &process.name);
                if !is_open {
                    draft.at_most = Severity::Note;
                }
                drafts.push(draft);
            }
        }
    }
}

/// Strict HTTP, where nothing of what stands around is to be seen.
fn strict(cluster: &Cluster, http: &'static Surface, door: &Door, drafts: &mut Vec<Draft>) {
    if !door.is_strict {
        return;
    }
    let is_strict = |process: &&Process| {
        listens_tls(process, http)
            && client_auth(process, http) == ClientAuth::RequireAndVerify
            && process.container.probes.is_empty()
    };
    let Some(process) = cluster.running.processes.iter().find(is_strict) else {
        return;
    };
    if let Some(setting) = process.get(http, Field::ClientAuth) {
        let place = setting.place().clone();
        drafts.push(Draft::new(Code::Mt503, place, process.at(http)));
    }
}

/// memcached against the clients of it.
fn caches(cluster: &Cluster, drafts: &mut Vec<Draft>) {
    let mut clients = cluster.running.processes.iter().flat_map(|process| {
        let surfaces = process.surfaces();
        surfaces
            .into_iter()
            .filter(|surface| surface.kind() == SurfaceKind::Memcached)
            .map(move |surface| is_enabled(process, surface) && !is_idle(process, surface))
    });
    let speak = clients.any(|enabled| enabled);
    for cache in &cluster.around.caches {
        let code = match (speak, cache.is_tls) {
            (true, false) => Code::Mt521,
            (false, true) => Code::Mt522,
            _ => continue,
        };
        drafts.push(Draft::new(code, cache.place.clone(), "memcached"));
    }
}
