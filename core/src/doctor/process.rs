//! What the doctor alone asks of processes: how they are called, and which
//! component a text means.

pub(super) use crate::cluster::{
    Container, Form, Known, Lookup, Mount, OptionRole, Probe, Process, Setting,
};

use crate::catalog::{Catalog, Component, Mode, Release, Surface};

impl Process {
    /// The process and one of its surfaces, in words.
    pub(super) fn at(&self, surface: &Surface) -> String {
        format!("{}, {}", self.name, label(surface))
    }
}

/// What a surface is called: a listener by what it is, a client by the name that
/// `mimir-tls options` has for it.
pub(super) fn label(surface: &Surface) -> &'static str {
    if surface.is_listener() {
        surface.title()
    } else {
        surface.id()
    }
}

/// The component that a name speaks of: `mimir-querier-1.flags`, `ruler`.
pub(super) fn component_of(name: &str, release: Release) -> Option<Component> {
    let file = name.rsplit('/').next().unwrap_or(name).to_lowercase();
    let words: Vec<&str> = file
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let padded = format!("-{}-", words.join("-"));
    Catalog::builtin()
        .all_components()
        .filter(|component| component.is_in(release))
        .filter(|component| padded.contains(&format!("-{}-", component.name())))
        .max_by_key(|component| component.name().len())
}

/// The component that a process's settings name, if they do.
pub(super) fn target_of(settings: &[Setting]) -> Option<Component> {
    let target = settings
        .iter()
        .rfind(|setting| setting.role == Some(OptionRole::Target))?;
    let first = target.value.split(',').next()?.trim();
    Catalog::builtin().component(first).ok()
}

/// Those that a configuration without a target is for.
pub(super) fn everyone(mode: Option<Mode>, release: Release) -> Vec<Component> {
    let mode = mode.unwrap_or(Mode::Microservices);
    let members = Catalog::builtin()
        .components(mode, release)
        .unwrap_or_default();
    members
        .into_iter()
        .filter(|component| component.is_default_in(mode))
        .collect()
}
