//! What runs, what is wanted, and what came of the question between the two; no
//! Yew, no browser.

use std::rc::Rc;

use serde_json::{Value, json};

use crate::app::host::Refusal;
use crate::draft::Draft;
use crate::view::{Course, Running};

/// Where what runs is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// What this tab made.
    Tab,
    /// Files that were brought: the name of the first, and how many more there are.
    Brought(String, usize),
}

/// Whose plan is wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Wanted {
    /// That of what runs.
    #[default]
    Same,
    /// That of the first door.
    Plan,
}

/// Who signs what is made new.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Signer {
    /// The CA that there is.
    #[default]
    Same,
    /// Another one, made in the worker.
    New,
    /// The user's own.
    Own,
}

/// What a refusal is about, and so where it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// What runs.
    Running,
    /// The plan that is wanted.
    Plan,
    /// The key of the CA that there is.
    FolderKey,
    /// The user's own CA.
    OwnCa,
    /// Nothing of these.
    All,
}

/// The question, and its answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Asking {
    /// What runs, once the worker holds it.
    pub running: Option<Rc<Running>>,
    /// Where that is from.
    pub source: Option<Source>,
    /// Whether the worker is at reading it.
    pub reading: bool,
    /// Why what was brought was not taken.
    pub not_taken: Option<String>,
    /// Whether what ran was lost.
    pub is_lost: bool,
    /// Whose plan is wanted.
    pub wanted: Wanted,
    /// Who signs.
    pub signer: Signer,
    /// Whether all certificates are made new.
    pub renew: bool,
    /// Whether files are made although links fail meanwhile.
    pub allow_break: bool,
    /// Whether the user's own CA is wanted, and one of its files was not chosen.
    pub lacks_files: bool,
    /// What came of it.
    pub course: Option<Rc<Course>>,
    /// Why nothing came of it.
    pub failed: Option<Refusal>,
    /// Whether an answer is to come.
    pub waiting: bool,
    /// At which of the course's points one is.
    pub at: usize,
    /// Counts what was asked, so that an older answer can be told.
    pub generation: u64,
}

impl Asking {
    /// The worker is to hold something else.
    pub fn read(&mut self, source: Source) -> u64 {
        self.ask_anew();
        self.running = None;
        self.source = Some(source);
        self.reading = true;
        self.not_taken = None;
        self.is_lost = false;
        self.generation
    }

    /// What the worker says of it; of something older nothing is heard.
    pub fn held(&mut self, generation: u64, answer: Result<Running, Refusal>) {
        if generation != self.generation || !self.reading {
            return;
        }
        self.reading = false;
        match answer {
            Ok(running) => self.running = Some(Rc::new(running)),
            Err(refusal) => {
                self.source = None;
                self.not_taken = Some(refusal.message);
            }
        }
    }

    /// What the worker held is gone.
    pub fn lose(&mut self) {
        let is_lost = self.running.is_some() || self.is_lost;
        *self = Self {
            wanted: self.wanted,
            signer: self.signer,
            renew: self.renew,
            generation: self.generation + 1,
            is_lost,
            ..Self::default()
        };
    }

    /// Something else is wanted, so that what was answered is no answer any more.
    pub fn ask_anew(&mut self) {
        if !self.reading {
            self.generation += 1;
        }
        self.course = None;
        self.failed = None;
        self.waiting = false;
        self.lacks_files = false;
        self.allow_break = false;
        self.at = 0;
    }

    /// The question is asked.
    pub fn ask(&mut self) -> u64 {
        self.generation += 1;
        self.waiting = true;
        self.failed = None;
        self.lacks_files = false;
        self.generation
    }

    /// The worker's answer; one to something older is dropped.
    pub fn answered(&mut self, generation: u64, answer: Result<Course, Refusal>) {
        if generation != self.generation || !self.waiting {
            return;
        }
        self.waiting = false;
        match answer {
            Ok(course) => {
                self.at = self.at.min(course.points.len().saturating_sub(1));
                self.course = Some(Rc::new(course));
            }
            Err(refusal) => {
                self.course = None;
                self.failed = Some(refusal);
            }
        }
    }

    /// Whether it can be asked: something runs, and holds.
    pub fn can_ask(&self) -> bool {
        let holds = self.running.as_ref().is_some_and(|it| it.wrong.is_empty());
        holds && !self.reading
    }

    /// Whether nothing changes, as the answer says.
    pub fn is_nothing(&self) -> bool {
        let course = self.course.as_ref();
        course.is_some_and(|it| it.change.phases.is_empty() && it.change.breaks.is_empty())
    }

    /// What a refusal is about.
    pub fn about(refusal: &Refusal) -> About {
        match (refusal.code.as_str(), refusal.key.as_str()) {
            ("unproven", _) | (_, "folder") => About::Running,
            (_, "caKey" | "passphrase") => About::FolderKey,
            (_, "ca" | "ca.passphrase") => About::OwnCa,
            ("plan", _) => About::Plan,
            _ => About::All,
        }
    }

    /// The question as the worker takes it, beside the files. `plan` is the first
    /// door's, as typed.
    pub fn options(&self, plan: &Draft) -> Value {
        let mut options = json!({
            "renew": self.renew,
            "newCa": self.signer == Signer::New,
            "allowBreak": self.allow_break,
        });
        if self.wanted == Wanted::Plan {
            options["to"] = serde_json::to_value(plan).unwrap_or_default();
        }
        options
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::changed::Change;
    use crate::view::{CaKey, CoursePoint};

    fn running(wrong: &[&str]) -> Running {
        Running {
            plan: Draft::default(),
            certificates: 2,
            ends: "2027-01-01".to_owned(),
            days_left: 10,
            ca: "CN=root".to_owned(),
            ca_ends: "2036-01-01".to_owned(),
            ca_key: CaKey::Here,
            wrong: wrong.iter().map(|it| (*it).to_owned()).collect(),
        }
    }

    fn course(points: usize) -> Course {
        Course {
            change: Change {
                release: "3.1.0".to_owned(),
                from: "a".to_owned(),
                to: "b".to_owned(),
                phases: Vec::new(),
                breaks: Vec::new(),
            },
            sheet: String::new(),
            files: 0,
            nodes: Vec::new(),
            points: (0..points)
                .map(|_| CoursePoint { links: Vec::new() })
                .collect(),
            warnings: Vec::new(),
        }
    }

    fn refusal(code: &str, key: &str) -> Refusal {
        Refusal {
            code: code.to_owned(),
            key: key.to_owned(),
            message: "why".to_owned(),
        }
    }

    fn asked() -> Asking {
        let mut asking = Asking::default();
        let read = asking.read(Source::Tab);
        asking.held(read, Ok(running(&[])));
        asking
    }

    #[test]
    fn only_what_runs_and_holds_is_asked_about() {
        let mut asking = Asking::default();
        assert!(!asking.can_ask());
        let read = asking.read(Source::Tab);
        assert!(!asking.can_ask());
        asking.held(read, Ok(running(&["root.crt is missing"])));
        assert!(!asking.can_ask());
        assert!(asked().can_ask());
    }

    #[test]
    fn what_is_no_folder_is_not_taken_and_nothing_runs() {
        let mut asking = asked();
        let read = asking.read(Source::Brought("notes.txt".to_owned(), 0));
        asking.held(read, Err(refusal("argument", "")));
        assert_eq!(
            (asking.running.clone(), asking.source.clone()),
            (None, None)
        );
        assert_eq!(asking.not_taken.as_deref(), Some("why"));
    }

    #[test]
    fn an_answer_to_something_older_is_dropped() {
        let mut asking = asked();
        let first = asking.ask();
        asking.ask_anew();
        asking.answered(first, Ok(course(3)));
        assert_eq!((asking.course.clone(), asking.waiting), (None, false));
        let second = asking.ask();
        asking.answered(second, Ok(course(3)));
        assert!(asking.course.is_some() && asking.is_nothing());
    }

    #[test]
    fn the_place_on_the_way_stays_while_the_same_is_asked_again() {
        let mut asking = asked();
        let first = asking.ask();
        asking.answered(first, Ok(course(7)));
        asking.at = 6;
        let again = asking.ask();
        asking.answered(again, Ok(course(3)));
        assert_eq!(asking.at, 2);
        asking.ask_anew();
        assert_eq!(asking.at, 0);
    }

    #[test]
    fn what_is_lost_is_said_and_what_was_chosen_stays() {
        let mut asking = asked();
        asking.signer = Signer::New;
        asking.lose();
        assert!(asking.is_lost && asking.running.is_none());
        assert_eq!(asking.signer, Signer::New);
        let mut idle = Asking::default();
        idle.lose();
        assert!(!idle.is_lost);
    }

    #[test]
    fn a_refusal_is_said_beside_what_it_is_about() {
        let about = |code, key| Asking::about(&refusal(code, key));
        assert_eq!(about("unproven", ""), About::Running);
        assert_eq!(about("certificates", "caKey"), About::FolderKey);
        assert_eq!(about("certificates", "passphrase"), About::FolderKey);
        assert_eq!(about("certificates", "ca"), About::OwnCa);
        assert_eq!(about("certificates", "ca.passphrase"), About::OwnCa);
        assert_eq!(about("plan", "release"), About::Plan);
        assert_eq!(about("internal", ""), About::All);
    }

    #[test]
    fn the_question_has_the_plan_where_that_is_wanted() {
        let mut plan = Draft::default();
        plan.set("mode", "monolithic").unwrap();
        let mut asking = asked();
        assert_eq!(asking.options(&plan).get("to"), None);
        asking.wanted = Wanted::Plan;
        asking.signer = Signer::New;
        let options = asking.options(&plan);
        assert_eq!(options["to"]["mode"], "monolithic");
        assert_eq!(options["newCa"], true);
    }
}
