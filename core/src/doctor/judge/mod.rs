//! The rules, one file a group of codes.

mod around;
mod callers;
mod certificates;
mod clients;
mod keys;
mod listeners;
mod names;
mod nobodys;
mod options;
mod plaintext;
mod told;
mod uses;

use super::alike::{few, once};
use super::cluster::Cluster;
use super::finding::Place;
use super::options::Options;
use super::rules::{Draft, rule};
use crate::sorted::SortedSet;

/// Runs every rule over the cluster. Says how many findings it left out because
/// there were too many alike.
pub(super) fn judge(cluster: &Cluster, options: &Options, drafts: &mut Vec<Draft>) -> usize {
    let uses = uses::Uses::of(cluster);
    let mut left_out = 0;
    let mut bound = |drafts: &mut Vec<Draft>| {
        once(drafts);
        left_out += few(drafts);
    };
    names::judge(cluster, drafts, &mut bound);
    bound(drafts);
    options::judge(cluster, drafts, &mut bound);
    bound(drafts);
    listeners::judge(cluster, drafts);
    bound(drafts);
    clients::judge(cluster, drafts);
    bound(drafts);
    certificates::judge(cluster, &uses, options.now, drafts);
    bound(drafts);
    keys::judge(cluster, &uses, drafts);
    nobodys::judge(cluster, &uses, drafts);
    bound(drafts);
    around::judge(cluster, drafts);
    bound(drafts);
    plaintext::judge(cluster, drafts);
    bound(drafts);
    silent(cluster, drafts);
    left_out
}

/// Takes out what is concluded from something that is not set, where a process may
/// have set it elsewhere.
fn silent(cluster: &Cluster, drafts: &mut Vec<Draft>) {
    let places = |has_more: bool| -> SortedSet<&Place> {
        let processes = cluster.running.processes.iter();
        let processes = processes.filter(|process| process.container.has_more == has_more);
        let settings = processes.flat_map(|process| process.settings.iter());
        settings.map(|setting| setting.place()).collect()
    };
    let open = places(true);
    if open.is_empty() {
        return;
    }
    let closed = places(false);
    drafts.retain(|draft| {
        let is_open = open.contains(&draft.place) && !closed.contains(&draft.place);
        !(is_open && rule(draft.code).absence)
    });
}
