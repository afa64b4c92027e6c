//! The cluster that a plan makes: a process of each member, with the settings
//! that were read back from its text and the folder that it sees.

use std::collections::BTreeMap;

use crate::catalog::{Component, End};
use crate::cluster::{Cluster, Container, Files, Process};
use crate::folder::CertFolder;
use crate::plan::Plan;
use crate::settings::Settings;

/// The cluster of `plan` with those settings, whose certificates are `folder`'s.
/// A member without settings runs without any.
pub fn planned(
    plan: &Plan,
    settings: &BTreeMap<Component, Settings>,
    folder: &CertFolder,
) -> Cluster {
    let mut files = Files::default();
    for (path, bytes) in folder.files() {
        files.add(path, None, bytes.to_vec());
    }
    let process = |component: Component| {
        let settings = settings.get(&component).map(|it| it.settings.clone());
        let process = Process::new(
            component.name(),
            component,
            "",
            settings.unwrap_or_default(),
            Container::default(),
            plan.release,
        );
        let folders = CertFolder::folders(End::Component(component));
        let at = plan.cert_dir.as_str().trim_end_matches('/');
        process.with_files_in(at, folders.to_vec())
    };
    Cluster {
        release: plan.release,
        processes: (plan.members.iter())
            .map(|member| process(member.component))
            .collect(),
        files,
    }
}
