//! The rules, one file a group of codes.

mod around;
mod certificates;
mod clients;
mod keys;
mod listeners;
mod options;
mod uses;

use super::Options;
use super::cluster::Cluster;
use super::rules::Draft;

/// Runs every rule over the cluster.
pub(super) fn judge(cluster: &Cluster, options: &Options, drafts: &mut Vec<Draft>) {
    options::judge(cluster, drafts);
    listeners::judge(cluster, drafts);
    clients::judge(cluster, drafts);
    let uses = uses::Uses::of(cluster);
    certificates::judge(cluster, &uses, options.now, drafts);
    keys::judge(cluster, &uses, drafts);
    around::judge(cluster, drafts);
}
