//! A text that is edited: the browser's own field for texts, with its way back,
//! its keys and its names for those who do not see, and around it what was found.
//! The field is as large as the text, so that field, numbers and marks scroll as
//! one; of the lines around it only those in sight are drawn. What stands in the
//! field is the text: nothing that comes later takes away what was typed.

use std::rc::Rc;

use web_sys::{Element, HtmlElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::desk::{PASTED, Remark};
use super::findings::severity;
use crate::app::address::Lang;
use crate::app::host;
use crate::app::words::check::Check as CheckWords;
use crate::app::words::fill;

/// Lines are drawn in steps of so many, one step before and two behind the first
/// that is in sight.
const STEP: usize = 80;
/// The fewest rows of the field.
const ROWS: usize = 10;
/// So many letters a remark has room for behind the longest line.
const REMARK: usize = 30;
/// The most that is written so that the browser's own way back knows of it, in bytes: it is slow.
const WRITTEN: usize = 1 << 14;

/// What is edited.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// What the text is called.
    pub name: String,
    /// The text.
    pub text: Rc<str>,
    /// What is to be said of its lines, in their order.
    pub remarks: Rc<Vec<Remark>>,
    /// The line that is gone to.
    pub line: Option<usize>,
    /// How often a line was gone to.
    pub goes: u32,
    /// The language.
    pub lang: Lang,
    /// Hears of the text, and whether it was pasted in place of all.
    pub on_text: Callback<(Rc<str>, bool)>,
    /// Hears on which line the caret is.
    pub on_caret: Callback<usize>,
    /// Hears that the next line with a remark is wanted, or the one before.
    pub on_step: Callback<bool>,
}

/// What can happen to it.
#[derive(Debug)]
pub enum Message {
    /// The field's text is another.
    Typed,
    /// Something is about to be pasted.
    Paste,
    /// The caret may be elsewhere.
    Moved,
    /// Other lines are in sight.
    Scrolled,
    /// A mark was chosen.
    To(usize),
}

/// The field and what is around it.
pub struct Editor {
    area: NodeRef,
    frame: NodeRef,
    /// What stands in the field.
    held: Rc<str>,
    /// How many lines that is, and how long the longest one.
    size: (usize, usize),
    /// What stood in it when all of it had been pasted.
    pasted: Option<Rc<str>>,
    /// Whether what is typed next takes the place of all.
    whole: bool,
    first: usize,
    caret: usize,
    goes: u32,
}

impl Component for Editor {
    type Message = Message;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        Self {
            area: NodeRef::default(),
            frame: NodeRef::default(),
            held: "".into(),
            size: size(&ctx.props().text),
            pasted: None,
            whole: false,
            first: 0,
            caret: 0,
            goes: 0,
        }
    }

    fn changed(&mut self, ctx: &Context<Self>, _old: &Props) -> bool {
        if ctx.props().text != self.held {
            self.size = size(&ctx.props().text);
        }
        true
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        let Some(area) = self.area.cast::<HtmlTextAreaElement>() else {
            return false;
        };
        match message {
            Message::Typed => {
                let text: Rc<str> = area.value().into();
                self.size = size(&text);
                self.held = text.clone();
                let whole = std::mem::take(&mut self.whole);
                if whole {
                    self.pasted = Some(text.clone());
                }
                ctx.props().on_text.emit((text, whole));
                self.tell_caret(ctx, &area);
                true
            }
            Message::Paste => {
                let end = u32::try_from(self.held.encode_utf16().count()).unwrap_or(u32::MAX);
                let (from, to) = selection(&area);
                // What was pasted and is as it was gives way to what is pasted next.
                if from == to
                    && (from == 0 || from == end)
                    && self.pasted.as_ref() == Some(&self.held)
                {
                    area.select();
                }
                self.whole = selection(&area) == (0, end);
                false
            }
            Message::Moved => {
                self.tell_caret(ctx, &area);
                false
            }
            Message::Scrolled => {
                let first = self.in_sight(&area) / STEP * STEP;
                let is_other = first != self.first;
                self.first = first;
                is_other
            }
            Message::To(line) => {
                self.go_to(&area, line);
                self.tell_caret(ctx, &area);
                false
            }
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let words = CheckWords::of(props.lang);
        let link = ctx.link();
        let (rows, columns) = self.size;
        let label = match props.name.as_str() {
            PASTED => words.paste.to_owned(),
            name => fill(words.text_of, &[("name", name)]),
        };
        let behind = if props.remarks.is_empty() { 2 } else { REMARK };
        let from = self.first.saturating_sub(STEP);
        let until = (self.first + 2 * STEP).min(rows);
        let step = {
            let on_step = props.on_step.clone();
            Callback::from(move |event: KeyboardEvent| {
                if event.key() == "F8" {
                    event.prevent_default();
                    on_step.emit(event.shift_key());
                }
            })
        };
        let moved = link.callback(|_: Event| Message::Moved);
        html! {
            <div class="editor" ref={&self.frame} onscroll={link.callback(|_: Event| Message::Scrolled)}>
                <div class="gutter">{ self.gutter(ctx, from, until) }</div>
                <div class="text">
                    <div class="under" aria-hidden="true">{ self.under(ctx, from, until) }</div>
                    <textarea
                        ref={&self.area}
                        rows={rows.max(ROWS).to_string()}
                        cols={(columns + behind).to_string()}
                        wrap="off"
                        spellcheck="false"
                        autocomplete="off"
                        autocapitalize="off"
                        aria-label={label}
                        aria-keyshortcuts="F8 Shift+F8"
                        placeholder={words.paste_hint}
                        oninput={link.callback(|_: InputEvent| Message::Typed)}
                        onpaste={link.callback(|_: Event| Message::Paste)}
                        onkeydown={step}
                        onkeyup={link.callback(|_: KeyboardEvent| Message::Moved)}
                        onclick={link.callback(|_: MouseEvent| Message::Moved)}
                        onselect={moved}
                    />
                </div>
            </div>
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        let props = ctx.props();
        let (Some(area), Some(frame)) = (
            self.area.cast::<HtmlTextAreaElement>(),
            self.frame.cast::<HtmlElement>(),
        ) else {
            return;
        };
        let above = self.first.saturating_sub(STEP).to_string();
        let _refused = frame.style().set_property("--above", &above);
        if props.text != self.held {
            let old = std::mem::replace(&mut self.held, props.text.clone());
            match first {
                true => area.set_value(&props.text),
                false => write(&area, &old, &props.text),
            }
        }
        if props.goes != self.goes {
            self.goes = props.goes;
            if let Some(line) = props.line {
                self.go_to(&area, line);
                self.tell_caret(ctx, &area);
            }
        }
    }
}

impl Editor {
    /// Numbers and marks.
    fn gutter(&self, ctx: &Context<Self>, from: usize, until: usize) -> Html {
        let props = ctx.props();
        let words = CheckWords::of(props.lang);
        let lines = (from + 1..=until).map(|number| {
            let here = on(&props.remarks, number);
            let Some(worst) = here.first() else {
                return html! { <div class="row" key={number}><span aria-hidden="true">{ number }</span></div> };
            };
            let said = here.iter().map(|it| {
                format!("{} {}: {}", severity(words, it.severity), it.code, it.what)
            });
            let said = said.collect::<Vec<_>>().join("; ").replace('`', "");
            let line = number.to_string();
            let name = fill(words.mark, &[("line", &line), ("said", &said)]);
            let to = ctx.link().callback(move |_: MouseEvent| Message::To(number));
            html! {
                <div class="row" key={number} data-severity={worst.severity.word()}>
                    <button type="button" class="marked" tabindex="-1" aria-label={name} title={said} onclick={to}>{ number }</button>
                </div>
            }
        });
        html! { { for lines } }
    }

    /// What lies below the field's letters: the ground of lines with a remark, and the
    /// remark behind their end.
    fn under(&self, ctx: &Context<Self>, from: usize, until: usize) -> Html {
        let props = ctx.props();
        let words = CheckWords::of(props.lang);
        let texts = self.held.split('\n').skip(from).take(until - from);
        let lines = (from + 1..).zip(texts).map(|(number, text)| {
            let here = on(&props.remarks, number);
            let is_here = (number == self.caret).then_some("true");
            let Some(worst) = here.first() else {
                return html! { <div class="row" key={number} data-here={is_here}></div> };
            };
            let more = match here.len() {
                1 => String::new(),
                count => format!(" +{}", count - 1),
            };
            html! {
                <div class="row" key={number} data-here={is_here} data-severity={worst.severity.word()}>
                    <span class="ghost">{ text }</span>
                    <span class="remark">
                        <b>{ severity(words, worst.severity) }{ " " }{ &worst.code }</b>{ ": " }{ worst.what.replace('`', "") }{ more }
                    </span>
                </div>
            }
        });
        html! { { for lines } }
    }

    /// Which line is the first in sight, counted from 0.
    fn in_sight(&self, area: &HtmlTextAreaElement) -> usize {
        let Some(frame) = self.frame.cast::<Element>() else {
            return 0;
        };
        let number = |it: i32| u64::try_from(it).unwrap_or(0);
        let (height, top) = (number(area.offset_height()), number(frame.scroll_top()));
        let line = (top * u64::from(area.rows())).checked_div(height);
        line.and_then(|it| usize::try_from(it).ok()).unwrap_or(0)
    }

    /// Puts the caret at the beginning of a line, into the middle of what is in sight.
    fn go_to(&self, area: &HtmlTextAreaElement, line: usize) {
        let before = self.held.split_inclusive('\n').take(line.saturating_sub(1));
        let at = before.map(|it| it.encode_utf16().count()).sum::<usize>();
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        let _refused = area.focus();
        let _refused = area.set_selection_range(at, at);
        let Some(frame) = self.frame.cast::<Element>() else {
            return;
        };
        let rows = i32::try_from(area.rows()).unwrap_or(1).max(1);
        let line = i32::try_from(line).unwrap_or(0);
        let top = i64::from(area.offset_height()) * i64::from(line) / i64::from(rows);
        let top = i32::try_from(top).unwrap_or(i32::MAX);
        frame.set_scroll_top(top - frame.client_height() / 2);
        frame.set_scroll_left(0);
    }

    fn tell_caret(&mut self, ctx: &Context<Self>, area: &HtmlTextAreaElement) {
        let (at, _) = selection(area);
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        let before = self.held.encode_utf16().take(at);
        let line = before.filter(|it| *it == u16::from(b'\n')).count() + 1;
        if line != self.caret {
            self.caret = line;
            ctx.props().on_caret.emit(line);
        }
    }
}

/// How many lines a text has, and how many letters the longest: a tab is eight.
fn size(text: &str) -> (usize, usize) {
    let (mut rows, mut columns) = (0, 0);
    for line in text.split('\n') {
        rows += 1;
        if line.len() > columns || line.contains('\t') {
            let letters = line.chars().map(|it| if it == '\t' { 8 } else { 1 });
            columns = columns.max(letters.sum());
        }
    }
    (rows, columns)
}

fn selection(area: &HtmlTextAreaElement) -> (u32, u32) {
    let at = |it: Result<Option<u32>, _>| it.ok().flatten().unwrap_or(0);
    (at(area.selection_start()), at(area.selection_end()))
}

/// The remarks on a line; they are in the order of lines.
fn on(remarks: &[Remark], line: usize) -> &[Remark] {
    let from = remarks.partition_point(|it| it.line < line);
    let rest = remarks.get(from..).unwrap_or_default();
    let until = rest.partition_point(|it| it.line == line);
    rest.get(..until).unwrap_or_default()
}

/// Writes what is another now into the field, as if it had been typed, so that the
/// browser's own way back takes it back too.
fn write(area: &HtmlTextAreaElement, old: &str, new: &str) {
    let pairs = old.char_indices().zip(new.chars());
    let before = pairs
        .take_while(|((_, a), b)| a == b)
        .map(|((at, a), _)| at + a.len_utf8())
        .last()
        .unwrap_or(0);
    let (head, tail) = old.split_at_checked(before).unwrap_or_default();
    let rest = new.get(before..).unwrap_or_default();
    let pairs = tail.chars().rev().zip(rest.chars().rev());
    let behind: usize = pairs
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    let gone = tail.get(..tail.len() - behind).unwrap_or_default();
    let come = rest.get(..rest.len() - behind).unwrap_or_default();
    let units = |text: &str| u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
    let from = units(head);
    let to = from.saturating_add(units(gone));
    let is_written = gone.len() + come.len() <= WRITTEN
        && area.focus().is_ok()
        && area.set_selection_range(from, to).is_ok()
        && host::write(come);
    if !is_written || area.value() != new {
        area.set_value(new);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Severity;

    #[test]
    fn the_field_is_as_large_as_the_text() {
        assert_eq!(size(""), (1, 0));
        assert_eq!(size("äää\n\ta\n"), (3, 9));
    }

    #[test]
    fn remarks_are_found_by_their_line() {
        let remark = |line| Remark {
            line,
            severity: Severity::Note,
            code: String::new(),
            what: String::new(),
            finding: None,
        };
        let remarks = [remark(1), remark(3), remark(3)];
        let counts = [1, 2, 3, 4].map(|line| on(&remarks, line).len());
        assert_eq!(counts, [1, 0, 2, 0]);
    }
}
