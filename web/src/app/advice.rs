//! What to do about those whom the plan locks out: each with the text that lets
//! it in, to be copied.

use std::rc::Rc;

use yew::prelude::*;

use super::address::{Focus, Lang, Selection};
use super::prose::prose;
use super::state::Action;
use super::told::{Head, Snippet};
use super::words::verdict::Verdict as VerdictWords;
use super::words::{Words, fill};
use crate::view::{Mend, View};

/// What is told.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// The links, and what lets in whom.
    pub view: Rc<View>,
    /// Whoever is locked out.
    pub who: Vec<String>,
    /// The language.
    pub lang: Lang,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// The list. It takes the keyboard, since whoever opens it wants to read it.
#[component]
pub fn Advice(props: &Props) -> Html {
    let words = &Words::of(props.lang).verdict;
    let mends = props.view.mends.iter();
    let mends = mends.filter(|mend| props.who.contains(&mend.who));
    html! {
        <section class="advice" aria-labelledby="advice">
            <Head id="advice" title={words.advice} close={words.close} dispatch={props.dispatch.clone()}/>
            <p class="why">{ words.advice_why }</p>
            <ul>{ for mends.map(|mend| one(props, words, mend)) }</ul>
        </section>
    }
}

fn one(props: &Props, words: &VerdictWords, mend: &Mend) -> Html {
    let who = [("who", &*mend.who)];
    let links = props.view.links.iter();
    let count = match links.filter(|link| link.from == mend.who).count() {
        1 => words.advice_link.to_owned(),
        many => fill(words.advice_links, &[("n", &many.to_string())]),
    };
    let show = {
        let focus = Focus::Node(mend.who.clone());
        let selection = Selection { focus, file: None };
        (props.dispatch).reform(move |_: MouseEvent| Action::Select(selection.clone()))
    };
    html! {
        <li>
            <div class="who">
                <h3><button type="button" class="quiet" onclick={show}>{ &mend.who }</button></h3>
                <small>{ count }</small>
            </div>
            <p>{ prose(props.lang.of(&mend.fix)) }</p>
            if let Some(text) = &mend.text {
                <Snippet text={text.clone()} about={fill(words.advice_text, &who)}
                    copy={fill(words.advice_copy, &who)} lang={props.lang}/>
            }
        </li>
    }
}
