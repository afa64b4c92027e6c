//! The table of rules: `data/findings.json`, from which everything reads.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::code::Code;
use super::finding::{Finding, Place, Severity, Spot};
use super::redact;
use super::wish::Wish;
use crate::catalog::{Field, Surface};
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
    /// Pieces of the texts that are said only where what they name is known, by
    /// the name under which the texts have them.
    #[serde(default)]
    pub parts: BTreeMap<String, Text>,
    /// Where it stands among findings as bad as it.
    #[serde(default)]
    pub rank: Rank,
    /// What two findings have in common that are one.
    #[serde(default)]
    pub alike: Alike,
    /// The faults of a handshake or a start that it accounts for, if any.
    #[serde(default)]
    pub explains: Vec<FaultKind>,
    /// Whether it tells of something that is not set, which says nothing of a
    /// process that takes settings from elsewhere too.
    #[serde(default)]
    pub absence: bool,
    /// Whether it tells of a file as what somebody uses it as, which of one that
    /// nobody uses is a note.
    #[serde(default)]
    pub of_use: bool,
    /// Where to read more.
    pub reference: &'static str,
}

/// Where a finding stands among those that are as bad: causes before what follows
/// from them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rank {
    /// It keeps a process from starting, or a file from being read.
    Start,
    /// What is not the same everywhere, though it should be.
    Difference,
    /// Whatever else is wrong by itself.
    #[default]
    Cause,
    /// A link that fails.
    Link,
}

/// What two findings of one code have in common that are one, with two places.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Alike {
    /// What to do: one fix, to be made in many places.
    #[default]
    Fix,
    /// What is wrong, to the word.
    What,
}

/// The page of one code, as `mimir-tls explain` and the reference print it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Page {
    /// The code, `MT101`.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// Its name in a few words.
    pub title: &'static str,
    /// What is wrong; `{name}` stands for what a check fills in.
    pub what: String,
    /// Why that matters.
    pub why: String,
    /// What to do.
    pub fix: String,
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
    Some(rule(Code::of(code)?).page(language))
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
    for rule in rules().iter().map(|rule| rule.page(Language::English)) {
        out.push_str(&format!(
            "\n## {}\n\n**{}** ({})\n\n{}.\n\n*Why:* {}.\n\n*Fix:* {}.\n\n*Reference:* {}\n",
            rule.code,
            rule.title,
            rule.severity.name(),
            rule.what,
            rule.why,
            rule.fix,
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
    /// The same in German, where it is a text of ours and not a word of theirs.
    german: Option<String>,
    /// Whether the texts may do without it.
    is_offer: bool,
}

/// A finding in the making: a code, a place, and what fills the row's holes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) code: Code,
    pub(super) place: Place,
    pub(super) subject: String,
    /// Who else reads the same place: other components, other surfaces.
    pub(super) also: Vec<String>,
    holes: Vec<Hole>,
    /// What would fix it.
    pub(super) wish: Option<Wish>,
    pub(super) links: Vec<String>,
    /// Options that are not in force by it: the surface, and which of its fields.
    pub(super) lacks: Vec<(&'static Surface, Field)>,
    /// How bad it is at most here.
    pub(super) at_most: Severity,
    /// Other places of the same.
    pub(super) spots: Vec<(Place, Option<Wish>)>,
}

impl Draft {
    pub(super) fn new(code: Code, place: Place, subject: impl Into<String>) -> Self {
        Self {
            code,
            place,
            subject: subject.into(),
            also: Vec::new(),
            holes: Vec::new(),
            wish: None,
            links: Vec::new(),
            lacks: Vec::new(),
            at_most: Severity::Error,
            spots: Vec::new(),
        }
    }

    /// Says that an option is not in force by it, so that a link that fails for
    /// want of that is told here.
    #[must_use]
    pub(super) fn lacking(mut self, surface: &'static Surface, field: Field) -> Self {
        self.lacks.push((surface, field));
        self
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
            german: None,
            is_offer,
        });
        self
    }

    /// Fills the hole `{name}` with a text of ours, in the language of the finding.
    #[must_use]
    pub(super) fn saying(self, name: &'static str, said: impl Fn(Language) -> String) -> Self {
        let mut draft = self.with(name, said(Language::English));
        if let Some(hole) = draft.holes.last_mut() {
            hole.german = Some(said(Language::German));
        }
        draft
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

    /// What would fix it, at its place and at each of its others: all of it
    /// together is the fix.
    pub(super) fn wishes(&self) -> impl Iterator<Item = Option<&Wish>> {
        let others = self.spots.iter().map(|(_, wish)| wish.as_ref());
        std::iter::once(self.wish.as_ref()).chain(others)
    }

    /// Adds what would fix it.
    #[must_use]
    pub(super) fn fixed(mut self, wish: impl Into<Option<Wish>>) -> Self {
        self.wish = wish.into();
        self
    }

    /// Takes in what the same place means for another component, or for another of
    /// its surfaces: what an anchor of YAML's holds is many blocks'.
    pub(super) fn share(&mut self, other: &Self) {
        let (own, own_surface) = parts(&self.subject);
        let (component, surface) = parts(&other.subject);
        let new = [
            (own != component, component),
            (own_surface != surface, surface),
        ];
        for (_, name) in new
            .into_iter()
            .filter(|(is_other, name)| *is_other && !name.is_empty())
        {
            if !self.also.iter().any(|known| known == name) {
                self.also.push(name.to_owned());
            }
        }
    }

    /// The finding, in a language. In a debug build, as tests are, a draft that
    /// does not fit its row's texts ends here.
    pub(super) fn finding(self, language: Language) -> Finding {
        let rule = rule(self.code);
        debug_assert_eq!(self.misfits(rule), Vec::<String>::new());
        let fill = |text: &Text| self.fill_in(rule, text.of(language), language);
        let (what, why, fix) = (fill(&rule.what), fill(&rule.why), fill(&rule.fix));
        Finding {
            code: rule.code,
            severity: rule.severity.max(self.at_most),
            title: rule.title.of(language),
            what,
            why,
            fix,
            reference: rule.reference,
            place: self.place,
            subject: self.subject,
            also: self.also,
            edit: None,
            is_whole_fix: false,
            links: self.links,
            spots: self
                .spots
                .into_iter()
                .map(|(place, _)| Spot::at(place))
                .collect(),
            excerpt: None,
        }
    }

    /// A text of the row with its holes filled. A part is said if all that it
    /// names is known.
    fn fill_in(&self, rule: &Rule, text: &str, language: Language) -> String {
        let fill = |piece: Piece<'_>| match piece {
            Piece::Words(words) => words.to_owned(),
            Piece::Hole(name) => match (self.value(name, language), rule.parts.get(name)) {
                (Some(value), _) => redact::value(value),
                (None, Some(part)) if self.knows(part) => {
                    self.fill_in(rule, part.of(language), language)
                }
                (None, Some(_)) => String::new(),
                (None, None) => format!("{{{name}}}"),
            },
        };
        pieces(text).into_iter().map(fill).collect()
    }

    /// Whether all that a part names is known.
    fn knows(&self, part: &Text) -> bool {
        holes_in([part])
            .iter()
            .all(|name| self.value(name, Language::English).is_some())
    }

    /// What fills a hole in a language, if anything does.
    fn value(&self, name: &str, language: Language) -> Option<&str> {
        if name == "subject" {
            return Some(&self.subject);
        }
        let hole = self.holes.iter().find(|hole| hole.name == name)?;
        let german = (hole.german.as_deref()).filter(|_| language == Language::German);
        Some(german.unwrap_or(&hole.value))
    }

    /// Where a draft and its row's texts, in every language, do not fit: holes
    /// that nothing fills, and what fills a hole that no text has.
    fn misfits(&self, rule: &Rule) -> Vec<String> {
        let code = self.code;
        let asked = rule.holes();
        let needed = holes_in([&rule.title, &rule.what, &rule.why, &rule.fix]);
        let open = needed
            .into_iter()
            .filter(|name| {
                self.value(name, Language::English).is_none() && !rule.parts.contains_key(*name)
            })
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
    /// Its page, with every part said.
    fn page(&'static self, language: Language) -> Page {
        let either = match language {
            Language::English => ", or: ",
            Language::German => ", oder: ",
        };
        let whole = |text: &Text| {
            let mut said = String::new();
            for piece in pieces(text.of(language)) {
                match piece {
                    Piece::Words(words) => said.push_str(words),
                    Piece::Hole(name) => match self.parts.get(name) {
                        Some(part) => {
                            let part = part.of(language);
                            // Of parts that go on with nothing, one alone is said.
                            let begins =
                                part.starts_with(|it: char| it.is_alphabetic() || it == '`');
                            if begins && said.ends_with(|it: char| !it.is_whitespace()) {
                                said.push_str(either);
                            }
                            said.push_str(part);
                        }
                        None => said.push_str(&format!("{{{name}}}")),
                    },
                }
            }
            said
        };
        Page {
            code: self.code,
            severity: self.severity,
            title: self.title.of(language),
            what: whole(&self.what),
            why: whole(&self.why),
            fix: whole(&self.fix),
            reference: self.reference,
        }
    }

    /// The names of the holes in its texts, in every language.
    fn holes(&self) -> BTreeSet<&str> {
        let texts = [&self.title, &self.what, &self.why, &self.fix];
        holes_in(texts.into_iter().chain(self.parts.values()))
    }
}

/// The names of the holes in texts, in every language.
fn holes_in<'a>(texts: impl IntoIterator<Item = &'a Text>) -> BTreeSet<&'a str> {
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

/// The component and the surface of a subject such as `querier, HTTP server`.
fn parts(subject: &str) -> (&str, &str) {
    subject.split_once(", ").unwrap_or((subject, ""))
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
    fn a_rule_has_the_same_holes_in_every_language_and_each_its_own_name() {
        let holes = |text: &str| -> BTreeSet<String> {
            let holes = pieces(text).into_iter().filter_map(|piece| match piece {
                Piece::Hole(name) => Some(name.to_owned()),
                Piece::Words(_) => None,
            });
            holes.collect()
        };
        for rule in rules() {
            let texts = [&rule.what, &rule.why, &rule.fix];
            for text in texts.into_iter().chain(rule.parts.values()) {
                assert_eq!(holes(&text.en), holes(&text.de), "{}", rule.code);
            }
            let title = format!("{}{}", rule.title.en, rule.title.de);
            assert_eq!(holes(&title), BTreeSet::new(), "{}", rule.code);
            for (name, part) in &rule.parts {
                // What fills the hole would be said in place of the part.
                assert!(!holes(&part.en).contains(name), "{}: {name}", rule.code);
            }
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
    fn a_part_is_said_only_where_what_it_names_is_known() {
        let draft = |draft: Draft| draft.with("release", "3.1.0").finding(Language::English);
        let bare = || Draft::new(Code::Mt117, Place::default(), "ring.stroe");
        let (far, near) = (
            draft(bare()),
            draft(bare().offering("near", "`ring.store`")),
        );
        assert_eq!(far.what, "Mimir 3.1.0 has no option `ring.stroe`");
        assert_eq!(
            near.what,
            format!("{}; the nearest is `ring.store`", far.what)
        );
        assert_eq!(far.fix, "leave it out");
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
