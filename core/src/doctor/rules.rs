//! The table of rules: `data/findings.json`, from which everything reads.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::finding::{Edit, Finding, Place, Severity};
use crate::language::{Language, Text};
use crate::prove::FaultKind;
use crate::table;

/// One rule: a row of the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its stable code, `MT101`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Its name in a few words.
    pub title: Text,
    /// What is wrong; `{name}` is filled with what was found.
    pub what: Text,
    /// Why that matters.
    pub why: Text,
    /// What to do.
    pub fix: Text,
    /// The faults of a handshake or a start that it accounts for, if any.
    #[serde(default)]
    pub explains: Vec<FaultKind>,
    /// Where to read more.
    pub reference: &'static str,
}

/// The page of one code, as `mimir-tls explain` and the reference print it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    /// The code, `MT101`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Its name in a few words.
    pub title: &'static str,
    /// What is wrong; `{name}` stands for what a check fills in.
    pub what: &'static str,
    /// Why that matters.
    pub why: &'static str,
    /// What to do.
    pub fix: &'static str,
    /// Where to read more.
    pub reference: &'static str,
}

/// Every rule, by code.
pub fn rules() -> &'static [Rule] {
    static RULES: OnceLock<Vec<Rule>> = OnceLock::new();
    RULES.get_or_init(|| table::rows(include_str!("../../data/findings.json")))
}

/// The rule of a code.
pub(super) fn rule(code: &str) -> Option<&'static Rule> {
    let place = rules().binary_search_by(|rule| rule.code.cmp(code)).ok()?;
    rules().get(place)
}

/// The page of a code, upper or lower case; none if there is no such code.
pub fn reference(code: &str, language: Language) -> Option<Page> {
    let rule = rule(&code.to_ascii_uppercase())?;
    Some(Page {
        code: rule.code,
        severity: rule.severity,
        title: rule.title.of(language),
        what: rule.what.of(language),
        why: rule.why.of(language),
        fix: rule.fix.of(language),
        reference: rule.reference,
    })
}

/// The reference of all codes, Markdown: `core/data/FINDINGS.md`.
pub fn reference_markdown() -> String {
    let mut out = String::from(
        "# Findings of `mimir-tls check`\n\nMade from `findings.json` by `UPDATE=1 cargo test --test it check`; do not edit.\n\n\
         | code | severity | finding |\n|---|---|---|\n",
    );
    for rule in rules() {
        let (code, severity, title) = (rule.code, rule.severity.name(), &rule.title.en);
        out.push_str(&format!(
            "| [{code}](#{}) | {severity} | {title} |\n",
            code.to_ascii_lowercase()
        ));
    }
    for rule in rules() {
        out.push_str(&format!(
            "\n## {}\n\n**{}** ({})\n\n{}.\n\n*Why:* {}.\n\n*Fix:* {}.\n\n*Reference:* {}\n",
            rule.code,
            rule.title.en,
            rule.severity.name(),
            rule.what.en,
            rule.why.en,
            rule.fix.en,
            rule.reference
        ));
    }
    out
}

/// A finding in the making: a code, a place, and what fills the row's holes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) code: &'static str,
    pub(super) place: Place,
    pub(super) subject: String,
    /// Who else reads the same place.
    pub(super) also: Vec<String>,
    holes: Vec<(&'static str, String)>,
    pub(super) edit: Option<Edit>,
    pub(super) links: Vec<String>,
}

impl Draft {
    pub(super) fn new(code: &'static str, place: Place, subject: impl Into<String>) -> Self {
        Self {
            code,
            place,
            subject: subject.into(),
            also: Vec::new(),
            holes: Vec::new(),
            edit: None,
            links: Vec::new(),
        }
    }

    /// Fills the hole `{name}` of the row's texts.
    #[must_use]
    pub(super) fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.holes.push((name, value.to_string()));
        self
    }

    /// Adds to what fills the hole `{name}`, which stands between backticks.
    pub(super) fn widen(&mut self, name: &str, value: &str) {
        let hole = self.holes.iter_mut().find(|(hole, _)| *hole == name);
        if let Some((_, filled)) = hole
            && !filled.split("`, `").any(|known| known == value)
        {
            *filled = format!("{filled}`, `{value}");
        }
    }

    /// Adds the mend.
    #[must_use]
    pub(super) fn mended(mut self, edit: Option<Edit>) -> Self {
        self.edit = edit;
        self
    }

    /// Takes in what the same place means for another component.
    pub(super) fn share(&mut self, other: &Self) {
        let (own, theirs) = (component(&self.subject), component(&other.subject));
        if own != theirs && !self.also.iter().any(|known| known == theirs) {
            self.also.push(theirs.to_owned());
        }
    }

    /// The finding, in a language. None for a code without a row, which the
    /// tests do not let pass.
    pub(super) fn finding(self, language: Language) -> Option<Finding> {
        let rule = rule(self.code)?;
        let fill = |text: &Text| {
            let mut filled = text.of(language).replace("{subject}", &self.subject);
            for (name, value) in &self.holes {
                filled = filled.replace(&format!("{{{name}}}"), value);
            }
            filled
        };
        Some(Finding {
            code: rule.code,
            severity: rule.severity,
            title: rule.title.of(language),
            what: fill(&rule.what),
            why: fill(&rule.why),
            fix: fill(&rule.fix),
            reference: rule.reference,
            place: self.place,
            subject: self.subject,
            also: self.also,
            edit: self.edit,
            links: self.links,
            excerpt: None,
        })
    }
}

/// The component of a subject such as `querier, HTTP server`.
fn component(subject: &str) -> &str {
    subject.split_once(", ").map_or(subject, |(name, _)| name)
}
