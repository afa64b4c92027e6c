//! One look of the doctor at all that was handed over: what is there, and what
//! is wrong with it, before it is put into words.

use std::collections::BTreeMap;

use super::alike;
use super::cluster::Cluster;
use super::finding::{LinkCheck, ProcessReport};
use super::handed::Looked;
use super::input::Trouble;
use super::judge;
use super::links;
use super::options::Options;
use super::rules::Draft;
use crate::cluster::{Handshake, HandshakeId};
use crate::prove::Verdict;
use crate::sorted::SortedMap;

/// What came of handshakes that were made already.
pub(super) type Verdicts = SortedMap<HandshakeId, Verdict>;

/// A cluster, and what is wrong with it.
pub(super) struct Examined {
    pub(super) cluster: Cluster,
    pub(super) drafts: Vec<Draft>,
    pub(super) left_out: usize,
    pub(super) components: Vec<ProcessReport>,
    pub(super) links: Vec<LinkCheck>,
    /// What came of its handshakes; of nothing to be fixed, nothing is kept.
    pub(super) verdicts: Verdicts,
}

impl Examined {
    /// Looks at the inputs. `run` makes the handshakes.
    pub(super) fn of(
        inputs: impl IntoIterator<Item = impl Into<Looked>>,
        options: &Options,
        run: impl FnOnce(&[Handshake]) -> Vec<Verdict>,
    ) -> Self {
        Self::made_of(Cluster::read(inputs, options), options, run)
    }

    fn made_of(
        (cluster, mut drafts): (Cluster, Vec<Draft>),
        options: &Options,
        run: impl FnOnce(&[Handshake]) -> Vec<Verdict>,
    ) -> Self {
        let is_meant = |path: &str| cluster.means(path);
        let troubles = options.troubles.iter().cloned();
        drafts.extend(troubles.map(|it: Trouble| it.draft(is_meant)));
        let mut left_out = judge::judge(&cluster, options, &mut drafts);
        let groups = links::groups(&cluster);
        let processes: Vec<_> = groups.iter().map(|group| group.process).collect();
        let made = links::Links::of(&cluster, &processes, options.now);
        let verdicts = run(made.cases());
        let links = made.conclude(&verdicts, &mut drafts);
        alike::told_better(&mut drafts);
        left_out += alike::few(&mut drafts);
        let is_fixable = drafts
            .iter()
            .any(|draft| draft.wishes().any(|it| it.is_some()));
        let ids = made.cases().iter().map(|case| *case.id());
        let known = ids.zip(verdicts).filter(|_| is_fixable).collect();
        let components = links::processes(&groups);
        Self {
            drafts,
            left_out,
            components,
            links,
            verdicts: known,
            cluster,
        }
    }

    /// The same after a change of some texts, by their paths: what was proven
    /// before is not proven again.
    pub(super) fn with(
        &self,
        texts: &BTreeMap<String, String>,
        options: &Options,
        known: &Verdicts,
    ) -> Self {
        // What names the release may be what was not kept.
        let options = &Options {
            release: Some(self.cluster.running.release),
            ..options.clone()
        };
        let (inputs, asked) = (self.cluster.inputs(texts), self.cluster.known.clone());
        let read = Cluster::read_knowing(inputs, options, Some(asked));
        Self::made_of(read, options, |cases| {
            let verdict = |case: &Handshake| known.get(case.id()).cloned();
            let cases = cases.iter();
            cases
                .map(|case| verdict(case).unwrap_or_else(|| case.run()))
                .collect()
        })
    }
}
