//! Files that lie about: nobody of the cluster uses them, so that what is wrong
//! with them as what they could be used as is no more than a note.

use std::collections::BTreeSet;

use super::super::cluster::Cluster;
use super::super::code::Code;
use super::super::finding::Severity;
use super::super::material::{KeyState, Material};
use super::super::rules::{Draft, rule};
use super::uses::Uses;

/// Makes notes of findings about files that nobody uses, where anybody is there who
/// could or they are there for tests, and drops what only their use would make of them.
pub(super) fn judge(cluster: &Cluster, uses: &Uses, drafts: &mut Vec<Draft>) {
    let processes = &cluster.running.processes;
    // What nobody was asked about may be used all the same.
    let is_open = processes.is_empty() || processes.iter().any(|it| it.container.has_more);
    let mut accounts = cluster.accounts.iter();
    // Whoever hands nothing over but what is for tests wants that looked at.
    let are_all_for_tests = accounts.all(|it| is_for_tests(&it.file));
    if is_open && are_all_for_tests {
        return;
    }
    let used = used(cluster, uses);
    let materials = || cluster.materials.iter().enumerate();
    let is_nobodys = |draft: &Draft| {
        let of = draft.subject.strip_prefix("Secret ");
        let is_about = |material: &Material| {
            let is_it = material.path == draft.subject && material.place.file == draft.place.file;
            is_it || of.is_some() && material.of.as_deref() == of
        };
        let mut about = materials().filter(|(_, it)| is_about(it)).peekable();
        let is_idle = |(index, material): (usize, &Material)| {
            !used.contains(&index) && (!is_open || is_for_tests(&material.place.file))
        };
        about.peek().is_some() && about.all(is_idle)
    };
    drafts.retain_mut(|draft| {
        if rule(draft.code).of_use && is_nobodys(draft) {
            draft.at_most = Severity::Note;
        }
        !(draft.at_most == Severity::Note && draft.code == Code::Mt211)
    });
}

/// Whether a file stands in a folder of what tests of a program are made with, or of
/// what others have written.
fn is_for_tests(path: &str) -> bool {
    const FOLDERS: [&str; 6] = [
        "__tests__",
        "fixtures",
        "node_modules",
        "test-fixtures",
        "testdata",
        "vendor",
    ];
    let mut folders = path.split('/').rev().skip(1);
    folders.any(|folder| FOLDERS.contains(&folder))
}

/// The files that somebody uses, and what belongs to them: copies, their keys, the
/// CAs of their chains, and what those signed.
fn used(cluster: &Cluster, uses: &Uses) -> BTreeSet<usize> {
    let materials = &cluster.materials;
    let mut used: BTreeSet<usize> = uses.iter().filter_map(|it| it.material).collect();
    used.extend(uses.iter().filter_map(|it| it.key));
    loop {
        let of_used = || used.iter().filter_map(|index| materials.get(*index));
        let certificates = || of_used().flat_map(|it| it.certificates.iter().map(|(_, it)| it));
        let names: BTreeSet<&[u8]> = certificates()
            .flat_map(|it| [it.raw_subject(), it.raw_issuer()])
            .collect();
        let keys: BTreeSet<&[u8]> = certificates().map(|it| it.key().spki()).collect();
        let belongs = |material: &Material| {
            let mut own = material.certificates.iter().map(|(_, it)| it);
            let is_of_chain = own.any(|it| {
                let (subject, issuer) = (it.raw_subject(), it.raw_issuer());
                // What has no name at all is of no chain.
                let is_named = |name: &[u8]| name.len() > 2 && names.contains(name);
                is_named(subject) && it.is_ca()
                    || is_named(issuer)
                    || keys.contains(it.key().spki())
            });
            let is_key = material.keys.iter().any(|(_, state)| match state {
                KeyState::Good(Some(key)) | KeyState::Encrypted(Some(key)) => {
                    keys.contains(key.spki())
                }
                _ => false,
            });
            is_of_chain || is_key
        };
        let more: Vec<usize> = (materials.iter().enumerate())
            .filter(|(index, material)| !used.contains(index) && belongs(material))
            .map(|(index, _)| index)
            .collect();
        if more.is_empty() {
            return used;
        }
        used.extend(more);
    }
}
