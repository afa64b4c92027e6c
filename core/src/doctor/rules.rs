//! The table of rules: `data/findings.json`, from which everything reads.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::code::Code;
use super::finding::{Edit, Finding, Place, Severity};
use super::redact;
use crate::language::{Language, Text};
use crate::prove::FaultKind;
use crate::table;

/// One rule: a row of the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its stable code, `MT101`.
    pub code: Code,
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
    pub code: Code,
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
    RULES.get_or_init(|| {
        let rules: Vec<Rule> = table::rows(include_str!("../../data/findings.json"));
        // A fault of this package, at which every test stops that asks for a rule.
        let codes = rules.iter().map(|rule| &rule.code);
        assert!(
            codes.eq(Code::ALL),
            "a code has no row in findings.json, or its row stands out of order"
        );
        rules
    })
}

/// The rule of a code. Every code has one, in the order of the codes.
pub(super) fn rule(code: Code) -> &'static Rule {
    &rules()[code as usize]
}

/// The page of a code, upper or lower case; none if there is no such code.
pub fn reference(code: &str, language: Language) -> Option<Page> {
    let rule = rule(Code::of(code)?);
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
            code.as_str().to_ascii_lowercase()
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

/// What fills the hole `{name}` of a row's texts.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Hole {
    name: &'static str,
    value: String,
    /// Whether the texts may do without it.
    is_offer: bool,
}

/// A finding in the making: a code, a place, and what fills the row's holes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) code: Code,
    pub(super) place: Place,
    pub(super) subject: String,
    /// Who else reads the same place.
    pub(super) also: Vec<String>,
    holes: Vec<Hole>,
    pub(super) edit: Option<Edit>,
    pub(super) links: Vec<String>,
}

impl Draft {
    pub(super) fn new(code: Code, place: Place, subject: impl Into<String>) -> Self {
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

    /// Fills the hole `{name}` of the row's texts, which have it.
    #[must_use]
    pub(super) fn with(self, name: &'static str, value: impl fmt::Display) -> Self {
        self.fill(name, value, false)
    }

    /// Fills the hole `{name}` where the row's texts have it: for what is known of
    /// several codes, of which some do not tell it.
    #[must_use]
    pub(super) fn offering(self, name: &'static str, value: impl fmt::Display) -> Self {
        self.fill(name, value, true)
    }

    fn fill(mut self, name: &'static str, value: impl fmt::Display, is_offer: bool) -> Self {
        self.holes.push(Hole {
            name,
            value: value.to_string(),
            is_offer,
        });
        self
    }

    /// Adds to what fills the hole `{name}`, which stands between backticks.
    pub(super) fn widen(&mut self, name: &str, value: &str) {
        let hole = self.holes.iter_mut().find(|hole| hole.name == name);
        if let Some(Hole { value: filled, .. }) = hole
            && !filled.split("`, `").any(|known| known == value)
        {
            *filled = format!("{filled}`, `{value}");
        }
    }

    /// Adds the fix.
    #[must_use]
    pub(super) fn fixed(mut self, edit: Option<Edit>) -> Self {
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

    /// The finding, in a language. In a debug build, as tests are, a draft that
    /// does not fit its row's texts ends here.
    pub(super) fn finding(self, language: Language) -> Finding {
        let rule = rule(self.code);
        debug_assert_eq!(self.misfits(rule), Vec::<String>::new());
        let fill = |text: &Text| -> String {
            let pieces = pieces(text.of(language)).into_iter();
            pieces
                .map(|piece| match piece {
                    Piece::Words(words) => words.to_owned(),
                    Piece::Hole(name) => match self.value(name) {
                        Some(value) => redact::value(value),
                        None => format!("{{{name}}}"),
                    },
                })
                .collect()
        };
        Finding {
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
        }
    }

    /// What fills a hole, if anything does.
    fn value(&self, name: &str) -> Option<&str> {
        if name == "subject" {
            return Some(&self.subject);
        }
        let hole = self.holes.iter().find(|hole| hole.name == name)?;
        Some(&hole.value)
    }

    /// Where a draft and its row's texts, in every language, do not fit: holes
    /// that nothing fills, and what fills a hole that no text has.
    fn misfits(&self, rule: &Rule) -> Vec<String> {
        let code = self.code;
        let asked = rule.holes();
        let open = (asked.iter().filter(|name| self.value(name).is_none()))
            .map(|name| format!("{code}: nothing fills {{{name}}}"));
        let idle = (self.holes.iter())
            .filter(|hole| match hole.is_offer {
                true => rules().iter().all(|it| !it.holes().contains(hole.name)),
                false => !asked.contains(hole.name),
            })
            .map(|hole| format!("{code}: no text has {{{}}}", hole.name));
        open.chain(idle).collect()
    }
}

impl Rule {
    /// The names of the holes in its texts, in every language.
    fn holes(&self) -> BTreeSet<&str> {
        let texts = [&self.title, &self.what, &self.why, &self.fix];
        let pieces = texts
            .into_iter()
            .flat_map(|text| [&text.en, &text.de])
            .flat_map(|text| pieces(text));
        pieces
            .filter_map(|piece| match piece {
                Piece::Hole(name) => Some(name),
                Piece::Words(_) => None,
            })
            .collect()
    }
}

/// A piece of a row's text.
enum Piece<'a> {
    /// What is said as it stands.
    Words(&'a str),
    /// A hole, by its name.
    Hole(&'a str),
}

/// A text in its pieces. Braces around anything but a name of small letters, as
/// in `${NAME:default}`, are words.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        let name = behind.split_once('}').filter(|(name, _)| {
            !name.is_empty() && name.bytes().all(|letter| letter.is_ascii_lowercase())
        });
        pieces.push(Piece::Words(before));
        rest = match name {
            Some((name, after)) => {
                pieces.push(Piece::Hole(name));
                after
            }
            None => {
                pieces.push(Piece::Words("{"));
                behind
            }
        };
    }
    pieces.push(Piece::Words(rest));
    pieces
}

/// The component of a subject such as `querier, HTTP server`.
fn component(subject: &str) -> &str {
    subject.split_once(", ").map_or(subject, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_row_and_every_row_its_code() {
        for code in Code::ALL {
            assert_eq!(rule(*code).code, *code);
        }
        assert_eq!(rules().len(), Code::ALL.len());
    }

    #[test]
    fn a_rule_has_the_same_holes_in_every_language_and_none_in_its_title() {
        let holes = |text: &str| -> BTreeSet<String> {
            let holes = pieces(text).into_iter().filter_map(|piece| match piece {
                Piece::Hole(name) => Some(name.to_owned()),
                Piece::Words(_) => None,
            });
            holes.collect()
        };
        for rule in rules() {
            for text in [&rule.what, &rule.why, &rule.fix] {
                assert_eq!(holes(&text.en), holes(&text.de), "{}", rule.code);
            }
            let title = format!("{}{}", rule.title.en, rule.title.de);
            assert_eq!(holes(&title), BTreeSet::new(), "{}", rule.code);
        }
    }

    fn draft() -> Draft {
        Draft::new(Code::Mt101, Place::default(), "ingester")
    }

    #[test]
    fn a_draft_that_fits_says_what_it_was_given_as_it_stands() {
        let draft = draft()
            .with("component", "{listener}")
            .with("listener", "gRPC server")
            .offering("surface", "ingester-client");
        let what = draft.finding(Language::English).what;
        assert!(
            what.starts_with("the gRPC server of {listener} has"),
            "{what}"
        );
    }

    #[test]
    fn a_hole_that_is_left_open_or_misspelt_is_told() {
        let misspelt = draft()
            .with("component", "ingester")
            .with("listner", "gRPC server")
            .offering("surfaec", "ingester-client");
        assert_eq!(
            misspelt.misfits(rule(Code::Mt101)),
            [
                "MT101: nothing fills {listener}",
                "MT101: no text has {listner}",
                "MT101: no text has {surfaec}",
            ]
        );
    }
}
