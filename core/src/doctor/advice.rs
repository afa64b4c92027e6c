//! A proof that does not hold, with the fixes of the findings that tell why.

use super::finding::{CheckReport, Finding, LinkCheck, LinkVerdict};
use crate::proof::{LinkReport, Proof, Verdict};

impl CheckReport {
    /// Gives each failed link of a proof the fix of the finding that tells it here,
    /// where both are of one cluster: what `check` says of a folder, `prove` says.
    pub fn advise(&self, proof: &mut Proof) {
        let failed = |link: &&mut LinkReport| link.verdict == Verdict::Failed;
        for link in proof.links.iter_mut().filter(failed) {
            if let Some(finding) = self.finding_like(link) {
                link.fix = Some(finding.fix.clone());
            }
        }
    }

    /// The finding of that link, or of one that fails in the same words, best over
    /// the same surface: the two may name processes in other ways, and not every
    /// link of a plan is to be seen in what is checked.
    fn finding_like(&self, link: &LinkReport) -> Option<&Finding> {
        let says = |words: &Option<String>, said: &str| words.as_deref().unwrap_or("ok") == said;
        let failed = self
            .links
            .iter()
            .filter(|it| it.verdict == LinkVerdict::Failed);
        let likeness = |it: &LinkCheck| {
            let is_over = it.surface == link.surface;
            let is_between = it.from == link.from && it.to == link.to;
            let says_so = says(&it.client, &link.client) && says(&it.server, &link.server);
            (is_over && is_between || says_so).then_some((is_between, is_over))
        };
        let best = failed
            .filter_map(|it| Some((likeness(it)?, it)))
            .max_by_key(|(likeness, _)| *likeness);
        self.finding_of(best?.1)
    }
}
