//! What lies on the desk: the files that somebody brought, and what came of
//! them; no Yew, no browser.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::archive::Named;
use super::drift::Drift;
use super::sheet::{Sheet, plain};
use crate::view::{Checked, Edit, Finding, FixedText, PassedOver, Severity};

/// The most that is taken in, in bytes.
pub const ROOM: usize = 20_000_000;

/// What a folder that mimir-tls made has, and nobody else's.
const PLAN: &str = "plan.yaml";
const CERTIFICATES: &str = "certs/";

/// What a text that was pasted is called. Without an ending, what it is shows in
/// what it says.
pub const PASTED: &str = "pasted";

/// Why a file was not taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// With it there would be more than [`ROOM`]: its name and size.
    Room(String, usize),
    /// The browser could not open it.
    Unreadable(String),
}

/// What was done to the texts last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// So many findings were fixed, and so many wait for another time.
    Fixed(usize, usize),
    /// A fix was taken back.
    Back,
    /// What was pasted took a whole text's place.
    Replaced,
}

/// Something to be said of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The line, counted from 1.
    pub line: usize,
    /// How bad it is.
    pub severity: Severity,
    /// The code of a finding, or whose words a log has.
    pub code: String,
    /// What is wrong.
    pub what: String,
    /// Which of the findings it is of; none for a line of a log.
    pub finding: Option<usize>,
}

/// A text that a fix changed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Change {
    name: String,
    before: Rc<str>,
    after: Rc<str>,
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
    /// How often a line was gone to.
    pub goes: u32,
    /// The line that the caret is on, counted from 1.
    pub caret: usize,
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
    /// What stayed in the archives.
    pub passed: Vec<PassedOver>,
    /// Why nothing came of the check, in the worker's words.
    pub failed: Option<String>,
    /// What was done last.
    pub done: Option<Done>,
    /// What was asked about, and what the answer is about.
    asked: Vec<Sheet>,
    answered: Vec<Sheet>,
    /// The fixes that were made, for the way back.
    made: Vec<Vec<Change>>,
}

impl Desk {
    /// How much lies there, in bytes.
    pub fn size(&self) -> usize {
        self.sheets.iter().map(Sheet::size).sum()
    }

    /// The file that is looked at.
    pub fn sheet(&self) -> Option<&Sheet> {
        self.sheets.get(self.open)
    }

    fn named(&self, name: &str) -> Option<usize> {
        self.sheets.iter().position(|sheet| sheet.name == name)
    }

    /// Takes in a file; one of the same name gives way to it.
    pub fn bring(&mut self, name: &str, bytes: Vec<u8>) {
        let name = if name.is_empty() { PASTED } else { name };
        let there = self.named(name);
        let gone = there.and_then(|index| self.sheets.get(index));
        let rest = self.size() - gone.map_or(0, Sheet::size);
        if rest + bytes.len() > ROOM {
            self.refused = Some(Refused::Room(name.to_owned(), bytes.len()));
            return;
        }
        let sheet = Sheet::new(name, bytes);
        match there.and_then(|index| self.sheets.get_mut(index)) {
            Some(old) => *old = sheet,
            None => self.sheets.push(sheet),
        }
        self.open = there.unwrap_or(self.sheets.len() - 1);
        self.refused = None;
        self.changed();
    }

    /// Takes in the files of an archive, and what stayed in it.
    pub fn bring_all(&mut self, files: Vec<Named>, passed: Vec<PassedOver>) {
        let first = files.first().map(|(name, _)| name.clone());
        for (name, bytes) in files {
            self.bring(&name, bytes);
        }
        if let Some(index) = first.and_then(|name| self.named(&name)) {
            self.look(index);
        }
        self.passed = passed;
    }

    /// A text was typed or pasted where it is edited. Where nothing lies yet, it is
    /// the first sheet; of that nothing is left with its last letter.
    pub fn typed(&mut self, text: Rc<str>) {
        let made = self.made.iter().flatten();
        let fixed: BTreeSet<&str> = made.map(|it| it.name.as_str()).collect();
        let is_alone = self.sheets.len() == 1;
        match self.sheets.get_mut(self.open) {
            Some(sheet) if sheet.text.as_ref() == Some(&text) => return,
            Some(sheet) if text.is_empty() && sheet.name == PASTED && is_alone => {
                self.sheets.clear();
            }
            // Until it is fixed, what is typed is how it came.
            Some(sheet) if is_pasted(&sheet.name) && !fixed.contains(&*sheet.name) => {
                *sheet = Sheet::new(&sheet.name, text.as_bytes().to_vec());
            }
            Some(sheet) => sheet.write(text),
            // The field of a desk that was cleared is emptied, and nobody typed that.
            None if text.is_empty() => return,
            None => return self.bring(PASTED, text.as_bytes().to_vec()),
        }
        self.done = None;
        self.changed();
    }

    /// A text was pasted in place of all that was there.
    pub fn replaced(&mut self, text: Rc<str>) {
        let was = self.sheet().is_some_and(|it| it.size() > 0);
        if let Some(sheet) = self.sheet() {
            let name = sheet.name.clone();
            self.made
                .retain(|made| made.iter().all(|it| it.name != name));
        }
        self.typed(text);
        self.done = was.then_some(Done::Replaced);
    }

    /// Lays an empty sheet beside the others.
    pub fn add(&mut self) {
        let mut name = PASTED.to_owned();
        let mut number = 2;
        while self.named(&name).is_some() {
            name = format!("{PASTED}-{number}");
            number += 1;
        }
        self.bring(&name, Vec::new());
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

    /// Looks at another file.
    pub fn look(&mut self, index: usize) {
        self.open = index;
        self.line = None;
        self.caret = 0;
    }

    /// Goes to where a finding is: to the line of the checked text, wherever it is
    /// by now.
    pub fn go(&mut self, file: &str, line: usize) {
        if let Some(index) = self.named(file) {
            let now = self.drift(file).map_or(Some(line), |drift| drift.now(line));
            self.look(index);
            self.line = now.filter(|line| *line > 0);
            self.goes += 1;
        }
    }

    /// Goes to the next line with a remark, or the one before, around the end.
    pub fn step(&mut self, back: bool) {
        let lines: Vec<usize> = self.remarks().iter().map(|it| it.line).collect();
        let at = self.caret;
        let next = match back {
            true => lines.iter().rev().find(|line| **line < at).or(lines.last()),
            false => lines.iter().find(|line| **line > at).or(lines.first()),
        };
        if let Some(line) = next {
            self.line = Some(*line);
            self.goes += 1;
        }
    }

    /// What lies there is now asked about.
    pub fn ask(&mut self) {
        self.asked = self.sheets.clone();
    }

    /// The worker's answer to a generation; one to an older is dropped.
    pub fn answered(&mut self, generation: u64, answer: Result<Checked, String>) {
        if generation != self.generation {
            return;
        }
        self.waiting = false;
        self.answered = std::mem::take(&mut self.asked);
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
            self.made.clear();
            self.passed.clear();
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

    /// How many findings and known errors are in one file.
    pub fn count_of(&self, name: &str) -> usize {
        let is_in = |finding: &&Finding| {
            finding.file == name || finding.places.iter().any(|spot| spot.file == name)
        };
        let count = |checked: &Rc<Checked>| {
            let explained = checked.explained.iter().filter(|it| it.file == name);
            checked.findings.iter().filter(is_in).count() + explained.count()
        };
        self.checked.as_ref().map_or(0, count)
    }

    /// How the file's lines moved since it was checked.
    fn drift(&self, name: &str) -> Option<Drift> {
        let text = |sheets: &[Sheet]| {
            let mut sheets = sheets.iter();
            sheets.find(|it| it.name == name)?.text.clone()
        };
        Some(Drift::between(&text(&self.answered)?, &text(&self.sheets)?))
    }

    /// What is to be said of the lines of the file that is looked at, by lines, the
    /// worst first.
    pub fn remarks(&self) -> Vec<Remark> {
        let (Some(checked), Some(sheet)) = (&self.checked, self.sheet()) else {
            return Vec::new();
        };
        let drift = self.drift(&sheet.name);
        let now = |line: usize| {
            let now = drift.map_or(Some(line), |drift| drift.now(line));
            now.filter(|line| *line > 0)
        };
        let found = checked.findings.iter().enumerate().flat_map(|(index, it)| {
            let own = (&it.file, it.line, &it.what);
            let others = it.places.iter().map(|it| (&it.file, it.line, &it.what));
            let places = std::iter::once(own).chain(others);
            places.map(move |(file, line, what)| {
                (file, line, it.severity, &it.code, what, Some(index))
            })
        });
        let explained = checked.explained.iter().map(|it| {
            let line = usize::try_from(it.line).unwrap_or_default();
            (&it.file, line, Severity::Error, &it.speaker, &it.what, None)
        });
        let here = found.chain(explained).filter(|it| *it.0 == sheet.name);
        let remark = |(_, line, severity, code, what, finding): (_, _, _, &String, &String, _)| {
            Some(Remark {
                line: now(line)?,
                severity,
                code: code.clone(),
                what: what.clone(),
                finding,
            })
        };
        let mut remarks: Vec<Remark> = here.filter_map(remark).collect();
        remarks.sort_by_key(|it| it.line);
        remarks
    }

    /// Whether a finding's fix can be made here: it is of what lies there now, and
    /// all that it changes is edited here.
    pub fn can_fix(&self, finding: &Finding) -> bool {
        let is_free = |edit: &Edit| {
            let index = self.named(&edit.file);
            let sheet = index.and_then(|index| self.sheets.get(index));
            sheet.is_some_and(|sheet| sheet.held.is_none())
        };
        !finding.edits.is_empty() && finding.edits.iter().all(is_free)
    }

    /// The findings whose fix can be made here.
    pub fn fixable(&self) -> usize {
        let all = self.checked.iter().flat_map(|checked| &checked.findings);
        all.filter(|it| self.can_fix(it)).count()
    }

    /// Makes a finding's fix: all its edits, or none where one is of another text.
    pub fn fix(&mut self, finding: usize) {
        let checked = self.checked.clone();
        let finding = checked.iter().find_map(|it| it.findings.get(finding));
        let Some(finding) = finding.filter(|it| !self.waiting && self.can_fix(it)) else {
            return;
        };
        let mut texts = Vec::new();
        for sheet in &self.sheets {
            let mut edits = finding.edits.iter().filter(|it| it.file == sheet.name);
            if let Some(first) = edits.next() {
                match sheet.edited(std::iter::once(first).chain(edits)) {
                    Some(text) => texts.push((sheet.name.clone(), text)),
                    None => return,
                }
            }
        }
        self.make(texts, 1, 0);
    }

    /// Takes the texts that all fixes together make, where they are of what lies
    /// there now.
    pub fn fixed(&mut self, generation: u64, texts: Vec<FixedText>, later: usize) {
        if generation != self.generation {
            return;
        }
        let is_free = |it: &FixedText| {
            let mut sheets = self.sheets.iter();
            sheets.any(|sheet| sheet.name == it.file && sheet.held.is_none())
        };
        let texts: Vec<FixedText> = texts.into_iter().filter(is_free).collect();
        let count = texts.iter().map(|it| it.findings).sum();
        let texts = texts.into_iter().map(|it| (it.file, plain(&it.text)));
        self.make(texts.collect(), count, later);
    }

    fn make(&mut self, texts: Vec<(String, String)>, count: usize, later: usize) {
        let mut made = Vec::new();
        for (name, text) in texts {
            let index = self.named(&name);
            if let Some(sheet) = index.and_then(|index| self.sheets.get_mut(index))
                && let Some(before) = sheet.text.clone()
            {
                let after: Rc<str> = text.into();
                sheet.write(after.clone());
                made.push(Change {
                    name,
                    before,
                    after,
                });
            }
        }
        self.changed();
        self.done = Some(Done::Fixed(count, later));
        if !made.is_empty() {
            self.made.push(made);
        }
    }

    /// Whether the last fix can be taken back: nothing was typed since where it was.
    pub fn can_go_back(&self) -> bool {
        let is_there = |change: &Change| {
            let mut sheets = self.sheets.iter();
            sheets.any(|it| it.name == change.name && it.text.as_ref() == Some(&change.after))
        };
        self.made.last().is_some_and(|it| it.iter().all(is_there))
    }

    /// Takes the last fix back.
    pub fn go_back(&mut self) {
        if !self.can_go_back() {
            return;
        }
        for change in self.made.pop().into_iter().flatten() {
            let index = self.named(&change.name);
            if let Some(sheet) = index.and_then(|index| self.sheets.get_mut(index)) {
                sheet.write(change.before);
            }
        }
        self.changed();
        self.done = Some(Done::Back);
    }

    /// The files that are not what they were when they came.
    pub fn changes(&self) -> impl Iterator<Item = &Sheet> {
        self.sheets.iter().filter(|it| it.original().is_some())
    }
}

/// Whether a name is that of a text that nobody brought as a file.
fn is_pasted(name: &str) -> bool {
    let rest = name.strip_prefix(PASTED).unwrap_or("?");
    rest.is_empty()
        || rest
            .strip_prefix('-')
            .is_some_and(|it| it.parse::<u32>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(findings: Vec<Finding>) -> Checked {
        let json = r#"{"release": "3.1.0", "releaseBy": "newest", "releaseAt": "", "inputs": [],
            "findings": [], "leftOut": 0, "processes": 1, "materials": 0, "certificates": [],
            "ignored": [], "explained": [], "nodes": [], "links": [], "plan": null}"#;
        Checked {
            findings,
            ..serde_json::from_str(json).expect("what was checked")
        }
    }

    /// A finding whose fix replaces `no` at the end of a line by `yes`.
    fn finding(file: &str, line: usize, column: usize) -> Finding {
        let json = format!(
            r#"{{"code": "MT103", "severity": "error", "title": "", "file": "{file}", "line": {line},
            "column": 1, "subject": "", "places": [], "also": [], "what": "w", "why": "", "fix": "",
            "diff": [], "links": [], "reference": "", "edits": [{{"file": "{file}", "line": {line},
            "column": {column}, "endLine": {line}, "endColumn": 6, "old": "no", "new": "yes"}}]}}"#
        );
        serde_json::from_str(&json).expect("a finding")
    }

    fn answer(desk: &mut Desk, findings: Vec<Finding>) {
        desk.ask();
        desk.answered(desk.generation, Ok(checked(findings)));
    }

    fn text(desk: &Desk) -> Option<&str> {
        desk.sheet().and_then(|it| it.text.as_deref())
    }

    #[test]
    fn what_is_emptied_with_the_desk_is_no_file() {
        let mut desk = Desk::default();
        desk.typed("one".into());
        desk.clear();
        desk.typed("".into());
        assert!(desk.sheets.is_empty() && !desk.waiting);
    }

    #[test]
    fn a_file_comes_once_and_goes_again() {
        let mut desk = Desk::default();
        desk.bring("a.yaml", b"one".to_vec());
        desk.bring("b.yaml", b"two".to_vec());
        desk.bring("a.yaml", b"three".to_vec());
        assert_eq!(desk.sheets.len(), 2);
        assert_eq!(text(&desk), Some("three"));
        assert!(desk.waiting);
        desk.remove(0);
        desk.remove(0);
        assert!(desk.sheets.is_empty() && !desk.waiting);
        assert_eq!(desk.sheet(), None);
    }

    #[test]
    fn what_is_typed_is_one_sheet_until_another_is_wanted() {
        let mut desk = Desk::default();
        desk.typed("one".into());
        desk.typed("two".into());
        let names =
            |desk: &Desk| -> Vec<String> { desk.sheets.iter().map(|it| it.name.clone()).collect() };
        assert_eq!(
            (names(&desk), text(&desk)),
            (vec!["pasted".to_owned()], Some("two"))
        );
        let generation = desk.generation;
        desk.typed("two".into());
        assert_eq!(desk.generation, generation);
        desk.add();
        assert_eq!(
            (names(&desk), text(&desk)),
            (vec!["pasted".to_owned(), "pasted-2".to_owned()], Some(""))
        );
        desk.remove(1);
        desk.typed("".into());
        assert!(desk.sheets.is_empty());
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
        desk.typed("one".into());
        let old = desk.generation;
        desk.typed("two".into());
        desk.answered(old, Err("late".to_owned()));
        assert!(desk.waiting && desk.failed.is_none());
        desk.answered(desk.generation, Err("why".to_owned()));
        assert_eq!((desk.waiting, desk.failed.as_deref()), (false, Some("why")));
    }

    #[test]
    fn remarks_stay_beside_their_lines_while_somebody_types() {
        let mut desk = Desk::default();
        desk.bring("a.yaml", b"a: no\nb: no\n".to_vec());
        answer(
            &mut desk,
            vec![finding("a.yaml", 2, 4), finding("else.yaml", 1, 4)],
        );
        let lines =
            |desk: &Desk| -> Vec<usize> { desk.remarks().iter().map(|it| it.line).collect() };
        assert_eq!(lines(&desk), [2]);
        desk.typed("# new\na: no\nb: no\n".into());
        assert_eq!(lines(&desk), [3]);
        desk.go("a.yaml", 2);
        assert_eq!((desk.line, desk.goes), (Some(3), 1));
    }

    #[test]
    fn the_next_remark_is_around_the_end_too() {
        let mut desk = Desk::default();
        desk.bring("a.yaml", b"a: no\nb: no\nc: no\n".to_vec());
        answer(
            &mut desk,
            vec![finding("a.yaml", 1, 4), finding("a.yaml", 3, 4)],
        );
        let mut step = |caret, back| {
            desk.caret = caret;
            desk.step(back);
            desk.line
        };
        assert_eq!((step(1, false), step(3, false)), (Some(3), Some(1)));
        assert_eq!((step(3, true), step(1, true)), (Some(1), Some(3)));
    }

    #[test]
    fn a_fix_is_made_taken_back_and_never_of_another_text() {
        let mut desk = Desk::default();
        desk.bring("a.yaml", b"a: no\n".to_vec());
        answer(&mut desk, vec![finding("a.yaml", 1, 4)]);
        assert_eq!(desk.fixable(), 1);
        desk.fix(0);
        assert_eq!(
            (text(&desk), desk.waiting, desk.done),
            (Some("a: yes\n"), true, Some(Done::Fixed(1, 0)))
        );
        assert_eq!(desk.changes().count(), 1);
        desk.go_back();
        assert_eq!((text(&desk), desk.changes().count()), (Some("a: no\n"), 0));
        // While an answer is to come, the fix is of what was.
        desk.fix(0);
        assert_eq!(text(&desk), Some("a: no\n"));
        answer(&mut desk, vec![finding("a.yaml", 1, 4)]);
        desk.fix(0);
        desk.typed("a: other\n".into());
        assert!(!desk.can_go_back());
    }

    #[test]
    fn all_fixes_are_taken_where_they_are_of_what_lies_there() {
        let mut desk = Desk::default();
        desk.bring("a.yaml", b"a: no\r\n".to_vec());
        let fixed = |desk: &mut Desk, generation| {
            let it = FixedText {
                file: "a.yaml".to_owned(),
                text: "a: yes\r\n".to_owned(),
                findings: 2,
            };
            desk.fixed(generation, vec![it], 1);
        };
        let generation = desk.generation;
        fixed(&mut desk, generation - 1);
        assert_eq!(text(&desk), Some("a: no\n"));
        fixed(&mut desk, generation);
        assert_eq!(
            (text(&desk), desk.done),
            (Some("a: yes\n"), Some(Done::Fixed(2, 1)))
        );
        let sheet = desk.sheet().expect("a sheet");
        assert_eq!(&*sheet.bytes(), b"a: yes\r\n");
    }

    #[test]
    fn a_file_with_a_key_is_not_fixed_here() {
        let mut desk = Desk::default();
        desk.bring("a.yaml", b"a: no\n# -----BEGIN PRIVATE KEY-----\n".to_vec());
        answer(&mut desk, vec![finding("a.yaml", 1, 4)]);
        assert_eq!(desk.fixable(), 0);
    }
}
