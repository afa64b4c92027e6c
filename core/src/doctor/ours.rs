//! Folders that `generate` made: one cluster, told in several forms, whose plan
//! says which components it has.

use std::collections::BTreeSet;

use super::process::Process;
use crate::catalog::{Catalog, Component, Field, Surface};
use crate::folder::FileKind;

/// A folder with a plan in it.
#[derive(Debug)]
pub(super) struct Folder {
    /// The folder's path, with a slash at its end unless it is empty.
    path: String,
    /// The components of the plan.
    pub(super) members: Vec<Component>,
}

impl Folder {
    /// The folder of the plan at `path`.
    pub(super) fn around(path: &str, members: Vec<Component>) -> Self {
        let end = path.rfind('/').map_or(0, |at| at + 1);
        Self {
            path: path.get(..end).unwrap_or_default().to_owned(),
            members,
        }
    }
}

/// The folder that a file is of: the nearest around it, or else the only one,
/// whose plan was handed over beside the file.
pub(super) fn of<'a>(file: &str, folders: &'a [Folder]) -> Option<&'a Folder> {
    let around = folders.iter().filter(|it| file.starts_with(&it.path));
    let nearest = around.max_by_key(|it| it.path.len());
    match (nearest, folders) {
        (None, [only]) => Some(only),
        _ => nearest,
    }
}

/// What a file of ours is for, as its first line says; none of others.
fn what(text: &str) -> Option<&str> {
    let mut lines = text.lines();
    let first = lines.next()?.strip_prefix("# TLS of ")?;
    let is_ours = lines.next()?.starts_with("# made by mimir-tls ");
    let (what, _) = first.rsplit_once(", Mimir ")?;
    is_ours.then_some(what)
}

/// Whether a file of ours stands where nothing does that a process needs: it goes
/// beside the settings, such as the client of Vault, and starts nobody by itself.
pub(super) fn is_beside(path: &str, text: &str) -> bool {
    let ends = path
        .match_indices('/')
        .filter_map(|(at, _)| path.get(at + 1..));
    let mut ends = std::iter::once(path).chain(ends);
    let is_beside = |end: &str| match FileKind::of(end) {
        Some(FileKind::Config(target)) => !target.holds_settings(),
        _ => false,
    };
    what(text).is_some() && ends.any(is_beside)
}

/// The components that a file of ours is for, as its first line says.
pub(super) fn told(text: &str) -> Vec<Component> {
    let Some(what) = what(text) else {
        return Vec::new();
    };
    let names = what
        .split_once('(')
        .map_or(what, |(_, names)| names.trim_end_matches(')'));
    let component = |name: &str| Catalog::builtin().component(name.trim()).ok();
    names.split(',').filter_map(component).collect()
}

/// Lets of processes that one folder describes in several forms, as flags, as
/// YAML, in the environment, the first of each component and meaning stand. Of a
/// cluster that one text describes as a whole, all stand or none: one that means
/// something else talks to the others of its text.
pub(super) fn once(processes: &mut Vec<Process>, folders: &[Folder]) {
    let mut known = BTreeSet::new();
    let mut stand = Vec::with_capacity(processes.len());
    for told in
        processes.chunk_by(|one, other| one.cluster.is_some() && one.cluster == other.cluster)
    {
        let mut own = BTreeSet::new();
        let first = told.iter().map(|process| {
            let folders = folders.iter();
            let around = folders.filter(|it| process.file.starts_with(&it.path));
            around.max_by_key(|it| it.path.len()).is_none_or(|it| {
                own.insert((it.path.as_str(), process.component, meaning(process)))
            })
        });
        let first: Vec<bool> = first.collect();
        let is_known = own.is_subset(&known) && !own.is_empty();
        stand.extend(first.into_iter().map(|it| it && !is_known));
        known.append(&mut own);
    }
    let mut stand = stand.into_iter();
    processes.retain(|_| stand.next().unwrap_or(true));
}

/// What a process's settings mean to it: those of surfaces that it reads.
fn meaning(process: &Process) -> Vec<(&'static Surface, Field, String)> {
    let mut meaning = Vec::new();
    for surface in process.surfaces() {
        for setting in process.block(surface) {
            meaning.extend(
                setting
                    .option()
                    .map(|it| (surface, it.field(), setting.value.clone())),
            );
        }
    }
    meaning
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_line_of_ours_names_components() {
        let names = |what: &str| {
            let text =
                format!("# TLS of {what}, Mimir 2.17.0\n# made by mimir-tls 0.1.0, plan 0\n");
            let told = told(&text).into_iter().map(Component::name);
            told.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(names("querier"), "querier");
        assert_eq!(
            names("the whole cluster (distributor, ingester)"),
            "distributor ingester"
        );
        assert_eq!(names("the whole cluster"), "");
    }

    #[test]
    fn what_goes_beside_the_settings_is_no_process() {
        const OURS: &str =
            "# TLS of the whole cluster, Mimir 3.1.0\n# made by mimir-tls 0.1.0, plan 0\n";
        assert!(is_beside("vault/client.yaml", OURS));
        assert!(is_beside("work/mimir-tls/vault/client.yaml", OURS));
        assert!(!is_beside("yaml/all.yaml", OURS));
        assert!(!is_beside("vault/client.yaml", "vault: {enabled: true}\n"));
    }

    #[test]
    fn a_file_is_of_the_nearest_folder_or_of_the_only_plan() {
        let folder = |path| Folder::around(path, Vec::new());
        let two = [folder("h1/plan.yaml"), folder("h1/sub/plan.yaml")];
        let path = |file| of(file, &two).map(|it| it.path.as_str());
        assert_eq!(path("h1/sub/yaml/mimir.yaml"), Some("h1/sub/"));
        assert_eq!(path("h1/yaml/mimir.yaml"), Some("h1/"));
        assert_eq!(path("h2/mimir.yaml"), None);
        let one = [folder("plans/plan.yaml")];
        assert!(of("mimir.yaml", &one).is_some());
    }
}
