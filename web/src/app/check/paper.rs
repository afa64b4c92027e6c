//! A file, its lines numbered, with what was found beside them.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use yew::prelude::*;

use super::findings::severity;
use super::text::{Shown, shown};
use crate::app::address::Lang;
use crate::app::words::check::Check as CheckWords;
use crate::app::words::fill;
use crate::view::{Checked, Finding};

/// What is shown.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// The file's name.
    pub name: String,
    /// Its text; none where it is not text.
    pub text: Option<Rc<str>>,
    /// What was found.
    pub checked: Option<Rc<Checked>>,
    /// The line that was gone to.
    pub line: Option<usize>,
    /// The language.
    pub lang: Lang,
}

/// The id of the line that was gone to.
const MARKED: &str = "marked-line";

/// Brings that line into sight.
pub fn show_marked() {
    let line = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id(MARKED));
    if let Some(line) = line {
        line.scroll_into_view();
    }
}

/// A file and its findings.
#[component]
pub fn Paper(props: &Props) -> Html {
    let words = CheckWords::of(props.lang);
    let Some(text) = &props.text else {
        return html! { <p class="binary">{ words.binary }</p> };
    };
    let mut found: BTreeMap<usize, Vec<(&Finding, &str)>> = BTreeMap::new();
    let mut marked = BTreeSet::new();
    if let Some(checked) = &props.checked {
        for finding in &checked.findings {
            let first = (&finding.file, finding.line, &finding.what);
            let others = finding
                .places
                .iter()
                .map(|it| (&it.file, it.line, &it.what));
            for (_, line, what) in std::iter::once(first)
                .chain(others)
                .filter(|(file, ..)| **file == *props.name)
            {
                found.entry(line).or_default().push((finding, what));
                marked.insert(line);
            }
        }
        for it in checked.explained.iter().filter(|it| it.file == props.name) {
            marked.extend(usize::try_from(it.line).ok());
        }
    }
    marked.extend(props.line);
    let lines = shown(text, &marked).into_iter().map(|line| match line {
        Shown::Gap(count) => html! {
            <li class="gap">{ fill(words.left_out, &[("n", &count.to_string())]) }</li>
        },
        Shown::Key(number) => html! {
            <li class="line"><span class="number">{ number }</span><span class="hidden-key" title={words.key_line}>{ "••••••••" }<span class="unseen">{ words.key_line }</span></span></li>
        },
        Shown::Line(number, line) => {
            let here = found.get(&number).map(Vec::as_slice).unwrap_or_default();
            let worst = here.first().map(|(finding, _)| finding.severity.word());
            let id = (props.line == Some(number)).then_some(MARKED);
            html! {
                <li class="line" {id} data-severity={worst}>
                    <span class="number">{ number }</span><code>{ line }</code>
                    { for here.iter().map(|(finding, what)| html! {
                        <p class="note" data-severity={finding.severity.word()}>
                            <b>{ severity(words, finding.severity) }{ " " }{ &finding.code }</b>{ ": " }{ what }
                        </p>
                    }) }
                </li>
            }
        }
    });
    html! {
        <ol class="paper" tabindex="0" aria-label={fill(words.text_of, &[("name", &props.name)])}>
            { for lines }
        </ol>
    }
}
