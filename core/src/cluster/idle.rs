//! Which blocks a process makes use of: of several beside each other a setting
//! chooses one, a switch leaves one alone, and what is turned off is not looked at.

use super::process::Process;
use super::setting::{Form, OptionRole, Setting};
use super::side::{is_switched_on, listens_tls};
use crate::catalog::{Catalog, Field, Release, Surface, SurfaceKind};

/// Whether what a block says is in force in a process: it opens the files, and does
/// not start with a value that it does not know. What both listeners share is read
/// whether they speak TLS or not.
pub fn is_in_force(process: &Process, surface: &'static Surface) -> bool {
    is_read(process, surface)
        && match (surface.is_both_servers(), surface.is_listener()) {
            (true, _) => true,
            (_, true) => listens_tls(process, surface),
            _ => is_switched_on(process, surface),
        }
}

/// Whether a block is in force, or is to be by whoever wrote it: a listener's is, and
/// a client's of which only the switch is missing or not known.
pub fn is_meant(process: &Process, surface: &'static Surface) -> bool {
    let has = |field| process.text(surface, field).is_some();
    let is_begun = || match process.get(surface, Field::Enabled) {
        Some(switch) => switch.is_unknown,
        None => {
            let mut files = [Field::Cert, Field::Key, Field::Ca, Field::ServerName].into_iter();
            process.container.has_more || files.any(has)
        }
    };
    is_in_force(process, surface)
        || is_read(process, surface) && (surface.is_listener() || is_begun())
}

/// Whether anything that a process runs looks at a block.
fn is_read(process: &Process, surface: &'static Surface) -> bool {
    let mut parts = process.parts.iter();
    parts.any(|part| surface.is_read_by(*part, process.release)) && !is_idle(process, surface)
}

/// Whether a process makes no use of a client, whatever its block says: its cache,
/// its ring, its tracker or its objects are kept elsewhere, or are not there at all.
pub fn is_idle(process: &Process, surface: &'static Surface) -> bool {
    let settings = || process.settings.iter().rev();
    let role = |role| move |it: &&Setting| it.role == Some(role);
    let beside = |surface| move |it: &&Setting| is_beside(it, surface, process.release);
    match surface.kind() {
        _ if is_left_out(process, surface) => true,
        SurfaceKind::Memcached | SurfaceKind::Redis => {
            let mut backends = settings().filter(role(OptionRole::CacheBackend));
            match (backends.find(beside(surface)), surface.kind()) {
                (Some(it), SurfaceKind::Redis) => is_other(it, &["redis"]),
                (Some(it), _) => is_other(it, &["memcached"]),
                // The chart chooses memcached by itself, and nobody a store that is gone.
                (None, kind) => kind == SurfaceKind::Redis && !process.container.has_more,
            }
        }
        // Two stores may be written to at once.
        SurfaceKind::Etcd => {
            let store = store(process, surface);
            store.is_some_and(|it| is_other(it, &["etcd", "multi"]))
        }
        SurfaceKind::Memberlist => {
            let mut rings = rings(process).peekable();
            let is_elsewhere = |ring| {
                let store = store(process, ring);
                store.is_some_and(|it| is_other(it, &["memberlist", "multi"]))
            };
            rings.peek().is_some() && rings.all(is_elsewhere)
        }
        SurfaceKind::Storage => {
            let block = surface.yaml_prefix();
            let heirs = surface.hands_down_to();
            let family = heirs.chain(surface.handed_down_by()).chain([surface]);
            let family: Vec<_> = family.collect();
            let chooses = |it: &&Setting| family.iter().any(|one| beside(one)(it));
            let mut backends = settings()
                .filter(role(OptionRole::StorageBackend))
                .filter(chooses)
                .peekable();
            let is_it = |it: &Setting| it.is_unknown || block.split('.').any(|key| key == it.value);
            backends.peek().is_some() && !backends.any(is_it)
        }
        _ => false,
    }
}

/// Whether a setting chooses something that is known, and none of these.
fn is_other(setting: &Setting, words: &[&str]) -> bool {
    !setting.is_unknown && !words.contains(&setting.value.as_str())
}

/// Where a ring is kept, by the client of etcd that it could be kept with.
fn store<'a>(process: &'a Process, ring: &'static Surface) -> Option<&'a Setting> {
    let mut settings = process.settings.iter();
    settings
        .rfind(|it| it.role == Some(OptionRole::KvStore) && is_beside(it, ring, process.release))
}

/// The rings of a process, each as the client of etcd that it could be kept with.
fn rings(process: &Process) -> impl Iterator<Item = &'static Surface> {
    let surfaces = Catalog::builtin().surfaces(process.release);
    surfaces.filter(move |surface| {
        let mut parts = process.parts.iter();
        surface.kind() == SurfaceKind::Etcd
            && parts.any(|part| surface.is_read_by(*part, process.release))
            && !is_left_out(process, surface)
    })
}

/// Whether what a client is for is turned off as a whole.
pub fn is_left_out(process: &Process, surface: &'static Surface) -> bool {
    let Some(role @ (OptionRole::HaTrackerSwitch | OptionRole::IngestStorageSwitch)) =
        OptionRole::of_client(surface)
    else {
        return false;
    };
    match process.role(role) {
        Some(switch) => !switch.is_unknown && switch.value != "true",
        // Of Kafka's block people show a part.
        None => role == OptionRole::HaTrackerSwitch && !process.container.has_more,
    }
}

/// Whether nothing chooses the cache whose client a block is, so that what it says is
/// of nobody yet: by default there is none. The chart chooses by itself.
pub fn is_unchosen(process: &Process, surface: &'static Surface) -> bool {
    let mut backends = process.settings.iter().filter(|it| {
        it.role == Some(OptionRole::CacheBackend) && is_beside(it, surface, process.release)
    });
    surface.kind() == SurfaceKind::Memcached
        && process.cluster.is_none()
        && !process.container.has_more
        && backends.next().is_none()
}

/// Whether an option stands in the block around a client's, of which it says
/// something.
pub fn is_beside(setting: &Setting, surface: &'static Surface, release: Release) -> bool {
    let Some((block, _)) = setting.name.rsplit_once('.') else {
        return false;
    };
    let option = Catalog::builtin().option(surface, Field::SkipVerify, release);
    let name = option.and_then(|option| match setting.form {
        Form::Flag => option.flag(),
        Form::Yaml => Some(option.yaml()),
    });
    let rest = name.and_then(|name| name.strip_prefix(block));
    rest.is_some_and(|rest| rest.starts_with('.'))
}
