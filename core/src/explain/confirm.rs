//! The true cause, where there is a configuration: what a check of it found.

use super::report::{Confirmed, Found, LogReport};
use crate::doctor::{CheckReport, Code, Finding, Severity, rules};
use crate::prove::FaultKind;

/// How many findings are told of one error.
const MOST: usize = 5;

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
        let on_a_link = |finding: &&&Finding| self.is_on_a_link(finding);
        if true_here.iter().any(|it| on_a_link(&it)) {
            true_here.retain(|it| on_a_link(&it));
        }
        let has = |codes: &[String]| {
            let mut codes = codes.iter();
            codes.any(|code| true_here.iter().any(|it| it.code.as_str() == code))
        };
        if self.causes.iter().any(|cause| has(cause.findings)) {
            self.causes.retain(|cause| has(cause.findings));
        } else {
            self.causes.sort_by_key(|cause| !cause.findings.is_empty());
        }
        let told = true_here.into_iter().take(MOST).map(|finding| Confirmed {
            code: finding.code,
            file: finding.place.file.clone(),
            line: finding.place.line,
            what: finding.what.clone(),
            fix: finding.fix.clone(),
        });
        self.confirmed = told.collect();
    }

    /// Whether a finding speaks of who dials, or of who is dialled, here.
    fn is_on_a_link(&self, finding: &Finding) -> bool {
        let texts = [&finding.subject, &finding.what];
        let says = |name: &str| {
            texts
                .into_iter()
                .chain(&finding.links)
                .any(|text| has_word(text, name))
        };
        // A list of all that may dial says nothing of who did.
        const FEW: usize = 2;
        self.links.iter().any(|link| {
            let few = [&link.from, &link.to].into_iter();
            let mut ends = few.filter(|names| names.len() <= FEW).flatten();
            ends.any(|name| says(name)) || link.surface.is_some_and(says)
        })
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
