//! What is to be said of the line that the caret is on, and the way to the next.

use std::rc::Rc;

use yew::prelude::*;

use super::desk::Remark;
use super::findings::{fix_button, severity};
use crate::app::address::Lang;
use crate::app::prose::prose;
use crate::app::words::check::Check as CheckWords;
use crate::app::words::fill;
use crate::view::Checked;

/// What is said.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// The line of the caret.
    pub caret: usize,
    /// What is to be said of all lines.
    pub remarks: Rc<Vec<Remark>>,
    /// What came of the check.
    pub checked: Option<Rc<Checked>>,
    /// Which findings have a fix that can be made here.
    pub fixable: Rc<Vec<bool>>,
    /// Whether an answer is to come.
    pub waiting: bool,
    /// The language.
    pub lang: Lang,
    /// Where the wish for a fix goes: which of the findings.
    pub on_fix: Callback<usize>,
    /// Hears that the next line with a remark is wanted, or the one before.
    pub on_step: Callback<bool>,
}

/// The remarks of one line.
#[component]
pub fn Here(props: &Props) -> Html {
    let words = CheckWords::of(props.lang);
    if props.remarks.is_empty() {
        return Html::default();
    }
    let mut lines: Vec<usize> = props.remarks.iter().map(|it| it.line).collect();
    lines.dedup();
    let count = match lines.len() {
        1 => words.marked_one.to_owned(),
        n => fill(words.marked, &[("n", &n.to_string())]),
    };
    let step = |back: bool| {
        let on_step = props.on_step.clone();
        Callback::from(move |_: MouseEvent| on_step.emit(back))
    };
    let here = props.remarks.iter().filter(|it| it.line == props.caret);
    let here = here.map(|it| {
        let fix = it.finding.and_then(|index| {
            let finding = props.checked.as_ref()?.findings.get(index)?;
            let is_fixable = props.fixable.get(index).is_some_and(|it| *it);
            is_fixable.then(|| fix_button(words, finding, index, props.waiting, &props.on_fix))
        });
        html! {
            <li data-severity={it.severity.word()}>
                <p><b>{ severity(words, it.severity) }{ " " }{ &it.code }</b>{ ": " }{ prose(&it.what) }</p>
                { fix.unwrap_or_default() }
            </li>
        }
    });
    let at = fill(words.at_line, &[("line", &props.caret.to_string())]);
    html! {
        <div class="here">
            <div class="steps">
                <button type="button" class="quiet" aria-keyshortcuts="Shift+F8" title="Shift+F8" onclick={step(true)}>{ words.previous }</button>
                <button type="button" class="quiet" aria-keyshortcuts="F8" title="F8" onclick={step(false)}>{ words.next }</button>
                <small>{ count }</small>
            </div>
            <ul aria-live="polite" aria-label={at}>{ for here }</ul>
        </div>
    }
}
