//! The true cause, where there is a configuration: what a check of it found.

use super::dialler::named;
use super::report::{Confirmed, Found, LogReport};
use crate::doctor::{CheckReport, Code, Finding, Place, Severity, rules};
use crate::prove::FaultKind;

/// How many findings are told of one error.
const MOST: usize = 5;

/// A longer list of all that may dial says nothing of who did.
const FEW: usize = 2;

impl LogReport {
    /// Picks the causes that are true of a configuration, by what a check of it
    /// found. Where it found one, the other causes go; where it found none, those
    /// that it would have found go last.
    pub fn confirm(&mut self, checked: &CheckReport) {
        for found in &mut self.found {
            found.confirm(&checked.findings);
        }
    }
}

impl Found {
    fn confirm(&mut self, findings: &[Finding]) {
        let is_fault = |finding: &&Finding| finding.severity != Severity::Note;
        let named = |finding: &&Finding| {
            let causes = self.causes.iter().flat_map(|cause| cause.findings);
            causes.into_iter().any(|code| code == finding.code.as_str())
        };
        let mut true_here: Vec<&Finding> = findings.iter().filter(is_fault).filter(named).collect();
        if true_here.is_empty() {
            let explain = |finding: &&Finding| explains(finding.code, self.faults);
            true_here = findings.iter().filter(is_fault).filter(explain).collect();
        }
        let nearest = true_here.iter().map(|it| self.nearness(it)).max();
        true_here.retain(|it| Some(self.nearness(it)) == nearest);
        let has = |codes: &[String]| {
            let mut codes = codes.iter();
            codes.any(|code| true_here.iter().any(|it| it.code.as_str() == code))
        };
        if self.causes.iter().any(|cause| has(cause.findings)) {
            self.causes.retain(|cause| has(cause.findings));
        } else {
            self.causes.sort_by_key(|cause| !cause.findings.is_empty());
        }
        let told = true_here.into_iter().take(MOST).map(|finding| {
            let (place, what) = self.spot(finding);
            Confirmed {
                code: finding.code,
                file: place.file.clone(),
                line: place.line,
                what: what.to_owned(),
                fix: finding.fix.clone(),
            }
        });
        let told = told.collect();
        self.confirmed = told;
    }

    /// Where, of the places at which a finding is true, it is so of a link on which
    /// the error was seen; else the first.
    fn spot<'f>(&self, finding: &'f Finding) -> (&'f Place, &'f str) {
        let first = (&finding.place, finding.what.as_str());
        let others = finding.spots.iter().map(|spot| {
            let what = spot.what.as_deref();
            (&spot.place, what.unwrap_or(&finding.what))
        });
        let nearness = |(place, what): &(&Place, &str)| {
            let file = place.file.rsplit(['/', '\\']).next().and_then(named);
            let links = self.links.iter().map(|link| {
                let dials =
                    |name: &str| link.from.len() <= FEW && link.from.iter().any(|it| it == name);
                let ends = link
                    .from
                    .iter()
                    .chain(&link.to)
                    .filter(|name| has_word(what, name));
                ends.count() + usize::from(file.is_some_and(dials))
            });
            links.max().unwrap_or_default()
        };
        // Of places that are as near, the first.
        let nearest = others.fold((nearness(&first), first), |best, other| {
            let near = nearness(&other);
            if near > best.0 { (near, other) } else { best }
        });
        nearest.1
    }

    /// How much of a link on which the error was seen a finding speaks of: who
    /// dials, who is dialled, and over which surface.
    fn nearness(&self, finding: &Finding) -> usize {
        let texts = [&finding.subject, &finding.what, &finding.fix];
        let says = |name: &str| {
            let all = texts.into_iter().chain(&finding.links);
            all.into_iter().any(|text| has_word(text, name))
        };
        let ends = |names: &[String]| names.len() <= FEW && names.iter().any(|name| says(name));
        let links = self.links.iter().map(|link| {
            let surface = link.surface.is_some_and(says);
            usize::from(ends(&link.from)) + usize::from(ends(&link.to)) + usize::from(surface)
        });
        links.max().unwrap_or_default()
    }
}

fn explains(code: Code, faults: &[FaultKind]) -> bool {
    let rule = rules().iter().find(|rule| rule.code == code);
    rule.is_some_and(|rule| rule.explains.iter().any(|fault| faults.contains(fault)))
}

fn has_word(text: &str, name: &str) -> bool {
    let is_of_it = |letter: char| letter.is_alphanumeric() || letter == '-';
    text.split(|letter| !is_of_it(letter))
        .any(|word| word == name)
}
