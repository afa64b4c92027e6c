//! How the folder is put to use, step by step, with the plan's own names in it:
//! what its README says, to be copied.

use std::rc::Rc;

use yew::prelude::*;

use super::address::Lang;
use super::prose::prose;
use super::state::Action;
use super::told::{Head, Snippet};
use super::verdict::{ARCHIVE, FOLDER};
use super::words::verdict::Verdict as VerdictWords;
use super::words::{Words, fill};
use crate::view::{Instruction, View};

/// What is told.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// The plan, and what to do with what it comes to.
    pub view: Rc<View>,
    /// The language.
    pub lang: Lang,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// The steps, from the archive to a cluster that speaks TLS.
#[component]
pub fn Install(props: &Props) -> Html {
    let words = &Words::of(props.lang).verdict;
    let steps = props.view.instructions.iter();
    let unpack = format!("unzip {ARCHIVE}\ncd {FOLDER}");
    html! {
        <section class="install" aria-labelledby="install">
            <Head id="install" title={words.install} close={words.close} dispatch={props.dispatch.clone()}/>
            <p class="why">{ prose(words.install_why) }</p>
            <ol>
                <li>
                    <p>{ prose(words.install_unpack) }</p>
                    { snippet(words, props.lang, "1", &unpack) }
                </li>
                { for steps.zip(2..).map(|(step, number)| html! {
                    <li>{ told(words, props.lang, &number.to_string(), step) }</li>
                }) }
            </ol>
        </section>
    }
}

fn told(words: &VerdictWords, lang: Lang, number: &str, step: &Instruction) -> Html {
    let end = if step.command.is_none() && step.ways.is_empty() {
        "."
    } else {
        ":"
    };
    html! {
        <>
            <p>{ prose(lang.of(&step.text)) }{ end }</p>
            if let Some(command) = &step.command {
                { snippet(words, lang, number, command) }
            }
            if !step.ways.is_empty() {
                <ul>
                    { for step.ways.iter().zip(1..).map(|(way, nth)| html! {
                        <li>{ told(words, lang, &format!("{number}.{nth}"), way) }</li>
                    }) }
                </ul>
            }
        </>
    }
}

fn snippet(words: &VerdictWords, lang: Lang, number: &str, text: &str) -> Html {
    let which = [("n", number)];
    html! {
        <Snippet text={text.to_owned()} about={fill(words.install_text, &which)} copy={fill(words.install_copy, &which)} {lang}/>
    }
}
