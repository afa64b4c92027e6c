//! The rules, one file a group of codes.

mod around;
mod certificates;
mod clients;
mod keys;
mod listeners;
mod options;
mod uses;

use super::alike::{few, once};
use super::cluster::Cluster;
use super::options::Options;
use super::rules::Draft;

/// Runs every rule over the cluster. Says how many findings it left out because
/// there were too many alike.
pub(super) fn judge(cluster: &Cluster, options: &Options, drafts: &mut Vec<Draft>) -> usize {
    let uses = uses::Uses::of(cluster);
    let mut left_out = 0;
    let mut bound = |drafts: &mut Vec<Draft>| {
        once(drafts);
        left_out += few(drafts);
    };
    options::judge(cluster, drafts, &mut bound);
    bound(drafts);
    listeners::judge(cluster, drafts);
    bound(drafts);
    clients::judge(cluster, drafts);
    bound(drafts);
    certificates::judge(cluster, &uses, options.now, drafts);
    bound(drafts);
    keys::judge(cluster, &uses, drafts);
    bound(drafts);
    around::judge(cluster, drafts);
    bound(drafts);
    left_out
}
