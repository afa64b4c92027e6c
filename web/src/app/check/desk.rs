//! What lies on the desk: the files that somebody brought, and what came of
//! them; no Yew, no browser.

use std::rc::Rc;

use crate::view::{Checked, Finding};

/// The most that is taken in, in bytes.
pub const ROOM: usize = 20_000_000;

/// What a folder that mimir-tls made has, and nobody else's.
const PLAN: &str = "plan.yaml";
const CERTIFICATES: &str = "certs/";

/// What a text that was pasted is called. Without an ending, what it is shows in
/// what it says.
const PASTED: &str = "pasted";

/// A file that somebody brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Its name, unlike every other's.
    pub name: String,
    /// All of it.
    pub bytes: Rc<[u8]>,
    /// The same, where it is text.
    pub text: Option<Rc<str>>,
}

/// Why a file was not taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// With it there would be more than [`ROOM`]: its name and size.
    Room(String, usize),
    /// The browser could not open it.
    Unreadable(String),
}

/// The files, what came of them, and what is looked at.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Desk {
    /// The files, in the order in which they came.
    pub sheets: Vec<Sheet>,
    /// Which of them is looked at.
    pub open: usize,
    /// The line that was gone to last.
    pub line: Option<usize>,
    /// The release to hold against, where one was chosen.
    pub release: Option<String>,
    /// The mode, where one was chosen.
    pub mode: Option<String>,
    /// What came of the last check.
    pub checked: Option<Rc<Checked>>,
    /// Counts what is to be checked, so that an older answer can be told.
    pub generation: u64,
    /// Whether an answer is to come.
    pub waiting: bool,
    /// What was not taken in.
    pub refused: Option<Refused>,
    /// Why nothing came of the check, in the worker's words.
    pub failed: Option<String>,
}

impl Desk {
    /// How much lies there, in bytes.
    pub fn size(&self) -> usize {
        self.sheets.iter().map(|sheet| sheet.bytes.len()).sum()
    }

    /// The file that is looked at.
    pub fn sheet(&self) -> Option<&Sheet> {
        self.sheets.get(self.open)
    }

    /// Takes in a file; one of the same name gives way to it.
    pub fn bring(&mut self, name: &str, bytes: Vec<u8>) {
        let name = if name.is_empty() { PASTED } else { name };
        let there = self.sheets.iter().position(|sheet| sheet.name == name);
        let gone = there.and_then(|index| self.sheets.get(index));
        let rest = self.size() - gone.map_or(0, |sheet| sheet.bytes.len());
        if rest + bytes.len() > ROOM {
            self.refused = Some(Refused::Room(name.to_owned(), bytes.len()));
            return;
        }
        let sheet = Sheet {
            name: name.to_owned(),
            text: std::str::from_utf8(&bytes).ok().map(Rc::from),
            bytes: Rc::from(bytes),
        };
        match there.and_then(|index| self.sheets.get_mut(index)) {
            Some(old) => *old = sheet,
            None => self.sheets.push(sheet),
        }
        self.open = there.unwrap_or(self.sheets.len() - 1);
        self.refused = None;
        self.changed();
    }

    /// Takes in a text that was pasted, beside earlier ones.
    pub fn paste(&mut self, text: &str) {
        let taken = |name: &str| self.sheets.iter().any(|sheet| sheet.name == name);
        let mut name = PASTED.to_owned();
        let mut number = 2;
        while taken(&name) {
            name = format!("{PASTED}-{number}");
            number += 1;
        }
        self.bring(&name, text.as_bytes().to_vec());
    }

    /// Takes a file away.
    pub fn remove(&mut self, index: usize) {
        if index < self.sheets.len() {
            self.sheets.remove(index);
            self.open = self.open.min(self.sheets.len().saturating_sub(1));
            self.changed();
        }
    }

    /// Takes all away, and what came of it.
    pub fn clear(&mut self) {
        *self = Self {
            generation: self.generation + 1,
            release: self.release.take(),
            mode: self.mode.take(),
            ..Self::default()
        };
    }

    /// Goes to where a finding is.
    pub fn go(&mut self, file: &str, line: usize) {
        if let Some(index) = self.sheets.iter().position(|sheet| sheet.name == file) {
            self.open = index;
            self.line = (line > 0).then_some(line);
        }
    }

    /// The worker's answer to a generation; one to an older is dropped.
    pub fn answered(&mut self, generation: u64, answer: Result<Checked, String>) {
        if generation != self.generation {
            return;
        }
        self.waiting = false;
        match answer {
            Ok(checked) => {
                self.checked = Some(Rc::new(checked));
                self.failed = None;
            }
            Err(why) => self.failed = Some(why),
        }
    }

    /// Something is to be checked again.
    pub fn changed(&mut self) {
        self.generation += 1;
        self.line = None;
        self.failed = None;
        self.waiting = !self.sheets.is_empty();
        if self.sheets.is_empty() {
            self.checked = None;
        }
    }

    /// The files of a folder that mimir-tls made, where a whole one lies here: what
    /// stands beside its plan, and below.
    pub fn folder(&self) -> Vec<&Sheet> {
        let mut places = self
            .sheets
            .iter()
            .filter_map(|it| it.name.strip_suffix(PLAN));
        let has = |place: &str, path: &str| {
            let path = format!("{place}{path}");
            self.sheets.iter().any(|it| it.name.starts_with(&path))
        };
        let is_whole =
            |place: &&str| (place.is_empty() || place.ends_with('/')) && has(place, CERTIFICATES);
        let below = |place: &str| {
            let sheets = self.sheets.iter();
            sheets.filter(|it| it.name.starts_with(place)).collect()
        };
        places.find(is_whole).map(below).unwrap_or_default()
    }

    /// The findings in one file.
    pub fn findings_of(&self, name: &str) -> Vec<&Finding> {
        let all = self.checked.iter().flat_map(|checked| &checked.findings);
        let is_in = |finding: &&Finding| {
            finding.file == name || finding.places.iter().any(|spot| spot.file == name)
        };
        all.filter(is_in).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_once_and_goes_again() {
        let mut desk = Desk::default();
        desk.bring("a.yaml", b"one".to_vec());
        desk.bring("b.yaml", b"two".to_vec());
        desk.bring("a.yaml", b"three".to_vec());
        assert_eq!(desk.sheets.len(), 2);
        assert_eq!(
            desk.sheet().and_then(|it| it.text.as_deref()),
            Some("three")
        );
        assert!(desk.waiting);
        desk.remove(0);
        desk.remove(0);
        assert!(desk.sheets.is_empty() && !desk.waiting);
        assert_eq!(desk.sheet(), None);
    }

    #[test]
    fn texts_that_are_pasted_lie_beside_each_other() {
        let mut desk = Desk::default();
        desk.paste("one");
        desk.paste("two");
        let names: Vec<_> = desk.sheets.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["pasted", "pasted-2"]);
    }

    #[test]
    fn what_does_not_fit_is_refused_and_the_rest_stays() {
        let mut desk = Desk::default();
        desk.bring("small", vec![0; 10]);
        desk.bring("large", vec![0; ROOM]);
        assert_eq!(desk.refused, Some(Refused::Room("large".to_owned(), ROOM)));
        assert_eq!(desk.sheets.len(), 1);
        desk.bring("small", vec![0; ROOM]);
        assert_eq!((desk.size(), desk.refused.clone()), (ROOM, None));
    }

    #[test]
    fn a_folder_of_ours_is_whole_or_none() {
        let mut desk = Desk::default();
        desk.bring("tls/plan.yaml", b"version: 1".to_vec());
        assert!(desk.folder().is_empty());
        desk.bring("tls/certs/server.crt", Vec::new());
        desk.bring("notes.txt", Vec::new());
        let names: Vec<_> = desk.folder().iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["tls/plan.yaml", "tls/certs/server.crt"]);
    }

    #[test]
    fn an_older_answer_is_dropped() {
        let mut desk = Desk::default();
        desk.paste("one");
        let old = desk.generation;
        desk.paste("two");
        desk.answered(old, Err("late".to_owned()));
        assert!(desk.waiting && desk.failed.is_none());
        desk.answered(desk.generation, Err("why".to_owned()));
        assert_eq!((desk.waiting, desk.failed.as_deref()), (false, Some("why")));
    }
}
