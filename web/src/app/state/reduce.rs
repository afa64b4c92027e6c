//! What happens to the state.

use std::rc::Rc;

use super::{Action, FileRefusal, Notice, State};
use crate::app::address::Pane;
use crate::draft::Draft;
use crate::view::{Answer, FieldError, View};

/// The most keys of a draft. A plan that says something of each component and
/// surface has a tenth of it.
const MOST_KEYS: usize = 1000;

/// What the page shows once `action` has happened.
#[must_use]
pub fn reduce(mut state: State, action: Action) -> State {
    match action {
        Action::Type(key, text) => {
            if state.edited.as_ref() != Some(&key) {
                state.previous = Some(Rc::clone(&state.view));
            }
            put(&mut state, &key, (!text.is_empty()).then_some(&text));
            state.edited = Some(key);
            state.redraft();
        }
        Action::Choose(choices) => {
            state.previous = Some(Rc::clone(&state.view));
            state.edited = None;
            for (key, text) in &choices {
                put(&mut state, key, text.as_deref());
            }
            state.redraft();
        }
        Action::ResetAll => state.replace(Draft::default()),
        Action::ReadPlan(name, draft) => {
            let keys = draft.iter().count();
            if keys > MOST_KEYS {
                state.notice = Some(Notice::FileRefused(FileRefusal::Crowded(keys)));
            } else {
                state.replace(draft);
                state.notice = Some(Notice::PlanRead(name));
            }
        }
        Action::TakeOver(draft) => {
            let before = state.place.draft.clone();
            state.replace(draft);
            state.place.pane = Pane::Plan;
            state.notice = Some(Notice::TakenOver(before));
        }
        Action::PutBack(draft) => {
            state.replace(draft);
            state.notice = None;
        }
        Action::Open(place, unread) => {
            let draft = place.draft.clone();
            let redrafted = draft != state.place.draft;
            state.place = place;
            if redrafted {
                state.replace(draft);
            }
            state.notice = unread.map(Notice::Address);
        }
        Action::EngineReady => state.engine = true,
        Action::Answered(answer) => state.answered(answer),
        Action::Nearest(view) => state.show(view),
        Action::Proven(generation, proven) => {
            if generation == state.generation && !state.stale() {
                if state.fresh {
                    state.notice = Some(Notice::Regenerated);
                }
                state.rest();
                state.own_ca = proven.own_ca;
                state.proven = Some(Rc::new(proven));
            }
        }
        Action::NotProven(generation, message) => {
            if generation == state.generation {
                state.rest();
                state.proven = None;
                state.notice = Some(Notice::Worker(message));
            }
        }
        Action::Progressed(progress) => {
            if state.proving {
                state.progress = Some(progress);
            }
        }
        Action::Stop => {
            // An answer that is still under way is to something that nobody wants.
            state.generation += 1;
            state.rest();
            state.proven = None;
            state.stopped = true;
        }
        Action::Prove => state.redraft(),
        Action::Tell(told) => {
            state.told = told;
            if told.is_some() {
                state.place.pane = Pane::Cluster;
            }
        }
        Action::Seek(key) => {
            let before = state.sought.take().map_or(0, |(_, before)| before);
            state.sought = Some((key, before + 1));
            state.place.pane = Pane::Plan;
        }
        Action::Regenerate => {
            // There is nothing to lose where there are no keys.
            if state.proven.is_some() {
                state.asking = true;
            } else {
                state.renew();
            }
        }
        Action::Confirm => {
            state.asking = false;
            state.renew();
        }
        Action::Cancel => state.asking = false,
        Action::Sign(signer) => state.signer = signer,
        Action::Select(selection) => state.place.selection = selection,
        Action::Speak(lang) => state.place.lang = Some(lang),
        Action::Shine(theme) => state.place.theme = theme,
        Action::Show(pane) => state.place.pane = pane,
        Action::WorkerReady => state.worker = true,
        Action::Locked(way) => state.lock = state.lock.without(way),
        Action::Say(notice) => state.hear(notice),
        Action::Dismiss => state.notice = None,
    }
    state
}

/// Puts `text` at `key`; what no field can hold is not kept, and said.
fn put(state: &mut State, key: &str, text: Option<&str>) {
    state.untypable.remove(key);
    match text {
        None => state.place.draft.unset(key),
        Some(text) => {
            if let Err(untypable) = state.place.draft.set(key, text) {
                state.untypable.insert(key.to_owned(), untypable);
            }
        }
    }
}

impl State {
    fn replace(&mut self, draft: Draft) {
        self.place.draft = draft;
        self.previous = Some(Rc::clone(&self.view));
        self.untypable.clear();
        self.edited = None;
        self.redraft();
    }

    /// The draft is another one, and so is what is to be proven.
    fn redraft(&mut self) {
        self.generation += 1;
        self.proving = true;
        self.progress = None;
        self.stopped = false;
    }

    /// Nothing is to be proven for now.
    fn rest(&mut self) {
        self.fresh = false;
        self.proving = false;
        self.progress = None;
    }

    fn renew(&mut self) {
        self.fresh = true;
        self.notice = None;
        self.redraft();
    }

    fn answered(&mut self, answer: Answer) {
        self.engine = true;
        match answer {
            Answer::View(view) => {
                self.errors = Rc::default();
                self.show(view);
            }
            Answer::Refused(mut errors) => {
                if errors.is_empty() {
                    errors.push(FieldError {
                        key: String::new(),
                        message: String::new(),
                        german: None,
                        instead: None,
                    });
                }
                self.errors = Rc::new(errors);
                self.proving = false;
            }
        }
    }

    fn show(&mut self, view: View) {
        if self.view.links != view.links {
            self.proven = None;
        }
        if *self.view != view {
            self.view = Rc::new(view);
        }
    }

    fn hear(&mut self, notice: Notice) {
        match notice {
            Notice::Restarted => {
                self.own_ca = false;
                self.proven = None;
                self.redraft();
            }
            Notice::CaBrought | Notice::CaForgotten => {
                self.own_ca = notice == Notice::CaBrought;
                self.redraft();
            }
            Notice::Wiped => {
                // An answer that is still under way must not bring keys back.
                self.generation += 1;
                self.own_ca = false;
                self.proven = None;
                self.proving = false;
            }
            Notice::Failed(_) => self.proving = false,
            _ => {}
        }
        self.notice = Some(notice);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Progress, Task, Verdict};
    use super::*;
    use crate::app::address::{Focus, Lang, Place, Selection, Unread};
    use crate::draft::Untypable;
    use crate::view::{By, File, Link, LinkProof, LinkVerdict, Proven};

    fn view(text: &str, links: usize) -> View {
        View {
            plan: Draft::default(),
            warnings: Vec::new(),
            nodes: Vec::new(),
            links: (0..links)
                .map(|number| Link {
                    from: format!("a{number}"),
                    to: "b".to_owned(),
                    surface: "s".to_owned(),
                    protocol: "gRPC".to_owned(),
                    by: By::Ip,
                    address: "127.0.0.1".to_owned(),
                })
                .collect(),
            files: vec![File {
                path: "f".to_owned(),
                component: None,
                kind: "flags".to_owned(),
                text: text.to_owned(),
            }],
            mends: Vec::new(),
            instructions: Vec::new(),
        }
    }

    fn proven(links: usize) -> Proven {
        Proven {
            holds: true,
            links: (0..links)
                .map(|_| LinkProof {
                    verdict: LinkVerdict::Accepted,
                    client: "ok".to_owned(),
                    server: "ok".to_owned(),
                    fix: None,
                    handshakes: Vec::new(),
                })
                .collect(),
            handshakes: Vec::new(),
            strangers_refused: 0,
            files: Vec::new(),
            certificates: Vec::new(),
            secrets: Vec::new(),
            leaves_end: String::new(),
            ca_ends: String::new(),
            own_ca: false,
            took: 1.0,
        }
    }

    fn start() -> State {
        State::first(view("default", 1), Lang::En)
    }

    fn after(state: State, actions: impl IntoIterator<Item = Action>) -> State {
        actions.into_iter().fold(state, reduce)
    }

    fn typed(key: &str, text: &str) -> Action {
        Action::Type(key.to_owned(), text.to_owned())
    }

    fn refusal(key: &str) -> Action {
        Action::Answered(Answer::Refused(vec![FieldError {
            key: key.to_owned(),
            message: "no".to_owned(),
            german: None,
            instead: None,
        }]))
    }

    fn answer(text: &str, links: usize) -> Action {
        Action::Answered(Answer::View(view(text, links)))
    }

    #[test]
    fn a_refused_draft_keeps_the_last_good_view_and_says_so() {
        let state = after(
            start(),
            [answer("good", 1), typed("release", "9"), refusal("release")],
        );
        assert!(state.stale());
        assert!(!state.proving);
        assert_eq!(state.view.files[0].text, "good");
        assert_eq!(state.place.draft.get("release"), Some("9"));
        let state = after(state, [typed("release", "3.0"), answer("better", 1)]);
        assert!(!state.stale());
        assert_eq!(state.view.files[0].text, "better");
    }

    #[test]
    fn a_refusal_without_a_word_is_a_refusal_all_the_same() {
        let state = after(start(), [Action::Answered(Answer::Refused(Vec::new()))]);
        assert!(state.stale());
    }

    #[test]
    fn an_answer_of_the_worker_to_an_older_draft_is_dropped() {
        let state = after(start(), [typed("mode", "x"), answer("x", 1)]);
        let old = state.generation - 1;
        let state = reduce(state, Action::Proven(old, proven(1)));
        assert_eq!(state.proven, None);
        assert!(state.proving);
        let now = state.generation;
        let state = reduce(state, Action::Proven(now, proven(1)));
        assert!(state.proven.is_some());
        assert!(!state.proving);
    }

    #[test]
    fn a_proof_stays_until_the_next_one_only_while_the_links_are_the_same() {
        let state = after(start(), [answer("x", 1)]);
        let now = state.generation;
        let state = after(
            state,
            [
                Action::Proven(now, proven(1)),
                typed("a", "b"),
                answer("y", 1),
            ],
        );
        assert!(state.proven.is_some() && state.proving);
        let state = after(state, [typed("a", "c"), answer("z", 2)]);
        assert!(state.proven.is_none() && state.proving);
    }

    #[test]
    fn changes_are_marked_against_what_was_there_before_the_field_was_touched() {
        let state = after(
            start(),
            [
                typed("cluster.name", "m"),
                answer("m", 1),
                typed("cluster.name", "mi"),
                answer("mi", 1),
            ],
        );
        let before = |state: &State| state.previous.as_ref().map(|v| v.files[0].text.clone());
        assert_eq!(before(&state).as_deref(), Some("default"));
        let state = after(state, [typed("mode", "x"), answer("x", 1)]);
        assert_eq!(before(&state).as_deref(), Some("mi"));
    }

    #[test]
    fn pem_is_not_kept_and_said_at_its_field() {
        let pem = "-----BEGIN PRIVATE KEY-----";
        let state = after(
            start(),
            [typed("cluster.name", "m"), typed("cluster.name", pem)],
        );
        assert_eq!(state.place.draft.get("cluster.name"), Some("m"));
        assert_eq!(state.untypable["cluster.name"], Untypable::Secret);
        assert!(!format!("{state:?}").contains("PRIVATE"));
        let state = reduce(state, typed("cluster.name", "n"));
        assert!(state.untypable.is_empty());
    }

    #[test]
    fn an_empty_field_is_an_untouched_one() {
        let state = after(start(), [typed("a", "b"), typed("a", "")]);
        assert!(state.place.draft.is_empty());
    }

    #[test]
    fn new_keys_are_asked_for_first_where_there_are_old_ones() {
        let state = reduce(start(), Action::Regenerate);
        assert!(!state.asking && state.fresh, "there is nothing to lose");
        let now = state.generation;
        let state = after(state, [Action::Proven(now, proven(1)), Action::Regenerate]);
        assert!(state.asking && !state.fresh);
        let kept = reduce(state.clone(), Action::Cancel);
        assert!(!kept.asking && !kept.fresh && kept.generation == now);
        let state = reduce(state, Action::Confirm);
        assert!(!state.asking && state.fresh && state.generation == now + 1);
    }

    #[test]
    fn once_wiped_a_late_answer_brings_nothing_back() {
        let state = after(start(), [typed("a", "b")]);
        let under_way = state.generation;
        let state = after(
            state,
            [
                Action::Say(Notice::Wiped),
                Action::Proven(under_way, proven(1)),
            ],
        );
        assert_eq!(state.proven, None);
        assert!(!state.proving);
    }

    #[test]
    fn the_verdict_tells_what_follows_and_never_of_an_older_plan() {
        let state = after(start(), [Action::EngineReady]);
        assert_eq!(state.verdict(), Verdict::Proving(None));
        let now = state.generation;
        let good = reduce(state.clone(), Action::Proven(now, proven(1)));
        assert_eq!(good.verdict(), Verdict::Works(1));
        let mut refused = proven(1);
        refused.links[0].verdict = LinkVerdict::RefusedByPolicy;
        let strict = reduce(state.clone(), Action::Proven(now, refused));
        let who = vec!["a0".to_owned()];
        assert_eq!(strict.verdict(), Verdict::Refused { links: 1, who });
        let mut failed = proven(1);
        failed.holds = false;
        let let_in = reduce(state.clone(), Action::Proven(now, failed.clone()));
        assert_eq!(let_in.verdict(), Verdict::LetsIn);
        failed.links[0].verdict = LinkVerdict::Failed;
        let broken = reduce(state, Action::Proven(now, failed));
        assert_eq!(broken.verdict(), Verdict::Fails(1));
        // The next letter makes it another plan, of which nothing is known yet.
        let typing = reduce(good, typed("cluster.name", "m"));
        assert_eq!(typing.verdict(), Verdict::Proving(None));
        let mistaken = reduce(typing, refusal("cluster.name"));
        assert!(
            matches!(mistaken.verdict(), Verdict::Impossible(error, 0) if error.key == "cluster.name")
        );
    }

    #[test]
    fn what_takes_long_is_told_and_can_be_stopped() {
        let progress = Progress::read("keys:3:23");
        let three = Progress {
            task: Task::Keys,
            done: 3,
            of: 23,
        };
        assert_eq!(progress, Some(three));
        for said in ["", "keys", "keys:3", "keys:x:3", "keys:1:2:3", "cats:1:2"] {
            assert_eq!(Progress::read(said), None, "{said}");
        }
        let state = after(start(), [Action::EngineReady, Action::Progressed(three)]);
        assert_eq!(state.verdict(), Verdict::Proving(Some(three)));
        let under_way = state.generation;
        let stopped = after(state, [Action::Stop, Action::Proven(under_way, proven(1))]);
        assert_eq!(stopped.verdict(), Verdict::Stopped);
        // What was told of the old run is not told of the next.
        let again = after(stopped, [Action::Progressed(three), Action::Prove]);
        assert_eq!(again.verdict(), Verdict::Proving(None));
    }

    #[test]
    fn a_field_is_sought_where_it_stands_and_each_time_anew() {
        let seek = || Action::Seek("server_name".to_owned());
        let mut state = start();
        state.place.pane = Pane::Files;
        let once = reduce(state, seek());
        assert_eq!(once.sought, Some(("server_name".to_owned(), 1)));
        assert_eq!(once.place.pane, Pane::Plan);
        assert_eq!(reduce(once, seek()).sought.map(|(_, times)| times), Some(2));
    }

    #[test]
    fn a_new_worker_proves_again() {
        let state = after(start(), [Action::WorkerReady, answer("x", 1)]);
        let now = state.generation;
        let state = after(
            state,
            [
                Action::Proven(now, proven(1)),
                Action::Say(Notice::Restarted),
            ],
        );
        assert!(state.proving && state.proven.is_none() && state.generation > now);
    }

    #[test]
    fn opening_what_is_open_changes_nothing() {
        let state = after(start(), [typed("a", "b"), answer("b", 1)]);
        let again = reduce(state.clone(), Action::Open(state.place.clone(), None));
        assert_eq!(again, state);
    }

    #[test]
    fn an_address_that_cannot_be_read_is_said_beside_what_could_be() {
        let place = Place {
            selection: Selection {
                focus: Focus::Node("querier".to_owned()),
                file: None,
            },
            ..Place::default()
        };
        let state = reduce(start(), Action::Open(place.clone(), Some(Unread::Future)));
        assert_eq!(state.place, place);
        assert_eq!(state.notice, Some(Notice::Address(Unread::Future)));
    }

    #[test]
    fn a_plan_of_ten_thousand_keys_is_refused() {
        let mut draft = Draft::default();
        for number in 0..10_000 {
            draft
                .set(&format!("components.c{number}.replicas"), "1")
                .expect("a field");
        }
        let state = reduce(start(), Action::ReadPlan("plan.yaml".to_owned(), draft));
        assert!(state.place.draft.is_empty());
        assert_eq!(
            state.notice,
            Some(Notice::FileRefused(FileRefusal::Crowded(10_000)))
        );
    }
}
