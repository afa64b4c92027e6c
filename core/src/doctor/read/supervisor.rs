//! Programs that supervisord starts: sections `[program:mimir]` with a command.

use super::super::input::{Kind, Source};
use super::super::process::Container;
use super::command::{self, Started};
use super::document::Document;
use super::facts::Facts;
use super::shell::{self, Argument, Text, Variables, marked};
use crate::catalog::Release;

/// Whether the text is supervisord's.
pub(super) fn claims(document: &Document<'_>, _: Release) -> bool {
    document.source().kind == Kind::Supervisor
}

/// Takes in the programs that are Mimir's.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    let source = document.source();
    let mut found = false;
    for (name, words) in programs(source) {
        let words = command::in_container(words, Some(source), &Variables::new(), facts);
        let Some(started) = Started::of(words, &name, facts) else {
            continue;
        };
        found = true;
        let hints = [name.as_str()];
        started.candidate(&name, &hints, &source.path, Container::default(), facts);
    }
    found
}

/// The programs of a text, each with the words of its command.
fn programs(source: &Source) -> Vec<(String, Vec<Argument>)> {
    let mut found = Vec::new();
    let mut name: Option<&str> = None;
    let mut lines = (1..).zip(source.text.lines()).peekable();
    while let Some((number, line)) = lines.next() {
        if let Some(section) = line.strip_prefix('[') {
            let section = section.split(']').next().unwrap_or_default();
            name = section.strip_prefix("program:");
            continue;
        }
        let Some((key, behind)) = line.split_once('=') else {
            continue;
        };
        let Some(name) = name.filter(|_| key.trim() == "command") else {
            continue;
        };
        let value = behind.trim_start();
        let column = line.chars().count() - value.chars().count() + 1;
        let place = source.place(number, column);
        let mut text = value.to_owned();
        // A line that is indented belongs to the one above it.
        while let Some((_, more)) = lines.next_if(|(_, it)| it.starts_with([' ', '\t'])) {
            text.push('\n');
            text.push_str(more);
        }
        let text = Text {
            source: Some(source),
            text: &text,
            inside: Some(&place),
        };
        let words = shell::split(text).into_iter().map(put_in);
        found.push((name.to_owned(), words.collect()));
    }
    found
}

/// A word in which supervisord puts nothing in; one with `%(ENV_NAME)s` is not known.
fn put_in(mut word: Argument) -> Argument {
    let variable = word.text.find("%(").and_then(|start| {
        let end = word.text.get(start..)?.find(")s")? + start + ")s".len();
        Some((start, end))
    });
    if let Some((start, end)) = variable
        && let Some(written) = word.text.get(start..end).map(str::to_owned)
    {
        word.is_open = start == 0 && end == word.text.len();
        word.text.replace_range(start..end, &marked(&written));
        word.unknown = Some(written);
    }
    word
}
