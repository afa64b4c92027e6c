//! What became of each input: what it was read as, or why it was passed over.
//! The words are rows of `data/inputs.json`.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde::Deserialize;

use super::code::Code;
use super::finding::InputReport;
use crate::language::{Language, Text};
use crate::table;

/// A row of the table: what an input may be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct InputRow {
    id: &'static str,
    is_read: bool,
    says: Text,
    /// Whether what is read of it is Mimir's own.
    #[serde(default)]
    is_own: bool,
    /// Whether it is what a program prints, in which nothing is to be fixed.
    #[serde(default)]
    is_output: bool,
    /// The finding that tells of one that is Mimir's, where not that of all.
    #[serde(default)]
    tells: Option<Code>,
}

fn rows() -> &'static [InputRow] {
    static ROWS: OnceLock<Vec<InputRow>> = OnceLock::new();
    ROWS.get_or_init(|| table::rows(include_str!("../../data/inputs.json")))
}

/// What became of one input, in the making.
#[derive(Debug, Default, Clone)]
pub(super) struct Account {
    pub(super) file: String,
    /// The rows that its documents are of, by their ids.
    ids: BTreeSet<&'static str>,
    /// The programs that its parts belong to, which are none of Mimir's.
    programs: BTreeSet<&'static str>,
    /// The inputs that it was laid over.
    over: Vec<String>,
    /// Whether it looks like Mimir's, and was not read.
    pub(super) is_suspect: bool,
}

impl Account {
    pub(super) fn new(file: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            ids: BTreeSet::new(),
            programs: BTreeSet::new(),
            over: Vec::new(),
            is_suspect: false,
        }
    }

    /// One of its documents is of that row.
    pub(super) fn is(&mut self, id: &'static str) {
        self.ids.insert(id);
    }

    /// It is of that row alone, whatever it seemed to be.
    pub(super) fn becomes(&mut self, id: &'static str) {
        self.ids = BTreeSet::from([id]);
    }

    /// A part of it belongs to a program that is not Mimir.
    pub(super) fn belongs_to(&mut self, program: &'static str) {
        self.programs.insert(program);
    }

    /// It counts together with those inputs, and before them.
    pub(super) fn lies_over(&mut self, over: Vec<String>) {
        self.over = over;
    }

    /// Takes in what another look has found of the same input.
    pub(super) fn merge(&mut self, other: Self) {
        self.ids.extend(other.ids);
        self.programs.extend(other.programs);
        self.is_suspect |= other.is_suspect;
    }

    /// Whether a part of it could not be read, which a finding tells.
    pub(super) fn is_broken(&self) -> bool {
        self.ids.contains("broken")
    }

    /// Whether nothing stands in it.
    pub(super) fn is_empty(&self) -> bool {
        self.ids.contains("empty")
    }

    /// Whether it looks like Mimir's, and nothing has been read or said of it.
    pub(super) fn is_unread_mimir(&self) -> bool {
        self.is_suspect && !self.is_read() && !self.is_broken()
    }

    /// The finding of one that looks like Mimir's, and has not been read.
    pub(super) fn unread(&self) -> Code {
        self.rows().find_map(|row| row.tells).unwrap_or(Code::Mt609)
    }

    /// Whether anything of it was read.
    pub(super) fn is_read(&self) -> bool {
        self.rows().any(|row| row.is_read)
    }

    /// Whether it is what a program prints, in which nothing is to be fixed.
    pub(super) fn is_output(&self) -> bool {
        self.rows().any(|row| row.is_output)
    }

    fn rows(&self) -> impl Iterator<Item = &'static InputRow> + use<'_> {
        rows().iter().filter(|row| self.ids.contains(row.id))
    }

    /// The account in words. What was read is told alone, and beside it the
    /// parts that are other programs'.
    pub(super) fn report(&self, language: Language) -> InputReport {
        let is_read = self.is_read();
        let programs: Vec<&str> = self.programs.iter().copied().collect();
        let programs = programs.join(", ");
        let mut words: Vec<String> = self
            .rows()
            .filter(|row| row.is_read == is_read && (row.id != "foreign" || !programs.is_empty()))
            .map(|row| row.says.of(language).replace("{program}", &programs))
            .collect();
        if !self.over.is_empty() {
            let over = self.over.join(", ");
            words.push(match language {
                Language::English => format!("over {over}"),
                Language::German => format!("über {over}"),
            });
        }
        if is_read && !programs.is_empty() {
            words.push(match language {
                Language::English => format!("without what is of {programs}"),
                Language::German => format!("ohne das, was zu {programs} gehört"),
            });
        }
        InputReport {
            file: self.file.clone(),
            read: is_read,
            own: self.rows().any(|row| row.is_own),
            suspect: !is_read && (self.is_suspect || self.is_broken()),
            words: words.join(", "),
        }
    }
}

/// Whether an input may be that: whether there is a row of that id.
#[cfg(test)]
pub(super) fn is_known(id: &str) -> bool {
    rows().iter().any(|row| row.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids that code names and no row has would be said as nothing.
    #[test]
    fn ids_are_unique_and_rows_say_something() {
        let mut seen = BTreeSet::new();
        for row in rows() {
            assert!(seen.insert(row.id), "{}", row.id);
            assert!(!row.says.en.is_empty() && !row.says.de.is_empty());
        }
    }

    #[test]
    fn what_was_read_is_told_with_what_was_left_out() {
        let mut account = Account::new("all.yaml");
        account.is("kubernetes");
        account.is("idle");
        account.belongs_to("Loki");
        let report = account.report(Language::English);
        assert!(report.read);
        assert_eq!(
            report.words,
            "manifests of Kubernetes, without what is of Loki"
        );
    }
}
