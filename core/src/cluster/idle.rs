//! Blocks of clients that nobody reads: of several beside each other a setting
//! chooses one, and a switch leaves one alone.

use super::process::Process;
use super::setting::{Form, OptionRole, Setting};
use crate::catalog::{Catalog, Field, Release, Surface, SurfaceKind};

/// Whether a process makes no use of a client, whatever its block says: its cache,
/// its ring or its tracker is kept elsewhere, or is not there at all.
pub fn is_idle(process: &Process, surface: &'static Surface, release: Release) -> bool {
    if is_left_out(process, surface) {
        return true;
    }
    let (role, word) = match surface.kind() {
        SurfaceKind::Memcached => (OptionRole::CacheBackend, "memcached"),
        SurfaceKind::Redis => (OptionRole::CacheBackend, "redis"),
        SurfaceKind::Etcd => (OptionRole::KvStore, "etcd"),
        _ => return false,
    };
    let chooses = |it: &&Setting| it.role == Some(role) && is_beside(it, surface, release);
    match process.settings.iter().rfind(chooses) {
        // Two stores may be written to at once.
        Some(it) => !it.is_unknown && it.value != word && it.value != "multi",
        // The chart chooses memcached by itself, and nobody a store that is gone.
        None => surface.kind() == SurfaceKind::Redis && !process.container.has_more,
    }
}

/// Whether what a client is for is turned off as a whole.
pub fn is_left_out(process: &Process, surface: &'static Surface) -> bool {
    let Some(role @ OptionRole::HaTrackerSwitch) = OptionRole::of_client(surface) else {
        return false;
    };
    match process.role(role) {
        Some(switch) => !switch.is_unknown && switch.value != "true",
        None => !process.container.has_more,
    }
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
