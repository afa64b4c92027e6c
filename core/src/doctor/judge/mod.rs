//! The rules, one file a group of codes.

mod around;
mod certificates;
mod clients;
mod keys;
mod listeners;
mod options;
mod uses;

use super::cluster::Cluster;
use super::rules::Draft;
use super::{Options, few, once};

/// Runs every rule over the cluster. Says how many findings it left out because
/// there were too many alike.
pub(super) fn judge(cluster: &Cluster, options: &Options, drafts: &mut Vec<Draft>) -> usize {
    let uses = uses::Uses::of(cluster);
    let groups: [&dyn Fn(&mut Vec<Draft>); 6] = [
        &|drafts| options::judge(cluster, drafts),
        &|drafts| listeners::judge(cluster, drafts),
        &|drafts| clients::judge(cluster, drafts),
        &|drafts| certificates::judge(cluster, &uses, options.now, drafts),
        &|drafts| keys::judge(cluster, &uses, drafts),
        &|drafts| around::judge(cluster, drafts),
    ];
    let mut left_out = 0;
    for group in groups {
        group(drafts);
        once(drafts);
        left_out += few(drafts);
    }
    left_out
}
