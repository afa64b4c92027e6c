//! One file's text, with colours and marks.

use yew::prelude::*;

use super::diff::{Diff, Row, diff};
use super::highlight::{Syntax, Token, depth, pieces};
use crate::app::address::Lang;
use crate::app::words::{Words, fill};

/// The most bytes that get colours. Past it a text is one piece: thousands of
/// small ones would keep the browser from what is typed.
const MOST_COLOURED: usize = 64 * 1024;

/// What a text is shown from.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// Where it stands in the folder.
    pub path: AttrValue,
    /// All of it.
    pub text: AttrValue,
    /// What it was before the last choice, if that is to be marked.
    pub before: Option<AttrValue>,
    /// The language.
    pub lang: Lang,
}

/// The text, which the keyboard scrolls. It is drawn again when it is another one.
#[component]
pub fn Text(props: &Props) -> Html {
    let words = &Words::of(props.lang).files;
    let syntax = Syntax::of(&props.path);
    let label = fill(words.text_of, &[("path", &props.path)]);
    let before = props.before.as_deref().unwrap_or(&props.text);
    let diff = diff(before, &props.text);
    html! {
        <>
            if let Some(counts) = counts(words, &diff) {
                <p class="since">{ counts }</p>
            }
            <pre class="text" tabindex="0" role="region" aria-label={label} data-syntax={syntax.code()}>
                if props.text.len() > MOST_COLOURED {
                    <code>{ &props.text }</code>
                } else {
                    <code>{ for diff.rows.iter().map(|row| line(words, syntax, row)) }</code>
                }
            </pre>
        </>
    }
}

fn counts(words: &crate::app::words::files::Files, diff: &Diff<'_>) -> Option<String> {
    let some = |word: &str, count: usize| {
        (count > 0).then(|| fill(word, &[("count", &count.to_string())]))
    };
    let counts: Vec<String> = [
        some(words.changed, diff.changed),
        some(words.added, diff.added),
        some(words.gone, diff.gone),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!counts.is_empty()).then(|| format!("{} {}", words.last_choice, counts.join(", ")))
}

fn line(words: &crate::app::words::files::Files, syntax: Syntax, row: &Row<'_>) -> Html {
    let (mark, text) = match *row {
        Row::Same(text) => (None, text),
        Row::Changed(text) => (Some("changed"), text),
        Row::Added(text) => (Some("added"), text),
        Row::Gone(text) => {
            let depth = depth(syntax, text).map(|depth| depth.to_string());
            let (indent, text) = text.split_at(text.len() - text.trim_start().len());
            return html! { <del class="line" data-mark="gone" data-depth={depth}>{ indent }<span>{ text }</span>{ "\n" }</del> };
        }
        Row::ManyGone(count) => {
            let text = fill(words.many_gone, &[("count", &count.to_string())]);
            return html! { <span class="line" data-mark="many-gone">{ text }{ "\n" }</span> };
        }
    };
    let depth = depth(syntax, text).map(|depth| depth.to_string());
    let mut pieces = pieces(syntax, text);
    let (token, last) = pieces.pop().unwrap_or((Token::Plain, ""));
    html! {
        <span class="line" data-mark={mark} data-depth={depth}>
            { for pieces.into_iter().map(|(token, text)| piece(token, text.to_owned())) }
            { piece(token, format!("{last}\n")) }
        </span>
    }
}

fn piece(token: Token, text: String) -> Html {
    match token.class() {
        Some(class) => html! { <span {class}>{ text }</span> },
        None => html! { text },
    }
}
