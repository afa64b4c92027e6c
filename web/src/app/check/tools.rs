//! What can be done with the texts: all fixes, the way back, and taking them away.

use std::rc::Rc;

use wasm_bindgen::JsValue;
use yew::prelude::*;

use super::desk::{Desk, Done};
use super::sheet::Sheet;
use crate::app::address::Lang;
use crate::app::copy::Copy;
use crate::app::files_panel::diff::{self, Row};
use crate::app::fold::Fold;
use crate::app::host;
use crate::app::icon::Icon;
use crate::app::words::check::Check as CheckWords;
use crate::app::words::fill;

/// What the tools are for.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// The files and what came of them.
    pub desk: Rc<Desk>,
    /// Whether all fixes are just being made.
    pub fixing: bool,
    /// The language.
    pub lang: Lang,
    /// Where the wish for all fixes goes.
    pub on_fix_all: Callback<()>,
    /// Where the wish for the way back goes.
    pub on_back: Callback<()>,
    /// Where the wish for all changed files goes.
    pub on_pack: Callback<()>,
}

/// The row of buttons, what was done last, and what is another now.
#[component]
pub fn Tools(props: &Props) -> Html {
    let words = CheckWords::of(props.lang);
    let desk = &props.desk;
    let fixable = desk.fixable();
    let on = |callback: &Callback<()>| {
        let callback = callback.clone();
        Callback::from(move |_: MouseEvent| callback.emit(()))
    };
    let label = match props.fixing {
        true => words.fixing.to_owned(),
        false => fill(words.fix_all, &[("n", &fixable.to_string())]),
    };
    let changes = desk.changes().count().to_string();
    html! {
        <div class="tools">
            <div class="actions">
                if fixable > 0 {
                    <button type="button" class="primary" disabled={desk.waiting || props.fixing} onclick={on(&props.on_fix_all)}>{ label }</button>
                }
                if desk.can_go_back() {
                    <button type="button" onclick={on(&props.on_back)}>{ words.back }</button>
                }
                { desk.sheet().map(|sheet| take(words, sheet, props.lang)).unwrap_or_default() }
                if desk.changes().nth(1).is_some() {
                    <button type="button" onclick={on(&props.on_pack)}>{ Icon::Download.draw() }{ fill(words.download_all, &[("n", &changes)]) }</button>
                }
            </div>
            <p class="done" role="status">{ desk.done.map(|done| said(words, done)).unwrap_or_default() }</p>
        </div>
    }
}

/// What was done last, in words.
fn said(words: &CheckWords, done: Done) -> String {
    let number = |text: &str, n: usize| fill(text, &[("n", &n.to_string())]);
    match done {
        Done::Fixed(0, _) => words.fixed_none.to_owned(),
        Done::Fixed(count, later) => {
            let fixed = match count {
                1 => words.fixed_one.to_owned(),
                _ => number(words.fixed, count),
            };
            match later {
                0 => fixed,
                _ => format!("{fixed} {}", number(words.fixed_later, later)),
            }
        }
        Done::Back => words.taken_back.to_owned(),
        Done::Replaced => words.replaced.to_owned(),
    }
}

/// Copy and download of one file, which no key leaves.
fn take(words: &CheckWords, sheet: &Sheet, lang: Lang) -> Html {
    let (Some(text), None) = (&sheet.text, sheet.held) else {
        return Html::default();
    };
    if text.is_empty() {
        return Html::default();
    }
    let name = [("name", sheet.name.as_str())];
    let copied = AttrValue::from(text.clone());
    let save = {
        let sheet = sheet.clone();
        Callback::from(move |_: MouseEvent| {
            let file = sheet.name.rsplit('/').next().unwrap_or_default();
            let bytes = js_sys::Uint8Array::from(&*sheet.bytes());
            host::save(file, &JsValue::from(bytes));
        })
    };
    html! {
        <>
            <Copy text={Callback::from(move |()| copied.clone())} label={words.copy} spoken={Some(AttrValue::from(fill(words.copy_text, &name)))} {lang}/>
            <button type="button" onclick={save}>{ Icon::Download.draw() }{ fill(words.download, &name) }</button>
        </>
    }
}

/// Lines that stay are shown so far around those that do not.
const AROUND: usize = 2;

/// What is another in a text than when it came.
pub fn changed(words: &CheckWords, sheet: &Sheet) -> Html {
    let (Some(before), Some(now), None) =
        (sheet.original().cloned(), sheet.text.clone(), sheet.held)
    else {
        return Html::default();
    };
    let summary = fill(words.changed, &[("name", &sheet.name)]);
    let body = Callback::from(move |()| {
        let diff = diff::diff(&before, &now);
        let is_kept = |row: &Row<'_>| matches!(row, Row::Same(_));
        let is_near = |at: usize| {
            let near = diff.rows.iter().skip(at.saturating_sub(AROUND));
            let until = AROUND + at.min(AROUND) + 1;
            near.take(until).any(|row| !is_kept(row))
        };
        let rows = (0..).zip(&diff.rows).filter(|(at, _)| is_near(*at));
        let rows = rows.map(|(_, row)| {
            let (tone, line) = match row {
                Row::Same(line) => ("kept", format!("  {line}\n")),
                Row::Changed(line) | Row::Added(line) => ("added", format!("+ {line}\n")),
                Row::Gone(line) => ("removed", format!("- {line}\n")),
                Row::ManyGone(count) => ("removed", format!("- ({count})\n")),
            };
            html! { <span class={tone}>{ line }</span> }
        });
        html! { <pre class="diff">{ for rows }</pre> }
    });
    html! { <Fold key={sheet.name.clone()} summary={html! { summary }} {body}/> }
}
